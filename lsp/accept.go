package lsp

import (
	"path"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// placeholder is the reason that a suppression is written with: one without a reason has no
// effect.
const placeholder = "TODO: say why this is accepted"

// accept suppresses a finding, the reason to be filled in: in the template, or for code and
// what a synthesis writes in the configuration. The edit is nil where neither can be done.
func (l *linted) accept(name string, e entry) (title string, edits *workspaceEdit) {
	f := e.finding
	switch {
	case f.Stack == nil:
		return "", nil // a suppression speaks of templates
	case e.inCode || l.synthesized[name]:
		return "Accept " + f.Rule.ID + " here in the configuration", l.acceptInConfiguration(f)
	}
	title = "Accept " + f.Rule.ID + " here, with a reason"
	src := f.Stack.Source
	for _, made := range [][]edit.Edit{comment(f), metadata(f)} {
		if len(made) == 0 {
			continue
		}
		if b := l.newEdit(); b.change(l.abs(src.Name), made) {
			return title, b.edit()
		}
	}
	return "", nil
}

// comment accepts a finding by a comment above its line; nil where a comment there would be
// none, as in JSON and in a text of several lines.
func comment(f *rules.Finding) []edit.Edit {
	src := f.Stack.Source
	line := f.Range.Start.Line
	if f.Range.File != src.Name {
		line = f.Stack.KeyRange(f.Path).Start.Line
	}
	if line < 1 || jsonText(src) {
		return nil
	}
	text := src.Line(line)
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	eol := "\n"
	if end := src.Offset(line, 1) + len(text); end < len(src.Data) && src.Data[end] == '\r' {
		eol = "\r\n"
	}
	at := src.BOM + src.Offset(line, 1)
	edits := []edit.Edit{{Start: at, End: at, Text: indent + "# " + rules.SuppressingComment(f.Rule, placeholder) + eol}}
	data, err := edit.Apply(withMark(src), edits)
	if err != nil {
		return nil
	}
	after := template.NewSource(src.Name, data)
	is := false
	for _, c := range after.Comments() {
		is = is || c.Line == line && c.Own && after.NextLine(line) == line+1
	}
	docs, problems := template.Parse(after)
	if !is || len(problems) > 0 || len(docs) != 1 || !edit.Equal(docs[0], f.Stack.Raw) {
		return nil
	}
	return edits
}

// withMark is the whole text of a source.
func withMark(src *template.Source) []byte {
	return append([]byte("\ufeff")[:src.BOM:src.BOM], src.Data...)
}

// jsonText tells a source in JSON, which has no comments.
func jsonText(src *template.Source) bool {
	text := strings.TrimLeft(string(src.Data[:min(len(src.Data), 1024)]), " \t\r\n")
	return strings.HasPrefix(text, "{") || path.Ext(src.Name) == ".json"
}

// metadata accepts a finding by the Metadata of its resource; nil where it is about none.
func metadata(f *rules.Finding) []edit.Edit {
	list, entry, ok := rules.SuppressingMetadata(f, placeholder)
	if !ok {
		return nil
	}
	edits, err := edit.Edits(f.Stack.Source, []edit.Operation{{Op: edit.Append, Path: list, Value: entry}})
	if err != nil {
		return nil
	}
	return edits
}

// configurationFile is that which is made where there is none.
const configurationFile = ".fjall-lint.yaml"

// acceptInConfiguration accepts a finding by an entry of the configuration, which is made
// where there is none.
func (l *linted) acceptInConfiguration(f *rules.Finding) *workspaceEdit {
	b := l.newEdit()
	name := l.run.Config
	text, version, ok := []byte("version: 1\n"), (*int32)(nil), true
	if name != "" {
		text, version, ok = l.folder.server.text(name)
	}
	src := template.NewSource(name, text)
	edits, err := edit.Edits(src, []edit.Operation{{Op: edit.Append, Path: template.Path{"ignore"}, Value: rules.SuppressingEntry(f, placeholder)}})
	if !ok || err != nil {
		return nil
	}
	if name != "" {
		b.add(src, versionedID{l.folder.server.uri(name), version}, edits)
		return b.edit()
	}
	name = path.Join(l.folder.dir, configurationFile)
	if _, _, there := l.folder.server.text(name); there || !l.folder.server.canCreate() {
		return nil
	}
	made, err := edit.Apply(text, edits)
	if err != nil {
		return nil
	}
	b.create(name, string(made))
	return b.edit()
}
