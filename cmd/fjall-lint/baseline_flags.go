package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// baselineFlags say which findings were there before.
type baselineFlags struct {
	file  string
	since string

	// written is the baseline of the file, nil without one; all are it and what since
	// names.
	written *rules.Baseline
	all     []*rules.Baseline
}

func (f *baselineFlags) add(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.file, "baseline", "", "baseline: findings that do not count (`FILE`, see fjall-lint baseline)")
	fl.StringVar(&f.since, "new-since", "", "an assembly, a template or a report in JSON: what is found there too does not count (`PATH`)")
}

// read reads the baseline of the flag, else of the configuration. f is nil for a command
// that counts all findings.
func (f *baselineFlags) read(cfg *rules.Config) error {
	if f == nil {
		return nil
	}
	file := f.file
	if file == "" && cfg != nil && cfg.Baseline != "" {
		file = beside(cfg.File, cfg.Baseline)
	}
	if file == "" {
		return nil
	}
	var err error
	if f.written, err = readBaseline(file); err != nil {
		return err
	}
	f.all = append(f.all, f.written)
	return nil
}

// compares tells whether [baselineFlags.compare] has anything to lint.
func (f *baselineFlags) compares() bool { return f != nil && f.since != "" }

// compare lints what --new-since names, as the rest is linted, and gives all baselines.
func (f *baselineFlags) compare(ctx context.Context, log io.Writer, fsys fs.FS, engine *rules.Engine, asm *template.Assembly, params map[string]string, opts rules.Options) ([]*rules.Baseline, error) {
	if f == nil {
		return nil, nil
	}
	if f.since == "" {
		return f.all, nil
	}
	text, err := readReport(f.since)
	if err != nil {
		return nil, fmt.Errorf("--new-since: %w", err)
	}
	if text != nil {
		b, err := rules.ReadReport(f.since, text)
		if err != nil {
			return nil, fmt.Errorf("--new-since: %w", err)
		}
		return append(f.all, b), nil
	}
	before, err := template.Load(ctx, fsys, []string{f.since}, template.Options{Parameters: params})
	if err != nil {
		return nil, fmt.Errorf("--new-since %q: %w", f.since, err)
	}
	for _, p := range before.Problems {
		switch {
		case !p.Fatal:
		case len(before.Stacks) == 0:
			return nil, fmt.Errorf("--new-since: %s", p)
		default:
			fmt.Fprintf(log, "fjall-lint: note: --new-since: %s; what is found there counts as new\n", p)
		}
	}
	if len(before.Stacks) == 0 {
		return nil, fmt.Errorf("--new-since %q holds no template, so that everything would be new: name an assembly, a template or a report in JSON", f.since)
	}
	if len(before.Stacks) == 1 && len(asm.Stacks) == 1 {
		// A copy of a template mostly has another name, and stacks go by the file's.
		before.Stacks[0].Name = asm.Stacks[0].Name
	}
	opts.Before, opts.Estimate = nil, false
	result, err := engine.Lint(ctx, before, opts)
	if err != nil {
		return nil, fmt.Errorf("--new-since %q: %w", f.since, err)
	}
	b := rules.NewBaseline(result.Findings)
	b.Why = "also in " + f.since
	return append(f.all, b), nil
}

// readReport reads a report of this tool in JSON; it is nil for anything else.
func readReport(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return nil, err
	}
	text, err := readFile(file)
	if err != nil || !rules.IsReport(text) {
		return nil, err
	}
	return text, nil
}

// note tells when something of the baseline is fixed: as long as it stands there, it may
// come back unseen.
func (f *baselineFlags) note(w io.Writer, o *outcome) {
	if f.written == nil {
		return
	}
	if _, fixed := f.written.Pruned(o.report.Findings, o.judged); fixed > 0 {
		fmt.Fprintf(w, "fjall-lint: note: fixed: %d of %s in the baseline; `fjall-lint baseline prune` takes them out\n", fixed, findingsText(f.written.Total()))
	}
}
