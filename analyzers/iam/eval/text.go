package eval

import (
	"slices"
	"strings"
)

// Text is text that is partly symbolic. The empty Text is the empty string.
type Text []Piece

// Piece is a stretch of a [Text].
type Piece struct {
	Kind PieceKind
	// Lit is the text of a Literal or Exact piece.
	Lit string
	// Sym identifies a Symbol or Random6: pieces with the same Sym and kind stand
	// for the same text everywhere. A symbol without a name equals nothing, not
	// even itself.
	Sym string
	// Shape is what is known of a Symbol's characters.
	Shape Shape
	// Len is the length of a Symbol in characters, 0 when it is not known. It is
	// ignored for AnyText.
	Len int
	// Distinct names a set of symbols of which no two have the same text, such as
	// the names that the same account gives its secrets; "" is no such set. It is
	// ignored for AnyText.
	Distinct string
}

// PieceKind is what a [Piece] is.
type PieceKind uint8

// The kinds of pieces.
const (
	// Literal is known text. In a pattern '*' and '?' are wildcards and ${…} is a
	// policy variable.
	Literal PieceKind = iota
	// Exact is known text without wildcards or variables in it.
	Exact
	// Symbol is text that is fixed but not known, such as the value of
	// AWS::Region.
	Symbol
	// Random6 is the six letters and digits that Secrets Manager appends to the
	// name of a secret in its ARN (Secrets Manager User Guide, "Secret name").
	Random6
	// Unknown is any text at all, each occurrence another one.
	Unknown
)

// Shape is what is known of the characters of a symbol. All but AnyText have at
// least one character, and never a wildcard, a colon or a brace.
type Shape uint8

// The shapes of symbols.
const (
	// AnyText may be empty and may, in a pattern, hold wildcards.
	AnyText Shape = iota
	// Segment is a part of an ARN between colons.
	Segment
	// Name is letters, digits and /_+=.,@- as in names of secrets and roles.
	Name
	// Token is small letters, digits and hyphens: regions, partitions.
	Token
	// Alphanumeric is letters and digits.
	Alphanumeric
	// Digits is decimal digits; with Len 12 an account id.
	Digits
)

// Lit makes a text of known text.
func Lit(s string) Text {
	if s == "" {
		return nil
	}
	return Text{{Kind: Literal, Lit: s}}
}

// Sym makes a text of one symbol.
func Sym(name string, shape Shape) Text { return Text{{Kind: Symbol, Sym: name, Shape: shape}} }

// Anything is a text of which nothing is known.
func Anything() Text { return Text{{Kind: Unknown}} }

// Join puts texts one after another.
func Join(texts ...Text) Text {
	var joined Text
	for _, t := range texts {
		for _, p := range t {
			n := len(joined)
			if n > 0 && p.Kind == joined[n-1].Kind && (p.Kind == Literal || p.Kind == Exact) {
				joined[n-1].Lit += p.Lit
				continue
			}
			joined = append(joined, p)
		}
	}
	return joined
}

// Literal is the text when all of it is known.
func (t Text) Literal() (s string, ok bool) {
	switch len(t) {
	case 0:
		return "", true
	case 1:
		return t[0].Lit, t[0].known()
	}
	var b strings.Builder
	for _, p := range t {
		if !p.known() {
			return "", false
		}
		b.WriteString(p.Lit)
	}
	return b.String(), true
}

// String shows the text to people and in tests: symbols as <name>, the random
// suffix as <6>, unknown text as <…>.
func (t Text) String() string {
	if s, ok := t.Literal(); ok {
		return s
	}
	var b strings.Builder
	for _, p := range t {
		switch p.Kind {
		case Literal, Exact:
			b.WriteString(p.Lit)
		case Symbol:
			b.WriteString("<" + p.Sym + ">")
		case Random6:
			b.WriteString("<6>")
		default:
			b.WriteString("<…>")
		}
	}
	return b.String()
}

func (p Piece) known() bool { return p.Kind == Literal || p.Kind == Exact }

// colonFree tells whether the piece certainly has no colon in it.
func (p Piece) colonFree() bool {
	switch p.Kind {
	case Literal, Exact:
		return !strings.Contains(p.Lit, ":")
	case Symbol:
		return p.Shape != AnyText
	}
	return p.Kind == Random6
}

// exact is the text with its literals taken as they are, without wildcards.
func (t Text) exact() Text {
	if !slices.ContainsFunc(t, func(p Piece) bool { return p.Kind == Literal }) {
		return t
	}
	e := slices.Clone(t)
	for i := range e {
		if e[i].Kind == Literal {
			e[i].Kind = Exact
		}
	}
	return e
}

// split cuts the text at its first colons into at most n parts. ok is false when
// a piece before the last cut may hold colons: then the parts are not certain.
func (t Text) split(n int) (parts []Text, ok bool) {
	parts = make([]Text, 1, n)
	for i, p := range t {
		if len(parts) == n {
			parts[n-1] = append(parts[n-1], t[i:]...)
			return parts, true
		}
		if !p.known() {
			if !p.colonFree() {
				return nil, false
			}
			parts[len(parts)-1] = append(parts[len(parts)-1], p)
			continue
		}
		rest := p.Lit
		for len(parts) < n {
			before, after, found := strings.Cut(rest, ":")
			if !found {
				break
			}
			parts[len(parts)-1] = appendLit(parts[len(parts)-1], p, before)
			parts = append(parts, nil)
			rest = after
		}
		parts[len(parts)-1] = appendLit(parts[len(parts)-1], p, rest)
	}
	return parts, true
}

func appendLit(t Text, p Piece, s string) Text {
	if s == "" {
		return t
	}
	p.Lit = s
	return append(t, p)
}
