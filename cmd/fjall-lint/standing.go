package main

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// standing is what a command that lints again and again has besides its flags. The zero
// value, and nil, is a command that lints once in the working folder.
type standing struct {
	// dir is the folder that is linted, an absolute path; "" is the working folder.
	dir string
	// open are the texts of files that are open in an editor, by absolute path with
	// slashes: they go before what is on disk.
	open map[string][]byte

	selection *rules.Selection
	libraries map[string]string
	engine    *rules.Engine
}

// fileSystem is what templates are read from.
func (s *standing) fileSystem() fs.FS {
	if s == nil || s.dir == "" && len(s.open) == 0 {
		return template.OS()
	}
	return template.Folder(s.dir, s.open)
}

// path is where a path of the folder is for the operating system.
func (s *standing) path(name string) string {
	if s == nil || s.dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}

// folder is the absolute path of the folder that is linted.
func (s *standing) folder() (string, error) {
	if s == nil || s.dir == "" {
		return os.Getwd()
	}
	return s.dir, nil
}

// compile compiles the rules that were chosen. An engine is kept for as long as they are
// the same; c then gets the selection that the engine knows.
func (s *standing) compile(ctx context.Context, c *chosen) (*rules.Engine, error) {
	if s == nil {
		return rules.NewEngine(ctx, c.selection, c.libraries)
	}
	if s.engine != nil && reflect.DeepEqual(s.selection, c.selection) && maps.Equal(s.libraries, c.libraries) {
		c.selection = s.selection
		return s.engine, nil
	}
	engine, err := rules.NewEngine(ctx, c.selection, c.libraries)
	if err != nil {
		return nil, err
	}
	s.selection, s.libraries, s.engine = c.selection, c.libraries, engine
	return engine, nil
}
