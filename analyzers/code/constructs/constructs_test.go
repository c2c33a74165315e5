package constructs

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// readText reads files of the form "-- name --" that are written one behind the other.
func readText(text string) map[string]string {
	files := map[string]string{}
	for part := range strings.SplitSeq("\n"+text, "\n-- ") {
		if name, body, ok := strings.Cut(part, " --\n"); ok {
			files[name] = body
		}
	}
	return files
}

func codeOf(files map[string]string) *Code {
	return Read(slices.Sorted(maps.Keys(files)), func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	})
}

// TestFind searches the paths that the file "want" of each app lists: the folder of the
// app, the path, and the place, "none" where the code does not prove one.
func TestFind(t *testing.T) {
	names, err := fs.Glob(os.DirFS("testdata"), "*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(path.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			files := readText(string(text))
			want := files["want"]
			delete(files, "want")
			c := codeOf(files)
			for line := range strings.Lines(want) {
				fields := strings.Fields(line)
				if len(fields) != 3 {
					t.Fatalf("not folder, path and place: %q", line)
				}
				got := "none"
				if file, offset, ok := c.Find(fields[0], fields[1]); ok {
					before := files[file][:offset]
					column := len(before) - strings.LastIndexByte(before, '\n')
					got = fmt.Sprintf("%s:%d:%d", file, strings.Count(before, "\n")+1, column)
				}
				if got != fields[2] {
					t.Errorf("%s: %s, want %s", fields[1], got, fields[2])
				}
			}
		})
	}
}

func TestIsCode(t *testing.T) {
	for name, want := range map[string]bool{
		"lib/app.ts": true, "bin/app.mjs": true, "app.py": true, "app/stacks/db.py": true,
		"lib/app.d.ts": false, "lib/app.test.ts": false, "lib/app.spec.js": false, "test/app.ts": false, "a/__tests__/app.ts": false, "test_app.py": false,
		"app_test.py": false, "tests/app.py": false, "node_modules/x/index.js": false, "cdk.out/asset.1/index.js": false, ".venv/lib/x.py": false, "README.md": false,
		"conftest.py": false, "attest/app.ts": true,
	} {
		if got := IsCode(name); got != want {
			t.Errorf("IsCode(%q) = %v", name, got)
		}
	}
}

// Where not all is read, or a file is not understood that has one of the ids, nothing is
// proved.
func TestFindInPart(t *testing.T) {
	app := map[string]string{
		"app.ts": "import { App, Stack } from 'aws-cdk-lib';\nimport { Secret } from 'aws-cdk-lib/aws-secretsmanager';\nconst app = new App();\nconst s = new Stack(app, 'S');\nnew Secret(s, 'Token');\n",
	}
	find := func() bool {
		_, _, ok := codeOf(app).Find("", "S/Token/Resource")
		return ok
	}
	if !find() {
		t.Fatal("nothing is found")
	}
	app["broken.ts"] = "new Other(this, 'Name', {{{"
	if !find() {
		t.Error("a broken file without the id matters")
	}
	app["broken.ts"] = "new Secret(s, 'Token', {{{"
	if find() {
		t.Error("a broken file with the id is ignored")
	}
	delete(app, "broken.ts")
	app["large.ts"] = "new Secret(s, 'Token');" + strings.Repeat(" ", maxFile)
	if find() {
		t.Error("a file that is too large is ignored")
	}
	delete(app, "large.ts")
	for i := range maxFiles {
		app[fmt.Sprintf("many/%d.ts", i)] = ""
	}
	if find() {
		t.Error("files that are too many are ignored")
	}
}

func FuzzFind(f *testing.F) {
	names, _ := fs.Glob(os.DirFS("testdata"), "*.txt")
	for _, name := range names {
		text, err := os.ReadFile(path.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		for file, body := range readText(string(text)) {
			f.Add(path.Ext(file) == ".py", []byte(body), "App/Db/Secret")
		}
	}
	f.Fuzz(func(t *testing.T, isPython bool, text []byte, constructPath string) {
		name := "app.ts"
		if isPython {
			name = "app.py"
		}
		c := Read([]string{name}, func(string) ([]byte, error) { return text, nil })
		for _, p := range []string{constructPath, "App/Db/Secret", "AppStack/Token/Resource"} {
			if file, offset, ok := c.Find(".", p); ok && (file != name || offset < 0 || offset >= len(bytes.TrimPrefix(text, []byte("\ufeff")))) {
				t.Errorf("%s is at %s, byte %d of %d", p, file, offset, len(text))
			}
		}
	})
}
