package javascript

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// exports tells which functions each exported name stands for.
func (r *reader) exports() {
	top := r.units[0]
	for _, n := range r.exported {
		switch {
		case n.Decl != nil && n.Default:
			r.export("default", r.eval(n.Decl, top))
			r.export("default", r.bound(n.Decl))
		case n.Decl != nil:
			switch d := n.Decl.(type) {
			case *js.VarDecl:
				for _, e := range d.List {
					if v, ok := e.Binding.(*js.Var); ok {
						r.export(string(v.Name()), r.eval(v, top))
					} else if o, ok := e.Binding.(*js.BindingObject); ok {
						for _, item := range o.List {
							if v, ok := item.Value.Binding.(*js.Var); ok {
								r.export(string(v.Name()), r.eval(v, top))
							}
						}
					}
				}
			case *js.FuncDecl:
				r.export(string(d.Name.Name()), r.eval(d, top))
			case *js.ClassDecl:
				r.export(string(d.Name.Name()), r.eval(d, top))
			}
		case n.Module != nil:
			for _, a := range n.List {
				if len(a.Binding) == 0 {
					continue
				}
				name, as := unquoteName(a.Binding), unquoteName(a.Binding)
				if a.Name != nil {
					name = unquoteName(a.Name)
				}
				if as == "*" { // export * from
					r.file.Opens = append(r.file.Opens, unquote(n.Module))
					continue
				}
				if name == "*" {
					name = ""
				}
				r.export(as, imported(source.Import{Module: unquote(n.Module), Name: name}))
			}
		default:
			for _, a := range n.List {
				if len(a.Binding) == 0 {
					continue
				}
				name, as := string(a.Binding), unquoteName(a.Binding)
				if a.Name != nil {
					name = string(a.Name)
				}
				if v := r.top(name); v != nil {
					r.export(as, r.eval(v, top))
				}
			}
		}
	}
	all := map[*js.Var]bool{} // the objects that are exported as a whole
	for _, o := range r.outside {
		v := r.eval(o.value, o.unit)
		if o.name != "" {
			if r.assigned(o.name) > 1 { // it is one of several
				f := r.enter(nil, nil, o.name, nil, nil)
				r.file.Functions[f.index].Parent = 0
				r.handed(f, v, template.Unknown)
				v = value{kind: funcValue, unit: f}
			}
			r.export(o.name, v)
			continue
		}
		r.export("default", v)
		r.whole(v)
		if x, ok := bare(o.value).(*js.CallExpr); ok && len(x.Args.List) == 1 { // module.exports = __toCommonJS(index_exports)
			if to, ok := x.Args.List[0].Value.(*js.Var); ok {
				all[variable(to)] = true
			}
			r.whole(r.eval(x.Args.List[0].Value, o.unit))
		}
	}
	for _, g := range r.getters {
		if string(g.to.Name()) == "exports" || all[variable(g.to)] {
			r.export(g.name, r.eval(g.value, g.unit))
		}
	}
}

// assigned counts the assignments to an exported name that are functions.
func (r *reader) assigned(name string) int {
	n := 0
	for _, o := range r.outside {
		if k := r.eval(o.value, o.unit).kind; o.name == name && k != nothing && k != unknown {
			n++
		}
	}
	return n
}

// bound is the function of a default export with a name.
func (r *reader) bound(e js.IExpr) value {
	if f := r.unitOf[e]; f != nil {
		return value{kind: funcValue, unit: f}
	}
	return value{}
}

// top is a variable of the module.
func (r *reader) top(name string) *js.Var {
	for _, list := range []js.VarArray{r.tree.Declared, r.tree.Undeclared} {
		for _, v := range list {
			if string(v.Data) == name {
				return variable(v)
			}
		}
	}
	return nil
}

// whole exports the properties of an object.
func (r *reader) whole(v value) {
	if v.kind == importValue && v.name == "" && relative(v.module) {
		r.file.Opens = append(r.file.Opens, v.module)
	}
	if v.kind != literalValue {
		return
	}
	for i := range v.object.List {
		p := &v.object.List[i]
		name := keyOf(p.Name)
		if m, ok := p.Value.(*js.MethodDecl); ok {
			name = memberName(&m.Name)
		} else if x, ok := p.Value.(*js.Var); ok && p.Name == nil {
			name = string(x.Name())
		}
		if name != "" {
			r.export(name, r.propertyOf(v, name))
		}
	}
}

// export adds what a name stands for.
func (r *reader) export(name string, v value) {
	add := func(f *unit) {
		for _, have := range r.file.Exports[name] {
			if have == f.index {
				return
			}
		}
		r.file.Exports[name] = append(r.file.Exports[name], f.index)
	}
	if client(v) == sdk3 {
		if r.file.Clients == nil {
			r.file.Clients = map[string]bool{}
		}
		r.file.Clients[name] = true
	}
	switch v.kind {
	case funcValue:
		add(v.unit)
	case importValue:
		if f := r.enter(nil, nil, name, nil, nil); v.module != "" {
			r.file.Functions[f.index].Parent = 0
			r.handed(f, v, template.False)
			add(f)
		}
	case objectValue, classValue:
		if v.class == nil {
			return
		}
		for m, f := range v.class.methods {
			r.file.Exports[name+"."+m] = []int{f.index}
		}
		for m, f := range v.class.statics {
			r.file.Exports[name+"."+m] = []int{f.index}
		}
	case literalValue:
		for i := range v.object.List {
			m := keyOf(v.object.List[i].Name)
			if d, ok := v.object.List[i].Value.(*js.MethodDecl); ok {
				m = memberName(&d.Name)
			}
			if f := r.propertyOf(v, m); f.kind == funcValue {
				r.file.Exports[name+"."+m] = []int{f.unit.index}
			}
		}
	case wrapValue:
		for _, x := range r.parts(v, 0) {
			if x.sure {
				r.export(name, x.value)
				continue
			}
			f := r.enter(nil, nil, name, nil, nil)
			r.file.Functions[f.index].Parent = 0
			r.handed(f, x.value, template.Unknown)
			add(f)
		}
	}
}

// keepsByName tells whether a wrapper is called as if it kept what it is given gives.
func keepsByName(callee js.IExpr) bool {
	name := ""
	switch c := callee.(type) {
	case *js.Var:
		name = string(c.Name())
	case *js.DotExpr:
		name = nameOf(c.Y)
	}
	return soundsKeeping(name)
}

func soundsKeeping(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "once") || strings.Contains(name, "memo") || strings.Contains(name, "cache")
}

// part is a function that a wrapper is given; sure is set for one that it calls, as it
// seems, at each call.
type part struct {
	value
	sure bool
}

// parts are the functions that a wrapper is given, and those of wrappers that it is
// given in turn. The one function that it is given is what it wraps.
func (r *reader) parts(v value, depth int) []part {
	var found []part
	x := v.call
	if depth > 20 || keepsByName(bare(x.X)) || soundsKeeping(r.eval(x.X, v.at).module) {
		return nil // it may keep what the handler gives
	}
	take := func(x value, sure bool) {
		switch {
		case x.kind == funcValue, x.kind == importValue && relative(x.module):
			found = append(found, part{x, sure})
		case x.kind == wrapValue:
			for _, p := range r.parts(x, depth+1) {
				found = append(found, part{p.value, p.sure && sure})
			}
		}
	}
	sure := true
	if d, ok := bare(x.X).(*js.DotExpr); ok {
		recv := r.eval(d.X, v.at)
		take(recv, true)
		// middy(f).use(g): what is added may run or not
		sure = recv.kind != wrapValue || nameOf(d.Y) == "handler"
	}
	if f := r.eval(x.X, v.at); f.kind == funcValue { // a wrapper of the file: what it gives runs
		for _, e := range f.unit.returns {
			if e != nil {
				take(r.eval(e, f.unit), true)
			}
		}
	}
	// A wrapper of the file shows when it calls what it is given.
	calls := func(i int) bool {
		f := r.eval(x.X, v.at)
		if f.kind != funcValue || r.paramCalls[f.unit] == nil || len(r.paramCalls[f.unit][i]) == 0 {
			return true
		}
		return slices.Contains(r.paramCalls[f.unit][i], template.False)
	}
	functions := 0
	for _, a := range x.Args.List {
		if k := r.eval(a.Value, v.at).kind; k == funcValue || k == wrapValue {
			functions++
		}
	}
	if m := r.middleware[x]; m != nil {
		found = append(found, part{value{kind: funcValue, unit: m}, true})
	}
	for i, a := range x.Args.List {
		if call, ok := bare(a.Value).(*js.CallExpr); ok && r.middleware[call] != nil {
			found = append(found, part{value{kind: funcValue, unit: r.middleware[call]}, true})
			continue
		}
		take(r.eval(a.Value, v.at), sure && functions <= 1 && calls(i))
	}
	return found
}
