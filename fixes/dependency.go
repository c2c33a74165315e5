package fixes

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
)

// suppliers are the stacks of the same app that a value takes something from by name.
// The CDK knows of those that its own references are to, and not of these.
func suppliers(s *template.Stack, n *template.Node) []*template.Stack {
	var found []*template.Stack
	n.Walk(func(_ template.Path, n *template.Node) bool {
		if n.Kind != template.Map || len(n.Fields()) != 1 {
			return true
		}
		arg := n.Fields()[0].Value
		for _, other := range s.Program.Stacks {
			from := false
			switch n.Fields()[0].Key.Text {
			case "Fn::ImportValue":
				from = arg.IsScalar() && exports(other, arg.Text)
			case "Fn::GetStackOutput":
				from = arg.Get("StackName").Scalar() == other.Name
			}
			if from && other != s && !slices.Contains(found, other) {
				found = append(found, other)
			}
		}
		return true
	})
	return found
}

// exports tells whether a stack exports something by a name.
func exports(s *template.Stack, name string) bool {
	for _, out := range s.Outputs {
		if out.Export == nil {
			continue
		}
		if known, ok := s.Eval(out.Export).Literal(); ok && known == name {
			return true
		}
	}
	return false
}

// newSuppliers are the stacks that overrides of a stack are the first to take something
// from, each with the override that does.
func newSuppliers(s changedStack) map[*template.Stack]override {
	found := map[*template.Stack]override{}
	for _, o := range s.overrides {
		if o.value == nil {
			continue
		}
		for _, x := range suppliers(s.Stack, o.value) {
			if _, ok := found[x]; !ok {
				found[x] = o
			}
		}
	}
	if len(found) > 0 {
		for _, x := range suppliers(s.Stack, s.Raw) {
			delete(found, x)
		}
	}
	return found
}
