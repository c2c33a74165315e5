package rules

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/template"
)

// togetherFile tells which rules speak of which line of each case and bundled app. A
// rule that begins to speak of what is for another one to say changes it.
const togetherFile = "../testdata/rules/together.golden"

// TestTogether evaluates all rules over the cases of every rule and the bundled apps.
func TestTogether(t *testing.T) {
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	scenes, err := allScenes(known)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range scenes {
		run, err := s.lint(t.Context(), known)
		if err != nil {
			t.Fatalf("%s: %v", s.File, err)
		}
		fmt.Fprintf(&b, "%s:%s\n", strings.TrimPrefix(strings.TrimPrefix(s.File, "testdata/"), "rules/"), where(run.result.Findings))
	}
	if *update {
		if err := os.WriteFile(togetherFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(togetherFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), b.String()); diff != "" {
		t.Errorf("%s (-want +got), or run go test ./rules -update and read the difference:\n%s", togetherFile, diff)
	}
}

// where tells rules and lines of findings.
func where(findings []*Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, " %s@%d", f.Rule.ID, f.Range.Start.Line)
	}
	return b.String()
}

// scene is something to evaluate all rules over: a case, with the parameters that it
// sets for its rule, or a bundled app, which is of no rule.
type scene struct {
	Case
	fsys fs.FS
}

func allScenes(known []*Rule) ([]scene, error) {
	fsys := os.DirFS("..")
	cases, err := Cases(fsys, "testdata/rules", known)
	if err != nil {
		return nil, err
	}
	var scenes []scene
	for _, c := range cases {
		scenes = append(scenes, scene{c, fsys})
	}
	for _, pattern := range []string{"../testdata/apps/*", "../testdata/network/*"} {
		apps, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, app := range apps {
			scenes = append(scenes, scene{Case{File: strings.TrimPrefix(filepath.ToSlash(app), "../")}, fsys})
		}
	}
	return scenes, nil
}

// sceneRun is what a run of all rules over a scene needs and gives.
type sceneRun struct {
	selection *Selection
	assembly  *template.Assembly
	options   Options
	result    *Result
}

func (s *scene) lint(ctx context.Context, known []*Rule) (*sceneRun, error) {
	cfg := &Config{}
	setup := &caseSetup{}
	if s.Rule != nil {
		var err error
		if setup, err = readSetup(s.fsys, s.Case); err != nil {
			return nil, err
		}
		cfg.Rules = map[string]RuleConfig{s.Rule.ID: {Params: setup.params}}
	}
	selection, err := Select(known, cfg, "strict", nil)
	if err != nil {
		return nil, err
	}
	engine, err := NewEngine(ctx, selection, nil)
	if err != nil {
		return nil, err
	}
	asm, err := template.Load(ctx, s.fsys, []string{s.File}, template.Options{Parameters: setup.parameters})
	if err != nil && len(asm.Problems) == 0 {
		return nil, fmt.Errorf("load %s: %w", s.File, err)
	}
	options, err := setup.options(ctx, s.fsys, s.Case, cfg, known)
	if err != nil {
		return nil, err
	}
	result, err := engine.Lint(ctx, asm, options)
	if err != nil {
		return nil, err
	}
	return &sceneRun{selection, asm, options, result}, nil
}
