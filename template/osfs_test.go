package template

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

func TestOS(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.MkdirAll("a/b", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("a/t.json", []byte("{}"), 0o666); err != nil {
		t.Fatal(err)
	}
	fsys := OS()
	for _, name := range []string{"a/t.json", "./a/t.json", "a/../a/t.json", "a/b/../t.json", filepath.ToSlash(dir) + "/a/t.json", filepath.Join(dir, "a", "t.json")} {
		data, err := fs.ReadFile(fsys, name)
		if err != nil || string(data) != "{}" {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
		info, err := fs.Stat(fsys, name)
		if err != nil || info.Size() != 2 {
			t.Errorf("%s is %v, %v", name, info, err)
		}
	}
	t.Chdir("a/b")
	if _, err := fs.ReadFile(fsys, "../t.json"); err != nil {
		t.Errorf("above: %v", err)
	}
	entries, err := fs.ReadDir(fsys, "..")
	if err != nil || len(entries) != 2 || entries[0].Name() != "b" {
		t.Errorf("entries %v, %v", entries, err)
	}
	f, err := fsys.Open("..")
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if _, err := fs.ReadFile(fsys, ".."); !errors.Is(err, errNotRegular) {
		t.Errorf("a folder gives %v", err)
	}
	if _, err := fs.ReadFile(fsys, "no"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	if _, err := readRegular(fsys, "../t.json", 1); err == nil || ioReason(err) != "larger than 1 bytes" {
		t.Errorf("a large file gives %v", err)
	}
}

// Devices, pipes and sockets are refused before they are opened.
func TestOSNotRegular(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no devices in the file system here")
	}
	sock := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", sock)
	if err != nil {
		t.Skipf("no sockets here: %v", err)
	}
	defer l.Close()
	for _, name := range []string{"/dev/zero", sock} {
		if _, err := fs.ReadFile(OS(), name); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("%s gives %v", name, err)
		}
		if _, err := OS().Open(name); !errors.Is(err, errNotRegular) {
			t.Errorf("opening %s gives %v", name, err)
		}
	}
}

func TestOSLinks(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"o", "o2"} {
		if err := os.Mkdir(name, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"o/manifest.json": twoStacks, "o/A.template.json": "{}", "secret.json": "{}",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("B.template.json", "o/B.template.json"); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	stacks, problems := readCloudAssembly(OS(), "o")
	if len(stacks) != 1 || len(problems) != 1 || !strings.Contains(problems[0].Message, "cannot be read") {
		t.Errorf("a link to itself: %d stacks, problems %v", len(stacks), problems)
	}
	for _, target := range []string{"../secret.json", filepath.Join(dir, "secret.json"), "/etc/passwd"} {
		os.Remove("o/B.template.json")
		if err := os.Symlink(target, "o/B.template.json"); err != nil {
			t.Fatal(err)
		}
		stacks, problems = readCloudAssembly(OS(), "o")
		if len(stacks) != 1 || len(problems) != 1 || !strings.Contains(problems[0].Message, "outside") {
			t.Errorf("a link to %s: %d stacks, problems %v", target, len(stacks), problems)
		}
	}
	// The folder itself may be reached through a link, and links may be absolute
	// as long as they stay.
	os.Remove("o/B.template.json")
	if err := errors.Join(os.Symlink(filepath.Join(dir, "o", "A.template.json"), "o/B.template.json"), os.Symlink("o", "link")); err != nil {
		t.Fatal(err)
	}
	stacks, problems = readCloudAssembly(OS(), "link")
	if len(stacks) != 2 || len(problems) != 0 {
		t.Errorf("%d stacks, problems %v", len(stacks), problems)
	}
}

func TestCanonical(t *testing.T) {
	fsys := fstest.MapFS{
		"a/b/t": file(""),
		"l1":    {Data: []byte("a/b"), Mode: fs.ModeSymlink},
		"a/l2":  {Data: []byte("../l1/t"), Mode: fs.ModeSymlink},
		"out":   {Data: []byte("../x"), Mode: fs.ModeSymlink},
		"abs":   {Data: []byte("/x"), Mode: fs.ModeSymlink},
	}
	for name, want := range map[string]string{"a/b/t": "a/b/t", "l1/t": "a/b/t", "a/l2": "a/b/t", ".": ".", "./a/../l1": "a/b"} {
		if got, err := canonical(fsys, name); got != want || err != nil {
			t.Errorf("%s is %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"out", "abs"} {
		if _, err := canonical(fsys, name); !errors.Is(err, errOutside) {
			t.Errorf("%s gives %v", name, err)
		}
	}
	if _, err := canonical(fsys, "a/no"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
}

func TestWithin(t *testing.T) {
	tests := []struct {
		dir, name string
		want      bool
	}{
		{".", "a", true},
		{".", "../a", false},
		{".", "/a", false},
		{".", ".", true},
		{"o", "o/a/b", true},
		{"o", "o", true},
		{"o", "o2/a", false},
		{"o", "o/../p", false},
		{"/", "/a", true},
		{"/abs/o", "/abs/o/a", true},
		{"/abs/o", "/abs/p", false},
		{"..", "../a", true},
		{"..", "../../a", false},
		{"../o", "../o/a", true},
		{"../o", "../p", false},
	}
	for _, tt := range tests {
		if got := within(tt.dir, tt.name); got != tt.want {
			t.Errorf("%s is within %s: %t", tt.name, tt.dir, got)
		}
	}
}
