// Package network tells what can be reached from where: whether something that runs
// in a VPC has a way to a service of AWS, and whether it may connect to a database.
//
// It answers from what the templates say and in three values. What is outside of
// them (an imported VPC, the rules of an imported security group, a transit
// gateway) leaves the answer open.
package network

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer reads the networks of a program. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "network",
	Doc:      "the VPCs, routes, endpoints and security groups, and what they let through",
	Requires: []*analyzers.Analyzer{refs.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		return read(pass, pass.ResultOf[refs.Analyzer].(*refs.Facts)), nil
	},
}

// Facts are the networks of a program. They are asked by its methods; rules see what
// others make of the answers.
type Facts struct {
	program *template.Program
	refs    *refs.Facts

	vpcs      map[string]*vpc
	subnets   map[string]*subnet
	tables    map[string]*table
	groups    map[string]*group
	endpoints []*endpoint
	// loose are the rules of security groups that cannot be told.
	loose loose
	// zones are the private DNS zones and resolver rules that may lead a name to
	// another place, by the VPC; under "" those of a VPC that cannot be told.
	zones map[string]bool
	// joined are the VPCs that peerings and transit gateways connect to others.
	joined map[string]bool
	// placements are those of task definitions, once they are asked for.
	placements map[string][]Placement
	// edges are the references by who refers, without those of DependsOn.
	edges map[string][]string
	// byType are the resources that questions look for, by their type.
	byType map[string][]*template.Resource
}

// Answer tells whether something can be reached.
type Answer struct {
	State template.Truth
	// Block is what stands in the way where State is False.
	Block Block
	// Via names the way where State is True, such as "NAT gateway Vpc/Nat".
	Via string
	// Why says in words what is not known where State is Unknown.
	Why string
	// Subnets are the labels of the subnets that have no way.
	Subnets []string
	// Endpoint is the interface endpoint that the call goes to, nil without any.
	Endpoint *template.Resource
	// Near are the elements that come near to letting it through, or that block it.
	Near []*template.Resource
}

// Block is why something cannot be reached.
type Block string

// The blocks.
const (
	// NoRoute: no route leads out of the subnet, and no endpoint is there.
	NoRoute Block = "no-route"
	// NoAddress: the route leads to an internet gateway, which needs a public
	// address that the interface does not have.
	NoAddress Block = "no-address"
	// DeadNAT: the NAT gateway has itself no way out.
	DeadNAT Block = "dead-nat"
	// NoPrivateDNS: the endpoint is there, and the service's name does not lead to it.
	NoPrivateDNS Block = "no-private-dns"
	// Egress: the security groups of the one that calls let the call not out.
	Egress Block = "egress"
	// Ingress: the security groups of what is called let the call not in.
	Ingress Block = "ingress"
	// OtherVPC: both are in VPCs that nothing connects.
	OtherVPC Block = "other-vpc"
	// Outside: the caller is in no VPC, and what it calls has no public address.
	Outside Block = "outside"
)

// modelled are the types that are kept for questions.
var modelled = map[string]bool{
	"AWS::EC2::NetworkAclEntry": true, "AWS::EC2::SubnetNetworkAclAssociation": true,
	"AWS::EC2::VPCGatewayAttachment": true, "AWS::ECS::Service": true, "AWS::Events::Rule": true, "AWS::Scheduler::Schedule": true,
	"AWS::ECS::CapacityProvider": true, "AWS::ECS::ClusterCapacityProviderAssociations": true,
	"AWS::RDS::DBInstance": true, "AWS::DocDB::DBInstance": true, "AWS::RDS::DBProxy": true, "AWS::RDS::DBProxyTargetGroup": true,
}

func read(pass *analyzers.Pass, edges *refs.Facts) *Facts {
	f := &Facts{
		program: pass.Program, refs: edges,
		vpcs: map[string]*vpc{}, subnets: map[string]*subnet{}, tables: map[string]*table{}, groups: map[string]*group{},
		zones: map[string]bool{}, joined: map[string]bool{}, byType: map[string][]*template.Resource{},
	}
	var later []*template.Resource
	pass.Resources(func(r *template.Resource) {
		if modelled[r.Type] {
			f.byType[r.Type] = append(f.byType[r.Type], r)
		}
		switch {
		case r.Type == "AWS::EC2::VPC":
			f.vpcs[r.Key()] = readVPC(r)
		case r.Type == "AWS::EC2::Subnet":
			f.subnets[r.Key()] = readSubnet(r)
		case r.Type == "AWS::EC2::RouteTable":
			f.table(element{r.Key(), r})
		case r.Type == "AWS::EC2::SecurityGroup":
			f.groups[r.Key()] = readGroup(r)
		case r.Type == "AWS::EC2::VPCEndpoint":
			f.endpoints = append(f.endpoints, readEndpoint(r))
		case strings.HasPrefix(r.Type, "AWS::EC2::"), strings.HasPrefix(r.Type, "AWS::Route53"), strings.HasPrefix(r.Type, "Custom::"),
			r.Type == "AWS::CloudFormation::CustomResource":
			later = append(later, r)
		}
	})
	for _, r := range later {
		f.connect(r)
	}
	return f
}

// connect adds what one resource says of another one.
func (f *Facts) connect(r *template.Resource) {
	switch r.Type {
	case "AWS::EC2::VPCCidrBlock":
		if v := f.vpcs[identify(r.Property("VpcId")).id]; v != nil {
			v.add(r.Property("CidrBlock"))
		}
	case "AWS::EC2::SubnetRouteTableAssociation":
		f.associate(r)
	case "AWS::EC2::Route":
		f.route(r)
	case "AWS::EC2::VPNGatewayRoutePropagation":
		f.propagate(r)
	case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress":
		f.looseRule(r)
	case "AWS::EC2::VPCPeeringConnection":
		f.joined[identify(r.Property("VpcId")).id] = true
		f.joined[identify(r.Property("PeerVpcId")).id] = true
	case "AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment":
		f.joined[identify(r.Property("VpcId")).id] = true
	case "AWS::Route53::HostedZone":
		f.zone(r)
	case "AWS::Route53Resolver::ResolverRuleAssociation", "AWS::Route53Profiles::ProfileAssociation":
		property := "VPCId"
		if r.Type == "AWS::Route53Profiles::ProfileAssociation" {
			property = "ResourceId"
		}
		f.zones[identify(r.Property(property)).id] = true
	default:
		if strings.HasPrefix(r.Type, "Custom::") || r.Type == "AWS::CloudFormation::CustomResource" {
			f.custom(r)
		}
	}
}

// zone reads a private DNS zone that may lead the name of the service to an endpoint
// of another VPC.
func (f *Facts) zone(r *template.Resource) {
	name := r.Property("Name")
	if text, ok := name.Literal(); ok && !strings.HasPrefix(text, "secretsmanager.") {
		return
	}
	vpcs := r.Property("VPCs")
	if vpcs.Kind != template.ListValue {
		if vpcs.Kind != template.AbsentValue {
			f.zones[""] = true
		}
		return
	}
	for _, e := range vpcs.Elems() {
		f.zones[identify(e.Get("VPCId")).id] = true
	}
}

// custom marks what a custom resource refers to: it may change the rules and routes
// of that.
func (f *Facts) custom(r *template.Resource) {
	restricts := r.Type == "Custom::VpcRestrictDefaultSG" // the CDK's: it takes the rules out of the default group
	for _, to := range f.from(r) {
		if g := f.groups[to]; g != nil {
			g.changed = true
		}
		if v := f.vpcs[to]; v != nil {
			v.restricted = v.restricted || restricts
			v.changed = v.changed || !restricts
		}
		if t := f.tables[to]; t != nil {
			t.changed = true
		}
	}
}

// from are the keys of what a resource refers to.
func (f *Facts) from(r *template.Resource) []string {
	if f.edges == nil {
		f.edges = map[string][]string{}
		for i := range f.refs.Edges {
			if e := &f.refs.Edges[i]; e.Via != "DependsOn" {
				f.edges[e.From] = append(f.edges[e.From], e.To)
			}
		}
	}
	return f.edges[r.Key()]
}
