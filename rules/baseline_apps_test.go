package rules

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// TestBaselineSurvives: another synthesis of the same app, with other lines, other assets
// and other hashes in logical ids, has the same baseline.
func TestBaselineSurvives(t *testing.T) {
	known := builtin(t)
	selection, err := Select(known, nil, "strict", nil)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	const apps = "../testdata/apps"
	baseline := func(fsys fs.FS, app string) string {
		in := &reLinted{app, &caseSetup{}, engine, known}
		var b bytes.Buffer
		if err := NewBaseline(in.lint(t, fsys, nil).Findings).Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	asset, suffix := regexp.MustCompile(`[0-9a-f]{64}`), regexp.MustCompile(`\b[A-Z][A-Za-z]+[0-9A-F]{8}\b`)
	// Each digit is exchanged for another one of its kind.
	other := strings.NewReplacer("0", "1", "1", "0", "2", "3", "3", "2", "a", "b", "b", "a", "A", "B", "B", "A")
	changes := map[string]func(name string, text []byte) (string, []byte){
		"lines": func(name string, text []byte) (string, []byte) {
			var b bytes.Buffer
			if strings.HasSuffix(name, ".json") && json.Compact(&b, text) == nil {
				text = b.Bytes()
			}
			return name, text
		},
		"assets": func(name string, text []byte) (string, []byte) {
			return asset.ReplaceAllStringFunc(name, other.Replace), asset.ReplaceAllFunc(text, func(b []byte) []byte { return []byte(other.Replace(string(b))) })
		},
		"logical ids": func(name string, text []byte) (string, []byte) {
			return name, suffix.ReplaceAllFunc(text, func(b []byte) []byte {
				cut := len(b) - 8
				return []byte(string(b[:cut]) + other.Replace(string(b[cut:])))
			})
		},
	}
	entries, err := os.ReadDir(apps)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		base := os.DirFS(apps)
		want := baseline(base, e.Name())
		if !strings.Contains(want, "fingerprint") {
			t.Errorf("%s: nothing is found", e.Name())
		}
		for what, change := range changes {
			again := fstest.MapFS{}
			err := fs.WalkDir(base, e.Name(), func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				text, err := fs.ReadFile(base, name)
				if err != nil {
					return err
				}
				name, text = change(name, text)
				again[name] = &fstest.MapFile{Data: text}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := baseline(again, e.Name()); got != want {
				t.Errorf("%s with other %s has the baseline\n%s\nwant\n%s", e.Name(), what, got, want)
			}
		}
	}
}
