package edit

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// flowWriter writes values in brackets: JSON, or the flow style of YAML.
type flowWriter struct {
	strings.Builder
	json    bool
	double  bool // YAML that looks like JSON: all text in double quotes
	quote   byte // YAML's quotes
	short   bool // functions as short tags
	newline string
	unit    string // one step of indentation
	colon   string
	comma   string // between entries on one line
	lines   oneLine
}

// value writes a value; indent is the indentation of the line that it starts
// on, and pretty puts each entry on a line of its own. Behind a tag, a function
// is written in its long form, as two tags cannot follow one another.
func (w *flowWriter) value(n *template.Node, indent string, pretty, tagged bool) {
	if pretty && w.json {
		pretty = !w.oneLine(n)
	}
	switch n.Kind {
	case template.String:
		w.text(n.Text)
	case template.List:
		w.list(n, indent, pretty)
	case template.Map:
		w.fields(n, indent, pretty, tagged)
	default:
		w.WriteString(word(n))
	}
}

// mostOnLine is how long a value may be that is put on one line.
const mostOnLine = 80

// oneLine tells whether a value is put on one line, as those like it are.
func (w *flowWriter) oneLine(n *template.Node) bool {
	_, arg := n.Intrinsic()
	if !(arg != nil && w.lines.calls || w.lines.lists && n.Kind == template.List && simple(n)) {
		return false
	}
	short := *w
	short.Builder = strings.Builder{}
	short.value(n, "", false, false)
	return short.Len() <= mostOnLine
}

func (w *flowWriter) text(s string) {
	switch {
	case w.json:
		w.WriteString(quoteJSON(s))
	case w.double:
		w.WriteString(quoteText(s, '"'))
	case plainSafe(s, true):
		w.WriteString(s)
	default:
		w.WriteString(quoteText(s, w.quote))
	}
}

func (w *flowWriter) list(n *template.Node, indent string, pretty bool) {
	w.WriteByte('[')
	for i, item := range n.Items() {
		w.separate(i, indent, pretty)
		w.value(item, indent+w.unit, pretty, false)
	}
	w.end(len(n.Items()), indent, pretty, ']')
}

func (w *flowWriter) fields(n *template.Node, indent string, pretty, tagged bool) {
	if tag, arg := shortForm(n); tag != "" && w.short && !w.json && !tagged {
		w.WriteString(tag)
		w.WriteByte(' ')
		w.value(arg, indent, pretty, true)
		return
	}
	w.WriteByte('{')
	for i, f := range n.Fields() {
		w.separate(i, indent, pretty)
		w.field(f, indent+w.unit, pretty)
	}
	w.end(len(n.Fields()), indent, pretty, '}')
}

func (w *flowWriter) field(f template.Field, indent string, pretty bool) {
	start := w.Len()
	w.text(f.Key.Text)
	w.WriteString(w.colon)
	if c := w.String()[start]; c != '"' && c != '\'' && !strings.HasSuffix(w.colon, " ") {
		w.WriteByte(' ') // only behind quotes, a colon needs no space
	}
	w.value(f.Value, indent, pretty, false)
}

func (w *flowWriter) separate(i int, indent string, pretty bool) {
	switch {
	case pretty:
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(w.newline + indent + w.unit)
	case i > 0:
		w.WriteString(w.comma)
	default:
		w.WriteString(w.lines.pad)
	}
}

func (w *flowWriter) end(n int, indent string, pretty bool, bracket byte) {
	switch {
	case pretty && n > 0:
		w.WriteString(w.newline + indent)
	case n > 0:
		w.WriteString(w.lines.pad)
	}
	w.WriteByte(bracket)
}
