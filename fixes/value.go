package fixes

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
)

// Values that are put into templates are nodes without a place of their own.

func text(s string) *template.Node { return template.NewString(s, nil) }

func boolean(b bool) *template.Node { return template.NewNode(template.Bool, fmt.Sprint(b), nil) }

func number(n int) *template.Node { return template.NewNode(template.Number, fmt.Sprint(n), nil) }

func list(items ...*template.Node) *template.Node { return template.NewList(nil, items...) }

// object makes a map of alternating keys and values; nil values are left out.
func object(pairs ...any) *template.Node { return template.NewMap(nil, pairs...) }

func ref(id string) *template.Node { return object("Ref", text(id)) }

func getAtt(id, attribute string) *template.Node {
	return object("Fn::GetAtt", list(text(id), text(attribute)))
}

func sub(s string) *template.Node { return object("Fn::Sub", text(s)) }

// nodeOf turns a value that a rule declares into a node; keys of maps are in the
// order of the alphabet.
func nodeOf(v any) (*template.Node, error) {
	switch v := v.(type) {
	case nil:
		return template.NewNode(template.Null, "null", nil), nil
	case string:
		return text(v), nil
	case bool:
		return boolean(v), nil
	case json.Number:
		return template.NewNode(template.Number, v.String(), nil), nil
	case []any:
		items := make([]*template.Node, len(v))
		for i, e := range v {
			n, err := nodeOf(e)
			if err != nil {
				return nil, err
			}
			items[i] = n
		}
		return list(items...), nil
	case map[string]any:
		var pairs []any
		for _, k := range slices.Sorted(maps.Keys(v)) {
			n, err := nodeOf(v[k])
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, k, n)
		}
		return object(pairs...), nil
	}
	return nil, fmt.Errorf("a value of type %T cannot be written", v)
}

// slots stand for nodes in the typed structs of goformation, whose fields are plain
// text where a template may have a function.
type slots struct{ nodes []*template.Node }

// hold gives the text that stands for a node until [slots.fill].
func (s *slots) hold(n *template.Node) string {
	if n.Kind == template.String {
		return n.Text
	}
	s.nodes = append(s.nodes, n)
	return fmt.Sprintf("\uE000%d\uE000", len(s.nodes)-1)
}

func (s *slots) pointer(n *template.Node) *string {
	held := s.hold(n)
	return &held
}

// node turns a struct of goformation into a node, with what its slots stand for.
func (s *slots) node(v json.Marshaler) (*template.Node, error) {
	data, err := v.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write resource: %w", err)
	}
	docs, problems := template.Parse(template.NewSource("resource", data))
	if len(docs) != 1 || len(problems) > 0 {
		return nil, fmt.Errorf("read resource: %v", problems)
	}
	return s.fill(docs[0]), nil
}

func (s *slots) fill(n *template.Node) *template.Node {
	switch n.Kind {
	case template.String:
		var i int
		if c, _ := fmt.Sscanf(n.Text, "\uE000%d\uE000", &i); c == 1 && i < len(s.nodes) && n.Text == fmt.Sprintf("\uE000%d\uE000", i) {
			return s.nodes[i]
		}
		return text(n.Text)
	case template.List:
		items := make([]*template.Node, len(n.Items()))
		for i, e := range n.Items() {
			items[i] = s.fill(e)
		}
		return list(items...)
	case template.Map:
		var pairs []any
		for _, f := range n.Fields() {
			pairs = append(pairs, f.Key.Text, s.fill(f.Value))
		}
		return object(pairs...)
	}
	return template.NewNode(n.Kind, n.Text, nil)
}
