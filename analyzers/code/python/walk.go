package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
)

// info is what is found of a function while it is walked through.
type info struct {
	flows []flow
}

// flow tells that what events give, or what is in variables, goes to a variable, or
// into something that outlives the call where into is nil.
type flow struct {
	first, last int // events
	from        []*variable
	into        *variable
}

func (r *reader) walkBlock(s *scope, list []syntax.Stmt, g guards) {
	for _, st := range list {
		g = r.walkStmt(s, st, g)
	}
}

// walkStmt walks through a statement and tells what stands before the next one.
func (r *reader) walkStmt(s *scope, st syntax.Stmt, g guards) guards {
	switch st := st.(type) {
	case *syntax.Def:
		r.walkDef(s, st, g)
		return g
	case *syntax.Class:
		for _, x := range st.Decorators {
			r.walkExpr(s, x, g)
		}
		for _, a := range st.Bases {
			r.walkExpr(s, a.Value, g)
		}
		r.walkBlock(r.of[st], st.Body, guards{})
		return g
	case *syntax.Assign:
		first := len(r.events)
		if st.Value != nil {
			r.walkExpr(s, st.Value, g)
		}
		last := len(r.events)
		for _, t := range st.Targets {
			r.walkExpr(s, t, g)
		}
		r.flowUntil(s, first, last, st.Value, st.Targets...)
		return g
	case *syntax.If:
		return r.walkIf(s, st, g)
	case *syntax.Loop:
		return r.walkLoop(s, st, g)
	case *syntax.Try:
		return r.walkTry(s, st, g)
	case *syntax.With:
		for _, i := range st.Items {
			first := len(r.events)
			r.walkExpr(s, i.X, g)
			if i.Target != nil {
				r.flow(s, first, i.X, i.Target)
			}
		}
		r.walkBlock(s, st.Body, g)
		// With contextlib.suppress, what follows a return runs all the same.
		return g.after(ends(st.Body) || r.exits(s, st.Body, true))
	case *syntax.Match:
		r.walkExpr(s, st.Subject, g)
		inner := g.with(r.judge(st.Subject, s))
		for _, c := range st.Cases {
			at := inner
			if c.Guard != nil {
				r.walkExpr(s, c.Guard, at)
				at = at.with(r.misses(c.Guard, s, true, 0))
			}
			r.walkBlock(s, c.Body, at)
		}
		if leaves(st, true) {
			g = inner
			g.unclear = g.unclear || g.doubtful(inner)
		}
		return g
	case *syntax.Bad:
		r.walkBlock(s, st.Body, guards{unclear: true})
		g.unclear = true
		return g
	}
	syntax.Exprs(st, func(x syntax.Expr) { r.walkExpr(s, x, g) })
	return g
}

func (r *reader) walkIf(s *scope, st *syntax.If, g guards) guards {
	if s == r.module && len(st.Branches) == 1 && isMain(st.Branches[0].Test) {
		r.walkBlock(s, st.Else, g)
		return g
	}
	after, at := g, g
	for _, b := range st.Branches {
		r.walkExpr(s, b.Test, at)
		r.walkBlock(s, b.Body, at.with(r.misses(b.Test, s, true, 0)))
		not := r.misses(b.Test, s, false, 0)
		at = at.with(not)
		switch {
		case ends(b.Body):
			after = after.with(not)
		case leavesBlock(b.Body, true):
			after = after.with(r.judge(b.Test, s)).after(r.exits(s, b.Body, true))
		}
	}
	r.walkBlock(s, st.Else, at)
	switch {
	case ends(st.Else) && len(st.Branches) == 1:
		after = after.with(r.misses(st.Branches[0].Test, s, true, 0))
	case leavesBlock(st.Else, true):
		for _, b := range st.Branches {
			after = after.with(r.judge(b.Test, s))
		}
		after = after.after(r.exits(s, st.Else, true))
	}
	return after
}

// isMain recognizes __name__ == "__main__".
func isMain(x syntax.Expr) bool {
	c, ok := x.(*syntax.Compare)
	if !ok || len(c.Ops) != 1 || c.Ops[0] != "==" {
		return false
	}
	for _, x := range c.Xs {
		if n, ok := x.(*syntax.Name); ok && n.ID == "__name__" {
			return true
		}
	}
	return false
}

func (r *reader) walkLoop(s *scope, st *syntax.Loop, g guards) guards {
	inner := g
	if st.Test != nil {
		r.walkExpr(s, st.Test, g)
		inner = g.with(r.misses(st.Test, s, true, 0))
		inner.repeated = true
	}
	if st.Iter != nil {
		first := len(r.events)
		r.walkExpr(s, st.Iter, g)
		r.flow(s, first, st.Iter, st.Target)
		inner = g.with(r.judge(st.Iter, s))
	}
	r.walkBlock(s, st.Body, inner)
	r.walkBlock(s, st.Else, g)
	if leavesBlock(st.Body, false) || leavesBlock(st.Else, false) {
		g = g.after(r.exits(s, st.Body, false)).after(r.exits(s, st.Else, false))
		if inner.unclear || len(inner.groups) > 0 {
			g.unclear = true
		}
	}
	return g
}

func (r *reader) walkTry(s *scope, st *syntax.Try, g guards) guards {
	r.walkBlock(s, st.Body, g)
	handling := g
	group, cached := r.lookup(s, st.Body)
	if cached {
		handling = g.with(judgement{kind: missing, refs: []ref{group}})
	} else {
		handling.unclear = true
	}
	for _, h := range st.Handlers {
		if h.Type != nil {
			r.walkExpr(s, h.Type, g)
		}
		r.walkBlock(s, h.Body, handling)
	}
	r.walkBlock(s, st.Else, g)
	r.walkBlock(s, st.Finally, g)
	if leavesBlock(st.Body, true) {
		if cached {
			g = handling
		} else {
			g = g.after(r.exits(s, st.Body, true))
			if ends(st.Body) {
				g.unclear = true
			}
		}
	}
	for _, h := range st.Handlers {
		if leavesBlock(h.Body, true) && !ends(h.Body) {
			g = g.after(r.exits(s, h.Body, true))
		}
	}
	return g.after(r.exits(s, st.Else, true))
}

// lookup recognizes the body of a try that looks into a cache alone.
func (r *reader) lookup(s *scope, list []syntax.Stmt) (ref, bool) {
	if len(list) != 1 {
		return ref{}, false
	}
	var x syntax.Expr
	switch st := list[0].(type) {
	case *syntax.Jump:
		x = st.X
	case *syntax.Assign:
		x = st.Value
	}
	if x == nil {
		return ref{}, false
	}
	if _, ok := x.(*syntax.Index); !ok {
		return ref{}, false
	}
	f, ok := r.refOf(x, s)
	return f, ok && f.of.outlives()
}

// ends tells whether the block never comes to its end.
func ends(list []syntax.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch st := list[len(list)-1].(type) {
	case *syntax.Jump:
		return st.Word != "pass" && st.Word != "raise"
	case *syntax.With:
		return ends(st.Body)
	}
	return false
}

// leavesBlock tells whether a return (or, in the same loop, a break or continue) can
// end what follows the block. An exception ends the call without a result.
func leavesBlock(list []syntax.Stmt, sameLoop bool) bool {
	for _, st := range list {
		if leaves(st, sameLoop) {
			return true
		}
	}
	return false
}

func leaves(st syntax.Stmt, sameLoop bool) bool {
	switch st := st.(type) {
	case *syntax.Jump:
		return st.Word == "return" || sameLoop && (st.Word == "break" || st.Word == "continue")
	case *syntax.Loop:
		return leavesBlock(st.Body, false) || leavesBlock(st.Else, sameLoop)
	}
	found := false
	syntax.Blocks(st, func(b []syntax.Stmt) { found = found || leavesBlock(b, sameLoop) })
	return found
}
