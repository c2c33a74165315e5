package edit

import (
	"bytes"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// setRoot empties the root; nothing else can be asked for.
func (g *generator) setRoot(v *template.Node, s slot) error {
	start, end := s.node.Offsets()
	switch {
	case v.Kind == template.Map && len(v.Fields) == 0:
		g.replace(start, end, "{}")
	case v.Kind == template.List && len(v.Items) == 0:
		g.replace(start, end, "[]")
	default:
		return fail(ErrUnsupported, s.path, s.node.Range(), "the root of a template can only be changed from within")
	}
	return nil
}

// setFlow replaces a value in brackets.
func (g *generator) setFlow(v *template.Node, s slot) error {
	w := g.flow()
	w.unit = s.unit
	switch {
	case s.key:
		w.WriteString(": ")
	case s.at == s.head && s.at == s.end && s.parent != behindDash:
		w.WriteByte(' ')
	}
	switch {
	case v.Kind != template.String || g.json:
	case s.node.Style == template.SingleQuoted:
		w.quoted(v.Text, '\'')
		v = nil
	case s.node.Style == template.DoubleQuoted:
		w.quoted(v.Text, '"')
		v = nil
	}
	if v != nil {
		w.value(v, s.indent, s.pretty)
	}
	g.replace(s.at, s.end, w.String())
	return nil
}

func (w *flowWriter) quoted(s string, quote byte) { w.WriteString(quoteText(s, quote)) }

// setBlock replaces a value behind a key, dash or tag in block style.
func (g *generator) setBlock(v *template.Node, s slot) error {
	head, tail := g.written(v, s)
	block := s.node.Style == template.Block
	if s.node.Short && s.alias == "" {
		block = s.node.Fields[0].Value.Style == template.Block
	}
	until := g.lineEnd(s.end)
	if block {
		// What stands behind the last line is part of what goes.
		next := g.regionEnd(s.end, s.col)
		until = max(until, next-g.breakBefore(next))
	}
	if g.breaks(s.head, s.at) {
		// The value starts on a line of its own: a comment behind the key stays.
		line := g.lineEnd(s.head)
		g.replace(s.head, s.head, head)
		g.replace(line, until, tail)
		return nil
	}
	start := s.head
	if rest := strings.TrimLeft(head, " "); s.at > s.head && rest != "" {
		start, head = s.at, rest
	}
	if block {
		g.replace(start, until, head+tail)
		return nil
	}
	g.replace(start, s.end, head)
	g.replace(until, until, tail)
	return nil
}

// written gives what is to stand on the line of the key, and the lines below.
func (g *generator) written(v *template.Node, s slot) (head, tail string) {
	text := ""
	switch {
	case v.Kind == template.String && s.node.Style == template.SingleQuoted && !literalSafe(v.Text):
		text = " " + quoteText(v.Text, '\'')
	case v.Kind == template.String && s.node.Style == template.DoubleQuoted && !literalSafe(v.Text):
		text = " " + quoteText(v.Text, '"')
	case s.node.Style == template.Flow && s.alias == "" && len(s.node.Fields)+len(s.node.Items) > 0 && (len(v.Fields) > 0 || len(v.Items) > 0):
		w := g.flow()
		w.WriteByte(' ')
		w.double = bytes.HasPrefix(g.data[min(s.at+1, len(g.data)):], []byte(`"`))
		w.short = w.short && s.parent < behindTag
		w.value(v, "", false)
		text = w.String()
	default:
		w := g.block(s.head, s.col)
		if s.parent == behindDash {
			w.gap = g.dashGap(s.head, s.at)
			w.WriteString(spaces(w.gap - 1))
		}
		w.value(v, s.col, s.parent)
		text = w.String()
	}
	i := strings.Index(text, g.newline)
	if i < 0 {
		return text, ""
	}
	return text[:i], text[i:]
}

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
	// Lines of the value below its first stay deeper than the dash.
	least := -1
	own := g.breaks(s.head, s.at)
	first := g.nextLine(s.at)
	last := g.lineEnd(s.end)
	for p := first; p < last; p = g.nextLine(p) {
		if col := g.spaces(p) - p; !g.blankLine(p) && (least < 0 || col < least) {
			least = col
		}
	}
	content := dash + 2
	shift := 0
	if own {
		if at := g.column(s.at); s.node.Style == template.Block {
			least = at
		}
	}
	if least >= 0 {
		if least >= content {
			if s.node.Style == template.Block {
				content = least
			}
		} else {
			shift = content - least
		}
	}
	if s.node.Style == template.Literal || s.node.Style == template.Folded {
		if bytes.ContainsAny(g.data[s.at:min(s.at+3, len(g.data))], "123456789") {
			return g.set(c.intended(), s)
		}
	}
	if own {
		line := g.lineStart(s.at)
		g.replace(line, s.at, spaces(dash)+"-"+spaces(max(content-dash-1, 1)))
	} else if s.parent == behindDash {
		g.replace(s.head, s.at, " -"+spaces(max(content-dash-1, 1)))
	} else {
		g.replace(s.head, s.at, g.newline+spaces(dash)+"-"+spaces(max(content-dash-1, 1)))
	}
	if shift > 0 {
		for p := first; p < last; p = g.nextLine(p) {
			if g.lineEnd(p) > p {
				g.replace(p, p, spaces(shift))
			}
		}
	}
	for _, item := range c.appended {
		w.line(dash)
		w.item(item, dash)
	}
	g.replace(last, last, w.String())
	return nil
}

func (g *generator) wrapFlow(c *change, s slot) {
	w := g.flow()
	w.unit = s.unit
	inner := s.indent + s.unit
	g.replace(s.at, s.at, "[")
	if !s.pretty {
		for _, item := range c.appended {
			w.WriteString(w.comma)
			w.value(item, "", false)
		}
		g.replace(s.end, s.end, w.String()+"]")
		return
	}
	g.replace(s.at, s.at, g.newline+inner)
	for p := g.nextLine(s.at); p < s.end; p = g.nextLine(p) {
		g.replace(p, p, s.unit)
	}
	for _, item := range c.appended {
		w.WriteString("," + g.newline + inner)
		w.value(item, inner, true)
	}
	g.replace(s.end, s.end, w.String()+g.newline+s.indent+"]")
}
