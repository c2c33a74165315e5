package template

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// TextRange is the place in the file of a part of a scalar's text, given by
// byte offsets into Text. Where the writing does not allow to tell (text folded
// over lines), it is the range of the whole scalar.
func (n *Node) TextRange(start, end int) Range {
	if n == nil || n.src == nil || start < 0 || end > len(n.Text) || start > end {
		return n.Range()
	}
	from, ok1 := n.textOffset(start)
	to, ok2 := n.textOffset(end)
	if !ok1 || !ok2 || to < from {
		return n.Range()
	}
	return n.src.Range(from, to)
}

// textOffset is the offset in the source of a byte of Text.
func (n *Node) textOffset(at int) (offset int, ok bool) {
	raw := n.src.Data[n.start:n.end]
	switch {
	case n.Style == JSON && n.Kind == String, n.Style == DoubleQuoted:
		return n.quotedOffset(raw, at)
	case n.Style == SingleQuoted:
		if len(raw) < 2 || bytes.ContainsAny(raw, "\r\n") {
			return 0, false
		}
		i, text := 1, 0
		for ; text < at && i < len(raw); text++ {
			if raw[i] == '\'' {
				i++
			}
			i++
		}
		return int(n.start) + i, text == at
	case n.Style == Literal:
		return n.blockOffset(raw, at)
	case n.Style == Plain || n.Style == JSON:
		if string(raw) != n.Text {
			return 0, false
		}
		return int(n.start) + at, true
	}
	return 0, false
}

func (n *Node) quotedOffset(raw []byte, at int) (int, bool) {
	i, text := 1, 0
	for text < at && i < len(raw)-1 {
		switch c := raw[i]; {
		case c == '\n' || c == '\r':
			return 0, false // folded
		case c != '\\':
			_, size := utf8.DecodeRune(raw[i:])
			i += size
			text += size
		default:
			if i+1 >= len(raw) {
				return 0, false
			}
			switch raw[i+1] {
			case 'u', 'U', 'x':
				digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[raw[i+1]]
				if i+2+digits > len(raw) {
					return 0, false
				}
				var r rune
				for _, d := range raw[i+2 : i+2+digits] {
					r = r<<4 | rune(strings.IndexByte("0123456789abcdef", d|0x20))
				}
				if r >= 0xD800 && r < 0xE000 {
					if raw[i+1] == 'u' && i+12 <= len(raw) && raw[i+6] == '\\' { // a surrogate pair is one rune
						i += 6
						r = 0x10000
					} else {
						r = utf8.RuneError
					}
				}
				i += 2 + digits
				text += max(utf8.RuneLen(r), 1)
			case '\n', '\r':
				return 0, false
			default:
				i += 2
				text++
			}
		}
	}
	return int(n.start) + i, text == at
}

func (n *Node) blockOffset(raw []byte, at int) (int, bool) {
	header := bytes.IndexByte(raw, '\n')
	if header < 0 {
		return 0, false
	}
	line := strings.Count(n.Text[:at], "\n")
	column := at - (strings.LastIndexByte(n.Text[:at], '\n') + 1)
	text := n.Text
	for range line {
		text = text[strings.IndexByte(text, '\n')+1:]
	}
	text, _, _ = strings.Cut(text, "\n")
	pos := header + 1
	for range line {
		next := bytes.IndexByte(raw[pos:], '\n')
		if next < 0 {
			return 0, false
		}
		pos += next + 1
	}
	source := raw[pos:]
	if next := bytes.IndexByte(source, '\n'); next >= 0 {
		source = source[:next]
	}
	source = bytes.TrimSuffix(source, []byte("\r"))
	if !bytes.HasSuffix(source, []byte(text)) {
		return 0, false
	}
	return int(n.start) + pos + len(source) - len(text) + column, true
}
