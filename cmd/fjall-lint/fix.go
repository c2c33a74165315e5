package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// fixFlags are the flags of the fix command besides those about input.
type fixFlags struct {
	rules    []string
	onlySafe bool
	ask      bool
	write    bool
	force    bool
	emit     string
	output   string
	color    string
	width    int
}

// What fix can write instead of a diff for people.
var emits = []string{"diff", "patch", "template", "cdk"}

func newFix(io streams) *cobra.Command {
	var in inputFlags
	var f fixFlags
	c := &cobra.Command{
		Use:   "fix [PATH…]",
		Short: "Write the changes that end findings",
		Long: `Show, or make, the changes that end findings: in the templates, or in the code of
a CDK app. Without --write nothing is changed.

A fix is safe when it only narrows, adds what is provably missing, or cannot
change what worked; any other one is a suggestion, with a warning.

` + pathHelp + `

Exit status: 0, whatever was fixed; 2 for bad usage, configuration or input.`,
		Example: `  fjall-lint fix template.yaml
  fjall-lint fix template.yaml --only-safe --write
  fjall-lint fix template.yaml --emit patch | git apply
  fjall-lint fix cdk.out --emit cdk --output lib/fjall-fixes.ts`,
		RunE: func(c *cobra.Command, args []string) error { return f.run(c.Context(), io, &in, args) },
	}
	in.addInput(c)
	fl := c.Flags()
	fl.StringSliceVar(&f.rules, "rule", nil, "fix findings of these rules only (ids, names or categories)")
	fl.BoolVar(&f.onlySafe, "only-safe", false, "make no suggestions")
	fl.BoolVar(&f.ask, "ask", false, "ask about each fix")
	fl.BoolVar(&f.write, "write", false, "change the files")
	fl.BoolVar(&f.force, "force", false, "with --write: change the files of a cloud assembly too, which the next synthesis overwrites")
	fl.StringVar(&f.emit, "emit", "diff", "what to write: diff (for people), patch (for git apply), template (one file as it would be) or cdk (TypeScript)")
	fl.StringVarP(&f.output, "output", "o", "", "file to write to instead of standard output")
	fl.StringVar(&f.color, "color", "auto", "colours: auto, always or never")
	fl.IntVar(&f.width, "width", 0, "columns of the list of fixes (default: the terminal's, else 100)")
	_ = c.RegisterFlagCompletionFunc("emit", cobra.FixedCompletions(emits, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("color", cobra.FixedCompletions([]string{"auto", "always", "never"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (f *fixFlags) run(ctx context.Context, io streams, in *inputFlags, args []string) error {
	switch {
	case !slices.Contains(emits, f.emit):
		return fmt.Errorf("--emit %q is none of %s", f.emit, strings.Join(emits, ", "))
	case f.write && f.emit != "diff":
		return fmt.Errorf("--write changes the files: it goes without --emit %s", f.emit)
	case f.force && !f.write:
		return errors.New("--force goes with --write")
	case f.write && slices.Contains(args, "-"):
		return errors.New("standard input cannot be changed: use --emit template")
	case f.ask && slices.Contains(args, "-"):
		return errors.New("--ask reads standard input, and so does the path -")
	}
	in.only = f.rules
	setup, err := in.setup(ctx, io, args)
	if err != nil {
		return err
	}
	var asker *questions
	if f.ask {
		asker = newQuestions(io)
	}
	var shownErr error
	selected := func(finding *rules.Finding) bool {
		if f.onlySafe && finding.Fix.Kind != rules.SafeFix {
			return false
		}
		if asker == nil {
			return true
		}
		yes, err := asker.fix(finding)
		shownErr = errors.Join(shownErr, err)
		return yes
	}
	outcome, err := fixes.Run(ctx, setup.fsys, setup.lint, selected)
	if err = errors.Join(err, shownErr); err != nil {
		return err
	}
	return f.show(io, setup, outcome)
}

// setup is what a run of fix works with.
type setup struct {
	fsys    fs.FS
	lint    fixes.Linter
	workDir string
}

// setup reads the configuration and compiles the rules, once for all rounds.
func (f *inputFlags) setup(ctx context.Context, io streams, args []string) (*setup, error) {
	chosen, err := f.choose()
	if err != nil {
		return nil, err
	}
	opts := template.Options{Parameters: chosen.params}
	paths, err := readStdin(io.in, defaultPaths(f.fsys(), args), &opts)
	if err != nil {
		return nil, err
	}
	engine, err := rules.NewEngine(ctx, chosen.selection, chosen.libraries)
	if err != nil {
		return nil, err
	}
	s := &setup{fsys: f.fsys()}
	if opts.Stdin != nil {
		s.fsys = &fixes.Overlay{FS: s.fsys, Files: map[string][]byte{template.StdinName: opts.Stdin}}
	}
	if wd, err := os.Getwd(); err == nil {
		s.workDir = filepath.ToSlash(wd)
	}
	s.lint = func(ctx context.Context, fsys fs.FS) (*template.Assembly, *rules.Result, error) {
		opts := opts
		if opts.Stdin != nil {
			text, err := fs.ReadFile(fsys, template.StdinName)
			if err != nil {
				return nil, nil, fmt.Errorf("read standard input again: %w", err)
			}
			opts.Stdin = text
		}
		asm, err := template.Load(ctx, fsys, paths, opts)
		if err != nil {
			return nil, nil, err
		}
		result, err := engine.Lint(ctx, asm, rules.Options{Settings: f.settings(fsys), Config: chosen.config, Known: chosen.known, Today: time.Now().UTC()})
		return asm, result, err
	}
	return s, nil
}

// show writes what was fixed in the form that is asked for.
func (f *fixFlags) show(io streams, s *setup, o *fixes.Outcome) error {
	out := outputFlags{color: f.color, width: f.width}
	switch f.color {
	case "auto", "always", "never":
	default:
		return fmt.Errorf("--color %q is none of auto, always and never", f.color)
	}
	file := f.output
	if file == "" {
		file = "-"
	}
	r := &reporters.Report{Version: toolVersion(), Command: "fix", Assembly: o.Assembly, WorkDir: s.workDir, RepoRoot: repoRoot(s.fsys, s.workDir), MinSeverity: rules.Info}
	r.Fixes = fixReport(o, rules.Redactor(o.Result.Facts), r)
	switch f.emit {
	case "patch":
		for _, name := range r.Fixes.Withheld {
			fmt.Fprintf(io.err, "fjall-lint: note: the patch leaves out %s, because it would show a credential: use --write\n", name)
		}
		return write(io, reporters.NewPatch(), r, file)
	case "template":
		return f.template(io, s, o, file)
	case "cdk":
		return write(io, cdkCode{o, rules.Redactor(o.Result.Facts)}, r, file)
	}
	if f.write {
		if err := f.save(io, o, r); err != nil {
			return err
		}
	}
	r.Fixes.Written = f.write
	return write(io, reporters.NewFixTable(out.style(io, file)), r, file)
}

// template writes the one file that was read as it would be.
func (f *fixFlags) template(io streams, s *setup, o *fixes.Outcome, file string) error {
	var text []byte
	switch {
	case len(o.Files) == 1:
		text = o.Files[0].After
	case len(o.Files) > 1:
		return fmt.Errorf("--emit template writes one file, and %d would change: use --emit patch", len(o.Files))
	case len(o.Assembly.Stacks) == 1:
		var err error
		if text, err = fs.ReadFile(s.fsys, o.Assembly.Stacks[0].Source.Name); err != nil {
			return fmt.Errorf("read template: %w", err)
		}
	default:
		return errors.New("--emit template writes one file: name it")
	}
	return write(io, verbatim(text), nil, file)
}

// cdkCode writes the first round of fixes as code for the CDK.
type cdkCode struct {
	outcome *fixes.Outcome
	redact  func(string) string
}

func (c cdkCode) Report(w io.Writer, _ *reporters.Report) error {
	return fixes.WriteCDK(w, c.outcome.First, c.redact)
}

type verbatim []byte

func (v verbatim) Report(w io.Writer, _ *reporters.Report) error {
	_, err := w.Write(v)
	return err
}

func (v verbatim) to(w io.Writer) error { return v.Report(w, nil) }

// save changes the files. Those of a cloud assembly are the work of the next
// synthesis, which would undo it.
func (f *fixFlags) save(io streams, o *fixes.Outcome, r *reporters.Report) error {
	made := synthesized(o.Assembly)
	for _, file := range o.Files {
		if made[file.Name] && !f.force {
			return fmt.Errorf("%s is part of a cloud assembly: the next `cdk synth` overwrites it, so change the app (--emit cdk writes the code), or give --force", file.Name)
		}
	}
	for _, file := range o.Files {
		info, err := os.Stat(filepath.FromSlash(file.Name))
		if err != nil {
			return fmt.Errorf("write template: %w", err)
		}
		if err := write(io, verbatim(file.After), nil, filepath.FromSlash(file.Name)); err != nil {
			return err
		}
		if err := os.Chmod(filepath.FromSlash(file.Name), info.Mode().Perm()); err != nil {
			return fmt.Errorf("write template: %w", err)
		}
	}
	return nil
}

// fixReport makes the report of what was fixed.
func fixReport(o *fixes.Outcome, redact func(string) string, r *reporters.Report) *reporters.Fixes {
	out := &reporters.Fixes{Made: o.Fixed}
	for _, l := range o.Left {
		out.Left = append(out.Left, reporters.FixLeft{Finding: l.Finding, Why: l.Why})
	}
	for _, f := range o.Files {
		diff := f.Diff(r.RepoFile(f.Name))
		shown, hidden := fixes.Shown(diff, redact)
		file := reporters.FixFile{Name: f.Name, Diff: shown, Patch: diff}
		if hidden {
			file.Patch = ""
			out.Withheld = append(out.Withheld, f.Name)
		}
		out.Files = append(out.Files, file)
	}
	return out
}

// questions asks about each fix, once.
type questions struct {
	in      *bufio.Reader
	out     io.Writer
	answers map[[2]string]bool // by file and place
	rest    string             // "" to go on asking, "a" for all, "q" for none
}

func newQuestions(io streams) *questions {
	return &questions{in: bufio.NewReader(io.in), out: io.err, answers: map[[2]string]bool{}}
}

// fix asks whether a finding is to be fixed.
func (q *questions) fix(f *rules.Finding) (bool, error) {
	finding := [2]string{f.Range.File, f.Place}
	if yes, ok := q.answers[finding]; ok {
		return yes, nil
	}
	if q.rest != "" {
		return q.rest == "a", nil
	}
	fmt.Fprintln(q.out, reporters.OneLine(fmt.Sprintf("%s: %s %s: %s", f.Range, f.Severity, f.Rule.ID, f.Message)))
	fmt.Fprintln(q.out, "  "+reporters.OneLine(f.Fix.Kind+": "+f.Fix.Title))
	if f.Fix.Warning != "" {
		fmt.Fprintln(q.out, "  "+reporters.OneLine("warning: "+f.Fix.Warning))
	}
	for {
		fmt.Fprint(q.out, "  Make this fix? [y]es, [n]o, [a]ll of the rest, [q]uit: ")
		line, err := q.in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return false, fmt.Errorf("read answer: %w", err)
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes":
			q.answers[finding] = true
			return true, nil
		case "n", "no":
			q.answers[finding] = false
			return false, nil
		case "a", "all":
			q.rest = "a"
			return true, nil
		case "q", "quit":
			q.rest = "q"
			return false, nil
		}
		if errors.Is(err, io.EOF) { // nobody answers
			fmt.Fprintln(q.out)
			q.rest = "q"
			return false, nil
		}
	}
}
