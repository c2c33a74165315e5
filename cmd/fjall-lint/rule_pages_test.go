package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

// TestRulePages checks that docs/rules is what `rules docs` writes; -update writes
// it anew.
func TestRulePages(t *testing.T) {
	pages, err := rulePages(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const dir = "../../docs/rules"
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		golden(t, filepath.Join(dir, filepath.FromSlash(name)), pages[name])
	}
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		if pages[filepath.ToSlash(name)] == nil {
			t.Errorf("%s is the page of no rule", file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// golden compares a file with what it should hold; -update writes it.
func golden(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not what the tool says: run `go test ./cmd/fjall-lint -run %s -update`", file, strings.Split(t.Name(), "/")[0])
	}
}

// TestRulePagesKeepCredentials checks that no page shows a credential of its
// examples.
func TestRulePagesKeepCredentials(t *testing.T) {
	pages, err := rulePages(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := rules.Examples()
	if err != nil {
		t.Fatal(err)
	}
	cases, err := rules.Cases(fsys, ".", known)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		result, err := rules.RunCase(t.Context(), fsys, c, known, nil)
		if err != nil {
			t.Fatal(err)
		}
		redact := rules.Redactor(result.Result.Facts)
		n := 0
		for line := range strings.Lines(string(pages[c.Rule.Name+".md"])) {
			n++
			if redact(line) != line {
				t.Errorf("line %d of the page of %s shows a credential of %s", n, c.Rule.Name, c.File)
			}
		}
	}
}
