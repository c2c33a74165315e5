package reporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/fjall-lint/fjall-lint/rules"
)

// annotation is a finding at the place where those who review a change look for it:
// in the author's code where that is known and in the repository, else in the template.
type annotation struct {
	finding *rules.Finding
	file    string // relative to the repository's root where it is below it
	line    int    // from 1; 0 where no line is known
	column  int
	endLine int
	// places is how many resources it stands for: a line of a construct that is used
	// several times makes several.
	places int
}

// annotations are the findings that people see, one for each rule, file and line, the
// most severe first.
func (r *Report) annotations() []annotation {
	b := newSARIFBuilder(sarifReporter{options: SARIFOptions{Locate: LocateSource}}, r, nil)
	type key struct {
		rule, file string
		line       int
	}
	index := map[key]int{}
	var list []annotation
	for _, f := range r.shown() {
		a := annotation{finding: f, line: f.Range.Start.Line, column: f.Range.Start.Column, endLine: f.Range.End.Line, places: 1}
		if p, ok := b.primary(f); ok {
			a.file, a.line, a.column, a.endLine = p.file, p.line, p.column, p.line
		} else if name, ok := r.repoFile(f.Range.File); ok {
			a.file = name
		} else {
			a.file = r.file(f.Range.File)
		}
		k := key{f.Rule.ID, a.file, a.line}
		if i, ok := index[k]; ok {
			list[i].places++
			continue
		}
		index[k] = len(list)
		list = append(list, a)
	}
	slices.SortStableFunc(list, func(a, b annotation) int {
		return cmp.Or(cmp.Compare(b.finding.Severity, a.finding.Severity), cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line),
			cmp.Compare(a.finding.Rule.ID, b.finding.Rule.ID))
	})
	return list
}

// where names the resource of an annotation, and how many others it stands for.
func (a *annotation) where() string {
	f := a.finding
	name := cmp.Or(f.ConstructPath, f.LogicalID)
	if a.places > 1 {
		name += fmt.Sprintf(" and %d more", a.places-1)
	}
	return name
}
