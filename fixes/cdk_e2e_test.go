package fixes_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// cdkTools is where the apps and the CDK are.
var cdkTools = filepath.Join("..", "tools", "cdk-fixes")

// cdkApp is an app that is synthesized, fixed by the code for it and synthesized again.
type cdkApp struct {
	name  string // of the file in apps
	flags string // "none" for an app without the CDK's feature flags, "bare" for one without construct paths
	dir   string // for what the test writes

	before *template.Assembly
	result *rules.Result
	plan   *fixes.Plan
	was    map[string]int // findings by label
}

// TestCDKApps proves the code for the CDK: with it, the apps synthesize to what the
// edit of their templates gives, and the findings are gone.
func TestCDKApps(t *testing.T) {
	if testing.Short() {
		t.Skip("synthesizing CDK apps takes a minute")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node.js is not installed: the code for the CDK is not run")
	}
	modules, err := filepath.Abs(filepath.Join(cdkTools, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"aws-cdk-lib", "constructs", "typescript"} {
		if _, err := os.Stat(filepath.Join(modules, name)); err != nil {
			t.Skipf("%s is not installed: run `npm install` in tools/cdk-fixes to run the code for the CDK", name)
		}
	}
	dir := t.TempDir()
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Skipf("no link to the modules can be made: %v", err)
	}
	var apps []*cdkApp
	for _, name := range []string{"forgotten-grant", "container-secrets", "passwords", "loose-policies", "secrets", "network", "shapes"} {
		apps = append(apps, &cdkApp{name: name, dir: filepath.Join(dir, name)})
	}
	apps = append(apps,
		&cdkApp{name: "loose-policies", flags: "none", dir: filepath.Join(dir, "old")}, &cdkApp{name: "shapes", flags: "bare", dir: filepath.Join(dir, "bare")})
	files := []string{filepath.Join(dir, "nothing.ts")}
	if err := os.WriteFile(files[0], []byte(written(t, &fixes.Plan{}, strings.TrimSpace)), 0o644); err != nil {
		t.Fatal(err)
	}
	synthesize(t, node, apps, "before")
	for _, a := range apps {
		files = append(files, a.write(t))
	}
	files = append(files, goldenFiles(t, dir)...)
	// All at once: reading the types of the CDK takes most of the time.
	compile := exec.Command(node, append([]string{
		filepath.Join(modules, "typescript", "bin", "tsc"), "--strict", "--noUnusedLocals", "--noUnusedParameters", "--exactOptionalPropertyTypes",
		"--noUncheckedIndexedAccess", "--isolatedModules", "--skipLibCheck", "--target", "es2022", "--module", "commonjs",
	}, files...)...)
	compile.Dir = dir
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("tsc: %v\n%s", err, out)
	}
	synthesize(t, node, apps, "after")
	for _, a := range apps {
		t.Run(filepath.Base(a.dir), a.compare)
	}
}

// goldenFiles copies the golden files to where the modules are.
func goldenFiles(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("testdata", "cdk", "*.ts"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	var files []string
	for _, name := range found {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(dir, filepath.Base(name)))
		if err := os.WriteFile(files[len(files)-1], text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// synthesize runs the apps, with the compiled code for them when that is there.
func synthesize(t *testing.T, node string, apps []*cdkApp, out string) {
	t.Helper()
	type run struct {
		App   string `json:"app"`
		Out   string `json:"out"`
		Fixes string `json:"fixes"`
		Flags string `json:"flags"`
	}
	var runs []run
	for _, a := range apps {
		r := run{App: a.name, Out: filepath.Join(a.dir, out), Flags: a.flags}
		if file := filepath.Join(a.dir, "fjall-fixes.js"); out == "after" {
			r.Fixes = file
		}
		runs = append(runs, r)
	}
	list, err := json.Marshal(runs)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(node, filepath.Join("apps", "run.js"), string(list))
	c.Dir = cdkTools
	if text, err := c.CombinedOutput(); err != nil {
		t.Fatalf("synthesize: %v\n%s", err, text)
	}
}

// write plans the fixes and writes the code for them.
func (a *cdkApp) write(t *testing.T) string {
	t.Helper()
	a.before, a.result = a.lint(t, "before")
	a.was = counted(a.result.Findings)
	if a.name == "shapes" {
		i := slices.IndexFunc(a.before.Stacks, func(s *template.Stack) bool { return s.Name == "Shapes" })
		a.plan = shapesPlan(t, a.before.Stacks[i])
	} else {
		a.plan = fixes.New(a.result.Findings, a.before, a.result.Facts)
	}
	file := filepath.Join(a.dir, "fjall-fixes.ts")
	if err := os.WriteFile(file, []byte(written(t, a.plan, rules.Redactor(a.result.Facts))), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func (a *cdkApp) lint(t *testing.T, name string) (*template.Assembly, *rules.Result) {
	t.Helper()
	asm, result, err := linter(t, []string{name})(t.Context(), os.DirFS(a.dir))
	if err != nil {
		t.Fatal(err)
	}
	return asm, result
}

// counted counts findings by rule and element.
func counted(findings []*rules.Finding) map[string]int {
	n := map[string]int{}
	for _, f := range findings {
		if f.Suppressed == nil {
			n[label(f)]++
		}
	}
	return n
}

// compare checks what the app is synthesized to with the code for it.
func (a *cdkApp) compare(t *testing.T) {
	asm, result := a.lint(t, "after")
	is := counted(result.Findings)
	if a.name == "shapes" {
		for _, x := range a.before.Stacks[0].Order {
			if (x.ConstructPath == "") != (a.flags == "bare") {
				t.Errorf("%s has construct path %q", x.ID, x.ConstructPath)
			}
		}
		a.deployedAfter(t)
	} else {
		made := map[string]int{}
		for _, p := range a.plan.Fixes {
			made[label(p.Finding)]++
		}
		for name, n := range made {
			if is[name] > a.was[name]-n {
				t.Errorf("%s: %d findings before, %d fixed, and now %d", name, a.was[name], n, is[name])
			}
		}
		for _, f := range result.Findings {
			if name := label(f); is[name] > a.was[name] && !expected(f) {
				t.Errorf("%s appears: %s", name, f.Message)
			}
		}
		for _, l := range a.plan.Left {
			t.Logf("left: %s: %s", label(l.Finding), l.Why)
		}
		t.Logf("%d findings, %d with a fix, %d fixed, %d left; %d findings now",
			len(a.result.Findings), len(a.plan.Fixes)+len(a.plan.Left), len(a.plan.Fixes), len(a.plan.Left), len(result.Findings))
	}
	all, err := a.plan.Edits()
	if err != nil {
		t.Fatal(err)
	}
	if len(asm.Stacks) != len(a.before.Stacks) {
		t.Fatalf("%d stacks, before %d", len(asm.Stacks), len(a.before.Stacks))
	}
	for i, s := range a.before.Stacks {
		edited, err := edit.Apply(s.Source.Data, all[s.Source.Name])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(readable(t, edited), readable(t, asm.Stacks[i].Source.Data)); diff != "" {
			t.Errorf("%s (-edited +synthesized):\n%s", s.TemplateFile, diff)
		}
	}
}

// deployedAfter checks that the app deploys the stack that imports after the one that
// exports, which nothing but the code tells it.
func (a *cdkApp) deployedAfter(t *testing.T) {
	t.Helper()
	for _, out := range []string{"before", "after"} {
		data, err := os.ReadFile(filepath.Join(a.dir, out, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		var manifest struct {
			Artifacts map[string]struct{ Dependencies []string }
		}
		if err := json.Unmarshal(data, &manifest); err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(manifest.Artifacts["Shapes"].Dependencies, "Other"); got != (out == "after") {
			t.Errorf("%s: stack Shapes depends on Other: %v", out, got)
		}
	}
}

// readable reads a template without what is different by design: the CDK notes the
// construct of a new resource, names nested templates by what is in them, and writes a
// list of one macro without brackets.
func readable(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if list, ok := doc["Transform"].([]any); ok && len(list) == 1 {
		doc["Transform"] = list[0]
	}
	resources, _ := doc["Resources"].(map[string]any)
	for _, r := range resources {
		x, _ := r.(map[string]any)
		if metadata, ok := x["Metadata"].(map[string]any); ok {
			delete(metadata, "aws:cdk:path")
			if len(metadata) == 0 {
				delete(x, "Metadata")
			}
		}
		if properties, ok := x["Properties"].(map[string]any); ok && x["Type"] == "AWS::CloudFormation::Stack" {
			delete(properties, "TemplateURL")
		}
	}
	for _, section := range []string{"Outputs", "Mappings"} {
		if m, ok := doc[section].(map[string]any); ok && len(m) == 0 {
			delete(doc, section)
		}
	}
	return doc
}

// shapesPlan changes values of all shapes, each by a fix of its own.
func shapesPlan(t *testing.T, s *template.Stack) *fixes.Plan {
	t.Helper()
	thing := func(elements ...any) template.Path {
		return append(at("Resources", "Thing", "Properties"), elements...)
	}
	set := func(p template.Path, v string) edit.Operation {
		return edit.Operation{Op: edit.Set, Path: p, Value: value(t, v)}
	}
	add := func(p template.Path, v string) edit.Operation {
		return edit.Operation{Op: edit.Append, Path: p, Value: value(t, v)}
	}
	remove := func(p template.Path) edit.Operation { return edit.Operation{Op: edit.Remove, Path: p} }
	waits := slices.IndexFunc(s.Raw.At("Resources", "Thing", "DependsOn").Items(), func(n *template.Node) bool { return n.Text == "GoneToo" })
	plan := &fixes.Plan{}
	for _, op := range []edit.Operation{
		set(thing("Scalar"), `2`), set(thing("Flag"), `false`), add(thing("Text"), `"second"`), set(thing("Empty"), `{"now": {"a": {"Ref": "Name"}}}`),
		set(thing("Map", "b.c", `d\e`), `"it's \"quoted\"\n\\ ${x} \u2028 \u202e é 😀"`), remove(thing("Map", "a")), remove(thing("Map", "g", 0)), remove(thing("Map", "g", 2)),
		set(thing("Reference"), `{"Fn::GetAtt": ["Waited", "Arn"]}`), set(thing("Substituted"), `{"x": {"Ref": "Name"}, "y": [1]}`), set(thing("Chosen"), `{"Fn::ImportValue": "other-shared"}`),
		{Op: edit.Text, Path: thing("Joined", "Fn::Join", 1, 2), Old: "*", New: "-??????"},
		remove(thing("List", 1)), remove(thing("List", 3)), add(thing("List"), `"f"`), add(thing("List"), `{"Ref": "Name"}`),
		set(thing("Statements", 0, "Action"), `["x:A"]`), set(thing("Statements", 0, "Principal"), `{"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}`),
		set(thing("Statements", 0, "Resource"), `{"Fn::GetAtt": ["Waited", "Arn"]}`), set(thing("Statements", 1, "Resource"), `["a", {"Ref": "Waited"}]`),
		set(thing("Statements", 1, "Principal"), `{"Service": "x"}`), set(thing("Statements", 2, "Condition"), `{"Bool": {"aws:x": "true"}}`),
		remove(thing("Deep", 0, "Inner", 0)), set(thing("Deep", 1, "Inner"), `{"a": 1}`),
		add(at("Resources", "Thing", "DependsOn"), `"New"`), remove(at("Resources", "Thing", "DependsOn", waits)), remove(at("Resources", "GoneToo")),
		remove(at("Resources", "Thing", "DeletionPolicy")), set(at("Resources", "Thing", "UpdateReplacePolicy"), `"Retain"`),
		set(at("Resources", "New"), `{"Type": "Custom::New", "Properties": {"A": [{"Ref": "Waited"}], "B": {"Fn::Sub": "${Waited.Arn}*"}}, "Condition": "Once", "DependsOn": ["Waited"], "DeletionPolicy": "Retain", "Metadata": {"a": "b"}}`),
		set(at("Resources", "Waited", "Properties", "Late"), `true`),
		add(at("Transform"), `"AWS::SecretsManager-2024-09-16"`),
		remove(at("Parameters", "Name", "Default")), set(at("Parameters", "Name", "NoEcho"), `true`), set(at("Parameters", "Name", "Description"), `"Said"`), set(at("Parameters", "Name", "MinLength"), `2`),
		remove(at("Outputs", "Gone")), set(at("Outputs", "Kept", "Value"), `{"Ref": "Waited"}`), set(at("Outputs", "Kept", "Description"), `"Changed"`),
		set(at("Mappings", "Sizes", "small", "cpu"), `4`),
	} {
		plan.Fixes = append(plan.Fixes, planned(t, s, op.Op.String()+" "+op.Path.Dotted(), op))
	}
	return plan
}
