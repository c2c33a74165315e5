package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/lsp"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/watch"
)

// lspFlags are the flags of the language server.
type lspFlags struct {
	in        inputFlags
	baselines baselineFlags
	costs     costFlags
}

func newLSP(io streams) *cobra.Command {
	var f lspFlags
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Serve an editor: the Language Server Protocol over standard input and output",
		Long: `Serve an editor with the Language Server Protocol over standard input and output.

Each folder that is open in the editor is checked as check does it without a
path: what is wrong is shown in the templates and on the lines of the app's
code, also while a template is edited. What is suppressed or in the baseline is
not shown.

Exit status: 0 when the editor ended the session as the protocol wants it, 1
when it left without; 2 for bad usage.`,
		Example: `  fjall-lint lsp
  fjall-lint lsp --profile strict`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			return lsp.Serve(c.Context(), io.in, io.out, lsp.Options{Version: toolVersion(), Folder: f.folder, Inputs: f.inputs})
		},
	}
	f.in.add(c)
	f.costs.add(c)
	f.baselines.add(c)
	c.Flags().Bool("stdio", true, "use standard input and output, which is the only way there is")
	_ = c.Flags().MarkHidden("stdio") // clients give it without being asked
	return c
}

// folder makes what lints a folder. It keeps the compiled rules for as long as they are the
// same.
func (f *lspFlags) folder(dir string) lsp.Lint {
	in, baselines, costs := f.in, f.baselines, f.costs
	in.baselines, in.standing = &baselines, &standing{dir: dir}
	assembly := in.standing.path("cdk.out")
	complete := false // when it was last linted
	return func(ctx context.Context, input lsp.Input) (*lsp.Run, error) {
		if complete {
			rewritten(ctx, assembly)
		}
		complete = watch.Complete(assembly)
		in.standing.open = input.Open
		paths := in.standing.templates(input)
		if len(paths) == 0 {
			return nothing(), nil
		}
		var said bytes.Buffer
		o, err := in.lint(ctx, streams{in: strings.NewReader(""), out: io.Discard, err: &said}, paths, &costs, true)
		switch {
		case errors.Is(err, template.ErrNoTemplate):
			return nothing(err.Error()), nil
		case err != nil:
			return nil, err
		}
		o.locate(nil, nil)
		o.report.Access = accessOf(o.result)
		run := &lsp.Run{Report: o.report, Facts: o.result.Facts}
		if o.config != nil {
			if file, err := filepath.Abs(o.config.File); err == nil {
				run.Config = filepath.ToSlash(file)
			}
		}
		if o.inputErr != nil && !errors.Is(o.inputErr, template.ErrNoTemplate) {
			run.Notes = append(run.Notes, o.inputErr.Error())
		}
		for line := range strings.Lines(said.String()) {
			run.Notes = append(run.Notes, strings.TrimSpace(strings.TrimPrefix(line, "fjall-lint: note: ")))
		}
		return run, nil
	}
}

// templates are the paths to lint: what check reads without a path, and the templates that
// are open besides; those only where no folder is open.
func (s *standing) templates(input lsp.Input) []string {
	var paths []string
	if !input.OnlyOpen {
		paths = defaultPaths(s.fileSystem(), nil)
		if paths[0] == "." {
			return paths
		}
	}
	for _, name := range slices.Sorted(maps.Keys(input.Open)) {
		rel, err := filepath.Rel(s.dir, filepath.FromSlash(name))
		if err != nil || !template.IsCandidate(name) || !template.LooksLikeTemplate(input.Open[name]) {
			continue
		}
		if rel = filepath.ToSlash(rel); len(paths) == 0 || !strings.HasPrefix(rel, paths[0]+"/") {
			paths = append(paths, rel)
		}
	}
	return paths
}

// synthesisTime is how long an assembly that is about to be written anew is waited for.
const synthesisTime = 3 * time.Second

// rewritten waits until an assembly that was complete is so again, but not for ever.
func rewritten(ctx context.Context, assembly string) {
	for begin := time.Now(); !watch.Complete(assembly) && time.Since(begin) < synthesisTime; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// nothing is a run over no template.
func nothing(notes ...string) *lsp.Run {
	return &lsp.Run{Report: &reporters.Report{Assembly: &template.Assembly{}, Redact: func(text string) string { return text }}, Notes: notes}
}

// inputs are what is watched for a folder: the templates in it, the configuration and what
// the flags name.
func (f *lspFlags) inputs(dir string) []string {
	in := f.in
	in.standing = &standing{dir: dir}
	list := []string{dir}
	if file := in.standing.findUpward(in.fsys(), configNames); file != "" && in.config == "" && !in.noConfig {
		list = append(list, file)
	}
	for _, name := range slices.Concat(in.paramFiles, in.ruleDirs, []string{in.config, f.costs.usage, f.costs.prices, f.baselines.file}) {
		if name != "" {
			list = append(list, in.standing.path(name))
		}
	}
	return list
}
