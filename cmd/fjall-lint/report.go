package main

import "github.com/spf13/cobra"

func newReport(io streams) *cobra.Command {
	in := inputFlags{files: io.files}
	var costs costFlags
	var out outputFlags
	sarif := sarifFlags{io: io}
	c := &cobra.Command{
		Use:   "report [PATH…]",
		Short: "Show the whole picture: what was read, the secrets, their cost, the findings",
		Long: `Show what was read, which secrets there are, who reads them and what they cost, what is wrong and
what could not be decided.

` + pathHelp + `

Exit status: 0, whatever was found; 2 for bad usage, configuration or input.`,
		Example: `  fjall-lint report
  fjall-lint report cdk.out --format html --output report.html
  fjall-lint report cdk.out --format json --output report.json`,
		RunE: func(c *cobra.Command, args []string) error {
			outs, severity, err := out.outputs(io)
			if err != nil {
				return err
			}
			if err := sarif.check(); err != nil {
				return err
			}
			o, err := in.lint(c.Context(), io, args, &costs, true)
			if err != nil {
				return err
			}
			sarif.prepare(o, &out)
			o.report.Command, o.report.MinSeverity = "report", severity
			o.report.Access = accessOf(o.result)
			if out.has("html") {
				o.addPicture()
			}
			if err := writeAll(io, outs, o.report); err != nil {
				return err
			}
			out.summarize(io, o.report)
			return o.inputErr
		},
	}
	in.add(c)
	addNoCache(c)
	costs.add(c)
	out.add(c, sarif.formats(reportFormats))
	out.addFindings(c)
	sarif.add(c)
	return c
}
