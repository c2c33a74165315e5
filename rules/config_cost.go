package rules

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

// readCost reads the section cost of the configuration.
func (c *configReader) readCost(n *yaml.Node, cfg *CostConfig) {
	text := func(into *string, what string) func(*yaml.Node) {
		return func(n *yaml.Node) { *into, _ = c.Text(n, what) }
	}
	c.Mapping(n, "cost", map[string]func(*yaml.Node){
		"usage":  text(&cfg.Usage, "usage, a file"),
		"prices": text(&cfg.Prices, "prices, a file"),
		"region": text(&cfg.Region, "region"),
		"budget": func(n *yaml.Node) { cfg.Limits = readBudget(c.Reader, n) },
	})
}

// readBudget reads limits on cost.
func readBudget(c *yamldoc.Reader, n *yaml.Node) []BudgetLimit {
	basis, currency := cost.Bases()[0], cost.USD
	var limits []BudgetLimit
	limit := func(kind string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			text, ok := c.Text(n, kind)
			if !ok {
				return
			}
			d, err := decimal.NewFromString(text)
			if err != nil || len(text) > 20 || strings.ContainsAny(text, "eE") || d.IsNegative() {
				c.Fail(n, "%s of the budget is %q: write an amount such as 25.00", kind, text)
				return
			}
			at := template.Pos{Line: n.Line, Column: n.Column}
			end := template.Pos{Line: n.Line, Column: n.Column + len([]rune(n.Value))}
			limits = append(limits, BudgetLimit{cost.Limit{Kind: kind, Amount: d}, template.Range{File: c.File, Start: at, End: end}})
		}
	}
	c.Mapping(n, "budget", map[string]func(*yaml.Node){
		cost.MonthlyBudget: limit(cost.MonthlyBudget), cost.GrowthBudget: limit(cost.GrowthBudget), cost.GrowthPercentBudget: limit(cost.GrowthPercentBudget),
		"basis": func(n *yaml.Node) {
			text, ok := c.Text(n, "basis")
			if ok && !slices.Contains(cost.Bases(), text) {
				c.Fail(n, "basis %q is none of %s%s", text, strings.Join(cost.Bases(), ", "), yamldoc.Nearest(text, cost.Bases()))
				return
			}
			basis = text
		},
		"currency": func(n *yaml.Node) {
			text, ok := c.Text(n, "currency")
			if ok && (len(text) != 3 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
				c.Fail(n, "currency %q is none: write three capitals such as USD", text)
				return
			}
			currency = text
		},
	})
	for i := range limits {
		limits[i].Basis, limits[i].Currency = basis, currency
	}
	return limits
}
