package tokens

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Match is one token found. Start and End are byte offsets into the scanned
// text; for private keys and URLs they span the block and the password.
type Match struct {
	Format     *Format
	Start, End int
}

// engine is the table of formats made ready for scanning.
type engine struct {
	automaton *automaton
	keywords  []keyword
}

// keyword is one anchor and the formats it leads to.
type keyword struct {
	length  int
	formats []*entry
}

// keywordLimit is how many bytes of an anchor the automaton knows.
const keywordLimit = 7

// entry is a format with its shapes, compiled when an anchor first hits.
type entry struct {
	format   *Format
	once     sync.Once
	compiled []shape
}

func (en *entry) shapes() []shape {
	en.once.Do(func() { en.compiled = en.format.compile() })
	return en.compiled
}

var ready = sync.OnceValue(newEngine)

func newEngine() *engine {
	e := &engine{keywords: make([]keyword, 0, 512)}
	index := make(map[string]int, 512)
	words := make([]string, 0, 512)
	add := func(word string, en *entry) {
		word = strings.ToLower(word)
		if !en.format.assigned && en.format.locate == nil {
			// What follows the anchor's start is checked anyway: a few bytes of it
			// keep the automaton small.
			word = word[:min(len(word), keywordLimit)]
		}
		at, known := index[word]
		if !known {
			at = len(words)
			index[word] = at
			words = append(words, word)
			e.keywords = append(e.keywords, keyword{length: len(word)})
		}
		if known := e.keywords[at].formats; len(known) == 0 || known[len(known)-1] != en {
			e.keywords[at].formats = append(known, en)
		}
	}
	for _, f := range allFormats() {
		en := &entry{format: f}
		for _, anchor := range f.anchors {
			add(anchor, en)
		}
		if len(f.anchors) == 0 {
			for _, expr := range f.Shapes {
				prefix, _, _ := strings.Cut(expr, "[")
				add(prefix, en)
			}
		}
	}
	e.automaton = newAutomaton(words)
	return e
}

// compile parses the shapes. They are constants that a test parses, so an
// error can't happen at run time; a shape with one never matches.
func (f *Format) compile() []shape {
	var shapes []shape
	for _, expr := range f.Shapes {
		if s, err := parseShape(expr); err == nil {
			shapes = append(shapes, s)
		}
	}
	return shapes
}

// Scan returns the tokens in text, sorted by Start and not overlapping: of two
// formats that claim the same bytes the more specific one wins. It is safe for
// concurrent use.
func Scan(text string) []Match {
	e := ready()
	var found []Match
	e.automaton.each(text, func(id uint16, end int) {
		k := &e.keywords[id]
		for _, en := range k.formats {
			if m, ok := en.find(text, end-k.length, end); ok {
				found = append(found, m)
			}
		}
	})
	return disjoint(found)
}

// find looks for a token of the format at an anchor that spans
// text[at:end].
func (en *entry) find(text string, at, end int) (Match, bool) {
	f := en.format
	if f.locate != nil {
		start, stop, ok := f.locate(text, at)
		return Match{f, start, stop}, ok
	}
	start := at - f.before
	if f.assigned {
		value, ok := assignedLiteral(text, at, end)
		if !ok {
			return Match{}, false
		}
		start = value
	}
	if start < 0 || !startsWord(text, start) {
		return Match{}, false
	}
	longest := -1
	for _, s := range en.shapes() {
		if start > 0 && text[start-1] == '-' && s.takesHyphen() {
			continue
		}
		stop, ok := s.match(text, start)
		if !ok || f.assigned && !endsLiteral(text, stop) {
			continue
		}
		if stop > longest && f.genuine(text[start:stop], len(s.prefix())) {
			longest = stop
		}
	}
	return Match{f, start, longest}, longest > start
}

// genuine decides whether a token of the right shape is one: by its checksum
// or structure, or else because it is random and not a filler.
func (f *Format) genuine(token string, prefix int) bool {
	if f.prove != nil {
		return f.prove(token)
	}
	if f.mixed && !isMixed(token[prefix:]) {
		return false
	}
	return random(token[prefix:], f.MinEntropy)
}

// random reports whether s has at least the given entropy (0: the default for
// its length) and is not a filler.
func random(s string, minEntropy float64) bool {
	if minEntropy == 0 {
		minEntropy = defaultEntropy(len(s))
	}
	return Entropy(s) >= minEntropy && !isFiller(s)
}

// disjoint sorts matches and drops all but the best of those that overlap.
func disjoint(found []Match) []Match {
	slices.SortFunc(found, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), better(a, b))
	})
	kept := found[:0]
	for _, m := range found {
		last := len(kept) - 1
		switch {
		case last < 0 || m.Start >= kept[last].End:
			kept = append(kept, m)
		case better(m, kept[last]) < 0:
			kept[last] = m
		}
	}
	return kept
}

// better is negative when a is to be preferred over b for the same text.
func better(a, b Match) int {
	return cmp.Or(
		cmp.Compare(a.Format.rank, b.Format.rank),
		cmp.Compare(b.End-b.Start, a.End-a.Start),
		strings.Compare(a.Format.ID, b.Format.ID),
	)
}
