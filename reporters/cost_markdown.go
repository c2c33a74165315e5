package reporters

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// NewCostMarkdown writes what the secrets cost as GitHub flavoured Markdown, for
// a comment on a pull request: what changes where it was compared with another
// version, else what it costs.
func NewCostMarkdown() Reporter { return costMarkdown{} }

type costMarkdown struct{}

// A comment on GitHub holds 65,536 characters. Each part that may grow has its
// share of them, in bytes, which are never fewer.
const (
	shareOfChanges     = 18_000
	shareOfBudgets     = 3_000
	shareOfSavings     = 8_000
	shareOfUnpriced    = 5_000
	shareOfLines       = 18_000
	shareOfAssumptions = 5_000
	shareOfPrices      = 4_000
)

func (costMarkdown) Report(w io.Writer, r *Report) error {
	c := r.costOrNone()
	m := &costComment{Cost: c, several: !c.onlyStack()}
	m.WriteString("### Cost of secrets\n\n")
	if c.Diff != nil {
		m.diff()
	} else {
		m.now()
	}
	m.budgets()
	m.savings()
	m.unpriced()
	m.lines()
	m.basis()
	if _, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n"); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// costComment is the text of a comment.
type costComment struct {
	comment
	*Cost
	several bool   // stacks
	main    string // the currency that amounts without one are in
}

// figure writes an amount for a table, with its currency where that is not the
// main one.
func (m *costComment) figure(d decimal.Decimal, currency string) string {
	if currency != m.main {
		return figure(d) + " " + prose(currency)
	}
	return figure(d)
}

// figure writes an amount without its currency.
func figure(d decimal.Decimal) string {
	return strings.Replace(negative(d)+amount(d), "<", "&lt;", 1)
}

// signedFigure is a figure with a plus where something is added.
func signedFigure(d decimal.Decimal) string {
	if d.IsPositive() {
		return "+" + figure(d)
	}
	return figure(d)
}

func emphasized(d decimal.Decimal, currency string) string { return "**" + spelled(d, currency) + "**" }

// place names a resource, or the stack where something belongs to that as a
// whole.
func (m *costComment) place(label, id, stack string) string {
	name := code(brief(cmp.Or(label, id), 80))
	in := code(brief(stack, 60))
	switch {
	case name == "" || id == "" && in != "":
		return in
	case m.several && in != "":
		return name + " in " + in
	}
	return name
}

// headline tells in a paragraph or two what changes, else what all costs.
func (m *costComment) headline() {
	switch {
	case m.Diff == nil:
		m.total()
	case m.Diff.IsZero():
		m.WriteString("No difference in cost" + m.against() + ".\n\n")
		m.total()
	default:
		m.change(diffTotals(m.Diff))
	}
}

// against names what was compared with, where it has a name.
func (m *costComment) against() string {
	if m.Against == "" {
		return ""
	}
	return " against " + code(brief(m.Against, 80))
}

// change is what a difference comes to.
func (m *costComment) change(totals []cost.DiffTotal) {
	m.WriteString("This change " + diffVerb(totals, emphasized) + ": " + prose(diffWords(m.Diff)) + ".")
	for _, t := range totals {
		d := t.Monthly
		if low, high := spread(d); signedFigure(low) != signedFigure(high) {
			m.WriteString(" **" + capital(dependence(d, t.Fixed)) + "**, it is " + signedFigure(low) + " to " + signedFigure(high) + " " + prose(t.Currency) + ".")
		}
	}
	m.WriteString("\n\n")
}

// diff tells what changes, line by line.
func (m *costComment) diff() {
	m.headline()
	if m.Diff.IsZero() {
		return
	}
	totals, against := diffTotals(m.Diff), m.against()
	m.main = totals[0].Currency
	rows := diffRows(m.Diff, m.figure)
	m.table(shareOfChanges, "| | What | Where | Why | "+prose(m.main)+" a month |\n|---|---|---|---|--:|\n", len(rows), func(i int) string {
		return m.changeRow(&rows[i])
	})
	for _, t := range totals {
		m.WriteString("Total" + against + ": " + figure(t.Before.Monthly.Expected) + " → **" + spelled(t.After.Monthly.Expected, t.Currency) +
			"** a month expected, fixed " + figure(t.Before.Fixed.Expected) + " → " + spelled(t.After.Fixed.Expected, t.Currency) + ".")
		if now := t.After.Monthly; shown(now) {
			m.WriteString(" " + capital(dependence(now, t.After.Fixed)) + ", all is " + figure(now.Low) + " to " + figure(now.High) + " " + prose(t.Currency) + ".")
		}
		m.WriteString("\n\n")
		against = ""
	}
}

func (m *costComment) changeRow(row *diffRow) string {
	monthly := signedFigure(row.monthly.Expected)
	if low, high := spread(row.monthly); signedFigure(low) != signedFigure(high) {
		monthly += " (" + row.basis + " " + signedFigure(low) + " to " + signedFigure(high) + ")"
	}
	if row.currency != m.main {
		monthly += " " + prose(row.currency)
	}
	why := prose(brief(row.formula, 120))
	if row.changed != "" {
		why = strings.TrimSuffix(row.changed+"; "+why, "; ")
	}
	return "| " + row.sign + " | " + prose(brief(row.what, 100)) + " | " + m.place(row.label, row.id, row.stack) + " | " + why + " | " + monthly + " |"
}

// total says what all costs now.
func (m *costComment) total() {
	for _, t := range costTotals(m.Estimate) {
		used := t.Monthly.Expected.Sub(t.Fixed.Expected)
		m.WriteString("The secrets cost " + emphasized(t.Monthly.Expected, t.Currency) + " a month")
		switch {
		case t.Monthly.IsZero():
		case used.IsZero():
			m.WriteString(", all of it fixed")
		case t.Fixed.Expected.IsZero():
			m.WriteString(", all of it by use")
		default:
			m.WriteString(": " + spelled(t.Fixed.Expected, t.Currency) + " fixed and " + spelled(used, t.Currency) + " expected by use")
		}
		m.WriteString(".")
		if shown(t.Monthly) {
			m.WriteString(" **" + capital(dependence(t.Monthly, t.Fixed)) + "**, it is " + figure(t.Monthly.Low) + " to " + figure(t.Monthly.High) + " " + prose(t.Currency) + ".")
		}
		m.WriteString("\n\n")
	}
}

// now tells what it costs, by category.
func (m *costComment) now() {
	if len(m.Estimate.Lines) == 0 {
		m.WriteString("Nothing in the templates is paid for: no secret, and no key, parameter or endpoint for secrets.\n\n")
		return
	}
	m.total()
	for _, t := range costTotals(m.Estimate) {
		m.main = t.Currency
		fmt.Fprintf(m, "| %s a month | Lines | Low | Expected | High |\n|---|--:|--:|--:|--:|\n", prose(t.Currency))
		for _, c := range categories(m.Estimate, t.Currency) {
			fmt.Fprintf(m, "| %s | %s |%s\n", c.name, thousands(c.lines), m.figures(c.total, t.Currency, ""))
		}
		fmt.Fprintf(m, "| **Total** | |%s\n\n", m.figures(t.Monthly, t.Currency, "**"))
	}
}

func (m *costComment) figures(r cost.Range, currency, mark string) string {
	var b strings.Builder
	for _, d := range []decimal.Decimal{r.Low, r.Expected, r.High} {
		b.WriteString(" " + mark + m.figure(d, currency) + mark + " |")
	}
	return b.String()
}

func (m *costComment) budgets() {
	if len(m.Budgets) == 0 {
		return
	}
	m.WriteString("Budgets:\n\n")
	m.list(shareOfBudgets, len(m.Budgets), func(i int) string {
		b := &m.Budgets[i]
		verdict := map[string]string{"over": "❌ **Over budget.**", "within": "✅ **Within budget.**"}[budgetState(b)]
		return "- " + cmp.Or(verdict, "➖ **Not checked.**") + " " + capital(budgetSentence(b, spelled)) + "."
	}, moreItems)
}

func (m *costComment) savings() {
	if len(m.Savings) == 0 {
		return
	}
	sum := savingsSum(m.Savings)
	m.main = sum[0].Currency
	m.details("Up to " + sum.join(spelled) + " a month could be saved")
	m.table(shareOfSavings, "| "+prose(m.main)+" a month | Rule | Where | How |\n|--:|---|---|---|\n", len(m.Savings), func(i int) string {
		s := &m.Savings[i]
		return "| " + m.figure(s.Monthly, s.Currency) + " | " + code(brief(s.RuleID, 20)) + " | " + m.place(s.Label, s.LogicalID, s.Stack) + " | " +
			prose(brief(s.Message, 400)) + " |"
	})
	m.close()
}

func (m *costComment) unpriced() {
	gaps := m.Estimate.Unpriced
	if len(gaps) == 0 {
		return
	}
	m.details(plural(len(gaps), "thing is", "things are") + " not in the sums, because the price is not known")
	m.list(shareOfUnpriced, len(gaps), func(i int) string {
		u := &gaps[i]
		return "- " + m.place(u.Label, u.LogicalID, u.Stack) + " (" + prose(brief(u.What, 100)) + "): " + prose(sentence(brief(u.Why, 300)))
	}, moreItems)
	m.close()
}

// lines lists all that is paid for.
func (m *costComment) lines() {
	lines := m.Estimate.Lines
	if len(lines) == 0 {
		return
	}
	m.main = costTotals(m.Estimate)[0].Currency
	m.details("All " + plural(len(lines), "line", "lines"))
	const head = "| What | Where | Basis | Quantity | Price, %s | Low | Expected | High |\n|---|---|---|---|--:|--:|--:|--:|\n"
	m.table(shareOfLines, fmt.Sprintf(head, prose(m.main)), len(lines), func(i int) string { return m.lineRow(&lines[i]) })
	m.close()
}

func (m *costComment) lineRow(l *cost.Line) string {
	row := newCostRow(l)
	price, per := priceFigure(l.UnitPrice)
	if l.Currency != m.main {
		price += " " + prose(l.Currency)
	}
	price += per
	if l.Assumed {
		price += `\` + assumedMark
	}
	quantity := prose(brief(row.quantity(), 60))
	if row.between != "" {
		quantity += " (" + prose(row.between) + ")"
	}
	return "| " + prose(brief(l.What, 100)) + " | " + m.place(row.label, row.id, l.Stack) + " | " + row.basis + " | " + quantity + " | " + price + " |" +
		m.figures(l.Monthly, l.Currency, "")
}

// basis tells what the estimate rests on.
func (m *costComment) basis() {
	e := m.Estimate
	sources := priceSources(e)
	if len(e.Assumptions)+len(sources) == 0 {
		return
	}
	m.details("Assumptions and prices")
	if n := len(e.Assumptions); n > 0 {
		m.list(shareOfAssumptions, n, func(i int) string { return "- " + prose(strings.TrimSpace(brief(e.Assumptions[i], 300))) }, moreItems)
	}
	if n := len(sources); n > 0 {
		m.WriteString("Prices are from:\n\n")
		m.list(shareOfPrices, n, func(i int) string { return "- " + prose(strings.TrimSpace(brief(sources[i].String(), 200))) }, moreItems)
	}
	if why := assumedPrices(e); why != "" {
		m.WriteString(`\` + assumedMark + " " + prose(brief(why, 400)) + "\n\n")
	}
	if rule := ruleOfThumb(e); rule != "" {
		m.WriteString(rule + "\n\n")
	}
	m.close()
}
