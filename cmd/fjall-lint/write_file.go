package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// replaceFile writes a file that is complete or not there at all: what is cut off by a
// signal, a full disk or an error leaves what was there. A link stays and its target is
// replaced; the mode stays, and that of a new file is 0644. A device or a pipe, such as
// /dev/stderr, is written to. Folders are made.
func replaceFile(name string, text func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			f, err := os.OpenFile(name, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			return errors.Join(text(f), f.Close())
		}
		mode = info.Mode().Perm()
	}
	tmp, err := temporary(name, mode, text)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	return os.Rename(tmp, name)
}

var errThere = errors.New("is there already: --force overwrites it")

// createFile writes a file as [replaceFile] does, and fails when there is one, even if it
// came a moment ago.
func createFile(name string, text func(io.Writer) error) error {
	tmp, err := temporary(name, 0o644, text)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	// A link never replaces, as a renaming does. Where there are no links, the look
	// before has to do.
	switch err := os.Link(tmp, name); {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrExist):
		return errThere
	}
	return os.Rename(tmp, name)
}

// temporary writes a file beside another one, of which it gets the name.
func temporary(name string, mode fs.FileMode, text func(io.Writer) error) (string, error) {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	tmp, err := os.CreateTemp(dir, ".fjall-lint-*")
	if err != nil {
		return "", err
	}
	if err := errors.Join(text(tmp), tmp.Chmod(mode), tmp.Close()); err != nil {
		os.Remove(tmp.Name())
		return "", err
	}
	return tmp.Name(), nil
}
