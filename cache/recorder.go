package cache

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// question is a kind of question that a run asks of the file system, the cheapest first.
type question byte

const (
	askInfo question = iota + 1
	askLink
	askTarget
	askReal
	askOpen
	askNames
	askContent
)

type digest [16]byte

// asked is a question with its answer.
type asked struct {
	question question
	name     string
	answer   digest
}

// digester makes digests of answers.
type digester struct{ key []byte }

func (d digester) sum(kind byte, parts ...string) digest {
	h := hmac.New(sha256.New, d.key)
	h.Write([]byte{kind})
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return digest(h.Sum(nil)[:16])
}

// failed is the digest of an error. Its text counts, because it may be part of a report.
func (d digester) failed(err error) digest { return d.sum(1, err.Error()) }

func (d digester) ofContent(text []byte) digest {
	h := hmac.New(sha256.New, d.key)
	h.Write([]byte{2})
	h.Write(text)
	return digest(h.Sum(nil)[:16])
}

func (d digester) ofNames(entries []fs.DirEntry) digest {
	parts := make([]string, 0, 2*len(entries))
	for _, e := range entries {
		parts = append(parts, e.Name(), e.Type().String())
	}
	return d.sum(3, parts...)
}

// ofInfo leaves out the time, which no run looks at, and the size of what is no file.
func (d digester) ofInfo(info fs.FileInfo) digest {
	size := int64(0)
	if info.Mode().IsRegular() {
		size = info.Size()
	}
	return d.sum(4, info.Mode().String(), fmt.Sprint(size))
}

func (d digester) ofText(s string) digest { return d.sum(5, s) }

func of[T any](d digester, answer T, err error, sum func(T) digest) digest {
	if err != nil {
		return d.failed(err)
	}
	return sum(answer)
}

// asker asks a file system, and gives the digest of each answer with it.
type asker struct {
	fsys fs.FS
	digester
}

func (a asker) content(name string) ([]byte, digest, error) {
	text, err := fs.ReadFile(a.fsys, name)
	return text, of(a.digester, text, err, a.ofContent), err
}

func (a asker) names(name string) ([]fs.DirEntry, digest, error) {
	entries, err := fs.ReadDir(a.fsys, name)
	return entries, of(a.digester, entries, err, a.ofNames), err
}

func (a asker) info(name string) (fs.FileInfo, digest, error) {
	info, err := fs.Stat(a.fsys, name)
	return info, of(a.digester, info, err, a.ofInfo), err
}

func (a asker) link(name string) (fs.FileInfo, digest, error) {
	info, err := fs.Lstat(a.fsys, name)
	return info, of(a.digester, info, err, a.ofInfo), err
}

func (a asker) target(name string) (string, digest, error) {
	target, err := fs.ReadLink(a.fsys, name)
	return target, of(a.digester, target, err, a.ofText), err
}

func (a asker) real(name string) (string, digest, error) {
	l, ok := a.fsys.(interface {
		Resolve(name string) (string, error)
	})
	if !ok {
		name = path.Clean(name)
		return name, a.ofText(name), nil
	}
	real, err := l.Resolve(name)
	return real, of(a.digester, real, err, a.ofText), err
}

func (a asker) open(name string) (fs.File, digest, error) {
	f, err := a.fsys.Open(name)
	return f, of(a.digester, f, err, func(fs.File) digest { return a.ofText("open") }), err
}

// Recorder is a file system that notes what it is asked. It is safe for concurrent use.
type Recorder struct {
	asker

	mu     sync.Mutex
	seen   map[asked]bool
	list   []asked
	forget atomic.Bool
}

// Record wraps a file system.
func (s *Store) Record(fsys fs.FS) *Recorder {
	return &Recorder{asker: asker{fsys, digester{s.key}}, seen: map[asked]bool{}}
}

// Forget tells that the run depends on something that is not noted, so that its result
// must not be kept. A nil recorder has nothing to forget.
func (r *Recorder) Forget() {
	if r != nil {
		r.forget.Store(true)
	}
}

func (r *Recorder) note(q question, name string, answer digest) {
	a := asked{q, name, answer}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.seen[a] {
		r.seen[a] = true
		r.list = append(r.list, a)
	}
}

// trace is what was asked, in an order that does not depend on when.
func (r *Recorder) trace() (trace, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.Clone(r.list)
	slices.SortFunc(list, func(a, b asked) int {
		return cmp.Or(cmp.Compare(a.question, b.question), cmp.Compare(a.name, b.name), bytes.Compare(a.answer[:], b.answer[:]))
	})
	return list, !r.forget.Load()
}

// Open opens a file or folder. The content of the file counts as soon as it is read.
func (r *Recorder) Open(name string) (fs.File, error) {
	f, answer, err := r.open(name)
	r.note(askOpen, name, answer)
	if err != nil {
		return nil, err
	}
	return &recordedFile{File: f, recorder: r, name: name}, nil
}

type recordedFile struct {
	fs.File
	recorder *Recorder
	name     string
	once     sync.Once
}

func (f *recordedFile) Read(p []byte) (int, error) {
	f.once.Do(func() { _, _ = f.recorder.ReadFile(f.name) })
	return f.File.Read(p)
}

func (f *recordedFile) Stat() (fs.FileInfo, error) {
	_, _ = f.recorder.Stat(f.name)
	return f.File.Stat()
}

// ReadFile reads a file.
func (r *Recorder) ReadFile(name string) ([]byte, error) {
	text, answer, err := r.content(name)
	r.note(askContent, name, answer)
	return text, err
}

// ReadDir lists a folder.
func (r *Recorder) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, answer, err := r.names(name)
	r.note(askNames, name, answer)
	for i, e := range entries {
		entries[i] = recordedEntry{e, r, path.Join(name, e.Name())}
	}
	return entries, err
}

type recordedEntry struct {
	fs.DirEntry
	recorder *Recorder
	name     string
}

func (e recordedEntry) Info() (fs.FileInfo, error) { return e.recorder.Lstat(e.name) }

// Stat describes a file, following symbolic links.
func (r *Recorder) Stat(name string) (fs.FileInfo, error) {
	info, answer, err := r.info(name)
	r.note(askInfo, name, answer)
	return info, err
}

// Lstat describes a file, or the symbolic link itself.
func (r *Recorder) Lstat(name string) (fs.FileInfo, error) {
	info, answer, err := r.link(name)
	r.note(askLink, name, answer)
	return info, err
}

// ReadLink is the target of a symbolic link.
func (r *Recorder) ReadLink(name string) (string, error) {
	target, answer, err := r.target(name)
	r.note(askTarget, name, answer)
	return target, err
}

// Resolve is the path of a file with all symbolic links followed.
func (r *Recorder) Resolve(name string) (string, error) {
	real, answer, err := r.real(name)
	r.note(askReal, name, answer)
	return real, err
}

// prober asks a file system again. What it was asked once it remembers.
type prober struct {
	asker

	mu    sync.Mutex
	known map[asked]digest // by question and name
}

func newProber(fsys fs.FS, key []byte) *prober {
	return &prober{asker: asker{fsys, digester{key}}, known: map[asked]digest{}}
}

// holds tells whether every question of a trace has the same answer now.
func (p *prober) holds(t trace) bool {
	var next atomic.Int64
	var changed atomic.Bool
	work := func() {
		for !changed.Load() {
			i := int(next.Add(1)) - 1
			if i >= len(t) {
				return
			}
			if p.ask(t[i].question, t[i].name) != t[i].answer {
				changed.Store(true)
			}
		}
	}
	const few = 64 // questions that are answered sooner than others are started
	if len(t) <= few {
		work()
		return !changed.Load()
	}
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(work)
	}
	wg.Wait()
	return !changed.Load()
}

func (p *prober) ask(q question, name string) digest {
	key := asked{question: q, name: name}
	p.mu.Lock()
	answer, ok := p.known[key]
	p.mu.Unlock()
	if ok {
		return answer
	}
	switch q {
	case askContent:
		_, answer, _ = p.content(name)
	case askNames:
		_, answer, _ = p.names(name)
	case askInfo:
		_, answer, _ = p.info(name)
	case askLink:
		_, answer, _ = p.link(name)
	case askTarget:
		_, answer, _ = p.target(name)
	case askReal:
		_, answer, _ = p.real(name)
	case askOpen:
		f, opened, err := p.open(name)
		if err == nil {
			f.Close()
		}
		answer = opened
	}
	p.mu.Lock()
	p.known[key] = answer
	p.mu.Unlock()
	return answer
}
