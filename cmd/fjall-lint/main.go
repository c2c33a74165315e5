// Command fjall-lint tells what is wrong with the way an AWS CDK app handles
// secrets, from the CloudFormation templates that the app synthesizes.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
