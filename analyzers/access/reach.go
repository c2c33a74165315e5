package access

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Reach is what a role or user of the program may do with a secret of the
// program. Read, Write and Admin are "yes", "no" or "unknown".
type Reach struct {
	// Secret and Principal are the names of both, with Key those of their resources.
	Secret       string `json:"secret"`
	SecretKey    string `json:"secret_key"`
	Principal    string `json:"principal"`
	PrincipalKey string `json:"principal_key"`
	// Read is secretsmanager:GetSecretValue, and kms:Decrypt with a customer key.
	Read string `json:"read"`
	// Write is secretsmanager:PutSecretValue or UpdateSecret, with kms:Decrypt and
	// kms:GenerateDataKey of a customer key.
	Write string `json:"write"`
	// Admin is secretsmanager:DeleteSecret or PutResourcePolicy.
	Admin string `json:"admin"`
	// Way is the kind of policy that decides: "identity-based policy", "managed
	// policy <name>" or "resource-based policy".
	Way string `json:"way"`
	// Deciding are the statements that allow, or that leave it open.
	Deciding []analyzers.Place `json:"deciding"`

	principal *iam.Principal
	secret    *secrets.Secret
	read      template.Truth
}

// Writer is a statement that lets the role of something which only reads a
// secret change it, by actions that are named.
type Writer struct {
	At     analyzers.Place `json:"at"`
	Policy string          `json:"policy"`
	// Principal reads for Consumer through Via, at ReadAt.
	Principal string          `json:"principal"`
	Consumer  string          `json:"consumer"`
	Via       string          `json:"via"`
	ReadAt    analyzers.Place `json:"read_at"`
	// Actions are those that are too much, without their service.
	Actions []string `json:"actions"`
	Secrets []string `json:"secrets"`
}

// KeyAccess is a statement that opens the key of secrets too far.
type KeyAccess struct {
	At analyzers.Place `json:"at"`
	// Kind is "policy" for a key's own policy and "grant" for a statement of an
	// identity policy, which is then Policy and has Principal.
	Kind      string `json:"kind"`
	Key       string `json:"key"`
	Policy    string `json:"policy"`
	Principal string `json:"principal"`
	// Through is set where the statement is limited to a service, though not to an
	// account.
	Through  bool             `json:"through"`
	Secret   string           `json:"secret"`
	SecretAt *analyzers.Place `json:"secret_at"`
}

// Unused is a statement that lets a role read a secret which nothing that runs
// as the role uses.
type Unused struct {
	At        analyzers.Place `json:"at"`
	Policy    string          `json:"policy"`
	Principal string          `json:"principal"`
	// Runs are what runs as the role.
	Runs     []string        `json:"runs"`
	Secret   string          `json:"secret"`
	SecretAt analyzers.Place `json:"secret_at"`
}

// reaching is who reaches what.
type reaching struct {
	*analysis
	refs *refs.Facts
	all  []*reacher
	keys map[string]*template.Resource
	// users are the references to a resource that use it, by its key: without
	// those of policies and of DependsOn.
	users map[string][]refs.Edge
	// targets are the same references by who refers.
	targets map[string][]refs.Edge
	byKey   map[string]*template.Resource
}

// reacher is a role or user with those of its statements that have to do with
// secrets.
type reacher struct {
	*iam.Principal
	policies []*eval.Policy
	// keys are the policies with the statements that have to do with keys.
	keys []*eval.Policy
	// touches is set when a statement may allow something with a secret, complete
	// when all statements are known.
	touches, complete bool
	// read is what it may read, in the order of the program's secrets.
	read []template.Truth
}

// reachActions are the actions that are decided for every principal and secret.
var reachActions = []string{"GetSecretValue", "PutSecretValue", "UpdateSecret", "DeleteSecret", "PutResourcePolicy"}

func (a *analysis) reach(edges *refs.Facts) *reaching {
	m := &reaching{analysis: a, refs: edges}
	if len(a.stock.Secrets) == 0 {
		return m
	}
	m.keys = map[string]*template.Resource{}
	a.pass.Resources(func(r *template.Resource) {
		if a.iam.Keys[r.Key()] != nil {
			m.keys[r.Key()] = r
		}
	})
	for _, p := range a.iam.Principals {
		if p.Resource.Type != "AWS::IAM::Group" {
			r := reduce(p)
			r.read = make([]template.Truth, len(a.stock.Secrets))
			m.all = append(m.all, r)
		}
	}
	for i, s := range a.stock.Secrets {
		arn := iam.SecretARN(s.Resource)
		open := m.open(s)
		for _, p := range m.all {
			p.read[i] = template.False
			if !open && !p.touches {
				if !p.complete {
					p.read[i] = template.Unknown
				}
				continue
			}
			near, touches := m.near(p, arn)
			switch {
			case open || touches:
				row := m.row(p, s, arn, near)
				p.read[i] = row.read
				if row.Way != "" {
					a.facts.Reach = append(a.facts.Reach, row)
				}
			case !p.complete:
				p.read[i] = template.Unknown
			}
		}
	}
	return m
}

// open tells whether a secret's own policies may allow something.
func (m *reaching) open(s *secrets.Secret) bool {
	for _, policy := range m.iam.Secrets[s.Key] {
		if !policy.Complete || slices.ContainsFunc(policy.Statements, func(s eval.Statement) bool { return s.Effect == eval.Allow }) {
			return true
		}
	}
	return false
}

// reduce leaves out the statements that have nothing to do with secrets, which
// are most.
func reduce(p *iam.Principal) *reacher {
	r := &reacher{Principal: p, complete: true}
	for _, policy := range p.Policies {
		if !policy.Complete {
			r.complete = false
		}
		some, keys := bare(policy), bare(policy)
		for i := range policy.Statements {
			s := &policy.Statements[i]
			if s.Exists == template.False {
				continue
			}
			if mayBeAny(s, "kms:", []string{"Decrypt", "GenerateDataKey"}) {
				keys.Statements = append(keys.Statements, *s)
			}
			if !mayBeAny(s, "secretsmanager:", reachActions) {
				continue
			}
			some.Statements = append(some.Statements, *s)
			if s.Effect == eval.Allow && policy.Kind == eval.IdentityPolicy {
				r.touches = true
			}
		}
		r.policies, r.keys = append(r.policies, some), append(r.keys, keys)
	}
	return r
}

// mayBeAny tells whether a statement may be about one of the actions.
func mayBeAny(s *eval.Statement, service string, actions []string) bool {
	for _, name := range actions {
		if mayBe(s, service+name) {
			return true
		}
	}
	return false
}

func mayBe(s *eval.Statement, action string) bool {
	if s.NotActions != nil {
		for _, t := range s.NotActions {
			if eval.ActionMatches(t, action) == template.True {
				return false
			}
		}
		return true
	}
	for _, t := range s.Actions {
		if eval.ActionMatches(t, action) != template.False {
			return true
		}
	}
	return s.Actions == nil
}

// near are the principal's policies with those of its statements only that may be
// about a secret; touches is set when one of them allows something.
func (m *reaching) near(p *reacher, arn eval.Text) (near []*eval.Policy, touches bool) {
	for _, policy := range p.policies {
		if policy.Kind != eval.IdentityPolicy {
			near = append(near, policy)
			continue
		}
		var some *eval.Policy
		if !policy.Complete {
			some = bare(policy)
		}
		for i := range policy.Statements {
			s := &policy.Statements[i]
			if !m.about(s, arn) {
				continue
			}
			if some == nil {
				some = bare(policy)
			}
			some.Statements = append(some.Statements, *s)
			touches = touches || s.Effect == eval.Allow
		}
		if some != nil {
			near = append(near, some)
		}
	}
	return near, touches
}

// bare is a policy without statements.
func bare(policy *eval.Policy) *eval.Policy {
	some := *policy
	some.Statements = nil
	return &some
}

// about tells whether a statement may be about a secret.
func (m *reaching) about(s *eval.Statement, arn eval.Text) bool {
	if s.Resources == nil {
		return true
	}
	for _, t := range s.Resources {
		if n := len(t); n > 0 && t[n-1].Kind == eval.Random6 {
			// A reference to a secret: it is this one, or not.
			if own := arn[len(arn)-1]; t[n-1].Sym == own.Sym {
				return true
			} else if m.stock.ByKey(t[n-1].Sym) != nil {
				continue
			}
		}
		if strings.Contains(t.String(), "${") || eval.MatchResource(t, arn) != template.False {
			return true
		}
	}
	return false
}

// row decides on a principal and a secret.
func (m *reaching) row(p *reacher, s *secrets.Secret, arn eval.Text, near []*eval.Policy) *Reach {
	row := &Reach{
		Secret: label(s), SecretKey: s.Key, Principal: p.Resource.Label(), PrincipalKey: p.Resource.Key(),
		Deciding: []analyzers.Place{}, principal: p.Principal, secret: s,
	}
	policies := append(near, m.iam.Secrets[s.Key]...)
	req := eval.Request{Resource: arn, Principal: p.Info, ResourceAccount: iam.Account(s.Resource.Stack), ResourceTags: tagsOf(s)}
	named := false
	ask := func(names ...string) template.Truth {
		all := template.False
		for _, name := range names {
			req.Action = "secretsmanager:" + name
			if !possible(policies, req.Action) {
				continue
			}
			v := eval.Evaluate(req, policies)
			if v.Allowed == template.Unknown {
				v = forms(req, policies, identity{secret: s, arn: arn}, v)
			}
			all = all.Or(v.Allowed)
			if v.Allowed == template.False {
				continue
			}
			for _, d := range v.Deciding {
				o, ok := d.Source.(*iam.Origin)
				if !ok {
					continue
				}
				named = true
				row.decide(o, s, d)
			}
		}
		return all
	}
	row.read = ask("GetSecretValue")
	write, admin := ask("PutSecretValue", "UpdateSecret"), ask("DeleteSecret", "PutResourcePolicy")
	if row.read != template.False {
		row.read = row.read.And(m.kms(p, s, "Decrypt"))
	}
	if write != template.False {
		write = write.And(m.kms(p, s, "Decrypt")).And(m.kms(p, s, "GenerateDataKey"))
	}
	row.Read, row.Write, row.Admin = row.read.String(), write.String(), admin.String()
	if !named || row.read == template.False && write == template.False && admin == template.False {
		row.Way = ""
	}
	return row
}

// possible tells whether any statement, also one that is not known, may allow an
// action.
func possible(policies []*eval.Policy, action string) bool {
	for _, p := range policies {
		if p.Kind != eval.IdentityPolicy && p.Kind != eval.ResourcePolicy {
			continue
		}
		if !p.Complete {
			return true
		}
		for i := range p.Statements {
			if s := &p.Statements[i]; s.Effect == eval.Allow && mayBe(s, action) {
				return true
			}
		}
	}
	return false
}

// decide adds a statement to those that decide.
func (r *Reach) decide(o *iam.Origin, secret *secrets.Secret, s *eval.Statement) {
	at := origin(o)
	for _, have := range r.Deciding {
		if have.Resource == at.Resource && have.Path.String() == at.Path.String() {
			return
		}
	}
	r.Deciding = append(r.Deciding, at)
	if r.Way != "" {
		return
	}
	switch {
	case o.Managed != "":
		r.Way = "managed policy " + o.Managed
	case s.Principals != nil || s.NotPrincipals != nil:
		r.Way = eval.ResourcePolicy.String()
	default:
		r.Way = eval.IdentityPolicy.String()
	}
}

// kms decides whether a principal may do something with the key of a secret,
// which Secrets Manager asks for as the caller. The service's own key needs no
// permission within the account and serves no other one.
// Source: AWS Secrets Manager user guide, secret encryption and decryption.
func (m *reaching) kms(p *reacher, s *secrets.Secret, name string) template.Truth {
	switch {
	case s.KMS.Kind == "default" || s.KMS.Kind == "managed":
		return eval.Match(p.Info.Account, iam.Account(s.Resource.Stack), eval.MatchOptions{NoWildcards: true})
	case m.keys[s.KMS.Key] == nil:
		return template.Unknown
	}
	key := m.keys[s.KMS.Key]
	req := eval.Request{
		Action: "kms:" + name, Resource: iam.Reference(key, "Arn"), Principal: p.Info, ResourceAccount: iam.Account(key.Stack),
		Context: map[string]eval.ContextValue{
			"kms:ViaService":                  {Present: template.True, Values: []eval.Text{eval.Join(eval.Lit("secretsmanager."), iam.Region(key.Stack), eval.Lit(".amazonaws.com"))}},
			"kms:EncryptionContext:SecretARN": {Present: template.True, Values: []eval.Text{iam.SecretARN(s.Resource)}},
			"kms:CallerAccount":               {Present: template.True, Values: []eval.Text{p.Info.Account}},
		},
	}
	return eval.Evaluate(req, append(slices.Clone(p.keys), m.iam.Keys[key.Key()])).Allowed
}

// policyTypes are the resources that name roles and secrets only to give or limit
// access.
func policyType(name string) bool {
	return strings.HasPrefix(name, "AWS::IAM::") && name != "AWS::IAM::InstanceProfile" || strings.HasSuffix(name, "Policy") ||
		name == "AWS::KMS::Key" || name == "AWS::KMS::ReplicaKey" || name == "AWS::Lambda::Permission"
}

// graph reads the references that are uses. Those of outputs are from no resource.
func (m *reaching) graph() {
	if m.users != nil {
		return
	}
	m.users, m.targets, m.byKey = map[string][]refs.Edge{}, map[string][]refs.Edge{}, map[string]*template.Resource{}
	m.pass.Resources(func(r *template.Resource) { m.byKey[r.Key()] = r })
	for _, e := range m.refs.Edges {
		if e.Via == "DependsOn" || len(e.At.Path) < 3 {
			continue
		}
		if section, _ := e.At.Path[0].(string); section == "Resources" {
			if r := m.byKey[e.From]; r == nil || policyType(r.Type) {
				continue
			}
			if top, _ := e.At.Path[2].(string); top == "Metadata" {
				continue
			}
			m.targets[e.From] = append(m.targets[e.From], e)
		} else {
			e.From = "" // an output may have the name of a resource
		}
		m.users[e.To] = append(m.users[e.To], e)
	}
}

// trusted is who may assume a role.
type trusted struct {
	services []string
	// outside is set when anything but services may, or it is not known who.
	outside   bool
	federated bool
}

func trust(p *iam.Principal) trusted {
	t := trusted{outside: p.Trust == nil || !p.Trust.Complete}
	if p.Trust == nil {
		return t
	}
	for i := range p.Trust.Statements {
		s := &p.Trust.Statements[i]
		if s.Effect == eval.Deny || s.Exists == template.False {
			continue
		}
		t.outside = t.outside || s.NotPrincipals != nil
		for _, e := range s.Principals {
			name, known := e.Text.Literal()
			switch {
			case e.Kind == eval.FederatedPrincipal:
				t.federated, t.outside = true, true
			case e.Kind == eval.ServicePrincipal && known:
				t.services = append(t.services, name)
			default:
				t.outside = true
			}
		}
	}
	return t
}

// onlyReads are the types whose service does nothing but read the secret with the
// role: no code of the app runs as it. For those that also run code it is the
// execution role only.
func onlyReads(resourceType string) (executionOnly, ok bool) {
	switch resourceType {
	case "AWS::ECS::TaskDefinition", "AWS::ECS::DaemonTaskDefinition", "AWS::ECS::Service", "AWS::ECS::ExpressGatewayService", "AWS::Batch::JobDefinition":
		return true, true
	case "AWS::RDS::DBProxy", "AWS::AppSync::DataSource", "AWS::AppConfig::ConfigurationProfile", "AWS::KinesisFirehose::DeliveryStream":
		return false, true
	}
	for _, service := range [...]string{"AWS::DMS::", "AWS::DataSync::", "AWS::Kendra::", "AWS::Bedrock::", "AWS::MediaConnect::"} {
		if strings.HasPrefix(resourceType, service) {
			return false, true
		}
	}
	return false, false
}

// reader tells whether a role serves nothing but consumers that only read.
func (m *reaching) reader(p *iam.Principal) bool {
	if p.Resource.Type != "AWS::IAM::Role" || trust(p).outside {
		return false
	}
	m.graph()
	for _, e := range m.users[p.Resource.Key()] {
		r := m.byKey[e.From]
		if r == nil { // an output
			continue
		}
		if r.Type == "AWS::Lambda::Function" && m.code.ByKey(r.Key()).OnlyReads() {
			continue
		}
		executionOnly, ok := onlyReads(r.Type)
		if !ok || executionOnly && !slices.ContainsFunc(e.At.Path, func(x any) bool { return x == "ExecutionRoleArn" }) {
			return false
		}
	}
	return true
}

// writers finds what readers may change.
func (m *reaching) writers() {
	type key struct{ at, principal string }
	found := map[key]*Writer{}
	readers := map[*iam.Principal]bool{}
	for _, u := range m.facts.Uses {
		p := u.principal
		if p == nil || u.SecretKey == "" {
			continue
		}
		if u.Type == "AWS::Lambda::Function" {
			if !m.onlyRead(u) {
				continue
			}
		} else if executionOnly, ok := onlyReads(u.Type); !ok || u.Convention || executionOnly && u.RoleKind != "execution role" {
			continue
		}
		s := m.stock.ByKey(u.SecretKey)
		if s == nil {
			continue
		}
		if _, done := readers[p]; !done {
			readers[p] = m.reader(p)
		}
		if !readers[p] {
			continue
		}
		policies := append(append([]*eval.Policy{}, p.Policies...), m.iam.Secrets[s.Key]...)
		req := eval.Request{Resource: iam.SecretARN(s.Resource), Principal: p.Info, ResourceAccount: iam.Account(s.Resource.Stack), ResourceTags: tagsOf(s)}
		for _, name := range slices.Concat(writeActions, adminActions) {
			req.Action = "secretsmanager:" + name
			if !namedBy(p.Policies, req.Action) {
				continue
			}
			v := eval.Evaluate(req, policies)
			if v.Allowed != template.True {
				continue
			}
			for _, d := range v.Deciding {
				o, ok := d.Source.(*iam.Origin)
				if !ok || o.Managed != "" || !names(d, req.Action) || d.Principals != nil {
					continue
				}
				k := key{o.At.Resource + o.At.Path.String(), p.Resource.Key()}
				w := found[k]
				if w == nil {
					w = &Writer{
						At: o.At, Policy: o.Resource.Label(), Principal: p.Resource.Label(), Consumer: u.Consumer, Via: u.Via, ReadAt: u.At,
						Actions: []string{}, Secrets: []string{},
					}
					found[k] = w
					m.facts.Writers = append(m.facts.Writers, w)
				}
				w.Actions, w.Secrets = add(w.Actions, name), add(w.Secrets, u.Secret)
			}
		}
	}
}

// onlyRead tells whether the code of a function is known as a whole, and does nothing
// with a secret that it is given but read it.
func (m *reaching) onlyRead(u *Use) bool {
	f := m.code.ByKey(u.Key)
	return f.OnlyReads() && !m.rotates(u.resource) && slices.ContainsFunc(f.Fetches, func(x *code.Action) bool {
		return x.Variable != "" && x.Variable == u.Via || x.Name != "" && u.Via == CodeVia
	})
}

func add(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func namedBy(policies []*eval.Policy, action string) bool {
	for _, p := range policies {
		for i := range p.Statements {
			if p.Kind == eval.IdentityPolicy && p.Statements[i].Effect == eval.Allow && names(&p.Statements[i], action) {
				return true
			}
		}
	}
	return false
}

// names tells whether a statement has an action without a wildcard.
func names(s *eval.Statement, action string) bool {
	return slices.ContainsFunc(s.Actions, func(t eval.Text) bool {
		text, ok := t.Literal()
		return ok && strings.EqualFold(text, action)
	})
}

// keyAccess finds who may decrypt secrets beyond those who read them.
func (m *reaching) keyAccess() {
	seen := map[string]bool{}
	for _, s := range m.stock.Secrets {
		key := m.keys[s.KMS.Key]
		if s.KMS.Kind != "customer" || key == nil || seen[key.Key()] {
			continue
		}
		seen[key.Key()] = true
		policy := m.iam.Keys[key.Key()]
		for i := range policy.Statements {
			st := &policy.Statements[i]
			o, ok := st.Source.(*iam.Origin)
			if !ok || st.Effect == eval.Deny || st.Exists != template.True || !everyone(st) || !allows(st, "kms:Decrypt") {
				continue
			}
			through, limited := narrowed(st)
			if limited {
				continue
			}
			at := s.At
			m.facts.KeyAccess = append(m.facts.KeyAccess, &KeyAccess{At: o.At, Kind: "policy", Key: key.Label(), Through: through, Secret: label(s), SecretAt: &at})
		}
	}
	m.everyKey()
}

func everyone(s *eval.Statement) bool {
	return slices.ContainsFunc(s.Principals, func(p eval.Principal) bool {
		text, known := p.Text.Literal()
		return p.Kind == eval.Everyone || p.Kind == eval.AWSPrincipal && known && text == "*"
	})
}

func allows(s *eval.Statement, action string) bool {
	return slices.ContainsFunc(s.Actions, func(t eval.Text) bool { return eval.ActionMatches(t, action) == template.True })
}

// narrowed tells whether the conditions of a statement limit who it is for;
// through is set when there are none but one on the service that asks.
func narrowed(s *eval.Statement) (through, limited bool) {
	for _, c := range s.Conditions {
		switch strings.ToLower(c.Key) {
		case "kms:viaservice":
			if c.Operator != "StringEquals" && c.Operator != "StringLike" {
				return through, true
			}
			through = true
		case "aws:securetransport":
		default:
			return through, true
		}
	}
	return through, false
}

// everyKey finds statements that let a principal which reads secrets decrypt with
// every key.
func (m *reaching) everyKey() {
	every := eval.Join(eval.Lit("arn:"), eval.Sym("AWS::Partition", eval.Token), eval.Lit(":kms:"), eval.Sym("any region", eval.Token), eval.Lit(":"),
		eval.Text{{Kind: eval.Symbol, Sym: "any account", Shape: eval.Digits, Len: 12}}, eval.Lit(":key/"), eval.Sym("any key", eval.Name))
	read := map[*iam.Principal]*KeyAccess{}
	for _, r := range m.facts.Reach {
		if r.read == template.True && read[r.principal] == nil {
			at := r.secret.At
			read[r.principal] = &KeyAccess{Secret: r.Secret, SecretAt: &at}
		}
	}
	for _, u := range m.facts.Uses {
		if u.principal != nil && u.Read.Allowed == "yes" && read[u.principal] == nil {
			read[u.principal] = &KeyAccess{Secret: u.Secret, SecretAt: u.SecretAt}
		}
	}
	for _, p := range m.iam.Principals {
		reads := read[p]
		if reads == nil || administers(p) {
			continue
		}
		seen := map[string]bool{}
		for _, policy := range p.Policies {
			if policy.Kind != eval.IdentityPolicy || policy.Exists != template.True {
				continue
			}
			for i := range policy.Statements {
				s := &policy.Statements[i]
				o, ok := s.Source.(*iam.Origin)
				if !ok || o.Managed != "" || s.Effect == eval.Deny || s.Exists != template.True || len(s.Conditions) > 0 || allows(s, "secretsmanager:DeleteSecret") {
					continue
				}
				if !allows(s, "kms:Decrypt") || !slices.ContainsFunc(s.Resources, func(t eval.Text) bool { return eval.MatchResource(t, every) == template.True }) {
					continue
				}
				k := o.At.Resource + o.At.Path.String()
				if seen[k] {
					continue
				}
				seen[k] = true
				m.facts.KeyAccess = append(m.facts.KeyAccess, &KeyAccess{
					At: o.At, Kind: "grant", Policy: o.Resource.Label(), Principal: p.Resource.Label(), Secret: reads.Secret, SecretAt: reads.SecretAt,
				})
			}
		}
	}
}

// unused finds statements that name a secret which nothing of their role uses.
// That is certain only where all of the app is there, where the secret's name is
// none that code can know by itself, and where whatever runs as the role is given
// nothing that may turn out to be the secret.
func (m *reaching) unused() {
	if !m.pass.Program.Complete {
		return
	}
	done := map[*iam.Principal]*running{}
	for _, row := range m.facts.Reach {
		p, s := row.principal, row.secret
		if row.read != template.True || s.Name.State == "literal" || p.Resource.Type != "AWS::IAM::Role" || trust(p).outside || administers(p) {
			continue
		}
		statement := m.naming(p, s)
		if statement == nil {
			continue
		}
		m.graph()
		run, ok := done[p]
		if !ok {
			run = m.running(p)
			done[p] = run
		}
		if run == nil || m.published(s) || m.meets(run, s) {
			continue
		}
		labels := []string{}
		for _, r := range run.list {
			labels = add(labels, r.Label())
		}
		o := statement.Source.(*iam.Origin)
		m.facts.Unused = append(m.facts.Unused, &Unused{
			At: o.At, Policy: o.Resource.Label(), Principal: row.Principal, Runs: labels, Secret: row.Secret, SecretAt: s.At,
		})
	}
}

// naming is the identity policy's statement that names a secret, without a
// wildcard, and lets it be read; nil when there is none, or others do too.
func (m *reaching) naming(p *iam.Principal, s *secrets.Secret) *eval.Statement {
	arn := iam.SecretARN(s.Resource)
	var found *eval.Statement
	for _, policy := range p.Policies {
		for i := range policy.Statements {
			st := &policy.Statements[i]
			if policy.Kind != eval.IdentityPolicy || st.Effect == eval.Deny || !mayBe(st, "secretsmanager:GetSecretValue") {
				continue
			}
			for _, t := range st.Resources {
				if eval.MatchResource(t, arn) == template.False {
					continue
				}
				o, ok := st.Source.(*iam.Origin)
				if !ok || o.Resource == nil || eval.Match(t, arn, eval.MatchOptions{NoWildcards: true}) != template.True {
					return nil
				}
				found = st
			}
		}
	}
	return found
}

// running is what runs as a role, with what it refers to and what refers to it,
// directly or through others.
type running struct {
	list          []*template.Resource
	forward, back map[string]bool
}

// running finds what runs as a role; nil when nothing does, when anything else
// refers to the role, when it serves a custom resource or rotates secrets, or when
// it is given something that is not known.
func (m *reaching) running(p *iam.Principal) *running {
	var list []*template.Resource
	for _, e := range m.users[p.Resource.Key()] {
		r := m.byKey[e.From]
		if r == nil {
			continue
		}
		if !isRole(e) || m.opaque(r) {
			return nil
		}
		switch r.Type {
		case "AWS::Lambda::Function", "AWS::ECS::TaskDefinition", "AWS::Batch::JobDefinition", "AWS::RDS::DBProxy", "AWS::CodeBuild::Project", "AWS::StepFunctions::StateMachine":
		default:
			return nil
		}
		if !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return nil
	}
	back := m.closure(list, m.users, true)
	for key := range back {
		if r := m.byKey[key]; r != nil && (strings.HasPrefix(r.Type, "Custom::") || r.Type == "AWS::CloudFormation::CustomResource" || r.Type == "AWS::SecretsManager::RotationSchedule") {
			return nil
		}
	}
	return &running{list, m.closure(list, m.targets, false), back}
}

// opaque tells whether a resource is given something that is not known.
func (m *reaching) opaque(r *template.Resource) bool {
	return r.Properties != nil && opaqueValue(r.Stack.Eval(r.Properties))
}

func opaqueValue(v *template.Value) bool {
	for _, alt := range v.Alternatives() {
		v := alt.Value
		switch v.Kind {
		case template.UnknownValue:
			return true
		case template.ListValue:
			if slices.ContainsFunc(v.Elems(), opaqueValue) {
				return true
			}
		case template.MapValue:
			for _, k := range v.Keys() {
				if opaqueValue(v.Get(k.Text)) {
					return true
				}
			}
		case template.ScalarValue:
			for _, p := range v.Parts {
				switch p.Kind {
				case template.UnknownPart, template.ParamPart, template.DynamicPart, template.ImportPart:
					return true
				}
			}
		}
	}
	return false
}

// closure are the keys of resources that are reached by following edges.
func (m *reaching) closure(from []*template.Resource, edges map[string][]refs.Edge, back bool) map[string]bool {
	seen := map[string]bool{}
	var list []string
	for _, r := range from {
		seen[r.Key()] = true
		list = append(list, r.Key())
	}
	for len(list) > 0 {
		key := list[len(list)-1]
		list = list[:len(list)-1]
		for _, e := range edges[key] {
			to := e.To
			if back {
				to = e.From
			}
			if r := m.byKey[to]; r != nil && !seen[to] && (!policyType(r.Type) || r.Type == "AWS::IAM::InstanceProfile") {
				seen[to] = true
				list = append(list, to)
			}
		}
	}
	return seen
}

// published tells whether a secret's ARN is handed to somewhere that code may get
// it from: an output, a parameter, another store.
func (m *reaching) published(s *secrets.Secret) bool {
	for _, e := range m.users[s.Key] {
		r := m.byKey[e.From]
		if r == nil {
			return true
		}
		switch r.Type {
		case "AWS::SSM::Parameter", "AWS::AppConfig::HostedConfigurationVersion", "AWS::SecretsManager::Secret", "AWS::CloudFormation::Stack":
			return true
		}
		if strings.HasPrefix(r.Type, "Custom::") || r.Type == "AWS::CloudFormation::CustomResource" {
			return true
		}
	}
	return false
}

// meets tells whether what runs, or anything that it refers to or that refers to
// it, refers to a secret.
func (m *reaching) meets(run *running, s *secrets.Secret) bool {
	if run.forward[s.Key] {
		return true
	}
	return slices.ContainsFunc(m.users[s.Key], func(e refs.Edge) bool { return run.forward[e.From] || run.back[e.From] })
}
