package cost

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Combinable are secrets that the same readers read, so that one secret with a JSON
// of several keys could hold their values.
type Combinable struct {
	At      analyzers.Place `json:"at"` // of the first
	Secret  string          `json:"secret"`
	Others  []Other         `json:"others"`
	Readers []string        `json:"readers"`
	Sum     Sum             `json:"sum"` // of all but one
}

// combinable groups secrets by everything that would have to be the same: who
// reads and may change them, the key, the replicas, and that nothing rotates them.
// A generated value is left out, because a secret generates one value only; so is
// what a service reads, because it wants the secret in its own form.
func (a *adviser) combinable() {
	readers := map[string][]*template.Resource{}
	barred := map[string]bool{}
	for _, x := range a.fetches.Fetches {
		for _, read := range x.Reads {
			if read.SecretKey == "" {
				continue
			}
			if x.Kind == fetches.Service || !read.Certain {
				barred[read.SecretKey] = true
			}
			if !slices.Contains(readers[read.SecretKey], x.Resource) {
				readers[read.SecretKey] = append(readers[read.SecretKey], x.Resource)
			}
		}
	}
	rights := map[string][]string{}
	for _, r := range a.access.Reach {
		rights[r.SecretKey] = append(rights[r.SecretKey], strings.Join([]string{r.PrincipalKey, r.Read, r.Write, r.Admin}, " "))
	}
	groups := map[string][]*secrets.Secret{}
	var order []string
	for _, s := range a.stock.Secrets {
		if len(readers[s.Key]) == 0 || barred[s.Key] || a.plain[s.Key] || !a.alone(s) {
			continue
		}
		// What reads in the same way is fetched together: with another region or
		// condition it would not be.
		key := []string{s.Stack, s.Resource.Condition, s.KMS.Kind, s.KMS.Key, s.KMS.Text, s.DeletionPolicy}
		for _, r := range s.Replicas {
			key = append(key, r.Region, r.KMS.Kind, r.KMS.Key, r.KMS.Text)
		}
		var who []string
		for _, r := range readers[s.Key] {
			who = append(who, r.Key())
		}
		slices.Sort(who)
		slices.Sort(rights[s.Key])
		id := strings.Join(slices.Concat(key, []string{"readers"}, who, []string{"rights"}, rights[s.Key]), "\x00")
		if groups[id] == nil {
			order = append(order, id)
		}
		groups[id] = append(groups[id], s)
	}
	for _, id := range order {
		group := groups[id]
		if len(group) < 2 {
			continue
		}
		c := Combinable{At: group[0].At, Secret: labelOf(group[0]), Others: []Other{}, Readers: []string{}}
		var regions []string
		for _, s := range group[1:] {
			c.Others = append(c.Others, Other{s.At, labelOf(s)})
			regions = append(regions, a.opts.region(s.Resource.Stack))
			for _, r := range s.Replicas {
				regions = append(regions, r.Region)
			}
		}
		for _, r := range readers[group[0].Key] {
			c.Readers = append(c.Readers, r.Label())
		}
		c.Sum = a.monthly(SecretItem, regions...).fact("secret")
		a.advice.Combinable = append(a.advice.Combinable, c)
	}
}

// alone tells whether nothing but its readers depends on a secret's form: it is no
// database's, not rotated, not generated, without a policy of its own, and no
// service dictates its name.
func (a *adviser) alone(s *secrets.Secret) bool {
	r := a.rotation[s.Key]
	if r == nil || r.Rotates != "no" || r.Kind != "third-party" && r.Kind != "placeholder" || len(s.Attachments) > 0 {
		return false
	}
	if s.Resource.Property("Type").Kind != template.AbsentValue {
		return false
	}
	for _, prefix := range []string{"AmazonMSK_", "ecr-pullthroughcache/", "AwsGlueDataBrew"} {
		if strings.HasPrefix(s.Name.Text, prefix) {
			return false
		}
	}
	return !slices.ContainsFunc(a.access.Policies, func(g *access.Grant) bool { return g.SecretAt != nil && g.SecretAt.Resource == s.Key })
}
