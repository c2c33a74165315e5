package access

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Idle is a secret that nothing of the program has to do with: nothing refers to
// it or names it, no statement is for it in particular, nothing rotates it.
type Idle struct {
	At        analyzers.Place `json:"at"`
	Secret    string          `json:"secret"`
	SecretKey string          `json:"secret_key"`
	// Named is set where the secret has a name of its author's choosing, by which
	// something outside of the program may use it.
	Named bool `json:"named"`
}

// idle finds the secrets that nothing uses. Of a loose template, a secret with a
// name of its own is left undecided: the templates that use it need not be there.
func (m *reaching) idle() {
	if len(m.stock.Secrets) == 0 {
		return
	}
	used := map[string]bool{}
	for i := range m.refs.Edges {
		if e := &m.refs.Edges[i]; e.Via != "DependsOn" {
			used[e.To] = true
		}
	}
	for _, u := range m.facts.Uses {
		used[u.SecretKey] = true
	}
	var index mentions
	if len(m.stock.Secrets) >= indexFrom {
		index = m.index()
	}
	for _, s := range m.stock.Secrets {
		// An edge to an attachment is one to its secret; the attachment by itself is
		// one too.
		if used[s.Key] || len(s.Attachments) > 0 || m.inPolicy(s) || m.mentioned(s, index) {
			continue
		}
		switch complete := m.pass.Program.Complete; {
		case !complete && s.Name.State != "generated":
			m.pass.Undecided("cost", s.At, "whether another template uses the secret by its name")
			continue
		case !complete && fragment(s.Resource.Stack):
			m.pass.Undecided("cost", s.At, "whether the file is a part of a template that uses the secret")
			continue
		}
		m.facts.Idle = append(m.facts.Idle, Idle{At: s.At, Secret: label(s), SecretKey: s.Key, Named: s.Name.State != "generated"})
	}
}

// fragment tells a file that has nothing but resources: other tools put such files
// together to one template.
func fragment(s *template.Stack) bool {
	return !slices.ContainsFunc(s.Root.Fields(), func(f template.Field) bool { return f.Key.Text != "Resources" })
}

// inPolicy tells whether a statement is for the secret in particular: not for
// every secret, or for every secret that a condition picks out.
func (m *reaching) inPolicy(s *secrets.Secret) bool {
	if len(m.iam.Secrets[s.Key]) > 0 {
		return true
	}
	arn := iam.SecretARN(s.Resource)
	for _, p := range m.all {
		for _, policy := range p.policies {
			if policy.Kind != eval.IdentityPolicy {
				continue
			}
			for i := range policy.Statements {
				st := &policy.Statements[i]
				if o, ok := st.Source.(*iam.Origin); st.Effect == eval.Deny || !ok || o.Managed != "" {
					continue
				}
				for _, t := range st.Resources {
					if eval.MatchResource(t, arn) != template.False && (!wide(t) && !everyResource(t) || len(st.Conditions) > 0) {
						return true
					}
				}
			}
		}
	}
	return false
}

// everyResource tells "*", and patterns of it.
func everyResource(t eval.Text) bool {
	text, ok := t.Literal()
	return ok && strings.Trim(text, "*:") == ""
}

// mentioned tells whether the secret's name stands anywhere else in the program's
// templates, or in the code of its functions. index may be nil.
func (m *reaching) mentioned(s *secrets.Secret, index mentions) bool {
	name := distinctive(s)
	if name == "" {
		return s.Name.State != "generated" // a name of which nothing is known may be any
	}
	if index != nil && wholeName(name) {
		return index.outside(name, s.Resource)
	}
	for _, stack := range m.pass.Program.Stacks {
		text := string(stack.Source.Data)
		from, to := 0, 0
		if stack == s.Resource.Stack {
			from, to = s.Resource.Node.Offsets()
		}
		if standsIn(text[:from], name) || standsIn(text[min(to, len(text)):], name) {
			return true
		}
	}
	return m.inCode(name)
}

// distinctive is the longest part of a secret's name that is known.
func distinctive(s *secrets.Secret) string {
	longest := ""
	for _, piece := range strings.Split(s.Name.Text, "*") {
		if len(piece) > len(longest) {
			longest = piece
		}
	}
	return longest
}

// standsIn tells whether a name stands in a text, and not as a part of a longer
// name.
func standsIn(text, name string) bool {
	for {
		i := strings.Index(text, name)
		if i < 0 {
			return false
		}
		before, after := byte(' '), byte(' ')
		if i > 0 {
			before = text[i-1]
		}
		end := i + len(name)
		if end < len(text) {
			after = text[end]
		}
		if !nameByte(before) && (!nameByte(after) || after == '-' && random(text[end+1:])) {
			return true
		}
		text = text[end:]
	}
}

// random tells whether a text begins with the six characters that Secrets Manager
// appends to a name in its ARN, or with a pattern for them.
func random(text string) bool {
	n := 0
	for n < len(text) && nameByte(text[n]) {
		n++
	}
	return n == 6 || n == 0 && text != "" && strings.IndexByte("*?$", text[0]) >= 0
}

// nameByte tells the characters of a secret's name.
// Source: AWS Secrets Manager API reference, CreateSecret.
func nameByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || strings.IndexByte("/_+=.@-", c) >= 0
}

// inCode looks for a name in the code of the program's functions.
func (m *reaching) inCode(name string) bool {
	found := false
	m.eachCode(func(text string) bool {
		found = found || standsIn(text, name)
		return !found
	})
	return found
}

// index holds the texts that [reaching.mentioned] searches.
func (m *reaching) index() mentions {
	index := mentions{}
	for _, stack := range m.pass.Program.Stacks {
		index.add(stack, string(stack.Source.Data))
	}
	m.eachCode(func(text string) bool {
		index.add(nil, text)
		return true
	})
	return index
}

// eachCode visits the code of the program's functions, until visit says no.
func (m *reaching) eachCode(visit func(text string) bool) {
	files := m.pass.Settings.Files
	if files == nil {
		return
	}
	done := false
	seen := map[string]bool{}
	m.pass.Resources(func(r *template.Resource) {
		if done || r.Type != "AWS::Lambda::Function" && r.Type != "AWS::Lambda::LayerVersion" {
			return
		}
		path, ok := r.CodeAsset()
		if !ok || seen[path] {
			return
		}
		seen[path] = true
		size := 0
		// An asset that cannot be read is told where its code is looked through.
		_, _ = files.Walk(m.pass.Context, path, func(_ string, text []byte) {
			if size += len(text); size <= maxCode {
				done = done || !visit(string(text))
			}
		})
	})
}

// Named is a permission that names a secret, and what runs as its principal: code
// that reads the secret although no property tells it which.
type Named struct {
	SecretKey    string   `json:"secret_key"`
	PrincipalKey string   `json:"principal_key"`
	Runs         []string `json:"runs"` // keys of resources
}

// named finds the permissions to read that name a secret.
func (m *reaching) named() {
	for _, row := range m.facts.Reach {
		if row.read != template.True || row.principal.Resource.Type != "AWS::IAM::Role" || m.naming(row.principal, row.secret) == nil {
			continue
		}
		m.graph()
		n := Named{SecretKey: row.SecretKey, PrincipalKey: row.PrincipalKey, Runs: []string{}}
		for _, e := range m.users[row.PrincipalKey] {
			if e.From != "" && isRole(e) {
				n.Runs = add(n.Runs, e.From)
			}
		}
		m.facts.Named = append(m.facts.Named, n)
	}
}

// isRole tells whether a reference to a role is one by which something runs as it.
func isRole(e refs.Edge) bool {
	for _, x := range e.At.Path {
		if name, ok := x.(string); ok && (strings.HasSuffix(name, "Role") || strings.HasSuffix(name, "RoleArn")) {
			return true
		}
	}
	return false
}
