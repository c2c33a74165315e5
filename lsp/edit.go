package lsp

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// editBuilder collects the changes of files that the client is to make.
type editBuilder struct {
	l     *linted
	files []fileEdit
}

// fileEdit are the changes of a file; fresh is set for one that is to be made.
type fileEdit struct {
	document versionedID
	edits    []textEdit
	fresh    bool
}

func (l *linted) newEdit() *editBuilder { return &editBuilder{l: l} }

// change adds edits of a file, by absolute path; ok is false where the file is not what was
// linted, or the edits would show a credential. Their offsets count a byte order mark, as those of package edit.
func (b *editBuilder) change(name string, edits []edit.Edit) (ok bool) {
	// What stands near an edit may be written anew with it.
	if slices.ContainsFunc(edits, func(e edit.Edit) bool { return b.l.run.Report.Redact(e.Text) != e.Text }) {
		return false
	}
	src := b.l.source(name)
	text, version, there := b.l.folder.server.text(name)
	if src == nil || !there || string(template.NewSource(name, text).Data) != string(src.Data) {
		return false
	}
	b.add(src, versionedID{b.l.folder.server.uri(name), version}, edits)
	return true
}

func (b *editBuilder) add(src *template.Source, document versionedID, edits []edit.Edit) {
	at := func(offset int) position { return b.l.folder.server.encoding.position(src, max(offset-src.BOM, 0)) }
	list := make([]textEdit, 0, len(edits))
	for _, e := range edits {
		list = append(list, textEdit{span{at(e.Start), at(e.End)}, e.Text})
	}
	b.files = append(b.files, fileEdit{document: document, edits: list})
}

// create adds a file that is not there.
func (b *editBuilder) create(name, text string) {
	b.files = append(b.files, fileEdit{versionedID{URI: uriOf(name)}, []textEdit{{NewText: text}}, true})
}

// edit is what was collected, in the form that the client takes; nil where that is nothing.
func (b *editBuilder) edit() *workspaceEdit {
	b.files = slices.DeleteFunc(b.files, func(f fileEdit) bool { return len(f.edits) == 0 })
	if len(b.files) == 0 {
		return nil
	}
	var w workspaceEdit
	if !b.l.folder.server.client.Workspace.WorkspaceEdit.DocumentChanges {
		w.Changes = map[string][]textEdit{}
		for _, f := range b.files {
			w.Changes[f.document.URI] = append(w.Changes[f.document.URI], f.edits...)
		}
		return &w
	}
	for _, f := range b.files {
		if f.fresh {
			w.DocumentChanges = append(w.DocumentChanges, createFile{"create", f.document.URI})
		}
		w.DocumentChanges = append(w.DocumentChanges, documentEdit{f.document, f.edits})
	}
	return &w
}

// canCreate tells whether the client can make files.
func (s *server) canCreate() bool {
	able := &s.client.Workspace.WorkspaceEdit
	return able.DocumentChanges && slices.Contains(able.ResourceOperations, "create")
}
