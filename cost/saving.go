package cost

import "github.com/shopspring/decimal"

// Budget is a limit that the configuration sets and how the estimate stands to
// it.
type Budget struct {
	// Kind is "monthly" (all of the estimate), "growth" (what a change adds) or
	// "growth-percent".
	Kind     string
	Currency string
	// Basis is which amount counts: "expected", "fixed" or "high".
	Basis string
	Limit decimal.Decimal
	// Actual is what is compared with the limit.
	Actual decimal.Decimal
	// Checked is false for a growth budget when nothing was compared with.
	Checked bool
	Over    bool
}

// Saving is something that could be spared, as a rule found it.
type Saving struct {
	RuleID string
	Title  string
	// Message is the rule's own, with the sum and the formula.
	Message   string
	Stack     string
	Label     string
	LogicalID string
	Monthly   decimal.Decimal
	Currency  string
}
