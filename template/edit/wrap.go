package edit

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// wrap makes a value the first item of a list.
func (g *generator) wrap(c *change, s slot) error {
	if name := g.sharedWithin(s.y); name != "" {
		return g.shared(s, name)
	}
	if s.root {
		return fail(ErrUnsupported, s.path, s.node.Range(), "the root of a template can only be changed from within")
	}
	if s.flow {
		g.wrapFlow(c, s)
		return nil
	}
	if s.parent >= behindTag {
		// A function's argument; its tag keeps its place.
		return g.set(c.intended(), s)
	}
	w := g.block(s.head, s.col)
	dash := s.col + w.items
	if s.parent == behindDash {
		dash = s.col + 2
	}
	v := s.node
	if v.Short {
		v = v.Fields()[0].Value
	}
	if block := v.Style == template.Literal || v.Style == template.Folded; block && strings.ContainsAny(g.header(v), "123456789") {
		return g.set(c.intended(), s) // its lines are indented as its header says
	}
	content, shift := g.room(s, dash)
	item := "-" + spaces(max(content-dash-1, 1))
	switch {
	case g.breaks(s.head, s.at):
		g.replace(g.lineStart(s.at), s.at, spaces(dash)+item)
	case s.parent == behindDash && !s.behind:
		g.replace(s.head, s.at, " "+item)
	default:
		g.replace(s.head, s.at, g.newline+spaces(dash)+item)
	}
	last := g.lineEnd(s.end)
	for p := g.nextLine(s.at); p < last; p = g.nextLine(p) {
		if g.lineEnd(p) > p && shift > 0 {
			g.replace(p, p, spaces(shift))
		}
	}
	w.noLines = g.fallsIn(g.nextLine(last), s.col)
	for _, item := range c.appended {
		w.line(dash)
		w.item(item, dash)
	}
	g.replace(last, last, w.String())
	return nil
}

// room tells at which column a value starts that becomes an item, and by how
// much the lines below its first move so that they stay deeper than its dash.
func (g *generator) room(s slot, dash int) (content, shift int) {
	content = dash + 2
	least := -1
	for p := g.nextLine(s.at); p < g.lineEnd(s.end); p = g.nextLine(p) {
		if col := g.spaces(p) - p; !g.blankLine(p) && (least < 0 || col < least) {
			least = col
		}
	}
	block := s.node.Style == template.Block
	if block {
		least = g.column(offset(s.node))
	}
	switch {
	case least >= 0 && least < content:
		shift = content - least
	case least >= 0 && block:
		content = least // it keeps its place, and only the dash comes in front
	}
	return content, shift
}

// wrapFlow makes a value in brackets the first item of a list.
func (g *generator) wrapFlow(c *change, s slot) {
	w := g.flow()
	w.unit = s.unit
	inner := s.indent + s.unit
	if !s.pretty || g.json && w.oneLine(c.intended()) {
		g.replace(s.at, s.at, "["+w.lines.pad)
		for _, item := range c.appended {
			w.WriteString(w.comma)
			w.value(item, "", false, false)
		}
		g.replace(s.end, s.end, w.String()+w.lines.pad+"]")
		return
	}
	g.replace(s.at, s.at, "["+g.newline+inner)
	for p := g.nextLine(s.at); p < s.end; p = g.nextLine(p) {
		g.replace(p, p, s.unit)
	}
	for _, item := range c.appended {
		w.WriteString("," + g.newline + inner)
		w.value(item, inner, true, false)
	}
	g.replace(s.end, s.end, w.String()+g.newline+s.indent+"]")
}
