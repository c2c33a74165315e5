package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// use adds what a call does with a secret, and tells whether it does.
func (r *reader) use(s *scope, x *syntax.Call, g guards) bool {
	fn := r.eval(x.Fn, s)
	switch fn.kind {
	case clientMethod:
		if fn.service != secretsmanager {
			return false
		}
		r.useClient(s, x, fn.name, fn.lib, append(fn.args[:len(fn.args):len(fn.args)], x.Args...), g)
		return true
	case provider:
		return r.useProvider(s, x, fn, g)
	case cache:
		if fn.name != "get_secret_string" && fn.name != "get_secret_binary" {
			return false
		}
		id := r.argumentID(s, x.Args, 0, "secret_id")
		kept, fixed := r.keptBy(s, x, fn)
		r.addUse(s, r.newUse(x, source.Get, caching, id, kept), g, fixed)
		return true
	case external:
		if r.usePowertools(s, x, fn, g) || r.useExtension(s, x, fn, g) {
			return true
		}
	}
	if fn.kind != functions && fn.kind != classValue && fn.kind != instance {
		if a, ok := x.Fn.(*syntax.Attr); ok {
			if r.useUnknown(s, x, a, g) || fn.kind != external && r.useExtension(s, x, fn, g) {
				return true
			}
		}
	}
	// executor.submit(client.get_secret_value, SecretId="a")
	for i, a := range x.Args {
		v := r.eval(a.Value, s)
		if v.kind == clientMethod && v.service == secretsmanager && !r.isCall(a.Value) {
			if fn.kind == external && fn.full() == "functools.partial" {
				// It is used where it is called.
				return false
			}
			if f, ok := x.Fn.(*syntax.Attr); !ok || !runsAt(f.Name, i) {
				g.unclear = true
			}
			r.useClient(s, x, v.name, v.lib, x.Args[i+1:], g)
			return true
		}
	}
	return false
}

func (r *reader) newUse(x syntax.Expr, api source.API, with string, id source.ID, kept template.Truth) source.Use {
	at := x.Pos()
	return source.Use{Start: at.Start, End: at.End, API: api, Client: with, ID: id, Kept: kept}
}

func (r *reader) useClient(s *scope, x *syntax.Call, method, lib string, args []syntax.Arg, g guards) {
	if method == "get_paginator" && len(args) > 0 {
		if name, ok := r.eval(args[0].Value, s).exact(); ok && name == "list_secrets" {
			method = name
		}
	}
	if silent[method] {
		return
	}
	o, ok := operations[method]
	if !ok {
		o = operation{api: source.Other, id: "SecretId"}
	}
	id := source.ID{}
	if o.id != "" {
		id = r.argumentID(s, args, -1, o.id)
	}
	r.addUse(s, r.newUse(x, o.api, lib, id, template.Unknown), g, false)
}

// useUnknown is the method of something that is not known, which its name and
// arguments prove to be that of a client.
func (r *reader) useUnknown(s *scope, x *syntax.Call, a *syntax.Attr, g guards) bool {
	o, ok := operations[a.Name]
	if !ok {
		return false
	}
	switch v := r.eval(a.X, s); v.kind {
	case unknown, external:
	case stringValue:
		if !parameterAlone(v) {
			return false
		}
	default:
		return false
	}
	proven := false
	for _, p := range o.proof {
		proven = proven || r.keyword(s, x.Args, p) != nil
	}
	if !proven {
		return false
	}
	first := len(r.events)
	r.useClient(s, x, a.Name, boto3, x.Args, g)
	if v := r.eval(a.X, s); v.kind == external && !known[firstOf(v.module)] {
		// Another module gives it: it can be something of the app that keeps secrets.
		for i := range r.events[first:] {
			r.events[first+i].fixed = true
		}
	}
	return true
}

// argumentID is the secret id among the arguments.
func (r *reader) argumentID(s *scope, args []syntax.Arg, place int, name string) source.ID {
	if x := argument(args, place, name); x != nil {
		return r.eval(x, s).id(s.fn)
	}
	if f := r.keyword(s, args, name); f != nil {
		return f().id(s.fn)
	}
	return source.ID{}
}

// keyword finds the argument with the name, also within **{…}; nil where it is not
// there for certain.
func (r *reader) keyword(s *scope, args []syntax.Arg, name string) func() value {
	for _, a := range args {
		if a.Name == name {
			return func() value { return r.eval(a.Value, s) }
		}
		if a.Stars != 2 {
			continue
		}
		if v := r.eval(a.Value, s); v.kind == dict && r.constant(a.Value, s, name) {
			if e := r.entryOf(v.display, name); e != nil {
				return func() value { return r.eval(e, v.in) }
			}
		}
	}
	return nil
}

// keptBy tells whether an object that keeps secrets outlives the call.
func (r *reader) keptBy(s *scope, x *syntax.Call, v value) (kept template.Truth, fixed bool) {
	switch {
	case v.in.function() == r.module:
		return template.True, true
	case v.lib == caching && v.in.function() == s.function() && r.onlyLocal(x, v, s):
		// A cache that is made in the same call is empty: as without.
		return template.Unknown, false
	}
	return template.Unknown, true
}

// onlyLocal tells whether the object whose method is called is held by a local
// variable alone, or by none.
func (r *reader) onlyLocal(x *syntax.Call, v value, s *scope) bool {
	a, ok := x.Fn.(*syntax.Attr)
	if !ok {
		return false
	}
	if n, ok := a.X.(*syntax.Name); ok {
		h := s.lookup(n.ID)
		return h != nil && h.scope == s.function() && len(h.bindings) == 1 && h.bindings[0].kind == assigned && h.bindings[0].expr == v.made
	}
	return a.X == v.made
}
