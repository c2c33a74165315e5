package javascript

import (
	"github.com/tdewolff/parse/v2/js"
)

// collect reads what variables may hold, below a node that is part of u.
func (r *reader) collect(n js.INode, u *unit) {
	switch n := n.(type) {
	case *js.BlockStmt:
		r.scope(n.Declared, u)
	case *js.SwitchStmt:
		r.scope(n.Declared, u)
	case *js.Var:
		r.seek(n.Data)
		return
	case js.LiteralExpr:
		r.mark(n.Data)
		return
	case *js.LiteralExpr:
		r.mark(n.Data)
		return
	case *js.TemplateExpr:
		if len(n.List) > 0 {
			r.mark(n.List[0].Value)
		} else {
			r.mark(n.Tail)
		}
	case *js.FuncDecl:
		if n.Name != nil {
			r.define(n.Name, def{from: n, param: -1, unit: u})
		}
		r.function(n, u, n.Name, n.Params, &n.Body)
		return
	case *js.ArrowFunc:
		r.function(n, u, nil, n.Params, &n.Body)
		return
	case *js.MethodDecl: // of an object; those of classes are read with them
		r.function(n, u, nil, n.Params, &n.Body)
		return
	case *js.ClassDecl:
		r.class(n, u)
		return
	case *js.ImportStmt:
		r.imports(n)
		return
	case *js.ExportStmt:
		r.exported = append(r.exported, n)
	case *js.ReturnStmt:
		u.returns = append(u.returns, n.Value)
	case *js.TryStmt:
		if n.Binding != nil {
			r.bind(n.Binding, def{param: -1, unit: u})
		}
		r.collect(n.Body, u)
		r.catching++
		if n.Catch != nil {
			r.collect(n.Catch, u)
		}
		r.catching--
		if n.Finally != nil {
			r.collect(n.Finally, u)
		}
		return
	case *js.VarDecl:
		for _, e := range n.List {
			if e.Binding == nil {
				continue
			}
			d := def{from: e.Default, param: -1, unit: u}
			if e.Default == nil && !n.InForInOf {
				r.declare(e.Binding, u)
				continue
			}
			r.bind(e.Binding, d)
		}
	case *js.BinaryExpr:
		switch n.Op {
		case js.EqToken, js.NullishEqToken, js.OrEqToken, js.AndEqToken:
			r.assign(n, u)
		case js.AddEqToken, js.SubEqToken:
			if v, ok := n.X.(*js.Var); ok {
				r.define(v, def{param: -1, unit: u})
			}
		}
	case *js.UnaryExpr:
		if n.Op == js.DeleteToken {
			if p, ok := r.place(n.X, u); ok {
				r.stores[p] = append(r.stores[p], store{u, true, r.catching > 0})
			}
		}
	case *js.NewExpr:
		r.news = append(r.news, newIn{n, u})
		r.collect(n.X, u)
		r.spots[n] = r.last
		if v, ok := n.X.(*js.Var); ok && string(v.Name()) == "Promise" && n.Args != nil {
			for _, a := range n.Args.List {
				r.inlined(a.Value)
			}
		}
		if n.Args != nil {
			for _, a := range n.Args.List {
				r.collect(a.Value, u)
			}
		}
		return
	case *js.CallExpr:
		r.call(n, u)
		return
	}
	children(n, func(c js.INode) { r.collect(c, u) })
}

// call reads a call: which functions among its arguments run at once.
func (r *reader) call(n *js.CallExpr, u *unit) {
	if name := packaged(n); name != "" {
		r.packages[n] = name // code of others, which is not read
		return
	}
	r.calls = append(r.calls, callIn{n, u})
	r.getsOf(n, u)
	callee := bare(n.X)
	catches := false
	switch x := callee.(type) {
	case *js.FuncDecl, *js.ArrowFunc:
		r.inlined(x)
	case *js.DotExpr:
		if d, ok := x.X.(*js.DotExpr); ok && nameOf(d.Y) == "middlewareStack" {
			r.replaced = true
		}
		r.envFilled = r.envFilled || setters[nameOf(x.Y)] && len(n.Args.List) > 0 && isEnv(n.Args.List[0].Value)
		switch name := nameOf(x.Y); name {
		case "then", "finally", "map", "forEach", "flatMap":
			for _, a := range n.Args.List {
				r.inlined(a.Value)
			}
		case "catch":
			catches = true
		case "clear", "delete":
			if p, ok := r.place(x.X, u); ok {
				r.stores[p] = append(r.stores[p], store{u, true, r.catching > 0})
			}
		case "assign":
			if len(n.Args.List) > 0 {
				if p, ok := r.place(n.Args.List[0].Value, u); ok {
					r.stores[p] = append(r.stores[p], store{unit: u})
				}
			}
		case "set", "push", "add":
			if p, ok := r.place(x.X, u); ok {
				r.stores[p] = append(r.stores[p], store{unit: u})
			}
		case "call", "apply": // (function () { … }).call(this)
			r.inlined(x.X)
		}
	case *js.Var:
		if string(x.Name()) == "__awaiter" || string(x.Name()) == "__async" { // how compilers make async functions
			for _, a := range n.Args.List {
				r.inlined(a.Value)
			}
		}
	}
	r.collect(n.X, u)
	r.spots[n] = r.last
	if catches {
		r.catching++
	}
	for _, a := range n.Args.List {
		r.collect(a.Value, u)
	}
	if catches {
		r.catching--
	}
}

// inlined marks a function that runs as a part of the one around it.
func (r *reader) inlined(e js.IExpr) {
	switch f := bare(e).(type) {
	case *js.FuncDecl, *js.ArrowFunc:
		r.inline[f] = true
	}
}

// scope tells whose the variables of a block are.
func (r *reader) scope(declared js.VarArray, u *unit) {
	for _, v := range declared {
		if _, seen := r.home[v]; !seen {
			r.home[v] = u
		}
	}
}

func (r *reader) function(n js.INode, u *unit, name *js.Var, params js.Params, body *js.BlockStmt) {
	if r.inline[n] {
		for _, e := range params.List {
			if e.Binding != nil {
				r.bind(e.Binding, def{param: -1, unit: u})
			}
		}
		outer := u.returns
		for _, e := range params.List {
			if e.Default != nil {
				r.collect(e.Default, u)
			}
		}
		r.collect(body, u)
		u.returns = outer // those are not its own
		return
	}
	text := ""
	if name != nil {
		text = string(name.Name())
	}
	f := r.enter(n, u, text, params.List, body)
	if _, arrow := n.(*js.ArrowFunc); arrow {
		f.class, f.static = u.class, u.static
	}
	r.body(f, params, body)
}

// body reads the parameters and the body of a function.
func (r *reader) body(f *unit, params js.Params, body *js.BlockStmt) {
	r.scope(body.Declared, f)
	for i, e := range params.List {
		switch {
		case e.Binding == nil:
			continue
		case e.Default == nil:
			r.bind(e.Binding, def{param: i, unit: f})
		default:
			r.bind(e.Binding, def{param: -1, unit: f}) // it may be the one or the other
		}
		r.collect(e.Binding, f)
		if e.Default != nil {
			r.collect(e.Default, f)
		}
	}
	if params.Rest != nil {
		r.bind(params.Rest, def{param: -1, unit: f})
	}
	r.collect(body, f)
	r.file.Functions[f.index].End = max(r.last.end, r.file.Functions[f.index].Start)
}

func memberName(n *js.ClassElementName) string {
	if n.Private != nil {
		return string(n.Private.Name())
	}
	return keyOf(&n.PropertyName)
}
