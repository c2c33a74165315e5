package iam

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/template"
)

// Text turns a value into the symbolic text of the evaluator: references to
// secrets, keys and roles become their ARNs, everything else that is not known
// a symbol of its own. Alternatives give one text each.
func Text(v *template.Value) []eval.Text { return newReading().text(v) }

// Bounds of a reading. No sound template comes near them: a name that is made of the
// name of another resource is rare, and one made of that is rarer.
const (
	mostReferences = 200 // in one text
	deepestName    = 8   // names that are made of names
)

// reading is the making of one text. Names are made of references to resources whose
// names are made of references, in a circle perhaps; beyond the bounds all is unknown.
type reading struct{ left, depth int }

func newReading() *reading { return &reading{left: mostReferences} }

func (x *reading) text(v *template.Value) []eval.Text {
	var texts []eval.Text
	for _, a := range v.Alternatives() {
		switch a.Value.Kind {
		case template.ScalarValue:
			texts = append(texts, x.parts(a.Value.Parts))
		case template.AbsentValue:
		default:
			texts = append(texts, eval.Anything())
		}
	}
	return texts
}

func (x *reading) parts(parts []template.Part) eval.Text {
	texts := make([]eval.Text, len(parts))
	for i, p := range parts {
		texts[i] = x.part(p)
	}
	return eval.Join(texts...)
}

func (x *reading) part(p template.Part) eval.Text {
	switch p.Kind {
	case template.LiteralPart:
		// A default is one value among those that deployments give: the same
		// parameter is the same text everywhere, but not certainly its default.
		if p.Origin == template.FromDefault && p.Param != nil {
			return parameter(p.Param)
		}
		return eval.Lit(p.Text)
	case template.PseudoPart:
		if p.Text == "AWS::StackName" && p.Stack != nil {
			return eval.Sym("stack:"+p.Stack.Key+"#"+p.Text, eval.Name)
		}
		return pseudo(p.Text)
	case template.ParamPart:
		return parameter(p.Param)
	case template.RefPart:
		if x.left == 0 || x.depth == deepestName {
			return eval.Anything()
		}
		x.left--
		x.depth++
		defer func() { x.depth-- }()
		return x.reference(p.Resource, p.Attr)
	case template.ImportPart:
		if p.Text != "" {
			return eval.Sym("import:"+p.Text, eval.AnyText)
		}
	}
	return eval.Anything()
}

// pseudo is a pseudo parameter that is not known. Stacks of one program whose
// environment is not known are deployed to the same one, as the CDK takes it.
func pseudo(name string) eval.Text {
	switch name {
	case "AWS::AccountId":
		return eval.Text{{Kind: eval.Symbol, Sym: name, Shape: eval.Digits, Len: 12}}
	case "AWS::Region", "AWS::Partition":
		return eval.Sym(name, eval.Token)
	}
	return eval.Anything()
}

// parameter is the value of a template parameter. Where its default is a plain
// name, so is every other value that makes sense.
func parameter(p *template.Parameter) eval.Text {
	shape := eval.AnyText
	if d := p.Default; d.IsScalar() && d.Text != "" && !strings.ContainsAny(d.Text, ":*?${} ") {
		shape = eval.Name
	}
	return eval.Sym("param:"+p.Stack.Key+"#"+p.Name, shape)
}

// Account is the account that a stack is deployed to.
func Account(s *template.Stack) eval.Text {
	if s.Account != "" {
		return eval.Lit(s.Account)
	}
	return pseudo("AWS::AccountId")
}

// Region is the region that a stack is deployed to.
func Region(s *template.Stack) eval.Text {
	if s.Region != "" {
		return eval.Lit(s.Region)
	}
	return pseudo("AWS::Region")
}

// Partition is the partition that a stack is deployed to.
func Partition(s *template.Stack) eval.Text {
	switch r := s.Region; {
	case r == "":
		return pseudo("AWS::Partition")
	case strings.HasPrefix(r, "cn-"):
		return eval.Lit("aws-cn")
	case strings.HasPrefix(r, "us-gov-"):
		return eval.Lit("aws-us-gov")
	case strings.HasPrefix(r, "us-iso"), strings.HasPrefix(r, "eusc-"):
		return eval.Sym("AWS::Partition", eval.Token)
	}
	return eval.Lit("aws")
}

func arn(s *template.Stack, service string, regional bool, rest ...eval.Text) eval.Text {
	var region eval.Text
	if regional {
		region = Region(s)
	}
	return eval.Join(append([]eval.Text{
		eval.Lit("arn:"), Partition(s), eval.Lit(":" + service + ":"), region, eval.Lit(":"), Account(s), eval.Lit(":"),
	}, rest...)...)
}

// SecretARN is the ARN of a secret: its name and six random characters.
// Source: AWS Secrets Manager user guide, secret name and ARN.
func SecretARN(r *template.Resource) eval.Text { return newReading().secretARN(r, Region(r.Stack)) }

// ReplicaARN is the ARN of a secret's replica in another region; the six
// characters are those of the primary.
func ReplicaARN(r *template.Resource, region string) eval.Text {
	return newReading().secretARN(r, eval.Lit(region))
}

func (x *reading) secretARN(r *template.Resource, region eval.Text) eval.Text {
	return eval.Join(
		eval.Lit("arn:"), Partition(r.Stack), eval.Lit(":secretsmanager:"), region, eval.Lit(":"), Account(r.Stack),
		eval.Lit(":secret:"), x.secretName(r), eval.Lit("-"), eval.Text{{Kind: eval.Random6, Sym: r.Key()}},
	)
}

// SecretName is the name of a secret. A name that CloudFormation makes is a
// symbol: it is unlike that of every other secret.
func SecretName(r *template.Resource) eval.Text { return newReading().secretName(r) }

func (x *reading) secretName(r *template.Resource) eval.Text {
	v := r.Property("Name")
	if texts := x.text(v); v.Kind == template.ScalarValue && len(texts) == 1 {
		return texts[0]
	}
	return generated(r, "secret")
}

// generated is a name that CloudFormation makes: of the logical id, for roles and
// users behind the stack's name, and random letters and digits. It is never a name
// of somebody's own making, and no two are the same.
func generated(r *template.Resource, distinct string) eval.Text {
	shape := eval.Name
	if distinct == "secret" {
		shape = eval.Alphanumeric // a logical id has no hyphens or slashes
	}
	return eval.Text{
		{Kind: eval.Symbol, Sym: "name:" + r.Key(), Shape: shape, Distinct: distinct},
		{Kind: eval.Exact, Lit: "-"},
		{Kind: eval.Symbol, Sym: "random:" + r.Key(), Shape: eval.Alphanumeric, Len: 12},
	}
}

// Reference is what Ref (attr "") or Fn::GetAtt of a resource gives.
func Reference(r *template.Resource, attr string) eval.Text { return newReading().reference(r, attr) }

func (x *reading) reference(r *template.Resource, attr string) eval.Text {
	switch r.Type {
	case "AWS::SecretsManager::Secret":
		if attr == "" || attr == "Id" || attr == "Arn" {
			return x.secretARN(r, Region(r.Stack))
		}
	case "AWS::KMS::Key", "AWS::KMS::ReplicaKey":
		id := eval.Text{{Kind: eval.Symbol, Sym: "key:" + r.Key(), Shape: eval.Name, Distinct: "key"}}
		if attr == "Arn" {
			return arn(r.Stack, "kms", true, eval.Lit("key/"), id)
		}
		if attr == "" || attr == "KeyId" {
			return id
		}
	case "AWS::EC2::VPC":
		if attr == "" || attr == "VpcId" {
			return networkID(r.Key(), "vpc")
		}
	case "AWS::EC2::VPCEndpoint":
		if attr == "" || attr == "Id" {
			return networkID(r.Key(), "vpce")
		}
	case "AWS::Lambda::Function":
		if attr == "Arn" {
			return arn(r.Stack, "lambda", true, eval.Lit("function:"), x.functionName(r))
		}
	case "AWS::IAM::Role":
		if attr == "Arn" {
			return x.roleARN(r)
		}
		if attr == "" {
			return x.entityName(r, "RoleName")
		}
	case "AWS::IAM::User":
		if attr == "Arn" {
			return arn(r.Stack, "iam", false, eval.Lit("user"), x.entityPath(r), x.entityName(r, "UserName"))
		}
		if attr == "" {
			return x.entityName(r, "UserName")
		}
	case "AWS::IAM::Group":
		if attr == "" {
			return x.entityName(r, "GroupName")
		}
	case "AWS::IAM::ManagedPolicy":
		if attr == "" || attr == "PolicyArn" {
			return arn(r.Stack, "iam", false, eval.Lit("policy"), x.entityPath(r), x.entityName(r, "ManagedPolicyName"))
		}
	}
	// The ARNs of all other types are those of other services.
	if strings.HasSuffix(attr, "Arn") && strings.HasPrefix(r.Type, "AWS::") && !foreign(attr) {
		service := strings.ToLower(strings.Split(r.Type, "::")[1])
		if service != "secretsmanager" && service != "kms" && service != "iam" && service != "cloudformation" {
			return eval.Join(eval.Lit("arn:"), Partition(r.Stack), eval.Lit(":"+service+":"), eval.Sym("arn:"+r.Key()+"."+attr, eval.Name))
		}
	}
	return eval.Sym("ref:"+r.Key()+"."+attr, eval.AnyText)
}

// functionName is the name of a function, as it is given or as CloudFormation makes it.
func (x *reading) functionName(r *template.Resource) eval.Text {
	if v := r.Property("FunctionName"); v.Kind == template.ScalarValue {
		if texts := x.text(v); len(texts) == 1 {
			return texts[0]
		}
	}
	return eval.Text{{Kind: eval.Symbol, Sym: "function:" + r.Key(), Shape: eval.Name, Distinct: "function"}}
}

// networkID is the id of a VPC or an endpoint, of which no two are the same.
func networkID(key, kind string) eval.Text {
	return eval.Text{{Kind: eval.Literal, Lit: kind + "-"}, {Kind: eval.Symbol, Sym: kind + ":" + key, Shape: eval.Alphanumeric, Distinct: kind}}
}

// OtherEndpoint is the id of an endpoint in a VPC that is not the program's.
func OtherEndpoint(vpc *template.Resource) eval.Text { return networkID("other in "+vpc.Key(), "vpce") }

// foreign tells whether an attribute may be the ARN of a secret, key or role that
// a service made, as MasterUserSecret.SecretArn of a database is.
func foreign(attr string) bool {
	for _, word := range []string{"Secret", "Key", "Role", "Policy", "Credential"} {
		if strings.Contains(attr, word) {
			return true
		}
	}
	return false
}

// RoleARN is the ARN of a role.
func RoleARN(r *template.Resource) eval.Text { return newReading().roleARN(r) }

func (x *reading) roleARN(r *template.Resource) eval.Text {
	return arn(r.Stack, "iam", false, eval.Lit("role"), x.entityPath(r), x.entityName(r, "RoleName"))
}

func (x *reading) entityPath(r *template.Resource) eval.Text {
	v := r.Property("Path")
	if v.Kind == template.AbsentValue {
		return eval.Lit("/")
	}
	if texts := x.text(v); len(texts) == 1 {
		return texts[0]
	}
	return eval.Anything()
}

func (x *reading) entityName(r *template.Resource, property string) eval.Text {
	v := r.Property(property)
	if texts := x.text(v); v.Kind == template.ScalarValue && len(texts) == 1 {
		return texts[0]
	}
	return generated(r, "entity")
}
