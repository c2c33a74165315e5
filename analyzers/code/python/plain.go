package python

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
)

// plainMethods are those of strings, dictionaries and lists that only look.
var plainMethods = map[string]bool{
	"get": true, "lower": true, "upper": true, "strip": true, "startswith": true, "endswith": true, "split": true, "keys": true,
	"values": true, "items": true, "format": true, "replace": true, "rstrip": true, "lstrip": true, "isdigit": true, "count": true,
	"encode": true, "decode": true, "title": true, "join": true,
}

// plainFunctions give the same for the same arguments, or know nothing of secrets.
var plainFunctions = map[string]bool{
	"builtins.isinstance": true, "builtins.int": true, "builtins.str": true,
	"builtins.range": true, "builtins.enumerate": true, "builtins.list": true,
	"builtins.sorted": true, "builtins.dict": true, "builtins.set": true, "builtins.tuple": true, "builtins.zip": true,
	"builtins.float": true, "builtins.max": true, "builtins.min": true, "builtins.reversed": true, "builtins.repr": true,
	"os.getenv": true, "os.environ.get": true, "json.loads": true, "json.dumps": true, "time.time": true,
}

// plain tells whether the expression depends on nothing but what is given to the
// function, constants, and what AWS answers.
func (r *reader) plain(x syntax.Expr, s *scope) bool {
	switch x := x.(type) {
	case nil, *syntax.Const:
		return true
	case *syntax.BadExpr, *syntax.Yield, *syntax.Lambda:
		return false
	case *syntax.Name:
		return r.plainName(x, s)
	case *syntax.Comp:
		in := r.of[x]
		for _, c := range x.Clauses {
			if !r.plain(c.Iter, s) {
				return false
			}
			for _, e := range c.Ifs {
				if !r.plain(e, in) {
					return false
				}
			}
		}
		return r.plain(x.Elt, in) && r.plain(x.Value, in)
	case *syntax.Call:
		for _, a := range x.Args {
			if !r.plain(a.Value, s) {
				return false
			}
		}
		switch v := r.eval(x.Fn, s); {
		case v.kind == external && strings.HasPrefix(v.full(), "os."):
			return plainFunctions[v.full()] && !r.setsEnvironment
		case v.kind == external && plainFunctions[v.full()], v.kind == clientMethod && v.service == secretsmanager:
			return true
		}
		a, ok := x.Fn.(*syntax.Attr)
		if !ok {
			return false
		}
		if _, ok := operations[a.Name]; ok {
			return true
		}
		return plainMethods[a.Name] && !r.ofState(a.X, s) && r.plain(a.X, s)
	case *syntax.Index:
		if r.ofState(x.X, s) {
			return false
		}
	case *syntax.Attr:
		if r.ofState(x.X, s) {
			return false
		}
		if v := r.eval(x, s); v.kind == external && v.full() == "os.environ" {
			return !r.setsEnvironment
		}
	}
	ok := true
	syntax.Children(x, func(e syntax.Expr) { ok = ok && r.plain(e, s) })
	return ok
}

// ofState tells whether the expression is a parameter that could hold what was
// fetched before: any but those that events are called.
func (r *reader) ofState(x syntax.Expr, s *scope) bool {
	n, ok := x.(*syntax.Name)
	if !ok {
		return false
	}
	v := s.lookup(n.ID)
	return v != nil && v.given() && !eventNames[n.ID]
}

// eventNames are what is given to a handler, and parts of it, by their usual names.
var eventNames = map[string]bool{
	"event": true, "context": true, "_event": true, "_context": true, "evt": true, "record": true, "payload": true, "body": true,
	"message": true, "msg": true,
}

func (r *reader) plainName(x *syntax.Name, s *scope) bool {
	v := s.lookup(x.ID)
	if v == nil {
		return true
	}
	if v.scope.kind == functionScope && v.scope != s.function() {
		// What the function around holds outlives this one.
		return false
	}
	switch v.plain {
	case busy:
		// Of x = f(x) too, nothing is said.
		return false
	case done:
		return v.clear
	}
	if r.depth >= maxEval {
		return false
	}
	v.plain = busy
	r.depth++
	v.clear = r.plainVariable(v)
	r.depth--
	v.plain = done
	return v.clear
}

func (r *reader) plainVariable(v *variable) bool {
	if v.class != nil || v.scope.kind == classScope {
		return false
	}
	if v.scope.kind == moduleScope && len(v.stored) > 0 {
		return false
	}
	if k, _ := v.scope.classOf(v.name); k != nil {
		return false
	}
	for _, b := range v.bindings {
		switch b.kind {
		case parameter:
			// A cache that is made with the function is given as a default.
			if b.expr != nil && empties(b.expr) {
				return false
			}
		case failed, defined, classed:
		case imported:
			// What other code holds can be anything; modules that are known hold none.
			if !known[firstOf(b.imp.Module)] {
				return false
			}
		default:
			// An empty container of the module is there to be filled.
			if b.expr == nil || v.scope.kind == moduleScope && empties(b.expr) || !r.plain(b.expr, b.in) {
				return false
			}
		}
	}
	return true
}
