package fixes_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/rules"
)

// cfnLint is the linter of CloudFormation's schemas, the Python package cfn-lint.
func cfnLint(t *testing.T) string {
	t.Helper()
	file := os.Getenv("CFN_LINT")
	if file == "" {
		t.Skip("takes minutes: make cfn-lint runs it, with cfn-lint (PyPI) on PATH")
	}
	return file
}

// TestCfnLint has cfn-lint judge every fixed template: it finds no error that it did
// not find before.
func TestCfnLint(t *testing.T) {
	tool := cfnLint(t)
	if testing.Short() {
		t.Skip("cfn-lint takes minutes; run without -short")
	}
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	repo := os.DirFS("..")
	cases, err := rules.Cases(repo, "testdata/rules", known)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	n := 0
	take := func(fsys fs.FS, name string, only ...string) {
		o, err := fixes.Run(t.Context(), fsys, linter(t, []string{name}, only...), all)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range o.Files {
			ext := filepath.Ext(f.Name)
			for when, text := range map[string][]byte{"before": f.Before, "after": f.After} {
				file := filepath.Join(dir, when, fmt.Sprintf("%03d-%s%s", n, strings.TrimSuffix(filepath.Base(f.Name), ext), ext))
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			n++
		}
	}
	for _, c := range cases {
		if c.Bad {
			take(repo, c.File, c.Rule.ID)
		}
	}
	for _, p := range apps(t) {
		folder, name := filepath.Split(p)
		take(os.DirFS(filepath.Clean(folder)), name)
	}
	for _, name := range public(t) {
		take(os.DirFS(publicRoot), name)
	}
	before, after := judge(t, tool, filepath.Join(dir, "before")), judge(t, tool, filepath.Join(dir, "after"))
	for e, message := range after {
		if before[e] == "" {
			t.Errorf("%s %s", e, message)
		}
	}
	t.Logf("%d templates, %d errors before, %d after", n, len(before), len(after))
	if n < 30 {
		t.Errorf("only %d templates were fixed", n)
	}
}

// judge are the errors that cfn-lint finds in the templates of a folder: the message
// of each by file, rule and place. It breaks on some templates; that is one of them.
func judge(t *testing.T, tool, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for batch := range slices.Chunk(files, 10) { // most of the time is its start
		if errorsOf(t, tool, batch, found) {
			continue
		}
		for _, file := range batch {
			if !errorsOf(t, tool, []string{file}, found) {
				found[filepath.Base(file)] = "cfn-lint breaks"
			}
		}
	}
	return found
}

// errorsOf adds the errors in some files; false when cfn-lint breaks.
func errorsOf(t *testing.T, tool string, files []string, found map[string]string) bool {
	t.Helper()
	args := append([]string{"--format", "json", "--ignore-checks", "W", "I", "--"}, files...)
	out, err := exec.CommandContext(t.Context(), tool, args...).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	var list []struct {
		Filename, Level string
		Rule            struct{ ID string }
		Message         string
		Location        struct{ Path []any }
	}
	if err := json.Unmarshal(out, &list); err != nil {
		return false
	}
	for _, e := range list {
		if e.Level != "Error" {
			continue
		}
		place := ""
		for _, p := range e.Location.Path {
			if s, ok := p.(string); ok { // items of lists move
				place += "/" + s
			}
		}
		// A name that is missing is so wherever it is used: in what a fix adds for a
		// database as in the database.
		if name, _, ok := strings.Cut(e.Message, " is not one of "); ok {
			place = name
		}
		found[filepath.Base(e.Filename)+" "+e.Rule.ID+" "+place] = e.Message
	}
	return true
}
