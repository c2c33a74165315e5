// Package refs follows every reference of a program: which resource uses which
// other one and how, also across stacks; which names refer to nothing; and which
// resources depend on each other in a circle.
package refs

import (
	"sync"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer follows references. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name: "refs",
	Doc:  "who refers to which resource, names that refer to nothing, and dependencies in a circle",
	Run:  func(pass *analyzers.Pass) (any, error) { return run(pass), nil },
}

// Facts are all references of a program, in the order of its templates.
type Facts struct {
	// Edges are for other analyzers: rules see what these make of them, and a large
	// program has too many to hand each to every rule.
	Edges    []Edge     `json:"-"`
	Dangling []Dangling `json:"dangling"`
	Cycles   []Cycle    `json:"cycles"`

	users  sync.Once
	usedBy map[string][]string
}

// Edge is a reference from an element of a template to a resource.
type Edge struct {
	// From is the key of the element that refers; At is where, and its path
	// begins with the section that the element stands in.
	From string          `json:"from"`
	At   analyzers.Place `json:"at"`
	// To is the key of the resource, Attr the attribute that is read: "" is its
	// Ref, or no value at all where Via is "DependsOn".
	To   string `json:"to"`
	Attr string `json:"attr"`
	// Via is how the reference is written: "Ref", "Fn::GetAtt", "Fn::Sub",
	// "Fn::ImportValue" or "DependsOn".
	Via string `json:"via"`
	// Far is set where another name is written and the reference arrives at the
	// resource through it: a parameter that a parent stack passes, an output of a
	// nested stack, an export, or an attachment that stands for its secret.
	Far bool `json:"far"`
}

// Dangling is a name that refers to nothing.
type Dangling struct {
	At analyzers.Place `json:"at"`
	// Via is the function or attribute that holds the name: "Ref", "Fn::GetAtt",
	// "Fn::Sub", "Fn::If", "Fn::FindInMap", "Condition" or "DependsOn".
	Via  string `json:"via"`
	Name string `json:"name"`
	// Wants says what the name must name, such as "resource or parameter".
	Wants string `json:"wants"`
	// Nearest is the most similar name that is there, "" when none is near.
	Nearest string `json:"nearest"`
	// Hint says what to do in a case that is often met, "" otherwise.
	Hint string `json:"hint"`
}

// Cycle are resources that depend on each other in a circle: each refers to the
// next, the last to the first.
type Cycle struct {
	At      analyzers.Place `json:"at"`
	Members []string        `json:"members"` // logical ids
	Links   []Link          `json:"links"`   // the reference of each member to the next
}

// Link is a reference that is part of a circle.
type Link struct {
	At   analyzers.Place `json:"at"`
	From string          `json:"from"` // logical id
	To   string          `json:"to"`
}

func run(pass *analyzers.Pass) *Facts {
	facts := &Facts{Edges: []Edge{}, Dangling: []Dangling{}, Cycles: []Cycle{}}
	for _, s := range pass.Program.Stacks {
		w := newWalker(pass, facts, s)
		w.stack()
		facts.Cycles = append(facts.Cycles, cycles(s, w.needs)...)
	}
	return facts
}

// Users are the keys of the elements that refer to a resource, in the order of
// the program.
func (f *Facts) Users(r *template.Resource) []string {
	f.users.Do(func() {
		f.usedBy = map[string][]string{}
		seen := map[[2]string]bool{}
		for i := range f.Edges {
			e := &f.Edges[i]
			if pair := [2]string{e.To, e.From}; !seen[pair] {
				seen[pair] = true
				f.usedBy[e.To] = append(f.usedBy[e.To], e.From)
			}
		}
	})
	return f.usedBy[r.Key()]
}
