package cost

import (
	"github.com/fjall-lint/fjall-lint/template"
)

// asker answers how much a resource is used, and remembers what it was asked.
type asker struct {
	usage   *Usage
	asked   map[string]*question // by bindKey
	order   []*question
	assumed []assumption // answers that nobody gave
}

// question is a resource, or a stack, with the keys that its estimate asked for.
type question struct {
	stack    *template.Stack
	resource *template.Resource // nil for the stack itself
	kind     string
	answers  []answer
}

// answer is what was taken for a key.
type answer struct {
	key   usageKey
	value amount
	// open is set for a key that nothing was taken for: the estimate has another
	// way.
	open bool
}

// assumption is a standard value that was taken for resources of a type.
type assumption struct {
	kind  string
	key   usageKey
	count int
}

func newAsker(u *Usage) *asker {
	return &asker{usage: u, asked: map[string]*question{}}
}

// find gives what the usage file says: of the resource itself, or of its type.
func (a *asker) find(key, kind, name string) (value amount, own, ok bool) {
	if a.usage == nil {
		return amount{}, false, false
	}
	if v, ok := a.usage.bound[key][name]; ok {
		return v, true, true
	}
	v, ok := a.usage.defaults[kind][name]
	return v, false, ok
}

// remember notes a question and its answer, each once.
func (a *asker) remember(s *template.Stack, r *template.Resource, kind string, x answer) {
	id := ""
	if r != nil {
		id = r.ID
	}
	key := s.Key + "#" + id
	q := a.asked[key]
	if q == nil {
		q = &question{stack: s, resource: r, kind: kind}
		a.asked[key] = q
		a.order = append(a.order, q)
	}
	for _, have := range q.answers {
		if have.key.name == x.key.name {
			return
		}
	}
	q.answers = append(q.answers, x)
}

// assume notes that a standard value was taken.
func (a *asker) assume(kind string, k usageKey) {
	for i := range a.assumed {
		if a.assumed[i].kind == kind && a.assumed[i].key.name == k.name {
			a.assumed[i].count++
			return
		}
	}
	a.assumed = append(a.assumed, assumption{kind, k, 1})
}

func (a *asker) of(r *template.Resource, s *template.Stack) (key, kind string) {
	if r == nil {
		return bindKey(s, ""), stackType
	}
	return bindKey(r.Stack, r.ID), r.Type
}

// quantity is how much of a key is used: what the usage file says, else the
// standard value.
func (a *asker) quantity(r *template.Resource, s *template.Stack, name string) Range {
	return a.quantityOr(r, s, name, nil)
}

// quantityOr is like quantity where the templates themselves may tell: known, when
// it is not nil, goes before the file's default for the type and before the
// standard value, but not before what the file says of the resource itself.
func (a *asker) quantityOr(r *template.Resource, s *template.Stack, name string, known *Range) Range {
	if r != nil {
		s = r.Stack
	}
	bindTo, kind := a.of(r, s)
	k, _ := keyNamed(kind, name)
	v, own, ok := a.find(bindTo, kind, name)
	switch {
	case known != nil && !own:
		v.quantity = *known
	case !ok:
		v.quantity = k.standard
		a.assume(kind, k)
	}
	a.remember(s, r, kind, answer{key: k, value: v})
	return v.quantity
}

// given is what the usage file says of a key that has no standard value.
func (a *asker) given(r *template.Resource, name string) (Range, bool) {
	bindTo, kind := a.of(r, nil)
	k, _ := keyNamed(kind, name)
	v, _, ok := a.find(bindTo, kind, name)
	a.remember(r.Stack, r, kind, answer{key: k, value: v, open: !ok})
	return v.quantity, ok
}

// mode is the word that the usage file says for a key, "" for "auto" or nothing.
func (a *asker) mode(r *template.Resource, name string) string {
	bindTo, kind := a.of(r, nil)
	k, _ := keyNamed(kind, name)
	v, _, ok := a.find(bindTo, kind, name)
	if !ok {
		v.mode = k.modes[0]
	}
	a.remember(r.Stack, r, kind, answer{key: k, value: v})
	if v.mode == k.modes[0] {
		return ""
	}
	return v.mode
}

// flipped is a range for a quantity of which more makes for less.
func flipped(r Range) Range { return Range{r.High, r.Expected, r.Low} }
