package cost

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Limit is a limit on cost that the configuration sets.
type Limit struct {
	// Kind is [MonthlyBudget], [GrowthBudget] or [GrowthPercentBudget].
	Kind     string
	Currency string
	// Basis is which amount counts: "expected", "fixed" or "high".
	Basis  string
	Amount decimal.Decimal
}

// The kinds of limits.
const (
	MonthlyBudget       = "monthly"        // on all of the estimate
	GrowthBudget        = "growth"         // on what a change adds
	GrowthPercentBudget = "growth-percent" // on that, in percent of what was before
)

// Bases lists what a limit may count.
func Bases() []string { return []string{"expected", "fixed", "high"} }

// Budget is a limit and how the estimate stands to it.
type Budget struct {
	Kind     string
	Currency string
	Basis    string
	Limit    decimal.Decimal
	// Actual is what is compared with the limit, in the currency or in percent.
	Actual decimal.Decimal
	// Checked is false for a limit on growth where nothing was compared with.
	Checked bool
	Over    bool
}

// Hold compares an estimate, and what it adds to an earlier one, with a limit. diff
// is nil where there is no earlier one.
func (l Limit) Hold(e *Estimate, diff *Diff) Budget {
	b := Budget{Kind: l.Kind, Currency: l.Currency, Basis: l.Basis, Limit: l.Amount}
	switch {
	case l.Kind == MonthlyBudget:
		for _, t := range e.Totals() {
			if t.Currency == l.Currency {
				b.Actual = l.of(t)
			}
		}
		b.Checked = true
	case diff != nil:
		b.Checked = true
		for _, t := range diff.Totals {
			if t.Currency != l.Currency {
				continue
			}
			before, after := l.of(t.Before), l.of(t.After)
			b.Actual = after.Sub(before)
			if l.Kind == GrowthPercentBudget {
				b.Actual = percent(b.Actual, before)
			}
		}
	}
	b.Over = b.Checked && b.Actual.GreaterThan(l.Amount)
	return b
}

// percent is how much of before something is. Growth from nothing counts as a
// hundred percent: there is no other number for it.
func percent(part, before decimal.Decimal) decimal.Decimal {
	hundred := decimal.NewFromInt(100)
	switch {
	case !before.IsZero():
		return part.Mul(hundred).DivRound(before, 4)
	case part.IsPositive():
		return hundred
	}
	return decimal.Zero
}

func (l Limit) of(t Total) decimal.Decimal {
	switch l.Basis {
	case "fixed":
		return t.Fixed.Expected
	case "high":
		return t.Monthly.High
	}
	return t.Monthly.Expected
}

// Weight is a line with what it costs a month, or what it adds.
type Weight struct {
	Line    *Line
	Monthly decimal.Decimal
}

// Weightiest are the lines that cost most, or where there is a diff those that add
// most, of one currency; at most n.
func Weightiest(e *Estimate, diff *Diff, currency string, n int) []Weight {
	var all []Weight
	if diff != nil {
		for _, c := range slices.Concat(diff.Added, diff.Changed) {
			all = append(all, Weight{c.After, c.Monthly.Expected})
		}
	} else {
		for i := range e.Lines {
			all = append(all, Weight{&e.Lines[i], e.Lines[i].Monthly.Expected})
		}
	}
	all = slices.DeleteFunc(all, func(w Weight) bool { return w.Line.Currency != currency || !w.Monthly.IsPositive() })
	slices.SortStableFunc(all, func(a, b Weight) int { return b.Monthly.Cmp(a.Monthly) })
	return all[:min(n, len(all))]
}
