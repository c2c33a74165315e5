package javascript

import (
	"bytes"
	"unsafe"
)

// mark sets the place that was seen last to that of a name in the tree.
func (r *reader) mark(data []byte) {
	if len(data) == 0 || len(r.text) == 0 {
		return
	}
	// The tree's names are parts of one array: the distance from its start is the place.
	at := uintptr(unsafe.Pointer(unsafe.SliceData(data))) - uintptr(unsafe.Pointer(unsafe.SliceData(r.text)))
	if at < uintptr(len(r.text)) && int(at) >= r.last.start {
		r.last = span{int(at), int(at) + len(data)}
	}
}

// seek sets the place that was seen last to the next one at which a name stands.
// A variable in the tree has the place only where it was first seen.
func (r *reader) seek(name []byte) {
	const far = 600
	text, i := r.text, r.last.end
	for end := min(len(text), i+far); i < end; {
		switch c := text[i]; {
		case c == '/' && i+1 < len(text) && (text[i+1] == '/' || text[i+1] == '*'):
			skip := bytes.IndexByte(text[i:], '\n')
			if text[i+1] == '*' {
				skip = bytes.Index(text[i:], []byte("*/"))
			}
			if skip < 0 {
				return
			}
			i += skip + 1
			end = min(len(text), i+far)
		case wordByte(c):
			j := i
			for j < len(text) && wordByte(text[j]) {
				j++
			}
			if bytes.Equal(text[i:j], name) {
				r.last = span{i, j}
				return
			}
			i = j
		default:
			i++
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c == '#' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
