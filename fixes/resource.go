package fixes

import (
	"fmt"
	"hash/crc32"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
	"github.com/awslabs/goformation/v7/cloudformation/secretsmanager"
	"github.com/awslabs/goformation/v7/cloudformation/ssm"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

func ptr[T any](v T) *T { return &v }

// under is a resource that exists under a condition, "" for always.
func under(condition string, n *template.Node) *template.Node {
	if condition == "" || n == nil {
		return n
	}
	return n.With("Condition", text(condition))
}

// added is the change that makes a new resource.
func added(s *template.Stack, id string, n *template.Node) Change {
	return Change{s, edit.Operation{Op: edit.Set, Path: template.Path{"Resources", id}, Value: n}}
}

// statement is a statement of a policy.
func statement(actions []string, resource, condition *template.Node) *template.Node {
	var action *template.Node
	if len(actions) == 1 {
		action = text(actions[0])
	} else {
		var items []*template.Node
		for _, a := range actions {
			items = append(items, text(a))
		}
		action = list(items...)
	}
	return object("Effect", text("Allow"), "Action", action, "Resource", resource, "Condition", condition)
}

func document(statements ...*template.Node) *template.Node {
	return object("Version", text("2012-10-17"), "Statement", list(statements...))
}

// rolePolicy is a policy of its own for a role, or for a user.
func rolePolicy(name string, principal *template.Node, user bool, statements ...*template.Node) (*template.Node, error) {
	var s slots
	const most = 128 // characters of a policy's name (IAM user guide, quotas)
	if len(name) > most {
		name = fmt.Sprintf("%s-%08x", name[:most-9], crc32.ChecksumIEEE([]byte(name)))
	}
	p := &iam.Policy{PolicyName: name, PolicyDocument: s.hold(document(statements...))}
	if user {
		p.Users = []string{s.hold(principal)}
	} else {
		p.Roles = []string{s.hold(principal)}
	}
	return s.node(p)
}

// generatedSecret is a secret with a password that Secrets Manager makes; user is
// the name of the account, nil for a password alone.
func generatedSecret(description string, user *template.Node) (*template.Node, error) {
	var s slots
	g := &secretsmanager.Secret_GenerateSecretString{PasswordLength: ptr(32), ExcludeCharacters: ptr(excluded)}
	if user != nil {
		g.GenerateStringKey, g.SecretStringTemplate = ptr("password"), s.pointer(user)
	}
	return s.node(&secretsmanager.Secret{Description: &description, GenerateSecretString: g})
}

// excluded are the characters that databases do not take in a password, and those
// that need care in a URL or a shell.
// Source: Amazon RDS user guide, constraints for master passwords (/, ', ", @, space).
const excluded = `"@/\'`

// rotationSchedule rotates a secret by the function that AWS hosts.
func rotationSchedule(secret *template.Node, rotationType string, days int, subnets, groups *template.Node) (*template.Node, error) {
	var s slots
	hosted := &secretsmanager.RotationSchedule_HostedRotationLambda{RotationType: rotationType, ExcludeCharacters: ptr(excluded)}
	if subnets != nil {
		hosted.VpcSubnetIds, hosted.VpcSecurityGroupIds = s.pointer(subnets), s.pointer(groups)
	}
	return s.node(&secretsmanager.RotationSchedule{
		SecretId: s.hold(secret), HostedRotationLambda: hosted,
		RotationRules: &secretsmanager.RotationSchedule_RotationRules{AutomaticallyAfterDays: &days},
	})
}

// attachment connects a secret to its database, which adds host and engine to it.
func attachment(secret, target *template.Node, targetType string) (*template.Node, error) {
	var s slots
	return s.node(&secretsmanager.SecretTargetAttachment{SecretId: s.hold(secret), TargetId: s.hold(target), TargetType: targetType})
}

// secretPolicy is a resource policy of a secret.
func secretPolicy(secret *template.Node, statements ...*template.Node) (*template.Node, error) {
	var s slots
	return s.node(&secretsmanager.ResourcePolicy{
		SecretId: s.hold(secret), ResourcePolicy: s.hold(document(statements...)), BlockPublicPolicy: ptr(true),
	})
}

// invokePermission lets Secrets Manager invoke a rotation function for one secret.
func invokePermission(function, secret *template.Node) (*template.Node, error) {
	var s slots
	return s.node(&lambda.Permission{
		Action: "lambda:InvokeFunction", FunctionName: s.hold(function), Principal: "secretsmanager.amazonaws.com", SourceArn: s.pointer(secret),
	})
}

// securityGroup is a group of its own in a VPC.
func securityGroup(description string, vpc *template.Node) (*template.Node, error) {
	var s slots
	return s.node(&ec2.SecurityGroup{GroupDescription: description, VpcId: s.pointer(vpc)})
}

// ingress lets one security group into another on a TCP port.
func ingress(into, from, port *template.Node, description string) (*template.Node, error) {
	var s slots
	n, err := s.node(&ec2.SecurityGroupIngress{IpProtocol: "tcp", GroupId: s.pointer(into), SourceSecurityGroupId: s.pointer(from), Description: &description})
	if err != nil {
		return nil, err
	}
	return onPort(n, port), nil
}

// egress lets one security group out to another on a TCP port.
func egress(from, into, port *template.Node, description string) (*template.Node, error) {
	var s slots
	n, err := s.node(&ec2.SecurityGroupEgress{IpProtocol: "tcp", GroupId: s.hold(from), DestinationSecurityGroupId: s.pointer(into), Description: &description})
	if err != nil {
		return nil, err
	}
	return onPort(n, port), nil
}

// onPort sets the ports of a rule, which are numbers in the struct and may be
// attributes of a database.
func onPort(rule, port *template.Node) *template.Node {
	return rule.With("Properties", rule.Get("Properties").With("FromPort", port).With("ToPort", port))
}

// interfaceEndpoint gives a VPC a private way to a service.
func interfaceEndpoint(service string, vpc *template.Node, subnets []*template.Node, group *template.Node) (*template.Node, error) {
	var s slots
	e := &ec2.VPCEndpoint{
		ServiceName: s.hold(sub("com.amazonaws.${AWS::Region}." + service)), VpcId: s.hold(vpc), VpcEndpointType: ptr("Interface"),
		PrivateDnsEnabled: ptr(true), SecurityGroupIds: []string{s.hold(group)},
	}
	for _, n := range subnets {
		e.SubnetIds = append(e.SubnetIds, s.hold(n))
	}
	return s.node(e)
}

// stringParameter is a parameter of Parameter Store, which is not encrypted.
func stringParameter(name, description string, value *template.Node) (*template.Node, error) {
	var s slots
	p := &ssm.Parameter{Type: "String", Value: s.hold(value)}
	if name != "" {
		p.Name = &name
	}
	if description != "" {
		p.Description = &description
	}
	return s.node(p)
}
