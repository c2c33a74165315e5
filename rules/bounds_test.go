package rules

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/template"
)

const boundedRule = `# METADATA
# title: Title
# description: Description
# custom: {id: ID, severity: low, remediation: Do it.}
package fjall.rules.team.NAME

`

// TestBounds: a rule that exceeds a bound is named and left out, and the others find what
// they find.
func TestBounds(t *testing.T) {
	const endless = "deny contains {\"message\": \"never\"} if {\n\tsome a in numbers.range(1, 4000)\n\tsome b in numbers.range(1, 4000)\n\tsome c in numbers.range(1, 4000)\n\ta + b + c == 0\n}\n"
	const large = "deny contains {\"message\": \"never\"} if {\n\tx := [[a, b] | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000)]\n\tcount(x) == 0\n}\n"
	for _, tt := range []struct {
		name, body, want string
		bounds           bounds
	}{
		{"time", endless, "it did not end within 500ms", bounds{500 * time.Millisecond, 1 << 40}},
		{"one step", "deny contains {\"message\": \"never\"} if count(numbers.range(1, 1000000000)) == 0\n", "it did not end within 500ms", bounds{500 * time.Millisecond, 1 << 40}},
		{"memory", large, "it took more than 0 MiB of memory", bounds{10 * time.Minute, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			rule := func(id, name, body string) {
				text := strings.NewReplacer("ID", id, "NAME", name).Replace(boundedRule) + body
				writeFile(t, filepath.Join(dir, "team", name+".rego"), text)
			}
			rule("OWN1", "slow", tt.body)
			rule("OWN2", "quick", "deny contains {\"at\": {\"resource\": key}, \"message\": \"found\"} if some key, _ in input.resources\n")
			own, libraries, err := ReadDir(template.OS(), dir)
			if err != nil {
				t.Fatal(err)
			}
			selection, err := Select(append(builtin(t), own...), nil, "strict", nil)
			if err != nil {
				t.Fatal(err)
			}
			e, err := NewEngine(t.Context(), selection, libraries)
			if err != nil {
				t.Fatal(err)
			}
			e.bounds = tt.bounds
			fsys := fstest.MapFS{
				"t.yaml": {Data: []byte("Resources: {B: {Type: AWS::S3::Bucket}}\n")},
				"u.yaml": {Data: []byte("Resources: {C: {Type: AWS::S3::Bucket}}\n")},
			}
			asm, err := template.Load(t.Context(), fsys, []string{"t.yaml", "u.yaml"}, template.Options{})
			if err != nil {
				t.Fatal(err)
			}
			result, err := e.Lint(t.Context(), asm, Options{Known: selection.Rules, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			var found, missing []string
			for _, f := range result.Findings {
				switch f.Rule.ID {
				case "OWN2":
					found = append(found, f.LogicalID)
				case "FJ001":
					missing = append(missing, fmt.Sprintf("%s %s", f.Severity, f.Message))
				}
			}
			// Where the memory of the test itself is over the bound, nothing ends within it.
			if tt.name != "memory" && strings.Join(found, " ") != "B C" {
				t.Errorf("the other rule finds %q", found)
			}
			if text := strings.Join(missing, "\n"); len(missing) < 2 || !strings.Contains(text, "high A rule gives no verdict: rule OWN1 (team/slow) was not evaluated: "+tt.want) {
				t.Errorf("no %q for both templates in:\n%s", tt.want, text)
			}
		})
	}
}

// TestForbidden: rules of users see their input and nothing else.
func TestForbidden(t *testing.T) {
	for _, call := range []string{
		`http.send({"method": "get", "url": "http://127.0.0.1/"})`, `net.lookup_ip_addr("localhost")`, `opa.runtime()`,
		`rand.intn("a", 10)`, `time.now_ns()`, `uuid.rfc4122("a")`, `io.jwt.decode_verify("a", {})`, `io.jwt.encode_sign({}, {}, {})`,
		`io.jwt.encode_sign_raw("", "", "")`, `json.match_schema({}, {"$ref": "http://127.0.0.1/x"})`, `json.verify_schema({"$ref": "file:///etc/passwd"})`,
	} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "team", "x.rego"), strings.NewReplacer("ID", "OWN1", "NAME", "x").Replace(boundedRule)+"deny contains {\"message\": \"x\"} if "+call+"\n")
		own, libraries, err := ReadDir(template.OS(), dir)
		if err != nil {
			t.Fatal(err)
		}
		selection, err := Select(own, nil, "strict", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := NewEngine(t.Context(), selection, libraries); err == nil || !strings.Contains(err.Error(), "unsafe built-in function calls") || !strings.Contains(err.Error(), "x.rego:7") {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// TestLinksOutOfRules: what a link leads to outside of the folder is no rule.
func TestLinksOutOfRules(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "outside.rego"), "package outside\n")
	writeFile(t, filepath.Join(dir, "own", "team", "x.rego"), strings.NewReplacer("ID", "OWN1", "NAME", "x").Replace(boundedRule)+"deny contains {\"message\": \"x\"} if true\n")
	if err := os.Symlink(filepath.Join(dir, "outside.rego"), filepath.Join(dir, "own", "team", "y.rego")); err != nil {
		t.Skip(err)
	}
	if _, _, err := ReadDir(template.OS(), filepath.Join(dir, "own")); err == nil || !strings.Contains(err.Error(), "y.rego") {
		t.Errorf("the link is followed: %v", err)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
