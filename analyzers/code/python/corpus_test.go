package python

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCorpus reads all Python below PYTHON_SOURCES, such as Python's library, and
// tells what it sees of secrets there.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("PYTHON_SOURCES")
	if dir == "" {
		t.Skip("PYTHON_SOURCES names no folder")
	}
	files, opaque := 0, 0
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".py") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		f := Read(text)
		check(t, f, len(text))
		if f.Opaque != "" {
			opaque++
		}
		for _, fn := range f.Functions {
			for _, u := range fn.Uses {
				t.Logf("%s: %s %s %s", path, u.API, describeID(u.ID), text[u.Start:u.End])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d of them not understood", files, opaque)
}
