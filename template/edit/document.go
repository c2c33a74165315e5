package edit

import (
	"bytes"
	"sort"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
)

// document is a file that is edited, with what its way of writing tells.
type document struct {
	src  *template.Source
	data []byte
	json bool
	root *template.Node
	// y is the root as the YAML library has it: it tells of anchors, aliases and
	// merge keys, which the template's tree has no more. Nil for JSON.
	y        *yaml.Node
	aliased  map[*yaml.Node]bool // nodes that an alias stands for
	problems []template.Problem
	// documents is how many the file has; the first is the template.
	documents int

	newline  string
	comments map[int]int // column of each comment that has its line to itself, by the line's start
	marks    []int       // offsets of all comments
	style    style
}

// read parses a file.
func read(src *template.Source) (*document, error) {
	docs, problems := template.Parse(src)
	if len(docs) == 0 {
		message := "the file cannot be read"
		at := template.Range{File: src.Name}
		if len(problems) > 0 {
			message, at = problems[0].Message, problems[0].Range
		}
		return nil, fail(ErrUnsupported, nil, at, "%s", message)
	}
	d := &document{src: src, data: src.Data, root: docs[0], problems: problems, documents: len(docs), newline: "\n"}
	d.json = d.root.Style == template.JSON
	if i := bytes.IndexAny(d.data, "\r\n"); i >= 0 {
		if d.newline = string(d.data[i]); bytes.HasPrefix(d.data[i:], []byte("\r\n")) {
			d.newline = "\r\n"
		}
	}
	if !d.json {
		if bytes.Contains(d.data, []byte("\uFEFF")) {
			return nil, fail(ErrUnsupported, nil, template.Range{File: src.Name}, "a byte order mark within the file")
		}
		if d.y = firstDocument(d.data); d.y == nil {
			return nil, fail(ErrUnsupported, nil, template.Range{File: src.Name}, "the file cannot be read")
		}
		d.aliased = make(map[*yaml.Node]bool)
		d.findAliases(d.y)
		d.comments = make(map[int]int)
		for _, c := range src.Comments() {
			d.marks = append(d.marks, c.Offset)
			if c.Own {
				start := d.lineStart(c.Offset)
				d.comments[start] = c.Offset - start
			}
		}
	}
	d.style = d.findStyle()
	return d, nil
}

// firstDocument reads the first document that is not empty with the library.
func firstDocument(data []byte) *yaml.Node {
	// As in template.Parse: the library refuses the directive of YAML 1.2.
	text := bytes.ReplaceAll(data, []byte("%YAML 1.2"), []byte("%YAML 1.1"))
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var doc yaml.Node
		if err := dec.Decode(&doc); err != nil {
			return nil
		}
		if len(doc.Content) == 0 {
			continue
		}
		if n := doc.Content[0]; n.Kind != yaml.ScalarNode || n.Style != 0 || n.Value != "" || n.Anchor != "" {
			return n
		}
	}
}

func (d *document) findAliases(n *yaml.Node) {
	if n.Kind == yaml.AliasNode {
		d.aliased[n.Alias] = true
		return
	}
	for _, c := range n.Content {
		d.findAliases(c)
	}
}

// sharedWithin gives the name of an anchor at or below a node that an alias
// stands for, "" when there is none.
func (d *document) sharedWithin(n *yaml.Node) string {
	if n == nil || len(d.aliased) == 0 || n.Kind == yaml.AliasNode {
		return ""
	}
	if d.aliased[n] {
		return n.Anchor
	}
	for _, c := range n.Content {
		if name := d.sharedWithin(c); name != "" {
			return name
		}
	}
	return ""
}

// breakWidth is the length of the line break at pos, or 0. YAML 1.1 has three
// besides those of ASCII.
func (d *document) breakWidth(pos int) int {
	if pos >= len(d.data) {
		return 0
	}
	switch d.data[pos] {
	case '\n':
		return 1
	case '\r':
		if pos+1 < len(d.data) && d.data[pos+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2, 0xE2:
		if d.json {
			return 0
		}
		for _, s := range []string{"\u0085", "\u2028", "\u2029"} {
			if bytes.HasPrefix(d.data[pos:], []byte(s)) {
				return len(s)
			}
		}
	}
	return 0
}

// breakBefore is the length of the line break that ends at pos, or 0.
func (d *document) breakBefore(pos int) int {
	if pos == 0 {
		return 0
	}
	switch d.data[pos-1] {
	case '\n':
		if pos > 1 && d.data[pos-2] == '\r' {
			return 2
		}
		return 1
	case '\r':
		return 1
	case 0x85, 0xA8, 0xA9:
		for w := 2; w <= 3 && w <= pos; w++ {
			if d.breakWidth(pos-w) == w {
				return w
			}
		}
	}
	return 0
}

func (d *document) lineStart(pos int) int {
	for pos > 0 && d.breakBefore(pos) == 0 {
		pos--
	}
	return pos
}

// lineEnd is the offset of the line break at or behind pos.
func (d *document) lineEnd(pos int) int {
	for pos < len(d.data) && d.breakWidth(pos) == 0 {
		pos++
	}
	return pos
}

// nextLine is the start of the line behind that of pos, or the end.
func (d *document) nextLine(pos int) int {
	pos = d.lineEnd(pos)
	return pos + d.breakWidth(pos)
}

func (d *document) column(pos int) int { return pos - d.lineStart(pos) }

// indentation is the white space that the line of pos starts with.
func (d *document) indentation(pos int) string {
	start := d.lineStart(pos)
	end := start
	for end < len(d.data) && (d.data[end] == ' ' || d.data[end] == '\t') {
		end++
	}
	return string(d.data[start:end])
}

// startsLine tells whether nothing but white space is before pos on its line.
func (d *document) startsLine(pos int) bool {
	return len(bytes.Trim(d.data[d.lineStart(pos):pos], " \t")) == 0
}

// blankLine tells whether the line that starts at pos has white space only.
func (d *document) blankLine(pos int) bool {
	return pos < len(d.data) && len(bytes.Trim(d.data[pos:d.lineEnd(pos)], " \t")) == 0
}

func (d *document) breaks(start, end int) bool {
	return d.lineEnd(start) < end
}

func (d *document) at(pos int, c byte) bool { return pos < len(d.data) && d.data[pos] == c }

// blank tells whether white space, a line break or the end is at pos.
func (d *document) blank(pos int) bool {
	return pos >= len(d.data) || d.data[pos] == ' ' || d.data[pos] == '\t' || d.breakWidth(pos) > 0
}

// gap skips white space and comments.
func (d *document) gap(pos int) int {
	for pos < len(d.data) {
		switch c := d.data[pos]; {
		case c == ' ' || c == '\t':
			pos++
		case c == '#' && !d.json:
			pos = d.lineEnd(pos)
		default:
			w := d.breakWidth(pos)
			if w == 0 {
				return pos
			}
			pos += w
		}
	}
	return pos
}

// spaces skips white space on the line.
func (d *document) spaces(pos int) int {
	for pos < len(d.data) && (d.data[pos] == ' ' || d.data[pos] == '\t') {
		pos++
	}
	return pos
}

// commented tells whether a comment starts within a stretch of the text.
func (d *document) commented(start, end int) bool {
	i := sort.SearchInts(d.marks, start)
	return i < len(d.marks) && d.marks[i] < end
}
