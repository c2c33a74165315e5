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
	case v.Kind == template.Map && len(v.Fields()) == 0:
		g.replace(start, end, "{}")
	case v.Kind == template.List && len(v.Items()) == 0:
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
	case s.at == s.end && !g.blank(s.at-1) && strings.IndexByte("[{,", g.data[s.at-1]) < 0:
		w.WriteByte(' ') // behind a colon, tag or anchor
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
		w.value(v, s.indent, s.pretty, s.parent >= behindTag)
	}
	g.replace(s.at, s.end, w.String())
	return nil
}

func (w *flowWriter) quoted(s string, quote byte) { w.WriteString(quoteText(s, quote)) }

// setBlock replaces a value behind a key, dash or tag in block style.
func (g *generator) setBlock(v *template.Node, s slot) error {
	block := s.node.Style == template.Block
	if s.node.Short && s.alias == "" {
		block = s.node.Fields()[0].Value.Style == template.Block
	}
	until := g.lineEnd(s.end)
	if block {
		// What stands behind the last line is part of what goes.
		next := g.regionEnd(s.end, s.col)
		until = max(until, next-g.breakBefore(next))
	}
	head, tail := g.written(v, s, until)
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

// written gives what is to stand on the line of the key, and the lines below;
// until is the end of the line above what stays.
func (g *generator) written(v *template.Node, s slot, until int) (head, tail string) {
	text := ""
	w := g.block(s.head, s.col)
	w.noLines = g.fallsIn(g.nextLine(until), s.col)
	lines := literalSafe(v.Text) && !w.noLines
	switch {
	case v.Kind == template.String && s.node.Style == template.SingleQuoted && !lines:
		text = " " + quoteText(v.Text, '\'')
	case v.Kind == template.String && s.node.Style == template.DoubleQuoted && !lines:
		text = " " + quoteText(v.Text, '"')
	case s.node.Style == template.Flow && s.alias == "" && len(s.node.Fields())+len(s.node.Items()) > 0 && (len(v.Fields()) > 0 || len(v.Items()) > 0):
		f := g.flow()
		f.WriteByte(' ')
		f.double = bytes.HasPrefix(g.data[min(s.at+1, len(g.data)):], []byte(`"`))
		f.value(v, "", false, s.parent >= behindTag)
		text = f.String()
	default:
		switch {
		case s.parent == behindDash && s.behind && !(w.short && isCall(v)):
			s.parent = behindDashTag // nothing starts on the line of an anchor
		case s.parent == behindDash:
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

// fallsIn tells whether the lines from one on would belong to a literal block
// that is written in front of them, below a key at column col: a comment that is
// indented more, or white space. A line break that is none of ASCII's in front of
// them is also text to a block.
func (g *generator) fallsIn(line, col int) bool {
	if line > 0 && g.breakBefore(line) > 0 && g.data[line-1] >= 0x80 {
		return true
	}
	for ; line < len(g.data); line = g.nextLine(line) {
		indent := g.spaces(line) - line
		if !g.blankLine(line) {
			_, comment := g.comments[line]
			return comment && indent > col
		}
		if indent > col {
			return true
		}
	}
	return false
}
