package network

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// table is a route table.
type table struct {
	element element
	routes  []*template.Resource
	changed bool
	// propagated is set where a VPN gateway adds routes of the network at its other end.
	propagated bool
}

func (f *Facts) table(e element) *table {
	t := f.tables[e.id]
	if t == nil {
		t = &table{element: e}
		f.tables[e.id] = t
	}
	return t
}

func (f *Facts) associate(r *template.Resource) {
	s := f.subnets[identify(r.Property("SubnetId")).id]
	if s == nil {
		return
	}
	s.tables = append(s.tables, association{identify(r.Property("RouteTableId")), r})
}

func (f *Facts) route(r *template.Resource) {
	t := f.table(identify(r.Property("RouteTableId")))
	t.routes = append(t.routes, r)
}

// way is what a route out of a subnet is.
type way struct {
	state template.Truth
	block Block
	via   string
	near  *template.Resource
}

// wayOut tells whether a subnet has a way to public addresses; addressed tells whether
// what calls has a public address itself.
func (f *Facts) wayOut(s *subnet, addressed template.Truth, with *template.Resource) way {
	w := f.routesOut(s, addressed, with, 0)
	if w.state == template.True && !f.aclOpen(s) {
		return way{}
	}
	return w
}

// routesOut follows the routes of a subnet; depth counts the NAT gateways on the way.
func (f *Facts) routesOut(s *subnet, addressed template.Truth, with *template.Resource, depth int) way {
	if len(s.tables) == 0 {
		// The main route table of a VPC leads nowhere but within it. No resource of
		// CloudFormation changes that.
		if v := f.vpcs[s.vpc.id]; v == nil || v.changed || f.tables[""] != nil {
			return way{}
		}
		return way{state: template.False, block: NoRoute}
	}
	if len(s.tables) > 1 || along(s.tables[0].resource, s.resource) != template.True {
		return way{}
	}
	t := f.tables[s.tables[0].table.id]
	if t == nil || t.element.resource == nil || t.changed {
		return way{}
	}
	best := way{state: template.False, block: NoRoute, near: t.element.resource}
	for _, r := range t.routes {
		w := f.target(r, addressed, with, depth)
		switch {
		case w.state == template.True:
			return w
		case w.state == template.Unknown:
			best = way{}
		case best.state == template.False && w.block != "":
			best = w
		}
	}
	if best.state == template.False && (t.propagated || f.tables[""] != nil) {
		return way{} // routes of another network, or of tables that cannot be told
	}
	return best
}

// toGateway tells whether a route of a subnet leads to an internet gateway.
func (f *Facts) toGateway(s *subnet, with *template.Resource) template.Truth {
	var t *table
	switch v := f.vpcs[s.vpc.id]; {
	case v == nil || f.tables[""] != nil:
		return template.Unknown
	case len(s.tables) == 0 && !v.changed:
		return template.False // the main route table leads nowhere but within the VPC
	case len(s.tables) == 1 && along(s.tables[0].resource, s.resource) == template.True:
		t = f.tables[s.tables[0].table.id]
	}
	if t == nil || t.element.resource == nil || t.changed {
		return template.Unknown
	}
	found := template.False
	for _, r := range t.routes {
		if v := r.Property("GatewayId"); v.Kind != template.AbsentValue {
			found = found.Or(isInternet(identify(v)).And(along(r, with)))
		}
		if r.Property("VpcEndpointId").Kind != template.AbsentValue {
			found = found.Or(template.Unknown) // a firewall before the gateway
		}
	}
	return found
}

// isInternet tells whether a gateway is an internet gateway.
func isInternet(e element) template.Truth {
	switch {
	case e.resource != nil:
		return template.TruthOf(e.resource.Type == "AWS::EC2::InternetGateway")
	case strings.HasPrefix(e.id, outside+"id igw-"):
		return template.True
	case strings.HasPrefix(e.id, outside+"id "):
		return template.False
	}
	return template.Unknown
}

// target tells where a route leads. A block of "" is a route that has nothing to do
// with public addresses.
func (f *Facts) target(r *template.Resource, addressed template.Truth, with *template.Resource, depth int) way {
	if r.Property("DestinationIpv6CidrBlock").Kind != template.AbsentValue {
		return way{state: template.False} // the service's usual name has addresses of IPv4 only
	}
	whole := template.True
	if p, ok := prefix(r.Property("DestinationCidrBlock")); !ok {
		whole = template.Unknown
	} else if p.Bits() > 0 {
		if p.Addr().IsPrivate() || p.Bits() > 24 {
			return way{state: template.False}
		}
		whole = template.Unknown // a part of the internet, which the service may be in
	}
	w := f.leads(r, addressed, depth)
	if exists := along(r, with); w.state == template.True && (whole != template.True || exists != template.True) {
		return way{}
	}
	return w
}

func (f *Facts) leads(r *template.Resource, addressed template.Truth, depth int) way {
	if v := r.Property("NatGatewayId"); v.Kind != template.AbsentValue {
		return f.nat(identify(v), depth+1)
	}
	if v := r.Property("GatewayId"); v.Kind != template.AbsentValue {
		e := identify(v)
		if isInternet(e) != template.True {
			return way{} // a VPN may lead anywhere
		}
		switch addressed {
		case template.True:
			return way{state: template.True, via: "the internet gateway " + e.label()}
		case template.False:
			return way{state: template.False, block: NoAddress, near: r}
		}
	}
	return way{} // a transit gateway, an instance, a firewall
}

// nat follows a NAT gateway, which needs an internet gateway itself.
func (f *Facts) nat(e element, depth int) way {
	open := way{state: template.True, via: "NAT gateway " + e.label()}
	switch {
	case e.id == "":
		return way{}
	case e.resource == nil:
		return open
	}
	if kind, _ := e.resource.Property("ConnectivityType").Literal(); kind == "private" {
		return way{} // it leads on to another network
	}
	s := f.subnets[identify(e.resource.Property("SubnetId")).id]
	if s == nil {
		return open
	}
	if depth > 1 || f.routesOut(s, template.True, e.resource, depth).state == template.False {
		return way{state: template.False, block: DeadNAT, near: e.resource}
	}
	return open
}

// propagate notes the tables that a VPN gateway adds routes to.
func (f *Facts) propagate(r *template.Resource) {
	list, known := elements(r.Property("RouteTableIds"))
	for _, e := range list {
		f.table(e).propagated = true
	}
	if !known {
		f.table(element{}).propagated = true
	}
}

// leadsOn tells whether routes of an interface's subnets lead to another network, and
// its security groups let calls out to it. Where endpoints are kept in one network for
// all others, a private DNS zone leads their names there, which need not be the app's.
// Source: AWS whitepaper on multi-VPC networks, centralized access to VPC endpoints.
func (f *Facts) leadsOn(i *Interface) bool {
	if out, _ := f.lets(i.groups, i.groupsKnown, true, peer{}, https, i.resource); out == template.False {
		return false
	}
	for _, s := range i.within {
		if s == nil {
			continue
		}
		for _, a := range s.tables {
			if t := f.tables[a.table.id]; t != nil && slices.ContainsFunc(t.routes, f.toNetwork) {
				return true
			}
		}
	}
	return false
}

// toNetwork tells whether a route leads to another network, of which not all is known.
func (f *Facts) toNetwork(r *template.Resource) bool {
	if r.Property("DestinationIpv6CidrBlock").Kind != template.AbsentValue {
		return false
	}
	for _, property := range []string{"TransitGatewayId", "CoreNetworkArn", "LocalGatewayId", "InstanceId", "NetworkInterfaceId"} {
		if r.Property(property).Kind != template.AbsentValue {
			return true
		}
	}
	v := r.Property("VpcPeeringConnectionId")
	if v.Kind == template.AbsentValue {
		return false
	}
	p := identify(v).resource
	return p == nil || f.vpcs[identify(p.Property("VpcId")).id] == nil || f.vpcs[identify(p.Property("PeerVpcId")).id] == nil
}

// aclOpen tells whether the network ACL of a subnet certainly lets everything through:
// the default one does, others when their entries say so.
func (f *Facts) aclOpen(s *subnet) bool {
	var acl element
	for _, r := range f.byType["AWS::EC2::SubnetNetworkAclAssociation"] {
		if identify(r.Property("SubnetId")).same(element{s.resource.Key(), s.resource}) != template.False {
			acl = identify(r.Property("NetworkAclId"))
			if acl.resource == nil {
				return false
			}
		}
	}
	if acl.resource == nil {
		return true
	}
	in, out := false, false
	for _, r := range f.byType["AWS::EC2::NetworkAclEntry"] {
		if identify(r.Property("NetworkAclId")).same(acl) == template.False {
			continue
		}
		action, _ := r.Property("RuleAction").Literal()
		protocol, _ := r.Property("Protocol").Literal()
		block, ok := prefix(r.Property("CidrBlock"))
		if action != "allow" || protocol != "-1" || !ok || block.Bits() != 0 {
			if action != "allow" {
				return false
			}
			continue
		}
		if egress := truth(r.Property("Egress"), template.False); egress == template.True {
			out = true
		} else if egress == template.False {
			in = true
		}
	}
	return in && out
}
