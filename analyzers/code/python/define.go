package python

import "github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"

// bindDef makes a function of the file of a def. The name of a method has that of
// its class before it.
func (r *reader) bindDef(s *scope, d *syntax.Def) {
	for _, x := range d.Decorators {
		r.bindExpr(s, x)
	}
	for _, p := range d.Params {
		if p.Default != nil {
			r.bindExpr(s, p.Default)
		}
	}
	name := d.Name
	if s.kind == classScope {
		name = s.class.name + "." + d.Name
	}
	f := r.newFunction(name, s, d.Pos())
	f.def = d
	r.of[d] = f
	params := d.Params
	if s.kind == classScope {
		f.class = s.class
		s.class.methods[d.Name] = f.fn
		if !hasDecorator(d, "staticmethod") && len(params) > 0 && params[0].Stars == 0 {
			f.self = params[0].Name
			f.bind(f.self, binding{kind: parameter, param: -1})
			params = params[1:]
		}
	} else {
		// A function in a method sees its self, by the scope around.
		f.class = nil
	}
	declare(f, d.Body)
	r.bindParams(f, params)
	r.bindBlock(f, d.Body)
	s.bind(d.Name, binding{kind: defined, fn: f.fn})
}

func (r *reader) bindParams(f *scope, params []syntax.Param) {
	f.params = params
	for i, p := range params {
		n := i
		if p.Stars > 0 || p.OnlyByKeyword {
			n = -1
		}
		if p.Name != "" {
			f.bind(p.Name, binding{kind: parameter, param: n, stars: p.Stars, ann: p.Ann, expr: p.Default, fn: f.fn})
		}
	}
}

func (r *reader) bindClass(s *scope, c *syntax.Class) {
	for _, x := range c.Decorators {
		r.bindExpr(s, x)
	}
	for _, a := range c.Bases {
		r.bindExpr(s, a.Value)
	}
	in := r.newScope(classScope, s, s.fn)
	k := &class{name: c.Name, scope: in, bases: c.Bases, methods: map[string]int{}, attrs: map[string]*variable{}}
	if s.kind == classScope {
		k.name = s.class.name + "." + c.Name
	}
	in.class = k
	for _, x := range c.Decorators {
		if call, ok := x.(*syntax.Call); ok {
			x = call.Fn
		}
		n, ok := x.(*syntax.Name)
		k.managed = k.managed || !ok || n.ID != "dataclass" && n.ID != "final"
	}
	r.of[c] = in
	r.classes[c] = k
	r.inOrder = append(r.inOrder, k)
	declare(in, c.Body)
	r.bindBlock(in, c.Body)
	s.bind(c.Name, binding{kind: classed, class: k})
}

// hasDecorator tells whether one of the decorators is that builtin.
func hasDecorator(d *syntax.Def, name string) bool {
	for _, x := range d.Decorators {
		if n, ok := x.(*syntax.Name); ok && n.ID == name {
			return true
		}
	}
	return false
}

func isClassMethod(d *syntax.Def) bool {
	return d != nil && (hasDecorator(d, "classmethod") || d.Name == "__new__")
}
