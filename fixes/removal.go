package fixes

import (
	"errors"
	"fmt"
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// edges are the references to a resource, but for DependsOn.
func (r *realizer) edges(x *template.Resource) []refs.Edge {
	f := analyzers.Found[refs.Facts](r.facts[x.Stack.Program], refs.Analyzer)
	if f == nil {
		return nil
	}
	var list []refs.Edge
	for _, e := range f.Edges {
		if e.To == x.Key() && e.Via != "DependsOn" {
			list = append(list, e)
		}
	}
	return list
}

// removeResource takes the resource at a place out of its template, and its name out
// of what waits for it.
func (r *realizer) removeResource(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	if len(r.edges(x)) > 0 {
		return nil, fmt.Errorf("something refers to %s", x.ID)
	}
	if len(x.Stack.Order) == 1 {
		return nil, errors.New("a template needs a resource: this is its only one")
	}
	return r.gone(x), nil
}

func (r *realizer) gone(x *template.Resource) []Change {
	s := x.Stack
	changes := []Change{{s, edit.Operation{Op: edit.Remove, Path: template.Path{"Resources", x.ID}}}}
	for _, y := range s.Order {
		n := y.Node.Get("DependsOn")
		path := template.Path{"Resources", y.ID, "DependsOn"}
		switch {
		case n.IsScalar() && n.Text == x.ID:
			changes = append(changes, Change{s, edit.Operation{Op: edit.Remove, Path: path}})
		case n != nil && n.Kind == template.List:
			i := slices.IndexFunc(n.Items(), func(e *template.Node) bool { return e.IsScalar() && e.Text == x.ID })
			switch {
			case i >= 0 && len(n.Items()) == 1:
				changes = append(changes, Change{s, edit.Operation{Op: edit.Remove, Path: path}})
			case i >= 0:
				changes = append(changes, Change{s, edit.Operation{Op: edit.Remove, Path: path.Append(i)}})
			}
		}
	}
	return changes
}

// redirect lets everything that refers to a resource by a plain Ref refer to another
// value instead; the item of a list that has the value already goes.
func (r *realizer) redirect(x *template.Resource, value func(path template.Path) *template.Node) ([]Change, error) {
	var changes []Change
	for _, e := range r.edges(x) {
		if e.Via != "Ref" || e.Far || e.At.Resource == "" {
			return nil, fmt.Errorf("%s is referred to by %s at %s: move that by hand", x.ID, e.Via, e.At.Path.Dotted())
		}
		path := e.At.Path
		if path[len(path)-1] == "Ref" { // the whole function is replaced
			path = path[:len(path)-1]
		}
		v := value(path)
		if _, item := path[len(path)-1].(int); item {
			holder, _ := x.Stack.Lookup(path[:len(path)-1])
			if slices.ContainsFunc(holder.Items(), func(n *template.Node) bool { return edit.Equal(n, v) }) {
				changes = append(changes, Change{x.Stack, edit.Operation{Op: edit.Remove, Path: path}})
				continue
			}
		}
		changes = append(changes, Change{x.Stack, edit.Operation{Op: edit.Set, Path: path, Value: v}})
	}
	return changes, nil
}

// secretToParameter keeps the value of the secret at a place in a parameter of
// Parameter Store, and hands on its name where the secret's was.
func (r *realizer) secretToParameter(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	for _, e := range r.edges(x) {
		if y := x.Stack.Program.Resource(e.From); y == nil || isPolicy(y.Type) {
			return nil, fmt.Errorf("%s is named in an output or a policy, which a parameter needs another of: move it by hand", x.ID)
		}
	}
	value := x.Get("SecretString")
	if value == nil {
		return nil, errors.New("the secret has no value in the template")
	}
	name, _ := x.Property("Name").Literal()
	description, _ := x.Property("Description").Literal()
	if name != "" {
		name = "/" + name
	}
	n, err := stringParameter(name, description, value)
	if err != nil {
		return nil, err
	}
	id := r.id(x.Stack, x.ID, "Parameter")
	changes, err := r.redirect(x, func(template.Path) *template.Node { return ref(id) })
	if err != nil {
		return nil, err
	}
	changes = append(changes, added(x.Stack, id, under(x.Condition, n)))
	return append(changes, r.gone(x)...), nil
}

func isPolicy(resourceType string) bool {
	switch resourceType {
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::RolePolicy", "AWS::SecretsManager::ResourcePolicy", "AWS::KMS::Key":
		return true
	}
	return false
}

// mergeSecrets keeps the values of the secrets {others} as keys of the secret at a
// place.
func (r *realizer) mergeSecrets(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, key := range stringsOf(op.Args["others"]) {
		other := x.Stack.Program.Resource(key)
		if other == nil || other.Stack != x.Stack {
			return nil, fmt.Errorf("secret %q is not in the same stack", key)
		}
		moved, err := r.redirect(other, func(path template.Path) *template.Node {
			if path[len(path)-1] == "ValueFrom" { // the agent takes a key of the JSON
				return sub("${" + x.ID + "}:" + other.ID + "::")
			}
			return ref(x.ID)
		})
		if err != nil {
			return nil, err
		}
		changes = append(append(changes, moved...), r.gone(other)...)
	}
	return changes, nil
}
