package javascript

import (
	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/template"
)

// cond is a condition under which code runs: that an expression is true, or false.
type cond struct {
	expr  js.IExpr
	holds bool
	// unclear is set in place of an expression for code that runs only under a
	// condition which is not understood.
	unclear bool
}

// keeping is what a condition says of a place that outlives the call.
type keeping struct {
	places  []place
	expires bool
}

// keeps tells whether code that runs under conditions runs only while what it gives is
// not there from an earlier time. target is a function that may do the storing, too.
func (w *walker) keeps(target *unit) (kept template.Truth, expires bool) {
	kept = template.False
	for _, c := range w.conds {
		if c.unclear {
			if kept == template.False {
				kept = template.Unknown
			}
			continue
		}
		k := w.absent(c.expr, c.holds, 0)
		certain, lasts := false, false
		for _, p := range k.places {
			lasts = lasts || p.v == nil || w.home[p.v] == w.units[0]
			if w.persistent(p) && w.stored(p, target) {
				certain = true
			}
		}
		switch {
		case certain && kept == template.True:
			expires = expires && k.expires
		case certain:
			kept, expires = template.True, k.expires
		case kept == template.False && (lasts || w.stateful(c.expr, 0)):
			kept = template.Unknown
		}
	}
	return kept, expires
}

// absent are the places that are known to hold nothing, or nothing that is still
// good, when a condition comes out as given.
func (w *walker) absent(e js.IExpr, holds bool, depth int) keeping {
	if depth > 20 {
		return keeping{}
	}
	switch x := bare(e).(type) {
	case *js.UnaryExpr:
		if x.Op == js.NotToken {
			return w.absent(x.X, !holds, depth+1)
		}
	case *js.BinaryExpr:
		switch x.Op {
		case js.AndToken:
			return w.both(x, holds, !holds, depth)
		case js.OrToken, js.NullishToken:
			return w.both(x, holds, holds, depth)
		case js.EqEqToken, js.EqEqEqToken, js.NotEqToken, js.NotEqEqToken:
			if is := x.Op == js.EqEqToken || x.Op == js.EqEqEqToken; is == holds && none(x.Y) {
				left := x.X
				if t, ok := bare(left).(*js.UnaryExpr); ok && t.Op == js.TypeofToken {
					left = t.X
				}
				return w.absent(left, false, depth+1)
			}
		case js.LtToken, js.LtEqToken, js.GtToken, js.GtEqToken:
			if w.timed(x, 0) {
				return keeping{w.within(x), true}
			}
		}
		return keeping{}
	}
	if holds {
		return keeping{}
	}
	switch x := bare(e).(type) {
	case *js.Var:
		v := variable(x)
		if w.home[v] != w.units[0] {
			// What a local variable was taken from.
			if defs := w.defs[v]; len(defs) == 1 && defs[0].from != nil && len(defs[0].path) == 0 {
				return w.absent(defs[0].from, false, depth+1)
			}
			return keeping{}
		}
	case *js.CallExpr:
		d, ok := bare(x.X).(*js.DotExpr)
		if !ok || nameOf(d.Y) != "has" && nameOf(d.Y) != "get" {
			return keeping{}
		}
		if p, ok := w.place(d.X, w.u); ok {
			return keeping{places: []place{p}}
		}
		return keeping{}
	}
	if p, ok := w.place(e, w.u); ok {
		return keeping{places: []place{p}}
	}
	return keeping{}
}

// both reads two conditions that are joined: all tells whether both come out as
// given, or one of them at least.
func (w *walker) both(x *js.BinaryExpr, holds, either bool, depth int) keeping {
	a, b := w.absent(x.X, holds, depth+1), w.absent(x.Y, holds, depth+1)
	if !either {
		// Both hold: what one says is so.
		return keeping{append(append([]place{}, a.places...), b.places...), a.expires && b.expires}
	}
	// One of them holds. It counts where both say the same, or the other one is but a
	// time that is over.
	var same []place
	for _, p := range a.places {
		for _, q := range b.places {
			if p == q {
				same = append(same, p)
			}
		}
	}
	switch {
	case len(same) > 0:
		return keeping{same, a.expires || b.expires}
	case len(a.places) > 0 && w.timed(x.Y, 0):
		return keeping{a.places, true}
	case len(b.places) > 0 && w.timed(x.X, 0):
		return keeping{b.places, true}
	}
	return keeping{}
}

func none(e js.IExpr) bool {
	switch e := bare(e).(type) {
	case *js.LiteralExpr:
		return e.TokenType == js.NullToken || e.TokenType == js.StringToken && unquote(e.Data) == "undefined"
	case *js.Var:
		return string(e.Name()) == "undefined"
	case *js.UnaryExpr:
		return e.Op == js.VoidToken
	}
	return false
}

// timed tells whether an expression compares with the time of day.
func (w *walker) timed(n js.INode, depth int) bool {
	if depth > 20 {
		return false
	}
	switch x := n.(type) {
	case *js.DotExpr:
		if v, ok := x.X.(*js.Var); ok && nameOf(x.Y) == "now" && (string(v.Name()) == "Date" || string(v.Name()) == "performance") {
			return true
		}
	case *js.NewExpr:
		if v, ok := x.X.(*js.Var); ok && x.Args == nil && string(v.Name()) == "Date" {
			return true
		}
	case *js.Var:
		v := variable(x)
		if defs := w.defs[v]; w.home[v] != w.units[0] && len(defs) == 1 && defs[0].from != nil {
			return w.timed(defs[0].from, depth+5)
		}
	}
	found := false
	children(n, func(c js.INode) { found = found || w.timed(c, depth+1) })
	return found
}

// within are the places that an expression speaks of.
func (w *walker) within(n js.INode) []place {
	var found []place
	var look func(n js.INode, depth int)
	look = func(n js.INode, depth int) {
		if depth > 20 {
			return
		}
		if e, ok := n.(js.IExpr); ok {
			if p, ok := w.place(e, w.u); ok {
				if p.v == nil || w.home[p.v] == w.units[0] && p.v.Decl != js.NoDecl {
					found = append(found, p)
				} else if defs := w.defs[p.v]; len(defs) == 1 && defs[0].from != nil {
					look(defs[0].from, depth+5)
				}
				return
			}
		}
		children(n, func(c js.INode) { look(c, depth+1) })
	}
	look(n, 0)
	return found
}

// persistent tells whether a place outlives the call for certain.
func (w *walker) persistent(p place) bool {
	switch {
	case p.v != nil:
		return w.home[p.v] == w.units[0] && len(w.params(p.v)) == 0
	case p.class == nil:
		return true // the global object
	case len(p.prop) > 7 && p.prop[:7] == "static ":
		return w.classHome[p.class] == w.units[0]
	}
	made := w.made[p.class.node]
	for _, u := range made {
		if u.index != 0 {
			return false
		}
	}
	// Another file may make objects of a class that it can import.
	return len(made) > 0 && !w.exportedClass[p.class]
}

func (r *reader) params(v *js.Var) []def {
	var found []def
	for _, d := range r.defs[v] {
		if d.param >= 0 || d.imp != nil {
			found = append(found, d)
		}
	}
	return found
}

// storing is what the assignments to a place come to.
type storing struct {
	// emptied is set when what is kept is thrown away at some time, but for errors.
	emptied bool
	// by are the functions that put something there, with those around them.
	by map[*unit]bool
}

func (r *reader) storing(p place) *storing {
	if s := r.kept[p]; s != nil {
		return s
	}
	s := &storing{by: map[*unit]bool{}}
	for _, x := range r.stores[p] {
		if x.empties {
			s.emptied = s.emptied || !x.catching && x.unit.index != 0
			continue
		}
		for u := x.unit; u != nil && u.index != 0 && !s.by[u]; u = u.parent { // also in what it is told to call back
			s.by[u] = true
		}
	}
	r.kept[p] = s
	return s
}

// stored tells whether what is fetched is put into a place by the function, or by the
// one that it calls, and stays there.
func (w *walker) stored(p place, target *unit) bool {
	s := w.storing(p)
	return !s.emptied && (s.by[w.u] || target != nil && s.by[target])
}

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
		if v, ok := x.X.(*js.Var); ok && string(v.Name()) == "process" && nameOf(x.Y) == "env" {
			return false
		}
		return w.stateful(x.X, depth+1)
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
