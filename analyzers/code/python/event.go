package python

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// event is a use or a call, until it is known whether it is kept.
type event struct {
	fn     int
	use    *source.Use
	call   *source.Call
	guards guards
	// fixed tells that Kept is known already.
	fixed bool
	// stored tells that what it gives goes into something that outlives the call.
	stored bool
}

func (r *reader) addUse(s *scope, u source.Use, g guards, fixed bool) {
	r.events = append(r.events, event{fn: s.fn, use: &u, guards: g, fixed: fixed})
}

func (r *reader) addCall(s *scope, c source.Call, g guards, fixed bool) {
	r.events = append(r.events, event{fn: s.fn, call: &c, guards: g, fixed: fixed})
}

// maxTargets bounds how many places one value is followed to.
const maxTargets = 32

// flow notes that the value goes to the targets.
func (r *reader) flow(s *scope, first int, from syntax.Expr, to ...syntax.Expr) {
	r.flowUntil(s, first, len(r.events), from, to...)
}

func (r *reader) flowUntil(s *scope, first, last int, from syntax.Expr, to ...syntax.Expr) {
	f := flow{first: first, last: last}
	syntax.Walk(from, func(e syntax.Expr) bool {
		if n, ok := e.(*syntax.Name); ok {
			if v := s.lookup(n.ID); v != nil && v.scope.kind == functionScope {
				f.from = append(f.from, v)
			}
		}
		return true
	})
	if f.first == f.last && len(f.from) == 0 {
		return
	}
	info, n := &r.infos[s.fn], 0
	var targets func(t syntax.Expr)
	targets = func(t syntax.Expr) {
		switch t := t.(type) {
		case *syntax.Seq:
			for _, e := range t.Elts {
				targets(e)
			}
		case *syntax.Unary:
			targets(t.X)
		default:
			into := f
			if n, ok := t.(*syntax.Name); ok {
				into.into = s.lookup(n.ID)
			} else if ref, ok := r.refOf(t, s); ok {
				into.into = ref.of
			}
			if n++; into.into != nil && n <= maxTargets {
				info.flows = append(info.flows, into)
			}
		}
	}
	for _, t := range to {
		targets(t)
	}
}

// settle tells of each event whether its result is kept.
func (r *reader) settle() {
	for i := range r.infos {
		r.reach(&r.infos[i])
	}
	for i := range r.events {
		e := &r.events[i]
		kept := r.kept(e)
		f := r.file.Functions[e.fn]
		if e.use != nil {
			if !e.fixed {
				e.use.Kept = kept
			}
			e.use.Sometimes = e.guards.sometimes
			f.Uses = append(f.Uses, *e.use)
			continue
		}
		if !e.fixed {
			e.call.Kept = kept
		}
		e.call.Sometimes = e.guards.sometimes
		f.Calls = append(f.Calls, *e.call)
	}
}

// reach finds the events whose results go, by way of local variables, into what
// outlives the call.
func (r *reader) reach(in *info) {
	by := map[*variable][]int{}
	var next []int
	for i, f := range in.flows {
		if f.into.outlives() {
			next = append(next, i)
		} else {
			by[f.into] = append(by[f.into], i)
		}
	}
	for len(next) > 0 {
		f := in.flows[next[len(next)-1]]
		next = next[:len(next)-1]
		for i := f.first; i < f.last; i++ {
			r.events[i].stored = true
		}
		for _, v := range f.from {
			next = append(next, by[v]...)
			delete(by, v)
		}
	}
}

func (r *reader) kept(e *event) template.Truth {
	if e.fn == 0 {
		if e.guards.repeated {
			return template.Unknown
		}
		return template.True
	}
	if len(e.guards.groups) == 0 {
		if e.guards.unclear {
			return template.Unknown
		}
		return template.False
	}
	if !e.stored && !r.storesItself(e) {
		return template.Unknown
	}
	for _, g := range e.guards.groups {
		all := true
		for _, f := range g {
			all = all && r.keepsResult(f, e.fn)
		}
		if all {
			return template.True
		}
	}
	return template.Unknown
}

// storesItself tells whether the function that is called puts something into what
// outlives it.
func (r *reader) storesItself(e *event) bool {
	if e.call == nil || e.call.Target < 0 {
		return false
	}
	return slices.ContainsFunc(r.infos[e.call.Target].flows, func(f flow) bool { return f.into.outlives() })
}

// keepsResult tells whether a variable that is looked at before really holds, once
// it is filled, what it is looked at for.
func (r *reader) keepsResult(f ref, fn int) bool {
	v := f.of
	if v.reset || v.class != nil && r.foreign[v.name] {
		return false
	}
	if v.class != nil && v.bySelf && v.class.lasts() != template.True {
		return false
	}
	if v.class != nil && !v.bySelf && v.class.scope.vars[v.name] == nil && len(v.bindings) == 0 && v.class.lasts() != template.True {
		return false
	}
	for _, st := range v.stored[:min(len(v.stored), maxStores)] {
		if st.in == r.module {
			continue
		}
		if st.in.fn == fn && agree(st.key, f.key) || st.in.fn != fn && f.key == st.key {
			return true
		}
	}
	return false
}
