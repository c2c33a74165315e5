package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/rules"
)

const pathHelp = `PATH is a cdk.out folder, a template (.json, .yaml, .yml, .template), a folder
that is searched for both, or - for standard input. Without a path it is
cdk.out, else the working folder.`

func newCheck(io streams) *cobra.Command {
	var baselines baselineFlags
	in := inputFlags{baselines: &baselines}
	var costs costFlags
	var out outputFlags
	sarif := sarifFlags{io: io}
	var failOn string
	var exitZero bool
	c := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Check templates before merge",
		Long: `Check templates and list what is wrong.

` + pathHelp + `

Exit status: 0 when no finding reaches --fail-on, 1 when one does, 2 for bad
usage, configuration or input.`,
		Example: `  fjall-lint check
  fjall-lint check cdk.out --fail-on high
  fjall-lint check --format table --format sarif=findings.sarif
  fjall-lint check --against main.out        # with a budget for growth
  fjall-lint check --new-since main.out      # only what the change adds`,
		RunE: func(c *cobra.Command, args []string) error {
			outs, severity, err := out.outputs(io)
			if err != nil {
				return err
			}
			if err := sarif.check(); err != nil {
				return err
			}
			threshold, err := rules.ParseFailOn(failOn)
			if err != nil {
				return fmt.Errorf("--fail-on: %w", err)
			}
			o, err := in.lint(c.Context(), io, args, &costs, out.has("json") || out.has("html"))
			if err != nil {
				return err
			}
			if o.config != nil && o.config.FailOn != nil && !c.Flags().Changed("fail-on") {
				threshold = *o.config.FailOn
			}
			sarif.prepare(o, &out)
			o.report.Command, o.report.FailOn, o.report.MinSeverity = "check", threshold, severity
			if out.has("html") {
				o.addPicture()
			}
			for _, w := range outs {
				if err := write(io.out, w.reporter, o.report, w.file); err != nil {
					return err
				}
			}
			if out.has("github") {
				if err := stepSummary(o.report); err != nil {
					return err
				}
			}
			if o.inputErr != nil {
				return o.inputErr
			}
			baselines.note(io.err, o)
			for _, f := range o.report.Findings {
				if threshold != 0 && f.Suppressed == nil && f.Severity >= threshold && !exitZero {
					return errFindings
				}
			}
			return nil
		},
	}
	in.add(c)
	costs.add(c)
	baselines.add(c)
	out.add(c, sarif.formats(reportFormats))
	out.addFindings(c)
	sarif.add(c)
	c.Flags().StringVar(&failOn, "fail-on", "medium", "severity from which findings fail the check: critical, high, medium, low, info or none")
	c.Flags().BoolVar(&exitZero, "exit-zero", false, "exit with 0 in spite of findings")
	return c
}
