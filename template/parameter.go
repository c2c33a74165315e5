package template

import "strings"

// parameter is the value of a template parameter: what the parent stack
// passes, else what the user or the manifest gives, else its Default.
func (s *Stack) parameter(n, at *Node, p *Parameter) *Value {
	if given := s.passed(p.Name); given != nil {
		if !s.enter(p) {
			s.problem(Evaluation, n, "parameter "+p.Name+" refers to itself through nested stacks", "break the cycle")
			return unknown(n, "a parameter that refers to itself")
		}
		v := s.Parent.Eval(given)
		s.leave(p)
		return through(v, p, FromParent).listed(s, p)
	}
	if text, ok := s.given[p.Name]; ok && !p.IsSSM() {
		v := scalar(n, Part{Kind: LiteralPart, Text: text, Node: at, Param: p, Origin: FromGiven})
		return v.listed(s, p)
	}
	if p.Default != nil && p.Default.IsScalar() && !p.IsSSM() && !s.unpassed() {
		return through(s.text(p.Default), p, FromDefault).listed(s, p)
	}
	return scalar(n, Part{Kind: ParamPart, Text: p.Name, Param: p, Node: at})
}

// passed is the value that the parent stack passes for a parameter, nil when
// it passes none.
func (s *Stack) passed(name string) *Node {
	if s.ParentResource == nil {
		return nil
	}
	return s.ParentResource.Get("Parameters").Get(name)
}

// unpassed tells that the parent passes its parameters in a way that is not
// known, so that no default can be relied on.
func (s *Stack) unpassed() bool {
	if s.ParentResource == nil {
		return false
	}
	params := s.ParentResource.Get("Parameters")
	name, _ := params.Intrinsic()
	return name != ""
}

// Supplied tells how the parameter gets its value in this stack: FromParent,
// FromGiven or, when nobody gives one, FromDefault.
func (p *Parameter) Supplied() Origin {
	if p.Stack.passed(p.Name) != nil {
		return FromParent
	}
	if _, ok := p.Stack.given[p.Name]; ok {
		return FromGiven
	}
	return FromDefault
}

// through marks a value's literals as having come in through a parameter.
func through(v *Value, p *Parameter, origin Origin) *Value {
	return v.each(func(v *Value) *Value {
		if v.Kind != ScalarValue {
			return v
		}
		c := *v
		c.Parts = make([]Part, len(v.Parts))
		for i, part := range v.Parts {
			if part.Kind == LiteralPart && (part.Origin != FromDefault || origin == FromDefault) {
				part.Param, part.Origin = p, origin
			}
			c.Parts[i] = part
		}
		return &c
	})
}

// listed splits the value of a list parameter at its commas.
func (v *Value) listed(s *Stack, p *Parameter) *Value {
	if p.Type != "CommaDelimitedList" && !strings.HasPrefix(p.Type, "List<") {
		return v
	}
	return v.each(func(v *Value) *Value {
		if v.Kind != ScalarValue {
			return v
		}
		for _, part := range v.Parts {
			if part.Kind != LiteralPart {
				return unknown(v.Node, "a list that a parameter gives")
			}
		}
		elems := splitParts(v.Node, v.Parts, ",")
		for _, e := range elems {
			for i := range e.Parts {
				t := e.Parts[i].Text
				e.Parts[i].Offset += len(t) - len(strings.TrimLeft(t, " "))
				e.Parts[i].Text = strings.TrimSpace(t)
			}
		}
		return &Value{Kind: ListValue, Node: v.Node, stack: s, elems: elems}
	})
}
