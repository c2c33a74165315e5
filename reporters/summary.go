package reporters

import (
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

const toolName = "fjall-lint"

// stacks are the stacks that were read; the assembly may be absent.
func (r *Report) stacks() []*template.Stack {
	if r.Assembly == nil {
		return nil
	}
	return r.Assembly.Stacks
}

// tally counts the findings of a report.
type tally struct {
	bySeverity map[rules.Severity]int
	total      int // neither suppressed nor below the severity that is shown
	fixable    int // of those that are shown
	hidden     int // below the severity that is shown
	suppressed int
	baseline   int // were there before
	failing    int // at or above the severity from which check fails
}

func (r *Report) tally() tally {
	t := tally{bySeverity: map[rules.Severity]int{}}
	for _, f := range r.Findings {
		if f.Suppressed != nil {
			if f.Suppressed.Kind == "baseline" {
				t.baseline++
			} else {
				t.suppressed++
			}
			continue
		}
		if r.FailOn > 0 && f.Severity >= r.FailOn {
			t.failing++
		}
		if f.Severity < r.MinSeverity {
			t.hidden++
			continue
		}
		t.bySeverity[f.Severity]++
		t.total++
		if f.Fix != nil {
			t.fixable++
		}
	}
	return t
}

// shown are the findings that people see.
func (r *Report) shown() []*rules.Finding {
	var shown []*rules.Finding
	for _, f := range r.Findings {
		if f.Suppressed == nil && f.Severity >= r.MinSeverity {
			shown = append(shown, f)
		}
	}
	return shown
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// sentence ends a text with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}
