package reporters

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one another; scripts need
// fewer, and floods of them paint over the lines around.
const maxMarks = 6

// clean makes text that comes from a template, a file name or a rule safe to
// print on one line of a terminal or a build log: white space becomes spaces,
// what is invisible or steers the terminal (escape sequences, controls, changes
// of writing direction) becomes visible as its code, and what a build service
// would take for a command (`::set-output`, `##vso[`) is pulled apart.
func clean(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	marks := 0
	wordStart := true
	for i, r := range s {
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		switch {
		case r == utf8.RuneError:
			b.WriteRune(utf8.RuneError)
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
			wordStart = true
			continue
		case r == '\u200d' && i > 0 && b.String()[b.Len()-1] >= utf8.RuneSelf:
			b.WriteRune(r) // joins the parts of an emoji
		case !unicode.IsPrint(r) || marks > maxMarks:
			writeCode(&b, r)
		case r == ':' && wordStart && strings.HasPrefix(s[i+1:], ":"):
			b.WriteString(": ")
			continue // the second colon begins a word again
		case r == '#' && beginsCommand(s[i:]):
			b.WriteString("# ")
		default:
			b.WriteRune(r)
		}
		wordStart = false
	}
	return b.String()
}

// trimNote is clean for a note or reason that stands alone.
func trimNote(s string) string { return strings.TrimSpace(clean(s)) }

// isPlain tells text that clean leaves as it is, which nearly all is.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~', c == '#':
			return false
		case c == ':' && (i == 0 || s[i-1] == ' ') && strings.HasPrefix(s[i+1:], ":"):
			return false
		}
	}
	return true
}

// beginsCommand tells `##[…` and `##name[…`, which Azure Pipelines, TeamCity and
// old GitHub runners obey wherever they stand in a line.
func beginsCommand(s string) bool {
	rest, ok := strings.CutPrefix(s, "##")
	if !ok {
		return false
	}
	rest = strings.TrimLeftFunc(rest, func(r rune) bool {
		return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
	})
	return strings.HasPrefix(rest, "[")
}

func writeCode(b *strings.Builder, r rune) {
	switch {
	case r < 0x80:
		fmt.Fprintf(b, `\x%02x`, r)
	case r < 0x10000:
		fmt.Fprintf(b, `\u%04x`, r)
	default:
		fmt.Fprintf(b, `\U%08x`, r)
	}
}

// escapeJSON writes what clean would make visible as escapes of JSON, which
// loses nothing: the reader gets the text as it was, a terminal that the file is
// printed on gets no controls. doc is a whole JSON document, so what is not
// ASCII stands within strings.
func escapeJSON(doc []byte) []byte {
	var out []byte
	kept := 0
	replace := func(i, size int, r rune) {
		out = append(out, doc[kept:i]...)
		if r >= 0x10000 {
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		} else {
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		kept = i + size
	}
	for i := 0; i < len(doc); {
		c := doc[i]
		if c < utf8.RuneSelf {
			if c == 0x7f || c == '#' && bytes.HasPrefix(doc[i+1:], []byte("#")) {
				replace(i, 1, rune(c))
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(doc[i:])
		if !unicode.IsPrint(r) && r != '\u200d' {
			replace(i, size, r)
		}
		i += size
	}
	if kept == 0 {
		return doc
	}
	return append(out, doc[kept:]...)
}
