package rules

import (
	"context"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

// BudgetLimit is a limit on cost and where it is set.
type BudgetLimit struct {
	cost.Limit
	Range template.Range
}

// budgetFact is what rules see of a budget.
type budgetFact struct {
	Index    int    `json:"index"`
	Kind     string `json:"kind"`
	Currency string `json:"currency"`
	Basis    string `json:"basis"`
	Limit    string `json:"limit"`
	Actual   string `json:"actual"`
	Excess   string `json:"excess"`
	Over     bool   `json:"over"`
}

// judges tells whether rules judge how the cost stands to limits.
func (e *Engine) judges(opts Options) bool {
	_, judged := e.needs.of("budgets")
	return judged && len(opts.Limits) > 0
}

// estimates tells whether the cost of all programs together is asked for.
func (e *Engine) estimates(opts Options) bool { return opts.Estimate || e.judges(opts) }

// judgeBudgets lets rules judge how the estimate stands to the limits.
func (e *Engine) judgeBudgets(ctx context.Context, result *Result, opts Options) ([]*Finding, error) {
	if result.Estimate == nil {
		return nil, nil
	}
	if opts.Before != nil {
		result.Diff = cost.Compare(opts.Before, result.Estimate)
	}
	for _, l := range opts.Limits {
		result.Budgets = append(result.Budgets, l.Hold(result.Estimate, result.Diff))
	}
	if !e.judges(opts) {
		return nil, nil
	}
	return e.budgetFindings(ctx, result, opts.Limits)
}

func (e *Engine) budgetFindings(ctx context.Context, result *Result, limits []BudgetLimit) ([]*Finding, error) {
	budgets := result.Budgets
	facts := make([]budgetFact, len(budgets))
	for i, b := range budgets {
		facts[i] = budgetFact{
			i, b.Kind, b.Currency, b.Basis, cost.Money(b.Limit), cost.Money(b.Actual.Round(2)), cost.Money(b.Actual.Sub(b.Limit).Round(2)), b.Over,
		}
	}
	return e.judgeItems(ctx, "budget", len(budgets), facts, func(f *Finding, i int) {
		f.Range = limits[i].Range
		var diff *cost.Diff
		if budgets[i].Kind != cost.MonthlyBudget {
			diff = result.Diff
		}
		for _, w := range cost.Weightiest(result.Estimate, diff, budgets[i].Currency, mostLines) {
			f.Related = append(f.Related, relatedLine(w))
		}
	})
}

// mostLines is how many lines of the estimate a finding on a budget names.
const mostLines = 5

// relatedLine is a line of the estimate as a place that belongs to a finding.
func relatedLine(w cost.Weight) Related {
	l := w.Line
	amount := w.Monthly.StringFixed(2)
	if amount == "0.00" {
		amount = "less than 0.01"
	}
	text := fmt.Sprintf("%s of %s: %s %s a month.", l.What, l.Label, amount, l.Currency)
	r := Related{Message: strings.ToUpper(text[:1]) + text[1:], LogicalID: l.LogicalID}
	if l.Resource != nil {
		r.Stack, r.Path = l.Resource.Stack, template.Path{"Resources", l.Resource.ID}
		r.Range = r.Stack.KeyRange(r.Path)
	}
	return r
}
