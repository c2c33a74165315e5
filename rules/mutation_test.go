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
	shared, err := newLab()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for file := range shared.modules {
		if file != mainFile && pattern.MatchString(file) {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	results := make([]*mutation, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			// Facts and templates are not made for several goroutines.
			lab := *shared
			err := lab.run(t.Context())
			for i := range next {
				if err == nil {
					results[i], err = lab.mutate(t.Context(), files[i])
				}
				if err != nil {
					t.Errorf("%s: %v", files[i], err)
				}
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

// lab holds what the trials of a goroutine share.
type lab struct {
	known   []*Rule
	modules map[string]*ast.Module
	cases   map[*Rule][]labCase
	scenes  []scene
	runs    []*sceneRun // of all rules over the scenes
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
		texts[r.Module()] = string(r.text())
	}
	l := &lab{known: known, cases: map[*Rule][]labCase{}}
	if l.modules, err = parseModules(texts); err != nil {
		return nil, err
	}
	examples, err := Examples()
	if err != nil {
		return nil, err
	}
	list, err := Cases(examples, ".", known)
	if err != nil {
		return nil, err
	}
	if l.scenes, err = allScenes(known); err != nil {
		return nil, err
	}
	for _, s := range l.scenes {
		l.cases[s.Rule] = append(l.cases[s.Rule], labCase{s.Case, s.fsys, false})
	}
	for _, c := range list {
		l.cases[c.Rule] = append(l.cases[c.Rule], labCase{c, examples, true})
	}
	return l, nil
}

// run evaluates all rules over the scenes.
func (l *lab) run(ctx context.Context) error {
	l.runs = nil
	for _, s := range l.scenes {
		run, err := s.lint(ctx, l.known)
		if err != nil {
			return err
		}
		l.runs = append(l.runs, run)
	}
	return nil
}

// mutate tries the mutants of a file with every rule that it is a part of.
func (l *lab) mutate(ctx context.Context, file string) (*mutation, error) {
	began := time.Now()
	m := &mutation{file: file}
	var subjects []*subject
	for _, r := range l.known {
		if r.Module() == file || slices.Contains(r.footprint.libraries, file) {
			s, err := l.subject(ctx, r)
			if err != nil {
				return nil, err
			}
			subjects = append(subjects, s)
		}
	}
	// Were the rule as it is told from itself, every mutant would be killed.
	for _, s := range subjects {
		if verdict, err := s.try(ctx, file, l.modules[file]); err != nil {
			return nil, err
		} else if verdict != survived {
			return nil, fmt.Errorf("%s: %s says something else the second time", file, s.rule.Name)
		}
	}
	for _, mutant := range mutate.Of(l.modules[file]) {
		m.total++
		changed := mutant.Module()
		verdict := survived
		for i, s := range subjects {
			var err error
			if verdict, err = s.try(ctx, file, changed); err != nil {
				return nil, err
			}
			if verdict != survived {
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
	trials  []*trial
}

// trial is something that a rule judges, with what the rule as it is says of it. The
// facts are the same for all mutants.
type trial struct {
	engine   *Engine // of the rule as it is
	assembly *template.Assembly
	options  Options
	facts    []*analyzers.Facts
	tell     func([]*Finding) string // what a test would compare
	inputs   []ast.Value
	want     string
	ready    bool
}

// subject prepares the trials of a rule: first its cases and examples, whose tests
// compare all that the findings say, or whether there are any, then all scenes, where a
// test compares the places.
func (l *lab) subject(ctx context.Context, r *Rule) (*subject, error) {
	s := &subject{rule: r, modules: map[string]*ast.Module{}}
	for _, file := range append([]string{mainFile, r.Module()}, r.footprint.libraries...) {
		s.modules[file] = l.modules[file]
	}
	add := func(selection *Selection, asm *template.Assembly, options Options, facts []*analyzers.Facts, tell func([]*Finding) string) error {
		e, err := NewEngine(ctx, &Selection{Rules: []*Rule{r}, Severity: selection.Severity, Params: selection.Params}, nil)
		if err != nil {
			return err
		}
		// Triggers are of the rule as it is: a mutant may speak where they do not hold.
		e.footprints = map[*Rule]*footprint{r: {reads: r.footprint.reads, libraries: r.footprint.libraries}}
		if len(s.trials) == 0 {
			err = e.compile(ctx, []*Rule{r}, s.modules, true)
		} else {
			e.batches = s.trials[0].engine.batches
		}
		s.trials = append(s.trials, &trial{engine: e, assembly: asm, options: options, facts: facts, tell: tell})
		return err
	}
	for _, c := range l.cases[r] {
		result, err := RunCase(ctx, c.fsys, c.Case, l.known, nil)
		if err != nil {
			return nil, err
		}
		setup, err := readSetup(c.fsys, c.Case)
		if err != nil {
			return nil, err
		}
		cfg := &Config{Rules: map[string]RuleConfig{r.ID: {Params: setup.params}}}
		options, err := setup.options(ctx, c.fsys, c.Case, cfg, l.known)
		if err != nil {
			return nil, err
		}
		tell := func(found []*Finding) string { return describe(found, c.File) }
		if c.example {
			tell = func(found []*Finding) string { return fmt.Sprint(len(found) > 0) }
		}
		if err := add(result.Selection, result.Assembly, options, result.Result.Facts, tell); err != nil {
			return nil, err
		}
	}
	for _, run := range l.runs {
		if err := add(run.selection, run.assembly, run.options, run.result.Facts, where); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// try tells what becomes of the rule with a changed module.
func (s *subject) try(ctx context.Context, file string, changed *ast.Module) (verdict, error) {
	modules := maps.Clone(s.modules)
	modules[file] = changed
	mutant := s.trials[0].engine.with(nil)
	if err := mutant.compile(ctx, []*Rule{s.rule}, modules, true); err != nil {
		return invalid, nil
	}
	for _, t := range s.trials {
		if err := t.prepare(ctx, s.rule); err != nil {
			return survived, err
		}
		if got, err := t.run(ctx, t.engine.with(mutant.batches)); err != nil || got != t.want {
			return killed, nil
		}
	}
	return survived, nil
}

// with is the engine with other rules compiled.
func (e *Engine) with(batches []*batch) *Engine {
	return &Engine{selection: e.selection, bounds: e.bounds, needs: e.needs, footprints: e.footprints, config: e.config, byAddress: e.byAddress, batches: batches}
}

// prepare evaluates the rule as it is, the first time.
func (t *trial) prepare(ctx context.Context, r *Rule) error {
	if t.ready {
		return nil
	}
	t.ready = true
	whole := slices.ContainsFunc(r.footprint.reads, func(read string) bool {
		return strings.HasPrefix(read, "facts/problems") || strings.HasPrefix(read, "facts/suppressions") || strings.HasPrefix(read, "facts/budgets")
	})
	if !whole {
		t.inputs = make([]ast.Value, len(t.facts))
		for i, facts := range t.facts {
			t.inputs[i] = buildInput(facts, needsOf(r.footprint.reads), t.engine.config)
		}
	}
	var err error
	t.want, err = t.run(ctx, t.engine)
	return err
}

// run tells what an engine finds. Rules on what is no fact of a program, such as the
// input's problems, need a whole run.
func (t *trial) run(ctx context.Context, e *Engine) (string, error) {
	if t.inputs == nil {
		result, err := e.Lint(ctx, t.assembly, t.options)
		if err != nil {
			return "", err
		}
		return t.tell(result.Findings), nil
	}
	var all []*Finding
	for i, input := range t.inputs {
		for _, b := range e.batches {
			raws, err := evaluate(ctx, b.query, input)
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
	return t.tell(Sort(all)), nil
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
cases in `+"`testdata/rules`"+` (those of other rules too), the examples in `+"`rules/examples`"+` and the bundled apps then run
with the changed rule. A mutant that a test notices is *killed*; one that does not compile is *invalid*; one that cannot make
a difference is *equivalent*, for the reason that [equivalent.tsv](../tools/mutate/equivalent.tsv) gives; any other one
*survives*, and is a gap in the tests. What is mere wording is not changed.

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
