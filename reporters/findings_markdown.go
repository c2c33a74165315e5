package reporters

import (
	"fmt"
	"io"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// NewMarkdown writes findings as GitHub flavoured Markdown, for a comment on a pull
// request or the summary of a run.
func NewMarkdown() Reporter { return findingsMarkdown{} }

type findingsMarkdown struct{}

// A comment on GitHub holds 65,536 characters. Rows have their share of them in bytes,
// which are never fewer; the details of findings have theirs.
const (
	shareOfFindings = 34_000
	shareOfDetails  = 20_000
)

// Report implements [Reporter].
func (findingsMarkdown) Report(w io.Writer, r *Report) error {
	var b strings.Builder
	t := r.tally()
	list := r.annotations()
	b.WriteString("### Secrets\n\n")
	if t.total == 0 {
		b.WriteString("No findings.\n")
	} else {
		var parts []string
		for _, s := range rules.Severities() {
			if n := t.bySeverity[s]; n > 0 {
				parts = append(parts, thousands(n)+" "+s.String())
			}
		}
		fmt.Fprintf(&b, "**%s**: %s.\n\n", plural(t.total, "finding", "findings"), strings.Join(parts, ", "))
		b.WriteString("| Severity | Rule | Where | Finding |\n|---|---|---|---|\n")
		left := 0
		start := b.Len()
		for i := range list {
			a := &list[i]
			row := fmt.Sprintf("| %s | %s | %s | %s |\n", a.finding.Severity, code(a.finding.Rule.ID), code(place(a.file, a.line, 0)), prose(a.finding.Message))
			if b.Len()+len(row)-start > shareOfFindings {
				left += len(list) - i
				break
			}
			b.WriteString(row)
		}
		if left > 0 {
			fmt.Fprintf(&b, "\n%s not shown here.\n", plural(left, "finding is", "findings are"))
		}
		r.remedies(&b, list)
	}
	var notes []string
	if t.baseline > 0 {
		notes = append(notes, thousands(t.baseline)+" in the baseline")
	}
	if t.suppressed > 0 {
		notes = append(notes, thousands(t.suppressed)+" suppressed")
	}
	if t.hidden > 0 {
		notes = append(notes, thousands(t.hidden)+" below the severity that is shown")
	}
	if n := len(r.Undecided); n > 0 {
		notes = append(notes, plural(n, "question is", "questions are")+" undecided")
	}
	if len(notes) > 0 {
		fmt.Fprintf(&b, "\n<sub>%s.</sub>\n", strings.Join(notes, ", "))
	}
	if r.Cost != nil && r.Cost.Estimate != nil && len(r.Cost.Estimate.Lines) > 0 {
		fmt.Fprintf(&b, "\nCost of secrets: %s\n", prose(costHeadline(r.Cost.Estimate)))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// remedies folds away what to do about each rule that found something, once each.
func (r *Report) remedies(b *strings.Builder, list []annotation) {
	var body strings.Builder
	seen := map[string]bool{}
	for i := range list {
		rule := list[i].finding.Rule
		if seen[rule.ID] || rule.Remediation == "" {
			continue
		}
		seen[rule.ID] = true
		text := fmt.Sprintf("- **%s %s**: %s\n", prose(rule.ID), prose(rule.Title), spans(rule.Remediation))
		if body.Len()+len(text) > shareOfDetails {
			break
		}
		body.WriteString(text)
	}
	if body.Len() > 0 {
		fmt.Fprintf(b, "\n<details><summary>What to do</summary>\n\n%s\n</details>\n", body.String())
	}
}

// spans is a rule's own text, in which code stands between backquotes.
func spans(text string) string {
	parts := strings.Split(text, "`")
	if len(parts)%2 == 0 {
		return prose(text)
	}
	for i, p := range parts {
		if i%2 == 1 {
			parts[i] = code(p)
		} else {
			parts[i] = prose(p)
		}
	}
	return strings.Join(parts, "")
}
