package main

import (
	"fmt"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// addReplacements adds the edits of each finding's fix to the report. A fix whose text
// would show a credential is left out.
func (o *outcome) addReplacements() {
	r := o.report
	alone, left := fixes.Alone(r.Findings, r.Assembly, o.result.Facts)
	redact := rules.Redactor(o.result.Facts)
	made := synthesized(r.Assembly)
	r.Replacements = map[*rules.Finding][]reporters.Replacement{}
next:
	for f, files := range alone {
		var list []reporters.Replacement
		for _, file := range files {
			for _, e := range file.Edits {
				if redact(e.Text) != e.Text {
					continue next
				}
				list = append(list, reporters.Replacement{
					Source: file.Source, Start: e.Start - file.Source.BOM, End: e.End - file.Source.BOM, Text: e.Text, Synthesized: made[file.Source.Name],
				})
			}
		}
		r.Replacements[f] = list
	}
	if left > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("the edits of %d fixes are left out of the results, because the templates are large: use fix --emit patch", left))
	}
}

// synthesized are the files of a cloud assembly, which the next synthesis overwrites.
func synthesized(asm *template.Assembly) map[string]bool {
	files := map[string]bool{}
	for _, s := range asm.Stacks {
		if s.Program.Dir != "" || s.Program.Complete {
			files[s.Source.Name] = true
		}
	}
	return files
}
