// Package syntax reads Python 3 into a tree. It knows what is written up to Python
// 3.14 (f-strings that nest, match, type parameters) and is lenient: a statement
// that it does not understand becomes a [Bad] one, and the first of them is told.
package syntax

// Span is a place in bytes.
type Span struct{ Start, End int }

// Pos is the place itself, so that what embeds a Span is a node.
func (s Span) Pos() Span { return s }

type kind uint8

const (
	eof kind = iota
	newline
	indent
	dedent
	name
	number
	str
	fstart // the prefix and quotes that begin an f-string
	ftext  // a literal part of one, or of a format
	fend
	op
	bad
)

type token struct {
	kind       kind
	start, end int
}

// keywords are the names that no variable can have.
var keywords = map[string]bool{
	"False": true, "None": true, "True": true, "and": true, "as": true, "assert": true, "async": true, "await": true,
	"break": true, "class": true, "continue": true, "def": true, "del": true, "elif": true, "else": true, "except": true,
	"finally": true, "for": true, "from": true, "global": true, "if": true, "import": true, "in": true, "is": true,
	"lambda": true, "nonlocal": true, "not": true, "or": true, "pass": true, "raise": true, "return": true, "try": true,
	"while": true, "with": true, "yield": true,
}
