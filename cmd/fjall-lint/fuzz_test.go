package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// fuzzHang is how long one input may take before it counts as a hang; it says nothing
// of speed.
const fuzzHang = 2 * time.Minute

// everyRule is the engine of all rules, those that are off by default included.
var everyRule = sync.OnceValues(func() (*rules.Engine, error) {
	selection, err := everySelection()
	if err != nil {
		return nil, err
	}
	return rules.NewEngine(context.Background(), selection, nil)
})

func everySelection() (*rules.Selection, error) {
	known, err := rules.Builtin()
	if err != nil {
		return nil, err
	}
	return rules.Select(known, nil, "strict", nil)
}

// FuzzCheck takes any template through everything: loader, analyzers, rules, cost,
// access and reporters.
func FuzzCheck(f *testing.F) {
	add := func(data []byte) { f.Add(data, len(data) > 0 && bytes.TrimSpace(data)[0] == '{') }
	fuzzcorpus.Add(f, func(data []byte) {
		if len(bytes.TrimSpace(data)) > 0 {
			add(data)
		}
	}, fuzzcorpus.Templates...)
	cases, err := filepath.Glob("../../testdata/rules/*/*/bad*.*")
	if err != nil {
		f.Fatal(err)
	}
	for i, name := range cases {
		if i%16 != 0 && testing.Short() {
			continue
		}
		if data, err := os.ReadFile(name); err == nil && len(bytes.TrimSpace(data)) > 0 && filepath.Ext(name) != ".want" {
			add(data)
		}
	}
	selection, err := everySelection()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte, asJSON bool) {
		if len(data) > 128<<10 {
			t.Skip("large templates have a test of their own")
		}
		name := "t.yaml"
		if asJSON {
			name = "t.json"
		}
		done := make(chan string, 1)
		go func() { done <- checkAll(t, selection, name, data) }()
		select {
		case failed := <-done:
			if failed != "" {
				t.Fatal(failed)
			}
		case <-time.After(fuzzHang):
			panic("it does not end")
		}
	})
}

// checkAll lints a template and writes what was found in every format. It tells what
// went wrong, "" for nothing.
func checkAll(t *testing.T, selection *rules.Selection, name string, data []byte) string {
	engine, err := everyRule()
	if err != nil {
		return err.Error()
	}
	fsys := fstest.MapFS{name: &fstest.MapFile{Data: data, Mode: 0o644}}
	asm, err := template.Load(t.Context(), fsys, []string{name}, template.Options{})
	if err != nil {
		return "load: " + err.Error()
	}
	result, err := engine.Lint(t.Context(), asm, rules.Options{
		Settings: analyzers.Settings{Files: analyzers.Assets(fsys)}, Known: selection.Rules, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Estimate: true,
	})
	if err != nil {
		return "lint: " + err.Error()
	}
	r := newReportOf(template.OS(), asm, result, nil, selection, nil)
	r.Command, r.FailOn, r.MinSeverity = "check", rules.Medium, rules.Info
	r.Access = accessOf(result)
	r.Redact = rules.Redactor(result.Facts)
	o := &outcome{report: r, result: result}
	o.addReplacements()
	r.Cost = &reporters.Cost{Estimate: result.Estimate, Budgets: result.Budgets}
	for _, f := range result.Findings {
		if f.Message == "" || f.Rule == nil || f.Range.File == "" || f.Fingerprint == "" {
			return "a finding lacks what every one has: " + f.Message
		}
	}
	style := reporters.Style{Width: 80, Verbose: true}
	var formats []format
	for _, list := range [][]format{reportFormats, costFormats} {
		formats = append(formats, list...)
	}
	formats = append(formats, format{"access", func(s reporters.Style) reporters.Reporter { return reporters.NewAccessTable(s, true) }},
		format{"access-json", func(reporters.Style) reporters.Reporter { return reporters.NewAccessJSON() }},
		format{"dot", func(reporters.Style) reporters.Reporter { return reporters.NewAccessDot() }},
		format{"mermaid", func(reporters.Style) reporters.Reporter { return reporters.NewAccessMermaid() }})
	for _, format := range formats {
		var b bytes.Buffer
		if err := format.reporter(style).Report(&b, r); err != nil {
			return format.name + ": " + err.Error()
		}
		switch {
		case strings.HasSuffix(format.name, "json") || format.name == "sarif" || format.name == "gitlab":
			if !json.Valid(b.Bytes()) {
				return format.name + " is no JSON: " + b.String()
			}
		}
		if bytes.ContainsAny(b.Bytes(), "\x1b\x00\x07\r") {
			return format.name + " steers the terminal: " + b.String()
		}
	}
	return ""
}
