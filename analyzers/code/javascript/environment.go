package javascript

import (
	"strings"

	"github.com/tdewolff/parse/v2/js"
)

// envPrefix begins the name of a place that is a variable of the environment.
const envPrefix = "env "

// envPlace is the place of a variable of the environment: what is put there stays as
// long as the process.
func envPlace(name string) place { return place{prop: envPrefix + name} }

// isEnv tells whether an expression is process.env.
func isEnv(e js.IExpr) bool {
	d, ok := bare(e).(*js.DotExpr)
	if !ok || nameOf(d.Y) != "env" {
		return false
	}
	v, ok := bare(d.X).(*js.Var)
	return ok && string(v.Name()) == "process"
}

// setters are functions that put something into the object which they are given first.
var setters = map[string]bool{
	"assign": true, "set": true, "defineProperty": true, "defineProperties": true, "extend": true, "merge": true, "defaults": true, "populate": true,
}

// keyText is the text of a key that is written out, "" for any other one.
func keyText(e js.IExpr) string {
	if lit, ok := bare(e).(*js.LiteralExpr); ok && lit.TokenType == js.StringToken {
		return unquote(lit.Data)
	}
	return ""
}

// setsEnv notes which variable of the environment an assignment sets.
func (r *reader) setsEnv(target js.IExpr) {
	switch x := target.(type) {
	case *js.DotExpr:
		if env, ok := x.X.(*js.DotExpr); ok && nameOf(env.Y) == "env" {
			r.setEnv[nameOf(x.Y)] = true
		}
		r.envFilled = r.envFilled || isEnv(x) // process.env = …
	case *js.IndexExpr:
		if !isEnv(x.X) {
			return
		}
		if name := keyText(x.Y); name != "" {
			r.setEnv[name] = true
		} else {
			r.envFilled = true
		}
	}
}

// mayBeSet tells whether the code may set a variable of the environment, any of them
// for "": this file, or one that is loaded with it.
func (r *reader) mayBeSet(name string) bool {
	if r.envFilled || r.setEnv[name] || name == "" && len(r.setEnv) > 0 {
		return true
	}
	for _, i := range r.file.Imports {
		if strings.HasPrefix(i.Module, ".") {
			return true
		}
	}
	return false
}

// compared is the variable of the environment that is compared with a text.
func (w *walker) compared(x *js.BinaryExpr) (string, bool) {
	switch x.Op {
	case js.EqEqToken, js.EqEqEqToken, js.NotEqToken, js.NotEqEqToken:
	default:
		return "", false
	}
	if lit, ok := bare(x.Y).(*js.LiteralExpr); !ok || lit.TokenType != js.StringToken || len(lit.Data) == 2 || unquote(lit.Data) == "undefined" {
		return "", false
	}
	switch e := bare(x.X).(type) {
	case *js.DotExpr:
		return nameOf(e.Y), w.eval(e.X, w.u).kind == envValue
	case *js.IndexExpr:
		name := keyText(e.Y)
		return name, name != "" && w.eval(e.X, w.u).kind == envValue
	}
	return "", false
}
