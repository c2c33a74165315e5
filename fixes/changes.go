package fixes

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// byFile are changes by the file that they are to.
type byFile map[string][]Change

func (m byFile) add(changes []Change) {
	for _, c := range changes {
		m[c.Stack.Source.Name] = append(m[c.Stack.Source.Name], c)
	}
}

// separate leaves out the changes that are there already, and tells one that is there
// and meets another of them.
func (m byFile) separate(changes []Change) (fresh []Change, other *Change) {
next:
	for _, c := range changes {
		there := m[c.Stack.Source.Name]
		for i := range there {
			switch o := &there[i]; {
			case same(c, *o):
				continue next
			case meet(c.Operation, o.Operation), removes(*o, c), removes(c, *o):
				return nil, o
			}
		}
		fresh = append(fresh, c)
	}
	return fresh, nil
}

// together are the changes of several fixes, each once.
func together(fixes []Planned) (byFile, error) {
	m := byFile{}
	for _, p := range fixes {
		fresh, other := m.separate(p.Changes)
		if other != nil {
			return nil, fmt.Errorf("two fixes change %s", other.Path.Dotted())
		}
		m.add(fresh)
	}
	return m, nil
}

// tried tells why the editor cannot make changes together with those that are there.
func (m byFile) tried(changes []Change) error {
	touched := byFile{}
	touched.add(changes)
	for name, list := range touched {
		touched[name] = slices.Concat(m[name], list)
	}
	_, err := touched.edits()
	return err
}

// edits are the byte edits of the changes.
func (m byFile) edits() (map[string][]edit.Edit, error) {
	all := map[string][]edit.Edit{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		changes := withoutEmptied(m[name])
		ops := make([]edit.Operation, len(changes))
		for i, c := range changes {
			ops[i] = c.Operation
		}
		var err error
		if all[name], err = edit.Edits(m[name][0].Stack.Source, ops); err != nil {
			return nil, err // it names the file
		}
	}
	return all, nil
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
		return slices.ContainsFunc(n.Items(), func(e *template.Node) bool { return names(e, id) })
	case template.Map:
		return slices.ContainsFunc(n.Fields(), func(f template.Field) bool { return names(f.Value, id) })
	}
	return false
}

func same(a, b Change) bool {
	return a.Op == b.Op && a.Path.String() == b.Path.String() && a.Old == b.Old && a.New == b.New && edit.Equal(a.Value, b.Value)
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
