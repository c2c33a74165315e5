package template

import (
	"bytes"
	"unicode/utf8"
)

const tooDeep = "lists and maps nest deeper than 1000 levels"

// checkText tells what keeps a file from being read as text at all.
func checkText(src *Source) (Problem, bool) {
	data := src.Data
	fail := func(at int, message, hint string) (Problem, bool) {
		return Problem{Kind: Unreadable, Fatal: true, Message: message, Hint: hint, Range: src.Range(at, at)}, true
	}
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return fail(0, "the file is UTF-16, not UTF-8", "save it as UTF-8")
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return fail(i, "the file is binary, not a template", "")
	}
	if utf8.Valid(data) {
		return Problem{}, false
	}
	i := 0
	for i < len(data) {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		i += n
	}
	return fail(i, "the file is not valid UTF-8", "save it as UTF-8")
}

func emptyFile(src *Source) Problem {
	return Problem{
		Kind: Unreadable, Fatal: true, Message: "the file is empty",
		Hint: "synthesize the app again", Range: src.Range(0, 0),
	}
}

// gap skips white space and comments from pos on.
func (r *yamlReader) gap(pos int) int {
	if pos == r.gapFrom {
		return r.gapTo
	}
	from := pos
	for pos < len(r.data) {
		if w := blankWidth(r.data, pos); w > 0 {
			pos += w
			continue
		}
		if r.data[pos] == '#' {
			pos = lineEnd(r.data, pos)
			continue
		}
		// The library skips a byte order mark at the start of any line.
		if r.data[pos] == 0xEF && bytes.HasPrefix(r.data[pos:], []byte("\uFEFF")) && atLineStart(r.data, pos) {
			pos += 3
			continue
		}
		break
	}
	r.gapFrom, r.gapTo = from, pos
	return pos
}

// isMarker tells whether one of the document markers --- and ... stands at pos.
func isMarker(data []byte, pos int, marker string) bool {
	return bytes.HasPrefix(data[min(pos, len(data)):], []byte(marker)) && isBlank(data, pos+len(marker))
}

// isBlank tells whether white space, a line break or the end is at pos.
func isBlank(data []byte, pos int) bool {
	return pos >= len(data) || blankWidth(data, pos) > 0
}

// blankWidth is the length of the space, tab or line break at pos, or 0.
func blankWidth(data []byte, pos int) int {
	if c := data[pos]; c == ' ' || c == '\t' {
		return 1
	}
	return breakWidth(data, pos)
}

// spaceWidth is blankWidth for a value.
func spaceWidth(value string, i int) int {
	switch c := value[i]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		return 1
	case c < 0x80:
		return 0
	}
	return breakWidth([]byte(value[i:min(i+3, len(value))]), 0)
}

// breakWidth is the length of the line break at pos, or 0. YAML 1.1 has three
// besides those of ASCII: next line, line separator and paragraph separator.
func breakWidth(data []byte, pos int) int {
	if pos >= len(data) {
		return 0
	}
	switch data[pos] {
	case '\n':
		return 1
	case '\r':
		if pos+1 < len(data) && data[pos+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if pos+1 < len(data) && data[pos+1] == 0x85 {
			return 2
		}
	case 0xE2:
		if pos+2 < len(data) && data[pos+1] == 0x80 && (data[pos+2] == 0xA8 || data[pos+2] == 0xA9) {
			return 3
		}
	}
	return 0
}

// atLineStart tells whether a line starts at pos.
func atLineStart(data []byte, pos int) bool {
	if pos == 0 {
		return true
	}
	switch data[pos-1] {
	case '\n', '\r':
		return true
	case 0x85:
		return pos >= 2 && data[pos-2] == 0xC2
	case 0xA8, 0xA9:
		return pos >= 3 && data[pos-2] == 0x80 && data[pos-3] == 0xE2
	}
	return false
}
