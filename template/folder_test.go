package template

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestFolder: names are below the folder, and the text of an open file goes before that on
// disk, however the file is named; one that is not on disk stays unknown.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.yaml", "sub/b.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("on disk"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	abs := filepath.ToSlash(dir)
	fsys := Folder(dir, map[string][]byte{abs + "/a.yaml": []byte("in the editor"), abs + "/new.yaml": []byte("not saved")})
	for name, want := range map[string]string{
		"a.yaml": "in the editor", "./sub/../a.yaml": "in the editor", abs + "/a.yaml": "in the editor",
		"sub/b.yaml": "on disk", abs + "/sub/b.yaml": "on disk",
	} {
		text, err := fs.ReadFile(fsys, name)
		if err != nil || string(text) != want {
			t.Errorf("%s: %q, %v; want %q", name, text, err, want)
		}
		info, err := fs.Stat(fsys, name)
		if err != nil || info.Size() != int64(len(want)) {
			t.Errorf("%s: size %v, %v", name, info, err)
		}
		f, err := fsys.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err = io.ReadAll(f)
		if err != nil || string(text) != want {
			t.Errorf("%s, opened: %q, %v; want %q", name, text, err, want)
		}
		if info, err := f.Stat(); err != nil || info.Size() != int64(len(want)) {
			t.Errorf("%s, opened: size %v, %v", name, info, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if text, err := fs.ReadFile(fsys, "new.yaml"); err == nil {
		t.Errorf("a file that is not there has the text %q", text)
	}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil || len(entries) != 2 {
		t.Errorf("entries: %v, %v", entries, err)
	}
}
