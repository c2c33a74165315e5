package rules

import (
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// TestSuppressionsThatAreWritten: each of them suppresses the finding that it was written
// for, and no other one.
func TestSuppressionsThatAreWritten(t *testing.T) {
	open := lintFiles(t, map[string]string{"t.yaml": suppressible}, "", "FJ505", "FJ003")
	f := open.Findings[0]
	if f.LogicalID != "Token" {
		t.Fatalf("the first finding is about %s", f.LogicalID)
	}
	write := func(file, text string, path template.Path, value *template.Node) string {
		t.Helper()
		edits, err := edit.Edits(template.NewSource(file, []byte(text)), []edit.Operation{{Op: edit.Append, Path: path, Value: value}})
		if err != nil {
			t.Fatal(err)
		}
		after, err := edit.Apply([]byte(text), edits)
		if err != nil {
			t.Fatal(err)
		}
		return string(after)
	}
	list, entry, ok := SuppressingMetadata(f, "by name")
	if !ok {
		t.Fatal("no Metadata for a finding about a resource")
	}
	for kind, in := range map[string][2]string{
		"comment":       {strings.Replace(suppressible, "  Token:", "  # "+SuppressingComment(f.Rule, "by name")+"\n  Token:", 1)},
		"metadata":      {write("t.yaml", suppressible, list, entry)},
		"configuration": {suppressible, write(".fjall-lint.yaml", "version: 1\n", template.Path{"ignore"}, SuppressingEntry(f, "by name"))},
	} {
		got := outcome(lintFiles(t, map[string]string{"t.yaml": in[0]}, in[1], "FJ505", "FJ003"))
		if want := "FJ505 Token: " + kind + " (by name)\nFJ505 Other: open"; got != want {
			t.Errorf("%s:\n got %s\nwant %s", kind, got, want)
		}
	}
}
