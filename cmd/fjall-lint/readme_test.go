package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

var update = flag.Bool("update", false, "write the expected output anew")

// TestReadme checks that the example's output, the lives of secrets and the table of
// rules in the README are what the tool says today; -update writes them anew.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	got := replaceSection(t, string(text), "example", readmeExample(t))
	got = replaceSection(t, got, "lives", readmeLives(t))
	got = replaceSection(t, got, "rules", readmeRules(t))
	if got == string(text) {
		return
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("README.md is not what the tool says: run `go test ./cmd/fjall-lint -run TestReadme -update`")
}

func replaceSection(t *testing.T, text, name, body string) string {
	t.Helper()
	re := regexp.MustCompile(`(?s)(<!-- ` + name + `:begin[^\n]*-->\n).*?(<!-- ` + name + `:end -->)`)
	if !re.MatchString(text) {
		t.Fatalf("the page has no section %s", name)
	}
	return re.ReplaceAllStringFunc(text, func(s string) string {
		m := re.FindStringSubmatch(s)
		return m[1] + "\n" + body + "\n" + m[2]
	})
}

func readmeExample(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("testdata/readme/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"check", "--no-config", "--width", "100", "testdata/readme/template.yaml"}, strings.NewReader(""), &stdout, &stderr)
	if code != exitFindings || stderr.Len() > 0 {
		t.Fatalf("exit %d, stderr %s", code, &stderr)
	}
	out := strings.ReplaceAll(stdout.String(), "testdata/readme/", "")
	return fmt.Sprintf("```yaml\n%s```\n\n    $ fjall-lint check template.yaml\n\n```text\n%s```\n", source, out)
}

// readmeLives are the lives of secrets in the report on an assembly of the tests.
func readmeLives(t *testing.T) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"report", "--no-config", "--width", "100", "testdata/network/closed-endpoint"}, strings.NewReader(""), &stdout, &stderr); code != exitClean {
		t.Fatalf("exit %d, stderr %s", code, &stderr)
	}
	_, rest, ok := strings.Cut(stdout.String(), "Secrets\n━━━━━━━\n\n")
	out, _, also := strings.Cut(rest, "\nWhat it costs")
	if !ok || !also {
		t.Fatalf("no section on secrets:\n%s", &stdout)
	}
	first, _, _ := strings.Cut(out, "\n\n")
	return "```text\n" + first + "\n```\n"
}

func readmeRules(t *testing.T) string {
	t.Helper()
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| id | name | severity | title |\n|---|---|---|---|\n")
	for _, r := range known {
		off := ""
		if r.Off {
			off = " (off)"
		}
		fmt.Fprintf(&b, "| %s | [%s](rules/%s.rego) | %s%s | %s |\n", r.ID, r.Name, r.Name, r.Severity, off, r.Title)
	}
	return b.String()
}
