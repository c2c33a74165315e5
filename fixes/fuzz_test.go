package fixes_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// FuzzRun makes the fixes of any template: the result parses as before, and to do it
// again changes nothing.
func FuzzRun(f *testing.F) {
	add := func(data []byte) {
		if data = bytes.TrimSpace(data); len(data) > 0 {
			f.Add(data, data[0] == '{')
		}
	}
	cases, err := filepath.Glob("../testdata/rules/*/*/bad*.*")
	if err != nil {
		f.Fatal(err)
	}
	for i, name := range cases {
		if filepath.Ext(name) != ".yaml" && filepath.Ext(name) != ".json" || i%8 != 0 && testing.Short() {
			continue
		}
		if data, err := os.ReadFile(name); err == nil {
			add(data)
		}
	}
	fuzzcorpus.Add(f, add, fuzzcorpus.Templates...)
	lintYAML, lintJSON := linter(f, []string{"t.yaml"}), linter(f, []string{"t.json"})
	f.Fuzz(func(t *testing.T, data []byte, asJSON bool) {
		if len(data) > 64<<10 {
			t.Skip("large templates are slow, not another case")
		}
		name, lint := "t.yaml", lintYAML
		if asJSON {
			name, lint = "t.json", lintJSON
		}
		fsys := fstest.MapFS{name: &fstest.MapFile{Data: data, Mode: 0o644}}
		o, err := fixes.Run(t.Context(), fsys, lint, all)
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Files) == 0 {
			return
		}
		after := o.Files[0].After
		if bytes.Equal(after, data) {
			t.Error("a file that changes is what it was")
		}
		_, was := template.Parse(template.NewSource(name, data))
		_, is := template.Parse(template.NewSource(name, after))
		if fatal(is) > fatal(was) {
			t.Errorf("it does not parse any more: %v\n%s", is, after)
		}
		redact := rules.Redactor(o.Result.Facts)
		var b bytes.Buffer
		if err := fixes.WriteCDK(&b, o.First, redact); err != nil {
			t.Errorf("write code: %v", err)
		}
		fixes.Shown(o.Files[0].Diff(name), redact)
		if o.Rounds == fixes.MostRounds {
			return // it is not done yet
		}
		again, err := fixes.Run(t.Context(), &fixes.Overlay{FS: fsys, Files: map[string][]byte{name: after}}, lint, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range again.Files {
			t.Errorf("the second time it changes:\n%s\nafter\n%s", f.Diff(f.Name), after)
		}
	})
}

func fatal(problems []template.Problem) int {
	n := 0
	for _, p := range problems {
		if p.Fatal {
			n++
		}
	}
	return n
}
