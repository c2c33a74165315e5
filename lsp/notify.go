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

// ask makes a request to the client and does not wait for the answer.
func (s *server) ask(method string, params any) {
	go func() {
		ctx, cancel := context.WithTimeout(s.ctx, time.Minute)
		defer cancel()
		_, _ = s.rpc.Callback(ctx, method, params) // what the client refuses is not needed
	}()
}

// progress shows that a folder is linted; the function that it gives ends that.
func (s *server) progress(ctx context.Context, name string) (end func()) {
	s.mu.Lock()
	able := s.client.Window.WorkDoneProgress
	s.tokens++
	token := fmt.Sprintf("fjall-lint/%d", s.tokens)
	s.mu.Unlock()
	if !able {
		return func() {}
	}
	limited, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := s.rpc.Callback(limited, "window/workDoneProgress/create", progressCreateParams{token}); err != nil {
		return func() {} // the client does without
	}
	s.notify("$/progress", progressParams{token, progressValue{Kind: "begin", Title: "fjall-lint", Message: "checking " + name}})
	return func() { s.notify("$/progress", progressParams{token, progressValue{Kind: "end"}}) }
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
