package cost

import (
	"bytes"
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
)

// IdleReplicas are the replicas of a secret in regions where nothing of the program
// reads them.
type IdleReplicas struct {
	At      analyzers.Place `json:"at"` // of the first
	Secret  string          `json:"secret"`
	Regions []string        `json:"regions"`
	Others  []Other         `json:"others"` // the further replicas
	Sum     Sum             `json:"sum"`
}

// idleReplicas finds replicas that nothing reads. That is certain only where all
// of the app is there and the region of each stack is known.
func (a *adviser) idleReplicas() {
	for _, s := range a.stock.Secrets {
		if len(s.Replicas) == 0 || a.unused[s.Key] {
			continue
		}
		idle := IdleReplicas{Secret: labelOf(s), Regions: []string{}, Others: []Other{}}
		for _, r := range s.Replicas {
			switch a.readIn(s, r.Region) {
			case "no":
				if len(idle.Regions) == 0 {
					idle.At = r.At
				} else {
					idle.Others = append(idle.Others, Other{r.At, r.Region})
				}
				idle.Regions = append(idle.Regions, r.Region)
			case "unknown":
				a.undecided = append(a.undecided, analyzers.Undecided{Category: "cost", At: r.At, Why: "whether anything reads the replica in its region"})
			}
		}
		if len(idle.Regions) > 0 {
			idle.Sum = a.monthly(SecretItem, idle.Regions...).fact("replica")
			a.advice.Replicas = append(a.advice.Replicas, idle)
		}
	}
}

// readIn tells whether anything reads a secret's replica in a region: yes, no or
// unknown.
func (a *adviser) readIn(s *secrets.Secret, region string) string {
	if region == "" || !a.facts.Program.Complete {
		return "unknown"
	}
	for _, stack := range a.facts.Program.Stacks {
		if stack.Region == "" {
			return "unknown"
		}
	}
	for _, u := range a.access.Uses {
		if r := a.facts.Program.Resource(u.Key); u.SecretKey == s.Key && r != nil && r.Stack.Region == region {
			return "yes"
		}
	}
	if slices.ContainsFunc(a.users[s.Key], func(e *refs.Edge) bool {
		r := a.facts.Program.Resource(e.From)
		return r != nil && r.Stack.Region == region
	}) {
		return "yes"
	}
	name := ""
	if s.Name.State == "literal" {
		name = s.Name.Text
	}
	for _, stack := range a.facts.Program.Stacks {
		text := stack.Source.Data
		// What names the secret in the region, or anything by an ARN of the region.
		if name != "" && stack.Region == region && bytes.Contains(text, []byte(name)) || bytes.Contains(text, []byte(":secretsmanager:"+region+":")) {
			return "yes"
		}
	}
	return "no"
}
