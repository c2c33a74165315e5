package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// put writes the file, or shows it, and says so.
func (f *starterFile) put(out io.Writer, force, dryRun bool) error {
	say := func(format string, args ...any) error {
		_, err := fmt.Fprintf(out, format+"\n", args...)
		return err
	}
	switch {
	case f.same:
		return say("unchanged %s", f.name)
	case f.there && f.shared:
		// Other tools' hooks are in it, so that --force would do harm.
		return say("left alone %s; put this under its repos:\n\n%s", f.name, f.entry)
	case dryRun:
		verb := "would write"
		if f.there {
			verb = "would need --force to overwrite"
			if force {
				verb = "would overwrite"
			}
		}
		return say("# %s %s\n%s", verb, f.name, f.text)
	}
	if err := writeWhole(f.name, f.text, force); err != nil {
		return err
	}
	return say("wrote %s", f.name)
}

// writeWhole writes a file that is complete or not there at all. Without replace
// it fails when the file is there, even if it came a moment ago.
func writeWhole(name, text string, replace bool) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real // the link stays
	}
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	tmp, err := os.CreateTemp(dir, ".fjall-lint-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(tmp.Name())
	_, err = io.Copy(tmp, strings.NewReader(text))
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if !replace {
		// A link never replaces, as a renaming does. Where there are no links,
		// the look before has to do.
		switch err := os.Link(tmp.Name(), name); {
		case err == nil:
			return nil
		case errors.Is(err, os.ErrExist):
			return fmt.Errorf("%s is there already: --force overwrites it", name)
		}
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
