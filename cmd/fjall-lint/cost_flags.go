package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// costFlags are the flags that the estimate of cost depends on.
type costFlags struct {
	usage   string
	prices  string
	region  string
	against string
}

func (f *costFlags) add(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.usage, "usage", "", "usage file: what the templates do not tell of how much is used")
	fl.StringVar(&f.prices, "prices", "", "file of prices, which go before those of the tool")
	fl.StringVar(&f.region, "region", "", "region of stacks whose region is not known")
	fl.StringVar(&f.against, "against", "", "an assembly, a template or a report in JSON to compare the cost with")
}

// costing is what the flags and the configuration say of the estimate.
type costing struct {
	against string
	limits  []rules.BudgetLimit
	options cost.Options
}

// read reads the files that the flags or the configuration name; flags go before the
// configuration, and that before the usage file. f is nil for a command that is not about
// cost.
func (f *costFlags) read(cfg *rules.Config) (*costing, error) {
	if f == nil {
		return &costing{}, nil
	}
	c := &costing{against: f.against}
	usage, prices, region := f.usage, f.prices, f.region
	if cfg != nil {
		c.limits = cfg.Cost.Limits
		if usage == "" && cfg.Cost.Usage != "" {
			usage = beside(cfg.File, cfg.Cost.Usage)
		}
		if prices == "" && cfg.Cost.Prices != "" {
			prices = beside(cfg.File, cfg.Cost.Prices)
		}
		region = cmp.Or(region, cfg.Cost.Region)
	}
	if usage != "" {
		text, err := readFile(usage)
		if err != nil {
			return nil, fmt.Errorf("read usage: %w", err)
		}
		if c.options.Usage, err = cost.ReadUsage(usage, text); err != nil {
			return nil, err
		}
		region = cmp.Or(region, c.options.Usage.Region)
		if prices == "" && c.options.Usage.Prices != "" {
			prices = beside(usage, c.options.Usage.Prices)
		}
	}
	c.options.Region = region
	if prices != "" {
		list, err := readPrices(prices)
		if err != nil {
			return nil, err
		}
		c.options.Prices = cost.DefaultPrices().With(list)
	}
	return c, nil
}

func readPrices(file string) ([]cost.Price, error) {
	text, err := readFile(file)
	if err != nil {
		return nil, fmt.Errorf("read prices: %w", err)
	}
	return cost.ReadPrices(file, text)
}

// compares tells whether [costing.prepare] needs the input as a whole.
func (c *costing) compares() bool { return c.against != "" || c.options.Usage != nil }

// prepare binds the usage file to what was loaded, and estimates what is compared
// with.
func (c *costing) prepare(ctx context.Context, fsys fs.FS, asm *template.Assembly, params map[string]string, into *rules.Options) error {
	into.Cost, into.Limits = c.options, c.limits
	var before *template.Assembly
	if c.against != "" {
		saved, err := readSaved(c.against)
		if err != nil {
			return err
		}
		if saved != nil {
			into.Before = saved
		} else if before, err = template.Load(ctx, fsys, []string{c.against}, template.Options{Parameters: params}); err != nil {
			return fmt.Errorf("compare with %q: %w", c.against, err)
		}
		into.Estimate = true
	}
	if u := c.options.Usage; u != nil {
		all := []*template.Assembly{asm}
		if before != nil {
			all = append(all, before)
		}
		if err := u.Bind(all...); err != nil {
			return err
		}
	}
	if before == nil {
		return nil
	}
	facts := make([]*analyzers.Facts, len(before.Programs))
	err := suite.Each(ctx, before, into.Settings, func(i int, f *analyzers.Facts) error {
		facts[i] = f
		return nil
	})
	if err != nil {
		return fmt.Errorf("compare with %q: %w", c.against, err)
	}
	into.Before = cost.New(facts, c.options)
	return nil
}

// readSaved reads a report of this tool; it is nil for anything else.
func readSaved(file string) (*cost.Estimate, error) {
	text, err := readReport(file)
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	if text == nil {
		return nil, nil
	}
	return cost.ReadEstimate(file, text)
}

// report adds the estimate to a report.
func (c *costing) report(r *reporters.Report, result *rules.Result) {
	if result.Estimate == nil {
		return
	}
	r.Cost = &reporters.Cost{
		Estimate: result.Estimate, Diff: result.Diff, Against: c.against, Budgets: result.Budgets, Savings: savings(result.Findings),
	}
	for _, b := range result.Budgets {
		if !b.Checked {
			r.Notes = append(r.Notes, fmt.Sprintf("the budget for %s was not checked: --against names nothing to compare with", b.Kind))
			break
		}
	}
}

// savings are what findings on cost would spare, the largest first. What
// exceeds a budget is no saving.
func savings(findings []*rules.Finding) []cost.Saving {
	var list []cost.Saving
	for _, f := range findings {
		if f.Rule.Category != "cost" || f.Suppressed != nil || f.MonthlyUSD == "" {
			continue
		}
		amount, err := decimal.NewFromString(f.MonthlyUSD)
		if err != nil {
			continue
		}
		s := cost.Saving{RuleID: f.Rule.ID, Title: f.Rule.Title, Message: f.Message, LogicalID: f.LogicalID, Label: f.LogicalID, Monthly: amount, Currency: cost.USD}
		if f.Stack != nil {
			s.Stack = f.Stack.Name
		}
		if f.Resource != nil {
			s.Label = f.Resource.Label()
		}
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, b cost.Saving) int { return b.Monthly.Cmp(a.Monthly) })
	return list
}
