package template

import (
	"strings"
	"testing"
)

// checkTree fails when a node of the tree does not lie within the source and
// its parent, or when a scalar's range does not hold its text.
func checkTree(t testing.TB, src *Source, root *Node) {
	t.Helper()
	seen := make(map[*Node]bool)
	var check func(n *Node, path string)
	check = func(n *Node, path string) {
		if n == nil {
			t.Fatalf("%s is nil", path)
		}
		if n.start < 0 || n.start > n.end || int(n.end) > len(src.Data) {
			t.Fatalf("%s has the range %d..%d of %d", path, n.start, n.end, len(src.Data))
		}
		if seen[n] {
			return
		}
		seen[n] = true
		last := n.start
		child := func(c *Node, path string, merged bool) {
			check(c, path)
			if c.start >= n.start && c.end <= n.end && c.start >= last {
				last = c.end
				return
			}
			// Values of an alias or a merge key stand where the anchor is, which
			// is before; the parts of an attribute may share their range.
			if !(merged && c.start < last) && !(n.Style == Synthetic && c.start == n.start && c.end == n.end) {
				t.Fatalf("%s at %d..%d is not in order within its parent at %d..%d", path, c.start, c.end, n.start, n.end)
			}
		}
		text := string(src.Data[n.start:n.end])
		aliased := strings.Contains(text, "*")
		duplicate := map[string]bool{}
		for _, f := range n.Fields() {
			p := path + "/" + f.Key.Text
			if duplicate[f.Key.Text] {
				t.Fatalf("%s stands twice", p)
			}
			duplicate[f.Key.Text] = true
			if f.Key.Kind != String {
				t.Fatalf("the key %s is a %v", p, f.Key.Kind)
			}
			if n.Get(f.Key.Text) != f.Value {
				t.Fatalf("%s is not found by its key", p)
			}
			child(f.Key, p, aliased)
			child(f.Value, p, aliased)
		}
		for i, item := range n.Items() {
			child(item, path+"/"+string(rune('0'+i%10)), aliased)
		}
		checkScalar(t, src, n, path)
	}
	check(root, "")
}

// checkScalar reads the text of a scalar's range anew.
func checkScalar(t testing.TB, src *Source, n *Node, path string) {
	t.Helper()
	if n.Kind == List || n.Kind == Map || n.Style == Synthetic {
		return
	}
	text := string(src.Data[n.start:n.end])
	var again *Node
	var problems []Problem
	switch n.Style {
	case JSON:
		again, problems = parseJSON(NewSource("scalar.json", []byte(text)))
	case Plain, SingleQuoted, DoubleQuoted, Literal, Folded:
		if text == "" && n.Text == "" && n.Kind != Map {
			return
		}
		in := "- " + text
		if n.Style == Plain || n.Style == SingleQuoted || n.Style == DoubleQuoted {
			// Lines that go on may be indented less than the list would have it.
			in = "[" + text + "]"
			if strings.ContainsAny(text, ",[]{}?:\\") && n.Style == Plain {
				return
			}
		} else {
			// A block scalar is cut from its surroundings with the indentation
			// that its lines have there.
			in += string(src.Data[n.end : int(n.end)+breakWidth(src.Data, int(n.end))])
			in = strings.TrimPrefix(in, "- ")
			if strings.ContainsAny(text[:min(3, len(text))], "123456789") {
				return
			}
		}
		var docs []*Node
		docs, problems = parseYAML(NewSource("scalar.yaml", []byte(in)))
		if len(docs) == 1 {
			again = docs[0]
			if again.Kind == List && len(again.Items()) == 1 {
				again = again.Items()[0]
			}
		}
	}
	if again == nil || again.Text != n.Text {
		t.Fatalf("%s: the range's text %q reads %v, want %q; %v", path, text, again, n.Text, problems)
	}
}
