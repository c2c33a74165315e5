// Package access follows every secret to who reads it: which resource uses it,
// as which principal it is read, and whether that principal may.
package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/requests"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer follows secrets to their readers. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "access",
	Doc:      "who uses which secret, as which principal, and whether it may",
	Requires: []*analyzers.Analyzer{secrets.Analyzer, iam.Analyzer, refs.Analyzer, code.Analyzer, network.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		a := &analysis{
			pass:    pass,
			stock:   pass.ResultOf[secrets.Analyzer].(*secrets.Facts),
			iam:     pass.ResultOf[iam.Analyzer].(*iam.Facts),
			code:    pass.ResultOf[code.Analyzer].(*code.Facts),
			network: pass.ResultOf[network.Analyzer].(*network.Facts),
			facts: &Facts{
				Uses: []*Use{}, Grants: []*Grant{}, Attached: []Attached{}, Policies: []*Grant{},
				Writers: []*Writer{}, KeyAccess: []*KeyAccess{}, Unused: []*Unused{}, Escalations: []*Escalation{},
				Idle: []Idle{}, Updates: []*Update{},
			},
		}
		a.rotatedBy = a.rotations()
		a.uses()
		if err := a.rotators(); err != nil {
			return nil, err
		}
		if err := a.codeUses(); err != nil {
			return nil, err
		}
		a.updates()
		a.grants()
		m := a.reach(pass.ResultOf[refs.Analyzer].(*refs.Facts))
		m.writers()
		m.keyAccess()
		m.unused()
		m.escalations()
		m.idle()
		m.named()
		return a.facts, nil
	},
}

// Facts are who uses secrets, and what policies grant on them.
type Facts struct {
	// Uses are all uses of secrets whose reader is one of the program's principals,
	// in order of the program.
	Uses []*Use `json:"uses"`
	// Grants are the statements of identity policies that let a principal do
	// something with secrets.
	Grants []*Grant `json:"grants"`
	// Policies are the statements of the secrets' resource policies.
	Policies []*Grant `json:"policies"`
	// Attached are the managed policies of AWS that let a principal read every
	// secret.
	Attached []Attached `json:"attached"`
	// Reach is what each role and user may do with each secret, where it may do
	// anything or a statement leaves that open.
	Reach []*Reach `json:"-"`
	// Writers are the statements by which readers may change what they read.
	Writers []*Writer `json:"writers"`
	// KeyAccess are the statements that open the keys of secrets too far.
	KeyAccess []*KeyAccess `json:"key_access"`
	// Unused are the statements that name secrets which nothing of their role uses.
	Unused []*Unused `json:"unused"`
	// Escalations are the ways to secrets of those who may not read them.
	Escalations []*Escalation `json:"escalations"`
	// Idle are the secrets that nothing has to do with.
	Idle []Idle `json:"idle"`
	// Rotators are the functions that rotation schedules name, and what they lack.
	Rotators []*Rotator `json:"-"`
	// Updates are the writes by code that is certain to make them.
	Updates []*Update `json:"updates"`
	// Named are the permissions to read that name a secret, each with what runs as
	// its principal.
	Named []Named `json:"-"`
}

// Empty tells whether nothing of the program has to do with secrets.
func (f *Facts) Empty() bool {
	return len(f.Uses)+len(f.Grants)+len(f.Policies)+len(f.Attached)+len(f.Reach)+len(f.Writers)+len(f.KeyAccess)+len(f.Unused)+
		len(f.Escalations)+len(f.Idle)+len(f.Rotators)+len(f.Updates)+len(f.Named) == 0
}

// Use is a secret in a property through which something reads it.
type Use struct {
	At analyzers.Place `json:"at"`
	// Consumer names the resource that uses the secret, Key is its key.
	Consumer string `json:"consumer"`
	Key      string `json:"key"`
	Type     string `json:"type"`
	// Via is the property or variable that names the secret.
	Via string `json:"via"`
	// Convention is set when nothing but its value makes the property name a
	// secret, as for environment variables.
	Convention bool `json:"convention"`
	// Secret names the secret, SecretKey and SecretAt are those of its resource
	// when it is one of the program.
	Secret    string `json:"secret"`
	SecretKey string `json:"secret_key"`
	// SecretLabel is the label of the secret's resource, "" for another one.
	SecretLabel string           `json:"secret_label"`
	SecretAt    *analyzers.Place `json:"secret_at"`
	// Malformed says why the way the secret is named cannot work, "" otherwise.
	Malformed string `json:"malformed"`
	// Role is the principal that reads; RoleKind is "execution role" or "role".
	Role     string           `json:"role"`
	RoleKey  string           `json:"role_key"`
	RoleAt   *analyzers.Place `json:"role_at"`
	RoleKind string           `json:"role_kind"`
	// RoleState is "found" (one of the program), "absent" (the property that should
	// name it is not there), "outside" or "unknown".
	RoleState string  `json:"role_state"`
	Read      Verdict `json:"read"`
	// Decrypt is the verdict on kms:Decrypt with the secret's customer key; its
	// Allowed is "" where no permission is needed or known to be.
	Decrypt Verdict `json:"decrypt"`
	// KeyLabel names the customer key, KMSKey is the key of its resource.
	KeyLabel string `json:"key_label"`
	KMSKey   string `json:"kms_key"`
	// OtherRole is the task or job role that may read the secret although the
	// execution role, which does the reading, may not; "" otherwise.
	OtherRole string `json:"other_role"`
	// Writes is set when the principal may write the secret: code that only
	// updates it need not read it.
	Writes bool `json:"writes"`
	// Reference is the text that names the secret, with references to resources as
	// ${key.attribute}: two with the same one are fetched at once by what does so.
	Reference string `json:"-"`
	// ByName is set where the reader is given the secret's name, not its ARN.
	ByName bool `json:"-"`
	// ARN is the secret's ARN as the reader is given it; for a name, the ARN that the
	// name stands for where the reader is.
	ARN eval.Text `json:"-"`

	resource  *template.Resource
	principal *iam.Principal
	policies  []*eval.Policy // that decide on the read, as far as they are the program's
	context   func(arn eval.Text) requests.Context
}

// MayRead tells whether the use's principal may read the secret under another ARN,
// such as that of a replica; Unknown where its role is not the program's. Policies of
// secrets of other programs are left out: they would have to name the role.
func (u *Use) MayRead(arn eval.Text) template.Truth {
	if u.principal == nil {
		return template.Unknown
	}
	return eval.Evaluate(eval.Request{
		Action: "secretsmanager:GetSecretValue", Resource: arn, Principal: u.principal.Info, Context: u.context(arn),
	}, u.policies).Allowed
}

// Verdict is a decision of the evaluator in words.
type Verdict struct {
	Allowed string `json:"allowed"` // yes, no, unknown
	Why     string `json:"why"`
	// Closest words the statement that comes nearest to allowing it, and what it
	// lacks: "action", "resource", "condition", "principal" or several.
	Closest   string           `json:"closest"`
	ClosestAt *analyzers.Place `json:"closest_at"`
	Lacks     []string         `json:"lacks"`
	// Pattern is the resource of the closest statement that does not match, Miss
	// why.
	Pattern string `json:"pattern"`
	Miss    string `json:"miss"`
	// Deciding are the places of the statements that decide.
	Deciding []analyzers.Place `json:"deciding"`
}

type analysis struct {
	pass    *analyzers.Pass
	stock   *secrets.Facts
	iam     *iam.Facts
	code    *code.Facts
	network *network.Facts
	facts   *Facts
	// rotatedBy are the ARNs of the functions that rotate secrets, by the key of the secret.
	rotatedBy map[string]eval.Text
}

func (a *analysis) uses() {
	a.pass.Resources(func(r *template.Resource) {
		for _, row := range consumers.ForType(r.Type) {
			if row.Reader.Kind == consumers.None || row.Reader.Kind == consumers.Generated || len(row.Path) == 0 {
				continue
			}
			a.row(r, row)
		}
	})
}

// row finds the secrets that a row of the table of consumers sees in a resource.
func (a *analysis) row(r *template.Resource, row consumers.Row) {
	if r.Properties == nil {
		return
	}
	r.Stack.Eval(r.Properties).Visit(row.Path, func(v *template.Value, path template.Path, parent *template.Value) {
		if property, values := row.Condition(); property != "" {
			text, ok := parent.Get(property).Literal()
			if !ok || !contains(values, text) {
				return
			}
		}
		for _, alt := range v.Alternatives() {
			id, ok := a.identify(r, alt.Value, row, via(path, parent))
			if !ok {
				continue
			}
			a.use(r, row, path, parent, alt.Value, id)
		}
	})
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (a *analysis) use(r *template.Resource, row consumers.Row, path template.Path, parent, v *template.Value, id identity) {
	u := &Use{
		At: analyzers.AtValue(r, v, path), Consumer: r.Label(), Key: r.Key(), Type: r.Type, Via: via(path, parent), Convention: row.Convention,
		Secret: id.label, Malformed: id.malformed, Reference: v.Canonical(), ByName: id.byName, ARN: id.arn,
		resource: r, RoleState: "unknown", RoleKind: "role",
	}
	if id.secret != nil {
		u.SecretKey, u.SecretLabel = id.secret.Key, id.secret.Label
		at := id.secret.At
		u.SecretAt = &at
	}
	if row.Reader.Kind == consumers.ExecutionRole {
		u.RoleKind = "execution role"
	}
	a.facts.Uses = append(a.facts.Uses, u)
	if !row.Verified && !row.Convention {
		return
	}
	a.reader(u, row, path)
	if u.RoleState == "found" {
		a.decide(u, row, id)
	}
	a.untold(u)
}

// untold notes what cannot be told of a use. What a rotation function may do is told of it as a
// whole; see [Rotator].
func (a *analysis) untold(u *Use) {
	why := ""
	switch {
	case u.Type == "AWS::SecretsManager::RotationSchedule" || u.Malformed != "":
	case u.RoleState == "outside":
		why = fmt.Sprintf("whether %s may read secret %s: the templates do not hold its %s", u.Consumer, u.Secret, u.RoleKind)
	case u.Read.Allowed == template.Unknown.String():
		why = fmt.Sprintf("whether %s may read secret %s: a statement depends on what the templates do not hold", u.Consumer, u.Secret)
	case u.Read.Allowed == template.True.String() && u.Decrypt.Allowed == template.Unknown.String():
		why = fmt.Sprintf("whether %s may decrypt secret %s with key %s: a statement depends on what the templates do not hold", u.Consumer, u.Secret, u.KeyLabel)
	}
	if why != "" {
		a.pass.Undecided("grants", u.At, why)
	}
}

// via names the variable, or the property, that a path leads to.
func via(path template.Path, parent *template.Value) string {
	if last, ok := path[len(path)-1].(string); ok {
		switch last {
		case "Value", "ValueFrom", "URI":
			for _, k := range []string{"Name", "Key", "OptionName", "Type"} {
				if name, ok := parent.Get(k).Literal(); ok {
					return name
				}
			}
		}
		if len(path) > 1 {
			if up, ok := path[len(path)-2].(string); ok && up == "Variables" {
				return last
			}
		}
	}
	return path.Dotted()
}

// bind puts the indexes that a path really has for the "*" of the table.
func bind(pattern, rowPath []string, path template.Path) []any {
	bound := make([]any, len(pattern))
	same := true
	for i, e := range pattern {
		bound[i] = e
		if i >= len(rowPath) || i >= len(path) || rowPath[i] != e {
			same = false
		}
		if e == "*" && same {
			bound[i] = path[i]
		}
	}
	return bound
}

// decide evaluates whether the principal may read and decrypt.
func (a *analysis) decide(u *Use, row consumers.Row, id identity) {
	p := u.principal
	u.context = func(arn eval.Text) requests.Context { return a.context(u.resource, row.Reader.Kind, arn) }
	u.policies = p.Policies
	if id.secret != nil {
		u.policies = slices.Concat(p.Policies, a.iam.Secrets[id.secret.Key])
	}
	v := a.ask(u.resource, row.Reader.Kind, p, id, "GetSecretValue")
	u.Read = a.verdict(v, "secretsmanager")
	if v.Allowed == template.False {
		req, policies := a.request(u.resource, row.Reader.Kind, p, id)
		for _, name := range append(append([]string{}, writeActions...), adminActions...) {
			req.Action = "secretsmanager:" + name
			if eval.Evaluate(req, policies).Allowed == template.True {
				u.Writes = true
			}
		}
		if row.Reader.Kind == consumers.ExecutionRole {
			a.otherRole(u, id, policies)
		}
	}
	a.decrypt(u, id)
}

// request is what a principal's requests for a secret have in common, and the
// policies that they are judged by. r is the resource that makes them.
func (a *analysis) request(r *template.Resource, reader consumers.Kind, p *iam.Principal, id identity) (eval.Request, []*eval.Policy) {
	req := eval.Request{Resource: id.arn, Principal: p.Info, ResourceAccount: id.account, Context: a.context(r, reader, id.arn)}
	policies := append([]*eval.Policy{}, p.Policies...)
	if id.secret != nil {
		policies = append(policies, a.iam.Secrets[id.secret.Key]...)
		req.ResourceTags = tagsOf(id.secret)
		if function, ok := a.rotatedBy[id.secret.Key]; ok {
			req.Context[rotatedByKey] = eval.ContextValue{Present: template.True, Values: []eval.Text{function}}
		}
	} else {
		// The policy of a secret that is not one of the program's is not known.
		policies = append(policies, &eval.Policy{Kind: eval.ResourcePolicy, OnlyAllows: true})
	}
	return req, policies
}

// ask evaluates whether a principal may do something with a secret.
func (a *analysis) ask(r *template.Resource, reader consumers.Kind, p *iam.Principal, id identity, action string) eval.Verdict {
	req, policies := a.request(r, reader, p, id)
	req.Action = "secretsmanager:" + action
	v := eval.Evaluate(req, policies)
	if id.secret == nil && v.Allowed == template.Unknown {
		// Within the account an identity policy is how access is given; that the
		// resource policy of another app's secret names this role is a stretch, but
		// possible only when the role has a name that the other side can know.
		without := eval.Evaluate(req, p.Policies)
		if without.Allowed == template.Unknown {
			without = forms(req, p.Policies, id, without)
		}
		if without.Allowed == template.False && !named(p.Resource) {
			v = without
		}
	}
	if v.Allowed == template.Unknown {
		v = forms(req, policies, id, v)
	}
	return v
}

// forms decides a request whose verdict depends on how the caller names the
// secret, the condition key secretsmanager:SecretId: it may give the ARN, the ARN
// without its random characters, or the name. Where all forms agree, that is the
// verdict.
func forms(req eval.Request, policies []*eval.Policy, id identity, v eval.Verdict) eval.Verdict {
	partial := stripRandom(id.arn)
	context := map[string]eval.ContextValue{}
	for k, c := range req.Context {
		context[k] = c
	}
	req.Context = context
	var first eval.Verdict
	for i, text := range []eval.Text{id.arn, trimSuffix(partial, "-"), nameOf(id)} {
		if text == nil {
			return v
		}
		context["secretsmanager:SecretId"] = eval.ContextValue{Present: template.True, Values: []eval.Text{text}}
		w := eval.Evaluate(req, policies)
		if i == 0 {
			first = w
		} else if w.Allowed != first.Allowed {
			return v
		}
	}
	return first
}

// nameOf is the secret's name as text, nil when it is not known as a whole.
func nameOf(id identity) eval.Text {
	if id.secret != nil {
		return iam.SecretName(id.secret.Resource)
	}
	return eval.Lit(id.label)
}

// named tells whether a role has a name of its own choosing.
func named(r *template.Resource) bool {
	return r.Property("RoleName").Kind != template.AbsentValue || r.Property("UserName").Kind != template.AbsentValue
}

func tagsOf(s *secrets.Secret) eval.Tags {
	t := eval.Tags{Values: map[string]eval.Text{}, Complete: s.TagsKnown}
	for k, v := range s.Tags {
		if v == "*" {
			t.Values[k] = eval.Anything()
			continue
		}
		t.Values[k] = eval.Lit(v)
	}
	return t
}

// otherRole looks whether the container's own role may do what the execution
// role may not.
func (a *analysis) otherRole(u *Use, id identity, policies []*eval.Policy) {
	for _, property := range []string{"TaskRoleArn", "ContainerProperties.JobRoleArn"} {
		path := []any{}
		for _, e := range strings.Split(property, ".") {
			path = append(path, e)
		}
		part, ok := u.resource.Property(path...).Single()
		if !ok {
			continue
		}
		p := a.iam.ByKey(part.Resource.Key())
		if p == nil || p == u.principal {
			continue
		}
		policies := append([]*eval.Policy{}, p.Policies...)
		if id.secret != nil {
			policies = append(policies, a.iam.Secrets[id.secret.Key]...)
		}
		req := eval.Request{Action: "secretsmanager:GetSecretValue", Resource: id.arn, Principal: p.Info, ResourceAccount: id.account}
		if eval.Evaluate(req, policies).Allowed == template.True {
			u.OtherRole = p.Resource.Label()
		}
	}
}

// decrypt decides on kms:Decrypt where a customer key of the program encrypts
// the secret.
func (a *analysis) decrypt(u *Use, id identity) {
	v, key := a.askKey(u.principal, id, "Decrypt")
	if key == nil {
		return
	}
	u.Decrypt = a.verdict(v, "kms")
	u.KeyLabel, u.KMSKey = key.Label(), key.Key()
}

// askKey evaluates whether a principal may do something with a secret's customer
// key by way of Secrets Manager, which calls KMS as the caller. The key is nil where
// it is not one of the program's.
func (a *analysis) askKey(p *iam.Principal, id identity, action string) (eval.Verdict, *template.Resource) {
	if id.secret == nil || id.secret.KMS.Kind != "customer" || id.secret.KMS.Key == "" || id.replica {
		return eval.Verdict{}, nil
	}
	key := a.pass.Program.Resource(id.secret.KMS.Key)
	if key == nil || a.iam.Keys[key.Key()] == nil {
		return eval.Verdict{}, nil
	}
	region := iam.Region(key.Stack)
	req := eval.Request{
		Action: "kms:" + action, Resource: iam.Reference(key, "Arn"), Principal: p.Info, ResourceAccount: iam.Account(key.Stack),
		Context: map[string]eval.ContextValue{
			"kms:ViaService":                  {Present: template.True, Values: []eval.Text{eval.Join(eval.Lit("secretsmanager."), region, eval.Lit(".amazonaws.com"))}},
			"kms:EncryptionContext:SecretARN": {Present: template.True, Values: []eval.Text{id.arn}},
			"kms:CallerAccount":               {Present: template.True, Values: []eval.Text{iam.Account(p.Resource.Stack)}},
		},
	}
	if text, ok := region.Literal(); ok && strings.HasPrefix(text, "cn-") {
		req.Context["kms:ViaService"] = eval.ContextValue{Present: template.True} // the domain is another one there
	}
	return eval.Evaluate(req, append(append([]*eval.Policy{}, p.Policies...), a.iam.Keys[key.Key()])), key
}

// verdict words a decision.
func (a *analysis) verdict(v eval.Verdict, service string) Verdict {
	out := Verdict{Allowed: v.Allowed.String(), Why: string(v.Why), Lacks: []string{}, Deciding: []analyzers.Place{}}
	for _, s := range v.Deciding {
		if o, ok := s.Source.(*iam.Origin); ok {
			out.Deciding = append(out.Deciding, origin(o))
		}
	}
	if v.Closest == nil || !speaksOf(v.Closest, service) {
		return out
	}
	for _, l := range v.Lacks {
		out.Lacks = append(out.Lacks, string(l.Element))
		if l.Element == eval.ResourceElement && l.Pattern != nil {
			out.Pattern = written(l.Pattern)
			for _, m := range l.Misses {
				out.Miss = string(m)
				break
			}
		}
	}
	out.Closest = wording(v.Closest)
	if o, ok := v.Closest.Source.(*iam.Origin); ok {
		at := origin(o)
		out.ClosestAt = &at
	}
	return out
}

// speaksOf tells whether a statement has anything to do with a service: one that
// has not is no help in a message, however near it comes.
func speaksOf(s *eval.Statement, service string) bool {
	if s.Actions == nil {
		return true
	}
	for _, t := range s.Actions {
		text, known := t.Literal()
		if !known || strings.HasPrefix(text, "*") || len(text) > len(service) && strings.EqualFold(text[:len(service)+1], service+":") {
			return true
		}
	}
	return false
}

func origin(o *iam.Origin) analyzers.Place {
	if o.Managed != "" {
		return o.Attached
	}
	return o.At
}

// wording names a statement's policy and actions.
func wording(s *eval.Statement) string {
	name := "a statement"
	if o, ok := s.Source.(*iam.Origin); ok {
		switch {
		case o.Managed != "":
			name = "managed policy " + o.Managed
		case o.Resource != nil:
			name = o.Resource.Label()
		}
	}
	list := s.Actions
	word := "allows"
	if list == nil {
		list, word = s.NotActions, "allows all but"
	}
	var actions []string
	for i, t := range list {
		if i == 3 && len(list) > 4 {
			actions = append(actions, "…")
			break
		}
		actions = append(actions, t.String())
	}
	return name + " " + word + " " + strings.Join(actions, ", ")
}
