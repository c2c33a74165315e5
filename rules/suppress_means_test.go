package rules

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// changedFile is a file system in which one file has another text.
type changedFile struct {
	fs.FS
	name string
	file fstest.MapFS
}

func (c changedFile) Open(name string) (fs.File, error) {
	if name == c.name {
		return c.file.Open(name)
	}
	return c.FS.Open(name)
}

// reLinted is an input that is linted again and again, each time with one finding
// suppressed.
type reLinted struct {
	path   string
	setup  *caseSetup
	engine *Engine
	known  []*Rule
}

func (in *reLinted) lint(t *testing.T, fsys fs.FS, cfg *Config, baselines ...*Baseline) *Result {
	t.Helper()
	asm, err := template.Load(t.Context(), fsys, []string{in.path}, template.Options{Parameters: in.setup.parameters})
	if err != nil && len(asm.Problems) == 0 {
		t.Fatal(err)
	}
	result, err := in.engine.Lint(t.Context(), asm, Options{
		Config: cfg, Known: in.known, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Baselines: baselines,
		Settings: analyzers.Settings{Files: analyzers.Assets(fsys)}, Limits: in.setup.limits,
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// means are our ways to suppress a finding. Each changes the input and tells which
// findings it speaks of; it is not ok where the finding cannot be suppressed so.
var means = []struct {
	name  string
	apply func(t *testing.T, in *reLinted, base fs.FS, f *Finding) (result *Result, covers func(g *Finding) bool, ok bool)
}{
	{"metadata", func(t *testing.T, in *reLinted, base fs.FS, f *Finding) (*Result, func(*Finding) bool, bool) {
		return byMetadata(t, in, base, f, "")
	}},
	{"metadata with a path", func(t *testing.T, in *reLinted, base fs.FS, f *Finding) (*Result, func(*Finding) bool, bool) {
		if len(f.Path) < 3 {
			return nil, nil, false
		}
		return byMetadata(t, in, base, f, f.Path[2:].Dotted())
	}},
	{"metadata with a pointer", func(t *testing.T, in *reLinted, base fs.FS, f *Finding) (*Result, func(*Finding) bool, bool) {
		if len(f.Path) < 3 {
			return nil, nil, false
		}
		return byMetadata(t, in, base, f, f.Path[2:].String())
	}},
	{"comment", byComment},
	{"configuration", func(t *testing.T, in *reLinted, base fs.FS, f *Finding) (*Result, func(*Finding) bool, bool) {
		names := func(g *Finding) []string {
			all := []string{g.Range.File}
			if g.ConstructPath != "" {
				all = append(all, g.ConstructPath)
			}
			if g.LogicalID != "" {
				all = append(all, g.Stack.Name+"/"+g.LogicalID, g.LogicalID)
			}
			return all
		}
		all := names(f)
		name := all[min(1, len(all)-1)]
		glob := strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`).Replace(name)
		cfg := &Config{File: "config.yaml", Ignore: []Ignore{{Rule: f.Rule.ID, Path: glob, Reason: "accepted"}}}
		return in.lint(t, base, cfg), func(g *Finding) bool { return slices.Contains(names(g), name) }, true
	}},
	{"baseline", func(t *testing.T, in *reLinted, base fs.FS, f *Finding) (*Result, func(*Finding) bool, bool) {
		b := &Baseline{Entries: []BaselineEntry{{Rule: f.Rule.ID, Fingerprint: f.identity.hash(1), Count: f.ordinal}}}
		return in.lint(t, base, nil, b), func(g *Finding) bool { return g.identity == f.identity && g.ordinal <= f.ordinal }, true
	}},
}

func byMetadata(t *testing.T, in *reLinted, base fs.FS, f *Finding, at string) (*Result, func(*Finding) bool, bool) {
	if f.Stack == nil || len(f.Path) < 2 || f.Path[0] != "Resources" {
		return nil, nil, false
	}
	entry := fmt.Sprintf(`{"rule": %q, "reason": "accepted", "path": %q}`, f.Rule.ID, at)
	if at == "" {
		entry = fmt.Sprintf(`{"rule": %q, "reason": "accepted"}`, f.Rule.ID)
	}
	value, err := edit.Value([]byte(entry))
	if err != nil {
		t.Fatal(err)
	}
	source := f.Stack.Source
	edits, err := edit.Edits(source, []edit.Operation{
		{Op: edit.Append, Path: append(f.Path[:2:2], "Metadata", metadataKey, "ignore"), Value: value},
	})
	if err != nil {
		return nil, nil, false // a resource of a SAM or a loop stands nowhere in the file
	}
	text, err := edit.Apply(source.Data, edits)
	if err != nil {
		t.Fatal(err)
	}
	covers := func(g *Finding) bool {
		within := at == "" || len(g.Path) >= len(f.Path) && slices.Equal(g.Path[:len(f.Path)], f.Path)
		return within && g.Stack != nil && g.Stack.Source.Name == source.Name && g.LogicalID == f.LogicalID && g.Path[0] == "Resources"
	}
	return in.lint(t, changed(base, source.Name, text), nil), covers, true
}

// byComment puts a comment on the line of the finding's key.
func byComment(t *testing.T, in *reLinted, base fs.FS, f *Finding) (*Result, func(*Finding) bool, bool) {
	if f.Stack == nil || strings.HasSuffix(f.Stack.Source.Name, ".json") || f.Range.File != f.Stack.Source.Name || len(f.Path) == 0 {
		return nil, nil, false
	}
	source := f.Stack.Source
	line := f.Stack.KeyRange(f.Path).Start.Line
	lines := strings.Split(string(source.Data), "\n")
	at := lines[line-1]
	if i := strings.Index(at, " #"); i >= 0 {
		at = at[:i] // what the case wants
	}
	lines[line-1] = at + " # fjall-lint:ignore " + f.Rule.ID + " accepted"
	text := []byte(strings.Join(lines, "\n"))
	again := template.NewSource(source.Name, text)
	if node, problems := template.Parse(again); len(problems) > 0 || node == nil || !slices.ContainsFunc(again.Comments(), func(c template.Comment) bool { return c.Line == line }) {
		return nil, nil, false // within a text of several lines
	}
	covers := func(g *Finding) bool {
		return g.Stack != nil && g.Stack.Source.Name == source.Name &&
			(g.Range.File == source.Name && g.Range.Start.Line == line || g.Stack.KeyRange(g.Path).Start.Line == line)
	}
	return in.lint(t, changed(base, source.Name, text), nil), covers, true
}

func changed(base fs.FS, name string, text []byte) fs.FS {
	return changedFile{base, name, fstest.MapFS{name: {Data: text}}}
}

// check suppresses each finding of a rule, "" for any, by each means, and counts how often
// it could.
func (in *reLinted) check(t *testing.T, base fs.FS, rule string, count map[string]int) {
	key := func(f *Finding) string {
		stack := ""
		if f.Stack != nil {
			stack = f.Stack.Key
		}
		return stack + " " + f.Fingerprint
	}
	for _, f := range in.lint(t, base, nil).Findings {
		if f.Suppressed != nil || f.Rule.ID == "FJ003" || rule != "" && f.Rule.ID != rule {
			continue
		}
		count["finding"]++
		for _, m := range means {
			result, covers, ok := m.apply(t, in, base, f)
			if !ok {
				continue
			}
			count[m.name]++
			found := false
			for _, g := range result.Findings {
				if g.Rule.ID == "FJ003" && m.name != "baseline" && strings.Contains(g.Message, f.Rule.ID) {
					t.Errorf("%s of %s at %s: %s", m.name, f.Rule.ID, f.Range, g.Message)
					continue
				}
				found = found || key(g) == key(f) && g.Suppressed != nil
				want := g.Rule == f.Rule && covers(g)
				if got := g.Suppressed != nil; got != want && (g.Suppressed == nil || g.Suppressed.Reason == "accepted" || m.name == "baseline") {
					t.Errorf("%s of %s at %s %s: %s at %s %s is suppressed: %t, want %t", m.name, f.Rule.ID, f.Range, f.Path, g.Rule.ID, g.Range, g.Path, got, want)
				}
			}
			if !found {
				t.Errorf("%s of %s at %s %s: it is not suppressed", m.name, f.Rule.ID, f.Range, f.Path)
			}
		}
	}
}

// TestMeans: suppressing a finding by any of our means silences it, those of the same
// rule at the same place, and nothing else.
func TestMeans(t *testing.T) {
	known := builtin(t)
	engine := func(only ...string) *Engine {
		selection, err := Select(known, nil, "strict", only)
		if err != nil {
			t.Fatal(err)
		}
		e, err := NewEngine(t.Context(), selection, nil)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	fsys, count := os.DirFS(".."), map[string]int{}
	apps, err := os.ReadDir("../testdata/apps")
	if err != nil {
		t.Fatal(err)
	}
	all := engine()
	for _, app := range apps {
		in := &reLinted{"testdata/apps/" + app.Name(), &caseSetup{}, all, known}
		in.check(t, fsys, "", count)
	}
	cases, err := Cases(fsys, "testdata/rules", known)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if !c.Bad || c.Rule.ID == "FJ003" {
			continue
		}
		setup, err := readSetup(fsys, c)
		if err != nil {
			t.Fatal(err)
		}
		e := all // it has the parameters that rules have by default
		if len(setup.params) > 0 {
			cfg := &Config{Rules: map[string]RuleConfig{c.Rule.ID: {Params: setup.params}}}
			selection, err := Select(known, cfg, "", []string{c.Rule.ID, "FJ003"})
			if err != nil {
				t.Fatal(err)
			}
			if e, err = NewEngine(t.Context(), selection, nil); err != nil {
				t.Fatal(err)
			}
		}
		in := &reLinted{c.File, setup, e, known}
		in.check(t, fsys, c.Rule.ID, count)
	}
	t.Log(count)
	for _, m := range means {
		if count[m.name] < count["finding"]/4 {
			t.Errorf("only %d of %d findings could be suppressed by %s", count[m.name], count["finding"], m.name)
		}
	}
}
