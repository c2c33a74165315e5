package naming

import (
	"bytes"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Lookup is a place where a secret is looked up by a partial ARN: one that
// ends with the secret's name, without the characters that Secrets Manager adds
// to it.
type Lookup struct {
	Name string          `json:"name"`
	At   analyzers.Place `json:"at"`
	// By is the logical id of the resource that holds the ARN.
	By string `json:"by"`
}

// lookups finds partial ARNs whose end looks like that of a complete one: of
// the program's secrets, and of others where a policy shows what the name is.
func (f *Facts) lookups(pass *analyzers.Pass) {
	found := &finder{granted: map[string]bool{}}
	holds := map[*template.Source]bool{} // an ARN of a secret
	for _, s := range pass.Program.Stacks {
		holds[s.Source] = bytes.Contains(s.Source.Data, []byte(":secret:"))
	}
	pass.Resources(func(r *template.Resource) {
		if r.Properties == nil || !holds[r.Stack.Source] {
			return
		}
		found.resource = r
		found.walk(r.Stack.Eval(r.Properties), template.Path{}, policyHolder(r.Type), 0)
	})
	created := map[string][]*Name{}
	for _, s := range f.Secrets {
		for i := range s.Names {
			if n := &s.Names[i]; n.Whole && n.Suffix != "" {
				created[n.Text] = append(created[n.Text], n)
			}
		}
	}
	for _, l := range found.lookups {
		if names := created[l.Name]; names != nil {
			for _, n := range names {
				n.Lookups = append(n.Lookups, l)
			}
		} else if found.granted[l.Name] {
			f.Lookups = append(f.Lookups, l)
		}
	}
}

type finder struct {
	resource *template.Resource
	lookups  []Lookup
	// granted are the names that a policy opens with the wildcard for what
	// Secrets Manager adds: who writes it takes the text before it for the name.
	granted map[string]bool
}

const maxDepth = 60

func (f *finder) walk(v *template.Value, path template.Path, policy bool, depth int) {
	if depth > maxDepth {
		return
	}
	switch v.Kind {
	case template.MapValue:
		for _, k := range v.Keys() {
			f.walk(v.Get(k.Text), path.Append(k.Text), policy || policyKey(k.Text), depth+1)
		}
	case template.ListValue:
		for i, e := range v.Elems() {
			f.walk(e, path.Append(i), policy, depth+1)
		}
	case template.ChoiceValue:
		for _, a := range v.Alternatives() {
			f.walk(a.Value, path, policy, depth+1)
		}
	case template.ScalarValue:
		f.text(v, path, policy)
	}
}

func (f *finder) text(v *template.Value, path template.Path, policy bool) {
	text, _ := certain(v)
	name := arnName(text)
	if name == "" {
		return
	}
	if base, ok := strings.CutSuffix(name, "-??????"); ok {
		f.granted[base] = true
		return
	}
	if policy || ambiguousSuffix(name) == "" || strings.Contains(name, gap) || strings.ContainsAny(text, " {}\n") {
		return
	}
	at := analyzers.AtNode(f.resource.Stack, v.Node, analyzers.At(f.resource, path...))
	f.lookups = append(f.lookups, Lookup{Name: name, At: at, By: f.resource.ID})
}

// policyHolder tells resources whose ARNs stand in policies.
func policyHolder(typ string) bool {
	return strings.HasPrefix(typ, "AWS::IAM::") || typ == "AWS::KMS::Key" || strings.HasSuffix(typ, "Policy")
}

func policyKey(key string) bool { return strings.Contains(key, "Polic") }
