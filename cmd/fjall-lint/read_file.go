package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// mostInput bounds a file that a flag or the configuration names, in bytes. It may be a
// pipe, as a shell's <(command) is, and have no end.
const mostInput = 64 << 20

// readFile reads a file that somebody names.
func readFile(name string) ([]byte, error) {
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
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d MiB", mostInput>>20)}
	}
	return text, nil
}
