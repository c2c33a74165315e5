package network

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// endpoint is an interface endpoint.
type endpoint struct {
	resource *template.Resource
	vpc      element
	// service is the last part of the service's name, "" where it is not known.
	service string
	// dns tells whether the service's usual name leads to the endpoint.
	dns    template.Truth
	groups []element
	known  bool
	vpce   template.Truth // whether it is an interface endpoint
}

func readEndpoint(r *template.Resource) *endpoint {
	e := &endpoint{
		resource: r, vpc: identify(r.Property("VpcId")), service: serviceOf(r.Property("ServiceName")),
		// The references for CloudFormation and for EC2 name different defaults.
		dns:  truth(r.Property("PrivateDnsEnabled"), template.Unknown),
		vpce: template.Unknown,
	}
	switch kind := r.Property("VpcEndpointType"); kind.Kind {
	case template.AbsentValue:
		e.vpce = template.False // a gateway endpoint
	default:
		if text, ok := kind.Literal(); ok {
			e.vpce = template.TruthOf(text == "Interface")
		}
	}
	groups := r.Property("SecurityGroupIds")
	e.groups, e.known = elements(groups)
	if groups.Kind == template.AbsentValue {
		// Without groups it has the default one of the VPC.
		// Source: AWS PrivateLink guide, create an interface endpoint.
		e.groups, e.known = defaultGroup(e.vpc)
	}
	return e
}

// defaultGroup is the default security group of a VPC.
func defaultGroup(vpc element) (groups []element, known bool) {
	if vpc.resource == nil {
		return nil, false
	}
	return []element{{vpc.id + byDefault, vpc.resource}}, true
}

// serviceOf is the service of a name such as com.amazonaws.us-east-1.secretsmanager.
func serviceOf(v *template.Value) string {
	if v.Kind != template.ScalarValue || len(v.Parts) == 0 {
		return ""
	}
	last := v.Parts[len(v.Parts)-1]
	if last.Kind != template.LiteralPart || defaulted(v) {
		return ""
	}
	return last.Text[strings.LastIndexByte(last.Text, '.')+1:]
}

// is tells whether an endpoint is one of a service in a VPC.
func (e *endpoint) is(service string, vpc element) template.Truth {
	named := template.TruthOf(e.service == service)
	if e.service == "" || e.service == service+"-fips" {
		named = template.Unknown
	}
	return named.And(e.vpce).And(e.vpc.same(vpc))
}

// EndpointGroups are the security groups of an endpoint, of those that are the
// program's.
func (f *Facts) EndpointGroups(r *template.Resource) []*template.Resource {
	for _, e := range f.endpoints {
		if e.resource == r {
			return resources(e.groups)
		}
	}
	return nil
}
