package rules

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// told is what two runs have to say alike.
func told(r *Result, asm *template.Assembly) []string {
	var lines []string
	for _, f := range r.Findings {
		line := fmt.Sprint(f.Range.File, f.Range.Start, " ", f.Rule.ID, " ", f.Severity, " ", f.LogicalID, " ", f.ResourceType, " ", f.Message, " ", f.Fingerprint, " ", f.Place, " ", f.Path)
		if f.Suppressed != nil {
			line += " suppressed by " + f.Suppressed.Kind
		}
		if f.Resource != nil {
			line += " of " + f.Resource.Label()
		}
		for _, rel := range f.Related {
			line += fmt.Sprint(" ", rel.Range.File, rel.Range.Start, " ", rel.Message)
		}
		lines = append(lines, line)
	}
	for _, p := range r.Problems {
		lines = append(lines, p.String())
	}
	for _, s := range asm.Stacks {
		lines = append(lines, fmt.Sprint(s.Key, " ", stackName(s), " ", s.Size()))
	}
	return lines
}

// costs are the lines of a run's estimate.
func costs(r *Result) []string {
	var lines []string
	for _, l := range r.Estimate.Lines {
		lines = append(lines, fmt.Sprint(l.ID(), " ", l.Label, " ", l.Monthly, " ", l.Formula))
	}
	return append(lines, r.Estimate.Assumptions...)
}

// TestRun lints all cases as one input: in parts, and with programs forgotten, the same is
// found as in the whole.
func TestRun(t *testing.T) {
	known := builtin(t)
	selection, err := Select(known, nil, "strict", nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS("..")
	opts := Options{Known: known, Estimate: true, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Settings: analyzers.Settings{Files: analyzers.Assets(fsys)}}
	input, err := template.Find(t.Context(), fsys, []string{"testdata/rules"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	asm := input.Load()
	whole, err := e.Lint(t.Context(), asm, opts)
	if err != nil {
		t.Fatal(err)
	}
	want := told(whole, asm)
	inParts := func(opts Options) (*Result, *template.Assembly) {
		run, parts := e.Run(opts), 0
		for part := range input.Parts() {
			parts++
			if err := run.Add(t.Context(), part); err != nil {
				t.Fatal(err)
			}
		}
		if parts < 3 {
			t.Errorf("only %d parts", parts)
		}
		result, asm, err := run.Finish(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return result, asm
	}
	kept, asm := inParts(opts)
	if diff := cmp.Diff(want, told(kept, asm)); diff != "" {
		t.Errorf("in parts: -whole +parts\n%s", diff)
	}

	var undecided []string
	opts.Digest = func(facts *analyzers.Facts) {
		for _, u := range facts.Undecided {
			undecided = append(undecided, u.Category+" "+u.Why)
		}
	}
	brief, asm := inParts(opts)
	if diff := cmp.Diff(want, told(brief, asm)); diff != "" {
		t.Errorf("forgotten: -whole +parts\n%s", diff)
	}
	// Parts have an order of their own, by which an account's free requests are divided.
	if diff := cmp.Diff(costs(kept), costs(brief)); diff != "" {
		t.Errorf("costs: -kept +forgotten\n%s", diff)
	}
	if n := len(costs(brief)); n < 100 || n != len(costs(whole)) {
		t.Errorf("%d lines of cost, and %d of the whole", n, len(costs(whole)))
	}
	var all []string
	for _, facts := range kept.Facts {
		for _, u := range facts.Undecided {
			all = append(all, u.Category+" "+u.Why)
		}
	}
	if diff := cmp.Diff(all, undecided); diff != "" {
		t.Errorf("digests: -kept +digests\n%s", diff)
	}
	trees := 0
	for _, s := range asm.Stacks {
		if s.Root != nil {
			trees++
		}
	}
	// Those of assemblies, and of what holds suppressions or problems.
	if n := len(asm.Stacks); trees == 0 || trees > n/2 {
		t.Errorf("of %d stacks, %d are kept", n, trees)
	}
}
