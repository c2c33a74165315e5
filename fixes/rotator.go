package fixes

import (
	"errors"
	"fmt"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// grantRotation gives the role of the function of the schedule at a place all that it
// lacks.
func (r *realizer) grantRotation(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	v := r.rotator(x)
	if v == nil {
		return nil, errors.New("the rotation function's role is not known")
	}
	program := x.Stack.Program
	role := program.Resource(v.RoleKey)
	w := &rotationGrant{r: r, role: role, schedule: x, with: []*template.Resource{role}}
	for _, on := range []string{"secret", "superuser", "any", "key", "superuser key"} {
		var lacks []access.Need
		for _, n := range v.Lacks {
			if n.On == on {
				lacks = append(lacks, n)
			}
		}
		if len(lacks) == 0 {
			continue
		}
		if err := w.add(lacks); err != nil {
			return nil, err
		}
	}
	if len(w.statements) == 0 {
		return w.changes, nil
	}
	policy, err := r.policy(role, w.with, x.ID, w.statements...)
	if err != nil {
		return nil, err
	}
	return append(w.changes, policy), nil
}

// rotator is what is known of the function of a schedule.
func (r *realizer) rotator(schedule *template.Resource) *access.Rotator {
	if found := analyzers.Found[access.Facts](r.facts[schedule.Stack.Program], access.Analyzer); found != nil {
		for _, v := range found.Rotators {
			if v.Schedule == schedule.Key() {
				return v
			}
		}
	}
	return nil
}

// rotationGrant is what gives a role what a rotation needs.
type rotationGrant struct {
	r              *realizer
	role, schedule *template.Resource
	with           []*template.Resource // what has to exist for the policy
	statements     []*template.Node
	changes        []Change
}

// add grants permissions on one and the same thing.
func (w *rotationGrant) add(lacks []access.Need) error {
	var actions []string
	inPolicy := false
	for _, n := range lacks {
		actions = append(actions, n.Action)
		inPolicy = inPolicy || n.Verdict.Why == string(eval.NotInKeyPolicy)
	}
	if lacks[0].On == "any" {
		w.statements = append(w.statements, statement(actions, text("*"), nil))
		return nil
	}
	x := w.schedule.Stack.Program.Resource(lacks[0].Key)
	if x == nil {
		return fmt.Errorf("%s is not in the templates", lacks[0].Label)
	}
	w.with = append(w.with, x)
	switch lacks[0].On {
	case "key", "superuser key":
		allowed, changes, err := w.r.keyGrant(w.role, x, inPolicy || !delegates(x), actions...)
		if err != nil {
			return err
		}
		if allowed != nil {
			w.statements = append(w.statements, allowed)
		}
		w.changes = append(w.changes, changes...)
		return nil
	}
	arn, err := w.r.secretARN(w.role.Stack, x, rules.Spot{Stack: w.schedule.Stack, Path: w.schedule.Path("SecretId")})
	if err != nil {
		return err
	}
	w.statements = append(w.statements, statement(actions, arn, nil))
	return nil
}

// attach attaches the secret {secret} to the database {database}, and has the schedule
// at a place follow the attachment.
func (r *realizer) attach(op rules.Operation) ([]Change, error) {
	schedule, of, err := r.operands(op, "secret", "database")
	if err != nil {
		return nil, err
	}
	secret, target := of[0], of[1]
	s := schedule.Stack
	if secret.Stack != s || target.Stack != s {
		return nil, errors.New("schedule, secret and database are in different stacks")
	}
	if secret.Condition != target.Condition || schedule.Condition != secret.Condition {
		return nil, errors.New("schedule, secret and database exist under different conditions")
	}
	n, err := attachment(ref(secret.ID), ref(target.ID), target.Type)
	if err != nil {
		return nil, err
	}
	id := r.id(s, secret.ID, "Attachment")
	return []Change{
		added(s, id, under(secret.Condition, n)),
		{s, edit.Operation{Op: edit.Set, Path: schedule.Path("SecretId"), Value: ref(id)}},
	}, nil
}

// addTransform has the stack of a place use the macro {transform}.
func (r *realizer) addTransform(op rules.Operation) ([]Change, error) {
	name, _ := op.Args["transform"].(string)
	if name == "" || op.At.Stack == nil {
		return nil, errors.New("no transform is named")
	}
	return []Change{withTransform(op.At.Stack, name)}, nil
}

// nameSuperuser gives the hosted rotation of the schedule at a place the secret
// {superuser}, which changes the users that take turns.
func (r *realizer) nameSuperuser(op rules.Operation) ([]Change, error) {
	x, of, err := r.operands(op, "superuser")
	if err != nil {
		return nil, err
	}
	superuser := of[0]
	arn, err := r.reference(x.Stack, superuser, "")
	if err != nil {
		return nil, err
	}
	return []Change{{x.Stack, edit.Operation{Op: edit.Set, Path: x.Path("HostedRotationLambda", "SuperuserSecretArn"), Value: arn}}}, nil
}

// rotateWithin puts the hosted function of the schedule at a place into the network of
// the database {database}.
func (r *realizer) rotateWithin(op rules.Operation) ([]Change, error) {
	x, of, err := r.operands(op, "database")
	if err != nil {
		return nil, err
	}
	target := of[0]
	if target.Stack != x.Stack {
		return nil, errors.New("schedule and database are in different stacks")
	}
	d, err := r.database(target)
	if err != nil {
		return nil, err
	}
	s := x.Stack
	var changes []Change
	if d.group != nil && !opensToItself(d.group) {
		n, err := d.ingress("Rotation by " + x.ID)
		if err != nil {
			return nil, err
		}
		changes = append(changes, added(s, r.id(s, x.ID, "Ingress"), under(x.Condition, n)))
	}
	way, err := r.wayOut(x, d.within, d.members)
	if err != nil {
		return nil, err
	}
	changes = append(changes, way...)
	for _, f := range []struct {
		name  string
		value *template.Node
	}{{"VpcSubnetIds", d.subnets}, {"VpcSecurityGroupIds", d.groups}} {
		changes = append(changes, Change{s, edit.Operation{Op: edit.Set, Path: x.Path("HostedRotationLambda", f.name), Value: f.value}})
	}
	return changes, nil
}
