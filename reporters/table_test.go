package reporters

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

func TestTable(t *testing.T) {
	for _, command := range []string{"check", "report"} {
		for _, style := range []Style{
			{Width: 40},
			{Width: 80},
			{Width: 120},
			{Width: 200},
			{Width: 80, Color: true},
			{Width: 80, Verbose: true},
		} {
			name := fmt.Sprintf("%s-%d", command, style.Width)
			if style.Color {
				name += "-color"
			}
			if style.Verbose {
				name += "-verbose"
			}
			t.Run(name, func(t *testing.T) {
				r := testReport(t)
				r.Command = command
				got := render(t, r, NewTable(style))
				golden(t, name+".txt", got)
				checkLines(t, string(got), style.Width)
			})
		}
	}
}

// checkLines makes sure that no line is wider than allowed, but for a place
// that stands alone, and that none ends in a space.
func checkLines(t *testing.T, out string, columns int) {
	t.Helper()
	for i, line := range strings.Split(out, "\n") {
		if w := width(line); w > columns && !isPlace(strings.TrimSpace(line)) {
			t.Errorf("line %d takes %d columns, more than %d: %.90q", i+1, w, columns, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("line %d ends in spaces: %q", i+1, line)
		}
	}
}

// isPlace tells a file:line:column.
func isPlace(s string) bool {
	return strings.Contains(s, "/") && !strings.Contains(s, " ") && s[len(s)-1] <= '9'
}

func TestTableOfNothing(t *testing.T) {
	for _, command := range []string{"check", "report"} {
		got := render(t, &Report{Command: command}, NewTable(Style{Width: 80}))
		golden(t, command+"-nothing.txt", got)
	}
}

func TestTableHidesLowSeverities(t *testing.T) {
	r := testReport(t)
	r.MinSeverity = rules.High
	got := string(render(t, r, NewTable(Style{Width: 80})))
	if strings.Contains(got, "FJ401") || !strings.Contains(got, "FJ101") {
		t.Errorf("want findings from high on only:\n%s", got)
	}
	if !strings.Contains(got, "3 below high not shown") {
		t.Errorf("what is hidden is not counted:\n%s", got)
	}
}
