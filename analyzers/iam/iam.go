// Package iam reads the policies of a program: what every role and user of it
// may do, the policies of its secrets and keys, and who may assume its roles.
package iam

import (
	"encoding/json"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/iamdata"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer reads policies. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "iam",
	Doc:      "the policies of roles, users, secrets and keys",
	Requires: []*analyzers.Analyzer{secrets.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		return run(pass, pass.ResultOf[secrets.Analyzer].(*secrets.Facts)), nil
	},
}

// Facts are the policies of a program. Rules see what the access analyzer makes
// of them.
type Facts struct {
	// Principals are the roles, users and groups, in the order of the program.
	Principals []*Principal `json:"-"`
	// Secrets and Keys are the resource policies by the key of their resource;
	// a secret without a policy has none.
	Secrets map[string][]*eval.Policy `json:"-"`
	Keys    map[string]*eval.Policy   `json:"-"`
	// Endpoints are the policies of interface endpoints for Secrets Manager, by the
	// key of the endpoint. Whether a call passes one is a matter of the network.
	Endpoints map[string]*eval.Policy `json:"-"`

	byKey map[string]*Principal
}

// Principal is a role, user or group of the program.
type Principal struct {
	Resource *template.Resource
	// Policies are its identity policies, those of its groups included, and its
	// permissions boundary.
	Policies []*eval.Policy
	// Trust is who may assume a role.
	Trust *eval.Policy
	// Managed are the managed policies of AWS that are attached.
	Managed []Managed
	// Info is the principal for the evaluator.
	Info eval.PrincipalInfo
}

// Managed is a managed policy of AWS that is attached to a principal.
type Managed struct {
	Name string
	At   analyzers.Place
}

// ByKey finds a principal by the key of its resource.
func (f *Facts) ByKey(key string) *Principal { return f.byKey[key] }

// entityKinds are the resources that policies are attached to, and how they are
// named in the properties of policies.
var entityKinds = map[string]string{"AWS::IAM::Role": "Roles", "AWS::IAM::User": "Users", "AWS::IAM::Group": "Groups"}

func run(pass *analyzers.Pass, stock *secrets.Facts) *Facts {
	f := &Facts{Secrets: map[string][]*eval.Policy{}, Keys: map[string]*eval.Policy{}, Endpoints: map[string]*eval.Policy{}, byKey: map[string]*Principal{}}
	var policies, memberships []*template.Resource
	pass.Resources(func(r *template.Resource) {
		switch r.Type {
		case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group":
			p := &Principal{Resource: r, Info: info(r)}
			f.Principals = append(f.Principals, p)
			f.byKey[r.Key()] = p
		case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy":
			policies = append(policies, r)
		case "AWS::IAM::UserToGroupAddition":
			memberships = append(memberships, r)
		case "AWS::SecretsManager::ResourcePolicy":
			f.secretPolicy(r, stock)
		case "AWS::EC2::VPCEndpoint":
			if name := r.Property("ServiceName").Text("*"); strings.HasSuffix(name, ".secretsmanager") && r.Property("PolicyDocument").Kind != template.AbsentValue {
				f.Endpoints[r.Key()] = document(r, r.Property("PolicyDocument"), eval.EndpointPolicy, r.Path("PolicyDocument"))
			}
		case "AWS::KMS::Key", "AWS::KMS::ReplicaKey":
			f.Keys[r.Key()] = keyPolicy(r)
		}
	})
	for _, p := range f.Principals {
		f.inline(p)
	}
	for _, r := range policies {
		f.attach(r)
	}
	f.groups(memberships)
	return f
}

func info(r *template.Resource) eval.PrincipalInfo {
	i := eval.PrincipalInfo{Kind: eval.RoleSession, Account: Account(r.Stack), ARN: Reference(r, "Arn")}
	if r.Type == "AWS::IAM::User" {
		i.Kind = eval.User
	}
	i.Tags = tags(r)
	return i
}

func tags(r *template.Resource) eval.Tags {
	v := r.Property("Tags")
	t := eval.Tags{Values: map[string]eval.Text{}, Complete: v.Kind == template.AbsentValue || v.Kind == template.ListValue}
	for _, e := range v.Elems() {
		key, ok := e.Get("Key").Literal()
		if !ok {
			t.Complete = false
			continue
		}
		t.Values[key] = one(e.Get("Value"))
	}
	return t
}

// inline reads what stands within a role, user or group itself.
func (f *Facts) inline(p *Principal) {
	r := p.Resource
	for _, list := range r.Property("Policies").Alternatives() {
		f.inlined(p, list.Value, len(r.Property("Policies").Alternatives()) == 1)
	}
	managed := r.Property("ManagedPolicyArns")
	if managed.Kind != template.ListValue && managed.Kind != template.AbsentValue {
		p.Policies = append(p.Policies, unknownPolicy(eval.IdentityPolicy))
	}
	for i, e := range managed.Elems() {
		f.managed(p, e, r.Path("ManagedPolicyArns", i))
	}
	if b := r.Property("PermissionsBoundary"); b.Kind != template.AbsentValue {
		p.Policies = append(p.Policies, f.policyOf(p, b, eval.BoundaryPolicy, r.Path("PermissionsBoundary"), false))
	}
	if r.Type == "AWS::IAM::Role" {
		p.Trust = document(r, r.Property("AssumeRolePolicyDocument"), eval.TrustPolicy, r.Path("AssumeRolePolicyDocument"))
	}
}

// inlined reads a list of inline policies; certain is false for one list of
// several that the property may be.
func (f *Facts) inlined(p *Principal, list *template.Value, certain bool) {
	r := p.Resource
	if list.Kind != template.ListValue && list.Kind != template.AbsentValue {
		p.Policies = append(p.Policies, unknownPolicy(eval.IdentityPolicy))
	}
	first := len(p.Policies)
	for i, e := range list.Elems() {
		base := r.Path("Policies", i, "PolicyDocument")
		switch e.Kind {
		case template.MapValue:
			p.Policies = append(p.Policies, document(r, e.Get("PolicyDocument"), eval.IdentityPolicy, base))
		case template.ChoiceValue:
			for _, a := range e.Alternatives() {
				if a.Value.Kind == template.MapValue {
					p.Policies = append(p.Policies, perhaps(document(r, a.Value.Get("PolicyDocument"), eval.IdentityPolicy, base)))
				}
			}
		default:
			p.Policies = append(p.Policies, unknownPolicy(eval.IdentityPolicy))
		}
	}
	if !certain {
		for _, d := range p.Policies[first:] {
			perhaps(d)
		}
	}
}

// perhaps makes a policy one of which it is not known whether it is there.
func perhaps(p *eval.Policy) *eval.Policy {
	p.Exists = p.Exists.And(template.Unknown)
	for i := range p.Statements {
		p.Statements[i].Exists = p.Statements[i].Exists.And(template.Unknown)
	}
	return p
}

func unknownPolicy(kind eval.PolicyKind) *eval.Policy {
	return &eval.Policy{Kind: kind, Exists: template.True}
}

// managed reads an entry of ManagedPolicyArns. A managed policy of the program
// is read where it is defined.
func (f *Facts) managed(p *Principal, v *template.Value, path template.Path) {
	alternatives := v.Alternatives()
	for _, a := range alternatives {
		if a.Value.Kind == template.AbsentValue {
			continue
		}
		policy := f.policyOf(p, a.Value, eval.IdentityPolicy, path, len(alternatives) == 1)
		if len(alternatives) > 1 {
			perhaps(policy)
		}
		p.Policies = append(p.Policies, policy)
	}
}

// policyOf is the managed policy that a value names, of AWS or of the program.
func (f *Facts) policyOf(p *Principal, v *template.Value, kind eval.PolicyKind, path template.Path, attached bool) *eval.Policy {
	at := analyzers.Place{Resource: p.Resource.Key(), Path: path}
	if v.Node != nil {
		if found := analyzers.AtNode(p.Resource.Stack, v.Node, at); found.Resource == at.Resource {
			at = found
		}
	}
	if part, ok := v.Single(); ok && part.Resource.Type == "AWS::IAM::ManagedPolicy" {
		m := part.Resource
		return document(m, m.Property("PolicyDocument"), kind, m.Path("PolicyDocument"))
	}
	for _, part := range v.Parts {
		if part.Kind == template.LiteralPart && part.Origin == template.FromDefault {
			return unknownPolicy(kind) // whoever deploys may give another
		}
	}
	text := v.Text("aws")
	if i := strings.Index(text, ":iam::aws:policy/"); v.Kind == template.ScalarValue && i >= 0 {
		name := text[i+len(":iam::aws:policy/"):]
		if m, ok := iamdata.ManagedPolicy(name); ok {
			if attached && kind == eval.IdentityPolicy {
				p.Managed = append(p.Managed, Managed{m.Name, at})
			}
			return managedPolicy(m, kind, at)
		}
	}
	return unknownPolicy(kind)
}

// managedPolicy turns a managed policy of AWS into one of the evaluator.
func managedPolicy(m iamdata.Policy, kind eval.PolicyKind, at analyzers.Place) *eval.Policy {
	p := &eval.Policy{Kind: kind, Exists: template.True, Complete: true, Source: &Origin{Managed: m.Name, Attached: at}}
	var doc struct {
		Statement []map[string]json.RawMessage
	}
	if len(m.Document) == 0 || json.Unmarshal(m.Document, &doc) != nil {
		p.Complete = len(m.Document) == 0
		return p
	}
	for _, s := range doc.Statement {
		st := eval.Statement{Exists: template.True, Source: &Origin{Managed: m.Name, Attached: at}}
		var effect string
		_ = json.Unmarshal(s["Effect"], &effect)
		if effect == "Deny" {
			st.Effect = eval.Deny
		}
		_ = json.Unmarshal(s["Sid"], &st.Sid)
		st.Actions, st.NotActions = jsonTexts(s["Action"]), jsonTexts(s["NotAction"])
		st.Resources, st.NotResources = jsonTexts(s["Resource"]), jsonTexts(s["NotResource"])
		var conditions map[string]map[string]json.RawMessage
		if json.Unmarshal(s["Condition"], &conditions) == nil {
			for op, keys := range conditions {
				for key, values := range keys {
					st.Conditions = append(st.Conditions, eval.Condition{Operator: op, Key: key, Values: jsonTexts(values)})
				}
			}
		}
		p.Statements = append(p.Statements, st)
	}
	return p
}

func jsonTexts(raw json.RawMessage) []eval.Text {
	if len(raw) == 0 {
		return nil
	}
	var one any
	if json.Unmarshal(raw, &one) != nil {
		return []eval.Text{eval.Anything()}
	}
	list, ok := one.([]any)
	if !ok {
		list = []any{one}
	}
	texts := []eval.Text{}
	for _, item := range list {
		switch item := item.(type) {
		case string:
			texts = append(texts, eval.Lit(item))
		case bool:
			texts = append(texts, eval.Lit(map[bool]string{true: "true", false: "false"}[item]))
		default:
			texts = append(texts, eval.Anything())
		}
	}
	return texts
}

// attach gives a policy resource to the principals that it names.
func (f *Facts) attach(r *template.Resource) {
	base := r.Path("PolicyDocument")
	give := func(v *template.Value, kind string, certain bool) {
		for _, p := range f.Principals {
			if entityKinds[p.Resource.Type] != kind {
				continue
			}
			switch is := means(r, v, p).And(fact(certain)); is {
			case template.True:
				p.Policies = append(p.Policies, document(r, r.Property("PolicyDocument"), eval.IdentityPolicy, base))
			case template.Unknown:
				p.Policies = append(p.Policies, perhaps(document(r, r.Property("PolicyDocument"), eval.IdentityPolicy, base)))
			}
		}
	}
	switch r.Type {
	case "AWS::IAM::RolePolicy":
		give(r.Property("RoleName"), "Roles", true)
	case "AWS::IAM::UserPolicy":
		give(r.Property("UserName"), "Users", true)
	case "AWS::IAM::GroupPolicy":
		give(r.Property("GroupName"), "Groups", true)
	default:
		for _, property := range []string{"Roles", "Users", "Groups"} {
			v := r.Property(property)
			for _, e := range v.Elems() {
				alternatives := e.Alternatives()
				for _, a := range alternatives {
					give(a.Value, property, len(alternatives) == 1)
				}
			}
			if v.Kind == template.UnknownValue || v.Kind == template.ChoiceValue {
				// The policy may be anybody's: it may allow more than is known.
				for _, p := range f.Principals {
					if entityKinds[p.Resource.Type] == property {
						p.Policies = append(p.Policies, perhaps(document(r, r.Property("PolicyDocument"), eval.IdentityPolicy, base)))
					}
				}
			}
		}
	}
}

// fact is True, or Unknown for what may be.
func fact(certain bool) template.Truth {
	if certain {
		return template.True
	}
	return template.Unknown
}

// means tells whether the name that a policy is attached to is that of a
// principal. A parameter or an import may be anybody's.
func means(r *template.Resource, v *template.Value, p *Principal) template.Truth {
	if part, ok := v.Single(); ok {
		if part.Resource == p.Resource {
			return template.True
		}
		if entityKinds[part.Resource.Type] != "" {
			return template.False
		}
		return template.Unknown
	}
	switch v.Kind {
	case template.AbsentValue:
		return template.False
	case template.ScalarValue:
	default:
		return template.Unknown
	}
	if p.Resource.Stack.Account != r.Stack.Account {
		return template.False
	}
	return eval.Match(one(v), Reference(p.Resource, ""), eval.MatchOptions{NoWildcards: true})
}

// named are the principals that a value names: by reference, or by literal name.
func (f *Facts) named(r *template.Resource, v *template.Value) []*Principal {
	if part, ok := v.Single(); ok {
		if p := f.byKey[part.Resource.Key()]; p != nil {
			return []*Principal{p}
		}
		return nil
	}
	text, ok := v.Literal()
	if !ok {
		return nil
	}
	var found []*Principal
	for _, p := range f.Principals {
		if p.Resource.Stack.Account != r.Stack.Account {
			continue
		}
		for _, property := range []string{"RoleName", "UserName", "GroupName"} {
			if name, ok := p.Resource.Property(property).Literal(); ok && name == text {
				found = append(found, p)
			}
		}
	}
	return found
}

// groups gives the policies of groups to their users.
func (f *Facts) groups(memberships []*template.Resource) {
	join := func(u *Principal, v *template.Value) {
		for _, g := range f.named(u.Resource, v) {
			if g.Resource.Type == "AWS::IAM::Group" {
				u.Policies = append(u.Policies, g.Policies...)
			}
		}
		if _, literal := v.Literal(); literal && len(f.named(u.Resource, v)) == 0 {
			u.Policies = append(u.Policies, unknownPolicy(eval.IdentityPolicy))
		}
	}
	for _, u := range f.Principals {
		if u.Resource.Type == "AWS::IAM::User" {
			for _, g := range u.Resource.Property("Groups").Elems() {
				join(u, g)
			}
		}
	}
	for _, m := range memberships {
		for _, v := range m.Property("Users").Elems() {
			for _, u := range f.named(m, v) {
				join(u, m.Property("GroupName"))
			}
		}
	}
}

// secretPolicy reads the resource policy of a secret.
func (f *Facts) secretPolicy(r *template.Resource, stock *secrets.Facts) {
	p := document(r, r.Property("ResourcePolicy"), eval.ResourcePolicy, r.Path("ResourcePolicy"))
	for _, a := range r.Property("SecretId").Alternatives() {
		for _, s := range stock.Secrets {
			switch match := Means(s.Resource, a.Value); match {
			case template.True:
				f.Secrets[s.Key] = append(f.Secrets[s.Key], p)
			case template.Unknown:
				f.Secrets[s.Key] = append(f.Secrets[s.Key], &eval.Policy{Kind: eval.ResourcePolicy})
			}
		}
	}
}

// Means tells whether a secret id (reference, name, full or partial ARN) is that
// of a secret.
func Means(secret *template.Resource, id *template.Value) template.Truth {
	if part, ok := id.Single(); ok {
		if part.Resource == secret {
			return template.True
		}
		if part.Resource.Type == secret.Type {
			return template.False
		}
	}
	if id.Kind != template.ScalarValue {
		return template.Unknown
	}
	text := one(id)
	whole := SecretARN(secret)
	if t := eval.Match(text, whole, eval.MatchOptions{NoWildcards: true}); t != template.False {
		return t
	}
	partial := whole[:len(whole)-1] // without the random characters, and then without the hyphen
	partial = eval.Join(partial)
	if last := &partial[len(partial)-1]; last.Kind == eval.Literal || last.Kind == eval.Exact {
		partial = append(eval.Text{}, partial...)
		partial[len(partial)-1].Lit = strings.TrimSuffix(partial[len(partial)-1].Lit, "-")
		if partial[len(partial)-1].Lit == "" {
			partial = partial[:len(partial)-1]
		}
	}
	if t := eval.Match(text, partial, eval.MatchOptions{NoWildcards: true}); t != template.False {
		return t
	}
	return eval.Match(text, SecretName(secret), eval.MatchOptions{NoWildcards: true})
}

// keyPolicy is the policy of a key. A key without one gets the default policy,
// which leaves everything to the account's IAM policies.
// Source: AWS KMS developer guide, default key policy.
func keyPolicy(r *template.Resource) *eval.Policy {
	v := r.Property("KeyPolicy")
	if v.Kind != template.AbsentValue {
		return document(r, v, eval.KeyPolicy, r.Path("KeyPolicy"))
	}
	root := eval.Join(eval.Lit("arn:"), Partition(r.Stack), eval.Lit(":iam::"), Account(r.Stack), eval.Lit(":root"))
	return &eval.Policy{
		Kind: eval.KeyPolicy, Exists: template.True, Complete: true, Source: &Origin{Resource: r, At: analyzers.AtResource(r)},
		Statements: []eval.Statement{{
			Exists: template.True, Actions: []eval.Text{eval.Lit("kms:*")}, Resources: []eval.Text{eval.Lit("*")},
			Principals: []eval.Principal{{Kind: eval.AWSPrincipal, Text: root}}, Source: &Origin{Resource: r, At: analyzers.AtResource(r)},
		}},
	}
}
