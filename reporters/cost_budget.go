package reporters

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// budgetState is how the estimate stands to a budget, in a word or two.
func budgetState(b *cost.Budget) string {
	switch {
	case !b.Checked:
		return "not checked"
	case b.Over:
		return "over"
	}
	return "within"
}

// budgetSentence tells how the estimate stands to a budget. write writes an
// amount of money.
func budgetSentence(b *cost.Budget, write func(decimal.Decimal, string) string) string {
	say := func(d decimal.Decimal) string {
		if b.Kind == "growth-percent" {
			return number(d.Abs()) + " %"
		}
		return write(d.Abs(), b.Currency)
	}
	limit := "the budget of " + say(b.Limit) + " a month"
	if b.Kind != "monthly" {
		limit = "the budget of " + say(b.Limit) + " for growth"
	}
	if !b.Checked {
		return limit + ": nothing was compared with (--against)"
	}
	actual := say(b.Actual)
	switch {
	case b.Kind == "monthly":
	case b.Actual.IsNegative():
		actual += " less"
	default:
		actual = "growth of " + actual
	}
	switch b.Basis {
	case "fixed":
		actual += " fixed"
	case "high":
		actual += " at most"
	default:
		actual += " expected"
	}
	if b.Over {
		return actual + ": " + say(b.Actual.Sub(b.Limit)) + " over " + limit
	}
	return actual + ": within " + limit
}

// capital begins a sentence with a capital letter.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
