package fixes

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// grant lets the principal {principal} read the secret {secret}, and decrypt it
// where it may not yet; at is where the secret is used.
func (r *realizer) grant(op rules.Operation) ([]Change, error) {
	principal, err := r.resource(op, "principal")
	if err != nil {
		return nil, err
	}
	if op.Args["secret"] == "" {
		return r.grantForeign(principal, op.At)
	}
	secret, err := r.resource(op, "secret")
	if err != nil {
		return nil, err
	}
	arn, err := r.secretARN(principal.Stack, secret, op.At)
	if err != nil {
		return nil, err
	}
	key, inPolicy := r.lockedBy(principal, secret)
	return r.read(principal, secret, arn, key, inPolicy)
}

// grantForeign lets a principal read the secret of another app that the value at a
// place names.
func (r *realizer) grantForeign(principal *template.Resource, use rules.Spot) ([]Change, error) {
	if use.Stack != principal.Stack {
		return nil, errors.New("the secret is of another app, and role and reader are in different stacks")
	}
	name, err := nameAt(use)
	if err != nil {
		return nil, err
	}
	var arn *template.Node
	switch fields := name.fields(); {
	case fields[0] == "arn":
		if len(fields) < 7 {
			return nil, fmt.Errorf("%q is no ARN of a secret", name.text)
		}
		// Behind the name may stand a JSON key; without its six characters the ARN
		// matches nothing.
		base := strings.Join(fields[:7], ":")
		if i := strings.LastIndexByte(base, '-'); i < 0 || len(base)-i != 7 {
			base += "-??????"
		}
		arn = name.node(base)
	case len(fields) == 1 || fields[0] != "":
		arn = sub("arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:" + fields[0] + "-??????")
	default:
		return nil, errForeign
	}
	change, err := r.policy(principal, nil, "Secret", statement([]string{"secretsmanager:GetSecretValue"}, arn, nil))
	if err != nil {
		return nil, err
	}
	return []Change{change}, nil
}

var errForeign = errors.New("the secret is of another app, and its ARN is put together by a function")

// foreignName is the name or ARN of a secret as it is written: as a plain text, or as
// that of Fn::Sub, with what it puts in as ${…}.
type foreignName struct {
	text        string
	substituted bool
}

// nameAt reads the name or ARN of a secret at a place, which may lie in the text of
// Fn::Sub. One that comes in through a parameter or is joined is an error.
func nameAt(use rules.Spot) (foreignName, error) {
	path := use.Path
	if i := slices.IndexFunc(path, makesText); i >= 0 {
		if i != len(path)-1 || path[i] != "Fn::Sub" {
			return foreignName{}, errForeign
		}
		n, ok := use.Stack.Lookup(path)
		if !ok || !n.IsScalar() {
			return foreignName{}, errForeign
		}
		return foreignName{n.Text, true}, nil
	}
	n, ok := use.Stack.Lookup(path)
	if !ok {
		return foreignName{}, errors.New("how the secret is named is not written in the template")
	}
	text, whole := use.Stack.Eval(n).Literal()
	if !whole {
		return foreignName{}, errForeign
	}
	return foreignName{text, false}, nil
}

// makesText tells whether an element of a path is a function that makes a value of what
// lies below; Fn::If chooses one.
func makesText(e any) bool {
	name, ok := e.(string)
	return ok && functions[name] && name != "Fn::If"
}

// fields are what stands between the colons, those within ${…} aside.
func (n foreignName) fields() []string {
	var fields []string
	begin, within := 0, false
	for i := range len(n.text) {
		switch c := n.text[i]; {
		case n.substituted && strings.HasPrefix(n.text[i:], "${"):
			within = true
		case c == '}':
			within = false
		case c == ':' && !within:
			fields = append(fields, n.text[begin:i])
			begin = i + 1
		}
	}
	return append(fields, n.text[begin:])
}

// node is the value for a part of the text.
func (n foreignName) node(part string) *template.Node {
	if n.substituted {
		return sub(part)
	}
	return text(part)
}

// read lets a principal read a secret, which arn names, and decrypt with its key,
// unless that is nil.
func (r *realizer) read(principal, secret *template.Resource, arn *template.Node, key *template.Resource, inPolicy bool) ([]Change, error) {
	statements := []*template.Node{statement([]string{"secretsmanager:GetSecretValue"}, arn, nil)}
	var changes []Change
	if key != nil {
		decrypt, elsewhere, err := r.decryption(principal, key, inPolicy || !delegates(key))
		if err != nil {
			return nil, err
		}
		if decrypt != nil {
			statements = append(statements, decrypt)
		}
		changes = elsewhere
	}
	policy, err := r.policy(principal, []*template.Resource{principal, secret}, secret.ID, statements...)
	if err != nil {
		return nil, err
	}
	return append(changes, policy), nil
}

// lockedBy is the customer key of a secret where the principal may not decrypt with
// it, as far as that is known, and whether that is for the key's policy to allow.
func (r *realizer) lockedBy(principal, secret *template.Resource) (key *template.Resource, inPolicy bool) {
	found := analyzers.Found[access.Facts](r.facts[secret.Stack.Program], access.Analyzer)
	if found == nil {
		return nil, false
	}
	for _, u := range found.Uses {
		if u.RoleKey == principal.Key() && u.SecretKey == secret.Key() && u.Decrypt.Allowed == "no" {
			return secret.Stack.Program.Resource(u.KMSKey), u.Decrypt.Why == string(eval.NotInKeyPolicy)
		}
	}
	return nil, false
}

// grantDecrypt lets the principal {principal} decrypt with the key {key}.
func (r *realizer) grantDecrypt(op rules.Operation) ([]Change, error) {
	principal, err := r.resource(op, "principal")
	if err != nil {
		return nil, err
	}
	key, err := r.resource(op, "key")
	if err != nil {
		return nil, err
	}
	inPolicy, _ := op.Args["in_policy"].(bool)
	decrypt, changes, err := r.decryption(principal, key, inPolicy || !delegates(key))
	if err != nil {
		return nil, err
	}
	if decrypt == nil {
		return changes, nil
	}
	policy, err := r.policy(principal, []*template.Resource{principal, key}, key.ID, decrypt)
	if err != nil {
		return nil, err
	}
	return append(changes, policy), nil
}

// grantWrite lets the principal {principal} write the secret {secret} by {action}, and
// make data keys with its key, where it may not yet.
func (r *realizer) grantWrite(op rules.Operation) ([]Change, error) {
	principal, err := r.resource(op, "principal")
	if err != nil {
		return nil, err
	}
	secret, err := r.resource(op, "secret")
	if err != nil {
		return nil, err
	}
	action, _ := op.Args["action"].(string)
	found := analyzers.Found[access.Facts](r.facts[secret.Stack.Program], access.Analyzer)
	if found == nil {
		return nil, errors.New("who writes the secret is not known")
	}
	i := slices.IndexFunc(found.Updates, func(u *access.Update) bool {
		return u.RoleKey == principal.Key() && u.SecretKey == secret.Key() && u.Action == action
	})
	if i < 0 {
		return nil, errors.New("who writes the secret is not known")
	}
	u := found.Updates[i]
	var statements []*template.Node
	var changes []Change
	if u.Write.Allowed == "no" {
		arn, err := r.secretARN(principal.Stack, secret, rules.Spot{})
		if err != nil {
			return nil, err
		}
		statements = append(statements, statement([]string{"secretsmanager:" + action}, arn, nil))
	}
	if key := secret.Stack.Program.Resource(u.KMSKey); key != nil && u.Encrypt.Allowed == "no" {
		use, elsewhere, err := r.keyGrant(principal, key, u.Encrypt.Why == string(eval.NotInKeyPolicy) || !delegates(key), "kms:GenerateDataKey")
		if err != nil {
			return nil, err
		}
		if use != nil {
			statements = append(statements, use)
		}
		changes = elsewhere
	}
	if len(statements) == 0 {
		return changes, nil
	}
	policy, err := r.named(principal, []*template.Resource{principal, secret}, "Write", secret.ID, statements...)
	if err != nil {
		return nil, err
	}
	return append(changes, policy), nil
}

// decryption is what lets a principal use a key for secrets: a statement for
// its own policy, where the key's policy leaves such grants to the account, else a
// change to the key's policy.
// Source: AWS Key Management Service developer guide, default key policy.
func (r *realizer) decryption(principal, key *template.Resource, inPolicy bool) (*template.Node, []Change, error) {
	return r.keyGrant(principal, key, inPolicy, "kms:Decrypt")
}

// keyGrant is the same for any actions with the key.
func (r *realizer) keyGrant(principal, key *template.Resource, inPolicy bool, actions ...string) (*template.Node, []Change, error) {
	via := object("StringEquals", object("kms:ViaService", sub("secretsmanager.${AWS::Region}.amazonaws.com")))
	if !inPolicy {
		arn, err := r.reference(principal.Stack, key, "Arn")
		if err != nil {
			return nil, nil, err
		}
		return statement(actions, arn, via), nil, nil
	}
	if principal.Properties != nil && strings.Contains(principal.Stack.Eval(principal.Properties).Canonical(), "${"+key.Key()+".") {
		return nil, nil, fmt.Errorf("role %s refers to key %s already: the key's policy cannot refer back", principal.ID, key.ID)
	}
	arn, err := r.reference(key.Stack, principal, "Arn")
	if err != nil {
		return nil, nil, err
	}
	allowed := statement(actions, text("*"), via)
	s := object("Effect", text("Allow"), "Principal", object("AWS", arn), "Action", allowed.Get("Action"), "Resource", text("*"), "Condition", via)
	return nil, []Change{{key.Stack, edit.Operation{Op: edit.Append, Path: key.Path("KeyPolicy", "Statement"), Value: s}}}, nil
}

// delegates tells whether a key's policy lets the account give access by policies
// of its own.
func delegates(key *template.Resource) bool {
	list := key.Property("KeyPolicy", "Statement")
	statements := list.Elems()
	if list.Kind == template.MapValue {
		statements = []*template.Value{list}
	}
	for _, s := range statements {
		effect, _ := s.Get("Effect").Literal()
		if effect != "Allow" || s.Get("Condition").Kind != template.AbsentValue {
			continue
		}
		if some(s.Get("Principal").Get("AWS"), func(text string) bool {
			return strings.HasSuffix(text, ":root") || len(text) == 12 && strings.Trim(text, "0123456789") == "" || text == "*"
		}) && some(s.Get("Action"), func(text string) bool { return text == "kms:*" || text == "*" || text == "kms:Decrypt" }) {
			return true
		}
	}
	return false
}

// some tells whether a text, or one of a list, fulfils a condition; what is not
// known stands as an asterisk within it.
func some(v *template.Value, is func(string) bool) bool {
	if v.Kind == template.ScalarValue {
		if p, ok := v.Single(); ok && p.Resource == nil {
			return false
		}
		return is(v.Text("*"))
	}
	for _, e := range v.Elems() {
		if some(e, is) {
			return true
		}
	}
	return false
}

// policy gives a principal statements of its own. It is a resource by itself, since a
// role that names what depends on it makes a circle; for the role that SAM makes of
// a function it is one of the function's Policies.
func (r *realizer) policy(principal *template.Resource, with []*template.Resource, name string, statements ...*template.Node) (Change, error) {
	return r.named(principal, with, "Read", name, statements...)
}

// named is the same with a word for what the statements allow in its name.
func (r *realizer) named(principal *template.Resource, with []*template.Resource, word, name string, statements ...*template.Node) (Change, error) {
	s := principal.Stack
	if principal.Origin != "" {
		path := template.Path{"Resources", principal.Origin, "Properties", "Policies"}
		if _, ok := s.LookupRaw(path[:2]); !ok {
			return Change{}, fmt.Errorf("role %s is made by a transform", principal.ID)
		}
		return Change{s, edit.Operation{Op: edit.Append, Path: path, Value: document(statements...)}}, nil
	}
	user := principal.Type == "AWS::IAM::User"
	if !user && principal.Type != "AWS::IAM::Role" {
		return Change{}, fmt.Errorf("%s is neither a role nor a user", principal.ID)
	}
	condition := ""
	for _, x := range with {
		if x.Stack != s || x.Condition == "" || x.Condition == condition {
			continue
		}
		if condition != "" {
			return Change{}, errors.New("role and secret exist under different conditions")
		}
		condition = x.Condition
	}
	return r.create(s, []string{principal.ID, word, name}, func(id string) (*template.Node, error) {
		n, err := rolePolicy(id, ref(principal.ID), user, statements...)
		return under(condition, n), err
	})
}
