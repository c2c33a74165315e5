package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// The repository is what git has or would add; without git, what is there.
func TestRepositoryFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lib/new é.ts": "1", "lib/db.ts": "2", "dist/db.js": "3", ".gitignore": "dist\n", "node_modules/x/index.js": "4", "cdk.out/asset.1/index.js": "5",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := walkFiles(dir)
	slices.Sort(got)
	if want := []string{".gitignore", "dist/db.js", "lib/db.ts", "lib/new é.ts"}; !slices.Equal(got, want) {
		t.Errorf("walked %q, want %q", got, want)
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "lib/db.ts"}} {
		if out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	got = repositoryFiles(dir)
	slices.Sort(got)
	if want := []string{".gitignore", "cdk.out/asset.1/index.js", "lib/db.ts", "lib/new é.ts", "node_modules/x/index.js"}; !slices.Equal(got, want) {
		t.Errorf("git has %q, want %q", got, want)
	}
}

func TestReadRepositoryFile(t *testing.T) {
	outer := t.TempDir()
	root := filepath.Join(outer, "root")
	if err := os.MkdirAll(filepath.Join(root, "lib"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{filepath.Join(outer, "else.ts"), filepath.Join(root, "lib", "a.ts")} {
		if err := os.WriteFile(file, []byte("text"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := readRepositoryFile(root, "lib/a.ts"); err != nil || string(text) != "text" {
		t.Errorf("%q, %v", text, err)
	}
	if err := os.Symlink(filepath.Join(outer, "else.ts"), filepath.Join(root, "link.ts")); err != nil {
		t.Skip("needs links: ", err)
	}
	for _, name := range []string{"link.ts", "../else.ts", "lib", "absent.ts"} {
		if _, err := readRepositoryFile(root, name); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
