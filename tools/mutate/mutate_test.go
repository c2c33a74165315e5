package mutate

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestOf compares the mutants of testdata/rule.rego, each with what it puts in the
// place of what, with the golden file.
func TestOf(t *testing.T) {
	module := parse(t)
	whole := module.String()
	var b strings.Builder
	for _, m := range Of(module) {
		fmt.Fprintf(&b, "%d:%d %s: %s\n", m.Line, m.Column, m.Rule, m.Change)
		b.WriteString(changed(whole, m.Module().String()))
	}
	const file = "testdata/mutants.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), b.String()); diff != "" {
		t.Errorf("%s (-want +got), or run go test ./tools/mutate -update and read the difference:\n%s", file, diff)
	}
	if after := module.String(); after != whole {
		t.Errorf("the module itself is changed:\n%s", cmp.Diff(whole, after))
	}
}

// TestEquivalent fails for lines of equivalent.tsv that cannot be read, and for two
// about the same mutant.
func TestEquivalent(t *testing.T) {
	all, err := ReadEquivalent()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]string]bool{}
	for _, e := range all.list {
		key := [3]string{e.File, e.Rule, e.Change}
		if seen[key] {
			t.Errorf("%s\t%s\t%s: twice", e.File, e.Rule, e.Change)
		}
		seen[key] = true
		if e.Reason == "" {
			t.Errorf("%s\t%s\t%s: without a reason", e.File, e.Rule, e.Change)
		}
	}
}

func parse(t *testing.T) *ast.Module {
	t.Helper()
	text, err := os.ReadFile("testdata/rule.rego")
	if err != nil {
		t.Fatal(err)
	}
	module, err := ast.ParseModuleWithOpts("rule.rego", strings.ReplaceAll(string(text), "\r\n", "\n"), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// changed tells what one text has in place of a part of another one.
func changed(before, after string) string {
	i, n := 0, min(len(before), len(after))
	for i < n && before[i] == after[i] {
		i++
	}
	j := 0
	for j < n-i && before[len(before)-1-j] == after[len(after)-1-j] {
		j++
	}
	return fmt.Sprintf("  [-%s-]{+%s+}\n", before[i:len(before)-j], after[i:len(after)-j])
}
