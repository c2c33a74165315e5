package template

import (
	"io/fs"
	"path"
)

// Sub is a folder of a file system. Unlike with [fs.Sub] its name may be any that the file
// system takes, for [OS] absolute and with "..".
func Sub(fsys fs.FS, dir string) fs.FS { return subFS{fsys, dir} }

type subFS struct {
	fsys fs.FS
	dir  string
}

func (s subFS) Open(name string) (fs.File, error) { return s.fsys.Open(path.Join(s.dir, name)) }

func (s subFS) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(s.fsys, path.Join(s.dir, name))
}

func (s subFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(s.fsys, path.Join(s.dir, name)) }

func (s subFS) ReadFile(name string) ([]byte, error) {
	return fs.ReadFile(s.fsys, path.Join(s.dir, name))
}
