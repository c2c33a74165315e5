package main

import (
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// accessOf lists the secrets of all programs with who can do what with them.
func accessOf(result *rules.Result) []reporters.Access {
	var all []reporters.Access
	for _, facts := range result.Facts {
		m := newAccessMap(facts)
		if m.stock == nil || m.facts == nil {
			continue
		}
		for _, s := range m.stock.Secrets {
			m.secret(s.Key, s.Label)
		}
		for _, u := range m.facts.Uses {
			m.use(u)
		}
		for _, s := range m.secrets {
			all = append(all, *s)
		}
	}
	distinct(all)
	return all
}

// accessMap gathers the access of one program.
type accessMap struct {
	facts     *access.Facts
	stock     *secrets.Facts
	creds     *credentials.Facts
	stacks    map[string]*template.Stack
	resources map[string]*template.Resource
	secrets   []*reporters.Access
	byKey     map[string]*reporters.Access
}

func newAccessMap(facts *analyzers.Facts) *accessMap {
	m := &accessMap{stacks: map[string]*template.Stack{}, resources: map[string]*template.Resource{}, byKey: map[string]*reporters.Access{}}
	m.facts, _ = facts.ByName["access"].(*access.Facts)
	m.stock, _ = facts.ByName["secrets"].(*secrets.Facts)
	m.creds, _ = facts.ByName["credentials"].(*credentials.Facts)
	for _, s := range facts.Program.Stacks {
		m.stacks[s.Key] = s
		for _, r := range s.Order {
			m.resources[r.Key()] = r
		}
	}
	return m
}

// redact takes out what looks like a credential: a template may hold one where a
// name or an ARN belongs.
func (m *accessMap) redact(text string) string {
	if m.creds != nil {
		text = m.creds.Redact(text)
	}
	matches := tokens.Scan(text)
	for i := len(matches) - 1; i >= 0; i-- {
		text = text[:matches[i].Start] + "[redacted]" + text[matches[i].End:]
	}
	return text
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
	s := &reporters.Access{Name: label}
	if r := m.resources[key]; r != nil {
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

// use adds a use, and the principal that reads.
func (m *accessMap) use(u *access.Use) {
	if u.RoleState == "unknown" && strings.HasPrefix(u.Type, "AWS::SecretsManager::") {
		return // belongs to the secret itself; the service reads it
	}
	s := m.secret(u.SecretKey, u.Secret)
	allowed, why := verdict(u)
	row := reporters.AccessUse{
		Consumer: u.Consumer, Via: m.redact(u.Via), Role: u.Role, RoleKey: u.RoleKey, Allowed: allowed, Why: m.redact(why),
		Range: m.at(u.At), Pointer: u.At.Path,
	}
	if r := m.resources[u.Key]; r != nil {
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
	s.Uses = append(s.Uses, row)
	if u.RoleState != "found" {
		return
	}
	p := m.principal(s, u.Role, u.RoleKey)
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
	return map[string]int{"no": 1, "unknown": 2, "yes": 3}[allowed]
}

func (m *accessMap) principal(s *reporters.Access, name, key string) *reporters.AccessPrincipal {
	if key == "" {
		key = name
	}
	for i := range s.Principals {
		if s.Principals[i].Key == key {
			return &s.Principals[i]
		}
	}
	p := reporters.AccessPrincipal{Key: key, Principal: m.redact(name)}
	if r := m.resources[key]; r != nil {
		p.LogicalID, p.ConstructPath = r.ID, r.ConstructPath
		p.Path = append(p.Path, m.link(reporters.RoleLink, p.Principal, analyzers.AtResource(r)))
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
		if r := m.resources[s.KMS.Key]; r != nil {
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
	if len(links) == 0 && v.ClosestAt != nil {
		links = append(links, m.link(closest, string(closest)+": "+v.Closest+lacks(v), *v.ClosestAt))
	}
	return links
}

// statement names a statement by its policy and number.
func (m *accessMap) statement(at analyzers.Place) string {
	name := at.Resource[strings.LastIndexByte(at.Resource, '#')+1:]
	if r := m.resources[at.Resource]; r != nil {
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
	if r := m.resources[at.Resource]; r != nil {
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
		words := "may not read"
		if u.Writes {
			words = "may write and not read"
		}
		why = words + ": " + u.Read.Why + near(u.Read)
		if u.OtherRole != "" {
			why += "; " + u.OtherRole + " may, and does not do the reading"
		}
		return "no", why
	case "unknown":
		return "unknown", "cannot be told: " + open(u.Read) + near(u.Read)
	}
	switch u.Decrypt.Allowed {
	case "no":
		return "no", "may not read: it may not decrypt with key " + u.KeyLabel + ": " + u.Decrypt.Why + near(u.Decrypt)
	case "unknown":
		return "unknown", "cannot be told whether it may decrypt with key " + u.KeyLabel + ": " + open(u.Decrypt) + near(u.Decrypt)
	}
	return "yes", "may read"
}

// open says why a verdict is open.
func open(v access.Verdict) string {
	if v.Why == "undecided" || v.Why == "" {
		return "a statement depends on what the templates do not hold"
	}
	return v.Why
}

func near(v access.Verdict) string {
	if v.Closest == "" {
		return ""
	}
	return "; closest: " + v.Closest + lacks(v)
}

// lacks says what the closest statement lacks.
func lacks(v access.Verdict) string {
	var misses []string
	for _, l := range v.Lacks {
		switch l {
		case "action":
			misses = append(misses, "another action")
		case "resource":
			miss := "another resource"
			if v.Pattern != "" {
				miss += ", " + v.Pattern
			}
			if v.Miss != "" {
				miss += " (" + v.Miss + ")"
			}
			misses = append(misses, miss)
		case "condition":
			misses = append(misses, "under a condition that is not met")
		case "principal":
			misses = append(misses, "another principal")
		default:
			misses = append(misses, "another "+l)
		}
	}
	if len(misses) == 0 {
		return ""
	}
	return ", but " + strings.Join(misses, " and ")
}

// distinct puts the stack's name before names that several secrets or principals
// have.
func distinct(all []reporters.Access) {
	owners := map[string]map[string]bool{} // name → keys
	count := func(name, key string) {
		if owners[name] == nil {
			owners[name] = map[string]bool{}
		}
		owners[name][key] = true
	}
	for _, a := range all {
		count("secret "+a.Name, a.Stack+"#"+a.LogicalID)
		for _, p := range a.Principals {
			count("principal "+p.Principal, p.Key)
		}
	}
	for i := range all {
		a := &all[i]
		if len(owners["secret "+a.Name]) > 1 && a.Stack != "" {
			a.Name = a.Stack + "/" + a.Name
		}
		for j := range a.Principals {
			p := &a.Principals[j]
			stack, _, ok := strings.Cut(p.ConstructPath, "/")
			if at := strings.LastIndexByte(p.Key, '#'); !ok && at > 0 {
				stack, ok = strings.TrimSuffix(p.Key[:at], ".template.json"), true
			}
			if ok && len(owners["principal "+p.Principal]) > 1 {
				p.Principal = stack + "/" + p.Principal
			}
		}
	}
}
