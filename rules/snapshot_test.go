package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// snapshotFile holds, beside the cases of a rule, all that its findings are: severity,
// message, related places and the fix with its operations.
const snapshotFile = "findings.golden"

// checkSnapshot compares the findings of a rule's cases, by the name of the case, with
// the snapshot.
func checkSnapshot(t *testing.T, r *Rule, cases []Case, findings map[string][]*Finding) {
	t.Helper()
	var b strings.Builder
	for _, c := range cases {
		if found := describe(findings[c.File], c.File); found != "" {
			fmt.Fprintf(&b, "== %s\n%s", path.Base(c.File), found)
		}
	}
	file := "../testdata/rules/" + r.Name + "/" + snapshotFile
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), b.String()); diff != "" {
		t.Errorf("%s (-want +got), or run go test ./rules -update and read the difference:\n%s", file, diff)
	}
}

// describe tells everything that findings of the case in a file say.
func describe(findings []*Finding, file string) string {
	var b strings.Builder
	place := func(name string, line, column int) string {
		return fmt.Sprintf("%s:%d:%d", strings.TrimPrefix(strings.TrimPrefix(name, file), "/"), line, column)
	}
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s %s", place(f.Range.File, f.Range.Start.Line, f.Range.Start.Column), f.Severity, f.Message)
		if f.Suppressed != nil {
			b.WriteString(" (suppressed)")
		}
		if f.MonthlyUSD != "" {
			fmt.Fprintf(&b, " ($%s)", f.MonthlyUSD)
		}
		b.WriteString("\n")
		for _, r := range f.Related {
			fmt.Fprintf(&b, "  %s %s\n", place(r.Range.File, r.Range.Start.Line, r.Range.Start.Column), r.Message)
		}
		if f.Fix == nil {
			continue
		}
		fmt.Fprintf(&b, "  fix (%s): %s\n", f.Fix.Kind, f.Fix.Title)
		if f.Fix.Warning != "" {
			fmt.Fprintf(&b, "    warning: %s\n", f.Fix.Warning)
		}
		for _, op := range f.Fix.Do {
			fmt.Fprintf(&b, "    do: %s\n", compactJSON(op.Args))
		}
		for _, line := range f.Fix.CDK {
			fmt.Fprintf(&b, "    cdk at %s: %s\n", line.LogicalID, line.Text)
		}
	}
	return b.String()
}

func compactJSON(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}
