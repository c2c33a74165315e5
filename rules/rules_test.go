package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRules runs the test cases of every rule, compares all that their findings say
// with its snapshot, and fails for a rule that lacks a bad or an ok case.
func TestRules(t *testing.T) {
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS("..")
	cases, err := Cases(fsys, "testdata/rules", known)
	if err != nil {
		t.Fatal(err)
	}
	bad, ok := map[string]bool{}, map[string]bool{}
	byRule, findings := map[*Rule][]Case{}, map[string][]*Finding{}
	for _, c := range cases {
		if c.Bad {
			bad[c.Rule.ID] = true
		} else {
			ok[c.Rule.ID] = true
		}
		byRule[c.Rule] = append(byRule[c.Rule], c)
		t.Run(strings.TrimPrefix(c.File, "testdata/rules/"), func(t *testing.T) {
			result, err := RunCase(t.Context(), fsys, c, known, nil)
			if err != nil {
				t.Fatal(err)
			}
			findings[c.File] = result.Findings
			for _, f := range result.Failures {
				t.Error(f)
			}
		})
	}
	for _, r := range known {
		t.Run(r.Name+"/"+snapshotFile, func(t *testing.T) { checkSnapshot(t, r, byRule[r], findings) })
		if !bad[r.ID] {
			t.Errorf("rule %s has no bad case in testdata/rules/%s", r.ID, r.Name)
		}
		if !ok[r.ID] {
			t.Errorf("rule %s has no ok case in testdata/rules/%s", r.ID, r.Name)
		}
	}
}

// TestCaseFolders fails for cases that belong to no rule.
func TestCaseFolders(t *testing.T) {
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range known {
		names[r.Name] = true
	}
	folders, err := filepath.Glob("../testdata/rules/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		name, err := filepath.Rel("../testdata/rules", f)
		if err != nil {
			t.Fatal(err)
		}
		if !names[filepath.ToSlash(name)] {
			t.Errorf("%s holds cases of no rule", f)
		}
	}
}
