package access

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// maxCode bounds how much of a function's code is looked through for names.
const maxCode = 8 << 20

// CodeVia is the [Use.Via] of code that has the secret's name in it.
const CodeVia = "its code"

// codeUses finds the functions whose code reads a secret of the program by its
// name. Where it is not known what the code reads, it is looked through for the
// names: only those of several parts count then, since a plain word in quotes may
// be anything.
func (a *analysis) codeUses() error {
	var named []*secrets.Secret
	for _, s := range a.stock.Secrets {
		if s.Name.State == "literal" && strings.Contains(s.Name.Text, "/") {
			named = append(named, s)
		}
	}
	seen := map[string]bool{} // function and secret that a variable gives already
	for _, u := range a.facts.Uses {
		seen[u.Key+" "+u.SecretKey] = true
	}
	inAsset := map[string]map[string]bool{} // by asset: the names in it
	var failed error
	a.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::Lambda::Function" || failed != nil {
			return
		}
		if f := a.code.ByKey(r.Key()); f != nil {
			for _, x := range f.Fetches {
				// What is not certain to run is a use by its name only, as it is without
				// knowing the code.
				if x.Name == "" || x.Where == code.Unknown && !strings.Contains(x.Name, "/") {
					continue
				}
				if id, ok := a.secretOf(r, x); ok && !id.replica && !seen[r.Key()+" "+id.secret.Key] {
					seen[r.Key()+" "+id.secret.Key] = true
					a.codeUse(r, id.secret)
				}
			}
			if f.Whole && f.Named() && given(r, f) {
				return
			}
		}
		if len(named) == 0 {
			return
		}
		inline := r.Property("Code", "ZipFile")
		var names map[string]bool
		if inline.Kind == template.ScalarValue {
			names = namesIn(inline.Text("\x00"), named, nil)
		} else if path, ok := r.CodeAsset(); ok && a.pass.Settings.Files != nil {
			names, ok = inAsset[path]
			if !ok {
				size := 0
				_, err := a.pass.Settings.Files.Walk(a.pass.Context, path, func(_ string, text []byte) {
					if size += len(text); size <= maxCode {
						names = namesIn(string(text), named, names)
					}
				})
				if err != nil {
					failed = a.pass.Context.Err() // an asset that cannot be read is told elsewhere
				}
				inAsset[path] = names
			}
		}
		for _, s := range named {
			if !names[s.Key] || seen[r.Key()+" "+s.Key] || !sameEnvironment(s.Resource.Stack, r.Stack) {
				continue
			}
			a.codeUse(r, s)
		}
	})
	return failed
}

// given tells whether a function has all variables that name secrets to its code: the
// code may have a name in place of one that is missing.
func given(r *template.Resource, f *code.Function) bool {
	return !slices.ContainsFunc(f.Fetches, func(x *code.Action) bool {
		return x.Variable != "" && r.Property("Environment", "Variables", x.Variable).Kind == template.AbsentValue
	})
}

// secretOf is the program's secret that code names.
func (a *analysis) secretOf(r *template.Resource, x *code.Action) (identity, bool) {
	if x.Variable != "" {
		v := r.Property("Environment", "Variables", x.Variable)
		id, ok := a.identify(r, v, consumers.Row{Type: r.Type, Convention: true, Path: []string{"Environment", "Variables", "*"}}, "SECRET")
		return id, ok && id.secret != nil
	}
	name := x.Name
	if strings.HasPrefix(name, "arn:") {
		fields := strings.Split(name, ":")
		if len(fields) != 7 || fields[2] != "secretsmanager" || fields[4] != r.Stack.Account || fields[3] != r.Stack.Region {
			return identity{}, false
		}
		name = fields[6]
		if i := strings.LastIndexByte(name, '-'); i > 0 && len(name)-i == 7 {
			name = name[:i]
		}
	}
	id, ok := a.byName(r, name)
	return id, ok && id.secret != nil
}

// namesIn adds the secrets that a text names in quotes, or in an ARN.
func namesIn(text string, named []*secrets.Secret, found map[string]bool) map[string]bool {
	for _, s := range named {
		name := s.Name.Text
		for rest := text; ; {
			i := strings.Index(rest, name)
			if i < 0 {
				break
			}
			before, after := byte(0), byte(0)
			if i > 0 {
				before = rest[i-1]
			}
			if end := i + len(name); end < len(rest) {
				after = rest[end]
			}
			quoted := (before == '"' || before == '\'' || before == '`') && after == before
			if quoted || i >= 8 && rest[i-8:i] == ":secret:" && (after == '"' || after == '\'' || after == '-') {
				if found == nil {
					found = map[string]bool{}
				}
				found[s.Key] = true
				break
			}
			rest = rest[i+len(name):]
		}
	}
	return found
}

// codeUse records and judges a function's use of a secret by its code.
func (a *analysis) codeUse(r *template.Resource, s *secrets.Secret) {
	at := s.At
	u := &Use{
		At: analyzers.At(r, "Code"), Consumer: r.Label(), Key: r.Key(), Type: r.Type, Via: CodeVia, Convention: true,
		Secret: label(s), SecretKey: s.Key, SecretLabel: s.Label, SecretAt: &at,
		ByName: true, ARN: iam.SecretARN(s.Resource), resource: r, RoleState: "unknown", RoleKind: "execution role",
	}
	a.facts.Uses = append(a.facts.Uses, u)
	row := consumers.Row{Type: r.Type, Reader: consumers.Reader{Kind: consumers.ExecutionRole, Roles: [][]string{{"Role"}}}, Convention: true}
	a.reader(u, row, template.Path{})
	if u.RoleState == "found" {
		a.decide(u, row, a.known(s))
	}
	a.untold(u)
}
