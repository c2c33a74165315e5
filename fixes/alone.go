package fixes

import (
	"fmt"
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
	done := 0
	for _, f := range fixable(findings) {
		changes, err := r.realize(f.Fix)
		if err != nil {
			continue // fix says why
		}
		touched := byFile{}
		touched.add(changes)
		size := 0
		for _, list := range touched {
			size += len(list[0].Stack.Source.Data)
		}
		if done+size > mostText {
			left++
			continue
		}
		done += size
		edits, err := touched.edits()
		if err != nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(edits)) {
			all[f] = append(all[f], FileEdits{touched[name][0].Stack.Source, edits[name]})
		}
	}
	return all, left
}

// File is the file before and after the edits.
func (f FileEdits) File() (File, error) {
	before := slices.Concat([]byte("\ufeff")[:f.Source.BOM], f.Source.Data)
	after, err := edit.Apply(before, f.Edits)
	if err != nil {
		return File{}, fmt.Errorf("edit %s: %w", f.Source.Name, err)
	}
	return File{Name: f.Source.Name, Before: before, After: after}, nil
}
