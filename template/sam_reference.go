package template

import (
	"slices"
	"strings"
)

// resolveReferences replaces references to what SAM made from a resource, such
// as {"Ref": "MyFunction.Version"} or ${MyApi.Stage}, by the id of the made
// resource, and the ids of connectors in DependsOn by those of what they became.
func (e *samExpansion) resolveReferences(root *Node) *Node {
	if len(e.refs) == 0 && len(e.replaced) == 0 {
		return root
	}
	for _, section := range []string{"Resources", "Outputs", "Conditions", "Rules"} {
		if n := root.Get(section); n != nil {
			if m := e.withReferences(n); m != n {
				root = root.With(section, m)
			}
		}
	}
	return root
}

// withReferences copies only what holds such a reference.
func (e *samExpansion) withReferences(n *Node) *Node {
	if name, arg := n.Intrinsic(); arg != nil {
		switch name {
		case "Ref":
			return n.withArgument(e.withReference(arg))
		case "Fn::GetAtt":
			return n.withArgument(e.withAttribute(arg))
		case "Fn::Sub":
			if arg.Kind == String {
				return n.withArgument(e.withSubReferences(arg))
			}
			if arg.Kind == List && len(arg.Items()) > 0 {
				arg = withItem(arg, 0, e.withSubReferences(arg.Items()[0]))
				if len(arg.Items()) > 1 {
					arg = withItem(arg, 1, e.withReferences(arg.Items()[1]))
				}
				return n.withArgument(arg)
			}
		}
	}
	var fields []Field
	for i, f := range n.Fields() {
		v := f.Value
		if f.Key.Text == "DependsOn" && len(e.replaced) > 0 {
			v = e.withDependencies(v)
		}
		v = e.withReferences(v)
		if v == f.Value {
			continue
		}
		if fields == nil {
			fields = append([]Field(nil), n.Fields()...)
		}
		fields[i].Value = v
	}
	for i, item := range n.Items() {
		n = withItem(n, i, e.withReferences(item))
	}
	if fields == nil {
		return n
	}
	c := *n
	c.setFields(fields)
	c.seal()
	return &c
}

// withAttribute rewrites the argument of Fn::GetAtt, which may be split at any
// of the dots.
func (e *samExpansion) withAttribute(arg *Node) *Node {
	if arg.Kind != List || len(arg.Items()) != 2 {
		return e.withReference(arg)
	}
	id, attribute, ok := strings.Cut(e.reference(samText(arg.Items()[0])+"."+samText(arg.Items()[1])), ".")
	if !ok {
		return arg
	}
	c := *arg
	c.setItems([]*Node{NewString(id, arg.Items()[0]), NewString(attribute, arg.Items()[1])})
	return &c
}

// withReference rewrites "Function.Alias" and "Function.Alias.Attribute".
func (e *samExpansion) withReference(n *Node) *Node {
	if to := e.reference(samText(n)); to != "" {
		c := *n
		c.Text = to
		return &c
	}
	return n
}

func (e *samExpansion) reference(name string) string {
	id, rest, ok := strings.Cut(name, ".")
	if !ok {
		return ""
	}
	property, attribute, more := strings.Cut(rest, ".")
	to := e.refs[id+"."+property]
	if to != "" && more {
		to += "." + attribute
	}
	return to
}

func (e *samExpansion) withSubReferences(n *Node) *Node {
	text := samText(n)
	var b strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		end := strings.IndexByte(text[start:], '}')
		if end < 0 {
			break
		}
		name := text[start+2 : start+end]
		if to := e.reference(strings.TrimSpace(name)); to != "" {
			name = to
		}
		b.WriteString(text[:start] + "${" + name + "}")
		text = text[start+end+1:]
	}
	b.WriteString(text)
	if b.String() == samText(n) {
		return n
	}
	c := *n
	c.Text = b.String()
	return &c
}

func (e *samExpansion) withDependencies(n *Node) *Node {
	var items []*Node
	changed := false
	for _, d := range samList(n) {
		ids, ok := e.replaced[samText(d)]
		if !ok {
			items = append(items, d)
			continue
		}
		changed = true
		for _, id := range ids {
			items = append(items, NewString(id, d))
		}
	}
	if !changed {
		return n
	}
	return NewList(n, items...)
}

// withArgument gives a function call another argument; n itself when it is the
// one it has.
func (n *Node) withArgument(arg *Node) *Node {
	if n.Fields()[0].Value == arg {
		return n
	}
	c := *n
	c.setFields([]Field{{n.Fields()[0].Key, arg}})
	return &c
}

// withItem gives a list another item; n itself when it is the one it has.
func withItem(n *Node, i int, item *Node) *Node {
	if n.Items()[i] == item {
		return n
	}
	c := *n
	c.setItems(slices.Clone(n.Items()))
	c.Items()[i] = item
	return &c
}
