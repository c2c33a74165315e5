package access

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// identity is a secret as a property names it.
type identity struct {
	secret    *secrets.Secret // nil for a secret that is not one of the program's
	label     string
	arn       eval.Text // what IAM compares with
	account   eval.Text
	malformed string
	replica   bool // the ARN is that of a replica
	byName    bool // the secret is named by its name
}

// identify reads how a property names a secret; ok is false when it names none,
// or something that cannot be told.
func (a *analysis) identify(r *template.Resource, v *template.Value, row consumers.Row, variable string) (identity, bool) {
	v = a.stored(r, v)
	if v.Kind != template.ScalarValue || len(v.Parts) == 0 {
		return identity{}, false
	}
	container := row.Forms.Has(consumers.Suffix) && strings.HasSuffix(strings.Join(row.Path, "."), "ValueFrom")
	if id, ok := a.byValue(r, v, row); ok {
		return id, true
	}
	for i, p := range v.Parts {
		switch p.Kind {
		case template.RefPart:
			if s := a.stock.ByKey(p.Resource.Key()); s != nil && p.Attr == "" {
				id := a.known(s)
				if row.Convention && len(v.Parts) > 1 {
					return identity{}, false // a longer text that holds the ARN is not the ARN
				}
				if container {
					id.malformed = suffix(s, v.Parts[i+1:])
				}
				return id, true
			}
		case template.DerivedPart:
			if s := a.stock.ByKey(p.Resource.Key()); s != nil && p.Attr == "" {
				// A name that the CDK cuts out of the ARN.
				id := a.known(s)
				id.byName = true
				return id, true
			}
		}
	}
	text := v.Text("*")
	switch {
	case strings.Contains(text, ":ssm:"), strings.HasPrefix(text, "/"), !strings.Contains(text, ":secretsmanager:") && container:
		return identity{}, false // a parameter of Parameter Store
	case strings.Contains(text, ":secretsmanager:") && strings.Contains(text, ":secret:"):
		return a.byARN(r, v, text, row, container)
	}
	name, whole := v.Literal()
	if !whole && (NamesSecret(text, variable) || !row.Convention && row.Forms.Has(consumers.Name)) {
		if id, ok := a.byMadeName(r, v); ok {
			return id, true
		}
	}
	if !whole || row.Convention && len(v.Parts) != 1 {
		return identity{}, false
	}
	if !row.Convention || NamesSecret(name, variable) {
		if id, ok := a.byName(r, name); ok {
			return id, true
		}
	}
	if row.Convention || !row.Forms.Has(consumers.Name) {
		return identity{}, false
	}
	name, _, _ = strings.Cut(name, ":") // CodeBuild: name:json-key:stage:version
	if id, ok := a.byName(r, name); ok {
		return id, true
	}
	return identity{
		label: name, account: iam.Account(r.Stack), byName: true,
		arn: eval.Join(eval.Lit("arn:"), iam.Partition(r.Stack), eval.Lit(":secretsmanager:"), iam.Region(r.Stack), eval.Lit(":"), iam.Account(r.Stack),
			eval.Lit(":secret:"+name+"-"), eval.Text{{Kind: eval.Random6, Sym: "name:" + name}}),
	}, true
}

// byName finds the secret that has a name where a resource is deployed: in its
// region, or as a replica there.
func (a *analysis) byName(r *template.Resource, name string) (identity, bool) {
	for _, s := range a.stock.Secrets {
		if s.Name.State != "literal" || s.Name.Text != name || s.Resource.Stack.Account != r.Stack.Account {
			continue
		}
		id := a.known(s)
		id.byName = true
		if s.Resource.Stack.Region == r.Stack.Region {
			return id, true
		}
		for _, rep := range s.Replicas {
			if rep.Region != "" && rep.Region == r.Stack.Region {
				id.arn, id.replica = iam.ReplicaARN(s.Resource, rep.Region), true
				return id, true
			}
		}
	}
	return identity{}, false
}

// byMadeText finds the secret of which a name or an ARN is made of what is not known in the
// same way as a text: ${AWS::StackName}/db.
func (a *analysis) byMadeText(r *template.Resource, text eval.Text, of func(secret *template.Resource) eval.Text) (identity, bool) {
	for _, s := range a.stock.Secrets {
		if s.Name.State == "literal" || s.Name.State == "generated" || !sameEnvironment(s.Resource.Stack, r.Stack) {
			continue
		}
		if eval.Match(text, of(s.Resource), eval.MatchOptions{NoWildcards: true}) == template.True {
			return a.known(s), true
		}
	}
	return identity{}, false
}

// byMadeName finds the secret that has a name which is not wholly known.
func (a *analysis) byMadeName(r *template.Resource, v *template.Value) (id identity, ok bool) {
	if texts := iam.Text(v); len(texts) == 1 {
		id, ok = a.byMadeText(r, texts[0], iam.SecretName)
		id.byName = ok
	}
	return id, ok
}

// known is the identity of a secret of the program.
func (a *analysis) known(s *secrets.Secret) identity {
	return identity{secret: s, label: label(s), arn: iam.SecretARN(s.Resource), account: iam.Account(s.Resource.Stack)}
}

// NamesSecret tells whether a variable that has the name of a secret as its value
// means the secret: "shop" in SERVICE_NAME does not, "shop" in DB_SECRET and
// "shop/prod/db" anywhere do.
func NamesSecret(name, variable string) bool {
	if strings.Contains(name, "/") {
		return true
	}
	variable = strings.ToLower(variable)
	for _, word := range []string{"secret", "cred", "passw", "token", "key"} {
		if strings.Contains(variable, word) {
			return true
		}
	}
	return false
}

// stored follows a value that is read from Parameter Store when the stack is
// deployed ({{resolve:ssm:…}}, a template parameter of an SSM type) to the
// parameter of the program that holds it, such as one with a secret's ARN.
func (a *analysis) stored(r *template.Resource, v *template.Value) *template.Value {
	if v.Kind != template.ScalarValue || len(v.Parts) != 1 {
		return v
	}
	name := ""
	switch p := v.Parts[0]; {
	case p.Kind == template.ParamPart && p.Param.IsSSM() && p.Param.Default != nil:
		name = p.Param.Default.Scalar()
	case p.Kind == template.DynamicPart && p.Dynamic.Service == "ssm" && len(p.Dynamic.ID) == 1 && p.Dynamic.ID[0].Kind == template.LiteralPart:
		name = p.Dynamic.ID[0].Text
	}
	if name == "" {
		return v
	}
	var found *template.Resource
	a.pass.Resources(func(q *template.Resource) {
		if q.Type != "AWS::SSM::Parameter" || !sameEnvironment(q.Stack, r.Stack) {
			return
		}
		if text, ok := q.Property("Name").Literal(); ok && text == name {
			found = q
		}
	})
	if found == nil {
		return v
	}
	return found.Property("Value")
}

// byValue finds the secret whose value a dynamic reference puts where its ARN is expected.
// A JSON key that is named after an ARN may well hold one.
func (a *analysis) byValue(r *template.Resource, v *template.Value, row consumers.Row) (identity, bool) {
	p := v.Parts[0]
	if row.Convention || !row.Forms.Has(consumers.ARN) || row.Forms.Has(consumers.Name) || p.Kind != template.DynamicPart {
		return identity{}, false
	}
	d := p.Dynamic
	if d.Service != "secretsmanager" || d.Malformed != "" || len(d.ID) != 1 || strings.Contains(d.Key, "*") || strings.Contains(strings.ToLower(d.Key), "arn") {
		return identity{}, false
	}
	id := identity{malformed: "a dynamic reference puts the secret's value where its ARN is expected"}
	switch of := d.ID[0]; of.Kind {
	case template.RefPart:
		s := a.stock.ByKey(of.Resource.Key())
		if s == nil || of.Attr != "" {
			return identity{}, false
		}
		id.secret = s
	case template.LiteralPart:
		named, ok := a.byName(r, of.Text)
		if !ok {
			id.label, id.account = of.Text, iam.Account(r.Stack)
			return id, true
		}
		id.secret = named.secret
	default:
		return identity{}, false
	}
	id.label, id.arn, id.account = label(id.secret), iam.SecretARN(id.secret.Resource), iam.Account(id.secret.Resource.Stack)
	return id, true
}

func label(s *secrets.Secret) string {
	if s.Name.State == "literal" {
		return s.Name.Text
	}
	return s.Label
}

func sameEnvironment(a, b *template.Stack) bool {
	return a.Account == b.Account && a.Region == b.Region
}

// byARN reads an ARN that is written or put together. Without its six random
// characters it is a partial one, which Secrets Manager takes and IAM does not.
func (a *analysis) byARN(r *template.Resource, v *template.Value, text string, row consumers.Row, container bool) (identity, bool) {
	i := strings.Index(text, ":secret:") + len(":secret:")
	name, rest, hasRest := strings.Cut(text[i:], ":")
	texts := iam.Text(v)
	if len(texts) != 1 {
		return identity{}, false
	}
	arn := texts[0]
	if hasRest {
		arn = trimSuffix(arn, ":"+rest)
	}
	if strings.ContainsAny(name, "*?") {
		return a.byMadeARN(r, arn, container) // a name that is not known, or a pattern
	}
	full := CompleteName(name)
	if !full {
		arn = eval.Join(arn, eval.Lit("-"), eval.Text{{Kind: eval.Random6, Sym: "arn:" + name}})
	}
	id := identity{label: strings.TrimSuffix(name, "-??????"), arn: arn, account: accountOf(r, v)}
	open := endsInDefault(v, name)
	if container && !full && !open {
		id.malformed = lacksRandom
	}
	for _, s := range a.stock.Secrets {
		if s.Name.State != "literal" {
			continue
		}
		base := name
		if full && len(name) > 7 {
			base = name[:len(name)-7]
		}
		if s.Name.Text != base && s.Name.Text != name {
			continue
		}
		match := eval.Match(stripRandom(arn), stripRandom(iam.SecretARN(s.Resource)), eval.MatchOptions{NoWildcards: true})
		if match == template.True {
			id.secret, id.label, id.arn, id.account = s, label(s), iam.SecretARN(s.Resource), iam.Account(s.Resource.Stack)
			return id, true
		}
		for _, rep := range s.Replicas {
			if rep.Region != "" && eval.Match(stripRandom(arn), stripRandom(iam.ReplicaARN(s.Resource, rep.Region)), eval.MatchOptions{NoWildcards: true}) == template.True {
				id.secret, id.label, id.arn, id.account, id.replica = s, label(s), iam.ReplicaARN(s.Resource, rep.Region), iam.Account(s.Resource.Stack), true
				return id, true
			}
		}
	}
	return id, !open
}

// byMadeARN finds the secret within whose ARN stands a name that is not wholly known; the
// six random characters are lacking then.
func (a *analysis) byMadeARN(r *template.Resource, arn eval.Text, container bool) (identity, bool) {
	id, ok := a.byMadeText(r, eval.Join(arn, eval.Lit("-")), func(secret *template.Resource) eval.Text { return stripRandom(iam.SecretARN(secret)) })
	if ok && container {
		id.malformed = lacksRandom
	}
	return id, ok
}

// lacksRandom is what is wrong with an ARN for a container that is a partial one.
const lacksRandom = "the ARN lacks the six characters that Secrets Manager appends to the name, which the ECS agent needs"

// endsInDefault tells whether the end of a name is a parameter's default: whoever
// deploys may give a name with its six random characters.
func endsInDefault(v *template.Value, name string) bool {
	for _, p := range v.Parts {
		if p.Kind == template.LiteralPart && p.Origin == template.FromDefault && strings.HasSuffix(name, p.Text) {
			return true
		}
	}
	return false
}

// CompleteName tells whether a name within an ARN ends with the hyphen and six
// characters of a complete one. By its look a name may do so of itself, which
// Secrets Manager warns of.
func CompleteName(name string) bool {
	i := strings.LastIndexByte(name, '-')
	if i <= 0 || len(name)-i-1 != 6 {
		return false
	}
	upper, digit, invented := false, false, true
	for j, c := range name[i+1:] {
		if prev := rune(name[i+j]); j > 0 && c != prev && c != prev+1 {
			invented = false // abcdef, xxxxxx: characters that stand for random ones
		}
		switch {
		case 'A' <= c && c <= 'Z':
			upper = true
		case '0' <= c && c <= '9':
			digit = true
		case 'a' <= c && c <= 'z':
		default:
			return false
		}
	}
	return upper || digit || invented
}

func stripRandom(t eval.Text) eval.Text {
	if n := len(t); n > 0 && t[n-1].Kind == eval.Random6 {
		return t[:n-1]
	}
	return t
}

func trimSuffix(t eval.Text, suffix string) eval.Text {
	out := append(eval.Text{}, t...)
	for n := len(out) - 1; n >= 0 && suffix != ""; n = len(out) - 1 {
		p := &out[n]
		if p.Kind != eval.Literal && p.Kind != eval.Exact {
			return t
		}
		if strings.HasSuffix(p.Lit, suffix) {
			p.Lit = strings.TrimSuffix(p.Lit, suffix)
			suffix = ""
		} else if strings.HasSuffix(suffix, p.Lit) {
			suffix = strings.TrimSuffix(suffix, p.Lit)
			out = out[:n]
		} else {
			return t
		}
	}
	return out
}

// accountOf is the account of an ARN.
func accountOf(r *template.Resource, v *template.Value) eval.Text {
	colon := 0
	for _, p := range v.Parts {
		switch p.Kind {
		case template.LiteralPart:
			fields := strings.Split(p.Text, ":")
			for i, f := range fields {
				if i > 0 {
					colon++
				}
				if colon == 4 && len(f) == 12 && strings.Trim(f, "0123456789") == "" {
					return eval.Lit(f)
				}
			}
		case template.PseudoPart:
			if colon == 4 && p.Text == "AWS::AccountId" {
				return iam.Account(r.Stack)
			}
		}
	}
	return iam.Account(r.Stack)
}

// suffix checks what follows a secret's ARN in a container's ValueFrom:
// nothing, or :json-key:version-stage:version-id, each of which may be empty.
// Source: Amazon ECS developer guide, secrets as environment variables.
func suffix(s *secrets.Secret, parts []template.Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Kind != template.LiteralPart {
			return ""
		}
		b.WriteString(p.Text)
	}
	text := b.String()
	if text == "" {
		return ""
	}
	fields := strings.Split(text, ":")
	if fields[0] != "" || len(fields) != 4 {
		return "behind the ARN must stand :json-key:version-stage:version-id, with the colons of empty parts"
	}
	if key := fields[1]; key != "" && s.KeysKnown && !contains(s.JSONKeys, key) && len(s.Attachments) == 0 {
		return "the secret has no JSON key " + key
	}
	return ""
}
