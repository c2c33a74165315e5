package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

var prefixes = map[string]bool{
	"r": true, "u": true, "b": true, "f": true, "t": true,
	"br": true, "rb": true, "fr": true, "rf": true, "tr": true, "rt": true,
}

// frame is an f-string, or a field in one, that the scanner is in.
type frame struct {
	state state
	// quotes end the string.
	quotes string
	raw    bool
	// depth is how many brackets are open around.
	depth int
}

type state uint8

const (
	text  state = iota // in the literal part of an f-string
	field              // in the expression of a field
	spec               // in the format of a field
)

// stringAt reads a string whose prefix begins at start; the scanner is at its quotes.
func (s *scanner) stringAt(start int, prefix string) {
	quotes := s.text[s.pos : s.pos+1]
	if strings.HasPrefix(s.text[s.pos:], strings.Repeat(quotes, 3)) {
		quotes = s.text[s.pos : s.pos+3]
	}
	s.pos += len(quotes)
	if strings.ContainsAny(prefix, "ft") {
		if len(s.frames) >= maxFrames {
			s.abandon(start, "f-strings are nested too deeply")
			return
		}
		s.frames = append(s.frames, frame{
			state: text, quotes: quotes, raw: strings.Contains(prefix, "r"), depth: len(s.brackets),
		})
		s.add(fstart, start)
		return
	}
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		switch {
		case c == '\\':
			s.pos += s.escape()
			continue
		case (c == '\n' || c == '\r') && len(quotes) == 1:
			s.fail(start, "a string is not closed")
			return
		case c == quotes[0] && strings.HasPrefix(s.text[s.pos:], quotes):
			s.pos += len(quotes)
			s.add(str, start)
			return
		}
		s.pos++
	}
	s.pos = len(s.text)
	s.fail(start, "a string is not closed")
}

// escape is the length of a backslash with what it stands before.
func (s *scanner) escape() int {
	if s.peek(1) == '\r' && s.peek(2) == '\n' {
		return 3
	}
	return 2
}

// abandon gives up all f-strings that are open and goes on with the next line.
func (s *scanner) abandon(start int, why string) {
	s.brackets = s.brackets[:min(len(s.brackets), s.outermost())]
	s.frames = nil
	s.comment()
	s.fail(start, why)
}

func (s *scanner) outermost() int {
	if len(s.frames) == 0 {
		return len(s.brackets)
	}
	return s.frames[0].depth
}

// literal reads a literal part of an f-string, or of the format of a field, and what
// ends it.
func (s *scanner) literal() {
	f := &s.frames[len(s.frames)-1]
	start := s.pos
	end := func() {
		if s.pos > start {
			s.add(ftext, start)
		}
		start = s.pos
	}
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		switch {
		case c == '\\' && !f.raw && s.peek(1) == 'N' && s.peek(2) == '{':
			// A character by its name, not a field.
			for s.pos < len(s.text) && s.text[s.pos] != '}' && s.text[s.pos] != '\n' && s.text[s.pos] != f.quotes[0] {
				s.pos++
			}
			if s.peek(0) == '}' {
				s.pos++
			}
		case c == '\\' && s.peek(1) != '{' && s.peek(1) != '}':
			s.pos = min(s.pos+s.escape(), len(s.text))
		case (c == '\n' || c == '\r') && len(f.quotes) == 1:
			s.abandon(start, "a string is not closed")
			return
		case c == f.quotes[0] && strings.HasPrefix(s.text[s.pos:], f.quotes):
			if f.state == spec {
				s.abandon(start, "a field of an f-string is not closed")
				return
			}
			end()
			s.pos += len(f.quotes)
			s.frames = s.frames[:len(s.frames)-1]
			s.add(fend, start)
			return
		case f.state == text && (c == '{' || c == '}') && s.peek(1) == c:
			s.pos += 2
		case c == '{':
			end()
			s.pos++
			s.add(op, start)
			if len(s.frames) >= maxFrames {
				s.abandon(start, "f-strings are nested too deeply")
				return
			}
			s.frames = append(s.frames, frame{state: field, quotes: f.quotes, raw: f.raw, depth: len(s.brackets)})
			return
		case c == '}':
			if f.state == text {
				s.abandon(start, "a brace that closes none")
				return
			}
			end()
			s.pos++
			s.frames = s.frames[:len(s.frames)-1]
			s.add(op, start)
			return
		default:
			s.pos++
		}
	}
	end()
}

// fieldEnd handles what has a meaning of its own directly in a field.
func (s *scanner) fieldEnd(start int, c byte) bool {
	f := &s.frames[len(s.frames)-1]
	switch {
	case c == '}':
		s.frames = s.frames[:len(s.frames)-1]
	case c == ':':
		f.state = spec
	case c == '!' && s.peek(1) != '=':
	default:
		return false
	}
	s.pos++
	s.add(op, start)
	return true
}

// unquote gives the value of a string token and whether it is of bytes.
func unquote(tok string) (value string, bytes bool) {
	q := strings.IndexAny(tok, `"'`)
	prefix := strings.ToLower(tok[:q])
	body, n := tok[q:], 1
	if len(body) >= 6 && body[0] == body[1] && body[1] == body[2] {
		n = 3
	}
	body = body[n : len(body)-n]
	bytes = strings.Contains(prefix, "b")
	if strings.Contains(prefix, "r") {
		return body, bytes
	}
	return unescape(body), bytes
}

// unescape resolves what is written with backslashes.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if at := strings.IndexByte(`abfnrtv\'"`, s[i]); at >= 0 {
			b.WriteByte("\a\b\f\n\r\t\v\\'\""[at])
			continue
		}
		if n := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[i]]; n > 0 && i+n < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+1+n], 16, 32); err == nil {
				b.WriteRune(rune(v))
				i += n
				continue
			}
		}
		switch {
		case s[i] == '\n':
		case s[i] == '\r':
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
		case s[i] >= '0' && s[i] <= '7':
			n := 1
			for n < 3 && i+n < len(s) && s[i+n] >= '0' && s[i+n] <= '7' {
				n++
			}
			v, _ := strconv.ParseUint(s[i:i+n], 8, 32)
			b.WriteRune(rune(v))
			i += n - 1
		case s[i] == 'N' && i+1 < len(s) && s[i+1] == '{':
			// Which character it is would need the table of their names.
			if end := strings.IndexByte(s[i:], '}'); end > 0 {
				b.WriteRune(utf8.RuneError)
				i += end
				continue
			}
			b.WriteString(`\N`)
		default:
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
