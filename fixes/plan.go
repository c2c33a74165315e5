package fixes

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// Plan is what fixes change at once.
type Plan struct {
	// Fixes are those that are made, in the order of their findings.
	Fixes []Planned
	// Left are findings whose fix is not made, and why.
	Left []Left

	edits map[string][]edit.Edit // nil until they are asked for
}

// Planned is a fix that is made.
type Planned struct {
	Finding *rules.Finding
	Changes []Change
}

// Left is a finding whose fix is not made.
type Left struct {
	Finding *rules.Finding
	Why     string
	// Later is set where the fix meets another one that is made first: it may be
	// made once that is done.
	Later bool
}

// New plans the fixes of findings. Of two that touch the same place the first one is
// made, in the order of severity and then of the findings; fixes that are the same
// are made once.
func New(findings []*rules.Finding, asm *template.Assembly, facts []*analyzers.Facts) *Plan {
	p := draft(findings, asm, facts, false)
	if _, err := p.Edits(); err != nil {
		// To try each fix has its file read anew for every one of them.
		p = draft(findings, asm, facts, true)
	}
	return p
}

// draft plans. Where each fix is tried, those that the editor cannot make with the ones
// before them are left out.
func draft(findings []*rules.Finding, asm *template.Assembly, facts []*analyzers.Facts, each bool) *Plan {
	r := newRealizer(asm, facts)
	p := &Plan{}
	made := byFile{}
	for _, f := range fixable(findings) {
		changes, err := r.realize(f.Fix)
		if err != nil {
			p.Left = append(p.Left, Left{Finding: f, Why: err.Error()})
			continue
		}
		fresh, other := made.separate(changes)
		if other != nil {
			p.Left = append(p.Left, Left{Finding: f, Why: fmt.Sprintf("another fix changes %s", other.Path.Dotted()), Later: true})
			continue
		}
		if each {
			if err := made.tried(fresh); err != nil {
				p.Left = append(p.Left, Left{Finding: f, Why: err.Error()})
				continue
			}
		}
		made.add(fresh)
		for _, c := range fresh {
			r.take(c)
		}
		p.Fixes = append(p.Fixes, Planned{f, changes})
	}
	return p
}

// fixable are the findings that have a fix, the most severe first.
func fixable(findings []*rules.Finding) []*rules.Finding {
	list := slices.DeleteFunc(slices.Clone(findings), func(f *rules.Finding) bool { return f.Fix == nil || f.Suppressed != nil })
	slices.SortStableFunc(list, func(a, b *rules.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return list
}

// Edits are the byte edits of the plan, by file.
func (p *Plan) Edits() (map[string][]edit.Edit, error) {
	if p.edits == nil {
		made, err := together(p.Fixes)
		if err != nil {
			return nil, err
		}
		if p.edits, err = made.edits(); err != nil {
			return nil, err
		}
	}
	return p.edits, nil
}

// take notes the logical id or the name of a secret that a change gives away.
func (r *realizer) take(c Change) {
	if c.Op != edit.Set || len(c.Path) < 2 || c.Path[0] != "Resources" {
		return
	}
	id, _ := c.Path[1].(string)
	switch {
	case len(c.Path) == 2:
		r.taken[c.Stack][id] = c.Value
	case len(c.Path) == 4 && c.Path[3] == "Name" && r.names[c.Stack.Program] != nil && c.Value.IsScalar():
		r.names[c.Stack.Program][c.Value.Text] = true
	}
}
