package main

import (
	"errors"
	"fmt"
	"io"
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
// it fails when the file is there.
func writeWhole(name, text string, replace bool) error {
	write := createFile
	if replace {
		write = replaceFile
	}
	err := write(name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	switch {
	case errors.Is(err, errThere):
		return fmt.Errorf("%s %w", name, err)
	case err != nil:
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
