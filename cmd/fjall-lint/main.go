// Command fjall-lint tells what is wrong with the way an AWS CDK app handles
// secrets, from the CloudFormation templates that the app synthesizes.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

// grace is how long a run that was interrupted may take to end by itself.
const grace = 5 * time.Second

func main() {
	// A run lives for a fraction of a second: collecting less takes 30 % off its
	// CPU time for a fifth to a third more memory (docs/benchmarks.md).
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(2 << 30)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the process at once, and so does work that does not see that
	// it was interrupted. Files are replaced as a whole: none is left half written.
	context.AfterFunc(ctx, func() {
		stop()
		time.Sleep(grace)
		os.Exit(exitInterrupted)
	})
	code := runKept(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	os.Exit(code)
}
