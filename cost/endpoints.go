package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/template"
)

// endpointServices are the services whose interface endpoints serve secrets.
var endpointServices = []string{"secretsmanager", "kms", "ssm"}

// endpointService is the service of an interface endpoint, "" for other ones.
func endpointService(r *template.Resource) string {
	if kind, _ := r.Property("VpcEndpointType").Literal(); kind != "Interface" {
		return ""
	}
	for _, a := range r.Property("ServiceName").Alternatives() {
		text := strings.TrimSuffix(a.Value.Text("*"), "-fips")
		for _, s := range endpointServices {
			if strings.HasSuffix(text, "."+s) {
				return s
			}
		}
	}
	return ""
}

// callSize is how much a call moves through an endpoint, in bytes: an assumption.
const callSize = 6_000

// endpoints adds the interface endpoints of Secrets Manager, KMS and Systems
// Manager: each zone by the hour, and for Secrets Manager the data of the calls.
func (b *builder) endpoints() {
	charged := map[string]bool{} // VPCs whose data is counted
	for _, s := range b.facts.Program.Stacks {
		for _, r := range s.Order {
			if r.Type != endpointType || r.Exists() == template.False {
				continue
			}
			service := endpointService(r)
			if service == "" {
				continue
			}
			region := b.opts.region(s)
			zones, known := b.zones(r)
			formula := fmt.Sprintf("%s × %d hours", zonesText(zones), HoursPerMonth)
			if !known {
				formula += "; its subnets are not known"
			}
			b.add(charge{
				kind: EndpointLine, what: "interface endpoint of " + serviceTitle(service), resource: r, region: region, item: EndpointHourItem,
				quantity: zones.Times(decimal.NewFromInt(HoursPerMonth)), unit: "zone-hours", fixed: true, formula: formula,
			})
			vpc := r.Property("VpcId").Canonical()
			if service != "secretsmanager" || charged[vpc] {
				continue
			}
			charged[vpc] = true
			if calls := b.through(vpc); !calls.IsZero() {
				gigabytes := round(calls.Times(decimal.New(callSize, -9)))
				b.add(charge{
					kind: EndpointDataLine, what: "data through the endpoint", resource: r, region: region, item: EndpointGBItem, quantity: gigabytes, unit: "GB",
					formula: fmt.Sprintf("%s calls × %d kB", span(calls), callSize/1000),
				})
			}
		}
	}
}

func serviceTitle(service string) string {
	switch service {
	case "secretsmanager":
		return "Secrets Manager"
	case "kms":
		return "KMS"
	}
	return "Systems Manager"
}

func zonesText(n Range) string {
	if n.Known() && n.Expected.Equal(decimal.NewFromInt(1)) {
		return "1 zone"
	}
	return span(n) + " zones"
}

// zones is in how many zones an endpoint is: one for each of its subnets.
func (b *builder) zones(r *template.Resource) (n Range, known bool) {
	v := r.Property("SubnetIds")
	if v.Kind == template.AbsentValue {
		return b.ask.quantityOr(r, nil, zonesKey, ptr(Whole(1))), true
	}
	counts := []int{}
	for _, a := range v.Alternatives() {
		if a.Value.Kind != template.ListValue {
			return b.ask.quantity(r, nil, zonesKey), false
		}
		counts = append(counts, max(1, len(a.Value.Elems())))
	}
	slices.Sort(counts)
	q := Range{Whole(counts[0]).Low, Whole(counts[len(counts)-1]).Expected, Whole(counts[len(counts)-1]).High}
	return b.ask.quantityOr(r, nil, zonesKey, &q), true
}

func ptr[T any](v T) *T { return &v }

// through is how many calls go through the endpoint of a VPC: those of what is in
// it; what is in a VPC that is not known may be.
func (b *builder) through(vpc string) Range {
	total := Range{}
	for _, c := range b.calls {
		switch in := b.vpcOf(c.resource); {
		case in == vpc:
			total = total.Add(c.quantity)
		case in == unknownVPC:
			total.High = total.High.Add(c.quantity.High)
		}
	}
	return total
}

// unknownVPC stands for a VPC that the templates do not tell.
const unknownVPC = "?"

// vpcOf is the VPC that a resource's calls come from, "" for none.
func (b *builder) vpcOf(r *template.Resource) string {
	subnets := subnetsOf(r)
	if subnets == nil && r.Type == "AWS::ECS::TaskDefinition" {
		for _, s := range b.facts.Program.Stacks {
			for _, service := range s.Order {
				if service.Type != serviceType {
					continue
				}
				if p, ok := service.Property("TaskDefinition").Single(); ok && p.Resource == r {
					subnets = subnetsOf(service)
				}
			}
		}
	}
	if subnets == nil || subnets.Kind == template.AbsentValue {
		return ""
	}
	if list := subnets.Elems(); len(list) > 0 { // all are of one VPC
		if p, ok := list[0].Single(); ok && p.Resource.Type == "AWS::EC2::Subnet" {
			return p.Resource.Property("VpcId").Canonical()
		}
	}
	return unknownVPC
}

// subnetsOf are the subnets that a resource has network interfaces in; nil for
// types that have none of their own.
func subnetsOf(r *template.Resource) *template.Value {
	switch r.Type {
	case functionType:
		return r.Property("VpcConfig", "SubnetIds")
	case serviceType:
		return r.Property("NetworkConfiguration", "AwsvpcConfiguration", "Subnets")
	case buildType:
		return r.Property("VpcConfig", "Subnets")
	}
	return nil
}
