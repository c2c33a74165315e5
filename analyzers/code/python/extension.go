package python

import (
	"net/url"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

const (
	extensionPath = "/secretsmanager/get"
	extensionPort = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"
)

// fetching are the last parts of the names of what makes a request.
var fetching = map[string]bool{"urlopen": true, "Request": true, "get": true, "request": true, "GET": true}

// useExtension is a request to the Parameters and Secrets extension. The extension
// keeps what it fetches, so the use counts as kept.
func (r *reader) useExtension(s *scope, x *syntax.Call, fn value, g guards) bool {
	last := ""
	switch f := x.Fn.(type) {
	case *syntax.Attr:
		last = f.Name
	case *syntax.Name:
		last = fn.path[strings.LastIndexByte(fn.path, '.')+1:]
	}
	if !fetching[last] {
		return false
	}
	for i, a := range x.Args {
		if i > 1 && a.Name == "" || a.Stars > 0 {
			continue
		}
		v := r.eval(a.Value, s)
		if v.kind != stringValue {
			continue
		}
		query, ok := extensionQuery(v, last == "request" && i == 1)
		if !ok {
			continue
		}
		id := query.id(s.fn)
		if params := argument(x.Args, -1, "params"); params != nil {
			if d := r.eval(params, s); d.kind == dict && r.constant(params, s, "secretId") {
				if e := r.entryOf(d.display, "secretId"); e != nil {
					id = r.eval(e, d.in).id(s.fn)
				}
			}
		}
		if fields := argument(x.Args, -1, "fields"); fields != nil {
			if d := r.eval(fields, s); d.kind == dict && r.constant(fields, s, "secretId") {
				if e := r.entryOf(d.display, "secretId"); e != nil {
					id = r.eval(e, d.in).id(s.fn)
				}
			}
		}
		r.addUse(s, r.newUse(x, source.Extension, lambdaLayer, id, template.False), g, true)
		return true
	}
	return false
}

// extensionQuery tells whether the string is the URL of the extension, or its path
// where a connection has the host, and gives its secretId.
func extensionQuery(v value, pathAlone bool) (value, bool) {
	at := -1
	var host strings.Builder
	port := false
	for i, p := range v.parts {
		if p.kind == source.Environment && p.text == extensionPort {
			port = true
		}
		if p.kind != source.Literal {
			host.WriteString("*")
			continue
		}
		before, _, ok := strings.Cut(p.text, extensionPath)
		if ok {
			host.WriteString(before)
			at = i
			break
		}
		host.WriteString(p.text)
	}
	if at < 0 {
		return value{}, false
	}
	h := host.String()
	local := strings.HasPrefix(h, "http://localhost:") || strings.HasPrefix(h, "http://127.0.0.1:")
	if !local && !port && !strings.Contains(h, ":2773") && !(pathAlone && h == "") {
		return value{}, false
	}
	_, rest, _ := strings.Cut(v.parts[at].text, extensionPath)
	parts := append([]part{{kind: source.Literal, text: rest}}, v.parts[at+1:]...)
	return secretID(parts), true
}

// urlencode is a query of the entries of a dictionary.
func (r *reader) urlencode(x syntax.Expr, s *scope) value {
	d := r.eval(x, s)
	if d.kind != dict || len(d.display.Keys) > maxParts/3 || !r.constant(x, s, "secretId") {
		return value{}
	}
	var vs []value
	for i, k := range d.display.Keys {
		if k == nil {
			return value{}
		}
		key, _ := r.eval(k, d.in).exact()
		v := r.stringOf(d.display.Values[i], d.in)
		if text, ok := v.exact(); ok {
			v = literal(url.QueryEscape(text))
		}
		vs = append(vs, literal("&"+key+"="), v)
	}
	return join(vs...)
}

// secretID cuts the secretId out of a query.
func secretID(parts []part) value {
	_, rest, ok := strings.Cut(parts[0].text, "secretId=")
	if !ok {
		return value{}
	}
	parts[0].text = rest
	var out []value
	for _, p := range parts {
		if p.kind == source.Literal {
			text, _, more := strings.Cut(p.text, "&")
			if plain, err := url.QueryUnescape(text); err == nil {
				text = plain
			}
			if text != "" {
				out = append(out, literal(text))
			}
			if more {
				break
			}
			continue
		}
		p.quoted = false
		out = append(out, value{kind: stringValue, parts: []part{p}})
	}
	return join(out...)
}
