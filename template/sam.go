package template

import (
	"fmt"
	"slices"
	"strings"
)

// samTransform is the macro that the Transform section names for SAM.
const samTransform = "AWS::Serverless-2016-10-31"

const samPrefix = "AWS::Serverless::"

// samResult is a template in which SAM resources are replaced by what they
// stand for.
type samResult struct {
	Root *Node
	// Origin gives the SAM logical id for each logical id made from it.
	Origin   map[string]string
	Problems []Problem
}

// expandSAM does what CloudFormation's AWS::Serverless transform does to a
// template before it is deployed: every AWS::Serverless::* resource is replaced
// by the resources it stands for. Values that are passed on are the nodes of the
// source; what is added stands at the place that it is added for. A template
// without the transform is returned as it is.
//
// Where the expansion is different from SAM's on purpose:
//   - Versions, layers and deployments have no hash of their content in the
//     logical id. Findings stay the same between two builds, a layer keeps the
//     id that the author wrote, and no value of an environment enters a hash.
//   - A code or template location that is a local path (before `sam package`)
//     stays as it is written.
//   - An ARN's partition is AWS::Partition, as the region is not known.
//   - A state machine's inline definition is passed on as the property
//     Definition instead of as the lines of a string.
//   - API definitions hold the paths and their integrations, not CORS, models
//     or security schemes.
//   - A mistake costs the event, policy or resource it is made in, not the
//     whole template.
//
// Source: github.com/aws/serverless-application-model (versions/2016-10-31.md
// and samtranslator), Apache-2.0.
func expandSAM(root *Node) samResult {
	if !hasTransform(root, samTransform) {
		return samResult{Root: root}
	}
	e := newSAM(root)
	e.expand()
	return e.result()
}

// hasTransform tells whether a template's Transform section names a macro.
func hasTransform(root *Node, name string) bool {
	for _, t := range samList(root.Get("Transform")) {
		if samText(t) == name || samText(t.Get("Name")) == name {
			return true
		}
	}
	return false
}

// samExpansion is the state of one template's expansion.
type samExpansion struct {
	root     *Node
	written  *Node // the Resources section
	sources  []*samSource
	byID     map[string]*samSource
	plain    map[string]*Node // resources that are not SAM's, as changed by events
	made     map[string]*samResource
	order    []*samResource
	refs     map[string]string // "Function.Alias" to the id that it stands for
	replaced map[string][]string
	deployed []*samDeployment
	shared   *samSharedPlan
	routes   map[string]*samResource // record set groups by id
	// conditions are those that the expansion adds.
	conditions samFields
	problems   []Problem
}

// samSource is a SAM resource as written.
type samSource struct {
	id  string
	typ string // without AWS::Serverless::
	// origin is the id of the resource that an embedded connector stands in, the
	// resource's own id otherwise.
	origin string
	key    *Node
	node   *Node
	// own are the properties as written, props those with Globals merged in;
	// never nil.
	own   *Node
	props *Node
	api   *samAPI // for Api and HttpApi
}

func (s *samSource) get(key string) *Node { return given(s.props, key) }

// samResource is a resource of the expanded template.
type samResource struct {
	id     string
	typ    string
	origin string
	source string // id of the SAM resource, or of the implicit one
	at     *Node
	attrs  samFields // Condition, DependsOn, …
	props  samFields
}

func (r *samResource) set(key string, v any) { r.props.set(r.at, key, v) }

// pass copies properties that keep their name.
func (r *samResource) pass(s *samSource, keys ...string) {
	for _, k := range keys {
		if v := s.get(k); v != nil {
			r.props.take(Field{s.props.Key(k), v})
		}
	}
}

func (r *samResource) node() *Node {
	fs := samFields{{NewString("Type", r.at), NewString(r.typ, r.at)}}
	fs = append(fs, r.attrs...)
	fs = append(fs, Field{NewString("Properties", r.at), r.props.node(r.at)})
	return fs.node(r.at)
}

// The attributes of a SAM resource that its main resource gets, and those that
// everything made from it gets (samtranslator/model/__init__.py).
var (
	samMainAttributes    = []string{"DependsOn", "DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata"}
	samDerivedAttributes = []string{"Condition", "DeletionPolicy", "UpdateReplacePolicy"}
)

func newSAM(root *Node) *samExpansion {
	e := &samExpansion{
		root:     root,
		written:  root.Get("Resources"),
		byID:     map[string]*samSource{},
		plain:    map[string]*Node{},
		made:     map[string]*samResource{},
		refs:     map[string]string{},
		replaced: map[string][]string{},
		routes:   map[string]*samResource{},
	}
	if e.written == nil || e.written.Kind != Map {
		return e
	}
	globals := given(root, "Globals")
	if globals != nil && globals.Kind != Map {
		e.problem(Structure, globals, "the Globals section is a %s, not a map", globals.Kind)
		globals = nil
	}
	for _, f := range e.written.Fields() {
		typ := samText(f.Value.Get("Type"))
		if !strings.HasPrefix(typ, samPrefix) {
			e.plain[f.Key.Text] = f.Value
			continue
		}
		s := &samSource{id: f.Key.Text, origin: f.Key.Text, typ: typ[len(samPrefix):], key: f.Key, node: f.Value}
		s.props = given(f.Value, "Properties")
		if s.props != nil && s.props.Kind != Map {
			e.problem(Structure, s.props, "the properties of %q are a %s, not a map", shorten(s.id), s.props.Kind)
			s.props = nil
		}
		if s.props == nil {
			s.props = NewNode(Map, "", f.Key)
		}
		s.own = s.props
		s.props = e.withGlobals(s, globals)
		e.sources = append(e.sources, s)
		e.byID[s.id] = s
	}
	return e
}

// withGlobals merges the Globals section into a resource's properties.
func (e *samExpansion) withGlobals(s *samSource, globals *Node) *Node {
	g := given(globals, s.typ)
	if g == nil {
		return s.props
	}
	if g.Kind != Map {
		e.problem(Structure, g, "Globals.%s is a %s, not a map", s.typ, g.Kind)
		return s.props
	}
	if ignore := given(s.node, "IgnoreGlobals"); ignore != nil {
		if samText(ignore) == "*" {
			return s.props
		}
		for _, k := range samList(ignore) {
			g = g.Without(samText(k))
		}
	}
	return mergeGlobals(g, s.props, s.typ)
}

// mergeGlobals merges one value of Globals with a resource's own: scalars and
// functions are overridden, maps merged, lists joined, the global's items first.
func mergeGlobals(global, local *Node, path string) *Node {
	switch {
	case global.Kind != local.Kind || samIntrinsic(global) || samIntrinsic(local):
		return local
	case path == "Function.Architectures" || path == "CapacityProvider.InstanceRequirements.Architectures":
		return local
	case local.Kind == List:
		return NewList(local, slices.Concat(global.Items(), local.Items())...)
	case local.Kind != Map:
		return local
	}
	var fs samFields
	// Of CapacityProvider.ManagedResourceTags only the keys that the resource
	// itself has stay.
	if prune := path == "CapacityProvider.ManagedResourceTags" && len(local.Fields()) > 0; !prune {
		fs = append(fs, global.Fields()...)
	}
	for _, f := range local.Fields() {
		if g := global.Get(f.Key.Text); g != nil {
			f.Value = mergeGlobals(g, f.Value, path+"."+f.Key.Text)
		}
		fs.take(f)
	}
	return fs.node(local)
}

// expand makes the resources in SAM's order: events of functions and state
// machines complete the APIs, connectors look at what everything else became.
func (e *samExpansion) expand() {
	e.prepareAPIs()
	connectors := e.embeddedConnectors()
	for _, kinds := range [][]string{{"Function"}, {"StateMachine"}, {"Api", "HttpApi"}, nil, {"Connector"}} {
		for _, s := range e.sources {
			rest := !slices.Contains([]string{"Function", "StateMachine", "Api", "HttpApi", "Connector"}, s.typ)
			if (kinds == nil && rest) || slices.Contains(kinds, s.typ) {
				e.expandSource(s)
			}
		}
	}
	for _, c := range connectors {
		e.expandSource(c)
	}
	e.deployments()
}

func (e *samExpansion) expandSource(s *samSource) {
	switch s.typ {
	case "Function":
		e.function(s)
	case "StateMachine":
		e.stateMachine(s)
	case "Api":
		e.restAPI(s)
	case "HttpApi":
		e.httpAPI(s)
	case "SimpleTable":
		e.simpleTable(s)
	case "LayerVersion":
		e.layerVersion(s)
	case "Application":
		e.application(s)
	case "CapacityProvider":
		e.capacityProvider(s)
	case "GraphQLApi":
		e.graphQLAPI(s)
	case "Connector":
		e.connector(s)
	default:
		e.plain[s.id] = s.node
		e.problem(Unsupported, s.key, "the SAM resource type %q is not expanded; what %q stands for is unknown", shorten(samPrefix+s.typ), shorten(s.id))
	}
}

// add makes a resource with the attributes that SAM passes on to it. main is
// the resource that takes the SAM resource's place.
func (e *samExpansion) add(s *samSource, at *Node, id, typ string, main bool) *samResource {
	r := &samResource{id: id, typ: typ, origin: s.origin, source: s.id, at: at}
	names := samDerivedAttributes
	if main {
		names = samMainAttributes
	}
	for _, name := range names {
		if v := given(s.node, name); v != nil {
			r.attrs = append(r.attrs, Field{s.node.Key(name), v})
		}
	}
	e.put(r)
	return r
}

// put adds a resource. SAM refuses a template in which a made resource has the
// id of another one; here the first one stays.
func (e *samExpansion) put(r *samResource) {
	if old, ok := e.made[r.id]; ok {
		e.problem(Structure, r.at, "%q is made twice, from %q and from %q", shorten(r.id), shorten(old.origin), shorten(r.origin))
		return
	}
	if s, ok := e.byID[r.id]; ok && s.origin != r.origin || e.plain[r.id] != nil {
		e.problem(Structure, r.at, "the logical id %q that %q expands to is taken", shorten(r.id), shorten(r.origin))
		return
	}
	e.made[r.id] = r
	e.order = append(e.order, r)
}

// free gives an id for a resource that has a hash in SAM's own output and so
// cannot meet an id that the author wrote.
func (e *samExpansion) free(id string) string {
	for e.made[id] != nil || e.written.Get(id) != nil {
		id += "SAM"
	}
	return id
}

func (e *samExpansion) problem(kind ProblemKind, at *Node, format string, args ...any) {
	e.problems = append(e.problems, Problem{Kind: kind, Message: fmt.Sprintf(format, args...), Range: at.Range()})
}

// resolved is the default of the parameter that a Ref names, any other value
// itself. SAM looks at parameters where it has to decide by a value.
func (e *samExpansion) resolved(n *Node) *Node {
	if name, arg := n.Intrinsic(); name == "Ref" {
		if v := given(e.root.Get("Parameters").Get(samText(arg)), "Default"); v != nil {
			return v
		}
	}
	return n
}

// condition adds a condition and gives its name.
func (e *samExpansion) condition(at *Node, name string, value *Node) string {
	e.conditions.set(at, name, value)
	return name
}

// notCondition makes the negation of a condition and gives its name.
func (e *samExpansion) notCondition(at *Node, name, as string) string {
	return e.condition(at, as, samMap(at, "Fn::Not", []*Node{samMap(at, "Condition", name)}))
}

// anyCondition makes a condition that holds when one of several does. Fn::Or
// takes ten conditions, so more are nested, in numbered conditions as SAM
// names them.
func (e *samExpansion) anyCondition(at *Node, names []string, as string) string {
	number := (len(names) - 2) / 9
	for {
		n := min(len(names), 10)
		name := as
		if number > 0 {
			name = fmt.Sprintf("%s%d", as, number)
			number--
		}
		or := make([]*Node, n)
		for i, c := range names[:n] {
			or[i] = samMap(at, "Condition", c)
		}
		e.condition(at, name, samMap(at, "Fn::Or", or))
		if names = append(slices.Clone(names[n:]), name); len(names) == 1 {
			return as
		}
	}
}

// result puts the new template together: what a SAM resource stands for takes
// its place.
func (e *samExpansion) result() samResult {
	if e.written == nil || e.written.Kind != Map {
		return samResult{Root: e.root, Problems: e.problems}
	}
	origin := make(map[string]string, len(e.order))
	bySource := map[string][]*samResource{}
	for _, r := range e.order {
		origin[r.id] = r.origin
		bySource[r.origin] = append(bySource[r.origin], r)
	}
	var fields []Field
	emit := func(id string) {
		for _, r := range bySource[id] {
			key := NewString(r.id, r.at)
			if s := e.byID[r.id]; s != nil && s.key.Text == r.id {
				key = s.key
			}
			fields = append(fields, Field{key, r.node()})
		}
		delete(bySource, id)
	}
	for _, f := range e.written.Fields() {
		if n := e.plain[f.Key.Text]; n != nil {
			if n.Get("Connectors") != nil {
				n = n.Without("Connectors")
			}
			fields = append(fields, Field{f.Key, n})
		}
		emit(f.Key.Text)
	}
	for _, r := range e.order { // of implicit APIs
		emit(r.origin)
	}
	resources := NewFields(e.written, fields)

	root := e.root.Without("Globals").With("Resources", resources)
	if len(e.conditions) > 0 {
		var all samFields
		at := root.Get("Conditions")
		if at != nil {
			all = append(all, at.Fields()...)
		} else {
			at = e.written
		}
		for _, f := range e.conditions {
			all.take(f)
		}
		root = root.With("Conditions", all.node(at))
	}
	return samResult{Root: e.resolveReferences(root), Origin: origin, Problems: sortProblems(e.problems)}
}
