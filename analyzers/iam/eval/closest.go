package eval

import "github.com/fjall-lint/fjall-lint/template"

// Element is an element of a statement.
type Element string

// The elements that can keep a statement from allowing a request.
const (
	ActionElement    Element = "action"
	ResourceElement  Element = "resource"
	PrincipalElement Element = "principal"
	ConditionElement Element = "condition"
)

// Lack is an element of a statement that certainly does not match a request.
type Lack struct {
	Element Element
	// Pattern is, for a resource, the pattern that comes nearest, and Misses how
	// it misses.
	Pattern Text
	Misses  []ARNMiss
	// Condition is the condition that is not met.
	Condition *Condition
}

// explain adds the statements that a verdict rests on.
func (e *evaluation) explain(v *Verdict) {
	switch v.Why {
	case Granted:
		e.collect(v, Allow, template.True)
	case ExplicitDeny:
		e.collect(v, Deny, template.True)
	case Undecided:
		e.collect(v, Allow, template.Unknown)
		e.collect(v, Deny, template.Unknown)
		for _, p := range e.policies {
			if p.Exists == template.Unknown || p.Exists == template.True && !p.Complete {
				v.Incomplete = append(v.Incomplete, p)
			}
		}
	default:
		e.closest(v)
	}
}

// collect adds the statements of an effect that match as told.
func (e *evaluation) collect(v *Verdict, effect Effect, want template.Truth) {
	for _, p := range e.policies {
		if p.Exists == template.False {
			continue
		}
		for i := range p.Statements {
			s := &p.Statements[i]
			if s.Effect == effect && s.Exists != template.False && e.match(p, s).any().And(p.Exists) == want {
				v.Deciding = append(v.Deciding, s)
			}
		}
	}
}

// lacking tells which policies could give what a reason says is missing.
func lacking(why Reason, kind PolicyKind) bool {
	switch why {
	case NotInBoundary:
		return kind == BoundaryPolicy
	case NotInSession:
		return kind == SessionPolicy
	case NotInEndpoint:
		return kind == EndpointPolicy
	case NotInSCP:
		return kind == ServiceControlPolicy
	case NotInKeyPolicy:
		return kind == KeyPolicy || kind == ResourcePolicy
	case NotInTrustPolicy:
		return kind == TrustPolicy || kind == ResourcePolicy
	case CrossAccountResource:
		return kind == ResourcePolicy || kind == KeyPolicy || kind == TrustPolicy
	case DelegatedOnly, CrossAccountIdentity:
		return kind == IdentityPolicy
	}
	return kind == IdentityPolicy || kind == ResourcePolicy
}

// closest finds the statement that lacks least to allow the request.
func (e *evaluation) closest(v *Verdict) {
	best := 0
	for _, p := range e.policies {
		if p.Exists == template.False || !lacking(v.Why, p.Kind) {
			continue
		}
		for i := range p.Statements {
			s := &p.Statements[i]
			if s.Effect != Allow || s.Exists == template.False {
				continue
			}
			lacks, cost := e.lacks(p, s)
			if len(lacks) > 0 && (v.Closest == nil || cost < best) {
				v.Closest, v.ClosestPolicy, v.Lacks, best = s, p, lacks, cost
			}
		}
	}
}

// lacks lists the elements of a statement that do not match. The cost orders
// statements: by the number of elements first, then by how far off they are.
func (e *evaluation) lacks(p *Policy, s *Statement) (lacks []Lack, cost int) {
	const element, far = 1000, 100
	if e.action(s) == template.False {
		lacks = append(lacks, Lack{Element: ActionElement})
		cost += element + far
		for _, a := range s.Actions {
			if t, ok := a.Literal(); ok && service(t) == service(e.req.Action) {
				cost -= far / 2
				break
			}
		}
	}
	if e.resourceElement(p, s) == template.False {
		lack, off := e.nearest(p, s)
		lacks = append(lacks, lack)
		cost += element + off
	}
	if hasPrincipals(p.Kind) && e.req.Principal.named(s, e.bounded).any() == template.False {
		lacks = append(lacks, Lack{Element: PrincipalElement})
		cost += element + far
	}
	for i := range s.Conditions {
		c := &s.Conditions[i]
		if e.req.Met(c, p.OldVersion) == template.False {
			lacks = append(lacks, Lack{Element: ConditionElement, Condition: c})
			cost += element
		}
	}
	return lacks, cost
}

// nearest finds the resource pattern that misses the request's ARN by least.
func (e *evaluation) nearest(p *Policy, s *Statement) (lack Lack, off int) {
	lack = Lack{Element: ResourceElement}
	off = 99
	for _, pattern := range s.Resources {
		t, _ := e.req.resolve(pattern, p.OldVersion)
		misses := ExplainMiss(t, e.req.Resource)
		cost := 99
		if len(misses) > 0 {
			cost = 0
			for _, m := range misses {
				cost += missCost(m)
			}
		}
		if lack.Pattern == nil || cost < off {
			lack.Pattern, lack.Misses, off = pattern, misses, cost
		}
	}
	return lack, min(off, 99)
}

func missCost(m ARNMiss) int {
	switch m {
	case MissSuffix:
		return 1
	case MissJSONKey:
		return 2
	case MissPartition, MissRegion, MissAccount:
		return 10
	case MissNotARN:
		return 20
	case MissName:
		return 30
	}
	return 60
}
