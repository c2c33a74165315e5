package reporters

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// pageFinding is a finding on the page.
type pageFinding struct {
	ID                            string // within the page
	Severity, Category, State     string
	Rule, RuleName, Title         string
	Message, Money                string
	Stack, Resource, Type, Path   string
	At, Source                    string
	Order                         int // in the files
	Entity                        string
	Entities                      string // of all places, with spaces between
	Excerpt                       []pageExcerpt
	Trail                         []pageStep
	Remediation                   []pageSpan
	Fix                           *pageFix
	Reason, Expires, SuppressedBy string
	Fingerprint                   string
}

// Place is where to look first.
func (f *pageFinding) Place() string { return cmp.Or(f.Source, f.At) }

// pageExcerpt is a line of a template in three parts, the middle of which is marked.
type pageExcerpt struct {
	Number               string
	Before, Marked, Rest string
}

// pageStep is a place on the way to a finding or a verdict.
type pageStep struct{ Kind, Text, At string }

// pageFix is the fix of a finding.
type pageFix struct {
	Title, Warning string
	Safe           bool
	Diffs          []pageDiffFile
	Code           []pageCode
}

type pageDiffFile struct {
	Name  string
	Lines []pageDiffLine
}

// pageDiffLine is a line of a difference; Kind is "add", "del", "hunk" or "".
type pageDiffLine struct{ Kind, Text string }

// pageCode is a line for the app's own code, and where it goes.
type pageCode struct{ Where, Text string }

// pageFindings are all findings, the most severe first; those that are accepted follow.
func (r *Report) pageFindings(ids *entities) []pageFinding {
	list := make([]pageFinding, 0, len(r.Findings))
	for i, f := range r.Findings {
		list = append(list, r.pageFinding(f, i, ids))
	}
	accepted := func(f *pageFinding) int {
		if f.State == "new" {
			return 0
		}
		return 1
	}
	rank := func(f *pageFinding) rules.Severity { return r.Findings[f.Order].Severity }
	slices.SortStableFunc(list, func(a, b pageFinding) int {
		return cmp.Or(accepted(&a)-accepted(&b), cmp.Compare(rank(&b), rank(&a)))
	})
	for i := range list {
		list[i].ID = "f" + strconv.Itoa(i+1)
	}
	return list
}

func (r *Report) pageFinding(f *rules.Finding, order int, ids *entities) pageFinding {
	p := pageFinding{
		Severity: f.Severity.String(), Category: clean(f.Rule.Category), State: "new", Rule: clean(f.Rule.ID), RuleName: clean(f.Rule.Name), Title: clean(f.Rule.Title),
		Message: clean(f.Message), Type: clean(f.ResourceType), Path: clean(f.ConstructPath), At: r.at(f.Range), Order: order,
		Remediation: newSpans(f.Rule.Remediation), Fingerprint: clean(f.Fingerprint),
	}
	p.Resource = cmp.Or(clean(f.LogicalID), p.At)
	if f.Resource != nil {
		p.Resource = clean(f.Resource.Label())
	}
	p.Stack = clean(r.file(f.Range.File))
	if f.Stack != nil {
		p.Stack = clean(f.Stack.Name)
	}
	if f.MonthlyUSD != "" {
		p.Money = clean(f.MonthlyUSD) + " USD a month"
	}
	if f.Source != nil && f.Source.File != "" {
		p.Source = r.sourceAt(f.Source)
	}
	if s := f.Suppressed; s != nil {
		p.State = "suppressed"
		if s.Kind == "baseline" {
			p.State = "baseline"
		}
		p.SuppressedBy, p.Reason, p.Expires = clean(s.Kind), trimNote(s.Reason), clean(s.Expires)
	}
	p.Entity = ids.ofStack(f.Stack, f.LogicalID)
	about := []string{p.Entity}
	for _, rel := range f.Related {
		p.Trail = append(p.Trail, pageStep{Text: cmp.Or(clean(rel.Message), clean(rel.LogicalID)), At: r.at(rel.Range)})
		about = append(about, ids.ofStack(rel.Stack, rel.LogicalID))
	}
	slices.Sort(about)
	p.Entities = strings.TrimSpace(strings.Join(slices.Compact(about), " "))
	for _, l := range excerpt(f) {
		p.Excerpt = append(p.Excerpt, newPageExcerpt(l))
	}
	p.Fix = r.pageFix(f)
	return p
}

// newPageExcerpt parts a line at its mark, which is counted in columns.
func newPageExcerpt(l excerptLine) pageExcerpt {
	e := pageExcerpt{Number: strconv.Itoa(l.number), Before: l.text}
	if l.length == 0 {
		return e
	}
	at := func(columns int) int {
		used := 0
		for i, c := range l.text {
			if used >= columns {
				return i
			}
			used += width(string(c))
		}
		return len(l.text)
	}
	from, to := at(l.caret), at(l.caret+l.length)
	e.Before, e.Marked, e.Rest = l.text[:from], l.text[from:to], l.text[to:]
	return e
}

// widestDiff is how many columns of a line of a difference are shown: a template without
// line breaks is one line.
const widestDiff = 240

func (r *Report) pageFix(f *rules.Finding) *pageFix {
	if f.Fix == nil {
		return nil
	}
	p := &pageFix{Title: sentence(clean(f.Fix.Title)), Warning: clean(f.Fix.Warning), Safe: f.Fix.Kind == rules.SafeFix}
	for _, file := range r.Diffs[f] {
		d := pageDiffFile{Name: clean(r.file(file.Name))}
		for line := range strings.Lines(file.Diff) {
			line = visible(strings.TrimRight(line, "\r\n"))
			switch {
			case strings.HasPrefix(line, "diff --git"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"):
			case strings.HasPrefix(line, "@@"):
				d.Lines = append(d.Lines, pageDiffLine{"hunk", cut(line, widestDiff)})
			case strings.HasPrefix(line, "+"):
				d.Lines = append(d.Lines, pageDiffLine{"add", cut(line, widestDiff)})
			case strings.HasPrefix(line, "-"):
				d.Lines = append(d.Lines, pageDiffLine{"del", cut(line, widestDiff)})
			default:
				d.Lines = append(d.Lines, pageDiffLine{"", cut(line, widestDiff)})
			}
		}
		p.Diffs = append(p.Diffs, d)
	}
	if r.Redact == nil {
		return p // the lines may hold what a template does
	}
	for _, l := range f.Fix.CDK {
		where := clean(l.ConstructPath)
		if l.Source != nil && l.Source.File != "" {
			where = r.sourceAt(l.Source)
		}
		p.Code = append(p.Code, pageCode{where, visible(r.Redact(l.Text))})
	}
	return p
}
