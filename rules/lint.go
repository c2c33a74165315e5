package rules

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
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
}

// Options are what a run depends on besides the input.
type Options struct {
	Settings analyzers.Settings
	Config   *Config
	// Known are all rules, those that are off included.
	Known []*Rule
	// Today decides which suppressions are expired.
	Today time.Time
}

// Lint analyzes every program of an assembly and evaluates the rules over the
// facts, programs in parallel.
func (e *Engine) Lint(ctx context.Context, asm *template.Assembly, opts Options) (*Result, error) {
	type outcome struct {
		facts    *analyzers.Facts
		findings []*Finding
		err      error
	}
	outcomes := make([]outcome, len(asm.Programs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(asm.Programs)) {
		wg.Go(func() {
			for i := range next {
				o := &outcomes[i] // each element is written by one goroutine
				o.facts, o.err = analyzers.Run(ctx, asm.Programs[i], opts.Settings, suite.All())
				if o.err == nil {
					o.findings, o.err = e.Eval(ctx, o.facts)
					redact(o.facts, o.findings)
				}
			}
		})
	}
	for i := range asm.Programs {
		next <- i
	}
	close(next)
	wg.Wait()

	result := &Result{Problems: slices.Clone(asm.Problems)}
	for _, o := range outcomes {
		if o.err != nil {
			return nil, o.err
		}
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
	result.Findings = Sort(append(result.Findings, found...))

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

// redact takes credentials out of what rules say. The built-in rules quote none;
// a user's rule may copy a property into its message.
func redact(facts *analyzers.Facts, findings []*Finding) {
	creds, _ := facts.ByName[credentials.Analyzer.Name].(*credentials.Facts)
	clean := func(text string) string {
		text = creds.Redact(text)
		matches := tokens.Scan(text)
		for i := len(matches) - 1; i >= 0; i-- {
			m := matches[i]
			text = text[:m.Start] + "[redacted]" + text[m.End:]
		}
		return text
	}
	for _, f := range findings {
		f.Message = clean(f.Message)
		for i := range f.Related {
			f.Related[i].Message = clean(f.Related[i].Message)
		}
	}
	for i := range facts.Undecided {
		facts.Undecided[i].Why = clean(facts.Undecided[i].Why)
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
