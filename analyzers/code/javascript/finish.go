package javascript

import (
	"bytes"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// finish is what needs all of the file's variables.
func (r *reader) finish() {
	r.collected = true
	for _, n := range r.news {
		if c := r.eval(n.expr.X, n.unit); c.kind == classValue && c.class != nil {
			r.made[c.class.node] = append(r.made[c.class.node], n.unit)
		}
	}
	for _, e := range r.exported {
		if e.Module != nil {
			r.loads(unquote(e.Module))
		}
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
			r.loads(v.module)
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

// doubt takes back what is said of keeping where the file changes what clients do.
func (r *reader) doubt() {
	if !r.replaced {
		return
	}
	for _, f := range r.file.Functions {
		for i := range f.Uses {
			f.Uses[i].Kept, f.Uses[i].ByClient = template.Unknown, template.Unknown
		}
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
