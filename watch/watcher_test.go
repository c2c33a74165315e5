package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// modes are the ways to notice changes.
var modes = map[string]bool{"notified": false, "polling": true}

// start makes a watcher of roots below a folder.
func start(t *testing.T, o Options, dir string, roots ...string) *Watcher {
	t.Helper()
	o.Quiet, o.Poll = 30*time.Millisecond, 20*time.Millisecond
	o.Note = func(text string) {
		if !o.Polling && !strings.Contains(text, "file system") {
			t.Log(text)
		}
	}
	w := New(o)
	t.Cleanup(func() { _ = w.Close() })
	w.Mark(below(dir, roots))
	return w
}

func below(dir string, roots []string) []string {
	var all []string
	for _, r := range roots {
		all = append(all, filepath.Join(dir, r))
	}
	return all
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// wait fails unless the watcher tells of a change.
func wait(t *testing.T, w *Watcher) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := w.Wait(ctx); err != nil {
		t.Fatalf("the change was not noticed: %v", err)
	}
}

// still fails when the watcher tells of a change for a while.
func still(t *testing.T, w *Watcher) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := w.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a change was told (%v)", err)
	}
}

// TestWait changes files in the ways of editors and of a synthesis.
func TestWait(t *testing.T) {
	t.Parallel()
	for mode, polling := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "cdk.out/manifest.json", "{}")
			write(t, dir, "cdk.out/App.template.json", "{}")
			write(t, dir, "t.yaml", "a")
			w := start(t, Options{Polling: polling}, dir, "cdk.out", "t.yaml", ".fjall-lint.yaml")
			mark := func() { w.Mark(below(dir, []string{"cdk.out", "t.yaml", ".fjall-lint.yaml"})) }
			still(t, w)
			for _, change := range []struct {
				name string
				do   func()
			}{
				{"a file is written", func() { write(t, dir, "t.yaml", "ab") }},
				{"a file is moved there", func() {
					write(t, dir, "t.new", "abc")
					if err := os.Rename(filepath.Join(dir, "t.new"), filepath.Join(dir, "t.yaml")); err != nil {
						t.Fatal(err)
					}
				}},
				{"a file that was not there", func() { write(t, dir, ".fjall-lint.yaml", "version: 1") }},
				{"a file of a new folder", func() { write(t, dir, "cdk.out/asset.1/index.js", "x") }},
				{"a file of that folder", func() { write(t, dir, "cdk.out/asset.1/index.js", "xy") }},
				{"a file is removed", func() {
					if err := os.Remove(filepath.Join(dir, "t.yaml")); err != nil {
						t.Fatal(err)
					}
				}},
				{"the assembly is made anew", func() {
					if err := os.RemoveAll(filepath.Join(dir, "cdk.out")); err != nil {
						t.Fatal(err)
					}
					write(t, dir, "cdk.out/App.template.json", "{ }")
					write(t, dir, "cdk.out/manifest.json", "{ }")
				}},
				{"a file of the new assembly", func() { write(t, dir, "cdk.out/App.template.json", "{   }") }},
			} {
				change.do()
				t.Log(change.name)
				wait(t, w)
				mark()
				still(t, w)
			}
		})
	}
}

// TestManifest: an assembly is not at rest before its manifest is whole.
func TestManifest(t *testing.T) {
	t.Parallel()
	for mode, polling := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "cdk.out/manifest.json", "{}")
			w := start(t, Options{Polling: polling, Patience: time.Hour}, dir, "cdk.out")
			for _, half := range []string{"", `{"version":`} {
				write(t, dir, "cdk.out/manifest.json", half)
				still(t, w)
			}
			if err := os.RemoveAll(filepath.Join(dir, "cdk.out")); err != nil {
				t.Fatal(err)
			}
			still(t, w)
			write(t, dir, "cdk.out/App.template.json", "{}")
			still(t, w)
			write(t, dir, "cdk.out/manifest.json", `{"version":"48"}`)
			wait(t, w)
		})
	}
}

// TestPatience: a manifest that stays broken is told in the end.
func TestPatience(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "cdk.out/manifest.json", "{}")
	w := start(t, Options{Patience: 50 * time.Millisecond}, dir, "cdk.out")
	write(t, dir, "cdk.out/manifest.json", "{")
	wait(t, w)
}

// TestIgnored: what the tool writes itself and what is no input does not count.
func TestIgnored(t *testing.T) {
	t.Parallel()
	for mode, polling := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "t.yaml", "a")
			w := start(t, Options{Polling: polling, Ignore: func(p string) bool { return filepath.Base(p) == "report.json" }}, dir, ".")
			for _, name := range []string{"report.json", ".fjall-lint-123", "main.go", "node_modules/x/template.yaml", ".git/config.json"} {
				write(t, dir, name, "x")
			}
			still(t, w)
			write(t, dir, "sub/new.yaml", "x")
			wait(t, w)
		})
	}
}

// TestChangedBefore: what changes between Mark and Wait counts.
func TestChangedBefore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "t.yaml", "a")
	w := start(t, Options{}, dir, "t.yaml")
	write(t, dir, "t.yaml", "ab")
	wait(t, w)
}
