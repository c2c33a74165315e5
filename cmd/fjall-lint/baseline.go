package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
)

func newBaseline(io streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "baseline",
		Short: "Keep the findings that are there from failing the check",
		Long: `Write the findings that are there to a file, so that check fails for new ones only.

A finding is known by its rule, stack, construct and property, not by lines or
values. The file holds one a line, without messages and values, and belongs in
the repository.`,
		Example: `  fjall-lint baseline write
  fjall-lint check --baseline ` + rules.BaselineFile + `
  fjall-lint baseline prune ` + rules.BaselineFile,
	}
	write, prune := newBaselineWrite(io), newBaselinePrune(io)
	c.AddCommand(write, prune)
	return c
}

func newBaselineWrite(io streams) *cobra.Command {
	var in inputFlags
	var costs costFlags
	var output string
	c := &cobra.Command{
		Use:   "write [PATH…]",
		Short: "Write the findings that are there to a baseline",
		Long: `Write a baseline of all findings that are not suppressed.

` + pathHelp + `

Exit status: 0, whatever was found; 2 for bad usage, configuration or input, and
then nothing is written.`,
		Example: `  fjall-lint baseline write
  fjall-lint baseline write cdk.out --output baseline.json`,
		RunE: func(c *cobra.Command, args []string) error {
			o, err := in.lint(c.Context(), io, args, &costs, false)
			if err != nil {
				return err
			}
			if o.inputErr != nil {
				return o.inputErr
			}
			if output == "" {
				output = rules.BaselineFile
				if o.config != nil && o.config.Baseline != "" {
					output = beside(o.config.File, o.config.Baseline)
				}
			}
			b := rules.NewBaseline(o.report.Findings)
			if err := write(io.out, baselineFile{b}, nil, output); err != nil {
				return err
			}
			if output != "-" {
				fmt.Fprintf(io.err, "fjall-lint: %s written to %s\n", findingsText(b.Total()), output)
			}
			return nil
		},
	}
	in.add(c)
	costs.add(c)
	c.Flags().StringVarP(&output, "output", "o", "", "file to write to, - for standard output (default: the configuration's, else "+rules.BaselineFile+")")
	return c
}

func newBaselinePrune(io streams) *cobra.Command {
	var in inputFlags
	var costs costFlags
	var all bool
	c := &cobra.Command{
		Use:   "prune FILE [PATH…]",
		Short: "Take out of a baseline what is fixed",
		Long: `Take out of a baseline what is fixed, so that it is new when it comes back. Findings
of stacks that are not read and of rules that do not run stay, without --all.

` + pathHelp + `

Exit status: 0, whatever was taken out; 2 for bad usage, configuration or input,
and then the file stays as it is.`,
		Example: `  fjall-lint baseline prune ` + rules.BaselineFile + ` cdk.out`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no baseline is named: see `fjall-lint baseline prune --help`")
			}
			b, err := readBaseline(args[0])
			if err != nil {
				return err
			}
			o, err := in.lint(c.Context(), io, args[1:], &costs, false)
			if err != nil {
				return err
			}
			if o.inputErr != nil {
				return o.inputErr
			}
			judged := o.judged
			if all {
				judged = func(rules.BaselineEntry) bool { return true }
			}
			left, fixed := b.Pruned(o.report.Findings, judged)
			if fixed > 0 {
				if err := write(io.out, baselineFile{left}, nil, args[0]); err != nil {
					return err
				}
			}
			fmt.Fprintf(io.err, "fjall-lint: fixed and taken out: %d of %s\n", fixed, findingsText(b.Total()))
			return nil
		},
	}
	in.add(c)
	costs.add(c)
	c.Flags().BoolVar(&all, "all", false, "take out too what is of stacks that are not read or of rules that do not run")
	return c
}

// judged tells whether the run would have found a finding of a baseline, had it still
// been there.
func (o *outcome) judged(e rules.BaselineEntry) bool {
	return e.Judged(o.report.Assembly, o.report.Rules)
}

func findingsText(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", n)
}

// baselineFile writes a baseline.
type baselineFile struct{ baseline *rules.Baseline }

func (b baselineFile) Report(w io.Writer, _ *reporters.Report) error { return b.baseline.Write(w) }

func readBaseline(file string) (*rules.Baseline, error) {
	text, err := readFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("baseline %q is not there: make it with `fjall-lint baseline write --output %s`", file, cmp.Or(file, "FILE"))
	}
	if err != nil {
		return nil, fmt.Errorf("read baseline: %w", err)
	}
	return rules.ReadBaseline(file, text)
}
