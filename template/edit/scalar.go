package edit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/fjall-lint/fjall-lint/template"
)

// plainSafe tells whether text can be written without quotes in YAML and still
// is the text, for readers of YAML 1.1 and 1.2.
func plainSafe(s string, flow bool) bool {
	if s == "" || strings.TrimSpace(s) != s || len(s) > 1000 {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "yes", "n", "no", "true", "false", "on", "off", "null", "~", "<<", "=":
		return false
	}
	if strings.IndexByte("-?:,[]{}#&*!|>'\"%@`=<~", s[0]) >= 0 || strings.HasSuffix(s, ":") || strings.HasPrefix(s, "...") {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || flow && !flowSafe(s) {
		return false
	}
	// Numbers, times and dates in all their forms. Some text that is none of them
	// gets quotes too, which does no harm.
	if strings.IndexByte("0123456789+.", s[0]) >= 0 && strings.Trim(s, "0123456789abcdefABCDEFxXoOTtZzIiNn_:.+-") == "" {
		return false
	}
	for _, r := range s {
		if r < ' ' || r == 0x7F || r == utf8.RuneError || r == 0xFEFF || r > 0x7F && !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// flowSafe tells whether no character of s ends plain text within brackets.
func flowSafe(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case ',', '[', ']', '{', '}', '?':
			return false
		case ':':
			if i+1 == len(s) || strings.IndexByte(",[]{}?'\"", s[i+1]) >= 0 {
				return false
			}
		}
	}
	return true
}

// quoteText writes text in quotes for YAML: in those given if possible.
func quoteText(s string, quote byte) string {
	if quote == '\'' {
		single := true
		for _, r := range s {
			if r < ' ' || r == 0x7F || r == utf8.RuneError || r == 0xFEFF || r > 0x7F && !unicode.IsPrint(r) {
				single = false
				break
			}
		}
		if single {
			return "'" + strings.ReplaceAll(s, "'", "''") + "'"
		}
	}
	return `"` + escapeYAML(s) + `"`
}

// escapeYAML writes text as it stands between double quotes.
func escapeYAML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r > 0xFFFF && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		case r > 0x7F && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quoteJSON writes text as a JSON string.
func quoteJSON(s string) string {
	b, err := jsontext.AppendQuote(nil, s)
	if err != nil {
		// Only text that is not UTF-8 is an error, and what is bad in it is written
		// as the replacement character.
		b, _ = jsontext.AppendQuote(nil, strings.ToValidUTF8(s, "\uFFFD"))
	}
	return string(b)
}

// word is the text of a null, boolean or number in both formats.
func word(n *template.Node) string {
	switch n.Kind {
	case template.Null:
		return "null"
	case template.Bool:
		return strings.ToLower(n.Text)
	default:
		return decimal(n.Text)
	}
}

// literalSafe tells whether text can be written as a literal block: with line
// breaks, but none that other systems read differently, and without white space
// that the block's indentation would be taken from.
func literalSafe(s string) bool {
	body := strings.TrimSuffix(s, "\n")
	if !strings.Contains(s, "\n") || body == "" || strings.HasSuffix(body, "\n") || strings.IndexByte(" \t\n", body[0]) >= 0 {
		return false
	}
	if last := body[strings.LastIndexByte(body, '\n')+1:]; strings.TrimSpace(last) == "" {
		return false
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == utf8.RuneError || r == 0xFEFF || r > 0x7F && !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
