package edit

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// Equal tells whether two values are the same, whatever their format: kinds,
// texts and the order of keys. The two forms of Fn::GetAtt are one.
func Equal(a, b *template.Node) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case template.Null:
		return true
	case template.Bool:
		return strings.EqualFold(a.Text, b.Text)
	case template.Number:
		return a.Text == b.Text || decimal(a.Text) == decimal(b.Text)
	case template.String:
		return a.Text == b.Text
	case template.List:
		if len(a.Items()) != len(b.Items()) {
			return false
		}
		for i := range a.Items() {
			if !Equal(a.Items()[i], b.Items()[i]) {
				return false
			}
		}
		return true
	}
	if len(a.Fields()) != len(b.Fields()) {
		return false
	}
	for i := range a.Fields() {
		f, g := a.Fields()[i], b.Fields()[i]
		if f.Key.Text != g.Key.Text {
			return false
		}
		if len(a.Fields()) == 1 && f.Key.Text == "Fn::GetAtt" && Equal(attribute(f.Value), attribute(g.Value)) {
			return true
		}
		if !Equal(f.Value, g.Value) {
			return false
		}
	}
	return true
}

// attribute is the argument of Fn::GetAtt as a list.
func attribute(n *template.Node) *template.Node {
	if n.Kind == template.String {
		if id, name, ok := strings.Cut(n.Text, "."); ok {
			return template.NewList(nil, template.NewString(id, nil), template.NewString(name, nil))
		}
	}
	return n
}

// decimal writes a number as JSON has it: YAML also takes a plus sign and
// numbers without digits on one side of the point.
func decimal(s string) string {
	sign := ""
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = "-", s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	if i := strings.IndexByte(s, '.'); i >= 0 && (i+1 == len(s) || s[i+1] < '0' || s[i+1] > '9') {
		s = s[:i] + s[i+1:]
	}
	return sign + s
}
