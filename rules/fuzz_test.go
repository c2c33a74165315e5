package rules

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
	"github.com/fjall-lint/fjall-lint/template"
)

const ownRule = `# METADATA
# title: Title
# description: Description
# custom: {id: OWN1, severity: low, remediation: Do it., params: {a: 1}}
package fjall.rules.team["own"]

deny contains {"at": {"resource": key}, "message": sprintf("%s has no owner.", [r.id])} if {
	some key, r in input.resources
	not r.properties.Owner
}
`

// FuzzOwnRule reads, compiles and evaluates any text as a rule of the user's own: it is
// refused with its place, or it gives findings; it never brings the others down.
func FuzzOwnRule(f *testing.F) {
	f.Add(ownRule)
	f.Add(strings.ReplaceAll(ownRule, "not r.properties.Owner", "every x in numbers.range(1, 9) { x > 0 }"))
	f.Add(strings.ReplaceAll(ownRule, "r.id", "regex.replace(r.id, `(a+)+$`, \"\")"))
	f.Add(strings.ReplaceAll(ownRule, "# title: Title", "# title: &a [*a]"))
	f.Add("# METADATA\n# custom: {id: FJ401}\npackage fjall.rules.team.own\n\nimport data.fjall.lib\n\ndeny contains lib if true\n")
	f.Add(strings.ReplaceAll(ownRule, `{"resource": key}`, "key"))
	for _, pattern := range []string{"*/*.rego", "lib/*.rego", "../cmd/fjall-lint/testdata/own/*/*.rego"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for i, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if i%6 == 0 {
				f.Add(string(text))
			}
		}
	}
	fsys := fstest.MapFS{"t.yaml": &fstest.MapFile{Data: []byte("Resources:\n  S: {Type: AWS::SecretsManager::Secret, Properties: {Name: a/b/c}}\n  B: {Type: AWS::S3::Bucket}\n")}}
	dir := f.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "team"), 0o755); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(filepath.Join(dir, "team", "own.rego"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		own, libraries, err := ReadDir(template.OS(), dir)
		if err != nil {
			if !strings.Contains(err.Error(), "own.rego") {
				t.Errorf("the error names no file: %v", err)
			}
			return
		}
		selection, err := Select(own, nil, "strict", nil)
		if err != nil {
			return
		}
		engine, err := NewEngine(t.Context(), selection, libraries)
		if err != nil {
			return
		}
		asm, err := template.Load(t.Context(), fsys, []string{"t.yaml"}, template.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err = engine.Lint(ctx, asm, Options{Known: own, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && !strings.Contains(err.Error(), "rule") {
			t.Errorf("the error does not speak of rules: %v", err)
		}
	})
}

// FuzzSuppressions reads what a template says of findings to be ignored.
func FuzzSuppressions(f *testing.F) {
	f.Add([]byte("# fjall-lint:ignore FJ401 until=2027-01-31 reason\nResources:\n  S: # fjall-lint:ignore\n    Type: AWS::SecretsManager::Secret\n"))
	f.Add([]byte("Resources:\n  S:\n    Type: T\n    Metadata:\n      fjall-lint: {ignore: [{rule: FJ1, reason: x, until: 2027-02-30, path: \"Properties.A[0]\"}, 3, {rule: [a]}]}\n"))
	f.Add([]byte(`{"Metadata":{"cfn-lint":{"config":{"ignore_checks":["W1",{}]}}},"Resources":{"S":{"Type":"T","Metadata":{"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-SMG4","reason":7}]},"cfn_nag":[],"checkov":{"skip":[{"id":null}]}}}}}`))
	f.Add([]byte("Resources: {S: {Type: T, Metadata: {fjall-lint: &a {ignore: *a}}}}\n#fjall-lint:ignore FJ1 expires=\xff\n"))
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, fuzzcorpus.Templates...)
	f.Fuzz(func(t *testing.T, data []byte) {
		asm, err := template.Load(t.Context(), fstest.MapFS{"t.yaml": &fstest.MapFile{Data: data}}, []string{"t.yaml"}, template.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range suppressions(asm, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), map[string]bool{}) {
			if s.stack == nil || s.rng.File != "t.yaml" || s.rng.Start.Line < 1 || s.rng.End.Offset > len(data) {
				t.Errorf("no place: %+v", s)
			}
		}
	})
}

// FuzzReadReport reads saved reports, which people may have edited.
func FuzzReadReport(f *testing.F) {
	f.Add([]byte(`{"schemaVersion":1,"findings":[{"rule":{"id":"FJ401"},"fingerprint":"0123456789abcdef0123456789abcdef"}]}`))
	f.Add([]byte(`{"schemaVersion":2}`))
	f.Add([]byte("\xef\xbb\xbf{\"schemaVersion\":1,\"findings\":null}"))
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, ".json")
	f.Fuzz(func(t *testing.T, text []byte) {
		IsReport(text)
		if _, err := ReadReport("r.json", text); err != nil && !strings.Contains(err.Error(), "r.json") {
			t.Errorf("the error names no file: %v", err)
		}
	})
}
