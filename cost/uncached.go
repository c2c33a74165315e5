package cost

import (
	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/template"
)

// Uncached is a function whose code reads secrets at every invocation that comes to
// it, and keeps none of them.
type Uncached struct {
	// At is the first place in the code that reads; File and Line are what it is called.
	At   analyzers.Place `json:"at"`
	Who  string          `json:"who"`
	File string          `json:"file"`
	Line int             `json:"line"`
	API  string          `json:"api"`
	// Sometimes is set where the code reads at some invocations only, so that the calls
	// are the most that there are.
	Sometimes bool `json:"sometimes"`
	// Others are the further places.
	Others []Reading `json:"others"`
	// Calls are those expected in a month, Least those with one read in each process.
	Calls string `json:"calls"`
	Least string `json:"least"`
	Sum   Sum    `json:"sum"` // the expected saving
}

// Reading is a place in code that reads a secret.
type Reading struct {
	At   analyzers.Place `json:"at"`
	File string          `json:"file"`
	Line int             `json:"line"`
}

// uncached finds functions that could keep what they read. Those that rotate secrets
// have to read what is there, and those with the extension are judged by its cache.
func (a *adviser) uncached() {
	if a.code == nil {
		return
	}
	for _, f := range a.code.Functions {
		r := a.facts.Program.Resource(f.Key)
		if r == nil || len(f.Fetches) == 0 || a.fetches.Rotates(f.Key) || fetches.HasExtension(r) {
			continue
		}
		// What the usage file says of the code comes first.
		if mode := a.ask.mode(r, fetchKey); mode != "" && mode != fetches.Handler {
			continue
		}
		a.keepable(f, r)
	}
}

func (a *adviser) keepable(f *code.Function, r *template.Resource) {
	var found []*code.Action
	ids := map[string]bool{}
	for _, x := range f.Fetches {
		if x.Where != code.Handler || x.Cached != "no" || x.API != "GetSecretValue" && x.API != "BatchGetSecretValue" || x.Deliberate() {
			continue
		}
		found = append(found, x)
		ids[x.Variable+"\x00"+x.Name+"\x00"+x.Pattern] = true
	}
	if len(found) == 0 {
		return
	}
	fetch := &fetches.Fetch{Resource: r, Kind: fetches.Function}
	for _, x := range a.fetches.Fetches {
		if x.Resource == r && x.Kind == fetches.Function {
			fetch = x
		}
	}
	invocations, _ := a.invocations(fetch)
	reads := decimal.NewFromInt(int64(len(ids)))
	calls := invocations.Expected.Mul(reads).Round(0)
	least := a.coldStarts(fetch, invocations).Expected.Mul(reads).Round(0)
	if !calls.GreaterThan(least) {
		return // each invocation finds no process to have kept it
	}
	first := found[0]
	u := Uncached{
		At: first.At, Who: f.Label, File: first.File, Line: first.Line, API: first.API, Sometimes: first.Sometimes, Others: []Reading{},
		Calls: number(calls), Least: number(least), Sum: a.fewer(calls, least, a.opts.region(r.Stack)),
	}
	seen := map[int]bool{first.Line: true}
	for _, x := range found[1:] {
		u.Sometimes = u.Sometimes || x.Sometimes
		if x.File != first.File || !seen[x.Line] {
			seen[x.Line] = true
			u.Others = append(u.Others, Reading{x.At, x.File, x.Line})
		}
	}
	a.advice.Uncached = append(a.advice.Uncached, u)
}
