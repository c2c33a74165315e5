package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/rules"
)

const pathHelp = `PATH is a cdk.out folder, a template (.json, .yaml, .yml, .template), a folder
that is searched for both, or - for standard input. Without a path it is
cdk.out, else the working folder.`

// checkFlags are the flags of the check command.
type checkFlags struct {
	in        inputFlags
	baselines baselineFlags
	costs     costFlags
	out       outputFlags
	sarif     sarifFlags
	timed     timingFlags
	watch     watchFlags
	failOn    string
	exitZero  bool

	threshold rules.Severity
}

func newCheck(io streams) *cobra.Command {
	f := &checkFlags{sarif: sarifFlags{io: io}, timed: timingFlags{io: io}}
	f.in.files, f.in.baselines = io.files, &f.baselines
	c := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Check templates before merge",
		Long: `Check templates and list what is wrong.

` + pathHelp + `

Exit status: 0 when no finding reaches --fail-on, 1 when one does, 2 for bad
usage, configuration or input. With --watch it is 0 when the user ends it.`,
		Example: `  fjall-lint check
  fjall-lint check cdk.out --fail-on high
  fjall-lint check --watch                   # again after each synthesis
  fjall-lint check --format table --format sarif=findings.sarif
  fjall-lint check --format github           # annotations and the job summary in GitHub Actions
  fjall-lint check -f table -f gitlab=gl-code-quality-report.json -f junit=junit.xml
  fjall-lint check --against main.out        # with a budget for growth
  fjall-lint check --new-since main.out      # only what the change adds`,
		RunE: func(c *cobra.Command, args []string) error {
			if _, _, err := f.out.outputs(io); err != nil {
				return err
			}
			if err := f.sarif.check(); err != nil {
				return err
			}
			var err error
			if f.threshold, err = rules.ParseFailOn(f.failOn); err != nil {
				return fmt.Errorf("--fail-on: %w", err)
			}
			failOnFlag := c.Flags().Changed("fail-on")
			if f.watch.on {
				return f.watchAll(c.Context(), io, args, failOnFlag)
			}
			o, err := f.lint(f.timed.begin(c.Context()), io, args, failOnFlag)
			if err != nil {
				return err
			}
			if err := f.report(io, o); err != nil {
				return err
			}
			if err := f.timed.show(f.out.style(io, "-"), o.report); err != nil {
				return err
			}
			return f.verdict(o)
		},
	}
	f.in.add(c)
	addNoCache(c)
	f.costs.add(c)
	f.baselines.add(c)
	f.out.add(c, f.sarif.formats(reportFormats))
	f.out.addFindings(c)
	f.sarif.add(c)
	c.Flags().StringVar(&f.failOn, "fail-on", "medium", "severity from which findings fail the check: critical, high, medium, low, info or none")
	c.Flags().BoolVar(&f.exitZero, "exit-zero", false, "exit with 0 in spite of findings")
	f.timed.add(c)
	f.watch.add(c)
	return c
}

// lint makes the report of one run.
func (f *checkFlags) lint(ctx context.Context, io streams, args []string, failOnFlag bool) (*outcome, error) {
	// Tables and JSON name places, and need no template once they are known; a verbose table
	// shows lines of the template.
	f.in.brief = f.out.hasOnly("table", "json") && !f.out.verbose && f.out.stepSummary() == ""
	o, err := f.in.lint(ctx, io, args, &f.costs, f.out.has("json") || f.out.has("html") || f.out.has("markdown") || f.out.stepSummary() != "")
	if err != nil {
		return nil, err
	}
	threshold := f.threshold
	if o.config != nil && o.config.FailOn != nil && !failOnFlag {
		threshold = *o.config.FailOn
	}
	f.sarif.prepare(o, &f.out)
	if f.out.has("html") {
		o.addPicture()
	}
	o.report.Command, o.report.FailOn = "check", threshold
	return o, nil
}

// report writes the report of a run in all formats.
func (f *checkFlags) report(io streams, o *outcome) error {
	outs, severity, err := f.out.outputs(io)
	if err != nil {
		return err
	}
	o.report.MinSeverity = severity
	defer f.timed.start("write the report")()
	if err := writeAll(io, outs, o.report); err != nil {
		return err
	}
	f.out.summarize(io, o.report)
	return nil
}

// verdict is the error that a run ends with.
func (f *checkFlags) verdict(o *outcome) error {
	if o.inputErr != nil {
		return o.inputErr
	}
	f.baselines.note(f.sarif.io.err, o)
	if o.report.FailOn == 0 || f.exitZero {
		return nil
	}
	for _, finding := range o.report.Findings {
		if finding.Suppressed == nil && finding.Severity >= o.report.FailOn {
			return errFindings
		}
	}
	return nil
}
