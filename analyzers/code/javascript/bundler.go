package javascript

import (
	"strings"

	"github.com/tdewolff/parse/v2/js"
)

// packaged is the package whose module a bundler wraps by a call such as
// __commonJS({"node_modules/x/index.js"(exports, module) { … }}), "" for any other.
func packaged(n *js.CallExpr) string {
	v, ok := n.X.(*js.Var)
	if !ok || len(n.Args.List) != 1 || !strings.HasPrefix(string(v.Name()), "__") {
		return ""
	}
	o, ok := n.Args.List[0].Value.(*js.ObjectExpr)
	if !ok || len(o.List) != 1 {
		return ""
	}
	name := keyOf(o.List[0].Name)
	if m, ok := o.List[0].Value.(*js.MethodDecl); ok {
		name = memberName(&m.Name)
	}
	i := strings.LastIndex(name, "node_modules/")
	if i < 0 {
		return ""
	}
	parts := strings.SplitN(name[i+len("node_modules/"):], "/", 3)
	if strings.HasPrefix(parts[0], "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// getsOf reads how compilers export: __export(all, {name: () => value}) and
// Object.defineProperty(exports, "name", {get: function () { return value }}).
func (r *reader) getsOf(n *js.CallExpr, u *unit) {
	args := n.Args.List
	if len(args) < 2 {
		return
	}
	to, ok := args[0].Value.(*js.Var)
	if !ok {
		return
	}
	give := func(name string, f js.IExpr) {
		var body []js.IStmt
		switch f := f.(type) {
		case *js.ArrowFunc:
			body = f.Body.List
		case *js.FuncDecl:
			body = f.Body.List
		}
		if len(body) == 1 {
			if ret, ok := body[0].(*js.ReturnStmt); ok && ret.Value != nil {
				r.getters = append(r.getters, getter{to, outward{name, ret.Value, u}})
			}
		}
	}
	switch x := bare(n.X).(type) {
	case *js.Var:
		if o, ok := args[1].Value.(*js.ObjectExpr); ok && len(args) == 2 {
			for _, p := range o.List {
				if f, ok := p.Value.(*js.ArrowFunc); ok && len(f.Params.List) == 0 {
					give(keyOf(p.Name), p.Value)
				}
			}
		}
	case *js.DotExpr:
		if nameOf(x.Y) != "defineProperty" || len(args) != 3 {
			return
		}
		name, named := args[1].Value.(*js.LiteralExpr)
		o, written := args[2].Value.(*js.ObjectExpr)
		if !named || !written || string(to.Name()) != "exports" || name.TokenType != js.StringToken {
			return
		}
		for _, p := range o.List {
			if keyOf(p.Name) == "get" {
				give(unquote(name.Data), p.Value)
			}
		}
	}
}
