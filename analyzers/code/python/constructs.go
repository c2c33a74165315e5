package python

import (
	"unicode"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// Constructs tells which constructs of the CDK a file makes. It is nil for a file that is
// not understood.
func Constructs(text []byte) *source.Constructs {
	m := syntax.Parse(string(text))
	if m.Err != "" {
		return nil
	}
	b := &builder{file: &source.Constructs{Imports: map[string]source.Import{}}, of: map[*syntax.Call]int{}, held: map[holder]syntax.Expr{}}
	b.block(m.Body, around{class: -1})
	for i, c := range b.calls {
		b.scope(i, c)
	}
	return b.file
}

// builder reads which constructs a file makes.
type builder struct {
	file  *source.Constructs
	calls []call // in step with file.Made
	of    map[*syntax.Call]int
	held  map[holder]syntax.Expr // nil for what has several values
}

// call is a call that makes a construct, with what is around it.
type call struct {
	scope syntax.Expr
	around
}

// around is what a statement stands in.
type around struct {
	class int         // index, -1 for none
	self  string      // how the method calls its object, "" outside of methods
	def   *syntax.Def // innermost function, nil for none
}

// holder is a variable of a function or of the file, or an attribute of a class's objects.
type holder struct {
	def   *syntax.Def
	class int
	name  string
}

func (b *builder) block(body []syntax.Stmt, in around) {
	for _, s := range body {
		syntax.Exprs(s, func(x syntax.Expr) { b.expr(x, in) })
		switch s := s.(type) {
		case *syntax.Import:
			b.imports(s)
		case *syntax.Class:
			c := source.Class{Name: s.Name}
			if len(s.Bases) > 0 && s.Bases[0].Name == "" {
				c.Base, _ = named(s.Bases[0].Value)
			}
			b.file.Classes = append(b.file.Classes, c)
			b.block(s.Body, around{class: len(b.file.Classes) - 1})
		case *syntax.Def:
			inner := around{class: in.class, self: in.self, def: s}
			if in.class >= 0 && in.def == nil {
				inner.self = ""
				if len(s.Params) > 0 && s.Params[0].Stars == 0 && len(s.Decorators) == 0 {
					inner.self = s.Params[0].Name
				}
			}
			b.block(s.Body, inner)
		case *syntax.Assign:
			for _, t := range s.Targets {
				h, ok := b.holder(t, in)
				if !ok || s.Value == nil {
					continue
				}
				value := s.Value
				if _, several := b.held[h]; several || s.Op != "" && s.Op != "=" {
					value = nil
				}
				b.held[h] = value
			}
		}
		syntax.Blocks(s, func(inner []syntax.Stmt) { b.block(inner, in) })
	}
}

// expr reads the constructs that an expression makes. A class's name begins with a capital:
// nothing else tells a call of one.
func (b *builder) expr(x syntax.Expr, in around) {
	syntax.Walk(x, func(x syntax.Expr) bool {
		c, ok := x.(*syntax.Call)
		if !ok {
			return true
		}
		class, ok := named(c.Fn)
		if first, _ := utf8.DecodeRuneInString(class.Name); !ok || !unicode.IsUpper(first) {
			return true
		}
		var scope, id syntax.Expr
		for i, a := range c.Args {
			switch {
			case a.Stars > 0:
			case a.Name == "scope", a.Name == "" && i == 0:
				scope = a.Value
			case a.Name == "id", a.Name == "construct_id", a.Name == "" && i == 1:
				id = a.Value
			}
		}
		if scope == nil || id == nil {
			return true
		}
		m := source.Made{Class: class, In: in.class, By: -1, Start: c.Pos().Start}
		if s, ok := id.(*syntax.Str); ok && !s.Bytes {
			m.Literal = true
			for _, p := range s.Parts {
				m.Literal = m.Literal && p.X == nil
				m.ID += p.Text
			}
		}
		b.of[c] = len(b.calls)
		b.calls = append(b.calls, call{scope, in})
		b.file.Made = append(b.file.Made, m)
		return true
	})
}

// scope tells what the construct of the i-th call is made in.
func (b *builder) scope(i int, c call) {
	m := &b.file.Made[i]
	made, direct := c.scope.(*syntax.Call)
	if !direct {
		if n, ok := c.scope.(*syntax.Name); ok && c.self != "" && n.ID == c.self {
			m.Scope = source.ScopeThis
			return
		}
		h, ok := b.holder(c.scope, c.around)
		if !ok {
			return
		}
		value, known := b.held[h]
		if !known && h.def != nil && !hasParam(h.def, h.name) {
			value = b.held[holder{class: -1, name: h.name}] // of the file
		}
		if made, ok = value.(*syntax.Call); !ok {
			return
		}
	}
	if of, ok := b.of[made]; ok {
		m.Scope, m.By = source.ScopeMade, of
	} else if class, ok := named(made.Fn); ok && class.Name == "App" {
		m.Scope = source.ScopeApp
	}
}

func hasParam(d *syntax.Def, name string) bool {
	for _, p := range d.Params {
		if p.Name == name {
			return true
		}
	}
	return false
}

// holder is the variable or attribute that an expression is.
func (b *builder) holder(x syntax.Expr, in around) (holder, bool) {
	switch x := x.(type) {
	case *syntax.Name:
		return holder{def: in.def, class: -1, name: x.ID}, true
	case *syntax.Attr:
		if of, ok := x.X.(*syntax.Name); ok && in.self != "" && of.ID == in.self {
			return holder{class: in.class, name: x.Name}, true
		}
	}
	return holder{}, false
}

// named is a class as an expression names it.
func named(x syntax.Expr) (source.Named, bool) {
	switch x := x.(type) {
	case *syntax.Name:
		return source.Named{Name: x.ID}, true
	case *syntax.Attr:
		if of, ok := x.X.(*syntax.Name); ok {
			return source.Named{Of: of.ID, Name: x.Name}, true
		}
	}
	return source.Named{}, false
}

func (b *builder) imports(st *syntax.Import) {
	for _, n := range st.Names {
		local, imp := n.As, source.Import{Module: n.Name}
		switch {
		case n.Name == "*":
			continue
		case st.From && onlyDots(st.Module):
			imp.Module = st.Module + n.Name
		case st.From:
			imp = source.Import{Module: st.Module, Name: n.Name}
		case n.As == "":
			local = firstOf(n.Name)
			imp.Module = local
		}
		if local == "" {
			local = n.Name
		}
		b.file.Imports[local] = imp
	}
}
