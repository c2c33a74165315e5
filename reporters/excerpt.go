package reporters

import (
	"fmt"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// excerptLine is a line of a template as it may be shown: its key and the shape
// of its value. caret and length underline a part of text, in columns; length 0
// underlines nothing.
type excerptLine struct {
	number        int
	text          string
	caret, length int
}

// maxKey is the number of columns that a key may take in an excerpt.
const maxKey = 40

// excerpt shows the place of a finding. It is put together from the key's name
// and a mask rather than cut out of the file: so no value, comment or
// neighbouring text can slip in, whatever the writing of the template.
func excerpt(f *rules.Finding) []excerptLine {
	s := f.Stack
	if s == nil || s.Source == nil || f.Range.Start.Line == 0 || f.Range.File != s.Source.Name {
		return nil
	}
	key, value := keyOf(s, f.Path)
	if key == nil || key.Range().File != f.Range.File {
		return []excerptLine{masked(f.Range.Start.Line, "", mask(s.Source, f.Range, nil))}
	}
	at := key.Range()
	if f.Range == at && (len(f.Path) <= 2 || !f.Exact || !mayHoldSecret(f)) {
		name := quoteKey(key, maxKey)
		return []excerptLine{{at.Start.Line, name + ":", 0, width(name)}}
	}
	shape := mask(s.Source, f.Range, value)
	name := quoteKey(key, maxKey) + ":"
	if f.Range.Start.Line == at.Start.Line && f.Range.Start.Offset > at.Start.Offset {
		return []excerptLine{masked(at.Start.Line, name+" ", shape)}
	}
	if f.Range.Start.Line > at.Start.Line {
		return []excerptLine{{number: at.Start.Line, text: name}, masked(f.Range.Start.Line, "  ", shape)}
	}
	return []excerptLine{masked(f.Range.Start.Line, "", shape)}
}

func masked(number int, before, shape string) excerptLine {
	return excerptLine{number, before + shape, width(before), width(shape)}
}

// keyOf is the last key on a path that is there, as it is written, and the
// value that the whole path leads to; both may be nil.
func keyOf(s *template.Stack, path template.Path) (key, value *template.Node) {
	for _, n := range []*template.Node{s.Raw, s.Root} {
		key = nil
		for _, e := range path {
			if name, ok := e.(string); ok {
				if k := n.Key(name); k != nil {
					key = k
				}
			}
			if n = n.At(e); n == nil {
				break
			}
		}
		if n != nil && key != nil {
			return key, n
		}
	}
	return key, nil
}

func quoteKey(key *template.Node, columns int) string {
	name := cut(clean(key.Text), columns)
	switch key.Style {
	case template.JSON, template.DoubleQuoted:
		return `"` + name + `"`
	case template.SingleQuoted:
		return "'" + name + "'"
	}
	return name
}

// mask stands for the value at a range: what shape it has and how long it is.
// value is the node that the range belongs to, nil when that is not known.
func mask(src *template.Source, rng template.Range, value *template.Node) string {
	if value != nil && rng == value.Range() {
		switch value.Kind {
		case template.Map:
			return "{…}"
		case template.List:
			return "[…]"
		}
		text := hiddenText(utf8.RuneCountInString(value.Text))
		switch value.Style {
		case template.JSON:
			if value.Kind == template.String {
				return `"` + text + `"`
			}
		case template.DoubleQuoted:
			return `"` + text + `"`
		case template.SingleQuoted:
			return "'" + text + "'"
		case template.Literal:
			return "| " + text
		case template.Folded:
			return "> " + text
		}
		return text
	}
	if n := rng.End.Line - rng.Start.Line + 1; n > 1 {
		return fmt.Sprintf("•••• (%d lines)", n)
	}
	start, end := rng.Start.Offset-src.BOM, rng.End.Offset-src.BOM
	if start < 0 || end > len(src.Data) || end <= start {
		return "••••"
	}
	return hiddenText(utf8.RuneCount(src.Data[start:end]))
}

func hiddenText(characters int) string {
	return "•••• (" + plural(characters, "character", "characters") + ")"
}

// plainCategory tells the categories whose findings never point at a credential.
// Rules of users may point anywhere, so theirs are not among them.
func plainCategory(category string) bool {
	switch category {
	case "template", "permissions", "rotation", "naming", "connectivity", "cost", "encryption":
		return true
	}
	return false
}

// mayHoldSecret tells whether the value that a finding points at may be a
// credential.
func mayHoldSecret(f *rules.Finding) bool { return !plainCategory(f.Rule.Category) }
