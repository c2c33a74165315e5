package network

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// instance is where an EC2 instance runs.
func (f *Facts) instance(r *template.Resource) *Interface {
	i := &Interface{Attached: template.True, At: analyzers.AtResource(r), resource: r, bySubnet: true}
	subnet, groups, address := r.Property("SubnetId"), r.Property("SecurityGroupIds"), template.Absent()
	if list := r.Property("NetworkInterfaces"); list.Kind != template.AbsentValue {
		first := list.At(0)
		subnet, groups, address = first.Get("SubnetId"), first.Get("GroupSet"), first.Get("AssociatePublicIpAddress")
		if first.Get("NetworkInterfaceId").Kind != template.AbsentValue || len(list.Elems()) != 1 {
			return &Interface{At: i.At, resource: r}
		}
	}
	e := identify(subnet)
	if e.id == "" {
		return &Interface{At: i.At, resource: r} // the default VPC, or not known
	}
	i.subnets, i.subnetsKnown = []element{e}, true
	f.equip(i, groups, address)
	if i.public == template.False || i.bySubnet {
		i.elastic(f, r)
	}
	return i
}

// equip gives an interface its groups and public address.
func (f *Facts) equip(i *Interface, groups, address *template.Value) {
	i.groups, i.groupsKnown = elements(groups)
	f.settle(i)
	if groups.Kind == template.AbsentValue {
		i.groups, i.groupsKnown = defaultGroup(i.vpc)
	}
	if address.Kind != template.AbsentValue {
		i.public, i.bySubnet = truth(address, template.Unknown), false
	}
}

// elastic looks for an Elastic IP address.
func (i *Interface) elastic(f *Facts, r *template.Resource) {
	for _, key := range f.refs.Users(r) {
		if x := f.program.Resource(key); x != nil && (x.Type == "AWS::EC2::EIP" || x.Type == "AWS::EC2::EIPAssociation") {
			i.public, i.bySubnet = template.True, false
		}
	}
}

// scaling is where the instances of an Auto Scaling group run.
func (f *Facts) scaling(r *template.Resource) *Interface {
	i := &Interface{Attached: template.True, At: analyzers.At(r, "VPCZoneIdentifier"), resource: r, bySubnet: true}
	i.subnets, i.subnetsKnown = elements(r.Property("VPCZoneIdentifier"))
	if len(i.subnets) == 0 {
		return &Interface{At: analyzers.AtResource(r), resource: r}
	}
	if p, ok := r.Property("LaunchConfigurationName").Single(); ok {
		f.equip(i, p.Resource.Property("SecurityGroups"), p.Resource.Property("AssociatePublicIpAddress"))
		return i
	}
	p, ok := r.Property("LaunchTemplate", "LaunchTemplateId").Single()
	if !ok {
		p, ok = r.Property("LaunchTemplate", "LaunchTemplateName").Single()
	}
	if !ok {
		f.settle(i)
		i.groupsKnown, i.public, i.bySubnet = false, template.Unknown, false
		return i
	}
	data := p.Resource.Property("LaunchTemplateData")
	groups, address := data.Get("SecurityGroupIds"), template.Absent()
	if list := data.Get("NetworkInterfaces"); list.Kind != template.AbsentValue {
		groups, address = list.At(0, "Groups"), list.At(0, "AssociatePublicIpAddress")
	}
	f.equip(i, groups, address)
	return i
}
