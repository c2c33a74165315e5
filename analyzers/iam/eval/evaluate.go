package eval

import (
	"github.com/fjall-lint/fjall-lint/template"
)

// Verdict is the decision on a request.
type Verdict struct {
	// Allowed is True or False only when it is certain.
	Allowed template.Truth
	// Why names what decided, or the first thing that is missing.
	Why Reason
	// Deciding are the statements that decided: those that allow, those that
	// deny, or, when Allowed is Unknown, those of which it depends.
	Deciding []*Statement
	// Incomplete are the policies whose unknown statements the verdict depends on,
	// or of which it is not known whether they are there.
	Incomplete []*Policy
	// Closest is, for a request that is denied because nothing allows it, the
	// statement that lacks least to allow it, in ClosestPolicy; nil when there is
	// none. Lacks is what it lacks.
	Closest       *Statement
	ClosestPolicy *Policy
	Lacks         []Lack
}

// Reason is why a request is allowed or not.
type Reason string

// The reasons.
const (
	Granted      Reason = "allowed"
	Undecided    Reason = "undecided"
	ExplicitDeny Reason = "explicit deny"
	// NoAllow: no identity-based or resource-based policy allows it.
	NoAllow Reason = "no statement allows it"
	// NotInBoundary, NotInSession, NotInEndpoint, NotInSCP: that policy does not
	// allow it, though others may.
	NotInBoundary Reason = "not in the permissions boundary"
	NotInSession  Reason = "not in the session policy"
	NotInEndpoint Reason = "not in the VPC endpoint policy"
	NotInSCP      Reason = "not in the service control policies"
	// NotInKeyPolicy: the key policy allows neither the caller nor its account.
	NotInKeyPolicy Reason = "not in the key policy"
	// NotInTrustPolicy: the role's trust policy does not name the caller.
	NotInTrustPolicy Reason = "not in the trust policy"
	// DelegatedOnly: the key or trust policy leaves it to the account's
	// identity-based policies, and none of them allows it.
	DelegatedOnly Reason = "delegated to the account, no identity-based policy allows it"
	// CrossAccountResource and CrossAccountIdentity: caller and resource are of two
	// accounts, and the side that is named does not allow it.
	CrossAccountResource Reason = "other account: no resource-based policy allows it"
	CrossAccountIdentity Reason = "other account: no identity-based policy allows it"
)

// layer is what the policies of one kind say together.
type layer struct {
	allow naming // by the ways the caller is named; identity-based: everyone only
	given template.Truth
}

// evaluation is the state of one decision.
type evaluation struct {
	req      *Request
	policies []*Policy
	bounded  template.Truth

	deny     template.Truth
	identity layer
	resource layer // secret, key or trust policy
	boundary template.Truth
	session  layer
	endpoint template.Truth
	levels   map[int]template.Truth // service control policies
}

// Evaluate decides a request. policies are all that apply to it; their order does
// not matter. A request without any key or trust policy to a key or role, which
// always have one, is Undecided unless it is denied anyway.
func Evaluate(req Request, policies []*Policy) Verdict {
	e := &evaluation{
		req: &req, policies: policies, bounded: template.False, deny: template.False,
		identity: layer{allow: namesNobody, given: template.False},
		resource: layer{allow: namesNobody, given: template.False},
		session:  layer{allow: namesNobody, given: template.False},
		boundary: template.True, endpoint: template.True,
	}
	for _, p := range policies {
		if p.Kind == BoundaryPolicy {
			e.bounded = e.bounded.Or(p.Exists)
		}
	}
	for _, p := range policies {
		if p.Exists != template.False {
			e.add(p)
		}
	}
	if kind, needed := needsResourcePolicy(req.Action, req.Resource); needed && !e.has(kind) && !e.has(ResourcePolicy) {
		e.resource.allow = namesMaybe
		e.deny = e.deny.Or(template.Unknown)
	}
	allowed := e.allowed()
	v := Verdict{Allowed: allowed, Why: e.reason(allowed)}
	e.explain(&v)
	return v
}

func (e *evaluation) has(kind PolicyKind) bool {
	for _, p := range e.policies {
		if p.Kind == kind && p.Exists != template.False {
			return true
		}
	}
	return false
}

// add puts what a policy says into its layer.
func (e *evaluation) add(p *Policy) {
	allow := namesNobody
	for i := range p.Statements {
		s := &p.Statements[i]
		if s.Exists == template.False {
			continue
		}
		n := e.match(p, s)
		if s.Effect == Deny {
			e.deny = e.deny.Or(n.any().And(p.Exists))
			continue
		}
		allow = allow.or(n)
	}
	if !p.Complete {
		allow = allow.or(namesMaybe)
		if !p.OnlyAllows {
			e.deny = e.deny.Or(template.Unknown)
		}
	}
	limit := p.Exists.Not().Or(allow.any())
	switch p.Kind {
	case IdentityPolicy:
		e.identity.allow = e.identity.allow.or(allow.and(p.Exists))
	case ResourcePolicy, KeyPolicy, TrustPolicy:
		e.resource.allow = e.resource.allow.or(allow.and(p.Exists))
	case BoundaryPolicy:
		e.boundary = e.boundary.And(limit)
	case SessionPolicy:
		e.session.allow = e.session.allow.or(allow.and(p.Exists))
		e.session.given = e.session.given.Or(p.Exists)
	case EndpointPolicy:
		e.endpoint = e.endpoint.And(limit)
	case ServiceControlPolicy:
		if e.levels == nil {
			e.levels = map[int]template.Truth{}
		}
		if _, ok := e.levels[p.Level]; !ok {
			e.levels[p.Level] = template.False
		}
		e.levels[p.Level] = e.levels[p.Level].Or(allow.any().And(p.Exists)).Or(mayBeGone(p.Exists))
	}
}

// mayBeGone is Unknown for a policy that may not be there: then its level may
// have no limit at all.
func mayBeGone(exists template.Truth) template.Truth {
	if exists == template.True {
		return template.False
	}
	return template.Unknown
}

// appliesTo tells whether a kind of policy says anything of this caller: service
// control policies do not limit services.
func (e *evaluation) appliesTo(kind PolicyKind) bool {
	return kind != ServiceControlPolicy || e.req.Principal.Kind != AWSService
}

// match tells how a statement matches the request, by the ways it names the
// caller; policies without principals name the caller as everyone.
func (e *evaluation) match(p *Policy, s *Statement) naming {
	if !e.appliesTo(p.Kind) {
		return namesNobody
	}
	all := s.Exists.And(e.action(s))
	if all == template.False {
		return namesNobody
	}
	if all = all.And(e.resourceElement(p, s)); all == template.False {
		return namesNobody
	}
	n := naming{template.True, template.False, template.False, template.False}
	if hasPrincipals(p.Kind) {
		n = e.req.Principal.named(s, e.bounded)
		if n == namesNobody {
			return n
		}
	}
	for i := range s.Conditions {
		if all = all.And(e.req.Met(&s.Conditions[i], p.OldVersion)); all == template.False {
			return namesNobody
		}
	}
	return n.and(all)
}

// hasPrincipals tells whether policies of a kind name principals.
func hasPrincipals(kind PolicyKind) bool {
	switch kind {
	case ResourcePolicy, KeyPolicy, TrustPolicy, EndpointPolicy, ResourceControlPolicy:
		return true
	}
	return false
}

// action tells whether the Action or NotAction element matches.
func (e *evaluation) action(s *Statement) template.Truth {
	if s.NotActions != nil {
		return anyAction(s.NotActions, e.req.Action).Not()
	}
	if s.Actions == nil {
		return template.Unknown
	}
	return anyAction(s.Actions, e.req.Action)
}

func anyAction(patterns []Text, action string) template.Truth {
	found := template.False
	for _, p := range patterns {
		if found = found.Or(ActionMatches(p, action)); found == template.True {
			break
		}
	}
	return found
}

// resourceElement tells whether the Resource or NotResource element matches. A
// trust policy has none.
func (e *evaluation) resourceElement(p *Policy, s *Statement) template.Truth {
	switch {
	case s.NotResources != nil:
		met, resolved := e.anyResource(s.NotResources, p.OldVersion)
		if met == template.False && resolved != template.True {
			return template.Unknown
		}
		return met.Not()
	case s.Resources != nil:
		met, _ := e.anyResource(s.Resources, p.OldVersion)
		return met
	case p.Kind == TrustPolicy:
		return template.True
	}
	return template.Unknown
}

func (e *evaluation) anyResource(patterns []Text, old bool) (found, resolved template.Truth) {
	found, resolved = template.False, template.True
	for _, p := range patterns {
		t, ok := e.req.resolve(p, old)
		found, resolved = found.Or(MatchResource(t, e.req.Resource).And(ok)), resolved.And(ok)
		if found == template.True {
			break
		}
	}
	return found, resolved
}

// sameAccount tells whether caller and resource are of one account.
func (e *evaluation) sameAccount() template.Truth {
	if len(e.req.Principal.Account) == 0 {
		return template.Unknown
	}
	return same(e.req.Principal.Account, e.req.resourceAccount())
}

// sessionLimit tells whether the session policies, if there are any, allow it.
func (e *evaluation) sessionLimit() template.Truth {
	return e.session.given.Not().Or(e.session.allow.any())
}

func (e *evaluation) scp() template.Truth {
	all := template.True
	if e.appliesTo(ServiceControlPolicy) {
		for _, t := range e.levels {
			all = all.And(t)
		}
	}
	return all
}

// strict tells whether the resource has a policy that must allow, also within an
// account: a key or a role.
func (e *evaluation) strict() bool {
	_, needed := needsResourcePolicy(e.req.Action, e.req.Resource)
	return needed || e.has(KeyPolicy) || e.has(TrustPolicy)
}

// allowed puts the layers together (IAM User Guide, "Policy evaluation logic";
// KMS Developer Guide, "Determining access").
func (e *evaluation) allowed() template.Truth {
	all := e.deny.Not().And(e.scp()).And(e.endpoint)
	if all == template.False {
		return all
	}
	r := e.resource.allow
	switch e.req.Principal.Kind {
	case AWSService, FederatedCaller:
		return all.And(r.direct.Or(r.everyone))
	case Anonymous:
		return all.And(r.everyone)
	case UnknownCaller:
		return all.And(template.Unknown)
	}
	within, across := e.within(), e.across()
	if within == across {
		return all.And(within)
	}
	switch e.sameAccount() {
	case template.True:
		return all.And(within)
	case template.False:
		return all.And(across)
	}
	return all.And(template.Unknown)
}

// within is what the layers come to when caller and resource are of one account.
func (e *evaluation) within() template.Truth {
	r, i := e.resource.allow, e.identity.allow.any()
	if e.req.Principal.Kind == RootUser {
		// The root user needs no policy; a key's must not shut it out.
		if e.strict() {
			return r.any()
		}
		return template.True
	}
	limit := e.boundary.And(e.sessionLimit())
	if e.strict() {
		i = i.And(r.account)
	}
	return r.everyone.Or(r.direct).Or(r.role.Or(i).And(limit))
}

// across is what they come to when the accounts differ: both sides must allow.
func (e *evaluation) across() template.Truth {
	i := e.identity.allow.any()
	if e.req.Principal.Kind == RootUser {
		i = template.True
	}
	return e.resource.allow.any().And(i).And(e.boundary).And(e.sessionLimit())
}

// reason names what decided.
func (e *evaluation) reason(allowed template.Truth) Reason {
	switch {
	case allowed == template.True:
		return Granted
	case allowed == template.Unknown:
		return Undecided
	case e.deny == template.True:
		return ExplicitDeny
	case e.scp() == template.False:
		return NotInSCP
	case e.endpoint == template.False:
		return NotInEndpoint
	}
	r, i := e.resource.allow, e.identity.allow.any()
	acrossAccounts := e.sameAccount() == template.False
	switch e.req.Principal.Kind {
	case AWSService, FederatedCaller, Anonymous, RootUser:
		acrossAccounts = false
	}
	switch {
	case e.strict() && !acrossAccounts && r.any() == template.False:
		if e.policyKind() == TrustPolicy {
			return NotInTrustPolicy
		}
		return NotInKeyPolicy
	case acrossAccounts && r.any() == template.False:
		return CrossAccountResource
	case acrossAccounts && i == template.False:
		return CrossAccountIdentity
	case i == template.False && r.role == template.False:
		if e.strict() {
			return DelegatedOnly
		}
		return NoAllow
	case e.boundary == template.False:
		return NotInBoundary
	case e.sessionLimit() == template.False:
		return NotInSession
	}
	return NoAllow
}

// policyKind is the kind of policy that the resource must have.
func (e *evaluation) policyKind() PolicyKind {
	if kind, needed := needsResourcePolicy(e.req.Action, e.req.Resource); needed {
		return kind
	}
	if e.has(TrustPolicy) {
		return TrustPolicy
	}
	return KeyPolicy
}
