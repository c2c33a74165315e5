package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/timing"
)

// timingFlags are the flags about where the time of a run goes.
type timingFlags struct {
	on bool

	io    streams
	began time.Time
	clock *timing.Clock
}

func (f *timingFlags) add(c *cobra.Command) {
	c.Flags().BoolVar(&f.on, "timings", false, "tell on standard error where the time went, by stage and by rule")
}

// begin gives the context of a run that is timed, if it is to be.
func (f *timingFlags) begin(ctx context.Context) context.Context {
	if !f.on {
		return ctx
	}
	f.io.record.forget() // no run takes as long as another
	f.began, f.clock = time.Now(), &timing.Clock{}
	return timing.With(ctx, f.clock)
}

// start begins a stage, and gives what ends it.
func (f *timingFlags) start(stage string) (stop func()) { return f.clock.Start(stage) }

// show writes the times.
func (f *timingFlags) show(style reporters.Style, r *reporters.Report) error {
	if f.clock == nil {
		return nil
	}
	style.Color = false // standard error steers no terminal
	return reporters.NewTimings(style, f.clock, time.Since(f.began)).Report(f.io.err, r)
}
