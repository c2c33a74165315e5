package fixes

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/fjall-lint/fjall-lint/template"
)

// codeWidth is how wide the code and its comments are.
const codeWidth = 110

// literal is a value as TypeScript. It stands behind what takes used columns of its
// line and is indented by indent columns: what does not fit there has a line for
// each entry.
func literal(n *template.Node, indent, used int) string {
	if s := inline(n); used+len(s) < codeWidth || n.Kind != template.Map && n.Kind != template.List || len(n.Fields())+len(n.Items()) == 0 {
		return s
	}
	var b strings.Builder
	inner := strings.Repeat(" ", indent+2)
	open, closing := "{\n", "}"
	if n.Kind == template.List {
		open, closing = "[\n", "]"
	}
	b.WriteString(open)
	for _, f := range n.Fields() {
		head := inner + key(f.Key.Text) + ": "
		b.WriteString(head + literal(f.Value, indent+2, len(head)) + ",\n")
	}
	for _, e := range n.Items() {
		b.WriteString(inner + literal(e, indent+2, len(inner)) + ",\n")
	}
	b.WriteString(strings.Repeat(" ", indent) + closing)
	return b.String()
}

// inline is a value as TypeScript on one line.
func inline(n *template.Node) string {
	var parts []string
	switch n.Kind {
	case template.Null:
		return "null"
	case template.Bool:
		if s := strings.ToLower(n.Text); s == "true" || s == "false" {
			return s
		}
		return quote(n.Text)
	case template.Number:
		// What a number of JavaScript does not hold is kept as text, which
		// CloudFormation takes for a number just as well.
		if exact.MatchString(n.Text) {
			return n.Text
		}
		return quote(n.Text)
	case template.List:
		for _, e := range n.Items() {
			parts = append(parts, inline(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case template.Map:
		for _, f := range n.Fields() {
			parts = append(parts, key(f.Key.Text)+": "+inline(f.Value))
		}
		if len(parts) == 0 {
			return "{}"
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return quote(n.Text)
}

var (
	exact      = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,5})?$`)
	identifier = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)
)

// key is the name of a property of an object.
func key(s string) string {
	if identifier.MatchString(s) {
		return s
	}
	return quote(s)
}

// quote is a text as a string of TypeScript. What cannot be seen is escaped: it
// would hide code from whoever reads it.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// overridePath is a path as addOverride of the CDK takes it.
func overridePath(path template.Path) string {
	parts := make([]string, len(path))
	for i, e := range path {
		switch e := e.(type) {
		case int:
			parts[i] = strconv.Itoa(e)
		case string:
			parts[i] = escaped.Replace(e)
		}
	}
	return strings.Join(parts, ".")
}

var escaped = strings.NewReplacer(`\`, `\\`, `.`, `\.`)

// oneLine makes text fit to stand in a comment: line ends, which would end it, and
// all else that cannot be seen become spaces.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
	return strings.TrimSpace(s)
}

// comment is text as lines of a comment, the first of which begins with lead and the
// others with rest.
func comment(lead, rest, text string) string {
	var b strings.Builder
	line := lead
	empty := true
	for _, word := range strings.Fields(oneLine(text)) {
		if !empty && len([]rune(line))+1+len([]rune(word)) > codeWidth {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
	return b.String()
}
