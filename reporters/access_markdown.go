package reporters

import (
	"fmt"
	"io"
	"strings"
)

// NewAccessMarkdown writes who can do what to which secret, as GitHub flavoured
// Markdown.
func NewAccessMarkdown() Reporter { return accessMarkdown{} }

type accessMarkdown struct{}

func (accessMarkdown) Report(w io.Writer, r *Report) error {
	var b strings.Builder
	b.WriteString("## Access to secrets\n\n")
	rows := r.accessRows()
	switch {
	case len(r.Access) == 0:
		b.WriteString("No secret is defined or used.\n")
	case len(rows) == 0:
		b.WriteString("No principal of the templates has access to a secret.\n")
	default:
		b.WriteString("| Principal |")
		for i := range r.Access {
			b.WriteString(" " + code(r.Access[i].title()) + " |")
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", len(r.Access)) + "\n")
		for _, row := range rows {
			b.WriteString("| " + code(row.name) + " |")
			for _, c := range row.cells {
				b.WriteString(" " + c + " |")
			}
			b.WriteByte('\n')
		}
		b.WriteString("\n" + legend + "\n")
	}
	head := false
	for i := range r.Access {
		for _, g := range r.Access[i].groups() {
			if !head {
				b.WriteString("\n| Secret | Reader | Through | Verdict |\n|---|---|---|---|\n")
				head = true
			}
			via := make([]string, len(g.via))
			for i, v := range g.via {
				via[i] = code(v)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", code(r.Access[i].title()), code(g.Consumer), strings.Join(via, ", "), prose(g.Why))
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
