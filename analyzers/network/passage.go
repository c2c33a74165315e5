package network

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// Passage is the way that all requests of an interface to a service take.
type Passage struct {
	// Endpoint is the interface endpoint that they pass, nil where they pass none.
	Endpoint *template.Resource
	// VPC is the VPC that they leave by public addresses, nil for what is in none.
	VPC *template.Resource
	// Via names the way, "" for what is in no VPC.
	Via string
}

// Passage tells the way that requests of an interface to a service take; known is
// false where that is open, or where there is none. It knows more than that there is
// a way, as [Facts.Service] tells: that the requests take no other one.
func (f *Facts) Passage(i *Interface, service string) (p Passage, known bool) {
	if i == nil || i.detour != "" || i.named {
		return Passage{}, false
	}
	a := f.Service(i, service)
	switch {
	case a.State != template.True:
		return Passage{}, false
	case i.Attached == template.False:
		return Passage{}, true
	case f.byAnotherName(i):
		return Passage{}, false // the name may lead to an endpoint of another VPC
	case a.Endpoint != nil:
		return Passage{Endpoint: a.Endpoint, Via: a.Via}, true
	case f.vpcs[i.vpc.id] == nil || f.joined[""] || f.joined[i.vpc.id]:
		return Passage{}, false // endpoints that others keep there, or in a VPC that this one is connected to
	}
	for _, e := range f.endpoints {
		if e.is(service, i.vpc) != template.False {
			return Passage{}, false // without private DNS it may be called by its own name
		}
	}
	return Passage{VPC: i.vpc.resource, Via: a.Via}, true
}

// byOwnName tells whether the address of a service, as a function is given it, may be
// another one than the usual: that of an endpoint.
func byOwnName(v *template.Value) bool {
	if v.Kind == template.AbsentValue {
		return false
	}
	if v.Kind != template.ScalarValue || len(v.Parts) == 0 || v.Parts[0].Kind != template.LiteralPart {
		return true
	}
	return !strings.HasPrefix(strings.TrimPrefix(v.Parts[0].Text, "https://"), "secretsmanager.")
}

// namesEndpoint tells whether variables of a function may name an endpoint to call,
// as the functions of AWS's rotation templates have them.
func namesEndpoint(variables *template.Value) bool {
	for _, k := range variables.Keys() {
		name := strings.ToUpper(k.Text)
		if strings.Contains(name, "SECRETS") && strings.Contains(name, "ENDPOINT") && byOwnName(variables.Get(k.Text)) {
			return true
		}
		if strings.Contains(variables.Get(k.Text).Text("*"), "vpce-") {
			return true
		}
	}
	return false
}
