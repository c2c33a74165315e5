package lsp

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

func (s *server) didOpen(_ context.Context, p *didOpenParams) (any, error) {
	name, ok := pathOf(p.Document.URI)
	if !ok {
		return nil, nil // what is not saved is no file yet
	}
	s.mu.Lock()
	s.docs[name] = &document{uri: p.Document.URI, version: p.Document.Version, text: []byte(p.Document.Text)}
	s.mu.Unlock()
	s.changed(name)
	return nil, nil
}

func (s *server) didChange(_ context.Context, p *didChangeParams) (any, error) {
	name, ok := pathOf(p.Document.URI)
	if !ok {
		return nil, nil
	}
	s.mu.Lock()
	d := s.docs[name]
	if d != nil {
		d.change(p.Changes, s.encoding)
		d.version = p.Document.Version
	}
	s.mu.Unlock()
	if d == nil {
		s.log(messageError, "a document changed that is not open")
		return nil, nil
	}
	s.changed(name)
	return nil, nil
}

func (s *server) didSave(_ context.Context, p *documentParams) (any, error) {
	if name, ok := pathOf(p.Document.URI); ok {
		s.changed(name)
	}
	return nil, nil
}

func (s *server) didClose(_ context.Context, p *documentParams) (any, error) {
	name, ok := pathOf(p.Document.URI)
	if !ok {
		return nil, nil
	}
	s.mu.Lock()
	delete(s.docs, name)
	s.mu.Unlock()
	s.changed(name)
	return nil, nil
}

func (s *server) didChangeWatchedFiles(_ context.Context, p *watchedFilesParams) (any, error) {
	for _, c := range p.Changes {
		name, ok := pathOf(c.URI)
		if !ok {
			continue
		}
		s.mu.Lock()
		_, open := s.docs[name]
		s.mu.Unlock()
		if !open { // else its text is what the editor says
			s.changed(name)
		}
	}
	return nil, nil
}

// changed has what depends on a file linted again.
func (s *server) changed(name string) {
	f := s.folderOf(name)
	if f != nil && matters(name) {
		f.awake()
	}
}

// matters tells the files that a run may read, by their names: those of assemblies, whose
// folders may have any name, are told by the client, which was asked for them only.
func matters(name string) bool {
	if strings.Contains(name, "/node_modules/") || strings.Contains(name, "/.git/") {
		return false
	}
	return template.IsCandidate(name) || path.Ext(name) == ".rego" || strings.Contains(name, "/cdk.out/")
}

// openBelow are the texts and versions of the open files of a folder.
func (s *server) openBelow(dir string) (texts map[string][]byte, versions map[string]int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts, versions = map[string][]byte{}, map[string]int32{}
	for name, d := range s.docs {
		if below(dir, name) {
			texts[name], versions[name] = d.text, d.version
		}
	}
	return texts, versions
}

// uri is that of a file, as the client writes it where it is open.
func (s *server) uri(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.docs[name]; d != nil {
		return d.uri
	}
	return uriOf(name)
}

// text is what a file holds now, in the editor or else on disk; ok is false where it cannot
// be read.
func (s *server) text(name string) (text []byte, version *int32, ok bool) {
	s.mu.Lock()
	d := s.docs[name]
	if d != nil {
		text, v := d.text, d.version
		s.mu.Unlock()
		return text, &v, true
	}
	s.mu.Unlock()
	text, err := readFile(name)
	return text, nil, err == nil
}

// native is a path for the operating system.
func native(name string) string { return filepath.FromSlash(name) }
