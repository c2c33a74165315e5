package template

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// samPoliciesJSON holds SAM's policy templates and the paths of those managed
// policies of AWS that have one. testdata/sam/tables.py writes it.
//
//go:embed sam_policies.json
var samPoliciesJSON []byte

// samPolicies is the table of policy templates, read when a template first
// needs it.
var samPolicies = sync.OnceValue(func() *Node {
	root, _ := parseJSON(NewSource("sam_policies.json", samPoliciesJSON))
	return root
})

// samManagedPaths are the paths of managed policies of AWS by name.
var samManagedPaths = sync.OnceValue(func() map[string]string {
	paths := map[string]string{}
	for _, f := range samPolicies().Get("paths").Fields() {
		for _, name := range f.Value.Items() {
			paths[name.Text] = f.Key.Text
		}
	}
	return paths
})

const samManagedSub = "arn:${AWS::Partition}:iam::aws:policy/"

// samRole is an execution role in the making. Events add to its policies.
type samRole struct {
	e        *samExpansion
	id       string
	at       *Node // the Policies property, or the resource's key
	managed  []*Node
	policies []*Node
}

// awsManaged adds one of the managed policies that SAM itself adds.
func (r *samRole) awsManaged(at *Node, name string) { r.attach(samSub(at, samManagedSub+name)) }

// attach adds a managed policy unless the role has it.
func (r *samRole) attach(arn *Node) {
	for _, have := range r.managed {
		if samSameNode(have, arn) || (samAWSManaged(have) != "" && samAWSManaged(have) == samAWSManaged(arn)) {
			return
		}
	}
	r.managed = append(r.managed, arn)
}

// samAWSManaged is the path and name in the ARN of a managed policy of AWS.
func samAWSManaged(n *Node) string {
	text := samText(n)
	if name, arg := n.Intrinsic(); name == "Fn::Sub" {
		text = samText(arg)
	}
	if _, name, ok := strings.Cut(text, ":iam::aws:policy/"); ok && strings.HasPrefix(text, "arn:") {
		return name
	}
	return ""
}

// inline adds an inline policy unless the role has one that says the same.
func (r *samRole) inline(policy *Node) {
	for _, have := range r.policies {
		if samSameNode(have.Get("PolicyDocument"), policy.Get("PolicyDocument")) {
			return
		}
	}
	r.policies = append(r.policies, policy)
}

// What an item of Policies can be.
type samPolicyKind int

const (
	samNotAPolicy samPolicyKind = iota
	samManagedPolicy
	samPolicyDocument
	samPolicyTemplate
)

// samPolicyKindOf follows samtranslator/model/resource_policies.py: a function
// is taken for the ARN of a managed policy, but for an Fn::If whose branches say
// what they are.
func samPolicyKindOf(n *Node) samPolicyKind {
	if n.Kind == String {
		return samManagedPolicy
	}
	if _, yes, no, ok := samIfParts(n); ok {
		a, b := samPolicyKindOf(yes), samPolicyKindOf(no)
		switch {
		case a == b:
			return a
		case samIsNoValue(yes):
			return b
		case samIsNoValue(no):
			return a
		}
		return samNotAPolicy
	}
	switch {
	case samIntrinsic(n):
		return samManagedPolicy
	case n.Get("Statement") != nil:
		return samPolicyDocument
	case n.Kind == Map && len(n.Fields()) == 1 && samPolicies().At("templates", n.Fields()[0].Key.Text) != nil:
		return samPolicyTemplate
	}
	return samNotAPolicy
}

// add adds the Policies property of a function or state machine.
func (r *samRole) add(policies *Node) {
	if !samTruthy(policies) {
		return
	}
	for i, item := range samList(policies) {
		name := r.id + "Policy" + strconv.Itoa(i)
		switch samPolicyKindOf(item) {
		case samManagedPolicy:
			r.attach(r.mapIf(item, samManagedARN))
		case samPolicyDocument:
			r.policies = append(r.policies, r.mapIf(item, func(n *Node) *Node {
				return samMap(n, "PolicyName", name, "PolicyDocument", n)
			}))
		case samPolicyTemplate:
			p := r.mapIf(item, func(n *Node) *Node {
				if statements := r.fromTemplate(n); statements != nil {
					return samMap(n, "PolicyName", name, "PolicyDocument", samMap(n, "Statement", statements))
				}
				return samNoValue(n)
			})
			if !samIsNoValue(p) {
				r.policies = append(r.policies, p)
			}
		default:
			r.e.unusablePolicy(item)
		}
	}
}

// mapIf changes a value, or each branch of an Fn::If that has one.
func (r *samRole) mapIf(n *Node, f func(*Node) *Node) *Node {
	condition, yes, no, ok := samIfParts(n)
	switch {
	case ok:
		return samIf(n, condition, r.mapIf(yes, f), r.mapIf(no, f))
	case samIsNoValue(n):
		return n
	}
	return f(n)
}

// samManagedARN turns the bare name of a managed policy into its ARN.
func samManagedARN(n *Node) *Node {
	name := samText(n)
	if name == "" || strings.HasPrefix(name, "arn:") || strings.HasPrefix(name, "{{resolve:") {
		return n
	}
	return samSub(n, samManagedSub+samManagedPaths()[name]+name)
}

func (e *samExpansion) unusablePolicy(item *Node) {
	if item.Kind == Map && len(item.Fields()) == 1 && !samIntrinsic(item) && given(item, "Effect") == nil {
		e.problems = append(e.problems, Problem{
			Kind: Structure, Message: "the policy template " + strconv.Quote(shorten(item.Fields()[0].Key.Text)) + " is not one of SAM's",
			Hint: "see the list of SAM policy templates", Range: item.Range(),
		})
		return
	}
	e.problems = append(e.problems, Problem{
		Kind: Structure, Message: "an item of Policies is no managed policy, policy document or policy template",
		Hint: "give statements as {Statement: [...]}; both branches of an Fn::If must be of one form", Range: item.Range(),
	})
}

// fromTemplate gives the statements of a policy template with the parameters
// that were given; nil when one is missing.
func (r *samRole) fromTemplate(item *Node) *Node {
	if item.Kind != Map || len(item.Fields()) != 1 {
		return nil
	}
	key, values := item.Fields()[0].Key, item.Fields()[0].Value
	t := samPolicies().At("templates", key.Text)
	for _, p := range t.Get("Parameters").Items() {
		if values.Get(p.Text) == nil {
			r.e.problem(Structure, key, "the policy template %q needs the parameter %q", key.Text, p.Text)
			return nil
		}
	}
	return samInstance(t.Get("Statement"), key, func(name string) *Node { return values.Get(name) })
}

// samInstance copies a value of the tables to a place in the source. Where it
// refers to a parameter it gets the value's own node.
func samInstance(n, at *Node, value func(name string) *Node) *Node {
	if name, arg := n.Intrinsic(); name == "Ref" {
		if v := value(arg.Text); v != nil {
			return v
		}
	}
	switch n.Kind {
	case Map:
		fields := make([]Field, 0, len(n.Fields()))
		for _, f := range n.Fields() {
			fields = append(fields, Field{NewString(f.Key.Text, at), samInstance(f.Value, at, value)})
		}
		return NewFields(at, fields)
	case List:
		items := make([]*Node, 0, len(n.Items()))
		for _, item := range n.Items() {
			items = append(items, samInstance(item, at, value))
		}
		return NewList(at, items...)
	}
	return NewNode(n.Kind, n.Text, at)
}

// emit makes the role's resource.
func (r *samRole) emit(s *samSource, trust, path, boundary, tags *Node) *samResource {
	role := r.e.add(s, r.at, r.id, "AWS::IAM::Role", false)
	role.set("AssumeRolePolicyDocument", trust)
	role.set("Path", path)
	role.set("PermissionsBoundary", boundary)
	role.set("Tags", tags)
	return role
}

// finish sets what events may still have added to.
func (r *samRole) finish(role *samResource) {
	role.set("ManagedPolicyArns", r.managed)
	if len(r.policies) > 0 {
		role.set("Policies", r.policies)
	}
}
