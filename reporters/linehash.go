package reporters

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// The rolling hash that GitHub's upload action computes of a line, described in
// facts that its source (github/codeql-action, src/fingerprints.ts) states: over
// the hashUnits UTF-16 units that begin with the line's first, spaces and tabs
// left out and each line break one LF, as a polynomial in hashBase.
const (
	hashUnits = 100
	hashBase  = 37
	endOfFile = 0xFFFF // a unit that closes the text
	bomUnit   = 0xFEFF
)

// lineHashes gives what GitHub calls primaryLocationLineHash for each line of a
// file, line 1 first: the hash in hexadecimal, a colon, and how often that hash
// came up so far.
func lineHashes(data []byte, bom bool) []string {
	units := make([]uint16, 0, len(data)+2)
	if bom {
		units = append(units, bomUnit)
	}
	starts := []int{0}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		i += size
		switch r {
		case ' ', '\t':
			continue
		case '\r':
			if i < len(data) && data[i] == '\n' {
				i++
			}
			r = '\n'
		}
		units = utf16.AppendRune(units, r)
		if r == '\n' {
			starts = append(starts, len(units))
		}
	}
	units = append(units, endOfFile)

	hashes := make([]string, len(starts))
	seen := map[uint64]int{}
	for i, start := range starts {
		var h uint64
		for j := start; j < start+hashUnits; j++ {
			h *= hashBase
			if j < len(units) {
				h += uint64(units[j])
			}
		}
		seen[h]++
		hashes[i] = strconv.FormatUint(h, 16) + ":" + strconv.Itoa(seen[h])
	}
	return hashes
}

// hashedUntil is the offset behind the last byte that goes into the hash of the
// line that begins at an offset.
func hashedUntil(data []byte, offset int) int {
	for n := 0; n < hashUnits && offset < len(data); {
		r, size := utf8.DecodeRune(data[offset:])
		offset += size
		switch {
		case r == ' ' || r == '\t':
		case r == '\r' && offset < len(data) && data[offset] == '\n':
			// counted with the LF
		default:
			n += max(utf16.RuneLen(r), 1)
		}
	}
	return offset
}
