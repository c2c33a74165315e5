package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/rules"
)

// initIn runs init in a new repository, in a folder of it, and gives the root.
func initIn(t *testing.T, folder string, args ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{".git", folder} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(root, folder))
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), append([]string{"init"}, args...), strings.NewReader(""), &stdout, &stderr); code != exitClean {
		t.Fatalf("exit %d, stderr %s", code, &stderr)
	}
	return root
}

// option is a line of the configuration that is commented out: prose has one
// space after the #, options none, and what is indented below one several.
var option = regexp.MustCompile(`(?m)^#((?:  )+)?(\S)`)

// TestInitConfig checks that the configuration that init writes is good, also
// with every option in use, and that it speaks of every key of the schema.
func TestInitConfig(t *testing.T) {
	raw, err := starterTexts.ReadFile("starter/config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	asWritten, err := rules.ReadConfig("asWritten.yaml", raw, known)
	if err != nil {
		t.Fatal(err)
	}
	if asWritten.Profile != "" || asWritten.FailOn != nil || len(asWritten.Rules)+len(asWritten.Ignore)+len(asWritten.Parameters) > 0 {
		t.Errorf("the configuration changes what is checked: %+v", asWritten)
	}
	all := option.ReplaceAll(raw, []byte("$1$2"))
	if _, err := rules.ReadConfig("all.yaml", all, known); err != nil {
		t.Errorf("%v\n%s", err, all)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(all, &doc); err != nil {
		t.Fatal(err)
	}
	schema, err := os.ReadFile("../../rules/schema/config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(schema, &root); err != nil {
		t.Fatal(err)
	}
	for _, mistake := range keyMistakes(root, root, doc, "") {
		t.Errorf("starter/config.yaml: %s", mistake)
	}
}

// keyMistakes tells which properties of a schema an example does not have, or
// not with their default. Of a map or list, the entries have them together.
func keyMistakes(root, schema map[string]any, example any, at string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		definitions, _ := root["$defs"].(map[string]any)
		schema, _ = definitions[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	var mistakes []string
	properties, _ := schema["properties"].(map[string]any)
	object, _ := example.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if _, ok := object[name]; !ok {
			mistakes = append(mistakes, at+name+" is not there")
			continue
		}
		property, _ := properties[name].(map[string]any)
		if usual := property["default"]; usual != nil && usual != object[name] {
			mistakes = append(mistakes, fmt.Sprintf("%s%s is %v, and its default %v", at, name, object[name], usual))
		}
		mistakes = append(mistakes, keyMistakes(root, property, object[name], at+name+".")...)
	}
	merged := map[string]any{}
	add := func(entry any) {
		fields, _ := entry.(map[string]any)
		maps.Copy(merged, fields)
	}
	if entries, ok := schema["additionalProperties"].(map[string]any); ok && properties == nil {
		for _, entry := range object {
			add(entry)
		}
		mistakes = append(mistakes, keyMistakes(root, entries, merged, at+"*.")...)
	}
	if items, ok := schema["items"].(map[string]any); ok {
		entries, _ := example.([]any)
		for _, entry := range entries {
			add(entry)
		}
		mistakes = append(mistakes, keyMistakes(root, items, merged, at+"[].")...)
	}
	forms, _ := schema["anyOf"].([]any)
	for _, form := range forms {
		form, _ := form.(map[string]any)
		if form["properties"] != nil {
			mistakes = append(mistakes, keyMistakes(root, form, example, at)...)
		}
	}
	return mistakes
}

// TestInitFiles checks the form of what init writes: YAML without anything left
// to fill in, and scripts that the shell can read.
func TestInitFiles(t *testing.T) {
	for _, folder := range []string{".", "apps/shop"} {
		t.Run(folder, func(t *testing.T) {
			root := initIn(t, folder, "--all")
			scripts := 0
			for _, file := range initFiles(t, root) {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if left := regexp.MustCompile(`(?:^|[^$])\{\{\w+\}\}`).Find(text); left != nil {
					t.Errorf("%s: %s is left to fill in", file, left)
				}
				var doc any
				if err := yaml.Unmarshal(text, &doc); err != nil {
					t.Errorf("%s: %v", file, err)
				}
				for _, script := range shellScripts(doc) {
					scripts++
					checkShell(t, file, script)
				}
			}
			if scripts != 7 {
				t.Errorf("%d scripts were found, want 4 of GitHub and 3 of GitLab", scripts)
			}
		})
	}
}

// initFiles are all files below a folder.
func initFiles(t *testing.T, root string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) != 4 {
		t.Fatalf("init wrote %v, %v", files, err)
	}
	return files
}

// shellScripts are the scripts in a file of GitHub or GitLab.
func shellScripts(doc any) []string {
	var scripts []string
	switch doc := doc.(type) {
	case []any:
		for _, entry := range doc {
			scripts = append(scripts, shellScripts(entry)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(doc)) {
			text, isText := doc[key].(string)
			lines, isList := doc[key].([]any)
			switch {
			case key == "run" && isText:
				scripts = append(scripts, text)
			case (key == "script" || key == "before_script") && isList:
				var b strings.Builder
				for _, line := range lines {
					fmt.Fprintln(&b, line)
				}
				scripts = append(scripts, b.String())
			default:
				scripts = append(scripts, shellScripts(doc[key])...)
			}
		}
	}
	return scripts
}

func checkShell(t *testing.T, file, script string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed: the scripts are not checked")
	}
	c := exec.Command(bash, "-n")
	c.Stdin = strings.NewReader(script)
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s\n%s", file, err, out, script)
	}
}

// workflowStep is a step of the workflow that init writes.
func workflowStep(t *testing.T, name string) actionStep {
	t.Helper()
	root := initIn(t, ".", "--github")
	text, err := os.ReadFile(filepath.Join(root, ".github", "workflows", "fjall-lint.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct{ Steps []actionStep }
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	steps := workflow.Jobs["check"].Steps
	i := slices.IndexFunc(steps, func(s actionStep) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("the workflow has no step %q", name)
	}
	return steps[i]
}

// TestInitWorkflowCheck runs the step of the workflow that checks, with a
// fjall-lint that ends with each status: the upload depends on what it records.
func TestInitWorkflowCheck(t *testing.T) {
	s := workflowStep(t, "Check")
	for _, status := range []int{exitClean, exitFindings, exitUsage} {
		output := filepath.Join(t.TempDir(), "output")
		out, got := runStep(t, t.TempDir(), fmt.Sprintf("fjall-lint() { return %d; }", status), s, "GITHUB_OUTPUT="+output)
		if got != status {
			t.Errorf("the step ends with %d, want %d: %s", got, status, out)
		}
		if text, _ := os.ReadFile(output); string(text) != fmt.Sprintf("status=%d\n", status) {
			t.Errorf("the step records %q after status %d", text, status)
		}
	}
}

// TestInitWorkflowComment runs the step of the workflow that comments: the comment
// of an earlier run is changed, and only the first run makes one.
func TestInitWorkflowComment(t *testing.T) {
	s := workflowStep(t, "Comment on the pull request")
	const api = "repos/o/r/issues/"
	for ids, want := range map[string]string{
		"":           "--silent " + api + "7/comments --field body=@",
		"41\\n42\\n": "--silent --method PATCH " + api + "comments/41 --field body=@",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "comment.md"), []byte(strings.Repeat("é", 40000)), 0o644); err != nil {
			t.Fatal(err)
		}
		gh := `gh() { case "$*" in *--paginate*) printf '` + ids + `' ;; *) shift; echo "$*" ;; esac; }`
		out, status := runStep(t, dir, gh, s, "RUNNER_TEMP="+dir, "GITHUB_REPOSITORY=o/r", "NUMBER=7")
		if status != 0 || !strings.HasPrefix(out, want) {
			t.Errorf("status %d, got %q, want %q", status, out, want)
		}
		body, err := os.ReadFile(filepath.Join(dir, "body.md"))
		if err != nil || len(body) > 65536 || !strings.HasPrefix(string(body), "<!-- fjall-lint -->\n") {
			t.Errorf("the comment has %d bytes, %v", len(body), err)
		}
	}
}

// TestActionlint has actionlint judge the workflow that init writes, when the
// variable ACTIONLINT names it (make actionlint).
func TestActionlint(t *testing.T) {
	actionlint := os.Getenv("ACTIONLINT")
	if actionlint == "" {
		t.Skip("ACTIONLINT does not name actionlint: `make actionlint` runs this")
	}
	for _, folder := range []string{".", "apps/shop"} {
		root := initIn(t, folder, "--github")
		found, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
		if err != nil || len(found) != 1 {
			t.Fatalf("init wrote %v, %v", found, err)
		}
		if out, err := exec.Command(actionlint, found...).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
