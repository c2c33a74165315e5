package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// initFlags are the flags of the init command.
type initFlags struct {
	chosen map[string]*bool // by [starter.flag]
	all    bool
	yes    bool
	force  bool
	dryRun bool
}

func newInit(io streams) *cobra.Command {
	f := initFlags{chosen: map[string]*bool{}}
	c := &cobra.Command{
		Use:   "init",
		Short: "Set fjall-lint up for an app",
		Long: `Write the files that set fjall-lint up for the app in the working folder: a
commented configuration, a GitHub workflow, a GitLab CI file and pre-commit
hooks. The flags say which; without one, each is asked for on a terminal.

A file that is there already is left alone unless --force is given. A
.pre-commit-config.yaml always is: the entry for it is shown instead.

Exit status: 0; 2 for bad usage, or a file that is there already.`,
		Example: `  fjall-lint init
  fjall-lint init --config --github
  fjall-lint init --all --dry-run`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return f.run(io) },
	}
	fl := c.Flags()
	for _, s := range starters {
		f.chosen[s.flag] = fl.Bool(s.flag, false, "write "+s.what)
	}
	fl.BoolVar(&f.all, "all", false, "write all of them")
	fl.BoolVarP(&f.yes, "yes", "y", false, "ask nothing: write the configuration and what the repository has a place for")
	fl.BoolVar(&f.force, "force", false, "overwrite files that are there already")
	fl.BoolVar(&f.dryRun, "dry-run", false, "show the files, write none")
	return c
}

func (f *initFlags) run(io streams) error {
	at, err := placeOf()
	if err != nil {
		return err
	}
	wanted, err := f.choose(io, at)
	if err != nil {
		return err
	}
	var files []*starterFile
	var there []string
	for _, s := range wanted {
		file, err := s.file(at, wanted)
		if err != nil {
			return err
		}
		if file.there && !file.same && !file.shared && !f.force {
			there = append(there, file.name)
		}
		files = append(files, file)
	}
	// All or nothing: half a set-up would be refused the next time.
	if len(there) > 0 && !f.dryRun {
		return fmt.Errorf("%s is there already: --force overwrites it, --dry-run shows what would be written", strings.Join(there, " and "))
	}
	for _, file := range files {
		if err := file.put(io.out, f.force, f.dryRun); err != nil {
			return err
		}
	}
	if f.dryRun {
		return nil
	}
	return nextSteps(io.out, files)
}

// choose says which files to write: those of the flags, else those that fit the
// repository, each asked for unless --yes is given.
func (f *initFlags) choose(io streams, at place) ([]starter, error) {
	var wanted []starter
	for _, s := range starters {
		if f.all || *f.chosen[s.flag] {
			wanted = append(wanted, s)
		}
	}
	if len(wanted) > 0 {
		return wanted, nil
	}
	if !f.yes && !isTerminal(io.in) {
		return nil, errors.New("nothing says what to write, and there is no terminal to ask on: give --config, --github, --gitlab, --pre-commit, --all or --yes")
	}
	answers := bufio.NewReader(io.in)
	for _, s := range starters {
		// What is there already is not offered: it would only be refused.
		if file, err := s.file(at, nil); err != nil {
			return nil, err
		} else if file.there && !file.shared && !f.force {
			fmt.Fprintf(io.err, "%s is there already\n", file.name)
			continue
		}
		yes := s.fits(at)
		if !f.yes {
			var err error
			if yes, err = ask(io.err, answers, "Write "+s.what+"?", yes); err != nil {
				return nil, err
			}
		}
		if yes {
			wanted = append(wanted, s)
		}
	}
	return wanted, nil
}

// ask asks a question until it is answered; an empty answer is the usual one.
func ask(out io.Writer, in *bufio.Reader, question string, usual bool) (bool, error) {
	choice := "[y/N]"
	if usual {
		choice = "[Y/n]"
	}
	for {
		fmt.Fprintf(out, "%s %s ", question, choice)
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return false, fmt.Errorf("read answer: %w", err)
		}
		answer := strings.ToLower(strings.TrimSpace(line))
		switch {
		case slices.Contains([]string{"y", "yes"}, answer):
			return true, nil
		case slices.Contains([]string{"n", "no"}, answer):
			return false, nil
		case err != nil: // nobody answers
			fmt.Fprintln(out)
			return false, nil
		case answer == "":
			return usual, nil
		}
	}
}

func isTerminal(r io.Reader) bool {
	file, ok := r.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// nextSteps says what to do with what was written.
func nextSteps(out io.Writer, files []*starterFile) error {
	if len(files) == 0 {
		_, err := fmt.Fprintln(out, "Nothing was written.")
		return err
	}
	var b strings.Builder
	b.WriteString("\nNext:\n  cdk synth && fjall-lint check   # what there is to find today\n")
	for _, file := range files {
		for line := range strings.Lines(file.next) {
			b.WriteString("  " + line)
		}
	}
	b.WriteString("Accept a finding with a reason, in the app or under ignore in the configuration, and commit the files.\n")
	_, err := io.WriteString(out, b.String())
	return err
}
