package cost

import "github.com/shopspring/decimal"

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
