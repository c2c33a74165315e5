package fixes

import (
	"fmt"
	"slices"
	"strings"

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
	r := newRealizer(asm, facts)
	p := &Plan{}
	order := slices.Clone(findings)
	slices.SortStableFunc(order, func(a, b *rules.Finding) int { return int(b.Severity) - int(a.Severity) })
	byFile := map[string][]Change{} // what is made, by file
	for _, f := range order {
		if f.Fix == nil || f.Suppressed != nil {
			continue
		}
		changes, err := r.realize(f.Fix)
		if err != nil {
			p.Left = append(p.Left, Left{Finding: f, Why: err.Error()})
			continue
		}
		fresh, other := separate(changes, byFile)
		if other != nil {
			p.Left = append(p.Left, Left{Finding: f, Why: fmt.Sprintf("another fix changes %s", other.Path.Dotted()), Later: true})
			continue
		}
		if why := tried(byFile, fresh); why != "" {
			p.Left = append(p.Left, Left{Finding: f, Why: why})
			continue
		}
		for _, c := range fresh {
			byFile[c.Stack.Source.Name] = append(byFile[c.Stack.Source.Name], c)
			r.take(c)
		}
		p.Fixes = append(p.Fixes, Planned{f, changes})
	}
	return p
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

// separate leaves out the changes that are made already, and tells one that is made
// and meets another of them.
func separate(changes []Change, made map[string][]Change) (fresh []Change, other *Change) {
next:
	for _, c := range changes {
		for i := range made[c.Stack.Source.Name] {
			m := &made[c.Stack.Source.Name][i]
			switch {
			case same(c, *m):
				continue next
			case meet(c.Operation, m.Operation), removes(*m, c), removes(c, *m):
				return nil, m
			}
		}
		fresh = append(fresh, c)
	}
	return fresh, nil
}

// removes tells whether one change takes away what the value of another one names.
func removes(gone, c Change) bool {
	if gone.Op != edit.Remove || len(gone.Path) != 2 || gone.Stack != c.Stack || c.Value == nil {
		return false
	}
	id, ok := gone.Path[1].(string)
	return ok && (gone.Path[0] == "Resources" || gone.Path[0] == "Parameters") && names(c.Value, id)
}

// names tells whether a value refers to a logical id.
func names(n *template.Node, id string) bool {
	switch n.Kind {
	case template.String:
		// DependsOn, Ref, GetAtt in either form; a text within Fn::Sub.
		return n.Text == id || strings.HasPrefix(n.Text, id+".") || strings.Contains(n.Text, "${"+id+"}") || strings.Contains(n.Text, "${"+id+".")
	case template.List:
		return slices.ContainsFunc(n.Items, func(e *template.Node) bool { return names(e, id) })
	case template.Map:
		return slices.ContainsFunc(n.Fields, func(f template.Field) bool { return names(f.Value, id) })
	}
	return false
}

func same(a, b Change) bool {
	return a.Op == b.Op && a.Path.String() == b.Path.String() && a.Old == b.Old && a.New == b.New && equal(a.Value, b.Value)
}

// equal tells whether two nodes say the same.
func equal(a, b *template.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) || len(a.Fields) != len(b.Fields) {
		return false
	}
	for i := range a.Items {
		if !equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i := range a.Fields {
		if a.Fields[i].Key.Text != b.Fields[i].Key.Text || !equal(a.Fields[i].Value, b.Fields[i].Value) {
			return false
		}
	}
	return true
}

// meet tells whether two operations touch the same: one is at a place within the
// other's. Only what is appended to a list leaves its elements alone.
func meet(a, b edit.Operation) bool {
	if len(a.Path) > len(b.Path) {
		a, b = b, a
	}
	for i := range a.Path {
		if a.Path[i] != b.Path[i] {
			return false
		}
	}
	return a.Op != edit.Append || len(a.Path) == len(b.Path) && b.Op != edit.Append
}

// tried tells why the editor cannot make changes together with those that are made;
// "" when it can.
func tried(made map[string][]Change, fresh []Change) string {
	touched := map[string][]Change{}
	for _, c := range fresh {
		touched[c.Stack.Source.Name] = append(touched[c.Stack.Source.Name], c)
	}
	for name, changes := range touched {
		if _, err := edits(append(slices.Clone(made[name]), changes...)); err != nil {
			return err.Error()
		}
	}
	return ""
}

// edits are the byte edits of changes to one file.
func edits(changes []Change) ([]edit.Edit, error) {
	ops := make([]edit.Operation, len(changes))
	for i, c := range changes {
		ops[i] = c.Operation
	}
	return edit.Edits(changes[0].Stack.Source, ops)
}

// Edits are the byte edits of the plan, by file.
func (p *Plan) Edits() (map[string][]edit.Edit, error) {
	byFile := map[string][]Change{}
	for _, f := range p.Fixes {
		fresh, _ := separate(f.Changes, byFile)
		for _, c := range fresh {
			byFile[c.Stack.Source.Name] = append(byFile[c.Stack.Source.Name], c)
		}
	}
	all := map[string][]edit.Edit{}
	for name, changes := range byFile {
		e, err := edits(changes)
		if err != nil {
			return nil, fmt.Errorf("edit %s: %w", name, err)
		}
		all[name] = e
	}
	return all, nil
}
