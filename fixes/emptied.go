package fixes

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// withoutEmptied lets a property go of which all items or entries are removed, and what
// holds nothing but that: an Environment without variables says nothing, and some services
// refuse it. The changes are those of one file, of one fix or of several.
func withoutEmptied(changes []Change) []Change {
	for {
		parent, s := emptied(changes)
		if parent == nil {
			return changes
		}
		var kept []Change
		for _, c := range changes {
			if c.Stack != s || !below(parent, c.Path) {
				kept = append(kept, c)
			}
		}
		changes = append(kept, Change{s, edit.Operation{Op: edit.Remove, Path: parent}})
	}
}

// emptied is the path of a property that the changes leave empty; nil where there is none.
func emptied(changes []Change) (template.Path, *template.Stack) {
	removed := map[string]int{} // by what the entries are of
	for _, c := range changes {
		if c.Op != edit.Remove || !isProperty(c.Path[:len(c.Path)-1]) {
			continue
		}
		parent := c.Path[:len(c.Path)-1]
		n, ok := c.Stack.LookupRaw(parent)
		if !ok {
			continue
		}
		key := c.Stack.Key + parent.String()
		if removed[key]++; removed[key] < len(n.Items())+len(n.Fields()) {
			continue
		}
		if !slices.ContainsFunc(changes, func(d Change) bool {
			// Something within it changes, or is added.
			return d.Stack == c.Stack && below(parent, d.Path) && (d.Op != edit.Remove || len(d.Path) != len(parent)+1)
		}) {
			return parent, c.Stack
		}
	}
	return nil, nil
}

// isProperty tells whether a path leads to a property of a resource or to a named part of
// one. A policy's statements stay: a document without them is no better than an empty list.
func isProperty(path template.Path) bool {
	if len(path) < 4 || path[0] != "Resources" || path[2] != "Properties" {
		return false
	}
	for _, e := range path[3:] {
		if key, ok := e.(string); ok && (key == "Statement" || strings.HasPrefix(key, "Fn::")) {
			return false
		}
	}
	_, named := path[len(path)-1].(string)
	return named
}

// below tells whether a path leads to parent or into it.
func below(parent, path template.Path) bool { return len(path) >= len(parent) && within(parent, path) }
