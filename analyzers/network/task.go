package network

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Placement is one way in which the tasks of a definition are run.
type Placement struct {
	// By is the service, or the rule or schedule that starts the tasks.
	By *template.Resource
	// Agent is where the secrets of containers are fetched from when a task starts: on
	// Fargate the task's own interface, otherwise the instance's.
	Agent *Interface
	// Code is where the containers run.
	Code *Interface
	// Fargate is set where the tasks certainly run on Fargate and the agent uses the
	// task's interface.
	Fargate bool
}

// Placements are the ways in which a task definition is run.
// Source: Amazon ECS developer guide, task networking; secrets of containers are
// retrieved by the container agent, which on Fargate uses the task's interface.
func (f *Facts) Placements(definition *template.Resource) []Placement {
	if f.placements == nil {
		f.placements = map[string][]Placement{}
		f.findPlacements()
	}
	return f.placements[definition.Key()]
}

func (f *Facts) findPlacements() {
	add := func(definition *template.Value, by *template.Resource, settings *template.Value, own string, at analyzers.Place, cluster *template.Value) {
		if p, ok := definition.Single(); ok {
			key := p.Resource.Key()
			f.placements[key] = append(f.placements[key], f.placement(p.Resource, by, settings.Get("LaunchType"), settings.Get("CapacityProviderStrategy"),
				settings.At("NetworkConfiguration", own), at, cluster))
		}
	}
	for _, r := range f.byType["AWS::ECS::Service"] {
		add(r.Property("TaskDefinition"), r, r.Property(), "AwsvpcConfiguration", analyzers.At(r, "NetworkConfiguration"), r.Property("Cluster"))
	}
	for _, r := range f.byType["AWS::Events::Rule"] {
		for n, t := range r.Property("Targets").Elems() {
			if e := t.Get("EcsParameters"); e.Kind == template.MapValue {
				add(e.Get("TaskDefinitionArn"), r, e, "AwsVpcConfiguration", analyzers.At(r, "Targets", n, "EcsParameters"), t.Get("Arn"))
			}
		}
	}
	for _, r := range f.byType["AWS::Scheduler::Schedule"] {
		t := r.Property("Target")
		if e := t.Get("EcsParameters"); e.Kind == template.MapValue {
			add(e.Get("TaskDefinitionArn"), r, e, "AwsvpcConfiguration", analyzers.At(r, "Target", "EcsParameters"), t.Get("Arn"))
		}
	}
}

func (f *Facts) placement(definition, by *template.Resource, launch, strategy, v *template.Value, at analyzers.Place, cluster *template.Value) Placement {
	own := &Interface{At: at, resource: by}
	switch v.Kind {
	case template.MapValue:
		own = f.attach(by, at, v.Get("Subnets"), v.Get("SecurityGroups"))
		if v.Get("SecurityGroups").Kind == template.AbsentValue {
			own.groups, own.groupsKnown = defaultGroup(own.vpc)
		}
		if text, ok := v.Get("AssignPublicIp").Literal(); ok {
			own.public = template.TruthOf(text == "ENABLED")
		} else if v.Get("AssignPublicIp").Kind != template.AbsentValue {
			own.public = template.Unknown
		}
	case template.AbsentValue:
		own = nil // the network of the instance
	}
	fargate := onFargate(definition, launch, strategy)
	p := Placement{By: by}
	switch fargate {
	case template.True:
		p.Agent, p.Code = own, own
		p.Fargate = own != nil && onTaskInterface(by)
	case template.False:
		instances := f.instances(cluster)
		p.Agent, p.Code = instances, instances
		if own != nil {
			own.public = template.False // the task's own interface gets no public address
			p.Code = own
		}
	default:
		p.Agent, p.Code = &Interface{At: at, resource: by}, &Interface{At: at, resource: by}
	}
	return p
}

// onTaskInterface tells whether the platform that a service, rule or schedule asks for
// fetches secrets through the task's interface. On Linux that is so since version 1.4.0.
// Source: Amazon ECS developer guide, Fargate task networking and platform versions.
func onTaskInterface(by *template.Resource) bool {
	old := func(v *template.Value) bool {
		text, ok := v.Literal()
		return v.Kind != template.AbsentValue && (!ok || text != "LATEST" && text != "1.4.0")
	}
	for _, t := range by.Property("Targets").Elems() {
		if old(t.At("EcsParameters", "PlatformVersion")) {
			return false
		}
	}
	return !old(by.Property("PlatformVersion")) && !old(by.Property("Target", "EcsParameters", "PlatformVersion"))
}

// onFargate tells whether tasks run on Fargate.
func onFargate(definition *template.Resource, launch, strategy *template.Value) template.Truth {
	if text, ok := launch.Literal(); ok {
		return template.TruthOf(text == "FARGATE")
	}
	if launch.Kind != template.AbsentValue {
		return template.Unknown
	}
	if strategy.Kind != template.AbsentValue {
		t := template.Unknown
		for n, e := range strategy.Elems() {
			text, ok := e.Get("CapacityProvider").Literal()
			one := template.TruthOf(ok && (text == "FARGATE" || text == "FARGATE_SPOT"))
			if n > 0 && one != t {
				return template.Unknown
			}
			t = one
		}
		return t
	}
	var compatible []string
	for _, e := range definition.Property("RequiresCompatibilities").Elems() {
		text, _ := e.Literal()
		compatible = append(compatible, text)
	}
	if slices.Equal(compatible, []string{"FARGATE"}) {
		return template.True
	}
	return template.Unknown // the cluster's default decides
}

// instances is where the instances of a cluster run; nil where that is not known or
// differs.
func (f *Facts) instances(cluster *template.Value) *Interface {
	p, ok := cluster.Single()
	if !ok {
		return nil
	}
	var providers []*template.Value
	for _, r := range f.byType["AWS::ECS::ClusterCapacityProviderAssociations"] {
		if c, ok := r.Property("Cluster").Single(); ok && c.Resource == p.Resource {
			providers = append(providers, r.Property("CapacityProviders").Elems()...)
		}
	}
	providers = append(providers, p.Resource.Property("CapacityProviders").Elems()...)
	var found *Interface
	for _, v := range providers {
		provider, ok := v.Single()
		if !ok {
			continue
		}
		group, ok := provider.Resource.Property("AutoScalingGroupProvider", "AutoScalingGroupArn").Single()
		if !ok || found != nil {
			return nil
		}
		found = f.Of(group.Resource)
	}
	return found
}
