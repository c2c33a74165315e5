// Package analyzers computes facts over one program (a cloud assembly, or
// templates that belong together): what is there and how it hangs together,
// without an opinion. Rules join the facts to verdicts.
//
// Each analyzer is a package of its own below this one; suite lists them all.
package analyzers

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/timing"
)

// Analyzer computes one set of facts. It is data, as in go/analysis: a
// variable of the package that implements it.
type Analyzer struct {
	// Name is the key of the result below input.facts.
	Name string
	// Doc says in a sentence or two what the facts are.
	Doc string
	// Requires are the analyzers whose results Run reads by Pass.ResultOf.
	Requires []*Analyzer
	// Run computes the facts: a struct with json tags, which rules see under
	// input.facts.<name>. An error means that the analyzer itself broke.
	Run func(*Pass) (any, error)
}

// Pass is what an analyzer works on.
type Pass struct {
	Context  context.Context
	Program  *template.Program
	ResultOf map[*Analyzer]any
	// Settings are the parts of the configuration that facts depend on.
	Settings Settings

	facts *Facts
}

// Settings are the user's choices that analyzers depend on.
type Settings struct {
	// Files gives the content of the assembly's files; nil when assets are not
	// to be read.
	Files AssetFiles
}

// Facts are the results of all analyzers for one program.
type Facts struct {
	Program *template.Program
	// ByName holds each analyzer's result.
	ByName map[string]any
	// Undecided is what could not be decided, in order of place.
	Undecided []Undecided
	// Notes are said to the user on the side: what was left out and why.
	Notes []string
}

// Found is the result of an analyzer, nil where it did not run.
func Found[T any](f *Facts, a *Analyzer) *T {
	if f == nil {
		return nil
	}
	found, _ := f.ByName[a.Name].(*T)
	return found
}

// Undecided is a question that the templates do not answer.
type Undecided struct {
	Category string `json:"category"` // of the rules that would have judged it
	At       Place  `json:"at"`
	Why      string `json:"why"`
}

// Place addresses a value: what a finding points at.
type Place struct {
	// Resource is the key of the template element: "<stack key>#<logical id>".
	Resource string `json:"resource"`
	// Path leads to the value from the template's root.
	Path template.Path `json:"path"`
	// Span is the part of a scalar's text that is meant, in bytes; nil is all.
	Span []int `json:"span,omitempty"`
	// File is set for a place in a file that is no template, such as the source
	// of a function: it takes the place of what Path leads to.
	File *template.Range `json:"file,omitempty"`
}

// Undecided records what could not be decided.
func (p *Pass) Undecided(category string, at Place, why string) {
	p.facts.Undecided = append(p.facts.Undecided, Undecided{category, at, why})
}

// Note records something that the user should know about the run.
func (p *Pass) Note(note string) { p.facts.Notes = append(p.facts.Notes, note) }

// Resources calls visit for every resource of the program that may exist, in
// the fixed order of stacks and templates.
func (p *Pass) Resources(visit func(r *template.Resource)) {
	for _, s := range p.Program.Stacks {
		for _, r := range s.Order {
			if r.Exists() != template.False {
				visit(r)
			}
		}
	}
}

// At is the place of a property of a resource, by its path below Properties.
func At(r *template.Resource, path ...any) Place {
	return Place{Resource: r.Key(), Path: r.Path(path...)}
}

// AtResource is the place of a resource as a whole.
func AtResource(r *template.Resource) Place {
	return Place{Resource: r.Key(), Path: template.Path{"Resources", r.ID}}
}

// AtNode is the place where a node is written, which may be in another section
// or stack than where its value is used. fallback is for nodes that are not
// written anywhere.
func AtNode(s *template.Stack, n *template.Node, fallback Place) Place {
	if n == nil || n.Source() == nil {
		return fallback
	}
	if n.Source() != s.Source {
		found := false
		for _, t := range s.Program.Stacks {
			if t.Source == n.Source() {
				s, found = t, true
				break
			}
		}
		if !found {
			return fallback
		}
	}
	start, _ := n.Offsets()
	path := s.PathOf(start)
	if len(path) < 2 {
		return fallback
	}
	id, ok := path[1].(string)
	if !ok {
		return fallback
	}
	return Place{Resource: s.Key + "#" + id, Path: path}
}

// AtValue is the place of a value below a resource's Properties, as it is
// written. A value that came from elsewhere (a parameter, a mapping, a parent
// stack) is placed at the property that it ends in.
func AtValue(r *template.Resource, v *template.Value, path template.Path) Place {
	fallback := At(r, path...)
	if v.Node == nil || v.Node.Source() == nil {
		return fallback
	}
	at := AtNode(r.Stack, v.Node, fallback)
	if at.Resource != fallback.Resource && at.Resource != r.Stack.Key+"#"+r.Origin {
		return fallback
	}
	return at
}

// Run runs analyzers and those that they require over a program.
func Run(ctx context.Context, program *template.Program, settings Settings, list []*Analyzer) (*Facts, error) {
	facts := &Facts{Program: program, ByName: map[string]any{}}
	pass := &Pass{Context: ctx, Program: program, ResultOf: map[*Analyzer]any{}, Settings: settings, facts: facts}
	var run func(a *Analyzer) error
	run = func(a *Analyzer) error {
		if _, done := pass.ResultOf[a]; done {
			return nil
		}
		for _, r := range a.Requires {
			if err := run(r); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		stop := timing.Of(ctx).Start("analyze: " + a.Name)
		result, err := a.Run(pass)
		stop()
		if err != nil {
			return fmt.Errorf("analyze %s: %w", a.Name, err)
		}
		pass.ResultOf[a] = result
		facts.ByName[a.Name] = result
		return nil
	}
	for _, a := range list {
		if err := run(a); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(facts.Undecided, func(a, b Undecided) int {
		return cmp.Or(cmp.Compare(a.At.Resource, b.At.Resource), cmp.Compare(a.At.Path.String(), b.At.Path.String()),
			cmp.Compare(a.Category, b.Category), cmp.Compare(a.Why, b.Why))
	})
	facts.Undecided = slices.CompactFunc(facts.Undecided, func(a, b Undecided) bool {
		return a.Category == b.Category && a.Why == b.Why && a.At.Resource == b.At.Resource && a.At.Path.String() == b.At.Path.String()
	})
	return facts, nil
}

// AssetFiles gives the files of code assets.
type AssetFiles interface {
	// Walk visits the source files of the asset folder or archive at path. It
	// gives what was left out and why.
	Walk(ctx context.Context, path string, visit func(file string, text []byte)) (skipped []string, err error)
}
