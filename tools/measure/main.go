// Command measure measures the linter as a whole, process by process, and writes
// docs/measurements.md: this state of the repository beside an older one, on inputs that it
// generates. Programs that are compared take turns, so that a busy machine is unkind to all.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	before := flag.String("before", "", "commit to compare with")
	write := flag.String("write", "", "file to write, standard output without one")
	runs := flag.Int("runs", 11, "runs of short commands; long ones run a third as often")
	large := flag.String("large", "", "folder with further large templates (limits/) and a further tree (tree/)")
	parse := flag.String("parse", "", "do nothing but parse the files of a folder: what checks are compared with")
	flag.Parse()
	err := run(*before, *write, *large, *runs, *parse)
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(before, write, large string, runs int, parse string) error {
	if parse != "" {
		return parseOnly(parse)
	}
	dir, err := os.MkdirTemp("", "measure-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m := &measurer{dir: dir, runs: runs, more: large}
	if m.self, err = os.Executable(); err != nil {
		return err
	}
	if m.now, err = build(dir, "now", "."); err != nil {
		return err
	}
	if before != "" {
		if m.before, err = buildCommit(dir, before); err != nil {
			fmt.Fprintf(os.Stderr, "measure: %v: nothing is compared with\n", err)
		}
	}
	var b bytes.Buffer
	if err := m.page(&b, before); err != nil {
		return err
	}
	if write == "" {
		_, err := os.Stdout.Write(b.Bytes())
		return err
	}
	return os.WriteFile(write, b.Bytes(), 0o644)
}

// build builds the command of a checkout as it is shipped.
func build(dir, name, checkout string) (string, error) {
	binary := filepath.Join(dir, name+".exe")
	c := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/fjall-lint")
	c.Dir, c.Env = checkout, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
}

// buildCommit builds the command of a commit, in a checkout that is removed again.
func buildCommit(dir, commit string) (string, error) {
	checkout := filepath.Join(dir, "checkout")
	if out, err := exec.Command("git", "worktree", "add", "--detach", checkout, commit).CombinedOutput(); err != nil {
		return "", fmt.Errorf("check out %q: %s", commit, strings.TrimSpace(string(out)))
	}
	defer func() { _ = exec.Command("git", "worktree", "remove", "--force", checkout).Run() }()
	return build(dir, "before", checkout)
}
