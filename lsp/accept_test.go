package lsp

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// TestAccept: what a finding is accepted with suppresses it, brings no other one and changes
// nothing of the template, for the findings of the rules' own cases.
func TestAccept(t *testing.T) {
	files, err := filepath.Glob("../testdata/rules/*/*/bad*.*")
	if err != nil {
		t.Fatal(err)
	}
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	selection, err := rules.Select(known, nil, "strict", nil)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := rules.NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	lint := func(name string, text []byte) *rules.Result {
		t.Helper()
		fsys := fstest.MapFS{name: {Data: text}}
		asm, err := template.Load(t.Context(), fsys, []string{name}, template.Options{})
		if err != nil {
			t.Fatal(err)
		}
		result, err := engine.Lint(t.Context(), asm, rules.Options{Known: known, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	open := func(r *rules.Result) (list []string) {
		for _, f := range r.Findings {
			if f.Suppressed == nil {
				list = append(list, f.Rule.ID+" "+f.LogicalID+" "+f.Path.String())
			}
		}
		return list
	}
	byComment, byMetadata, refused := 0, 0, 0
	for _, file := range files {
		if ext := filepath.Ext(file); ext != ".yaml" && ext != ".json" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		before := lint(name, text)
		seen := map[string]bool{}
		for _, f := range before.Findings {
			if f.Stack == nil || f.Suppressed != nil || seen[f.Rule.ID] || f.Rule.ID == "FJ003" {
				continue
			}
			if len(seen) == 2 {
				break // the rest is as in other cases
			}
			seen[f.Rule.ID] = true
			offered := 0
			for kind, edits := range map[string][]edit.Edit{"comment": comment(f), "metadata": metadata(f)} {
				if len(edits) == 0 {
					continue
				}
				offered++
				changed, err := edit.Apply(text, edits)
				if err != nil {
					t.Fatal(err)
				}
				after := lint(name, changed)
				if !slices.ContainsFunc(after.Findings, func(g *rules.Finding) bool {
					return g.Rule == f.Rule && g.LogicalID == f.LogicalID && g.Suppressed != nil && g.Suppressed.Kind == kind && g.Suppressed.Reason == placeholder
				}) {
					t.Errorf("%s: %s of %s is not accepted by %s:\n%s", file, f.Rule.ID, f.LogicalID, kind, changed)
				}
				was := open(before)
				for _, g := range open(after) {
					if !slices.Contains(was, g) {
						t.Errorf("%s: to accept %s of %s by %s brings %s", file, f.Rule.ID, f.LogicalID, kind, g)
					}
				}
				if kind == "comment" {
					byComment++
				} else {
					byMetadata++
				}
			}
			if offered == 0 {
				refused++
			}
		}
	}
	if byComment < 50 || byMetadata < 50 {
		t.Errorf("only %d findings are accepted by comment and %d by Metadata", byComment, byMetadata)
	}
	t.Logf("%d by comment, %d by Metadata, %d by neither", byComment, byMetadata, refused)
}
