package template

import "strings"

func evalSub(s *Stack, n, arg *Node) *Value {
	text, vars := arg, (*Node)(nil)
	if arg != nil && arg.Kind == List {
		if len(arg.Items()) == 0 || len(arg.Items()) > 2 {
			return unknown(n, "a malformed Fn::Sub")
		}
		text = arg.Items()[0]
		if len(arg.Items()) == 2 {
			vars = arg.Items()[1]
		}
	}
	if !text.IsScalar() {
		return unknown(n, "a malformed Fn::Sub")
	}
	var pieces []*Value
	for _, p := range subParts(text.Text) {
		if p.literal {
			pieces = append(pieces, scalar(text, Part{Kind: LiteralPart, Text: p.text, Node: text, Offset: p.offset}))
			continue
		}
		if v := vars.Get(p.text); v != nil {
			pieces = append(pieces, s.Eval(v))
			continue
		}
		if id, attr, ok := strings.Cut(p.text, "."); ok {
			pieces = append(pieces, s.attribute(n, text, id, attr))
			continue
		}
		pieces = append(pieces, s.named(n, text, p.text))
	}
	return s.concat(n, pieces)
}

// SubVariables are the names that a text of Fn::Sub refers to, in order: those
// of resources, parameters, attributes (with dots) and its own variables.
func SubVariables(text string) []string {
	var names []string
	for _, p := range subParts(text) {
		if !p.literal {
			names = append(names, p.text)
		}
	}
	return names
}

type subPart struct {
	literal bool
	text    string // literal text, or the variable's name
	offset  int
}

// subParts cuts the text of Fn::Sub into literals and variables. `${!x}` is the
// literal `${x}`; a `${` that is never closed, or that holds anything but a
// name, is literal text.
func subParts(text string) []subPart {
	var parts []subPart
	start := 0
	for i := 0; i < len(text); {
		j := strings.Index(text[i:], "${")
		if j < 0 {
			break
		}
		j += i
		end := strings.IndexByte(text[j:], '}')
		if end < 0 {
			break
		}
		end += j
		name := strings.TrimSpace(text[j+2 : end])
		if strings.HasPrefix(text[j+2:], "!") {
			if j > start {
				parts = append(parts, subPart{true, text[start:j], start})
			}
			parts = append(parts, subPart{true, "${" + text[j+3:end+1], j})
			i = end + 1
			start = i
			continue
		}
		if !subName(name) {
			i = j + 2
			continue
		}
		if j > start {
			parts = append(parts, subPart{true, text[start:j], start})
		}
		parts = append(parts, subPart{false, name, j})
		i = end + 1
		start = i
	}
	if start < len(text) || len(parts) == 0 {
		parts = append(parts, subPart{true, text[start:], start})
	}
	return parts
}

func subName(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == ':', r == '.', r == '_', r == '-':
		default:
			return false
		}
	}
	return true
}
