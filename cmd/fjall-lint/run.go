package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// Exit codes. Nothing else is ever given.
const (
	exitClean    = 0
	exitFindings = 1 // findings at or above the threshold
	exitUsage    = 2 // bad usage, configuration or input
)

// errFindings ends check when findings reach the threshold; it is no failure of
// the tool and is not printed.
var errFindings = errors.New("findings reach the threshold")

// streams are the standard streams of a run.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot(streams{stdin, stdout, stderr})
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFindings
	}
	for line := range strings.Lines(strings.TrimRight(err.Error(), "\n") + "\n") {
		fmt.Fprintf(stderr, "fjall-lint: %s", line)
	}
	return exitUsage
}

func newRoot(io streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "fjall-lint",
		Short: "Check how an AWS CDK app handles its secrets",
		Long: `fjall-lint reads the CloudFormation templates that an AWS CDK (or Fjall) app
synthesizes and tells, before merge, what is wrong with the way the app handles
its secrets. It needs no AWS account and no network.`,
		Example: `  cdk synth && fjall-lint check
  fjall-lint report cdk.out
  fjall-lint check template.yaml --format sarif --output findings.sarif`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
	}
	root.SetIn(io.in)
	root.SetOut(io.out)
	root.SetErr(io.err)
	root.CompletionOptions.HiddenDefaultCmd = false
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w: see `%s --help`", err, c.CommandPath())
	})
	root.AddCommand(newCheck(io), newReport(io), newRules(io), newVersion(io))
	return root
}
