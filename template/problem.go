package template

import (
	"cmp"
	"slices"
)

// ProblemKind says what a [Problem] is about.
type ProblemKind string

// The kinds of problems with the input.
const (
	// Unreadable: the file cannot be opened, or is not JSON or YAML.
	Unreadable ProblemKind = "unreadable"
	// Structure: the file can be read, but is not shaped like a template.
	Structure ProblemKind = "structure"
	// Dangling: a reference names nothing in the template.
	Dangling ProblemKind = "dangling"
	// Evaluation: a function's arguments cannot be right (a cycle, an index out
	// of range, a missing mapping key).
	Evaluation ProblemKind = "evaluation"
	// Unsupported: something valid that is not followed, such as a macro; what
	// depends on it is unknown.
	Unsupported ProblemKind = "unsupported"
)

// Problem is something wrong with the input, at a place. The rest of the input
// is loaded all the same.
type Problem struct {
	Kind    ProblemKind
	Message string // lower case, the bad value quoted
	Hint    string // what to do, may be empty
	Range   Range  // File is set even where no line is known
	Stack   *Stack // nil when the file is no template
	// Fatal is set when nothing of the file could be loaded.
	Fatal bool
}

// String is the problem as one line: file:line:column: message (hint).
func (p Problem) String() string {
	s := p.Message
	if at := p.Range.String(); at != "" {
		s = at + ": " + s
	}
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s
}

func sortProblems(ps []Problem) []Problem {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Range.File, b.Range.File),
			cmp.Compare(a.Range.Start.Offset, b.Range.Start.Offset),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(ps, func(a, b Problem) bool {
		return a.Range == b.Range && a.Message == b.Message
	})
}
