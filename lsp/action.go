package lsp

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// The kinds of code actions. An editor may carry out those of kindFixAll whenever a file is
// saved.
const (
	kindQuickFix = "quickfix"
	kindFixAll   = "source.fixAll.fjall-lint"
)

// codeAction offers what can be done about the findings in a range.
func (s *server) codeAction(ctx context.Context, p *codeActionParams) (any, error) {
	actions := []codeAction{}
	l, name := s.current(p.Document.URI)
	if l == nil || len(s.client.TextDocument.CodeAction.LiteralSupport) == 0 {
		return actions, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if wanted(kindQuickFix, p.Context.Only) {
		said := map[string]bool{} // rules
		for _, e := range l.entries[name] {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if !e.span.meets(p.Range) {
				continue
			}
			actions = append(actions, l.quickFixes(name, e)...)
			if id := e.finding.Rule.ID; !said[id] && !e.inCode {
				said[id] = true
				actions = append(actions, l.fixRule(name, id)...)
			}
		}
		if l.offersCDK(name, p.Range) {
			actions = append(actions, codeAction{
				Title: "Write the fixes of the app as CDK code: " + fixesFile, Kind: kindQuickFix,
				Command: &command{"Write CDK code", cdkCommand, []any{p.Document.URI}},
			})
		}
	}
	if wanted(kindFixAll, p.Context.Only) && !l.synthesized[name] {
		safe := l.fixable(name, func(f *rules.Finding) bool { return f.Fix.Kind == rules.SafeFix })
		if e := l.editOf(safe); e != nil {
			actions = append(actions, codeAction{Title: "Make all safe fixes of fjall-lint", Kind: kindFixAll, Edit: e})
		}
	}
	return actions, nil
}

// wanted tells whether a client that asks for some kinds only takes one of this kind.
func wanted(kind string, only []string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(o string) bool {
		return o == "" || kind == o || strings.HasPrefix(kind, o+".")
	})
}

// quickFixes are the fix of a finding and the ways to accept it.
func (l *linted) quickFixes(name string, e entry) []codeAction {
	var actions []codeAction
	shown := []diagnostic{l.diagnostic(e)}
	// On a line of code, a change of the template would come as a surprise.
	if f := e.finding; f.Fix != nil && !e.inCode {
		if edits := l.editOf(l.clean([]*rules.Finding{f})); edits != nil {
			title := reporters.OneLine(f.Fix.Title)
			if f.Fix.Kind != rules.SafeFix {
				title += " (suggestion)"
			}
			if l.synthesized[name] {
				title += " (until the next synthesis)"
			}
			actions = append(actions, codeAction{Title: title, Kind: kindQuickFix, Diagnostics: shown, IsPreferred: f.Fix.Kind == rules.SafeFix, Edit: edits})
		}
	}
	if title, edits := l.accept(name, e); edits != nil {
		actions = append(actions, codeAction{Title: title, Kind: kindQuickFix, Diagnostics: shown, Edit: edits})
	}
	return actions
}

// fixRule fixes all findings of a rule in a file, where there are several.
func (l *linted) fixRule(name, id string) []codeAction {
	all := l.fixable(name, func(f *rules.Finding) bool { return f.Rule.ID == id })
	if len(all) < 2 {
		return nil
	}
	edits := l.editOf(all)
	if edits == nil {
		return nil
	}
	return []codeAction{{Title: fmt.Sprintf("Fix all of %s in this file", id), Kind: kindQuickFix, Edit: edits}}
}

// fixable are the findings in a template that have a fix which can be shown.
func (l *linted) fixable(name string, which func(f *rules.Finding) bool) []*rules.Finding {
	var list []*rules.Finding
	for _, e := range l.entries[name] {
		if f := e.finding; !e.inCode && f.Fix != nil && which(f) {
			list = append(list, f)
		}
	}
	return l.clean(list)
}

// clean are those of some findings whose fix can be made and shows no credential.
func (l *linted) clean(list []*rules.Finding) []*rules.Finding {
	var unknown []*rules.Finding
	for _, f := range list {
		if _, ok := l.showable[f]; !ok {
			unknown = append(unknown, f)
		}
	}
	if len(unknown) > 0 {
		alone, _ := fixes.Alone(unknown, l.run.Report.Assembly, l.run.Facts)
		for _, f := range unknown {
			l.showable[f] = len(alone[f]) > 0 && !slices.ContainsFunc(alone[f], func(file fixes.FileEdits) bool {
				return slices.ContainsFunc(file.Edits, func(e edit.Edit) bool { return l.run.Report.Redact(e.Text) != e.Text })
			})
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(f *rules.Finding) bool { return !l.showable[f] })
}

// editOf is what the fixes of some findings change together; nil where there is nothing to
// change, or one of the files is not what was linted.
func (l *linted) editOf(list []*rules.Finding) *workspaceEdit {
	if len(list) == 0 {
		return nil
	}
	all, err := fixes.New(list, l.run.Report.Assembly, l.run.Facts).Edits()
	if err != nil {
		return nil
	}
	b := l.newEdit()
	for _, file := range sortedKeys(all) {
		if !b.change(l.abs(file), all[file]) {
			return nil
		}
	}
	return b.edit()
}

// fixesFile is the file that code for the CDK is written to, beside the code that it is
// about.
const fixesFile = "fjall-fixes.ts"

// offersCDK tells whether the fix of a finding on lines of code can be written as code.
func (l *linted) offersCDK(name string, at span) bool {
	if path.Ext(name) != ".ts" || !l.folder.server.canCreate() || !l.folder.server.client.Workspace.ApplyEdit {
		return false
	}
	if _, _, there := l.folder.server.text(path.Join(path.Dir(name), fixesFile)); there {
		return false
	}
	return slices.ContainsFunc(l.entries[name], func(e entry) bool {
		return e.inCode && e.finding.Fix != nil && e.finding.Stack != nil && e.span.meets(at)
	})
}

// cdkCode is the code for the CDK that fixes the app which a file of code belongs to.
func (l *linted) cdkCode(name string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var program *template.Program
	for _, e := range l.entries[name] {
		if e.inCode && e.finding.Fix != nil && e.finding.Stack != nil {
			program = e.finding.Stack.Program
			break
		}
	}
	var list []*rules.Finding
	for _, f := range l.run.Report.Findings {
		if f.Fix != nil && f.Suppressed == nil && f.Stack != nil && f.Stack.Program == program {
			list = append(list, f)
		}
	}
	var b strings.Builder
	if err := fixes.WriteCDK(&b, fixes.New(list, l.run.Report.Assembly, l.run.Facts), l.run.Report.Redact); err != nil {
		return "", err
	}
	return b.String(), nil
}
