package suite

import (
	"context"
	"runtime"
	"sync"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Each runs all analyzers over every program of an assembly, programs in parallel,
// and calls visit with the place of the program and its facts. visit may be called
// by several goroutines at once, for different programs. The error is that of the
// first program that has one.
func Each(ctx context.Context, asm *template.Assembly, settings analyzers.Settings, visit func(i int, facts *analyzers.Facts) error) error {
	errs := make([]error, len(asm.Programs)) // each element is written by one goroutine
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(asm.Programs)) {
		wg.Go(func() {
			for i := range next {
				facts, err := analyzers.Run(ctx, asm.Programs[i], settings, All())
				if err == nil {
					err = visit(i, facts)
				}
				errs[i] = err
			}
		})
	}
	for i := range asm.Programs {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
