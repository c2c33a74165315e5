package rules

import (
	"context"
	"errors"
	"fmt"
	"runtime/metrics"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// bounds are what the evaluation of users' rules over one program may take. The rules
// that come with the tool have none: they are known to end.
type bounds struct {
	time time.Duration
	// memory is how large the heap of the process may become meanwhile, in bytes.
	memory uint64
}

// The heap grows to 2 GiB before the collector keeps it below that; beyond 3 GiB it is in use.
var ownBounds = bounds{time: 30 * time.Second, memory: 3 << 30}

var errTooMuch = errors.New("too much memory")

// within evaluates a query within the bounds; exceeded says which one it exceeded.
func (b bounds) within(ctx context.Context, query rego.PreparedEvalQuery, input ast.Value) (found []raw, exceeded string, err error) {
	limited, cancel := context.WithTimeout(ctx, b.time)
	defer cancel()
	limited, stop := context.WithCancelCause(limited)
	defer stop(nil)
	go b.watch(limited, stop)
	found, err = evaluate(limited, query, input)
	switch {
	case err == nil || ctx.Err() != nil || limited.Err() == nil:
		return found, "", err
	case errors.Is(context.Cause(limited), errTooMuch):
		return nil, fmt.Sprintf("it took more than %d MiB of memory", b.memory>>20), nil
	}
	return nil, fmt.Sprintf("it did not end within %v", b.time), nil
}

// watch stops an evaluation that takes too much memory.
func (b bounds) watch(ctx context.Context, stop context.CancelCauseFunc) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	ticks := time.NewTicker(50 * time.Millisecond)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			if metrics.Read(sample); sample[0].Value.Uint64() > b.memory {
				stop(errTooMuch)
				return
			}
		}
	}
}

// run evaluates a batch. Rules of users that exceed a bound are found by evaluating each
// by itself, and from then on left out: the others go on.
func (e *Engine) run(ctx context.Context, b *batch, input ast.Value) ([]raw, error) {
	if b.own == nil {
		return evaluate(ctx, b.query, input)
	}
	if !e.exceeded() {
		found, exceeded, err := e.bounds.within(ctx, b.query, input)
		if err != nil || exceeded == "" {
			return found, err
		}
	}
	var all []raw
	for _, r := range e.selection.Rules {
		if !b.rules[r] || e.why(r) != "" {
			continue
		}
		category, name := r.Address()
		query, err := rego.New(
			rego.Query(fmt.Sprintf("{[%q, %q, f] | some f in data.fjall.rules[%q][%q].deny}", category, name, category, name)),
			rego.Compiler(b.own),
		).PrepareForEval(ctx)
		if err != nil {
			return nil, fmt.Errorf("prepare rule %s: %w", r.Name, err)
		}
		found, exceeded, err := e.bounds.within(ctx, query, input)
		if err != nil {
			return nil, err
		}
		if exceeded != "" {
			e.leaveOut(r, exceeded)
		}
		all = append(all, found...)
	}
	return all, nil
}

func (e *Engine) exceeded() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.over) > 0
}

// why tells which bound a rule exceeded, "" for none.
func (e *Engine) why(r *Rule) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.over[r]
}

func (e *Engine) leaveOut(r *Rule, why string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.over == nil {
		e.over = map[*Rule]string{}
	}
	e.over[r] = why
}

// leftOut words which rules were left out, each with the reason.
func (e *Engine) leftOut() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []string
	for _, r := range e.selection.Rules {
		if why := e.over[r]; why != "" {
			list = append(list, fmt.Sprintf("rule %s (%s) was not evaluated: %s", r.ID, r.Name, why))
		}
	}
	return list
}
