package template

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decodeYAML calls the library and turns a panic of it into an error, so that
// no file can end the program.
func decodeYAML(dec *yaml.Decoder, doc *yaml.Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return dec.Decode(doc)
}

// yamlMark is a place as the library counts: from 0, columns in runes.
type yamlMark struct{ line, column int }

// yamlProblem says what the library refused and where.
//
// The library's error has a line at most, which is that of the surrounding
// value, and one less than it should be for errors of its parser. The exact
// place is in the decoder's unexported state, which can be read by reflection;
// should a version of the library have other names there, the error's own line
// is used.
func yamlProblem(src *Source, dec *yaml.Decoder, err error) Problem {
	p := Problem{Kind: Unreadable, Range: src.Range(0, 0)}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	var line int
	if n, _ := fmt.Sscanf(text, "line %d: ", &line); n == 1 {
		_, text, _ = strings.Cut(text, ": ")
		at := firstWord(src, line)
		p.Range = src.Range(at, at)
	}
	state := yamlState(dec)
	place := func(m yamlMark) {
		at := yamlOffset(src, m)
		p.Range = src.Range(at, at)
	}
	hint, fromContext := "", false
	switch {
	case strings.HasPrefix(text, "unknown anchor"):
		// The name is left out: an unquoted password may start with an asterisk.
		text, hint = "the alias has no anchor before it", "put quotes around the value if it is text that starts with an asterisk"
		state.problem = state.event
	case strings.HasPrefix(text, "exceeded max depth"):
		text = tooDeep
	case strings.HasPrefix(text, "did not find expected key"):
		hint = "check the indentation of this line and the quotes before it"
	case strings.HasPrefix(text, "mapping values are not allowed"):
		text, hint = "a second `: ` within one value", "put quotes around a value that holds `: `, or check the indentation"
	case strings.HasPrefix(text, "could not find expected ':'"):
		text, hint, fromContext = "did not find expected ':' behind the key", "check the indentation, or the quotes before it", true
	case strings.HasPrefix(text, "found unexpected end of stream"):
		text, hint, fromContext = "the quoted text that starts here is never closed", "add the closing quote", true
	case strings.HasPrefix(text, "found unexpected document indicator"):
		text, hint, fromContext = "the quoted text that starts here is not closed in its document", "add the closing quote", true
	case strings.HasPrefix(text, "found unknown escape character"):
		text, hint = "unknown escape in double quotes", "write \\\\ for a backslash, or use single quotes"
	case strings.HasPrefix(text, "found character that cannot start any token"):
		text, hint = "a value cannot start with this character", "indent with spaces, and put quotes around a value that starts with @, ` or %"
	case strings.Contains(text, "a tab character"):
		text, hint = "a tab is used for indentation", "indent with spaces"
	case strings.HasPrefix(text, "block sequence entries are not allowed"):
		text, hint = "a list item is not allowed here", "start the list on a line of its own"
	case strings.HasPrefix(text, "did not find expected ',' or"):
		if state.context.line > 0 || state.context.column > 0 {
			hint = fmt.Sprintf("the bracket opened on line %d is not closed", state.context.line+1)
		}
	case strings.HasPrefix(text, "control characters are not allowed"):
		hint = "write it as an escape in double quotes"
	}
	switch {
	case !state.ok:
	case state.reader:
		p.Range = src.Range(state.offset, state.offset)
	case fromContext:
		place(state.context)
	default:
		place(state.problem)
	}
	p.Message, p.Hint = "not valid YAML: "+text, hint
	return p
}

// firstWord is the offset of the first character of a line that is not blank.
func firstWord(src *Source, line int) int {
	at := src.Offset(line, 1)
	for at < len(src.Data) && (src.Data[at] == ' ' || src.Data[at] == '\t') {
		at++
	}
	return at
}

// yamlOffset is the offset of a mark. Lines are counted as the library does,
// which knows more line breaks than a [Source].
func yamlOffset(src *Source, m yamlMark) int {
	pos := 0
	for range m.line {
		pos = lineEnd(src.Data, pos)
		pos += breakWidth(src.Data, pos)
	}
	for i := 0; i < m.column && pos < len(src.Data) && breakWidth(src.Data, pos) == 0; i++ {
		pos++
		for pos < len(src.Data) && src.Data[pos]&0xC0 == 0x80 {
			pos++
		}
	}
	return pos
}

// yamlErrorState is what the library knows of an error.
type yamlErrorState struct {
	ok      bool
	reader  bool // the error is about a byte, at offset
	offset  int
	problem yamlMark
	context yamlMark
	event   yamlMark
}

func yamlState(dec *yaml.Decoder) (s yamlErrorState) {
	field := func(v reflect.Value, name string) reflect.Value {
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			return reflect.Value{}
		}
		return v.FieldByName(name)
	}
	s.ok = true
	number := func(v reflect.Value) int {
		if !v.CanInt() {
			s.ok = false
			return 0
		}
		return int(v.Int())
	}
	mark := func(v reflect.Value) yamlMark {
		return yamlMark{number(field(v, "line")), number(field(v, "column"))}
	}
	outer := field(reflect.ValueOf(dec), "parser")
	inner := field(outer, "parser")
	s.problem = mark(field(inner, "problem_mark"))
	s.context = mark(field(inner, "context_mark"))
	s.event = mark(field(field(outer, "event"), "start_mark"))
	s.offset = number(field(inner, "problem_offset"))
	const readerError = 2 // the library's number of errors about single bytes
	s.reader = number(field(inner, "error")) == readerError
	return s
}
