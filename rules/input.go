package rules

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// needs is what the compiled rules read of the input, so that nothing else is
// built: resources are by far the largest part of it.
type needs struct {
	allResources bool
	types        map[string]bool
	facts        map[string]bool
	allFacts     bool
}

// inputNeeds reads the needs off the rules' references to input.
func inputNeeds(modules []*ast.Module) needs {
	n := needs{types: map[string]bool{}, facts: map[string]bool{}}
	text := func(ref ast.Ref, i int) (string, bool) {
		if i >= len(ref) {
			return "", false
		}
		s, ok := ref[i].Value.(ast.String)
		return string(s), ok
	}
	for _, m := range modules {
		ast.WalkRefs(m, func(ref ast.Ref) bool {
			if !ref.HasPrefix(ast.InputRootRef) {
				return false
			}
			section, ok := text(ref, 1)
			if !ok {
				n.allResources, n.allFacts = true, true
				return false
			}
			switch section {
			case "resources":
				n.allResources = true
			case "by_type":
				if t, ok := text(ref, 2); ok {
					n.types[t] = true
				} else {
					n.allResources = true
				}
			case "facts":
				if f, ok := text(ref, 2); ok {
					n.facts[f] = true
				} else {
					n.allFacts = true
				}
			}
			return false
		})
	}
	return n
}

// buildInput makes the input document of one program.
func buildInput(facts *analyzers.Facts, n needs, config *ast.Term) ast.Value {
	resources, byType := ast.NewObject(), map[string]ast.Object{}
	stacks := ast.NewObject()
	for _, s := range facts.Program.Stacks {
		stacks.Insert(str(s.Key), stackTerm(s))
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
		if n.allFacts || n.facts[name] {
			factTerms.Insert(str(name), term(reflect.ValueOf(f)))
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

// fieldNames are the json names of a struct's fields, "" for those left out.
type jsonField struct {
	index     int
	name      string
	omitEmpty bool
}

var structFields sync.Map // reflect.Type → []jsonField

func fieldsOf(t reflect.Type) []jsonField {
	if f, ok := structFields.Load(t); ok {
		return f.([]jsonField)
	}
	var fields []jsonField
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
		fields = append(fields, jsonField{i, name, strings.Contains(opts, "omitempty")})
	}
	structFields.Store(t, fields)
	return fields
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
		o := ast.NewObject()
		for _, f := range fieldsOf(v.Type()) {
			field := v.Field(f.index)
			if f.omitEmpty && (field.IsZero() || field.Kind() == reflect.Slice && field.Len() == 0) {
				continue
			}
			o.Insert(str(f.name), term(field))
		}
		return ast.NewTerm(o)
	}
	return ast.NullTerm()
}
