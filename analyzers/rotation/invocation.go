package rotation

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Invocation tells whether Secrets Manager may invoke a schedule's function. It
// needs a permission of the function's own resource policy, an
// AWS::Lambda::Permission.
// Source: AWS Secrets Manager user guide, permissions for rotation.
type Invocation struct {
	// State is "yes", "no", "unknown", or "" for a function that is not one of the
	// program's.
	State string `json:"state"`
	// Reason is "absent" (no permission names Secrets Manager), "source" (the
	// permission is for another secret) or "account" (for another account); it is
	// set when State is "no".
	Reason string `json:"reason"`
	// At is the place in the schedule that names the function.
	At analyzers.Place `json:"at"`
	// Function names the function, FunctionAt is its place.
	Function   string          `json:"function"`
	FunctionAt analyzers.Place `json:"function_at"`
	// Permissions are the places of the permissions that come near.
	Permissions []analyzers.Place `json:"permissions"`
}

// servicePrincipal is the principal that invokes rotation functions.
const servicePrincipal = "secretsmanager.amazonaws.com"

// invocations decides for every schedule with a function of the program whether
// Secrets Manager may invoke it.
func (f *Facts) invocations(pass *analyzers.Pass) {
	var permissions []*template.Resource
	pass.Resources(func(r *template.Resource) {
		if r.Type == "AWS::Lambda::Permission" {
			permissions = append(permissions, r)
		}
	})
	for _, s := range f.Schedules {
		s.Invocation.At, s.Invocation.FunctionAt, s.Invocation.Permissions = s.At, s.At, []analyzers.Place{}
		fn := pass.Program.Resource(s.Function).Function()
		if s.Performer != "function" || fn == nil || s.Target != "found" {
			continue
		}
		s.Invocation.At = analyzers.At(s.resource, "RotationLambdaARN")
		s.Invocation.Function, s.Invocation.FunctionAt = fn.Label(), analyzers.AtResource(fn)
		s.Invocation.judge(fn, s, permissions)
	}
}

func (v *Invocation) judge(fn *template.Resource, s *Schedule, permissions []*template.Resource) {
	v.State, v.Reason = "no", "absent"
	for _, p := range permissions {
		names := namesFunction(p, fn).And(actionInvokes(p)).And(namesService(p))
		if names == template.False {
			continue
		}
		source := sourceAllows(p, s)
		account := accountAllows(p)
		switch names.And(source).And(account).And(p.Exists()) {
		case template.True:
			v.State, v.Reason, v.Permissions = "yes", "", []analyzers.Place{}
			return
		case template.Unknown:
			v.State, v.Reason = "unknown", ""
		case template.False:
			if v.State == "unknown" || names == template.Unknown {
				continue
			}
			v.Permissions = append(v.Permissions, analyzers.AtResource(p))
			v.Reason = "source"
			if source != template.False {
				v.Reason = "account"
			}
		}
	}
}

// namesFunction tells whether a permission is for a function, by reference,
// name or ARN, or for a version or alias of it.
func namesFunction(p, fn *template.Resource) template.Truth {
	v := p.Property("FunctionName")
	if part, ok := v.Single(); ok {
		if part.Resource.Function() == fn {
			return template.True
		}
		return template.False
	}
	text, ok := v.Literal()
	name, known := fn.Property("FunctionName").Literal()
	switch {
	case !ok:
		for _, part := range v.Parts { // an ARN that is put together
			if part.Kind == template.RefPart && part.Resource.Function() == fn {
				return template.True
			}
		}
		return template.Unknown
	case !known:
		// CloudFormation makes the name, so that a literal cannot be it.
		if fn.Property("FunctionName").Kind == template.AbsentValue {
			return template.False
		}
		return template.Unknown
	}
	text, _, _ = strings.Cut(text[strings.Index(text, ":function:")+1:], ":$LATEST")
	text = strings.TrimPrefix(text, "function:")
	base, _, _ := strings.Cut(text, ":")
	return template.TruthOf(base == name)
}

func actionInvokes(p *template.Resource) template.Truth {
	text, ok := p.Property("Action").Literal()
	if !ok {
		return template.Unknown
	}
	return template.TruthOf(strings.EqualFold(text, "lambda:InvokeFunction") || text == "lambda:*" || text == "*")
}

func namesService(p *template.Resource) template.Truth {
	v := p.Property("Principal")
	if text, ok := v.Literal(); ok {
		return template.TruthOf(text == servicePrincipal || text == "*" || strings.HasPrefix(text, "secretsmanager.amazonaws."))
	}
	if strings.HasPrefix(v.Text("*"), "secretsmanager.") { // secretsmanager.${AWS::URLSuffix}
		return template.True
	}
	return template.Unknown
}

// sourceAllows tells whether a permission's SourceArn lets the schedule's secret
// through.
func sourceAllows(p *template.Resource, s *Schedule) template.Truth {
	v := p.Property("SourceArn")
	if v.Kind == template.AbsentValue {
		return template.True
	}
	if part, ok := v.Single(); ok && part.Attr == "" && part.Resource.Type == "AWS::SecretsManager::Secret" {
		return template.TruthOf(part.Resource.Key() == s.Secret)
	}
	if text, ok := v.Literal(); ok {
		if !strings.Contains(text, ":secretsmanager:") && !strings.HasPrefix(text, "*") && !strings.HasPrefix(text, "arn:*") {
			return template.False // a source of another service
		}
		if strings.HasSuffix(text, ":secret:*") || text == "*" {
			return template.True
		}
	}
	return template.Unknown
}

func accountAllows(p *template.Resource) template.Truth {
	v := p.Property("SourceAccount")
	if v.Kind == template.AbsentValue {
		return template.True
	}
	if len(v.Parts) == 1 && v.Parts[0].Kind == template.PseudoPart && v.Parts[0].Text == "AWS::AccountId" {
		return template.True
	}
	text, ok := v.Literal()
	if !ok || p.Stack.Account == "" {
		return template.Unknown
	}
	return template.TruthOf(text == p.Stack.Account)
}
