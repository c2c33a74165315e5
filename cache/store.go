// Package cache keeps what whole runs gave, so that a run on files that have not changed
// need not be made again.
//
// A result is kept together with everything that the run asked of the file system. It is
// given again only when each of these questions has the same answer now: the content of
// every file that was read, the names in every folder that was listed, and what was not
// there. Modification times do not count, because synthesis writes the same files anew.
//
// Contents are compared by digests keyed with random bytes that never leave the folder,
// so that the cache tells nothing about a file to who cannot read it anyway.
package cache

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	keyFile = "key"
	keySize = 32
	// maxVariants is how many results of the same command line are kept: those of the
	// last states of its input.
	maxVariants = 4
	// maxBytes and maxAge bound what the folder holds.
	maxBytes = 64 << 20
	maxAge   = 30 * 24 * time.Hour
)

// Store is a folder of results. Any number of processes may use it at the same time.
type Store struct {
	dir string
	key []byte
}

// Open opens the store in a folder, which is made when it is not there. Only the user may
// read it.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	key, err := readKey(dir)
	if err != nil {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	return &Store{dir, key}, nil
}

// readKey reads the key of a folder, which the first process makes.
func readKey(dir string) ([]byte, error) {
	name := filepath.Join(dir, keyFile)
	key, err := os.ReadFile(name)
	switch {
	case err == nil && len(key) == keySize:
		return key, nil
	case err == nil:
		return nil, fmt.Errorf("%q is no key: remove the folder", name)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	key = make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	tmp, err := writeTemp(dir, key)
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp)
	// A link, unlike a rename, does not replace the key of another process.
	if err := os.Link(tmp, name); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return os.ReadFile(name)
		}
		if err := os.Rename(tmp, name); err != nil { // a file system without links
			return nil, err
		}
		return os.ReadFile(name)
	}
	return key, nil
}

func writeTemp(dir string, text []byte) (name string, err error) {
	f, err := os.CreateTemp(dir, ".new-*") // readable by the user only
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// ID names what a result depends on besides files.
type ID string

// ID makes the id of a run of its parts: the version of the program, its arguments, the
// folder it runs in, and whatever else its output may depend on.
func (s *Store) ID(parts ...string) ID {
	h := hmac.New(sha256.New, s.key)
	var size [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write([]byte(p))
	}
	return ID(hex.EncodeToString(h.Sum(nil)[:16]))
}

// Lookup gives the result of a run of that id for which fsys has not changed, nil where
// there is none.
func (s *Store) Lookup(id ID, fsys fs.FS) *Result {
	files, err := os.ReadDir(filepath.Join(s.dir, string(id)))
	if err != nil {
		return nil
	}
	now := newProber(fsys, s.key)
	for _, f := range files {
		name := filepath.Join(s.dir, string(id), f.Name())
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		e, err := decode(text, s.key)
		if err != nil {
			continue // cut off, or of another version
		}
		if now.holds(e.trace) {
			if info, err := f.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
				_ = os.Chtimes(name, time.Time{}, time.Now()) // what is used is kept
			}
			return &e.result
		}
	}
	return nil
}

// Save keeps a result with what the recorder saw. Nothing is kept of a recorder that was
// told to forget.
func (s *Store) Save(id ID, r *Recorder, result Result) error {
	trace, ok := r.trace()
	if !ok {
		return nil
	}
	dir := filepath.Join(s.dir, string(id))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("write cache: %w", err)
	}
	text := encode(entry{trace, result}, s.key)
	tmp, err := writeTemp(s.dir, text)
	if err != nil {
		return fmt.Errorf("write cache: %w", err)
	}
	// Named by what it depends on: the same state is kept once.
	if err := os.Rename(tmp, filepath.Join(dir, trace.name(s.key))); err != nil {
		os.Remove(tmp)
		return fmt.Errorf("write cache: %w", err)
	}
	s.prune(dir, maxVariants)
	return s.trim()
}

// prune removes the oldest files of a folder beyond the newest n.
func (s *Store) prune(dir string, n int) {
	all, err := os.ReadDir(dir)
	if err != nil || len(all) <= n {
		return
	}
	files := ages(dir, all)
	for _, f := range files[n:] {
		os.Remove(f.name)
	}
}

type aged struct {
	name string
	at   time.Time
	size int64
}

// ages are the regular files among entries, the newest first.
func ages(dir string, entries []fs.DirEntry) []aged {
	var files []aged
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, aged{filepath.Join(dir, e.Name()), info.ModTime(), info.Size()})
		}
	}
	slices.SortFunc(files, func(a, b aged) int { return b.at.Compare(a.at) })
	return files
}

// trim removes, once a day, what is old or too much.
func (s *Store) trim() error {
	stamp := filepath.Join(s.dir, "trimmed")
	if info, err := os.Stat(stamp); err == nil && time.Since(info.ModTime()) < 24*time.Hour {
		return nil
	}
	if err := os.WriteFile(stamp, nil, 0o600); err != nil {
		return fmt.Errorf("trim cache: %w", err)
	}
	_ = os.Chtimes(stamp, time.Time{}, time.Now())
	all, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("trim cache: %w", err)
	}
	var files []aged
	for _, e := range all {
		name := filepath.Join(s.dir, e.Name())
		switch {
		case e.IsDir():
			if entries, err := os.ReadDir(name); err == nil {
				files = append(files, ages(name, entries)...)
			}
		case strings.HasPrefix(e.Name(), ".new-"): // of a process that was killed
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
				os.Remove(name)
			}
		}
	}
	slices.SortFunc(files, func(a, b aged) int { return b.at.Compare(a.at) })
	var sum int64
	for _, f := range files {
		if sum += f.size; sum > maxBytes || time.Since(f.at) > maxAge {
			os.Remove(f.name)
			os.Remove(filepath.Dir(f.name)) // unless others are in it
		}
	}
	return nil
}
