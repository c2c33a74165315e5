package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// walkExpr finds the uses and calls in an expression, in the order in which they
// happen.
func (r *reader) walkExpr(s *scope, x syntax.Expr, g guards) {
	switch x := x.(type) {
	case nil, *syntax.Name, *syntax.Const:
	case *syntax.Bool:
		for _, e := range x.Xs {
			r.walkExpr(s, e, g)
			g = g.with(r.misses(e, s, x.Op == "and", 0))
		}
	case *syntax.Cond:
		r.walkExpr(s, x.Test, g)
		r.walkExpr(s, x.Then, g.with(r.misses(x.Test, s, true, 0)))
		r.walkExpr(s, x.Else, g.with(r.misses(x.Test, s, false, 0)))
	case *syntax.Lambda:
		for _, p := range x.Params {
			r.walkExpr(s, p.Default, g)
		}
		r.walkExpr(r.of[x], x.Body, guards{})
	case *syntax.Comp:
		r.walkComp(s, x, g)
	case *syntax.Named:
		first := len(r.events)
		r.walkExpr(s, x.Value, g)
		r.flow(s, first, x.Value, x.Target)
	case *syntax.Attr:
		r.walkExpr(s, x.X, g)
		r.property(s, x, g)
	case *syntax.Call:
		r.walkCall(s, x, g)
	default:
		syntax.Children(x, func(e syntax.Expr) { r.walkExpr(s, e, g) })
	}
}

func (r *reader) walkComp(s *scope, x *syntax.Comp, g guards) {
	in := r.of[x]
	for i, c := range x.Clauses {
		at := in
		if i == 0 {
			at = s
		}
		r.walkExpr(at, c.Iter, g)
		g = g.with(r.judge(c.Iter, at))
		for _, e := range c.Ifs {
			r.walkExpr(in, e, g)
			g = g.with(r.misses(e, in, true, 0))
		}
	}
	r.walkExpr(in, x.Elt, g)
	r.walkExpr(in, x.Value, g)
}

// property is a call where reading the attribute runs a method.
func (r *reader) property(s *scope, x *syntax.Attr, g guards) {
	v := r.eval(x, s)
	if v.kind != functions {
		return
	}
	for _, fn := range v.functions {
		if r.isProperty(fn) {
			r.addCall(s, source.Call{Target: fn}, g, false)
		}
	}
}

func (r *reader) walkCall(s *scope, x *syntax.Call, g guards) {
	if a, ok := x.Fn.(*syntax.Attr); ok {
		r.walkExpr(s, a.X, g)
		if a.Name == "cache_clear" {
			for _, fn := range r.eval(a.X, s).functions {
				r.uncached[fn] = true
			}
		}
	} else {
		r.walkExpr(s, x.Fn, g)
	}
	first := len(r.events)
	for _, a := range x.Args {
		r.walkExpr(s, a.Value, g)
	}
	if a, ok := x.Fn.(*syntax.Attr); ok && storing[a.Name] {
		for _, arg := range x.Args {
			r.flow(s, first, arg.Value, a.X)
		}
	}
	if r.use(s, x, g) {
		return
	}
	fn := r.eval(x.Fn, s)
	switch {
	case fn.callable():
		r.callFunctions(s, x, fn, g)
	case fn.kind == classValue:
		if s.function() == r.module {
			fn.class.once = true
		} else {
			fn.class.often = true
		}
		if in := r.find(fn.class, "__init__", 0); in != nil {
			if m, ok := in.methods["__init__"]; ok {
				r.addCall(s, source.Call{Target: m, Args: r.arguments(s, x.Args, m, 0)}, g, fn.class.managed || fn.class.open)
			}
		}
	case fn.kind == instance:
		if m, ok := fn.class.methods["__call__"]; ok {
			r.addCall(s, source.Call{Target: m, Args: r.arguments(s, x.Args, m, 0)}, g, false)
		}
	case fn.kind == external:
		if imp, ok := r.importOf(fn); ok {
			r.addCall(s, source.Call{Target: -1, Import: imp, Args: r.byPlace(s, x.Args)}, g, false)
		}
	}
	r.handOver(s, x, fn, g)
}

func (r *reader) callFunctions(s *scope, x *syntax.Call, fn value, g guards) {
	for _, target := range fn.functions {
		args, shift := x.Args, 0
		if len(fn.args) > 0 {
			args = append(fn.args[:len(fn.args):len(fn.args)], args...)
		}
		if f := r.scopes[target]; f.self != "" && !fn.bound && !isClassMethod(f.def) && f.class != nil {
			// Class.method(obj, a)
			shift = 1
		}
		c := source.Call{Target: target}
		if fn.kind == functions {
			c.Args = r.arguments(s, args, target, shift)
		}
		if fn.kept != template.False || fn.kind == wrapped {
			c.Kept = fn.kept
			r.addCall(s, c, g, true)
			continue
		}
		r.addCall(s, c, g, false)
		for _, w := range r.wrappers(target) {
			r.addCall(s, source.Call{Target: w}, g, false)
		}
	}
}

// arguments are the secret ids that a function of the file is called with, by the
// places of its parameters; what is left out has its default.
func (r *reader) arguments(s *scope, args []syntax.Arg, target, shift int) map[int]source.ID {
	ids := map[int]source.ID{}
	f := r.scopes[target]
	if r.reshapes(f) {
		return nil
	}
	for i, p := range f.params {
		if p.Stars > 0 || p.OnlyByKeyword || i > 32 {
			break
		}
		x, in := argument(args, i+shift, p.Name), s
		if x == nil && p.Default != nil && !spread(args) && len(args) <= i+shift {
			x, in = p.Default, f.parent
		}
		if x == nil {
			continue
		}
		if id := r.eval(x, in).id(s.fn); id.Kind != source.Unknown {
			ids[i] = id
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return ids
}

// spread tells whether arguments are given by * or **.
func spread(args []syntax.Arg) bool {
	for _, a := range args {
		if a.Stars > 0 {
			return true
		}
	}
	return false
}

// byPlace are the secret ids that a function of another file is called with: those
// by keyword have no place there.
func (r *reader) byPlace(s *scope, args []syntax.Arg) map[int]source.ID {
	var ids map[int]source.ID
	for i, a := range args {
		if a.Stars > 0 || i > 32 {
			break
		}
		if a.Name != "" {
			continue
		}
		if id := r.eval(a.Value, s).id(s.fn); id.Kind != source.Unknown {
			if ids == nil {
				ids = map[int]source.ID{}
			}
			ids[i] = id
		}
	}
	return ids
}
