package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
