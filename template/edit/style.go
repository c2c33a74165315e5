package edit

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// style is the way a file is written, as far as it shall be kept.
type style struct {
	short bool   // functions are short tags, or there are none
	quote byte   // the quotes that are used most
	steps []hint // from keys to the keys below them
	lists []hint // from keys to the dashes below them
	unit  string // JSON: one step of indentation
	colon string // JSON: between key and value
	// lines tells which short values are put on one line, although others are
	// not.
	lines oneLine
}

// oneLine tells which values a file has on one line.
type oneLine struct {
	lists bool   // lists of texts and numbers
	calls bool   // functions
	pad   string // between brackets and what is in them
}

// count is how many values are on one line, and how many are not.
type count struct{ one, more int }

func (c *count) add(one bool) {
	if one {
		c.one++
	} else {
		c.more++
	}
}

// hint is how far a block list or map is indented from the key it belongs to.
type hint struct{ at, col, delta int }

// nearest is the indentation of what is closest to an offset: of those below
// keys at the same column if there are any.
func nearest(hints []hint, at, col, otherwise int) int {
	best, distance := otherwise, -1
	for _, h := range hints {
		d := max(h.at-at, at-h.at)
		if h.col != col {
			d += 1 << 40
		}
		if distance < 0 || d < distance {
			best, distance = h.delta, d
		}
	}
	return best
}

func (d *document) findStyle() style {
	s := style{quote: '\'', colon: ": "}
	if d.json {
		s.unit = "  "
		start := d.gap(offset(d.root) + 1)
		if d.breaks(offset(d.root), start) {
			if unit := d.indentation(start); unit != "" {
				s.unit = unit
			}
		}
		if len(d.root.Fields()) > 0 {
			if colon := d.gap(d.skipJSON(start)); !d.blank(colon + 1) {
				s.colon = ":"
			}
		}
		s.lines = d.findLines()
		return s
	}
	var long, short, single, double int
	var calls count
	d.root.Walk(func(_ template.Path, n *template.Node) bool {
		if _, arg := n.Intrinsic(); arg != nil && arg.Kind == template.List && arg.Style != template.Synthetic {
			calls.add(arg.Style == template.Flow)
		}
		switch {
		case n.Short:
			short++
		case n.Style == template.SingleQuoted:
			single++
		case n.Style == template.DoubleQuoted:
			double++
		default:
			if name, _ := n.Intrinsic(); name != "" {
				long++
			}
		}
		for _, f := range n.Fields() {
			v := f.Value
			if v.Short {
				v = v.Fields()[0].Value
			}
			key, value := offset(f.Key), offset(v)
			if v.Style != template.Block || n.Style != template.Block || value < key || d.at(value, '?') {
				continue
			}
			h := hint{at: key, col: d.column(key)}
			h.delta = d.column(value) - h.col
			switch {
			case v.Kind == template.List && h.delta >= 0:
				s.lists = append(s.lists, h)
			case v.Kind == template.Map && h.delta > 0:
				s.steps = append(s.steps, h)
			}
		}
		return true
	})
	s.lines.calls = calls.one > calls.more
	s.short = short > 0 || long == 0
	if double > single {
		s.quote = '"'
	}
	return s
}

// findLines looks at the short values of a JSON file.
func (d *document) findLines() oneLine {
	var lists, calls, pads count
	d.root.Walk(func(_ template.Path, n *template.Node) bool {
		start, end := n.Offsets()
		_, arg := n.Intrinsic()
		switch {
		case n.Kind == template.List && simple(n):
			lists.add(!d.breaks(start, end))
		case arg != nil && (arg.IsScalar() || arg.Kind == template.List && simple(arg)):
			calls.add(!d.breaks(start, end))
		default:
			return true
		}
		if !d.breaks(start, end) {
			pads.add(d.data[start+1] == ' ')
		}
		return true
	})
	l := oneLine{lists: lists.one > lists.more, calls: calls.one > calls.more}
	if pads.one > pads.more {
		l.pad = " "
	}
	return l
}

// simple tells whether a list has items, and texts, numbers and words only.
func simple(n *template.Node) bool {
	for _, item := range n.Items() {
		if item.Kind == template.List || item.Kind == template.Map {
			return false
		}
	}
	return len(n.Items()) > 0
}

func (d *document) block(at, col int) *blockWriter {
	w := &blockWriter{newline: d.newline, gap: 1, quote: d.style.quote, short: d.style.short, calls: d.style.lines.calls}
	w.step = nearest(d.style.steps, at, col, 2)
	w.items = nearest(d.style.lists, at, col, w.step)
	return w
}

func (d *document) flow() *flowWriter {
	w := &flowWriter{json: d.json, lines: d.style.lines, quote: d.style.quote, short: d.style.short, newline: d.newline, unit: d.style.unit, colon: d.style.colon, comma: ", "}
	if w.unit == "" {
		w.unit = "  "
	}
	if w.colon == ":" {
		w.comma = ","
	}
	return w
}

// unitOf is the step of indentation between two lines, given by theirs.
func unitOf(inner, outer, otherwise string) string {
	if unit, ok := strings.CutPrefix(inner, outer); ok && unit != "" {
		return unit
	}
	return otherwise
}
