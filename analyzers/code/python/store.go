package python

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
)

// store is a change of what a variable holds: of all of it where key is "", else of
// the part that the key leads to, as in ["a"] and .b.
type store struct {
	in  *scope
	key string
}

// maxStores bounds how many are looked at.
const maxStores = 256

// literalKey is the text of the key where it is one.
func (s store) literalKey() (string, bool) {
	if k, ok := strings.CutPrefix(s.key, `["`); ok {
		if k, ok = strings.CutSuffix(k, `"]`); ok && !strings.ContainsRune(k, '"') {
			return k, true
		}
	}
	return "", false
}

// change is a store whose variable is still to be found.
type change struct {
	target  syntax.Expr
	in      *scope
	binding binding
	call    *syntax.Call
}

// The methods that put something into a container, and those that take it out.
var (
	storing = map[string]bool{
		"update": true, "append": true, "setdefault": true, "set": true, "put": true, "add": true, "extend": true, "insert": true,
	}
	emptying = map[string]bool{"clear": true, "pop": true, "popitem": true, "remove": true, "discard": true}
)

// resolveChanges finds the variables of all changes.
func (r *reader) resolveChanges() {
	for _, c := range r.changes {
		a, ok := c.target.(*syntax.Attr)
		if ok && c.call == nil {
			if k := r.classNamed(a.X, c.in); k != nil {
				b := c.binding
				b.in = c.in
				v := k.attr(a.Name)
				v.bindings = append(v.bindings, b)
			} else {
				r.foreign[a.Name] = true
			}
		}
		f := c.in.function()
		r.setsEnvironment = r.setsEnvironment || f != r.module && r.ofEnvironment(c.target, c.in)
		ref, ok := r.refOf(c.target, c.in)
		if !ok {
			continue
		}
		if c.call == nil {
			ref.of.stored = append(ref.of.stored, store{in: f, key: ref.key})
			ref.of.reset = ref.of.reset || f != r.module && c.binding.kind != looped && empties(c.binding.expr)
			continue
		}
		key := ref.key
		switch method := c.call.Fn.(*syntax.Attr).Name; {
		case emptying[method]:
			ref.of.reset = ref.of.reset || f != r.module
		case (method == "setdefault" || method == "set" || method == "put") && len(c.call.Args) > 0:
			key += r.keyText(c.call.Args[0].Value)
		}
		ref.of.stored = append(ref.of.stored, store{in: f, key: key})
	}
}

// ofEnvironment tells whether the expression is the environment or a variable of it.
func (r *reader) ofEnvironment(x syntax.Expr, s *scope) bool {
	if i, ok := x.(*syntax.Index); ok {
		x = i.X
	}
	v := r.eval(x, s)
	return v.kind == external && v.full() == "os.environ"
}

// classNamed is the class that the expression names.
func (r *reader) classNamed(x syntax.Expr, s *scope) *class {
	n, ok := x.(*syntax.Name)
	if !ok {
		return nil
	}
	v := s.lookup(n.ID)
	if v != nil && len(v.bindings) == 1 && v.bindings[0].kind == classed {
		return v.bindings[0].class
	}
	return nil
}

// ref is a variable and what of it is meant.
type ref struct {
	of  *variable
	key string
}

// refOf finds the variable that the expression reads a part of. A local that is only
// ever a part of another stands for that part.
func (r *reader) refOf(x syntax.Expr, s *scope) (ref, bool) {
	return r.refWithin(x, s, 0)
}

func (r *reader) refWithin(x syntax.Expr, s *scope, depth int) (ref, bool) {
	if depth > 20 {
		return ref{}, false
	}
	below := func(x syntax.Expr, key string) (ref, bool) {
		f, ok := r.refWithin(x, s, depth+1)
		if len(f.key) > 200 {
			return ref{}, false
		}
		f.key += key
		return f, ok
	}
	switch x := x.(type) {
	case *syntax.Name:
		v := s.lookup(x.ID)
		if v == nil {
			return ref{}, false
		}
		if k, _ := s.classOf(x.ID); k != nil {
			return ref{}, false
		}
		if b := v.before(x.Pos().Start); b != nil && v.scope == s.function() {
			if f, ok := r.refWithin(b.expr, b.in, depth+1); ok {
				return f, true
			}
		}
		return ref{of: v}, true
	case *syntax.Named:
		return r.refWithin(x.Value, s, depth+1)
	case *syntax.Attr:
		if k := r.classNamed(x.X, s); k != nil {
			return ref{of: k.attr(x.Name)}, true
		}
		if n, ok := x.X.(*syntax.Name); ok {
			if k, _ := s.classOf(n.ID); k != nil {
				return ref{of: k.attr(x.Name)}, true
			}
		}
		return below(x.X, "."+x.Name)
	case *syntax.Index:
		return below(x.X, r.keyText(x.I))
	case *syntax.Call:
		if a, ok := x.Fn.(*syntax.Attr); ok && a.Name == "get" && (len(x.Args) == 1 || len(x.Args) == 2) && plainArgs(x.Args) {
			return below(a.X, r.keyText(x.Args[0].Value))
		}
	}
	return ref{}, false
}

// before is what a local variable holds at the place in the text: that which is
// assigned to it above, if that is one value.
func (v *variable) before(at int) *binding {
	if v.scope.kind != functionScope || len(v.bindings) > 16 {
		return nil
	}
	var found *binding
	for i := range v.bindings {
		b := &v.bindings[i]
		if b.kind != assigned || b.expr == nil {
			return nil
		}
		if b.expr.Pos().Start < at {
			if found != nil {
				return nil
			}
			found = b
		}
	}
	return found
}

// keyText is a key as text that is equal for equal expressions.
func (r *reader) keyText(x syntax.Expr) string {
	if t, ok := x.(*syntax.Str); ok && len(t.Parts) == 1 && t.Parts[0].X == nil {
		return `["` + t.Parts[0].Text + `"]`
	}
	p := x.Pos()
	return "[" + r.text[p.Start:p.End] + "]"
}

// agree tells whether what is stored below one key can be what is looked for below
// the other.
func agree(a, b string) bool {
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}
