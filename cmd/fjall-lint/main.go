// Command fjall-lint tells what is wrong with the way an AWS CDK app handles
// secrets, from the CloudFormation templates that the app synthesizes.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
)

func main() {
	// A run lives for a fraction of a second: collecting less takes 30 % off its
	// CPU time for a fifth to a third more memory (docs/benchmarks.md).
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(2 << 30)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := runKept(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
