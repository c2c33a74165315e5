package template

import (
	"bytes"
	"io/fs"
	"path"
	"path/filepath"
)

// Folder is the file system of the operating system as it is seen from a folder: relative
// names are below dir, which is an absolute path or "" for the working folder. open are
// texts that go before those on disk, by absolute path with slashes; files that are not on
// disk stay unknown. An editor lints with it what is not saved yet.
func Folder(dir string, open map[string][]byte) fs.FS { return folderFS{dir, open} }

type folderFS struct {
	dir  string
	open map[string][]byte
}

// at is the path of a name for the operating system.
func (f folderFS) at(name string) string {
	if f.dir == "" || filepath.IsAbs(native(name)) {
		return name
	}
	return path.Join(filepath.ToSlash(f.dir), name)
}

// text is that of a file which is open.
func (f folderFS) text(name string) ([]byte, bool) {
	if len(f.open) == 0 {
		return nil, false
	}
	abs, err := filepath.Abs(native(f.at(name)))
	if err != nil {
		return nil, false
	}
	text, ok := f.open[filepath.ToSlash(abs)]
	return text, ok
}

// Open opens a regular file or a folder for reading.
func (f folderFS) Open(name string) (fs.File, error) {
	file, err := osFS{}.Open(f.at(name))
	if err != nil {
		return nil, err
	}
	if text, ok := f.text(name); ok {
		return openFile{file, bytes.NewReader(text), int64(len(text))}, nil
	}
	return file, nil
}

// ReadFile reads a regular file of at most 1 GiB.
func (f folderFS) ReadFile(name string) ([]byte, error) {
	if text, ok := f.text(name); ok {
		if err := readable("read", f.at(name), false); err != nil {
			return nil, err
		}
		return bytes.Clone(text), nil
	}
	return osFS{}.ReadFile(f.at(name))
}

// ReadDir lists a folder, sorted by name.
func (f folderFS) ReadDir(name string) ([]fs.DirEntry, error) { return osFS{}.ReadDir(f.at(name)) }

// Stat describes a file, following symbolic links.
func (f folderFS) Stat(name string) (fs.FileInfo, error) {
	info, err := osFS{}.Stat(f.at(name))
	if text, ok := f.text(name); ok && err == nil {
		return openInfo{info, int64(len(text))}, nil
	}
	return info, err
}

// Lstat describes a file, or the symbolic link itself.
func (f folderFS) Lstat(name string) (fs.FileInfo, error) { return osFS{}.Lstat(f.at(name)) }

// ReadLink is the target of a symbolic link.
func (f folderFS) ReadLink(name string) (string, error) { return osFS{}.ReadLink(f.at(name)) }

// Resolve is the absolute path of a file with all symbolic links followed.
func (f folderFS) Resolve(name string) (string, error) { return osFS{}.Resolve(f.at(name)) }

// openFile is a file whose text is not that on disk.
type openFile struct {
	fs.File
	text *bytes.Reader
	size int64
}

func (f openFile) Read(p []byte) (int, error) { return f.text.Read(p) }

func (f openFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	if err != nil {
		return nil, err
	}
	return openInfo{info, f.size}, nil
}

type openInfo struct {
	fs.FileInfo
	size int64
}

func (i openInfo) Size() int64 { return i.size }
