package sourcevpce

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/template"
)

// rotationActions are what a rotation function does with its secret.
// Source: AWS Secrets Manager user guide, rotation function permissions.
var rotationActions = []string{"DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"}

// rotations adds the rotation functions that are in no VPC.
func (f *finder) rotations(facts *rotation.Facts) {
	for _, s := range facts.Schedules {
		r := f.pass.Program.Resource(s.Key)
		if r == nil || s.Secret == "" || r.Exists() == template.False {
			continue
		}
		switch s.Performer {
		case "function":
			fn := f.pass.Program.Resource(s.Function)
			if fn == nil || fn.Type != "AWS::Lambda::Function" {
				continue
			}
			who := someRole(fn.Stack)
			if part, ok := fn.Property("Role").Single(); ok {
				if p := f.iam.ByKey(part.Resource.Key()); p != nil {
					who = p.Info
				}
			}
			c := Caller{Kind: "rotation", Label: fn.Label(), At: analyzers.AtResource(fn)}
			if !absent(fn, "VpcConfig") {
				f.perhaps(s.Secret, c, who, rotationActions...)
				continue
			}
			f.blocked(s.Secret, c, who, outside(), rotationActions...)
		case "hosted":
			// The function that the transform adds is in a VPC when subnets are given.
			// Source: AWS CloudFormation reference, HostedRotationLambda.
			c := Caller{Kind: "rotation", Label: r.Label(), At: analyzers.AtResource(r)}
			if !absent(r, "HostedRotationLambda", "VpcSubnetIds") || !absent(r, "HostedRotationLambda", "VpcSecurityGroupIds") {
				f.perhaps(s.Secret, c, someRole(r.Stack), rotationActions...)
				continue
			}
			f.blocked(s.Secret, c, someRole(r.Stack), outside(), rotationActions...)
		}
	}
}

// absent tells that a property is certainly not there.
func absent(r *template.Resource, path ...any) bool {
	return r.Property(path...).Kind == template.AbsentValue
}

// services adds the services that fetch the secret for a resource which is in no
// VPC. Requests of those that are in one, such as of container agents, take the way
// of its network.
func (f *finder) services(facts *access.Facts) {
	for _, u := range facts.Uses {
		r := f.pass.Program.Resource(u.Key)
		if r == nil || u.SecretKey == "" || u.Malformed != "" {
			continue
		}
		if u.RoleState == "service" {
			f.servicePrincipal(u)
			continue
		}
		who := someRole(r.Stack)
		if p := f.iam.ByKey(u.RoleKey); p != nil {
			who = p.Info
		}
		c := Caller{Kind: "service", Label: u.Consumer, At: u.At}
		switch outsideVPC(r) {
		case template.True:
			f.blocked(u.SecretKey, c, who, outside(), "GetSecretValue")
		case template.Unknown:
			f.perhaps(u.SecretKey, c, who, "GetSecretValue")
		}
	}
}

// outsideVPC tells whether a service fetches the secrets of a resource from outside
// of any VPC of the account: Unknown where its network decides, False for types of
// which that is not known or a matter of other rules.
func outsideVPC(r *template.Resource) template.Truth {
	switch r.Type {
	case "AWS::CodeBuild::Project":
		// Without a VPC the build runs on machines of the service.
		// Source: AWS CodeBuild user guide, Use AWS CodeBuild with Amazon VPC.
		if absent(r, "VpcConfig") {
			return template.True
		}
		return template.Unknown
	case "AWS::AppRunner::Service":
		// Source: AWS App Runner developer guide, enabling VPC access for outgoing
		// traffic: the default is no VPC of the account.
		egress, ok := r.Property("NetworkConfiguration", "EgressConfiguration", "EgressType").Literal()
		if absent(r, "NetworkConfiguration", "EgressConfiguration") || ok && egress == "DEFAULT" {
			return template.True
		}
		return template.Unknown
	case "AWS::ECS::TaskDefinition", "AWS::Batch::JobDefinition", "AWS::RDS::DBProxy":
		return template.Unknown
	}
	return template.False
}

// servicePrincipal adds a service that reads the secret on its own behalf.
// Source: IAM User Guide, AWS service principals; aws:PrincipalIsAWSService is what lets
// them through.
func (f *finder) servicePrincipal(u *access.Use) {
	context := outside()
	delete(context, "aws:ViaAWSService") // not documented for requests of a service principal
	who := eval.PrincipalInfo{Kind: eval.AWSService, Name: eval.Lit(u.Role)}
	f.blocked(u.SecretKey, Caller{Kind: "service", Label: u.Consumer, At: u.At}, who, context, "GetSecretValue")
}

// deployments adds the dynamic references that CloudFormation resolves to the secret.
//
// It does so from its own network, as the user who deploys or as the role that is
// given to it. Only in the former case aws:ViaAWSService is true and aws:CalledVia has
// it, so that these keys are open.
// Source: IAM User Guide, forward access sessions; AWS CloudFormation user guide, service
// role.
func (f *finder) deployments(facts *dynamicrefs.Facts) {
	for _, d := range facts.References {
		r := f.pass.Program.Resource(d.Resource)
		if d.Service != "secretsmanager" || d.Secret == "" || r == nil || d.Section != "properties" || d.Malformed != "" || d.Misplaced != "" || d.Encoded {
			continue
		}
		context := outside()
		for _, key := range []string{"aws:ViaAWSService", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"} {
			context[key] = eval.ContextValue{}
		}
		f.blocked(d.Secret, Caller{Kind: "deployment", Label: r.Label(), At: d.At}, deployer(r.Stack), context, "GetSecretValue")
	}
}

// deployer is who deploys a stack: a user or a role of its account.
func deployer(s *template.Stack) eval.PrincipalInfo {
	return eval.PrincipalInfo{Kind: eval.UnknownCaller, Account: iam.Account(s)}
}
