package javascript

import (
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
