package fixes

import (
	"cmp"
	"maps"
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// FileEdits are the edits of one file.
type FileEdits struct {
	Source *template.Source
	Edits  []edit.Edit
}

// mostText bounds the work of [Alone], in bytes of templates: each fix has its file
// read anew.
const mostText = 8 << 20

// Alone gives the edits of each finding's fix as if it were the only one, for programs
// that let people choose. left counts the fixes that it leaves out because the
// templates are too large to do them all; those of the most severe findings are done
// first.
func Alone(findings []*rules.Finding, asm *template.Assembly, facts []*analyzers.Facts) (all map[*rules.Finding][]FileEdits, left int) {
	r := newRealizer(asm, facts)
	all = map[*rules.Finding][]FileEdits{}
	order := slices.Clone(findings)
	slices.SortStableFunc(order, func(a, b *rules.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	done := 0
next:
	for _, f := range order {
		if f.Fix == nil || f.Suppressed != nil {
			continue
		}
		changes, err := r.realize(f.Fix)
		if err != nil {
			continue // fix says why
		}
		byFile := map[string][]Change{}
		size := 0
		for _, c := range changes {
			name := c.Stack.Source.Name
			if byFile[name] == nil {
				size += len(c.Stack.Source.Data)
			}
			byFile[name] = append(byFile[name], c)
		}
		if done += size; done > mostText {
			done -= size
			left++
			continue
		}
		var files []FileEdits
		for _, name := range slices.Sorted(maps.Keys(byFile)) {
			e, err := edits(byFile[name])
			if err != nil {
				continue next
			}
			files = append(files, FileEdits{byFile[name][0].Stack.Source, e})
		}
		all[f] = files
	}
	return all, left
}
