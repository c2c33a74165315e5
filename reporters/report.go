// Package reporters writes a report in the formats that people and machines
// read. Each format is one file; all are views of the same [Report].
package reporters

import (
	"io"

	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// Report is everything that a run found.
type Report struct {
	// Version is the tool's version, "0.0.0-dev" for a build without one.
	Version string
	// Command is "check" or "report".
	Command  string
	Assembly *template.Assembly
	// Rules are all rules that ran, in order of id.
	Rules []*rules.Rule
	// Findings are all findings in the order of every report, the suppressed
	// ones included.
	Findings  []*rules.Finding
	Undecided []Undecided
	Secrets   []Secret
	// Access tells of each secret who can do what with it.
	Access []Access
	// Cost is what the secrets cost a month; nil where it was not estimated.
	Cost *Cost
	// Fixes are what the fix command changes; nil for the others.
	Fixes *Fixes
	// Replacements are the text edits of each finding's fix, each as if it were the
	// only one; nil where no format asks for them.
	Replacements map[*rules.Finding][]Replacement
	// Diffs are what each finding's fix changes as if it were the only one, for people;
	// nil where no format asks for it. Patch is not set.
	Diffs map[*rules.Finding][]FixFile
	// Notes are remarks on the run: what was left out and why.
	Notes []string
	// Compared is set where a baseline or another version tells which findings are new.
	Compared bool
	// FailOn is the severity from which check fails.
	FailOn rules.Severity
	// MinSeverity is the severity from which findings are shown to people;
	// machine formats hold all of them.
	MinSeverity rules.Severity
	// RepoRoot is the folder that SARIF paths are relative to, with a trailing
	// slash; WorkDir the one that all other paths are relative to.
	RepoRoot string
	WorkDir  string
	// Repository finds the author's code; nil where no format asks for it.
	Repository *Repository
	// Redact takes credentials out of a text; nil where no format asks for it.
	Redact func(text string) string
}

// Cost is what the secrets cost and what could be saved.
type Cost struct {
	Estimate *cost.Estimate
	// Diff is what changes against another version, which Against names; nil
	// where nothing was compared.
	Diff    *cost.Diff
	Against string
	Budgets []cost.Budget
	// Savings are what rules found to spare, the largest first.
	Savings []cost.Saving
}

// Fixes are what the fix command changes.
type Fixes struct {
	// Made are the findings that are fixed, Left those whose fix is not made.
	Made  []*rules.Finding
	Left  []FixLeft
	Files []FixFile
	// Withheld are the files that a patch leaves out, because it would show a
	// credential.
	Withheld []string
	// Written is set when the files were changed.
	Written bool
}

// FixLeft is a finding whose fix is not made, and why.
type FixLeft struct {
	Finding *rules.Finding
	Why     string
}

// FixFile is a file that changes.
type FixFile struct {
	Name string
	// Diff is the unified difference without credentials, for people. Patch is the
	// whole one, "" where it would show a credential.
	Diff  string
	Patch string
}

// Replacement is an edit of a file: a range of bytes, the byte order mark not counted,
// and what stands there instead.
type Replacement struct {
	Source     *template.Source
	Start, End int
	Text       string
	// Synthesized is set for a file that the next synthesis overwrites.
	Synthesized bool
}

// Undecided is a question that the templates do not answer.
type Undecided struct {
	Category  string
	Template  string
	LogicalID string
	Why       string
	Range     template.Range
}

// Secret is what is known of the life of a secret, without its readers, which are in
// [Access], and its cost.
type Secret struct {
	// ID is the key of its resource, as in [Access].
	ID            string
	Name          string // as far as it is known, with … for what is not
	Stack         string
	Template      string
	LogicalID     string
	ConstructPath string
	Range         template.Range
	// Origin says where the value comes from: "generated", "literal in the
	// template", "parameter DbPassword", "managed by RDS"…
	Origin string
	// Rotation says how it is rotated, and whether that works.
	Rotation Verdict
	// Key is "aws/secretsmanager", the customer key's logical id…
	Key string
}

// Style is how a report for people looks.
type Style struct {
	Color   bool
	Width   int // columns, at least 40
	Verbose bool
}

// Reporter writes a report in one format.
type Reporter interface {
	Report(w io.Writer, r *Report) error
}
