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

// counts tells in a line what was found: "7 findings: 2 critical, 5 high; 1
// suppressed, 3 undecided".
func (r *Report) counts() string {
	t := r.tally()
	head := plural(t.total, "finding", "findings")
	if t.total == 0 {
		head = "No findings"
	}
	if parts := t.parts(); len(parts) > 0 {
		head += ": " + strings.Join(parts, ", ")
	}
	if rest := r.rest(t); len(rest) > 0 {
		head += "; " + strings.Join(rest, ", ")
	}
	return head
}

// parts are the counts by severity, the most severe first.
func (t *tally) parts() []string {
	var parts []string
	for _, s := range rules.Severities() {
		if n := t.bySeverity[s]; n > 0 {
			parts = append(parts, thousands(n)+" "+s.String())
		}
	}
	return parts
}

// rest are the counts of what is not listed.
func (r *Report) rest(t tally) []string {
	var rest []string
	if t.hidden > 0 {
		rest = append(rest, thousands(t.hidden)+" below "+r.MinSeverity.String()+" not shown (--severity info shows them)")
	}
	if t.suppressed > 0 {
		rest = append(rest, thousands(t.suppressed)+" suppressed")
	}
	if t.baseline > 0 {
		rest = append(rest, thousands(t.baseline)+" in the baseline")
	}
	if n := len(r.Undecided); n > 0 {
		rest = append(rest, thousands(n)+" undecided")
	}
	return rest
}
