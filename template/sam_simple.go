package template

import (
	"encoding/json"
	"slices"
	"strings"
)

func (e *samExpansion) simpleTable(s *samSource) {
	t := e.add(s, s.key, s.id, "AWS::DynamoDB::Table", true)
	at, name, typ := s.key, NewString("id", s.key), NewString("S", s.key)
	if key := s.get("PrimaryKey"); samTruthy(key) {
		at = key
		n, ty := given(key, "Name"), given(key, "Type")
		short := map[string]string{"String": "S", "Number": "N", "Binary": "B"}[samText(ty)]
		if n == nil || short == "" {
			e.problem(Structure, key, "the PrimaryKey of %q needs a Name, and the Type String, Number or Binary", shorten(s.id))
		} else {
			name, typ = n, NewString(short, ty)
		}
	}
	t.set("AttributeDefinitions", []*Node{samMap(at, "AttributeName", name, "AttributeType", typ)})
	t.set("KeySchema", []*Node{samMap(at, "AttributeName", name, "KeyType", "HASH")})
	t.pass(s, "PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification", "TableName")
	if s.get("ProvisionedThroughput") == nil {
		t.set("BillingMode", "PAY_PER_REQUEST")
	}
	if tags := s.get("Tags"); samTruthy(tags) {
		t.set("Tags", NewList(tags, samTagList(tags)...))
	}
}

func (e *samExpansion) layerVersion(s *samSource) {
	l := e.add(s, s.key, s.id, "AWS::Lambda::LayerVersion", false)
	l.passDependencies(s)
	keep := "Retain"
	retention := s.get("RetentionPolicy")
	if strings.EqualFold(samText(e.resolved(retention)), "delete") {
		keep = "Delete"
	}
	if retention != nil {
		l.attrs.set(retention, "DeletionPolicy", NewString(keep, retention))
	} else if l.attrs.get("DeletionPolicy") == nil {
		l.attrs.set(s.key, "DeletionPolicy", keep)
	}
	if uri := s.get("ContentUri"); uri != nil {
		l.set("Content", samLocation(uri, "S3Bucket", "S3Key", "S3ObjectVersion"))
	}
	l.set("LayerName", s.id)
	l.pass(s, "CompatibleArchitectures", "CompatibleRuntimes", "Description", "LayerName", "LicenseInfo")
}

// application makes the nested stack. The template of an application in the
// Serverless Application Repository is known to AWS alone.
func (e *samExpansion) application(s *samSource) {
	a := e.add(s, s.key, s.id, "AWS::CloudFormation::Stack", false)
	a.passDependencies(s)
	a.pass(s, "NotificationARNs", "Parameters", "TimeoutInMinutes")
	var tags []*Node
	switch location := s.get("Location"); {
	case location == nil:
		e.problem(Structure, s.key, "the application %q has no Location", shorten(s.id))
	case location.Kind == String || samIntrinsic(location):
		a.set("TemplateURL", location)
	default:
		e.problem(Unsupported, location, "the application %q comes from the Serverless Application Repository; what is in it is unknown", shorten(s.id))
		for _, t := range [][2]string{{"serverlessrepo:applicationId", "ApplicationId"}, {"serverlessrepo:semanticVersion", "SemanticVersion"}} {
			if v := given(location, t[1]); v != nil {
				tags = append(tags, samMap(location, "Key", t[0], "Value", v))
			}
		}
	}
	all := samSAMTags("lambda:createdBy", s.tagPlace(), nil)
	all.setItems(slices.Concat(all.Items(), tags, samTagList(s.get("Tags"))))
	a.set("Tags", all)
}

// passDependencies passes on what the SAM resource waits for.
func (r *samResource) passDependencies(s *samSource) {
	if d := given(s.node, "DependsOn"); d != nil {
		r.attrs = append(r.attrs, Field{s.node.Key("DependsOn"), d})
	}
}

func (e *samExpansion) capacityProvider(s *samSource) {
	operator := s.get("OperatorRole")
	tagged := func(tags *Node) *Node {
		return NewList(s.tagPlace(), append(samTagList(tags), samMap(s.tagPlace(), "Key", "lambda:createdBy", "Value", "SAM"))...)
	}
	if operator == nil {
		role := &samRole{e: e, id: s.id + "OperatorRole", at: s.key}
		role.awsManaged(s.key, "AWSLambdaManagedEC2ResourceOperator")
		r := role.emit(s, samTrust(s.key, "lambda.amazonaws.com"), nil, nil, tagged(nil))
		role.finish(r)
		operator = samGetAtt(s.key, r.id, "Arn")
	}
	c := e.add(s, s.key, s.id, "AWS::Lambda::CapacityProvider", true)
	c.pass(s, "CapacityProviderName", "VpcConfig", "KmsKeyArn")
	c.set("PermissionsConfig", samMap(operator, "CapacityProviderOperatorRoleArn", operator))
	c.set("Tags", tagged(s.get("Tags")))
	if r := s.get("InstanceRequirements"); r != nil {
		c.set("InstanceRequirements", samMap(r, "Architectures", given(r, "Architectures"),
			"AllowedInstanceTypes", given(r, "AllowedTypes"), "ExcludedInstanceTypes", given(r, "ExcludedTypes")))
	}
	if r := s.get("ScalingConfig"); r != nil {
		scaling := samMap(r, "MaxVCpuCount", given(r, "MaxVCpuCount"), "ScalingMode", "Auto")
		if use := given(r, "AverageCPUUtilization"); use != nil {
			scaling = scaling.With("ScalingMode", NewString("Manual", use)).With("ScalingPolicies", NewList(use,
				samMap(use, "PredefinedMetricType", "LambdaCapacityProviderAverageCPUUtilization", "TargetValue", use)))
		}
		c.set("CapacityProviderScalingConfig", scaling)
	}
	if l := s.get("LoggingConfig"); l != nil {
		c.set("TelemetryConfig", samMap(l, "LoggingConfig", l))
	}
	if tags := given(s.get("ManagedResourceTags"), "Tags"); tags != nil {
		c.set("PropagateTags", samMap(tags, "Mode", "Explicit", "ExplicitTags", samTagList(tags)))
	}
	e.propagateTags(s)
}

// samDeployment is a function that CodeDeploy shifts traffic for.
type samDeployment struct {
	s          *samSource
	preference *Node
}

// deploymentPreference notes a function for CodeDeploy and tells its alias so.
func (e *samExpansion) deploymentPreference(f *samFunction) {
	p := f.s.get("DeploymentPreference")
	if p == nil || p.Kind != Map {
		return
	}
	if enabled := e.resolved(given(p, "Enabled")); enabled != nil && !samIntrinsic(enabled) && !samTrue(enabled) {
		return
	}
	if f.alias == "" {
		e.problem(Structure, p, "the DeploymentPreference of %q needs an AutoPublishAlias", shorten(f.s.id))
		return
	}
	update := samMap(p, "ApplicationName", samRef(p, samDeployApplication), "DeploymentGroupName", samRef(p, f.s.id+"DeploymentGroup"),
		"BeforeAllowTrafficHook", given(given(p, "Hooks"), "PreTraffic"), "AfterAllowTrafficHook", given(given(p, "Hooks"), "PostTraffic"))
	if alias := e.made[f.alias]; alias != nil {
		alias.attrs.set(p, "UpdatePolicy", samMap(p, "CodeDeployLambdaAliasUpdate", update))
	}
	e.deployed = append(e.deployed, &samDeployment{f.s, p})
}

const (
	samDeployApplication = "ServerlessDeploymentApplication"
	samDeployRole        = "CodeDeployServiceRole"
)

// deployments makes what CodeDeploy needs: one application and role for the
// template, a deployment group for each function.
func (e *samExpansion) deployments() {
	if len(e.deployed) == 0 {
		return
	}
	first := e.deployed[0]
	// They belong to no single function, so they take none of its attributes.
	owner := &samSource{id: first.s.id, origin: first.s.id, key: first.s.key}
	a := e.add(owner, first.preference, samDeployApplication, "AWS::CodeDeploy::Application", false)
	a.set("ComputePlatform", "Lambda")
	var conditions []string
	for _, d := range e.deployed {
		condition := ""
		if samTrue(e.resolved(given(d.preference, "PassthroughCondition"))) {
			condition = samText(given(d.s.node, "Condition"))
		}
		conditions = append(conditions, condition)
	}
	shared := e.oneCondition(first.preference, conditions, "ServerlessCodeDeployCondition")
	if shared != "" {
		a.attrs.set(first.preference, "Condition", shared)
	}
	if slices.ContainsFunc(e.deployed, func(d *samDeployment) bool { return given(d.preference, "Role") == nil }) {
		role := &samRole{e: e, id: samDeployRole, at: first.preference}
		role.awsManaged(first.preference, "service-role/AWSCodeDeployRoleForLambda")
		r := role.emit(owner, samTrust(first.preference, "codedeploy.amazonaws.com"), nil, nil, nil)
		role.finish(r)
		if shared != "" {
			r.attrs.set(first.preference, "Condition", shared)
		}
	}
	for i, d := range e.deployed {
		p := d.preference
		g := e.add(&samSource{id: d.s.id, origin: d.s.id, key: d.s.key}, p, d.s.id+"DeploymentGroup", "AWS::CodeDeploy::DeploymentGroup", false)
		if conditions[i] != "" {
			g.attrs.set(p, "Condition", conditions[i])
		}
		g.set("ApplicationName", samRef(p, samDeployApplication))
		g.set("AutoRollbackConfiguration", samMap(p, "Enabled", true,
			"Events", []string{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}))
		if alarms := given(p, "Alarms"); alarms != nil && alarms.Kind == List {
			var names []*Node
			for _, alarm := range alarms.Items() {
				names = append(names, samMap(alarm, "Name", alarm))
			}
			g.set("AlarmConfiguration", samMap(alarms, "Enabled", true, "Alarms", names))
		}
		if typ := given(p, "Type"); typ != nil {
			g.set("DeploymentConfigName", samDeploymentType(typ))
		} else {
			e.problem(Structure, p, "the DeploymentPreference of %q has no Type", shorten(d.s.id))
		}
		g.set("DeploymentStyle", samMap(p, "DeploymentType", "BLUE_GREEN", "DeploymentOption", "WITH_TRAFFIC_CONTROL"))
		if role := given(p, "Role"); role != nil {
			g.set("ServiceRoleArn", role)
		} else {
			g.set("ServiceRoleArn", samGetAtt(p, samDeployRole, "Arn"))
		}
		g.set("TriggerConfigurations", given(p, "TriggerConfigurations"))
		if tags := d.s.get("Tags"); samTrue(d.s.get("PropagateTags")) && samTruthy(tags) {
			g.set("Tags", NewList(tags, samTagList(tags)...))
		}
	}
}

// samDeploymentType writes out the short names of CodeDeploy's own
// configurations.
func samDeploymentType(typ *Node) *Node {
	if condition, yes, no, ok := samIfParts(typ); ok {
		return samIf(typ, condition, samDeploymentType(yes), samDeploymentType(no))
	}
	name := samText(typ)
	if name == "AllAtOnce" || strings.HasPrefix(name, "Canary10Percent") || strings.HasPrefix(name, "Linear10PercentEvery") {
		return samSub(typ, "CodeDeployDefault.Lambda${ConfigName}", "ConfigName", typ)
	}
	return typ
}

// samJSON is what SAM hashes for a logical id: a string itself, anything else as
// JSON with sorted keys. It is used for names of domains and hosted zones only.
func samJSON(n *Node) string {
	if n.Kind == String {
		return n.Text
	}
	var b strings.Builder
	var write func(n *Node)
	write = func(n *Node) {
		switch n.Kind {
		case Map:
			fields := slices.Clone(n.Fields())
			slices.SortFunc(fields, func(a, b Field) int { return strings.Compare(a.Key.Text, b.Key.Text) })
			b.WriteByte('{')
			for i, f := range fields {
				if i > 0 {
					b.WriteByte(',')
				}
				key, _ := json.Marshal(f.Key.Text)
				b.Write(key)
				b.WriteByte(':')
				write(f.Value)
			}
			b.WriteByte('}')
		case List:
			b.WriteByte('[')
			for i, item := range n.Items() {
				if i > 0 {
					b.WriteByte(',')
				}
				write(item)
			}
			b.WriteByte(']')
		case String:
			text, _ := json.Marshal(n.Text)
			b.Write(text)
		default:
			b.WriteString(n.Text)
		}
	}
	write(n)
	return b.String()
}
