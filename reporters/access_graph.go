package reporters

import (
	"fmt"
	"io"
	"strings"
)

// NewAccessDot draws the ways from secrets to statements for Graphviz.
func NewAccessDot() Reporter { return accessGraph{writeDot} }

// NewAccessMermaid draws them as a flow chart of Mermaid.
func NewAccessMermaid() Reporter { return accessGraph{writeMermaid} }

type accessGraph struct {
	write func(*strings.Builder, *graph)
}

func (g accessGraph) Report(w io.Writer, r *Report) error {
	var b strings.Builder
	g.write(&b, r.accessGraph())
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// graph is a drawing of access: secret → consumer → role → statement.
type graph struct {
	nodes []node
	edges []edge
	byKey map[string]int
	drawn map[edge]bool
}

type node struct{ kind, label string }

type edge struct {
	from, to int
	label    string
	allowed  string // "yes", "no", "unknown", or "" for what is no verdict
}

func (g *graph) node(kind, key, label string) int {
	key = kind + "\x00" + key
	i, ok := g.byKey[key]
	if !ok {
		i = len(g.nodes)
		g.byKey[key] = i
		g.nodes = append(g.nodes, node{kind, clean(label)})
	}
	return i
}

func (g *graph) edge(from, to int, label, allowed string) {
	e := edge{from, to, clean(label), allowed}
	if !g.drawn[e] {
		g.drawn[e] = true
		g.edges = append(g.edges, e)
	}
}

func (r *Report) accessGraph() *graph {
	g := &graph{byKey: map[string]int{}, drawn: map[edge]bool{}}
	for i := range r.Access {
		a := &r.Access[i]
		secret := g.node("secret", fmt.Sprint(i), a.title())
		told := map[string]bool{}
		for _, u := range a.groups() {
			consumer := g.node("consumer", u.Consumer+"\x00"+u.Range.File+"\x00"+u.ConsumerID, u.Consumer)
			g.edge(secret, consumer, strings.Join(u.via, ", "), "")
			told[u.RoleKey] = true
			if u.Role == "" {
				g.edge(consumer, g.node("unknown", u.Why, u.Why), "", u.Allowed)
				continue
			}
			role := g.node("role", u.RoleKey, u.Role)
			word, allowed := "cannot be told", u.Allowed
			switch {
			case allowed == "yes":
				word = "may read"
			case u.Writes:
				word, allowed = "may write, not read", ""
			case allowed == "no":
				word = "may not read"
			}
			g.edge(consumer, role, word, allowed)
			for _, l := range u.Path {
				if l.Kind == KeyLink {
					g.edge(secret, g.node("key", l.Text+"\x00"+r.at(l.Range), strings.TrimPrefix(l.Text, "encrypted with ")), "encrypted with", "")
				}
				r.statement(g, role, a.title(), l)
			}
		}
		for j := range a.Principals {
			p := &a.Principals[j]
			if told[p.Key] && !p.more() {
				continue
			}
			role := g.node("role", p.Key, p.Principal)
			allowed := "yes"
			if p.Read != "yes" && p.Write != "yes" && p.Admin != "yes" {
				allowed = "unknown"
			}
			g.edge(secret, role, p.does(), allowed)
			for _, l := range p.Path {
				r.statement(g, role, a.title(), l)
			}
		}
	}
	return g
}

// statement draws a link that is a statement of the role, or the key.
func (r *Report) statement(g *graph, role int, secret string, l AccessLink) {
	label, allowed := "", ""
	switch l.Kind {
	case DecidingLink:
		label = "decided by"
	case ClosestLink:
		label, allowed = "closest for "+secret, "no"
	case DecryptLink:
		label = "decryption decided by"
	case UndecryptLink:
		label, allowed = "closest for decrypting "+secret, "no"
	default:
		return
	}
	at := r.at(l.Range)
	text := l.Text
	if _, rest, ok := strings.Cut(text, ": "); ok {
		text = rest
	}
	g.edge(role, g.node("statement", text+"\x00"+at, text), label, allowed)
}

func writeDot(b *strings.Builder, g *graph) {
	shapes := map[string]string{"secret": "cylinder", "consumer": "box", "role": "ellipse", "statement": "note", "key": "hexagon", "unknown": "plaintext"}
	b.WriteString("digraph access {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	for i, n := range g.nodes {
		fmt.Fprintf(b, "  n%d [shape=%s, label=%s];\n", i, shapes[n.kind], dotQuote(n.label))
	}
	for _, e := range g.edges {
		fmt.Fprintf(b, "  n%d -> n%d [label=%s%s];\n", e.from, e.to, dotQuote(e.label),
			map[string]string{"no": ", color=red, fontcolor=red, style=dashed", "unknown": ", style=dotted"}[e.allowed])
	}
	b.WriteString("}\n")
}

// dotQuote quotes a label: Graphviz reads escapes and the entities of HTML in it.
func dotQuote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(s) + `"`
}

func writeMermaid(b *strings.Builder, g *graph) {
	open := map[string][2]string{"secret": {"[(", ")]"}, "consumer": {"[", "]"}, "role": {"([", "])"}, "statement": {"[/", "/]"}, "key": {"{{", "}}"}, "unknown": {"[", "]"}}
	b.WriteString("flowchart LR\n")
	for i, n := range g.nodes {
		fmt.Fprintf(b, "  n%d%s%s%s\n", i, open[n.kind][0], mermaidQuote(n.label), open[n.kind][1])
	}
	var denied []string
	for i, e := range g.edges {
		arrow := "-->"
		switch e.allowed {
		case "no":
			arrow = "-.->"
			denied = append(denied, fmt.Sprint(i))
		case "unknown":
			arrow = "-.->"
		}
		if e.label != "" {
			arrow += "|" + mermaidQuote(e.label) + "|"
		}
		fmt.Fprintf(b, "  n%d %s n%d\n", e.from, arrow, e.to)
	}
	if len(denied) > 0 {
		fmt.Fprintf(b, "  linkStyle %s stroke:red,color:red\n", strings.Join(denied, ","))
	}
}

// mermaidQuote quotes a label: Mermaid takes HTML, Markdown behind a backtick
// and directives behind %% in it, and writes characters by their number.
func mermaidQuote(s string) string {
	if s == "" {
		s = " "
	}
	return `"` + strings.NewReplacer("#", "#35;", `"`, "#quot;", "&", "#amp;", "<", "#lt;", ">", "#gt;", "`", "#96;", "%", "#37;", `\`, "#92;").Replace(s) + `"`
}
