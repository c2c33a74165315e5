package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// repositoryFiles are the names of the repository's files, relative to its root:
// those that git tracks and those that it would add. Where git can't tell, they are
// the files that are there.
func repositoryFiles(root string) []string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	// A repository may name a program as its file system monitor, which git would
	// run; the linter runs nothing of what it reads.
	cmd := exec.CommandContext(ctx, "git", "-c", "core.fsmonitor=false", "-C", root,
		"ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	if out, err := cmd.Output(); err == nil {
		return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	}
	return walkFiles(root)
}

// mostFiles bounds a walk that git does not shorten.
const mostFiles = 100_000

// walkFiles are the files below a folder, those of packages and of synthesis left
// out.
func walkFiles(root string) []string {
	var names []string
	_ = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what can't be read is no code of the author's
		}
		switch {
		case len(names) >= mostFiles:
			return fs.SkipAll
		case d.IsDir() && file != root && (d.Name() == "node_modules" || d.Name() == "cdk.out" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.Type().IsRegular():
			if rel, err := filepath.Rel(root, file); err == nil {
				names = append(names, filepath.ToSlash(rel))
			}
		}
		return nil
	})
	return names
}

// readRepositoryFile reads a file of the repository, and none that a link leads to
// outside of it.
func readRepositoryFile(root, name string) ([]byte, error) {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return nil, fmt.Errorf("read code: %w", err)
	}
	defer dir.Close()
	if info, err := dir.Stat(filepath.FromSlash(name)); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("read code: no file") // to open a pipe would wait for ever
	}
	f, err := dir.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, fmt.Errorf("read code: %w", err)
	}
	defer f.Close()
	const most = 8 << 20
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read code: %w", err)
	}
	if len(text) > most {
		return nil, errors.New("read code: the file is too large")
	}
	return text, nil
}
