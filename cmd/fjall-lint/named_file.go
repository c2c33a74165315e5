package main

import (
	"io/fs"
	"os"

	"github.com/fjall-lint/fjall-lint/cache"
)

// readNamed reads a file that the user named. It may be a pipe, which is what shells make
// of <(command).
func readNamed(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil || info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) == 0 {
		return fs.ReadFile(fsys, name)
	}
	if r, ok := fsys.(*cache.Recorder); ok {
		r.Forget() // it is read once
	}
	return os.ReadFile(name)
}
