package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/watch"
)

// watchFlags are the flags of a check that is made again and again.
type watchFlags struct {
	on   bool
	poll bool
}

func (f *watchFlags) add(c *cobra.Command) {
	fl := c.Flags()
	fl.BoolVar(&f.on, "watch", false, "check again whenever the input changes, until Ctrl-C")
	fl.BoolVar(&f.poll, "poll", false, "with --watch: look at the files every second (where the system does not tell of changes)")
}

// clearScreen moves to the top of a terminal and clears it, with what was scrolled out.
const clearScreen = "\x1b[H\x1b[2J\x1b[3J"

// watchAll checks, waits for a change of what the check reads, and checks again, until the
// user ends it: that is no error.
func (f *checkFlags) watchAll(ctx context.Context, io streams, args []string, failOnFlag bool) error {
	if err := f.watchable(args); err != nil {
		return err
	}
	f.in.standing = &standing{}
	io.record.forget()
	written := f.written()
	w := watch.New(watch.Options{
		Polling: f.watch.poll,
		Ignore:  func(file string) bool { return slices.Contains(written, file) },
		Note:    func(text string) { fmt.Fprintf(io.err, "fjall-lint: note: %s\n", text) },
	})
	defer w.Close()
	session := watchSession{checkFlags: f, io: io, args: args, failOnFlag: failOnFlag}
	_, session.terminal = terminalOf(io.out)
	for {
		w.Mark(session.inputs())
		if err := session.run(ctx); err != nil {
			return err
		}
		if err := w.Wait(ctx); err != nil {
			return nil
		}
	}
}

// watchable finds what makes no sense to do again and again.
func (f *checkFlags) watchable(args []string) error {
	if slices.Contains(args, "-") {
		return errors.New("--watch cannot watch standard input: name a file or a folder")
	}
	for _, spec := range f.out.formats {
		name, _, _ := strings.Cut(spec, "=")
		switch {
		case name == "github":
			return errors.New("--watch goes without --format github: a build checks once")
		case f.out.fileOf(spec) == "-" && name != "table" && name != "json":
			return fmt.Errorf("--watch would write one %s after another: give it a file, as --format %s=FILE", name, name)
		}
	}
	return nil
}

// written are the absolute paths of the files that the check writes, links followed.
func (f *checkFlags) written() []string {
	var files []string
	for _, spec := range f.out.formats {
		name := f.out.fileOf(spec)
		abs, err := filepath.Abs(name)
		if name == "-" || err != nil {
			continue
		}
		files = append(files, abs)
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			files = append(files, real)
		}
	}
	return files
}

// watchSession is a check that is made again and again.
type watchSession struct {
	*checkFlags
	io         streams
	args       []string
	failOnFlag bool
	terminal   bool // standard output is one

	runs   int
	config *rules.Config  // of the last run that read it
	prices string         // file that the usage file names
	last   map[string]int // findings of the last run, by fingerprint; nil before
}

// run makes one check. What is wrong with the input is shown and may be mended; the error
// is that of an output that cannot be written.
func (s *watchSession) run(ctx context.Context) error {
	var notes, out bytes.Buffer
	streams := streams{out: s.io.out, err: &notes}
	begin := time.Now()
	o, err := s.lint(ctx, streams, s.args, s.failOnFlag)
	if ctx.Err() != nil {
		return nil // the user ended it
	}
	documents := slices.ContainsFunc(s.out.formats, func(spec string) bool { return s.out.fileOf(spec) == "-" && spec != "table" && spec != "table=-" })
	status := &out
	if documents {
		status = &notes // standard output holds documents only
	}
	s.begin(&out, documents, begin)
	if err == nil {
		err = s.write(&out, o)
		if err != nil {
			return err
		}
		s.remember(o)
		s.baselines.note(&notes, o)
		fmt.Fprintf(status, "%s  %s%s. Waiting for changes (Ctrl-C ends).\n", begin.Format(time.TimeOnly), s.counts(o), s.change(o))
		err = o.inputErr
	} else {
		fmt.Fprintf(status, "%s  The check could not be made. Waiting for changes (Ctrl-C ends).\n", begin.Format(time.TimeOnly))
	}
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(&notes, "fjall-lint: %s\n", strings.TrimRight(line, "\n"))
		}
	}
	s.runs++
	if s.terminal {
		// The terminal shows the notes above the table, not cleared with the run before.
		_, err := s.io.out.Write([]byte(clearScreen))
		if err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if _, err := s.io.err.Write(notes.Bytes()); err != nil {
		return fmt.Errorf("write notes: %w", err)
	}
	if _, err := s.io.out.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// begin separates a run from the one before, where the screen is not cleared and people
// read it.
func (s *watchSession) begin(w io.Writer, documents bool, now time.Time) {
	if s.runs > 0 && !documents && !s.terminal {
		fmt.Fprintf(w, "\n%s %s %s\n\n", strings.Repeat("─", 20), now.Format(time.TimeOnly), strings.Repeat("─", 20))
	}
}

// write writes the report in all formats, that of standard output to w.
func (s *watchSession) write(w io.Writer, o *outcome) error {
	outs, severity, err := s.out.outputs(s.io) // the terminal may have another width now
	if err != nil {
		return err
	}
	o.report.MinSeverity = severity
	return writeAll(streams{out: w}, outs, o.report)
}

// remember keeps what the next run depends on.
func (s *watchSession) remember(o *outcome) {
	s.config, s.prices = o.config, ""
	if u := o.costs.Usage; u != nil && u.Prices != "" {
		s.prices = u.Prices
	}
}

// inputs are the files and folders that the check reads.
func (s *watchSession) inputs() []string {
	list := defaultPaths(s.in.fsys(), s.args)
	if len(s.args) == 0 {
		list = append(list, "cdk.out") // which a first synthesis makes
	}
	switch {
	case s.in.config != "":
		list = append(list, s.in.config)
	case !s.in.noConfig:
		list = append(list, configNames...) // where one may be made
		if file := s.in.standing.findUpward(s.in.fsys(), configNames); file != "" {
			list = append(list, file)
		}
	}
	list = append(list, s.in.paramFiles...)
	list = append(list, s.in.ruleDirs...)
	usage := s.costs.usage
	list = append(list, usage, s.costs.prices, s.costs.against, s.baselines.file, s.baselines.since)
	if c := s.config; c != nil {
		for _, name := range append([]string{c.Baseline, c.Cost.Usage, c.Cost.Prices}, c.RuleDirs...) {
			if name != "" {
				list = append(list, beside(c.File, name))
			}
		}
		if usage == "" && c.Cost.Usage != "" {
			usage = beside(c.File, c.Cost.Usage)
		}
	}
	if s.prices != "" {
		list = append(list, beside(usage, s.prices))
	}
	return slices.DeleteFunc(list, func(name string) bool { return name == "" })
}

// counts are the findings that are shown, by severity.
func (s *watchSession) counts(o *outcome) string {
	n, by := 0, map[rules.Severity]int{}
	for _, f := range o.report.Findings {
		if f.Suppressed == nil && f.Severity >= o.report.MinSeverity {
			by[f.Severity]++
			n++
		}
	}
	var parts []string
	for _, severity := range rules.Severities() {
		if by[severity] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[severity], severity))
		}
	}
	if n == 0 {
		return "No findings"
	}
	return findingsText(n) + ": " + strings.Join(parts, ", ")
}

// change says what is fixed and what is new since the last run.
func (s *watchSession) change(o *outcome) string {
	now := map[string]int{}
	for _, f := range o.report.Findings {
		if f.Suppressed == nil && f.Severity >= o.report.MinSeverity {
			now[f.Fingerprint]++
		}
	}
	before := s.last
	s.last = now
	if before == nil {
		return ""
	}
	fixed, fresh := more(before, now), more(now, before)
	if fixed == 0 && fresh == 0 {
		return "; as before"
	}
	return fmt.Sprintf("; %d fixed, %d new", fixed, fresh)
}

// more counts what there is more of in a than in b.
func more(a, b map[string]int) int {
	n := 0
	for key, count := range a {
		n += max(count-b[key], 0)
	}
	return n
}
