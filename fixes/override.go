package fixes

import (
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// override is one value of a template that becomes another one.
type override struct {
	path template.Path
	// value is what it becomes; nil when it goes.
	value *template.Node
	// old is what there was; nil when there was nothing.
	old *template.Node
	// why tells why the CDK cannot do it; "" when it can.
	why string
}

// overrides are what makes one value another, in as few places as the CDK's
// addOverride allows. It merges maps, but for functions, and replaces everything
// else. A list that changes in more than the maps in it is replaced as a whole: the
// CDK leaves a hole where an item is taken out.
// Source: deepMerge of aws-cdk-lib/core/lib/cfn-resource.ts.
func overrides(path template.Path, from, to *template.Node) []override {
	switch {
	case edit.Equal(from, to):
		return nil
	case len(path) == 1 && path[0] != "Transform" && from == nil: // a section, which is its elements
		return overrides(path, object(), to)
	case len(path) == 1 && path[0] != "Transform" && to == nil:
		return overrides(path, from, object())
	case from == nil || to == nil:
		return []override{made(path, from, to)}
	case from.Kind == template.Map && to.Kind == template.Map && !isFunction(from) && !isFunction(to):
		var all []override
		for _, f := range from.Fields() {
			all = append(all, overrides(path.Append(f.Key.Text), f.Value, to.Get(f.Key.Text))...)
		}
		for _, f := range to.Fields() {
			if from.Get(f.Key.Text) == nil {
				all = append(all, overrides(path.Append(f.Key.Text), nil, f.Value)...)
			}
		}
		return all
	case from.Kind == template.List && to.Kind == template.List && len(from.Items()) == len(to.Items()):
		var all []override
		for i := range from.Items() {
			a, b := from.Items()[i], to.Items()[i]
			if edit.Equal(a, b) {
				continue
			}
			if a.Kind != template.Map || b.Kind != template.Map || isFunction(a) || isFunction(b) {
				return []override{made(path, from, to)}
			}
			all = append(all, overrides(path.Append(i), a, b)...)
		}
		for _, o := range all {
			if o.why != "" { // what cannot be done within the list can be done with it
				return []override{made(path, from, to)}
			}
		}
		return all
	}
	return []override{made(path, from, to)}
}

func made(path template.Path, from, to *template.Node) override {
	o := override{path: path, old: from, value: to}
	switch {
	case to == nil:
	case from != nil && from.Kind == template.List && to.Kind == template.Map && !isFunction(to):
		o.why = "an override of the CDK cannot put a map in place of a list"
	case vanishes(to):
		o.why = "an override of the CDK leaves out a map without entries"
	case reserved(to):
		o.why = "an override of the CDK leaves out keys that have a meaning in JavaScript"
	}
	for _, e := range path {
		if name, ok := e.(string); ok && skipped[name] {
			o.why = "an override of the CDK leaves out keys that have a meaning in JavaScript"
		}
	}
	return o
}

// vanishes tells whether there is an empty map in a value, other than in a list.
func vanishes(n *template.Node) bool {
	if n.Kind != template.Map {
		return false
	}
	for _, f := range n.Fields() {
		if vanishes(f.Value) {
			return true
		}
	}
	return len(n.Fields()) == 0
}

func reserved(n *template.Node) bool {
	found := false
	n.Walk(func(_ template.Path, n *template.Node) bool {
		for _, f := range n.Fields() {
			found = found || skipped[f.Key.Text]
		}
		return !found
	})
	return found
}

// skipped are the keys that the CDK does not merge.
var skipped = map[string]bool{"__proto__": true, "constructor": true, "prototype": true}

// isFunction tells whether a map is a function that the CDK knows, and so replaces
// instead of merging it.
func isFunction(n *template.Node) bool {
	return n.Kind == template.Map && len(n.Fields()) == 1 && functions[n.Fields()[0].Key.Text]
}

// functions are those that the CDK knows.
// Source: MERGE_EXCLUDE_KEYS of aws-cdk-lib/core/lib/cfn-resource.ts.
var functions = map[string]bool{
	"Ref": true, "Fn::Base64": true, "Fn::Cidr": true, "Fn::FindInMap": true, "Fn::GetAtt": true, "Fn::GetAZs": true,
	"Fn::ImportValue": true, "Fn::Join": true, "Fn::Select": true, "Fn::Split": true, "Fn::Sub": true, "Fn::Transform": true,
	"Fn::And": true, "Fn::Equals": true, "Fn::If": true, "Fn::Not": true, "Fn::Or": true,
}
