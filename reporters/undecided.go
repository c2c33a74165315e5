package reporters

import (
	"cmp"
	"slices"
	"strings"
)

// reason is why questions of a category were left undecided, with the elements
// that they are about.
type reason struct {
	category, why string
	places        []string
}

// reasons groups what was left undecided, with the most frequent first.
func (r *Report) reasons() []reason {
	index := map[[2]string]int{}
	var reasons []reason
	for _, u := range r.Undecided {
		k := [2]string{u.Category, u.Why}
		i, ok := index[k]
		if !ok {
			i = len(reasons)
			index[k] = i
			reasons = append(reasons, reason{category: u.Category, why: u.Why})
		}
		reasons[i].places = append(reasons[i].places, cmp.Or(u.LogicalID, u.Template))
	}
	slices.SortStableFunc(reasons, func(a, b reason) int {
		return cmp.Or(cmp.Compare(len(b.places), len(a.places)), cmp.Compare(a.category, b.category), cmp.Compare(a.why, b.why))
	})
	return reasons
}

// names are the elements without repetitions, clean.
func (r *reason) names() []string {
	var names []string
	for _, place := range r.places {
		if name := clean(place); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// where names the first few elements, and how many more there are.
func (r *reason) where() string {
	const named = 3
	names := r.names()
	if len(names) > named {
		return strings.Join(names[:named], ", ") + " and " + thousands(len(names)-named) + " more"
	}
	return strings.Join(names, ", ")
}
