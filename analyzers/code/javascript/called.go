package javascript

import (
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

func itoa(n int) string { return strconv.Itoa(n) }

// field is a field of a class: what its declaration and all assignments to it agree
// on.
func (r *reader) field(c *class, name string) value {
	key := place{class: c, prop: name}
	if r.evaluating[key] {
		r.circles++
		return value{}
	}
	r.evaluating[key] = true
	defer delete(r.evaluating, key)
	var found value
	for _, d := range r.fieldDefs[key] {
		x := r.defined(d, nil)
		switch {
		case x.kind == nothing:
		case x.kind == unknown:
			return value{}
		case found.kind == unknown:
			found = x
		case found != x:
			return value{}
		}
	}
	return found
}

// called is what a call gives.
func (r *reader) called(x *js.CallExpr, u *unit) value {
	var first js.IExpr
	if len(x.Args.List) > 0 && !x.Args.List[0].Rest {
		first = x.Args.List[0].Value
	}
	callee := bare(x.X)
	switch c := callee.(type) {
	case *js.LiteralExpr: // import("x")
		if string(c.Data) == "import" && first != nil {
			return r.module(first, u)
		}
		return value{}
	case *js.Var:
		switch name := string(c.Name()); name {
		case "require":
			if first != nil && len(r.defs[variable(c)]) == 0 {
				return r.module(first, u)
			}
		case "__importStar", "__importDefault", "__toESM", "_interopRequireDefault", "_interopRequireWildcard", "_interop_require_default", "_interop_require_wildcard", "__importWildcard", "__toCommonJS":
			if first != nil {
				return r.eval(first, u)
			}
		case "encodeURIComponent", "String":
			if first != nil {
				return r.eval(first, u)
			}
		}
	case *js.DotExpr:
		switch name := nameOf(c.Y); name {
		case "bind":
			return r.eval(c.X, u)
		case "toString", "trim":
			if v := r.eval(c.X, u); v.kind == idValue {
				return v
			}
		case "freeze":
			if v, ok := c.X.(*js.Var); ok && string(v.Name()) == "Object" && first != nil {
				return r.eval(first, u)
			}
		}
	}
	if v, ok := callee.(*js.Var); ok { // require_index() of a bundle
		if defs := r.defs[variable(v)]; len(defs) == 1 {
			if c, ok := defs[0].from.(*js.CallExpr); ok && r.packages[c] != "" {
				return imported(source.Import{Module: r.packages[c]})
			}
		}
	}
	if r.evaluating[x] {
		r.circles++
		return value{}
	}
	r.evaluating[x] = true
	defer delete(r.evaluating, x)
	f := r.eval(callee, u)
	if f.kind == importValue {
		last := f.name[strings.LastIndexByte(f.name, '.')+1:]
		if strings.HasPrefix(last, "capture") && first != nil { // X-Ray's and Powertools' tracers give what they are given
			return r.eval(first, u)
		}
		if memoizes(f) && first != nil {
			return r.memoized(x, first, u)
		}
	}
	if f.kind == funcValue {
		v := r.result(f.unit)
		if v.kind != unknown && (v.kind != funcValue || !r.hands(x, u)) {
			return v
		}
	}
	if r.hands(x, u) {
		return value{kind: wrapValue, call: x, at: u}
	}
	return value{}
}

// hands tells whether a call is given functions, itself or before in a chain of
// calls.
func (r *reader) hands(x *js.CallExpr, u *unit) bool {
	for _, a := range x.Args.List {
		switch r.eval(a.Value, u).kind {
		case funcValue, wrapValue, importValue:
			return true
		}
	}
	if d, ok := bare(x.X).(*js.DotExpr); ok {
		return r.eval(d.X, u).kind == wrapValue
	}
	return false
}

// module is the module that require or import is called with.
func (r *reader) module(e js.IExpr, u *unit) value {
	v := r.eval(e, u)
	if v.kind != idValue || v.id.Kind != source.Literal {
		return value{}
	}
	return imported(source.Import{Module: v.id.Text})
}

// result is what a function gives, where all that it gives is the same and does not
// depend on what it is given.
func (r *reader) result(f *unit) value {
	if r.evaluating[f] || len(f.returns) == 0 {
		r.circles++
		return value{}
	}
	r.evaluating[f] = true
	defer delete(r.evaluating, f)
	var found value
	for i, e := range f.returns {
		if e == nil {
			return value{}
		}
		v := r.eval(e, f)
		if v.kind == idValue && v.id.Kind == source.Parameter {
			return value{}
		}
		if i > 0 && v != found {
			if v.kind != instanceValue || found.kind != instanceValue || v.module != found.module || v.name != found.name {
				return value{}
			}
			found.at = nil
			continue
		}
		found = v
	}
	if found.kind == literalValue {
		return value{} // its properties may be made of what it is given
	}
	return found
}

// memoizers are the libraries whose function keeps what another gives.
var memoizers = map[string]bool{
	"lodash": true, "lodash/memoize": true, "lodash.memoize": true, "lodash/once": true, "lodash.once": true, "lodash-es": true,
	"memoizee": true, "p-memoize": true, "moize": true, "fast-memoize": true, "mem": true, "nano-memoize": true, "micro-memoize": true,
	"memoize": true, "onetime": true, "once": true, "underscore": true, "memoize-one": true, "ramda": true, "p-once": true,
}

func memoizes(f value) bool {
	module := strings.TrimSuffix(f.module, ".js")
	if !memoizers[module] {
		return false
	}
	switch module {
	case "lodash", "lodash-es", "underscore", "ramda":
		return f.name == "memoize" || f.name == "once"
	}
	return f.name == "" || f.name == "default" || strings.Contains(f.name, "emoize") || f.name == module
}

// memoized is a function that keeps what another gives. Made within a function it
// may be made anew each time.
func (r *reader) memoized(x *js.CallExpr, first js.IExpr, u *unit) value {
	if f := r.unitOf[x]; f != nil {
		return value{kind: funcValue, unit: f}
	}
	inner := r.eval(first, u)
	f := r.enter(x, u, "", nil, nil)
	at := r.spots[x]
	made := r.file.Functions[f.index]
	made.Start, made.End = at.start, at.end
	made.Keeps = template.Unknown
	if u.index == 0 {
		made.Keeps = template.True
	}
	r.handed(f, inner, template.False)
	for i := range made.Calls {
		made.Calls[i].Args = map[int]source.ID{}
		for n := range 4 { // it gives on what it is given
			made.Calls[i].Args[n] = source.ID{Kind: source.Parameter, Text: itoa(n)}
		}
	}
	return value{kind: funcValue, unit: f}
}

// handed adds a call of a value by a function.
func (r *reader) handed(f *unit, v value, kept template.Truth) {
	made := r.file.Functions[f.index]
	switch v.kind {
	case funcValue:
		made.Calls = append(made.Calls, source.Call{Target: v.unit.index, Kept: kept})
	case importValue:
		made.Calls = append(made.Calls, source.Call{Target: -1, Import: source.Import{Module: v.module, Name: v.name}, Kept: kept})
	}
}

// instance is what new makes.
func (r *reader) instance(x *js.NewExpr, u *unit) value {
	c := r.eval(x.X, u)
	switch c.kind {
	case classValue:
		if c.class != nil {
			return value{kind: objectValue, class: c.class}
		}
	case importValue:
		if c.name == "" || c.name == "default" {
			c.name = "default"
		}
		return value{kind: instanceValue, module: c.module, name: c.name, node: x, at: u}
	}
	return value{}
}
