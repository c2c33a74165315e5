package cost

import (
	"fmt"
	"slices"
	"strings"
)

// assumptions says what the estimate takes as given, as far as it is about what
// is in it.
func (b *builder) assumptions() []string {
	var list []string
	say := func(on bool, format string, args ...any) {
		if on {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	some := len(b.est.Lines)+len(b.est.Unpriced) > 0
	say(some, "A month has %d hours. Free tiers and credits are not counted, nor are taxes and discounts.", HoursPerMonth)
	for _, a := range b.ask.assumed {
		list = append(list, fmt.Sprintf("%s is %s for %s of %s: %s.", a.key.name, span(a.key.standard), plural(a.count, "resource"), a.kind, a.key.about))
	}
	say(len(b.ask.assumed) > 0, "The figures of usage above are this tool's own; `fjall-lint cost --init-usage` writes them to a file for you to set.")
	say(b.regionless, "The region of some stacks is not known: prices there are those of us-east-1 (--region sets another).")
	if regions := b.assumedRegions(); len(regions) > 0 {
		list = append(list, fmt.Sprintf("Some prices in %s were not read: those of us-east-1 are taken (--prices replaces them).", strings.Join(regions, ", ")))
	}
	say(b.conditional, "Some resources exist only under a condition that the templates leave open: low leaves them out (--param decides).")
	say(b.uncertain, "A function that may read a secret by a statement which names it is taken to read it, but not in low.")
	say(b.envs, "A function has %d times as many warm environments as it needs on the mean, and %d at least.", peak, peak)
	say(b.rotations, "The run time of rotation functions, some 0.00001 USD for each rotation, is not counted, nor is the network that they need.")
	say(len(b.requested) > 0, "The %s free requests of KMS are one account's, for everything in it: only low takes them.", "20,000")
	say(b.foreignKeys, "Customer keys that the templates do not make are paid for elsewhere.")
	say(b.included, "Secrets that a service makes in its own price are listed at no charge.")
	return list
}

// assumedRegions are the regions that some price of another one was taken for.
func (b *builder) assumedRegions() []string {
	var regions []string
	for i := range b.est.Lines {
		if l := &b.est.Lines[i]; l.Assumed && l.Region != "" && !slices.Contains(regions, l.Region) {
			regions = append(regions, l.Region)
		}
	}
	slices.Sort(regions)
	return regions
}
