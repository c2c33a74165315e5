package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

// Usage is what a usage file says of how much is used.
type Usage struct {
	// File is where it was read from.
	File string
	// Region is taken for stacks whose region is not known, Prices names a file of
	// prices; "" where the file does not say.
	Region string
	Prices string

	defaults map[string]map[string]amount // by type and key
	entries  []entry
	bound    map[string]map[string]amount // by bindKey and key
}

// amount is a value of a usage file: a range or a word.
type amount struct {
	quantity Range
	mode     string
}

// entry is what the file says of one resource.
type entry struct {
	address      string
	line, column int
	values       []*pair
}

type pair struct {
	key   *yaml.Node
	value *yaml.Node
}

// ReadUsage reads the text of a usage file. Every mistake is reported, each as a
// [yamldoc.Error]; those that depend on the templates are found by [Usage.Bind].
func ReadUsage(file string, text []byte) (*Usage, error) {
	u := &Usage{File: file, defaults: map[string]map[string]amount{}, bound: map[string]map[string]amount{}}
	r, root, err := yamldoc.Open(file, text)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return u, nil
	}
	r.Mapping(root, "the usage file", map[string]func(*yaml.Node){
		"version": func(n *yaml.Node) {
			if version, ok := r.Text(n, "version"); ok && version != "1" {
				r.Fail(n, "version %q is not known: write 1", version)
			}
		},
		"region": func(n *yaml.Node) { u.Region, _ = r.Text(n, "region") },
		"prices": func(n *yaml.Node) {
			r.Mapping(n, "prices", map[string]func(*yaml.Node){
				"file": func(n *yaml.Node) { u.Prices, _ = r.Text(n, "file of prices") },
			})
		},
		"defaults": func(n *yaml.Node) {
			r.Entries(n, "defaults", func(k, v *yaml.Node) {
				if len(usageKeys(k.Value)) == 0 {
					r.Fail(k, "of resources of type %q no usage is counted%s", k.Value, yamldoc.Nearest(k.Value, usageTypes()))
					return
				}
				u.defaults[k.Value] = map[string]amount{}
				r.Entries(v, k.Value, func(name, value *yaml.Node) {
					if a, ok := readAmount(r, k.Value, name, value); ok {
						u.defaults[k.Value][name.Value] = a
					}
				})
			})
		},
		"resources": func(n *yaml.Node) {
			r.Entries(n, "resources", func(k, v *yaml.Node) {
				e := entry{address: k.Value, line: k.Line, column: k.Column}
				r.Entries(v, fmt.Sprintf("resource %q", k.Value), func(name, value *yaml.Node) {
					e.values = append(e.values, &pair{name, value})
				})
				u.entries = append(u.entries, e)
			})
		},
	})
	return u, r.Err()
}

// readAmount reads the value of a key of a type.
func readAmount(r *yamldoc.Reader, resourceType string, name, value *yaml.Node) (a amount, ok bool) {
	k, ok := keyNamed(resourceType, name.Value)
	if !ok {
		var known []string
		for _, k := range usageKeys(resourceType) {
			known = append(known, k.name)
		}
		hint := yamldoc.Nearest(name.Value, known)
		if hint == "" {
			hint = ": it is one of " + strings.Join(known, ", ")
		}
		r.Fail(name, "key %q is not known for %s%s", name.Value, resourceType, hint)
		return a, false
	}
	if len(k.modes) > 0 {
		text, ok := r.Text(value, k.name)
		if ok && !slices.Contains(k.modes, text) {
			r.Fail(value, "%s is %q, and none of %s%s", k.name, text, strings.Join(k.modes, ", "), yamldoc.Nearest(text, k.modes))
			return a, false
		}
		return amount{mode: text}, ok
	}
	if value.Kind != yaml.MappingNode {
		d, ok := readNumber(r, k, value)
		return amount{quantity: Exactly(d)}, ok
	}
	var low, expected, high *decimal.Decimal
	all := true
	one := func(into **decimal.Decimal) func(*yaml.Node) {
		return func(n *yaml.Node) {
			d, ok := readNumber(r, k, n)
			*into, all = &d, all && ok
		}
	}
	r.Mapping(value, k.name, map[string]func(*yaml.Node){"low": one(&low), "expected": one(&expected), "high": one(&high)})
	if !all {
		return a, false
	}
	if expected == nil {
		r.Fail(value, "%s lacks expected: write a number, or low, expected and high", k.name)
		return a, false
	}
	q := Exactly(*expected)
	if low != nil {
		q.Low = *low
	}
	if high != nil {
		q.High = *high
	}
	if q.Low.GreaterThan(q.Expected) || q.Expected.GreaterThan(q.High) {
		r.Fail(value, "%s: low %s, expected %s and high %s are not in order", k.name, q.Low, q.Expected, q.High)
		return a, false
	}
	return amount{quantity: q}, true
}

// most bounds what a usage file may count: more a month is a mistake.
const mostUsage = 1_000_000_000_000_000

func readNumber(r *yamldoc.Reader, k usageKey, n *yaml.Node) (decimal.Decimal, bool) {
	text, ok := r.Text(n, k.name)
	if !ok {
		return decimal.Decimal{}, false
	}
	d, err := exactAmount(strings.ReplaceAll(text, "_", ""))
	most := k.most
	if most == 0 {
		most = mostUsage
	}
	switch {
	case err != nil:
		r.Fail(n, "%s is %q: write a number such as 250000 or 0.05", k.name, shorten(text))
		return d, false
	case d.GreaterThan(decimal.NewFromInt(most)):
		r.Fail(n, "%s is %s, more than %d", k.name, d, most)
		return d, false
	}
	return d, true
}

func shorten(text string) string {
	if r := []rune(text); len(r) > maxAmount {
		return string(r[:maxAmount]) + "…"
	}
	return text
}

// Bind finds the resources that the file speaks of: by logical id, "stack/logical id",
// construct path, or the name of a stack. A resource that none of the assemblies
// has is an error, with the nearest name.
func (u *Usage) Bind(assemblies ...*template.Assembly) error {
	r := &yamldoc.Reader{File: u.File}
	indexes := make([]map[string][]bound, 0, len(assemblies))
	var names []string
	for _, a := range assemblies {
		index := addresses(a)
		indexes = append(indexes, index)
		for name := range index {
			names = append(names, name)
		}
	}
	for _, e := range u.entries {
		at := &yaml.Node{Line: e.line, Column: e.column}
		found := false
		for _, index := range indexes {
			targets := index[e.address]
			switch {
			case len(targets) > 1:
				r.Fail(at, "%q is the name of several resources: write %s", e.address, choices(targets))
				found = true
			case len(targets) == 1:
				report := r
				if found {
					report = &yamldoc.Reader{File: u.File} // its mistakes are told already
				}
				u.bind(report, e, targets[0])
				found = true
			}
		}
		if !found {
			r.Fail(at, "resource %q is not in the templates%s", e.address, yamldoc.Nearest(e.address, names))
		}
	}
	return r.Err()
}

func (u *Usage) bind(r *yamldoc.Reader, e entry, target bound) {
	if len(usageKeys(target.kind)) == 0 {
		r.Fail(&yaml.Node{Line: e.line, Column: e.column}, "resource %q is of type %s, of which no usage is counted", e.address, target.kind)
		return
	}
	values := u.bound[target.key]
	if values == nil {
		values = map[string]amount{}
		u.bound[target.key] = values
	}
	for _, p := range e.values {
		if a, ok := readAmount(r, target.kind, p.key, p.value); ok {
			values[p.key.Value] = a
		}
	}
}

// bound is what an address leads to: a resource, or a stack.
type bound struct{ key, full, kind string }

// bindKey names a resource in the same way in all versions of an assembly.
func bindKey(s *template.Stack, id string) string { return s.Name + "#" + id }

func choices(targets []bound) string {
	var list []string
	for _, t := range targets {
		list = append(list, t.full)
	}
	slices.Sort(list)
	return strings.Join(list, " or ")
}

// addresses are all names of an assembly's resources and stacks.
func addresses(a *template.Assembly) map[string][]bound {
	index := map[string][]bound{}
	add := func(name string, b bound) {
		if name != "" && !slices.Contains(index[name], b) {
			index[name] = append(index[name], b)
		}
	}
	for _, s := range a.Stacks {
		add(s.Name, bound{bindKey(s, ""), s.Name, stackType})
		for _, r := range s.Order {
			b := bound{bindKey(s, r.ID), s.Name + "/" + r.ID, r.Type}
			add(r.ID, b)
			add(b.full, b)
			add(r.ConstructPath, b)
			add(strings.TrimSuffix(r.ConstructPath, "/Resource"), b)
		}
	}
	return index
}
