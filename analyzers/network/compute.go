package network

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Interface is where something has its network interfaces.
type Interface struct {
	// Attached tells whether it is in a VPC. What is not is on a network of AWS, with
	// a way to all public addresses.
	Attached template.Truth
	// At is what puts it there, such as the VpcConfig of a function.
	At analyzers.Place

	resource     *template.Resource
	vpc          element
	subnets      []element
	subnetsKnown bool
	// within are the same as far as they are the program's, nil for others.
	within      []*subnet
	groups      []element
	groupsKnown bool
	// public tells whether it gets public addresses; bySubnet leaves that to the subnet.
	public   template.Truth
	bySubnet bool
	// detour says why its calls may take another way, "" where they do not.
	detour string
	// named is set where its calls may go to an endpoint by the endpoint's own name.
	named bool
}

// Subnets are the labels of its subnets.
func (i *Interface) Subnets() []string {
	var list []string
	for _, e := range i.subnets {
		list = append(list, e.label())
	}
	return list
}

// VPC is the VPC, nil for one that is not the program's.
func (i *Interface) VPC() *template.Resource { return i.vpc.resource }

// Groups are its security groups, of those that are the program's.
func (i *Interface) Groups() []*template.Resource { return resources(i.groups) }

func resources(list []element) []*template.Resource {
	var found []*template.Resource
	for _, e := range list {
		if e.resource != nil {
			found = append(found, e.resource)
		}
	}
	return found
}

func (i *Interface) addressed(s *subnet) template.Truth {
	if i.bySubnet {
		return s.public
	}
	return i.public
}

func (i *Interface) peer() peer {
	return peer{groups: i.groups, groupsKnown: i.groupsKnown, vpc: i.vpc, subnets: i.within}
}

// Attach is where something would run with lists of subnets and security groups; r is
// a resource that exists where it does.
func (f *Facts) Attach(r *template.Resource, subnets, groups *template.Value) *Interface {
	return f.attach(r, analyzers.AtResource(r), subnets, groups)
}

// attach makes an interface of lists of subnets and security groups.
func (f *Facts) attach(r *template.Resource, at analyzers.Place, subnets, groups *template.Value) *Interface {
	i := &Interface{Attached: template.True, At: at, resource: r, public: template.False}
	i.subnets, i.subnetsKnown = elements(subnets)
	i.groups, i.groupsKnown = elements(groups)
	if subnets.Kind == template.AbsentValue || subnets.Kind == template.ListValue && len(i.subnets) == 0 {
		i.Attached = template.False
		if groups.Kind != template.AbsentValue && len(i.groups) > 0 {
			i.Attached = template.Unknown
		}
		return i
	}
	f.settle(i)
	if groups.Kind == template.AbsentValue {
		i.groups, i.groupsKnown = defaultGroup(i.vpc)
	}
	return i
}

// settle finds the VPC of an interface by its subnets, or by its groups.
func (f *Facts) settle(i *Interface) {
	i.within = nil
	for n, e := range i.subnets {
		s := f.subnets[e.id]
		i.within = append(i.within, s)
		if s == nil {
			continue
		}
		if n == 0 || i.vpc.id == "" {
			i.vpc = s.vpc
		}
	}
	for _, e := range i.groups {
		if i.vpc.id == "" && e.resource != nil && e.resource.Type == "AWS::EC2::SecurityGroup" {
			i.vpc = identify(e.resource.Property("VpcId"))
		}
	}
}

// Of is where a resource runs: a function, a build, an instance or a group of
// instances. It is nil for what has no network of its own.
func (f *Facts) Of(r *template.Resource) *Interface {
	switch r.Type {
	case "AWS::Lambda::Function":
		// A function never gets public addresses.
		// Source: AWS Lambda developer guide, internet access for VPC-connected functions.
		v := r.Property("VpcConfig")
		i := f.configured(r, v, analyzers.At(r, "VpcConfig"), v.Get("SubnetIds"), v.Get("SecurityGroupIds"))
		switch {
		case detours(r.Property("Environment", "Variables")):
			i.detour = "its variables name another endpoint or a proxy"
		case truth(v.Get("Ipv6AllowedForDualStack"), template.False) != template.False:
			i.detour = "its addresses of IPv6 may have a way of their own"
		}
		i.named = namesEndpoint(r.Property("Environment", "Variables"))
		return i
	case "AWS::CodeBuild::Project":
		v := r.Property("VpcConfig")
		i := f.configured(r, v, analyzers.At(r, "VpcConfig"), v.Get("Subnets"), v.Get("SecurityGroupIds"))
		if id := identify(v.Get("VpcId")); id.id != "" && i.vpc.id == "" {
			i.vpc = id
		}
		return i
	case "AWS::EC2::Instance":
		return f.instance(r)
	case "AWS::AutoScaling::AutoScalingGroup":
		return f.scaling(r)
	}
	return nil
}

// configured makes an interface of a property that need not be there.
func (f *Facts) configured(r *template.Resource, v *template.Value, at analyzers.Place, subnets, groups *template.Value) *Interface {
	switch v.Kind {
	case template.AbsentValue:
		return &Interface{Attached: template.False, At: analyzers.AtResource(r), resource: r}
	case template.MapValue:
		return f.attach(r, at, subnets, groups)
	}
	return &Interface{At: at, resource: r}
}

// Application tells whether a resource is an application of the repository that
// rotates. Where the template names its transform, it is a nested stack whose template
// is not known.
func Application(r *template.Resource) bool {
	switch {
	case r == nil || r.Property("Parameters", "functionName").Kind == template.AbsentValue:
		return false
	case r.Type == "AWS::CloudFormation::Stack":
		return r.Property("TemplateURL").Kind == template.AbsentValue
	}
	return r.Type == "AWS::Serverless::Application"
}

// Hosted is where the function of a hosted rotation runs, or that of an application
// of the repository that rotates; r is the schedule or the application.
// Source: AWS CloudFormation reference, HostedRotationLambda; parameters of the
// rotation applications in the AWS Serverless Application Repository.
func (f *Facts) Hosted(r *template.Resource) *Interface {
	property, subnets, groups := "HostedRotationLambda", "VpcSubnetIds", "VpcSecurityGroupIds"
	if Application(r) {
		property, subnets, groups = "Parameters", "vpcSubnetIds", "vpcSecurityGroupIds"
	}
	v := r.Property(property)
	i := f.configured(r, v, analyzers.At(r, property), v.Get(subnets), v.Get(groups))
	i.named = property == "Parameters" && byOwnName(v.Get("endpoint"))
	if v.Get(groups).Kind == template.AbsentValue {
		i.groups, i.groupsKnown = nil, false
	}
	return i
}
