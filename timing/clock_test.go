package timing

import (
	"context"
	"sync"
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	c := &Clock{}
	ctx := With(context.Background(), c)
	if Of(ctx) != c {
		t.Fatal("the context has another clock")
	}
	outer := Of(ctx).Start("load")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			stop := Of(ctx).Start("judge")
			Of(ctx).Rule("a.rego", 2*time.Millisecond, 3)
			Of(ctx).Rule("b.rego", 5*time.Millisecond, 1)
			stop()
		})
	}
	wg.Wait()
	outer()
	stages := c.Stages()
	if len(stages) != 2 || stages[0].Name != "load" || stages[0].Count != 1 || stages[1].Name != "judge" || stages[1].Count != 8 {
		t.Errorf("%v", stages)
	}
	if stages[0].Time <= 0 {
		t.Errorf("no time passed in %v", stages[0])
	}
	rules := c.Rules()
	if len(rules) != 2 || rules[0] != (Rule{"b.rego", 40 * time.Millisecond, 8}) || rules[1] != (Rule{"a.rego", 16 * time.Millisecond, 24}) {
		t.Errorf("%v", rules)
	}
}

// A run that nobody times pays for nothing and may call everything.
func TestNoClock(t *testing.T) {
	c := Of(context.Background())
	c.Start("load")()
	c.Rule("a.rego", time.Second, 1)
	if c != nil || c.Stages() != nil || c.Rules() != nil {
		t.Errorf("%v", c)
	}
}
