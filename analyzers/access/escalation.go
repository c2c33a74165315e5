package access

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Escalation is a way by which a principal that may not read a secret gets to
// its value all the same. All of its steps are certainly allowed.
type Escalation struct {
	At analyzers.Place `json:"at"` // of the statement that opens the way
	// Principal names who goes the way, PrincipalKey is the key of its resource.
	Principal    string `json:"principal"`
	PrincipalKey string `json:"principal_key"`
	// Way is "pass-role", "update-code", "assume-role", "resource-policy",
	// "create-grant" or "key-policy".
	Way string `json:"way"`
	// Managed is the managed policy of AWS that holds the statement, if it is one.
	Managed string `json:"managed"`
	// Role is the role that reads, Function the function that runs as it, Key the
	// secret's key, as far as the way has them.
	Role     string   `json:"role"`
	Function string   `json:"function"`
	Key      string   `json:"key"`
	Secrets  []string `json:"secrets"`
	// More is how many other roles or functions the same statement opens.
	More int `json:"more"`
	// Steps are the statements and resources of the way, in order.
	Steps []Step `json:"steps"`
}

// Step is a place that a way leads through.
type Step struct {
	At analyzers.Place `json:"at"`
	// What is "statement", "role", "function", "key", "read" (the statement that
	// lets the role read) or "secret".
	What string `json:"what"`
}

// deploys tells whether a role's work is deploying: CloudFormation and the
// pipeline services assume it, an identity provider outside does, or it is one of
// the CDK's bootstrap roles. Such roles reach everything that they deploy.
func deploys(p *iam.Principal) bool {
	return administers(p) || p.Resource.Type == "AWS::IAM::Role" && (trust(p).federated || trusts(p, "codepipeline", "codebuild", "codedeploy"))
}

// administers tells whether a role is CloudFormation's or one of the CDK's
// bootstrap roles.
func administers(p *iam.Principal) bool {
	if p.Resource.Type != "AWS::IAM::Role" {
		return false
	}
	name, ok := p.Resource.Property("RoleName").Literal()
	return ok && strings.HasPrefix(name, "cdk-") || trusts(p, "cloudformation")
}

// trusts tells whether one of the services may assume a role.
func trusts(p *iam.Principal, services ...string) bool {
	return slices.ContainsFunc(trust(p).services, func(s string) bool {
		service, _, _ := strings.Cut(s, ".")
		return slices.Contains(services, service)
	})
}

// ways are the actions that open a way.
var ways = []string{
	"iam:PassRole", "lambda:UpdateFunctionCode", "sts:AssumeRole", "secretsmanager:PutResourcePolicy", "kms:CreateGrant", "kms:PutKeyPolicy",
}

// escalations finds the ways of principals that do not read.
func (m *reaching) escalations() {
	readers := m.readers()
	functions := m.functions(readers)
	for _, p := range m.all {
		if deploys(p.Principal) || boundary(p.Principal) {
			continue
		}
		can := map[string]bool{}
		for _, action := range ways {
			can[action] = granting(p.Principal, action)
		}
		if can["iam:PassRole"] && p.Resource.Type != "AWS::IAM::User" && m.creates(p.Principal) {
			for _, r := range readers {
				m.passRole(p, r)
			}
		}
		if can["lambda:UpdateFunctionCode"] && p.Resource.Type != "AWS::IAM::User" {
			for _, f := range functions {
				m.updateCode(p, f)
			}
		}
		if can["sts:AssumeRole"] {
			for _, r := range readers {
				m.assume(p, r)
			}
		}
		if can["secretsmanager:PutResourcePolicy"] {
			m.resourcePolicy(p)
		}
		if can["kms:CreateGrant"] || can["kms:PutKeyPolicy"] {
			m.key(p)
		}
	}
}

// holder is a role that reads secrets.
type holder struct {
	*reacher
	rows     []*Reach
	function *template.Resource
}

// readers are the roles that certainly read a secret of the program.
func (m *reaching) readers() []*holder {
	by := map[*iam.Principal]*holder{}
	for _, row := range m.facts.Reach {
		if row.read != template.True || row.principal.Resource.Type != "AWS::IAM::Role" {
			continue
		}
		if by[row.principal] == nil {
			by[row.principal] = &holder{}
		}
		by[row.principal].rows = append(by[row.principal].rows, row)
	}
	var list []*holder
	for _, p := range m.all {
		if h := by[p.Principal]; h != nil {
			h.reacher = p
			list = append(list, h)
		}
	}
	return list
}

// functions are the functions that run as a reader.
func (m *reaching) functions(readers []*holder) []*holder {
	var list []*holder
	if len(readers) == 0 {
		return nil
	}
	m.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::Lambda::Function" || r.Exists() != template.True {
			return
		}
		part, ok := r.Property("Role").Single()
		if !ok {
			return
		}
		for _, h := range readers {
			if h.Resource == part.Resource {
				list = append(list, &holder{reacher: h.reacher, rows: h.rows, function: r})
			}
		}
	})
	return list
}

func boundary(p *iam.Principal) bool {
	return slices.ContainsFunc(p.Policies, func(policy *eval.Policy) bool { return policy.Kind == eval.BoundaryPolicy })
}

// granting tells whether a statement certainly allows an action, on whatever.
func granting(p *iam.Principal, action string) bool {
	for _, policy := range p.Policies {
		if policy.Kind != eval.IdentityPolicy {
			continue
		}
		for i := range policy.Statements {
			s := &policy.Statements[i]
			if s.Effect == eval.Allow && s.Exists == template.True && mayBe(s, action) {
				return true
			}
		}
	}
	return false
}

// allowed decides a request by the policies of a principal and more; by is the
// first of its own statements that allow it.
func allowed(p *iam.Principal, action string, resource eval.Text, context map[string]eval.ContextValue, more ...*eval.Policy) (by *iam.Origin, ok bool) {
	v := eval.Evaluate(eval.Request{Action: action, Resource: resource, Principal: p.Info, Context: context}, append(append([]*eval.Policy{}, p.Policies...), more...))
	if v.Allowed != template.True {
		return nil, false
	}
	for _, s := range v.Deciding {
		if o, found := s.Source.(*iam.Origin); found && s.Principals == nil && s.NotPrincipals == nil {
			return o, true
		}
	}
	return nil, false
}

// creates tells whether a principal may create a function and have it run.
func (m *reaching) creates(p *iam.Principal) bool {
	s := p.Resource.Stack
	function := eval.Join(eval.Lit("arn:"), iam.Partition(s), eval.Lit(":lambda:"), iam.Region(s), eval.Lit(":"), iam.Account(s), eval.Lit(":function:"), eval.Sym("new function", eval.Token))
	if _, ok := allowed(p, "lambda:CreateFunction", function, nil); !ok {
		return false
	}
	if _, ok := allowed(p, "lambda:InvokeFunction", function, nil); ok {
		return true
	}
	_, ok := allowed(p, "lambda:CreateEventSourceMapping", eval.Lit("*"), nil)
	return ok
}

// gains are the secrets that a role reads and a principal certainly does not.
func (m *reaching) gains(p *reacher, h *holder) []*Reach {
	if p == h.reacher {
		return nil
	}
	var rows []*Reach
	for _, row := range h.rows {
		if m.mayRead(p, row.secret) == template.False {
			rows = append(rows, row)
		}
	}
	return rows
}

func (m *reaching) mayRead(p *reacher, secret *secrets.Secret) template.Truth {
	for i, s := range m.stock.Secrets {
		if s == secret {
			return p.read[i]
		}
	}
	return template.Unknown
}

// through records a way that leads through a role.
func (m *reaching) through(p *reacher, h *holder, way string, by *iam.Origin, rows []*Reach) {
	at := origin(by)
	for _, e := range m.facts.Escalations {
		if e.PrincipalKey == p.Resource.Key() && e.Way == way && e.At.Resource == at.Resource && e.At.Path.String() == at.Path.String() {
			e.More++
			for _, row := range rows {
				e.Secrets = add(e.Secrets, row.Secret)
			}
			return
		}
	}
	e := &Escalation{At: at, Managed: by.Managed, Principal: p.Resource.Label(), PrincipalKey: p.Resource.Key(), Way: way, Role: h.Resource.Label(), Secrets: []string{}, Steps: []Step{}}
	if h.function != nil {
		e.Function = h.function.Label()
		e.Steps = append(e.Steps, Step{analyzers.AtResource(h.function), "function"})
	}
	e.Steps = append(e.Steps, Step{analyzers.AtResource(h.Resource), "role"})
	for i, row := range rows {
		e.Secrets = append(e.Secrets, row.Secret)
		if i == 0 && len(row.Deciding) > 0 {
			e.Steps = append(e.Steps, Step{row.Deciding[0], "read"}, Step{row.secret.At, "secret"})
		}
	}
	m.facts.Escalations = append(m.facts.Escalations, e)
}

func (m *reaching) passRole(p *reacher, h *holder) {
	rows := m.gains(p, h)
	if len(rows) == 0 {
		return
	}
	arn := iam.RoleARN(h.Resource)
	by, ok := allowed(p.Principal, "iam:PassRole", arn, map[string]eval.ContextValue{"iam:PassedToService": eval.Values("lambda.amazonaws.com")})
	if !ok {
		return
	}
	service := eval.PrincipalInfo{Kind: eval.AWSService, Name: eval.Lit("lambda.amazonaws.com")}
	if h.Trust == nil || eval.Evaluate(eval.Request{Action: "sts:AssumeRole", Resource: arn, Principal: service}, []*eval.Policy{h.Trust}).Allowed != template.True {
		return
	}
	m.through(p, h, "pass-role", by, rows)
}

func (m *reaching) updateCode(p *reacher, h *holder) {
	rows := m.gains(p, h)
	if len(rows) == 0 {
		return
	}
	if by, ok := allowed(p.Principal, "lambda:UpdateFunctionCode", iam.Reference(h.function, "Arn"), nil); ok {
		m.through(p, h, "update-code", by, rows)
	}
}

// assume is the way by a role that its trust policy leaves to the account. A
// trust policy that names the principal itself makes it one of those who are
// meant to read.
func (m *reaching) assume(p *reacher, h *holder) {
	rows := m.gains(p, h)
	if len(rows) == 0 || h.Trust == nil {
		return
	}
	for i := range h.Trust.Statements {
		for _, e := range h.Trust.Statements[i].Principals {
			if e.Kind == eval.AWSPrincipal && eval.Match(e.Text, p.Info.ARN, eval.MatchOptions{NoWildcards: true}) != template.False {
				return
			}
		}
	}
	if by, ok := allowed(p.Principal, "sts:AssumeRole", iam.RoleARN(h.Resource), nil, h.Trust); ok {
		m.through(p, h, "assume-role", by, rows)
	}
}

// resourcePolicy is the way by the secret's own policy, which within the account
// is enough to read.
func (m *reaching) resourcePolicy(p *reacher) {
	var e *Escalation
	for i, s := range m.stock.Secrets {
		if p.read[i] != template.False || m.kms(p, s, "Decrypt") != template.True {
			continue
		}
		by, ok := allowed(p.Principal, "secretsmanager:PutResourcePolicy", iam.SecretARN(s.Resource), nil, m.iam.Secrets[s.Key]...)
		if !ok || m.denied(p.Principal, s) {
			continue
		}
		if e == nil {
			e = &Escalation{At: origin(by), Managed: by.Managed, Principal: p.Resource.Label(), PrincipalKey: p.Resource.Key(), Way: "resource-policy", Steps: []Step{{s.At, "secret"}}}
			m.facts.Escalations = append(m.facts.Escalations, e)
		}
		e.Secrets = append(e.Secrets, label(s))
	}
}

// denied tells whether a principal's own policies may deny reading, which no
// other policy makes good.
func (m *reaching) denied(p *iam.Principal, s *secrets.Secret) bool {
	req := eval.Request{Action: "secretsmanager:GetSecretValue", Resource: iam.SecretARN(s.Resource), Principal: p.Info, ResourceAccount: iam.Account(s.Resource.Stack), ResourceTags: tagsOf(s)}
	why := eval.Evaluate(req, p.Policies).Why
	return why == eval.ExplicitDeny || why == eval.Undecided
}

// key is the way of a principal that may get the secret, though not decrypt it,
// and may give itself the key.
func (m *reaching) key(p *reacher) {
	for i, s := range m.stock.Secrets {
		key := m.keys[s.KMS.Key]
		if p.read[i] != template.False || s.KMS.Kind != "customer" || key == nil {
			continue
		}
		arn := iam.SecretARN(s.Resource)
		get, ok := allowed(p.Principal, "secretsmanager:GetSecretValue", arn, nil, m.iam.Secrets[s.Key]...)
		if !ok || m.denyDecrypt(p.Principal, key) {
			continue
		}
		for _, w := range [...]struct{ action, way string }{{"kms:CreateGrant", "create-grant"}, {"kms:PutKeyPolicy", "key-policy"}} {
			by, ok := allowed(p.Principal, w.action, iam.Reference(key, "Arn"), nil, m.iam.Keys[key.Key()])
			if !ok {
				continue
			}
			m.facts.Escalations = append(m.facts.Escalations, &Escalation{
				At: origin(by), Managed: by.Managed, Principal: p.Resource.Label(), PrincipalKey: p.Resource.Key(), Way: w.way, Key: key.Label(), Secrets: []string{label(s)},
				Steps: []Step{{origin(get), "read"}, {analyzers.AtResource(key), "key"}, {s.At, "secret"}},
			})
			break
		}
	}
}

// denyDecrypt tells whether a statement may deny a principal the key, against
// which no grant helps.
func (m *reaching) denyDecrypt(p *iam.Principal, key *template.Resource) bool {
	for _, policy := range append(append([]*eval.Policy{}, p.Policies...), m.iam.Keys[key.Key()]) {
		if !policy.Complete {
			return true
		}
		for i := range policy.Statements {
			if s := &policy.Statements[i]; s.Effect == eval.Deny && mayBe(s, "kms:Decrypt") {
				return true
			}
		}
	}
	return false
}
