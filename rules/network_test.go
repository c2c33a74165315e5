package rules

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// TestNetworkApps lints the assemblies of testdata/network with all rules and compares
// what is found of network paths with expected.txt, which was written by hand from the
// apps: everything that reads a secret stands in it, with the rule or "ok".
func TestNetworkApps(t *testing.T) {
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	selection, err := Select(known, nil, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../testdata/network/*/expected.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no expectations: %v", err)
	}
	for _, file := range files {
		t.Run(path.Base(filepath.ToSlash(filepath.Dir(file))), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for line := range strings.Lines(string(text)) {
				if f := strings.Split(line, "\t"); len(f) > 1 && !strings.HasPrefix(line, "#") {
					want[f[0]] = f[1]
				}
			}
			asm, err := template.Load(t.Context(), template.OS(), []string{filepath.Dir(file)}, template.Options{})
			if err != nil {
				t.Fatal(err)
			}
			result, err := engine.Lint(t.Context(), asm, Options{Known: known})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, f := range result.Findings {
				if f.Rule.Category == "connectivity" || f.Rule.ID == "FJ407" {
					got[f.Resource.ConstructPath] = f.Rule.ID
					if want[f.Resource.ConstructPath] == "" {
						t.Errorf("%s %s: nothing is expected there", f.Rule.ID, f.Resource.ConstructPath)
					}
				}
			}
			consumers := make([]string, 0, len(want))
			for c := range want {
				consumers = append(consumers, c)
			}
			slices.Sort(consumers)
			for _, c := range consumers {
				if is := got[c]; is != want[c] && (is != "" || want[c] != "ok") {
					t.Errorf("%s: %q, want %q", c, is, want[c])
				}
			}
		})
	}
}
