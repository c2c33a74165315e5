package fixes

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// addEndpoint gives the VPC {vpc} an interface endpoint for Secrets Manager that its
// addresses may call, in one subnet of each zone.
func (r *realizer) addEndpoint(op rules.Operation) ([]Change, error) {
	vpc, err := r.resource(op, "vpc")
	if err != nil {
		return nil, err
	}
	return r.endpoint(vpc)
}

func (r *realizer) endpoint(vpc *template.Resource) ([]Change, error) {
	subnets, err := r.zones(vpc)
	if err != nil {
		return nil, err
	}
	s := vpc.Stack
	group, err := r.create(s, []string{vpc.ID, "SecretsManagerEndpointGroup"}, func(string) (*template.Node, error) {
		n, err := securityGroup("HTTPS to the interface endpoint for Secrets Manager", ref(vpc.ID))
		if err != nil {
			return nil, err
		}
		rule := object("IpProtocol", text("tcp"), "FromPort", number(443), "ToPort", number(443), "CidrIp", getAtt(vpc.ID, "CidrBlock"), "Description", text("HTTPS from the VPC"))
		return under(vpc.Condition, n.With("Properties", n.Get("Properties").With("SecurityGroupIngress", list(rule)))), nil
	})
	if err != nil {
		return nil, err
	}
	groupID, _ := group.Path[1].(string)
	endpoint, err := r.create(s, []string{vpc.ID, "SecretsManagerEndpoint"}, func(string) (*template.Node, error) {
		n, err := interfaceEndpoint("secretsmanager", ref(vpc.ID), subnets, getAtt(groupID, "GroupId"))
		return under(vpc.Condition, n), err
	})
	if err != nil {
		return nil, err
	}
	changes := []Change{group, endpoint}
	// Private DNS needs both.
	// Source: AWS PrivateLink guide, private DNS names for interface endpoints.
	for property, absent := range map[string]bool{"EnableDnsSupport": true, "EnableDnsHostnames": false} {
		v := vpc.Property(property)
		if text, ok := v.Literal(); ok && text == "true" || v.Kind == template.AbsentValue && absent {
			continue
		}
		changes = append(changes, Change{s, edit.Operation{Op: edit.Set, Path: vpc.Path(property), Value: boolean(true)}})
	}
	return changes, nil
}

// zones are one subnet of each zone of a VPC, those that are not public first.
func (r *realizer) zones(vpc *template.Resource) ([]*template.Node, error) {
	var order []string
	best := map[string]*template.Resource{}
	for _, x := range vpc.Stack.Order {
		if p, ok := x.Property("VpcId").Single(); x.Type != "AWS::EC2::Subnet" || !ok || p.Resource != vpc || x.Condition != vpc.Condition {
			continue
		}
		zone := x.Property("AvailabilityZone")
		if zone.Kind == template.AbsentValue {
			zone = x.Property("AvailabilityZoneId")
		}
		if zone.Kind == template.AbsentValue {
			continue // AWS chooses, perhaps the zone of another one
		}
		key := zone.Canonical()
		if best[key] == nil {
			order = append(order, key)
		}
		if best[key] == nil || isPublic(best[key]) && !isPublic(x) {
			best[key] = x
		}
	}
	var nodes []*template.Node
	for _, key := range order {
		nodes = append(nodes, ref(best[key].ID))
	}
	if len(nodes) == 0 {
		return nil, fmt.Errorf("the zones of the subnets of %s are not known", vpc.ID)
	}
	return nodes, nil
}

func isPublic(subnet *template.Resource) bool {
	public, _ := subnet.Property("MapPublicIpOnLaunch").Literal()
	return public == "true"
}

// openPort lets the security group {from} into the group {into} on {port}, or on that
// of {database}; with "out" it lets it out instead.
func (r *realizer) openPort(op rules.Operation) ([]Change, error) {
	from, err := r.resource(op, "from")
	if err != nil {
		return nil, err
	}
	into, err := r.resource(op, "into")
	if err != nil {
		return nil, err
	}
	port := number(intOf(op.Args["port"]))
	_, out := op.Args["out"]
	home := into
	if out {
		home = from
	}
	if key, _ := op.Args["database"].(string); key != "" {
		if port, err = r.portOf(op, home.Stack); err != nil {
			return nil, err
		}
	}
	c, err := r.opened(from, into, port, out)
	return []Change{c}, err
}

// opened is the rule that lets one security group into another one: of the group that
// is called, or with out of the one that calls.
func (r *realizer) opened(from, into *template.Resource, port *template.Node, out bool) (Change, error) {
	if from.Type != "AWS::EC2::SecurityGroup" || into.Type != from.Type {
		return Change{}, errors.New("the default security group of a VPC is shared with others")
	}
	home, other, rule := into, from, ingress
	if out {
		home, other, rule = from, into, egress
	}
	if home.Condition != other.Condition && other.Condition != "" {
		return Change{}, fmt.Errorf("%s and %s exist under different conditions", from.ID, into.ID)
	}
	group, err := r.reference(home.Stack, other, "GroupId")
	if err != nil {
		return Change{}, err
	}
	return r.create(home.Stack, []string{home.ID, "Opens", other.ID}, func(string) (*template.Node, error) {
		n, err := rule(groupID(home), group, port, described("From "+from.Label()+" to "+into.Label()))
		return under(home.Condition, n), err
	})
}

// wayOut gives what is to run in some subnets a way to Secrets Manager, where it
// certainly has none.
func (r *realizer) wayOut(x *template.Resource, subnets, groups *template.Value) ([]Change, error) {
	facts := analyzers.Found[network.Facts](r.facts[x.Stack.Program], network.Analyzer)
	if facts == nil {
		return nil, nil
	}
	i := facts.Attach(x, subnets, groups)
	a := facts.Service(i, "secretsmanager")
	if a.State != template.False {
		return nil, nil
	}
	switch a.Block {
	case network.NoRoute, network.NoAddress, network.DeadNAT:
		if vpc := i.VPC(); vpc != nil {
			return r.endpoint(vpc)
		}
	case network.NoPrivateDNS:
		return []Change{{a.Endpoint.Stack, edit.Operation{Op: edit.Set, Path: a.Endpoint.Path("PrivateDnsEnabled"), Value: boolean(true)}}}, nil
	case network.Ingress, network.Egress:
		if a.Endpoint == nil {
			break
		}
		from, into := i.Groups(), facts.EndpointGroups(a.Endpoint)
		if len(from) > 0 && len(into) > 0 {
			c, err := r.opened(from[0], into[0], number(443), a.Block == network.Egress)
			return []Change{c}, err
		}
	}
	return nil, errors.New("the rotation function would have no way to Secrets Manager")
}

// portOf is how a template names the port of the database of an operation.
func (r *realizer) portOf(op rules.Operation, s *template.Stack) (*template.Node, error) {
	x, err := r.resource(op, "database")
	if err != nil {
		return nil, err
	}
	if n := intOf(op.Args["port"]); n > 0 {
		return number(n), nil
	}
	attribute := "Endpoint.Port"
	if x.Type == "AWS::DocDB::DBCluster" {
		attribute = "Port"
	}
	return r.reference(s, x, attribute)
}

// described cuts a description of a rule to what EC2 takes.
// Source: Amazon EC2 API reference, IpRange Description.
func described(text string) string {
	const most = 255
	clean := strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune(" ._-:/()#,@[]+=&;{}!$*", c) {
			return c
		}
		return '_'
	}, text)
	return clean[:min(len(clean), most)]
}
