package rules

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/tools/mutate"
)

var mutateFiles = flag.String("mutate", "", "change rules whose file matches the expression in one place at a time, and tell what no case notices; \".\" writes docs/mutation.md too")

// TestMutants runs the cases and examples of rules with mutants of the rules. A mutant
// that none of them notices fails, unless tools/mutate/equivalent.tsv says why it makes
// no difference.
func TestMutants(t *testing.T) {
	if *mutateFiles == "" {
		t.Skip("this takes minutes: run make mutate")
	}
	pattern, err := regexp.Compile(*mutateFiles)
	if err != nil {
		t.Fatal(err)
	}
	lab, err := newLab()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for file := range lab.modules {
		if file != mainFile && pattern.MatchString(file) {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	results := make([]*mutation, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				m, err := lab.mutate(t.Context(), files[i])
				if err != nil {
					t.Errorf("%s: %v", files[i], err)
				}
				results[i] = m
			}
		})
	}
	// Libraries take the longest: they are tried with every rule that imports them.
	for _, library := range []bool{true, false} {
		for i, file := range files {
			if isLibrary(file) == library {
				next <- i
			}
		}
	}
	close(next)
	wg.Wait()
	equivalent, err := mutate.ReadEquivalent()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r == nil {
			continue
		}
		r.explain(equivalent)
		t.Logf("%-45s %4d mutants %4d invalid %4d killed %4d equivalent %4d survive  %s", r.file, r.total, r.invalid, r.killed, r.equivalent, len(r.survivors), r.took.Round(time.Millisecond))
	}
	for _, r := range results {
		if r == nil {
			continue
		}
		for _, m := range r.survivors {
			t.Errorf("%s:%d:%d\t%s\t%s", m.File, m.Line, m.Column, m.Rule, m.Change)
		}
		for _, e := range equivalent.Unused(r.file) {
			t.Errorf("equivalent.tsv: %s\t%s\t%s\tno such mutant survives: remove the line", e.File, e.Rule, e.Change)
		}
	}
	if *mutateFiles == "." {
		if err := os.WriteFile("../docs/mutation.md", []byte(mutationPage(results)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// mutation is what became of the mutants of a file.
type mutation struct {
	file                               string
	total, invalid, killed, equivalent int
	survivors                          []mutate.Mutant
	took                               time.Duration
}

// explain takes the survivors that make no difference out.
func (m *mutation) explain(equivalent *mutate.Equivalents) {
	m.survivors = slices.DeleteFunc(m.survivors, func(s mutate.Mutant) bool {
		if equivalent.Explains(s) {
			m.equivalent++
			return true
		}
		return false
	})
}

// lab holds what all trials share.
type lab struct {
	known   []*Rule
	modules map[string]*ast.Module
	cases   map[*Rule][]labCase
}

type labCase struct {
	Case
	fsys    fs.FS
	example bool
}

func newLab() (*lab, error) {
	known, err := Builtin()
	if err != nil {
		return nil, err
	}
	texts, err := embeddedLibraries()
	if err != nil {
		return nil, err
	}
	for _, r := range known {
		texts[r.module()] = string(r.text())
	}
	l := &lab{known: known, cases: map[*Rule][]labCase{}}
	if l.modules, err = parseModules(texts); err != nil {
		return nil, err
	}
	examples, err := Examples()
	if err != nil {
		return nil, err
	}
	repo := os.DirFS("..")
	list, err := Cases(repo, "testdata/rules", known)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		l.cases[c.Rule] = append(l.cases[c.Rule], labCase{c, repo, false})
	}
	if list, err = Cases(examples, ".", known); err != nil {
		return nil, err
	}
	for _, c := range list {
		l.cases[c.Rule] = append(l.cases[c.Rule], labCase{c, examples, true})
	}
	return l, nil
}

// mutate tries the mutants of a file with every rule that it is a part of.
func (l *lab) mutate(ctx context.Context, file string) (*mutation, error) {
	began := time.Now()
	m := &mutation{file: file}
	var subjects []*subject
	for _, r := range l.known {
		if r.module() == file || slices.Contains(r.footprint.libraries, file) {
			s, err := l.subject(ctx, r)
			if err != nil {
				return nil, err
			}
			subjects = append(subjects, s)
		}
	}
	for _, mutant := range mutate.Of(l.modules[file]) {
		m.total++
		changed := mutant.Module()
		verdict := survived
		for i, s := range subjects {
			if verdict = s.try(ctx, file, changed); verdict != survived {
				// It is likely to notice the next one too.
				subjects = slices.Insert(slices.Delete(subjects, i, i+1), 0, s)
				break
			}
		}
		switch verdict {
		case invalid:
			m.invalid++
		case killed:
			m.killed++
		case survived:
			m.survivors = append(m.survivors, mutant)
		}
	}
	m.took = time.Since(began)
	return m, nil
}

type verdict uint8

const (
	survived verdict = iota
	invalid          // it does not compile
	killed
)

// subject is a rule that mutants are tried with.
type subject struct {
	rule    *Rule
	modules map[string]*ast.Module // the query, the rule and what it imports
	trials  []trial
}

// trial is a case with what the rule as it is says of it. The facts are the same for
// all mutants.
type trial struct {
	labCase
	selection *Selection
	options   Options
	assembly  *template.Assembly
	facts     []*analyzers.Facts
	inputs    []ast.Value // nil where a rule judges what is no fact of a program
	want      string
}

func (l *lab) subject(ctx context.Context, r *Rule) (*subject, error) {
	s := &subject{rule: r, modules: map[string]*ast.Module{}}
	for _, file := range append([]string{mainFile, r.module()}, r.footprint.libraries...) {
		s.modules[file] = l.modules[file]
	}
	whole := slices.ContainsFunc(r.footprint.reads, func(read string) bool {
		return slices.ContainsFunc([]string{"facts/problems", "facts/suppressions", "facts/budgets"}, func(fact string) bool { return strings.HasPrefix(read, fact) })
	})
	for _, c := range l.cases[r] {
		result, err := RunCase(ctx, c.fsys, c.Case, l.known, nil)
		if err != nil {
			return nil, err
		}
		t := trial{labCase: c, selection: result.Selection, assembly: result.Assembly, facts: result.Result.Facts}
		setup, err := readSetup(c.fsys, c.Case)
		if err != nil {
			return nil, err
		}
		t.options = Options{
			Config: &Config{Rules: map[string]RuleConfig{r.ID: {Params: setup.params}}}, Known: l.known, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
			Settings: analyzers.Settings{Files: analyzers.Assets(c.fsys)}, Limits: setup.limits,
		}
		e, err := s.engine(ctx, &t, s.modules)
		if err != nil {
			return nil, err
		}
		if !whole {
			for _, facts := range t.facts {
				t.inputs = append(t.inputs, buildInput(facts, needsOf(r.footprint.reads), e.config))
			}
		}
		if t.want, err = t.run(ctx, e); err != nil {
			return nil, err
		}
		s.trials = append(s.trials, t)
	}
	return s, nil
}

// engine makes an engine that has the rule compiled from modules.
func (s *subject) engine(ctx context.Context, t *trial, modules map[string]*ast.Module) (*Engine, error) {
	e, err := NewEngine(ctx, t.selection, nil)
	if err != nil {
		return nil, err
	}
	// Triggers are of the rule as it is: a mutant may speak where they do not hold.
	e.footprints = map[*Rule]*footprint{s.rule: {reads: s.rule.footprint.reads, libraries: s.rule.footprint.libraries}}
	return e, e.compile(ctx, []*Rule{s.rule}, modules, true)
}

// try tells what becomes of the rule with a changed module.
func (s *subject) try(ctx context.Context, file string, changed *ast.Module) verdict {
	modules := maps.Clone(s.modules)
	modules[file] = changed
	var compiled []*batch
	for i := range s.trials {
		t := &s.trials[i]
		e, err := NewEngine(ctx, t.selection, nil)
		if err != nil {
			return invalid
		}
		if compiled == nil {
			if e, err = s.engine(ctx, t, modules); err != nil {
				return invalid
			}
			compiled = e.batches
		}
		e.footprints = map[*Rule]*footprint{s.rule: {reads: s.rule.footprint.reads}}
		e.batches = compiled
		if got, err := t.run(ctx, e); err != nil || t.differs(got) {
			return killed
		}
	}
	return survived
}

// differs tells whether the case's test fails with what was found: an example's test
// only asks whether anything is.
func (t *trial) differs(got string) bool {
	if t.example {
		return (got == "") != (t.want == "")
	}
	return got != t.want
}

// run tells what an engine finds.
func (t *trial) run(ctx context.Context, e *Engine) (string, error) {
	if t.inputs == nil {
		result, err := e.Lint(ctx, t.assembly, t.options)
		if err != nil {
			return "", err
		}
		return describe(result.Findings, t.File), nil
	}
	var all []*Finding
	for i, input := range t.inputs {
		for _, b := range e.batches {
			raws, err := b.run(ctx, input)
			if err != nil {
				return "", err
			}
			found, err := e.resolve(t.facts[i].Program, raws)
			if err != nil {
				return "", err
			}
			all = append(all, found...)
		}
	}
	return describe(Sort(all), t.File), nil
}

// mutationPage is docs/mutation.md.
func mutationPage(results []*mutation) string {
	var b strings.Builder
	var sum mutation
	for _, r := range results {
		sum.total += r.total
		sum.invalid += r.invalid
		sum.killed += r.killed
		sum.equivalent += r.equivalent
		sum.survivors = append(sum.survivors, r.survivors...)
	}
	fmt.Fprintf(&b, `# Mutation testing of the rules

Written by `+"`make mutate`"+`. Each rule, and each library that rules share, is changed in one place at a time: an expression is
deleted or negated, an operator, a constant or a list changed, a branch dropped, an iteration left without elements. The
cases in `+"`testdata/rules`"+` and the examples in `+"`rules/examples`"+` then run with the changed rule. A mutant that a test
notices is *killed*; one that does not compile is *invalid*; one that cannot make a difference is *equivalent*, for the reason
that [equivalent.tsv](../tools/mutate/equivalent.tsv) gives; any other one *survives*, and is a gap in the tests. What is mere
wording is not changed.

%d mutants, %d invalid, %d killed, %d equivalent, %d survive.

| file | mutants | invalid | killed | equivalent | survive |
|---|---:|---:|---:|---:|---:|
`, sum.total, sum.invalid, sum.killed, sum.equivalent, len(sum.survivors))
	for _, r := range results {
		fmt.Fprintf(&b, "| [%s](../rules/%s) | %d | %d | %d | %d | %d |\n", strings.TrimSuffix(r.file, path.Ext(r.file)), r.file, r.total, r.invalid, r.killed, r.equivalent, len(r.survivors))
	}
	if len(sum.survivors) > 0 {
		b.WriteString("\n## Survivors\n\n")
		for _, m := range sum.survivors {
			fmt.Fprintf(&b, "- %s:%d:%d, %s: %s\n", m.File, m.Line, m.Column, m.Rule, m.Change)
		}
	}
	return b.String()
}
