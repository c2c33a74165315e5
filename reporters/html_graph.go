package reporters

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// pageGraph is what the script draws: consumer → principal → secret → key.
type pageGraph struct {
	Nodes []pageNode `json:"nodes"`
	Edges []pageEdge `json:"edges"`

	byID  map[string]int
	drawn map[[2]string]int
}

// pageNode is a resource, or a principal or secret outside of the templates.
type pageNode struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"` // "consumer", "role", "secret" or "key"
	Name  string `json:"name"`
	Type  string `json:"type,omitempty"`
	Stack string `json:"stack,omitempty"`
	At    string `json:"at,omitempty"`
}

// pageEdge says what stands at an arrow; State is "yes", "no" or "unknown", and "" where
// there is no verdict. Why are the verdicts in words.
type pageEdge struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Label string   `json:"label"`
	State string   `json:"state,omitempty"`
	Why   []string `json:"why,omitempty"`
	// About are the secrets for which a consumer acts as a principal.
	About []string `json:"about,omitempty"`
}

func (g *pageGraph) node(n pageNode) string {
	if _, ok := g.byID[n.ID]; !ok {
		g.byID[n.ID] = len(g.Nodes)
		g.Nodes = append(g.Nodes, n)
	}
	return n.ID
}

// edge draws an arrow; of several between the same two the worst state counts.
func (g *pageGraph) edge(e pageEdge) {
	k := [2]string{e.From, e.To}
	i, ok := g.drawn[k]
	if !ok {
		g.drawn[k] = len(g.Edges)
		g.Edges = append(g.Edges, e)
		return
	}
	have := &g.Edges[i]
	if e.State != have.State && worse(e.State, have.State) == e.State {
		have.State, have.Label = e.State, e.Label
	}
	for _, why := range e.Why {
		if !slices.Contains(have.Why, why) {
			have.Why = append(have.Why, why)
		}
	}
	for _, secret := range e.About {
		if !slices.Contains(have.About, secret) {
			have.About = append(have.About, secret)
		}
	}
}

// pageGraph is the graph of access.
func (r *Report) pageGraph(ids *entities) *pageGraph {
	g := &pageGraph{Nodes: []pageNode{}, Edges: []pageEdge{}, byID: map[string]int{}, drawn: map[[2]string]int{}}
	sources := map[string]*template.Stack{}
	for _, s := range r.stacks() {
		if s.Source != nil {
			sources[s.Source.Name] = s
		}
	}
	typeOf := func(file, logicalID string) (kind, stack string) {
		if s := sources[file]; s != nil {
			if res := s.Resources[logicalID]; res != nil {
				return clean(res.Type), clean(s.Name)
			}
			return "", clean(s.Name)
		}
		return "", ""
	}
	for i := range r.Access {
		a := &r.Access[i]
		about := pageNode{ID: ids.ofAccess(a), Kind: "secret", Name: clean(a.title()), Stack: clean(a.Stack), At: r.at(a.Range)}
		about.Type, _ = typeOf(a.Range.File, a.LogicalID)
		secret := g.node(about)
		for j := range a.Principals {
			g.principal(r, ids, a, &a.Principals[j], secret, typeOf)
		}
		for _, u := range a.groups() {
			n := pageNode{ID: ids.id(u.Range.File, a.Stack, u.ConsumerID), Kind: "consumer", Name: clean(u.Consumer), At: r.at(u.Range)}
			if n.ID == "" {
				n.ID = ids.named("consumer\x00" + u.Consumer)
			}
			n.Type, n.Stack = typeOf(u.Range.File, u.ConsumerID)
			consumer := g.node(n)
			v := u.verdict()
			why := clean(v.Text)
			if len(u.via) > 0 {
				why += " (" + clean(strings.Join(u.via, ", ")) + ")"
			}
			for _, l := range u.Path {
				if l.Kind == KeyLink {
					g.key(r, ids, a, secret, l)
				}
			}
			role := ids.ofPrincipal(a, u.RoleKey, u.Role)
			if _, known := g.byID[role]; u.Role == "" && !known {
				g.edge(pageEdge{From: consumer, To: secret, Label: "reader not known", State: u.Allowed, Why: []string{why}})
				continue
			}
			g.node(pageNode{ID: role, Kind: "role", Name: clean(u.Role)})
			if role != consumer {
				way := pageEdge{From: consumer, To: role, Label: "runs as", About: []string{secret}}
				if u.Network.State == "no" || u.Network.State == "unknown" {
					way.State, way.Label, way.Why = u.Network.State, map[string]string{"no": "runs as, no way out", "unknown": "runs as"}[u.Network.State], []string{clean(u.Consumer + ": " + u.Network.Text)}
				}
				g.edge(way)
			}
			label, state := "may read", u.Allowed
			switch {
			case u.Writes && state == "no":
				label, state = "may write", "yes"
			case state == "no":
				label = "may not read"
			case state == "unknown":
				label = "may it read?"
			}
			g.edge(pageEdge{From: role, To: secret, Label: label, State: state, Why: []string{why}})
		}
	}
	return g
}

// principal draws what a principal can do, unless that is nothing and nobody asks.
func (g *pageGraph) principal(r *Report, ids *entities, a *Access, p *AccessPrincipal, secret string, typeOf func(file, logicalID string) (kind, stack string)) {
	n := pageNode{ID: ids.ofPrincipal(a, p.Key, p.Principal), Kind: "role", Name: clean(p.Principal)}
	if len(p.Path) > 0 {
		n.At = r.at(p.Path[0].Range)
		n.Type, n.Stack = typeOf(p.Path[0].Range.File, p.LogicalID)
	}
	does := p.does()
	if does == "" && !p.Lacks {
		return
	}
	g.node(n)
	e := pageEdge{From: n.ID, To: secret, Label: does, State: "yes", Why: []string{clean(p.Principal + " " + p.can())}}
	switch {
	case p.Lacks:
		e.State, e.Label = "no", cmp.Or(does, "may not read")
	case p.Read != "yes" && p.Write != "yes" && p.Admin != "yes":
		e.State = "unknown"
	}
	g.edge(e)
}

// key draws the key of a secret.
func (g *pageGraph) key(r *Report, ids *entities, a *Access, secret string, l AccessLink) {
	n := pageNode{ID: ids.id(l.Range.File, a.Stack, l.LogicalID), Kind: "key", Name: clean(strings.TrimPrefix(l.Text, "encrypted with key ")), Type: "AWS::KMS::Key", Stack: clean(a.Stack), At: r.at(l.Range)}
	if n.ID == "" {
		n.ID = ids.named("key\x00" + l.Text)
	}
	g.edge(pageEdge{From: secret, To: g.node(n), Label: "encrypted with"})
}
