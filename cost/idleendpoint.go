package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/template"
)

// IdleEndpoint is an interface endpoint of which all or some is paid for in vain.
type IdleEndpoint struct {
	At       analyzers.Place `json:"at"`
	Endpoint string          `json:"endpoint"`
	Service  string          `json:"service"`
	// Kind is "twice" (the VPC has the same endpoint already: Others is that one) or
	// "zones" (it is in zones where nothing else is: Others are the subnets).
	Kind   string  `json:"kind"`
	Zones  int     `json:"zones"`
	Others []Other `json:"others"`
	Sum    Sum     `json:"sum"`
}

// interfaceEndpoints are the interface endpoints that serve secrets.
func (b *builder) interfaceEndpoints() []*template.Resource {
	var list []*template.Resource
	for _, s := range b.facts.Program.Stacks {
		for _, r := range s.Order {
			if r.Type == endpointType && r.Exists() != template.False && endpointService(r) != "" {
				list = append(list, r)
			}
		}
	}
	return list
}

func (a *adviser) idleEndpoints(endpoints []*template.Resource) {
	first := map[string]*template.Resource{}
	for _, r := range endpoints {
		service := serviceTitle(endpointService(r))
		id := endpointService(r) + " " + r.Property("VpcId").Canonical() + " " + r.Condition
		if other := first[id]; other != nil {
			if zones, known := a.zones(r); known && zones.Known() {
				n := int(zones.Expected.IntPart())
				a.advice.Endpoints = append(a.advice.Endpoints, IdleEndpoint{
					At: analyzers.AtResource(r), Endpoint: r.Label(), Service: service, Kind: "twice", Zones: n,
					Others: others([]*template.Resource{other}), Sum: a.zoneMonths(r, n),
				})
			}
			continue
		}
		first[id] = r
		if idle := a.idleSubnets(r); len(idle) > 0 {
			a.advice.Endpoints = append(a.advice.Endpoints, IdleEndpoint{
				At: analyzers.At(r, "SubnetIds"), Endpoint: r.Label(), Service: service, Kind: "zones", Zones: len(idle),
				Others: others(idle), Sum: a.zoneMonths(r, len(idle)),
			})
		}
	}
}

// zoneMonths is what an endpoint costs a month in some zones.
func (a *adviser) zoneMonths(r *template.Resource, zones int) Sum {
	p, _, ok := a.opts.prices().Find(a.opts.region(r.Stack), EndpointHourItem)
	if !ok {
		return sum{count: zones}.fact("zone")
	}
	amount := p.Amount.Mul(decimal.NewFromInt(int64(zones * HoursPerMonth)))
	return Sum{
		Monthly: Money(amount), Currency: p.Currency, Text: fmt.Sprintf("%s %s a month", amount.StringFixed(2), p.Currency),
		Formula: fmt.Sprintf("%s × %d hours × %s %s", plural(zones, "zone"), HoursPerMonth, Money(p.Amount), p.Currency),
	}
}

// idleSubnets are the subnets of an endpoint in whose zones nothing of the program
// is but the endpoint and the network itself; none where not all is known, where
// the program hands its network to others, or where that is all of them: then what
// uses the endpoint is elsewhere.
func (a *adviser) idleSubnets(endpoint *template.Resource) []*template.Resource {
	if !a.facts.Program.Complete {
		return nil
	}
	vpc := endpoint.Property("VpcId").Canonical()
	if p, ok := endpoint.Property("VpcId").Single(); !ok || a.shared(p.Resource) {
		return nil
	}
	byZone := map[string][]*template.Resource{}
	for _, s := range a.facts.Program.Stacks {
		for _, r := range s.Order {
			if r.Type == "AWS::EC2::Subnet" && r.Property("VpcId").Canonical() == vpc {
				zone := zoneOf(r)
				if zone == "" || a.shared(r) {
					return nil
				}
				byZone[zone] = append(byZone[zone], r)
			}
		}
	}
	subnets := endpoint.Property("SubnetIds").Elems()
	var idle []*template.Resource
	for _, e := range subnets {
		p, ok := e.Single()
		if !ok || p.Resource.Type != "AWS::EC2::Subnet" {
			return nil
		}
		taken := false
		for _, r := range byZone[zoneOf(p.Resource)] {
			taken = taken || a.taken(r)
		}
		if !taken {
			idle = append(idle, p.Resource)
		}
	}
	if len(idle) == len(subnets) {
		return nil
	}
	return idle
}

// zoneOf names a subnet's zone as it is written: its name, or the function that
// gives it, which is the same for the same zone of a stack.
func zoneOf(r *template.Resource) string {
	v := r.Property("AvailabilityZone")
	if text, ok := v.Literal(); ok {
		return text
	}
	n := r.Get("AvailabilityZone")
	if n == nil || n.Source() == nil {
		return ""
	}
	start, end := n.Offsets()
	return r.Stack.Key + " " + strings.Join(strings.Fields(string(n.Source().Data[start:end])), "")
}

// shared tells whether an output hands a part of the network to others than the
// app. The outputs by which the CDK joins the stacks of an app are no such.
func (a *adviser) shared(r *template.Resource) bool {
	return slices.ContainsFunc(a.users[r.Key()], func(e *refs.Edge) bool {
		if e.At.Path[0] != "Outputs" {
			return false
		}
		name, _ := e.At.Path[1].(string)
		return !strings.HasPrefix(name, "ExportsOutput")
	})
}

// taken tells whether anything but the network itself and interface endpoints may
// be in a subnet.
func (a *adviser) taken(subnet *template.Resource) bool {
	return slices.ContainsFunc(a.users[subnet.Key()], func(e *refs.Edge) bool {
		r := a.facts.Program.Resource(e.From)
		if r == nil || e.At.Path[0] != "Resources" {
			return false
		}
		switch r.Type {
		case "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::SubnetNetworkAclAssociation", "AWS::EC2::NatGateway", "AWS::EC2::SubnetCidrBlock",
			endpointType:
			return false
		}
		return true
	})
}
