package edit

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// blockWriter writes values in the block style of YAML.
type blockWriter struct {
	strings.Builder
	newline string
	step    int // from a key to the keys of the map below it
	items   int // from a key to the dashes of the list below it
	gap     int // spaces behind a dash
	quote   byte
	short   bool // functions as short tags
	calls   bool // lists that are arguments of functions in brackets
	quoted  bool // keys in double quotes
	noLines bool // no literal blocks
}

// parent is what a value stands behind.
type parent uint8

const (
	behindKey parent = iota
	behindDash
	behindTag // within a value that stands behind a key
	behindDashTag
)

// value writes what comes behind the colon or the dash that stands at column
// col: a space and the value, or a line break and the lines of the value, up to
// and without the last line break.
func (w *blockWriter) value(n *template.Node, col int, p parent) {
	switch n.Kind {
	case template.String:
		w.WriteByte(' ')
		w.text(n.Text, col)
	case template.List:
		w.list(n, col, p)
	case template.Map:
		w.mapping(n, col, p)
	default:
		w.WriteByte(' ')
		w.WriteString(word(n))
	}
}

func (w *blockWriter) text(s string, col int) {
	switch {
	case literalSafe(s) && !w.noLines:
		w.literal(s, col)
	case plainSafe(s, false):
		w.WriteString(s)
	default:
		w.WriteString(quoteText(s, w.quote))
	}
}

func (w *blockWriter) literal(s string, col int) {
	w.WriteByte('|')
	body, ok := strings.CutSuffix(s, "\n")
	if !ok {
		w.WriteByte('-')
	}
	for line := range strings.SplitSeq(body, "\n") {
		w.WriteString(w.newline)
		if line != "" {
			w.WriteString(spaces(max(col, 0) + max(w.step, 1)))
			w.WriteString(line)
		}
	}
}

func (w *blockWriter) list(n *template.Node, col int, p parent) {
	if len(n.Items()) == 0 {
		w.WriteString(" []")
		return
	}
	if w.calls && p >= behindTag && w.brackets(n) {
		return
	}
	at := col + w.items
	if p == behindDash || p == behindDashTag {
		at = col + 1 + w.gap
	}
	for i, item := range n.Items() {
		if i == 0 && p == behindDash {
			w.WriteByte(' ')
		} else {
			w.line(at)
		}
		w.item(item, at)
	}
}

// brackets writes the list that a function takes in brackets if it is short
// enough.
func (w *blockWriter) brackets(n *template.Node) bool {
	f := flowWriter{quote: w.quote, short: w.short, colon: ": ", comma: ", ", newline: w.newline}
	f.value(n, "", false, false)
	if f.Len() > mostOnLine {
		return false
	}
	w.WriteByte(' ')
	w.WriteString(f.String())
	return true
}

// item writes the dash and an item.
func (w *blockWriter) item(n *template.Node, col int) {
	w.WriteByte('-')
	w.WriteString(spaces(w.gap - 1))
	w.value(n, col, behindDash)
}

func (w *blockWriter) mapping(n *template.Node, col int, p parent) {
	if len(n.Fields()) == 0 {
		w.WriteString(" {}")
		return
	}
	if tag, arg := shortForm(n); tag != "" && w.short && p != behindTag && p != behindDashTag {
		w.WriteByte(' ')
		w.WriteString(tag)
		w.value(arg, col, p+behindTag)
		return
	}
	at := col + w.step
	if p == behindDash || p == behindDashTag {
		at = col + 1 + w.gap
	}
	for i, f := range n.Fields() {
		if i == 0 && p == behindDash {
			w.WriteByte(' ')
		} else {
			w.line(at)
		}
		w.field(n, f, at)
	}
}

// field writes an entry of a map whose keys are at column col.
func (w *blockWriter) field(n *template.Node, f template.Field, col int) {
	switch {
	case w.quoted:
		w.WriteString(quoteText(f.Key.Text, '"'))
	case plainSafe(f.Key.Text, false):
		w.WriteString(f.Key.Text)
	default:
		w.WriteString(quoteText(f.Key.Text, w.quote))
	}
	w.WriteByte(':')
	if name, _ := n.Intrinsic(); name != "" && w.calls && f.Value.Kind == template.List && len(f.Value.Items()) > 0 && w.brackets(f.Value) {
		return
	}
	w.value(f.Value, col, behindKey)
}

func (w *blockWriter) line(col int) {
	w.WriteString(w.newline)
	w.WriteString(spaces(col))
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }
