package template

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Ids of the APIs that SAM makes for events that name none.
const (
	samImplicitREST = "ServerlessRestApi"
	samImplicitHTTP = "ServerlessHttpApi"
)

// samAPI is an API whose definition SAM writes from events.
type samAPI struct {
	// managed is set when the author gave no definition.
	managed bool
	http    bool
	at      *Node
	paths   []*samPath
	// conditions are those of the resources with events on the API; "" is none.
	conditions []string
	deletion   []string
	replace    []string
	settings   samFields // RouteSettings of events
	tags       *Node     // of an HTTP API with what SAM adds
}

type samPath struct {
	key     *Node
	methods samFields
	// conditions of the resources behind the methods; "" is none.
	conditions []string
}

// prepareAPIs finds out which APIs events complete, and makes the implicit ones.
func (e *samExpansion) prepareAPIs() {
	for _, s := range e.sources {
		if s.typ == "Api" || s.typ == "HttpApi" {
			s.api = &samAPI{http: s.typ == "HttpApi", at: s.key}
			s.api.managed = !samTruthy(s.get("DefinitionBody")) && !samTruthy(s.get("DefinitionUri"))
		}
	}
	written := len(e.sources)
	for _, s := range e.sources[:written:written] {
		events := s.get("Events")
		if (s.typ != "Function" && s.typ != "StateMachine") || events == nil || events.Kind != Map {
			continue
		}
		for _, f := range events.Fields() {
			props := given(f.Value, "Properties")
			switch typ := samText(f.Value.Get("Type")); {
			case typ == "Api" && props != nil && given(props, "RestApiId") == nil:
				e.implicitAPI(s, f.Key, samImplicitREST, "Api")
			case typ == "HttpApi" && s.typ == "Function" && given(props, "ApiId") == nil:
				e.implicitAPI(s, f.Key, samImplicitHTTP, "HttpApi")
			}
		}
	}
	for _, s := range e.sources[written:] {
		s.props = e.withGlobals(s, given(e.root, "Globals"))
	}
}

// implicitAPI adds the API of events that name none, at the first such event.
func (e *samExpansion) implicitAPI(s *samSource, at *Node, id, typ string) {
	if api := e.byID[id]; api != nil {
		if api.key.Text != id { // the implicit one
			e.implicitTags(api, s)
		}
		return
	}
	if e.plain[id] != nil {
		e.problem(Structure, at, "the logical id %q is that of SAM's implicit API", id)
		return
	}
	props := NewNode(Map, "", at)
	if typ == "Api" {
		props = samMap(at, "StageName", "Prod")
	}
	api := &samSource{id: id, origin: s.id, typ: typ, key: at, node: samMap(at, "Type", samPrefix+typ), props: props}
	api.api = &samAPI{managed: true, http: typ == "HttpApi", at: at}
	e.byID[id] = api
	e.sources = append(e.sources, api)
	e.implicitTags(api, s)
}

// implicitTags hands the tags of a resource that propagates them to the
// implicit API.
func (e *samExpansion) implicitTags(api, s *samSource) {
	tags := given(s.own, "Tags")
	if tags == nil {
		tags = s.get("Tags")
	}
	if !samTrue(s.get("PropagateTags")) || tags == nil || tags.Kind != Map {
		return
	}
	var all samFields
	if have := api.get("Tags"); have != nil {
		all = append(all, have.Fields()...)
	}
	for _, f := range tags.Fields() {
		all.take(f)
	}
	api.props = api.props.With("Tags", all.node(tags)).With("PropagateTags", NewNode(Bool, "true", tags))
}

// samAPIOf is the API of this template that an event is on, nil when it is
// elsewhere.
func (e *samExpansion) samAPIOf(id *Node) *samSource {
	name := samText(id)
	if t := samText(id.Get("Ref")); t != "" {
		name = t
	}
	if s := e.byID[name]; s != nil && s.api != nil {
		return s
	}
	return nil
}

var (
	samTrailingSlash = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(.+)/$`) })
	samPathParameter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{([a-zA-Z0-9._-]+\+?)\}`) })
)

// samPermittedPath is a path as it stands in the ARN of a permission.
func samPermittedPath(path string) string {
	return samPathParameter().ReplaceAllString(samTrailingSlash().ReplaceAllString(path, "$1"), "*")
}

func (e *samExpansion) apiEvent(f *samFunction, ev *samEvent) {
	path, method := samText(e.need(ev, "Path")), samText(e.need(ev, "Method"))
	if path == "" || method == "" {
		return
	}
	apiID := ev.get("RestApiId")
	if apiID == nil {
		apiID = samRef(ev.key, samImplicitREST)
	}
	api := e.samAPIOf(apiID)
	suffix := "AllStages"
	switch {
	case api != nil:
		suffix = "Stage"
		if stage := samText(api.get("StageName")); stage != "" {
			suffix = stage
		}
	case samText(apiID.Get("Ref")) != "":
		suffix = "Stage"
	}
	verb := strings.ToUpper(method)
	if strings.EqualFold(method, "any") {
		verb = "*"
	}
	e.permission(f, ev, ev.id+"Permission"+samSuffix(suffix), "apigateway.amazonaws.com", samSub(ev.key,
		"arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/"+verb+samPermittedPath(path),
		"__ApiId__", apiID, "__Stage__", "*"))
	if api == nil || api.api.http {
		return
	}
	uri := "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/" + f.shorthand() + "/invocations"
	mode := samText(ev.get("ResponseTransferMode"))
	if mode == "RESPONSE_STREAM" {
		uri = strings.Replace(strings.Replace(uri, "2015-03-31", "2021-11-15", 1), "/invocations", "/response-streaming-invocations", 1)
	}
	integration := samMap(ev.key, "type", "aws_proxy", "httpMethod", "POST", "uri", samSub(ev.key, uri))
	e.route(api, f.s, ev, path, method, samMap(ev.key, "x-amazon-apigateway-integration", integration, "responses", samMap(ev.key)))
}

// shorthand is the function's ARN within an Fn::Sub.
func (f *samFunction) shorthand() string {
	if f.alias != "" {
		return "${" + f.alias + "}"
	}
	return "${" + f.s.id + ".Arn}"
}

func (e *samExpansion) httpAPIEvent(f *samFunction, ev *samEvent) {
	path, method := samText(ev.get("Path")), samText(ev.get("Method"))
	if path == "" && method == "" {
		path, method = "$default", "x-amazon-apigateway-any-method"
	}
	if path == "" || method == "" {
		e.problem(Structure, ev.key, "the HttpApi event %q needs both Path and Method", shorten(ev.key.Text))
		return
	}
	apiID := ev.get("ApiId")
	if apiID == nil {
		apiID = samRef(ev.key, samImplicitHTTP)
	}
	api := e.samAPIOf(apiID)
	// A function behind the default route may be called on every other one.
	covered := api != nil && path != "$default" && api.api.defaultRoute() == f.shorthand()
	if !covered {
		permitted := samPermittedPath(path)
		if path == "$default" {
			permitted = ""
		}
		verb := strings.ToUpper(method)
		if strings.EqualFold(method, "any") || strings.EqualFold(method, "x-amazon-apigateway-any-method") {
			verb = "*"
		}
		resource := "/" + verb + permitted
		if strings.EqualFold(method, "any") && permitted == "/$default" {
			resource = permitted
		}
		e.permission(f, ev, ev.id+"Permission", "apigateway.amazonaws.com", samSub(ev.key,
			"arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}"+resource,
			"__ApiId__", apiID, "__Stage__", "*"))
	}
	if api == nil || !api.api.http {
		return
	}
	if settings := ev.get("RouteSettings"); settings != nil {
		route := strings.ToUpper(method) + " " + path
		if method == "x-amazon-apigateway-any-method" {
			route = path
		}
		if condition := given(f.s.node, "Condition"); condition != nil {
			settings = samIf(ev.key, condition, settings, samNoValue(ev.key))
		}
		api.api.settings.set(ev.key, route, settings)
	}
	version := ev.get("PayloadFormatVersion")
	if version == nil {
		version = NewString("2.0", ev.key)
	}
	integration := samMap(ev.key, "type", "aws_proxy", "httpMethod", "POST", "payloadFormatVersion", version,
		"uri", samSub(ev.key, "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"+f.shorthand()+"/invocations"))
	e.route(api, f.s, ev, path, method, samMap(ev.key, "x-amazon-apigateway-integration", integration, "responses", samMap(ev.key)))
}

// defaultRoute is the shorthand of the function that the default route calls.
func (a *samAPI) defaultRoute() string {
	for _, p := range a.paths {
		if p.key.Text != "$default" {
			continue
		}
		for _, m := range p.methods {
			for _, n := range []*Node{m.Value, m.Value.At("Fn::If", 1)} {
				uri := samText(n.At("x-amazon-apigateway-integration", "uri", "Fn::Sub"))
				if _, rest, ok := strings.Cut(uri, "/functions/"); ok {
					return strings.TrimSuffix(rest, "/invocations")
				}
			}
		}
	}
	return ""
}

// route adds what an event says to the API's definition, if SAM writes it.
func (e *samExpansion) route(api, s *samSource, ev *samEvent, path, method string, definition *Node) {
	if !api.api.managed {
		return
	}
	method = strings.ToLower(method)
	if method == "any" {
		method = "x-amazon-apigateway-any-method"
	}
	a := api.api
	condition := samText(given(s.node, "Condition"))
	a.conditions = append(a.conditions, condition)
	a.deletion = append(a.deletion, samText(given(s.node, "DeletionPolicy")))
	a.replace = append(a.replace, samText(given(s.node, "UpdateReplacePolicy")))
	if condition != "" {
		definition = samIf(ev.key, NewString(condition, ev.key), definition, samNoValue(ev.key))
	}
	i := slices.IndexFunc(a.paths, func(p *samPath) bool { return p.key.Text == path })
	if i < 0 {
		i = len(a.paths)
		a.paths = append(a.paths, &samPath{key: NewString(path, ev.key)})
	}
	if a.paths[i].methods.get(method) != nil {
		e.problem(Structure, ev.key, "the method %q of the path %q of the API %q is defined twice", shorten(method), shorten(path), shorten(api.id))
		return
	}
	a.paths[i].methods.set(ev.key, method, definition)
	a.paths[i].conditions = append(a.paths[i].conditions, condition)
}

// oneCondition is the condition under which at least one of several is there:
// "" when one is there always. Several become a new condition of the given name.
func (e *samExpansion) oneCondition(at *Node, conditions []string, as string) string {
	names := slices.Clone(conditions)
	slices.Sort(names)
	names = slices.Compact(names)
	switch {
	case len(names) == 0 || names[0] == "":
		return ""
	case len(names) == 1:
		return names[0]
	}
	return e.anyCondition(at, names, as)
}

// definition is the definition that SAM writes for an API.
func (e *samExpansion) definition(s *samSource) *Node {
	a := s.api
	var paths samFields
	for _, p := range a.paths {
		item := p.methods.node(p.key)
		as := s.id + strings.NewReplacer("/", "SLASH", "{", "OB", "}", "CB").Replace(p.key.Text) + "PathCondition"
		if c := e.oneCondition(p.key, p.conditions, as); c != "" {
			item = samIf(p.key, NewString(c, p.key), item, samNoValue(p.key))
		}
		paths = append(paths, Field{p.key, item})
	}
	version, number := "swagger", "2.0"
	if v := samText(e.resolved(s.get("OpenApiVersion"))); a.http {
		version, number = "openapi", "3.0.1"
	} else if strings.HasPrefix(v, "3") {
		version, number = "openapi", v
	}
	title := s.get("Name")
	if title == nil || !a.http {
		title = samRef(a.at, "AWS::StackName")
	}
	return samMap(a.at, version, number, "info", samMap(a.at, "version", "1.0", "title", title), "paths", paths)
}

// implicitAttributes gives an implicit API the condition and policies that the
// functions on it share.
func (e *samExpansion) implicitAttributes(s *samSource) {
	if s.id == s.origin {
		return
	}
	a := s.api
	if c := e.oneCondition(a.at, a.conditions, s.id+"Condition"); c != "" {
		s.node = s.node.With("Condition", NewString(c, a.at))
	}
	for name, policies := range map[string][]string{"DeletionPolicy": a.deletion, "UpdateReplacePolicy": a.replace} {
		for _, policy := range []string{"Retain", "Snapshot", "Delete"} {
			if slices.Contains(policies, policy) {
				s.node = s.node.With(name, NewString(policy, a.at))
				break
			}
		}
	}
}

func (e *samExpansion) restAPI(s *samSource) {
	e.implicitAttributes(s)
	api := e.add(s, s.key, s.id, "AWS::ApiGateway::RestApi", true)
	api.pass(s, "BinaryMediaTypes", "MinimumCompressionSize", "FailOnWarnings", "Name", "Description", "Mode", "ApiKeySourceType",
		"Policy", "SecurityPolicy", "EndpointAccessMode")
	api.set("Body", s.get("DefinitionBody"))
	if uri := s.get("DefinitionUri"); uri != nil {
		api.set("BodyS3Location", samLocation(uri, "Bucket", "Key", "Version"))
	}
	if s.api.managed {
		api.set("Body", e.definition(s))
	}
	if v := s.get("DisableExecuteApiEndpoint"); v != nil {
		api.set("DisableExecuteApiEndpoint", v)
	}
	if c := s.get("EndpointConfiguration"); samTruthy(c) {
		typ := c
		if t := given(c, "Type"); t != nil {
			typ = t
		}
		ids := given(c, "VPCEndpointIds")
		if ids == nil {
			ids = given(c, "VpcEndpointIds")
		}
		api.set("EndpointConfiguration", samMap(c, "Types", []*Node{typ}, "VpcEndpointIds", ids, "IpAddressType", given(c, "IpAddressType")))
		api.set("Parameters", samMap(c, "endpointConfigurationTypes", typ))
	}

	deployment := e.add(s, s.key, e.free(s.id+"Deployment"), "AWS::ApiGateway::Deployment", false)
	deployment.set("RestApiId", samRef(s.key, s.id))
	if s.get("OpenApiVersion") == nil {
		deployment.set("StageName", "Stage")
	}

	stageName := s.get("StageName")
	if stageName == nil {
		e.problem(Structure, s.key, "the API %q has no StageName", shorten(s.id))
	}
	stageID := s.id + "Stage" + samHash(samText(stageName))
	if samAlphanumeric(samText(stageName)) {
		stageID = s.id + samText(stageName) + "Stage"
	}
	stage := e.add(s, s.key, stageID, "AWS::ApiGateway::Stage", false)
	stage.set("RestApiId", samRef(s.key, s.id))
	stage.set("DeploymentId", samRef(s.key, deployment.id))
	stage.pass(s, "StageName", "CacheClusterEnabled", "CacheClusterSize", "Variables", "MethodSettings", "AccessLogSetting",
		"CanarySetting", "TracingEnabled")
	if tags := s.get("Tags"); tags != nil {
		stage.set("Tags", NewList(tags, samTagList(tags)...))
	}
	e.refs[s.id+".Stage"] = stage.id
	e.refs[s.id+".Deployment"] = deployment.id

	e.authorizerPermissions(s, func(a *Node) bool { return !samTrue(given(a, "DisableFunctionDefaultPermissions")) })
	e.apiDomain(s)
	e.usagePlan(s, stage)
	e.propagateTags(s)
}

// authorizerPermissions lets an API call the functions that authorize for it.
func (e *samExpansion) authorizerPermissions(s *samSource, wanted func(authorizer *Node) bool) {
	authorizers := given(s.get("Auth"), "Authorizers")
	if authorizers == nil || authorizers.Kind != Map {
		return
	}
	for _, f := range authorizers.Fields() {
		arn := given(f.Value, "FunctionArn")
		if arn == nil || !wanted(f.Value) {
			continue
		}
		p := e.add(s, f.Key, s.id+f.Key.Text+"AuthorizerPermission", "AWS::Lambda::Permission", false)
		p.set("Action", "lambda:InvokeFunction")
		p.set("FunctionName", arn)
		p.set("Principal", "apigateway.amazonaws.com")
		p.set("SourceArn", samSub(f.Key, "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*",
			"__ApiId__", samRef(f.Key, s.id)))
	}
}

func (e *samExpansion) httpAPI(s *samSource) {
	e.implicitAttributes(s)
	api := e.add(s, s.key, s.id, "AWS::ApiGatewayV2::Api", true)
	api.pass(s, "Description", "DisableExecuteApiEndpoint")
	if fail := s.get("FailOnWarnings"); samTruthy(fail) {
		api.pass(s, "FailOnWarnings")
	}
	api.set("Body", s.get("DefinitionBody"))
	if uri := s.get("DefinitionUri"); uri != nil {
		api.set("BodyS3Location", samLocation(uri, "Bucket", "Key", "Version"))
	}
	if s.api.managed {
		api.set("Body", e.definition(s))
	}
	if c := s.get("CorsConfiguration"); c != nil && c.Kind == Map && !samIntrinsic(c) {
		api.set("CorsConfiguration", c)
	}

	stageName := s.get("StageName")
	if stageName == nil {
		stageName = NewString("$default", s.key)
	}
	stageID := s.id + "Stage" + samHash(samText(stageName))
	if name := samText(stageName); name == "$default" {
		stageID = s.id + "ApiGatewayDefaultStage"
	} else if samAlphanumeric(name) {
		stageID = s.id + name + "Stage"
	}
	stage := e.add(s, s.key, stageID, "AWS::ApiGatewayV2::Stage", false)
	stage.set("ApiId", samRef(s.key, s.id))
	stage.set("StageName", stageName)
	stage.pass(s, "StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings")
	if len(s.api.settings) > 0 {
		var all samFields
		if own := s.get("RouteSettings"); own != nil {
			all = append(all, own.Fields()...)
		}
		for _, f := range s.api.settings {
			all.take(f)
		}
		stage.set("RouteSettings", all)
	}
	stage.set("AutoDeploy", true)
	var tags samFields
	if t := s.get("Tags"); t != nil {
		tags = append(tags, t.Fields()...)
	}
	if body := s.get("DefinitionBody"); s.api.managed || body.Get("paths") != nil {
		tags.set(s.tagPlace(), "httpapi:createdBy", "SAM")
	}
	if len(tags) > 0 {
		stage.set("Tags", tags)
		s.api.tags = tags.node(s.tagPlace())
	}
	e.refs[s.id+".Stage"] = stage.id
	e.authorizerPermissions(s, func(a *Node) bool { return samTrue(given(a, "EnableFunctionDefaultPermissions")) })
	e.apiDomain(s)
}

// apiDomain makes the custom domain of an API, its mappings and DNS records.
func (e *samExpansion) apiDomain(s *samSource) {
	d := s.get("Domain")
	name := e.resolved(given(d, "DomainName"))
	if d == nil {
		return
	}
	if name == nil {
		e.problem(Structure, d, "the Domain of %q has no DomainName", shorten(s.id))
		return
	}
	private := samText(given(d, "EndpointConfiguration")) == "PRIVATE"
	prefix, typ := "ApiGatewayDomainName", "AWS::ApiGateway::DomainName"
	switch {
	case s.api.http:
		prefix, typ = "ApiGatewayDomainNameV2", "AWS::ApiGatewayV2::DomainName"
	case private:
		prefix, typ = "ApiGatewayDomainNameV2", "AWS::ApiGateway::DomainNameV2"
	}
	id := prefix + samHash(samJSON(name))
	endpoint := given(d, "EndpointConfiguration")
	if endpoint == nil {
		endpoint = NewString("REGIONAL", d)
	}
	certificate := given(d, "CertificateArn")
	if e.made[id] == nil { // APIs may share a domain
		r := e.add(s, d, id, typ, false)
		r.set("DomainName", given(d, "DomainName"))
		if s.api.http {
			r.set("DomainNameConfigurations", []*Node{samMap(d, "CertificateArn", certificate, "EndpointType", endpoint,
				"OwnershipVerificationCertificateArn", given(d, "OwnershipVerificationCertificateArn"), "SecurityPolicy", given(d, "SecurityPolicy"))})
			r.set("Tags", samMap(d, "httpapi:createdBy", "SAM"))
			if s.get("DefinitionUri") == nil {
				r.set("Tags", s.api.tags)
			}
		} else {
			if samText(endpoint) == "REGIONAL" {
				r.set("RegionalCertificateArn", certificate)
			} else {
				r.set("CertificateArn", certificate)
			}
			r.set("EndpointConfiguration", samMap(d, "Types", []*Node{endpoint}, "IpAddressType", given(d, "IpAddressType")))
			for _, k := range []string{"SecurityPolicy", "EndpointAccessMode", "Policy", "OwnershipVerificationCertificateArn"} {
				r.set(k, given(d, k))
			}
		}
		r.set("MutualTlsAuthentication", given(d, "MutualTlsAuthentication"))
	}
	e.refs[s.id+".DomainName"] = id
	e.refs[s.id+".DomainNameV2"] = id

	paths := samList(given(d, "BasePath"))
	if len(paths) == 0 {
		paths = []*Node{nil}
	}
	for _, p := range paths {
		suffix, mapping := "BasePathMapping", "AWS::ApiGateway::BasePathMapping"
		if private {
			mapping = "AWS::ApiGateway::BasePathMappingV2"
		}
		key := p
		if text := samText(p); text != "" {
			clean := samOnlyAlphanumeric(text)
			switch {
			case s.api.http:
				key = NewString(strings.Trim(text, "/"), p)
			case given(d, "NormalizeBasePath") == nil || samTrue(given(d, "NormalizeBasePath")):
				key = NewString(clean, p)
			}
			suffix = clean + suffix
		}
		stage := samRef(d, e.refs[s.id+".Stage"])
		if s.api.http {
			r := e.add(s, d, s.id+strings.TrimSuffix(suffix, "BasePathMapping")+"ApiMapping", "AWS::ApiGatewayV2::ApiMapping", false)
			r.set("DomainName", samRef(d, id))
			r.set("ApiId", samRef(d, s.id))
			r.set("Stage", stage)
			r.set("ApiMappingKey", key)
			continue
		}
		r := e.add(s, d, s.id+suffix, mapping, false)
		domainKey := "DomainName"
		if private {
			domainKey = "DomainNameArn"
		}
		r.set(domainKey, samRef(d, id))
		r.set("RestApiId", samRef(d, s.id))
		r.set("Stage", stage)
		r.set("BasePath", key)
	}
	e.recordSets(s, d, id, endpoint)
}

// recordSets makes the DNS records of a custom domain. APIs in one hosted zone
// share a group of records.
func (e *samExpansion) recordSets(s *samSource, d *Node, domainID string, endpoint *Node) {
	route := given(d, "Route53")
	if route == nil {
		return
	}
	zone := given(route, "HostedZoneId")
	if zone == nil {
		zone = given(route, "HostedZoneName")
	}
	if zone == nil {
		e.problem(Structure, route, "Route53 of the API %q needs HostedZoneId or HostedZoneName", shorten(s.id))
		return
	}
	hash := samJSON(e.resolved(zone))
	if samTrue(given(route, "SeparateRecordSetGroup")) {
		hash = samJSON(e.resolved(given(d, "DomainName")))
	}
	id := "RecordSetGroup" + samHash(hash)
	group := e.routes[id]
	if group == nil {
		group = e.add(s, route, id, "AWS::Route53::RecordSetGroup", false)
		group.set("HostedZoneId", given(route, "HostedZoneId"))
		group.set("HostedZoneName", given(route, "HostedZoneName"))
		group.set("RecordSets", []*Node{})
		e.routes[id] = group
	}
	hostedZone, domainName := samGetAtt(route, domainID, "RegionalHostedZoneId"), samGetAtt(route, domainID, "RegionalDomainName")
	if samText(endpoint) != "REGIONAL" {
		// The zone of every CloudFront distribution (AWS::Route53::RecordSet AliasTarget).
		hostedZone, domainName = NewString("Z2FDTNDATAQYW2", route), samGetAtt(route, domainID, "DistributionDomainName")
		if own := given(route, "DistributionDomainName"); own != nil {
			domainName = own
		}
	}
	types := []string{"A"}
	if samTrue(given(route, "IpV6")) {
		types = append(types, "AAAA")
	}
	sets := slices.Clone(group.props.get("RecordSets").Items())
	for _, typ := range types {
		target := samMap(route, "HostedZoneId", hostedZone, "DNSName", domainName,
			"EvaluateTargetHealth", given(route, "EvaluateTargetHealth"))
		sets = append(sets, samMap(route, "Name", given(d, "DomainName"), "Type", typ, "AliasTarget", target,
			"Region", given(route, "Region"), "SetIdentifier", given(route, "SetIdentifier")))
	}
	group.set("RecordSets", sets)
}

// samSharedPlan is the usage plan that APIs share.
type samSharedPlan struct {
	plan, key *samResource
	apis      []string
	stages    []*Node
	keys      []*Node
}

// usagePlan makes the usage plan of an API, with its key.
func (e *samExpansion) usagePlan(s *samSource, stage *samResource) {
	c := given(s.get("Auth"), "UsagePlan")
	create := samText(given(c, "CreateUsagePlan"))
	if create != "PER_API" && create != "SHARED" {
		return
	}
	planID, keyID, bindID := s.id+"UsagePlan", s.id+"ApiKey", s.id+"UsagePlanKey"
	shared := &samSharedPlan{}
	if create == "SHARED" {
		planID, keyID, bindID = "ServerlessUsagePlan", "ServerlessApiKey", "ServerlessUsagePlanKey"
		if e.shared == nil {
			e.shared = shared
		}
		shared = e.shared
	}
	if shared.plan == nil {
		shared.plan = e.add(s, c, planID, "AWS::ApiGateway::UsagePlan", false)
		shared.key = e.add(s, c, keyID, "AWS::ApiGateway::ApiKey", false)
		shared.key.attrs.set(c, "DependsOn", []string{planID})
		shared.key.set("Enabled", true)
		bind := e.add(s, c, bindID, "AWS::ApiGateway::UsagePlanKey", false)
		bind.attrs.set(c, "DependsOn", []string{keyID})
		bind.set("KeyId", samRef(c, keyID))
		bind.set("KeyType", "API_KEY")
		bind.set("UsagePlanId", samRef(c, planID))
	}
	shared.apis = append(shared.apis, s.id)
	shared.stages = append(shared.stages, samMap(c, "ApiId", samRef(c, s.id), "Stage", samRef(c, stage.id)))
	shared.keys = append(shared.keys, samMap(c, "RestApiId", samRef(c, s.id), "StageName", samRef(c, stage.id)))
	shared.plan.attrs.set(c, "DependsOn", shared.apis)
	shared.plan.set("ApiStages", slices.Clone(shared.stages))
	shared.key.set("StageKeys", slices.Clone(shared.keys))
	for _, name := range []string{"UsagePlanName", "Description", "Quota", "Tags", "Throttle"} {
		shared.plan.props.remove(name) // the last API that shares the plan says
		shared.plan.set(name, given(c, name))
	}
	for name, id := range map[string]string{".UsagePlan": planID, ".ApiKey": keyID, ".UsagePlanKey": bindID} {
		e.refs[s.id+name] = id
	}
}
