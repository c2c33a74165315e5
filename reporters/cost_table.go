package reporters

import (
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// NewCostTable writes what the secrets cost a month for people: every line, the
// sums, and what the estimate rests on. Where it was compared with another
// version, what changes takes the place of the lines, which a verbose style
// still shows.
func NewCostTable(style Style) Reporter {
	style.Width = max(style.Width, minWidth)
	return costTable{style}
}

type costTable struct{ style Style }

func (t costTable) Report(w io.Writer, r *Report) error {
	p := &printer{Report: r, style: t.style}
	c := r.costOrNone()
	if c.Diff != nil {
		p.costDiff(c)
	}
	switch {
	case c.Diff == nil || t.style.Verbose:
		p.costLines(c.Estimate, false)
		if !t.style.Verbose && len(c.Estimate.Lines) > 0 {
			p.text("", dim, "--verbose tells how each quantity comes about, and where its price is from.")
		}
	case len(c.Estimate.Lines) > 0:
		p.text("", dim, "--verbose lists all "+plural(len(c.Estimate.Lines), "line", "lines")+".")
	}
	p.costRemarks(c)
	if len(c.Estimate.Lines) > 0 {
		p.blank()
		p.text("", bold, costHeadline(c.Estimate))
	}
	p.costVerdict(c)
	return p.flush(w)
}

// costSection is the report's section on cost.
func (p *printer) costSection() {
	c := p.costOrNone()
	if len(c.Estimate.Lines) > 0 {
		p.text("", "", costHeadline(c.Estimate))
		p.blank()
	}
	if c.Diff != nil {
		p.costDiff(c)
	}
	p.costLines(c.Estimate, true)
	p.costRemarks(c)
}

// costHeadline is the estimate in one sentence for each currency.
func costHeadline(e *cost.Estimate) string {
	var sentences []string
	for _, t := range costTotals(e) {
		say := func(d decimal.Decimal) string { return money(d, t.Currency) }
		s := say(t.Monthly.Expected) + " a month expected"
		switch used := t.Monthly.Expected.Sub(t.Fixed.Expected); {
		case t.Monthly.IsZero():
			s = "Nothing to pay"
		case used.IsZero():
			s += ", all of it fixed"
		case t.Fixed.Expected.IsZero():
			s += ", all of it by use"
		default:
			s += ": " + say(t.Fixed.Expected) + " fixed and " + say(used) + " by use"
		}
		if shown(t.Monthly) {
			s += "; " + say(t.Monthly.Low) + " to " + say(t.Monthly.High) + ", " + dependence(t.Monthly, t.Fixed)
		}
		sentences = append(sentences, s+".")
	}
	return strings.Join(sentences, " ")
}

// costVerdict closes with the budgets that are exceeded.
func (p *printer) costVerdict(c *Cost) {
	over := 0
	for i := range c.Budgets {
		if c.Budgets[i].Checked && c.Budgets[i].Over {
			over++
		}
	}
	if over > 0 {
		p.text("", red, plural(over, "budget is", "budgets are")+" exceeded.")
	}
}

// costRemarks are what stands below the lines: budgets, savings, and what the
// estimate rests on.
func (p *printer) costRemarks(c *Cost) {
	p.costBudgets(c)
	p.costSavings(c)
	p.costUnpriced(c)
	e := c.Estimate
	if len(e.Assumptions) > 0 {
		p.part("Assumptions")
		for _, a := range e.Assumptions {
			p.text("  - ", "", trimNote(a))
		}
	}
	p.costPrices(e)
}

// part heads a part of the estimate.
func (p *printer) part(name string) {
	p.blank()
	p.text("", bold, name)
}

func (p *printer) costBudgets(c *Cost) {
	if len(c.Budgets) == 0 {
		return
	}
	p.part("Budgets")
	columns := 0
	for i := range c.Budgets {
		columns = max(columns, width(budgetState(&c.Budgets[i])))
	}
	for i := range c.Budgets {
		b := &c.Budgets[i]
		state := budgetState(b)
		sgr := map[string]string{"over": redBold, "within": green}[state]
		lead := "  " + p.paint(sgr, state) + pad("", columns-width(state)) + "  "
		text := ""
		if state == "not checked" {
			text = dim
		}
		p.text(lead, text, budgetSentence(b, money))
	}
}

func (p *printer) costSavings(c *Cost) {
	if len(c.Savings) == 0 {
		return
	}
	p.part("What could be saved")
	sum := savingsSum(c.Savings)
	columns, ids := width(sum.join(money)), 0
	if len(sum) > 1 {
		columns = 0
	}
	for i := range c.Savings {
		s := &c.Savings[i]
		columns = max(columns, width(money(s.Monthly, s.Currency)))
		ids = min(max(ids, width(clean(s.RuleID))), 12)
	}
	several := !c.onlyStack()
	for i := range c.Savings {
		s := &c.Savings[i]
		price := money(s.Monthly, s.Currency)
		lead := "  " + pad("", columns-width(price)) + p.paint(green, price) + "  " + p.paint(bold, pad(cut(clean(s.RuleID), ids), ids)) + "  "
		if p.style.Width < 64 {
			p.line(lead)
			lead = "    "
		}
		text := clean(s.Message)
		if at := where(s.Label, s.LogicalID, s.Stack, several); at != "" {
			text = at + ": " + text
		}
		p.text(lead, "", text)
	}
	if len(c.Savings) > 1 {
		text := sum.join(money)
		p.text("  "+pad("", columns-width(text))+p.paint(bold, text)+"  ", "", "a month in all, at most")
	}
}

func (p *printer) costUnpriced(c *Cost) {
	if len(c.Estimate.Unpriced) == 0 {
		return
	}
	p.part("Not in the sums, because the price is not known")
	several := !c.onlyStack()
	for i := range c.Estimate.Unpriced {
		u := &c.Estimate.Unpriced[i]
		p.text("  "+p.paint(yellow, "?")+" ", "", gap(u, several))
	}
}

// gap tells in a sentence what has no price and why.
func gap(u *cost.Unpriced, several bool) string {
	text := clean(u.What)
	if at := where(u.Label, u.LogicalID, u.Stack, several); at != "" {
		text = at + " (" + text + ")"
	}
	if q := number(u.Quantity.Expected); !u.Quantity.IsZero() && q != "1" {
		text += ", " + q + " " + unit(u.Unit, u.Quantity.Expected)
	}
	return text + ": " + sentence(clean(u.Why))
}

// costPrices tells where the prices are from.
func (p *printer) costPrices(e *cost.Estimate) {
	sources := priceSources(e)
	if len(sources) == 0 {
		return
	}
	p.part("Prices")
	for i := range sources {
		p.text("  - ", "", sources[i].String())
	}
	if why := assumedPrices(e); why != "" {
		p.text("  "+p.paint(yellow, assumedMark)+" ", "", why)
	}
	if rule := ruleOfThumb(e); rule != "" {
		p.blank()
		p.text("", dim, rule)
	}
}
