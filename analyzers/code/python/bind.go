package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// reader reads one file: first it finds what each name is bound to, then it walks
// through the functions once more for what they do.
type reader struct {
	text   string
	file   *source.File
	module *scope
	// scopes are those of functions, by their index.
	scopes []*scope
	// of are the scopes of lambdas, comprehensions, functions and classes.
	of      map[any]*scope
	classes map[*syntax.Class]*class
	inOrder []*class
	// modules are the dotted names that are imported as they are, stars those whose
	// names all are.
	modules map[string]bool
	stars   []string
	// replaced is set where the file changes what clients do.
	replaced bool
	// clocked is set where something is kept for a time only.
	clocked bool
	// foreign are the attributes that are set on what is not known.
	foreign map[string]bool
	// changes are those of what a variable holds, to be resolved when all is bound.
	changes []change

	values map[syntax.Expr]value
	// entries are those of dictionaries with keys that are literals; tables the
	// functions in them.
	entries map[*syntax.Dict]map[string]syntax.Expr
	tables  map[*syntax.Dict]value
	depth   int
	given   []value
	giving  []progress

	infos  []info
	events []event
	// setsEnvironment tells that a function changes the environment.
	setsEnvironment bool
	// uncached are the functions whose kept results are thrown away somewhere.
	uncached map[int]bool
}

func (r *reader) newScope(kind scopeKind, parent *scope, fn int) *scope {
	s := &scope{kind: kind, parent: parent, fn: fn, vars: map[string]*variable{}}
	if parent != nil && kind == comprehensionScope {
		s.class, s.self = parent.class, ""
	}
	return s
}

func (r *reader) newFunction(name string, parent *scope, at syntax.Span) *scope {
	fn := len(r.file.Functions)
	up := -1
	if parent != nil {
		up = parent.fn
	}
	r.file.Functions = append(r.file.Functions, &source.Function{Name: name, Parent: up, Start: at.Start, End: at.End})
	kind := functionScope
	if parent == nil {
		kind = moduleScope
	}
	s := r.newScope(kind, parent, fn)
	r.scopes = append(r.scopes, s)
	return s
}

// declare notes the global and nonlocal statements of a function, which hold for all
// of it.
func declare(s *scope, list []syntax.Stmt) {
	for _, st := range list {
		if d, ok := st.(*syntax.Scope); ok {
			if s.outer == nil {
				s.outer = map[string]string{}
			}
			for _, n := range d.Names {
				s.outer[n] = d.Word
			}
		}
		syntax.Blocks(st, func(b []syntax.Stmt) { declare(s, b) })
	}
}

func (s *scope) bind(name string, b binding) {
	b.in = s
	h := s.home(name)
	v := h.variable(name)
	v.bindings = append(v.bindings, b)
	v.imports = v.imports || b.kind == imported
	v.params = v.params || b.kind == parameter
	if h.kind == moduleScope && s.function() != h && (b.kind == assigned || b.kind == unpacked) {
		v.stored = append(v.stored, store{in: s.function()})
		v.reset = v.reset || empties(b.expr)
	}
}

func (r *reader) bindBlock(s *scope, list []syntax.Stmt) {
	for _, st := range list {
		r.bindStmt(s, st)
	}
}

func (r *reader) bindStmt(s *scope, st syntax.Stmt) {
	switch st := st.(type) {
	case *syntax.Def:
		r.bindDef(s, st)
		return
	case *syntax.Class:
		r.bindClass(s, st)
		return
	case *syntax.Import:
		r.bindImport(s, st)
	case *syntax.Assign:
		kind, value := assigned, st.Value
		if st.Op != "" {
			kind, value = unpacked, nil
		}
		if st.Value != nil {
			for _, t := range st.Targets {
				r.bindTarget(s, t, binding{kind: kind, expr: value, ann: st.Ann})
			}
		}
	case *syntax.Loop:
		if st.Target != nil {
			r.bindTarget(s, st.Target, binding{kind: looped, expr: st.Iter})
		}
	case *syntax.With:
		for _, i := range st.Items {
			if i.Target != nil {
				r.bindTarget(s, i.Target, binding{kind: entered, expr: i.X})
			}
		}
	case *syntax.Try:
		for _, h := range st.Handlers {
			if h.Name != "" {
				s.bind(h.Name, binding{kind: failed})
			}
		}
	case *syntax.Match:
		for _, c := range st.Cases {
			for _, n := range c.Binds {
				s.bind(n, binding{kind: unpacked, expr: st.Subject})
			}
		}
	case *syntax.Delete:
		for _, x := range st.Xs {
			r.bindTarget(s, x, binding{kind: unpacked})
		}
	case *syntax.Jump:
		if f := s.function(); st.Word == "return" && f.kind == functionScope && st.X != nil {
			f.returns = append(f.returns, st.X)
		}
	}
	syntax.Exprs(st, func(x syntax.Expr) { r.bindExpr(s, x) })
	syntax.Blocks(st, func(b []syntax.Stmt) { r.bindBlock(s, b) })
}

// bindExpr finds what binds within an expression: walrus, lambdas, comprehensions.
func (r *reader) bindExpr(s *scope, x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Name, *syntax.Const:
		return
	case *syntax.Named:
		f := s
		for f.kind == comprehensionScope {
			f = f.parent
		}
		r.bindTarget(f, x.Target, binding{kind: assigned, expr: x.Value})
	case *syntax.Yield:
		s.function().generator = true
	case *syntax.Call:
		if a, ok := x.Fn.(*syntax.Attr); ok && (storing[a.Name] || emptying[a.Name]) {
			r.changes = append(r.changes, change{target: a.X, in: s, call: x})
		}
	case *syntax.Lambda:
		f := r.newFunction("", s, x.Pos())
		f.class, f.lambda = s.class, x
		r.of[x] = f
		r.bindParams(f, x.Params)
		for _, p := range x.Params {
			if p.Default != nil {
				r.bindExpr(s, p.Default)
			}
		}
		f.returns = []syntax.Expr{x.Body}
		r.bindExpr(f, x.Body)
		return
	case *syntax.Comp:
		c := r.newScope(comprehensionScope, s, s.fn)
		r.of[x] = c
		for i, cl := range x.Clauses {
			in := c
			if i == 0 {
				in = s
			}
			r.bindExpr(in, cl.Iter)
			r.bindTarget(c, cl.Target, binding{kind: looped, expr: cl.Iter})
			for _, e := range cl.Ifs {
				r.bindExpr(c, e)
			}
		}
		r.bindExpr(c, x.Elt)
		if x.Value != nil {
			r.bindExpr(c, x.Value)
		}
		return
	}
	syntax.Children(x, func(e syntax.Expr) { r.bindExpr(s, e) })
}

func (r *reader) bindTarget(s *scope, t syntax.Expr, b binding) {
	switch t := t.(type) {
	case *syntax.Name:
		s.bind(t.ID, b)
	case *syntax.Seq:
		values, _ := b.expr.(*syntax.Seq)
		for i, e := range t.Elts {
			part := binding{kind: unpacked, expr: b.expr}
			if values != nil && b.kind == assigned && len(values.Elts) == len(t.Elts) && !starred(values.Elts) && !starred(t.Elts) {
				part = binding{kind: assigned, expr: values.Elts[i]}
			}
			r.bindTarget(s, e, part)
		}
	case *syntax.Unary:
		r.bindTarget(s, t.X, binding{kind: unpacked, expr: b.expr})
	case *syntax.Index:
		r.changes = append(r.changes, change{target: t, in: s, binding: b})
	case *syntax.Attr:
		if _, known := operations[t.Name]; known {
			r.replaced = true
		}
		n, ok := t.X.(*syntax.Name)
		r.changes = append(r.changes, change{target: t, in: s, binding: b})
		if !ok {
			r.foreign[t.Name] = true
			return
		}
		k, f := s.classOf(n.ID)
		if k == nil {
			return
		}
		r.changes = r.changes[:len(r.changes)-1]
		b.in = s
		v := k.attr(t.Name)
		v.bindings = append(v.bindings, b)
		v.bySelf = v.bySelf || !isClassMethod(f.def)
		if name := f.def.Name; name != "__init__" && name != "__new__" && name != "__post_init__" {
			v.stored = append(v.stored, store{in: f})
			v.reset = v.reset || empties(b.expr) && (b.kind == assigned || b.kind == unpacked)
		}
	}
}

func starred(list []syntax.Expr) bool {
	for _, e := range list {
		if u, ok := e.(*syntax.Unary); ok && u.Op == "*" {
			return true
		}
	}
	return false
}

// empties tells whether the value is one that a cache has before it is filled.
func empties(x syntax.Expr) bool {
	switch x := x.(type) {
	case nil:
		return true
	case *syntax.Const:
		return x.Text != "True"
	case *syntax.Dict:
		return len(x.Keys) == 0
	case *syntax.Seq:
		return len(x.Elts) == 0
	case *syntax.Str:
		return len(x.Parts) == 1 && x.Parts[0].Text == "" && x.Parts[0].X == nil
	case *syntax.Call:
		n, ok := x.Fn.(*syntax.Name)
		return ok && len(x.Args) == 0 && (n.ID == "dict" || n.ID == "list" || n.ID == "set")
	}
	return false
}
