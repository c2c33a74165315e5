package rules

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/template"
)

const metadataKey = "fjall-lint"

// expiry reads the last day of an entry in Metadata, "until" or "expires".
func (s *suppression) expiry(item *template.Node, today time.Time) {
	for _, key := range []string{"until", "expires"} {
		day := item.Get(key).Scalar()
		if day == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			s.invalid = fmt.Sprintf("its %s is %q, which is no day such as 2027-01-31", key, day)
		}
		s.until(t, today)
	}
}

// metadataOf visits the Metadata of each resource. What is written in the template counts
// where expansion left it out, or where a resource is too broken to be one.
func metadataOf(s *template.Stack) iter.Seq2[string, *template.Node] {
	return func(yield func(string, *template.Node) bool) {
		seen := map[string]bool{}
		for _, r := range s.Order {
			if metadata := r.Node.Get("Metadata"); metadata != nil {
				if seen[r.ID] = true; !yield(r.ID, metadata) {
					return
				}
			}
		}
		raw := s.Raw.Get("Resources")
		if raw == nil || raw.Kind != template.Map {
			return
		}
		for _, f := range raw.Fields() {
			if metadata := f.Value.Get("Metadata"); metadata != nil && !seen[f.Key.Text] && !yield(f.Key.Text, metadata) {
				return
			}
		}
	}
}

// metadataSuppressions reads Metadata: {fjall-lint: {ignore: [{rule, reason, until,
// path}]}} of a resource. The path limits an entry to a property or a statement, and what
// is below it.
func metadataSuppressions(s *template.Stack, id string, metadata *template.Node, today time.Time) []*suppression {
	list := metadata.At(metadataKey, "ignore")
	if list == nil {
		return nil
	}
	base := template.Path{"Resources", id, "Metadata", metadataKey, "ignore"}
	items := list.Items()
	if list.Kind == template.Map {
		items = []*template.Node{list}
	}
	var all []*suppression
	for i, item := range items {
		path := base
		if list.Kind == template.List {
			path = base.Append(i)
		}
		sup := &suppression{stack: s, id: id, path: path, rng: item.Range(), Suppression: Suppression{Kind: "metadata"}}
		switch item.Kind {
		case template.String: // a bare rule id: no reason
			sup.rule = item.Text
		case template.Map:
			sup.rule = item.Get("rule").Scalar()
			sup.Reason = strings.TrimSpace(item.Get("reason").Scalar())
			sup.expiry(item, today)
			if at := item.Get("path"); at != nil {
				if sup.below = at.Scalar(); sup.below == "" {
					sup.invalid = "its path is no text such as Properties.Policies[0]"
				}
			}
		}
		if sup.rule == "" {
			sup.invalid = "it names no rule"
		}
		all = append(all, sup)
	}
	return all
}
