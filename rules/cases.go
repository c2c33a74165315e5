package rules

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

// Case is one test case of a rule: a template (or a folder that is an
// assembly) named bad… or ok… below <category>/<name>/.
//
// What a bad case must find stands in the template as a comment on the line of
// the finding, `# want "regexp"` (several expressions for several findings),
// or, for JSON and for folders, in a file beside it with the name of the case
// and ".want", a line each: `12 "regexp"` or `stack.template.json:12 "regexp"`.
// A comment `# config: {max_days: 30}` sets the rule's parameters,
// `# parameters: {Env: prod}` gives values to the template's parameters, and
// `# budget: {monthly: 1.00}` sets limits on cost, which are found at the comment, and
// `# against: before.yaml` names a template beside it that its cost is compared with.
// In a .want file they stand in the same form.
type Case struct {
	Rule *Rule
	File string // of the template, or the folder
	Bad  bool
}

// CaseResult is what a case gave.
type CaseResult struct {
	Case
	// Failures say what was found and not wanted, or wanted and not found.
	Failures []string
	Findings []*Finding
	// Assembly is what the case holds, Selection its rule, and Result all that a run
	// over them gave.
	Assembly  *template.Assembly
	Selection *Selection
	Result    *Result
}

// Cases lists the test cases below dir for the given rules, in order.
func Cases(fsys fs.FS, dir string, list []*Rule) ([]Case, error) {
	var cases []Case
	for _, r := range list {
		folder := path.Join(dir, r.Name)
		entries, err := fs.ReadDir(fsys, folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read cases of rule %s: %w", r.ID, err)
		}
		for _, e := range entries {
			name := e.Name()
			ext := path.Ext(name)
			if !e.IsDir() && !slices.Contains([]string{".yaml", ".yml", ".json", ".template"}, ext) {
				continue
			}
			if !strings.HasPrefix(name, "bad") && !strings.HasPrefix(name, "ok") {
				continue
			}
			cases = append(cases, Case{Rule: r, File: path.Join(folder, name), Bad: strings.HasPrefix(name, "bad")})
		}
	}
	return cases, nil
}

type want struct {
	file string // "" is any
	line int
	re   *regexp.Regexp
}

type caseSetup struct {
	wants      []want
	params     map[string]any
	parameters map[string]string
	limits     []BudgetLimit
	against    string // a file beside the case
}

// RunCase runs one case: only its own rule is evaluated.
func RunCase(ctx context.Context, fsys fs.FS, c Case, known []*Rule, libraries map[string]string) (*CaseResult, error) {
	setup, err := readSetup(fsys, c)
	if err != nil {
		return nil, err
	}
	cfg := &Config{Rules: map[string]RuleConfig{c.Rule.ID: {Params: setup.params}}}
	selection, err := Select(known, cfg, "", []string{c.Rule.ID})
	if err != nil {
		return nil, err
	}
	engine, err := NewEngine(ctx, selection, libraries)
	if err != nil {
		return nil, err
	}
	asm, err := template.Load(ctx, fsys, []string{c.File}, template.Options{Parameters: setup.parameters})
	if err != nil && len(asm.Problems) == 0 {
		return nil, fmt.Errorf("load case %s: %w", c.File, err)
	}
	options, err := setup.options(ctx, fsys, c, cfg, known)
	if err != nil {
		return nil, err
	}
	result, err := engine.Lint(ctx, asm, options)
	if err != nil {
		return nil, err
	}
	out := &CaseResult{Case: c, Findings: result.Findings, Assembly: asm, Selection: selection, Result: result}
	for _, p := range asm.Problems {
		// A case that is not read would pass as ok.
		if p.Fatal && c.Rule.Category != "template" {
			out.Failures = append(out.Failures, "cannot be read: "+p.String())
		}
	}
	if c.Bad && len(setup.wants) == 0 {
		out.Failures = append(out.Failures, c.File+": a bad case says what it wants, with comments such as `# want \"no rotation\"`")
	}
	if !c.Bad && len(setup.wants) > 0 {
		out.Failures = append(out.Failures, c.File+": an ok case wants nothing")
	}
	open := slices.Clone(setup.wants)
	for _, f := range result.Findings {
		if f.Rule.ID != c.Rule.ID || f.Suppressed != nil {
			continue
		}
		i := slices.IndexFunc(open, func(w want) bool {
			return w.line == f.Range.Start.Line && (w.file == "" || strings.HasSuffix(f.Range.File, w.file)) && w.re.MatchString(f.Message)
		})
		if i < 0 {
			out.Failures = append(out.Failures, fmt.Sprintf("%s:%d: not wanted: %s", f.Range.File, f.Range.Start.Line, f.Message))
			continue
		}
		open = slices.Delete(open, i, i+1)
	}
	for _, w := range open {
		file := c.File
		if w.file != "" {
			file = path.Join(c.File, w.file)
		}
		out.Failures = append(out.Failures, fmt.Sprintf("%s:%d: nothing found that matches %q", file, w.line, w.re))
	}
	return out, nil
}

// options are those to lint a case with.
func (s *caseSetup) options(ctx context.Context, fsys fs.FS, c Case, cfg *Config, known []*Rule) (Options, error) {
	options := Options{
		Config: cfg, Known: known, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		Settings: analyzers.Settings{Files: analyzers.Assets(fsys)}, Limits: s.limits,
	}
	if s.against == "" {
		return options, nil
	}
	before, err := template.Load(ctx, fsys, []string{path.Join(path.Dir(c.File), s.against)}, template.Options{Parameters: s.parameters})
	if err != nil {
		return options, fmt.Errorf("load what case %s is compared with: %w", c.File, err)
	}
	facts := make([]*analyzers.Facts, len(before.Programs))
	err = suite.Each(ctx, before, options.Settings, func(i int, f *analyzers.Facts) error {
		facts[i] = f
		return nil
	})
	if err != nil {
		return options, fmt.Errorf("read what case %s is compared with: %w", c.File, err)
	}
	options.Before = cost.New(facts, options.Cost)
	return options, nil
}

// quoted finds the texts in quotes. It is compiled when a case is read, which
// most runs never do.
var quoted = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"(?:[^"\\]|\\.)*"`) })

func readSetup(fsys fs.FS, c Case) (*caseSetup, error) {
	setup := &caseSetup{}
	beside := strings.TrimSuffix(c.File, path.Ext(c.File)) + ".want"
	if info, err := fs.Stat(fsys, c.File); err == nil && info.IsDir() {
		beside = c.File + ".want"
	} else if path.Ext(c.File) != ".json" {
		text, err := fs.ReadFile(fsys, c.File)
		if err != nil {
			return nil, fmt.Errorf("read case: %w", err)
		}
		n := 0
		for line := range bytes.Lines(text) {
			n++
			_, rest, ok := strings.Cut(string(line), "# want ")
			if ok {
				if err := setup.add("", n, rest); err != nil {
					return nil, fmt.Errorf("%s:%d: %w", c.File, n, err)
				}
			}
			if err := setup.settings(c.File, n, string(line)); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", c.File, n, err)
			}
		}
	}
	text, err := fs.ReadFile(fsys, beside)
	if errors.Is(err, fs.ErrNotExist) {
		return setup, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read case: %w", err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") || line == "" {
			if err := setup.settings(beside, n, line); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", beside, n, err)
			}
			continue
		}
		at, rest, _ := strings.Cut(line, " ")
		file := ""
		if i := strings.LastIndexByte(at, ':'); i >= 0 {
			file, at = at[:i], at[i+1:]
		}
		l, err := strconv.Atoi(at)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %q is no line number", beside, n, at)
		}
		if err := setup.add(file, l, rest); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", beside, n, err)
		}
	}
	return setup, nil
}

func (s *caseSetup) add(file string, line int, text string) error {
	for _, q := range quoted().FindAllString(text, -1) {
		pattern, err := strconv.Unquote(q)
		if err != nil {
			return fmt.Errorf("read %s: %w", q, err)
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			return fmt.Errorf("read %s: %w", q, err)
		}
		s.wants = append(s.wants, want{file, line, re})
	}
	return nil
}

func (s *caseSetup) settings(file string, number int, line string) error {
	if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "# budget: "); ok {
		reader, root, err := yamldoc.Open(file, []byte(rest))
		if err != nil {
			return err
		}
		s.limits = readBudget(reader, root)
		for i := range s.limits {
			s.limits[i].Range = template.Range{File: file, Start: template.Pos{Line: number, Column: 1}}
		}
		return reader.Err()
	}
	if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "# against: "); ok {
		s.against = strings.TrimSpace(rest)
	}
	for mark, into := range map[string]any{"# config: ": &s.params, "# parameters: ": &s.parameters} {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), mark); ok {
			if err := unmarshalYAML(rest, into); err != nil {
				return err
			}
		}
	}
	return nil
}
