package connectivity

import (
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/template"
)

// policy applies the policy of the endpoint that calls go to: it limits what passes,
// whoever may read the secret.
// Source: AWS PrivateLink guide, control access to services using endpoint policies.
func (f *finder) policy(r *Reader, endpoint *template.Resource) {
	policy := f.iam.Endpoints[endpoint.Key()]
	if policy == nil || r.Path.State == "no" {
		return
	}
	if r.Who.rotates != nil {
		f.rotationPolicy(r, policy, endpoint)
		return
	}
	for _, u := range f.access.Uses {
		if !f.isUse(r, u.Key) || u.SecretKey == "" || u.RoleState != "found" || u.Read.Allowed != "yes" {
			continue
		}
		secret, principal := f.pass.Program.Resource(u.SecretKey), f.iam.ByKey(u.RoleKey)
		if secret == nil || principal == nil {
			continue
		}
		req := eval.Request{
			Action: "secretsmanager:GetSecretValue", Resource: iam.SecretARN(secret), Principal: principal.Info, ResourceAccount: iam.Account(secret.Stack),
		}
		policies := append(append([]*eval.Policy{policy}, principal.Policies...), f.iam.Secrets[u.SecretKey]...)
		if v := eval.Evaluate(req, policies); v.Allowed == template.False {
			r.stop(endpoint, v, "secretsmanager:GetSecretValue on secret "+u.Secret)
			return
		}
	}
}

// stop says that the policy of an endpoint lets no call of an action through.
func (r *Reader) stop(endpoint *template.Resource, v eval.Verdict, action string) {
	r.Path.State, r.Path.Block, r.Path.Via = "no", "policy", ""
	r.Policy = "does not allow " + action
	if v.Why == eval.ExplicitDeny {
		r.Policy = "denies " + action
	}
	r.Path.Near = []Named{name(endpoint)}
}

// everything is what the role of a rotation function may do as far as an endpoint's
// policy is concerned: what it lacks is told elsewhere.
var everything = &eval.Policy{
	Kind: eval.IdentityPolicy, Exists: template.True, Complete: true,
	Statements: []eval.Statement{{Effect: eval.Allow, Actions: []eval.Text{eval.Lit("*")}, Resources: []eval.Text{eval.Lit("*")}, Exists: template.True}},
}

// rotationPolicy applies the policy to all calls that a rotation makes to its secret.
func (f *finder) rotationPolicy(r *Reader, policy *eval.Policy, endpoint *template.Resource) {
	secret := f.pass.Program.Resource(r.Who.Secrets[0].Key)
	if secret == nil || secret.Type != "AWS::SecretsManager::Secret" {
		return
	}
	s := r.Who.rotates
	principal := eval.PrincipalInfo{Kind: eval.RoleSession, Account: iam.Account(f.pass.Program.Resource(s.Key).Stack)}
	var actions []string
	switch {
	case s.Rotator != nil:
		for _, n := range s.Rotator.Needs {
			if n.On == "secret" {
				actions = append(actions, n.Action)
			}
		}
		if p := f.iam.ByKey(s.Rotator.RoleKey); p != nil {
			principal = p.Info
		}
	case s.Standard != "":
		for _, name := range access.RotationActions {
			actions = append(actions, "secretsmanager:"+name)
		}
	}
	for _, action := range actions {
		req := eval.Request{Action: action, Resource: iam.SecretARN(secret), Principal: principal, ResourceAccount: iam.Account(secret.Stack)}
		if v := eval.Evaluate(req, []*eval.Policy{policy, everything}); v.Allowed == template.False {
			r.stop(endpoint, v, action+" on secret "+r.Who.Secrets[0].Label)
			return
		}
	}
}

// isUse tells whether a use by a resource is that of a reader: its own, or that of the
// definition that it runs.
func (f *finder) isUse(r *Reader, key string) bool {
	return r.Who.Key == key || r.Who.Definition != nil && r.Who.Definition.Key == key
}
