package lsp

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// notify tells the client something. An error means that the session is over.
func (s *server) notify(method string, params any) { _ = s.rpc.Notify(s.ctx, method, params) }

// ask makes a request to the client. The channel gets whether the client did what was asked,
// once it answers: a request is never given up before the session ends, as package jrpc2
// would take a late answer for a request.
func (s *server) ask(method string, params any) <-chan bool {
	done := make(chan bool, 1)
	go func() {
		_, err := s.rpc.Callback(s.ctx, method, params)
		done <- err == nil
	}()
	return done
}

// progress shows that a folder is linted once that takes a while; the function that it gives
// ends that.
func (s *server) progress(name string) (end func()) {
	s.mu.Lock()
	able := s.client.Window.WorkDoneProgress
	s.tokens++
	token := fmt.Sprintf("fjall-lint/%d", s.tokens)
	s.mu.Unlock()
	if !able {
		return func() {}
	}
	ctx, end := context.WithCancel(s.ctx)
	s.running.Go(func() {
		select {
		case <-time.After(s.Slow):
		case <-ctx.Done():
			return
		}
		made := false
		select {
		case made = <-s.ask("window/workDoneProgress/create", progressCreateParams{token}):
		case <-ctx.Done():
		}
		if !made {
			return // the client does without, or needs it no longer
		}
		s.notify("$/progress", progressParams{token, progressValue{Kind: "begin", Title: "fjall-lint", Message: "checking " + name}})
		<-ctx.Done()
		s.notify("$/progress", progressParams{token, progressValue{Kind: "end"}})
	})
	return end
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
