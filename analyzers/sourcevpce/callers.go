package sourcevpce

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/requests"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/template"
)

// rotations adds the functions that rotate.
func (f *finder) rotations(facts *rotation.Facts) {
	for _, s := range facts.Schedules {
		r := f.pass.Program.Resource(s.Key)
		if r == nil || s.Secret == "" || r.Exists() == template.False {
			continue
		}
		switch s.Performer {
		case "function":
			performer := f.pass.Program.Resource(s.Function)
			switch fn := performer.Function(); {
			case fn != nil:
				f.caller(s.Secret, rotator(fn), f.role(fn, "Role"), f.network.Of(fn), access.RotationActions...)
			case network.Application(performer):
				f.caller(s.Secret, rotator(performer), someRole(performer.Stack), f.network.Hosted(performer), access.RotationActions...)
			}
		case "hosted":
			f.caller(s.Secret, rotator(r), someRole(r.Stack), f.network.Hosted(r), access.RotationActions...)
		}
	}
}

func rotator(r *template.Resource) Caller {
	return Caller{Kind: "rotation", Label: r.Label(), At: analyzers.AtResource(r)}
}

// role is the role that a property of a resource names.
func (f *finder) role(r *template.Resource, property string) eval.PrincipalInfo {
	if part, ok := r.Property(property).Single(); ok {
		if p := f.iam.ByKey(part.Resource.Key()); p != nil {
			return p.Info
		}
	}
	return someRole(r.Stack)
}

// absent tells that a property is certainly not there.
func absent(r *template.Resource, path ...any) bool {
	return r.Property(path...).Kind == template.AbsentValue
}

// services adds the services that fetch the secret for a resource.
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
		c := Caller{Kind: "service", Label: u.Consumer, At: u.At, Consumer: u.Key}
		if r.Type == "AWS::ECS::TaskDefinition" && u.RoleKind == "execution role" {
			f.tasks(u, r, who)
			continue
		}
		switch outsideVPC(r) {
		case template.True:
			f.blocked(u.SecretKey, c, who, requests.Outside(), "GetSecretValue")
		case template.Unknown:
			f.perhaps(u.SecretKey, c, who, "GetSecretValue")
		}
	}
}

// tasks adds the agents that fetch the secret when tasks of a definition start. On
// Fargate they do so from the network of the task; those of instances, and of tasks that
// nothing of the program starts, are left open.
func (f *finder) tasks(u *access.Use, definition *template.Resource, who eval.PrincipalInfo) {
	placements := f.network.Placements(definition)
	if len(placements) == 0 {
		f.perhaps(u.SecretKey, Caller{Label: u.Consumer, At: u.At}, who, "GetSecretValue")
	}
	for _, p := range placements {
		c := Caller{Kind: "service", Label: p.By.Label(), At: analyzers.AtResource(p.By), Consumer: u.Key}
		if !p.Fargate {
			f.perhaps(u.SecretKey, c, who, "GetSecretValue")
			continue
		}
		f.caller(u.SecretKey, c, who, p.Agent, "GetSecretValue")
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
	case "AWS::Batch::JobDefinition", "AWS::RDS::DBProxy":
		return template.Unknown
	}
	return template.False
}

// servicePrincipal adds a service that reads the secret on its own behalf.
// Source: IAM User Guide, AWS service principals; aws:PrincipalIsAWSService is what lets
// them through.
func (f *finder) servicePrincipal(u *access.Use) {
	context := requests.Outside()
	delete(context, "aws:ViaAWSService") // not documented for requests of a service principal
	who := eval.PrincipalInfo{Kind: eval.AWSService, Name: eval.Lit(u.Role)}
	f.blocked(u.SecretKey, Caller{Kind: "service", Label: u.Consumer, At: u.At, Consumer: u.Key}, who, context, "GetSecretValue")
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
		context := requests.Outside()
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
