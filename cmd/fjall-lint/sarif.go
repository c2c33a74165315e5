package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
)

// sarifFlags are the flags about SARIF files.
type sarifFlags struct {
	locate     string
	pathMaps   []string
	suppressed bool
	category   string

	io   streams
	maps []reporters.PathMap
}

func (f *sarifFlags) add(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.locate, "locate", "source", "where SARIF shows findings: source (the app's code, where it is known) or template")
	fl.StringArrayVar(&f.pathMaps, "path-map", nil, "where a folder of the machine that synthesized is in the repository, OLD=NEW (repeatable)")
	fl.BoolVar(&f.suppressed, "sarif-suppressed", false, "write suppressed findings into SARIF, too (code scanning opens alerts for them)")
	fl.StringVar(&f.category, "sarif-category", "", "category of the SARIF file, to tell apart several uploads for one commit")
	_ = c.RegisterFlagCompletionFunc("locate", cobra.FixedCompletions([]string{"source", "template"}, cobra.ShellCompDirectiveNoFileComp))
}

// formats gives the formats with the one of SARIF as the flags say.
func (f *sarifFlags) formats(all []format) []format {
	all = slices.Clone(all)
	for i := range all {
		if all[i].name == "sarif" {
			all[i].reporter = func(reporters.Style) reporters.Reporter {
				return reporters.NewSARIF(reporters.SARIFOptions{
					Category: f.category, IncludeSuppressed: f.suppressed, Locate: reporters.Locate(f.locate),
					Tell: func(text string) { fmt.Fprintf(f.io.err, "fjall-lint: note: %s\n", text) },
				})
			}
		}
	}
	return all
}

// check finds the mistakes in the flags before any work.
func (f *sarifFlags) check() error {
	switch reporters.Locate(f.locate) {
	case reporters.LocateSource, reporters.LocateTemplate:
	default:
		return fmt.Errorf("--locate %q is neither source nor template", f.locate)
	}
	for _, m := range f.pathMaps {
		old, now, ok := strings.Cut(m, "=")
		if !ok || old == "" {
			return fmt.Errorf("--path-map %q: write OLD=NEW", m)
		}
		f.maps = append(f.maps, reporters.PathMap{Old: old, New: now})
	}
	if strings.Trim(f.category, "/") == "" && f.category != "" {
		return errors.New("--sarif-category names nothing")
	}
	return nil
}

// placing are the formats that show findings in the author's code.
var placing = []string{"sarif", "markdown", "github", "gitlab", "junit"}

// prepare adds to the report what the formats that are written need: the files of the
// repository, and for SARIF the edits of fixes.
func (f *sarifFlags) prepare(o *outcome, out *outputFlags) {
	if !slices.ContainsFunc(placing, out.has) {
		return
	}
	if out.has("sarif") {
		o.addReplacements()
	}
	o.locate(f.io.record, f.maps)
}

// locate adds to the report what finds the author's code.
func (o *outcome) locate(record *record, maps []reporters.PathMap) {
	root := o.report.RepoRoot
	o.report.Redact = rules.Redactor(o.result.Facts)
	o.report.Repository = reporters.NewRepository(root,
		func() []string {
			record.forget() // git is asked
			return repositoryFiles(root)
		},
		func(name string) ([]byte, error) { return readRepositoryFile(root, name) },
		maps)
}
