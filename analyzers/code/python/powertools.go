package python

import (
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// usePowertools is parameters.get_secret and set_secret. They share one provider,
// which keeps secrets for five seconds where nothing else is said.
func (r *reader) usePowertools(s *scope, x *syntax.Call, fn value, g guards) bool {
	name, ok := strings.CutPrefix(fn.full(), powertoolsParameters+".")
	if !ok {
		return false
	}
	switch strings.TrimPrefix(name, "secrets.") {
	case "get_secret":
		r.addPowertools(s, x, template.True, 3, 2, g)
	case "set_secret":
		id := r.argumentID(s, x.Args, 0, "name")
		r.addUse(s, r.newUse(x, source.Put, powertools, id, template.Unknown), g, false)
	default:
		return false
	}
	return true
}

func (r *reader) useProvider(s *scope, x *syntax.Call, fn value, g guards) bool {
	switch fn.name {
	case "get":
		kept, _ := r.keptBy(s, x, fn)
		r.addPowertools(s, x, kept, 1, 3, g)
	case "set":
		id := r.argumentID(s, x.Args, 0, "name")
		r.addUse(s, r.newUse(x, source.Put, powertools, id, template.Unknown), g, false)
	default:
		return false
	}
	return true
}

// addPowertools adds a get, with the places of max_age and force_fetch.
func (r *reader) addPowertools(s *scope, x *syntax.Call, kept template.Truth, maxAge, force int, g guards) {
	id := r.argumentID(s, x.Args, 0, "name")
	age, fetch := r.named(argument(x.Args, maxAge, "max_age"), s), r.named(argument(x.Args, force, "force_fetch"), s)
	fixed := true
	switch {
	case spread(x.Args):
		kept = template.Unknown
	case constant(fetch) == "True", number(age) == 0:
		// Each call fetches; it can still stand behind a test.
		kept, fixed = template.Unknown, false
	case fetch != nil && constant(fetch) != "False", age != nil && number(age) < 0 && constant(age) != "None":
		kept = template.Unknown
	}
	r.addUse(s, r.newUse(x, source.Get, powertools, id, kept), g, fixed)
}

// named is the number or truth value that a constant stands for.
func (r *reader) named(x syntax.Expr, s *scope) syntax.Expr {
	if n, ok := x.(*syntax.Name); ok {
		if v := s.lookup(n.ID); v != nil && len(v.bindings) == 1 && v.bindings[0].kind == assigned && constant(v.bindings[0].expr) != "" {
			return v.bindings[0].expr
		}
	}
	return x
}

func constant(x syntax.Expr) string {
	if c, ok := x.(*syntax.Const); ok {
		return c.Text
	}
	return ""
}

// number is the value of a number, -1 where it cannot be told.
func number(x syntax.Expr) int {
	n, err := strconv.Atoi(strings.ReplaceAll(constant(x), "_", ""))
	if err != nil {
		return -1
	}
	return n
}
