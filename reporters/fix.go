package reporters

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// OneLine makes text that comes from a template safe to print on one line.
func OneLine(text string) string { return clean(text) }

// RepoFile is a path relative to the repository's root; of one outside, the path
// without what leads there.
func (r *Report) RepoFile(name string) string {
	file, ok := r.repoFile(name)
	if !ok {
		return outside(file)
	}
	return file
}

// NewPatch is the reporter of what fix changes as a patch that `git apply` takes.
func NewPatch() Reporter { return patchReporter{} }

type patchReporter struct{}

func (patchReporter) Report(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	for _, f := range r.Fixes.Files {
		out.WriteString(f.Patch)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write patch: %w", err)
	}
	return nil
}

// NewFixTable is the reporter of what fix changes for people: what is done, and the
// difference of the files.
func NewFixTable(style Style) Reporter {
	style.Width = max(style.Width, minWidth)
	return fixReporter{style}
}

type fixReporter struct{ style Style }

func (t fixReporter) Report(w io.Writer, r *Report) error {
	p := &printer{Report: r, style: t.style, said: map[string]bool{}}
	p.fixes()
	return p.flush(w)
}

func (p *printer) fixes() {
	f := p.Fixes
	for _, finding := range f.Made {
		p.fix(finding)
	}
	if !f.Written {
		for _, file := range f.Files {
			p.blank()
			p.diff(file.Diff)
		}
	}
	if len(f.Left) > 0 {
		p.blank()
		p.line(p.paint(bold, "Not fixed"))
		for _, l := range f.Left {
			p.text("  "+pad(clean(l.Finding.Rule.ID), 5)+"  ", "", clean(l.Finding.Message))
			p.text(strings.Repeat(" ", 9), dim, clean(l.Why))
		}
	}
	p.blank()
	switch n := len(f.Made); {
	case n == 0:
		p.line("Nothing to fix.")
	case f.Written:
		p.text("", green, fmt.Sprintf("%s fixed in %s.", plural(n, "finding", "findings"), plural(len(f.Files), "file", "files")))
	default:
		p.text("", "", fmt.Sprintf("%s would be fixed in %s; --write does it.", plural(n, "finding", "findings"), plural(len(f.Files), "file", "files")))
	}
}

// fix prints one fix: what it is for, what it does, and what to mind.
func (p *printer) fix(f *rules.Finding) {
	kind, sgr := "safe", green
	if f.Fix.Kind != rules.SafeFix {
		kind, sgr = "suggestion", yellow
	}
	lead := p.paint(bold, pad(clean(f.Rule.ID), 5)) + "  " + p.paint(sgr, pad(kind, 10)) + "  "
	indent := 5 + 2 + 10 + 2
	for i, l := range wrap(clean(f.Fix.Title), min(p.style.Width-indent, measure)) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.line(lead + l)
	}
	if at := p.at(f.Range); at != "" {
		p.path(indent, dim, at)
	}
	if f.Fix.Warning != "" {
		p.text(strings.Repeat(" ", indent), yellow, clean(f.Fix.Warning))
	}
}

// diff prints a unified difference, each line as it is but for what steers a
// terminal.
func (p *printer) diff(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		shown := visible(line)
		switch {
		case strings.HasPrefix(line, "diff --git"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"):
			p.lines = append(p.lines, p.paint(bold, shown))
		case strings.HasPrefix(line, "@@"):
			p.lines = append(p.lines, p.paint(cyan, shown))
		case strings.HasPrefix(line, "+"):
			p.lines = append(p.lines, p.paint(green, shown))
		case strings.HasPrefix(line, "-"):
			p.lines = append(p.lines, p.paint(red, shown))
		default:
			p.lines = append(p.lines, shown)
		}
	}
}

// visible is a line with its spaces; tabs stay as they are.
func visible(line string) string {
	parts := strings.Split(line, "\t")
	for i, part := range parts {
		trimmed := strings.TrimLeft(part, " ")
		indent := part[:len(part)-len(trimmed)]
		parts[i] = indent + clean(trimmed)
	}
	return strings.Join(parts, "\t")
}
