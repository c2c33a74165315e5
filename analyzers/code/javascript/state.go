package javascript

import (
	"github.com/tdewolff/parse/v2/js"
)

// pure are the methods of texts, and the functions, that depend on nothing but what
// they are given.
var pure = map[string]bool{
	"startsWith": true, "endsWith": true, "toLowerCase": true, "toUpperCase": true, "trim": true, "split": true,
	"parse": true, "stringify": true, "isArray": true, "keys": true, "entries": true, "values": true,
}

// stateful tells whether an expression may depend on what an earlier call left.
func (w *walker) stateful(n js.INode, depth int) bool {
	if depth > 30 {
		return true
	}
	switch x := n.(type) {
	case *js.Var:
		return w.holdsState(variable(x), depth)
	case *js.LiteralExpr:
		return x.TokenType == js.ThisToken
	case *js.DotExpr:
		switch {
		case isEnv(x):
			return w.mayBeSet("")
		case w.eval(x.X, w.u).kind == envValue:
			return w.mayBeSet(nameOf(x.Y))
		}
		return w.stateful(x.X, depth+1)
	case *js.IndexExpr:
		if name := keyText(x.Y); name != "" && w.eval(x.X, w.u).kind == envValue {
			return w.mayBeSet(name)
		}
	case *js.BinaryExpr:
		// What a variable of the environment is compared with is a setting, not a
		// secret that was put there.
		if name, ok := w.compared(x); ok {
			return w.setEnv[name] || w.envFilled
		}
	case *js.CallExpr:
		d, ok := bare(x.X).(*js.DotExpr)
		if !ok || !pure[nameOf(d.Y)] {
			return true
		}
		if v, global := d.X.(*js.Var); !global || v.Decl != js.NoDecl || len(w.defs[variable(v)]) > 0 {
			switch nameOf(d.Y) {
			case "parse", "stringify", "isArray", "keys", "entries", "values": // of something else than JSON, Object or Array
				return true
			}
			if w.stateful(d.X, depth+1) {
				return true
			}
		}
		for _, a := range x.Args.List {
			if w.stateful(a.Value, depth+1) {
				return true
			}
		}
		return false
	case *js.NewExpr, *js.YieldExpr:
		return true
	case *js.FuncDecl, *js.ArrowFunc, *js.ClassDecl:
		return false
	}
	found := false
	children(n, func(c js.INode) { found = found || w.stateful(c, depth+1) })
	return found
}

// holdsState tells whether a variable may hold something of an earlier call.
func (w *walker) holdsState(v *js.Var, depth int) bool {
	key := [2]any{"state", v}
	if w.evaluating[key] {
		return false
	}
	w.evaluating[key] = true
	defer delete(w.evaluating, key)
	defs := w.defs[v]
	home := w.home[v]
	if home == nil {
		return string(v.Data) != "undefined" && string(v.Data) != "NaN"
	}
	if home == w.units[0] {
		// A constant of the module is one if its value is.
		x := w.eval(v, w.u)
		if len(defs) > 0 && defs[0].imp != nil {
			return false
		}
		return len(defs) != 1 || x.kind != idValue && !w.constant(defs[0].from)
	}
	if len(defs) == 0 {
		return false
	}
	for _, d := range defs {
		switch {
		case d.param >= 0:
			if w.filled[v] {
				return true // what it is given may hold what it put there earlier
			}
		case d.from == nil:
			return true
		case w.stateful(d.from, depth+1):
			return true
		}
	}
	return false
}

func (w *walker) constant(e js.IExpr) bool {
	switch x := bare(e).(type) {
	case *js.LiteralExpr:
		return x.TokenType != js.ThisToken
	case *js.BinaryExpr:
		return x.Op != js.EqToken && !w.stateful(x, 1)
	}
	return false
}
