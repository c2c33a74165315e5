package python

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// routes are decorators that have a function called later, by their last name.
var routes = map[string]bool{
	"route": true, "get": true, "post": true, "put": true, "delete": true, "patch": true, "head": true, "options": true, "on": true,
	"task": true, "command": true, "event": true, "on_event": true, "handler": true, "handle": true, "schedule": true, "resolver": true,
	"middleware": true, "exception_handler": true, "subscribe": true, "step": true, "tool": true, "entrypoint": true, "listener": true,
	"action": true, "lambda_function": true, "on_startup": true, "before_request": true, "after_request": true, "register": true,
}

// walkDef walks through a function, and through what its decorators do.
func (r *reader) walkDef(s *scope, d *syntax.Def, g guards) {
	f := r.of[d]
	for _, x := range d.Decorators {
		r.walkExpr(s, x, g)
		r.decorate(s, f, x, g)
	}
	for _, p := range d.Params {
		r.walkExpr(s, p.Default, g)
	}
	// These run where something is not there yet.
	missing := d.Name == "__missing__" || d.Name == "__getattr__" || d.Name == "__get__" || d.Name == "__set_name__"
	r.walkBlock(f, d.Body, guards{unclear: missing})
}

func (r *reader) decorate(s *scope, f *scope, x syntax.Expr, g guards) {
	v := r.eval(x, s)
	c, isCall := x.(*syntax.Call)
	if !isCall && v.kind == functions {
		for _, fn := range v.functions {
			// What makes a decorator of a function may run it at each call.
			made := r.reshapes(r.scopes[fn])
			r.addCall(s, source.Call{Target: fn, Kept: template.Unknown}, g, made)
		}
	}
	callee := x
	if isCall {
		callee = c.Fn
	}
	if v := r.eval(callee, s); v.kind == external && strings.HasPrefix(v.full(), cachingModule+".") && isCall {
		r.inject(s, f, c, v.full())
		return
	}
	if a, ok := callee.(*syntax.Attr); ok && routes[a.Name] && v.kind != functions {
		r.addCall(s, source.Call{Target: f.fn, Kept: template.Unknown}, g, true)
	}
}

// inject is a decorator that gives a secret to the function.
func (r *reader) inject(s, f *scope, c *syntax.Call, path string) {
	name := path[strings.LastIndexByte(path, '.')+1:]
	if name != "InjectSecretString" && name != "InjectKeywordedSecretString" {
		return
	}
	id := r.argumentID(s, c.Args, 0, "secret_id")
	if id.Kind == source.Parameter {
		id = source.ID{}
	}
	kept := template.Unknown
	if s.function() == r.module {
		kept = template.True
	}
	r.addUse(f, r.newUse(c, source.Get, caching, id, kept), guards{}, true)
}

// keeps tells of each function whether decorators keep what it gives.
func (r *reader) keeps() {
	for i, f := range r.file.Functions {
		f.Keeps = r.keepsOf(i)
	}
}

func (r *reader) keepsOf(fn int) template.Truth {
	s := r.scopes[fn]
	if s.def == nil {
		return template.False
	}
	kept := template.False
	for _, x := range s.def.Decorators {
		switch r.decorator(x, s.parent) {
		case template.True:
			// What is made anew in each call, or for each instance, keeps nothing for
			// the next one.
			kept = template.True
			if s.self != "" && !isClassMethod(s.def) && s.class.lasts() != template.True ||
				s.parent.function() != r.module || r.uncached[fn] {
				return template.Unknown
			}
		case template.Unknown:
			return template.Unknown
		}
	}
	return kept
}

// decorator tells whether it keeps what the function gives.
func (r *reader) decorator(x syntax.Expr, s *scope) template.Truth {
	c, isCall := x.(*syntax.Call)
	callee := x
	if isCall {
		callee = c.Fn
	}
	v := r.eval(callee, s)
	if v.kind != external {
		// .setter of a property, or what the file defines.
		if a, ok := callee.(*syntax.Attr); ok && (a.Name == "setter" || a.Name == "deleter") {
			return template.False
		}
		return template.Unknown
	}
	path := v.full()
	switch {
	case keepers[path] && !isCall:
		return template.True
	case keepers[path]:
		for i, a := range c.Args {
			none := constant(a.Value) == "None" && (a.Name == "cache" || i == 0 && strings.HasPrefix(path, "cachetools"))
			if a.Stars > 0 || number(a.Value) == 0 || none || a.Name == "condition" {
				return template.Unknown
			}
		}
		return template.True
	case transparent[path], strings.HasPrefix(path, cachingModule+"."), strings.HasPrefix(path, "tenacity."), strings.HasPrefix(path, "backoff."):
		return template.False
	case strings.HasPrefix(path, "aws_lambda_powertools.") && !strings.Contains(path, "idempoten") && !strings.Contains(path, "middleware_factory"):
		return template.False
	}
	return template.Unknown
}

// wrappers are the functions of decorators of the file that run where the function
// is called.
func (r *reader) wrappers(fn int) []int {
	s := r.scopes[fn]
	if s.def == nil || s.arounds != untouched {
		return s.around
	}
	s.arounds = busy
	var list []int
	for _, x := range s.def.Decorators {
		v := r.eval(x, s.parent)
		if v.kind != functions {
			continue
		}
		for _, d := range v.functions {
			for _, w := range r.returned(d).functions {
				if w != fn && len(list) < maxFunctions && !slices.Contains(list, w) {
					list = append(list, w)
				}
			}
		}
	}
	s.around, s.arounds = list, done
	return list
}

// reshapes tells whether a decorator can change what the function is called with.
func (r *reader) reshapes(s *scope) bool {
	if s.def == nil || len(s.def.Decorators) == 0 {
		return false
	}
	if s.reshaped == untouched {
		s.reshaped = busy
		for _, x := range s.def.Decorators {
			c, isCall := x.(*syntax.Call)
			if isCall {
				x = c.Fn
			}
			v := r.eval(x, s.parent)
			if v.kind == external && (keepers[v.full()] || transparent[v.full()] ||
				strings.HasPrefix(v.full(), "aws_lambda_powertools.") && !strings.Contains(v.full(), "middleware_factory")) {
				continue
			}
			if a, ok := x.(*syntax.Attr); ok && (a.Name == "setter" || a.Name == "deleter") {
				continue
			}
			s.reshapes = true
		}
		s.reshaped = done
	}
	return s.reshapes || s.reshaped == busy
}
