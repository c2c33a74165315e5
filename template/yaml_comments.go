package template

import (
	"bytes"
	"strings"
)

// Comment is a comment of a YAML file.
type Comment struct {
	// Offset is that of the `#`, in the source's data.
	Offset int
	// Line is 1-based.
	Line int
	// Text is what stands behind the `#`, without white space around it.
	Text string
	// Own is set when nothing but the comment is on its line.
	Own bool
}

// Comments finds the comments of a YAML file in their order. A `#` within
// quotes, within plain text and in a block scalar starts none. JSON has no
// comments, so a JSON file gives none.
func (s *Source) Comments() []Comment {
	if bytes.IndexByte(s.Data, '#') < 0 {
		return nil
	}
	c := commentScanner{src: s, data: s.Data, indent: -1}
	c.scan()
	return c.comments
}

// commentScanner goes through a YAML file token by token. What it needs to know
// beside the tokens is the indentation of the block that it is in, as that ends
// plain and block scalars.
type commentScanner struct {
	src      *Source
	data     []byte
	comments []Comment

	pos       int
	lineStart int
	flow      int   // open brackets
	indent    int   // column of the innermost block list or map, -1 outside
	indents   []int // those of the blocks around it
	// keyAllowed tells whether a key may start here; key is the place of the
	// last token that may be one.
	keyAllowed bool
	key        struct{ line, column int }
}

func (c *commentScanner) scan() {
	c.keyAllowed = true
	c.key.line = -1
	for {
		c.space()
		if c.pos >= len(c.data) {
			return
		}
		c.token()
	}
}

func (c *commentScanner) column() int {
	if c.data[c.lineStart] == 0xEF && bytes.HasPrefix(c.data[c.lineStart:], []byte("\uFEFF")) {
		return c.pos - c.lineStart - 2
	}
	return c.pos - c.lineStart
}

// lineBreak skips a line break if one is at the place.
func (c *commentScanner) lineBreak() bool {
	w := breakWidth(c.data, c.pos)
	c.pos += w
	if w > 0 {
		c.lineStart = c.pos
	}
	return w > 0
}

// space skips white space and comments.
func (c *commentScanner) space() {
	for c.pos < len(c.data) {
		switch {
		case c.lineBreak():
			if c.flow == 0 {
				c.keyAllowed = true
			}
		case c.data[c.pos] == ' ' || c.data[c.pos] == '\t':
			c.pos++
		case c.data[c.pos] == '#':
			c.comment()
		case c.pos == c.lineStart && bytes.HasPrefix(c.data[c.pos:], []byte("\uFEFF")):
			c.pos += 3
		default:
			return
		}
	}
}

func (c *commentScanner) comment() {
	start := c.pos
	c.pos = lineEnd(c.data, start)
	before := bytes.TrimPrefix(c.data[c.lineStart:start], []byte("\uFEFF"))
	c.comments = append(c.comments, Comment{
		Offset: start,
		Line:   c.src.Pos(start).Line,
		Text:   strings.TrimSpace(string(c.data[start+1 : c.pos])),
		Own:    len(bytes.Trim(before, " \t")) == 0,
	})
}

// enter starts a block list or map at a column unless that is the block that
// is open already.
func (c *commentScanner) enter(column int) {
	if c.flow == 0 && c.indent < column {
		c.indents = append(c.indents, c.indent)
		c.indent = column
	}
}

// leave ends the blocks that are indented more than a column.
func (c *commentScanner) leave(column int) {
	for c.flow == 0 && c.indent > column {
		c.indent = c.indents[len(c.indents)-1]
		c.indents = c.indents[:len(c.indents)-1]
	}
}

// mayBeKey remembers that the token at hand may turn out to be a key.
func (c *commentScanner) mayBeKey() {
	if c.flow == 0 && c.keyAllowed {
		c.key.line, c.key.column = c.lineStart, c.column()
	}
	c.keyAllowed = false
}

// token skips one token.
func (c *commentScanner) token() {
	column := c.column()
	c.leave(column)
	b := c.data[c.pos]
	switch {
	case column == 0 && b == '%':
		c.pos = lineEnd(c.data, c.pos)
	case column == 0 && (isMarker(c.data, c.pos, "---") || isMarker(c.data, c.pos, "...")):
		c.leave(-1)
		c.keyAllowed = false
		c.key.line = -1
		c.pos += 3
	case b == '[' || b == '{':
		c.mayBeKey()
		c.flow++
		c.keyAllowed = true
		c.pos++
	case b == ']' || b == '}':
		c.flow = max(c.flow-1, 0)
		c.keyAllowed = false
		c.pos++
	case b == ',':
		c.keyAllowed = true
		c.pos++
	case b == '-' && isBlank(c.data, c.pos+1):
		c.enter(column)
		c.keyAllowed = true
		c.key.line = -1
		c.pos++
	case b == '?' && (c.flow > 0 || isBlank(c.data, c.pos+1)):
		c.enter(column)
		c.keyAllowed = c.flow == 0
		c.key.line = -1
		c.pos++
	case b == ':' && (c.flow > 0 || isBlank(c.data, c.pos+1)):
		if c.flow == 0 && c.key.line == c.lineStart {
			c.enter(c.key.column)
			c.keyAllowed = false
			c.key.line = -1
		} else if c.flow == 0 {
			c.enter(column)
			c.keyAllowed = true
		}
		c.pos++
	case b == '&' || b == '*':
		c.mayBeKey()
		for c.pos++; c.pos < len(c.data) && isAnchorChar(c.data[c.pos]); {
			c.pos++
		}
	case b == '!':
		c.mayBeKey()
		for c.pos < len(c.data) && !isBlank(c.data, c.pos) {
			c.pos++
		}
	case (b == '|' || b == '>') && c.flow == 0:
		c.blockScalar()
		c.keyAllowed = true
	case b == '\'':
		c.mayBeKey()
		c.quoted(singleQuotedEnd(c.data, c.pos))
	case b == '"':
		c.mayBeKey()
		c.quoted(doubleQuotedEnd(c.data, c.pos))
	default:
		c.plain()
	}
}

func isAnchorChar(b byte) bool {
	return b == '-' || b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// quoted moves to the end of a quoted scalar, which may be lines further down.
func (c *commentScanner) quoted(end int) {
	for end = min(end, len(c.data)); c.pos < end; {
		if !c.lineBreak() {
			c.pos++
		}
	}
}

// plain skips a plain scalar over all of its lines.
func (c *commentScanner) plain() {
	start := c.pos
	least := c.indent + 1
	c.mayBeKey()
	for c.pos < len(c.data) {
		if c.pos == c.lineStart && (isMarker(c.data, c.pos, "---") || isMarker(c.data, c.pos, "...")) || c.data[c.pos] == '#' {
			break
		}
		for !isBlank(c.data, c.pos) && !c.endsPlain() {
			c.pos++
		}
		if !isBlank(c.data, c.pos) || c.pos >= len(c.data) {
			break
		}
		for c.pos < len(c.data) && isBlank(c.data, c.pos) {
			if c.lineBreak() {
				c.keyAllowed = true
			} else {
				c.pos++
			}
		}
		if c.pos < len(c.data) && c.flow == 0 && c.column() < least {
			break
		}
	}
	if c.pos == start {
		c.pos++ // a character that starts nothing; the file is not valid
	}
}

// endsPlain tells whether the character at the place ends a plain scalar.
func (c *commentScanner) endsPlain() bool {
	switch c.data[c.pos] {
	case ':':
		return isBlank(c.data, c.pos+1)
	case ',', '?', '[', ']', '{', '}':
		return c.flow > 0
	}
	return false
}

// blockScalar skips a block scalar up to the start of the first line that does
// not belong to it.
func (c *commentScanner) blockScalar() {
	c.key.line = -1
	indent := 0
	for c.pos++; c.pos < len(c.data) && bytes.IndexByte([]byte("+-123456789"), c.data[c.pos]) >= 0; c.pos++ {
		if d := c.data[c.pos]; d >= '1' {
			indent = max(c.indent, 0) + int(d-'0')
		}
	}
	for c.pos < len(c.data) && (c.data[c.pos] == ' ' || c.data[c.pos] == '\t') {
		c.pos++
	}
	if c.pos < len(c.data) && c.data[c.pos] == '#' {
		c.comment()
	}
	c.pos = lineEnd(c.data, c.pos)
	c.lineBreak()
	widest := 0
	for c.pos < len(c.data) {
		spaces := 0
		for c.pos < len(c.data) && c.data[c.pos] == ' ' && (indent == 0 || spaces < indent) {
			spaces++
			c.pos++
		}
		widest = max(widest, spaces)
		if c.lineBreak() {
			continue
		}
		if indent == 0 {
			// The first line of text says how far the scalar is indented.
			indent = max(widest, c.indent+1, 1)
		}
		if spaces < indent {
			return
		}
		c.pos = lineEnd(c.data, c.pos)
		c.lineBreak()
	}
}
