// Package naming looks at what the names of secrets say: their parts, the
// environment they speak of and that of their stack, who else takes the same
// name, and which services dictate a name.
package naming

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer looks at the names of secrets. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "naming",
	Doc:      "what the names of secrets say, who shares them and which services dictate them",
	Requires: []*analyzers.Analyzer{secrets.Analyzer},
	Run:      func(pass *analyzers.Pass) (any, error) { return run(pass), nil },
}

// Facts are what the names of a program's secrets say.
type Facts struct {
	// Secrets are in the order of the program.
	Secrets []*Secret `json:"secrets"`
	// Duplicates are pairs of secrets that take the same name in the same
	// account and region.
	Duplicates []Duplicate `json:"duplicates"`
	// Uses are the places where a service uses a secret whose name or key it
	// dictates.
	Uses []Use `json:"uses"`
	// Lookups are partial ARNs of secrets that the program does not create.
	Lookups []Lookup `json:"lookups"`
	// Environments are the environments that a word may mean, by word; none are
	// given where the program has no name, so that nothing is left to judge.
	Environments map[string][]string `json:"environments"`
}

// Secret is what is known around the name of one AWS::SecretsManager::Secret.
type Secret struct {
	Key   string          `json:"key"`
	Label string          `json:"label"` // logical id
	At    analyzers.Place `json:"at"`
	// Names are the names that the secret may have: one, or those of the
	// branches of Fn::If and Fn::FindInMap. It is empty when nothing certain is
	// known of the name, and for names that CloudFormation generates.
	Names []Name `json:"names"`
	// Stack is the environment that the stack says it is of.
	Stack   Environment `json:"stack"`
	Account string      `json:"account"` // of the stack, "" is unknown
	// Deletion and Replacement tell whether the secret is kept when it leaves
	// the stack or is replaced: yes, no, unknown.
	Deletion    string `json:"deletion"`
	Replacement string `json:"replacement"`
	// Irreplaceable is set for a secret whose value neither the template nor a
	// new deployment can bring back.
	Irreplaceable bool `json:"irreplaceable"`

	secret *secrets.Secret
	value  *template.Value // of the property Name
}

// Name is one name that a secret may have.
type Name struct {
	// Text is the name; what is not known, or comes from a parameter's default
	// and so may be different, stands as an asterisk.
	Text string `json:"text"`
	// Whole is set when nothing of the name is left open.
	Whole bool            `json:"whole"`
	At    analyzers.Place `json:"at"`
	Parts []Part          `json:"parts"` // separated by slashes
	// Service dictates the name by its prefix, "" for none.
	Service string `json:"service"`
	// Reserved is the prefix that belongs to ReservedFor.
	Reserved    string `json:"reserved"`
	ReservedFor string `json:"reserved_for"`
	// Suffix is the hyphen and six characters that the name ends in, "" when it
	// does not.
	Suffix string `json:"suffix"`
	// Environment is the one that the name speaks of.
	Environment Environment `json:"environment"`
	// Suggestion is the name put into the form app/environment/purpose; what
	// only a person can know stands in angle brackets. "" when the name is not
	// whole.
	Suggestion string `json:"suggestion"`
	// Lookups are the partial ARNs by which the program looks the name up, for
	// names with a Suffix.
	Lookups []Lookup `json:"lookups"`
}

// Part is a part of a name between slashes.
type Part struct {
	Text string `json:"text"`
	// Fault says what keeps the part from being lower-case words joined by
	// hyphens, "" for nothing. Of a part that is not wholly known only what is
	// certain is said.
	Fault string `json:"fault"`
	// Refused is set when the fault is a character that Secrets Manager does
	// not allow in names.
	Refused bool `json:"refused"`
}

func run(pass *analyzers.Pass) *Facts {
	stock := pass.ResultOf[secrets.Analyzer].(*secrets.Facts)
	facts := &Facts{Secrets: []*Secret{}, Duplicates: []Duplicate{}, Uses: []Use{}, Lookups: []Lookup{}}
	labels := stackLabels(pass.Program)
	for _, s := range stock.Secrets {
		r := s.Resource
		n := &Secret{
			Key: s.Key, Label: s.Label, At: s.At, Names: []Name{}, Account: r.Stack.Account,
			Stack:    stackEnvironment(r.Stack, labels),
			Deletion: retained(r, "DeletionPolicy"), Replacement: retained(r, "UpdateReplacePolicy"),
			// What a database or another store keeps can be set or copied anew;
			// a value of a parameter or in the template is there again anyway.
			Irreplaceable: (s.Origin == "generated" || s.Origin == "empty") && s.Purpose != "database",
			secret:        s, value: r.Property("Name"),
		}
		for _, a := range n.value.Alternatives() {
			if name, ok := readName(a.Value, s.Name.At, n.Stack); ok {
				n.Names = append(n.Names, name)
			}
		}
		facts.Secrets = append(facts.Secrets, n)
	}
	facts.duplicates(pass)
	facts.uses(pass, stock)
	facts.lookups(pass)
	if len(facts.Secrets)+len(facts.Uses)+len(facts.Lookups) > 0 {
		facts.Environments = environments()
	}
	return facts
}

// retained tells whether a policy attribute keeps the secret.
// Source: AWS CloudFormation user guide, DeletionPolicy attribute.
func retained(r *template.Resource, attribute string) string {
	n := r.Node.Get(attribute)
	switch {
	case n == nil:
		return "no"
	case !n.IsScalar(): // AWS::LanguageExtensions lets functions stand here
		text, ok := r.Stack.Eval(n).Literal()
		if !ok {
			return "unknown"
		}
		return keeps(text)
	}
	return keeps(n.Text)
}

func keeps(policy string) string {
	if strings.HasPrefix(policy, "Retain") { // Retain, RetainExceptOnCreate
		return "yes"
	}
	return "no"
}
