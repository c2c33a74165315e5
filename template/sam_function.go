package template

import (
	"net/url"
	"slices"
	"strings"
)

// samFunction is a function while its events are expanded.
type samFunction struct {
	e     *samExpansion
	s     *samSource
	role  *samRole
	alias string // logical id of the alias that events invoke, "" for none
}

// name is what a permission or mapping names the function by.
func (f *samFunction) name(at *Node) *Node {
	if f.alias != "" {
		return samRef(at, f.alias)
	}
	return samRef(at, f.s.id)
}

// arn is the ARN of the function, or of its alias.
func (f *samFunction) arn(at *Node) *Node {
	if f.alias != "" {
		return samRef(at, f.alias)
	}
	return samGetAtt(at, f.s.id, "Arn")
}

// id is the logical id that stands for what is invoked.
func (f *samFunction) id() string {
	if f.alias != "" {
		return f.alias
	}
	return f.s.id
}

func (e *samExpansion) function(s *samSource) {
	fn := e.add(s, s.key, s.id, "AWS::Lambda::Function", true)
	fn.set("Code", e.code(s))
	fn.pass(s, "Architectures", "CodeSigningConfigArn", "Description", "DurableConfig", "Environment", "EphemeralStorage",
		"FileSystemConfigs", "FunctionName", "FunctionScalingConfig", "Handler", "ImageConfig", "KmsKeyArn", "Layers", "LoggingConfig",
		"MemorySize", "PackageType", "PublishToLatestPublished", "RecursiveLoop", "ReservedConcurrentExecutions", "Role", "Runtime",
		"RuntimeManagementConfig", "SnapStart", "TenancyConfig", "Timeout", "VpcConfig")
	tags := s.get("Tags")
	fn.set("Tags", samSAMTags("lambda:createdBy", s.tagPlace(), tags))
	tracing := s.get("Tracing")
	traced := samTruthy(tracing) && samText(e.resolved(tracing)) != "Disabled"
	if traced {
		fn.set("TracingConfig", samMap(tracing, "Mode", tracing))
	}
	dlq := s.get("DeadLetterQueue")
	if dlq != nil {
		fn.set("DeadLetterConfig", samMap(dlq, "TargetArn", given(dlq, "TargetArn")))
	}
	if c := s.get("CapacityProviderConfig"); c != nil {
		fn.set("CapacityProviderConfig", samMap(c, "LambdaManagedInstancesCapacityProviderConfig", samMap(c,
			"CapacityProviderArn", given(c, "Arn"),
			"PerExecutionEnvironmentMaxConcurrency", given(c, "PerExecutionEnvironmentMaxConcurrency"),
			"ExecutionEnvironmentMemoryGiBPerVCpu", given(c, "ExecutionEnvironmentMemoryGiBPerVCpu"))))
	}

	f := &samFunction{e: e, s: s}
	aliasName := e.autoPublish(f, fn)
	e.functionURL(f)

	role := &samRole{e: e, id: s.id + "Role", at: s.key}
	f.role = role
	if s.get("DurableConfig") != nil {
		role.awsManaged(s.key, "service-role/AWSLambdaBasicDurableExecutionRolePolicy")
	} else {
		role.awsManaged(s.key, "service-role/AWSLambdaBasicExecutionRole")
	}
	if traced {
		role.awsManaged(tracing, "AWSXrayWriteOnlyAccess")
	}
	if vpc := s.get("VpcConfig"); samTruthy(vpc) {
		role.awsManaged(vpc, "service-role/AWSLambdaVPCAccessExecutionRole")
	}
	if dlq != nil {
		e.deadLetterPolicy(role, dlq)
	}
	if c := s.get("EventInvokeConfig"); c != nil {
		e.eventInvokeConfig(f, c, aliasName)
	}
	role.add(s.get("Policies"))

	r := e.functionRole(f, fn)
	e.functionEvents(f)
	if r != nil {
		role.finish(r)
	}
	e.deploymentPreference(f)
	e.propagateTags(s)
}

// functionRole makes the execution role unless the function has one.
func (e *samExpansion) functionRole(f *samFunction, fn *samResource) *samResource {
	s, own := f.s, f.s.get("Role")
	condition, yes, no, ok := samIfParts(own)
	needed := own == nil || ok && samText(condition) != "" && (samIsNoValue(yes) || samIsNoValue(no))
	if !needed {
		return nil
	}
	trust := s.get("AssumeRolePolicyDocument")
	if trust == nil {
		trust = samTrust(s.key, "lambda.amazonaws.com")
	}
	r := f.role.emit(s, trust, s.get("RolePath"), s.get("PermissionsBoundary"), samSAMTags("lambda:createdBy", s.tagPlace(), s.get("Tags")))
	arn := samGetAtt(s.key, r.id, "Arn")
	switch {
	case own == nil || samIsNoValue(yes) && samIsNoValue(no):
	case samIsNoValue(yes):
		arn = samIf(own, condition, arn, no)
		r.attrs.set(own, "Condition", NewString(samText(condition), condition))
	default:
		arn = samIf(own, condition, yes, arn)
		not := e.notCondition(condition, samText(condition), "NOT"+samText(condition))
		r.attrs.set(own, "Condition", NewString(not, condition))
	}
	fn.set("Role", arn)
	return r
}

// tagPlace is where the tag that SAM adds stands.
func (s *samSource) tagPlace() *Node {
	if tags := s.get("Tags"); tags != nil {
		return tags
	}
	return s.key
}

// code makes the Code property of a function.
func (e *samExpansion) code(s *samSource) *Node {
	var code *Node
	switch inline, uri, image := s.get("InlineCode"), s.get("CodeUri"), s.get("ImageUri"); {
	case samText(s.get("PackageType")) == "Image":
		if image == nil {
			return nil // built by `sam build` from the resource's Metadata
		}
		return samMap(image, "ImageUri", image)
	case inline != nil:
		code = samMap(inline, "ZipFile", inline)
	case uri != nil:
		code = samLocation(uri, "S3Bucket", "S3Key", "S3ObjectVersion")
	default:
		return nil
	}
	if key := s.get("SourceKMSKeyArn"); key != nil && code.Kind == Map {
		code = code.With("SourceKMSKeyArn", key)
	}
	return code
}

// samLocation turns a location in S3, as a URI or a map of Bucket, Key and
// Version, into a map with the given keys. Anything else, a local path for one,
// stays as it is.
func samLocation(uri *Node, bucket, key, version string) *Node {
	if uri.Kind == Map && !samIntrinsic(uri) {
		return samMap(uri, bucket, given(uri, "Bucket"), key, given(uri, "Key"), version, given(uri, "Version"))
	}
	u, err := url.Parse(samText(uri))
	if err != nil || u.Scheme != "s3" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return uri
	}
	m := samMap(uri, bucket, u.Host, key, strings.TrimLeft(u.Path, "/"))
	if v := u.Query().Get("versionId"); v != "" {
		m = m.With(version, NewString(v, uri))
	}
	return m
}

// autoPublish makes the version and alias of AutoPublishAlias and gives the
// alias's name, nil when there is none.
func (e *samExpansion) autoPublish(f *samFunction, fn *samResource) *Node {
	s := f.s
	property := s.get("AutoPublishAlias")
	if !samTruthy(property) {
		return nil
	}
	name, suffix := e.aliasName(property)
	if suffix == "" {
		e.problem(Structure, property, "AutoPublishAlias of %q is not a name that is known before deployment", shorten(s.id))
		return nil
	}
	version := e.add(s, property, e.free(s.id+"Version"), "AWS::Lambda::Version", false)
	if version.attrs.get("DeletionPolicy") == nil {
		keep := s.get("VersionDeletionPolicy")
		if keep == nil {
			keep = NewString("Retain", property)
			if s.get("CapacityProviderConfig") != nil {
				keep.Text = "Delete"
			}
		}
		version.attrs.set(property, "DeletionPolicy", keep)
	}
	version.set("FunctionName", samRef(property, s.id))
	version.set("Description", s.get("VersionDescription"))
	if s.get("CapacityProviderConfig") != nil {
		version.set("FunctionScalingConfig", s.get("FunctionScalingConfig"))
	}
	if hash := samText(e.resolved(s.get("AutoPublishCodeSha256"))); hash != "" {
		switch d := e.resolved(s.get("Description")); {
		case d == nil:
			fn.set("Description", NewString(hash, property))
		case d.Kind == String:
			fn.set("Description", NewString(d.Text+" "+hash, d))
		default:
			fn.set("Description", samMap(d, "Fn::Join", []*Node{NewString(" ", d), NewList(d, d, NewString(hash, d))}))
		}
	}

	f.alias = s.id + "Alias" + suffix
	alias := e.add(s, property, f.alias, "AWS::Lambda::Alias", false)
	alias.set("Name", name)
	alias.set("FunctionName", samRef(property, s.id))
	alias.set("FunctionVersion", samGetAtt(property, version.id, "Version"))
	alias.pass(s, "ProvisionedConcurrencyConfig")
	e.refs[s.id+".Version"] = version.id
	e.refs[s.id+".Alias"] = alias.id
	return name
}

// aliasName gives the name of an alias and what stands for it in logical ids.
// Of a parameter without a default only its own name is known.
func (e *samExpansion) aliasName(property *Node) (name *Node, suffix string) {
	name = e.resolved(property)
	suffix = strings.NewReplacer("-", "D", "_", "U").Replace(samText(name))
	if fn, arg := name.Intrinsic(); fn == "Ref" && e.root.Get("Parameters").Get(samText(arg)) != nil {
		suffix = samText(arg)
	}
	if !samAlphanumeric(suffix) {
		return nil, ""
	}
	return name, suffix
}

// functionURL makes the URL of FunctionUrlConfig and, when it is public, the two
// permissions for everybody.
func (e *samExpansion) functionURL(f *samFunction) {
	c := f.s.get("FunctionUrlConfig")
	if c == nil || c.Kind != Map {
		return
	}
	at := c
	auth := given(c, "AuthType")
	u := e.add(f.s, at, f.s.id+"Url", "AWS::Lambda::Url", false)
	u.set("AuthType", auth)
	u.set("TargetFunctionArn", f.name(at))
	u.set("Cors", given(c, "Cors"))
	u.set("InvokeMode", given(c, "InvokeMode"))
	if auth == nil {
		e.problem(Structure, c, "FunctionUrlConfig of %q has no AuthType", shorten(f.s.id))
	}
	if samText(auth) != "NONE" {
		return
	}
	p := e.add(f.s, auth, f.s.id+"UrlPublicPermissions", "AWS::Lambda::Permission", false)
	p.set("Action", "lambda:InvokeFunctionUrl")
	p.set("FunctionName", f.name(at))
	p.set("Principal", "*")
	p.set("FunctionUrlAuthType", auth)
	p = e.add(f.s, auth, f.s.id+"URLInvokeAllowPublicAccess", "AWS::Lambda::Permission", false)
	p.set("Action", "lambda:InvokeFunction")
	p.set("FunctionName", f.name(at))
	p.set("Principal", "*")
	p.set("InvokedViaFunctionUrl", true)
}

func (e *samExpansion) deadLetterPolicy(role *samRole, dlq *Node) {
	action := map[string]string{"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}[samText(given(dlq, "Type"))]
	target := given(dlq, "TargetArn")
	if action == "" || target == nil {
		e.problem(Structure, dlq, "a DeadLetterQueue needs the Type SQS or SNS and a TargetArn")
		return
	}
	role.policies = append(role.policies, samInline(dlq, "DeadLetterQueuePolicy", samStatement(dlq, action, target)))
}

// samDestinationPolicy is the policy that lets a function hand its results on.
func samDestinationPolicy(at *Node, typ, id string, arn *Node) *Node {
	document := func(name string, statements ...*Node) *Node {
		return samMap(at, "PolicyName", id+name, "PolicyDocument", samMap(at, "Statement", statements))
	}
	switch typ {
	case "SQS":
		return document("SQSPolicy", samStatement(at, "sqs:SendMessage", arn))
	case "SNS":
		return document("SNSPolicy", samStatement(at, "sns:publish", arn))
	case "EventBridge":
		return document("EventBridgePolicy", samStatement(at, "events:PutEvents", arn))
	case "Lambda":
		return document("LambdaPolicy", samStatement(at, "lambda:InvokeFunction", arn))
	case "S3", "S3Bucket":
		objects := samMap(at, "Fn::Join", []*Node{NewString("/", at), NewList(at, arn, NewString("*", at))})
		return document("S3Policy", samStatement(at, "s3:PutObject", objects), samStatement(at, "s3:ListBucket", arn))
	}
	return nil
}

// eventInvokeConfig makes the configuration of asynchronous calls, and the
// queues and topics that it wants made.
func (e *samExpansion) eventInvokeConfig(f *samFunction, c, aliasName *Node) {
	s := f.s
	id := s.id + "EventInvokeConfig"
	var destinations samFields
	for _, name := range []string{"OnSuccess", "OnFailure"} {
		d := given(given(c, "DestinationConfig"), name)
		if d == nil {
			continue
		}
		if arn := e.destination(f, d, id+name, id); arn != nil {
			destinations.set(d, name, samMap(d, "Destination", arn))
		}
	}
	r := e.add(s, c, id, "AWS::Lambda::EventInvokeConfig", false)
	r.set("FunctionName", samRef(c, s.id))
	qualifier := NewString("$LATEST", c)
	if aliasName != nil {
		qualifier = aliasName
		r.attrs.set(c, "DependsOn", []string{f.alias})
	}
	r.set("Qualifier", qualifier)
	r.set("DestinationConfig", destinations.node(c))
	r.set("MaximumEventAgeInSeconds", given(c, "MaximumEventAgeInSeconds"))
	r.set("MaximumRetryAttempts", given(c, "MaximumRetryAttempts"))
}

// destination gives the ARN of a destination, makes the queue or topic when
// none is named, and lets the role write to it.
func (e *samExpansion) destination(f *samFunction, d *Node, id, configID string) *Node {
	typ, arn := samText(given(d, "Type")), given(d, "Destination")
	if !slices.Contains([]string{"SQS", "SNS", "EventBridge", "Lambda", "S3Bucket"}, typ) {
		e.problem(Structure, d, "the Type of a destination must be SQS, SNS, EventBridge, Lambda or S3Bucket")
		return arn
	}
	// An Fn::If that is AWS::NoValue in one branch makes the queue in that case.
	wanted := ""
	if condition, yes, no, ok := samIfParts(arn); ok {
		switch name := samText(condition); {
		case name == "":
		case samIsNoValue(yes) && samIsNoValue(no):
			arn = nil
		case samIsNoValue(yes):
			wanted, arn = name, no
		case samIsNoValue(no):
			wanted, arn = e.notCondition(condition, name, "NOT"+name+samHash(configID)), yes
		}
	}
	if arn == nil || wanted != "" {
		suffix, resource := map[string]string{"SQS": "Queue", "SNS": "Topic"}[typ], map[string]string{"SQS": "AWS::SQS::Queue", "SNS": "AWS::SNS::Topic"}[typ]
		if suffix == "" {
			e.problem(Structure, d, "a destination of the Type %s needs a Destination", typ)
			return arn
		}
		r := e.add(f.s, d, id+suffix, resource, false)
		made := samGetAtt(d, r.id, "Arn")
		if typ == "SNS" {
			made = samRef(d, r.id)
		}
		if wanted != "" {
			condition := wanted
			if own := samText(r.attrs.get("Condition")); own != "" {
				condition = e.condition(d, own+"AND"+wanted+samHash(f.s.id), samMap(d, "Fn::And", []*Node{samMap(d, "Condition", own), samMap(d, "Condition", wanted)}))
			}
			r.attrs.set(d, "Condition", condition)
			arn = samIf(d, NewString(wanted, d), made, arn)
		} else {
			arn = made
		}
	}
	f.role.policies = append(f.role.policies, samDestinationPolicy(d, typ, id, arn))
	return arn
}

// Types that SAM can put tags on, in the form of a list.
var samTagged = map[string]bool{
	"AWS::ApiGateway::ApiKey": true, "AWS::ApiGateway::DomainName": true, "AWS::ApiGateway::Stage": true, "AWS::ApiGateway::UsagePlan": true,
	"AWS::ApiGateway::RestApi": true, "AWS::IAM::Role": true, "AWS::IoT::TopicRule": true, "AWS::Lambda::Function": true,
	"AWS::SNS::Topic": true, "AWS::SQS::Queue": true, "AWS::StepFunctions::StateMachine": true,
}

// propagateTags puts a resource's tags on everything made from it, if it says
// so.
func (e *samExpansion) propagateTags(s *samSource) {
	tags := s.get("Tags")
	if !samTrue(s.get("PropagateTags")) || !samTruthy(tags) {
		return
	}
	for _, r := range e.order {
		if r.source == s.id && samTagged[r.typ] {
			r.set("Tags", NewList(tags, samTagList(tags)...))
		}
	}
}
