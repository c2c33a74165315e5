package reporters

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// reportPage is what the page of a report shows. All texts are clean; the template
// escapes them.
type reportPage struct {
	*assets
	Version    string
	Headline   string
	Verdict    *pageVerdict
	Cards      []pageCard
	Severities []pageCount
	Matrix     []pageMatrixRow
	Findings   []pageFinding
	Categories []pageCount
	StackNames []pageCount
	States     []pageCount
	// Fixable counts the findings that fix may end.
	Fixable   int
	Secrets   []pageSecret
	Graph     *pageGraph
	Cost      *costPage
	Resources []pageCostChart
	Savings   *pageSavings
	Stacks    []pageStackRow
	Undecided []pageReason
	Notes     []string
	Rules     []pageRule
}

// pageVerdict says whether a check fails.
type pageVerdict struct{ Tone, Text string }

// pageCard is a figure at the top, with the part of the page that tells more.
type pageCard struct {
	costCard
	Href string
}

// pageCount is a value that findings can be chosen by, and how many have it. X and Width
// are its part of the bar of all, in per cent.
type pageCount struct {
	Name     string
	Count    int
	On       bool // chosen at first
	X, Width string
}

// Text is the count as people read it.
func (c pageCount) Text() string { return thousands(c.Count) }

// pageMatrixRow counts the findings of a category by severity.
type pageMatrixRow struct {
	Category string
	Cells    []pageCount
	Sum      string
}

type pageStackRow struct{ Name, Template, Account, Region, Resources string }

type pageReason struct {
	Count, Category, Why string
	Where                []string
	More                 string
}

type pageRule struct {
	ID, Name, Title, Severity, Description, Docs string
	Remediation                                  []pageSpan
	References                                   []string
	Count                                        int
}

// pageSpan is a part of a rule's own text, in which code stands between backquotes.
type pageSpan struct {
	Text string
	Code bool
}

func newSpans(text string) []pageSpan {
	parts := strings.Split(clean(text), "`")
	if len(parts)%2 == 0 {
		return []pageSpan{{Text: clean(text)}}
	}
	var spans []pageSpan
	for i, p := range parts {
		if p != "" {
			spans = append(spans, pageSpan{p, i%2 == 1})
		}
	}
	return spans
}

// reportPage lays out the page.
func (r *Report) reportPage() *reportPage {
	ids := &entities{index: map[string]int{}}
	page := &reportPage{assets: reportAssets(), Version: clean(r.Version), Findings: r.pageFindings(ids), Rules: r.pageRules()}
	page.Secrets = r.pageSecrets(ids)
	page.Graph = r.pageGraph(ids)
	t := r.tally()
	page.Fixable = t.fixable
	page.Headline = r.headline(t)
	if r.Command == "check" {
		page.Verdict = &pageVerdict{"good", "The check passes."}
		if t.failing > 0 {
			page.Verdict = &pageVerdict{"bad", "The check fails: " + plural(t.failing, "finding", "findings") + " of severity " + r.FailOn.String() + " or higher."}
		}
	}
	page.choices(r)
	if c := r.costOrNone(); r.Cost != nil && r.Cost.Estimate != nil {
		page.Cost = r.costPage()
		page.Resources = resourceCharts(c.Estimate)
		page.Savings = newPageSavings(c, page.Cost.Savings)
		for i := range c.Savings {
			page.linkSaving(r, ids, i)
		}
	}
	page.Cards = r.pageCards(page, t)
	for _, s := range r.stacks() {
		page.Stacks = append(page.Stacks, pageStackRow{
			clean(s.Name), clean(r.templateOf(s)), cmp.Or(clean(s.Account), "–"), cmp.Or(clean(s.Region), "–"), thousands(s.Size()),
		})
	}
	const named = 12 // elements that are named of each kind
	for _, reason := range r.reasons() {
		row := pageReason{Count: thousands(len(reason.places)), Category: clean(reason.category), Why: sentence(clean(reason.why)), Where: reason.names()}
		if n := len(row.Where) - named; n > 0 {
			row.Where, row.More = row.Where[:named], thousands(n)
		}
		page.Undecided = append(page.Undecided, row)
	}
	for _, n := range r.Notes {
		page.Notes = append(page.Notes, trimNote(n))
	}
	return page
}

// headline is the report in one sentence.
func (r *Report) headline(t tally) string {
	n := 0
	for _, s := range r.stacks() {
		n += s.Size()
	}
	read := plural(len(r.stacks()), "stack", "stacks") + " with " + plural(n, "resource", "resources") + " read"
	if t.total == 0 {
		return "No findings. " + capital(read) + "."
	}
	var parts []string
	for _, s := range rules.Severities() {
		if n := t.bySeverity[s]; n > 0 {
			parts = append(parts, thousands(n)+" "+s.String())
		}
	}
	more := ""
	if t.hidden > 0 {
		more = plural(t.hidden, "more is", "more are") + " below " + r.MinSeverity.String() + ". "
	}
	return plural(t.total, "finding", "findings") + ": " + enumerate(parts) + ". " + more + capital(read) + "."
}

// choices are what findings can be chosen by.
func (page *reportPage) choices(r *Report) {
	bySeverity, byCategory, byStack, byState := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	cells := map[[2]string]int{}
	open := 0
	for i := range page.Findings {
		f := &page.Findings[i]
		byStack[f.Stack]++
		byCategory[f.Category]++
		byState[f.State]++
		if f.State != "new" {
			continue
		}
		open++
		bySeverity[f.Severity]++
		cells[[2]string{f.Category, f.Severity}]++
	}
	x := 0.0
	for _, s := range rules.Severities() {
		c := pageCount{Name: s.String(), Count: bySeverity[s.String()], On: s >= r.MinSeverity}
		if open > 0 {
			width := 100 * float64(c.Count) / float64(open)
			c.X, c.Width = percentage(x), percentage(width)
			x += width
		}
		page.Severities = append(page.Severities, c)
	}
	page.Categories, page.StackNames = counts(byCategory), counts(byStack)
	for _, state := range []string{"new", "suppressed", "baseline"} {
		if n := byState[state]; n > 0 || state == "new" {
			page.States = append(page.States, pageCount{Name: state, Count: n, On: state == "new"})
		}
	}
	for _, c := range page.Categories {
		row := pageMatrixRow{Category: c.Name}
		sum := 0
		for _, s := range rules.Severities() {
			n := cells[[2]string{c.Name, s.String()}]
			sum += n
			row.Cells = append(row.Cells, pageCount{Name: s.String(), Count: n})
		}
		row.Sum = thousands(sum)
		if sum > 0 {
			page.Matrix = append(page.Matrix, row)
		}
	}
}

func counts(by map[string]int) []pageCount {
	var list []pageCount
	for name, n := range by {
		list = append(list, pageCount{Name: name, Count: n})
	}
	slices.SortFunc(list, func(a, b pageCount) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// pageCards are the figures at the top of the page.
func (r *Report) pageCards(page *reportPage, t tally) []pageCard {
	findings := costCard{Name: "Findings", Value: thousands(t.total), Note: "none of them fails a check"}
	switch {
	case t.total == 0:
		findings.Value, findings.Tone, findings.Note = "None", "good", "nothing is wrong that a rule looks for"
	case t.bySeverity[rules.Critical]+t.bySeverity[rules.High] > 0:
		findings.Tone = "bad"
		findings.Note = thousands(t.bySeverity[rules.Critical]+t.bySeverity[rules.High]) + " critical or high"
	default:
		findings.Note = "none critical or high"
	}
	if t.fixable > 0 {
		findings.Note += ", " + thousands(t.fixable) + " with a fix"
	}
	cards := []pageCard{{findings, "#findings"}}
	troubled := 0
	for i := range page.Secrets {
		if page.Secrets[i].State == "no" {
			troubled++
		}
	}
	secrets := costCard{Name: "Secrets", Value: thousands(len(page.Secrets)), Note: "the life of each works, as far as can be told"}
	switch {
	case len(page.Secrets) == 0:
		secrets.Value, secrets.Note = "None", "none is defined or used"
	case troubled > 0:
		secrets.Tone, secrets.Note = "bad", thousands(troubled)+" with a stage that does not work"
	}
	cards = append(cards, pageCard{secrets, "#secrets"})
	yes, no, unknown := 0, 0, 0
	for i := range r.Access {
		for _, g := range r.Access[i].groups() {
			switch g.verdict().State {
			case "yes":
				yes++
			case "no":
				no++
			default:
				unknown++
			}
		}
	}
	if total := yes + no + unknown; total > 0 {
		readers := costCard{Name: "Readers", Value: thousands(yes) + " of " + thousands(total), Note: "reach their secret"}
		var rest []string
		if no > 0 {
			readers.Tone = "bad"
			rest = append(rest, thousands(no)+" cannot")
		}
		if unknown > 0 {
			rest = append(rest, thousands(unknown)+" not known")
		}
		if len(rest) > 0 {
			readers.Note += "; " + enumerate(rest)
		} else {
			readers.Tone = "good"
		}
		cards = append(cards, pageCard{readers, "#access"})
	}
	if page.Cost != nil {
		for _, c := range page.Cost.Cards {
			if c.Name == "Fixed" {
				continue // the card of the sum says it
			}
			c.Tone = strings.TrimSuffix(c.Tone, "main")
			cards = append(cards, pageCard{c, "#cost"})
		}
	}
	return cards
}

// pageRules are the rules that found something, with what they say of themselves.
func (r *Report) pageRules() []pageRule {
	found := map[*rules.Rule]int{}
	var list []*rules.Rule
	for _, f := range r.Findings {
		if found[f.Rule] == 0 {
			list = append(list, f.Rule)
		}
		found[f.Rule]++
	}
	slices.SortStableFunc(list, func(a, b *rules.Rule) int { return cmp.Compare(a.ID, b.ID) })
	var all []pageRule
	for _, rule := range list {
		p := pageRule{
			ID: clean(rule.ID), Name: clean(rule.Name), Title: clean(rule.Title), Severity: rule.Severity.String(), Description: clean(rule.Description),
			Docs: rulePage(rule), Remediation: newSpans(rule.Remediation), Count: found[rule],
		}
		for _, ref := range rule.References {
			p.References = append(p.References, clean(ref))
		}
		all = append(all, p)
	}
	return all
}

// rulePage is the address of a built-in rule's page, "" for a rule of the user's.
func rulePage(rule *rules.Rule) string {
	known, err := rules.Builtin()
	if err != nil || !slices.ContainsFunc(known, func(k *rules.Rule) bool { return k.Name == rule.Name && k.ID == rule.ID }) {
		return ""
	}
	return "https://github.com/fjall-lint/fjall-lint/blob/main/docs/rules/" + rule.Name + ".md"
}
