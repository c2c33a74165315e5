package fixes

import (
	"bytes"
	"io/fs"
)

// Overlay is a file system in which some files have another content.
type Overlay struct {
	fs.FS
	// Files are the contents, by the name that the file system knows.
	Files map[string][]byte
}

// Open opens a file.
func (o *Overlay) Open(name string) (fs.File, error) {
	data, ok := o.Files[name]
	if !ok {
		return o.FS.Open(name)
	}
	f, err := o.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return &replaced{File: f, Reader: bytes.NewReader(data), size: int64(len(data))}, nil
}

// ReadFile reads a file.
func (o *Overlay) ReadFile(name string) ([]byte, error) {
	if data, ok := o.Files[name]; ok {
		return bytes.Clone(data), nil
	}
	return fs.ReadFile(o.FS, name)
}

// ReadDir lists a folder.
func (o *Overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.FS, name) }

// Stat tells what a file is.
func (o *Overlay) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(o.FS, name)
	if data, ok := o.Files[name]; ok && err == nil {
		return resized{info, int64(len(data))}, nil
	}
	return info, err
}

// replaced is an open file with another content.
type replaced struct {
	fs.File
	*bytes.Reader
	size int64
}

func (r *replaced) Read(p []byte) (int, error) { return r.Reader.Read(p) }

func (r *replaced) Stat() (fs.FileInfo, error) {
	info, err := r.File.Stat()
	if err != nil {
		return nil, err
	}
	return resized{info, r.size}, nil
}

type resized struct {
	fs.FileInfo
	size int64
}

func (r resized) Size() int64 { return r.size }
