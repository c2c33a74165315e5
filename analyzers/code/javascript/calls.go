package javascript

import (
	"bytes"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// blur says why the file is not understood as a whole; the first reason stays.
func (r *reader) blur(why string) {
	if r.file.Opaque == "" {
		r.file.Opaque = why
	}
}

// running are the methods that call what they are given, whatever else.
var running = map[string]bool{
	"then": true, "finally": true, "map": true, "forEach": true, "flatMap": true, "filter": true, "reduce": true,
}

// plain reads a call of the code's own functions.
func (w *walker) plain(x *js.CallExpr, callee js.IExpr) {
	f := w.eval(callee, w.u)
	if v, ok := callee.(*js.Var); ok {
		for _, d := range w.defs[variable(v)] {
			if d.param < 0 {
				continue
			}
			if w.paramCalls[d.unit] == nil {
				w.paramCalls[d.unit] = map[int][]template.Truth{}
			}
			kept, _ := w.keeps(nil)
			w.paramCalls[d.unit][d.param] = append(w.paramCalls[d.unit][d.param], kept)
		}
	}
	switch f.kind {
	case funcValue:
		kept, expires := w.keeps(f.unit)
		w.add(source.Call{Target: f.unit.index, Kept: kept, Expires: expires, Sometimes: len(w.conds) > 0, Args: w.args(x.Args)})
	case importValue:
		if relative(f.module) {
			kept, expires := w.keeps(nil)
			w.add(source.Call{Target: -1, Import: source.Import{Module: f.module, Name: f.name}, Kept: kept, Expires: expires, Sometimes: len(w.conds) > 0, Args: w.args(x.Args)})
		} else {
			w.escapes(x.Args, f)
		}
	case unknown:
		w.escapes(x.Args, f)
	}
	if f.kind == importValue && memoizes(f) {
		return // it calls the function when what it makes is called
	}
	// Functions that are handed on may be called, or not.
	name := ""
	if d, ok := callee.(*js.DotExpr); ok {
		name = nameOf(d.Y)
	}
	for _, a := range x.Args.List {
		if w.inline[bare(a.Value)] {
			continue
		}
		v := w.eval(a.Value, w.u)
		if v.kind != funcValue && !(v.kind == importValue && relative(v.module)) {
			continue
		}
		kept, _ := w.keeps(nil)
		if !running[name] && kept != template.True {
			kept = template.Unknown
		}
		w.handed(w.u, v, kept)
		calls := w.file.Functions[w.u.index].Calls
		calls[len(calls)-1].Sometimes = true
	}
}

func (w *walker) add(c source.Call) {
	f := w.file.Functions[w.u.index]
	f.Calls = append(f.Calls, c)
}

// args are the secret ids among arguments.
func (w *walker) args(args js.Args) map[int]source.ID {
	var found map[int]source.ID
	for i, a := range args.List {
		if a.Rest {
			break
		}
		if id := w.id(a.Value, w.u); id.Kind != source.Unknown {
			if found == nil {
				found = map[int]source.ID{}
			}
			found[i] = id
		}
	}
	return found
}

// escapes notes a client that is handed to code that is not known.
func (w *walker) escapes(args js.Args, f value) {
	for _, a := range args.List {
		v := w.eval(a.Value, w.u)
		if v.kind == literalValue {
			for _, p := range v.object.List {
				if x := w.eval(p.Value, v.at); client(x) != "" {
					v = x
				}
			}
		}
		if client(v) != "" && !strings.HasPrefix(f.module, "@aws-sdk/") {
			w.blur("a client of Secrets Manager is handed on")
		}
	}
}

// create reads new.
func (w *walker) create(x *js.NewExpr) {
	v := w.eval(x, w.u)
	switch {
	case command(v) != "":
		w.commands = append(w.commands, x)
		w.commandsIn[x] = w.u
	case v.kind == objectValue:
		if f := v.class.methods["constructor"]; f != nil {
			kept, expires := w.keeps(f)
			c := source.Call{Target: f.index, Kept: kept, Expires: expires, Sometimes: len(w.conds) > 0}
			if x.Args != nil {
				c.Args = w.args(*x.Args)
			}
			w.add(c)
		}
	}
	w.node(x.X)
	if x.Args != nil {
		for _, a := range x.Args.List {
			w.node(a.Value)
			if f := w.eval(a.Value, w.u); f.kind == funcValue && !w.inline[bare(a.Value)] {
				w.handed(w.u, f, template.Unknown)
			}
		}
	}
}

// finish is what needs all of the file's variables.
func (r *reader) finish() {
	r.collected = true
	for _, n := range r.news {
		if c := r.eval(n.expr.X, n.unit); c.kind == classValue && c.class != nil {
			r.made[c.class.node] = append(r.made[c.class.node], n.unit)
		}
	}
	for _, e := range r.exported {
		switch d := e.Decl.(type) {
		case *js.ClassDecl:
			r.exportedClass[r.classes[d]] = true
		}
		if e.Decl == nil && e.Module == nil {
			for _, a := range e.List {
				name := a.Binding
				if a.Name != nil {
					name = a.Name
				}
				if v := r.top(string(name)); v != nil {
					r.sharedClass(r.eval(v, r.units[0]))
				}
			}
		}
	}
	for _, o := range r.outside {
		v := r.eval(o.value, o.unit)
		r.sharedClass(v)
		if v.kind == literalValue {
			for i := range v.object.List {
				r.sharedClass(r.eval(v.object.List[i].Value, v.at))
			}
		}
	}
	for _, c := range r.calls {
		r.middle(c.expr, c.unit)
		if v := r.called(c.expr, c.unit); v.kind == importValue && v.name == "" {
			r.file.Imports["require("+v.module+")"] = source.Import{Module: v.module}
		}
		if lit, ok := c.expr.X.(*js.LiteralExpr); ok && string(lit.Data) == "import" || r.isRequire(c.expr) {
			if v := r.called(c.expr, c.unit); v.kind != importValue && v.kind != envValue {
				r.blur("it loads modules whose names are not known")
			}
		}
	}
}

func (r *reader) isRequire(x *js.CallExpr) bool {
	v, ok := x.X.(*js.Var)
	return ok && string(v.Name()) == "require" && len(r.defs[variable(v)]) == 0
}

func (r *reader) sharedClass(v value) {
	if v.kind == classValue && v.class != nil {
		r.exportedClass[v.class] = true
	}
}

// middle makes a function of a middleware that fetches secrets before the handler. It
// keeps them as long as the process lives, unless it is told otherwise.
// Source: middy.js.org, secrets-manager (cacheExpiry, -1 without).
func (r *reader) middle(x *js.CallExpr, u *unit) {
	f := r.eval(x.X, u)
	if f.kind != importValue || f.module != "@middy/secrets-manager" || len(x.Args.List) == 0 {
		return
	}
	m := r.enter(nil, u, "", nil, nil)
	r.middleware[x] = m
	spot := r.spots[x]
	made := r.file.Functions[m.index]
	made.Start, made.End = spot.start, spot.end
	options := r.eval(x.Args.List[0].Value, u)
	kept, expires := template.True, false
	if options.kind != literalValue {
		made.Uses = append(made.Uses, source.Use{Start: spot.start, End: spot.end, API: source.Get, Client: middy, Kept: template.Unknown})
		return
	}
	for i := range options.object.List {
		p := &options.object.List[i]
		lit, _ := p.Value.(*js.LiteralExpr)
		switch keyOf(p.Name) {
		case "cacheExpiry":
			switch {
			case lit != nil && string(lit.Data) == "0":
				kept = template.False
			case lit != nil:
				expires = true
			default:
				if n, ok := p.Value.(*js.UnaryExpr); !ok || n.Op != js.NegToken {
					kept = template.Unknown
				}
			}
		case "disablePrefetch", "":
			if p.Spread {
				kept = template.Unknown
			}
		}
	}
	data := r.propertyOf(options, "fetchData")
	ids := []source.ID{{}}
	if data.kind == literalValue {
		ids = nil
		for i := range data.object.List {
			ids = append(ids, r.id(data.object.List[i].Value, data.at))
		}
	}
	for _, id := range ids {
		made.Uses = append(made.Uses, source.Use{Start: spot.start, End: spot.end, API: source.Get, Client: middy, ID: id, Kept: kept, Expires: expires})
	}
}

// useful tells whether anything was seen that is done with secrets.
func (r *reader) useful() bool {
	for _, f := range r.file.Functions {
		if len(f.Uses) > 0 {
			return true
		}
	}
	return false
}

// leftovers says what was seen and led nowhere.
func (r *reader) leftovers() {
	for _, x := range r.commands {
		if r.consumed[x] {
			continue
		}
		u := r.commandsIn[x]
		v := r.eval(x, u)
		spot := r.spots[x]
		ids := r.ids(x.Args, u, command(v))
		if len(ids) == 0 {
			ids = []source.ID{{}}
		}
		f := r.file.Functions[u.index]
		for _, id := range ids {
			f.Uses = append(f.Uses, source.Use{Start: spot.start, End: spot.end, API: command(v), Client: sdk3, ID: id, Kept: template.Unknown})
		}
		r.blur("a command for Secrets Manager is handed on")
	}
	if !r.useful() {
		for _, name := range []string{"etSecretValue", "utSecretValue", "pdateSecret"} {
			if bytes.Contains(r.text, []byte(name)) {
				r.blur("what it does with secrets is not understood")
			}
		}
	}
	if r.endpoints == 0 && bytes.Contains(r.text, []byte(endpoint)) {
		r.blur("how it calls the Parameters and Secrets extension is not known")
	}
	sdk := false
	for _, name := range r.packages {
		sdk = sdk || name == sdk3Module
	}
	if !sdk && bytes.Contains(r.text, []byte(`"SecretsManagerClient", "GetSecretValueCommand"`)) || !sdk && bytes.Contains(r.text, []byte("secretsmanager.GetSecretValue")) {
		r.blur("it is a bundle that has the SDK in it")
	}
	if r.fuel < 0 {
		r.blur("it is too large to be understood")
	}
}
