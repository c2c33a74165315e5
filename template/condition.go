package template

import (
	"fmt"
	"strconv"
)

// Condition evaluates a named condition of the template.
//
// A condition on a parameter that has only its Default is Unknown: the default
// is one deployment among several, and what is created in the others is read
// by their users all the same.
func (s *Stack) Condition(name string) Truth {
	if t, ok := s.eval.conditions[name]; ok {
		return t
	}
	n := s.Conditions[name]
	if n == nil {
		return Unknown
	}
	if !s.enter(n) {
		s.problem(Evaluation, n, fmt.Sprintf("condition %q refers to itself", name), "break the cycle")
		return Unknown
	}
	t := s.truth(n)
	s.leave(n)
	s.eval.conditions[name] = t
	return t
}

// truth evaluates a condition function.
func (s *Stack) truth(n *Node) Truth {
	if n.IsScalar() {
		if b, err := strconv.ParseBool(n.Text); err == nil {
			return TruthOf(b)
		}
		return Unknown
	}
	if n == nil || n.Kind != Map || len(n.Fields()) != 1 {
		return Unknown
	}
	if s.eval.depth >= maxEvalDepth {
		return Unknown
	}
	s.eval.depth++
	defer func() { s.eval.depth-- }()
	arg := n.Fields()[0].Value
	switch n.Fields()[0].Key.Text {
	case "Condition":
		return s.Condition(arg.Scalar())
	case "Fn::Not":
		if arg.Kind == List && len(arg.Items()) == 1 {
			return s.truth(arg.Items()[0]).Not()
		}
	case "Fn::And":
		t := True
		for _, item := range arg.Items() {
			t = t.And(s.truth(item))
		}
		if len(arg.Items()) > 0 {
			return t
		}
	case "Fn::Or":
		t := False
		for _, item := range arg.Items() {
			t = t.Or(s.truth(item))
		}
		if len(arg.Items()) > 0 {
			return t
		}
	case "Fn::Equals":
		if arg.Kind == List && len(arg.Items()) == 2 {
			return equal(s.Eval(arg.Items()[0]), s.Eval(arg.Items()[1]))
		}
	default:
		if v, ok := s.Eval(n).Literal(); ok {
			if b, err := strconv.ParseBool(v); err == nil {
				return TruthOf(b)
			}
		}
	}
	return Unknown
}

// equal compares two values that may be choices.
func equal(a, b *Value) Truth {
	result := Truth(-1)
	for _, x := range a.Alternatives() {
		for _, y := range b.Alternatives() {
			if _, possible := joinGuards(x.When, y.When); !possible {
				continue
			}
			t := same(x.Value, y.Value)
			if result == -1 {
				result = t
			} else if result != t {
				return Unknown
			}
		}
	}
	return max(result, Unknown)
}
