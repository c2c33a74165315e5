package template

import "strings"

// stateMachine expands AWS::Serverless::StateMachine
// (samtranslator/model/stepfunctions/generators.py).
func (e *samExpansion) stateMachine(s *samSource) {
	m := e.add(s, s.key, s.id, "AWS::StepFunctions::StateMachine", true)
	m.pass(s, "Definition", "DefinitionSubstitutions")
	if uri := s.get("DefinitionUri"); uri != nil {
		m.set("DefinitionS3Location", samLocation(uri, "Bucket", "Key", "Version"))
	}
	m.set("StateMachineName", s.get("Name"))
	m.set("StateMachineType", s.get("Type"))
	m.set("LoggingConfiguration", s.get("Logging"))
	m.set("TracingConfiguration", s.get("Tracing"))
	tags := samSAMTags("stateMachine:createdBy", s.tagPlace(), s.get("Tags"))
	m.set("Tags", tags)

	if own := s.get("Role"); own != nil {
		m.set("RoleArn", own)
		if p := s.get("Policies"); samTruthy(p) {
			e.problem(Structure, p, "%q has both a Role and Policies, which SAM refuses", shorten(s.id))
		}
	} else {
		role := &samRole{e: e, id: s.id + "Role", at: s.key}
		role.add(s.get("Policies"))
		if tracing := given(s.get("Tracing"), "Enabled"); samTrue(tracing) {
			role.awsManaged(tracing, "AWSXrayWriteOnlyAccess")
		}
		r := role.emit(s, samTrust(s.key, "states.amazonaws.com"), s.get("RolePath"), s.get("PermissionsBoundary"), tags)
		role.finish(r)
		m.set("RoleArn", samGetAtt(s.key, r.id, "Arn"))
	}

	target := s.id
	if alias := s.get("AutoPublishAlias"); alias != nil {
		if id := e.machineAlias(s, alias); id != "" && samTrue(s.get("UseAliasAsEventTarget")) {
			target = id
		}
	}
	for _, ev := range e.events(s) {
		e.machineEvent(s, ev, target)
	}
	e.propagateTags(s)
}

// machineAlias publishes a version under an alias and gives the alias's id.
func (e *samExpansion) machineAlias(s *samSource, alias *Node) string {
	name, suffix := e.aliasName(alias)
	if suffix == "" {
		e.problem(Structure, alias, "AutoPublishAlias of %q is not a name that is known before deployment", shorten(s.id))
		return ""
	}
	v := e.add(s, alias, s.id+"Version", "AWS::StepFunctions::StateMachineVersion", false)
	for _, policy := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
		if v.attrs.get(policy) == nil {
			v.attrs.set(alias, policy, "Retain")
		}
	}
	v.set("StateMachineArn", samRef(alias, s.id))
	v.set("StateMachineRevisionId", samGetAtt(alias, s.id, "StateMachineRevisionId"))
	a := e.add(s, alias, s.id+"Alias"+suffix, "AWS::StepFunctions::StateMachineAlias", false)
	a.set("Name", name)
	preference := s.get("DeploymentPreference")
	if preference == nil || preference.Kind != Map {
		preference = samMap(alias, "Type", "ALL_AT_ONCE")
	}
	a.set("DeploymentPreference", preference.With("StateMachineVersionArn", samRef(alias, v.id)))
	return a.id
}

// machineEvent makes what starts a state machine, with the role to do so.
func (e *samExpansion) machineEvent(s *samSource, ev *samEvent, target string) {
	start := func(at *Node, id string) *Node {
		return samMap(at, "PolicyName", id+"StartExecutionPolicy", "PolicyDocument",
			samMap(at, "Statement", []*Node{samStatement(at, "states:StartExecution", samRef(at, target))}))
	}
	role := func(service string) *Node {
		r := e.add(s, ev.key, ev.id+"Role", "AWS::IAM::Role", false)
		r.set("AssumeRolePolicyDocument", samTrust(ev.key, service))
		r.set("Policies", []*Node{start(ev.key, r.id)})
		r.set("PermissionsBoundary", s.get("PermissionsBoundary"))
		return samGetAtt(ev.key, r.id, "Arn")
	}
	switch ev.typ {
	case "Schedule", "CloudWatchEvent", "EventBridgeRule":
		rule := e.rule(s, ev)
		if rule == nil {
			return
		}
		arn := ev.get("RoleArn")
		if arn == nil || ev.typ != "Schedule" {
			arn = role("events.amazonaws.com")
		}
		e.ruleTarget(s, ev, rule, "StepFunctionsTarget", samRef(ev.key, target), arn)
	case "ScheduleV2":
		e.schedule(s, ev, samRef(ev.key, target), func(at *Node) *Node { return start(at, ev.id) })
	case "Api":
		path, method := samText(e.need(ev, "Path")), samText(e.need(ev, "Method"))
		if path == "" || method == "" {
			return
		}
		credentials := role("apigateway.amazonaws.com")
		apiID := ev.get("RestApiId")
		if apiID == nil {
			apiID = samRef(ev.key, samImplicitREST)
		}
		if api := e.samAPIOf(apiID); api != nil && !api.api.http {
			integration := samMap(ev.key, "type", "aws", "httpMethod", "POST",
				"uri", samSub(ev.key, "arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"),
				"credentials", credentials)
			e.route(api, s, ev, path, strings.ToLower(method), samMap(ev.key, "x-amazon-apigateway-integration", integration, "responses", samMap(ev.key)))
		}
	default:
		e.problem(Unsupported, ev.key, "events of the type %q are not expanded for state machines", shorten(ev.typ))
	}
}
