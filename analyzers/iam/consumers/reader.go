package consumers

import (
	"fmt"
	"strings"
)

// Reader tells where the principal that reads a secret is found. Which fields are
// set depends on Kind.
type Reader struct {
	Kind Kind
	// Roles are the properties that may hold the role, the first that is present
	// counts. For ExecutionRole and RoleProperty they are on the resource itself, and
	// a "*" is the element that the same "*" of [Row.Path] stands for. For
	// ReferredRole and FunctionRole they are on the resource that Through refers to,
	// for ReferrerRole on that of Referrers at the same index.
	Roles [][]string
	// Through is the property that refers to the resource with the role.
	Through []string
	// Referrers are the types of resource that use this one with their own roles.
	Referrers []string
	// Name is the role of ServiceLinked or the principal of ServicePrincipal.
	Name string
	// GrantsItself tells that the service writes the secret's resource policy, so
	// that none has to be there.
	GrantsItself bool
}

// Kind is the way in which the reading principal is found.
type Kind uint8

// The kinds of reader.
const (
	// Unknown: no source says who reads.
	Unknown Kind = iota
	// None: the property names a secret that nobody reads through it.
	None
	// ExecutionRole: the role that the service runs the code with, or starts it
	// with. A container's own (task, job) role is another one and of no use here.
	ExecutionRole
	// RoleProperty: a role that the resource has for this among others.
	RoleProperty
	// FunctionRole: the role of the Lambda function that Through refers to. A
	// rotation schedule without one has a hosted function, see Generated.
	FunctionRole
	// ReferredRole: a role of the resource that Through refers to.
	ReferredRole
	// ReferrerRole: the role of whatever uses this resource, one of Referrers.
	ReferrerRole
	// InstanceProfile: the role of the EC2 instances that the resource starts or
	// names.
	InstanceProfile
	// ServiceLinked: a role that a service makes in the account and gives its
	// permissions; Name is its name.
	ServiceLinked
	// Generated: a role that a transform adds to the template when it is deployed,
	// with the permissions that it needs.
	Generated
	// Deployer: who creates the stack, or the role given to CloudFormation.
	Deployer
	// ServicePrincipal: the service itself, allowed by the secret's resource policy
	// and the key's policy; Name is its principal.
	ServicePrincipal
)

var kindNames = [...]string{
	Unknown: "unknown", None: "none", ExecutionRole: "execution", RoleProperty: "role", FunctionRole: "function",
	ReferredRole: "referred", ReferrerRole: "referrer", InstanceProfile: "instance-profile", ServiceLinked: "service-linked",
	Generated: "generated", Deployer: "deployer", ServicePrincipal: "service",
}

// String is the kind's name, such as "execution" or "instance-profile".
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return kindNames[Unknown]
	}
	return kindNames[k]
}

// parseReader reads a reader's column: a kind, and what it needs after a colon.
func parseReader(text string) (Reader, error) {
	name, rest, _ := strings.Cut(text, ":")
	var r Reader
	for kind, n := range kindNames {
		if n == name {
			r.Kind = Kind(kind)
		}
	}
	if r.Kind.String() != name {
		return Reader{}, fmt.Errorf("unknown reader %q", text)
	}
	needs := true
	switch r.Kind {
	case ExecutionRole, RoleProperty:
		r.Roles = paths(rest)
	case FunctionRole:
		r.Through = strings.Split(rest, ".")
		r.Roles = [][]string{{"Role"}}
	case ReferredRole:
		through, roles, ok := strings.Cut(rest, ">")
		if !ok {
			return Reader{}, fmt.Errorf("reader %q has no >", text)
		}
		r.Through, r.Roles = strings.Split(through, "."), paths(roles)
	case ReferrerRole:
		for one := range strings.SplitSeq(rest, "|") {
			referrer, role, ok := strings.Cut(one, ".")
			if !ok {
				return Reader{}, fmt.Errorf("reader %q has no role property", text)
			}
			r.Referrers = append(r.Referrers, referrer)
			r.Roles = append(r.Roles, strings.Split(role, "."))
		}
	case ServiceLinked:
		r.Name = rest
	case ServicePrincipal:
		r.Name, r.GrantsItself = strings.CutSuffix(rest, "!")
	default:
		needs = false
	}
	if needs == (rest == "") {
		return Reader{}, fmt.Errorf("reader %q has too little or too much", text)
	}
	return r, nil
}

// paths splits "A.B|C".
func paths(text string) [][]string {
	var all [][]string
	for p := range strings.SplitSeq(text, "|") {
		all = append(all, strings.Split(p, "."))
	}
	return all
}
