package rules

import (
	"cmp"
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
)

// Finding is one thing that a rule found wrong, at a place. It is data: a
// failure of the tool or its input is an error, never a finding.
type Finding struct {
	Rule     *Rule
	Severity Severity
	Message  string

	// Stack is the template that the finding stands in; nil for a file that
	// could not be read as one.
	Stack *template.Stack
	// LogicalID and ResourceType name the element: ResourceType is "Parameter",
	// "Mapping", "Output" and so on outside of Resources.
	LogicalID     string
	ResourceType  string
	ConstructPath string
	// Resource is the resource, where the element is one that takes effect.
	Resource *template.Resource
	// Path leads to the value from the template's root, Range is its place in
	// the file; Exact tells whether the path led to a value that is there.
	Path  template.Path
	Range template.Range
	Exact bool
	// Source is the place in the author's code, where it is known.
	Source *template.SourcePos

	Related    []Related
	Fix        *Fix
	MonthlyUSD string // decimal, "" when the finding is not about money
	// Fingerprint is the same for the same finding of every version of an app.
	// Place tells where exactly it stands, for runs that differ by an edit.
	Fingerprint string
	Place       string
	Suppressed  *Suppression
	// Before is set where a baseline holds the finding, also one that is suppressed
	// otherwise.
	Before bool

	identity identity
	ordinal  int // among findings of the same identity, from 1
}

// Related is another place that belongs to a finding: a link of the chain that
// leads to it.
type Related struct {
	Message   string
	Stack     *template.Stack
	LogicalID string
	Path      template.Path
	Range     template.Range
}

// Fix is the change that ends a finding, as its rule declares it. Package fixes
// carries it out.
type Fix struct {
	// Title says what is done: "Grant role Api read access to secret Db".
	Title string
	// Kind is [SafeFix] or [SuggestedFix].
	Kind string
	// Warning says what a suggested fix may break, or what is to be done besides.
	Warning string
	// Do are the operations on the template, in order.
	Do []Operation
	// CDK are the lines that do the same in the author's code.
	CDK []Line
}

// The kinds of fixes. A safe fix only narrows, adds what is provably missing, or
// cannot change what worked; any other one is a suggestion.
const (
	SafeFix      = "safe"
	SuggestedFix = "suggestion"
)

// Operation is one operation of a fix. Op names it; what the arguments are depends
// on it, see package fixes.
type Operation struct {
	Op   string
	Args map[string]any
	// At is the place that the argument "at" resolves to; Stack is nil without one.
	At Spot
}

// Spot is a place in a template.
type Spot struct {
	Stack *template.Stack
	Path  template.Path
}

// Line is a line of TypeScript for the author's code.
type Line struct {
	// Stack and LogicalID are those of the resource whose construct it is about,
	// ConstructPath and Source where that is made.
	Stack         *template.Stack
	LogicalID     string
	ConstructPath string
	Source        *template.SourcePos
	Text          string
}

// File is the path of the file that the finding stands in.
func (f *Finding) File() string { return f.Range.File }

// Template is the template's path relative to the assembly's root, or the file
// for one that is no template.
func (f *Finding) Template() string {
	if f.Stack != nil {
		return f.Stack.TemplateFile
	}
	return f.Range.File
}

// Sort puts findings in the order of every report: file, position, rule, then
// what they say; the same finding said twice is left once.
func Sort(findings []*Finding) []*Finding {
	slices.SortStableFunc(findings, compare)
	return slices.CompactFunc(findings, func(a, b *Finding) bool {
		return a.Rule == b.Rule && a.Range == b.Range && a.Message == b.Message && a.LogicalID == b.LogicalID &&
			a.Path.String() == b.Path.String()
	})
}

func compare(a, b *Finding) int {
	order := cmp.Or(
		cmp.Compare(a.Range.File, b.Range.File),
		cmp.Compare(a.Range.Start.Offset, b.Range.Start.Offset),
		cmp.Compare(a.Range.Start.Line, b.Range.Start.Line), // where no offset is known
		cmp.Compare(a.Range.Start.Column, b.Range.Start.Column),
		cmp.Compare(a.Rule.ID, b.Rule.ID),
	)
	if order != 0 {
		return order // the keys are made only where they decide
	}
	return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(a.Message, b.Message))
}

func (f *Finding) key() string {
	stack := ""
	if f.Stack != nil {
		stack = f.Stack.Key
	}
	return stack + "#" + f.LogicalID + f.Path.String()
}
