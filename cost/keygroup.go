package cost

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/template"
)

// KeyGroup are customer keys with equal policies, each of which encrypts one secret
// and nothing else.
type KeyGroup struct {
	At      analyzers.Place `json:"at"` // of the first key
	Key     string          `json:"key"`
	Others  []Other         `json:"others"` // the further keys
	Secrets []Other         `json:"secrets"`
	// Rotates is set where the keys rotate, which makes each dearer after a year.
	Rotates bool `json:"rotates"`
	Sum     Sum  `json:"sum"` // of all but one
}

func (a *adviser) keyGroups() {
	encrypts := map[string][]Other{} // secrets by key
	for _, s := range a.stock.Secrets {
		if s.KMS.Kind == "customer" && s.KMS.Key != "" {
			encrypts[s.KMS.Key] = append(encrypts[s.KMS.Key], Other{s.At, labelOf(s)})
		}
		for _, r := range s.Replicas {
			if r.KMS.Key != "" {
				encrypts[r.KMS.Key] = append(encrypts[r.KMS.Key], Other{s.At, labelOf(s)})
			}
		}
	}
	groups := map[string][]*template.Resource{}
	var order []string
	for _, s := range a.facts.Program.Stacks {
		for _, r := range s.Order {
			if r.Type != keyType || len(encrypts[r.Key()]) != 1 || !a.onlySecrets(r) {
				continue
			}
			// Policies that hold a key's own name, or a part that is not known, are never equal.
			id := strings.Join([]string{
				s.Key, r.Condition, r.Property("KeyPolicy").Canonical(), r.Property("EnableKeyRotation").Canonical(),
				r.Property("RotationPeriodInDays").Canonical(), r.Property("MultiRegion").Canonical(), r.Property("KeySpec").Canonical(),
			}, "\x00")
			if groups[id] == nil {
				order = append(order, id)
			}
			groups[id] = append(groups[id], r)
		}
	}
	for _, id := range order {
		group := groups[id]
		if len(group) < 2 {
			continue
		}
		g := KeyGroup{At: analyzers.AtResource(group[0]), Key: group[0].Label(), Others: others(group[1:]), Secrets: []Other{}}
		text, _ := group[0].Property("EnableKeyRotation").Literal()
		g.Rotates = strings.EqualFold(text, "true")
		var regions []string
		for _, r := range group {
			g.Secrets = append(g.Secrets, encrypts[r.Key()]...)
			regions = append(regions, a.opts.region(r.Stack))
		}
		g.Sum = a.monthly(KeyItem, regions[1:]...).fact("key")
		a.advice.Keys = append(a.advice.Keys, g)
	}
}

// onlySecrets tells whether a key has no other use than to encrypt secrets, as far
// as the program refers to it.
func (a *adviser) onlySecrets(key *template.Resource) bool {
	return !slices.ContainsFunc(a.users[key.Key()], func(e *refs.Edge) bool {
		r := a.facts.Program.Resource(e.From)
		if r == nil || e.At.Path[0] != "Resources" {
			return true // an output: somebody else may use it
		}
		switch r.Type {
		case "AWS::SecretsManager::Secret", "AWS::KMS::Alias", keyType:
			return false
		}
		return !strings.HasPrefix(r.Type, "AWS::IAM::")
	})
}
