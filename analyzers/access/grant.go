package access

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/template"
)

// Grant is a statement that allows something with secrets.
type Grant struct {
	At analyzers.Place `json:"at"`
	// Policy names the resource that holds the statement; Principal is who has it.
	Policy       string `json:"policy"`
	Principal    string `json:"principal"`
	PrincipalKey string `json:"principal_key"`
	// SecretsOnly is set when all its actions are ones of Secrets Manager that a
	// statement can limit to some secrets.
	SecretsOnly bool `json:"secrets_only"`
	// What it allows, by a pattern or by name.
	Reads  bool `json:"reads"`  // GetSecretValue
	Writes bool `json:"writes"` // any action that changes a secret
	Admins bool `json:"admins"` // changes policies, deletes, replicates
	// Wildcard are the patterns, as written, that take in actions which change a
	// secret.
	Wildcard []string `json:"wildcard"`
	// NotAction and NotResource are set where the statement is written so.
	NotAction   bool `json:"not_action"`
	NotResource bool `json:"not_resource"`
	// Every are the resources that mean every secret, such as "*" and ":secret:*".
	Every []string `json:"every"`
	// Loose are name patterns that match other names too.
	Loose []Loose `json:"loose"`
	// Narrowed is set when a condition limits which secrets are meant.
	Narrowed bool `json:"narrowed"`
	// Open says to whom a resource policy opens the secret: "everyone", "account"
	// (another account) or "".
	Open string `json:"open"`
	// WholeAccount is set when the other account is named as a whole, not one of
	// its roles or users.
	WholeAccount bool `json:"whole_account"`
	// Secret names the secret of a resource policy, SecretAt is its place;
	// DefaultKey is set when it is encrypted with the default key.
	Secret     string           `json:"secret"`
	SecretAt   *analyzers.Place `json:"secret_at"`
	DefaultKey bool             `json:"default_key"`
	// Decrypts is set when kms:Decrypt is allowed on every key without a limit to
	// a service.
	Decrypts bool `json:"decrypts"`
}

// Loose is a pattern of a name that matches more than one secret's ARN.
type Loose struct {
	Pattern string `json:"pattern"`
	// Others are the secrets of the program that it reaches.
	Others []string `json:"others"`
}

// Attached is a managed policy of AWS that gives access to every secret.
type Attached struct {
	At           analyzers.Place `json:"at"`
	Principal    string          `json:"principal"`
	PrincipalKey string          `json:"principal_key"`
	Name         string          `json:"name"`
	Admin        bool            `json:"admin"` // it also lets change them
}

// The actions of Secrets Manager that work on a secret, by what they do. Of
// ListSecrets, BatchGetSecretValue and GetRandomPassword a statement can name no
// resource but "*".
// Source: Service Authorization Reference, AWS Secrets Manager.
var (
	writeActions = []string{"PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage", "RotateSecret", "CancelRotateSecret", "RestoreSecret", "TagResource", "UntagResource"}
	adminActions = []string{"DeleteSecret", "PutResourcePolicy", "DeleteResourcePolicy", "ReplicateSecretToRegions", "RemoveRegionsFromReplication", "StopReplicationToReplica"}
)

func (a *analysis) grants() {
	every := eval.Join(eval.Lit("arn:"), eval.Sym("AWS::Partition", eval.Token), eval.Lit(":secretsmanager:"), eval.Sym("any region", eval.Token),
		eval.Lit(":"), eval.Text{{Kind: eval.Symbol, Sym: "any account", Shape: eval.Digits, Len: 12}}, eval.Lit(":secret:"),
		eval.Sym("any name", eval.Name), eval.Lit("-"), eval.Text{{Kind: eval.Random6, Sym: "any"}})
	seen, made := map[string]bool{}, map[string]bool{}
	for _, p := range a.iam.Principals {
		if p.Resource.Type == "AWS::IAM::Group" {
			continue
		}
		may, admin := effective(p, every), administrator(p)
		for _, policy := range p.Policies {
			if policy.Kind != eval.IdentityPolicy {
				continue
			}
			for i := range policy.Statements {
				s := &policy.Statements[i]
				o, ok := s.Source.(*iam.Origin)
				if !ok || o.Managed != "" || s.Effect == eval.Deny || s.Exists == template.False || policy.Exists == template.False {
					continue
				}
				key := o.At.Resource + o.At.Path.String()
				if seen[key] || admin && everything(s) {
					continue
				}
				creates(s, made)
				if g := a.grant(s, every, may); g != nil {
					seen[key] = true
					g.At, g.Policy, g.Principal, g.PrincipalKey = o.At, o.Resource.Label(), p.Resource.Label(), p.Resource.Key()
					a.facts.Grants = append(a.facts.Grants, g)
				}
			}
		}
		a.managed(p, every, may, admin)
	}
	a.made(made)
	a.resourcePolicies()
}

// made takes out the patterns by which something of the program may also create
// secrets: their names are made at run time, and the wildcard is for these.
func (a *analysis) made(patterns map[string]bool) {
	for _, g := range a.facts.Grants {
		g.Loose = slices.DeleteFunc(g.Loose, func(l Loose) bool { return patterns[l.Pattern] })
	}
}

// creates adds the patterns of names that a statement lets somebody create.
func creates(s *eval.Statement, patterns map[string]bool) {
	for _, t := range s.Actions {
		if eval.ActionMatches(t, "secretsmanager:CreateSecret") != template.True {
			continue
		}
		for _, r := range s.Resources {
			if _, name, ok := strings.Cut(written(r), ":secret:"); ok {
				patterns[name] = true
			}
		}
	}
}

// administrator tells whether a role is assumed by people or by CloudFormation
// only: by accounts and users (but not under an external id, as other companies
// do), through SAML, or to deploy stacks. Such a role may be meant for everything.
func administrator(p *iam.Principal) bool {
	if p.Trust == nil || !p.Trust.Complete {
		return false
	}
	found := false
	for _, s := range p.Trust.Statements {
		if s.Effect == eval.Deny || s.Exists == template.False {
			continue
		}
		for _, c := range s.Conditions {
			if strings.EqualFold(c.Key, "sts:ExternalId") {
				return false
			}
		}
		for _, who := range s.Principals {
			text := written(who.Text)
			switch who.Kind {
			case eval.AWSPrincipal:
				if !strings.HasSuffix(text, ":root") && !strings.Contains(text, ":user/") && principalAccount(text) == "" && text != "${AWS::AccountId}" {
					return false
				}
			case eval.FederatedPrincipal:
				if !strings.Contains(text, ":saml-provider/") {
					return false
				}
			case eval.ServicePrincipal:
				if text != "cloudformation.amazonaws.com" {
					return false
				}
			default:
				return false
			}
			found = true
		}
	}
	return found
}

// everything tells whether a statement allows all actions, or all but some.
func everything(s *eval.Statement) bool {
	for _, t := range s.Actions {
		if text, ok := t.Literal(); ok && strings.Trim(text, "*:") == "" {
			return true
		}
	}
	return s.NotActions != nil
}

// effective gives a function that tells whether a principal's grants of an
// action of Secrets Manager have any effect: a Deny on every secret, or a
// permissions boundary without the action, takes it away.
func effective(p *iam.Principal, every eval.Text) func(name string) bool {
	limited := false
	for _, policy := range p.Policies {
		limited = limited || policy.Kind == eval.BoundaryPolicy
		for i := range policy.Statements {
			limited = limited || policy.Statements[i].Effect == eval.Deny
		}
	}
	known := map[string]bool{}
	return func(name string) bool {
		if !limited {
			return true
		}
		may, ok := known[name]
		if !ok {
			v := eval.Evaluate(eval.Request{Action: "secretsmanager:" + name, Resource: every, Principal: p.Info, ResourceAccount: p.Info.Account}, p.Policies)
			may = v.Allowed != template.False || v.Why != eval.ExplicitDeny && v.Why != eval.NotInBoundary
			known[name] = may
		}
		return may
	}
}

// grant reads an allowing statement; nil when it has nothing to do with secrets.
// may tells whether granting an action has an effect at all.
func (a *analysis) grant(s *eval.Statement, every eval.Text, may func(name string) bool) *Grant {
	g := &Grant{Wildcard: []string{}, Every: []string{}, Loose: []Loose{}, NotAction: s.NotActions != nil, NotResource: s.NotResources != nil}
	allows := func(name string) bool {
		if !may(name) {
			return false
		}
		if s.NotActions != nil {
			for _, t := range s.NotActions {
				if eval.ActionMatches(t, "secretsmanager:"+name) != template.False {
					return false
				}
			}
			return true
		}
		for _, t := range s.Actions {
			if eval.ActionMatches(t, "secretsmanager:"+name) == template.True {
				return true
			}
		}
		return false
	}
	g.Reads = allows("GetSecretValue")
	for _, name := range writeActions {
		g.Writes = g.Writes || allows(name)
	}
	for _, name := range adminActions {
		g.Admins = g.Admins || allows(name)
	}
	if !g.Reads && !g.Writes && !g.Admins && !allows("DescribeSecret") {
		return nil
	}
	g.Wildcard, g.SecretsOnly = wildcards(s.Actions), secretsOnly(s.Actions)
	for _, c := range s.Conditions {
		key := strings.ToLower(c.Key)
		// secretsmanager:resource/AllowRotationLambdaArn are the secrets that one function rotates.
		if strings.HasPrefix(key, "aws:resourcetag/") || strings.HasPrefix(key, "secretsmanager:resourcetag/") ||
			strings.HasPrefix(key, "secretsmanager:resource/") || key == "secretsmanager:secretid" || c.Operator == "" {
			g.Narrowed = true
		}
	}
	touches := s.NotResources != nil
	for _, t := range s.Resources {
		switch eval.MatchResource(t, every) {
		case template.True:
			g.Every = append(g.Every, written(t))
			touches = true
		case template.Unknown:
			if pattern := written(t); strings.Contains(pattern, ":secretsmanager:") {
				touches = true
				a.loose(g, t)
				if wide(t) {
					g.Every = append(g.Every, pattern)
				}
			}
		}
	}
	if !touches {
		return nil
	}
	return g
}

// secretsOnly tells whether all actions are ones of Secrets Manager that a statement
// can limit to some secrets.
func secretsOnly(actions []eval.Text) bool {
	for _, t := range actions {
		name, ok := t.Literal()
		name, own := strings.CutPrefix(strings.ToLower(name), "secretsmanager:")
		if !ok || !own {
			return false
		}
		switch name {
		case "batchgetsecretvalue", "getrandompassword", "listsecrets":
			return false
		}
	}
	return len(actions) > 0
}

// wildcards are the patterns among actions that take in one of those that write
// or administer secrets.
func wildcards(actions []eval.Text) []string {
	list := []string{}
	for _, t := range actions {
		text, ok := t.Literal()
		if !ok || !strings.ContainsAny(text, "*?") {
			continue
		}
		changes := func(name string) bool { return eval.ActionMatches(t, "secretsmanager:"+name) == template.True }
		if slices.ContainsFunc(writeActions, changes) || slices.ContainsFunc(adminActions, changes) {
			list = append(list, text)
		}
	}
	return list
}

// wide tells whether an ARN's name is nothing but a wildcard, so that it is
// every secret of a place.
func wide(t eval.Text) bool {
	var b strings.Builder
	for _, p := range t {
		if p.Kind == eval.Literal || p.Kind == eval.Exact {
			b.WriteString(p.Lit)
		} else {
			b.WriteString("$") // one segment or a part of it
		}
	}
	segments := strings.SplitN(b.String(), ":", 6)
	for i, seg := range segments {
		if seg == "*" && i == len(segments)-1 {
			return true // arn:aws:secretsmanager:*, arn:aws:secretsmanager:*:*:*
		}
	}
	if len(segments) < 6 {
		return false
	}
	name, ok := strings.CutPrefix(segments[5], "secret")
	return ok && name != "" && strings.Trim(name, ":*?") == ""
}

// loose looks for a name pattern that also matches other names: `name*` and
// `name-*` where `name-??????` is meant. A wildcard behind a slash is a chosen
// scope.
// Source: AWS Secrets Manager user guide, wildcards in ARNs.
func (a *analysis) loose(g *Grant, t eval.Text) {
	if len(t) == 0 || t[len(t)-1].Kind != eval.Literal {
		return
	}
	text := t[len(t)-1].Lit
	pattern := written(t)
	i := strings.Index(pattern, ":secret:")
	if i < 0 {
		return
	}
	name := pattern[i+len(":secret:"):]
	base, ok := strings.CutSuffix(name, "*")
	if !ok || base == "" || strings.HasSuffix(base, "/") || strings.ContainsAny(base, "*?") || !strings.HasSuffix(text, "*") {
		return
	}
	if strings.Contains(base, "$") && strings.Trim(text, "-_.*") == "" {
		return // a name that is not known, which may be a prefix by itself
	}
	l := Loose{Pattern: name, Others: []string{}}
	own := strings.TrimSuffix(base, "-")
	for _, s := range a.stock.Secrets {
		if s.Name.State == "literal" && s.Name.Text != own && strings.HasPrefix(s.Name.Text+"-", base) {
			l.Others = append(l.Others, s.Name.Text)
		}
	}
	g.Loose = append(g.Loose, l)
}

// managed finds the managed policies of AWS that give access to every secret.
func (a *analysis) managed(p *iam.Principal, every eval.Text, may func(name string) bool, admin bool) {
	for _, m := range p.Managed {
		if admin && (m.Name == "AdministratorAccess" || m.Name == "PowerUserAccess") {
			continue
		}
		for _, policy := range p.Policies {
			o, ok := policy.Source.(*iam.Origin)
			if !ok || o.Managed != m.Name || policy.Kind != eval.IdentityPolicy {
				continue
			}
			reads, admin := false, false
			for i := range policy.Statements {
				s := &policy.Statements[i]
				if s.Effect == eval.Deny {
					continue
				}
				if g := a.grant(s, every, may); g != nil && len(g.Every) > 0 && !g.Narrowed {
					reads = reads || g.Reads
					admin = admin || g.Admins
				}
			}
			if reads {
				a.facts.Attached = append(a.facts.Attached, Attached{At: m.At, Principal: p.Resource.Label(), PrincipalKey: p.Resource.Key(), Name: m.Name, Admin: admin})
			}
			break
		}
	}
}

// resourcePolicies reads the statements of the secrets' own policies.
func (a *analysis) resourcePolicies() {
	for _, secret := range a.stock.Secrets {
		for _, policy := range a.iam.Secrets[secret.Key] {
			for i := range policy.Statements {
				s := &policy.Statements[i]
				o, ok := s.Source.(*iam.Origin)
				if !ok || s.Effect == eval.Deny || s.Exists == template.False {
					continue
				}
				at := secret.At
				g := &Grant{At: o.At, Policy: o.Resource.Label(), Secret: label(secret), SecretAt: &at, DefaultKey: secret.KMS.Kind == "default" || secret.KMS.Kind == "managed", Wildcard: wildcards(s.Actions), Every: []string{}, Loose: []Loose{}}
				for _, t := range s.Actions {
					g.Reads = g.Reads || eval.ActionMatches(t, "secretsmanager:GetSecretValue") == template.True
					for _, name := range adminActions {
						g.Admins = g.Admins || eval.ActionMatches(t, "secretsmanager:"+name) == template.True
					}
				}
				g.Narrowed = narrows(s.Conditions)
				g.Open = a.open(secret.Resource, s)
				g.WholeAccount = g.Open == "account" && wholeAccount(s)
				a.facts.Policies = append(a.facts.Policies, g)
			}
		}
	}
}

// narrows tells whether conditions may limit who reads. Those on the request's
// transport, time, region or version do not.
func narrows(conditions []eval.Condition) bool {
	for _, c := range conditions {
		switch key := strings.ToLower(c.Key); key {
		case "aws:securetransport", "aws:currenttime", "aws:epochtime", "aws:requestedregion", "secretsmanager:versionstage", "secretsmanager:versionid", "secretsmanager:secretid":
		default:
			return true
		}
	}
	return false
}

// open tells to whom a statement of a resource policy opens the secret.
func (a *analysis) open(secret *template.Resource, s *eval.Statement) string {
	if s.NotPrincipals != nil {
		return "everyone" // but those
	}
	for _, p := range s.Principals {
		text, known := p.Text.Literal()
		if p.Kind == eval.Everyone || p.Kind == eval.AWSPrincipal && known && text == "*" {
			return "everyone"
		}
		if account := principalAccount(text); known && account != "" && secret.Stack.Account != "" && account != secret.Stack.Account {
			return "account"
		}
	}
	return ""
}

// principalAccount is the account of a principal that is an account id or ARN.
func principalAccount(text string) string {
	if f := strings.SplitN(text, ":", 6); len(f) == 6 && f[0] == "arn" {
		text = f[4]
	}
	if len(text) == 12 && strings.Trim(text, "0123456789") == "" {
		return text
	}
	return ""
}

// written is a pattern as a template would have it: ${AWS::Region}, ${Parameter},
// ${Resource} for what is not known.
func written(t eval.Text) string {
	var b strings.Builder
	for i, p := range t {
		switch {
		case p.Kind == eval.Literal || p.Kind == eval.Exact && (i == 0 || t[i-1].Kind != eval.Symbol || !strings.HasPrefix(t[i-1].Sym, "name:")):
			b.WriteString(p.Lit)
		case p.Kind == eval.Exact:
			// Within a name that CloudFormation makes, see below.
			if p.Lit != "-" {
				b.WriteString(p.Lit)
			}
		case p.Kind == eval.Random6:
			b.WriteString("??????")
		case p.Kind == eval.Symbol && strings.HasPrefix(p.Sym, "random:"):
			// The end of a name of which the resource stands for the whole.
		case p.Kind == eval.Symbol:
			name := p.Sym
			if !strings.HasPrefix(name, "AWS::") {
				_, name, _ = strings.Cut(name, ":")
				if j := strings.LastIndexByte(name, '#'); j >= 0 {
					name = name[j+1:]
				}
			}
			if name = strings.TrimSuffix(name, "."); name == "" {
				name = "…"
			}
			b.WriteString("${" + name + "}")
		default:
			b.WriteString("${…}")
		}
	}
	return b.String()
}

// wholeAccount tells whether a statement names an account as such: whoever that
// account allows may then use it.
func wholeAccount(s *eval.Statement) bool {
	for _, p := range s.Principals {
		text, ok := p.Text.Literal()
		if ok && (strings.HasSuffix(text, ":root") || principalAccount(text) == text && text != "") {
			return true
		}
	}
	return false
}
