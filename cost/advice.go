package cost

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Advice are the facts of one program that rules on cost judge, under
// input.facts.cost: what is paid for without need, and how much that is.
type Advice struct {
	// Unused are secrets that nothing has to do with.
	Unused []UnusedSecret `json:"unused"`
	// Plain are secrets that hold nothing but configuration.
	Plain []PlainSecret `json:"plain"`
	// Combinable are secrets that one could hold.
	Combinable []Combinable `json:"combinable"`
	// Replicas are those in regions where nothing of the program reads them.
	Replicas []IdleReplicas `json:"replicas"`
	// Keys are customer keys that do the same, each for one secret.
	Keys []KeyGroup `json:"keys"`
	// Endpoints are interface endpoints that are there twice, or in zones where
	// nothing is.
	Endpoints []IdleEndpoint `json:"endpoints"`
	// Polling is what asks for secrets more often than it has to.
	Polling []Polling `json:"polling"`
	// Uncached are functions whose code reads secrets at every invocation.
	Uncached []Uncached `json:"uncached"`
}

// Other is another place that a fact speaks of.
type Other struct {
	At    analyzers.Place `json:"at"`
	Label string          `json:"label"`
}

// adviser finds what could be saved in one program.
type adviser struct {
	*builder
	advice   *Advice
	access   *access.Facts
	refs     *refs.Facts
	rotation map[string]*rotation.Secret // by key of the secret
	fetches  *fetches.Facts
	code     *code.Facts
	unused   map[string]bool
	plain    map[string]bool
	users    map[string][]*refs.Edge // by key of what is referred to; without DependsOn

	undecided []analyzers.Undecided
}

// Advise finds what is paid for without need in one program, and what of that it
// cannot decide.
func Advise(f *analyzers.Facts, opts Options) (*Advice, []analyzers.Undecided) {
	a := &adviser{
		builder: &builder{opts: opts, est: &Estimate{}, ask: newAsker(opts.Usage), decrypts: map[string]*requests{}, facts: f},
		advice: &Advice{
			Unused: []UnusedSecret{}, Plain: []PlainSecret{}, Combinable: []Combinable{}, Replicas: []IdleReplicas{}, Keys: []KeyGroup{},
			Endpoints: []IdleEndpoint{}, Polling: []Polling{}, Uncached: []Uncached{},
		},
		rotation: map[string]*rotation.Secret{}, unused: map[string]bool{}, plain: map[string]bool{},
	}
	a.stock = analyzers.Found[secrets.Facts](f, secrets.Analyzer)
	a.access = analyzers.Found[access.Facts](f, access.Analyzer)
	a.refs = analyzers.Found[refs.Facts](f, refs.Analyzer)
	a.fetches = analyzers.Found[fetches.Facts](f, fetches.Analyzer)
	a.code = analyzers.Found[code.Facts](f, code.Analyzer)
	found := analyzers.Found[rotation.Facts](f, rotation.Analyzer)
	if a.stock == nil || a.access == nil || a.refs == nil || a.fetches == nil || found == nil {
		return a.advice, nil
	}
	endpoints := a.interfaceEndpoints()
	if len(a.stock.Secrets)+len(endpoints)+len(a.fetches.Polls)+len(a.fetches.Caches) == 0 && (a.code == nil || len(a.code.Fetches) == 0) {
		return a.advice, nil // most templates
	}
	for _, s := range found.Secrets {
		a.rotation[s.Key] = s
	}
	a.users = map[string][]*refs.Edge{}
	for i := range a.refs.Edges {
		if e := &a.refs.Edges[i]; e.Via != "DependsOn" {
			a.users[e.To] = append(a.users[e.To], e)
		}
	}
	a.unusedSecrets()
	a.plainSecrets()
	a.combinable()
	a.idleReplicas()
	a.keyGroups()
	a.idleEndpoints(endpoints)
	a.polling()
	a.uncached()
	return a.advice, a.undecided
}

// others are places for a list of resources.
func others(list []*template.Resource) []Other {
	out := []Other{}
	for _, r := range list {
		out = append(out, Other{analyzers.AtResource(r), r.Label()})
	}
	return out
}
