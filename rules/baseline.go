package rules

import (
	"cmp"
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
)

// BaselineFile is the name that a baseline has by default.
const BaselineFile = ".fjall-lint-baseline.json"

// Baseline are findings that were there before: they are marked as such and do not
// count. One that is fixed leaves the baseline when that is pruned, and is new when it
// comes back.
type Baseline struct {
	// Why is the reason that the marked findings give.
	Why     string
	Entries []BaselineEntry
}

// BaselineEntry are the findings of one rule at one place. It holds neither messages nor
// values.
type BaselineEntry struct {
	Rule  string `json:"rule"`  // id
	Stack string `json:"stack"` // name, "" for a file that is no template
	// Where is for people: what identifies the place is the fingerprint, of the first
	// where there are several.
	Where       string `json:"where"`
	Fingerprint string `json:"fingerprint"`
	Count       int    `json:"count"`
}

// NewBaseline makes a baseline of all findings that are not suppressed.
func NewBaseline(findings []*Finding) *Baseline {
	b := &Baseline{}
	index := map[identity]int{}
	for _, f := range findings {
		if !f.current() {
			continue
		}
		i, ok := index[f.identity]
		if !ok {
			i = len(b.Entries)
			index[f.identity] = i
			b.Entries = append(b.Entries, BaselineEntry{
				Rule: f.Rule.ID, Stack: f.identity.stack, Where: f.identity.where(f.Path), Fingerprint: f.identity.hash(1),
			})
		}
		// Those that are suppressed take an ordinal too.
		b.Entries[i].Count = max(b.Entries[i].Count, f.ordinal)
	}
	b.sort()
	return b
}

// current tells whether nobody accepted the finding otherwise than by a baseline.
func (f *Finding) current() bool { return f.Suppressed == nil || f.Suppressed.Kind == "baseline" }

// sort gives the order of the file: two runs write the same, and a change of one stack
// stays within its lines.
func (b *Baseline) sort() {
	slices.SortFunc(b.Entries, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.Stack, y.Stack), cmp.Compare(x.Where, y.Where), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
}

// mark marks the findings that are in the baseline.
func (b *Baseline) mark(findings []*Finding) {
	counts := b.counts()
	for _, f := range findings {
		// A report has an entry for each of several at one place, a baseline one for all.
		if counts[f.identity.hash(1)] < f.ordinal && counts[f.Fingerprint] == 0 {
			continue
		}
		f.Before = true
		if f.Suppressed == nil {
			f.Suppressed = &Suppression{Kind: "baseline", Reason: b.Why}
		}
	}
}

func (b *Baseline) counts() map[string]int {
	counts := map[string]int{}
	for _, e := range b.Entries {
		// Of two lines for one place, which a merge may leave, the larger one holds.
		counts[e.Fingerprint] = max(counts[e.Fingerprint], e.Count)
	}
	return counts
}

// Pruned is the baseline without what is fixed, and the number of findings that are.
// now are the findings of today; judged tells whether the run would have found an entry:
// what it did not look at stays.
func (b *Baseline) Pruned(now []*Finding, judged func(BaselineEntry) bool) (left *Baseline, fixed int) {
	counts := NewBaseline(now).counts()
	left = &Baseline{Why: b.Why}
	for _, e := range b.Entries {
		if n := counts[e.Fingerprint]; judged(e) && n < e.Count {
			fixed += e.Count - n
			e.Count = n
		}
		if e.Count > 0 {
			left.Entries = append(left.Entries, e)
		}
	}
	left.sort()
	return left, fixed
}

// Judged tells whether a run of the rules over an assembly looked at the entry's place.
func (e BaselineEntry) Judged(asm *template.Assembly, ran []*Rule) bool {
	if !slices.ContainsFunc(ran, func(r *Rule) bool { return r.ID == e.Rule }) {
		return false
	}
	return e.Stack == "" || slices.ContainsFunc(asm.Stacks, func(s *template.Stack) bool { return stackName(s) == e.Stack })
}

// Total is the number of findings in the baseline.
func (b *Baseline) Total() int {
	n := 0
	for _, e := range b.Entries {
		n += e.Count
	}
	return n
}
