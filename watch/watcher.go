package watch

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options are what a watcher may be told. The zero value is useful.
type Options struct {
	// Quiet is how long nothing must happen before files count as at rest; 0 means
	// 200 ms.
	Quiet time.Duration
	// Poll is how often files are looked at where notifications are not to be had; 0
	// means a second.
	Poll time.Duration
	// Patience is how long an assembly without a complete manifest is waited for; 0 means
	// 5 s.
	Patience time.Duration
	// Polling asks for looking at the files in any case.
	Polling bool
	// Ignore tells files whose changes do not count, by absolute path; nil for none.
	Ignore func(path string) bool
	// Note is told, once, why files are looked at instead; it may be nil.
	Note func(text string)
}

// Watcher tells when files have changed. It is not for use by several goroutines.
type Watcher struct {
	Options
	roots   []string // absolute
	notify  *fsnotify.Watcher
	watched map[string]bool // folders with a notification
	last    snapshot        // when Mark was called
}

// New makes a watcher. It watches nothing until Mark is called.
func New(o Options) *Watcher {
	if o.Quiet <= 0 {
		o.Quiet = 200 * time.Millisecond
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	if o.Patience <= 0 {
		o.Patience = 5 * time.Second
	}
	w := &Watcher{Options: o, watched: map[string]bool{}}
	if o.Polling {
		return w
	}
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		w.poll(reason(err))
		return w
	}
	w.notify = notify
	return w
}

// Close ends the notifications.
func (w *Watcher) Close() error {
	if w.notify == nil {
		return nil
	}
	return w.notify.Close()
}

// Mark says what is watched, files and folders that need not be there, and takes down how
// they are now: what changes from here on counts.
func (w *Watcher) Mark(roots []string) {
	w.roots = w.roots[:0]
	for _, root := range roots {
		if abs, err := filepath.Abs(root); err == nil {
			w.roots = append(w.roots, abs)
		}
	}
	w.last, _ = w.look()
}

// Wait waits until something has changed since Mark and is at rest. The error is that of
// the context.
func (w *Watcher) Wait(ctx context.Context) error {
	// It may have changed before there was a notification to tell.
	now, _ := w.look()
	changed := !now.equal(w.last)
	for {
		if !changed {
			if err := w.event(ctx); err != nil {
				return err
			}
		}
		now, err := w.settle(ctx)
		if err != nil {
			return err
		}
		if !now.equal(w.last) {
			return nil
		}
		changed = false
	}
}

// event waits for a notification, or for the time to look.
func (w *Watcher) event(ctx context.Context) error {
	if w.notify == nil {
		return sleep(ctx, w.Poll)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-w.notify.Events:
	case err := <-w.notify.Errors:
		w.failed(err)
	}
	return nil
}

// settle waits until the files are at rest and gives how they are then.
func (w *Watcher) settle(ctx context.Context) (snapshot, error) {
	begin := time.Now()
	var before snapshot
	for {
		if err := w.hush(ctx); err != nil {
			return snapshot{}, err
		}
		now, grown := w.look()
		switch {
		case grown: // of a new folder no event told yet what is written there
		case w.notify == nil && !now.equal(before):
		case !now.complete() && time.Since(begin) < w.Patience:
		default:
			return now, nil
		}
		if !now.equal(before) {
			begin = time.Now()
		}
		before = now
	}
}

// hush waits until no event came for a while.
func (w *Watcher) hush(ctx context.Context) error {
	if w.notify == nil {
		return sleep(ctx, w.Quiet)
	}
	timer := time.NewTimer(w.Quiet)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			return nil
		case <-w.notify.Events:
			timer.Reset(w.Quiet)
		case err := <-w.notify.Errors:
			if w.failed(err); w.notify == nil {
				return sleep(ctx, w.Quiet)
			}
		}
	}
}

// failed deals with an error of the notifications. Events that were lost are none: the
// files are looked at anyway.
func (w *Watcher) failed(err error) {
	if err != nil && !errors.Is(err, fsnotify.ErrEventOverflow) {
		w.poll(reason(err))
	}
}

// follow asks for notifications of a folder; it tells whether there were none before.
func (w *Watcher) follow(dir string) (fresh bool) {
	if w.notify == nil || w.watched[dir] {
		return false
	}
	if kind := remote(dir); kind != "" {
		w.poll(fmt.Sprintf("%q is on a file system (%s) that does not tell of changes", dir, kind))
		return false
	}
	switch err := w.notify.Add(dir); {
	case err == nil:
		w.watched[dir] = true
		return true
	case gone(err): // it was removed meanwhile
		return false
	default:
		w.poll(reason(err))
		return false
	}
}

// poll turns to looking at the files again and again.
func (w *Watcher) poll(why string) {
	if w.notify != nil {
		_ = w.notify.Close() // it is given up
		w.notify = nil
	}
	if w.Note != nil {
		w.Note(fmt.Sprintf("%s: files are looked at every %v instead", why, w.Poll))
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
