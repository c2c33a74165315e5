package javascript

import (
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// value is what an expression is known to be.
type value struct {
	kind   kind
	id     source.ID    // of idValue
	module string       // of importValue, instanceValue
	name   string       // "" for a module as a whole; "a.b" for a member of what is imported
	unit   *unit        // of funcValue
	class  *class       // of classValue, objectValue
	node   *js.NewExpr  // of instanceValue
	call   *js.CallExpr // of wrapValue
	object *js.ObjectExpr
	at     *unit // where an instance is made
}

type kind uint8

const (
	unknown       kind = iota
	nothing            // undefined
	idValue            // text, as far as it is known
	envValue           // process.env
	importValue        // something of another module
	instanceValue      // an object of an imported class
	funcValue
	classValue
	objectValue  // an object of a class of the file
	literalValue // { … }
	wrapValue    // what an unknown function makes of functions
)

// eval tells what an expression is, within a function.
func (r *reader) eval(e js.IExpr, u *unit) value {
	if r.fuel--; r.fuel < 0 || len(r.evaluating) > 200 {
		r.circles++
		return value{}
	}
	switch x := bare(e).(type) {
	case *js.LiteralExpr:
		switch x.TokenType {
		case js.StringToken:
			return text(unquote(x.Data), true)
		case js.NullToken:
			return value{kind: nothing}
		case js.ThisToken:
			if u.class != nil && u.static {
				return value{kind: classValue, class: u.class}
			} else if u.class != nil {
				return value{kind: objectValue, class: u.class}
			}
		}
	case *js.TemplateExpr:
		if x.Tag == nil {
			return r.template(x, u)
		}
	case *js.Var:
		return r.variable(x, u)
	case *js.DotExpr:
		if v, ok := x.X.(*js.Var); ok && string(v.Name()) == "process" && nameOf(x.Y) == "env" && !r.shadowed(v) {
			return value{kind: envValue}
		}
		return r.member(r.eval(x.X, u), nameOf(x.Y), u)
	case *js.IndexExpr:
		if key := r.eval(x.Y, u); key.kind == idValue && key.id.Kind == source.Literal {
			return r.member(r.eval(x.X, u), key.id.Text, u)
		}
	case *js.UnaryExpr:
		if x.Op == js.VoidToken {
			return value{kind: nothing}
		}
		if x.Op == js.NotToken {
			return value{}
		}
	case *js.BinaryExpr:
		return r.binary(x, u)
	case *js.CondExpr:
		a, b := r.eval(x.X, u), r.eval(x.Y, u)
		if a == b {
			return a
		}
		// (_a = process.env.X) !== null && _a !== void 0 ? _a : "default"
		if b.kind == idValue && a.kind == idValue && a.id.Kind == source.Environment && r.mentions(x.Cond, x.X, u) {
			return a
		}
	case *js.CallExpr:
		return r.called(x, u)
	case *js.NewExpr:
		return r.instance(x, u)
	case *js.ObjectExpr:
		return value{kind: literalValue, object: x, at: u}
	case *js.ClassDecl:
		return value{kind: classValue, class: r.classes[x]}
	case *js.FuncDecl, *js.ArrowFunc, *js.MethodDecl:
		if f := r.unitOf[x]; f != nil {
			return value{kind: funcValue, unit: f}
		}
	}
	return value{}
}

func text(s string, whole bool) value {
	k := source.Literal
	if !whole {
		k = source.Pattern
	}
	return value{kind: idValue, id: source.ID{Kind: k, Text: s}}
}

// template puts a template literal together.
func (r *reader) template(x *js.TemplateExpr, u *unit) value {
	if len(x.List) == 0 {
		return text(unquote(x.Tail), true)
	}
	out := text("", true)
	for _, p := range x.List {
		if len(p.Value) > 2 { // `…${ or }…${
			out = join(out, text(unescape(string(p.Value[1:len(p.Value)-2])), true))
		}
		out = join(out, r.eval(p.Expr, u))
	}
	return join(out, text(unquote(x.Tail), true))
}

// join puts texts together. Of a variable in a longer text only that it is there
// is kept.
func join(a, b value) value {
	if a.kind == idValue && a.id.Text == "" && a.id.Kind == source.Literal && b.kind == idValue {
		return b
	}
	if b.kind == idValue && b.id.Text == "" && b.id.Kind == source.Literal && a.kind == idValue {
		return a
	}
	part := func(v value) (string, bool) {
		if v.kind == idValue && (v.id.Kind == source.Literal || v.id.Kind == source.Pattern) {
			return v.id.Text, v.id.Kind == source.Literal
		}
		return "*", false
	}
	s, known := part(a)
	t, rest := part(b)
	return text(strings.ReplaceAll(s+t, "**", "*"), known && rest)
}

// shadowed tells whether a variable with the name of a global one is another one.
func (r *reader) shadowed(v *js.Var) bool {
	for _, d := range r.defs[variable(v)] {
		if d.imp == nil {
			return true
		}
	}
	return false
}

// mentions tells whether a condition is about the value that it guards.
func (r *reader) mentions(cond, e js.IExpr, u *unit) bool {
	p, ok := r.place(e, u)
	if !ok {
		return false
	}
	found := false
	var look func(js.INode)
	look = func(n js.INode) {
		if x, ok := n.(js.IExpr); ok {
			if q, ok := r.place(x, u); ok && q == p {
				found = true
			}
		}
		children(n, look)
	}
	look(cond)
	return found
}

func (r *reader) binary(x *js.BinaryExpr, u *unit) value {
	switch x.Op {
	case js.EqToken, js.NullishEqToken, js.OrEqToken:
		return r.eval(x.Y, u)
	case js.NullishToken, js.OrToken:
		a := r.eval(x.X, u)
		if a.kind == idValue && (a.id.Kind == source.Environment || a.id.Kind == source.Literal) {
			return a
		}
		if b := r.eval(x.Y, u); a == b || a.kind == nothing {
			return b
		} else if a.kind == unknown && b.kind == instanceValue {
			return b // client || new Client()
		} else if a.kind == instanceValue {
			return a
		}
	case js.AddToken:
		a, b := r.eval(x.X, u), r.eval(x.Y, u)
		if a.kind == idValue || b.kind == idValue {
			return join(a, b)
		}
	}
	return value{}
}

// variable tells what a variable holds: what all assignments agree on.
func (r *reader) variable(v *js.Var, u *unit) value {
	v = variable(v)
	defs := r.defs[v]
	if len(defs) == 0 {
		if string(v.Data) == "undefined" {
			return value{kind: nothing}
		}
		return value{}
	}
	if r.evaluating[v] {
		r.circles++
		return value{}
	}
	const many = 100
	if len(defs) > many {
		return value{}
	}
	key := valueKey{v, u}
	if known, ok := r.values[key]; ok {
		return known
	}
	r.evaluating[v] = true
	defer delete(r.evaluating, v)
	before := r.circles
	found := r.agreed(defs, u)
	// What came about in a circle is another thing when it is begun elsewhere.
	if r.circles == before && r.collected {
		defer func() { r.values[key] = found }()
	}
	if found.kind == literalValue && len(r.stores[place{v: v}]) > 0 {
		found = value{} // its properties are set elsewhere
	}
	return found
}

// agreed is what all of several ways to get a value give.
func (r *reader) agreed(defs []def, u *unit) value {
	var found value
	for _, d := range defs {
		x := r.defined(d, u)
		switch {
		case x.kind == nothing && len(defs) > 1:
		case found.kind == unknown || found.kind == nothing:
			if x.kind == unknown {
				return value{}
			}
			found = x
		case found.kind == instanceValue && x.kind == instanceValue && found.module == x.module && found.name == x.name:
			if x.at != found.at {
				found.at = nil
			}
		case found != x:
			return value{}
		}
	}
	return found
}

func (r *reader) defined(d def, u *unit) value {
	switch {
	case d.imp != nil:
		return imported(*d.imp)
	case d.param >= 0:
		if d.unit == u {
			return value{kind: idValue, id: source.ID{Kind: source.Parameter, Text: itoa(d.param)}}
		}
		return value{}
	case d.from == nil:
		return value{}
	}
	x := r.eval(d.from, d.unit)
	for _, name := range d.path {
		x = r.member(x, name, d.unit)
	}
	if x.kind == idValue && x.id.Kind == source.Parameter && d.unit != u {
		return value{}
	}
	return x
}

func imported(imp source.Import) value {
	v := value{kind: importValue, module: strings.TrimPrefix(imp.Module, "node:"), name: imp.Name}
	if v.module == "process" {
		switch v.name {
		case "env":
			return value{kind: envValue}
		}
	}
	return v
}

// member is what stands under a name of a value.
func (r *reader) member(v value, name string, u *unit) value {
	if name == "" {
		return value{}
	}
	switch v.kind {
	case envValue:
		if r.setEnv[name] {
			return value{}
		}
		return value{kind: idValue, id: source.ID{Kind: source.Environment, Text: name}}
	case importValue:
		if name == "default" {
			return v
		}
		if v.name != "" && v.name != "default" {
			name = v.name + "." + name
		}
		return imported(source.Import{Module: v.module, Name: name})
	case literalValue:
		return r.propertyOf(v, name)
	case objectValue:
		if f := v.class.methods[name]; f != nil {
			return value{kind: funcValue, unit: f}
		}
		return r.field(v.class, name)
	case classValue:
		if v.class == nil {
			return value{}
		}
		if f := v.class.statics[name]; f != nil {
			return value{kind: funcValue, unit: f}
		}
		return r.field(v.class, "static "+name)
	case instanceValue:
		return value{kind: importValue, module: v.module, name: v.name + "." + name}
	}
	return value{}
}

// propertyOf is a property of an object that is written out.
func (r *reader) propertyOf(v value, name string) value {
	for i := len(v.object.List) - 1; i >= 0; i-- {
		p := &v.object.List[i]
		if p.Spread {
			return value{}
		}
		if m, ok := p.Value.(*js.MethodDecl); ok {
			if memberName(&m.Name) == name && !m.Get && !m.Set {
				return r.eval(m, v.at)
			}
			continue
		}
		key := keyOf(p.Name)
		if x, ok := p.Value.(*js.Var); ok && p.Name == nil {
			key = string(x.Name())
		}
		if key == name {
			return r.eval(p.Value, v.at)
		}
		if key == "" {
			return value{}
		}
	}
	return value{kind: nothing}
}
