package reporters

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// width is the number of columns that a text takes on a terminal; colours take
// none.
func width(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return twwidth.Width(s)
		}
	}
	return len(s)
}

// wrap breaks cleaned text into lines of at most columns. A word that is longer
// than a line is broken where a name has a joint, else anywhere.
func wrap(text string, columns int) []string {
	columns = max(columns, 4)
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch w := width(word); {
		case line == "" && w <= columns:
			line = word
			continue
		case line != "" && width(line)+1+w <= columns:
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for exceeds(word, columns) || strings.HasPrefix(word, "::") {
			at := breakAt(word, columns)
			lines = append(lines, word[:at])
			word = word[at:]
		}
		line = word
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// exceeds tells whether a text takes more than columns. The start of a long one tells,
// as long as it is broken piece by piece.
func exceeds(s string, columns int) bool {
	if head := 64 * columns; len(s) > head {
		for head > 0 && !utf8.RuneStart(s[head]) {
			head--
		}
		if width(s[:head]) > columns+2 { // a last cluster may become narrower by what follows
			return true
		}
	}
	return width(s) > columns
}

// breakAt is the byte offset at which a word is broken to take at most columns.
func breakAt(word string, columns int) int {
	if strings.HasPrefix(word, "::") {
		return 1 // what is left of so many colons that no place between them will do
	}
	end := prefix(word, columns)
	if at := strings.LastIndexAny(word[:end], joints); at >= 0 && (at >= end/2 || width(piece(word[at+1:])) <= columns) {
		end = at + 1
	}
	// No line may begin with what a runner takes for a command.
	for strings.HasPrefix(word[end:], "::") {
		_, size := utf8.DecodeLastRuneInString(word[:end])
		if size >= end {
			break
		}
		end -= size
	}
	return end
}

// joints are the characters behind which a name may be broken.
const joints = "/-_.,"

// piece is the start of a word up to its first joint.
func piece(word string) string {
	if i := strings.IndexAny(word, joints); i >= 0 {
		return word[:i+1]
	}
	return word
}

// longestPiece is the width of the longest part of a text that is best left
// whole.
func longestPiece(text string) int {
	longest := 0
	for _, word := range strings.Fields(text) {
		for word != "" {
			p := piece(word)
			longest = max(longest, width(p))
			word = word[len(p):]
		}
	}
	return longest
}

// prefix is the length in bytes of the longest start of s that takes at most
// columns and splits no character from its marks. It is at least one character.
func prefix(s string, columns int) int {
	end, used, joined := 0, 0, false
	for i, r := range s {
		attached := joined || unicode.Is(unicode.M, r) || r == '\u200d' || 0x1f3fb <= r && r <= 0x1f3ff
		joined = r == '\u200d'
		if attached {
			continue
		}
		if i > 0 {
			used = width(s[:i])
			if used > columns {
				break
			}
			end = i
		}
	}
	if !exceeds(s, columns) {
		return len(s)
	}
	if end == 0 {
		_, end = utf8.DecodeRuneInString(s)
	}
	return end
}

// cut shortens text to at most columns; what is lost shows as an ellipsis.
func cut(text string, columns int) string {
	if width(text) <= columns {
		return text
	}
	if columns <= 1 {
		return "…"
	}
	return text[:prefix(text, columns-1)] + "…"
}

// pad fills text up with spaces to columns.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}
