package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// IsReport tells whether a text is a report of this tool in JSON, which begins with the
// version of its schema.
func IsReport(text []byte) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(string(text[:min(len(text), 1024)]), "\ufeff")), "{")
	return ok && strings.HasPrefix(strings.TrimSpace(rest), `"schemaVersion"`)
}

// ReadReport makes a baseline of the findings of a report in JSON.
func ReadReport(file string, text []byte) (*Baseline, error) {
	var doc struct {
		SchemaVersion int `json:"schemaVersion"`
		Findings      *[]struct {
			RuleID, Stack, Fingerprint string
			Suppressed                 *struct{ Kind string }
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("%s:%d: not a report in JSON: make it with `fjall-lint check --format json=FILE`", file, lineOf(text, err))
	}
	switch {
	case doc.SchemaVersion != 1:
		return nil, fmt.Errorf("%s:1: version %d of reports is not known: make the report with this version of the tool", file, doc.SchemaVersion)
	case doc.Findings == nil:
		return nil, fmt.Errorf("%s:1: the report has no findings: make it with `fjall-lint check --format json=FILE`", file)
	}
	b := &Baseline{Why: "also in " + file}
	for _, f := range *doc.Findings {
		// What was suppressed is not known to be accepted once that ends.
		if f.Suppressed == nil || f.Suppressed.Kind == "baseline" {
			b.Entries = append(b.Entries, BaselineEntry{Rule: f.RuleID, Stack: f.Stack, Fingerprint: f.Fingerprint, Count: 1})
		}
	}
	b.sort()
	return b, nil
}

// lineOf is the line of a mistake that package json found; its words may quote a value.
func lineOf(text []byte, err error) int {
	offset := int64(len(text))
	switch e := err.(type) {
	case *json.SyntaxError:
		offset = e.Offset
	case *json.UnmarshalTypeError:
		offset = e.Offset
	}
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}
