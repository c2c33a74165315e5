package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/fjall-lint/fjall-lint/reporters"
)

// maxSummary is how much of a step's summary may be written, in bytes: a summary of
// more than 1 MiB is refused as a whole.
// Source: GitHub documentation, workflow commands, step summary size.
const maxSummary = 900 << 10

// stepSummary appends the findings to the summary of a step of GitHub Actions, where
// one is asked for.
func stepSummary(record *record, r *reporters.Report) error {
	file := os.Getenv("GITHUB_STEP_SUMMARY")
	if file == "" {
		return nil
	}
	record.forget() // the summary grows with each run
	var b bytes.Buffer
	if err := reporters.NewMarkdown().Report(&b, r); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err == nil && info.Size()+int64(b.Len()) > maxSummary {
		return nil // what others wrote fills it
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write step summary: %w", err)
	}
	defer f.Close()
	if _, err := f.Write(append(b.Bytes(), '\n')); err != nil {
		return fmt.Errorf("write step summary: %w", err)
	}
	return nil
}
