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
				recv := w.eval(d.X, w.u)
				if client(recv) == sdk3 {
					w.use(at, command(c), sdk3, w.ids(c.node.Args, c.at, command(c)))
					return true
				}
				// What it is sent by may keep what it gets; another file may tell.
				w.use(at, command(c), sdk3, w.ids(c.node.Args, c.at, command(c)), template.Unknown)
				if recv.kind == importValue && strings.HasPrefix(recv.module, ".") {
					kept, _ := w.keeps(nil)
					w.receiver(source.Import{Module: recv.module, Name: recv.name}, kept)
				}
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

// receiver notes what the uses that were added last are sent by, and whether they are
// kept where that is a client.
func (w *walker) receiver(i source.Import, kept template.Truth) {
	uses := w.file.Functions[w.u.index].Uses
	for n := range uses {
		if u := &uses[n]; u.Start == uses[len(uses)-1].Start && u.Kept == template.Unknown {
			u.Receiver, u.ByClient = i, kept
		}
	}
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
