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
}

// value writes a value; indent is the indentation of the line that it starts
// on, and pretty puts each entry on a line of its own.
func (w *flowWriter) value(n *template.Node, indent string, pretty bool) {
	switch n.Kind {
	case template.String:
		w.text(n.Text)
	case template.List:
		w.list(n, indent, pretty)
	case template.Map:
		w.fields(n, indent, pretty)
	default:
		w.WriteString(word(n))
	}
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
	for i, item := range n.Items {
		w.separate(i, indent, pretty)
		w.value(item, indent+w.unit, pretty)
	}
	w.end(len(n.Items), indent, pretty, ']')
}

func (w *flowWriter) fields(n *template.Node, indent string, pretty bool) {
	if tag, arg := shortForm(n); tag != "" && w.short && !w.json {
		w.WriteString(tag)
		w.WriteByte(' ')
		if inner, _ := shortForm(arg); inner != "" { // two tags cannot follow one another
			long := *w
			long.Builder = strings.Builder{}
			long.short = false
			long.value(arg, indent, pretty)
			w.WriteString(long.String())
			return
		}
		w.value(arg, indent, pretty)
		return
	}
	w.WriteByte('{')
	for i, f := range n.Fields {
		w.separate(i, indent, pretty)
		w.field(f, indent+w.unit, pretty)
	}
	w.end(len(n.Fields), indent, pretty, '}')
}

func (w *flowWriter) field(f template.Field, indent string, pretty bool) {
	start := w.Len()
	w.text(f.Key.Text)
	if quoted := w.String()[start] == '"' || w.String()[start] == '\''; !quoted && w.colon == ":" {
		w.WriteString(": ")
	} else {
		w.WriteString(w.colon)
	}
	w.value(f.Value, indent, pretty)
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
	}
}

func (w *flowWriter) end(n int, indent string, pretty bool, bracket byte) {
	if pretty && n > 0 {
		w.WriteString(w.newline + indent)
	}
	w.WriteByte(bracket)
}
