// Package mutate changes Rego modules in one place at a time, to measure what tests of
// rules notice: a test that passes for a rule and for the changed rule does not test the
// place that was changed.
//
// What is mere wording is left as it is: the format of sprintf, and texts that become
// the message, title, warning or code line of a finding.
package mutate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Mutant is a module with one change.
type Mutant struct {
	File         string
	Line, Column int
	// Rule is the name of the rule or function that is changed.
	Rule string
	// Change says in words what is changed: "delete `use.other_role == \"\"`".
	Change string

	module *ast.Module
	index  int
}

// Of lists the mutants of a module in the order of its source.
func Of(module *ast.Module) []Mutant {
	w := &walker{target: -1}
	w.rules(module)
	for i := range w.mutants {
		w.mutants[i].module, w.mutants[i].index = module, i
	}
	return w.mutants
}

// Module makes the changed module; the original one stays as it is.
func (m *Mutant) Module() *ast.Module {
	w := &walker{target: m.index}
	changed := m.module.Copy()
	changed.Rules = w.rules(changed)
	for _, r := range changed.Rules {
		ast.WalkRules(r, func(r *ast.Rule) bool { r.Module = changed; return false })
	}
	return changed
}

// walker goes through a module and makes it anew. It lists the changes that there are
// (target -1), or makes the one with a number.
type walker struct {
	target  int
	mutants []Mutant
	rule    string
	at      *ast.Location // of the innermost expression, for terms that have none
	within  *ast.Location // what constants are told with: the expression or head
}

// site tells whether a change is the one to make.
func (w *walker) site(at *ast.Location, format string, args ...any) bool {
	n := len(w.mutants)
	if at == nil {
		at = w.at
	}
	m := Mutant{Rule: w.rule, Change: fmt.Sprintf(format, args...)}
	if at != nil {
		m.File, m.Line, m.Column = at.File, at.Row, at.Col
	}
	w.mutants = append(w.mutants, m)
	return n == w.target
}

// source is the text at a place on one line, without what is long.
func source(at *ast.Location) string {
	const most = 90
	if at == nil {
		return "…"
	}
	line := []rune(strings.Join(strings.Fields(string(at.Text)), " "))
	if len(line) > most {
		return string(line[:most]) + "…"
	}
	return string(line)
}

func (w *walker) rules(m *ast.Module) []*ast.Rule {
	var list []*ast.Rule
	for _, r := range m.Rules {
		w.rule = r.Head.Ref().String()
		if r = w.chain(r); r != nil {
			list = append(list, r)
		}
	}
	return list
}

// chain changes a rule with its else branches; nil is a rule that is dropped.
func (w *walker) chain(r *ast.Rule) *ast.Rule {
	if r == nil {
		return nil
	}
	w.at = r.Location
	implicit := r.Head.Value == nil || r.Head.Value.Location == nil // true
	w.within = r.Head.Location
	what := "rule with `" + source(r.Body.Loc()) + "`"
	if !implicit {
		what = "branch `" + source(r.Head.Value.Location) + "`"
	}
	drop := w.site(r.Location, "drop the %s", what)
	for i, a := range r.Head.Args {
		r.Head.Args[i] = w.term(a, logic)
	}
	if r.Head.Key != nil {
		r.Head.Key = w.term(r.Head.Key, logic)
	}
	if !implicit {
		r.Head.Value = w.term(r.Head.Value, value)
	}
	r.Body = w.body(r.Body)
	w.within = nil
	r.Else = w.chain(r.Else)
	if drop {
		return r.Else
	}
	return r
}

func (w *walker) body(b ast.Body) ast.Body {
	if len(b) == 1 && isTrue(b[0]) {
		return b
	}
	var list []*ast.Expr
	for _, e := range b {
		if e = w.expr(e); e != nil {
			list = append(list, e)
		}
	}
	if len(list) == 0 {
		list = append(list, ast.NewExpr(ast.BooleanTerm(true)).SetLocation(b.Loc()))
	}
	return ast.NewBody(list...)
}

func isTrue(e *ast.Expr) bool {
	t, ok := e.Terms.(*ast.Term)
	return ok && !e.Negated && len(e.With) == 0 && ast.Boolean(true).Equal(t.Value)
}

// expr changes an expression; nil is one that is deleted.
func (w *walker) expr(e *ast.Expr) *ast.Expr {
	w.at = e.Location
	defer func(within *ast.Location) { w.within = within }(w.within)
	w.within = e.Location
	remove := w.site(e.Location, "delete `%s`", source(e.Location))
	if isTest(e) && w.site(e.Location, "negate `%s`", source(e.Location)) {
		e.Negated = !e.Negated
	}
	for i, with := range e.With {
		if w.site(with.Location, "drop `%s`", source(with.Location)) {
			e.With = slices.Delete(slices.Clone(e.With), i, i+1)
			return e
		}
	}
	switch terms := e.Terms.(type) {
	case *ast.Term:
		e.Terms = w.term(terms, logic)
	case []*ast.Term:
		e.Terms = w.call(e.Location, terms)
	case *ast.SomeDecl:
		for i, s := range terms.Symbols {
			if member, ok := s.Value.(ast.Call); ok {
				last := len(member) - 1
				if w.site(s.Location, "iterate over nothing in `%s`", source(e.Location)) {
					member[last] = ast.ArrayTerm().SetLocation(member[last].Location)
				}
				member[last] = w.term(member[last], logic)
				terms.Symbols[i] = s
			}
		}
	case *ast.Every:
		if w.site(terms.Location, "iterate over nothing in `%s`", source(e.Location)) {
			terms.Domain = ast.ArrayTerm().SetLocation(terms.Domain.Location)
		}
		terms.Domain = w.term(terms.Domain, logic)
		terms.Body = w.body(terms.Body)
	}
	if remove {
		return nil
	}
	return e
}

// isTest tells expressions that are true or not from those that give names to values.
func isTest(e *ast.Expr) bool {
	switch e.Terms.(type) {
	case *ast.Term:
		return true
	case []*ast.Term:
		return !e.IsAssignment() && !e.IsEquality()
	}
	return false
}

// swaps are the operators that take each other's places.
var swaps = map[string][]string{
	"equal": {"neq"}, "neq": {"equal"}, "lt": {"lte", "gt"}, "lte": {"lt", "gte"}, "gt": {"gte", "lt"}, "gte": {"gt", "lte"},
	"plus": {"minus"}, "minus": {"plus"}, "mul": {"div"}, "div": {"mul"}, "and": {"or"}, "or": {"and"}, "min": {"max"}, "max": {"min"},
}

// call changes a call: operator and operands.
func (w *walker) call(at *ast.Location, terms []*ast.Term) []*ast.Term {
	terms = slices.Clone(terms)
	operator := terms[0].Value.String()
	for _, other := range swaps[operator] {
		if w.site(at, "`%s` becomes `%s` in `%s`", spelled(operator), spelled(other), source(at)) {
			terms[0] = ast.NewTerm(ast.BuiltinMap[other].Ref()).SetLocation(terms[0].Location)
		}
	}
	for i := 1; i < len(terms); i++ {
		use := logic
		switch {
		case operator == "sprintf":
			use = []role{0, wording, arguments}[i]
		case operator == "concat" && i == 1 && strings.Contains(terms[i].Value.String(), " "):
			use = wording
		}
		terms[i] = w.term(terms[i], use)
	}
	return terms
}

// spelled is an operator as it is written.
func spelled(operator string) string {
	if b := ast.BuiltinMap[operator]; b != nil && b.Infix != "" {
		return b.Infix
	}
	return operator
}

// role is what a term is for.
type role uint8

const (
	logic     role = iota
	value          // the value of a rule
	wording        // a text that people read
	arguments      // a list that a text is made of
)

// texts are the keys of findings and fixes that have texts.
var texts = map[string]bool{"message": true, "title": true, "warning": true, "line": true, "text": true}

var severities = map[string]bool{"critical": true, "high": true, "medium": true, "low": true, "info": true}

func (w *walker) term(t *ast.Term, use role) *ast.Term {
	if t.Location != nil {
		defer func(at *ast.Location) { w.at = at }(w.at)
		w.at = t.Location
	}
	made := func(v ast.Value) *ast.Term { return ast.NewTerm(v).SetLocation(t.Location) }
	switch v := t.Value.(type) {
	case ast.Boolean:
		if w.constant(t, v, !v) {
			return made(!v)
		}
	case ast.Number:
		return w.number(t, v)
	case ast.String:
		if use == wording || use == value && !severities[string(v)] {
			return t
		}
		other := ast.String(string(v) + "-other")
		if severities[string(v)] {
			if other = "low"; v == other {
				other = "high"
			}
		}
		if w.constant(t, v, other) {
			return made(other)
		}
	case *ast.Array:
		elems := make([]*ast.Term, 0, v.Len())
		for i := range v.Len() {
			drop := use != arguments && w.site(v.Elem(i).Location, "drop `%s` from `%s`", source(v.Elem(i).Location), source(t.Location))
			if e := w.term(v.Elem(i), logic); !drop {
				elems = append(elems, e)
			}
		}
		return made(ast.NewArray(elems...))
	case ast.Set:
		var elems []*ast.Term
		v.Foreach(func(e *ast.Term) {
			drop := w.site(e.Location, "drop `%s` from `%s`", source(e.Location), source(t.Location))
			if e = w.term(e, wording); !drop { // another text is as good as none
				elems = append(elems, e)
			}
		})
		return made(ast.NewSet(elems...))
	case ast.Object:
		var pairs [][2]*ast.Term
		v.Foreach(func(k, e *ast.Term) {
			// What is absent is as good as false.
			drop := !ast.Boolean(false).Equal(e.Value) && w.site(k.Location, "drop key `%s` of `%s`", source(k.Location), source(t.Location))
			inner := logic
			name, _ := k.Value.(ast.String)
			if s, ok := e.Value.(ast.String); texts[string(name)] || ok && use == value && strings.Contains(string(s), " ") {
				inner = wording
			}
			if e = w.term(e, inner); !drop {
				pairs = append(pairs, [2]*ast.Term{k, e})
			}
		})
		return made(ast.NewObject(pairs...))
	case ast.Call:
		return made(ast.Call(w.call(t.Location, v)))
	case ast.Ref:
		ref := slices.Clone(v)
		for i, e := range ref {
			switch e.Value.(type) {
			case ast.Var, ast.String:
			default:
				ref[i] = w.term(e, use)
			}
		}
		return made(ref)
	case *ast.ArrayComprehension:
		head := w.term(v.Term, logic)
		return made(&ast.ArrayComprehension{Term: head, Body: w.body(v.Body)})
	case *ast.SetComprehension:
		head := w.term(v.Term, logic)
		return made(&ast.SetComprehension{Term: head, Body: w.body(v.Body)})
	case *ast.ObjectComprehension:
		key, head := w.term(v.Key, logic), w.term(v.Value, logic)
		return made(&ast.ObjectComprehension{Key: key, Value: head, Body: w.body(v.Body)})
	}
	return t
}

// constant tells whether a constant's change to another one is the one to make. It is
// told with what the constant is a part of, where that is more than the constant.
func (w *walker) constant(t *ast.Term, old, other ast.Value) bool {
	in := ""
	if whole := source(w.within); w.within != nil && whole != old.String() {
		in = " in `" + whole + "`"
	}
	return w.site(t.Location, "`%s` becomes `%s`%s", old, other, in)
}

func (w *walker) number(t *ast.Term, v ast.Number) *ast.Term {
	n, ok := v.Int()
	if !ok {
		return t
	}
	for _, other := range []int{n + 1, n - 1} {
		if n < 0 || other < 0 { // the end or the begin, whatever the number
			continue
		}
		if w.constant(t, v, ast.Number(strconv.Itoa(other))) {
			return ast.IntNumberTerm(other).SetLocation(t.Location)
		}
	}
	return t
}
