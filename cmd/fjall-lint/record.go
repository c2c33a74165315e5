package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/cache"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/template"
)

// cacheVariable names the folder of the cache; "off" is none.
const cacheVariable = "FJALL_LINT_CACHE"

// maxKept bounds what a kept run may write, in bytes. A larger report takes longer to
// write than to make.
const maxKept = 16 << 20

// addNoCache adds the flag of the commands whose results are kept. It is looked for in the
// arguments before they are parsed.
func addNoCache(c *cobra.Command) {
	c.Flags().Bool("no-cache", false, "neither use nor keep the result of a run on the same files")
}

// runKept runs a command, or writes what it wrote when it ran on the same files.
func runKept(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	code, _ := keep(ctx, args, stdin, stdout, stderr)
	return code
}

// keep is [runKept], and tells whether the result was there already.
func keep(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int, kept bool) {
	store, id := openCache(args, stdout, stderr)
	if store == nil {
		return run(ctx, args, stdin, stdout, stderr), false
	}
	std := streams{in: stdin, out: stdout, err: stderr, files: template.OS()}
	if kept := store.Lookup(id, std.files); kept != nil && replay(std, kept) == nil {
		return kept.Code, true
	}
	r := &record{files: store.Record(std.files)}
	std.in = forgetful{stdin, r}
	std.out, std.err = recorded{stdout, r, cache.Stdout}, recorded{stderr, r, cache.Stderr}
	std.files, std.record = r.files, r
	code = runIn(ctx, args, std)
	if ctx.Err() != nil || code != exitClean && code != exitFindings {
		return code, false // it was broken off, or may be about what passes
	}
	// A cache that cannot be written costs time, and nothing else.
	_ = store.Save(id, r.files, cache.Result{Code: code, Writes: r.writes})
	return code, false
}

// openCache opens the cache for a command whose result may be kept; it is nil for others.
// What the result depends on besides files is in the id.
func openCache(args []string, stdout, stderr io.Writer) (*cache.Store, cache.ID) {
	if len(args) == 0 || slices.Contains(args, "--no-cache") {
		return nil, ""
	}
	switch args[0] {
	case "check", "report", "access", "cost":
	default:
		return nil, ""
	}
	dir := os.Getenv(cacheVariable)
	if dir == "off" {
		return nil, ""
	}
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil, "" // as in a container without a home
		}
		dir = filepath.Join(user, "fjall-lint")
	}
	wd, err := os.Getwd()
	if err != nil {
		return nil, ""
	}
	program, err := os.Executable()
	if err != nil {
		return nil, ""
	}
	built, err := os.Stat(program)
	if err != nil {
		return nil, ""
	}
	store, err := cache.Open(dir)
	if err != nil {
		return nil, ""
	}
	parts := []string{
		toolVersion(), strconv.FormatInt(built.Size(), 10), strconv.FormatInt(built.ModTime().UnixNano(), 10),
		wd, time.Now().UTC().Format(time.DateOnly),
	}
	for _, w := range []io.Writer{stdout, stderr} {
		columns, terminal := terminalOf(w)
		parts = append(parts, strconv.Itoa(columns), strconv.FormatBool(terminal))
	}
	for _, name := range variables {
		parts = append(parts, os.Getenv(name))
	}
	return store, store.ID(append(parts, args...)...)
}

// variables are the environment variables that the output may depend on.
var variables = []string{"COLUMNS", "NO_COLOR", "TERM", "CLICOLOR_FORCE", "GITHUB_STEP_SUMMARY"}

// replay writes what a run wrote.
func replay(std streams, kept *cache.Result) error {
	for _, w := range kept.Writes {
		var err error
		switch w.File {
		case cache.Stdout:
			_, err = std.out.Write(w.Text)
		case cache.Stderr:
			_, err = std.err.Write(w.Text)
		default:
			err = write(std, verbatim(w.Text), nil, w.File)
		}
		if err != nil {
			return fmt.Errorf("write again: %w", err)
		}
	}
	return nil
}

// record is what a run does, for the cache. A nil one keeps nothing.
type record struct {
	files *cache.Recorder

	mu     sync.Mutex
	writes []cache.Write
	size   int
}

// forget tells that the result of the run must not be kept, because it depends on
// something besides files, or does something besides writing them.
func (r *record) forget() {
	if r != nil {
		r.files.Forget()
	}
}

func (r *record) wrote(file string, text []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size += len(text); r.size > maxKept {
		r.forget()
		r.writes = nil
		return
	}
	if last := len(r.writes) - 1; last >= 0 && r.writes[last].File == file && (file == cache.Stdout || file == cache.Stderr) {
		r.writes[last].Text = append(r.writes[last].Text, text...)
		return
	}
	r.writes = append(r.writes, cache.Write{File: file, Text: bytes.Clone(text)})
}

// file notes what a reporter writes to a file, and gives a reporter that writes it.
func (r *record) file(name string, rep reporters.Reporter, report *reporters.Report) (reporters.Reporter, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		r.forget()
		return rep, nil
	}
	var b bytes.Buffer
	if err := rep.Report(&b, report); err != nil {
		return nil, err
	}
	r.wrote(name, b.Bytes())
	return verbatim(b.Bytes()), nil
}

// recorded notes what is written to a stream.
type recorded struct {
	io.Writer
	record *record
	file   string
}

func (w recorded) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil {
		w.record.forget()
	}
	w.record.wrote(w.file, p[:n])
	return n, err
}

// Unwrap is the stream itself.
func (w recorded) Unwrap() io.Writer { return w.Writer }

// forgetful reads what can't be read again.
type forgetful struct {
	io.Reader
	record *record
}

func (f forgetful) Read(p []byte) (int, error) {
	f.record.forget()
	return f.Reader.Read(p)
}
