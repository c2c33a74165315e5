package naming

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// mostCases bounds the search for values under which two conditions hold.
const mostCases = 4096

// exclusive tells whether two conditions of a stack can never hold together;
// "" is no condition. Unknown is for conditions that the template leaves open.
func exclusive(s *template.Stack, a, b string) template.Truth {
	if a == b || a == "" || b == "" { // what never exists is not asked about
		return template.False
	}
	x := &excluder{stack: s, domains: map[string][]string{}}
	var formulas []formula
	for _, name := range []string{a, b} {
		f := x.named(name, 0)
		if f == nil {
			return template.Unknown
		}
		formulas = append(formulas, f)
	}
	names := make([]string, 0, len(x.domains))
	total := 1
	for name, values := range x.domains {
		names = append(names, name)
		if total *= len(values); total > mostCases {
			return template.Unknown
		}
	}
	slices.Sort(names)
	given := map[string]string{}
	var search func(i int) bool
	search = func(i int) bool {
		if i == len(names) {
			for _, f := range formulas {
				if !f(given) {
					return false
				}
			}
			return true
		}
		for _, value := range x.domains[names[i]] {
			given[names[i]] = value
			if search(i + 1) {
				return true
			}
		}
		return false
	}
	return template.TruthOf(!search(0))
}

// formula is a condition as a function of what parameters are.
type formula func(given map[string]string) bool

// other is a value that a parameter may have and no condition names.
const other = "\x00"

type excluder struct {
	stack *template.Stack
	// domains are the values to try, by the parameter or expression.
	domains map[string][]string
}

func (x *excluder) named(name string, depth int) formula {
	n := x.stack.Conditions[name]
	if n == nil || depth > 20 {
		return nil
	}
	return x.formula(n, depth+1)
}

// formula reads a condition; nil when it is not understood.
func (x *excluder) formula(n *template.Node, depth int) formula {
	if n == nil || n.Kind != template.Map || len(n.Fields()) != 1 || depth > 40 {
		return nil
	}
	arg := n.Fields()[0].Value
	var list []formula
	many := func() bool {
		for _, item := range arg.Items() {
			f := x.formula(item, depth+1)
			if f == nil {
				return false
			}
			list = append(list, f)
		}
		return len(list) > 0
	}
	switch n.Fields()[0].Key.Text {
	case "Condition":
		return x.named(arg.Scalar(), depth)
	case "Fn::Not":
		if !many() {
			return nil
		}
		return func(g map[string]string) bool { return !list[0](g) }
	case "Fn::And":
		if !many() {
			return nil
		}
		return func(g map[string]string) bool {
			return !slices.ContainsFunc(list, func(f formula) bool { return !f(g) })
		}
	case "Fn::Or":
		if !many() {
			return nil
		}
		return func(g map[string]string) bool {
			return slices.ContainsFunc(list, func(f formula) bool { return f(g) })
		}
	case "Fn::Equals":
		return x.equals(arg)
	}
	return nil
}

func (x *excluder) equals(arg *template.Node) formula {
	if arg.Kind != template.List || len(arg.Items()) != 2 {
		return nil
	}
	a, b := arg.Items()[0], arg.Items()[1]
	if a.IsScalar() {
		a, b = b, a
	}
	fn, of := a.Intrinsic()
	if a.IsScalar() {
		same := a.Text == b.Text
		return func(map[string]string) bool { return same }
	}
	if fn != "Ref" || !of.IsScalar() || !b.IsScalar() {
		return nil
	}
	name, value := of.Text, b.Text
	if x.domains[name] == nil {
		x.domains[name] = x.allowed(name)
	}
	if !slices.Contains(x.domains[name], value) && slices.Contains(x.domains[name], other) {
		x.domains[name] = append(x.domains[name], value)
	}
	return func(g map[string]string) bool { return g[name] == value }
}

// allowed are the values that a parameter accepts; those that no condition
// names are one.
func (x *excluder) allowed(name string) []string {
	p := x.stack.Parameters[name]
	if p == nil || p.Supplied() == template.FromParent {
		return []string{other}
	}
	list := p.Node.Get("AllowedValues")
	if list == nil || list.Kind != template.List || len(list.Items()) == 0 {
		return []string{other}
	}
	var values []string
	for _, item := range list.Items() {
		if !item.IsScalar() {
			return []string{other}
		}
		values = append(values, strings.Clone(item.Text))
	}
	return values
}
