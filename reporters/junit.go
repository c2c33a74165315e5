package reporters

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// NewJUnit writes JUnit's XML, which most build services show as tests: a suite
// for each stack, in which each rule is a case. There is no standard of the
// format; this is the part that all its readers agree on.
func NewJUnit() Reporter { return junitReporter{} }

type junitReporter struct{}

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	junitCounts
	Suites []junitSuite `xml:"testsuite"`
}

// junitCounts are the counts of a suite or of all. The time is always 0, so that
// two runs give the same bytes.
type junitCounts struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
	Time     int `xml:"time,attr"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	junitCounts
	File   string      `xml:"file,attr,omitempty"`
	Cases  []junitCase `xml:"testcase"`
	Output *junitText  `xml:"system-out"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Time    int           `xml:"time,attr"`
	Skipped *junitMessage `xml:"skipped"`
	Failure *junitMessage `xml:"failure"`
	Output  *junitText    `xml:"system-out"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

func (junitReporter) Report(w io.Writer, r *Report) error {
	doc := junitSuites{Name: toolName, Suites: r.junitSuites()}
	for i := range doc.Suites {
		s := &doc.Suites[i]
		doc.Tests += s.Tests
		doc.Failures += s.Failures
		doc.Skipped += s.Skipped
	}
	text, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	if _, err := w.Write(append([]byte(xml.Header), append(text, '\n')...)); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func (r *Report) junitSuites() []junitSuite {
	all, _ := r.allRules()
	places := r.placer()
	subjects := r.subjects()
	if len(subjects) == 0 { // readers take a run without tests for one that failed
		subjects = []*subject{{}}
	}
	named, taken := map[string]int{}, map[string]int{}
	for _, sub := range subjects {
		named[sub.name()]++
	}
	undecided := map[string][]Undecided{}
	for _, u := range r.Undecided {
		undecided[slashed(u.Template)] = append(undecided[slashed(u.Template)], u)
	}
	var suites []junitSuite
	for _, sub := range subjects {
		s := junitSuite{Name: cmp.Or(sub.name(), toolName), File: clean(outside(r.repoName(sub.file)))}
		byRule := map[string][]*rules.Finding{}
		for _, f := range sub.findings {
			byRule[f.Rule.ID] = append(byRule[f.Rule.ID], f)
		}
		if named[s.Name] > 1 && s.File != "" { // one stack in several environments
			s.Name += " (" + s.File + ")"
		}
		if taken[s.Name]++; taken[s.Name] > 1 { // readers know a case by its suite's name
			s.Name += " #" + strconv.Itoa(taken[s.Name])
		}
		for _, rule := range all {
			c := r.junitCase(places, s.Name, rule, byRule[rule.ID])
			s.Tests++
			switch {
			case c.Failure != nil:
				s.Failures++
			case c.Skipped != nil:
				s.Skipped++
			}
			s.Cases = append(s.Cases, c)
		}
		var lines []string
		for _, u := range undecided[sub.template()] {
			lines = append(lines, "undecided "+strings.TrimSpace(clean(u.Category)+" "+clean(u.LogicalID))+": "+clean(u.Why))
		}
		s.Output = junitLines(lines)
		suites = append(suites, s)
	}
	return suites
}

// junitCase is a rule in a suite. It fails with what people are shown; findings
// below that are remarks on a case that passes, and one whose findings are all
// suppressed is skipped.
func (r *Report) junitCase(places placer, class string, rule *rules.Rule, findings []*rules.Finding) junitCase {
	c := junitCase{Class: class, Name: clean(rule.ID + " " + rule.Name)}
	var failing []*rules.Finding
	var reasons, remarks []string
	for _, f := range findings {
		switch {
		case f.Suppressed != nil:
			reasons = append(reasons, "suppressed: "+cmp.Or(trimNote(f.Suppressed.Reason), "no reason is given"))
			remarks = append(remarks, "suppressed "+r.junitLine(f, places.of(f)))
		case f.Severity < r.MinSeverity:
			remarks = append(remarks, r.junitLine(f, places.of(f)))
		default:
			failing = append(failing, f)
		}
	}
	failing = mostSevereFirst(failing)
	switch {
	case len(failing) > 0:
		first := failing[0]
		at := places.of(first)
		c.File, c.Line = clean(outside(at.file)), at.line
		message := cutRunes(clean(first.Message), maxText)
		if n := len(failing) - 1; n > 0 {
			message = sentence(message) + " " + plural(n, "more finding", "more findings") + " below."
		}
		var lines []string
		for _, f := range failing {
			lines = append(lines, r.junitLine(f, places.of(f)))
		}
		if remedy := clean(rule.Remediation); remedy != "" {
			lines = append(lines, "How to fix: "+remedy)
		}
		c.Failure = &junitMessage{Message: message, Type: first.Severity.String(), Text: strings.Join(lines, "\n")}
	case len(reasons) > 0 && len(reasons) == len(findings):
		c.Skipped = &junitMessage{Message: strings.Join(slices.Compact(reasons), "; ")}
	}
	c.Output = junitLines(remarks)
	return c
}

// junitLine is a finding in the text of a case: what is wrong, and where.
func (r *Report) junitLine(f *rules.Finding, at primary) string {
	line := f.Severity.String() + ": " + clean(f.Message)
	line += "\n  at " + r.seenAt(f, at)
	if at.authored {
		line += "\n  in " + r.at(f.Range)
	}
	if construct := clean(cmp.Or(f.ConstructPath, f.LogicalID)); construct != "" {
		line += "\n  of " + construct
	}
	return line
}

func junitLines(lines []string) *junitText {
	if len(lines) == 0 {
		return nil
	}
	return &junitText{strings.Join(lines, "\n")}
}
