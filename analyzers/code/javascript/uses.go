package javascript

import (
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// use adds something done with secrets at the place of a call.
func (w *walker) use(at js.INode, api source.API, with string, ids []source.ID, known ...template.Truth) {
	spot := w.spots[at]
	kept, expires := w.keeps(nil)
	for _, k := range known {
		if kept != template.True && k != template.False {
			kept = k
		}
	}
	f := w.file.Functions[w.u.index]
	if len(ids) == 0 {
		ids = []source.ID{{}}
	}
	for _, id := range ids {
		f.Uses = append(f.Uses, source.Use{Start: spot.start, End: spot.end, API: api, Client: with, ID: id, Kept: kept, Expires: expires, Sometimes: len(w.conds) > 0})
	}
}

// call reads a call.
func (w *walker) call(x *js.CallExpr) {
	callee := bare(x.X)
	if d, ok := callee.(*js.DotExpr); ok {
		w.node(d.X)
	} else {
		w.node(callee)
	}
	if !w.secret(x, callee) {
		w.plain(x, callee)
	}
	for _, a := range x.Args.List {
		w.node(a.Value)
	}
}

// secret recognises calls that do something with secrets.
func (w *walker) secret(x *js.CallExpr, callee js.IExpr) bool {
	arg := func(i int) js.IExpr {
		if i < len(x.Args.List) && !x.Args.List[i].Rest {
			return x.Args.List[i].Value
		}
		return nil
	}
	if d, ok := callee.(*js.DotExpr); ok {
		name := nameOf(d.Y)
		if name == "send" && arg(0) != nil {
			if c := w.eval(arg(0), w.u); command(c) != "" && w.eval(callee, w.u).kind != funcValue {
				w.consumed[c.node] = true
				at := js.INode(x)
				if bare(arg(0)) == js.IExpr(c.node) {
					at = c.node
				}
				w.use(at, command(c), sdk3, w.ids(c.node.Args, c.at, command(c)))
				return true
			}
		}
		recv := w.eval(d.X, w.u)
		api, known := apis[name]
		with := client(recv)
		switch {
		case with == caching && strings.HasPrefix(name, "get"):
			kept := template.Unknown
			if recv.at != nil && recv.at.index == 0 {
				kept = template.True
			}
			w.use(x, source.Get, caching, w.nameArg(arg(0)), kept)
			return true
		case with == powertool && name == "get":
			w.use(x, source.Get, powertool, w.nameArg(arg(0)), w.aged(arg(1)))
			w.expire()
			return true
		case known && (with == sdk3 || with == sdk2):
			var args *js.Args
			if arg(0) != nil {
				args = &x.Args
			}
			w.use(x, api, with, w.ids(args, w.u, api))
			return true
		case known && telling(name) && recv.kind != objectValue && w.eval(callee, w.u).kind == unknown && arg(0) != nil:
			// Something that looks like a client, and may keep what it gets.
			w.use(x, api, "", w.ids(&x.Args, w.u, api), template.Unknown)
			w.blur("it calls " + name + " of something that is not known")
			return true
		}
	}
	f := w.eval(callee, w.u)
	if f.kind == importValue {
		switch {
		case f.module == "@aws-lambda-powertools/parameters/secrets" && f.name == "getSecret":
			w.use(x, source.Get, powertool, w.nameArg(arg(0)), w.aged(arg(1)))
			w.expire()
			return true
		case f.module == sdk3Module && strings.HasPrefix(f.name, "paginate"):
			w.use(x, source.Other, sdk3, nil)
			return true
		}
	}
	return w.overExtension(x, callee, f)
}

// expire marks the use that was added last as one that is kept for a time.
func (w *walker) expire() {
	uses := w.file.Functions[w.u.index].Uses
	if u := &uses[len(uses)-1]; u.Kept == template.True {
		u.Expires = true
	}
}

// aged tells whether Powertools keeps what it fetches, which it does for 5 seconds
// unless it is told otherwise.
// Source: Powertools for AWS Lambda (TypeScript), Parameters.
func (w *walker) aged(options js.IExpr) template.Truth {
	if options == nil {
		return template.True
	}
	v := w.eval(options, w.u)
	if v.kind != literalValue {
		return template.Unknown
	}
	kept := template.True
	for i := range v.object.List {
		p := &v.object.List[i]
		lit, known := p.Value.(*js.LiteralExpr)
		switch keyOf(p.Name) {
		case "maxAge":
			if !known {
				kept = template.Unknown
			} else if string(lit.Data) == "0" {
				return template.Unknown // it may be that of one second, or none
			}
		case "forceFetch":
			if !known {
				return template.Unknown
			} else if lit.TokenType == js.TrueToken {
				return template.False
			}
		case "":
			return template.Unknown
		}
	}
	return kept
}

// nameArg is the secret that an argument names.
func (w *walker) nameArg(e js.IExpr) []source.ID {
	if e == nil {
		return nil
	}
	return []source.ID{w.id(e, w.u)}
}

func (r *reader) id(e js.IExpr, u *unit) source.ID {
	if v := r.eval(e, u); v.kind == idValue {
		return v.id
	}
	return source.ID{}
}

// ids are the secrets that the input of an operation names.
func (r *reader) ids(args *js.Args, u *unit, api source.API) []source.ID {
	if args == nil || len(args.List) == 0 || args.List[0].Rest || u == nil {
		return nil
	}
	v := r.eval(args.List[0].Value, u)
	if v.kind != literalValue {
		return nil
	}
	key := "SecretId"
	switch api {
	case source.Create:
		key = "Name"
	case source.GetBatch:
		key = "SecretIdList"
	case source.List, source.Password:
		return nil
	}
	for i := range v.object.List {
		p := &v.object.List[i]
		name := keyOf(p.Name)
		if x, ok := p.Value.(*js.Var); ok && p.Name == nil {
			name = string(x.Name())
		}
		if p.Spread || name != key {
			continue
		}
		if api == source.GetBatch {
			list, ok := bare(p.Value).(*js.ArrayExpr)
			if !ok {
				return nil
			}
			var found []source.ID
			for _, e := range list.List {
				if e.Value == nil || e.Spread {
					return nil
				}
				found = append(found, r.id(e.Value, v.at))
			}
			return found
		}
		if id := r.id(p.Value, v.at); id.Kind != source.Parameter || v.at == u {
			return []source.ID{id}
		}
	}
	return nil
}

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
