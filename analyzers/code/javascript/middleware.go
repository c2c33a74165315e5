package javascript

import (
	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

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
