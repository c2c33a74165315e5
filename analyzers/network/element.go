package network

import (
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// element is a VPC, subnet, group or another part of a network: one of the program, or
// one outside of it that has an id.
type element struct {
	// id is the key of the resource, or says how the element is named; "" where that
	// cannot be told.
	id string
	// resource is nil for an element that is not the program's.
	resource *template.Resource
}

// outside marks the ids of elements that are not the program's.
const outside = "outside "

// byDefault follows the id of a VPC in that of its default security group.
const byDefault = " default"

// identify reads which element a value names.
func identify(v *template.Value) element {
	if p, ok := v.Single(); ok {
		if p.Resource.Type == "AWS::EC2::VPC" && p.Attr == "DefaultSecurityGroup" {
			return element{p.Resource.Key() + byDefault, p.Resource}
		}
		return element{p.Resource.Key(), p.Resource}
	}
	if v.Kind != template.ScalarValue || len(v.Parts) != 1 {
		return element{}
	}
	switch p := v.Parts[0]; p.Kind {
	case template.LiteralPart:
		if p.Origin == template.FromDefault {
			return element{} // a deployment may give another one
		}
		return element{outside + "id " + strings.TrimSpace(p.Text), nil}
	case template.ParamPart, template.ImportPart:
		return element{outside + v.Canonical(), nil}
	}
	return element{}
}

// label names an element for people.
func (e element) label() string {
	switch {
	case e.resource != nil:
		return e.resource.Label()
	case strings.HasPrefix(e.id, outside+"id "):
		return strings.TrimPrefix(e.id, outside+"id ")
	}
	return "one outside of the app"
}

// same tells whether two elements are one.
func (e element) same(x element) template.Truth {
	switch {
	case e.id == "" || x.id == "":
		return template.Unknown
	case e.id == x.id:
		return template.True
	case e.resource != nil && x.resource != nil:
		return template.False
	case strings.HasPrefix(e.id, outside+"id ") && strings.HasPrefix(x.id, outside+"id "):
		return template.False
	case e.resource != nil && strings.HasPrefix(x.id, outside+"id "), x.resource != nil && strings.HasPrefix(e.id, outside+"id "):
		return template.False // the id of one that is not deployed yet cannot be known
	}
	return template.Unknown
}

// elements reads a list of elements; known is false where some of them cannot be told.
func elements(v *template.Value) (list []element, known bool) {
	switch v.Kind {
	case template.AbsentValue:
		return nil, true
	case template.ListValue:
		known = true
		for _, e := range v.Elems() {
			x := identify(e)
			known = known && x.id != ""
			list = append(list, x)
		}
		return list, known
	case template.ScalarValue:
		return split(v)
	}
	return nil, false
}

// split reads elements that stand in one text with commas between them, as the
// properties of HostedRotationLambda have them.
func split(v *template.Value) (list []element, known bool) {
	known = true
	var item []template.Part
	end := func() {
		if len(item) > 0 {
			x := identify(&template.Value{Kind: template.ScalarValue, Parts: item})
			known = known && x.id != ""
			list = append(list, x)
		}
		item = nil
	}
	for _, p := range v.Parts {
		if p.Kind != template.LiteralPart {
			if p.Kind == template.ParamPart {
				known = false // a parameter may hold several
			}
			item = append(item, p)
			continue
		}
		for i, text := range strings.Split(p.Text, ",") {
			if i > 0 {
				end()
			}
			if text = strings.TrimSpace(text); text != "" {
				q := p
				q.Text = text
				item = append(item, q)
			}
		}
	}
	end()
	return list, known
}

// number reads a number; certain is false where it is a default, which a deployment
// may change.
func number(v *template.Value) (n int, certain, ok bool) {
	text, ok := v.Literal()
	if !ok {
		return 0, false, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, !defaulted(v), err == nil
}

func defaulted(v *template.Value) bool {
	for _, p := range v.Parts {
		if p.Origin == template.FromDefault {
			return true
		}
	}
	return false
}

// truth reads a boolean property.
func truth(v *template.Value, absent template.Truth) template.Truth {
	if v.Kind == template.AbsentValue {
		return absent
	}
	text, ok := v.Literal()
	if !ok || defaulted(v) {
		return template.Unknown
	}
	return template.TruthOf(strings.EqualFold(strings.TrimSpace(text), "true"))
}

// along is whether a resource exists wherever another one does.
func along(r, with *template.Resource) template.Truth {
	if with != nil && r.Stack == with.Stack && r.Condition == with.Condition {
		return template.True
	}
	return r.Exists()
}
