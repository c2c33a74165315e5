package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// keptApp is an app with every kind of file that a run reads.
func keptApp(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	// The search for a configuration ends here.
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		filepath.Join("..", "..", "testdata", "apps", "fjall-broken"): "cdk.out",
		filepath.Join("testdata", "own"):                              "own",
	} {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir, ".fjall-lint.yaml", "rule-dirs: [own]\nbaseline: baseline.json\ncost: {usage: usage.yaml, prices: prices.yaml}\n")
	put(t, dir, "usage.yaml", "version: 1\n")
	put(t, dir, "prices.yaml", "prices: []\n")
	put(t, dir, "params.json", "{}\n")
	put(t, dir, "template.yaml", "Resources: {A: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: fjall-lint-example-value-1}}}\n")
	t.Chdir(dir)
	t.Setenv(cacheVariable, filepath.Join(t.TempDir(), "cache"))
	if code, _, stderr := runArgs("baseline", "write", "template.yaml"); code != exitClean {
		t.Fatal(stderr)
	}
	return dir
}

func runArgs(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// keptRun runs a command with the cache.
func keptRun(args ...string) (kept bool, result string) {
	var out, errs bytes.Buffer
	code, kept := keep(context.Background(), args, strings.NewReader(""), &out, &errs)
	return kept, fmt.Sprintln(code) + out.String() + errs.String()
}

// TestKeptRuns: the second run on the same files is given from the cache, and a run after
// any change gives what it gives without one.
func TestKeptRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("makes some hundred and fifty runs")
	}
	dir := keptApp(t)
	template := readFile(t, "template.yaml")
	stack := onlyFile(t, "cdk.out", "*.template.json")
	rule := onlyFile(t, "own", "*.rego")
	for _, c := range []struct {
		what   string
		change func()
		// by names the commands that read it, "" for all.
		by string
	}{
		{"the template", func() { put(t, dir, stack, readFile(t, stack)+"\n\n") }, ""},
		{"another template", func() { put(t, dir, "template.yaml", strings.ReplaceAll(template, "A:", "B:")) }, ""},
		{"a template more", func() { put(t, dir, "more/template.yaml", template) }, ""},
		{"a template less", func() { remove(t, "more/template.yaml") }, ""},
		{"the manifest", func() { put(t, dir, "cdk.out/manifest.json", readFile(t, "cdk.out/manifest.json")+"\n") }, ""},
		{"the configuration", func() { put(t, dir, ".fjall-lint.yaml", readFile(t, ".fjall-lint.yaml")+"fail-on: critical\n") }, ""},
		{"a rule", func() { put(t, dir, rule, readFile(t, rule)+"\n# more\n") }, ""},
		{"the baseline", func() { put(t, dir, "baseline.json", readFile(t, "baseline.json")+"\n") }, "check"},
		{"the usage", func() { put(t, dir, "usage.yaml", readFile(t, "usage.yaml")+"region: eu-central-1\n") }, "check report cost"},
		{"the prices", func() { put(t, dir, "prices.yaml", readFile(t, "prices.yaml")+"# more\n") }, "check report cost"},
		{"the parameters", func() { put(t, dir, "params.json", `{"Name": "value"}`) }, "check"},
		{"a folder of the assembly", func() { remove(t, "cdk.out") }, ""},
	} {
		c.change()
		for _, args := range [][]string{
			{"check", "--param-file", "params.json", "."}, {"report", ".", "-f", "json"}, {"access", "."}, {"cost", "."},
		} {
			kept, first := keptRun(args...)
			if kept && (c.by == "" || strings.Contains(c.by, args[0])) {
				t.Errorf("%s changed: %v was given from the cache", c.what, args)
			}
			code, out, errs := runArgs(args...)
			if want := fmt.Sprintln(code) + out + errs; first != want {
				t.Errorf("%s changed: %v\n%s\nwithout a cache\n%s", c.what, args, first, want)
			}
			again, second := keptRun(args...)
			if !again && !strings.HasPrefix(first, "2\n") {
				t.Errorf("%s changed: %v was not kept:\n%s", c.what, args, first)
			}
			if second != first {
				t.Errorf("%s changed: %v\n%s\nfrom the cache\n%s", c.what, args, first, second)
			}
		}
	}
}

// TestKeptFiles: the files that a run wrote are written again.
func TestKeptFiles(t *testing.T) {
	keptApp(t)
	args := []string{"check", "cdk.out", "-f", "table=out/table.txt", "-f", "json=out/findings.json"}
	_, first := keptRun(args...)
	want := readFile(t, "out/findings.json") + readFile(t, "out/table.txt")
	remove(t, "out")
	kept, second := keptRun(args...)
	if !kept || second != first {
		t.Errorf("kept: %v\n%s\n%s", kept, first, second)
	}
	if got := readFile(t, "out/findings.json") + readFile(t, "out/table.txt"); got != want {
		t.Errorf("%s\nbefore\n%s", got, want)
	}
}

// TestNotKept: what depends on more than files is run each time.
func TestNotKept(t *testing.T) {
	keptApp(t)
	git := filepath.Join(t.TempDir(), "summary.md")
	for _, c := range []struct {
		why  string
		args []string
		env  []string
	}{
		{"the user does not want it", []string{"check", "--no-cache", "cdk.out"}, nil},
		{"the cache is off", []string{"check", "cdk.out"}, []string{cacheVariable, "off"}},
		{"standard input is read", []string{"check", "-"}, nil},
		{"the summary of a step grows", []string{"check", "cdk.out", "-f", "github"}, []string{"GITHUB_STEP_SUMMARY", git}},
		{"bad usage", []string{"check", "--frmat"}, nil},
		{"the input is not there", []string{"check", "nowhere"}, nil},
		{"it is no command on templates", []string{"version"}, nil},
		{"the output is a device", []string{"check", "cdk.out", "-o", os.DevNull}, nil},
	} {
		t.Run(c.why, func(t *testing.T) {
			if c.env != nil {
				t.Setenv(c.env[0], c.env[1])
			}
			_, first := keptRun(c.args...)
			kept, second := keptRun(c.args...)
			if kept {
				t.Error("given from the cache")
			}
			if first != second {
				t.Errorf("%s\n%s", first, second)
			}
		})
	}
	for _, e := range [][]string{{"COLUMNS", "200"}, {"CLICOLOR_FORCE", "1"}} {
		_, _ = keptRun("check", "cdk.out")
		t.Setenv(e[0], e[1])
		kept, got := keptRun("check", "cdk.out")
		code, out, errs := runArgs("check", "cdk.out")
		if want := fmt.Sprintln(code) + out + errs; kept || got != want {
			t.Errorf("%v: kept %v\n%s\n%s", e, kept, got, want)
		}
	}
}

// A folder that can't be written costs nothing but time.
func TestCacheBroken(t *testing.T) {
	dir := keptApp(t)
	put(t, dir, "file", "")
	t.Setenv(cacheVariable, filepath.Join(dir, "file"))
	kept, got := keptRun("check", "cdk.out")
	code, out, errs := runArgs("check", "cdk.out")
	if want := fmt.Sprintln(code) + out + errs; kept || got != want {
		t.Errorf("kept %v\n%s\n%s", kept, got, want)
	}
}

// TestReadsAreRecorded: commands whose results are kept ask the file system and the
// environment only where the cache knows of it.
func TestReadsAreRecorded(t *testing.T) {
	ask := regexp.MustCompile(`\bos\.(ReadFile|Stat|Lstat|Open|ReadDir|Readlink|Getenv|LookupEnv|Environ|DirFS|OpenRoot)\(("[A-Z_]+")?|filepath\.(WalkDir|Walk|Glob)\(|exec\.Command|template\.OS\(\)`)
	// Files that are of other commands, or say why the cache need not know.
	apart := []string{
		"main.go", "record.go", "fix.go", "init.go", "init_files.go", "init_write.go", "write_file.go", "rules.go", "rules_docs.go", "rule_example.go", "run.go",
		"lsp.go", "watch.go", "standing.go", // lint again and again
		"repository.go", // sarif.go forgets
		"named_file.go", // forgets
	}
	allowed := map[string]string{
		`lint.go: os.Getenv("GOMEMLIMIT")`:                  "changes no output",
		`lint.go: os.Stat(`:                                 "of an output",
		`lint.go: template.OS()`:                            "of commands that are not kept",
		`output.go: os.Stat(`:                               "of an output",
		`step_summary.go: os.Getenv("GITHUB_STEP_SUMMARY")`: "in variables",
		`step_summary.go: os.Stat(`:                         "after forgetting",
		`cost.go: os.Open(`:                                 "after forgetting",
	}
	for _, name := range variables {
		allowed[fmt.Sprintf("output.go: os.Getenv(%q)", name)] = "in variables"
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || slices.Contains(apart, file) {
			continue
		}
		for _, found := range ask.FindAllString(readFile(t, file), -1) {
			if strings.HasSuffix(found, `"`) {
				found += ")"
			}
			if key := file + ": " + found; allowed[key] == "" {
				t.Errorf("%s asks the system, which the cache does not know of: use streams.files", key)
			}
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.FromSlash(name)); err != nil {
		t.Fatal(err)
	}
}

// onlyFile is the first file below a folder that matches.
func onlyFile(t *testing.T, dir, pattern string) string {
	t.Helper()
	var found string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, d.Name()); err == nil && ok && found == "" {
			found = filepath.ToSlash(name)
		}
		return err
	})
	if err != nil || found == "" {
		t.Fatal("nothing matches", pattern, err)
	}
	return found
}
