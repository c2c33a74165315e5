package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cdkPlugin is where the validation plugin for the CDK is.
var cdkPlugin = filepath.Join("..", "..", "cdk-plugin")

// TestCDKPlugin compiles the plugin and synthesizes the apps of cdk-plugin/test
// with it and this build.
func TestCDKPlugin(t *testing.T) {
	if testing.Short() {
		t.Skip("synthesizing CDK apps takes half a minute")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node.js is not installed: the plugin for the CDK is not run")
	}
	modules := cdkModules(t)
	p := &pluginTest{node: node, dir: installPlugin(t, node, modules), binary: linkSelf(t)}
	t.Run("types", func(t *testing.T) {
		// The plugin has the form of both of the CDK's interfaces, the old and the new.
		t.Parallel()
		compile(t, node, modules, p.dir, "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs", "types.ts")
	})
	t.Run("apps", p.apps)
	t.Run("errors", p.errors)
}

// pluginTest is a folder with the plugin and apps.
type pluginTest struct {
	node   string
	dir    string
	binary string // fjall-lint
}

// apps looks at the exit status and the CDK's report of the apps.
func (p *pluginTest) apps(t *testing.T) {
	for _, tt := range []struct {
		app, options string
		status       int
		// want are "severity rule own-severity path template#id locations" of the
		// violations.
		want []string
	}{
		{app: "clean", want: []string{
			"warning FJ701 low Shop/Token/Resource Shop.template.json#TokenCB33349F []",
		}},
		{app: "failing", status: 1, want: []string{
			"error FJ101 critical Shop/Token/Resource Shop.template.json#TokenCB33349F [Properties.SecretString]",
			"warning FJ701 low Shop/Token/Resource Shop.template.json#TokenCB33349F []",
		}},
		{app: "failing", options: `{"failOn": "none", "severity": "critical"}`, want: []string{
			"warning FJ101 critical Shop/Token/Resource Shop.template.json#TokenCB33349F [Properties.SecretString]",
		}},
		{app: "failing", options: `{"config": "lenient.yaml", "severity": "high"}`},
		{app: "failing", options: `{"config": "strict.yaml", "severity": "critical"}`, status: 1, want: []string{
			"error FJ101 critical Shop/Token/Resource Shop.template.json#TokenCB33349F [Properties.SecretString]",
			"error FJ701 low Shop/Token/Resource Shop.template.json#TokenCB33349F []",
		}},
		{app: "acknowledged", want: []string{
			"warning FJ701 low Shop/Token/Resource Shop.template.json#TokenCB33349F []",
		}},
		{app: "parameter", status: 1, want: []string{
			"error FJ105 high Prod/Shop/DbPassword assembly-Prod/ProdShop82526E42.template.json#DbPassword [Parameters.DbPassword.Default]",
		}},
		{app: "nested", options: `{"severity": "high"}`, status: 1, want: []string{
			"error FJ101 critical Shop/Inner/Token/Resource ShopInnerE5AC8EA9.nested.template.json#TokenCB33349F [Properties.SecretString]",
		}},
		{app: "staged", options: `{"severity": "high"}`, status: 1, want: []string{
			"error FJ101 critical Prod/Shop/Token/Resource assembly-Prod/ProdShop82526E42.template.json#TokenCB33349F [Properties.SecretString]",
		}},
		{app: "other-stage", options: `{"severity": "high"}`},
		{app: "beta", options: `{"severity": "high"}`, status: 1, want: []string{
			"error FJ101 critical Shop/Token/Resource Shop.template.json#TokenCB33349F [Properties.SecretString]",
		}},
	} {
		t.Run(tt.app+tt.options, func(t *testing.T) {
			t.Parallel()
			report, out, status := p.synthesize(t, tt.app, tt.options)
			if status != tt.status {
				t.Errorf("exit status %d, want %d:\n%s", status, tt.status, out)
			}
			if diff := cmp.Diff(tt.want, report.lines()); diff != "" {
				t.Errorf("-want +got\n%s\n%s", diff, out)
			}
			if conclusion := map[int]string{0: "success", 1: "failure"}[tt.status]; report.Conclusion != conclusion {
				t.Errorf("conclusion %s, want %s", report.Conclusion, conclusion)
			}
		})
	}
}

// errors checks what the CDK shows when fjall-lint cannot check.
func (p *pluginTest) errors(t *testing.T) {
	for _, tt := range []struct{ name, options, want string }{
		{"missing", `{"binary": "no-fjall-lint"}`, `"no-fjall-lint" is not installed or not on the PATH: install it with`},
		{"no configuration", `{"config": "no.yaml"}`, "read configuration: open no.yaml: no such file"},
		{"other program", `{"binary": "echo"}`, "fjall-lint wrote no JSON: does the option `binary` name fjall-lint?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			report, out, status := p.synthesize(t, "clean", tt.options)
			if status != 1 || report.Conclusion != "failure" || !strings.Contains(out, tt.want) {
				t.Errorf("exit status %d, conclusion %s, want %s in\n%s", status, report.Conclusion, tt.want, out)
			}
		})
	}
}

// cdkModules is a folder of Node modules that has the CDK and TypeScript.
func cdkModules(t *testing.T) string {
	t.Helper()
	folders := filepath.SplitList(os.Getenv("NODE_PATH"))
	folders = append(folders, filepath.Join(cdkPlugin, "node_modules"), filepath.Join("..", "..", "tools", "cdk-fixes", "node_modules"))
	for _, folder := range folders {
		missing := slices.ContainsFunc([]string{"aws-cdk-lib", "constructs", "typescript", filepath.Join("@types", "node")}, func(name string) bool {
			_, err := os.Stat(filepath.Join(folder, name))
			return err != nil
		})
		if !missing {
			abs, err := filepath.Abs(folder)
			if err != nil {
				t.Fatal(err)
			}
			return abs
		}
	}
	t.Skip("aws-cdk-lib, constructs, typescript and @types/node are not installed: `make cdk-plugin` installs them and runs this")
	return ""
}

// installPlugin compiles the plugin and gives a folder with it, the modules, and
// the apps of the tests.
func installPlugin(t *testing.T, node, modules string) string {
	t.Helper()
	dir := t.TempDir()
	packages := filepath.Join(dir, "node_modules")
	plugin := filepath.Join(packages, "fjall-lint-cdk")
	// The apps load the CDK from here, and a repository's root ends the search for
	// a configuration.
	for _, folder := range []string{plugin, filepath.Join(dir, ".git")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(modules)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == "fjall-lint-cdk" {
			continue
		}
		if err := os.Symlink(filepath.Join(modules, e.Name()), filepath.Join(packages, e.Name())); err != nil {
			t.Skipf("no link to the modules can be made: %v", err)
		}
	}
	for from, to := range map[string]string{
		"package.json":  filepath.Join(plugin, "package.json"),
		"test/app.js":   filepath.Join(dir, "app.js"),
		"test/types.ts": filepath.Join(dir, "types.ts"),
	} {
		text, err := os.ReadFile(filepath.Join(cdkPlugin, filepath.FromSlash(from)))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"lenient.yaml": "rules: {FJ101: off}\n", "strict.yaml": "fail-on: low\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	compile(t, node, modules, dir, "--project", mustAbs(t, cdkPlugin), "--outDir", filepath.Join(plugin, "lib"), "--typeRoots", filepath.Join(modules, "@types"))
	return dir
}

func compile(t *testing.T, node, modules, dir string, args ...string) {
	t.Helper()
	c := exec.Command(node, append([]string{filepath.Join(modules, "typescript", "bin", "tsc")}, args...)...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("tsc: %v\n%s", err, out)
	}
}

func mustAbs(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// linkSelf gives a path under which this test is fjall-lint (see TestMain).
func linkSelf(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "fjall-lint")
	if err := os.Symlink(self, link); err != nil {
		t.Skipf("no link to this test can be made: %v", err)
	}
	return link
}

// pluginReport is what the CDK's report has of the plugin.
type pluginReport struct {
	PluginName, Conclusion string
	Violations             []struct {
		RuleName, Severity  string
		RuleMetadata        struct{ Severity string }
		ViolatingConstructs []struct {
			ConstructPath          string
			CloudFormationResource struct {
				TemplatePath, LogicalID string
				PropertyPaths           []string
			}
		}
	}
}

// lines are the violations, a line for each place.
func (r *pluginReport) lines() []string {
	var lines []string
	for _, v := range r.Violations {
		for _, c := range v.ViolatingConstructs {
			at := c.CloudFormationResource
			lines = append(lines, fmt.Sprintf("%s %s %s %s %s#%s %v",
				v.Severity, v.RuleName, v.RuleMetadata.Severity, c.ConstructPath, at.TemplatePath, at.LogicalID, at.PropertyPaths))
		}
	}
	slices.Sort(lines)
	return lines
}

// synthesize synthesizes an app of the tests; it gives the report, what was
// printed, and the exit status.
func (p *pluginTest) synthesize(t *testing.T, app, options string) (*pluginReport, string, int) {
	t.Helper()
	outdir := filepath.Join(t.TempDir(), "cdk.out")
	c := exec.Command(p.node, "app.js", app, outdir, options)
	c.Dir = p.dir
	// The CDK's own validation takes most of the time, and is not what is tested.
	c.Env = append(os.Environ(), "FJALL_LINT="+p.binary, "CDK_VALIDATION=false")
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(outdir, "validation-report.json"))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var report struct{ PluginReports []*pluginReport }
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(report.PluginReports, func(r *pluginReport) bool { return r.PluginName == "fjall-lint" })
	if i < 0 { // the CDK leaves plugins without violations out
		return &pluginReport{Conclusion: "success"}, string(out), c.ProcessState.ExitCode()
	}
	return report.PluginReports[i], string(out), c.ProcessState.ExitCode()
}
