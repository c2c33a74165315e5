package fixes

import (
	"errors"
	"fmt"

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
	if from.Type != "AWS::EC2::SecurityGroup" || into.Type != from.Type {
		return nil, errors.New("the default security group of a VPC is shared with others")
	}
	_, out := op.Args["out"]
	home, other := into, from
	if out {
		home, other = from, into
	}
	if home.Condition != other.Condition && other.Condition != "" {
		return nil, fmt.Errorf("%s and %s exist under different conditions", from.ID, into.ID)
	}
	s := home.Stack
	group, err := r.reference(s, other, "GroupId")
	if err != nil {
		return nil, err
	}
	port := number(intOf(op.Args["port"]))
	if key, _ := op.Args["database"].(string); key != "" {
		if port, err = r.portOf(op, s); err != nil {
			return nil, err
		}
	}
	c, err := r.create(s, []string{home.ID, "Opens", other.ID}, func(string) (*template.Node, error) {
		rule := ingress
		if out {
			rule = egress
		}
		n, err := rule(groupID(home), group, port, fmt.Sprintf("From %s to %s", from.ID, into.ID))
		return under(home.Condition, n), err
	})
	return []Change{c}, err
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
