package main

import (
	"fmt"
	"os"
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
	seen := map[string]bool{}
	tool := ""
	for i, line := range strings.Split(strings.TrimSuffix(string(table), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != 5 {
			t.Fatalf("line %d has %d cells, want 5", i+1, len(cells))
		}
		if i == 0 {
			continue
		}
		if key := cells[0] + " " + cells[1]; seen[key] {
			t.Errorf("line %d: %s stands twice", i+1, key)
		} else {
			seen[key] = true
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
	golden(t, "migrating.md", []byte(replaceSection(t, string(page), "table", b.String())))
}
