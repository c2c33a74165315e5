package reporters

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/timing"
)

func TestTimings(t *testing.T) {
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	clock := &timing.Clock{}
	clock.Add("read and parse templates", 1_250*time.Microsecond)
	clock.Add("analyze: access", 2*time.Second)
	clock.Add("analyze: access", time.Second)
	clock.Add("sort, suppress and compare", 0)
	clock.Rule(known[0].Module(), 1_500*time.Millisecond, 12_345)
	clock.Rule("lib/access.rego", 2*time.Millisecond, 7)
	clock.Rule("", 10*time.Microsecond, 1)
	r := &Report{Rules: known[:3], Findings: []*rules.Finding{{Rule: known[0]}, {Rule: known[0]}}}
	var b bytes.Buffer
	for _, w := range []int{100, 40} {
		fmt.Fprintf(&b, "%d columns\n\n", w)
		if err := NewTimings(Style{Width: w}, clock, 1_900*time.Millisecond).Report(&b, r); err != nil {
			t.Fatal(err)
		}
	}
	b.WriteString("nothing\n\n")
	if err := NewTimings(Style{Width: 80}, &timing.Clock{}, 0).Report(&b, &Report{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "timings.txt", b.Bytes())
}
