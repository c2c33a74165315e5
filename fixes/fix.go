package fixes

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// Linter loads and lints templates from a file system.
type Linter func(ctx context.Context, fsys fs.FS) (*template.Assembly, *rules.Result, error)

// Selection tells which findings are to be fixed.
type Selection func(f *rules.Finding) bool

// Outcome is what fixing did.
type Outcome struct {
	// Files are the files that changed, by name.
	Files []File
	// Fixed are the findings that were fixed, in the order in which that was done.
	Fixed []*rules.Finding
	// Left are findings with a fix that could not be made.
	Left []Left
	// First is the plan of the first round: what the fixes of the findings that
	// there were change.
	First *Plan
	// Assembly and Result are what there was before.
	Assembly *template.Assembly
	Result   *rules.Result
	// Rounds is how often the templates were linted and edited.
	Rounds int
}

// File is a file before and after.
type File struct {
	Name          string
	Before, After []byte
}

// finding is what makes a finding the same one after an edit: apps that are alike have
// findings in the same places.
// The message tells apart what comes back from what is new at its place, as a secret is
// that another one can be merged into.
type finding struct{ file, place, message string }

func identify(f *rules.Finding) finding { return finding{f.Range.File, f.Place, f.Message} }

// mostRounds bounds how often fixes are made one after another, where one has to
// wait for another.
const mostRounds = 10

// Run makes the fixes of the selected findings on a copy of the files: it plans,
// edits and lints again until nothing is left to do.
func Run(ctx context.Context, fsys fs.FS, lint Linter, selected Selection) (*Outcome, error) {
	over := &Overlay{FS: fsys, Files: map[string][]byte{}}
	o := &Outcome{}
	before := map[string][]byte{}
	done := map[finding]bool{}
	for {
		asm, result, err := lint(ctx, over)
		if err != nil {
			return nil, err
		}
		var todo []*rules.Finding
		for _, f := range result.Findings {
			// What comes back after it was fixed is not fixed again: that would go on
			// for ever.
			if f.Fix != nil && f.Suppressed == nil && !done[identify(f)] && selected(f) {
				todo = append(todo, f)
			}
		}
		plan := New(todo, asm, result.Facts)
		if o.First == nil {
			o.First, o.Assembly, o.Result = plan, asm, result
		}
		o.Left = plan.Left
		if len(plan.Fixes) == 0 || o.Rounds == mostRounds {
			break
		}
		o.Rounds++
		all, err := plan.Edits()
		if err != nil {
			return nil, err
		}
		for name, edits := range all {
			text, err := fs.ReadFile(over, name)
			if err != nil {
				return nil, fmt.Errorf("edit: %w", err)
			}
			if _, ok := before[name]; !ok {
				before[name] = text
			}
			if over.Files[name], err = edit.Apply(text, edits); err != nil {
				return nil, fmt.Errorf("edit %s: %w", name, err)
			}
		}
		for _, p := range plan.Fixes {
			done[identify(p.Finding)] = true
			o.Fixed = append(o.Fixed, p.Finding)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		o.Files = append(o.Files, File{name, before[name], over.Files[name]})
	}
	return o, nil
}
