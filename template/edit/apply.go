package edit

import (
	"fmt"
	"slices"
)

// Edit replaces the bytes from Start up to End, which is not replaced itself,
// by Text. Offsets count a byte order mark.
type Edit struct {
	Start, End int
	Text       string
}

// Apply carries out edits, in any order. Edits that overlap or lie outside the
// text are an error; of two insertions at one place, the first given comes
// first.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, compare)
	size, last := len(src), 0
	for _, e := range sorted {
		switch {
		case e.Start < 0 || e.End < e.Start || e.End > len(src):
			return nil, fmt.Errorf("the edit of bytes %d to %d is outside of the file, which has %d", e.Start, e.End, len(src))
		case e.Start < last:
			return nil, fmt.Errorf("the edit of bytes %d to %d overlaps one that ends at %d", e.Start, e.End, last)
		}
		last = e.End
		size += len(e.Text) - (e.End - e.Start)
	}
	out := make([]byte, 0, size)
	last = 0
	for _, e := range sorted {
		out = append(append(out, src[last:e.Start]...), e.Text...)
		last = e.End
	}
	return append(out, src[last:]...), nil
}

// compare orders edits by their place, insertions before a replacement that
// starts there.
func compare(a, b Edit) int {
	if a.Start != b.Start {
		return a.Start - b.Start
	}
	return min(a.End-a.Start, 1) - min(b.End-b.Start, 1)
}
