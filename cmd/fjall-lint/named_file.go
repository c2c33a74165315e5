package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/fjall-lint/fjall-lint/cache"
)

// mostInput bounds a file that a flag or the configuration names, in bytes. It may be a
// pipe, as a shell's <(command) is, and have no end.
const mostInput = 64 << 20

// readNamed reads a file that a flag or the configuration names.
func readNamed(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) != 0:
		if r, ok := fsys.(*cache.Recorder); ok {
			r.Forget() // it is read once
		}
		return readPipe(name)
	case err == nil && info.Mode().IsRegular() && info.Size() > mostInput:
		return nil, tooLarge(name)
	}
	return fs.ReadFile(fsys, name)
}

func readPipe(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostInput+1))
	if err != nil {
		return nil, err
	}
	if len(text) > mostInput {
		return nil, tooLarge(name)
	}
	return text, nil
}

func tooLarge(name string) error {
	return &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d MiB", mostInput>>20)}
}
