package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFrames bounds how deep f-strings nest; CPython has the same.
const maxFrames = 150

// scanner cuts the text into tokens in one pass.
type scanner struct {
	text     string
	pos      int
	tokens   []token
	brackets []byte
	frames   []frame
	indents  []column
	// err is the first error, at errAt.
	err   string
	errAt int
}

// column is the width of an indentation with tabs of eight and of one, which have to
// agree about what is deeper.
type column struct{ eight, one int }

func (s *scanner) add(k kind, start int) {
	s.tokens = append(s.tokens, token{k, start, s.pos})
}

func (s *scanner) fail(start int, why string) {
	if s.err == "" {
		s.err, s.errAt = why, start
	}
	s.add(bad, start)
}

func (s *scanner) peek(n int) byte {
	if s.pos+n < len(s.text) {
		return s.text[s.pos+n]
	}
	return 0
}

func scan(text string) *scanner {
	s := &scanner{text: text, indents: []column{{}}, tokens: make([]token, 0, len(text)/4)}
	s.pos += len(text) - len(strings.TrimPrefix(text, "\uFEFF"))
	s.indentation()
	for s.pos < len(s.text) {
		if n := len(s.frames); n > 0 && s.frames[n-1].state != field {
			s.literal()
			continue
		}
		s.token()
	}
	if len(s.brackets) > 0 || len(s.frames) > 0 {
		s.fail(s.pos, "a bracket is not closed")
	}
	if n := len(s.tokens); n > 0 && s.tokens[n-1].kind != newline && s.tokens[n-1].kind != dedent {
		s.add(newline, s.pos)
	}
	for range s.indents[1:] {
		s.add(dedent, s.pos)
	}
	s.add(eof, s.pos)
	return s
}

// indentation reads the beginning of a logical line, past lines that hold nothing.
func (s *scanner) indentation() {
	for s.pos < len(s.text) {
		col := column{}
		for ; s.pos < len(s.text); s.pos++ {
			switch s.text[s.pos] {
			case ' ':
				col.eight, col.one = col.eight+1, col.one+1
				continue
			case '\t':
				col.eight, col.one = (col.eight/8+1)*8, col.one+1
				continue
			case '\f':
				col = column{}
				continue
			}
			break
		}
		switch c := s.peek(0); {
		case s.pos >= len(s.text):
			return
		case c == '#':
			s.comment()
			continue
		case c == '\n' || c == '\r':
			s.pos++
			continue
		case c == '\\' && (s.peek(1) == '\n' || s.peek(1) == '\r'):
			// The indentation is that of the first line, as in CPython.
			s.continuation()
			for s.peek(0) == ' ' || s.peek(0) == '\t' {
				s.pos++
			}
		}
		s.dent(col)
		return
	}
}

func (s *scanner) dent(col column) {
	top := s.indents[len(s.indents)-1]
	switch {
	case col == top:
	case col.eight > top.eight && col.one > top.one:
		s.indents = append(s.indents, col)
		s.add(indent, s.pos)
	case col.eight < top.eight && col.one < top.one:
		for len(s.indents) > 1 && s.indents[len(s.indents)-1].eight > col.eight {
			s.indents = s.indents[:len(s.indents)-1]
			s.add(dedent, s.pos)
		}
		if s.indents[len(s.indents)-1] != col {
			s.fail(s.pos, "the indentation matches none around it")
		}
	default:
		s.fail(s.pos, "tabs and spaces are mixed")
	}
}

func (s *scanner) comment() {
	for s.pos < len(s.text) && s.text[s.pos] != '\n' && s.text[s.pos] != '\r' {
		s.pos++
	}
}

func (s *scanner) continuation() {
	s.pos++
	if s.peek(0) == '\r' && s.peek(1) == '\n' {
		s.pos++
	}
	s.pos++
}

// token reads one outside of the literal parts of strings.
func (s *scanner) token() {
	start, c := s.pos, s.text[s.pos]
	switch {
	case c == ' ' || c == '\t' || c == '\f':
		s.pos++
	case c == '#':
		s.comment()
	case c == '\n' || c == '\r':
		s.pos++
		if len(s.brackets) == 0 && len(s.frames) == 0 {
			s.tokens = append(s.tokens, token{newline, start, s.pos})
			s.indentation()
		}
	case c == '\\':
		if n := s.peek(1); n == '\n' || n == '\r' {
			s.continuation()
			return
		}
		s.pos++
		s.fail(start, "a backslash that continues nothing")
	case c == '"' || c == '\'':
		s.stringAt(start, "")
	case c >= '0' && c <= '9', c == '.' && digit(s.peek(1)):
		s.number()
		s.add(number, start)
	case letter(c) || c >= utf8.RuneSelf:
		s.name(start)
	default:
		s.operator(start)
	}
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func (s *scanner) name(start int) {
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if letter(c) || digit(c) {
			s.pos++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRuneInString(s.text[s.pos:])
		s.pos += n
		if !unicode.In(r, unicode.L, unicode.Nl, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc) && r != '·' {
			s.fail(start, "a character that is not of Python")
			return
		}
	}
	if c := s.peek(0); (c == '"' || c == '\'') && s.pos-start <= 2 {
		if prefix := strings.ToLower(s.text[start:s.pos]); prefixes[prefix] {
			s.stringAt(start, prefix)
			return
		}
	}
	s.add(name, start)
}

func (s *scanner) number() {
	if s.text[s.pos] == '0' && strings.IndexByte("xXoObB", s.peek(1)) >= 0 && s.peek(1) != 0 {
		for s.pos += 2; letter(s.peek(0)) || digit(s.peek(0)); {
			s.pos++
		}
		return
	}
	digits := func() {
		for digit(s.peek(0)) || s.peek(0) == '_' {
			s.pos++
		}
	}
	digits()
	if s.peek(0) == '.' {
		s.pos++
		digits()
	}
	if s.peek(0)|0x20 == 'e' {
		sign := 1
		if s.peek(1) == '+' || s.peek(1) == '-' {
			sign = 2
		}
		if digit(s.peek(sign)) {
			s.pos += sign
			digits()
		}
	}
	if s.peek(0)|0x20 == 'j' {
		s.pos++
	}
}

// operators are those of more than one character, the longest first.
var operators = []string{
	"**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "->", ":=", "!=", "==", "<=", ">=",
	"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=",
}

func (s *scanner) operator(start int) {
	c := s.text[s.pos]
	inField := len(s.frames) > 0 && len(s.brackets) == s.frames[len(s.frames)-1].depth
	if inField && s.fieldEnd(start, c) {
		return
	}
	for _, o := range operators {
		if o[0] == c && strings.HasPrefix(s.text[s.pos:], o) {
			s.pos += len(o)
			s.add(op, start)
			return
		}
	}
	s.pos++
	switch c {
	case '(', '[', '{':
		s.brackets = append(s.brackets, c)
	case ')', ']', '}':
		n := len(s.brackets)
		if n == 0 || inField || s.brackets[n-1]+1 != c && s.brackets[n-1]+2 != c {
			s.fail(start, "a bracket that closes none")
			return
		}
		s.brackets = s.brackets[:n-1]
	case '+', '-', '*', '/', '%', '@', '&', '|', '^', '~', '<', '>', '.', ',', ':', ';', '=':
	default:
		s.fail(start, "a character that is not of Python")
		return
	}
	s.add(op, start)
}
