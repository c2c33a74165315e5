package rules

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// needs is what rules read of the input, so that nothing else is
// built: resources are by far the largest part of it, and most facts are for
// other analyzers.
type needs struct {
	stacks       bool
	allResources bool
	types        map[string]bool
	allFacts     bool
	facts        map[string]fields // by analyzer
}

// fields are the fields of an analyzer's result that rules read; nil is all.
type fields map[string]bool

// readsOf lists what modules refer to of the input, sorted: "stacks", "resources",
// "by_type/<type>", "facts/<analyzer>/<field>", each cut where the reference does not
// say more.
func readsOf(modules []*ast.Module) []string {
	text := func(ref ast.Ref, i int) (string, bool) {
		if i >= len(ref) {
			return "", false
		}
		s, ok := ref[i].Value.(ast.String)
		return string(s), ok
	}
	var reads []string
	for _, m := range modules {
		ast.WalkRefs(m, func(ref ast.Ref) bool {
			if !ref.HasPrefix(ast.InputRootRef) {
				return false
			}
			read, most := "", 0
			for i := 1; i < len(ref); i++ {
				name, ok := text(ref, i)
				if !ok {
					break
				}
				if i == 1 {
					most = map[string]int{"by_type": 2, "facts": 3}[name]
				}
				if read = path.Join(read, name); i >= most {
					break
				}
			}
			reads = append(reads, read)
			return false
		})
	}
	slices.Sort(reads)
	return slices.Compact(reads)
}

// needsOf is the union of what rules read.
func needsOf(reads ...[]string) needs {
	n := needs{types: map[string]bool{}, facts: map[string]fields{}}
	for _, read := range slices.Concat(reads...) {
		section, rest, _ := strings.Cut(read, "/")
		name, field, _ := strings.Cut(rest, "/")
		switch section {
		case "":
			n.stacks, n.allResources, n.allFacts = true, true, true
		case "stacks":
			n.stacks = true
		case "resources":
			n.allResources = true
		case "by_type":
			if name == "" {
				n.allResources = true
			} else {
				n.types[name] = true
			}
		case "facts":
			some, seen := n.facts[name]
			switch {
			case name == "":
				n.allFacts = true
			case field == "" || seen && some == nil:
				n.facts[name] = nil
			case !seen:
				n.facts[name] = fields{field: true}
			default:
				some[field] = true
			}
		}
	}
	return n
}

// of gives the fields that rules read of an analyzer's result; ok is false when
// they read none.
func (n needs) of(name string) (some fields, ok bool) {
	if n.allFacts {
		return nil, true
	}
	some, ok = n.facts[name]
	return some, ok
}

// buildInput makes the input document of one program.
func buildInput(facts *analyzers.Facts, n needs, config *ast.Term) ast.Value {
	resources, byType := ast.NewObject(), map[string]ast.Object{}
	stacks := ast.NewObject()
	for _, s := range facts.Program.Stacks {
		if n.stacks {
			stacks.Insert(str(s.Key), stackTerm(s))
		}
		if !n.allResources && len(n.types) == 0 {
			continue
		}
		for _, r := range s.Order {
			if !n.allResources && !n.types[r.Type] || r.Exists() == template.False {
				continue
			}
			key, term := str(r.Key()), resourceTerm(r)
			resources.Insert(key, term)
			if byType[r.Type] == nil {
				byType[r.Type] = ast.NewObject()
			}
			byType[r.Type].Insert(key, term)
		}
	}
	types := ast.NewObject()
	for t, o := range byType {
		types.Insert(str(t), ast.NewTerm(o))
	}
	factTerms := ast.NewObject()
	for name, f := range facts.ByName {
		if some, ok := n.of(name); ok {
			factTerms.Insert(str(name), factTerm(reflect.ValueOf(f), some))
		}
	}
	return ast.NewObject(
		[2]*ast.Term{str("stacks"), ast.NewTerm(stacks)},
		[2]*ast.Term{str("resources"), ast.NewTerm(resources)},
		[2]*ast.Term{str("by_type"), ast.NewTerm(types)},
		[2]*ast.Term{str("facts"), ast.NewTerm(factTerms)},
		[2]*ast.Term{str("config"), config},
	)
}

// factTerm is the term of an analyzer's result, of which only some fields are
// read.
func factTerm(v reflect.Value, some fields) *ast.Term {
	v = pointed(v)
	if some == nil || v.Kind() != reflect.Struct {
		return term(v)
	}
	o := ast.NewObject()
	list := fieldsOf(v.Type())
	for i := range list {
		f := &list[i]
		if some[f.name] && !f.omitted(v.Field(f.index)) {
			o.Insert(f.key, term(v.Field(f.index)))
		}
	}
	return ast.NewTerm(o)
}

// pointed is the value that a pointer leads to.
func pointed(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	return v
}

func str(s string) *ast.Term { return ast.StringTerm(s) }

func stackTerm(s *template.Stack) *ast.Term {
	return ast.ObjectTerm(
		[2]*ast.Term{str("key"), str(s.Key)},
		[2]*ast.Term{str("name"), str(s.Name)},
		[2]*ast.Term{str("template"), str(s.TemplateFile)},
		[2]*ast.Term{str("account"), str(s.Account)},
		[2]*ast.Term{str("region"), str(s.Region)},
		[2]*ast.Term{str("complete"), ast.BooleanTerm(s.Program.Complete)},
	)
}

func resourceTerm(r *template.Resource) *ast.Term {
	props := ast.ObjectTerm()
	if r.Properties != nil {
		props = valueTerm(r.Stack.Eval(r.Properties), 0)
	}
	return ast.ObjectTerm(
		[2]*ast.Term{str("key"), str(r.Key())},
		[2]*ast.Term{str("id"), str(r.ID)},
		[2]*ast.Term{str("type"), str(r.Type)},
		[2]*ast.Term{str("stack"), str(r.Stack.Key)},
		[2]*ast.Term{str("construct_path"), str(r.ConstructPath)},
		[2]*ast.Term{str("path"), pathTerm(template.Path{"Resources", r.ID})},
		[2]*ast.Term{str("exists"), str(r.Exists().String())},
		[2]*ast.Term{str("properties"), props},
	)
}

const maxTermDepth = 100

// valueTerm is a value for rules: what is known stands as plain text, numbers,
// booleans, lists and maps; what is not stands as the object {"unknown": why},
// a reference to a resource as {"ref": key, "attr": attribute}.
func valueTerm(v *template.Value, depth int) *ast.Term {
	unknown := func(why string) *ast.Term { return ast.ObjectTerm([2]*ast.Term{str("unknown"), str(why)}) }
	if depth > maxTermDepth {
		return unknown("nested too deeply")
	}
	switch v.Kind {
	case template.ScalarValue:
		if text, ok := v.Literal(); ok {
			if v.Node != nil && len(v.Parts) == 1 && v.Parts[0].Node == v.Node {
				switch v.Node.Kind {
				case template.Number:
					if json.Valid([]byte(text)) {
						return ast.NumberTerm(json.Number(text))
					}
				case template.Bool:
					return ast.BooleanTerm(strings.EqualFold(text, "true"))
				}
			}
			return str(text)
		}
		if p, ok := v.Single(); ok {
			return ast.ObjectTerm([2]*ast.Term{str("ref"), str(p.Resource.Key())}, [2]*ast.Term{str("attr"), str(p.Attr)})
		}
		return unknown("text that is partly unknown")
	case template.ListValue:
		elems := v.Elems()
		terms := make([]*ast.Term, len(elems))
		for i, e := range elems {
			terms[i] = valueTerm(e, depth+1)
		}
		return ast.ArrayTerm(terms...)
	case template.MapValue:
		o := ast.NewObject()
		for _, k := range v.Keys() {
			e := v.Get(k.Text)
			if e.Kind == template.AbsentValue {
				continue
			}
			o.Insert(str(k.Text), valueTerm(e, depth+1))
		}
		return ast.NewTerm(o)
	case template.ChoiceValue:
		return unknown("one of several values")
	case template.AbsentValue:
		return ast.NullTerm()
	}
	return unknown(v.Why)
}

func pathTerm(p template.Path) *ast.Term {
	terms := make([]*ast.Term, len(p))
	for i, e := range p {
		switch e := e.(type) {
		case int:
			terms[i] = ast.IntNumberTerm(e)
		case string:
			terms[i] = str(e)
		}
	}
	return ast.ArrayTerm(terms...)
}

var pathType = reflect.TypeFor[template.Path]()

// jsonField is a field of a struct as rules see it.
type jsonField struct {
	index     int
	name      string
	key       *ast.Term // the name; terms are not changed and may be shared
	omitEmpty bool
}

func (f *jsonField) omitted(v reflect.Value) bool {
	return f.omitEmpty && (v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0)
}

var structFields sync.Map // reflect.Type → []jsonField

func fieldsOf(t reflect.Type) []jsonField {
	if f, ok := structFields.Load(t); ok {
		return f.([]jsonField)
	}
	var list []jsonField
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, opts, _ := strings.Cut(tag, ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		list = append(list, jsonField{i, name, str(name), strings.Contains(opts, "omitempty")})
	}
	structFields.Store(t, list)
	return list
}

// term turns facts (structs with json tags, slices, maps with text keys, text,
// numbers, booleans) into a term without a detour over JSON.
func term(v reflect.Value) *ast.Term {
	if !v.IsValid() {
		return ast.NullTerm()
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return ast.NullTerm()
		}
		return term(v.Elem())
	case reflect.String:
		return str(v.String())
	case reflect.Bool:
		return ast.BooleanTerm(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return ast.IntNumberTerm(int(v.Int()))
	case reflect.Float64, reflect.Float32:
		return ast.FloatNumberTerm(v.Float())
	case reflect.Slice, reflect.Array:
		if v.Type() == pathType {
			return pathTerm(v.Interface().(template.Path))
		}
		terms := make([]*ast.Term, v.Len())
		for i := range terms {
			terms[i] = term(v.Index(i))
		}
		return ast.ArrayTerm(terms...)
	case reflect.Map:
		o := ast.NewObject()
		iter := v.MapRange()
		for iter.Next() {
			o.Insert(str(fmt.Sprint(iter.Key().Interface())), term(iter.Value()))
		}
		return ast.NewTerm(o)
	case reflect.Struct:
		list := fieldsOf(v.Type())
		pairs := make([][2]*ast.Term, 0, len(list))
		for i := range list {
			f := &list[i]
			if field := v.Field(f.index); !f.omitted(field) {
				pairs = append(pairs, [2]*ast.Term{f.key, term(field)})
			}
		}
		return ast.ObjectTerm(pairs...)
	}
	return ast.NullTerm()
}
