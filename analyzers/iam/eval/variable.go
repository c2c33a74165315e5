package eval

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// resolve puts in the values of policy variables: ${key}, ${key, 'default'}, and
// ${*}, ${?}, ${$} for the characters themselves (IAM User Guide, "IAM policy
// elements: Variables and tags"). ok is False when a variable has neither a value
// nor a default, Unknown when that is not certain.
func (r *Request) resolve(t Text, old bool) (resolved Text, ok template.Truth) {
	if old || !slices.ContainsFunc(t, hasVariable) {
		return t, template.True
	}
	ok = template.True
	for _, p := range t {
		if !hasVariable(p) {
			resolved = append(resolved, p)
			continue
		}
		rest := p.Lit
		for {
			before, after, found := strings.Cut(rest, "${")
			resolved = appendLit(resolved, p, before)
			if !found {
				break
			}
			name, after, closed := strings.Cut(after, "}")
			if !closed {
				// The name goes on in the next piece; what it comes to is not known.
				return append(resolved, Piece{Kind: Unknown}), template.Unknown
			}
			value, has := r.variable(name)
			ok = ok.And(has)
			resolved = append(resolved, value...)
			rest = after
		}
	}
	return resolved, ok
}

func hasVariable(p Piece) bool { return p.Kind == Literal && strings.Contains(p.Lit, "${") }

// variable is the value of a policy variable, and whether it has one.
func (r *Request) variable(name string) (Text, template.Truth) {
	if name == "*" || name == "?" || name == "$" {
		return Text{{Kind: Exact, Lit: name}}, template.True
	}
	key, fallback, hasFallback := strings.Cut(name, ",")
	v := r.lookup(strings.TrimSpace(key))
	if v.Present == template.False && v.Values != nil {
		v = ContextValue{} // it may have one after all
	}
	has := v.Present
	if hasFallback {
		// The form is fixed: a comma, a space, and the default in single quotes.
		quoted, ok := strings.CutPrefix(fallback, " '")
		fallback, closed := strings.CutSuffix(quoted, "'")
		if !ok || !closed {
			return Anything(), template.Unknown
		}
		has = template.True
		if v.Present == template.False {
			return Text{{Kind: Exact, Lit: fallback}}, has
		}
	}
	switch {
	case v.Present == template.True && len(v.Values) == 1:
		return v.Values[0].exact(), has
	case len(v.Values) > 1:
		// A variable is of a key with one value.
		return Anything(), template.Unknown
	}
	return Anything(), has
}
