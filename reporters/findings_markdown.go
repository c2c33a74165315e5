package reporters

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// The bytes that Markdown may take: a comment on GitHub holds 65,536 characters,
// the summary of a job's step 1 MiB, above which GitHub shows nothing of it.
const (
	CommentBytes = 65_000
	SummaryBytes = 900 << 10
)

// NewMarkdown writes findings as GitHub flavoured Markdown of at most so many
// bytes, at least [CommentBytes]: for a comment on a pull request, or for the
// summary of a job.
func NewMarkdown(most int) Reporter { return markdownReporter{max(most, CommentBytes)} }

type markdownReporter struct{ most int }

// The parts that may grow have these shares of the bytes, in percent; the rest is
// for what does not grow, and for the names of stacks.
const (
	shareOfFindings  = 38
	shareOfStacks    = 38
	shareOfUndecided = 6
	shareOfNotes     = 3
)

func (m markdownReporter) Report(w io.Writer, r *Report) error {
	c := &findingsComment{Report: r, most: m.most, places: r.placer(), said: map[string]bool{}}
	c.head()
	c.findings()
	c.cost()
	c.stacks()
	c.undecided()
	c.notes()
	if _, err := io.WriteString(w, strings.TrimRight(c.String(), "\n")+"\n"); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// findingsComment is the text of a comment on findings.
type findingsComment struct {
	comment
	*Report
	most   int
	places placer
	said   map[string]bool // remedies that were shown
}

func (c *findingsComment) share(percent int) int { return c.most * percent / 100 }

// head is the verdict with its counts.
func (c *findingsComment) head() {
	t := c.tally()
	found := "no findings"
	if t.total > 0 {
		found = plural(t.total, "finding", "findings")
	}
	c.WriteString("### Secrets: " + found + "\n\n")
	var counts []string
	if parts := t.parts(); len(parts) > 0 {
		counts = append(counts, "**"+strings.Join(parts, "**, **")+"**")
	}
	if rest := c.rest(t); len(rest) > 0 {
		counts = append(counts, strings.Join(rest, ", "))
	}
	if len(counts) > 0 {
		c.WriteString(strings.Join(counts, "; ") + ". ")
	}
	resources := 0
	for _, s := range c.Report.stacks() {
		resources += s.Size()
	}
	c.WriteString(plural(len(c.Report.stacks()), "stack", "stacks") + " with " + plural(resources, "resource", "resources") + " read.")
	switch {
	case c.Command != "check" || c.FailOn == 0:
	case t.failing > 0:
		c.WriteString(" ❌ **The check fails**: " + plural(t.failing, "finding", "findings") + " of severity " + c.FailOn.String() + " or higher.")
	default:
		c.WriteString(" ✅ **The check passes**: no finding of severity " + c.FailOn.String() + " or higher.")
	}
	c.WriteString("\n\n")
}

// findings is the table of all, the most severe first.
func (c *findingsComment) findings() {
	list := c.annotations(c.shown())
	if len(list) == 0 {
		return
	}
	c.table(c.share(shareOfFindings), "| Severity | Rule | Where | What |\n|---|---|---|---|\n", len(list), func(i int) string {
		a := list[i]
		f := a.findings[0]
		return "| " + severityMark(f.Severity) + " " + f.Severity.String() + " | " + code(brief(f.Rule.ID, 20)) + " | " + code(tail(a.at.String(), 100)) +
			" | " + prose(brief(a.message(), 400)) + " |"
	})
}

// severityMark is a sign by which the eye finds the severe ones.
func severityMark(s rules.Severity) string {
	switch s {
	case rules.Critical:
		return "🟣"
	case rules.High:
		return "🔴"
	case rules.Medium:
		return "🟠"
	case rules.Low:
		return "🔵"
	}
	return "⚪"
}

// cost is what the estimate comes to; the cost command tells the rest.
func (c *findingsComment) cost() {
	if c.Cost == nil {
		return
	}
	m := &costComment{Cost: c.costOrNone()}
	if m.Diff == nil && len(m.Estimate.Lines) == 0 {
		return
	}
	m.headline()
	m.budgets()
	c.WriteString(m.String())
}

// stacks tells of each finding what the table has no room for, stack by stack.
func (c *findingsComment) stacks() {
	share := c.share(shareOfStacks)
	left := 0
	for _, sub := range c.subjects() {
		var shown []*rules.Finding
		for _, f := range sub.findings {
			if f.Suppressed == nil && f.Severity >= c.MinSeverity {
				shown = append(shown, f)
			}
		}
		if len(shown) == 0 {
			continue
		}
		shown = mostSevereFirst(shown)
		title := "<code>" + html.EscapeString(brief(cmp.Or(sub.name(), toolName), 80)) + "</code>: " + plural(len(shown), "finding", "findings")
		var intro string
		if sub.stack != nil {
			intro = code(tail(c.repoName(sub.file), 160))
			if env := environment(sub.stack); env != "" {
				intro += " in " + code(brief(env, 60))
			}
			intro += "\n\n"
		}
		// Each part costs its frame, too.
		if share -= len(title) + len(intro) + 100; share < 0 {
			left += len(shown)
			continue
		}
		c.details(title)
		c.WriteString(intro)
		before := c.Len()
		c.list(share, len(shown), func(i int) string { return c.item(shown[i]) }, moreItems)
		share -= c.Len() - before
		c.close()
	}
	if left > 0 {
		c.WriteString("The details of " + plural(left, "more finding", "more findings") + " have no room here.\n\n")
	}
}

// item is a finding with its chain, as an item of a list with a list in it.
func (c *findingsComment) item(f *rules.Finding) string {
	var b strings.Builder
	b.WriteString("- " + severityMark(f.Severity) + " " + f.Severity.String() + " " + code(brief(f.Rule.ID, 20)) + " " + prose(brief(f.Message, 800)))
	if f.MonthlyUSD != "" {
		b.WriteString(" (" + prose(brief(f.MonthlyUSD, 20)) + " USD a month)")
	}
	sub := func(label, text string) {
		if text != "" {
			b.WriteString("\n  - " + label + text)
		}
	}
	if name := cmp.Or(f.ConstructPath, f.LogicalID); name != "" {
		kind := ""
		if f.ResourceType != "" {
			kind = " (" + prose(brief(f.ResourceType, 80)) + ")"
		}
		sub("Of ", code(brief(name, 160))+kind)
	}
	if at := c.places.of(f); at.authored {
		sub("Code ", code(tail(at.String(), 160)))
	}
	sub("Template ", code(tail(c.repoAt(f.Range), 160)))
	const named = 12
	for i, rel := range f.Related {
		if i == named {
			sub("", "and "+plural(len(f.Related)-named, "place", "places")+" more")
			break
		}
		sub("", prose(capital(strings.TrimSuffix(brief(cmp.Or(rel.Message, rel.LogicalID), 200), ".")))+": "+code(tail(c.repoAt(rel.Range), 160)))
	}
	if remedy := f.Rule.Remediation; remedy != "" && !c.said[remedy] { // once: it reads the same for every finding of a rule
		c.said[remedy] = true
		sub("How to fix: ", spans(brief(remedy, 600)))
	}
	return b.String()
}

// undecided tells what the templates do not answer.
func (c *findingsComment) undecided() {
	reasons := c.reasons()
	if len(reasons) == 0 {
		return
	}
	c.details(plural(len(c.Undecided), "question", "questions") + " could not be decided")
	c.table(c.share(shareOfUndecided), "| Count | Category | Why | Where |\n|--:|---|---|---|\n", len(reasons), func(i int) string {
		r := &reasons[i]
		return "| " + thousands(len(r.places)) + " | " + prose(brief(r.category, 30)) + " | " + prose(brief(r.why, 200)) + " | " + code(brief(r.where(), 160)) + " |"
	})
	c.close()
}

// notes tell what the run left out.
func (c *findingsComment) notes() {
	if len(c.Notes) == 0 {
		return
	}
	c.details(plural(len(c.Notes), "note", "notes") + " on the run")
	c.list(c.share(shareOfNotes), len(c.Notes), func(i int) string { return "- " + prose(strings.TrimSpace(brief(c.Notes[i], 300))) }, moreItems)
	c.close()
}

// tail is a place of at most so many columns: it gives up its beginning, for the
// file's name and the line are what people look for.
func tail(place string, columns int) string {
	place = clean(place)
	if width(place) <= columns {
		return place
	}
	const most = 4 // bytes of a column
	if over := len(place) - most*columns; over > 0 {
		place = strings.ToValidUTF8(place[over:], "")
	}
	for width(place) > columns-2 {
		_, rest, ok := strings.Cut(place, "/")
		if !ok {
			return cut(place, columns)
		}
		place = rest
	}
	return "…/" + place
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
