package fixes

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// transform is the macro that adds the function of a hosted rotation to a stack.
// Source: AWS CloudFormation reference, AWS::SecretsManager transforms.
const transform = "AWS::SecretsManager-2024-09-16"

// engine is what a rotation has to know of a kind of database: the start of the
// engine's name, AWS's function for it and the port where none is set; 0 where AWS's
// references do not agree on it.
type engine struct {
	name, rotation string
	port           int
}

// engines are those that AWS has a rotation function for.
// Source: AWS CloudFormation reference, HostedRotationLambda RotationType; engines
// and ports of AWS::RDS::DBInstance and DBCluster.
var engines = []engine{
	{"postgres", "PostgreSQLSingleUser", 5432},
	{"aurora-postgresql", "PostgreSQLSingleUser", 0},
	{"mysql", "MySQLSingleUser", 3306},
	{"aurora-mysql", "MySQLSingleUser", 3306},
	{"mariadb", "MariaDBSingleUser", 3306},
	{"oracle", "OracleSingleUser", 1521},
	{"sqlserver", "SQLServerSingleUser", 1433},
	{"db2", "Db2SingleUser", 50000},
}

// database is what a rotation has to know of a database.
type database struct {
	rotation, target string
	subnets, groups  *template.Node // comma-separated, as HostedRotationLambda wants them
	// within and members are the same as values.
	within, members *template.Value
	// group is the database's only security group, nil where there is another way to
	// say it; port is where the database listens.
	group *template.Resource
	port  *template.Node
}

func (r *realizer) database(x *template.Resource) (*database, error) {
	d := &database{target: x.Type}
	group, own, port := "DBSubnetGroupName", "VpcSecurityGroupIds", "Endpoint.Port"
	usual := 0
	switch x.Type {
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
		engine, ok := x.Property("Engine").Literal()
		if !ok {
			return nil, errors.New("the database's engine is not known")
		}
		for _, e := range engines {
			if strings.HasPrefix(strings.ToLower(engine), e.name) {
				d.rotation, usual = e.rotation, e.port
			}
		}
		if d.rotation == "" {
			return nil, fmt.Errorf("AWS has no rotation function for engine %q", engine)
		}
		if x.Type == "AWS::RDS::DBInstance" {
			own = "VPCSecurityGroups"
		}
	case "AWS::DocDB::DBCluster":
		d.rotation, port, usual = "MongoDBSingleUser", "Port", 27017
	case "AWS::Redshift::Cluster":
		d.rotation, group, usual = "RedshiftSingleUser", "ClusterSubnetGroupName", 5439
	default:
		return nil, fmt.Errorf("AWS has no rotation function for %s", x.Type)
	}
	if x.Property(group).Kind == template.AbsentValue {
		// In the account's default network a function of no network reaches it only when
		// the world does.
		return nil, errors.New("the database names no subnets, which the rotation function has to be in")
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
	d.within, d.members = p.Resource.Property("SubnetIds"), x.Property(own)
	if groups := d.members.Elems(); len(groups) == 1 {
		if g, ok := groups[0].Single(); ok && g.Resource.Stack == x.Stack && g.Resource.Type == "AWS::EC2::SecurityGroup" {
			d.group = g.Resource
		}
	}
	set, known := x.Property("Port").Literal()
	n, err := strconv.Atoi(set)
	switch {
	case x.Property("Port").Kind == template.AbsentValue && usual > 0:
		d.port = number(usual)
	case known && err == nil && n > 0:
		d.port = number(n)
	default:
		d.port = getAtt(x.ID, port)
	}
	return d, nil
}

// joined is a property that is a list as one text with commas.
func joined(x *template.Resource, property string) (*template.Node, error) {
	n := x.Get(property)
	switch {
	case n == nil:
		return nil, fmt.Errorf("%s of %s is not there", property, x.ID)
	case n.Kind == template.List && len(n.Items()) == 1:
		return n.Items()[0], nil
	}
	return object("Fn::Join", list(text(","), n)), nil
}

// rotate has AWS's own function rotate the secret at a place every {days}; database
// is whose password it is.
func (r *realizer) rotate(op rules.Operation) ([]Change, error) {
	x, of, err := r.operands(op, "database")
	if err != nil {
		return nil, err
	}
	target := of[0]
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
		changes = append(changes, added(s, id, under(x.Condition, n)))
		return nil
	}
	var subject string
	if known := r.secret(x); known != nil && len(known.Attachments) > 0 {
		subject = known.Attachments[0].Resource.ID
	} else {
		subject = r.id(s, x.ID, "Attachment")
		n, err := attachment(ref(x.ID), ref(target.ID), d.target)
		if err := add(subject, n, err); err != nil {
			return nil, err
		}
	}
	if d.group != nil && !opensToItself(d.group) {
		n, err := d.ingress("Rotation of " + x.ID)
		if err := add(r.id(s, x.ID, "RotationIngress"), n, err); err != nil {
			return nil, err
		}
	}
	way, err := r.wayOut(target, d.within, d.members)
	if err != nil {
		return nil, err
	}
	changes = append(changes, way...)
	n, err := rotationSchedule(ref(subject), d.rotation, intOf(op.Args["days"]), d.subnets, d.groups)
	if err := add(r.id(s, x.ID, "Rotation"), n, err); err != nil {
		return nil, err
	}
	if !s.HasTransform("AWS::SecretsManager-") {
		changes = append(changes, withTransform(s, transform))
	}
	return changes, nil
}

// ingress lets the members of the database's security group, of which the rotation
// function is one, reach the database.
func (d *database) ingress(description string) (*template.Node, error) {
	group := groupID(d.group)
	return ingress(group, group, d.port, description)
}

// withTransform has a stack use a macro of AWS.
func withTransform(s *template.Stack, name string) Change {
	return Change{s, edit.Operation{Op: edit.Append, Path: template.Path{"Transform"}, Value: text(name)}}
}

// groupID is how a template names a security group in a VPC.
func groupID(group *template.Resource) *template.Node { return getAtt(group.ID, "GroupId") }

// opensToItself tells whether a security group lets its own members in: by a resource
// of its own, as it cannot name itself.
func opensToItself(group *template.Resource) bool {
	for _, x := range group.Stack.Order {
		if x.Type != "AWS::EC2::SecurityGroupIngress" {
			continue
		}
		into, ok := x.Property("GroupId").Single()
		from, also := x.Property("SourceSecurityGroupId").Single()
		if ok && also && into.Resource == group && from.Resource == group {
			return true
		}
	}
	return false
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
	x, of, err := r.operands(op, "function", "secret")
	if err != nil {
		return nil, err
	}
	function, secret := of[0], of[1]
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
	id := r.id(s, function.ID, "Invoke", secret.ID)
	changes := []Change{added(s, id, under(function.Condition, n))}
	if x.Stack == s && function.Condition == x.Condition {
		// The schedule is refused as long as the permission is not there.
		changes = append(changes, Change{s, edit.Operation{Op: edit.Append, Path: template.Path{"Resources", x.ID, "DependsOn"}, Value: text(id)}})
	}
	return changes, nil
}
