package javascript

import (
	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// define adds a way in which a variable gets its value.
func (r *reader) define(v *js.Var, d def) {
	v = variable(v)
	if _, known := r.home[v]; !known {
		r.home[v] = d.unit
		if v.Decl == js.NoDecl {
			r.home[v] = r.units[0] // a global variable
		}
	}
	r.defs[v] = append(r.defs[v], d)
}

// declare notes variables without a value.
func (r *reader) declare(b js.IBinding, u *unit) {
	if v, ok := b.(*js.Var); ok {
		if _, known := r.home[variable(v)]; !known {
			r.home[variable(v)] = u
		}
	}
}

// bind gives the variables of a pattern their values.
func (r *reader) bind(b js.IBinding, d def) {
	switch b := b.(type) {
	case *js.Var:
		r.define(b, d)
	case *js.BindingArray:
		for _, e := range b.List {
			if e.Binding != nil {
				r.bind(e.Binding, def{param: -1, unit: d.unit})
			}
		}
		if b.Rest != nil {
			r.bind(b.Rest, def{param: -1, unit: d.unit})
		}
	case *js.BindingObject:
		for _, item := range b.List {
			if item.Value.Binding == nil {
				continue
			}
			name := keyOf(item.Key)
			if v, ok := item.Value.Binding.(*js.Var); ok && item.Key == nil {
				name = string(v.Name())
			}
			part := def{param: -1, unit: d.unit}
			// A default counts only where there is no value: for a variable of the
			// environment that the template sets, it does not.
			if name != "" && d.from != nil {
				part.from, part.path = d.from, append(append([]string{}, d.path...), name)
			}
			r.bind(item.Value.Binding, part)
		}
		if b.Rest != nil {
			r.define(b.Rest, def{param: -1, unit: d.unit})
		}
	}
}

// assign reads an assignment.
func (r *reader) assign(n *js.BinaryExpr, u *unit) {
	switch x := bare(n.X).(type) {
	case *js.Var:
		r.define(x, def{from: n.Y, param: -1, unit: u})
	case *js.ObjectExpr:
		for _, p := range x.List {
			if v, ok := p.Value.(*js.Var); ok {
				r.define(v, def{param: -1, unit: u})
			}
		}
	case *js.ArrayExpr:
		for _, e := range x.List {
			if v, ok := e.Value.(*js.Var); ok {
				r.define(v, def{param: -1, unit: u})
			}
		}
	case *js.DotExpr, *js.IndexExpr:
		if v := root(x); v != nil {
			r.filled[variable(v)] = true
		}
		if d, ok := x.(*js.DotExpr); ok {
			if name := nameOf(d.Y); name == "send" || apis[name] != "" {
				r.replaced = true
			}
		}
		r.setsEnv(x)
		if name, ok := exportsName(x); ok {
			r.outside = append(r.outside, outward{name, n.Y, u})
		}
	}
	if p, ok := r.place(n.X, u); ok {
		if p.class != nil {
			r.fieldDefs[p] = append(r.fieldDefs[p], def{from: n.Y, param: -1, unit: u})
		}
		r.stores[p] = append(r.stores[p], store{u, empty(n.Y), r.catching > 0})
	}
}

// root is the variable that a property is below, nil where there is none.
func root(e js.IExpr) *js.Var {
	for range 50 {
		switch x := bare(e).(type) {
		case *js.Var:
			return x
		case *js.DotExpr:
			e = x.X
		case *js.IndexExpr:
			e = x.X
		default:
			return nil
		}
	}
	return nil
}

// exportsName is the name that an assignment to exports.x or module.exports gives
// something.
func exportsName(x js.IExpr) (string, bool) {
	switch n := x.(type) {
	case *js.DotExpr:
		name := nameOf(n.Y)
		if v, ok := n.X.(*js.Var); ok && variable(v).Decl == js.NoDecl {
			switch string(v.Name()) {
			case "exports":
				return name, true
			case "module":
				return "", name == "exports"
			}
		}
		if inner, ok := n.X.(*js.DotExpr); ok && nameOf(inner.Y) == "exports" {
			if v, ok := inner.X.(*js.Var); ok && string(v.Name()) == "module" && variable(v).Decl == js.NoDecl {
				return name, true
			}
		}
	case *js.IndexExpr:
		if lit, ok := n.Y.(*js.LiteralExpr); ok && lit.TokenType == js.StringToken {
			if v, ok := n.X.(*js.Var); ok && string(v.Name()) == "exports" && variable(v).Decl == js.NoDecl {
				return unquote(lit.Data), true
			}
		}
	}
	return "", false
}

// empty tells whether an expression is nothing: undefined, null, false.
func empty(e js.IExpr) bool {
	switch e := bare(e).(type) {
	case *js.LiteralExpr:
		switch e.TokenType {
		case js.NullToken, js.FalseToken:
			return true
		case js.StringToken:
			return len(e.Data) == 2
		}
		return string(e.Data) == "0"
	case *js.Var:
		return string(e.Name()) == "undefined"
	case *js.UnaryExpr:
		return e.Op == js.VoidToken
	case *js.ObjectExpr:
		return len(e.List) == 0
	case *js.NewExpr: // a new map has nothing in it
		v, ok := e.X.(*js.Var)
		return ok && e.Args == nil && (string(v.Name()) == "Map" || string(v.Name()) == "WeakMap")
	}
	return false
}

// place tells what outlives a call in an expression: a variable, or a property of
// `this` or of a class.
func (r *reader) place(e js.IExpr, u *unit) (place, bool) {
	for range 32 {
		switch x := bare(e).(type) {
		case *js.Var:
			return place{v: variable(x)}, true
		case *js.DotExpr:
			if p, ok := r.property(x.X, nameOf(x.Y), u); ok {
				return p, true
			}
			e = x.X
		case *js.IndexExpr:
			if name := keyText(x.Y); name != "" {
				if p, ok := r.property(x.X, name, u); ok {
					return p, true
				}
			}
			e = x.X
		case *js.CallExpr: // cache.get(key)
			d, ok := bare(x.X).(*js.DotExpr)
			if !ok || nameOf(d.Y) != "get" {
				return place{}, false
			}
			e = d.X
		default:
			return place{}, false
		}
	}
	return place{}, false
}

// property is what a property of `this`, of a class, of the global object or of the
// environment is.
func (r *reader) property(x js.IExpr, name string, u *unit) (place, bool) {
	switch x := bare(x).(type) {
	case *js.LiteralExpr:
		if x.TokenType == js.ThisToken && u.class != nil {
			if u.static {
				name = "static " + name
			}
			return place{class: u.class, prop: name}, true
		}
	case *js.DotExpr:
		if isEnv(x) {
			return envPlace(name), true
		}
	case *js.Var:
		if t := string(x.Name()); x.Decl == js.NoDecl && (t == "globalThis" || t == "global") {
			return place{prop: name}, true
		}
		for _, d := range r.defs[variable(x)] {
			if n, ok := d.from.(*js.ClassDecl); ok && r.classes[n] != nil {
				return place{class: r.classes[n], prop: "static " + name}, true
			}
		}
	}
	return place{}, false
}

// loads notes a module that is loaded, whatever is taken from it.
func (r *reader) loads(module string) {
	r.file.Imports["import "+module] = source.Import{Module: module}
}

// imports reads an import statement.
func (r *reader) imports(n *js.ImportStmt) {
	r.mark(n.Module)
	module := unquote(n.Module)
	r.loads(module)
	local := func(binding []byte, name string) {
		imp := source.Import{Module: module, Name: name}
		r.file.Imports[string(binding)] = imp
		if v := r.top(string(binding)); v != nil {
			r.define(v, def{param: -1, unit: r.units[0], imp: &imp})
		}
	}
	if n.Default != nil {
		local(n.Default, "default")
	}
	for _, a := range n.List {
		switch {
		case len(a.Binding) == 0:
		case string(a.Name) == "*":
			local(a.Binding, "")
		case a.Name == nil:
			local(a.Binding, string(a.Binding))
		default:
			local(a.Binding, unquoteName(a.Name))
		}
	}
}

func unquoteName(name []byte) string {
	if len(name) > 1 && (name[0] == '"' || name[0] == '\'') {
		return unquote(name)
	}
	return string(name)
}
