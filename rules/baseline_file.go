package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

// Write writes the baseline's file: JSON with one entry a line, so that changes of
// several branches merge.
func (b *Baseline) Write(w io.Writer) error {
	var out bytes.Buffer
	out.WriteString("{\n  \"version\": 1,\n  \"findings\": [")
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for i, e := range b.Entries {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("encode baseline: %w", err)
		}
		out.Truncate(out.Len() - 1) // the encoder's line break
	}
	if len(b.Entries) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write baseline: %w", err)
	}
	return nil
}

var fingerprintForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{32}$`) })

// anew is the hint that ends every mistake in a baseline which no edit mends.
const anew = "write it anew with `fjall-lint baseline write`"

// ReadBaseline reads the text of a baseline's file. Every mistake is reported, each as a
// [yamldoc.Error].
func ReadBaseline(file string, text []byte) (*Baseline, error) {
	if line := conflict(text); line > 0 {
		return nil, &yamldoc.Error{File: file, Line: line, Column: 1, Message: "a merge conflict begins here: keep the lines of both sides, or " + anew}
	}
	if IsReport(text) {
		return nil, &yamldoc.Error{File: file, Line: 1, Column: 1, Message: "this is a report, not a baseline: name it with --new-since"}
	}
	reader, root, err := yamldoc.Open(file, text)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, &yamldoc.Error{File: file, Line: 1, Column: 1, Message: "the baseline is empty: " + anew}
	}
	r := baselineReader{reader}
	b := &Baseline{Why: "listed in " + file}
	r.Mapping(root, "the baseline", map[string]func(*yaml.Node){
		"version": func(n *yaml.Node) {
			if version, ok := r.Text(n, "version"); ok && version != "1" {
				r.Fail(n, "version %q is not known: %s", version, anew)
			}
		},
		"findings": func(n *yaml.Node) {
			r.Items(n, "findings", func(item *yaml.Node) { b.Entries = append(b.Entries, r.entry(item)) })
		},
	})
	r.Require(root, "the baseline", "version", "findings")
	if err := r.Err(); err != nil {
		return nil, err
	}
	b.sort()
	return b, nil
}

type baselineReader struct{ *yamldoc.Reader }

func (r baselineReader) entry(item *yaml.Node) BaselineEntry {
	e := BaselineEntry{Count: 1}
	text := func(into *string, what string) func(*yaml.Node) {
		return func(n *yaml.Node) { *into, _ = r.Text(n, what) }
	}
	r.Mapping(item, "a finding", map[string]func(*yaml.Node){
		"rule":  text(&e.Rule, "rule"),
		"stack": text(&e.Stack, "stack"),
		"where": text(&e.Where, "where"),
		"fingerprint": func(n *yaml.Node) {
			if e.Fingerprint, _ = r.Text(n, "fingerprint"); !fingerprintForm().MatchString(e.Fingerprint) {
				r.Fail(n, "fingerprint is not 32 digits of 0-9 and a-f: %s", anew)
			}
		},
		"count": func(n *yaml.Node) {
			count, err := strconv.Atoi(n.Value)
			if n.Kind != yaml.ScalarNode || err != nil || count < 1 {
				r.Fail(n, "count must be a number from 1: %s", anew)
				return
			}
			e.Count = count
		},
	})
	r.Require(item, "a finding", "rule", "fingerprint")
	return e
}

// conflict is the line on which git left a conflict, 0 for none.
func conflict(text []byte) int {
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) {
			return n
		}
	}
	return 0
}
