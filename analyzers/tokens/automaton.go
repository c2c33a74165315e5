package tokens

// automaton finds all occurrences of a set of keywords in one pass
// (A. Aho, M. Corasick, "Efficient string matching", CACM 18(6), 1975), made
// into a table of transitions, and skips text in which no keyword begins.
//
// Letters match without regard to case. Keywords have at least three bytes.
type automaton struct {
	class  [256]uint8           // column of a byte in next; 0 for bytes of no keyword
	width  int                  // columns
	next   []uint16             // state*width + class → state
	output [][]uint16           // state → keywords that end there
	starts [1 << 15 / 64]uint64 // triples of bytes (five bits each) that begin a keyword
}

// triple folds one more byte into the last two: letters lose their case with
// the upper three bits, other bytes collide with some letter, which costs a
// wasted look at the table and nothing else.
func triple(last uint32, b byte) uint32 { return (last<<5 | uint32(b&0x1f)) & 0x7fff }

func fold(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func newAutomaton(keywords []string) *automaton {
	a := &automaton{width: 1}
	size := 1
	for _, keyword := range keywords {
		size += len(keyword)
		var h uint32
		for i := range len(keyword) {
			b := fold(keyword[i])
			if i < 3 {
				h = triple(h, b)
			}
			if a.class[b] == 0 {
				a.class[b] = uint8(a.width)
				a.width++
			}
		}
		a.starts[h>>6] |= 1 << (h & 63)
	}
	for b := byte('A'); b <= 'Z'; b++ {
		a.class[b] = a.class[fold(b)]
	}

	a.next = make([]uint16, a.width, size*a.width*2/3)
	a.output = make([][]uint16, 1, size)
	blank := make([]uint16, a.width)
	for id, keyword := range keywords {
		state := 0
		for i := range len(keyword) {
			cell := state*a.width + int(a.class[keyword[i]])
			if a.next[cell] == 0 {
				a.next[cell] = uint16(len(a.output))
				a.next = append(a.next, blank...)
				a.output = append(a.output, nil)
			}
			state = int(a.next[cell])
		}
		a.output[state] = append(a.output[state], uint16(id))
	}

	// Breadth first: a state's fallback is shallower than the state, so its row
	// is complete when the state takes missing transitions over from it.
	fallback := make([]uint16, len(a.output))
	queue := make([]uint16, 0, len(a.output))
	for _, child := range a.next[:a.width] {
		if child != 0 {
			queue = append(queue, child)
		}
	}
	for i := 0; i < len(queue); i++ {
		state := int(queue[i])
		back := int(fallback[state])
		if inherited := a.output[back]; len(inherited) > 0 {
			a.output[state] = append(a.output[state], inherited...)
		}
		row, backRow := a.next[state*a.width:][:a.width], a.next[back*a.width:][:a.width]
		for c, child := range row {
			if child == 0 {
				row[c] = backRow[c]
				continue
			}
			fallback[child] = backRow[c]
			queue = append(queue, child)
		}
	}
	return a
}

// each calls found for every occurrence of a keyword, in the order of the
// occurrences' ends.
func (a *automaton) each(text string, found func(keyword uint16, end int)) {
	for i := 0; i+3 <= len(text); {
		// At the root: look for three bytes that begin a keyword.
		h := triple(triple(0, text[i]), text[i+1])
		j := i + 2
		for ; j < len(text); j++ {
			h = triple(h, text[j])
			if a.starts[h>>6]&(1<<(h&63)) != 0 {
				break
			}
		}
		if j == len(text) {
			return
		}
		// From there follow the table until it is back at the root.
		state := 0
		for i = j - 2; i < len(text); {
			state = int(a.next[state*a.width+int(a.class[text[i]])])
			i++
			if state == 0 {
				break
			}
			for _, keyword := range a.output[state] {
				found(keyword, i)
			}
		}
	}
}
