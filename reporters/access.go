package reporters

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// Access is a secret with who can do what with it, and who uses it.
type Access struct {
	Name string // as far as it is known, with … for what is not
	// Stack, Template and LogicalID are "" for a secret that is used and not one of
	// the templates'.
	Stack         string
	Template      string
	LogicalID     string
	ConstructPath string
	Range         template.Range
	Principals    []AccessPrincipal
	Uses          []AccessUse
}

// AccessPrincipal is who can do something with a secret, or needs to.
type AccessPrincipal struct {
	// Key tells principals of the same name apart.
	Key           string
	Principal     string
	LogicalID     string
	ConstructPath string
	// Read, Write and Admin are "yes", "no" or "unknown", and "" where nobody asked.
	Read, Write, Admin string
	// Way says how it can: "directly", "through its key"…
	Way string
	// Lacks is set when something reads the secret as this principal, which may not.
	Lacks bool
	// Path are the principal and the statements that decide.
	Path []AccessLink
}

// AccessUse is something that reads a secret.
type AccessUse struct {
	Consumer string
	// ConsumerID and ConsumerPath are its logical id and construct path.
	ConsumerID   string
	ConsumerPath string
	// Via is the property or variable that names the secret.
	Via string
	// Role is the principal that reads, "" when it is not one of the templates';
	// RoleKey is the Key of the principal.
	Role    string
	RoleKey string
	// Allowed is "yes", "no" or "unknown"; Why says it in words.
	Allowed string
	Why     string
	Range   template.Range
	Pointer template.Path
	// Path leads from the secret's consumer to the statement that decides, or to
	// the one that comes closest.
	Path []AccessLink
}

// AccessLink is a step on the way from a secret to a statement.
type AccessLink struct {
	Kind          LinkKind
	Text          string // what it is, in words
	LogicalID     string
	ConstructPath string
	Range         template.Range
}

// LinkKind says what a link of a path is.
type LinkKind string

// The kinds of links.
const (
	ConsumerLink  LinkKind = "consumer"
	RoleLink      LinkKind = "role"
	DecidingLink  LinkKind = "deciding statement"
	ClosestLink   LinkKind = "closest statement"
	KeyLink       LinkKind = "key"
	DecryptLink   LinkKind = "deciding statement of the key"
	UndecryptLink LinkKind = "closest statement for the key"
)

// symbols are a principal's cell of the matrix.
func (p *AccessPrincipal) symbols() string {
	var b strings.Builder
	if p.Read == "unknown" && p.Write == "unknown" && p.Admin == "unknown" {
		b.WriteByte('?')
	} else {
		for _, x := range []struct{ letter, can string }{{"r", p.Read}, {"w", p.Write}, {"a", p.Admin}} {
			switch x.can {
			case "yes":
				b.WriteString(x.letter)
			case "unknown":
				b.WriteString(x.letter + "?")
			}
		}
	}
	if p.Lacks {
		b.WriteByte('!')
	}
	return b.String()
}

// can says in words what a principal can do.
func (p *AccessPrincipal) can() string {
	var yes, unknown []string
	for _, x := range []struct{ verb, can string }{{"read", p.Read}, {"write", p.Write}, {"administer", p.Admin}} {
		switch x.can {
		case "yes":
			yes = append(yes, x.verb)
		case "unknown":
			unknown = append(unknown, x.verb)
		}
	}
	var parts []string
	if len(yes) > 0 {
		parts = append(parts, "may "+listed(yes, "and"))
	}
	if p.Lacks {
		parts = append(parts, "needs to read it and may not")
	}
	if len(unknown) > 0 {
		parts = append(parts, "cannot be told whether it may "+listed(unknown, "or"))
	}
	if len(parts) == 0 {
		return "may do nothing with it"
	}
	text := strings.Join(parts, "; ")
	if p.Way != "" {
		text += " (" + p.Way + ")"
	}
	return text
}

func listed(words []string, last string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " " + last + " " + words[n-1]
	}
	return strings.Join(words, "")
}

// legend explains the symbols of the matrix.
const legend = "r = reads, w = writes, a = administers, ? = cannot be told, ! = needs to read it and may not"

// column of the matrix of access: a principal, in the order of names.
type accessPrincipalName struct{ key, name string }

func (r *Report) accessPrincipals() []accessPrincipalName {
	var list []accessPrincipalName
	for i := range r.Access {
		for j := range r.Access[i].Principals {
			p := &r.Access[i].Principals[j]
			list = append(list, accessPrincipalName{p.Key, p.Principal})
		}
	}
	slices.SortFunc(list, func(a, b accessPrincipalName) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	return slices.Compact(list)
}

// cell is what a principal's column holds in a secret's row.
func (a *Access) cell(key string) string {
	for i := range a.Principals {
		if a.Principals[i].Key == key {
			return a.Principals[i].symbols()
		}
	}
	return ""
}

// usesGroup are uses that differ in nothing but the property.
type usesGroup struct {
	*AccessUse
	via []string
}

func (a *Access) groups() []usesGroup {
	var groups []usesGroup
	for i := range a.Uses {
		u := &a.Uses[i]
		at := slices.IndexFunc(groups, func(g usesGroup) bool {
			return g.ConsumerID == u.ConsumerID && g.Consumer == u.Consumer && g.RoleKey == u.RoleKey && g.Role == u.Role &&
				g.Allowed == u.Allowed && g.Why == u.Why
		})
		if at < 0 {
			at = len(groups)
			groups = append(groups, usesGroup{AccessUse: u})
		}
		if !slices.Contains(groups[at].via, u.Via) {
			groups[at].via = append(groups[at].via, u.Via)
		}
	}
	return groups
}

// NewAccessJSON writes who can do what to which secret, for machines.
func NewAccessJSON() Reporter { return accessJSON{} }

type accessJSON struct{}

type jsonAccess struct {
	SchemaVersion int                `json:"schemaVersion"`
	Secrets       []jsonAccessSecret `json:"secrets"`
}

type jsonAccessSecret struct {
	Name          string                `json:"name"`
	Stack         string                `json:"stack"`
	Template      string                `json:"template"`
	LogicalID     string                `json:"logicalId"`
	ConstructPath string                `json:"constructPath"`
	Principals    []jsonAccessPrincipal `json:"principals"`
	Uses          []jsonAccessUse       `json:"uses"`
}

type jsonAccessPrincipal struct {
	Principal string           `json:"principal"`
	LogicalID string           `json:"logicalId"`
	Read      string           `json:"read"`
	Write     string           `json:"write"`
	Admin     string           `json:"admin"`
	Way       string           `json:"way"`
	Path      []jsonAccessLink `json:"path"`
}

type jsonAccessUse struct {
	Consumer string           `json:"consumer"`
	Via      string           `json:"via"`
	Role     string           `json:"role"`
	Verdict  string           `json:"verdict"`
	Why      string           `json:"why"`
	Location jsonLocation     `json:"location"`
	Path     []jsonAccessLink `json:"path"`
}

type jsonAccessLink struct {
	Kind          string      `json:"kind"`
	Text          string      `json:"text"`
	LogicalID     string      `json:"logicalId"`
	ConstructPath string      `json:"constructPath"`
	Source        *jsonSource `json:"at"`
}

func (accessJSON) Report(w io.Writer, r *Report) error {
	doc := jsonAccess{SchemaVersion: SchemaVersion, Secrets: make([]jsonAccessSecret, 0, len(r.Access))}
	for i := range r.Access {
		a := &r.Access[i]
		s := jsonAccessSecret{
			Name: a.Name, Stack: a.Stack, Template: slashed(a.Template), LogicalID: a.LogicalID, ConstructPath: a.ConstructPath,
			Principals: []jsonAccessPrincipal{}, Uses: []jsonAccessUse{},
		}
		for _, p := range a.Principals {
			s.Principals = append(s.Principals, jsonAccessPrincipal{
				p.Principal, p.LogicalID, cmp.Or(p.Read, "unknown"), cmp.Or(p.Write, "unknown"), cmp.Or(p.Admin, "unknown"), p.Way, r.jsonLinks(p.Path),
			})
		}
		for _, u := range a.Uses {
			s.Uses = append(s.Uses, jsonAccessUse{u.Consumer, u.Via, u.Role, u.Allowed, u.Why, r.jsonLocation(u.Range, u.Pointer), r.jsonLinks(u.Path)})
		}
		doc.Secrets = append(doc.Secrets, s)
	}
	return writeJSON(w, doc)
}

func (r *Report) jsonLinks(path []AccessLink) []jsonAccessLink {
	links := make([]jsonAccessLink, 0, len(path))
	for _, l := range path {
		j := jsonAccessLink{Kind: string(l.Kind), Text: l.Text, LogicalID: l.LogicalID, ConstructPath: l.ConstructPath}
		if l.Range.Start.Line > 0 {
			j.Source = &jsonSource{r.file(l.Range.File), l.Range.Start.Line, l.Range.Start.Column}
		}
		links = append(links, j)
	}
	return links
}
