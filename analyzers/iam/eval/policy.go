// Package eval decides whether a request to AWS is allowed, from the policies
// that apply to it.
//
// It follows the IAM User Guide ("Policy evaluation logic" and the pages on the
// policy elements). What it is given may be partly unknown: texts hold symbols,
// statements may or may not exist, policies may have further statements. The
// answer is three-valued, and decided only when every way of filling in the
// unknown gives the same answer. Grants of KMS (kms:CreateGrant) are made at run
// time and are not considered.
package eval

import "github.com/fjall-lint/fjall-lint/template"

// Effect is what a statement does with the requests it matches.
type Effect uint8

// The effects.
const (
	Allow Effect = iota
	Deny
)

// Statement is one statement of a policy.
type Statement struct {
	Sid    string
	Effect Effect
	// Actions or NotActions, Resources or NotResources, Principals or
	// NotPrincipals: nil where the statement does not have the element. A list
	// that is not known is one text of [Anything].
	Actions, NotActions       []Text
	Resources, NotResources   []Text
	Principals, NotPrincipals []Principal
	Conditions                []Condition
	// Exists tells whether the statement is there at all. The zero value is
	// Unknown: whoever builds a statement says True when it is certain.
	Exists template.Truth
	// Source is for whoever built the statement, to find its place again.
	Source any
}

// Principal is an entry of a Principal or NotPrincipal element.
type Principal struct {
	Kind PrincipalKind
	// Text is the account, ARN, service or provider; "*" with AWSPrincipal is
	// everyone, as it is alone.
	Text Text
}

// PrincipalKind is the key of an entry of a Principal element.
type PrincipalKind uint8

// The kinds of principals. The zero value is one of which nothing is known.
const (
	UnknownPrincipal PrincipalKind = iota
	Everyone                       // "Principal": "*"
	AWSPrincipal
	ServicePrincipal
	FederatedPrincipal
	CanonicalUser
)

// Condition is one key of one operator of a Condition element.
type Condition struct {
	// Operator is written as in the policy, with ForAllValues:, ForAnyValue: and
	// IfExists. "" is a condition of which nothing is known.
	Operator string
	Key      string
	// Values are the values of the policy; numbers and booleans as their text.
	Values []Text
	// Source is for whoever built the condition, to find its place again.
	Source any
}

// PolicyKind tells what a policy is attached to, and thereby what it does.
type PolicyKind uint8

// The kinds of policies.
const (
	// IdentityPolicy: inline, managed or by way of a group.
	IdentityPolicy PolicyKind = iota
	// ResourcePolicy of a secret or another resource that needs none.
	ResourcePolicy
	// KeyPolicy is the resource policy of a KMS key: without it nobody has access.
	KeyPolicy
	// TrustPolicy is the resource policy of a role.
	TrustPolicy
	// BoundaryPolicy limits what an identity may do.
	BoundaryPolicy
	// SessionPolicy is passed when a role is assumed.
	SessionPolicy
	// EndpointPolicy is the policy of the VPC endpoint that the request passes.
	EndpointPolicy
	// ServiceControlPolicy limits the accounts of an organization's identities.
	ServiceControlPolicy
	// ResourceControlPolicy limits access to the resources of an organization's
	// accounts. The full access that every organization's root has need not be
	// given.
	ResourceControlPolicy
)

// String names the kind as AWS's documentation does.
func (k PolicyKind) String() string {
	return [...]string{
		"identity-based policy", "resource-based policy", "key policy", "trust policy", "permissions boundary",
		"session policy", "VPC endpoint policy", "service control policy", "resource control policy",
	}[k]
}

// Policy is a policy document that applies to the request.
type Policy struct {
	Kind       PolicyKind
	Statements []Statement
	// Exists tells whether the policy is there at all; the zero value is Unknown.
	Exists template.Truth
	// Complete tells that Statements are all that there are.
	Complete bool
	// OnlyAllows tells that the statements which are not known of an incomplete
	// policy certainly deny nothing.
	OnlyAllows bool
	// Level tells service control policies of one account from those of the
	// organizational units above it: each level must allow.
	Level int
	// OldVersion is set for a policy of version 2008-10-17, or of none: it has no
	// policy variables.
	OldVersion bool
	// Source is for whoever built the policy, to find its place again.
	Source any
}
