// Package timing tells where the time of a run goes, by stage and by rule.
package timing

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Clock adds up times. Its methods may be called by several goroutines at once; those of
// a nil clock do nothing.
type Clock struct {
	mu     sync.Mutex
	stages []Stage
	rules  map[string]*Rule
}

// Stage is a part of a run.
type Stage struct {
	Name string
	// Time is the time of all goroutines together that were in the stage, which may be
	// more than has passed.
	Time time.Duration
	// Count is how often the stage was entered.
	Count int
}

// Rule is what judging by one rule took.
type Rule struct {
	// Module is the file of the rule, or of a library that rules share.
	Module string
	// Time is that of the rule's own expressions, without what it calls of libraries.
	Time time.Duration
	// Evaluations counts the expressions that were evaluated.
	Evaluations int
}

type key struct{}

// With gives a context in which stages are timed by the clock.
func With(ctx context.Context, c *Clock) context.Context { return context.WithValue(ctx, key{}, c) }

// Of is the clock of a context, nil for none.
func Of(ctx context.Context) *Clock {
	c, _ := ctx.Value(key{}).(*Clock)
	return c
}

// Start begins a stage, and gives what ends it. Stages are told in the order in which they
// were first begun.
func (c *Clock) Start(stage string) (stop func()) {
	if c == nil {
		return func() {}
	}
	c.add(stage, 0, 0) // for the order
	start := time.Now()
	return func() { c.add(stage, time.Since(start), 1) }
}

// Add adds to the time of a stage that was entered once more.
func (c *Clock) Add(stage string, took time.Duration) {
	if c != nil {
		c.add(stage, took, 1)
	}
}

func (c *Clock) add(stage string, took time.Duration, count int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.stages, func(s Stage) bool { return s.Name == stage })
	if i < 0 {
		i = len(c.stages)
		c.stages = append(c.stages, Stage{Name: stage})
	}
	c.stages[i].Time += took
	c.stages[i].Count += count
}

// Rule adds to the time of a rule's file.
func (c *Clock) Rule(module string, took time.Duration, evaluations int) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rules == nil {
		c.rules = map[string]*Rule{}
	}
	r := c.rules[module]
	if r == nil {
		r = &Rule{Module: module}
		c.rules[module] = r
	}
	r.Time += took
	r.Evaluations += evaluations
}

// Stages are the stages in the order in which they were begun.
func (c *Clock) Stages() []Stage {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.stages)
}

// Rules are the rules, the slowest first.
func (c *Clock) Rules() []Rule {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Rule
	for _, r := range slices.SortedFunc(maps.Values(c.rules), func(a, b *Rule) int {
		return cmp.Or(cmp.Compare(b.Time, a.Time), cmp.Compare(a.Module, b.Module))
	}) {
		list = append(list, *r)
	}
	return list
}
