package javascript

import (
	"github.com/tdewolff/parse/v2/js"
)

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
