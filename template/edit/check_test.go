package edit

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// model is a value that operations are done on in the plainest way, to compare
// with what the edits make. What is removed stays in its place, marked, so that
// indexes keep their meaning.
type model struct {
	kind   template.Kind
	text   string
	keys   []string
	values []*model
	gone   bool
}

func modelOf(n *template.Node) *model {
	m := &model{kind: n.Kind}
	switch n.Kind {
	case template.Map:
		for _, f := range n.Fields() {
			m.keys = append(m.keys, f.Key.Text)
			m.values = append(m.values, modelOf(f.Value))
		}
	case template.List:
		for _, item := range n.Items() {
			m.values = append(m.values, modelOf(item))
		}
	case template.Null:
	default:
		m.text = n.Text
	}
	return m
}

func (m *model) do(op Operation) {
	for i, e := range op.Path {
		if m.kind == template.Null {
			m.kind = template.Map
		}
		switch e := e.(type) {
		case int:
			m = m.values[e]
		case string:
			j := slices.Index(m.keys, e)
			if j < 0 {
				j = len(m.keys)
				m.keys = append(m.keys, e)
				m.values = append(m.values, &model{})
			}
			m = m.values[j]
		}
		_ = i
	}
	switch op.Op {
	case Set:
		*m = *modelOf(op.Value)
	case Remove:
		m.gone = true
	case Append:
		switch m.kind {
		case template.Null:
			m.kind, m.text = template.List, ""
		case template.List:
		default:
			old := *m
			*m = model{kind: template.List, values: []*model{&old}}
		}
		m.values = append(m.values, modelOf(op.Value))
	case Text:
		i := strings.LastIndex(m.text, op.Old)
		m.text = m.text[:i] + op.New + m.text[i+len(op.Old):]
		if plainKind(m.text) != m.kind {
			m.kind = template.String
		}
	}
}

// String writes the value so that two are the same if and only if their strings
// are.
func (m *model) String() string {
	var b strings.Builder
	m.write(&b)
	return b.String()
}

func (m *model) write(b *strings.Builder) {
	switch m.kind {
	case template.Map:
		b.WriteByte('{')
		for i, v := range m.values {
			if v.gone {
				continue
			}
			fmt.Fprintf(b, "%q: ", m.keys[i])
			if m.keys[i] == "Fn::GetAtt" && len(m.values) == 1 && v.kind == template.String {
				if id, name, ok := strings.Cut(v.text, "."); ok { // the two forms are one
					v = &model{kind: template.List, values: []*model{{kind: template.String, text: id}, {kind: template.String, text: name}}}
				}
			}
			v.write(b)
			b.WriteString(", ")
		}
		b.WriteByte('}')
	case template.List:
		b.WriteByte('[')
		for _, v := range m.values {
			if !v.gone {
				v.write(b)
				b.WriteString(", ")
			}
		}
		b.WriteByte(']')
	case template.String:
		fmt.Fprintf(b, "%q", m.text)
	case template.Null:
		b.WriteString("null")
	default:
		b.WriteString(decimal(strings.ToLower(m.text)))
	}
}

// check does operations on a file and looks whether the result is what they ask
// for. It gives the result, and the error of a refusal.
func check(t testing.TB, name string, data []byte, ops []Operation) ([]byte, error) {
	t.Helper()
	src := template.NewSource(name, data)
	docs, before := template.Parse(src)
	edits, err := Edits(src, ops)
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("the error is a %T", err)
		}
		return nil, err
	}
	out, err := Apply(data, edits)
	if err != nil {
		t.Fatalf("%q %v: %v", data, edits, err)
	}
	// The bytes outside of the edits.
	last, at := 0, 0
	for _, e := range edits {
		if e.Start < last {
			t.Fatalf("%q: %v are not sorted", data, edits)
		}
		if same := data[last:e.Start]; !bytes.Equal(out[at:at+len(same)], same) {
			t.Fatalf("%q: bytes before %v changed", data, e)
		}
		at += e.Start - last + len(e.Text)
		last = e.End
	}
	if !bytes.Equal(out[at:], data[last:]) {
		t.Fatalf("%q: bytes at the end changed", data)
	}
	after := template.NewSource(name, out)
	result, problems := template.Parse(after)
	if len(problems) > len(before) {
		t.Fatalf("%q becomes %q: %v", data, out, problems)
	}
	want := modelOf(docs[0])
	for _, op := range ops {
		want.do(op)
	}
	if got, want := modelOf(result[0]).String(), want.String(); got != want {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		from := max(i-60, 0)
		t.Fatalf("%s\ngot  …%s\nwant …%s\n%sin %q", describe(ops), got[from:min(i+60, len(got))], want[from:min(i+60, len(want))], unverified(name, data, ops), data)
	}
	if len(result) != len(docs) {
		t.Fatalf("%q becomes %q: %d documents, not %d", data, out, len(result), len(docs))
	}
	for i := 1; i < len(docs); i++ {
		if modelOf(docs[i]).String() != modelOf(result[i]).String() {
			t.Fatalf("%q becomes %q: document %d changed", data, out, i)
		}
	}
	if docs[0].Style != template.JSON {
		checkComments(t, src, after, edits)
	}
	return out, nil
}

// checkComments fails when a comment on a line that is not touched is lost.
func checkComments(t testing.TB, src, after *template.Source, edits []Edit) {
	t.Helper()
	there := make(map[int]string)
	for _, c := range after.Comments() {
		there[c.Offset] = c.Text
	}
	d := &document{data: src.Data}
comments:
	for _, c := range src.Comments() {
		start, end := d.lineStart(c.Offset), d.lineEnd(c.Offset)
		at := c.Offset
		for _, e := range edits {
			from, to := e.Start-src.BOM, e.End-src.BOM
			if from < end && to > start || from == to && from > start && from < end {
				continue comments
			}
			if to <= start {
				at += len(e.Text) - (to - from)
			}
		}
		if text, ok := there[at]; !ok || text != c.Text {
			t.Fatalf("%q becomes %q: the comment %q is lost", src.Data, after.Data, c.Text)
		}
	}
}

func describe(ops []Operation) string {
	var b strings.Builder
	for _, op := range ops {
		fmt.Fprintf(&b, "%s %s", op.Op, op.Path)
		switch op.Op {
		case Set, Append:
			b.WriteString(" " + modelOf(op.Value).String())
		case Text:
			fmt.Fprintf(&b, " %q %q", op.Old, op.New)
		}
		b.WriteString("; ")
	}
	return b.String()
}

// chooser makes random operations.
type chooser struct{ *rand.Rand }

func pick[T any](c chooser, all []T) T { return all[c.IntN(len(all))] }

var someTexts = []string{
	"a", "b c", "", "yes", "on", "012", "1e3", "2012-10-17", "~", "null", "*", "@x", "`x", "%x", "&x", "!x", "| x", "> x", "{x", "[x", " lead", "trail ",
	"a: b", "a #b", "#x", "a\nb\n", "a\n\n  b", "x\n", "\n", "a\n\n", " a\nb", "é", "\u0085", "\u2028", "\t", "a\tb", "it's", `"q"`, `a\b`, "-", "- a", "? a", ": a", "a:",
	"${AWS::Region}", "arn:aws:s3:::b/*", "0x1F", "1:20", ".5", "+1", ".inf", "true", "12", "=", "<<", "a,b", "a]", "a}", "\u0001", "...", "---", "--- a", "\U0001F600", "\uFEFF", "t3.micro",
	"line\n# no comment\n", "a\n  \nb", "a\n\tb\n", "!Ref x", "10.0.0.0/16", "a\r\nb", "\x7f", "a\n---\nb\n",
}

func (c chooser) value(depth int) *template.Node {
	switch k := c.IntN(12); {
	case depth == 0 || k < 4:
		switch c.IntN(8) {
		case 0:
			return template.NewNode(template.Number, pick(c, []string{"0", "12", "-1.5", "1e3", "1E-2", "12345678901234567890"}), nil)
		case 1:
			return template.NewNode(template.Bool, pick(c, []string{"true", "false"}), nil)
		case 2:
			return template.NewNode(template.Null, "null", nil)
		}
		return template.NewString(pick(c, someTexts), nil)
	case k < 6:
		var items []*template.Node
		for range c.IntN(4) {
			items = append(items, c.value(depth-1))
		}
		return template.NewList(nil, items...)
	case k < 8:
		switch name := pick(c, []string{"Ref", "Fn::Sub", "Fn::GetAtt", "Fn::Join", "Fn::If", "Fn::ImportValue", "Fn::Base64", "Fn::ForEach::X", "Condition"}); name {
		case "Fn::GetAtt":
			return template.NewMap(nil, name, pick(c, []*template.Node{
				value(`["A", "Arn"]`), value(`["A", "B.C"]`), value(`["A.B", "C"]`), value(`"A.Arn"`), value(`["A", {"Ref": "X"}]`), value(`"A"`), value(`["", ""]`),
			}))
		default:
			return template.NewMap(nil, name, c.value(depth-1))
		}
	default:
		n := template.NewMap(nil)
		for range c.IntN(4) {
			n = n.With(pick(c, someTexts), c.value(depth-1))
		}
		return n
	}
}

// operations makes operations for a template that mostly do not conflict.
func (c chooser) operations(root *template.Node, most int) []Operation {
	type place struct {
		path template.Path
		node *template.Node
	}
	var places []place
	root.Walk(func(path template.Path, n *template.Node) bool {
		places = append(places, place{path.Append(), n})
		return len(places) < 5000
	})
	var ops []Operation
	for range 1 + c.IntN(most) {
		p := pick(c, places)
		switch k := c.IntN(10); {
		case k < 2 && len(p.path) > 0:
			ops = append(ops, Operation{Op: Remove, Path: p.path})
		case k < 4 && len(p.path) > 0:
			ops = append(ops, Operation{Op: Set, Path: p.path, Value: c.value(3)})
		case k < 6 && (p.node.Kind == template.Map || p.node.Kind == template.Null && len(p.path) > 0):
			path := p.path.Append(pick(c, []string{"New", "Other", "a: b", "Properties", "no"}))
			if p.node.At(path[len(path)-1]) != nil {
				continue
			}
			for range c.IntN(3) {
				path = path.Append("Sub")
			}
			ops = append(ops, Operation{Op: pick(c, []Op{Set, Append}), Path: path, Value: c.value(3)})
		case k < 8 && (len(p.path) > 0 || p.node.Kind == template.List):
			ops = append(ops, Operation{Op: Append, Path: p.path, Value: c.value(3)})
		case p.node.IsScalar() && p.node.Text != "":
			runes := []rune(p.node.Text)
			i := c.IntN(len(runes))
			j := i + 1 + c.IntN(len(runes)-i)
			ops = append(ops, Operation{Op: Text, Path: p.path, Old: string(runes[i:j]), New: pick(c, someTexts)})
		}
	}
	return ops
}

// isolated tells whether no two operations are at or below one another, so that
// they cannot conflict.
func isolated(ops []Operation) bool {
	for i, a := range ops {
		for _, b := range ops[i+1:] {
			n := min(len(a.Path), len(b.Path))
			if slices.Equal(a.Path[:n], b.Path[:n]) {
				return false
			}
		}
	}
	return true
}

// checkFuzz does random operations on a file that can be read without problems.
func checkFuzz(t testing.TB, name string, data []byte, seed uint64) {
	docs, problems := template.Parse(template.NewSource(name, data))
	if len(problems) > 0 || len(docs) == 0 || strings.HasSuffix(name, ".json") && docs[0].Style != template.JSON {
		return
	}
	c := chooser{rand.New(rand.NewPCG(seed, 1))}
	ops := c.operations(docs[0], 4)
	_, err := check(t, name, data, ops)
	if err == nil || errors.Is(err, ErrShared) {
		return
	}
	if (errors.Is(err, ErrConflict) || errors.Is(err, ErrMissing)) && !isolated(ops) {
		return
	}
	if errors.Is(err, ErrUnsupported) && expectedRefusal(err) {
		return
	}
	if misread.Match(data) {
		return
	}
	t.Fatalf("%s: %v\n%s\nin %q", describe(ops), err, unverified(name, data, ops), data)
}

// misread are values whose end the template's reader does not tell rightly: the
// tag `!` beside an anchor with nothing behind them, and a question mark without
// a key in brackets.
var misread = regexp.MustCompile(`![ \t\r\n]+&|&\S+\s+!\s|\?\s*,`)

// unverified shows the edits that are made, whether or not they are right.
func unverified(name string, data []byte, ops []Operation) string {
	d, err := read(template.NewSource(name, data))
	if err != nil {
		return err.Error()
	}
	c, err := plan(d.root, ops)
	if err != nil {
		return err.Error()
	}
	g := &generator{document: d}
	if err := g.value(c, slot{node: d.root, y: d.y, root: true, col: -1}); err != nil {
		return err.Error()
	}
	edits, err := g.finish()
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for _, e := range edits {
		fmt.Fprintf(&b, "%q [%q -> %q] %q\n", data[max(e.Start-80, 0):e.Start], data[e.Start:e.End], e.Text, data[e.End:min(e.End+80, len(data))])
	}
	return b.String()
}

// expectedRefusal tells whether a way of writing is one of those that are not
// edited.
func expectedRefusal(err error) bool {
	for _, s := range []string{
		"key is written with a question mark", "key is an alias", "key is a list or a map", "key stands twice", "key without value", "end of the value cannot be found", "a tag has no value", "ends with a colon",
		"tabs before the value", "indented with tabs", "byte order mark within", "only be changed from within", "more than one map",
	} {
		if strings.Contains(err.Error(), s) {
			return true
		}
	}
	return false
}
