package reporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// pageCostChart shows of one currency what each resource costs, in parts.
type pageCostChart struct {
	Currency string // "" where there is only one
	Bars     []pageCostBar
	Parts    []pagePart // the legend
	Rest     string     // what the bars leave out
	Cut      bool
}

// pageCostBar is a resource's bar: parts beside one another, with a whisker. Lengths are
// per cent of the chart.
type pageCostBar struct {
	costBar
	Stack string
	Parts []pagePart
}

// pagePart is a part of a bar; Tone numbers its colour and pattern.
type pagePart struct {
	Name, Expected string
	X, Width       string
	Tone           int
}

// mostBars is how many resources a chart shows.
const mostBars = 12

func percentage(f float64) string { return fmt.Sprintf("%.2f%%", f) }

// resourceCharts draw what each resource costs, the most expensive first.
func resourceCharts(e *cost.Estimate) []pageCostChart {
	totals := costTotals(e)
	var charts []pageCostChart
	for _, t := range totals {
		chart := newResourceChart(e, t.Currency)
		if len(totals) > 1 {
			chart.Currency = clean(t.Currency)
		}
		if len(chart.Bars) > 1 {
			charts = append(charts, chart)
		}
	}
	return charts
}

func newResourceChart(e *cost.Estimate, currency string) pageCostChart {
	type resource struct {
		label, stack string
		total        cost.Range
		parts        []decimal.Decimal // by category
	}
	index := map[[3]string]int{}
	var all []*resource
	for i := range e.Lines {
		l := &e.Lines[i]
		if l.Currency != currency {
			continue
		}
		k := [3]string{l.Stack, l.Template, cmp.Or(l.LogicalID, l.Label)}
		n, ok := index[k]
		if !ok {
			n = len(all)
			index[k] = n
			all = append(all, &resource{label: clean(cmp.Or(l.Label, l.LogicalID)), stack: clean(l.Stack), parts: make([]decimal.Decimal, len(categoryNames))})
		}
		all[n].total = all[n].total.Add(l.Monthly)
		for c, names := range categoryNames {
			if slices.Contains(names.kinds, l.Kind) {
				all[n].parts[c] = all[n].parts[c].Add(l.Monthly.Expected)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *resource) int { return b.total.Expected.Cmp(a.total.Expected) })
	say := func(d decimal.Decimal) string { return money(d, currency) }
	chart := pageCostChart{}
	if n := len(all) - mostBars; n > 1 {
		var rest cost.Range
		for _, res := range all[mostBars:] {
			rest = rest.Add(res.total)
		}
		chart.Rest = plural(n, "more resource costs ", "more resources cost ") + say(rest.Expected) + " together."
		all = all[:mostBars]
	}
	var longest, highest decimal.Decimal
	several := map[string]bool{}
	for _, res := range all {
		longest, highest = decimal.Max(longest, res.total.Expected), decimal.Max(highest, res.total.High)
		several[res.stack] = true
	}
	scale := chartScale(longest, highest)
	used := map[int]bool{}
	for _, res := range all {
		bar := pageCostBar{costBar: newCostBar(res.total, scale, say)}
		bar.Name = res.label
		if len(several) > 1 {
			bar.Stack = res.stack
		}
		chart.Cut = chart.Cut || bar.Cut
		x := 0.0
		for c, part := range res.parts {
			if !part.IsPositive() {
				continue
			}
			width := percentOf(part, scale)
			bar.Parts = append(bar.Parts, pagePart{categoryNames[c].name, say(part), percentage(x), percentage(max(width, 0.4)), c})
			x += width
			used[c] = true
		}
		chart.Bars = append(chart.Bars, bar)
	}
	for c, names := range categoryNames {
		if used[c] {
			chart.Parts = append(chart.Parts, pagePart{Name: names.name, Tone: c})
		}
	}
	return chart
}

// pageSavings are what could be saved, as steps from the sum of today down to what would
// be left of it.
type pageSavings struct {
	Steps []pageSavingStep
	// Chart tells that the steps are of one currency, so that they can be drawn.
	Chart     bool
	Now, Then string
	ThenWidth string
	Sum       string
}

// mostSavings is how many savings are shown at first.
const mostSavings = 6

// First are the savings that are shown at first.
func (p *pageSavings) First() []pageSavingStep {
	if len(p.Steps) <= mostSavings+1 {
		return p.Steps
	}
	return p.Steps[:mostSavings]
}

// Rest are the others.
func (p *pageSavings) Rest() []pageSavingStep { return p.Steps[len(p.First()):] }

type pageSavingStep struct {
	pageSaving
	Entity         string
	X, Width, Left string
	Drawn          bool
}

func newPageSavings(c *Cost, rows []pageSaving) *pageSavings {
	if len(rows) == 0 {
		return nil
	}
	p := &pageSavings{Sum: savingsSum(c.Savings).join(money)}
	totals := costTotals(c.Estimate)
	p.Chart = len(totals) == 1
	var left decimal.Decimal
	if p.Chart {
		left = totals[0].Monthly.Expected
		p.Now = money(left, totals[0].Currency)
	}
	scale := left
	for i := range c.Savings {
		s := &c.Savings[i]
		step := pageSavingStep{pageSaving: rows[i]}
		if p.Chart = p.Chart && s.Currency == totals[0].Currency; p.Chart {
			before := left
			left = decimal.Max(decimal.Zero, left.Sub(s.Monthly)) // several may save the same
			step.X, step.Width = percentage(percentOf(left, scale)), percentage(max(0.4, percentOf(before.Sub(left), scale)))
			step.Left, step.Drawn = money(left, s.Currency), true
		}
		p.Steps = append(p.Steps, step)
	}
	if !p.Chart {
		for i := range p.Steps {
			p.Steps[i].Drawn = false
		}
	} else {
		p.Then, p.ThenWidth = money(left, totals[0].Currency), percentage(percentOf(left, scale))
	}
	return p
}

// linkSaving says which resource a saving is about.
func (page *reportPage) linkSaving(r *Report, ids *entities, i int) {
	s := &r.Cost.Savings[i]
	for _, f := range r.Findings {
		if f.Stack != nil && f.Stack.Name == s.Stack && f.LogicalID == s.LogicalID && f.Rule.ID == s.RuleID {
			page.Savings.Steps[i].Entity = ids.ofStack(f.Stack, f.LogicalID)
			return
		}
	}
}
