package template

import (
	"encoding/json"
)

// evalToJSONString is the JSON text of a structure; the literals in it keep
// their places.
func evalToJSONString(s *Stack, n, arg *Node) *Value {
	var pieces []*Value
	literal := func(text string, at *Node) {
		pieces = append(pieces, scalar(at, Part{Kind: LiteralPart, Text: text, Node: at}))
	}
	var write func(v *Value, depth int)
	write = func(v *Value, depth int) {
		if depth > maxEvalDepth {
			pieces = append(pieces, unknown(n, "functions nest too deeply"))
			return
		}
		switch v.Kind {
		case MapValue:
			literal("{", v.Node)
			first := true
			for _, key := range v.Keys() {
				child := v.Get(key.Text)
				if child.Kind == AbsentValue {
					continue
				}
				if !first {
					literal(",", v.Node)
				}
				first = false
				quoted, _ := json.Marshal(key.Text)
				literal(string(quoted)+":", key)
				write(child, depth+1)
			}
			literal("}", v.Node)
		case ListValue:
			literal("[", v.Node)
			for i, e := range v.Elems() {
				if i > 0 {
					literal(",", v.Node)
				}
				write(e, depth+1)
			}
			literal("]", v.Node)
		case ScalarValue:
			if v.Node != nil && (v.Node.Kind == Number || v.Node.Kind == Bool) {
				pieces = append(pieces, v)
				return
			}
			literal(`"`, v.Node)
			pieces = append(pieces, v)
			literal(`"`, v.Node)
		case ChoiceValue:
			literal(`"`, v.Node)
			pieces = append(pieces, v)
			literal(`"`, v.Node)
		default:
			pieces = append(pieces, v)
		}
	}
	write(s.Eval(arg), 0)
	return s.concat(n, pieces)
}
