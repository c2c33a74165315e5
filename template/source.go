package template

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// Source is the text of one file. Byte offsets of nodes point into Data.
type Source struct {
	// Name is the file's path as it is reported.
	Name string
	// Data is the file's content without a byte order mark; BOM tells how many
	// bytes were cut from the front, so that offsets can be mapped to the file.
	Data []byte
	BOM  int

	once  sync.Once
	lines []int32 // offset of each line's first byte
	ascii bool    // a column is a byte
}

// NewSource wraps the content of a file. A UTF-8 byte order mark is set aside.
func NewSource(name string, data []byte) *Source {
	s := &Source{Name: name, Data: data}
	if len(data) >= 3 && data[0] == 0xEF && data[1] == 0xBB && data[2] == 0xBF {
		s.Data, s.BOM = data[3:], 3
	}
	return s
}

// text is the content as a string, for parts of it to be kept without being copied: Data
// is never written to.
func (s *Source) text() string { return unsafe.String(unsafe.SliceData(s.Data), len(s.Data)) }

func (s *Source) index() []int32 {
	s.once.Do(func() {
		lines := make([]int32, 1, 1+len(s.Data)/32)
		s.ascii = true
		for i, c := range s.Data {
			s.ascii = s.ascii && c < utf8.RuneSelf
			switch c {
			case '\n':
				lines = append(lines, int32(i+1))
			case '\r': // a lone CR ends a line too, in YAML
				if i+1 >= len(s.Data) || s.Data[i+1] != '\n' {
					lines = append(lines, int32(i+1))
				}
			}
		}
		s.lines = lines
	})
	return s.lines
}

// Pos turns a byte offset into a position. Offsets outside the text are moved
// to its nearest end.
func (s *Source) Pos(offset int) Pos {
	if s == nil {
		return Pos{}
	}
	offset = min(max(offset, 0), len(s.Data))
	lines := s.index()
	i := sort.Search(len(lines), func(i int) bool { return int(lines[i]) > offset }) - 1
	column := offset - int(lines[i]) + 1
	if !s.ascii {
		column = utf8.RuneCount(s.Data[lines[i]:offset]) + 1
	}
	return Pos{
		Line:   i + 1,
		Column: column,
		Offset: offset + s.BOM,
	}
}

// Range turns two byte offsets into a range.
func (s *Source) Range(start, end int) Range {
	if s == nil {
		return Range{}
	}
	return Range{File: s.Name, Start: s.Pos(start), End: s.Pos(max(start, end))}
}

// Offset is the byte offset of a 1-based line and a 1-based column in runes.
func (s *Source) Offset(line, column int) int {
	lines := s.index()
	if line < 1 {
		return 0
	}
	if line > len(lines) {
		return len(s.Data)
	}
	off := int(lines[line-1])
	for i := 1; i < column && off < len(s.Data); i++ {
		_, n := utf8.DecodeRune(s.Data[off:])
		off += n
	}
	return off
}

// Line gives the text of a 1-based line without its line break.
func (s *Source) Line(line int) string {
	lines := s.index()
	if line < 1 || line > len(lines) {
		return ""
	}
	start, end := int(lines[line-1]), len(s.Data)
	if line < len(lines) {
		end = int(lines[line])
	}
	for end > start && (s.Data[end-1] == '\n' || s.Data[end-1] == '\r') {
		end--
	}
	return string(s.Data[start:end])
}

// NextLine is the next line behind a 1-based line that holds more than white
// space and comments.
func (s *Source) NextLine(line int) int {
	for l := line + 1; l <= len(s.index()); l++ {
		if text := strings.TrimSpace(s.Line(l)); text != "" && !strings.HasPrefix(text, "#") {
			return l
		}
	}
	return line
}
