// Package lookups finds names of secrets that no stack of an app creates, though
// nearly the same name is created.
package lookups

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/naming"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer finds names of secrets that nothing creates. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "lookups",
	Doc:      "names of secrets that no stack of the app creates, though nearly the same name is created",
	Requires: []*analyzers.Analyzer{secrets.Analyzer, access.Analyzer, dynamicrefs.Analyzer, naming.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		f := &finder{
			pass: pass, stock: pass.ResultOf[secrets.Analyzer].(*secrets.Facts), facts: &Facts{Unknown: []Unknown{}},
			environments: pass.ResultOf[naming.Analyzer].(*naming.Facts).Environments,
		}
		// Within a part of an app nothing is known of the other parts.
		if pass.Program.Complete && len(f.stock.Secrets) > 0 {
			f.uses(pass.ResultOf[access.Analyzer].(*access.Facts))
			f.variables()
			f.references(pass.ResultOf[dynamicrefs.Analyzer].(*dynamicrefs.Facts))
			f.sort()
		}
		return f.facts, nil
	},
}

// Facts are the names that no stack creates and that are nearly those of secrets
// which one does, in order of place.
type Facts struct {
	Unknown []Unknown `json:"unknown"`
}

// Unknown is a name by which a secret is looked up, and that no stack creates.
type Unknown struct {
	At analyzers.Place `json:"at"`
	// Consumer names the resource that looks it up, Via its property or variable.
	Consumer string `json:"consumer"`
	Via      string `json:"via"`
	Name     string `json:"name"`
	// Existing is the name that a stack creates, SecretAt the place of its secret and
	// Secret the key of that.
	Existing string          `json:"existing"`
	Secret   string          `json:"secret"`
	SecretAt analyzers.Place `json:"secret_at"`
	// How the names differ: "form" (letter case or separators only), "spelling" (Word
	// is misspelled) or "environment" (Word, an environment, is missing).
	How  string `json:"how"`
	Word string `json:"word"`
	// Old is the end of the text as it is written, New what it should be.
	Old string `json:"old"`
	New string `json:"new"`
	// Role is the key of the role that reads and may not read the existing secret, ""
	// where it may or is not known.
	Role string `json:"role"`
}

type finder struct {
	pass         *analyzers.Pass
	stock        *secrets.Facts
	facts        *Facts
	environments map[string][]string
}

// uses looks at properties that name a secret which is not the program's.
func (f *finder) uses(facts *access.Facts) {
	for _, u := range facts.Uses {
		r := f.pass.Program.Resource(u.Key)
		if r == nil || u.SecretKey != "" || !literal(u.Secret) {
			continue
		}
		if !u.ByName {
			region, known := eval.Region(u.ARN)
			account, ok := eval.Account(u.ARN)
			if !ok || known && region != r.Stack.Region || eval.Match(account, iam.Account(r.Stack), eval.MatchOptions{NoWildcards: true}) != template.True {
				continue // of another account or region
			}
			if access.CompleteName(u.Secret) {
				continue // an ARN with its six characters was copied from a secret that exists
			}
		}
		s, x := f.judge(r.Stack, u.At, u.Secret, true)
		if s == nil {
			continue
		}
		x.Consumer, x.Via = u.Consumer, u.Via
		if u.RoleState == "found" && u.MayRead(iam.SecretARN(s.Resource)) == template.False {
			x.Role = u.RoleKey
		}
		f.facts.Unknown = append(f.facts.Unknown, x)
	}
}

func literal(name string) bool { return name != "" && !strings.ContainsAny(name, "*?${}") }

// variables looks at variables of functions that name a secret: their values count
// as uses only where a secret has that name.
func (f *finder) variables() {
	f.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::Lambda::Function" {
			return
		}
		vars := r.Property("Environment", "Variables")
		for _, k := range vars.Keys() {
			v := vars.Get(k.Text)
			name, ok := v.Literal()
			if !ok || len(v.Parts) != 1 || v.Parts[0].Origin == template.FromDefault || !literal(name) || strings.Contains(name, ":") || !strings.Contains(strings.ToUpper(k.Text), "SECRET") {
				continue
			}
			at := analyzers.AtValue(r, v, template.Path{"Environment", "Variables", k.Text})
			if s, x := f.judge(r.Stack, at, name, false); s != nil {
				x.Consumer, x.Via = r.Label(), k.Text
				f.facts.Unknown = append(f.facts.Unknown, x)
			}
		}
	})
}

// references looks at dynamic references to a secret.
func (f *finder) references(facts *dynamicrefs.Facts) {
	for _, d := range facts.References {
		r := f.pass.Program.Resource(d.Resource)
		if r == nil || d.Service != "secretsmanager" || d.Secret != "" || d.Malformed != "" || d.Misplaced != "" || !literal(d.Name) || strings.Contains(d.Name, ":") {
			continue
		}
		s, x := f.judge(r.Stack, d.At, d.Name, true)
		if s == nil {
			continue
		}
		x.Consumer, x.Via = r.Label(), d.Property
		x.Old, x.New = "", ""
		// The name stands in the middle of the reference: replace it to its end.
		if n, ok := r.Stack.Lookup(d.At.Path); ok && n.IsScalar() && len(d.At.Span) == 2 && d.At.Span[1] == len(n.Text) {
			if i := strings.Index(n.Text[d.At.Span[0]:], ":"+d.Name); i >= 0 {
				x.Old = n.Text[d.At.Span[0]+i+1:]
				x.New = x.Existing + strings.TrimPrefix(x.Old, d.Name)
			}
		}
		f.facts.Unknown = append(f.facts.Unknown, x)
	}
}

// judge looks for the secret that a name nearly is; nil where there is none, or where
// a secret may have the name. sure tells that the text is meant as a name: anything may
// stand in variables, even a credential.
func (f *finder) judge(stack *template.Stack, at analyzers.Place, name string, sure bool) (*secrets.Secret, Unknown) {
	var found *secrets.Secret
	x := Unknown{At: at, Name: name}
	for _, s := range f.stock.Secrets {
		switch {
		case s.Name.State == "generated":
			continue
		case s.Name.State != "literal" || s.Name.Defaulted:
			if eval.Match(eval.Lit(name), iam.SecretName(s.Resource), eval.MatchOptions{NoWildcards: true}) != template.False {
				f.open(at, sure, "whether a secret of the app has the name that is looked up here")
				return nil, x
			}
			continue
		case s.Name.Text == name:
			return nil, x // here or in another region
		}
		if !within(s, stack) || s.Resource.Exists() == template.False {
			continue
		}
		how, word := similar(name, s.Name.Text, f.environments)
		if how == "" || found != nil && rank(x.How) <= rank(how) {
			continue
		}
		found = s
		x.Existing, x.Secret, x.SecretAt, x.How, x.Word, x.Old, x.New = s.Name.Text, s.Key, s.At, how, word, name, s.Name.Text
	}
	if found == nil {
		f.open(at, sure, "whether the secret that is looked up here exists: no stack of the app creates one of that name")
	}
	return found, x
}

// open records what is not decided of a name. The name is not said: see judge.
func (f *finder) open(at analyzers.Place, sure bool, why string) {
	if sure {
		f.pass.Undecided("connectivity", at, why)
	}
}

// rank orders the ways to differ by how certain it is that the one name is meant.
func rank(how string) int { return slices.Index([]string{form, spelling, environment}, how) }

// within tells whether a secret, or a replica of it, is where a stack is deployed.
func within(s *secrets.Secret, stack *template.Stack) bool {
	t := s.Resource.Stack
	if t.Account != stack.Account {
		return false
	}
	return t.Region == stack.Region || slices.ContainsFunc(s.Replicas, func(r secrets.Replica) bool { return r.Region != "" && r.Region == stack.Region })
}

func (f *finder) sort() {
	slices.SortStableFunc(f.facts.Unknown, func(a, b Unknown) int {
		return cmp.Or(cmp.Compare(a.At.Resource, b.At.Resource), cmp.Compare(a.At.Path.String(), b.At.Path.String()))
	})
}
