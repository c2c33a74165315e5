package reporters

import (
	"cmp"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// NewCostHTML writes the estimate as a page: one file that needs nothing else,
// neither network nor scripts.
func NewCostHTML() Reporter { return costHTML{} }

type costHTML struct{}

func (costHTML) Report(w io.Writer, r *Report) error {
	return writePage(w, "cost.html.tmpl", struct {
		*assets
		*costPage
	}{costAssets(), r.costPage()})
}

// costPage is what the page shows. All texts are clean; the template escapes
// them.
type costPage struct {
	Version, Headline string
	Cards             []costCard
	Diff              *pageDiff
	Charts            []costChart
	Budgets           []pageBudget
	Savings           []pageSaving
	SavingsSum        string
	Unpriced          []string
	Stacks            []pageStack
	Assumptions       []string
	Sources           []pageSource
	Assumed, Rule     string
}

type costCard struct {
	Name, Value, Note string
	Tone              string // "main", "good" or "bad"
}

// Long tells a value that needs smaller letters.
func (c costCard) Long() bool { return width(c.Value) > 11 }

type costChart struct {
	Currency string // "" where there is only one
	Bars     []costBar
	Cut      bool
	Total    string
	Range    string
}

// costBar is a bar with a whisker; lengths are per cent of the chart.
type costBar struct {
	Name, Lines, Expected, Range string
	Width, From, To              string
	Whisker, Cut                 bool
}

type pageDiff struct {
	Against, Summary string
	Rows             []pageChange
	Totals           []pageChange
}

type pageChange struct {
	Kind, Tone, Class, Name      string
	Label, Stack, What, Formula  string
	Before, After, Change, Range string
	Trend                        string // "up" or "down"
}

type pageBudget struct{ State, Tone, Text string }

type pageSaving struct{ Amount, Rule, Where, Message string }

type pageStack struct {
	Title, About, Sum string
	Rows              []pageLine
	Sums              []pageLine
}

type pageLine struct {
	Label, What, Formula, Basis, Quantity, Between, Price string
	Name, Class, Low, Expected, High                      string
	Again                                                 bool // of the resource of the line before
}

type pageSource struct{ Source, Date, Lines, Assumed string }

func (r *Report) costPage() *costPage {
	c := r.costOrNone()
	e := c.Estimate
	several := !c.onlyStack()
	page := &costPage{
		Version: clean(r.Version), Headline: "Nothing to pay.", Assumed: assumedPrices(e), Rule: ruleOfThumb(e),
		Cards: costCards(c), SavingsSum: savingsSum(c.Savings).join(money), Stacks: r.pageStacks(e),
	}
	if len(e.Lines) > 0 {
		page.Headline = costHeadline(e)
		totals := costTotals(e)
		for _, t := range totals {
			chart := newCostChart(e, t)
			if len(totals) > 1 {
				chart.Currency = clean(t.Currency)
			}
			page.Charts = append(page.Charts, chart)
		}
	}
	if c.Diff != nil {
		page.Diff = newPageDiff(c.Diff, several)
		page.Diff.Against = clean(r.file(c.Against))
	}
	for i := range c.Budgets {
		b := &c.Budgets[i]
		state := budgetState(b)
		page.Budgets = append(page.Budgets, pageBudget{state, map[string]string{"over": "bad", "within": "good"}[state], capital(budgetSentence(b, money)) + "."})
	}
	for i := range c.Savings {
		s := &c.Savings[i]
		page.Savings = append(page.Savings, pageSaving{
			money(s.Monthly, s.Currency), clean(s.RuleID), where(s.Label, s.LogicalID, s.Stack, several), clean(s.Message),
		})
	}
	for i := range e.Unpriced {
		page.Unpriced = append(page.Unpriced, gap(&e.Unpriced[i], several))
	}
	for _, a := range e.Assumptions {
		page.Assumptions = append(page.Assumptions, trimNote(a))
	}
	for _, s := range priceSources(e) {
		assumed := ""
		if s.assumed > 0 {
			assumed = thousands(s.assumed) + " assumed"
		}
		page.Sources = append(page.Sources, pageSource{s.source, s.date, thousands(s.lines), assumed})
	}
	return page
}

// costCards are the figures at the top of the page.
func costCards(c *Cost) []costCard {
	var cards []costCard
	for i, t := range costTotals(c.Estimate) {
		say := func(d decimal.Decimal) string { return money(d, t.Currency) }
		tone := ""
		if i == 0 {
			tone = "main"
		}
		used := t.Monthly.Expected.Sub(t.Fixed.Expected)
		note := "all of it fixed"
		switch {
		case t.Monthly.IsZero():
			note = "nothing to pay"
		case !used.IsZero():
			note = say(t.Fixed.Expected) + " fixed, " + say(used) + " by use"
		}
		cards = append(cards, costCard{"Expected a month", say(t.Monthly.Expected), note, tone})
		if i > 0 {
			continue
		}
		cards = append(cards, costCard{"Fixed", say(t.Fixed.Expected), "paid without any use", ""})
		if !shown(t.Monthly) {
			cards = append(cards, costCard{"Range", "None", "no cent of it is open", ""})
		} else {
			cards = append(cards, costCard{"Range", say(t.Monthly.Low) + " – " + say(t.Monthly.High), dependence(t.Monthly, t.Fixed), ""})
		}
	}
	if c.Diff != nil {
		t := diffTotals(c.Diff)[0]
		tone := ""
		if t.Monthly.Expected.IsNegative() {
			tone = "good"
		}
		cards = append(cards, costCard{
			"Change", signedMoney(t.Monthly.Expected, t.Currency),
			money(t.Before.Monthly.Expected, t.Currency) + " → " + money(t.After.Monthly.Expected, t.Currency), tone,
		})
	}
	over, checked := 0, 0
	for i := range c.Budgets {
		if c.Budgets[i].Checked {
			checked++
			if c.Budgets[i].Over {
				over++
			}
		}
	}
	switch {
	case over > 0:
		cards = append(cards, costCard{"Budgets", thousands(over) + " over", "of " + thousands(checked) + " checked", "bad"})
	case checked > 0:
		cards = append(cards, costCard{"Budgets", "Kept", plural(checked, "budget", "budgets") + " checked", "good"})
	}
	if len(c.Savings) > 0 {
		cards = append(cards, costCard{"Could be saved", savingsSum(c.Savings).join(money), "at most, by " + plural(len(c.Savings), "change", "changes"), ""})
	}
	return cards
}

// newCostChart draws the categories of one currency. Where high use would press
// all bars to nothing, its whiskers are cut instead.
func newCostChart(e *cost.Estimate, t cost.Total) costChart {
	all := categories(e, t.Currency)
	var longest, highest decimal.Decimal
	for _, c := range all {
		longest, highest = decimal.Max(longest, c.total.Expected), decimal.Max(highest, c.total.High)
	}
	scale := chartScale(longest, highest)
	say := func(d decimal.Decimal) string { return money(d, t.Currency) }
	chart := costChart{Total: say(t.Monthly.Expected), Range: spanned(t.Monthly, say)}
	for _, c := range all {
		bar := newCostBar(c.total, scale, say)
		bar.Name, bar.Lines = c.name, thousands(c.lines)
		chart.Cut = chart.Cut || bar.Cut
		chart.Bars = append(chart.Bars, bar)
	}
	return chart
}

// chartScale is the amount that a whole chart stands for.
func chartScale(longest, highest decimal.Decimal) decimal.Decimal {
	const (
		flattened = 3   // the most high use may exceed the longest bar by before it is cut
		room      = 1.5 // how long the chart then is, in longest bars
	)
	if longest.IsPositive() && highest.GreaterThan(longest.Mul(decimal.NewFromInt(flattened))) {
		return longest.Mul(decimal.NewFromFloat(room))
	}
	return highest
}

// percentOf is an amount in per cent of a scale, at most all of it.
func percentOf(d, scale decimal.Decimal) float64 {
	if !scale.IsPositive() {
		return 0
	}
	return min(100, d.Div(scale).InexactFloat64()*100)
}

func newCostBar(total cost.Range, scale decimal.Decimal, say func(decimal.Decimal) string) costBar {
	low, high := percentOf(total.Low, scale), percentOf(total.High, scale)
	bar := costBar{
		Expected: say(total.Expected), Range: spanned(total, say),
		From: percentage(low), To: percentage(high), Cut: total.High.GreaterThan(scale),
	}
	width := percentOf(total.Expected, scale)
	if total.Expected.IsPositive() {
		width = max(width, 0.4) // to be seen at all
	}
	bar.Width = percentage(width)
	bar.Whisker = bar.Range != "" && high-low >= 0.4
	return bar
}

// spanned is a range with a dash, "" where it is known.
func spanned(r cost.Range, write func(decimal.Decimal) string) string {
	return strings.Replace(between(r, write), "…", " – ", 1)
}

func newPageDiff(d *cost.Diff, several bool) *pageDiff {
	page := &pageDiff{}
	if d.IsZero() {
		return page
	}
	page.Summary = "This change " + diffVerb(diffTotals(d), money) + ": " + diffWords(d) + ". " + capital(plural(d.Same, "line costs", "lines cost")) + " the same in both."
	for _, part := range []struct {
		kind, tone string
		changes    []cost.Change
	}{{"new", "warn", d.Added}, {"gone", "good", d.Removed}, {"changed", "", d.Changed}} {
		for i := range part.changes {
			c := &part.changes[i]
			row := newCostRow(c.Line())
			change := newPageChange(monthlyRange(c.Before), monthlyRange(c.After), c.Monthly, row.currency)
			change.Kind, change.Tone = part.kind, part.tone
			change.Label, change.What, change.Formula = cmp.Or(row.label, "–"), row.what, row.formula
			if several {
				change.Stack = clean(c.Line().Stack)
			}
			page.Rows = append(page.Rows, change)
		}
	}
	for _, t := range diffTotals(d) {
		fixed := newPageChange(&t.Before.Fixed, &t.After.Fixed, t.Fixed, t.Currency)
		fixed.Name = "Fixed"
		all := newPageChange(&t.Before.Monthly, &t.After.Monthly, t.Monthly, t.Currency)
		all.Name, all.Class = "All", "sum"
		page.Totals = append(page.Totals, fixed, all)
	}
	return page
}

func monthlyRange(l *cost.Line) *cost.Range {
	if l == nil {
		return nil
	}
	return &l.Monthly
}

func newPageChange(before, after *cost.Range, change cost.Range, currency string) pageChange {
	say := func(r *cost.Range) string {
		if r == nil {
			return "–"
		}
		return money(r.Expected, currency)
	}
	c := pageChange{Before: say(before), After: say(after), Change: signedMoney(change.Expected, currency)}
	low, high := spread(change)
	if least, most := signedMoney(low, currency), signedMoney(high, currency); least != most {
		c.Range = least + " to " + most
	}
	switch {
	case change.Expected.IsPositive():
		c.Trend = "up"
	case change.Expected.IsNegative():
		c.Trend = "down"
	}
	return c
}

func (r *Report) pageStacks(e *cost.Estimate) []pageStack {
	var stacks []pageStack
	for _, s := range r.costStacks(e) {
		page := pageStack{Title: s.title()}
		var about []string
		for _, text := range []string{s.file, s.environment} {
			if text != "" && text != page.Title {
				about = append(about, text)
			}
		}
		page.About = strings.Join(about, " · ")
		var of cost.Estimate
		var last costRow
		for i, l := range s.lines {
			of.Lines = append(of.Lines, *l)
			row := newCostRow(l)
			line := newPageLine(&row)
			line.Again = i > 0 && row.follows(&last)
			last = row
			line.Label, line.What, line.Formula, line.Basis = cmp.Or(row.label, "–"), row.what, row.formula, row.basis
			line.Quantity, line.Between, line.Price = row.quantity(), row.between, row.price
			page.Rows = append(page.Rows, line)
		}
		var sum sums
		for _, t := range costTotals(&of) {
			sum.add(t.Monthly.Expected, t.Currency)
		}
		page.Sum = sum.join(money)
		for _, row := range totalRows(&of) {
			line := newPageLine(&row)
			line.Name = capital(row.label)
			if strings.HasPrefix(row.label, "all") {
				line.Class = "sum"
			}
			page.Sums = append(page.Sums, line)
		}
		stacks = append(stacks, page)
	}
	return stacks
}

func newPageLine(row *costRow) pageLine {
	amounts := row.amounts()
	return pageLine{Low: amounts[0], Expected: amounts[1], High: amounts[2]}
}
