package lsp

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/template"
)

// encoding is what a position's Character counts.
type encoding string

// The encodings of positions; the first one is that of clients that say nothing.
const (
	utf16Units  encoding = "utf-16"
	utf8Bytes   encoding = "utf-8"
	utf32Points encoding = "utf-32"
)

// chooseEncoding is the first one of those that the client offers that is known here.
func chooseEncoding(offered []string) encoding {
	for _, e := range offered {
		switch encoding(e) {
		case utf16Units, utf8Bytes, utf32Points:
			return encoding(e)
		}
	}
	return utf16Units
}

// units is how much a character counts that takes size bytes.
func (e encoding) units(r rune, size int) int {
	switch e {
	case utf8Bytes:
		return size
	case utf32Points:
		return 1
	}
	return max(utf16.RuneLen(r), 1)
}

// length is that of a text.
func (e encoding) length(text string) int {
	n := 0
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		n += e.units(r, size)
	}
	return n
}

// position is that of a byte offset, a byte order mark not counted.
func (e encoding) position(src *template.Source, offset int) position {
	pos := src.Pos(offset)
	begin := src.Offset(pos.Line, 1)
	return position{uint32(pos.Line - 1), uint32(e.length(string(src.Data[begin : pos.Offset-src.BOM])))}
}

// offset is the byte offset of a position, a byte order mark not counted. What is behind
// the end of a line or of the text is its end.
func (e encoding) offset(src *template.Source, p position) int {
	line := int(p.Line) + 1
	begin := src.Offset(line, 1)
	if begin == len(src.Data) {
		return begin
	}
	text := src.Line(line)
	units := 0
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		if units += e.units(r, size); units > int(p.Character) {
			return begin + i
		}
	}
	return begin + len(text)
}

// span is that of a range of a source. One that goes over several lines ends with the
// first: to mark a whole resource hides what is within it.
func (e encoding) span(src *template.Source, rng template.Range) span {
	if rng.Start.Line < 1 {
		return span{}
	}
	if src == nil {
		at := position{uint32(rng.Start.Line - 1), uint32(max(rng.Start.Column-1, 0))}
		return span{at, at}
	}
	start := src.Offset(rng.Start.Line, max(rng.Start.Column, 1))
	end := src.Offset(rng.Start.Line, 1) + len(src.Line(rng.Start.Line))
	if rng.End.Line == rng.Start.Line && rng.End.Column > rng.Start.Column {
		end = min(end, src.Offset(rng.End.Line, rng.End.Column))
	}
	return span{e.position(src, start), e.position(src, max(start, end))}
}

// contains tells whether a position is in a range or at its end.
func (s span) contains(p position) bool { return !before(p, s.Start) && !before(s.End, p) }

// meets tells whether two ranges have a place in common.
func (s span) meets(t span) bool { return !before(s.End, t.Start) && !before(t.End, s.Start) }

func before(a, b position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}
