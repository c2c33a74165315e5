package rules

import (
	"slices"
	"testing"
)

// TestExamples runs the examples of every rule: the bad one has a finding of it,
// the ok one has none.
func TestExamples(t *testing.T) {
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	cases, err := Cases(fsys, ".", known)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range known {
		bad := slices.IndexFunc(cases, func(c Case) bool { return c.Rule == r && c.Bad })
		if bad < 0 {
			t.Errorf("rule %s has no bad example in rules/examples/%s", r.ID, r.Name)
		}
	}
	for _, c := range cases {
		t.Run(c.File, func(t *testing.T) {
			result, err := RunCase(t.Context(), fsys, c, known, nil)
			if err != nil {
				t.Fatal(err)
			}
			found := slices.ContainsFunc(result.Findings, func(f *Finding) bool { return f.Rule.ID == c.Rule.ID && f.Suppressed == nil })
			if found != c.Bad {
				t.Errorf("a finding: %v, want %v", found, c.Bad)
			}
			for _, p := range result.Assembly.Problems {
				if p.Fatal && c.Rule.Category != "template" {
					t.Error(p)
				}
			}
		})
	}
}
