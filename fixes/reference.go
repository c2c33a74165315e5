package fixes

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// resource finds the resource that an argument names by its key.
func (r *realizer) resource(op rules.Operation, argument string) (*template.Resource, error) {
	key, _ := op.Args[argument].(string)
	if op.At.Stack == nil {
		return nil, fmt.Errorf("operation %s has no place", op.Op)
	}
	x := op.At.Stack.Program.Resource(key)
	if x == nil {
		return nil, fmt.Errorf("%s %q is no resource of the templates", argument, key)
	}
	return x, nil
}

// at is the resource that an operation's place is in.
func (r *realizer) at(op rules.Operation) (*template.Resource, error) {
	if op.At.Stack == nil || len(op.At.Path) < 2 {
		return nil, fmt.Errorf("operation %s has no place", op.Op)
	}
	id, _ := op.At.Path[1].(string)
	x := op.At.Stack.Resources[id]
	if x == nil {
		return nil, fmt.Errorf("%q is no resource of %s", id, op.At.Stack.TemplateFile)
	}
	return x, nil
}

// operands are the resource that an operation's place is in and those that its
// arguments name.
func (r *realizer) operands(op rules.Operation, arguments ...string) (at *template.Resource, named []*template.Resource, err error) {
	if at, err = r.at(op); err != nil {
		return nil, nil, err
	}
	for _, argument := range arguments {
		x, err := r.resource(op, argument)
		if err != nil {
			return nil, nil, err
		}
		named = append(named, x)
	}
	return at, named, nil
}

// reference is how a template names a resource, or an attribute of it: directly in
// its own stack, by an export in another one.
func (r *realizer) reference(from *template.Stack, x *template.Resource, attribute string) (*template.Node, error) {
	if x.Stack == from {
		if attribute == "" {
			return ref(x.ID), nil
		}
		return getAtt(x.ID, attribute), nil
	}
	for _, f := range fields(x.Stack.Root.Get("Outputs")) {
		out := x.Stack.Outputs[f.Key.Text]
		if out == nil || out.Export == nil {
			continue
		}
		p, ok := x.Stack.Eval(out.Value).Single()
		name, known := x.Stack.Eval(out.Export).Literal()
		if ok && known && p.Resource == x && p.Attr == attribute && p.Via == nil {
			return object("Fn::ImportValue", text(name)), nil
		}
	}
	return nil, fmt.Errorf("stack %s has no way to name %s of stack %s: export it", from.Name, x.ID, x.Stack.Name)
}

// secretARN is how a policy names a secret: by reference, as the property that uses
// it does, or by its name and the characters that Secrets Manager appends.
func (r *realizer) secretARN(from *template.Stack, secret *template.Resource, use rules.Spot) (*template.Node, error) {
	if secret.Stack == from {
		return ref(secret.ID), nil
	}
	if use.Stack == from {
		if n, ok := from.Lookup(use.Path); ok {
			if p, ok := from.Eval(n).Single(); ok && p.Resource == secret && p.Attr == "" {
				return n, nil
			}
		}
	}
	n, err := r.reference(from, secret, "")
	if err == nil {
		return n, nil
	}
	s := r.secret(secret)
	if s != nil && s.Name.State == "literal" && !s.Name.Defaulted && secret.Stack.Account == from.Account {
		region := "${AWS::Region}"
		if secret.Stack.Region != from.Region {
			region = secret.Stack.Region
			for _, rep := range s.Replicas {
				if rep.Region == from.Region {
					region = "${AWS::Region}"
				}
			}
		}
		if region != "" {
			return sub("arn:${AWS::Partition}:secretsmanager:" + region + ":${AWS::AccountId}:secret:" + s.Name.Text + "-??????"), nil
		}
	}
	return nil, err
}

// secret is what is known of a secret.
func (r *realizer) secret(x *template.Resource) *secrets.Secret {
	stock := analyzers.Found[secrets.Facts](r.facts[x.Stack.Program], secrets.Analyzer)
	if stock == nil {
		return nil
	}
	return stock.ByKey(x.Key())
}

// id makes a logical id that a stack does not have yet.
func (r *realizer) id(s *template.Stack, parts ...string) string {
	base := baseID(parts...)
	id := base
	for n := 2; r.taken[s][id] != nil; n++ {
		id = base + strconv.Itoa(n)
	}
	return id
}

// baseID is the logical id that parts of names make.
func baseID(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		for _, c := range p {
			if '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
				b.WriteRune(c)
			}
		}
	}
	const most = 240 // of the 255 characters that CloudFormation takes
	base := b.String()
	if len(base) > most {
		base = base[:most]
	}
	return base
}

// create makes a resource with a logical id of its own. Where the plan makes the same
// one for another finding, it is that one.
func (r *realizer) create(s *template.Stack, parts []string, node func(id string) (*template.Node, error)) (Change, error) {
	base := baseID(parts...)
	for i := 1; ; i++ {
		id := base
		if i > 1 {
			id += strconv.Itoa(i)
		}
		other, taken := r.taken[s][id]
		if taken && other.Source() != nil {
			continue // it is in the template
		}
		n, err := node(id)
		if err != nil {
			return Change{}, err
		}
		if !taken || edit.Equal(n, other) {
			return added(s, id, n), nil
		}
	}
}
