package main

import (
	"fmt"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
)

// addPicture adds to the report what the page shows besides: who can do what with the
// secrets, and what each fix changes, without credentials.
func (o *outcome) addPicture() {
	r := o.report
	if r.Access == nil {
		r.Access = accessOf(o.result)
	}
	r.Redact = rules.Redactor(o.result.Facts)
	alone, left := fixes.Alone(r.Findings, r.Assembly, o.result.Facts)
	r.Diffs = map[*rules.Finding][]reporters.FixFile{}
	for f, files := range alone {
		for _, edits := range files {
			file, err := edits.File()
			if err != nil {
				continue // fix says why
			}
			diff, _ := fixes.Shown(file.Diff(r.RepoFile(file.Name)), r.Redact)
			r.Diffs[f] = append(r.Diffs[f], reporters.FixFile{Name: file.Name, Diff: diff})
		}
	}
	if left > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("the changes of %d fixes are left out of the page, because the templates are large: use fix", left))
	}
}
