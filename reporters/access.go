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
	// Key tells secrets of the same name apart.
	Key  string
	Name string // as far as it is known, with … for what is not
	// Title is the name for people, with the stack before it where other secrets
	// have the same name; "" stands for Name.
	Title string
	// Names are all that people may call it.
	Names []string
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
	Key       string
	Principal string
	// Names are all that people may call it.
	Names         []string
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
	// Network says whether the consumer reaches Secrets Manager; its State is "" where
	// that is no question.
	Network Verdict
	// Rotates is set for the use by a rotation schedule, which is told with the rotation.
	Rotates bool
	// Writes is set when the principal may write the secret, so that it need not
	// read it.
	Writes  bool
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
	NetworkLink   LinkKind = "network"
)

func (a *Access) title() string { return cmp.Or(a.Title, a.Name) }

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

// more tells whether a principal can do more than the uses of the secret say,
// which are about reading.
func (p *AccessPrincipal) more() bool {
	return p.Write == "yes" || p.Write == "unknown" || p.Admin == "yes" || p.Admin == "unknown"
}

// does is can in few words.
func (p *AccessPrincipal) does() string {
	var words []string
	for _, x := range []struct{ verb, can string }{{"reads", p.Read}, {"writes", p.Write}, {"administers", p.Admin}} {
		switch x.can {
		case "yes":
			words = append(words, x.verb)
		case "unknown":
			words = append(words, "perhaps "+x.verb)
		}
	}
	return strings.Join(words, ", ")
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
const legend = "r = reads, w = writes, a = administers, ? = cannot be told, r? = reading cannot be told, ! = needs to read it and may not"

// accessRow is a principal's row of the matrix, with a cell for each secret.
type accessRow struct {
	key, name string
	cells     []string
}

// accessRows are the matrix of access in the order of the principals' names.
func (r *Report) accessRows() []*accessRow {
	byKey := map[string]*accessRow{}
	var rows []*accessRow
	for i := range r.Access {
		for j := range r.Access[i].Principals {
			p := &r.Access[i].Principals[j]
			row := byKey[p.Key]
			if row == nil {
				row = &accessRow{p.Key, p.Principal, make([]string, len(r.Access))}
				byKey[p.Key] = row
				rows = append(rows, row)
			}
			row.cells[i] = p.symbols()
		}
	}
	slices.SortFunc(rows, func(a, b *accessRow) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	return rows
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
