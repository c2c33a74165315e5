package fixes

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// dropActions takes {actions} out of the statement at a place; a statement of which
// nothing is left goes.
func (r *realizer) dropActions(op rules.Operation) ([]Change, error) {
	s := op.At.Stack
	path := op.At.Path.Append("Action")
	n, ok := s.Lookup(path)
	if !ok {
		return nil, errors.New("the statement has no Action of its own")
	}
	drop := map[string]bool{}
	for _, a := range stringsOf(op.Args["actions"]) {
		drop[strings.ToLower(a)] = true
	}
	gone := func(n *template.Node) bool { return n.IsScalar() && drop[strings.ToLower(n.Text)] }
	var changes []Change
	left := 0
	switch {
	case n.Kind == template.List:
		for i, e := range n.Items() {
			if gone(e) {
				changes = append(changes, Change{s, edit.Operation{Op: edit.Remove, Path: path.Append(i)}})
			} else {
				left++
			}
		}
	case !gone(n):
		left = 1
	}
	if left > 0 {
		if len(changes) == 0 {
			return nil, errors.New("the statement does not name the actions one by one")
		}
		return changes, nil
	}
	if i, ok := op.At.Path[len(op.At.Path)-1].(int); ok {
		if all, found := s.Lookup(op.At.Path[:len(op.At.Path)-1]); found && len(all.Items()) > 1 && i < len(all.Items()) {
			return []Change{{s, edit.Operation{Op: edit.Remove, Path: op.At.Path}}}, nil
		}
	}
	return nil, errors.New("nothing would be left of the policy: remove it")
}

// limitResources limits the statement at a place to {secrets}.
func (r *realizer) limitResources(op rules.Operation) ([]Change, error) {
	var items []*template.Node
	for _, key := range stringsOf(op.Args["secrets"]) {
		x := op.At.Stack.Program.Resource(key)
		if x == nil {
			return nil, fmt.Errorf("secret %q is no resource of the templates", key)
		}
		n, err := r.secretARN(op.At.Stack, x, rules.Spot{})
		if err != nil {
			return nil, err
		}
		items = append(items, n)
	}
	value := list(items...)
	if len(items) == 1 {
		value = items[0]
	}
	return []Change{{op.At.Stack, edit.Operation{Op: edit.Set, Path: op.At.Path.Append("Resource"), Value: value}}}, nil
}

// narrowPattern lets the resource {pattern} of the statement at a place match the
// six characters behind a name only.
func (r *realizer) narrowPattern(op rules.Operation) ([]Change, error) {
	s := op.At.Stack
	pattern, _ := op.Args["pattern"].(string)
	// What stands behind the last function of the pattern is written as it is.
	ending := pattern[strings.LastIndexByte(pattern, '}')+1:]
	n, ok := s.Lookup(op.At.Path.Append("Resource"))
	if !ok || !strings.HasSuffix(ending, "*") {
		return nil, errors.New("the statement has no such resource of its own")
	}
	paths := []template.Path{op.At.Path.Append("Resource")}
	if n.Kind == template.List {
		paths = nil
		for i := range n.Items() {
			paths = append(paths, op.At.Path.Append("Resource", i))
		}
	}
	for _, path := range paths {
		item, _ := s.Lookup(path)
		if !strings.Contains(s.Eval(item).Text("*"), ":secret:") {
			continue
		}
		if at, ok := literalPath(s, path, ending); ok {
			base := strings.TrimSuffix(strings.TrimSuffix(ending, "*"), "-")
			return []Change{{s, edit.Operation{Op: edit.Text, Path: at, Old: ending, New: base + "-??????"}}}, nil
		}
	}
	return nil, errors.New("the pattern is not written in the statement itself")
}

// except leaves the principal {principal} out of the Deny statement at a place of a
// secret's policy.
func (r *realizer) except(op rules.Operation) ([]Change, error) {
	principal, err := r.resource(op, "principal")
	if err != nil {
		return nil, err
	}
	s := op.At.Stack
	n, ok := s.Lookup(op.At.Path)
	if !ok || n.Get("Effect").Scalar() != "Deny" || n.Get("NotPrincipal") != nil {
		return nil, errors.New("no Deny statement stands there that could leave somebody out")
	}
	if n.Get("Condition").Get("ArnNotEquals") != nil {
		return nil, errors.New("the Deny leaves somebody out already: add the role there")
	}
	arn, err := r.reference(s, principal, "Arn")
	if err != nil {
		return nil, err
	}
	// All conditions of a statement have to hold, so one more makes it narrower.
	path := op.At.Path.Append("Condition", "ArnNotEquals")
	return []Change{{s, edit.Operation{Op: edit.Set, Path: path, Value: object("aws:PrincipalArn", arn)}}}, nil
}

// ownAccount opens the statement at a place to its own account only.
func (r *realizer) ownAccount(op rules.Operation) ([]Change, error) {
	s := op.At.Stack
	n, ok := s.Lookup(op.At.Path)
	if !ok {
		return nil, errors.New("the statement is not written in the template")
	}
	changes := []Change{{s, edit.Operation{
		Op: edit.Set, Path: op.At.Path.Append("Principal"), Value: object("AWS", sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")),
	}}}
	if n.Get("NotPrincipal") != nil {
		changes = append(changes, Change{s, edit.Operation{Op: edit.Remove, Path: op.At.Path.Append("NotPrincipal")}})
	}
	return changes, nil
}
