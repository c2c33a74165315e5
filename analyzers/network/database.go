package network

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// layout tells which properties of a type of database say where it listens.
type layout struct {
	subnets, groups string
	port            int // where none is set, 0 for that of the engine
}

// databases are the databases whose network is read.
// Source: AWS CloudFormation reference of each type.
var databases = map[string]*layout{
	"AWS::RDS::DBInstance":   {"DBSubnetGroupName", "VPCSecurityGroups", 0},
	"AWS::RDS::DBCluster":    {"DBSubnetGroupName", "VpcSecurityGroupIds", 0},
	"AWS::DocDB::DBCluster":  {"DBSubnetGroupName", "VpcSecurityGroupIds", 27017},
	"AWS::DocDB::DBInstance": {"", "", 27017},
	"AWS::Redshift::Cluster": {"ClusterSubnetGroupName", "VpcSecurityGroupIds", 5439},
}

// ports are those of database engines where none is set. For Aurora PostgreSQL the
// references of CloudFormation and of RDS name different ones.
// Source: Amazon RDS API reference, CreateDBInstance Port.
var ports = map[string]int{
	"postgres": 5432, "mysql": 3306, "mariadb": 3306, "aurora-mysql": 3306, "aurora": 3306,
}

// enginePorts are those of engines that come in editions, by the start of their name.
var enginePorts = []struct {
	prefix string
	port   int
}{{"oracle-", 1521}, {"custom-oracle-", 1521}, {"sqlserver-", 1433}, {"custom-sqlserver-", 1433}, {"db2-", 50000}}

// portOf is where a database listens.
func portOf(r *template.Resource) port {
	r = clusterOf(r)
	p := port{of: r, certain: true}
	v := r.Property("Port")
	if v.Kind != template.AbsentValue {
		p.number, p.certain, _ = number(v)
		return p
	}
	if l := databases[r.Type]; l != nil && l.port > 0 {
		p.number = l.port
		return p
	}
	engine, _ := r.Property("Engine").Literal()
	engine = strings.ToLower(engine)
	p.number = ports[engine]
	for _, e := range enginePorts {
		if strings.HasPrefix(engine, e.prefix) {
			p.number = e.port
		}
	}
	return p
}

// clusterOf is the cluster of an instance that is in one, else the database itself.
func clusterOf(r *template.Resource) *template.Resource {
	if r == nil || !strings.HasSuffix(r.Type, "::DBInstance") {
		return r
	}
	if p, ok := r.Property("DBClusterIdentifier").Single(); ok {
		return p.Resource
	}
	return r
}

// Target is a database, or a proxy of one, as what connects to it sees it.
type Target struct {
	// Resource is the database or proxy.
	Resource *template.Resource

	port        port
	vpc         element
	subnets     []*subnet
	groups      []element
	groupsKnown bool
	// public tells whether it has a public address.
	public template.Truth
}

// Groups are its security groups, of those that are the program's.
func (t *Target) Groups() []*template.Resource { return resources(t.groups) }

// Public tells whether it can be called from outside of its VPC, its security groups
// not counted.
func (t *Target) Public() template.Truth { return t.public }

// Port is where it listens, 0 where that is not known.
func (t *Target) Port() int { return t.port.number }

// Targets are where a database can be reached: itself, and its proxies. There are none
// for a database whose network is not read.
func (f *Facts) Targets(r *template.Resource) []*Target {
	if r.Type == "AWS::RDS::DBProxy" {
		return f.behind(r)
	}
	r = clusterOf(r)
	l := databases[r.Type]
	if l == nil || l.groups == "" {
		return nil
	}
	t := &Target{Resource: r, port: portOf(r), public: f.isPublic(r)}
	if p, ok := r.Property(l.subnets).Single(); ok {
		f.place(t, p.Resource.Property("SubnetIds"))
	}
	groups := r.Property(l.groups)
	t.groups, t.groupsKnown = elements(groups)
	if groups.Kind == template.AbsentValue {
		t.groups, t.groupsKnown = defaultGroup(t.vpc)
	}
	if t.vpc.id == "" {
		for _, g := range t.groups {
			if g.resource != nil && g.resource.Type == "AWS::EC2::SecurityGroup" {
				t.vpc = identify(g.resource.Property("VpcId"))
			}
		}
	}
	return append([]*Target{t}, f.proxies(r)...)
}

func (f *Facts) place(t *Target, subnets *template.Value) {
	list, _ := elements(subnets)
	for _, e := range list {
		s := f.subnets[e.id]
		t.subnets = append(t.subnets, s)
		if s != nil && t.vpc.id == "" {
			t.vpc = s.vpc
		}
	}
}

// proxies are the proxies in front of a database. A proxy listens where its engine
// does by default.
// Source: Amazon RDS user guide, connecting through RDS Proxy.
func (f *Facts) proxies(r *template.Resource) []*Target {
	var list []*Target
	for _, g := range f.byType["AWS::RDS::DBProxyTargetGroup"] {
		of := false
		for _, property := range []string{"DBInstanceIdentifiers", "DBClusterIdentifiers"} {
			for _, e := range g.Property(property).Elems() {
				p, ok := e.Single()
				of = of || ok && clusterOf(p.Resource) == r
			}
		}
		p, ok := g.Property("DBProxyName").Single()
		if !of || !ok {
			continue
		}
		list = append(list, f.proxy(p.Resource, r))
	}
	return list
}

func (f *Facts) proxy(proxy, of *template.Resource) *Target {
	t := &Target{Resource: proxy, public: template.False, port: port{of: of, certain: true}}
	family, _ := proxy.Property("EngineFamily").Literal()
	t.port.number = familyPorts[family]
	f.place(t, proxy.Property("VpcSubnetIds"))
	groups := proxy.Property("VpcSecurityGroupIds")
	t.groups, t.groupsKnown = elements(groups)
	if groups.Kind == template.AbsentValue {
		t.groups, t.groupsKnown = defaultGroup(t.vpc)
	}
	return t
}

// familyPorts are where proxies listen.
var familyPorts = map[string]int{"POSTGRESQL": 5432, "MYSQL": 3306, "SQLSERVER": 1433}

// behind is a proxy with the databases that it is in front of.
func (f *Facts) behind(proxy *template.Resource) []*Target {
	for _, g := range f.byType["AWS::RDS::DBProxyTargetGroup"] {
		if p, ok := g.Property("DBProxyName").Single(); !ok || p.Resource != proxy {
			continue
		}
		for _, property := range []string{"DBInstanceIdentifiers", "DBClusterIdentifiers"} {
			for _, e := range g.Property(property).Elems() {
				if p, ok := e.Single(); ok {
					return f.Targets(p.Resource)
				}
			}
		}
	}
	return []*Target{f.proxy(proxy, nil)}
}

// isPublic tells whether a database can be called from outside of its VPC. Without the
// property that depends on the VPC: it is public where an internet gateway is attached,
// and reached only where the routes of its subnets lead there.
// Source: Amazon RDS API reference, CreateDBInstance PubliclyAccessible.
func (f *Facts) isPublic(r *template.Resource) template.Truth {
	v := r.Property("PubliclyAccessible")
	if v.Kind != template.AbsentValue {
		return truth(v, template.Unknown)
	}
	switch r.Type {
	case "AWS::DocDB::DBCluster":
		return template.False
	case "AWS::Redshift::Cluster":
		if f.inbound(r.Property("ClusterSubnetGroupName"), r) == template.False {
			return template.False
		}
		return template.Unknown // the default has changed with time
	case "AWS::RDS::DBCluster":
		t := template.False
		members := false
		for _, x := range f.byType["AWS::RDS::DBInstance"] {
			if clusterOf(x) == r {
				members = true
				t = t.Or(f.isPublic(x))
			}
		}
		if !members {
			return template.Unknown
		}
		return t
	}
	return f.inbound(clusterOf(r).Property("DBSubnetGroupName"), r)
}

// inbound tells whether the routes of any of a group's subnets lead to an internet
// gateway, so that calls from outside are answered.
func (f *Facts) inbound(group *template.Value, with *template.Resource) template.Truth {
	p, ok := group.Single()
	if !ok {
		return template.Unknown
	}
	subnets := p.Resource.Property("SubnetIds").Elems()
	if len(subnets) == 0 {
		return template.Unknown
	}
	t := template.False
	for _, e := range subnets {
		s := f.subnets[identify(e).id]
		if s == nil || s.vpc.resource == nil {
			return template.Unknown
		}
		t = t.Or(f.toGateway(s, with).And(f.gateway(s)))
	}
	return t
}

// gateway tells whether an internet gateway is attached to the VPC of a subnet.
func (f *Facts) gateway(s *subnet) template.Truth {
	t := template.False
	for _, a := range f.byType["AWS::EC2::VPCGatewayAttachment"] {
		if a.Property("InternetGatewayId").Kind != template.AbsentValue {
			t = t.Or(identify(a.Property("VpcId")).same(s.vpc))
		}
	}
	return t
}

// Connect tells whether something may open a connection to a database or proxy.
func (f *Facts) Connect(i *Interface, t *Target) Answer {
	switch {
	case i == nil || i.Attached == template.Unknown:
		return Answer{Why: "the network it runs in is not known"}
	case i.Attached == template.False:
		return f.fromOutside(t)
	}
	if i.vpc.same(t.vpc) == template.False {
		switch {
		case f.joined[""] || f.joined[i.vpc.id] || f.joined[t.vpc.id]:
			return Answer{Why: "whether the VPCs of both are connected"}
		case t.public != template.False:
			return Answer{Why: "whether it connects to the public address"}
		}
		return Answer{State: template.False, Block: OtherVPC}
	}
	out, mine := f.lets(i.groups, i.groupsKnown, true, peer{groups: t.groups, groupsKnown: t.groupsKnown, vpc: t.vpc, subnets: t.subnets}, t.port, i.resource)
	in, its := f.lets(t.groups, t.groupsKnown, false, i.peer(), t.port, i.resource)
	a := Answer{State: out.And(in)}
	switch {
	case a.State == template.True:
		a.Via = "the security groups"
	case in == template.False:
		a.Block, a.Near = Ingress, its
	case out == template.False:
		a.Block, a.Near = Egress, mine
	default:
		a.Why = "whether the security groups let it through"
	}
	return a
}

// fromOutside tells whether public addresses may connect.
func (f *Facts) fromOutside(t *Target) Answer {
	if t.public == template.False {
		return Answer{State: template.False, Block: Outside}
	}
	in, its := f.lets(t.groups, t.groupsKnown, false, peer{internet: true}, t.port, t.Resource)
	switch {
	case in == template.False:
		return Answer{State: template.False, Block: Outside, Near: its}
	case t.public == template.True && in == template.True:
		return Answer{State: template.True, Via: "the public address"}
	}
	return Answer{Why: "whether it connects to the public address"}
}
