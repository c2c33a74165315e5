package python

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/template"
)

type valueKind uint8

const (
	unknown valueKind = iota
	none
	// stringValue: parts.
	stringValue
	// external: what another module exports, at path, or what comes of calling it.
	external
	// functions: those of the file that it can be.
	functions
	// classValue and instance: class.
	classValue
	instance
	// client: of the AWS service, made by lib.
	client
	// clientMethod: name of a client.
	clientMethod
	// session: something that makes clients.
	session
	// dict: a display of a dictionary, in scope.
	dict
	// provider and cache: what keeps secrets, made at made in scope.
	provider
	cache
	// opaqueArgs: functions that are given to what is not known.
	wrapped
)

// value is what is known of an expression.
type value struct {
	kind  valueKind
	parts []part
	// module and path are of what is external: path has dots, and () for calls.
	module, path string
	functions    []int
	// bound tells that functions are methods taken from an instance or class, so that
	// the first parameter is not among the arguments.
	bound bool
	// kept tells that a wrapper keeps what the functions give.
	kept    template.Truth
	class   *class
	service string
	lib     string
	name    string
	display *syntax.Dict
	in      *scope
	made    syntax.Expr
	// args are those of a functools.partial.
	args []syntax.Arg
}

// maxFunctions bounds how many functions one value can be.
const maxFunctions = 16

func (v value) full() string {
	if v.path == "" {
		return v.module
	}
	return v.module + "." + v.path
}

// callable tells whether it stands for functions of the file.
func (v value) callable() bool {
	return (v.kind == functions || v.kind == wrapped) && len(v.functions) > 0
}

// merge is what is known where it can be either.
func merge(a, b value) value {
	switch {
	case a.kind == none:
		return b
	case b.kind == none:
		return a
	case a.callable() && b.callable():
		u := a
		u.functions = slices.Clone(a.functions)
		for _, f := range b.functions {
			if !slices.Contains(u.functions, f) && len(u.functions) < maxFunctions {
				u.functions = append(u.functions, f)
			}
		}
		if a.kept != b.kept {
			u.kept = template.Unknown
		}
		u.bound = a.bound && b.bound
		u.args = nil
		return u
	case a.kind != b.kind:
		return value{}
	case a.kind == stringValue && slices.Equal(a.parts, b.parts),
		a.kind == external && a.module == b.module && a.path == b.path,
		(a.kind == classValue || a.kind == instance) && a.class == b.class,
		a.kind == client && a.service == b.service,
		a.kind == session && a.lib == b.lib,
		(a.kind == provider || a.kind == cache || a.kind == dict) && a.made == b.made,
		a.kind == clientMethod && a.service == b.service && a.name == b.name:
		return a
	}
	return value{}
}
