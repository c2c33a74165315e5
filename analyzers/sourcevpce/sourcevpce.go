// Package sourcevpce finds policies of secrets that deny everything from outside of
// a VPC or its endpoints, and thereby rotation and what services of AWS do with the
// secret.
package sourcevpce

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/requests"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer finds such policies. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "sourcevpce",
	Doc:      "what services do with secrets from outside of the VPCs that their policies ask for",
	Requires: []*analyzers.Analyzer{secrets.Analyzer, iam.Analyzer, access.Analyzer, rotation.Analyzer, dynamicrefs.Analyzer, network.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		f := &finder{
			pass: pass, stock: pass.ResultOf[secrets.Analyzer].(*secrets.Facts), iam: pass.ResultOf[iam.Analyzer].(*iam.Facts),
			network: pass.ResultOf[network.Analyzer].(*network.Facts), facts: &Facts{Blocks: []*Block{}},
		}
		for _, s := range f.stock.Secrets {
			for _, p := range f.iam.Secrets[s.Key] {
				f.policy(s, p)
			}
		}
		if len(f.denies) > 0 {
			f.rotations(pass.ResultOf[rotation.Analyzer].(*rotation.Facts))
			f.services(pass.ResultOf[access.Analyzer].(*access.Facts))
			f.deployments(pass.ResultOf[dynamicrefs.Analyzer].(*dynamicrefs.Facts))
			for _, d := range f.denies {
				if len(d.block.Callers) > 0 {
					f.facts.Blocks = append(f.facts.Blocks, d.block)
				}
			}
		}
		return f.facts, nil
	},
}

// Facts are the statements of secrets' policies that block what services do, in order
// of the program.
type Facts struct {
	Blocks []*Block `json:"blocks"`
}

// Block is a statement that denies what comes from outside of a VPC or endpoint, and
// whom that certainly blocks.
//
// A request has aws:SourceVpc and aws:SourceVpce only when it comes through an
// endpoint of a VPC. Without the key a negated operator such as StringNotEquals is
// met, unless the statement has a condition that lets services through.
// Source: IAM User Guide, AWS global condition context keys (properties of the network)
// and IAM JSON policy elements: Condition operators; AWS Secrets Manager user guide,
// permissions reference (VPC endpoint conditions).
type Block struct {
	At analyzers.Place `json:"at"`
	// Secret names the secret, SecretAt is its place.
	Secret   string          `json:"secret"`
	SecretAt analyzers.Place `json:"secret_at"`
	// Key is the condition key as it is written, such as "aws:SourceVpce".
	Key     string   `json:"key"`
	Callers []Caller `json:"callers"`
}

// Caller is somebody who reads or changes the secret by another way than the statement
// asks for.
type Caller struct {
	// Kind is "rotation", "service" (it fetches the secret itself) or "deployment"
	// (CloudFormation resolves a dynamic reference).
	Kind string `json:"kind"`
	// Label names the function, service or resource, At is its place.
	Label string          `json:"label"`
	At    analyzers.Place `json:"at"`
	// Consumer is the key of what a service fetches the secret for, such as a task
	// definition; "" for others.
	Consumer string `json:"consumer"`
	// Via names the way out of a VPC, or the endpoint, that its requests take; "" where
	// they come through no VPC.
	Via string `json:"via"`
	// Action is the first of its actions that is denied, without the service.
	Action string `json:"action"`
}

type finder struct {
	pass    *analyzers.Pass
	stock   *secrets.Facts
	iam     *iam.Facts
	network *network.Facts
	facts   *Facts
	denies  []*deny
}

// deny is a Deny on a secret with a condition on the network.
type deny struct {
	secret *secrets.Secret
	policy *eval.Policy // with nothing but the statement
	block  *Block
}

// networkKeys are the condition keys that only requests through an endpoint have, in
// lower case.
var networkKeys = map[string]bool{"aws:sourcevpc": true, "aws:sourcevpce": true}

// policy collects the statements of a secret's policy that deny by the network.
func (f *finder) policy(s *secrets.Secret, p *eval.Policy) {
	for i := range p.Statements {
		st := p.Statements[i]
		origin, ok := st.Source.(*iam.Origin)
		if st.Effect != eval.Deny || !ok {
			continue
		}
		for _, c := range st.Conditions {
			if !networkKeys[strings.ToLower(c.Key)] {
				continue
			}
			f.denies = append(f.denies, &deny{
				secret: s,
				policy: &eval.Policy{Kind: eval.ResourcePolicy, Statements: []eval.Statement{st}, Exists: p.Exists, Complete: true, OldVersion: p.OldVersion},
				block:  &Block{At: origin.At, Secret: label(s), SecretAt: s.At, Key: c.Key, Callers: []Caller{}},
			})
			break
		}
	}
}

func label(s *secrets.Secret) string {
	if s.Name.State == "literal" {
		return s.Name.Text
	}
	return s.Label
}

// blocks gives the first of some actions that a caller is certainly denied.
func (d *deny) blocks(who eval.PrincipalInfo, context requests.Context, actions ...string) (action string, denied bool) {
	for _, a := range actions {
		v := eval.Evaluate(eval.Request{
			Action: "secretsmanager:" + a, Resource: iam.SecretARN(d.secret.Resource), Principal: who,
			ResourceAccount: iam.Account(d.secret.Resource.Stack), Context: context,
		}, []*eval.Policy{d.policy})
		if v.Why == eval.ExplicitDeny {
			return a, true
		}
	}
	return "", false
}

// caller adds somebody to the statements on a secret that block what comes from a network
// interface.
func (f *finder) caller(secret string, c Caller, who eval.PrincipalInfo, i *network.Interface, actions ...string) {
	s := f.stock.ByKey(secret)
	if s == nil {
		return
	}
	context, via, known := requests.From(f.network, i, iam.SecretARN(s.Resource))
	if !known {
		f.perhaps(secret, c, who, actions...)
		return
	}
	c.Via = via
	f.blocked(secret, c, who, context, actions...)
}

// blocked adds a caller to the statements on a secret that block it.
func (f *finder) blocked(secret string, c Caller, who eval.PrincipalInfo, context requests.Context, actions ...string) {
	for _, d := range f.denies {
		if d.secret.Key != secret {
			continue
		}
		twice := slices.ContainsFunc(d.block.Callers, func(o Caller) bool {
			return o.Kind == c.Kind && o.At.Resource == c.At.Resource && o.Consumer == c.Consumer
		})
		if action, denied := d.blocks(who, context, actions...); denied && !twice {
			c.Action = action
			d.block.Callers = append(d.block.Callers, c)
		}
	}
}

// perhaps records that a caller is blocked unless its requests pass the VPC or the
// endpoint that a statement asks for.
func (f *finder) perhaps(secret string, c Caller, who eval.PrincipalInfo, actions ...string) {
	for _, d := range f.denies {
		if d.secret.Key != secret {
			continue
		}
		if _, denied := d.blocks(who, requests.Outside(), actions...); denied {
			f.pass.Undecided("connectivity", c.At, "whether requests of "+c.Label+" come from where the policy of secret "+d.block.Secret+" asks for ("+d.block.Key+")")
		}
	}
}

// someRole is a role of the account of which no more is known.
func someRole(s *template.Stack) eval.PrincipalInfo {
	account := iam.Account(s)
	return eval.PrincipalInfo{
		Kind: eval.RoleSession, Account: account,
		ARN: eval.Join(eval.Lit("arn:"), iam.Partition(s), eval.Lit(":iam::"), account, eval.Lit(":role/"), eval.Anything()),
	}
}
