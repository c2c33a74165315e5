package javascript

import (
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// overExtension recognises a call of the extension's endpoint, by what is fetched.
func (w *walker) overExtension(x *js.CallExpr, callee js.IExpr, f value) bool {
	fetches := false
	switch c := callee.(type) {
	case *js.Var:
		fetches = string(c.Name()) == "fetch" && len(w.defs[variable(c)]) == 0
	}
	if f.kind == importValue {
		root, _, _ := strings.Cut(f.module, "/")
		fetches = fetches || fetchers[root]
	}
	if f.kind == unknown { // an object of axios.create, and the like
		if d, ok := callee.(*js.DotExpr); ok && nameOf(d.Y) == "get" {
			fetches = true
		}
	}
	if !fetches {
		return false
	}
	for i, a := range x.Args.List {
		if i > 1 {
			break
		}
		v := w.eval(a.Value, w.u)
		if v.kind == literalValue {
			for _, name := range []string{"path", "url", "params", "searchParams"} {
				if p := w.propertyOf(v, name); p.kind == idValue {
					v = p
					break
				}
			}
		}
		if v.kind != idValue || !strings.Contains(v.id.Text, endpoint) {
			continue
		}
		w.use(x, source.Extension, extension, []source.ID{w.query(a.Value, v)})
		w.endpoints++
		return true
	}
	return false
}

// query is the secret that the URL of the endpoint names.
func (w *walker) query(e js.IExpr, v value) source.ID {
	var found source.ID
	var look func(e js.IExpr, u *unit, depth int)
	look = func(e js.IExpr, u *unit, depth int) {
		if depth > 10 {
			return
		}
		switch x := bare(e).(type) {
		case *js.TemplateExpr:
			for i, p := range x.List {
				last := i+1 == len(x.List)
				if strings.HasSuffix(strings.TrimSuffix(string(p.Value), "${"), "secretId=") && (!last || len(x.Tail) == 2) {
					found = w.id(p.Expr, u)
				}
			}
		case *js.BinaryExpr:
			if left := w.eval(x.X, u); left.kind == idValue && strings.HasSuffix(left.id.Text, "secretId=") {
				found = w.id(x.Y, u)
			}
		case *js.Var:
			if defs := w.defs[variable(x)]; len(defs) == 1 && defs[0].from != nil {
				look(defs[0].from, defs[0].unit, depth+1)
				if defs[0].unit != w.u && found.Kind == source.Parameter {
					found = source.ID{}
				}
			}
		case *js.ObjectExpr:
			for _, p := range x.List {
				if name := keyOf(p.Name); name == "path" || name == "url" {
					look(p.Value, u, depth+1)
				}
			}
		case *js.NewExpr: // new URL(`…`)
			if x.Args != nil && len(x.Args.List) > 0 {
				look(x.Args.List[0].Value, u, depth+1)
			}
		}
	}
	look(e, w.u, 0)
	if found.Kind == source.Unknown && v.id.Kind == source.Literal {
		if _, name, ok := strings.Cut(v.id.Text, "secretId="); ok {
			name, _, _ = strings.Cut(name, "&")
			return source.ID{Kind: source.Literal, Text: name}
		}
	}
	return found
}
