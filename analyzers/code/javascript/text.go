package javascript

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unquote is the text of a string or of a part of a template as it is written.
func unquote(data []byte) string {
	if len(data) < 2 {
		return ""
	}
	return unescape(string(data[1 : len(data)-1]))
}

// unescape resolves escapes. What cannot be told is left as it is.
// Source: ECMA-262, String Literals.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '\n':
		case 'x', 'u':
			n := 2
			if c == 'u' {
				n = 4
			}
			text := s[i+1 : min(i+1+n, len(s))]
			skip := n
			if c == 'u' && strings.HasPrefix(text, "{") {
				if end := strings.IndexByte(s[i:], '}'); end > 0 {
					text, skip = s[i+2:i+end], end
				}
			}
			code, err := strconv.ParseUint(text, 16, 32)
			if err != nil || code > utf8.MaxRune {
				b.WriteByte(c)
				continue
			}
			b.WriteRune(rune(code))
			i += skip
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
