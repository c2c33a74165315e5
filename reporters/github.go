package reporters

import (
	"fmt"
	"io"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// NewGitHub writes findings as workflow commands of GitHub Actions, which show them at
// the lines of a change.
// Source: GitHub documentation, workflow commands for GitHub Actions.
func NewGitHub() Reporter { return github{} }

type github struct{}

// mostOfLevel is how many annotations of each level a step may have; the rest is not
// shown.
// Source: actions/toolkit#734.
const mostOfLevel = 10

// Report implements [Reporter].
func (github) Report(w io.Writer, r *Report) error {
	var b strings.Builder
	counts := map[string]int{}
	left := 0
	list := r.annotations()
	levels := map[string]int{}
	for i := range list {
		levels[annotationLevel(list[i].finding.Severity)]++
	}
	over := levels["error"] > mostOfLevel || levels["warning"] > mostOfLevel || levels["notice"] > mostOfLevel
	for i := range list {
		a := &list[i]
		level := annotationLevel(a.finding.Severity)
		most := mostOfLevel
		if over && level == "notice" {
			most-- // the last one tells what is left out
		}
		if counts[level] >= most {
			left++
			continue
		}
		counts[level]++
		properties := []string{"file=" + commandProperty(a.file)}
		if a.line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", a.line), fmt.Sprintf("endLine=%d", max(a.line, a.endLine)))
			if a.column > 0 && max(a.line, a.endLine) == a.line {
				properties = append(properties, fmt.Sprintf("col=%d", a.column))
			}
		}
		f := a.finding
		properties = append(properties, "title="+commandProperty(f.Rule.ID+" "+f.Rule.Name))
		text := f.Message
		if where := a.where(); where != "" {
			text += "\n" + where
		}
		if f.Rule.Remediation != "" {
			text += "\nFix: " + f.Rule.Remediation
		}
		fmt.Fprintf(&b, "::%s %s::%s\n", level, strings.Join(properties, ","), commandData(text))
	}
	if left > 0 {
		fmt.Fprintf(&b, "::notice title=fjall-lint::%s\n", commandData(plural(left, "finding is", "findings are")+" not shown here, because a step may have ten annotations of each level."))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func annotationLevel(s rules.Severity) string {
	switch {
	case s >= rules.High:
		return "error"
	case s == rules.Medium:
		return "warning"
	}
	return "notice"
}

// commandData is text as a command's message: lines are kept, all else that could end
// the command or steer a terminal is taken out.
// Source: actions/toolkit, packages/core, command.ts.
func commandData(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.ReplaceAll(clean(l), "%", "%25")
	}
	return strings.Join(lines, "%0A")
}

// commandProperty is text as a property of a command.
func commandProperty(text string) string {
	return strings.NewReplacer("%", "%25", ":", "%3A", ",", "%2C").Replace(clean(text))
}
