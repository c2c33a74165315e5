package rules

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/timing"
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
	// Baselines hold findings that were there before; see [Baseline].
	Baselines []*Baseline
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
	// Digest is called for each program that there is something to say of, once it is
	// linted, where a [Run] need not keep programs: those of loose templates, of which
	// there may be thousands, are forgotten thereafter. Of their facts remain the
	// credentials, for [Redactor]. nil keeps all.
	Digest func(*analyzers.Facts)
}

// Lint analyzes every program of an assembly and evaluates the rules over the
// facts, programs in parallel.
func (e *Engine) Lint(ctx context.Context, asm *template.Assembly, opts Options) (*Result, error) {
	opts.Digest = nil // everything is kept
	r := e.Run(opts)
	if _, err := r.add(ctx, asm); err != nil {
		return nil, err
	}
	return r.finish(ctx, asm)
}

// Run is a lint of an assembly in parts.
type Run struct {
	engine   *Engine
	opts     Options
	result   *Result
	all      []*suppression
	accepted map[string]bool // acknowledgements that are known
	asm      *template.Assembly
	costs    *cost.Estimator // nil where nothing asks for it
}

// Run begins a lint in parts: [Run.Add] is called for each, then [Run.Finish].
func (e *Engine) Run(opts Options) *Run {
	r := &Run{engine: e, opts: opts, result: &Result{}, accepted: map[string]bool{}, asm: &template.Assembly{}}
	if e.estimates(opts) {
		r.costs = cost.NewEstimator(opts.Cost)
	}
	return r
}

// Add lints a part of the input and keeps of it what there is to say something of.
func (r *Run) Add(ctx context.Context, part *template.Assembly) error {
	keep, err := r.add(ctx, part)
	if err != nil {
		return err
	}
	r.asm.Merge(part, func(i int, _ *template.Program) bool { return keep[i] })
	kept := r.result.Facts[:len(r.result.Facts)-len(keep)]
	for i, facts := range r.result.Facts[len(kept):] {
		if keep[i] {
			kept = append(kept, facts)
		}
	}
	clear(r.result.Facts[len(kept):])
	r.result.Facts = kept
	return nil
}

// Finish gives the result, and the assembly of what was kept.
func (r *Run) Finish(ctx context.Context) (*Result, *template.Assembly, error) {
	r.asm.Sort()
	result, err := r.finish(ctx, r.asm)
	return result, r.asm, err
}

// add lints the programs of an assembly and tells which of them there is something to
// say of.
func (r *Run) add(ctx context.Context, asm *template.Assembly) (keep []bool, err error) {
	type outcome struct {
		facts    *analyzers.Facts
		findings []*Finding
		keep     bool
	}
	outcomes := make([]outcome, len(asm.Programs))
	err = suite.Each(ctx, asm, r.opts.Settings, func(i int, facts *analyzers.Facts) error {
		r.engine.advise(facts, r.opts.Cost)
		findings, err := r.engine.Eval(ctx, facts)
		redact(facts, findings)
		outcomes[i] = outcome{facts, findings, len(findings) > 0 || r.telling(facts)}
		return err
	})
	if err != nil {
		return nil, err
	}
	said := map[*template.Program]bool{}
	for _, p := range asm.Problems {
		if p.Stack != nil {
			said[p.Stack.Program] = true
		}
	}
	first := len(r.all)
	r.all = append(r.all, suppressions(asm, r.opts.Today, r.accepted)...)
	for _, s := range r.all[first:] {
		said[s.stack.Program] = true
	}
	keep = make([]bool, len(outcomes))
	for i, o := range outcomes {
		r.result.Facts = append(r.result.Facts, o.facts)
		r.result.Findings = append(r.result.Findings, o.findings...)
		r.result.Notes = append(r.result.Notes, o.facts.Notes...)
		p := o.facts.Program
		for _, s := range p.Stacks {
			problems := s.Problems()
			r.result.Problems = append(r.result.Problems, problems...)
			said[p] = said[p] || len(problems) > 0
		}
		keep[i] = o.keep || said[p]
		if r.costs != nil {
			r.costs.Add(o.facts)
		}
		if r.opts.Digest != nil && keep[i] {
			r.opts.Digest(o.facts)
			// What is judged in the end are problems and suppressions.
			if !said[p] && p.Dir == "" && !p.Complete {
				forget(o.facts, o.findings, asm.Root)
			}
		}
	}
	return keep, nil
}

// forget drops a program and all facts that the report has no more use for.
func forget(facts *analyzers.Facts, findings []*Finding, root string) {
	for _, f := range findings {
		f.identity = identify(f, root)
	}
	facts.Program.Forget()
	facts.ByName = map[string]any{credentials.Analyzer.Name: facts.ByName[credentials.Analyzer.Name]}
}

// telling tells whether a report says something of a program besides its findings.
func (r *Run) telling(facts *analyzers.Facts) bool {
	if len(facts.Undecided) > 0 {
		return true
	}
	if stock := analyzers.Found[secrets.Facts](facts, secrets.Analyzer); stock != nil && len(stock.Secrets)+len(stock.Managed) > 0 {
		return true
	}
	if found := analyzers.Found[access.Facts](facts, access.Analyzer); found != nil && !found.Empty() {
		return true
	}
	return r.opts.Estimate && !cost.New([]*analyzers.Facts{facts}, r.opts.Cost).Empty()
}

// finish judges what is not of one program, and what is suppressed.
func (r *Run) finish(ctx context.Context, asm *template.Assembly) (*Result, error) {
	defer timing.Of(ctx).Start("sort, suppress and compare")()
	e, result, opts := r.engine, r.result, r.opts
	result.Problems = slices.Concat(asm.Problems, result.Problems)
	found, err := e.problemFindings(ctx, result.Problems)
	if err != nil {
		return nil, err
	}
	if r.costs != nil {
		result.Estimate = r.costs.Estimate()
	}
	budgets, err := e.judgeBudgets(ctx, result, opts)
	if err != nil {
		return nil, err
	}
	result.Findings = Sort(slices.Concat(result.Findings, found, budgets))

	all := append(r.all, configured(opts.Config, opts.Today)...)
	suppress(result.Findings, all)
	if len(all) > 0 {
		found, err := e.suppressionFindings(ctx, all, opts.Known)
		if err != nil {
			return nil, err
		}
		result.Findings = Sort(append(result.Findings, found...))
	}
	fingerprint(result.Findings, asm.Root)
	for _, b := range opts.Baselines {
		b.mark(result.Findings)
	}
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
		if creds := analyzers.Found[credentials.Facts](f, credentials.Analyzer); creds != nil {
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
	return e.judgeItems(ctx, "problem", len(problems), facts, func(f *Finding, i int) {
		p := problems[i]
		f.Range, f.Stack = p.Range, p.Stack
		if p.Stack == nil {
			return
		}
		f.Path = p.Stack.PathOf(p.Range.Start.Offset - p.Stack.Source.BOM)
		if len(f.Path) > 1 {
			f.LogicalID, _ = f.Path[1].(string)
			place{stack: p.Stack, id: f.LogicalID, path: f.Path, rng: p.Range, exact: true}.fill(f)
		}
	})
}

func (e *Engine) suppressionFindings(ctx context.Context, all []*suppression, known []*Rule) ([]*Finding, error) {
	facts := suppressionFacts(all, known, e.selection.Rules)
	return e.judgeItems(ctx, "suppression", len(all), facts, func(f *Finding, i int) {
		s := all[i]
		f.Range = s.rng
		if s.stack == nil {
			return
		}
		f.Stack = s.stack
		if s.path != nil {
			place{stack: s.stack, id: s.id, path: s.path, rng: s.rng, exact: true}.fill(f)
		} else {
			f.ConstructPath = s.under
		}
	})
}

// judgeItems lets rules judge facts about n items of a kind that are of no program in
// particular. A finding names its item by the index; place tells where that is.
func (e *Engine) judgeItems(ctx context.Context, kind string, n int, facts any, place func(f *Finding, i int)) ([]*Finding, error) {
	raws, err := e.judgeFacts(ctx, kind+"s", facts)
	if err != nil {
		return nil, err
	}
	var findings []*Finding
	for _, r := range raws {
		f, err := e.finding(r)
		if err != nil {
			return nil, err
		}
		if r.object[kind] == nil {
			return nil, fmt.Errorf("rule %s does not say which %s it denies: give it the index as %q", f.Rule.Name, kind, kind)
		}
		i := number(r.object[kind])
		if i < 0 || i >= n {
			return nil, fmt.Errorf("rule %s names %s %d, which there is not", f.Rule.Name, kind, i)
		}
		place(f, i)
		findings = append(findings, f)
	}
	return findings, nil
}
