package reporters

import (
	"io"

	"github.com/fjall-lint/fjall-lint/cost"
)

// NewCostJSON is the reporter of the estimate as JSON, which
// schema/cost.schema.json describes.
func NewCostJSON() Reporter { return costJSON{} }

type costJSON struct{}

type jsonCost struct {
	SchemaVersion int            `json:"schemaVersion"`
	Tool          jsonTool       `json:"tool"`
	Stacks        []jsonStack    `json:"stacks"`
	Cost          *cost.Document `json:"cost"`
	Diff          *jsonDiff      `json:"diff"`
	Budgets       []jsonBudget   `json:"budgets"`
	Savings       []jsonSaving   `json:"savings"`
}

type jsonDiff struct {
	Against string          `json:"against"`
	Lines   []jsonChange    `json:"lines"`
	Same    int             `json:"same"`
	Totals  []jsonDiffTotal `json:"totals"`
}

// jsonChange is a line that differs; line is as it is now, or as it was where it
// is gone. Monthly is what it adds.
type jsonChange struct {
	Change  string            `json:"change"`
	Line    cost.DocumentLine `json:"line"`
	Before  *cost.Amounts     `json:"before"`
	After   *cost.Amounts     `json:"after"`
	Monthly cost.Amounts      `json:"monthly"`
}

type jsonDiffTotal struct {
	Currency     string       `json:"currency"`
	Before       cost.Amounts `json:"before"`
	After        cost.Amounts `json:"after"`
	Monthly      cost.Amounts `json:"monthly"`
	FixedMonthly string       `json:"fixedMonthly"`
}

type jsonBudget struct {
	Kind     string  `json:"kind"`
	Currency *string `json:"currency"`
	Basis    string  `json:"basis"`
	Limit    string  `json:"limit"`
	Actual   *string `json:"actual"`
	Checked  bool    `json:"checked"`
	Over     bool    `json:"over"`
}

type jsonSaving struct {
	RuleID    string `json:"ruleId"`
	Title     string `json:"title"`
	Message   string `json:"message"`
	Stack     string `json:"stack"`
	LogicalID string `json:"logicalId"`
	Monthly   string `json:"monthly"`
	Currency  string `json:"currency"`
}

func (costJSON) Report(w io.Writer, r *Report) error {
	c := r.costOrNone()
	doc := jsonCost{
		SchemaVersion: SchemaVersion,
		Tool:          jsonTool{Name: toolName, Version: r.Version},
		Stacks:        r.jsonStacks(),
		Cost:          c.Estimate.Document(),
		Budgets:       make([]jsonBudget, 0, len(c.Budgets)),
		Savings:       make([]jsonSaving, 0, len(c.Savings)),
	}
	if c.Diff != nil {
		doc.Diff = newJSONDiff(c.Diff)
		doc.Diff.Against = r.file(c.Against)
	}
	for i := range c.Budgets {
		b := &c.Budgets[i]
		j := jsonBudget{Kind: b.Kind, Basis: b.Basis, Limit: cost.Money(b.Limit), Checked: b.Checked, Over: b.Over}
		if b.Currency != "" {
			j.Currency = &b.Currency
		}
		if b.Checked {
			actual := cost.Money(b.Actual)
			j.Actual = &actual
		}
		doc.Budgets = append(doc.Budgets, j)
	}
	for i := range c.Savings {
		s := &c.Savings[i]
		doc.Savings = append(doc.Savings, jsonSaving{s.RuleID, s.Title, s.Message, s.Stack, s.LogicalID, cost.Money(s.Monthly), s.Currency})
	}
	return writeJSON(w, doc)
}

func newJSONDiff(d *cost.Diff) *jsonDiff {
	j := &jsonDiff{Lines: []jsonChange{}, Same: d.Same, Totals: []jsonDiffTotal{}}
	for _, part := range []struct {
		change  string
		changes []cost.Change
	}{{"added", d.Added}, {"removed", d.Removed}, {"changed", d.Changed}} {
		for i := range part.changes {
			c := &part.changes[i]
			line := cost.Estimate{Lines: []cost.Line{*c.Line()}}
			j.Lines = append(j.Lines, jsonChange{
				Change: part.change, Line: line.Document().Lines[0], Before: monthly(c.Before), After: monthly(c.After), Monthly: cost.MoneyAmounts(c.Monthly),
			})
		}
	}
	for _, t := range d.Totals {
		j.Totals = append(j.Totals, jsonDiffTotal{
			t.Currency, cost.MoneyAmounts(t.Before.Monthly), cost.MoneyAmounts(t.After.Monthly), cost.MoneyAmounts(t.Monthly), cost.Money(t.Fixed.Expected),
		})
	}
	return j
}

// monthly are the amounts of a line that is there.
func monthly(l *cost.Line) *cost.Amounts {
	if l == nil {
		return nil
	}
	a := cost.MoneyAmounts(l.Monthly)
	return &a
}
