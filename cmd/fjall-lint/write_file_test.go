package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestReplaceFile: a file is what it was or what it is to be, of the mode that it had,
// and where a link leads it stays.
func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "real", "t.yaml")
	if err := replaceFile(name, verbatim("one").to); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.yaml")
	if err := os.Symlink(name, link); err != nil {
		link = name // where there are no links
	}
	if err := replaceFile(link, verbatim("two").to); err != nil {
		t.Fatal(err)
	}
	fails := func(w io.Writer) error {
		io.WriteString(w, "half of it")
		return errors.New("disk is full")
	}
	if err := replaceFile(link, fails); err == nil {
		t.Error("an error is lost")
	}
	if err := createFile(link, verbatim("three").to); !errors.Is(err, errThere) {
		t.Errorf("a file that is there is made: %v", err)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "two" {
		t.Errorf("it holds %q: %v", text, err)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v: %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || link != name && info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(name)); err != nil || len(entries) != 1 {
		t.Errorf("files are left behind: %v, %v", entries, err)
	}
}
