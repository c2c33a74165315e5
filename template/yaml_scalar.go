package template

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// scalar reads the scalar whose text starts at pos, behind its tag and anchor.
func (r *yamlReader) scalar(n *yaml.Node, pos int, p properties) (*Node, int) {
	v := r.slab.node(Node{Kind: String, Text: n.Value, src: r.src, start: int32(pos)})
	switch {
	case n.Style&yaml.SingleQuotedStyle != 0:
		v.Style, v.end = SingleQuoted, int32(singleQuotedEnd(r.data, pos))
	case n.Style&yaml.DoubleQuotedStyle != 0:
		v.Style, v.end = DoubleQuoted, int32(doubleQuotedEnd(r.data, pos))
	case n.Style&yaml.LiteralStyle != 0:
		v.Style, v.end = Literal, int32(blockScalarEnd(r.data, pos, n.Value))
	case n.Style&yaml.FoldedStyle != 0:
		v.Style, v.end = Folded, int32(blockScalarEnd(r.data, pos, n.Value))
	default:
		v.Style, v.end = Plain, int32(plainEnd(r.data, pos, n.Value))
	}
	kind := plainKind(n.Value)
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		switch {
		case n.Tag == "!!int" && kind == Number, n.Tag == "!!float" && kind == Number,
			n.Tag == "!!bool" && kind == Bool, n.Tag == "!!null" && kind == Null:
			v.Kind = kind
		case v.Style == Plain && shortTag(n) != "":
			// The tag names a function, and the text is its argument.
			v.Kind = kind
		}
	case v.Style == Plain && p.tagEnd == 0: // the tag `!` makes a string of anything
		v.Kind = kind
	}
	return v, int(v.end)
}

// plainKind is the kind of a plain scalar. Of the many forms that YAML 1.1
// takes for numbers, booleans and dates, those count that JSON has too;
// CloudFormation hands the others on as the text they are.
func plainKind(s string) Kind {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return Null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool
	}
	if isDecimal(s) {
		return Number
	}
	return String
}

// isDecimal tells whether s is a decimal number: JSON's numbers, and those with
// a plus sign or without digits on one side of the point.
func isDecimal(s string) bool {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	whole := digits(s, i) - i
	if whole > 1 && s[i] == '0' {
		return false
	}
	i += whole
	fraction := 0
	if i < len(s) && s[i] == '.' {
		i++
		fraction = digits(s, i) - i
		i += fraction
	}
	if whole+fraction == 0 {
		return false
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		exponent := digits(s, i) - i
		if exponent == 0 {
			return false
		}
		i += exponent
	}
	return i == len(s)
}

// digits is the index of the first character from i on that is no digit.
func digits(s string, i int) int {
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i
}

func singleQuotedEnd(data []byte, pos int) int {
	for pos++; pos < len(data); pos++ {
		if data[pos] != '\'' {
			continue
		}
		if pos+1 < len(data) && data[pos+1] == '\'' {
			pos++
			continue
		}
		return pos + 1
	}
	return len(data)
}

func doubleQuotedEnd(data []byte, pos int) int {
	for pos++; pos < len(data); pos++ {
		switch data[pos] {
		case '\\':
			pos++
		case '"':
			return pos + 1
		}
	}
	return len(data)
}

// plainEnd is the end of a plain scalar with the given value: the words of the
// value are in the text just as they are, only the space between them differs.
func plainEnd(data []byte, pos int, value string) int {
	if end := pos + len(value); end <= len(data) && string(data[pos:end]) == value {
		return end
	}
	end, _ := matchWords(data, pos, value)
	return end
}

// matchWords goes through text and value in parallel and gives the offset
// behind the value's last word, and what of the value comes behind it.
func matchWords(data []byte, pos int, value string) (end int, rest string) {
	end, last := pos, 0
	for i := 0; i < len(value); {
		if w := spaceWidth(value, i); w > 0 {
			i += w
			continue
		}
		for pos < len(data) {
			w := blankWidth(data, pos)
			if w == 0 {
				break
			}
			pos += w
		}
		if pos >= len(data) {
			break
		}
		pos++
		i++
		end, last = pos, i
	}
	return end, value[last:]
}

// blockScalarEnd is the end of the | or > scalar that starts at pos: the end of
// its last line that belongs to the value, without the line break.
func blockScalarEnd(data []byte, pos int, value string) int {
	header := pos + 1
	for header < len(data) && bytes.IndexByte([]byte("+-0123456789"), data[header]) >= 0 {
		header++
	}
	if value == "" {
		return header
	}
	line := lineEnd(data, header)
	line += breakWidth(data, line)
	end, rest := matchWords(data, line, value)
	// What is left of the value are spaces and line breaks, and each line break
	// is one of the text.
	for {
		end = lineEnd(data, end)
		i := 0
		for i < len(rest) && breakWidth([]byte(rest[i:min(i+3, len(rest))]), 0) == 0 {
			i++
		}
		if i < len(rest) {
			i += breakWidth([]byte(rest[i:min(i+3, len(rest))]), 0)
		}
		if rest = rest[i:]; rest == "" {
			return end
		}
		end += breakWidth(data, end)
	}
}

// lineEnd is the offset of the line break at or behind pos, or of the end.
func lineEnd(data []byte, pos int) int {
	for pos < len(data) && breakWidth(data, pos) == 0 {
		pos++
	}
	return pos
}
