package template

import (
	"fmt"
	"strconv"
	"strings"
)

// evaluator keeps what evaluation of one stack's values found so far. A
// program's stacks are evaluated by one goroutine at a time.
type evaluator struct {
	memo       map[*Node]*Value
	conditions map[string]Truth
	depth      int
	active     map[any]bool // parameters, outputs, conditions and mappings under evaluation
	seen       map[problemKey]bool
	problems   []Problem
}

func newEvaluator() *evaluator {
	return &evaluator{
		memo: map[*Node]*Value{}, conditions: map[string]Truth{},
		active: map[any]bool{}, seen: map[problemKey]bool{},
	}
}

type problemKey struct {
	node    *Node
	message string
}

// maxEvalDepth bounds how deeply functions may nest, nested stacks and exports
// included.
const maxEvalDepth = 250

// Eval evaluates a node of the template symbolically. nil is absent.
func (s *Stack) Eval(n *Node) *Value {
	if n == nil {
		return absent
	}
	switch n.Kind {
	case String:
		return s.text(n)
	case Number, Bool:
		return scalar(n, Part{Kind: LiteralPart, Text: n.Text, Node: n})
	case Null:
		return absent
	case List:
		return &Value{Kind: ListValue, Node: n, stack: s}
	}
	name, arg := n.Intrinsic()
	if name == "" {
		return &Value{Kind: MapValue, Node: n, stack: s}
	}
	f, ok := functions[name]
	if !ok {
		if strings.HasPrefix(name, "Fn::ForEach::") {
			return unknown(n, "a loop over a collection that is not known")
		}
		return unknown(n, "function "+strconv.Quote(shorten(name))+" is not known")
	}
	if v, ok := s.eval.memo[n]; ok {
		return v
	}
	if s.eval.depth >= maxEvalDepth {
		s.problem(Evaluation, n, fmt.Sprintf("functions nest deeper than %d levels", maxEvalDepth), "")
		return unknown(n, "functions nest too deeply")
	}
	s.eval.depth++
	v := f(s, n, arg)
	s.eval.depth--
	s.eval.memo[n] = v
	return v
}

// functions are filled in functions.go; the indirection avoids an
// initialization cycle.
var functions map[string]func(s *Stack, n, arg *Node) *Value

// Property evaluates a property of a resource.
func (r *Resource) Property(path ...any) *Value {
	if r.Properties == nil {
		return absent
	}
	return r.Stack.Eval(r.Properties).At(path...)
}

// text evaluates a string: dynamic references in it are recognized.
func (s *Stack) text(n *Node) *Value {
	v := scalar(n, Part{Kind: LiteralPart, Text: n.Text, Node: n})
	if strings.Contains(n.Text, "{{resolve:") {
		v.Parts = dynamicParts(v.Parts)
	}
	return v
}

// Bounds of one text: a template may have 1 MB (51,200 bytes without a bucket), and a
// parameter 4,096 bytes.
const (
	mostText  = 4 << 20 // bytes
	mostParts = 50_000
)

// concat joins scalars to one; choices among them are multiplied out.
func (s *Stack) concat(n *Node, pieces []*Value) *Value {
	type row struct {
		when  []Guard
		parts []Part
		size  int // bytes of the literals
	}
	rows := []row{{}}
	for _, piece := range pieces {
		alts := piece.Alternatives()
		next := make([]row, 0, len(rows)*len(alts))
		for _, r := range rows {
			for i, a := range alts {
				when, ok := joinGuards(r.when, a.When)
				if !ok {
					continue
				}
				parts := r.parts
				if i < len(alts)-1 {
					parts = parts[:len(parts):len(parts)] // the next alternative appends to the same prefix
				}
				more := textParts(a.Value)
				size := r.size
				for i := range more {
					size += len(more[i].Text)
				}
				if size > mostText || len(parts)+len(more) > mostParts {
					return unknown(n, "a text that is longer than any that is deployed")
				}
				next = append(next, row{when, append(parts, more...), size})
			}
		}
		if len(next) > mostAlternatives {
			return unknown(n, "more alternatives than are followed")
		}
		rows = next
	}
	alts := make([]Alternative, len(rows))
	for i, r := range rows {
		alts[i] = Alternative{r.when, scalar(n, dynamicParts(r.parts)...)}
	}
	return choice(n, alts)
}

// textParts is a value as part of a text.
func textParts(v *Value) []Part {
	switch v.Kind {
	case ScalarValue:
		return v.Parts
	case AbsentValue:
		return nil
	case UnknownValue:
		return []Part{{Kind: UnknownPart, Text: v.Why, Node: v.Node}}
	}
	return []Part{{Kind: UnknownPart, Text: "a " + kindName(v.Kind) + " where text is wanted", Node: v.Node}}
}

func kindName(k ValueKind) string {
	return [...]string{"unknown value", "missing value", "text", "list", "map", "choice"}[k]
}

// enter guards against cycles; leave must be called when it gives true.
func (s *Stack) enter(what any) bool {
	if s.eval.active[what] {
		return false
	}
	s.eval.active[what] = true
	return true
}

func (s *Stack) leave(what any) { delete(s.eval.active, what) }

// problem records what is wrong with a template's functions, once.
func (s *Stack) problem(kind ProblemKind, at *Node, message, hint string) {
	key := problemKey{at, message}
	if s.eval.seen[key] {
		return
	}
	s.eval.seen[key] = true
	s.eval.problems = append(s.eval.problems, Problem{
		Kind: kind, Message: message, Hint: hint, Range: at.Range(), Stack: s,
	})
}

// Report records something that a user of the stack found wrong with it, once.
func (s *Stack) Report(kind ProblemKind, message, hint string) {
	s.problem(kind, s.Root, message, hint)
}

// Problems are what evaluation found wrong with the stack's functions so far.
func (s *Stack) Problems() []Problem { return sortProblems(append([]Problem(nil), s.eval.problems...)) }
