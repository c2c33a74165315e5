package lsp

import (
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// entry is a finding at one of the places where it is shown: in the template, or in the
// author's code.
type entry struct {
	finding *rules.Finding
	span    span
	inCode  bool
}

// unnecessary are the rules about what could be taken away, which editors may show faded.
var unnecessary = []string{"FJ003", "FJ309", "FJ701", "FJ705", "FJ707"}

// The severities and the tag of diagnostics.
const (
	severityError = iota + 1
	severityWarning
	severityInformation
	severityHint

	tagUnnecessary = 1
)

func severityOf(s rules.Severity) int {
	switch s {
	case rules.Critical, rules.High:
		return severityError
	case rules.Medium:
		return severityWarning
	case rules.Low:
		return severityInformation
	}
	return severityHint
}

// collect finds the places of all findings that count.
func (l *linted) collect() map[string][]entry {
	all := map[string][]entry{}
	for _, f := range l.run.Report.Findings {
		if f.Suppressed != nil {
			continue
		}
		name, at := l.inTemplate(f)
		all[name] = append(all[name], entry{f, at, false})
		if code := l.places.Finding(f); len(code) > 0 {
			name := l.codeFile(code[0])
			all[name] = append(all[name], entry{f, l.codeSpan(code[0]), true})
		}
	}
	return all
}

// inTemplate is where a finding stands in a file that was read. What is within an archive
// is shown where the template has it.
func (l *linted) inTemplate(f *rules.Finding) (name string, at span) {
	rng := f.Range
	name = l.abs(rng.File)
	if f.Stack != nil && l.source(name) == nil {
		rng = f.Stack.KeyRange(f.Path)
		name = l.abs(f.Stack.Source.Name)
	}
	return name, l.folder.server.encoding.span(l.source(name), rng)
}

// codeFile is the absolute path of a place in the author's code.
func (l *linted) codeFile(at reporters.CodePlace) string {
	return path.Join(l.run.Report.RepoRoot, at.File)
}

// codeSpan is the rest of the line that a place in the author's code begins.
func (l *linted) codeSpan(at reporters.CodePlace) span {
	src := l.source(l.codeFile(at))
	column := at.Column
	if src != nil && column < 1 {
		line := src.Line(at.Line)
		column = len(line) - len(strings.TrimLeft(line, " \t")) + 1
	}
	return l.folder.server.encoding.span(src, template.Range{Start: template.Pos{Line: at.Line, Column: max(column, 1)}})
}

// diagnostics are what the client is told, by URI.
func (l *linted) diagnostics() map[string]publishParams {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[string]publishParams{}
	for name, entries := range l.entries {
		p := publishParams{URI: l.folder.server.uri(name)}
		if version, ok := l.versions[name]; ok {
			p.Version = &version
		}
		for _, e := range entries {
			p.Diagnostics = append(p.Diagnostics, l.diagnostic(e))
		}
		slices.SortStableFunc(p.Diagnostics, func(a, b diagnostic) int {
			switch {
			case before(a.Range.Start, b.Range.Start):
				return -1
			case before(b.Range.Start, a.Range.Start):
				return 1
			}
			return strings.Compare(a.Code, b.Code)
		})
		all[p.URI] = p
	}
	return all
}

func (l *linted) diagnostic(e entry) diagnostic {
	f, able := e.finding, &l.folder.server.client.TextDocument.PublishDiagnostics
	d := diagnostic{
		Range: e.span, Severity: severityOf(f.Severity), Code: f.Rule.ID, Source: "fjall-lint",
		Message: reporters.OneLine(f.Message),
	}
	if href := reporters.RulePage(f.Rule); href != "" && able.CodeDescriptionSupport {
		d.Description = &codeDescription{href}
	}
	if slices.Contains(unnecessary, f.Rule.ID) && slices.Contains(able.TagSupport.ValueSet, tagUnnecessary) {
		d.Tags = []int{tagUnnecessary}
	}
	if able.RelatedInformation {
		d.Related = l.related(e)
	}
	if able.DataSupport && f.Fingerprint != "" {
		d.Data = &diagnosticData{f.Fingerprint}
	}
	return d
}

// mostRelated bounds the places that are told with a diagnostic.
const mostRelated = 20

// related are the places that belong to a finding: the template for a line of code and the
// code for one of the template, the links of the chain, and who calls the code.
func (l *linted) related(e entry) []related {
	var list []related
	add := func(name string, at span, message string) {
		r := related{location{l.folder.server.uri(name), at}, reporters.OneLine(message)}
		if len(list) < mostRelated && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	code := l.places.Finding(e.finding)
	if e.inCode {
		name, at := l.inTemplate(e.finding)
		add(name, at, "The synthesized template")
	} else if len(code) > 0 {
		add(l.codeFile(code[0]), l.codeSpan(code[0]), "The code that defines it")
	}
	for _, rel := range e.finding.Related {
		name := l.abs(rel.Range.File)
		if rel.Range.File == "" {
			continue
		}
		at := l.folder.server.encoding.span(l.source(name), rel.Range)
		if place, ok := l.places.Related(rel); ok && e.inCode {
			name, at = l.codeFile(place), l.codeSpan(place)
		}
		add(name, at, rel.Message)
	}
	if e.inCode {
		for _, caller := range code[1:] {
			add(l.codeFile(caller), l.codeSpan(caller), "Called from here")
		}
	}
	return list
}
