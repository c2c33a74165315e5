package tokens

import (
	"fmt"
	"strconv"
	"strings"
)

// Alphabets and common parts of shapes.
const (
	digit    = `[0-9]`
	hex      = `[0-9a-f]`
	hexAny   = `[0-9A-Fa-f]`
	upper    = `[A-Z]`
	lowerNum = `[0-9a-z]`
	upperNum = `[0-9A-Z]`
	base32   = `[A-Z2-7]`
	base62   = `[0-9A-Za-z]`
	word     = `[0-9A-Za-z_]`
	base64   = `[0-9A-Za-z+/]`
	base64u  = `[0-9A-Za-z_-]`
	pad      = `[=]{0,2}`
	uuid     = hexAny + `{8}-` + hexAny + `{4}-` + hexAny + `{4}-` + hexAny + `{4}-` + hexAny + `{12}`
)

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }

// segment is a literal, or between min and max bytes of a set.
type segment struct {
	literal  string
	set      byteSet
	min, max int
}

// shape is a sequence of segments, matched greedily and without going back:
// a repetition of variable length is never followed by a byte of its own set.
type shape []segment

// parseShape reads the shape language: literal bytes, [classes] with ranges,
// and {n} or {n,m} after a class. All else stands for itself, but for bytes
// that would be mistaken for regular expressions, which are errors.
func parseShape(expr string) (shape, error) {
	var segments shape
	for i := 0; i < len(expr); {
		if expr[i] != '[' {
			j := i
			for j < len(expr) && expr[j] != '[' {
				if strings.IndexByte(`\{}]()*|^`, expr[j]) >= 0 {
					return nil, fmt.Errorf("parse shape %q: %q at byte %d is not a literal", expr, expr[j], j)
				}
				j++
			}
			segments = append(segments, segment{literal: expr[i:j]})
			i = j
			continue
		}
		closing := strings.IndexByte(expr[i:], ']')
		if closing < 0 {
			return nil, fmt.Errorf("parse shape %q: class at byte %d is not closed", expr, i)
		}
		class := expr[i+1 : i+closing]
		i += closing + 1
		seg := segment{min: 1, max: 1}
		for j := 0; j < len(class); j++ {
			if j+2 < len(class) && class[j+1] == '-' {
				for b := int(class[j]); b <= int(class[j+2]); b++ {
					seg.set.add(byte(b))
				}
				j += 2
				continue
			}
			seg.set.add(class[j])
		}
		if i < len(expr) && expr[i] == '{' {
			closing := strings.IndexByte(expr[i:], '}')
			if closing < 0 {
				return nil, fmt.Errorf("parse shape %q: count at byte %d is not closed", expr, i)
			}
			least, most, ranged := strings.Cut(expr[i+1:i+closing], ",")
			if !ranged {
				most = least
			}
			var err error
			if seg.min, err = strconv.Atoi(least); err != nil {
				return nil, fmt.Errorf("parse shape %q: %w", expr, err)
			}
			if seg.max, err = strconv.Atoi(most); err != nil {
				return nil, fmt.Errorf("parse shape %q: %w", expr, err)
			}
			i += closing + 1
		}
		segments = append(segments, seg)
	}
	return segments, nil
}

// prefix returns the literal a shape begins with.
func (s shape) prefix() string {
	if len(s) > 0 {
		return s[0].literal
	}
	return ""
}

// match returns the end of the token that starts at text[at]. The token must
// not go on: the byte after it belongs neither to a word nor to the alphabet
// the token ends with.
func (s shape) match(text string, at int) (end int, ok bool) {
	i := at
	for k := range s {
		seg := &s[k]
		if seg.literal != "" {
			if !strings.HasPrefix(text[i:], seg.literal) {
				return 0, false
			}
			i += len(seg.literal)
			continue
		}
		limit := min(len(text), i+seg.max)
		j := i
		for j < limit && seg.set.has(text[j]) {
			j++
		}
		if j-i < seg.min {
			return 0, false
		}
		i = j
	}
	if i < len(text) {
		next := text[i]
		if isWord(next) {
			return 0, false
		}
		for k := len(s) - 1; k >= 0 && s[k].literal == ""; k-- {
			if s[k].set.has(next) && next != '=' {
				return 0, false
			}
			if s[k].min > 0 {
				break
			}
		}
	}
	return i, true
}

// takesHyphen reports whether the token's own alphabet has the hyphen, so that
// a hyphen before the token would make it part of a longer word.
func (s shape) takesHyphen() bool {
	for k := range s {
		if s[k].literal == "" {
			return s[k].set.has('-')
		}
	}
	return false
}

// isWord reports whether b can be part of a word: a letter, a digit or an
// underscore. Bytes of multi-byte characters can't.
func isWord(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || b == '_'
}

// startsWord reports whether a token may start at text[at], that is, whether
// it is not the tail of a longer word. An escape such as \n or %3D right before
// the token ends in a letter and is no part of a word.
func startsWord(text string, at int) bool {
	if at == 0 || !isWord(text[at-1]) {
		return true
	}
	if at >= 2 && text[at-2] == '\\' && strings.IndexByte("nrtbf", text[at-1]) >= 0 {
		return true
	}
	if at >= 3 && text[at-3] == '%' && isHex(text[at-2]) && isHex(text[at-1]) {
		return true
	}
	return at >= 6 && text[at-6:at-4] == `\u` &&
		isHex(text[at-4]) && isHex(text[at-3]) && isHex(text[at-2]) && isHex(text[at-1])
}

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'F' || 'a' <= b && b <= 'f'
}
