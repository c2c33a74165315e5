package fixes

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// inject puts in place of a secret's value, which stands at a place as a dynamic
// reference, what does not show it: {way} is "container secrets" (the agent sets the
// variable), "fetch" (the variable holds the ARN) or "none" (the element goes).
func (r *realizer) inject(op rules.Operation) ([]Change, error) {
	way, _ := op.Args["way"].(string)
	if way == "none" {
		if len(op.At.Path) < 2 || op.At.Path[0] != "Outputs" {
			return nil, errors.New("only an output can go")
		}
		path := op.At.Path[:2]
		if len(op.At.Stack.Outputs) == 1 {
			path = path[:1] // an empty section is none
		}
		return []Change{{op.At.Stack, edit.Operation{Op: edit.Remove, Path: path}}}, nil
	}
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	s := x.Stack
	path := variablePath(op.At.Path)
	n, ok := s.Lookup(path)
	if !ok {
		return nil, errors.New("the variable is not written in the template")
	}
	v := s.Eval(n)
	if v.Kind != template.ScalarValue || len(v.Parts) != 1 || v.Parts[0].Kind != template.DynamicPart {
		return nil, errors.New("the variable holds more than the secret's value")
	}
	d := v.Parts[0].Dynamic
	if len(d.ID) != 1 || d.ID[0].Kind != template.RefPart || d.ID[0].Resource.Stack != s || d.ID[0].Resource.Type != "AWS::SecretsManager::Secret" {
		return nil, errors.New("the secret is not one of the same template")
	}
	if d.Stage != "" || d.Version != "" {
		return nil, errors.New("the reference is to one version of the secret")
	}
	secret := d.ID[0].Resource
	if way == "fetch" {
		changes := []Change{{s, edit.Operation{Op: edit.Set, Path: path, Value: ref(secret.ID)}}}
		return r.withGrant(changes, x, "Role", secret)
	}
	// …/Environment/<n>/Value
	if len(path) < 4 || path[len(path)-1] != "Value" || path[len(path)-3] != "Environment" {
		return nil, fmt.Errorf("%s is no variable of a container", path.Dotted())
	}
	container, entry := path[:len(path)-3], path[:len(path)-1]
	variable, ok := s.Lookup(entry)
	if !ok || !variable.Get("Name").IsScalar() {
		return nil, errors.New("the variable has no name of its own")
	}
	from := ref(secret.ID)
	if d.Key != "" {
		from = sub("${" + secret.ID + "}:" + d.Key + "::")
	}
	changes := []Change{
		{s, edit.Operation{Op: edit.Remove, Path: entry}},
		{s, edit.Operation{Op: edit.Append, Path: container.Append("Secrets"), Value: object("Name", text(variable.Get("Name").Text), "ValueFrom", from)}},
	}
	return r.withGrant(changes, x, "ExecutionRoleArn", secret)
}

// withGrant adds the permission that a resource's role needs for a secret.
func (r *realizer) withGrant(changes []Change, x *template.Resource, property string, secret *template.Resource) ([]Change, error) {
	p, ok := x.Property(property).Single()
	if !ok {
		return nil, fmt.Errorf("%s of %s is not in the template: whether it may read the secret is not known", property, x.ID)
	}
	var key *template.Resource
	if known := r.secret(secret); known != nil && known.KMS.Key != "" {
		if key = secret.Stack.Program.Resource(known.KMS.Key); key == nil {
			return nil, errors.New("the secret's key is not in the templates")
		}
	}
	more, err := r.read(p.Resource, secret, ref(secret.ID), key, false)
	if err != nil {
		return nil, err
	}
	return append(changes, more...), nil
}

// variablePath leads to a variable's value, also from a text in a function that makes
// it.
func variablePath(path template.Path) template.Path {
	for i, e := range path {
		if key, ok := e.(string); ok && strings.HasPrefix(key, "Fn::") {
			return path[:i]
		}
	}
	return path
}
