package eval

import "github.com/fjall-lint/fjall-lint/template"

// naming tells by which way a Principal element names a caller: the ways give
// different rights (IAM User Guide, "AWS JSON policy elements: Principal" and
// "Policy evaluation logic").
type naming struct {
	everyone template.Truth // "*"
	direct   template.Truth // the user, the role's session, the service or provider
	role     template.Truth // the role of a session
	account  template.Truth // the account, which delegates to its own policies
}

var (
	namesNobody = naming{template.False, template.False, template.False, template.False}
	namesMaybe  = naming{}
)

func (n naming) or(m naming) naming {
	return naming{n.everyone.Or(m.everyone), n.direct.Or(m.direct), n.role.Or(m.role), n.account.Or(m.account)}
}

// and limits every way by what else must hold.
func (n naming) and(t template.Truth) naming {
	return naming{n.everyone.And(t), n.direct.And(t), n.role.And(t), n.account.And(t)}
}

// any tells whether the caller is named in any way.
func (n naming) any() template.Truth { return n.everyone.Or(n.direct).Or(n.role).Or(n.account) }

// names tells how one entry of a Principal element names the caller.
func (p *PrincipalInfo) names(entry Principal) naming {
	switch entry.Kind {
	case Everyone:
		return naming{template.True, template.False, template.False, template.False}
	case AWSPrincipal:
		return p.namesAWS(entry.Text)
	case ServicePrincipal, FederatedPrincipal:
		want := AWSService
		if entry.Kind == FederatedPrincipal {
			want = FederatedCaller
		}
		if p.Kind == UnknownCaller {
			return namesMaybe
		}
		if p.Kind != want {
			return namesNobody
		}
		n := namesNobody
		n.direct = same(entry.Text, p.Name)
		return n
	case CanonicalUser:
		if p.Kind == RoleSession || p.Kind == AWSService || p.Kind == FederatedCaller || p.Kind == Anonymous {
			return namesNobody
		}
	}
	return namesMaybe
}

// same compares two texts without wildcards.
func same(a, b Text) template.Truth { return Match(a, b, MatchOptions{NoWildcards: true}) }

func (p *PrincipalInfo) namesAWS(t Text) naming {
	if s, ok := t.Literal(); ok && s == "*" {
		return naming{template.True, template.False, template.False, template.False}
	}
	n := namesNobody
	switch p.Kind {
	case UnknownCaller:
		return namesMaybe
	case AWSService, FederatedCaller, Anonymous:
		if vague(t) {
			n.everyone = template.Unknown
		}
		return n
	case RoleSession:
		n.role, n.direct = same(t, p.ARN), same(t, p.session())
	case User:
		n.direct = same(t, p.ARN)
	}
	if n.role == template.True || n.direct == template.True {
		return n
	}
	parts, ok := t.split(6)
	switch {
	case !ok:
		n.account = template.Unknown
	case len(parts) == 6:
		n.account = same(parts[2], Lit("iam")).And(same(parts[4], p.Account)).And(same(parts[5], Lit("root")))
	case len(parts) == 1:
		n.account = same(t, p.Account)
	}
	if vague(t) {
		n.everyone = template.Unknown
	}
	return n
}

// vague tells whether a text may turn out to be "*".
func vague(t Text) bool {
	return Match(Text{{Kind: Exact, Lit: "*"}}, t, MatchOptions{NoWildcards: true}) == template.Unknown
}

// named tells how a statement's Principal or NotPrincipal names the caller.
// bounded tells whether the caller has a permissions boundary.
func (p *PrincipalInfo) named(s *Statement, bounded template.Truth) naming {
	if s.NotPrincipals == nil {
		n := namesNobody
		for _, entry := range s.Principals {
			n = n.or(p.names(entry))
		}
		return n
	}
	n := namesNobody
	for _, entry := range s.NotPrincipals {
		n = n.or(p.names(entry))
	}
	// Everyone but those who are named. A user has to be named together with its
	// account, a role's session with its role and account; what comes of less is
	// left open by the documentation ("AWS JSON policy elements: NotPrincipal").
	left := n.everyone
	iam := p.Kind == RoleSession || p.Kind == User
	if iam {
		left = left.Or(n.account.And(n.direct.Or(n.role)))
	} else {
		left = left.Or(n.direct).Or(n.account)
	}
	excluded := template.Unknown
	switch {
	case left == template.True:
		excluded = template.True
	case n.any() == template.False:
		excluded = template.False
	}
	applies := excluded.Not()
	if s.Effect == Deny && iam {
		// It denies whoever has a boundary, whatever it names ("Permissions
		// boundaries for IAM entities").
		applies = applies.Or(bounded)
	}
	return naming{applies, template.False, template.False, template.False}
}
