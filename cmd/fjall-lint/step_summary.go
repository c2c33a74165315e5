package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/fjall-lint/fjall-lint/reporters"
)

// stepSummary is the file that GitHub Actions shows as the summary of a step, ""
// elsewhere and where no format is for GitHub.
func (f *outputFlags) stepSummary() string {
	if !f.has("github") {
		return ""
	}
	return os.Getenv("GITHUB_STEP_SUMMARY")
}

// summarize appends the report to the summary of the step, where there is one.
// That it cannot is told and no more: what was checked stays checked, and the
// report itself is written.
func (f *outputFlags) summarize(io streams, r *reporters.Report) {
	file := f.stepSummary()
	if file == "" {
		return
	}
	io.record.forget() // the summary grows with each run
	if err := appendSummary(file, r); err != nil {
		fmt.Fprintf(io.err, "fjall-lint: note: the step summary is left out: %v\n", err)
	}
}

func appendSummary(file string, r *reporters.Report) error {
	// What other commands of the step wrote counts too: GitHub drops a summary
	// that is too long as a whole.
	room := reporters.SummaryBytes
	var text bytes.Buffer
	if info, err := os.Stat(file); err == nil && info.Size() > 0 {
		room -= int(min(info.Size(), reporters.SummaryBytes))
		text.WriteByte('\n') // a heading begins a line
	}
	if room < reporters.CommentBytes {
		return errors.New("the step's other commands fill it")
	}
	if err := reporters.NewMarkdown(room).Report(&text, r); err != nil {
		return err
	}
	out, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = out.Write(text.Bytes())
	return errors.Join(err, out.Close())
}
