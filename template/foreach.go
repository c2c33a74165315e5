package template

import (
	"bytes"
	"fmt"
	"strings"
)

// Bounds of one loop with the loops within it. CloudFormation allows 500
// resources a template and five levels of loops, so real ones are far below.
const (
	maxIterations = 1000
	maxLoopNodes  = 100_000
)

const forEachPrefix = "Fn::ForEach::"

// expandForEach writes out the loops of AWS::LanguageExtensions
//
//	Fn::ForEach::Name: [Identifier, Collection, {OutputKey: OutputValue}]
//
// in Resources, Conditions and Outputs, at any depth. Within a loop
// ${Identifier} in keys and texts, &{Identifier} (letters and digits only) and
// {"Ref": Identifier} stand for the item. list resolves a collection that is no
// list of literals. Where it cannot, the loop stays as it is. What does not hold
// the identifier is shared between the copies; copies keep their places.
//
// Source: AWS CloudFormation user guide, "Fn::ForEach".
func expandForEach(root *Node, list func(*Node) ([]*Node, bool)) (*Node, []Problem) {
	if src := root.Source(); src != nil && !bytes.Contains(src.Data, []byte("Fn::ForEach")) {
		return root, nil
	}
	x := &loopExpansion{list: list}
	for _, section := range []string{"Conditions", "Resources", "Outputs"} {
		n := root.Get(section)
		if n == nil {
			continue
		}
		if expanded := x.expand(n); expanded != n {
			root = root.With(section, expanded)
		}
	}
	return root, sortProblems(x.problems)
}

type loopExpansion struct {
	list     func(*Node) ([]*Node, bool)
	problems []Problem
	// Of the outermost loop that is being expanded:
	depth      int
	iterations int
	nodes      int
	over       bool
}

func (x *loopExpansion) problem(kind ProblemKind, at *Node, hint, format string, args ...any) {
	x.problems = append(x.problems, Problem{Kind: kind, Message: fmt.Sprintf(format, args...), Hint: hint, Range: at.Range()})
}

// expand gives a value with its loops written out; the value itself when it has
// none.
func (x *loopExpansion) expand(n *Node) *Node {
	switch n.Kind {
	case Map:
		return x.expandMap(n)
	case List:
		for i, item := range n.Items() {
			n = withItem(n, i, x.expand(item))
		}
	}
	return n
}

func (x *loopExpansion) expandMap(n *Node) *Node {
	var fields []Field // nil while nothing is changed
	for i, f := range n.Fields() {
		if strings.HasPrefix(f.Key.Text, forEachPrefix) {
			if made, ok := x.loop(f); ok {
				if fields == nil {
					fields = append([]Field{}, n.Fields()[:i]...)
				}
				fields = append(fields, made...)
				continue
			}
		} else if v := x.expand(f.Value); v != f.Value {
			if fields == nil {
				fields = append([]Field{}, n.Fields()[:i]...)
			}
			f.Value = v
		}
		if fields != nil {
			fields = append(fields, f)
		}
	}
	if fields == nil {
		return n
	}
	seen := make(map[string]bool, len(fields))
	kept := fields[:0]
	for _, f := range fields {
		if seen[f.Key.Text] {
			x.problem(Structure, f.Key, "let each pass of the loop make another name", "%q is made twice by Fn::ForEach, or stands beside the loop", shorten(f.Key.Text))
			continue
		}
		seen[f.Key.Text] = true
		kept = append(kept, f)
	}
	c := *n
	c.setFields(kept)
	c.seal()
	return &c
}

// loop gives the entries that a loop stands for.
func (x *loopExpansion) loop(f Field) ([]Field, bool) {
	name := strings.TrimPrefix(f.Key.Text, forEachPrefix)
	arg := f.Value
	if arg.Kind != List || len(arg.Items()) != 3 || !arg.Items()[0].IsScalar() || arg.Items()[0].Text == "" || arg.Items()[2].Kind != Map {
		x.problem(Structure, f.Key, "write [Identifier, Collection, {OutputKey: OutputValue}]", "the loop %q is not written as Fn::ForEach wants it", shorten(name))
		return nil, false
	}
	identifier, body := arg.Items()[0].Text, arg.Items()[2]
	items, ok := x.items(arg.Items()[1])
	if !ok {
		x.problem(Unsupported, arg.Items()[1], "give the parameter a default, or a value with --param", "the collection of the loop %q is not known before deployment", shorten(name))
		return nil, false
	}
	if x.depth == 0 {
		x.iterations, x.nodes, x.over = 0, 0, false
	}
	x.depth++
	defer func() { x.depth-- }()

	var made []Field
	for _, item := range items {
		if x.iterations++; x.iterations > maxIterations || x.nodes > maxLoopNodes {
			x.over = true
		}
		if x.over {
			break
		}
		pass := x.expand(x.substitute(body, identifier, item.Text))
		for _, f := range pass.Fields() {
			// Of a loop whose inner loop is not known, nothing is.
			if strings.HasPrefix(f.Key.Text, forEachPrefix) && !x.over {
				return nil, false
			}
		}
		made = append(made, pass.Fields()...)
	}
	if x.over {
		if x.depth == 1 {
			x.problem(Unsupported, f.Key, "", "the loop %q makes more than %d passes or %d values; it is not expanded", shorten(name), maxIterations, maxLoopNodes)
		}
		return nil, false
	}
	return made, true
}

// items are the texts of a collection.
func (x *loopExpansion) items(collection *Node) ([]*Node, bool) {
	if collection.Kind == List {
		literal := true
		for _, item := range collection.Items() {
			literal = literal && item.IsScalar()
		}
		if literal {
			return collection.Items(), true
		}
	}
	if x.list == nil {
		return nil, false
	}
	return x.list(collection)
}

// substitute gives a value with the identifier replaced by an item; the value
// itself when it does not hold the identifier.
func (x *loopExpansion) substitute(n *Node, identifier, item string) *Node {
	if x.nodes > maxLoopNodes {
		x.over = true
		return n
	}
	switch n.Kind {
	case String:
		if text := substituteText(n.Text, identifier, item); text != n.Text {
			x.nodes++
			c := *n
			c.Text = text
			return &c
		}
	case List:
		for i, item2 := range n.Items() {
			if v := x.substitute(item2, identifier, item); v != item2 {
				x.nodes++
				n = withItem(n, i, v)
			}
		}
	case Map:
		if name, arg := n.Intrinsic(); name == "Ref" && arg.IsScalar() && arg.Text == identifier {
			x.nodes++
			return NewString(item, n)
		}
		var fields []Field
		for i, f := range n.Fields() {
			key, value := x.substitute(f.Key, identifier, item), x.substitute(f.Value, identifier, item)
			if key == f.Key && value == f.Value {
				continue
			}
			if fields == nil {
				fields = append([]Field(nil), n.Fields()...)
			}
			fields[i] = Field{key, value}
		}
		if fields != nil {
			x.nodes++
			c := *n
			c.setFields(fields)
			c.seal()
			return &c
		}
	}
	return n
}

func substituteText(text, identifier, item string) string {
	if !strings.Contains(text, identifier) {
		return text
	}
	text = strings.ReplaceAll(text, "${"+identifier+"}", item)
	if braced := "&{" + identifier + "}"; strings.Contains(text, braced) {
		text = strings.ReplaceAll(text, braced, samOnlyAlphanumeric(item))
	}
	return text
}
