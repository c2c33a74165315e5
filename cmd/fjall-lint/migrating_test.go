package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

// TestMigrating checks that the rules named beside those of other tools exist, and
// that docs/migrating.md shows the table; -update writes it anew.
func TestMigrating(t *testing.T) {
	t.Chdir("../../docs")
	table, err := os.ReadFile("data/other-tools.tsv")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("migrating.md")
	if err != nil {
		t.Fatal(err)
	}
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, r := range known {
		names[r.ID] = r.Name
	}
	var b strings.Builder
	seen := map[string]string{} // rules, by tool and id
	tool := ""
	for i, line := range strings.Split(strings.TrimSuffix(string(table), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != 5 {
			t.Fatalf("line %d has %d cells, want 5", i+1, len(cells))
		}
		if i == 0 {
			continue
		}
		if key := cells[0] + " " + cells[1]; seen[key] != "" {
			t.Errorf("line %d: %s stands twice", i+1, key)
		} else {
			seen[key] = cells[3]
		}
		if cells[0] != tool {
			if tool != "" {
				b.WriteString("\n")
			}
			tool = cells[0]
			fmt.Fprintf(&b, "### %s\n\n| id | checks | here | difference |\n|---|---|---|---|\n", tool)
		}
		var ours []string
		for id := range strings.SplitSeq(cells[3], ",") {
			name, ok := names[id]
			if !ok {
				t.Errorf("line %d: there is no rule %s", i+1, id)
			}
			ours = append(ours, fmt.Sprintf("[%s](rules/%s.md)", id, name))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", cells[1], cell(cells[2]), strings.Join(ours, ", "), cell(cells[4]))
	}
	// What is honoured as it is has the same subject, so that it stands here too.
	honoured, err := os.ReadFile("../rules/foreign.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(honoured)) {
		cells := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || len(cells) < 5 {
			continue
		}
		ours := strings.Split(seen[cells[0]+" "+cells[1]], ",")
		for id := range strings.SplitSeq(cells[4], ",") {
			if !slices.Contains(ours, id) {
				t.Errorf("%s of %s is honoured for %s, which the table of other tools does not have", cells[1], cells[0], id)
			}
		}
	}
	golden(t, "migrating.md", []byte(replaceSection(t, string(page), "table", b.String())))
}
