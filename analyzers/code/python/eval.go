package python

import (
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// maxEval bounds how far values are followed.
const maxEval = 400

// eval tells what is known of the expression in the scope. Each one is looked at
// once.
func (r *reader) eval(x syntax.Expr, s *scope) value {
	switch x := x.(type) {
	case *syntax.Name:
		return r.evalName(x, s)
	case *syntax.Const:
		if x.Text == "None" {
			return value{kind: none}
		}
		return value{}
	case *syntax.Dict:
		return value{kind: dict, display: x, in: s, made: x}
	case nil:
		return value{}
	}
	if v, ok := r.values[x]; ok {
		return v
	}
	if r.depth >= maxEval {
		return value{}
	}
	r.depth++
	v := r.evalOnce(x, s)
	r.depth--
	r.values[x] = v
	return v
}

func (r *reader) evalOnce(x syntax.Expr, s *scope) value {
	switch x := x.(type) {
	case *syntax.Str:
		return r.str(x, s)
	case *syntax.Attr:
		return r.attribute(r.eval(x.X, s), x.Name)
	case *syntax.Index:
		return r.index(x, s)
	case *syntax.Call:
		return r.evalCall(x, s)
	case *syntax.Unary:
		if x.Op == "await" {
			return r.eval(x.X, s)
		}
	case *syntax.Named:
		return r.eval(x.Value, s)
	case *syntax.Lambda:
		return value{kind: functions, functions: []int{r.of[x].fn}, kept: template.False}
	case *syntax.Cond:
		a, b := r.eval(x.Then, s), r.eval(x.Else, s)
		if a.kind == stringValue && b.kind == none || a.kind == none && b.kind == stringValue {
			return value{}
		}
		return merge(a, b)
	case *syntax.Bool:
		return r.either(x, s)
	case *syntax.Binary:
		a := r.eval(x.X, s)
		switch x.Op {
		case "+":
			b := r.eval(x.Y, s)
			if a.kind == stringValue || b.kind == stringValue {
				return join(a, b)
			}
		case "%":
			if format, ok := a.exact(); ok {
				return r.percent(format, x.Y, s)
			}
		}
	}
	return value{}
}

// either is a or b: of an environment variable with a literal to fall back on the
// variable, as of os.environ.get.
func (r *reader) either(x *syntax.Bool, s *scope) value {
	if x.Op != "or" {
		return value{}
	}
	v := r.eval(x.Xs[0], s)
	for _, e := range x.Xs[1:] {
		w := r.eval(e, s)
		if _, ok := w.exact(); ok && v.kind == stringValue && len(v.parts) == 1 && v.parts[0].kind == source.Environment {
			continue
		}
		v = merge(v, w)
	}
	return v
}

func (r *reader) evalName(x *syntax.Name, s *scope) value {
	v := s.lookup(x.ID)
	if v == nil {
		if len(r.stars) == 1 && !builtins[x.ID] {
			return value{kind: external, module: r.stars[0], path: x.ID}
		}
		return value{kind: external, module: "builtins", path: x.ID}
	}
	if k, f := s.classOf(x.ID); k != nil {
		if isClassMethod(f.def) {
			return value{kind: classValue, class: k}
		}
		return value{kind: instance, class: k}
	}
	return r.evalVariable(v)
}

func (r *reader) evalVariable(v *variable) value {
	switch v.state {
	case busy:
		// handler = wrap(handler), below its def.
		if v.wrap == nil {
			v.wrap = &value{}
			for _, b := range v.bindings {
				if b.kind == defined && len(v.wrap.functions) < maxFunctions {
					v.wrap.kind = wrapped
					v.wrap.functions = append(v.wrap.functions, b.fn)
				}
			}
		}
		return *v.wrap
	case done:
		return v.value
	}
	if r.depth >= maxEval {
		return value{}
	}
	v.state = busy
	r.depth++
	for i, b := range v.bindings {
		w := r.evalBinding(b)
		if i == 0 {
			v.value = w
		} else {
			v.value = merge(v.value, w)
		}
	}
	if v.value.kind == none && len(v.bindings) > 1 {
		v.value = value{}
	}
	r.depth--
	v.state = done
	return v.value
}

func (r *reader) evalBinding(b binding) value {
	switch b.kind {
	case assigned:
		v := r.eval(b.expr, b.in)
		if v.kind == unknown && b.ann != nil {
			return typed(b.ann)
		}
		return v
	case entered:
		// A client of aioboto3 is given by its context manager, as are sessions.
		if v := r.eval(b.expr, b.in); v.kind == client || v.kind == session || v.kind == external {
			return v
		}
	case parameter:
		if b.param >= 0 {
			if v := typed(b.ann); v.kind != unknown {
				return v
			}
			if r.reshapes(r.scopes[b.fn]) {
				return value{}
			}
			return value{kind: stringValue, parts: []part{{kind: source.Parameter, text: strconv.Itoa(b.param), fn: b.fn}}}
		}
		return typed(b.ann)
	case imported:
		return value{kind: external, module: b.imp.Module, path: b.imp.Name}
	case defined:
		return value{kind: functions, functions: []int{b.fn}, kept: template.False}
	case classed:
		return value{kind: classValue, class: b.class}
	}
	return value{}
}

// typed is what an annotation tells: the clients of mypy_boto3.
func typed(ann syntax.Expr) value {
	name := ""
	switch x := ann.(type) {
	case *syntax.Name:
		name = x.ID
	case *syntax.Attr:
		name = x.Name
	case *syntax.Str:
		if len(x.Parts) == 1 {
			name = x.Parts[0].Text[strings.LastIndexByte(x.Parts[0].Text, '.')+1:]
		}
	}
	if name == "SecretsManagerClient" {
		return value{kind: client, service: secretsmanager, lib: boto3}
	}
	return value{}
}

func (r *reader) index(x *syntax.Index, s *scope) value {
	v := r.eval(x.X, s)
	key, exact := r.eval(x.I, s).exact()
	switch {
	case v.kind == external && v.full() == "os.environ" && exact:
		return environment(key)
	case v.kind == dict && exact:
		if e := r.entryOf(v.display, key); e != nil && r.constant(x.X, s, key) {
			return r.eval(e, v.in)
		}
	}
	if v.kind == dict {
		return r.anyFunction(v)
	}
	return value{}
}

// constant tells whether nothing is stored below the key of the dictionary.
func (r *reader) constant(x syntax.Expr, s *scope, key string) bool {
	n, ok := x.(*syntax.Name)
	if !ok {
		_, display := x.(*syntax.Dict)
		return display
	}
	v := s.lookup(n.ID)
	if v == nil || len(v.bindings) != 1 || len(v.stored) > maxStores {
		return false
	}
	for _, st := range v.stored {
		if other, ok := st.literalKey(); !ok || other == key {
			return false
		}
	}
	return true
}

// anyFunction is one of the functions of a table of them.
func (r *reader) anyFunction(v value) value {
	if u, ok := r.tables[v.display]; ok {
		return u
	}
	r.tables[v.display] = value{}
	var u value
	for _, x := range v.display.Values {
		if w := r.eval(x, v.in); w.callable() {
			if u.kind == unknown {
				u = w
			} else {
				u = merge(u, w)
			}
		}
	}
	r.tables[v.display] = u
	return u
}
