package eval

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// Request is a call of AWS that is to be decided.
type Request struct {
	// Action is "service:Name".
	Action string
	// Resource is the ARN that the action works on, "*" for an action that takes
	// no resource.
	Resource  Text
	Principal PrincipalInfo
	// ResourceAccount is the account of the resource; when it is empty, that of
	// the ARN.
	ResourceAccount Text
	ResourceTags    Tags
	// Context is what is known of the request's condition keys, by key; case does
	// not matter. It goes before what follows from the other fields and from the
	// action.
	Context map[string]ContextValue
	// Closed tells that Context has every key that the request has: any other is
	// absent.
	Closed bool
}

// CallerKind is what makes a request.
type CallerKind uint8

// The kinds of callers.
const (
	UnknownCaller CallerKind = iota
	RoleSession
	User
	RootUser
	// AWSService is a service that calls on its own behalf, not as a role.
	AWSService
	// FederatedCaller is known by an identity provider only: it assumes a role
	// with a web identity or SAML.
	FederatedCaller
	Anonymous
)

// PrincipalInfo is what is known of who makes a request.
type PrincipalInfo struct {
	Kind CallerKind
	// Account is the caller's account id.
	Account Text
	// ARN is the role's or user's.
	ARN Text
	// Session is the ARN of a role's session. When it is nil, the session's name
	// is not known.
	Session Text
	// Name is the service principal of an AWSService, or the provider of a
	// FederatedCaller.
	Name Text
	Tags Tags
}

// Tags are the tags of a principal or resource.
type Tags struct {
	Values map[string]Text
	// Complete tells that there are no others.
	Complete bool
}

// ContextValue is what is known of a condition key in a request.
type ContextValue struct {
	// Present tells whether the request has the key; the zero value is Unknown.
	Present template.Truth
	// Values are its values if it is present; nil when they are not known. A key that
	// is taken for absent may have values too, which something outside of the program
	// would give it: what they decide otherwise is open.
	Values []Text
}

// Values makes the context value of a key that is present.
func Values(values ...string) ContextValue {
	texts := make([]Text, len(values))
	for i, v := range values {
		texts[i] = Lit(v)
	}
	return ContextValue{Present: template.True, Values: texts}
}

// Absent is the context value of a key that the request does not have.
func Absent() ContextValue { return ContextValue{Present: template.False} }

func present(t Text) ContextValue {
	if len(t) == 0 {
		return ContextValue{Present: template.True}
	}
	return ContextValue{Present: template.True, Values: []Text{t}}
}

// session is the ARN of the caller's role session.
func (p *PrincipalInfo) session() Text {
	if p.Session != nil {
		return p.Session
	}
	parts, ok := p.ARN.split(6)
	if !ok || len(parts) < 6 {
		return Anything()
	}
	name := parts[5]
	for i := len(name) - 1; i >= 0; i-- {
		if k := strings.LastIndexByte(name[i].Lit, '/'); name[i].known() && k >= 0 {
			last := name[i]
			last.Lit = last.Lit[k+1:]
			name = append(Text{last}, name[i+1:]...)
			break
		}
	}
	return Join(Lit("arn:"), parts[1], Lit(":sts::"), parts[4], Lit(":assumed-role/"), name, Lit("/"), Anything())
}

// resourceAccount is the account of the resource; an action without a resource
// is one within the caller's account.
func (r *Request) resourceAccount() Text {
	if len(r.ResourceAccount) > 0 {
		return r.ResourceAccount
	}
	if s, ok := r.Resource.Literal(); ok && s == "*" && len(r.Principal.Account) > 0 {
		return r.Principal.Account
	}
	if parts, ok := r.Resource.split(6); ok && len(parts) == 6 && len(parts[4]) > 0 {
		return parts[4]
	}
	return Anything()
}

// lookup tells what is known of a condition key.
func (r *Request) lookup(key string) ContextValue {
	if v, ok := r.Context[key]; ok {
		return v
	}
	for k, v := range r.Context {
		if strings.EqualFold(k, key) {
			return v
		}
	}
	if r.Closed {
		return Absent()
	}
	return r.derive(strings.ToLower(key))
}

// derive tells what follows of a key, in small letters, from the rest of the
// request (IAM User Guide, "AWS global condition context keys").
func (r *Request) derive(key string) ContextValue {
	p := &r.Principal
	role, user := p.Kind == RoleSession, p.Kind == User
	if p.Kind != UnknownCaller {
		switch key {
		case "aws:username":
			if !user {
				return Absent()
			}
			return ContextValue{Present: template.True, Values: afterSlash(p.ARN)}
		case "aws:principalisawsservice":
			if p.Kind == AWSService {
				return Values("true")
			}
			return Values("false")
		case "aws:principalservicename", "aws:principalservicenameslist":
			if p.Kind != AWSService {
				return Absent()
			}
			if key == "aws:principalservicename" {
				return present(p.Name)
			}
			return ContextValue{Present: template.True}
		case "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths":
			// Set only when a service calls on behalf of one of its resources.
			if p.Kind != AWSService {
				return Absent()
			}
			return ContextValue{}
		}
	}
	if role || user || p.Kind == RootUser {
		switch key {
		case "aws:principalarn":
			if p.Kind == RootUser {
				return ContextValue{Present: template.True}
			}
			return present(p.ARN)
		case "aws:principalaccount", "kms:calleraccount":
			if key == "kms:calleraccount" && service(r.Action) != "kms" {
				return Absent()
			}
			return present(p.Account)
		case "aws:principaltype":
			switch {
			case role:
				return Values("AssumedRole")
			case user:
				return Values("User")
			}
			return Values("Account")
		case "aws:userid":
			return ContextValue{Present: template.True}
		case "aws:tokenissuetime":
			if role {
				return ContextValue{Present: template.True}
			}
		}
		if tag, ok := strings.CutPrefix(key, "aws:principaltag/"); ok {
			return p.Tags.lookup(tag)
		}
	}
	if KeyPossible(r.Action, key) == template.False {
		return Absent()
	}
	switch key {
	case "aws:currenttime", "aws:epochtime", "aws:viaawsservice":
		return ContextValue{Present: template.True}
	case "aws:securetransport":
		// Both are served over TLS only.
		if s := service(r.Action); s == "secretsmanager" || s == "kms" {
			return Values("true")
		}
		return ContextValue{Present: template.True}
	case "aws:requestedregion":
		if parts, ok := r.Resource.split(6); ok && len(parts) == 6 {
			return present(parts[3])
		}
		return ContextValue{Present: template.True}
	case "aws:resourceaccount":
		return present(r.resourceAccount())
	case "secretsmanager:secretid":
		// What the caller passed: a name or an ARN.
		return ContextValue{Present: template.True}
	}
	for _, prefix := range [...]string{"aws:resourcetag/", "secretsmanager:resourcetag/"} {
		if tag, ok := strings.CutPrefix(key, prefix); ok {
			return r.ResourceTags.lookup(tag)
		}
	}
	return ContextValue{}
}

func (t *Tags) lookup(name string) ContextValue {
	for k, v := range t.Values {
		if strings.EqualFold(k, name) {
			return ContextValue{Present: template.True, Values: []Text{v}}
		}
	}
	if t.Complete {
		return Absent()
	}
	return ContextValue{}
}

// afterSlash is the name at the end of an ARN, nil when it is not certain.
func afterSlash(arn Text) []Text {
	if s, ok := arn.Literal(); ok {
		return []Text{Lit(s[strings.LastIndexByte(s, '/')+1:])}
	}
	return nil
}
