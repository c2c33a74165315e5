package edit

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/fjall-lint/fjall-lint/template"
)

// styled writes a value in styles that are drawn one by one: indentation,
// quotes, brackets, short tags, comments, blank lines, line ends.
type styled struct {
	strings.Builder
	t       *rapid.T
	newline string
	step    int
	items   int
	comment *rapid.Generator[string]
	json    bool
	unit    string
	colon   string
	comma   string
}

func (w *styled) flip(label string) bool { return rapid.IntRange(0, 3).Draw(w.t, label) == 0 }

func (w *styled) line(col int) {
	if w.flip("blank line") {
		w.WriteString(w.newline)
	}
	w.WriteString(w.newline)
	if c := w.comment.Draw(w.t, "comment above"); c != "" {
		w.WriteString(spaces(col+rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(w.t, "comment's indentation")) + c + w.newline)
	}
	w.WriteString(spaces(col))
}

func (w *styled) trailing() {
	if c := w.comment.Draw(w.t, "comment behind"); c != "" {
		w.WriteString(" " + c)
	}
}

// scalar writes text behind a space; block tells whether it may take lines.
func (w *styled) scalar(n *template.Node, col int, block bool) {
	if n.Kind != template.String {
		w.WriteString(word(n))
		return
	}
	switch style := rapid.IntRange(0, 3).Draw(w.t, "quotes"); {
	case w.json:
		w.WriteString(quoteJSON(n.Text))
	case block && literalSafe(n.Text):
		w.WriteByte('|')
		body, ends := strings.CutSuffix(n.Text, "\n")
		switch {
		case !ends:
			w.WriteByte('-')
		case w.flip("keep"):
			w.WriteByte('+')
		}
		w.trailing()
		for line := range strings.SplitSeq(body, "\n") {
			w.WriteString(w.newline)
			if line != "" {
				w.WriteString(spaces(max(col, 0)+w.step) + line)
			}
		}
		return
	case style == 0 && plainSafe(n.Text, !block):
		w.WriteString(n.Text)
	case style == 1 && quoteText(n.Text, '\'')[0] == '\'':
		w.WriteString(quoteText(n.Text, '\''))
	default:
		w.WriteString(quoteText(n.Text, '"'))
	}
	if block {
		w.trailing()
	}
}

func (w *styled) block(n *template.Node, col int, dash, tagged bool) {
	if len(n.Fields())+len(n.Items()) == 0 || w.flip("flow") {
		if n.IsScalar() || n.Kind == template.Null {
			if n.Kind != template.Null || w.flip("null") || tagged || dash {
				w.WriteByte(' ')
				w.scalar(n, col, true)
			}
			return
		}
		w.WriteByte(' ')
		w.flow(n, tagged)
		w.trailing()
		return
	}
	tag, arg := shortForm(n)
	switch {
	case tag != "" && !tagged && w.flip("short tag"):
		w.WriteString(" " + tag)
		w.block(arg, col, dash, true)
	case n.Kind == template.Map:
		at := col + w.step
		compact := dash && !tagged && w.flip("compact")
		if !compact {
			w.trailing()
		}
		for i, f := range n.Fields() {
			switch {
			case !compact:
				w.line(at)
			case i == 0:
				at = col + 2
				w.WriteByte(' ')
			default:
				w.line(at)
			}
			w.key(f.Key.Text, true)
			w.block(f.Value, at, false, false)
		}
	default:
		at := col + w.items
		compact := dash && !tagged && w.flip("compact")
		if dash {
			at = col + w.step
		}
		if !compact {
			w.trailing()
		}
		for i, item := range n.Items() {
			switch {
			case !compact:
				w.line(at)
			case i == 0:
				at = col + 2
				w.WriteByte(' ')
			default:
				w.line(at)
			}
			w.WriteByte('-')
			w.block(item, at, true, false)
		}
	}
}

func (w *styled) key(s string, block bool) {
	if plainSafe(s, !block) {
		w.WriteString(s + ":")
	} else {
		w.WriteString(quoteText(s, '\'') + ":")
	}
}

// flow writes a value in brackets on one line.
func (w *styled) flow(n *template.Node, tagged bool) {
	pad := rapid.SampledFrom([]string{"", " "}).Draw(w.t, "pad")
	switch n.Kind {
	case template.Map:
		if tag, arg := shortForm(n); tag != "" && !tagged && w.flip("short tag") {
			w.WriteString(tag + " ")
			w.flow(arg, true)
			return
		}
		w.WriteString("{" + pad)
		for i, f := range n.Fields() {
			if i > 0 {
				w.WriteString(", ")
			}
			w.key(f.Key.Text, false)
			w.WriteByte(' ')
			w.flow(f.Value, false)
		}
		w.WriteString(pad + "}")
	case template.List:
		w.WriteString("[" + pad)
		for i, item := range n.Items() {
			if i > 0 {
				w.WriteString(", ")
			}
			w.flow(item, false)
		}
		w.WriteString(pad + "]")
	default:
		w.scalar(n, 0, false)
	}
}

// pretty writes JSON.
func (w *styled) pretty(n *template.Node, indent string) {
	oneLine := w.unit == "" || w.flip("one line")
	open := func() {
		if !oneLine {
			w.WriteString(w.newline + indent + w.unit)
		}
	}
	shut := func(i int) {
		if !oneLine && i > 0 {
			w.WriteString(w.newline + indent)
		}
	}
	switch n.Kind {
	case template.Map:
		w.WriteByte('{')
		for i, f := range n.Fields() {
			if i > 0 {
				w.WriteString(w.comma)
			}
			open()
			w.WriteString(quoteJSON(f.Key.Text) + w.colon)
			w.pretty(f.Value, indent+w.unit)
		}
		shut(len(n.Fields()))
		w.WriteByte('}')
	case template.List:
		w.WriteByte('[')
		for i, item := range n.Items() {
			if i > 0 {
				w.WriteString(w.comma)
			}
			open()
			w.pretty(item, indent+w.unit)
		}
		shut(len(n.Items()))
		w.WriteByte(']')
	default:
		w.scalar(n, 0, false)
	}
}

// TestProperty writes random values in random styles, does random operations
// and checks the results.
func TestProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := chooser{rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "value"), 2))}
		root := c.value(5)
		if root.Kind != template.Map || len(root.Fields()) == 0 || shortTag(root) {
			root = template.NewMap(nil, "Resources", root)
		}
		comments := []string{"", "", "", "# c", "# it's: {", "#"}
		if rapid.Bool().Draw(rt, "no comments") {
			comments = []string{""}
		}
		w := &styled{
			t:       rt,
			newline: rapid.SampledFrom([]string{"\n", "\n", "\r\n"}).Draw(rt, "newline"),
			step:    rapid.SampledFrom([]int{2, 2, 1, 3, 4, 8}).Draw(rt, "step"),
			comment: rapid.SampledFrom(comments),
			json:    rapid.Bool().Draw(rt, "json"),
			unit:    rapid.SampledFrom([]string{"", "\t", "  ", "    "}).Draw(rt, "unit"),
			colon:   rapid.SampledFrom([]string{":", ": ", " : "}).Draw(rt, "colon"),
			comma:   rapid.SampledFrom([]string{",", ", "}).Draw(rt, "comma"),
		}
		w.items = rapid.SampledFrom([]int{0, w.step}).Draw(rt, "items")
		if rapid.IntRange(0, 4).Draw(rt, "mark") == 0 {
			w.WriteString("\uFEFF")
		}
		name := "a.yaml"
		if w.json {
			name = "a.json"
			w.pretty(root, "")
		} else {
			w.WriteString(rapid.SampledFrom([]string{"", "---" + w.newline, "# head" + w.newline}).Draw(rt, "head"))
			w.block(root, -w.step, false, true)
		}
		w.WriteString(rapid.SampledFrom([]string{"", w.newline, w.newline + w.newline}).Draw(rt, "end"))
		data := []byte(w.String())
		docs, problems := template.Parse(template.NewSource(name, data))
		if len(problems) > 0 || len(docs) != 1 {
			tb := rapidTB{t, rt}
			tb.Fatalf("%q: %v", data, problems)
		}
		ops := c.operations(docs[0], 5)
		tb := rapidTB{t, rt}
		_, err := check(tb, name, data, ops)
		switch {
		case err == nil, (errors.Is(err, ErrConflict) || errors.Is(err, ErrMissing)) && !isolated(ops):
		default:
			tb.Fatalf("%s: %v\n%s\nin %q", describe(ops), err, unverified(name, data, ops), data)
		}
	})
}

// shortTag tells whether a value may be written as a short tag.
func shortTag(n *template.Node) bool {
	tag, _ := shortForm(n)
	return tag != ""
}

// TestOrder does operations that do not touch one another in any order.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.SampledFrom(append(append([]string(nil), yamlSeeds...), jsonSeeds...)).Draw(rt, "text")
		docs, problems := template.Parse(template.NewSource("a.yaml", []byte(seed)))
		if len(problems) > 0 || len(docs) == 0 {
			return
		}
		c := chooser{rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "operations"), 3))}
		ops := c.operations(docs[0], 5)
		additions := 0
		for _, op := range ops {
			if docs[0].At(op.Path...) == nil {
				additions++
			}
		}
		if !isolated(ops) || additions > 1 {
			return
		}
		one, err := Edits(template.NewSource("a.yaml", []byte(seed)), ops)
		for range 3 {
			c.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
			other, err2 := Edits(template.NewSource("a.yaml", []byte(seed)), ops)
			if (err == nil) != (err2 == nil) {
				rt.Fatalf("%q: %v and %v", seed, err, err2)
			}
			if len(one) != len(other) {
				rt.Fatalf("%q: %v and %v", seed, one, other)
			}
			for i := range one {
				if one[i] != other[i] {
					rt.Fatalf("%q: %v and %v", seed, one, other)
				}
			}
		}
	})
}

// TestNothing does no operations, and such as change nothing.
func TestNothing(t *testing.T) {
	for _, s := range append(append([]string(nil), yamlSeeds...), jsonSeeds...) {
		src := template.NewSource("a.yaml", []byte(s))
		edits, err := Edits(src, nil)
		if len(edits) > 0 || err != nil {
			t.Fatalf("%q: %v %v", s, edits, err)
		}
		docs, problems := template.Parse(src)
		if len(problems) > 0 {
			continue
		}
		docs[0].Walk(func(path template.Path, n *template.Node) bool {
			if len(path) == 0 {
				return true
			}
			edits, err := Edits(src, []Operation{{Op: Set, Path: path, Value: n}})
			if len(edits) > 0 || err != nil && !errors.Is(err, ErrShared) && !expectedRefusal(err) {
				t.Fatalf("%q: set %s to itself: %v %v", s, path, edits, err)
			}
			return true
		})
	}
}

// rapidTB lets the checks fail a rapid test, which then looks for the smallest
// input.
type rapidTB struct {
	testing.TB
	rt *rapid.T
}

func (t rapidTB) Helper()                           {}
func (t rapidTB) Fatal(args ...any)                 { t.rt.Fatal(args...) }
func (t rapidTB) Fatalf(format string, args ...any) { t.rt.Fatalf(format, args...) }
