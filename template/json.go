package template

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// maxDepth bounds how deeply lists and maps may nest. CloudFormation's own
// limit on a template's body (1 MB) and on nesting of functions lie far below.
const maxDepth = 1000

var (
	errTooDeep = errors.New(tooDeep)
	errBehind  = errors.New("text behind the end of the JSON value")
)

// parseJSON reads one JSON document.
func parseJSON(src *Source) (*Node, []Problem) {
	if p, bad := checkText(src); bad {
		return nil, []Problem{p}
	}
	p := jsonParser{
		src: src, data: src.Data, text: src.text(), open: -1,
		dec: jsontext.NewDecoder(bytes.NewBuffer(src.Data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
	}
	root, err := p.value(0)
	if err == nil {
		if _, err = p.dec.ReadToken(); errors.Is(err, io.EOF) {
			return root, p.problems
		}
		if err == nil {
			err = errBehind
		}
	}
	return nil, append(p.problems, p.problem(err))
}

type jsonParser struct {
	src  *Source
	data []byte
	// text is data once more: the text of a node that has no escapes is a piece
	// of it.
	text     string
	dec      *jsontext.Decoder
	last     int // end of the last token
	open     int // start of the innermost list or map that an error stands in
	problems []Problem
	slab     slab
	fields   []Field // of the maps that are being read, innermost last
	items    []*Node // of the lists that are being read, innermost last
}

// start is the offset of the token that ends at the decoder's place: what lies
// between the last token and it is white space and punctuation.
func (p *jsonParser) start() int {
	i := p.last
	for i < len(p.data) {
		switch p.data[i] {
		case ' ', '\t', '\r', '\n', ',', ':':
			i++
			continue
		}
		break
	}
	return i
}

func (p *jsonParser) value(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	tok, err := p.dec.ReadToken()
	if err != nil {
		return nil, err
	}
	n := p.slab.node(Node{Style: JSON, src: p.src, start: int32(p.start())})
	p.last = int(p.dec.InputOffset())
	switch tok.Kind() {
	case 'n':
		n.Kind, n.Text = Null, "null"
	case 't', 'f':
		n.Kind, n.Text = Bool, p.text[n.start:p.last]
	case '0':
		n.Kind, n.Text = Number, p.text[n.start:p.last]
	case '"':
		n.Kind, n.Text = String, p.text[n.start+1:p.last-1]
		if bytes.IndexByte(p.data[n.start+1:p.last-1], '\\') >= 0 {
			n.Text = tok.String()
		}
	case '{':
		n.Kind = Map
		err = p.object(n, depth)
	case '[':
		n.Kind = List
		err = p.array(n, depth)
	}
	if err != nil {
		if p.open < 0 {
			p.open = int(n.start)
		}
		return nil, err
	}
	n.end = int32(p.last)
	return n, nil
}

func (p *jsonParser) object(n *Node, depth int) error {
	base := len(p.fields)
	for p.dec.PeekKind() != '}' {
		key, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.fields = append(p.fields, Field{key, value})
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return err
	}
	p.last = int(p.dec.InputOffset())
	n.kids = p.slab.children()
	n.kids.fields = p.slab.fields(len(p.fields) - base)
	copy(n.kids.fields, p.fields[base:])
	p.fields = p.fields[:base]
	p.problems = append(p.problems, n.dropDuplicates()...)
	return nil
}

func (p *jsonParser) array(n *Node, depth int) error {
	base := len(p.items)
	for p.dec.PeekKind() != ']' {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.items = append(p.items, item)
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return err
	}
	p.last = int(p.dec.InputOffset())
	n.kids = p.slab.children()
	n.kids.items = p.slab.items(len(p.items) - base)
	copy(n.kids.items, p.items[base:])
	p.items = p.items[:base]
	return nil
}

// problem says what is wrong with the text in terms of the mistakes that people
// make. What stands in the file is not repeated, as it may be a secret.
func (p *jsonParser) problem(err error) Problem {
	at := int(p.dec.InputOffset())
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		at = int(syntactic.ByteOffset)
	}
	at = min(at, len(p.data))
	var message, hint string
	switch {
	case errors.Is(err, errTooDeep):
		at, message = p.last, tooDeep
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		at, message, hint = p.truncated()
	case errors.Is(err, errBehind), p.dec.StackDepth() == 0 && p.last > 0:
		at, message, hint = p.start(), errBehind.Error(), "remove it; a template is one JSON value"
	default:
		at, message, hint = p.mistake(at)
	}
	if message == "the file is empty" {
		return emptyFile(p.src)
	}
	return Problem{Kind: Unreadable, Fatal: true, Message: "not valid JSON: " + message, Hint: hint, Range: p.src.Range(at, at)}
}

// truncated finds what the end of the file cuts off.
func (p *jsonParser) truncated() (at int, message, hint string) {
	at = p.start()
	switch {
	case at == len(p.data) && p.open < 0:
		return at, "the file is empty", ""
	case at < len(p.data) && p.data[at] == '"':
		return at, "the string that starts here is never closed", "add the closing quote"
	case p.open >= 0:
		line := p.src.Pos(p.open).Line
		hint = fmt.Sprintf("the %q of line %d is not closed; was the file cut off?", p.data[p.open], line)
	}
	return len(p.data), "unexpected end of file", hint
}

// mistake names the mistake at an offset from the characters around it.
func (p *jsonParser) mistake(at int) (where int, message, hint string) {
	before := at - 1
	for before >= 0 && isJSONSpace(p.data[before]) {
		before--
	}
	var c, prev byte
	next := at
	for next < len(p.data) && isJSONSpace(p.data[next]) {
		next++
	}
	if before >= 0 {
		prev = p.data[before]
	}
	if at < len(p.data) {
		c = p.data[at]
	}
	// The last token ends before the offset: the mistake is between tokens, not
	// within a string, number or word.
	between := p.start() >= at || c == ','
	in, length := p.dec.StackIndex(p.dec.StackDepth())
	switch {
	case between && in == '{' && length%2 == 1 && prev != ':':
		return before + 1, "missing colon", "add a colon between the key and its value"
	case between && c == ',' && next+1 < len(p.data) && isClosing(p.data, next+1):
		return at, "trailing comma", "remove the comma before the closing bracket"
	case between && isClosing(p.data, at) && prev == ',':
		return before, "trailing comma", "remove the comma before the closing bracket"
	case between && c == ',':
		return at, "a value is missing before the comma", "remove the comma or add the value"
	case between && c == '\'':
		return at, "a single quote", "JSON strings stand in double quotes"
	case between && (c == '/' || c == '#'):
		return at, "a comment", "JSON has no comments; remove it, or make the template YAML"
	case between && prev == '0' && before == at-1 && '0' <= c && c <= '9':
		return before, "a number starts with 0", "put double quotes around it to keep the 0, or remove the 0"
	case between && (c == '"' || c == '{' || c == '[' || c == '-' || '0' <= c && c <= '9') && p.afterValue(before):
		return before + 1, "missing comma", "add a comma between the two values"
	case between && in == '{' && length%2 == 0 && (prev == '{' || prev == ','):
		return at, "the key of a map is no string", "put double quotes around it"
	case between && isClosing(p.data, at) && prev == ':':
		return at, "a value is missing behind the colon", ""
	case between && isClosing(p.data, at) && p.open >= 0:
		return at, fmt.Sprintf("%q does not close the %q of line %d", c, p.data[p.open], p.src.Pos(p.open).Line), ""
	case c == '\\':
		return at, "unknown escape in a string", `JSON knows \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits`
	case c == '\n' || c == '\r':
		return at, "a string is not closed on its line", `add the closing quote, or write line breaks as \n`
	case c < 0x20 && at < len(p.data):
		return at, "a control character in a string", `write it as an escape such as \t`
	}
	return min(at, p.start()), "neither a string, number, true, false, null, list nor map", "put double quotes around text"
}

// afterValue tells whether a value, and not a key's colon or an opening
// bracket, ends at the offset.
func (p *jsonParser) afterValue(end int) bool {
	return end >= 0 && end < p.last && bytes.IndexByte([]byte("{[,:"), p.data[end]) < 0
}

func isJSONSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isClosing(data []byte, at int) bool {
	for at < len(data) && isJSONSpace(data[at]) {
		at++
	}
	return at < len(data) && (data[at] == '}' || data[at] == ']')
}

// mostDuplicates bounds how many keys of one map are reported to stand twice.
const mostDuplicates = 100

// dropDuplicates completes a map: it keeps the last entry of each key, as JSON
// parsers do, reports the others, and seals the map.
func (n *Node) dropDuplicates() []Problem {
	if len(n.Fields()) < indexFrom {
		return n.dropFewDuplicates()
	}
	n.seal()
	if len(n.kids.index) == len(n.Fields()) {
		return nil
	}
	var problems []Problem
	kept := make([]Field, 0, len(n.kids.index))
	for i, f := range n.Fields() {
		if last := int(n.kids.index[f.Key.Text]); last != i {
			if len(problems) < mostDuplicates {
				problems = append(problems, duplicate(n.Fields()[last].Key, f.Key))
			}
			continue
		}
		kept = append(kept, f)
	}
	n.setFields(kept)
	n.seal()
	return problems
}

// dropFewDuplicates compares the keys of a small map with one another.
func (n *Node) dropFewDuplicates() []Problem {
	var problems []Problem
	for i := 0; i < len(n.Fields()); i++ {
		for j := len(n.Fields()) - 1; j > i; j-- {
			if n.Fields()[i].Key.Text == n.Fields()[j].Key.Text {
				problems = append(problems, duplicate(n.Fields()[j].Key, n.Fields()[i].Key))
				n.kids.fields = slices.Delete(n.kids.fields, i, i+1)
				i--
				break
			}
		}
	}
	return problems
}

func duplicate(key, first *Node) Problem {
	return Problem{
		Kind:    Structure,
		Message: fmt.Sprintf("key %q stands twice in one map, first on line %d", shorten(key.Text), first.Range().Start.Line),
		Hint:    "remove one; only the last is used",
		Range:   key.Range(),
	}
}

// shorten keeps text that comes from a template short within messages.
func shorten(s string) string {
	const most = 80
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}
