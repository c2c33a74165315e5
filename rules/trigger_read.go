package rules

import (
	"encoding/json"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// triggerReader reads triggers off the bodies of a rule's deny. It understands the
// expressions that rules begin with: elements of facts, tests of their fields against
// constants, and calls of functions that consist of such tests. Every other expression
// is passed over, which leaves a trigger that holds more often than it need.
type triggerReader struct {
	module *ast.Module
	// libraries are the modules that may be imported, by package path ("data.fjall.lib.access").
	libraries map[string]*ast.Module
}

// triggers are those of a module's deny, nil when it may always say something.
func (r *triggerReader) triggers() []trigger {
	var list []trigger
	for _, rule := range r.module.Rules {
		if rule.Head.Ref().String() != "deny" {
			continue
		}
		for at := rule; at != nil; at = at.Else {
			body := r.body(at.Body)
			if len(body.some) == 0 {
				return nil
			}
			list = append(list, body)
		}
	}
	return list
}

// scope says what variables stand for: a node of the trigger and a path from there.
type scope map[ast.Var]bound

type bound struct {
	node *node
	path []string
}

// node is a trigger that is being made.
type node struct {
	where []condition
	some  []*child
}

type child struct {
	over []string
	node *node
}

func (n *node) trigger() trigger {
	t := trigger{where: n.where}
	for _, c := range n.some {
		t.some = append(t.some, quantifier{c.over, c.node.trigger()})
	}
	return t
}

func (r *triggerReader) body(body ast.Body) trigger {
	root := &node{}
	r.expressions(r.module, body, scope{"input": {node: root}}, 0)
	return root.trigger()
}

// maxInlined bounds how deeply calls of functions are followed.
const maxInlined = 3

func (r *triggerReader) expressions(module *ast.Module, body ast.Body, vars scope, depth int) {
	for _, e := range body {
		if len(e.With) > 0 {
			continue
		}
		switch terms := e.Terms.(type) {
		case *ast.SomeDecl:
			if len(terms.Symbols) == 1 && !e.Negated {
				r.member(terms.Symbols[0], vars)
			}
		case *ast.Term:
			if at, ok := r.place(terms, vars); ok {
				at.test(isTrue, nil, e.Negated)
			}
		case []*ast.Term:
			r.call(module, e, terms, vars, depth)
		}
	}
}

// member reads `some x in list` and `some k, x in list`.
func (r *triggerReader) member(symbol *ast.Term, vars scope) {
	call, ok := symbol.Value.(ast.Call)
	if !ok || len(call) < 3 {
		return
	}
	elem, ok := call[len(call)-2].Value.(ast.Var)
	list, known := r.place(call[len(call)-1], vars)
	if !ok || !known {
		return
	}
	n := &node{}
	list.node.some = append(list.node.some, &child{list.path, n})
	vars[elem] = bound{node: n}
}

func (r *triggerReader) call(module *ast.Module, e *ast.Expr, terms []*ast.Term, vars scope, depth int) {
	name := terms[0].String()
	if len(terms) == 3 {
		switch name {
		case "assign":
			v, isVar := terms[1].Value.(ast.Var)
			if at, ok := r.place(terms[2], vars); ok && isVar && !e.Negated {
				at.test(isDefined, nil, false)
				vars[v] = at
			}
			return
		case "equal", "eq", "neq":
			r.compare(name == "neq", terms[1], terms[2], vars, e.Negated)
			return
		case "internal.member_2":
			if at, ok := r.place(terms[1], vars); ok {
				if values, ok := constants(terms[2]); ok {
					at.test(isIn, values, e.Negated)
				}
			}
			return
		case "gt":
			// count(list) > 0
			counted, ok := terms[1].Value.(ast.Call)
			if ok && len(counted) == 2 && counted[0].String() == "count" && terms[2].String() == "0" {
				if at, ok := r.place(counted[1], vars); ok {
					at.test(isFilled, nil, e.Negated)
				}
			}
			return
		}
	}
	if !e.Negated {
		r.function(module, terms, vars, depth)
	}
}

func (r *triggerReader) compare(unequal bool, a, b *ast.Term, vars scope, negated bool) {
	at, ok := r.place(a, vars)
	other := b
	if !ok {
		if at, ok = r.place(b, vars); !ok {
			return
		}
		other = a
	}
	if list, isArray := other.Value.(*ast.Array); isArray && list.Len() == 0 && unequal {
		at.test(isNotNil, nil, negated)
		return
	}
	value, ok := constant(other)
	switch {
	case !ok:
	case unequal:
		at.test(isNotIn, []any{value}, negated)
	default:
		at.test(isIn, []any{value}, negated)
	}
}

// function follows a call of a function that has one definition.
func (r *triggerReader) function(module *ast.Module, terms []*ast.Term, vars scope, depth int) {
	if depth == maxInlined {
		return
	}
	callee, name := r.resolve(module, terms[0])
	if callee == nil {
		return
	}
	var found *ast.Rule
	for _, rule := range callee.Rules {
		if rule.Head.Ref().String() != name {
			continue
		}
		if found != nil || rule.Default {
			return // one of several
		}
		found = rule
	}
	if found == nil || found.Else != nil || len(found.Head.Args) != len(terms)-1 {
		return
	}
	inner := scope{"input": vars["input"]}
	for i, arg := range found.Head.Args {
		v, ok := arg.Value.(ast.Var)
		if !ok {
			return
		}
		if at, ok := r.place(terms[i+1], vars); ok {
			inner[v] = at
		}
	}
	r.expressions(callee, found.Body, inner, depth+1)
}

// resolve gives the module and the name of a function as it is called in a module.
func (r *triggerReader) resolve(module *ast.Module, operator *ast.Term) (*ast.Module, string) {
	switch op := operator.Value.(type) {
	case ast.Var:
		return module, string(op)
	case ast.Ref:
		head, ok := op[0].Value.(ast.Var)
		if !ok {
			return nil, ""
		}
		if len(op) == 1 {
			return module, string(head)
		}
		name, ok := op[1].Value.(ast.String)
		if !ok || len(op) != 2 {
			return nil, ""
		}
		for _, i := range module.Imports {
			if i.Name() == head {
				return r.libraries[i.Path.String()], string(name)
			}
		}
	}
	return nil, ""
}

// place is what a term refers to, if that is a value of the input by a path of names.
func (r *triggerReader) place(t *ast.Term, vars scope) (bound, bool) {
	switch v := t.Value.(type) {
	case ast.Var:
		at, ok := vars[v]
		return at, ok && v != "input"
	case ast.Ref:
		head, ok := v[0].Value.(ast.Var)
		if !ok {
			return bound{}, false
		}
		at, ok := vars[head]
		if !ok {
			return bound{}, false
		}
		path := at.path[:len(at.path):len(at.path)]
		for _, elem := range v[1:] {
			name, ok := elem.Value.(ast.String)
			if !ok {
				return bound{}, false
			}
			path = append(path, string(name))
		}
		return bound{at.node, path}, true
	}
	return bound{}, false
}

// test adds a condition.
func (b bound) test(t test, values []any, not bool) {
	b.node.where = append(b.node.where, condition{b.path, t, values, not})
}

func constant(t *ast.Term) (any, bool) {
	switch v := t.Value.(type) {
	case ast.String:
		return string(v), true
	case ast.Boolean:
		return bool(v), true
	case ast.Number:
		if n, err := json.Number(v).Int64(); err == nil && !strings.ContainsAny(string(v), ".eE") {
			return int(n), true
		}
	}
	return nil, false
}

// constants are the elements of a set or list that holds nothing but constants.
func constants(t *ast.Term) (values []any, ok bool) {
	ok = true
	add := func(elem *ast.Term) {
		value, is := constant(elem)
		ok = ok && is
		values = append(values, value)
	}
	switch v := t.Value.(type) {
	case ast.Set:
		v.Foreach(add)
	case *ast.Array:
		v.Foreach(add)
	default:
		return nil, false
	}
	return values, ok
}
