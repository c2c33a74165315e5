package network

import (
	"net/netip"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// group is a security group.
type group struct {
	element         element
	ingress, egress []rule
	// open is set where everything is let out: a group without rules for it has that
	// of the default.
	open template.Truth
	// changed is set where something that is not seen through may change the rules.
	changed bool
}

// rule is one rule of a security group.
type rule struct {
	value *template.Value
	// resource is the group, or the resource that adds the rule to it.
	resource *template.Resource
	out      bool
	// maybe is set for a rule of several that may be there.
	maybe bool
}

// loose are rules whose group cannot be told.
type loose struct{ ingress, egress []rule }

// readGroup reads a group with the rules that stand in it. Without any for what goes
// out, a group has one that lets everything out.
// Source: Amazon VPC user guide, security group rules; AWS CloudFormation reference,
// AWS::EC2::SecurityGroup.
func readGroup(r *template.Resource) *group {
	g := &group{element: element{r.Key(), r}}
	g.ingress, _ = rules(r, r.Property("SecurityGroupIngress"), false)
	var known bool
	g.egress, known = rules(r, r.Property("SecurityGroupEgress"), true)
	switch {
	case r.Property("SecurityGroupEgress").Kind == template.AbsentValue:
		g.open = template.True
	case known && len(g.egress) > 0:
		g.open = template.False
	}
	if _, known := rules(r, r.Property("SecurityGroupIngress"), false); !known {
		g.changed = true
	}
	return g
}

func rules(r *template.Resource, v *template.Value, out bool) (list []rule, known bool) {
	known = true
	alternatives := v.Alternatives()
	for _, a := range alternatives {
		switch a.Value.Kind {
		case template.ListValue:
			for _, e := range a.Value.Elems() {
				several := e.Alternatives()
				for _, x := range several {
					if x.Value.Kind == template.UnknownValue {
						known = false
					}
					if x.Value.Kind == template.MapValue {
						list = append(list, rule{x.Value, r, out, len(alternatives)+len(several) > 2})
					}
				}
			}
		case template.AbsentValue:
		default:
			known = false
		}
	}
	return list, known
}

func (f *Facts) looseRule(r *template.Resource) {
	out := r.Type == "AWS::EC2::SecurityGroupEgress"
	x := rule{value: r.Stack.Eval(r.Properties), resource: r, out: out}
	id := r.Property("GroupId")
	if id.Kind == template.AbsentValue {
		id = r.Property("GroupName") // of the default VPC
	}
	e := identify(id)
	if e.id == "" {
		if out {
			f.loose.egress = append(f.loose.egress, x)
		} else {
			f.loose.ingress = append(f.loose.ingress, x)
		}
		return
	}
	g := f.group(e)
	if out {
		g.egress = append(g.egress, x)
	} else {
		g.ingress = append(g.ingress, x)
	}
}

// group is a security group by its element. One outside of the program has the rules
// that the program adds to it, and maybe others.
func (f *Facts) group(e element) *group {
	g := f.groups[e.id]
	if g != nil {
		return g
	}
	g = &group{element: e, changed: true}
	if e.id != "" {
		f.groups[e.id] = g
	}
	return g
}

// initial adds to what the rules of the default group of a VPC let through: its own
// members may come in, everything may go out.
// Source: Amazon VPC user guide, default security groups.
func (f *Facts) initial(e element, out bool, p peer) template.Truth {
	v := f.vpcs[strings.TrimSuffix(e.id, byDefault)]
	switch {
	case v == nil || v.changed:
		return template.Unknown
	case v.restricted:
		return template.False
	case out:
		return template.True
	}
	return member(p, e)
}

// peer is the other side of a rule.
type peer struct {
	groups      []element
	groupsKnown bool
	vpc         element
	subnets     []*subnet
	// internet is set for public addresses.
	internet bool
}

// port is where a connection goes.
type port struct {
	number int // 0 where it is not known
	// certain is not set for the default of a parameter.
	certain bool
	// of is the database that listens there, nil for a service.
	of *template.Resource
}

// lets tells whether security groups let a connection through: what any of them lets
// through passes. near are the groups that do not.
func (f *Facts) lets(groups []element, known bool, out bool, p peer, at port, with *template.Resource) (template.Truth, []*template.Resource) {
	result := template.False
	var near []*template.Resource
	if !known {
		result = template.Unknown
	}
	for _, e := range groups {
		g := f.group(e)
		list, unplaced := g.ingress, f.loose.ingress
		if out {
			list, unplaced = g.egress, f.loose.egress
		}
		switch {
		case strings.HasSuffix(e.id, byDefault):
			result = result.Or(f.initial(e, out, p))
		case g.changed:
			result = result.Or(template.Unknown)
		case out:
			result = result.Or(g.open)
		}
		for _, r := range list {
			result = result.Or(f.passes(r, p, at, with))
		}
		for _, r := range unplaced {
			result = result.Or(f.passes(r, p, at, with).And(template.Unknown))
		}
		if e.resource != nil {
			near = append(near, e.resource)
		}
	}
	return result, near
}

// passes tells whether a rule lets a connection through.
func (f *Facts) passes(r rule, p peer, at port, with *template.Resource) template.Truth {
	t := protocol(r.value, at).And(f.meets(r, p))
	if r.maybe || along(r.resource, with) != template.True {
		t = t.And(template.Unknown)
	}
	return t
}

// protocol tells whether a rule is for TCP on a port.
func protocol(v *template.Value, at port) template.Truth {
	text, ok := v.Get("IpProtocol").Literal()
	switch {
	case !ok:
		return template.Unknown
	case text == "-1":
		return template.True
	case !strings.EqualFold(text, "tcp") && text != "6":
		return template.False
	}
	from, to := v.Get("FromPort"), v.Get("ToPort")
	if of := database(from); of != nil && at.of != nil && (of == at.of || clusterOf(of) == at.of || of == clusterOf(at.of)) {
		return template.True
	}
	low, certain, ok := portNumber(from)
	high, also, known := portNumber(to)
	if !ok || !known || at.number == 0 {
		if ok && known && low <= 1 && high == 65535 {
			return template.True
		}
		return template.Unknown
	}
	if low <= at.number && at.number <= high || low == -1 {
		return template.True
	}
	if !certain || !also || !at.certain {
		return template.Unknown
	}
	return template.False
}

// portNumber is the number of a port that is written, or that a database has.
func portNumber(v *template.Value) (n int, certain, ok bool) {
	if of := database(v); of != nil {
		p := portOf(of)
		return p.number, p.certain, p.number > 0
	}
	return number(v)
}

// database is the database that a value is the port of, nil for another value.
func database(v *template.Value) *template.Resource {
	if p, ok := v.Single(); ok && strings.HasSuffix(p.Attr, "Port") && databases[p.Resource.Type] != nil {
		return p.Resource
	}
	return nil
}

// meets tells whether a rule is for a peer.
func (f *Facts) meets(r rule, p peer) template.Truth {
	side := "Source"
	if r.out {
		side = "Destination"
	}
	v := r.value
	for _, property := range []string{side + "SecurityGroupId", side + "SecurityGroupName"} {
		if id := v.Get(property); id.Kind != template.AbsentValue {
			return member(p, identify(id))
		}
	}
	if block := v.Get("CidrIp"); block.Kind != template.AbsentValue {
		return f.inBlock(block, p)
	}
	if v.Get("CidrIpv6").Kind != template.AbsentValue {
		return template.False // names lead to addresses of IPv4
	}
	if p.internet {
		return template.Unknown // AWS's own lists hold addresses of its services
	}
	return f.inList(v.Get(side+"PrefixListId"), p)
}

// inList tells whether a peer's addresses are in a prefix list. Those that are not
// the program's, such as AWS's own, are not known.
func (f *Facts) inList(v *template.Value, p peer) template.Truth {
	list, ok := v.Single()
	if !ok || list.Resource.Type != "AWS::EC2::PrefixList" {
		return template.Unknown
	}
	entries := list.Resource.Property("Entries")
	if entries.Kind == template.AbsentValue {
		return template.False
	}
	if entries.Kind != template.ListValue {
		return template.Unknown
	}
	t := template.False
	for _, e := range entries.Elems() {
		t = t.Or(f.inBlock(e.Get("Cidr"), p))
	}
	return t
}

// member tells whether a peer is a member of a group.
func member(p peer, e element) template.Truth {
	if p.internet {
		return template.False
	}
	t := template.False
	if !p.groupsKnown {
		t = template.Unknown
	}
	for _, g := range p.groups {
		t = t.Or(g.same(e))
	}
	return t
}

// inBlock tells whether a peer's addresses are in a block.
func (f *Facts) inBlock(v *template.Value, p peer) template.Truth {
	block, ok := prefix(v)
	if ok && block.Bits() == 0 {
		return template.True
	}
	if part, single := v.Single(); single && part.Resource.Type == "AWS::EC2::VPC" {
		if p.internet {
			return template.False
		}
		if t := p.vpc.same(element{part.Resource.Key(), part.Resource}); t == template.True {
			return template.True
		}
		return template.Unknown // two VPCs may have the same addresses
	}
	switch {
	case !ok:
		return template.Unknown
	case p.internet:
		return template.TruthOf(false).Or(publicBlock(block))
	}
	all, some := template.True, template.False
	for _, s := range p.subnets {
		if s == nil || !s.block.IsValid() {
			all, some = all.And(template.Unknown), some.Or(template.Unknown)
			continue
		}
		c := covers(block, s.block)
		all, some = all.And(c), some.Or(c)
	}
	switch {
	case len(p.subnets) > 0 && all == template.True:
		return template.True
	case len(p.subnets) > 0 && some == template.False:
		return template.False
	}
	if vpc := f.vpcs[p.vpc.id]; vpc != nil && vpc.whole {
		within := template.False
		whole := template.True
		for _, b := range vpc.blocks {
			c := covers(block, b)
			within, whole = within.Or(c), whole.And(c)
		}
		if whole == template.True {
			return template.True
		}
		if within == template.False {
			return template.False
		}
	}
	return template.Unknown
}

// publicBlock tells whether a block holds public addresses.
func publicBlock(b netip.Prefix) template.Truth {
	if b.Addr().IsPrivate() || b.Bits() == 32 && b.Addr() == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return template.False
	}
	return template.Unknown
}
