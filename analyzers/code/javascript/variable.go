package javascript

import (
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// shadowed tells whether a variable with the name of a global one is another one.
func (r *reader) shadowed(v *js.Var) bool {
	for _, d := range r.defs[variable(v)] {
		if d.imp == nil {
			return true
		}
	}
	return false
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
