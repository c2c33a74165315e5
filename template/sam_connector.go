package template

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// samConnectorsJSON holds the permissions that SAM gives between two kinds of
// resources. testdata/sam/tables.py writes it.
//
//go:embed sam_connectors.json
var samConnectorsJSON []byte

var samConnectors = sync.OnceValue(func() *Node {
	root, _ := parseJSON(NewSource("sam_connectors.json", samConnectorsJSON))
	return root
})

// embeddedConnectors reads the Connectors attribute that any resource can have.
func (e *samExpansion) embeddedConnectors() []*samSource {
	if e.written == nil {
		return nil
	}
	var found []*samSource
	for _, f := range e.written.Fields() {
		connectors := given(f.Value, "Connectors")
		if connectors == nil {
			continue
		}
		if connectors.Kind != Map {
			e.problem(Structure, connectors, "the Connectors of %q are a %s, not a map", shorten(f.Key.Text), connectors.Kind)
			continue
		}
		for _, c := range connectors.Fields() {
			props := given(c.Value, "Properties")
			if props == nil || props.Kind != Map {
				e.problem(Structure, c.Key, "the connector %q has no Properties", shorten(c.Key.Text))
				continue
			}
			source := samMap(c.Key, "Id", f.Key.Text)
			if more := given(props, "SourceReference"); more != nil && more.Kind == Map {
				for _, m := range more.Fields() {
					source = source.With(m.Key.Text, m.Value)
				}
			}
			s := &samSource{id: f.Key.Text + c.Key.Text, origin: f.Key.Text, typ: "Connector", key: c.Key, node: c.Value}
			s.props = props.Without("SourceReference").With("Source", source)
			if e.byID[s.id] != nil || e.plain[s.id] != nil {
				e.problem(Structure, c.Key, "the logical id %q of a connector is taken", shorten(s.id))
				continue
			}
			found = append(found, s)
		}
	}
	return found
}

// samEnd is one end of a connector.
type samEnd struct {
	id   string // logical id, "" when it is outside of the template
	typ  string
	role *Node // name of the role that it acts as
	// values are what the tables call Arn, ResourceId, Name and Qualifier; url is
	// that of a queue.
	values map[string]*Node
	url    *Node
}

// connector expands AWS::Serverless::Connector for each of its destinations.
func (e *samExpansion) connector(s *samSource) {
	destinations := s.get("Destination")
	source := s.get("Source")
	if destinations == nil || source == nil {
		e.problem(Structure, s.key, "the connector %q needs a Source and a Destination", shorten(s.id))
		return
	}
	made := len(e.order)
	for i, d := range samList(destinations) {
		suffix := ""
		if destinations.Kind == List {
			suffix = fmt.Sprintf("Destination%d", i)
		}
		from, ok := e.connectorEnd(source, d)
		if !ok {
			continue
		}
		if to, ok := e.connectorEnd(d, source); ok {
			e.connect(s, from, to, suffix)
		}
	}
	ids := []string{}
	for _, r := range e.order[made:] {
		ids = append(ids, r.id)
	}
	e.replaced[s.id] = ids
}

// connectorEnd resolves a reference to a resource; other is the other end.
func (e *samExpansion) connectorEnd(ref, other *Node) (*samEnd, bool) {
	id := samText(given(ref, "Id"))
	if id == "" {
		end := &samEnd{typ: samText(given(ref, "Type")), role: given(ref, "RoleName"), url: given(ref, "QueueUrl"), values: map[string]*Node{}}
		if to := map[string]string{
			"AWS::Serverless::Function": "AWS::Lambda::Function", "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
			"AWS::Serverless::Api": "AWS::ApiGateway::RestApi", "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
			"AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
		}[end.typ]; to != "" {
			end.typ = to
		}
		for _, k := range []string{"Arn", "ResourceId", "Name", "Qualifier"} {
			end.values[k] = given(ref, k)
		}
		if end.typ == "" {
			e.problem(Structure, ref, "an end of a connector needs an Id, or a Type with its attributes")
			return nil, false
		}
		return end, true
	}
	end := &samEnd{id: id, values: map[string]*Node{}}
	var get func(key string) *Node
	if r := e.made[id]; r != nil {
		end.typ, get = r.typ, r.props.get
	} else if n := e.plain[id]; n != nil {
		end.typ, get = samText(given(n, "Type")), given(n, "Properties").Get
	} else {
		e.problem(Dangling, ref, "the connector's end %q is no resource of this template", shorten(id))
		return nil, false
	}
	known := samConnectors().At("types", end.typ)
	outputs := known.Get("Outputs")
	value := func(key string) *Node {
		v := outputs.Get(key)
		if v == nil {
			return nil
		}
		return samTemplateValue(v, ref, map[string]*Node{"logicalId": NewString(id, ref)})
	}
	end.values["Arn"], end.values["ResourceId"], end.values["Name"] = value("Arn"), value("Id"), value("Name")
	end.values["Qualifier"] = value("Qualifier")
	if q := given(ref, "Qualifier"); q != nil {
		end.values["Qualifier"] = q
	}
	end.url = value("Url")

	role := known.At("Inputs", "Role")
	var arn *Node
	switch {
	case role == nil:
	case role.Kind == String:
		arn = get(role.Text)
	default: // a rule has a role for each of its targets
		for _, target := range samList(get("Targets")) {
			if t := samTarget(given(target, "Arn")); t != "" && t == samText(given(other, "Id")) ||
				samSameNode(given(target, "Arn"), given(other, "Arn")) && given(other, "Arn") != nil {
				arn = given(target, "RoleArn")
			}
		}
	}
	if roleID := samTarget(arn); roleID != "" {
		end.role = samRef(ref, roleID)
	}
	return end, true
}

// connect makes what one pair of ends needs.
func (e *samExpansion) connect(s *samSource, from, to *samEnd, suffix string) {
	profile := samConnectors().At("pairs", from.typ+" "+to.typ)
	if profile == nil {
		e.problem(Unsupported, s.key, "connectors from %q to %q are not known", shorten(from.typ), shorten(to.typ))
		return
	}
	var wanted []string
	for _, p := range samList(s.get("Permissions")) {
		if profile.At("AccessCategories", samText(p)) == nil {
			e.problem(Structure, p, "connectors from %q to %q do not have the permission %q", from.typ, to.typ, shorten(p.Scalar()))
			continue
		}
		wanted = append(wanted, samText(p))
	}
	if len(wanted) == 0 {
		e.problem(Structure, s.key, "the connector %q has no Permissions", shorten(s.id))
		return
	}
	values := map[string]*Node{}
	for name, v := range from.values {
		values["Source."+name] = v
	}
	for name, v := range to.values {
		values["Destination."+name] = v
	}
	owner := to
	if samTrue(profile.Get("SourcePolicy")) {
		owner = from
	}
	var statements []*Node
	for _, category := range profile.Get("AccessCategories").Fields() {
		if !slices.Contains(wanted, category.Key.Text) {
			continue
		}
		missing := ""
		category.Value.Walk(func(_ Path, n *Node) bool {
			for name, v := range values {
				if v == nil && strings.Contains(n.Text, "%{"+name+"}") {
					missing = name
				}
			}
			return true
		})
		if missing != "" {
			e.problem(Structure, s.key, "the connector %q needs %s", shorten(s.id), missing)
			return
		}
		made := samTemplateValue(category.Value, s.key, values)
		if profile.Get("Type").Text == "AWS_LAMBDA_PERMISSION" {
			p := e.addConnected(s, s.id+category.Key.Text+"LambdaPermission"+suffix, "AWS::Lambda::Permission")
			p.set("Action", made.Get("Action"))
			p.set("FunctionName", owner.values["Arn"])
			p.set("Principal", made.Get("Principal"))
			p.set("SourceArn", made.Get("SourceArn"))
			p.set("SourceAccount", made.Get("SourceAccount"))
			continue
		}
		statements = append(statements, made.Get("Statement").Items()...)
	}
	document := samMap(s.key, "Version", "2012-10-17", "Statement", statements)
	switch profile.Get("Type").Text {
	case "AWS_IAM_ROLE_MANAGED_POLICY":
		if owner.role == nil {
			e.problem(Unsupported, s.key, "the role that the connector %q adds to is not known", shorten(s.id))
			return
		}
		p := e.addConnected(s, s.id+"Policy"+suffix, "AWS::IAM::ManagedPolicy")
		p.set("PolicyDocument", document)
		p.set("Roles", []*Node{owner.role})
		e.connectorDependency(profile, from, to, p.id)
	case "AWS_SQS_QUEUE_POLICY":
		p := e.addConnected(s, s.id+"QueuePolicy"+suffix, "AWS::SQS::QueuePolicy")
		p.set("PolicyDocument", document)
		if owner.url != nil {
			p.set("Queues", []*Node{owner.url})
		} else {
			e.problem(Structure, s.key, "the connector %q needs the queue's URL", shorten(s.id))
		}
	case "AWS_SNS_TOPIC_POLICY":
		p := e.addConnected(s, s.id+"TopicPolicy"+suffix, "AWS::SNS::TopicPolicy")
		p.set("PolicyDocument", document)
		if arn := owner.values["Arn"]; arn != nil {
			p.set("Topics", []*Node{arn})
		}
	}
}

// addConnected makes a resource of a connector, which has all of the
// connector's attributes.
func (e *samExpansion) addConnected(s *samSource, id, typ string) *samResource {
	return e.add(s, s.key, id, typ, true)
}

// connectorDependency makes the resource that needs the policy first wait for
// it.
func (e *samExpansion) connectorDependency(profile *Node, from, to *samEnd, policy string) {
	depend := func(id string) {
		if r := e.made[id]; r != nil {
			r.attrs.set(r.at, "DependsOn", samWithDependency(r.attrs.get("DependsOn"), r.at, policy))
		} else if n := e.plain[id]; n != nil && n.Kind == Map {
			e.plain[id] = n.With("DependsOn", samWithDependency(n.Get("DependsOn"), n, policy))
		}
	}
	switch samText(profile.Get("DependedBy")) {
	case "SOURCE":
		depend(from.id)
	case "DESTINATION_EVENT_SOURCE_MAPPING":
		mappings := []string{}
		is := func(id, typ string, get func(string) *Node) {
			if typ == "AWS::Lambda::EventSourceMapping" && from.id != "" && samTarget(get("EventSourceArn")) == from.id && samTarget(get("FunctionName")) == to.id {
				mappings = append(mappings, id)
			}
		}
		for _, r := range e.order {
			is(r.id, r.typ, r.props.get)
		}
		for _, f := range e.written.Fields() {
			is(f.Key.Text, samText(e.plain[f.Key.Text].Get("Type")), given(e.plain[f.Key.Text], "Properties").Get)
		}
		if len(mappings) == 1 {
			depend(mappings[0])
		}
	}
}

// samTemplateValue copies a value of the connector tables to a place in the
// source. %{Source.Arn} stands for a value: alone for itself, within a text for
// a variable of an Fn::Sub.
func samTemplateValue(n, at *Node, values map[string]*Node) *Node {
	if n.Kind == String {
		return samTemplateText(n.Text, at, values)
	}
	switch n.Kind {
	case Map:
		fields := make([]Field, 0, len(n.Fields()))
		for _, f := range n.Fields() {
			fields = append(fields, Field{NewString(f.Key.Text, at), samTemplateValue(f.Value, at, values)})
		}
		return NewFields(at, fields)
	case List:
		items := make([]*Node, 0, len(n.Items()))
		for _, item := range n.Items() {
			items = append(items, samTemplateValue(item, at, values))
		}
		return NewList(at, items...)
	}
	return NewNode(n.Kind, n.Text, at)
}

func samTemplateText(text string, at *Node, values map[string]*Node) *Node {
	var variables []any
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		pattern := "%{" + name + "}"
		if text == pattern {
			return values[name]
		}
		if strings.Contains(text, pattern) && values[name] != nil {
			variable := samOnlyAlphanumeric(name)
			text = strings.ReplaceAll(text, pattern, "${"+variable+"}")
			variables = append(variables, variable, values[name])
		}
	}
	if strings.Contains(text, "${") {
		return samSub(at, text, variables...)
	}
	return NewString(text, at)
}
