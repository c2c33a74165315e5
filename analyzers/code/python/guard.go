package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
)

// guards are what holds where a statement runs.
type guards struct {
	// unclear tells that it depends on something that could be an earlier result.
	unclear bool
	// groups are the results of an earlier time that are not there: one group whose
	// variables are all found to be such results is enough.
	groups [][]ref
	// sometimes tells that it stands under a condition.
	sometimes bool
	// repeated tells that it is in a loop without an end that can be told.
	repeated bool
}

// maxGroups bounds what is remembered of one place.
const maxGroups = 8

type judgementKind uint8

const (
	// plain: it depends on what is given to the function alone.
	plain judgementKind = iota
	// unclear: it may depend on an earlier result.
	unclearTest
	// missing: it holds only where the results of an earlier time in refs are not
	// there, or too old.
	missing
)

// judgement is what a test tells of results of an earlier time.
type judgement struct {
	kind judgementKind
	refs []ref
}

func (g guards) with(j judgement) guards {
	g.sometimes = g.sometimes || j.kind != missing
	switch {
	case j.kind == unclearTest, j.kind == missing && len(g.groups) >= maxGroups:
		g.unclear = true
	case j.kind == missing:
		g.groups = append(g.groups[:len(g.groups):len(g.groups)], j.refs)
	}
	return g
}

// after is what holds after a block that may have ended the call.
func (g guards) after(unclear bool) guards {
	g.unclear = g.unclear || unclear
	return g
}

func (g guards) doubtful(inner guards) bool {
	return inner.unclear || len(inner.groups) > len(g.groups)
}

// exits tells whether a block may end the call because of an earlier result.
func (r *reader) exits(s *scope, list []syntax.Stmt, sameLoop bool) bool {
	for _, st := range list {
		if !leaves(st, sameLoop) {
			continue
		}
		doubt := false
		switch st := st.(type) {
		case *syntax.If:
			for _, b := range st.Branches {
				doubt = doubt || r.judge(b.Test, s).kind != plain
			}
		case *syntax.Loop:
			doubt = r.judge(st.Iter, s).kind != plain || r.judge(st.Test, s).kind != plain
		case *syntax.Try:
			doubt = true
		case *syntax.With:
			doubt = ends(st.Body)
		case *syntax.Match:
			doubt = r.judge(st.Subject, s).kind != plain
			for _, c := range st.Cases {
				doubt = doubt || r.judge(c.Guard, s).kind != plain
			}
		}
		if _, loop := st.(*syntax.Loop); loop {
			sameLoop = false
		}
		syntax.Blocks(st, func(b []syntax.Stmt) { doubt = doubt || r.exits(s, b, sameLoop) })
		if doubt {
			return true
		}
	}
	return false
}

// judge tells whether an expression can depend on an earlier result; it never says
// missing.
func (r *reader) judge(x syntax.Expr, s *scope) judgement {
	if x == nil || r.plain(x, s) {
		return judgement{}
	}
	return judgement{kind: unclearTest}
}

// misses tells what it means for results of an earlier time that x is when.
func (r *reader) misses(x syntax.Expr, s *scope, when bool, depth int) judgement {
	if depth > 50 {
		return judgement{kind: unclearTest}
	}
	switch x := x.(type) {
	case *syntax.Unary:
		if x.Op == "not" {
			return r.misses(x.X, s, !when, depth+1)
		}
	case *syntax.Bool:
		return r.missesOf(x, s, when, depth)
	case *syntax.Named:
		return r.misses(x.Value, s, when, depth+1)
	case *syntax.Compare:
		if len(x.Ops) == 1 {
			return r.compares(x, s, when)
		}
	case *syntax.Name, *syntax.Attr, *syntax.Index, *syntax.Call:
		if f, ok := r.refOf(x, s); ok && f.of.outlives() {
			if when {
				return judgement{kind: unclearTest}
			}
			return judgement{kind: missing, refs: []ref{f}}
		} else if ok && f.of.given() {
			return r.ofGiven(f)
		}
	}
	return r.judge(x, s)
}

// ofGiven judges a parameter by whether there is something in it: it can be an
// earlier result, unless it is what a handler is called with.
func (r *reader) ofGiven(f ref) judgement {
	if eventNames[f.of.name] {
		return judgement{}
	}
	return judgement{kind: unclearTest}
}

func (r *reader) missesOf(x *syntax.Bool, s *scope, when bool, depth int) judgement {
	// All operands are as wanted in "a and b" that holds and "a or b" that does not:
	// one that tells is enough. Otherwise all of them have to tell.
	all := (x.Op == "and") == when
	out := judgement{kind: missing}
	worst := plain
	for _, e := range x.Xs {
		j := r.misses(e, s, when, depth+1)
		if all && j.kind == missing {
			return j
		}
		worst = max(worst, j.kind)
		if j.kind != missing {
			out.kind = unclearTest
		}
		out.refs = append(out.refs, j.refs...)
	}
	if worst == plain {
		return judgement{}
	}
	if all || out.kind == unclearTest || len(out.refs) > maxGroups {
		return judgement{kind: unclearTest}
	}
	return out
}

func (r *reader) compares(x *syntax.Compare, s *scope, when bool) judgement {
	a, b := x.Xs[0], x.Xs[1]
	absent := when
	switch x.Ops[0] {
	case "is not", "!=":
		absent = !when
		fallthrough
	case "is", "==":
		c, ok := b.(*syntax.Const)
		if !ok || c.Text != "None" {
			break
		}
		f, ok := r.refOf(a, s)
		switch {
		case !ok:
		case f.of.outlives() && absent:
			return judgement{kind: missing, refs: []ref{f}}
		case f.of.given():
			return r.ofGiven(f)
		}
	case "in":
		absent = !when
		fallthrough
	case "not in":
		f, ok := r.refOf(b, s)
		switch {
		case !ok:
		case f.of.outlives() && absent:
			f.key += r.keyText(a)
			return judgement{kind: missing, refs: []ref{f}}
		case f.of.given():
			return r.ofGiven(f)
		}
	case "<", ">", "<=", ">=":
		if refs := r.outliving(x, s); len(refs) > 0 && len(refs) <= maxGroups && r.tellsTime(x, s) {
			r.clocked = true
			return judgement{kind: missing, refs: refs}
		}
	}
	return r.judge(x, s)
}

// outliving are the variables in x that outlive the call and that functions change.
func (r *reader) outliving(x syntax.Expr, s *scope) []ref {
	var refs []ref
	syntax.Walk(x, func(e syntax.Expr) bool {
		switch e.(type) {
		case *syntax.Lambda, *syntax.Comp:
			return false
		}
		if f, ok := r.refOf(e, s); ok && f.of.outlives() && len(f.of.stored) > 0 {
			refs = append(refs, f)
			return false
		}
		return true
	})
	return refs
}

// clocks are what tells the time.
var clocks = map[string]bool{
	"time.time": true, "time.monotonic": true, "time.time_ns": true, "time.monotonic_ns": true, "time.perf_counter": true,
	"datetime.datetime.now": true, "datetime.datetime.utcnow": true, "datetime.datetime.today": true,
}

func (r *reader) tellsTime(x syntax.Expr, s *scope) bool {
	found := false
	syntax.Walk(x, func(e syntax.Expr) bool {
		switch e := e.(type) {
		case *syntax.Call:
			if v := r.eval(e.Fn, s); v.kind == external && clocks[v.full()] {
				found = true
			}
		case *syntax.Name:
			if v := s.lookup(e.ID); v != nil {
				found = found || r.timed(v)
			}
		}
		return !found
	})
	return found
}

// timed tells whether the local variable is computed of the time.
func (r *reader) timed(v *variable) bool {
	if v.timed == untouched && v.scope.kind == functionScope && len(v.bindings) == 1 && v.bindings[0].kind == assigned && r.depth < maxEval {
		v.timed = busy
		r.depth++
		v.time = r.tellsTime(v.bindings[0].expr, v.bindings[0].in)
		r.depth--
		v.timed = done
	}
	return v.time
}

// outlives tells whether the variable is one of the module or of a class.
func (v *variable) outlives() bool {
	if v.class != nil {
		return true
	}
	if v.scope.kind != moduleScope {
		return false
	}
	return !v.imports
}

// given tells whether the variable is, or can be, a parameter.
func (v *variable) given() bool { return v.params }
