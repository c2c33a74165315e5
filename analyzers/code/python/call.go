package python

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// evalCall tells what a call gives.
func (r *reader) evalCall(x *syntax.Call, s *scope) value {
	if a, ok := x.Fn.(*syntax.Attr); ok {
		base := r.eval(a.X, s)
		switch {
		case base.kind == stringValue && !parameterAlone(base):
			return r.ofString(base, a.Name, x, s)
		case base.kind == dict && a.Name == "get" && len(x.Args) > 0:
			if key, ok := r.eval(x.Args[0].Value, s).exact(); ok && len(x.Args) == 1 && r.constant(a.X, s, key) {
				if e := r.entryOf(base.display, key); e != nil {
					return r.eval(e, base.in)
				}
			}
			return r.anyFunction(base)
		case a.Name == "enter_async_context" || a.Name == "enter_context":
			if len(x.Args) == 1 {
				return r.eval(x.Args[0].Value, s)
			}
		}
	}
	fn := r.eval(x.Fn, s)
	switch fn.kind {
	case external:
		return r.ofExternal(fn, x, s)
	case session:
		switch fn.name {
		case "client", "create_client", "resource":
			return r.newClient(fn.lib, x, s)
		}
	case classValue:
		return value{kind: instance, class: fn.class}
	case functions:
		if fn.kept == template.Unknown && len(fn.functions) > 1 {
			return value{}
		}
		return r.result(fn, x, s)
	}
	return r.wrapping(x, s)
}

func parameterAlone(v value) bool {
	return len(v.parts) == 1 && v.parts[0].kind == source.Parameter
}

// result is what the functions return.
func (r *reader) result(fn value, x *syntax.Call, s *scope) value {
	var u value
	for i, f := range fn.functions {
		w := r.returned(f)
		if i == 0 {
			u = w
		} else {
			u = merge(u, w)
		}
	}
	// A wrapper that gives a function is likely to call the one that it was given.
	if given := r.wrapping(x, s); u.callable() && given.callable() {
		u = merge(u, given)
		u.kept = template.Unknown
	} else if u.kind == unknown {
		return given
	}
	return u
}

func (r *reader) returned(fn int) value {
	switch r.giving[fn] {
	case busy:
		return value{}
	case done:
		return r.given[fn]
	}
	f := r.scopes[fn]
	if f.generator || r.depth >= maxEval {
		return value{}
	}
	r.giving[fn] = busy
	r.depth++
	var u value
	for i, x := range f.returns {
		w := r.eval(x, f)
		if i == 0 {
			u = w
		} else {
			u = merge(u, w)
		}
	}
	r.depth--
	r.giving[fn], r.given[fn] = done, u
	return u
}

// wrapping is the value of a call that functions are given to, of something that is
// not known: it can be any of them.
func (r *reader) wrapping(x *syntax.Call, s *scope) value {
	var u value
	for _, a := range x.Args {
		w := r.eval(a.Value, s)
		if !w.callable() {
			continue
		}
		if u.kind == unknown {
			u = w
		} else {
			u = merge(u, w)
		}
	}
	if f := r.eval(x.Fn, s); f.kind == wrapped && u.kind == unknown {
		// middy(a).use(b) and a decorator with arguments.
		u = f
	}
	if u.kind == unknown {
		return u
	}
	u.kind, u.kept = wrapped, template.Unknown
	return u
}

// ofString is a method of a string.
func (r *reader) ofString(base value, method string, x *syntax.Call, s *scope) value {
	text, exact := base.exact()
	switch {
	case method == "format" && exact:
		return r.format(text, x.Args, s)
	case method == "join" && exact && len(x.Args) == 1:
		list, ok := x.Args[0].Value.(*syntax.Seq)
		if !ok || len(list.Elts) > maxParts || starred(list.Elts) {
			return value{}
		}
		var vs []value
		for i, e := range list.Elts {
			if i > 0 {
				vs = append(vs, base)
			}
			vs = append(vs, r.eval(e, s))
		}
		return join(vs...)
	}
	return value{}
}

// ofExternal is the result of something that is imported.
func (r *reader) ofExternal(fn value, x *syntax.Call, s *scope) value {
	path := fn.full()
	first := func() value {
		if len(x.Args) > 0 && x.Args[0].Stars == 0 {
			return r.eval(x.Args[0].Value, s)
		}
		return value{}
	}
	switch path {
	case "os.getenv", "os.environ.get":
		if name, ok := first().exact(); ok {
			return environment(name)
		}
		return value{}
	case "builtins.str", "builtins.print":
		if v := first(); v.kind == stringValue && len(x.Args) == 1 && path == "builtins.str" {
			return v
		}
		return value{}
	case "urllib.parse.quote", "urllib.parse.quote_plus", "requests.utils.quote":
		v := first()
		if v.kind != stringValue {
			return value{}
		}
		quoted := value{kind: stringValue}
		for _, p := range v.parts {
			p.quoted = true
			quoted.parts = append(quoted.parts, p)
		}
		return quoted
	case "urllib.parse.urlencode":
		if len(x.Args) > 0 {
			return r.urlencode(x.Args[0].Value, s)
		}
	case "builtins.getattr":
		if len(x.Args) >= 2 {
			if name, ok := r.eval(x.Args[1].Value, s).exact(); ok && name != "" {
				return r.attribute(first(), name)
			}
		}
		return r.wrapping(x, s)
	case "builtins.super":
		return r.superOf(s)
	case "functools.partial":
		if v := first(); v.kind == clientMethod || v.callable() {
			v.args = x.Args[1:]
			return v
		}
	case "asyncio.run", "builtins.next", "typing.cast", "asyncio.wait_for", "asyncio.shield":
		if n := len(x.Args); path == "typing.cast" && n == 2 {
			return r.eval(x.Args[1].Value, s)
		}
		return first()
	case "contextlib.closing", "contextlib.nullcontext":
		return first()
	}
	if v, ok := r.library(path, x, s); ok {
		return v
	}
	if u := r.wrapping(x, s); u.callable() {
		if keepers[strings.TrimSuffix(path, "()")] && len(x.Args) == 1 {
			u.kind, u.kept = functions, template.True
			if s.function() != r.module {
				u.kept = template.Unknown
			}
		} else if transparent[strings.TrimSuffix(path, "()")] {
			u.kind, u.kept = functions, template.False
		}
		return u
	}
	if len(fn.path) > 200 {
		return value{}
	}
	if fn.path == "" {
		return value{}
	}
	return value{kind: external, module: fn.module, path: fn.path + "()"}
}
