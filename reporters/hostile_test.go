package reporters

import (
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// hostileTexts are what a template, a file name or a rule may hold to become
// something else in a report.
var hostileTexts = []string{
	hostile, "a | b", "`code`", "``", "line\n\n# head\n\n- item", "</details><img src=x onerror=alert(1)>", "[x](https://evil.example)", "![x](//evil.example/p.png)",
	"@org/team please", "see #1 and www.evil.example", "**bold** __bold__ ~~gone~~ $x$", "::error::x", "\r\n::set-output name=a::b\r::add-mask::c", "a\r::error file=x,line=1::y",
	"##vso[task.complete]x", "##[error]x", "\\", "a\\|b", "<!-- hidden", "&lt;b&gt;", "]]>", "]]]]><![CDATA[>", "<![CDATA[", "\"><failure message='x'/>", "%0A::error::x", "100%, a:b",
	"\x1b[2J\x1b]0;t\x07", "\x00\x01\x08\x0b\x0c\x7f\u0085\u009b31m", "\ufffe\uffff\u2028\u2029\u202e", "\xff\xfe not UTF-8", "",
}

// hostileReport is a report whose texts are all the one given.
func hostileReport(t testing.TB, text string) *Report {
	t.Helper()
	r := hostileCost(t, text)
	r.Command, r.MinSeverity = "check", rules.Low
	evil := *testRules()["FJ101"]
	evil.Title, evil.Description, evil.Remediation, evil.Name, evil.Category, evil.ID = text, text, text, text, text, "FJ999"+text
	r.Rules = append(r.Rules, &evil)
	for _, s := range r.Assembly.Stacks {
		s.TemplateFile = text
	}
	for i, f := range r.Findings {
		f.Message, f.LogicalID, f.ResourceType, f.ConstructPath = text, text, text, text
		for j := range f.Related {
			f.Related[j].Message, f.Related[j].LogicalID, f.Related[j].Range.File = text, text, text
		}
		if f.Suppressed != nil {
			f.Suppressed.Reason = text
		}
		switch i % 3 {
		case 0:
			f.Source = &template.SourcePos{File: repo + "lib/" + text, Line: 3, Column: 7}
		case 1:
			f.Range.File = text
		default:
			f.Rule = &evil
		}
	}
	for i := range r.Undecided {
		u := &r.Undecided[i]
		u.Category, u.Template, u.LogicalID, u.Why = text, text, text, text
	}
	r.Notes = []string{text}
	return r
}

// crowdedReport has so many findings of each severity that limits are reached.
func crowdedReport(t testing.TB, n int, message string) *Report {
	t.Helper()
	r := testReport(t)
	r.MinSeverity = rules.Info
	byID := testRules()
	app := stackNamed(t, r.Assembly, "AppStack")
	for i := range n {
		for _, id := range []string{"FJ101", "FJ203", "FJ401", "FJ505", "FJ701"} {
			f := at(t, &rules.Finding{Rule: byID[id], Message: message}, app, "Resources", "Handler886CB40B")
			f.Range.Start.Line, f.Range.End.Line = 100+i, 100+i
			r.Findings = append(r.Findings, f)
		}
	}
	r.Findings = rules.Sort(r.Findings)
	return r
}
