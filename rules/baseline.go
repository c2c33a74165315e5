package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

// BaselineFile is the name that a baseline has by default.
const BaselineFile = ".fjall-lint-baseline.json"

// Baseline are findings that were there before: they are marked as such and do not
// count. One that is fixed leaves the baseline when that is pruned, and is new when it
// comes back.
type Baseline struct {
	// Why is the reason that the marked findings give.
	Why     string
	Entries []BaselineEntry
}

// BaselineEntry are the findings of one rule at one place. It holds neither messages nor
// values.
type BaselineEntry struct {
	Rule  string `json:"rule"`  // id
	Stack string `json:"stack"` // name, "" for a file that is no template
	// Where is for people: what identifies the place is the fingerprint, of the first
	// where there are several.
	Where       string `json:"where"`
	Fingerprint string `json:"fingerprint"`
	Count       int    `json:"count"`
}

// NewBaseline makes a baseline of all findings that are not suppressed.
func NewBaseline(findings []*Finding) *Baseline {
	b := &Baseline{}
	index := map[identity]int{}
	for _, f := range findings {
		if !f.current() {
			continue
		}
		i, ok := index[f.identity]
		if !ok {
			i = len(b.Entries)
			index[f.identity] = i
			b.Entries = append(b.Entries, BaselineEntry{
				Rule: f.Rule.ID, Stack: f.identity.stack, Where: f.identity.where(f.Path), Fingerprint: f.identity.hash(1),
			})
		}
		// Those that are suppressed take an ordinal too.
		b.Entries[i].Count = max(b.Entries[i].Count, f.ordinal)
	}
	b.sort()
	return b
}

// current tells whether nobody accepted the finding otherwise than by a baseline.
func (f *Finding) current() bool { return f.Suppressed == nil || f.Suppressed.Kind == "baseline" }

// sort gives the order of the file: two runs write the same, and a change of one stack
// stays within its lines.
func (b *Baseline) sort() {
	slices.SortFunc(b.Entries, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.Stack, y.Stack), cmp.Compare(x.Where, y.Where), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
}

// mark marks the findings that are in the baseline.
func (b *Baseline) mark(findings []*Finding) {
	counts := b.counts()
	for _, f := range findings {
		// A report has an entry for each of several at one place, a baseline one for all.
		if f.Suppressed == nil && (counts[f.identity.hash(1)] >= f.ordinal || counts[f.Fingerprint] > 0) {
			f.Suppressed = &Suppression{Kind: "baseline", Reason: b.Why}
		}
	}
}

func (b *Baseline) counts() map[string]int {
	counts := map[string]int{}
	for _, e := range b.Entries {
		// Of two lines for one place, which a merge may leave, the larger one holds.
		counts[e.Fingerprint] = max(counts[e.Fingerprint], e.Count)
	}
	return counts
}

// Pruned is the baseline without what is fixed, and the number of findings that are.
// now are the findings of today; judged tells whether the run would have found an entry:
// what it did not look at stays.
func (b *Baseline) Pruned(now []*Finding, judged func(BaselineEntry) bool) (left *Baseline, fixed int) {
	counts := NewBaseline(now).counts()
	left = &Baseline{Why: b.Why}
	for _, e := range b.Entries {
		if n := counts[e.Fingerprint]; judged(e) && n < e.Count {
			fixed += e.Count - n
			e.Count = n
		}
		if e.Count > 0 {
			left.Entries = append(left.Entries, e)
		}
	}
	left.sort()
	return left, fixed
}

// Total is the number of findings in the baseline.
func (b *Baseline) Total() int {
	n := 0
	for _, e := range b.Entries {
		n += e.Count
	}
	return n
}

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
