package network

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

var https = port{number: 443, certain: true}

// Service tells whether a network interface has a way to a service of AWS on port 443,
// by the service's usual name: through an interface endpoint with private DNS, which
// takes all calls from its VPC, or else by public addresses.
// Source: AWS PrivateLink guide, private DNS; Amazon VPC user guide, route tables.
func (f *Facts) Service(i *Interface, service string) Answer {
	switch {
	case i == nil || i.Attached == template.Unknown:
		return Answer{Why: "the network it runs in is not known"}
	case i.Attached == template.False:
		return Answer{State: template.True, Via: "the network of AWS, outside of any VPC"}
	case i.detour != "":
		return Answer{Why: i.detour}
	}
	a := f.way(i, service)
	if a.State == template.False && i.named {
		return Answer{Why: "it may call an interface endpoint by the endpoint's own name"}
	}
	return a
}

// way looks for the way of an interface in a VPC.
func (f *Facts) way(i *Interface, service string) Answer {
	private, usable := f.private(i, service)
	if usable == template.True {
		return private
	}
	open := f.public(i)
	switch {
	case open.State == template.True && usable == template.Unknown:
		return Answer{State: template.True, Via: open.Via}
	case usable == template.Unknown:
		return private
	case open.State == template.False && f.byAnotherName(i):
		return Answer{Why: "a private DNS zone or resolver rule may lead the service's name to another endpoint"}
	case open.State == template.False && f.leadsOn(i):
		return Answer{Why: "its routes lead to another network, which may have an endpoint for it"}
	case open.State == template.False && private.Block != "":
		private.Subnets = open.Subnets
		return private
	}
	return open
}

// private looks for the endpoint that calls go to; usable tells whether there is one.
func (f *Facts) private(i *Interface, service string) (Answer, template.Truth) {
	var found Answer
	usable := template.False
	for _, e := range f.endpoints {
		is := e.is(service, i.vpc).And(along(e.resource, i.resource))
		switch is.And(e.dns) {
		case template.True:
			return f.through(i, e), template.True
		case template.Unknown:
			usable = template.Unknown
			found = Answer{Why: "whether interface endpoint " + e.resource.Label() + " serves it"}
		case template.False:
			if usable != template.False || is != template.True {
				continue
			}
			if f.refers(i.resource, e.resource) {
				usable = template.Unknown // it may call the endpoint by the endpoint's own name
				found = Answer{Why: "it may call interface endpoint " + e.resource.Label() + " by its own name"}
				continue
			}
			found = Answer{State: template.False, Block: NoPrivateDNS, Endpoint: e.resource, Near: []*template.Resource{e.resource}}
		}
	}
	return found, usable
}

// through tells whether security groups let a call through an endpoint.
func (f *Facts) through(i *Interface, e *endpoint) Answer {
	out, mine := f.lets(i.groups, i.groupsKnown, true, peer{groups: e.groups, groupsKnown: e.known, vpc: e.vpc}, https, i.resource)
	in, its := f.lets(e.groups, e.known, false, i.peer(), https, i.resource)
	a := Answer{State: out.And(in), Endpoint: e.resource}
	switch {
	case a.State == template.True:
		a.Via = "interface endpoint " + e.resource.Label()
	case out == template.False:
		a.Block, a.Near = Egress, mine
	case in == template.False:
		a.Block, a.Near = Ingress, its
	default:
		a.Why = "whether the security groups of interface endpoint " + e.resource.Label() + " let it in"
	}
	return a
}

// public tells whether every subnet of an interface has a way to public addresses.
func (f *Facts) public(i *Interface) Answer {
	if len(i.subnets) == 0 || !i.subnetsKnown {
		return Answer{Why: "its subnets are not known"}
	}
	out, near := f.lets(i.groups, i.groupsKnown, true, peer{internet: true}, https, i.resource)
	a := Answer{State: template.True}
	for _, e := range i.subnets {
		s := f.subnets[e.id]
		if s == nil {
			a.State = a.State.And(template.Unknown)
			a.Why = "subnet " + e.label() + " is outside of the app"
			continue
		}
		w := f.wayOut(s, i.addressed(s), i.resource)
		switch w.state {
		case template.True:
			a.Via = w.via
		case template.False:
			a.Subnets = append(a.Subnets, s.resource.Label())
			// Subnets of one kind: the first block tells the most.
			if a.Block == "" {
				a.Block = w.block
				if w.near != nil {
					a.Near = append(a.Near, w.near)
				}
			}
		case template.Unknown:
			a.Why = "the routes of subnet " + s.resource.Label()
		}
		a.State = a.State.And(w.state)
	}
	switch {
	case a.State == template.False:
		a.Via, a.Why = "", ""
	case out == template.False:
		return Answer{State: template.False, Block: Egress, Near: near}
	case out == template.Unknown:
		return Answer{Why: "what its security groups let out"}
	}
	return a
}

// byAnotherName tells whether names may lead elsewhere in the interface's VPC.
func (f *Facts) byAnotherName(i *Interface) bool {
	return f.zones[""] || f.zones[i.vpc.id]
}

// refers tells whether a resource refers to another one.
func (f *Facts) refers(from, to *template.Resource) bool {
	if from == nil {
		return false
	}
	return slices.Contains(f.from(from), to.Key())
}

// detours are variables that make the SDKs call another address.
// Source: AWS SDKs and tools reference guide, service-specific endpoints; HTTP proxies.
func detours(variables *template.Value) bool {
	for _, k := range variables.Keys() {
		name := strings.ToUpper(k.Text)
		if strings.HasPrefix(name, "AWS_ENDPOINT_URL") || name == "HTTPS_PROXY" || name == "ALL_PROXY" {
			return true
		}
	}
	return variables.Kind != template.MapValue && variables.Kind != template.AbsentValue
}
