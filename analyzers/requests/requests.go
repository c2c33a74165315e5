// Package requests tells what is known of the condition keys of requests to Secrets
// Manager by the network that they come through.
package requests

import (
	"reflect"

	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/template"
)

// Context is what is known of the condition keys of a request.
type Context = map[string]eval.ContextValue

// Outside is the context of a request that passes no endpoint of a VPC, by a role that
// makes it itself.
// Source: IAM User Guide, AWS global condition context keys (properties of the network).
func Outside() Context {
	c := direct()
	for _, key := range []string{"aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn", "aws:VpcSourceIp", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"} {
		c[key] = eval.Absent()
	}
	return c
}

// direct is the context of a request by a role that makes it itself.
func direct() Context {
	return Context{
		"aws:ViaAWSService": eval.Values("false"), "aws:CalledVia": eval.Absent(), "aws:CalledViaFirst": eval.Absent(), "aws:CalledViaLast": eval.Absent(),
	}
}

// From is the context of requests for a secret that a role makes itself from a network
// interface, and the way that they take; known is false where that way is not.
func From(f *network.Facts, i *network.Interface, secret eval.Text) (c Context, via string, known bool) {
	p, known := f.Passage(i, "secretsmanager")
	switch {
	case !known:
		return nil, "", false
	case p.Endpoint != nil:
		// Requests for secrets of another region do not come by an endpoint for this one.
		here := eval.Join(eval.Lit("arn:*:secretsmanager:"), iam.Region(p.Endpoint.Stack), eval.Lit(":*"))
		if eval.MatchResource(here, secret) != template.True {
			return nil, "", false
		}
		return through(p.Endpoint), p.Via, true
	}
	c = Outside()
	if p.VPC != nil {
		// The program has no endpoint there. That a policy names one which it does not
		// have either may be a sign that others have made it.
		c["aws:SourceVpce"] = eval.ContextValue{Present: template.False, Values: []eval.Text{iam.OtherEndpoint(p.VPC)}}
	}
	return c, p.Via, true
}

// through is the context of a request that passes an endpoint. aws:SourceIp is for
// public addresses only.
func through(endpoint *template.Resource) Context {
	c := direct()
	c["aws:SourceVpce"] = eval.ContextValue{Present: template.True, Values: []eval.Text{iam.Reference(endpoint, "")}}
	c["aws:SourceVpc"] = eval.ContextValue{Present: template.True}
	if vpcs := iam.Text(endpoint.Property("VpcId")); len(vpcs) == 1 {
		c["aws:SourceVpc"] = eval.ContextValue{Present: template.True, Values: vpcs}
	}
	c["aws:VpcSourceIp"] = eval.ContextValue{Present: template.True}
	c["aws:SourceIp"] = eval.Absent()
	return c
}

// Common is what several contexts have in common: the context of a request that may
// be any of them.
func Common(list []Context) Context {
	c := Context{}
	for n, one := range list {
		for key, value := range one {
			if n == 0 {
				c[key] = value
			}
		}
		for key, value := range c {
			if other, ok := one[key]; !ok || !reflect.DeepEqual(value, other) {
				delete(c, key)
			}
		}
	}
	return c
}
