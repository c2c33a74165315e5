package cache

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "cache"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func files() fstest.MapFS {
	return fstest.MapFS{
		"app/manifest.json": {Data: []byte("{}"), Mode: 0o644},
		"app/a.json":        {Data: []byte("one"), Mode: 0o644},
		"app/big.zip":       {Data: []byte("archive"), Mode: 0o644},
		"other.json":        {Data: []byte("other"), Mode: 0o644},
	}
}

// ask is a run: it lists a folder, reads a file, looks for one that is not there, opens one
// without reading it and looks at the size of one.
func ask(t *testing.T, fsys fs.FS) {
	t.Helper()
	entries, err := fs.ReadDir(fsys, "app")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == "big.zip" {
			if _, err := e.Info(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := fs.ReadFile(fsys, "app/a.json"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(fsys, "app/missing.json"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	f, err := fsys.Open("app/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// TestLookup: a result is given again exactly as long as all that was asked has the same
// answer.
func TestLookup(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o644} }
	for _, c := range []struct {
		what   string
		change func(fstest.MapFS)
		kept   bool
	}{
		{"nothing", func(fstest.MapFS) {}, true},
		{"the time of a file", func(m fstest.MapFS) { m["app/a.json"].ModTime = time.Now() }, true},
		{"a file that nobody asked for", func(m fstest.MapFS) { m["other.json"] = file("changed") }, true},
		{"the content of a file that was not read", func(m fstest.MapFS) { m["app/manifest.json"] = file("[]") }, true},
		{"the content of a file", func(m fstest.MapFS) { m["app/a.json"] = file("two") }, false},
		{"a file more", func(m fstest.MapFS) { m["app/b.json"] = file("") }, false},
		{"a file less", func(m fstest.MapFS) { delete(m, "app/big.zip") }, false},
		{"the size of a file that was looked at", func(m fstest.MapFS) { m["app/big.zip"] = file("larger than before") }, false},
		{"a file that was missing", func(m fstest.MapFS) { m["app/missing.json"] = file("") }, false},
		{"a file that was read", func(m fstest.MapFS) { delete(m, "app/a.json") }, false},
		{"a file that is a folder now", func(m fstest.MapFS) { delete(m, "app/a.json"); m["app/a.json/x"] = file("") }, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := open(t)
			m := files()
			r := s.Record(m)
			ask(t, r)
			want := Result{Code: 1, Writes: []Write{{Stdout, []byte("out")}, {Stderr, []byte("err")}, {"report.json", []byte("{}")}}}
			if err := s.Save("id", r, want); err != nil {
				t.Fatal(err)
			}
			c.change(m)
			got := s.Lookup("id", m)
			if (got != nil) != c.kept {
				t.Fatalf("kept: %v", got)
			}
			if got != nil && fmt.Sprint(*got) != fmt.Sprint(want) {
				t.Errorf("%v", *got)
			}
			if s.Lookup("another", m) != nil {
				t.Error("the result of another run was given")
			}
		})
	}
}

// TestReadCounts: the content of a file counts when it is read through Open, too.
func TestReadCounts(t *testing.T) {
	s, m := open(t), files()
	r := s.Record(m)
	f, err := r.Open("app/a.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(f); err != nil {
		t.Fatal(err)
	}
	if err := s.Save("id", r, Result{}); err != nil {
		t.Fatal(err)
	}
	if s.Lookup("id", m) == nil {
		t.Error("not kept")
	}
	m["app/a.json"] = &fstest.MapFile{Data: []byte("two"), Mode: 0o644}
	if s.Lookup("id", m) != nil {
		t.Error("a changed file was not noticed")
	}
}

// TestLinks: a symbolic link that leads elsewhere is another input.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("same"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("a", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	s := open(t)
	fsys := os.DirFS(dir)
	r := s.Record(fsys)
	if _, err := r.ReadLink("link"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Lstat("link"); err != nil {
		t.Fatal(err)
	}
	if err := s.Save("id", r, Result{}); err != nil {
		t.Fatal(err)
	}
	if s.Lookup("id", fsys) == nil {
		t.Error("not kept")
	}
	if err := errors.Join(os.Remove(link), os.Symlink("b", link)); err != nil {
		t.Fatal(err)
	}
	if s.Lookup("id", fsys) != nil {
		t.Error("another target was not noticed")
	}
}

func TestForget(t *testing.T) {
	s, m := open(t), files()
	r := s.Record(m)
	ask(t, r)
	r.Forget()
	if err := s.Save("id", r, Result{}); err != nil {
		t.Fatal(err)
	}
	if s.Lookup("id", m) != nil {
		t.Error("kept")
	}
	(*Recorder)(nil).Forget()
}

// TestVariants: the results of the last states are kept, as when branches are switched.
func TestVariants(t *testing.T) {
	s, m := open(t), files()
	states := maxVariants + 2
	for i := range states {
		m["app/a.json"] = &fstest.MapFile{Data: fmt.Append(nil, i), Mode: 0o644}
		r := s.Record(m)
		ask(t, r)
		if err := s.Save("id", r, Result{Code: i}); err != nil {
			t.Fatal(err)
		}
		// The clock of the file system may be coarse.
		old := time.Now().Add(time.Duration(i-states) * time.Minute)
		for _, f := range entries(t, s, "id") {
			if info, err := os.Stat(f); err == nil && time.Since(info.ModTime()) < time.Minute {
				if err := os.Chtimes(f, old, old); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if n := len(entries(t, s, "id")); n > maxVariants+1 {
		t.Errorf("%d results kept", n)
	}
	for i := states - maxVariants + 1; i < states; i++ {
		m["app/a.json"] = &fstest.MapFile{Data: fmt.Append(nil, i), Mode: 0o644}
		if got := s.Lookup("id", m); got == nil || got.Code != i {
			t.Errorf("state %d: %v", i, got)
		}
	}
}

func entries(t *testing.T, s *Store, id ID) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(s.dir, string(id), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestDamaged: whatever stands in the file of a result, it is never given but as written.
func TestDamaged(t *testing.T) {
	s, m := open(t), files()
	r := s.Record(m)
	ask(t, r)
	if err := s.Save("id", r, Result{Writes: []Write{{Stdout, []byte("report")}}}); err != nil {
		t.Fatal(err)
	}
	file := entries(t, s, "id")[0]
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		damaged := []byte(string(text))
		damaged[i] ^= 0x20
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if s.Lookup("id", m) != nil {
			t.Fatalf("given although byte %d is another", i)
		}
		if err := os.WriteFile(file, text[:i], 0o600); err != nil {
			t.Fatal(err)
		}
		if s.Lookup("id", m) != nil {
			t.Fatalf("given although cut off at %d", i)
		}
	}
	other := open(t)
	if err := errors.Join(os.MkdirAll(filepath.Join(other.dir, "id"), 0o700), os.WriteFile(filepath.Join(other.dir, "id", "x"), text, 0o600)); err != nil {
		t.Fatal(err)
	}
	if other.Lookup("id", m) != nil {
		t.Error("given although another key wrote it")
	}
}

// TestTells: the folder tells nothing of the files, and is the user's alone.
func TestTells(t *testing.T) {
	s, m := open(t), files()
	m["app/a.json"] = &fstest.MapFile{Data: []byte("hunter2-the-password"), Mode: 0o644}
	r := s.Record(m)
	ask(t, r)
	if err := s.Save("id", r, Result{}); err != nil {
		t.Fatal(err)
	}
	if s.Record(m).ofContent(m["app/a.json"].Data) == open(t).Record(m).ofContent(m["app/a.json"].Data) {
		t.Error("two stores give a content the same digest")
	}
	err := filepath.WalkDir(s.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
			t.Errorf("%s: %v", name, info.Mode())
		}
		if d.IsDir() {
			return nil
		}
		text, err := os.ReadFile(name)
		if strings.Contains(string(text), "hunter2") {
			t.Errorf("%s holds the content", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestConcurrent: many processes open the same new folder, save and look up.
func TestConcurrent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			s, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			m := files()
			m["app/a.json"] = &fstest.MapFile{Data: fmt.Append(nil, i%3), Mode: 0o644}
			for range 20 {
				if got := s.Lookup("id", m); got != nil && got.Code != i%3 {
					t.Errorf("result %d for state %d", got.Code, i%3)
				}
				r := s.Record(m)
				ask(t, r)
				if err := s.Save("id", r, Result{Code: i % 3}); err != nil {
					t.Error(err)
				}
			}
			if got := s.Lookup("id", m); got == nil || got.Code != i%3 {
				t.Errorf("state %d: %v", i%3, got)
			}
		})
	}
	wg.Wait()
	list, err := filepath.Glob(filepath.Join(dir, ".new-*"))
	if err != nil || len(list) > 0 {
		t.Error("left over:", list, err)
	}
}

func TestTrim(t *testing.T) {
	s, m := open(t), files()
	r := s.Record(m)
	ask(t, r)
	for _, id := range []ID{"old", "new"} {
		if err := s.Save(id, r, Result{}); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * maxAge)
	left := filepath.Join(s.dir, ".new-killed")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{entries(t, s, "old")[0], left, filepath.Join(s.dir, "trimmed")} {
		if err := os.Chtimes(f, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Save("new", r, Result{}); err != nil {
		t.Fatal(err)
	}
	if s.Lookup("old", m) != nil || s.Lookup("new", m) == nil {
		t.Error("the old one was to go, the new one to stay")
	}
	for _, name := range []string{left, filepath.Join(s.dir, "old")} {
		if _, err := os.Stat(name); err == nil {
			t.Error(name, "is still there")
		}
	}
}

func TestOpenFails(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file); err == nil {
		t.Error("a file was opened as a cache")
	}
	if err := os.WriteFile(filepath.Join(dir, keyFile), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "is no key") {
		t.Error(err)
	}
}

// FuzzDecode: what is decoded is what is encoded to the same bytes, and nothing crashes.
func FuzzDecode(f *testing.F) {
	key := []byte("key")
	e := entry{trace{{askContent, "a", digest{1}}}, Result{2, []Write{{"file", []byte("text")}}}}
	text := encode(e, key)
	f.Add(text[:len(text)-32])
	f.Fuzz(func(t *testing.T, body []byte) {
		// The authentication is right, as that of an entry which was changed on purpose.
		signed := sign(body, key)
		e, err := decode(signed, key)
		if err != nil {
			return
		}
		if again, err := decode(encode(e, key), key); err != nil || fmt.Sprint(again) != fmt.Sprint(e) {
			t.Errorf("%v is %v, %v", e, again, err)
		}
	})
}
