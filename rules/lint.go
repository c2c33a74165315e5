package rules

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

// Result is what linting an assembly gives.
type Result struct {
	// Findings are all findings in order, the suppressed ones included.
	Findings []*Finding
	// Facts are those of each program, in the order of the assembly's programs.
	Facts []*analyzers.Facts
	// Problems are what is wrong with the input, evaluation included.
	Problems []template.Problem
	// Notes are said to the user on the side.
	Notes []string
	// Estimate is what the secrets cost, Diff what changes of it, and Budgets how it
	// stands to the limits; nil where nothing asked for them.
	Estimate *cost.Estimate
	Diff     *cost.Diff
	Budgets  []cost.Budget
}

// Options are what a run depends on besides the input.
type Options struct {
	Settings analyzers.Settings
	Config   *Config
	// Known are all rules, those that are off included.
	Known []*Rule
	// Today decides which suppressions are expired.
	Today time.Time
	// Cost is what sums of money depend on.
	Cost cost.Options
	// Limits are the limits on cost that the configuration sets; Before is the
	// estimate that growth is measured from, nil for none.
	Limits []BudgetLimit
	Before *cost.Estimate
	// Estimate asks for the estimate, also where no limit needs it.
	Estimate bool
}

// BudgetLimit is a limit on cost and where it is set.
type BudgetLimit struct {
	cost.Limit
	Range template.Range
}

// Lint analyzes every program of an assembly and evaluates the rules over the
// facts, programs in parallel.
func (e *Engine) Lint(ctx context.Context, asm *template.Assembly, opts Options) (*Result, error) {
	type outcome struct {
		facts    *analyzers.Facts
		findings []*Finding
	}
	outcomes := make([]outcome, len(asm.Programs))
	err := suite.Each(ctx, asm, opts.Settings, func(i int, facts *analyzers.Facts) error {
		e.advise(facts, opts.Cost)
		findings, err := e.Eval(ctx, facts)
		redact(facts, findings)
		outcomes[i] = outcome{facts, findings}
		return err
	})
	if err != nil {
		return nil, err
	}
	result := &Result{Problems: slices.Clone(asm.Problems)}
	for _, o := range outcomes {
		result.Facts = append(result.Facts, o.facts)
		result.Findings = append(result.Findings, o.findings...)
		result.Notes = append(result.Notes, o.facts.Notes...)
		for _, s := range o.facts.Program.Stacks {
			result.Problems = append(result.Problems, s.Problems()...)
		}
	}
	found, err := e.problemFindings(ctx, result.Problems)
	if err != nil {
		return nil, err
	}
	budgets, err := e.estimate(ctx, result, opts)
	if err != nil {
		return nil, err
	}
	result.Findings = Sort(slices.Concat(result.Findings, found, budgets))

	all := suppressions(asm, opts.Config, opts.Today)
	suppress(result.Findings, all)
	if len(all) > 0 {
		found, err := e.suppressionFindings(ctx, all, opts.Known)
		if err != nil {
			return nil, err
		}
		result.Findings = Sort(append(result.Findings, found...))
	}
	fingerprint(result.Findings)
	return result, nil
}

// advise adds the facts on cost, where a rule reads them.
func (e *Engine) advise(facts *analyzers.Facts, opts cost.Options) {
	if _, ok := e.needs.of("cost"); !ok {
		return
	}
	advice, undecided := cost.Advise(facts, opts)
	facts.ByName["cost"] = advice
	facts.Undecided = append(facts.Undecided, undecided...)
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

// estimate estimates the cost of all programs together, where it is asked for, and
// lets rules judge how it stands to the limits.
func (e *Engine) estimate(ctx context.Context, result *Result, opts Options) ([]*Finding, error) {
	_, judged := e.needs.of("budgets")
	judged = judged && len(opts.Limits) > 0
	if !judged && !opts.Estimate {
		return nil, nil
	}
	result.Estimate = cost.New(result.Facts, opts.Cost)
	if opts.Before != nil {
		result.Diff = cost.Compare(opts.Before, result.Estimate)
	}
	for _, l := range opts.Limits {
		result.Budgets = append(result.Budgets, l.Hold(result.Estimate, result.Diff))
	}
	if !judged {
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
	raws, err := e.evalFacts(ctx, "budgets", facts)
	if err != nil {
		return nil, err
	}
	var findings []*Finding
	for _, r := range raws {
		f, err := e.finding(r)
		if err != nil {
			return nil, err
		}
		i := number(r.object["budget"])
		if i < 0 || i >= len(budgets) {
			return nil, fmt.Errorf("rule %s names budget %d, which there is not", f.Rule.Name, i)
		}
		f.Range = limits[i].Range
		var diff *cost.Diff
		if budgets[i].Kind != cost.MonthlyBudget {
			diff = result.Diff
		}
		for _, w := range cost.Weightiest(result.Estimate, diff, budgets[i].Currency, mostLines) {
			f.Related = append(f.Related, relatedLine(w))
		}
		findings = append(findings, f)
	}
	return findings, nil
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

// redact takes credentials out of what rules say. The built-in rules quote none;
// a user's rule may copy a property into its message.
func redact(facts *analyzers.Facts, findings []*Finding) {
	clean := Redactor([]*analyzers.Facts{facts})
	for _, f := range findings {
		f.Message = clean(f.Message)
		if f.Fix != nil {
			f.Fix.Title, f.Fix.Warning = clean(f.Fix.Title), clean(f.Fix.Warning)
		}
		for i := range f.Related {
			f.Related[i].Message = clean(f.Related[i].Message)
		}
	}
	for i := range facts.Undecided {
		facts.Undecided[i].Why = clean(facts.Undecided[i].Why)
	}
}

// Redactor gives a function that takes the credentials that were found, and all that
// look like tokens, out of a text.
func Redactor(facts []*analyzers.Facts) func(text string) string {
	var found []*credentials.Facts
	for _, f := range facts {
		if creds, ok := f.ByName[credentials.Analyzer.Name].(*credentials.Facts); ok {
			found = append(found, creds)
		}
	}
	return func(text string) string {
		for _, creds := range found {
			text = creds.Redact(text)
		}
		matches := tokens.Scan(text)
		for i := len(matches) - 1; i >= 0; i-- {
			m := matches[i]
			text = text[:m.Start] + "[redacted]" + text[m.End:]
		}
		return text
	}
}

// problemFact is what rules see of a problem with the input.
type problemFact struct {
	Index   int    `json:"index"`
	Kind    string `json:"kind"`
	Fatal   bool   `json:"fatal"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// problemFindings lets rules judge what is wrong with the input itself.
func (e *Engine) problemFindings(ctx context.Context, problems []template.Problem) ([]*Finding, error) {
	if len(problems) == 0 {
		return nil, nil
	}
	facts := make([]problemFact, len(problems))
	for i, p := range problems {
		facts[i] = problemFact{i, string(p.Kind), p.Fatal, p.Message, p.Hint}
	}
	raws, err := e.evalFacts(ctx, "problems", facts)
	if err != nil {
		return nil, err
	}
	var findings []*Finding
	for _, r := range raws {
		f, err := e.finding(r)
		if err != nil {
			return nil, err
		}
		i := number(r.object["problem"])
		if i < 0 || i >= len(problems) {
			return nil, fmt.Errorf("rule %s names problem %d, which there is not", f.Rule.Name, i)
		}
		p := problems[i]
		f.Range, f.Stack = p.Range, p.Stack
		if p.Stack != nil {
			f.Path = p.Stack.PathOf(p.Range.Start.Offset - p.Stack.Source.BOM)
			if len(f.Path) > 1 {
				f.LogicalID, _ = f.Path[1].(string)
				place{stack: p.Stack, id: f.LogicalID, path: f.Path, rng: p.Range, exact: true}.fill(f)
			}
		}
		findings = append(findings, f)
	}
	return findings, nil
}

func (e *Engine) suppressionFindings(ctx context.Context, all []*suppression, known []*Rule) ([]*Finding, error) {
	raws, err := e.evalFacts(ctx, "suppressions", suppressionFacts(all, known, e.selection.Rules))
	if err != nil {
		return nil, err
	}
	var findings []*Finding
	for _, r := range raws {
		f, err := e.finding(r)
		if err != nil {
			return nil, err
		}
		i := number(r.object["suppression"])
		if i < 0 || i >= len(all) {
			return nil, fmt.Errorf("rule %s names suppression %d, which there is not", f.Rule.Name, i)
		}
		s := all[i]
		f.Range = s.rng
		if s.stack != nil {
			f.Stack = s.stack
			if s.path != nil {
				place{stack: s.stack, id: s.id, path: s.path, rng: s.rng, exact: true}.fill(f)
			} else {
				f.ConstructPath = s.under
			}
		}
		findings = append(findings, f)
	}
	return findings, nil
}
