package rules

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// trigger is what must be so for one body of a rule's deny to say anything: a part of
// its conjunction that can be told from the facts without OPA. A rule of which no body
// can be triggered by a program is not compiled for it; most programs are right in most
// respects, and compiling is what a run over a small assembly spends its time on.
//
// A trigger may hold for a program in which the rule finds nothing, never the other
// way round.
type trigger struct {
	where []condition
	some  []quantifier
}

// quantifier says that a list or map holds an element for which a trigger holds.
type quantifier struct {
	over []string // path from the element that the trigger is about; from the input for the outermost
	elem trigger
}

// condition is a test of a value of the element that a trigger is about.
type condition struct {
	path   []string
	test   test
	values []any // text, bool or int
	not    bool  // the test must fail
}

type test uint8

const (
	isDefined test = iota
	isTrue         // defined, and not false
	isIn           // one of values
	isNotIn        // defined, and none of values
	isFilled       // what count gives is more than 0
	isNotNil       // defined, and no empty list
)

// source is what a trigger is asked about: the input of rules before it is built.
type source struct {
	facts map[string]any
	// types are the types of resources that exist, nil where there are none.
	types map[string]bool
}

func newSource(facts *analyzers.Facts) source {
	types := map[string]bool{}
	for _, s := range facts.Program.Stacks {
		for _, r := range s.Order {
			if !types[r.Type] && r.Exists() != template.False {
				types[r.Type] = true
			}
		}
	}
	return source{facts.ByName, types}
}

// hold tells whether one of the triggers holds; no trigger at all always does.
func (s source) hold(triggers []trigger) bool {
	return len(triggers) == 0 || slices.ContainsFunc(triggers, s.holds)
}

func (s source) holds(t trigger) bool {
	for i := range t.some {
		q := &t.some[i]
		if len(q.over) < 2 {
			continue
		}
		switch q.over[0] {
		case "by_type":
			if !s.types[q.over[1]] {
				return false
			}
		case "facts":
			found, ok := s.facts[q.over[1]]
			if !ok || !q.holds(reflect.ValueOf(found), q.over[2:]) {
				return false
			}
		}
	}
	return true // conditions on the input as a whole are none
}

// holds tells whether the list or map at a path of a value has the element.
func (q *quantifier) holds(v reflect.Value, over []string) bool {
	list, known := follow(v, over)
	if !known {
		return true
	}
	switch list.Kind() {
	case reflect.Slice, reflect.Array:
		for i := range list.Len() {
			if q.elem.holds(list.Index(i)) {
				return true
			}
		}
		return false
	case reflect.Map:
		for iter := list.MapRange(); iter.Next(); {
			if q.elem.holds(iter.Value()) {
				return true
			}
		}
		return false
	case reflect.Struct:
		return true // its fields are iterated: nothing is gained by looking at them
	}
	return false // undefined, or nothing to iterate
}

func (t *trigger) holds(v reflect.Value) bool {
	for i := range t.where {
		if !t.where[i].holds(v) {
			return false
		}
	}
	for i := range t.some {
		if !t.some[i].holds(v, t.some[i].over) {
			return false
		}
	}
	return true
}

func (c *condition) holds(v reflect.Value) bool {
	v, known := follow(v, c.path)
	return !known || c.passes(v) != c.not
}

func (c *condition) passes(v reflect.Value) bool {
	if !v.IsValid() {
		return false
	}
	switch c.test {
	case isTrue:
		return v.Kind() != reflect.Bool || v.Bool()
	case isIn:
		return c.among(v)
	case isNotIn:
		return !c.among(v)
	case isFilled:
		switch v.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map, reflect.String:
			return v.Len() > 0
		}
	case isNotNil:
		switch v.Kind() {
		case reflect.Slice, reflect.Array:
			return v.Len() > 0
		}
	}
	return true
}

// among tells whether a value is one of the condition's, as rules see both.
func (c *condition) among(v reflect.Value) bool {
	for _, want := range c.values {
		switch want := want.(type) {
		case string:
			if v.Kind() == reflect.String && v.String() == want {
				return true
			}
		case bool:
			if v.Kind() == reflect.Bool && v.Bool() == want {
				return true
			}
		case int:
			switch {
			case v.CanInt() && v.Int() == int64(want), v.CanFloat() && v.Float() == float64(want):
				return true
			}
		}
	}
	return false
}

// null is what rules see of a pointer that leads nowhere.
var null = reflect.ValueOf(struct{}{})

// follow goes down a path as a reference of a rule does in the term of v: see [term].
// The zero value is undefined; known is false where that cannot be told.
func follow(v reflect.Value, path []string) (at reflect.Value, known bool) {
	for i := 0; ; i++ {
		for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			if v.IsNil() {
				v = null
				break
			}
			v = v.Elem()
		}
		if i == len(path) || !v.IsValid() {
			return v, true
		}
		switch v.Kind() {
		case reflect.Struct:
			field, ok := fieldNamed(v, path[i])
			if !ok {
				return reflect.Value{}, true
			}
			v = field
		case reflect.Map:
			found := reflect.Value{}
			for iter := v.MapRange(); iter.Next(); {
				if fmt.Sprint(iter.Key().Interface()) == path[i] {
					found = iter.Value()
					break
				}
			}
			v = found
		case reflect.Slice, reflect.Array:
			return v, false
		default:
			return reflect.Value{}, true
		}
	}
}

// fieldNamed is a field of a struct by its name for rules; ok is false where rules do
// not see it.
func fieldNamed(v reflect.Value, name string) (field reflect.Value, ok bool) {
	list := fieldsOf(v.Type())
	for i := range list {
		if f := &list[i]; f.name == name {
			field = v.Field(f.index)
			return field, !f.omitted(field)
		}
	}
	return reflect.Value{}, false
}
