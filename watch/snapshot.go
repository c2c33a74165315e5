package watch

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/template"
)

// manifest is the file that makes a folder a cloud assembly.
const manifest = "manifest.json"

// mostFiles bounds how many files are looked at.
const mostFiles = 200_000

// ownTemporary begins the names of files that this tool writes before it gives them their
// name.
const ownTemporary = ".fjall-lint-"

// state is what tells that a file is another one.
type state struct {
	size     int64
	modified time.Time
	mode     fs.FileMode
}

// snapshot is how the watched files are at one time.
type snapshot struct {
	files map[string]state // by absolute path
	// assemblies are the folders that must have a manifest to be complete.
	assemblies map[string]bool
}

func (s snapshot) equal(t snapshot) bool { return s.files != nil && maps.Equal(s.files, t.files) }

// complete tells whether every assembly has its whole manifest.
func (s snapshot) complete() bool {
	for dir := range s.assemblies {
		if !Complete(dir) {
			return false
		}
	}
	return true
}

// Complete tells whether a folder has the whole manifest of a cloud assembly, which a
// synthesis writes last.
func Complete(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, manifest))
	return err == nil && json.Valid(text)
}

// look takes down how the files are, and asks for notifications of all folders; grown
// tells that there are new ones.
func (w *Watcher) look() (s snapshot, grown bool) {
	l := looking{w: w, s: snapshot{map[string]state{}, map[string]bool{}}}
	if w.notify != nil {
		// A folder that was removed is none of them any more, also when there is another
		// one of that name.
		clear(w.watched)
		for _, name := range w.notify.WatchList() {
			w.watched[name] = true
		}
	}
	for _, root := range w.roots {
		// A file that is written by another's name and moved is seen in its folder only.
		up := filepath.Dir(root)
		for up != filepath.Dir(up) {
			if info, err := os.Stat(up); err == nil && info.IsDir() {
				break
			}
			up = filepath.Dir(up)
		}
		l.follow(up)
		info, err := os.Stat(root)
		switch {
		case err != nil:
			if w.last.assemblies[root] {
				l.s.assemblies[root] = true // it is about to be made anew
			}
		case info.IsDir():
			l.folder(root, false)
		default:
			l.file(root, info)
			if filepath.Base(root) == manifest {
				l.folder(up, true)
			}
		}
	}
	return l.s, l.grown
}

// looking is a look at all files.
type looking struct {
	w     *Watcher
	s     snapshot
	grown bool
}

func (l *looking) follow(dir string) {
	if l.w.follow(dir) {
		l.grown = true
	}
}

// folder looks at a folder; all tells that every file of it counts, as in an assembly, and
// not only what may be a template or rule.
func (l *looking) folder(dir string, all bool) {
	if len(l.s.files) >= mostFiles {
		return
	}
	l.follow(dir) // before it is read, so that no change is lost
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.Name() == manifest {
			all = true
			l.s.assemblies[dir] = true
		}
	}
	if filepath.Base(dir) == "cdk.out" {
		all = true
		l.s.assemblies[dir] = true
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if e.IsDir() {
			if !template.IsPassedOver(e.Name()) {
				l.folder(name, all)
			}
			continue
		}
		if !all && !template.IsCandidate(e.Name()) && filepath.Ext(e.Name()) != ".rego" {
			continue
		}
		info, err := e.Info()
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			info, err = os.Stat(name)
		}
		if err == nil {
			l.file(name, info)
		}
	}
}

func (l *looking) file(name string, info fs.FileInfo) {
	if strings.HasPrefix(filepath.Base(name), ownTemporary) || l.w.Ignore != nil && l.w.Ignore(name) {
		return
	}
	l.s.files[name] = state{info.Size(), info.ModTime(), info.Mode()}
}
