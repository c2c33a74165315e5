package connectivity

import (
	"fmt"

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
			r.Path.State, r.Path.Block, r.Path.Via = "no", "policy", ""
			r.Policy = fmt.Sprintf("does not allow secretsmanager:GetSecretValue on secret %s", u.Secret)
			if v.Why == eval.ExplicitDeny {
				r.Policy = fmt.Sprintf("denies secretsmanager:GetSecretValue on secret %s", u.Secret)
			}
			r.Path.Near = []Named{name(endpoint)}
			return
		}
	}
}

// isUse tells whether a use by a resource is that of a reader: its own, or that of the
// definition that it runs.
func (f *finder) isUse(r *Reader, key string) bool {
	return r.Who.Key == key || r.Who.Definition != nil && r.Who.Definition.Key == key
}
