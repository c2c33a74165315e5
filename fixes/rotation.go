package fixes

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// transform is the macro that adds the function of a hosted rotation to a stack.
// Source: AWS CloudFormation reference, AWS::SecretsManager transforms.
const transform = "AWS::SecretsManager-2024-09-16"

// engines are the rotations of engines by the start of their names.
// Source: AWS CloudFormation reference, HostedRotationLambda RotationType; engines
// of AWS::RDS::DBInstance and DBCluster.
var engines = [][2]string{
	{"postgres", "PostgreSQLSingleUser"},
	{"aurora-postgresql", "PostgreSQLSingleUser"},
	{"mysql", "MySQLSingleUser"},
	{"aurora-mysql", "MySQLSingleUser"},
	{"mariadb", "MariaDBSingleUser"},
	{"oracle", "OracleSingleUser"},
	{"sqlserver", "SQLServerSingleUser"},
	{"db2", "Db2SingleUser"},
}

// database is what a rotation has to know of a database.
type database struct {
	rotation, target string
	subnets, groups  *template.Node // comma-separated, as HostedRotationLambda wants them
}

func (r *realizer) database(x *template.Resource) (*database, error) {
	d := &database{target: x.Type}
	group, own := "DBSubnetGroupName", "VpcSecurityGroupIds"
	switch x.Type {
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
		engine, ok := x.Property("Engine").Literal()
		if !ok {
			return nil, errors.New("the database's engine is not known")
		}
		for _, e := range engines {
			if strings.HasPrefix(strings.ToLower(engine), e[0]) {
				d.rotation = e[1]
			}
		}
		if d.rotation == "" {
			return nil, fmt.Errorf("AWS has no rotation function for engine %q", engine)
		}
		if x.Type == "AWS::RDS::DBInstance" {
			own = "VPCSecurityGroups"
		}
	case "AWS::DocDB::DBCluster":
		d.rotation = "MongoDBSingleUser"
	case "AWS::Redshift::Cluster":
		d.rotation, group = "RedshiftSingleUser", "ClusterSubnetGroupName"
	default:
		return nil, fmt.Errorf("AWS has no rotation function for %s", x.Type)
	}
	if x.Property(group).Kind == template.AbsentValue {
		return d, nil // in the account's default network, which is public
	}
	p, ok := x.Property(group).Single()
	if !ok || p.Resource.Stack != x.Stack {
		return nil, errors.New("the subnets of the database are not known")
	}
	var err error
	if d.subnets, err = joined(p.Resource, "SubnetIds"); err != nil {
		return nil, err
	}
	if d.groups, err = joined(x, own); err != nil {
		return nil, err
	}
	return d, nil
}

// joined is a property that is a list as one text with commas.
func joined(x *template.Resource, property string) (*template.Node, error) {
	n := x.Get(property)
	switch {
	case n == nil:
		return nil, fmt.Errorf("%s of %s is not there", property, x.ID)
	case n.Kind == template.List && len(n.Items) == 1:
		return n.Items[0], nil
	}
	return object("Fn::Join", list(text(","), n)), nil
}

// rotate has AWS's own function rotate the secret at a place every {days}; database
// is whose password it is.
func (r *realizer) rotate(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	target, err := r.resource(op, "database")
	if err != nil {
		return nil, err
	}
	if target.Stack != x.Stack {
		return nil, errors.New("secret and database are in different stacks")
	}
	if x.Condition != target.Condition {
		return nil, errors.New("secret and database exist under different conditions")
	}
	d, err := r.database(target)
	if err != nil {
		return nil, err
	}
	s := x.Stack
	var changes []Change
	add := func(id string, n *template.Node, err error) error {
		if err != nil {
			return err
		}
		if x.Condition != "" {
			n = n.With("Condition", text(x.Condition))
		}
		changes = append(changes, Change{s, edit.Operation{Op: edit.Set, Path: template.Path{"Resources", id}, Value: n}})
		return nil
	}
	subject := x.ID
	if known := r.secret(x); known != nil && len(known.Attachments) > 0 {
		subject = known.Attachments[0].Resource.ID
	} else {
		subject = r.id(s, x.ID, "Attachment")
		n, err := attachment(ref(x.ID), ref(target.ID), d.target)
		if err := add(subject, n, err); err != nil {
			return nil, err
		}
	}
	groups := d.groups
	n, err := rotationSchedule(ref(subject), d.rotation, intOf(op.Args["days"]), d.subnets, groups)
	if err := add(r.id(s, x.ID, "Rotation"), n, err); err != nil {
		return nil, err
	}
	if !s.HasTransform("AWS::SecretsManager-") {
		changes = append(changes, Change{s, edit.Operation{Op: edit.Append, Path: template.Path{"Transform"}, Value: text(transform)}})
	}
	return changes, nil
}

// rotateEvery sets the interval of the schedule at a place to {days}.
func (r *realizer) rotateEvery(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	days := intOf(op.Args["days"])
	if x.Get("RotationRules", "ScheduleExpression") != nil {
		return []Change{{x.Stack, edit.Operation{Op: edit.Set, Path: x.Path("RotationRules", "ScheduleExpression"), Value: text(fmt.Sprintf("rate(%d days)", days))}}}, nil
	}
	return []Change{{x.Stack, edit.Operation{Op: edit.Set, Path: x.Path("RotationRules", "AutomaticallyAfterDays"), Value: number(days)}}}, nil
}

// permitInvocation lets Secrets Manager invoke the function {function} for the
// schedule at a place.
func (r *realizer) permitInvocation(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	function, err := r.resource(op, "function")
	if err != nil {
		return nil, err
	}
	secret, err := r.resource(op, "secret")
	if err != nil {
		return nil, err
	}
	s := function.Stack
	arn, err := r.reference(s, secret, "")
	if err != nil {
		return nil, err
	}
	name, err := r.reference(s, function, "")
	if function.Type == "AWS::Lambda::Function" {
		name, err = r.reference(s, function, "Arn")
	}
	if err != nil {
		return nil, err
	}
	n, err := invokePermission(name, arn)
	if err != nil {
		return nil, err
	}
	if function.Condition != "" {
		n = n.With("Condition", text(function.Condition))
	}
	id := r.id(s, function.ID, "Invoke", secret.ID)
	changes := []Change{{s, edit.Operation{Op: edit.Set, Path: template.Path{"Resources", id}, Value: n}}}
	if x.Stack == s && function.Condition == x.Condition {
		// The schedule is refused as long as the permission is not there.
		changes = append(changes, Change{s, edit.Operation{Op: edit.Append, Path: template.Path{"Resources", x.ID, "DependsOn"}, Value: text(id)}})
	}
	return changes, nil
}
