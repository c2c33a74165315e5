package reporters

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// NewGitHub writes workflow commands, which GitHub Actions shows as annotations
// beside the code of a pull request.
func NewGitHub() Reporter { return githubReporter{} }

type githubReporter struct{}

const (
	// mostAnnotations is how many annotations of one level GitHub keeps of a
	// step; it drops the others without a word.
	mostAnnotations = 10
	// The runner takes longer texts, and nobody reads them in a box.
	maxAnnotation      = 2000
	maxAnnotationTitle = 200
)

// annotation is what is shown of the findings of one rule at one line.
type annotation struct {
	findings []*rules.Finding // the most severe first
	at       primary
}

func (a *annotation) severity() rules.Severity { return a.findings[0].Severity }

func (githubReporter) Report(w io.Writer, r *Report) error {
	var out strings.Builder
	out.WriteString(r.counts() + "\n")

	all := r.annotations(r.shown())
	room := map[string]int{"error": mostAnnotations, "warning": mostAnnotations, "notice": mostAnnotations}
	if overflows(all) {
		room["notice"]-- // for the one that says so
	}
	var left []*annotation
	for _, a := range all {
		level := annotationLevel(a.severity())
		if room[level] == 0 {
			left = append(left, a)
			continue
		}
		room[level]--
		out.WriteString(r.command(level, a) + "\n")
	}
	if len(left) > 0 {
		t := tally{bySeverity: map[rules.Severity]int{}}
		for _, a := range left {
			for _, f := range a.findings {
				t.total++
				t.bySeverity[f.Severity]++
			}
			// A line of the log without the form of a command.
			out.WriteString(a.severity().String() + " " + clean(a.findings[0].Rule.ID) + " " + r.seenAt(a.findings[0], a.at) + ": " + a.message() + "\n")
		}
		out.WriteString("::notice title=" + escapeProperty(plural(t.total, "more finding", "more findings")) + "::" + escapeData(fmt.Sprintf(
			"%s no annotation: %s. GitHub shows at most %d errors, %d warnings and %d notices of a step; its log lists the others.",
			plural(t.total, "finding has", "findings have"), enumerate(t.parts()), mostAnnotations, mostAnnotations, mostAnnotations)) + "\n")
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// annotations groups findings by rule, file and line, the most severe first: a line of
// a construct that is used several times makes several resources, and one annotation.
func (r *Report) annotations(findings []*rules.Finding) []*annotation {
	type key struct {
		rule, file string
		line       int
	}
	index := map[key]*annotation{}
	var all []*annotation
	places := r.placer()
	for _, f := range mostSevereFirst(findings) {
		at := places.of(f)
		k := key{f.Rule.ID, at.file, at.line}
		a := index[k]
		if a == nil {
			a = &annotation{at: at}
			index[k] = a
			all = append(all, a)
		}
		a.findings = append(a.findings, f)
	}
	return all
}

// overflows tells whether there are more annotations of a level than are shown.
func overflows(all []*annotation) bool {
	n := map[string]int{}
	for _, a := range all {
		level := annotationLevel(a.severity())
		if n[level]++; n[level] > mostAnnotations {
			return true
		}
	}
	return false
}

func annotationLevel(s rules.Severity) string {
	if l := level(s); l != "note" {
		return l
	}
	return "notice"
}

// message is what the findings say, in one line.
func (a *annotation) message() string {
	text := cutRunes(clean(a.findings[0].Message), maxAnnotation)
	if n := len(a.findings) - 1; n > 0 {
		text = sentence(text) + " The rule finds " + thousands(n) + " more here."
	}
	return text
}

// command is the workflow command of an annotation. A file outside of the
// repository is named in the text, where no link to it can be wrong.
func (r *Report) command(level string, a *annotation) string {
	f := a.findings[0]
	var properties []string
	set := func(name, value string) { properties = append(properties, name+"="+escapeProperty(value)) }
	text := a.message()
	if a.at.inRepo {
		set("file", clean(a.at.file))
		set("line", strconv.Itoa(a.at.line))
		set("endLine", strconv.Itoa(a.at.endLine))
		if a.at.column > 0 && a.at.endLine == a.at.line { // else the checks API refuses columns
			set("col", strconv.Itoa(a.at.column))
		}
	}
	if a.at.authored || !a.at.inRepo {
		text += "\nTemplate: " + r.repoAt(f.Range)
	}
	if remedy := clean(f.Rule.Remediation); remedy != "" {
		text += "\nHow to fix: " + cutRunes(remedy, maxAnnotation)
	}
	set("title", cutRunes(strings.TrimSpace(clean(f.Rule.ID+" "+f.Rule.Title)), maxAnnotationTitle))
	return "::" + level + " " + strings.Join(properties, ",") + "::" + escapeData(text)
}

// The escapes are those of GitHub's own toolkit (@actions/core, command.ts): the
// runner undoes these and no others.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func escapeData(s string) string     { return dataEscapes.Replace(s) }
func escapeProperty(s string) string { return propertyEscapes.Replace(s) }
