package eval

import (
	"strings"
	"unicode"

	"github.com/fjall-lint/fjall-lint/template"
)

// MatchOptions changes how [Match] compares.
type MatchOptions struct {
	// Fold ignores case.
	Fold bool
	// NoWildcards takes '*' and '?' of the pattern as themselves.
	NoWildcards bool
}

// Match tells whether a pattern matches a text as a whole: '*' is any run of
// characters, '?' one character, in the pattern's literals only. The answer is
// True or False only when it is the same for every text that the symbols may
// stand for.
func Match(pattern, text Text, o MatchOptions) template.Truth {
	mode := wildFree
	if o.NoWildcards {
		mode = wildNone
	}
	return match(pattern, text, mode, o.Fold)
}

func match(pattern, text Text, mode wildMode, fold bool) template.Truth {
	if mode != wildSegment {
		if len(pattern) <= 1 && len(text) <= 1 {
			p, t := piece(pattern), piece(text)
			if p.known() && t.known() {
				return template.TruthOf(matchString(p.Lit, t.Lit, mode == wildFree && p.Kind == Literal, fold))
			}
		}
		if !fold {
			var differ bool
			if pattern, text, differ = trim(pattern, text, mode); differ {
				return template.False
			}
		}
	}
	return matchItems(compile(pattern, mode, fold), compile(text, wildNone, fold), fold)
}

// piece is the only piece of a text, or an empty one.
func piece(t Text) Piece {
	if len(t) == 0 {
		return Piece{Kind: Exact}
	}
	return t[0]
}

// trim takes off what both texts begin with and what is no wildcard: it decides
// nothing, and most patterns end here. differ is set when both go on with known
// characters that are not the same.
func trim(p, t Text, mode wildMode) (pattern, text Text, differ bool) {
	i, j, k := 0, 0, 0 // k bytes are taken off p[i], l off t[j]
	l := 0
	for i < len(p) && j < len(t) {
		a, b := &p[i], &t[j]
		if !a.known() || !b.known() {
			if k != 0 || l != 0 || a.known() || a.Kind == Unknown || a.Kind == Symbol && a.Shape == AnyText || a.Sym == "" ||
				a.Kind != b.Kind || a.Sym != b.Sym {
				break
			}
			i, j = i+1, j+1
			continue
		}
		wild := mode != wildNone && a.Kind == Literal
		for k < len(a.Lit) && l < len(b.Lit) {
			if c := a.Lit[k]; wild && (c == '*' || c == '?') {
				return rest(p, i, k), rest(t, j, l), false
			} else if c != b.Lit[l] {
				return nil, nil, true
			}
			k, l = k+1, l+1
		}
		if k == len(a.Lit) {
			i, k = i+1, 0
		}
		if l == len(b.Lit) {
			j, l = j+1, 0
		}
	}
	return rest(p, i, k), rest(t, j, l), false
}

// rest is the text from byte k of piece i on.
func rest(t Text, i, k int) Text {
	if k == 0 {
		return t[i:]
	}
	r := make(Text, len(t)-i)
	copy(r, t[i:])
	r[0].Lit = r[0].Lit[k:]
	return r
}

// matchString is the matching of plain strings: the usual walk that goes back
// to the last star only.
func matchString(pattern, text string, wild, fold bool) bool {
	if !wild {
		if fold {
			return strings.EqualFold(pattern, text)
		}
		return pattern == text
	}
	if !ascii(pattern) || !ascii(text) {
		if fold {
			pattern, text = strings.ToLower(pattern), strings.ToLower(text)
		}
		return matchRunes([]rune(pattern), []rune(text))
	}
	i, j, star, mark := 0, 0, -1, 0
	for j < len(text) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, mark = i, j
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == text[j] || fold && small(pattern[i]) == small(text[j])):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}

func small(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// matchRunes is the same for texts that are not ASCII.
func matchRunes(p, t []rune) bool {
	i, j, star, mark := 0, 0, -1, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// class is a set of characters: the ASCII ones by bit, all others together.
type class struct {
	lo, hi uint64
	other  bool
}

func (c class) has(r rune) bool {
	switch {
	case r < 64:
		return c.lo&(1<<r) != 0
	case r < 128:
		return c.hi&(1<<(r-64)) != 0
	}
	return c.other
}

func (c class) meets(d class) bool {
	return c.lo&d.lo != 0 || c.hi&d.hi != 0 || c.other && d.other
}

func (c class) within(d class) bool {
	return c.lo&^d.lo == 0 && c.hi&^d.hi == 0 && (!c.other || d.other)
}

var (
	everyChar = class{^uint64(0), ^uint64(0), true}
	notColon  = class{^uint64(0) &^ (1 << ':'), ^uint64(0), true}
)

// class is the set of a shape's characters.
func (s Shape) class() class {
	const (
		lower   = uint64(0x07fffffe) << 32
		upper   = uint64(0x07fffffe)
		digits  = uint64(0x3ff) << '0'
		hyphen  = uint64(1) << '-'
		name    = hyphen | 1<<'/' | 1<<'+' | 1<<'=' | 1<<'.' | 1<<','
		nameTop = uint64(1)<<('@'-64) | 1<<('_'-64)
	)
	switch s {
	case Segment:
		c := notColon
		c.lo &^= 1<<'*' | 1<<'?' | 1<<'$'
		c.hi &^= 1<<('{'-64) | 1<<('}'-64)
		return c
	case Name:
		return class{lo: digits | name, hi: lower | upper | nameTop}
	case Token:
		return class{lo: digits | hyphen, hi: lower}
	case Alphanumeric:
		return class{lo: digits, hi: lower | upper}
	case Digits:
		return class{lo: digits}
	}
	return everyChar
}

// folded adds the small letters of the capitals in c: folded texts have small
// letters only.
func (c class) folded() class {
	const letters = uint64(0x07fffffe)
	both := c.hi&letters<<32 | c.hi
	c.hi = both &^ letters
	return c
}

type itemKind uint8

const (
	itemRune itemKind = iota // one known character
	itemAny                  // '?'
	itemStar                 // '*'
	itemChar                 // one character of a symbol: number idx of sym
	itemRest                 // the characters of a symbol beyond those that it has at least
	itemGap                  // unknown text
)

// item is a step of a compiled text.
type item struct {
	kind  itemKind
	r     rune
	idx   int32
	class class  // of the characters that it stands for, except for itemRune
	piece *Piece // of an itemChar or itemRest
	wild  bool   // may hold wildcards itself, when in a pattern
}

func (x *item) many() bool { return x.kind == itemStar || x.kind == itemRest || x.kind == itemGap }

// wildMode tells how the wildcards of a literal are taken.
type wildMode uint8

const (
	wildNone    wildMode = iota
	wildFree             // '*' and '?' stand for any characters
	wildSegment          // as in the Resource element: see compile
)

// compile makes the items of a text. With wildSegment a wildcard before the
// fifth colon stays within its segment, unless it is a '*' that ends it: that
// one goes on beyond the colon (IAM User Guide, "IAM JSON policy elements:
// Resource").
func compile(t Text, mode wildMode, fold bool) []item {
	n := 0
	for i := range t {
		n += max(len(t[i].Lit), t[i].Len, 7)
	}
	items := make([]item, 0, n)
	colons := 0
	for i, p := range t {
		switch p.Kind {
		case Literal, Exact:
			lit := p.Lit
			if fold {
				lit = strings.Map(unicode.ToLower, lit)
			}
			for k, r := range lit {
				switch {
				case mode == wildNone || p.Kind == Exact || r != '*' && r != '?':
					if r == ':' {
						colons++
					}
					items = append(items, item{kind: itemRune, r: r})
					continue
				case r == '?':
					items = append(items, item{kind: itemAny, class: everyChar})
				default:
					items = append(items, item{kind: itemStar, class: everyChar})
				}
				last := k+1 == len(lit) && i+1 == len(t) || k+1 < len(lit) && lit[k+1] == ':'
				if mode == wildSegment && colons < 5 && (r == '?' || !last) {
					items[len(items)-1].class = notColon
				}
			}
		case Symbol, Random6:
			items = appendSymbol(items, &t[i], fold)
		default:
			items = append(items, item{kind: itemGap, class: everyChar, wild: true})
		}
	}
	return items
}

func appendSymbol(items []item, p *Piece, fold bool) []item {
	shape, length := p.Shape, p.Len
	if p.Kind == Random6 {
		shape, length = Alphanumeric, 6
	}
	c := shape.class()
	if shape == AnyText {
		return append(items, item{kind: itemRest, class: c, piece: p, wild: true})
	}
	if fold {
		c = c.folded()
	}
	for k := range max(length, 1) {
		items = append(items, item{kind: itemChar, class: c, piece: p, idx: int32(k)})
	}
	if length == 0 {
		items = append(items, item{kind: itemRest, class: c, piece: p})
	}
	return items
}

// distinctSet is the set of symbols that the item's symbol differs from, "" when
// there is none.
func (x *item) distinctSet() string {
	if x.piece == nil || x.piece.Kind != Symbol || x.piece.Shape == AnyText || x.piece.Sym == "" {
		return ""
	}
	return x.piece.Distinct
}

func (x *item) sameSymbol(y *item) bool {
	return x.piece.Sym != "" && x.piece.Sym == y.piece.Sym && x.piece.Kind == y.piece.Kind
}

// sameText tells whether two items certainly stand for the same text.
func sameText(p, t *item) bool {
	switch p.kind {
	case itemRune:
		return t.kind == itemRune && p.r == t.r
	case itemChar, itemRest:
		return p.kind == t.kind && p.idx == t.idx && p.sameSymbol(t)
	}
	return false
}

// mostSteps bounds the work of one match: a name has at most 512 characters, and a
// pattern is rarely longer.
const mostSteps = 1 << 20

func matchItems(p, t []item, fold bool) template.Truth {
	// What is the same at both ends and no wildcard decides nothing.
	for len(p) > 0 && len(t) > 0 && !p[0].wild && sameText(&p[0], &t[0]) {
		p, t = p[1:], t[1:]
	}
	for len(p) > 0 && len(t) > 0 && !p[len(p)-1].wild && sameText(&p[len(p)-1], &t[len(t)-1]) {
		p, t = p[:len(p)-1], t[:len(t)-1]
	}
	switch {
	case len(p) == 0 && len(t) == 0:
		return template.True
	case len(p)*len(t) > mostSteps:
		return template.Unknown
	case !walk(p, t, mayTake):
		return template.False
	case walk(p, t, mustTake):
		return template.True
	case !fold && distinct(p, t):
		return template.False
	}
	return template.Unknown
}

// steps that the walk may take from a pair of items.
type step uint8

const (
	skipP step = 1 << iota // the pattern's item stands for nothing
	skipT                  // the text's item stands for nothing
	takeP                  // the pattern's item is used up, the text's stays
	takeT                  // the text's item is used up, the pattern's stays
	takeB                  // both are used up
)

// walk tells whether the two ends can be reached by steps that are allowed. It
// takes time and one row of memory in the product of the lengths.
func walk(p, t []item, allowed func(p, t *item) step) bool {
	rows := make([]bool, 2*(len(t)+1))
	row, next := rows[:len(t)+1], rows[len(t)+1:]
	row[0] = true
	for i := 0; ; i++ {
		var pi *item
		if i < len(p) {
			pi = &p[i]
		}
		any := false
		for j := range row {
			if !row[j] {
				continue
			}
			any = true
			var tj *item
			if j < len(t) {
				tj = &t[j]
			}
			s := allowed(pi, tj)
			if s&(skipP|takeP) != 0 {
				next[j] = true
			}
			if s&(skipT|takeT) != 0 {
				row[j+1] = true
			}
			if s&takeB != 0 {
				next[j+1] = true
			}
		}
		if pi == nil {
			return row[len(t)]
		}
		if !any {
			return false
		}
		row, next = next, row
		clear(next)
	}
}

// mayTake allows what is right for at least some texts of the symbols; which
// symbols are the same does not count.
func mayTake(p, t *item) step {
	var s step
	if p != nil && p.many() {
		s |= skipP
	}
	if t != nil && t.many() {
		s |= skipT
	}
	if p == nil || t == nil || !meets(p, t) {
		return s
	}
	switch {
	case p.many() && t.many():
		return s
	case p.many():
		return s | takeT
	case t.many():
		return s | takeP
	}
	return s | takeB
}

func meets(p, t *item) bool {
	switch {
	case p.kind == itemRune && t.kind == itemRune:
		return p.r == t.r
	case p.kind == itemRune:
		return t.class.has(p.r)
	case t.kind == itemRune:
		return p.class.has(t.r)
	}
	return p.class.meets(t.class)
}

// mustTake allows only what is right whatever the symbols stand for.
func mustTake(p, t *item) step {
	if p == nil {
		return 0
	}
	switch p.kind {
	case itemStar:
		if t != nil && within(t, p.class) {
			return skipP | takeT
		}
		return skipP
	case itemAny:
		if t != nil && !t.many() && within(t, p.class) {
			return takeB
		}
	default:
		if t != nil && sameText(p, t) {
			return takeB
		}
	}
	return 0
}

func within(t *item, c class) bool {
	if t.kind == itemRune {
		return c.has(t.r)
	}
	return t.class.within(c)
}

// distinct tells whether a match would need two symbols of the same distinct
// set to be equal: they stand at the same place, with as much before and after.
func distinct(p, t []item) bool {
	a, b, ok := loneSymbol(p)
	if !ok {
		return false
	}
	c, d, ok := loneSymbol(t)
	return ok && p[a].distinctSet() == t[c].distinctSet() && !p[a].sameSymbol(&t[c]) && p[a].idx == 0 && t[c].idx == 0 &&
		a == c && len(p)-b == len(t)-d
}

// loneSymbol finds the first symbol of a distinct set, in a text that is of fixed
// length but for it: items[from:to].
func loneSymbol(items []item) (from, to int, ok bool) {
	from = -1
	for i := range items {
		x := &items[i]
		switch {
		case from < 0 && x.distinctSet() != "":
			from, to = i, i+1
		case from >= 0 && to == i && x.piece == items[from].piece:
			to = i + 1
		case x.many():
			return 0, 0, false
		}
	}
	return from, to, from >= 0
}
