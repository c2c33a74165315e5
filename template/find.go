package template

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Input is what [Find] found.
type Input struct {
	ctx      context.Context
	fsys     fs.FS
	opts     Options
	root     string
	groups   []group
	linked   map[string]bool // files that may belong together with others
	skipped  []Skipped
	problems []Problem
}

// group is what was found under one path.
type group struct {
	root       string
	assemblies []string // folders
	templates  []string // files
	asked      bool     // the user named the file: then it must be a template
}

// Find looks for what [Load] loads, and reads no more of it than it takes to tell a
// template from another file.
func Find(ctx context.Context, fsys fs.FS, paths []string, opts Options) (*Input, error) {
	if opts.MaxFileSize <= 0 {
		opts.MaxFileSize = defaultMaxFileSize
	}
	in := &Input{ctx: ctx, fsys: fsys, opts: opts, linked: map[string]bool{}}
	if len(paths) > 0 {
		in.root = paths[0]
	}
	var errs []error
	for _, p := range paths {
		if err := in.path(p); err != nil {
			errs = append(errs, err)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return in, errors.Join(errs...)
}

func (in *Input) path(p string) error {
	info, err := fs.Stat(in.fsys, p)
	if errors.Is(err, fs.ErrNotExist) && path.Base(slashed(p)) == "cdk.out" {
		return fmt.Errorf("open %q: it does not exist: synthesize the app first (`cdk synth`)", p)
	}
	if err != nil {
		return fmt.Errorf("open %q: %s", p, ioReason(err))
	}
	name := slashed(p)
	dir := path.Dir(name)
	switch {
	case info.IsDir():
		return in.folder(p, name)
	case path.Base(name) == manifestFile && in.isAssembly(dir):
		in.groups = append(in.groups, group{root: dir, assemblies: []string{dir}})
		return nil
	case !info.Mode().IsRegular():
		return fmt.Errorf("open %q: it is a device or a pipe, not a file: read it as standard input, with the path -", p)
	}
	f, err := in.fsys.Open(name)
	if err != nil {
		return fmt.Errorf("open %q: %s", p, ioReason(err))
	}
	f.Close()
	in.groups = append(in.groups, group{root: dir, templates: []string{name}, asked: true})
	return nil
}

func (in *Input) folder(asked, dir string) error {
	if _, err := fs.ReadDir(in.fsys, dir); err != nil {
		return fmt.Errorf("open %q: %s", asked, ioReason(err))
	}
	s := searchTemplates(in.ctx, in.fsys, dir, in.opts.MaxFileSize)
	in.skipped = append(in.skipped, s.skipped...)
	in.problems = append(in.problems, s.problems...)
	in.groups = append(in.groups, group{root: dir, assemblies: s.assemblies, templates: s.templates})
	for _, f := range s.linked {
		in.linked[f] = true
	}
	if len(s.assemblies) == 0 && len(s.templates) == 0 && len(s.problems) == 0 {
		return fmt.Errorf("no template found in %q: synthesize the app first (`cdk synth`), or name the template's file", asked)
	}
	return nil
}

func (in *Input) isAssembly(dir string) bool {
	found := searchTemplates(in.ctx, in.fsys, dir, in.opts.MaxFileSize).assemblies
	return len(found) == 1 && found[0] == dir
}

func slashed(p string) string { return path.Clean(strings.ReplaceAll(p, `\`, "/")) }
