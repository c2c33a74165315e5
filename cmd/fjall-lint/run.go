package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/lsp"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/template"
)

// Exit codes. Nothing else is ever given.
const (
	exitClean    = 0
	exitFindings = 1 // findings at or above the threshold; an editor that ends without a shutdown
	exitUsage    = 2 // bad usage, configuration or input
	// exitInterrupted is for SIGINT (Ctrl-C) and SIGTERM: 128 and the number of SIGINT.
	exitInterrupted = 130
)

// errFindings ends check when findings reach the threshold; it is no failure of
// the tool and is not printed.
var errFindings = errors.New("findings reach the threshold")

// streams are the standard streams of a run.
type streams struct {
	in       io.Reader
	out, err io.Writer
	// files is the file system that is read.
	files fs.FS
	// record keeps what the run does, nil for a run whose result is not kept.
	record *record
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return runIn(ctx, args, streams{in: stdin, out: stdout, err: stderr, files: template.OS()})
}

func runIn(ctx context.Context, args []string, std streams) int {
	std.err = cleaner{std.err}
	root := newRoot(std)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings), errors.Is(err, lsp.ErrNotShutDown):
		return exitFindings
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		fmt.Fprintln(std.err, "fjall-lint: interrupted")
		return exitInterrupted
	}
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			fmt.Fprintf(std.err, "fjall-lint: %s\n", line)
		}
	}
	return exitUsage
}

// cleaner is standard error. Names and texts of templates are in errors and notes: none
// of them steers the terminal, or is a command of a build service.
type cleaner struct{ w io.Writer }

func (c cleaner) Write(text []byte) (int, error) {
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		whole := strings.TrimSuffix(line, "\n")
		b.WriteString(reporters.OneLine(whole))
		b.WriteString(line[len(whole):])
	}
	if _, err := io.WriteString(c.w, b.String()); err != nil {
		return 0, err
	}
	return len(text), nil
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
	root.AddCommand(newCheck(io), newReport(io), newAccess(io), newCost(io), newFix(io), newBaseline(io), newRules(io), newVersion(io))
	root.SetHelpCommand(newHelp())
	root.AddCommand(newInit(io), newLSP(io))
	root.InitDefaultCompletionCmd()
	for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
		if c.HasSubCommands() && !c.Runnable() {
			onlyCommands(c)
		}
	}
	return root
}

// onlyCommands lets a command that only groups others print its help, and
// refuse what is none of them: a mistyped command must not pass as clean.
func onlyCommands(c *cobra.Command) {
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return unknownCommand(c, args[0])
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	c.DisableFlagsInUseLine, c.SuggestionsMinimumDistance = true, 2
}

func unknownCommand(c *cobra.Command, name string) error {
	hint := fmt.Sprintf("see `%s --help`", c.CommandPath())
	if near := c.SuggestionsFor(name); len(near) > 0 {
		hint = fmt.Sprintf("did you mean %q?", near[0])
	}
	return fmt.Errorf("unknown command %q for %q: %s", name, c.CommandPath(), hint)
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if parent, rest, err := c.Root().Find(args); err == nil && len(rest) == 0 {
				for _, sub := range parent.Commands() {
					if sub.IsAvailableCommand() {
						names = append(names, sub.Name()+"\t"+sub.Short)
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownCommand(about, rest[0])
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// one is the check of the arguments of a command that takes exactly one.
func one(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%q takes one %s, not %d: see `%s --help`", c.CommandPath(), what, len(args), c.CommandPath())
		}
		return nil
	}
}
