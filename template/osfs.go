package template

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxOSFile bounds what [OS] reads at once, in bytes. Callers that know what
// they read set lower bounds.
const maxOSFile = 1 << 30

// errNotRegular is what reading a device, pipe, socket or folder gives.
var errNotRegular = errors.New("not a regular file")

// OS is the file system of the operating system. Unlike os.DirFS it takes
// paths as they are typed: absolute, with "..", and with the system's own
// separators. Devices, pipes and sockets are refused before they are opened,
// because reading them may block for ever.
//
// It also implements [fs.ReadFileFS], [fs.ReadDirFS] and [fs.ReadLinkFS].
func OS() fs.FS { return osFS{} }

type osFS struct{}

func native(name string) string { return filepath.FromSlash(name) }

// Open opens a regular file or a folder for reading.
func (osFS) Open(name string) (fs.File, error) {
	if err := readable("open", name, true); err != nil {
		return nil, err
	}
	return os.Open(native(name))
}

// ReadFile reads a regular file of at most 1 GiB.
func (osFS) ReadFile(name string) ([]byte, error) {
	if err := readable("read", name, false); err != nil {
		return nil, err
	}
	f, err := os.Open(native(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > maxOSFile {
		return nil, &fs.PathError{Op: "read", Path: name, Err: tooLarge(maxOSFile)}
	}
	// The size may be a lie: files of /proc have none, and a file may grow.
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) > maxOSFile {
			return nil, &fs.PathError{Op: "read", Path: name, Err: tooLarge(maxOSFile)}
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// ReadDir lists a folder, sorted by name.
func (osFS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(native(name)) }

// Stat describes a file, following symbolic links.
func (osFS) Stat(name string) (fs.FileInfo, error) { return os.Stat(native(name)) }

// Lstat describes a file, or the symbolic link itself.
func (osFS) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(native(name)) }

// ReadLink is the target of a symbolic link.
func (osFS) ReadLink(name string) (string, error) {
	target, err := os.Readlink(native(name))
	return filepath.ToSlash(target), err
}

// Resolve is the absolute path of a file with all symbolic links followed.
func (osFS) Resolve(name string) (string, error) {
	abs, err := filepath.Abs(native(name))
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	return filepath.ToSlash(real), err
}

func readable(op, name string, folders bool) error {
	info, err := os.Stat(native(name))
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		pathErr.Op = "open" // what was to be done, as the user knows it
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() && (!folders || !info.IsDir()) {
		return &fs.PathError{Op: op, Path: name, Err: errNotRegular}
	}
	return nil
}

type tooLarge int64

func (t tooLarge) Error() string {
	switch n := int64(t); {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("larger than %d MiB", n>>20)
	default:
		return fmt.Sprintf("larger than %d bytes", n)
	}
}

// readRegular reads a regular file of at most limit bytes.
func readRegular(fsys fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errNotRegular}
	}
	if info.Size() > limit {
		return nil, &fs.PathError{Op: "read", Path: name, Err: tooLarge(limit)}
	}
	return fs.ReadFile(fsys, name)
}

// ioReason is what went wrong with a file, without its path, which the message
// around it names.
func ioReason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	}
	return err.Error()
}

// errOutside is what a symbolic link that leaves the file system gives.
var errOutside = errors.New("a symbolic link leads out of the folder")

// maxLinks bounds how many symbolic links one path may follow, as the
// operating systems do (Linux: 40).
const maxLinks = 40

// canonical is the path of a file with all symbolic links followed, as far as
// the file system can tell: two names of one file have the same canonical
// path. A file system without links gives the cleaned name.
func canonical(fsys fs.FS, name string) (string, error) {
	if r, ok := fsys.(interface{ Resolve(string) (string, error) }); ok {
		return r.Resolve(name)
	}
	links, ok := fsys.(fs.ReadLinkFS)
	if !ok || !fs.ValidPath(path.Clean(name)) {
		return path.Clean(name), nil
	}
	rest, done, hops := strings.Split(path.Clean(name), "/"), ".", 0
	for len(rest) > 0 {
		elem := rest[0]
		rest = rest[1:]
		switch elem {
		case "", ".":
			continue
		case "..":
			if done == "." {
				return "", errOutside
			}
			done = path.Dir(done)
			continue
		}
		next := path.Join(done, elem)
		info, err := links.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode().Type() != fs.ModeSymlink {
			done = next
			continue
		}
		if hops++; hops > maxLinks {
			return "", &fs.PathError{Op: "follow", Path: name, Err: errors.New("too many symbolic links")}
		}
		target, err := links.ReadLink(next)
		if err != nil {
			return "", err
		}
		if path.IsAbs(target) {
			return "", errOutside
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	return done, nil
}

// within tells whether a path lies in a folder or is it, judged by the names
// alone.
func within(dir, name string) bool {
	dir, name = path.Clean(dir), path.Clean(name)
	if dir == name {
		return true
	}
	if dir == "." {
		return fs.ValidPath(name)
	}
	rest, ok := strings.CutPrefix(name, strings.TrimSuffix(dir, "/")+"/")
	return ok && fs.ValidPath(rest)
}
