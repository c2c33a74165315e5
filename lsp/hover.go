package lsp

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// mostHelp bounds how many rules one hover explains.
const mostHelp = 3

// hover explains the findings at a position, or tells the life of the secret there.
func (s *server) hover(_ context.Context, p *positionParams) (any, error) {
	l, name := s.current(p.Document.URI)
	if l == nil {
		return nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var parts []string
	var at *span
	said := map[string]bool{}
	for _, e := range l.entries[name] {
		if !e.span.contains(p.Position) || said[e.finding.Rule.ID] || len(said) == mostHelp {
			continue
		}
		said[e.finding.Rule.ID] = true
		parts = append(parts, l.help(e))
		if at == nil {
			at = &e.span
		}
	}
	if secret := l.secretAt(name, p.Position); secret != nil {
		parts = append(parts, l.life(secret))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	text, kind := strings.Join(parts, "\n\n---\n\n"), "markdown"
	if formats := s.client.TextDocument.Hover.ContentFormat; len(formats) > 0 && !slices.Contains(formats, kind) {
		kind = "plaintext"
	}
	return hover{markup{kind, text}, at}, nil
}

// help is what a hover says of a finding: what is wrong, why that matters, and what to do.
func (l *linted) help(e entry) string {
	rule := e.finding.Rule
	title := reporters.MarkdownText(rule.ID + " " + rule.Name + ": " + rule.Title)
	if href := reporters.RulePage(rule); href != "" {
		title = fmt.Sprintf("[%s](%s)", title, href)
	}
	parts := []string{
		"**" + title + "** (" + e.finding.Severity.String() + ")", reporters.MarkdownText(e.finding.Message),
		reporters.MarkdownText(rule.Description),
	}
	if rule.Remediation != "" {
		parts = append(parts, "**How to fix:** "+reporters.MarkdownText(rule.Remediation))
	}
	if f := e.finding.Fix; f != nil {
		text := "**Fix** (" + f.Kind + "): " + reporters.MarkdownText(strings.TrimSuffix(f.Title, ".")+".")
		if f.Warning != "" {
			text += " " + reporters.MarkdownText(f.Warning)
		}
		parts = append(parts, text)
		if code := l.codeLines(f); e.inCode && code != "" {
			parts = append(parts, code)
		}
	}
	return strings.Join(parts, "\n\n")
}

// codeLines are the lines for the author's code that do what a fix does, as Markdown. A line
// that would show a credential is left out.
func (l *linted) codeLines(f *rules.Fix) string {
	var lines []string
	for _, line := range f.CDK {
		if text := reporters.OneLine(line.Text); l.run.Report.Redact(text) == text {
			lines = append(lines, text)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "```ts\n" + strings.ReplaceAll(strings.Join(lines, "\n"), "```", "") + "\n```"
}

// secretAt is the secret whose resource a position is in, or whose construct the line
// makes.
func (l *linted) secretAt(name string, p position) *reporters.Secret {
	r := l.run.Report
	if src := l.source(name); src != nil {
		offset := l.folder.server.encoding.offset(src, p)
		for _, s := range r.Assembly.Stacks {
			if s.Source != src {
				continue
			}
			at := s.PathOf(offset)
			if len(at) < 2 || at[0] != "Resources" {
				continue
			}
			for i := range r.Secrets {
				if secret := &r.Secrets[i]; secret.Template == s.TemplateFile && secret.LogicalID == at[1] {
					return secret
				}
			}
		}
	}
	for i := range r.Secrets {
		if at, ok := l.places.Secret(&r.Secrets[i]); ok && l.codeFile(at) == name && at.Line == int(p.Line)+1 {
			return &r.Secrets[i]
		}
	}
	return nil
}

// marks are how the states of a secret's life are shown.
var marks = map[string]string{"yes": "✓ ", "no": "✗ ", "unknown": "? "}

// life tells the life of a secret in Markdown.
func (l *linted) life(secret *reporters.Secret) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**\n\n", reporters.MarkdownText(cmp.Or(secret.Name, secret.LogicalID)))
	for _, stage := range l.run.Report.Life(secret) {
		fmt.Fprintf(&b, "- %s: %s%s\n", stage.Name, marks[stage.State], reporters.MarkdownText(cmp.Or(stage.Text, "not known")))
	}
	return b.String()
}

// current is the last run of the folder that a document is in, nil where there is none or
// the document has changed since.
func (s *server) current(uri string) (l *linted, name string) {
	name, ok := pathOf(uri)
	if !ok {
		return nil, ""
	}
	f := s.folderOf(name)
	if f == nil {
		return nil, ""
	}
	f.mu.Lock()
	l = f.last
	f.mu.Unlock()
	if l == nil || !l.fresh(name) {
		return nil, ""
	}
	return l, name
}

// fresh tells whether a file is as the run saw it.
func (l *linted) fresh(name string) bool {
	l.mu.Lock()
	src := l.source(name)
	l.mu.Unlock()
	text, _, ok := l.folder.server.text(name)
	return ok && src != nil && string(template.NewSource(name, text).Data) == string(src.Data)
}
