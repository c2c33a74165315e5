package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// accessOf lists the secrets of all programs with who can do what with them.
func accessOf(result *rules.Result) []reporters.Access {
	var all []reporters.Access
	stacks := map[string]string{} // names by key
	for _, facts := range result.Facts {
		m := newAccessMap(facts)
		if m.stock == nil || m.facts == nil {
			continue
		}
		for key, s := range m.stacks {
			stacks[key] = s.Name
		}
		for _, s := range m.stock.Secrets {
			m.secret(s.Key, s.Label)
		}
		for _, r := range m.facts.Reach {
			m.reach(r)
		}
		for _, u := range m.facts.Uses {
			m.use(u)
		}
		for _, s := range m.secrets {
			all = append(all, *s)
		}
	}
	distinct(all, stacks)
	for i := range all {
		slices.SortStableFunc(all[i].Principals, func(a, b reporters.AccessPrincipal) int {
			return cmp.Or(cmp.Compare(a.Principal, b.Principal), cmp.Compare(a.Key, b.Key))
		})
	}
	return all
}

// accessMap gathers the access of one program.
type accessMap struct {
	facts    *access.Facts
	stock    *secrets.Facts
	clean    func(string) string // takes out credentials
	stacks   map[string]*template.Stack
	program  *template.Program
	secrets  []*reporters.Access
	byKey    map[string]*reporters.Access
	held     map[held]int // index in the secret's principals
	redacted map[string]string
	lives    *lives
}

// held is a principal of a secret, by its key.
type held struct {
	secret    *reporters.Access
	principal string
}

func newAccessMap(facts *analyzers.Facts) *accessMap {
	m := &accessMap{
		stacks: map[string]*template.Stack{}, program: facts.Program, clean: rules.Redactor([]*analyzers.Facts{facts}), byKey: map[string]*reporters.Access{},
		held: map[held]int{}, redacted: map[string]string{}, lives: newLives(facts),
	}
	m.facts = analyzers.Found[access.Facts](facts, access.Analyzer)
	m.stock = analyzers.Found[secrets.Facts](facts, secrets.Analyzer)
	for _, s := range facts.Program.Stacks {
		m.stacks[s.Key] = s
	}
	return m
}

// redact takes out what looks like a credential: a template may hold one where a
// name or an ARN belongs.
func (m *accessMap) redact(text string) string {
	if done, ok := m.redacted[text]; ok {
		return done
	}
	clean := m.clean(text)
	m.redacted[text] = clean
	return clean
}

// secret is the row of a secret; key is "" for one that is not the program's.
func (m *accessMap) secret(key, label string) *reporters.Access {
	id := key
	if key == "" {
		id = "\x00" + label
	}
	if s := m.byKey[id]; s != nil {
		return s
	}
	s := &reporters.Access{Key: key, Name: label}
	if r := m.program.Resource(key); r != nil {
		s.Stack, s.Template, s.LogicalID = r.Stack.Name, r.Stack.TemplateFile, r.ID
		s.ConstructPath, s.Range = r.ConstructPath, r.Node.Range()
		if own := m.stock.ByKey(key); own != nil && (own.Name.State == "literal" || own.Name.State == "partial") {
			s.Name = strings.ReplaceAll(own.Name.Text, "*", "…")
		}
	}
	s.Name = m.redact(s.Name)
	m.byKey[id] = s
	m.secrets = append(m.secrets, s)
	return s
}

// reach adds a principal that can do something with a secret.
func (m *accessMap) reach(r *access.Reach) {
	p := m.principal(m.secret(r.SecretKey, r.Secret), r.Principal, r.PrincipalKey)
	p.Read, p.Write, p.Admin, p.Way = r.Read, r.Write, r.Admin, m.redact(r.Way)
	for _, at := range r.Deciding {
		p.Path = append(p.Path, m.link(reporters.DecidingLink, string(reporters.DecidingLink)+": "+m.statement(at), at))
	}
}

// use adds a use, and the principal that reads.
func (m *accessMap) use(u *access.Use) {
	if strings.HasPrefix(u.Type, "AWS::SecretsManager::") && (u.RoleState == "unknown" || u.RoleState == "absent") {
		return // belongs to the secret itself: the service reads it, or a function that it made
	}
	s := m.secret(u.SecretKey, u.Secret)
	allowed, why := verdict(u)
	row := reporters.AccessUse{
		Consumer: m.redact(u.Consumer), Via: m.redact(u.Via), Role: m.redact(u.Role), RoleKey: u.RoleKey, Allowed: allowed, Why: m.redact(why), Writes: u.Writes,
		Range: m.at(u.At), Pointer: u.At.Path,
	}
	way, placed := m.lives.network(u)
	row.Network, row.Rotates = way, u.Type == "AWS::SecretsManager::RotationSchedule"
	if r := m.program.Resource(u.Key); r != nil {
		row.ConsumerID, row.ConsumerPath = r.ID, r.ConstructPath
	}
	row.Path = append(row.Path, m.link(reporters.ConsumerLink, u.Consumer+" uses it through "+u.Via, u.At))
	if u.RoleAt != nil {
		row.Path = append(row.Path, m.link(reporters.RoleLink, "reads as "+u.RoleKind+" "+u.Role, *u.RoleAt))
	}
	row.Path = append(row.Path, m.statements(u.Read, reporters.DecidingLink, reporters.ClosestLink)...)
	if key := m.key(u); key != nil {
		row.Path = append(row.Path, *key)
		row.Path = append(row.Path, m.statements(u.Decrypt, reporters.DecryptLink, reporters.UndecryptLink)...)
	}
	if way.Text != "" {
		text := way.Text
		if way.State == "yes" {
			text = "reaches Secrets Manager " + text
		}
		row.Path = append(row.Path, m.link(reporters.NetworkLink, text, placed))
	}
	role, key := u.Role, u.RoleKey
	switch u.RoleState {
	case "outside":
		role, key = u.Consumer+" (role outside of the templates)", u.Key+" role"
	case "absent":
		role, key = u.Consumer+" (without a role)", u.Key+" role"
	case "unknown":
		role = ""
	}
	row.RoleKey = key
	s.Uses = append(s.Uses, row)
	if role == "" {
		return
	}
	p := m.principal(s, role, key)
	if rank(allowed) > rank(p.Read) {
		p.Read = allowed
	}
	if u.Writes {
		p.Write = "yes"
	}
	p.Lacks = p.Lacks || allowed == "no" && !u.Writes
}

// rank orders the answers of several uses: what is possible for one is possible.
func rank(allowed string) int {
	return slices.Index([]string{"no", "unknown", "yes"}, allowed)
}

func (m *accessMap) principal(s *reporters.Access, name, key string) *reporters.AccessPrincipal {
	if key == "" {
		key = name
	}
	if i, ok := m.held[held{s, key}]; ok {
		return &s.Principals[i]
	}
	m.held[held{s, key}] = len(s.Principals)
	p := reporters.AccessPrincipal{Key: key, Principal: m.redact(name)}
	if r := m.program.Resource(key); r != nil {
		p.LogicalID, p.ConstructPath = r.ID, r.ConstructPath
		p.Path = append(p.Path, m.link(reporters.RoleLink, r.Type, analyzers.AtResource(r)))
	}
	if s.LogicalID != "" && p.LogicalID != "" {
		p.Read, p.Write, p.Admin = "no", "no", "no" // whoever can is in access.Facts.Reach
	}
	s.Principals = append(s.Principals, p)
	return &s.Principals[len(s.Principals)-1]
}

// key is the link of the secret's own key, when it has one.
func (m *accessMap) key(u *access.Use) *reporters.AccessLink {
	if u.KeyLabel == "" {
		return nil
	}
	link := reporters.AccessLink{Kind: reporters.KeyLink, Text: "encrypted with key " + u.KeyLabel}
	if s := m.stock.ByKey(u.SecretKey); s != nil {
		if r := m.program.Resource(s.KMS.Key); r != nil {
			link = m.link(link.Kind, link.Text, analyzers.AtResource(r))
		}
	}
	return &link
}

// statements are the links of a verdict: what decides, else what comes closest.
func (m *accessMap) statements(v access.Verdict, deciding, closest reporters.LinkKind) []reporters.AccessLink {
	var links []reporters.AccessLink
	for _, at := range v.Deciding {
		links = append(links, m.link(deciding, string(deciding)+": "+m.statement(at), at))
	}
	if len(links) == 0 && v.ClosestAt != nil && telling(v) {
		links = append(links, m.link(closest, string(closest)+": "+m.statement(*v.ClosestAt), *v.ClosestAt))
	}
	return links
}

// statement names a statement by its policy and number.
func (m *accessMap) statement(at analyzers.Place) string {
	name := at.Resource[strings.LastIndexByte(at.Resource, '#')+1:]
	if r := m.program.Resource(at.Resource); r != nil {
		name = r.Label()
	}
	for i := len(at.Path) - 1; i > 0; i-- {
		if n, ok := at.Path[i].(int); ok && at.Path[i-1] == "Statement" {
			return name + ", statement " + strconv.Itoa(n+1)
		}
	}
	if len(at.Path) > 3 {
		return name + ", " + at.Path[3:].Dotted()
	}
	return name
}

func (m *accessMap) link(kind reporters.LinkKind, text string, at analyzers.Place) reporters.AccessLink {
	link := reporters.AccessLink{Kind: kind, Text: m.redact(text), Range: m.at(at)}
	if r := m.program.Resource(at.Resource); r != nil {
		link.LogicalID, link.ConstructPath = r.ID, r.ConstructPath
	}
	return link
}

// at is the range of a place.
func (m *accessMap) at(at analyzers.Place) template.Range {
	if at.File != nil {
		return *at.File
	}
	i := strings.LastIndexByte(at.Resource, '#')
	if i < 0 || m.stacks[at.Resource[:i]] == nil {
		return template.Range{}
	}
	s := m.stacks[at.Resource[:i]]
	if n, ok := s.Lookup(at.Path); ok && len(at.Path) > 2 {
		return n.Range()
	}
	return s.KeyRange(at.Path)
}

// verdict decides a use as a whole, in words.
func verdict(u *access.Use) (allowed, why string) {
	switch u.RoleState {
	case "absent":
		if u.RoleKind == "execution role" {
			return "no", "may not read: it has no execution role"
		}
		return "unknown", "cannot be told: it names no role"
	case "outside":
		return "unknown", "cannot be told: the templates do not hold its " + u.RoleKind
	case "unknown":
		return "unknown", "cannot be told: it is not known who reads"
	}
	if u.Malformed != "" {
		return "no", "may not read: " + u.Malformed
	}
	switch u.Read.Allowed {
	case "no":
		if u.Writes {
			return "no", "may write, not read: " + reason(u.Read)
		}
		why = "may not read: " + reason(u.Read) + near(u.Read)
		if u.OtherRole != "" {
			why += "; " + u.OtherRole + " may, and does not do the reading"
		}
		return "no", why
	case "unknown":
		return "unknown", "cannot be told: " + reason(u.Read) + near(u.Read)
	}
	switch u.Decrypt.Allowed {
	case "no":
		return "no", "may not read: it may not decrypt with key " + u.KeyLabel + ": " + reason(u.Decrypt) + near(u.Decrypt)
	case "unknown":
		return "unknown", "cannot be told whether it may decrypt with key " + u.KeyLabel + ": " + reason(u.Decrypt) + near(u.Decrypt)
	}
	return "yes", "may read"
}

// reason says why a verdict is as it is.
func reason(v access.Verdict) string {
	switch eval.Reason(v.Why) {
	case eval.Undecided, "":
		return "a statement depends on what the templates do not hold"
	case eval.DelegatedOnly:
		return "the key's policy leaves it to identity-based policies, and none allows it"
	}
	return v.Why
}

func near(v access.Verdict) string {
	if v.Closest == "" || !telling(v) {
		return ""
	}
	return "; closest: " + v.Closest + lacks(v)
}

// telling tells whether the closest statement is close: one that has neither the
// action nor the resource in common is about something else.
func telling(v access.Verdict) bool {
	return len(v.Lacks) < 2 || !slices.Contains(v.Lacks, "action")
}

// lacks says what the closest statement lacks.
func lacks(v access.Verdict) string {
	var misses []string
	for _, l := range v.Lacks {
		switch l {
		case "action":
			misses = append(misses, "(not this action)")
		case "resource":
			miss := "on another resource"
			if v.Pattern != "" {
				miss += ", " + v.Pattern
			}
			if v.Miss != "" {
				miss += " (" + differs(v.Miss) + ")"
			}
			misses = append(misses, miss)
		case "condition":
			misses = append(misses, "under a condition that is not met")
		default:
			misses = append(misses, "to another "+l)
		}
	}
	if len(misses) == 0 {
		return ""
	}
	return " " + strings.Join(misses, " and ")
}

// differs words why an ARN does not match.
func differs(miss string) string {
	switch miss {
	case "partition", "service", "region", "account", "resource type", "name":
		return "another " + miss
	}
	return miss
}

// distinct puts the stack before names that several secrets or principals have:
// its name, or its key where stacks have the same name. stacks are the names of
// the stacks by key.
func distinct(all []reporters.Access, stacks map[string]string) {
	owners := map[string]map[string]bool{} // keys of stacks, by what is named
	count := func(name, key string) {
		if owners[name] == nil {
			owners[name] = map[string]bool{}
		}
		owners[name][stackOf(key)] = true
	}
	prefix := func(name, key string) string {
		stack := stackOf(key)
		if len(owners[name]) < 2 || stack == "" {
			return ""
		}
		for other := range owners[name] {
			if other != stack && stacks[other] == stacks[stack] {
				return strings.TrimSuffix(stack, ".template.json") + "/"
			}
		}
		return stacks[stack] + "/"
	}
	for i := range all {
		a := &all[i]
		count("secret "+a.Name, a.Key)
		for _, p := range a.Principals {
			count("principal "+p.Principal, p.Key)
		}
	}
	renamed := map[string]string{} // keys of principals
	for i := range all {
		a := &all[i]
		a.Title = prefix("secret "+a.Name, a.Key) + a.Name
		a.Names = append(names(a.LogicalID, a.ConstructPath), a.Name, a.Title)
		for j := range a.Principals {
			p := &a.Principals[j]
			before := p.Principal
			p.Principal = prefix("principal "+p.Principal, p.Key) + p.Principal
			p.Names = append(names(p.LogicalID, p.ConstructPath), before, p.Principal)
			renamed[p.Key] = p.Principal
		}
	}
	for i := range all {
		for j := range all[i].Uses {
			if u := &all[i].Uses[j]; u.Role != "" && renamed[u.RoleKey] != "" {
				u.Role = renamed[u.RoleKey]
			}
		}
	}
}

// stackOf is the stack's key in that of a resource.
func stackOf(key string) string {
	if i := strings.LastIndexByte(key, '#'); i > 0 {
		return key[:i]
	}
	return ""
}

// names are what a resource may be called by: its logical id and its construct
// path, with and without what the CDK adds for the resource and for the stack.
func names(id, construct string) []string {
	short := strings.TrimSuffix(construct, "/Resource")
	_, below, _ := strings.Cut(short, "/")
	return []string{id, construct, short, below}
}
