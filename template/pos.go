package template

import (
	"fmt"
	"strconv"
	"strings"
)

// Pos is a place in a text file. Line and Column are 1-based, Column counts
// runes; Offset is the 0-based byte offset.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Offset int `json:"offset"`
}

// Range is a half-open stretch of a file: End is the position just behind the
// last rune.
type Range struct {
	File  string `json:"file"`
	Start Pos    `json:"start"`
	End   Pos    `json:"end"`
}

// String gives the usual file:line:column form.
func (r Range) String() string {
	if r.Start.Line == 0 {
		return r.File
	}
	return fmt.Sprintf("%s:%d:%d", r.File, r.Start.Line, r.Start.Column)
}

// Path addresses a value within a template: strings are map keys, ints are
// list indexes.
type Path []any

// String renders the path as an RFC 6901 JSON pointer.
func (p Path) String() string {
	var b strings.Builder
	for _, e := range p {
		b.WriteByte('/')
		switch e := e.(type) {
		case int:
			b.WriteString(strconv.Itoa(e))
		case string:
			if strings.ContainsAny(e, "~/") {
				e = strings.ReplaceAll(strings.ReplaceAll(e, "~", "~0"), "/", "~1")
			}
			b.WriteString(e)
		}
	}
	return b.String()
}

// Dotted renders the path for people: `Properties.Tags[0].Value`.
func (p Path) Dotted() string {
	var b strings.Builder
	for _, e := range p {
		switch e := e.(type) {
		case int:
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(e))
			b.WriteByte(']')
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(e)
		}
	}
	return b.String()
}

// Append returns a new path with elems added; p is not changed.
func (p Path) Append(elems ...any) Path {
	q := make(Path, 0, len(p)+len(elems))
	return append(append(q, p...), elems...)
}
