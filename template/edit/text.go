package edit

import (
	"bytes"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// replaced carries out replacements in a text, one after the other.
func replaced(s string, all []replacement) (string, bool) {
	for _, r := range all {
		i := strings.LastIndex(s, r.old)
		if i < 0 {
			return s, false
		}
		s = s[:i] + r.new + s[i+len(r.old):]
	}
	return s, true
}

// text is the scalar with its replacements.
func (c *change) text() *template.Node {
	s, _ := replaced(c.node.Text, c.replaces)
	kind := template.String
	if c.node.Kind != template.String && plainKind(s) == c.node.Kind {
		kind = c.node.Kind
	}
	return template.NewNode(kind, s, nil)
}

// plainKind is the kind of text without quotes, of those that CloudFormation
// tells apart.
func plainKind(s string) template.Kind {
	docs, _ := template.Parse(template.NewSource("scalar.json", []byte("["+s+"]")))
	if len(docs) == 1 && len(docs[0].Items()) == 1 && docs[0].Items()[0].Text == s {
		return docs[0].Items()[0].Kind
	}
	return template.String
}

// text edits a part of a scalar's text.
func (g *generator) text(c *change, s slot) error {
	v := c.text()
	if g.whole[c.path.String()] || len(c.replaces) > 1 || v.Kind != c.node.Kind || c.node.Style == template.Synthetic {
		return g.set(v, s)
	}
	r := c.replaces[0]
	at := strings.LastIndex(c.node.Text, r.old)
	start, end := c.node.Offsets()
	place := c.node.TextRange(at, at+len(r.old))
	from, to := place.Start.Offset-g.src.BOM, place.End.Offset-g.src.BOM
	if from == start && to == end && len(r.old) < len(c.node.Text) {
		// Text over several lines: it can be found where it stands once as it is.
		raw := g.data[start:end]
		if i := bytes.Index(raw, []byte(r.old)); i >= 0 && bytes.LastIndex(raw, []byte(r.old)) == i {
			from, to = start+i, start+i+len(r.old)
		} else {
			return g.set(v, s)
		}
	}
	text, ok := g.spelled(v.Text, r.new, c.node, s, from, at)
	if !ok {
		return g.set(v, s)
	}
	g.replace(from, to, text)
	return nil
}

// spelled writes a part of a text in the style of its scalar; whole is the text
// that comes out, and at is the place of the part in it and from that in the
// file. It gives false where the style cannot hold it.
func (g *generator) spelled(whole, part string, n *template.Node, s slot, from, at int) (string, bool) {
	switch n.Style {
	case template.JSON:
		if n.Kind == template.String {
			quoted := quoteJSON(part)
			return quoted[1 : len(quoted)-1], true
		}
		return part, true
	case template.DoubleQuoted:
		return escapeYAML(part), true
	case template.SingleQuoted:
		quoted := quoteText(part, '\'')
		return quoted[1 : len(quoted)-1], quoted[0] == '\''
	case template.Literal, template.Folded:
		if strings.ContainsAny(part, "\n") {
			if n.Style == template.Folded {
				return "", false
			}
			// How far the block is indented, the line at hand tells.
			indent := g.column(from) - (at - strings.LastIndexByte(n.Text[:at], '\n') - 1)
			part = strings.ReplaceAll(part, "\n", g.newline+spaces(indent))
		}
		return part, true
	case template.Plain:
		return part, n.Kind != template.String || plainSafe(whole, s.flow)
	}
	return "", false
}
