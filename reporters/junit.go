package reporters

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// NewJUnit writes a test suite for each stack and in it a test case for each rule that
// ran: those without a finding pass.
// Source: testmo/junitxml, the format as tools read it.
func NewJUnit() Reporter { return junit{} }

type junit struct{}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	File     string      `xml:"file,attr,omitempty"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class    string         `xml:"classname,attr"`
	Name     string         `xml:"name,attr"`
	Failures []junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// Report implements [Reporter].
func (junit) Report(w io.Writer, r *Report) error {
	byStack := map[*template.Stack]map[string][]*rules.Finding{}
	for _, f := range r.shown() {
		if byStack[f.Stack] == nil {
			byStack[f.Stack] = map[string][]*rules.Finding{}
		}
		byStack[f.Stack][f.Rule.ID] = append(byStack[f.Stack][f.Rule.ID], f)
	}
	all := junitSuites{Name: toolName}
	add := func(s *template.Stack, name, file string) {
		suite := junitSuite{Name: clean(name), File: clean(file)}
		for _, rule := range r.Rules {
			c := junitCase{Class: rule.Category, Name: rule.ID + " " + rule.Name}
			for _, f := range byStack[s][rule.ID] {
				c.Failures = append(c.Failures, junitFailure{Message: clean(f.Message), Type: f.Severity.String(), Text: r.failure(f)})
				suite.Failures++
			}
			suite.Tests++
			suite.Cases = append(suite.Cases, c)
		}
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Suites = append(all.Suites, suite)
	}
	for _, s := range r.stacks() {
		add(s, s.Name, r.templateOf(s))
	}
	if len(byStack[nil]) > 0 {
		add(nil, "files", "")
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// failure is a finding as the text of a failed test: where it is, and what to do.
func (r *Report) failure(f *rules.Finding) string {
	var lines []string
	if name := cmp.Or(f.ConstructPath, f.LogicalID); name != "" {
		lines = append(lines, clean(name))
	}
	if f.Source != nil {
		lines = append(lines, r.sourceAt(f.Source))
	}
	lines = append(lines, r.at(f.Range))
	if f.Rule.Remediation != "" {
		lines = append(lines, "Fix: "+clean(f.Rule.Remediation))
	}
	return strings.Join(lines, "\n")
}
