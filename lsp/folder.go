package lsp

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// folder is one that is linted in the background.
type folder struct {
	server   *server
	dir      string // absolute, with slashes
	onlyOpen bool
	lint     Lint
	ctx      context.Context
	stop     context.CancelFunc
	wake     chan struct{}

	mu      sync.Mutex
	waiting []chan struct{} // for the next run
	last    *linted         // nil before the first run, and where it failed
	shown   map[string]publishParams

	said []string // the last run's error or notes
}

func newFolder(s *server, dir string, onlyOpen bool) *folder {
	f := &folder{server: s, dir: dir, onlyOpen: onlyOpen, lint: s.Folder(native(dir)), wake: make(chan struct{}, 1), shown: map[string]publishParams{}}
	f.ctx, f.stop = context.WithCancel(s.ctx)
	return f
}

// request asks for a run; the channel is closed when one that began afterwards is done.
func (f *folder) request() <-chan struct{} {
	done := make(chan struct{})
	f.mu.Lock()
	f.waiting = append(f.waiting, done)
	f.mu.Unlock()
	f.awake()
	return done
}

func (f *folder) awake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// loop makes a run whenever one was asked for and nothing changes for a while. A run that
// something changes under is given up.
func (f *folder) loop() {
	for {
		select {
		case <-f.ctx.Done():
			return
		case <-f.wake:
		}
		if !f.quiet() {
			return
		}
		f.mu.Lock()
		waiting := f.waiting
		f.waiting = nil
		f.mu.Unlock()
		ctx, cancel := context.WithCancel(f.ctx)
		done := make(chan struct{})
		go func() {
			defer close(done)
			f.check(ctx)
		}()
		select {
		case <-done:
		case <-f.wake:
			cancel()
			<-done
			f.awake()
		}
		given := ctx.Err() != nil
		cancel()
		if given {
			f.mu.Lock()
			f.waiting = append(waiting, f.waiting...)
			f.mu.Unlock()
			continue
		}
		for _, w := range waiting {
			close(w)
		}
	}
}

// quiet waits until nothing changes for a while; it is false when the folder is left.
func (f *folder) quiet() bool {
	timer := time.NewTimer(f.server.Debounce)
	defer timer.Stop()
	for {
		select {
		case <-f.ctx.Done():
			return false
		case <-timer.C:
			return true
		case <-f.wake:
			timer.Reset(f.server.Debounce)
		}
	}
}

// check makes a run and shows what it found.
func (f *folder) check(ctx context.Context) {
	end := f.server.progress(path.Base(f.dir))
	defer end()
	texts, versions := f.server.openBelow(f.dir)
	run, err := f.safely(ctx, Input{Open: texts, OnlyOpen: f.onlyOpen})
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		f.say(messageError, []string{err.Error()})
		f.mu.Lock()
		f.last = nil
		f.mu.Unlock()
		f.publish(nil)
		return
	}
	f.say(messageInfo, run.Notes)
	l := newLinted(f, run, texts, versions)
	f.mu.Lock()
	f.last = l
	f.mu.Unlock()
	f.publish(l)
}

// say writes to the client's log what it was not told the last time.
func (f *folder) say(kind int, texts []string) {
	for _, text := range texts {
		if !slices.Contains(f.said, text) {
			f.server.log(kind, text)
		}
	}
	f.said = texts
}

// safely lints; a mistake of the tool does not end the session.
func (f *folder) safely(ctx context.Context, in Input) (run *Run, err error) {
	defer func() {
		if recover() != nil { // its text may quote a value
			run, err = nil, fmt.Errorf("internal error while %s was checked", f.dir)
		}
	}()
	return f.lint(ctx, in)
}

// publish shows the diagnostics of a run, and takes back those of files that have none any
// more; of a folder that is left, or where the run failed, all are taken back.
func (f *folder) publish(l *linted) {
	fresh := map[string]publishParams{}
	if l != nil {
		fresh = l.diagnostics()
	}
	f.mu.Lock()
	shown := f.shown
	f.shown = fresh
	f.mu.Unlock()
	for _, uri := range sortedKeys(shown) {
		if _, ok := fresh[uri]; !ok {
			f.server.notify("textDocument/publishDiagnostics", publishParams{URI: uri, Diagnostics: []diagnostic{}})
		}
	}
	for _, uri := range sortedKeys(fresh) {
		if !reflect.DeepEqual(fresh[uri], shown[uri]) {
			f.server.notify("textDocument/publishDiagnostics", fresh[uri])
		}
	}
}

// linted is a run and what it depended on.
type linted struct {
	folder   *folder
	run      *Run
	places   *reporters.Places
	versions map[string]int32
	open     map[string][]byte

	// mu guards what follows, and the evaluation of templates, which fixes need.
	mu          sync.Mutex
	sources     map[string]*template.Source // by absolute path, nil for what cannot be read
	entries     map[string][]entry          // what is shown, by absolute path
	synthesized map[string]bool             // files that the next synthesis overwrites, by absolute path
	showable    map[*rules.Finding]bool     // whether the fix can be made and shows no credential
}

func newLinted(f *folder, run *Run, open map[string][]byte, versions map[string]int32) *linted {
	l := &linted{
		folder: f, run: run, places: reporters.NewPlaces(run.Report), versions: versions, open: open,
		sources: map[string]*template.Source{}, synthesized: map[string]bool{}, showable: map[*rules.Finding]bool{},
	}
	for _, s := range run.Report.Assembly.Stacks {
		name := l.abs(s.Source.Name)
		if len(s.Source.Data) > 0 { // of a large input, templates without findings are not kept
			l.sources[name] = s.Source
		}
		l.synthesized[name] = s.Program.Dir != "" || s.Program.Complete
	}
	l.entries = l.collect()
	return l
}

// abs is the absolute path of a file of the report.
func (l *linted) abs(name string) string {
	if path.IsAbs(name) || len(name) > 1 && name[1] == ':' {
		return path.Clean(name)
	}
	return path.Join(l.folder.dir, name)
}

// source is the text of a file as the run saw it, as far as that is known.
func (l *linted) source(name string) *template.Source {
	src, ok := l.sources[name]
	if !ok {
		text, open := l.open[name]
		if !open {
			var err error
			if text, err = readFile(name); err != nil {
				l.sources[name] = nil
				return nil
			}
		}
		src = template.NewSource(name, text)
		l.sources[name] = src
	}
	return src
}

// mostText bounds the files that are read to place diagnostics in them, in bytes.
const mostText = 64 << 20

// readFile reads a regular file.
func readFile(name string) ([]byte, error) {
	fsys := template.OS()
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	if info.Size() > mostText {
		return nil, fmt.Errorf("read file: %q is larger than %d MiB", name, mostText>>20)
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return text, nil
}
