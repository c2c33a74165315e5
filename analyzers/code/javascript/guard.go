package javascript

import (
	"strings"

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
			lasts = lasts || w.lasts(p)
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

// lasts tells whether a place may hold something of an earlier call.
func (w *walker) lasts(p place) bool {
	if name, ok := strings.CutPrefix(p.prop, envPrefix); ok && p.v == nil && p.class == nil {
		return w.mayBeSet(name)
	}
	return p.v == nil || w.home[p.v] == w.units[0]
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
