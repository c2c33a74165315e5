package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

type scopeKind uint8

const (
	moduleScope scopeKind = iota
	classScope
	functionScope
	// comprehensionScope is that of the targets of a comprehension.
	comprehensionScope
)

// scope is where names are looked up.
type scope struct {
	kind   scopeKind
	parent *scope
	// fn is the index of the function whose code it is; that of a class is the one
	// that the class is written in.
	fn   int
	vars map[string]*variable
	// outer are the names of global and nonlocal statements, with their words.
	outer map[string]string
	// class is the one that this is the scope of, or a method of.
	class *class
	// self is the first parameter of a method, "" of others.
	self string
	// params are those that can be given by place, without self.
	params    []syntax.Param
	def       *syntax.Def
	lambda    *syntax.Lambda
	returns   []syntax.Expr
	generator bool
	reshaped  progress
	reshapes  bool
	around    []int
	arounds   progress
	property  progress
	prop      bool
}

// variable is a name of a scope, or an attribute of a class and its instances.
type variable struct {
	name     string
	scope    *scope
	bindings []binding
	// stored are the ways in which functions change what it holds; reset tells that
	// one of them empties it.
	stored []store
	reset  bool
	// class is set for attributes; bySelf tells that an instance has its own.
	class  *class
	bySelf bool
	// imports and params tell that a binding is one of those.
	imports, params bool
	// wrap is what handler is in handler = wrap(handler).
	wrap *value

	state progress
	value value
	plain progress
	clear bool
	timed progress
	time  bool
}

type progress uint8

const (
	untouched progress = iota
	busy
	done
)

type bindingKind uint8

const (
	assigned bindingKind = iota // expr
	unpacked                    // a part of expr, or what cannot be told where it is nil
	looped                      // an element of expr
	entered                     // with expr as
	parameter
	imported
	defined // def
	classed // class
	failed  // except … as
)

// binding is one way in which a variable gets a value.
type binding struct {
	kind bindingKind
	expr syntax.Expr
	// in is the scope of the code that binds, and of expr.
	in    *scope
	param int // of parameter: its number, -1 for one that is given by keyword alone
	stars int
	ann   syntax.Expr
	imp   source.Import
	fn    int
	class *class
}

// member is how a name is looked for in a class.
type member struct {
	kind valueKind
	name string
}

// class is a class of the file.
type class struct {
	name    string
	scope   *scope
	bases   []syntax.Arg
	methods map[string]int
	attrs   map[string]*variable
	below   []*class
	members map[member]value
	found   map[string]*class
	lasting progress
	lasted  template.Truth
	// once and often tell whether instances are made where the file is loaded, and
	// where functions run.
	once, often bool
	state       progress
	above       []*class
	// open tells that a base is not known, managed that making an instance may give
	// one that there is already.
	open, managed bool
}

func (s *scope) variable(name string) *variable {
	v := s.vars[name]
	if v == nil {
		v = &variable{name: name, scope: s}
		s.vars[name] = v
	}
	return v
}

// home is the scope that an assignment to the name in s binds it in.
func (s *scope) home(name string) *scope {
	switch s.outer[name] {
	case "global":
		for s.parent != nil {
			s = s.parent
		}
	case "nonlocal":
		for p := s.parent; p != nil; p = p.parent {
			if p.kind == functionScope && p.vars[name] != nil && p.outer[name] == "" {
				return p
			}
		}
		// It is bound further below, by the function around.
		for p := s.parent; p != nil; p = p.parent {
			if p.kind == functionScope {
				return p
			}
		}
	}
	return s
}

// lookup finds the variable that the name means in s, nil where there is none.
func (s *scope) lookup(name string) *variable {
	if s.outer[name] != "" {
		return s.home(name).vars[name]
	}
	for p := s; p != nil; p = p.parent {
		if p.kind == classScope && p != s {
			continue
		}
		if p.outer[name] != "" {
			return p.home(name).vars[name]
		}
		if v := p.vars[name]; v != nil {
			return v
		}
	}
	return nil
}

// function is the scope of the function, or of the module, that s is in.
func (s *scope) function() *scope {
	for s.kind == comprehensionScope || s.kind == classScope {
		s = s.parent
	}
	return s
}

// classOf is the class whose instance (or itself, in a class method) the name is, as
// the first parameter of the method around; nil where it is not one.
func (s *scope) classOf(name string) (*class, *scope) {
	v := s.lookup(name)
	if v == nil || v.scope.self != name || len(v.bindings) != 1 {
		return nil, nil
	}
	return v.scope.class, v.scope
}

// attr is the attribute of the class.
func (c *class) attr(name string) *variable {
	v := c.attrs[name]
	if v == nil {
		v = &variable{name: name, class: c, scope: c.scope}
		c.attrs[name] = v
	}
	return v
}
