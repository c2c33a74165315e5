package template

import (
	"errors"
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

// Confined is [Sub] for a folder out of which no symbolic link is followed.
func Confined(fsys fs.FS, dir string) fs.FS { return confinedFS{subFS{fsys, dir}} }

type confinedFS struct{ subFS }

// check gives an error for a name that leads out of the folder.
func (c confinedFS) check(op, name string) error {
	root, err := canonical(c.fsys, c.dir)
	if err == nil {
		var real string
		if real, err = canonical(c.fsys, path.Join(c.dir, name)); err == nil && root != "." && !within(root, real) {
			err = errOutside
		}
	}
	if err != nil {
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		return &fs.PathError{Op: op, Path: path.Join(c.dir, name), Err: err}
	}
	return nil
}

func (c confinedFS) Open(name string) (fs.File, error) {
	if err := c.check("open", name); err != nil {
		return nil, err
	}
	return c.subFS.Open(name)
}

func (c confinedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := c.check("open", name); err != nil {
		return nil, err
	}
	return c.subFS.ReadDir(name)
}

func (c confinedFS) Stat(name string) (fs.FileInfo, error) {
	if err := c.check("stat", name); err != nil {
		return nil, err
	}
	return c.subFS.Stat(name)
}

func (c confinedFS) ReadFile(name string) ([]byte, error) {
	if err := c.check("open", name); err != nil {
		return nil, err
	}
	return c.subFS.ReadFile(name)
}
