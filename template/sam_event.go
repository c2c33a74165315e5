package template

import (
	"slices"
	"strings"
)

// samEvent is one entry of a function's or state machine's Events.
type samEvent struct {
	key   *Node // its name
	id    string
	typ   string
	props *Node
}

func (ev *samEvent) get(key string) *Node { return given(ev.props, key) }

// events reads the Events property, in the order that SAM expands it for
// functions: by the path of API events, else by name.
func (e *samExpansion) events(s *samSource) []*samEvent {
	all := s.get("Events")
	if all == nil {
		return nil
	}
	if all.Kind != Map {
		e.problem(Structure, all, "the Events of %q are a %s, not a map", shorten(s.id), all.Kind)
		return nil
	}
	var events []*samEvent
	for _, f := range all.Fields() {
		ev := &samEvent{key: f.Key, id: s.id + f.Key.Text, typ: samText(f.Value.Get("Type")), props: given(f.Value, "Properties")}
		if ev.typ == "" {
			e.problem(Structure, f.Key, "the event %q of %q has no Type", shorten(f.Key.Text), shorten(s.id))
			continue
		}
		if ev.props != nil && ev.props.Kind != Map {
			e.problem(Structure, ev.props, "the properties of the event %q are a %s, not a map", shorten(f.Key.Text), ev.props.Kind)
			continue
		}
		events = append(events, ev)
	}
	order := func(ev *samEvent) string {
		if path := samText(ev.get("Path")); path != "" {
			return path
		}
		if ev.typ == "HttpApi" {
			return "$default"
		}
		return ev.key.Text
	}
	slices.SortStableFunc(events, func(a, b *samEvent) int { return strings.Compare(order(a), order(b)) })
	return events
}

// need gives a property that an event cannot do without.
func (e *samExpansion) need(ev *samEvent, key string) *Node {
	v := ev.get(key)
	if v == nil {
		e.problem(Structure, ev.key, "the %s event %q has no %s", ev.typ, shorten(ev.key.Text), key)
	}
	return v
}

func (e *samExpansion) functionEvents(f *samFunction) {
	for _, ev := range e.events(f.s) {
		switch ev.typ {
		case "S3":
			e.s3Event(f, ev)
		case "SNS":
			e.snsEvent(f, ev)
		case "Schedule", "CloudWatchEvent", "EventBridgeRule":
			e.ruleEvent(f, ev)
		case "ScheduleV2":
			e.schedule(f.s, ev, f.arn(ev.key), func(at *Node) *Node {
				return samDestinationPolicy(at, "Lambda", ev.id, f.arn(at))
			})
		case "CloudWatchLogs":
			e.logsEvent(f, ev)
		case "IoTRule":
			e.iotEvent(f, ev)
		case "AlexaSkill":
			p := e.permission(f, ev, ev.id+"Permission", "alexa-appkit.amazon.com", nil)
			p.set("EventSourceToken", ev.get("SkillId"))
		case "Cognito":
			e.cognitoEvent(f, ev)
		case "Api":
			e.apiEvent(f, ev)
		case "HttpApi":
			e.httpAPIEvent(f, ev)
		case "Kinesis", "DynamoDB", "SQS", "MSK", "MQ", "SelfManagedKafka", "DocumentDB":
			e.pullEvent(f, ev)
		default:
			e.problem(Unsupported, ev.key, "events of the type %q are not expanded", shorten(ev.typ))
		}
	}
}

// permission lets a service invoke the function.
func (e *samExpansion) permission(f *samFunction, ev *samEvent, id, principal string, sourceARN *Node) *samResource {
	p := e.add(f.s, ev.key, id, "AWS::Lambda::Permission", false)
	p.set("Action", "lambda:InvokeFunction")
	p.set("FunctionName", f.name(ev.key))
	p.set("Principal", principal)
	p.set("SourceArn", sourceARN)
	return p
}

func (e *samExpansion) s3Event(f *samFunction, ev *samEvent) {
	bucketID := samTarget(ev.get("Bucket"))
	bucket := e.plain[bucketID]
	if bucket == nil || samIntrinsic(ev.get("Bucket")) && ev.get("Bucket").Get("Ref") == nil {
		e.problem(Structure, ev.key, "the S3 event %q does not refer to a bucket of this template", shorten(ev.key.Text))
		return
	}
	p := e.permission(f, ev, ev.id+"Permission", "s3.amazonaws.com", nil)
	p.set("SourceAccount", samRef(ev.key, "AWS::AccountId"))

	props := given(bucket, "Properties")
	if props == nil || props.Kind != Map {
		props = NewNode(Map, "", ev.key)
	}
	condition := given(f.s.node, "Condition")
	if condition == nil {
		bucket = bucket.With("DependsOn", samWithDependency(bucket.Get("DependsOn"), ev.key, p.id))
	} else {
		// A dependency cannot be conditional, so SAM makes it through a tag.
		tag := samMap(ev.key, "Key", "sam:ConditionalDependsOn:"+p.id,
			"Value", samIf(ev.key, condition, samRef(ev.key, p.id), NewString("no dependency", ev.key)))
		props = props.With("Tags", NewList(ev.key, append(slices.Clone(samList(given(props, "Tags"))), tag)...))
	}
	notify := given(props, "NotificationConfiguration")
	if notify == nil || notify.Kind != Map {
		notify = NewNode(Map, "", ev.key)
	}
	configurations := slices.Clone(samList(given(notify, "LambdaConfigurations")))
	for _, event := range samList(ev.get("Events")) {
		c := samMap(ev.key, "Function", f.arn(ev.key), "Filter", ev.get("Filter"), "Event", event)
		if condition != nil {
			c = samIf(ev.key, condition, c, samNoValue(ev.key))
		}
		configurations = append(configurations, c)
	}
	notify = notify.With("LambdaConfigurations", NewList(ev.key, configurations...))
	e.plain[bucketID] = bucket.With("Properties", props.With("NotificationConfiguration", notify))
}

func samWithDependency(depends, at *Node, id string) *Node {
	return NewList(at, append(slices.Clone(samList(depends)), NewString(id, at))...)
}

func (e *samExpansion) snsEvent(f *samFunction, ev *samEvent) {
	topic := e.need(ev, "Topic")
	if topic == nil {
		return
	}
	sqs := ev.get("SqsSubscription")
	protocol, endpoint := "lambda", f.arn(ev.key)
	if !samTruthy(sqs) {
		e.permission(f, ev, ev.id+"Permission", "sns.amazonaws.com", topic)
	} else {
		protocol = "sqs"
		var queueURL, batch *Node
		policyID := ev.id + "QueuePolicy"
		if sqs.Kind == Map {
			endpoint, queueURL, batch = given(sqs, "QueueArn"), given(sqs, "QueueUrl"), given(sqs, "BatchSize")
			if id := samText(given(sqs, "QueuePolicyLogicalId")); id != "" {
				policyID = id
			}
			if endpoint == nil || queueURL == nil {
				e.problem(Structure, sqs, "SqsSubscription needs QueueArn and QueueUrl")
				return
			}
		} else {
			queue := e.add(f.s, ev.key, ev.id+"Queue", "AWS::SQS::Queue", false)
			if fifo := e.resolved(given(given(e.written.Get(samTarget(topic)), "Properties"), "FifoTopic")); samTrue(fifo) {
				queue.set("FifoQueue", fifo)
			}
			endpoint, queueURL = samGetAtt(ev.key, queue.id, "Arn"), samRef(ev.key, queue.id)
		}
		if batch == nil {
			batch = NewNode(Number, "10", ev.key)
		}
		m := e.add(f.s, ev.key, ev.id+"EventSourceMapping", "AWS::Lambda::EventSourceMapping", false)
		m.set("BatchSize", batch)
		m.set("Enabled", true)
		m.set("EventSourceArn", endpoint)
		m.set("FunctionName", f.name(ev.key))
		f.role.awsManaged(ev.key, "service-role/AWSLambdaSQSQueueExecutionRole")
		if e.made[policyID] == nil { // events may share a policy by name
			p := e.add(f.s, ev.key, policyID, "AWS::SQS::QueuePolicy", false)
			p.set("PolicyDocument", samMap(ev.key, "Version", "2012-10-17", "Statement", []*Node{
				samMap(ev.key, "Action", "sqs:SendMessage", "Effect", "Allow", "Principal", "*", "Resource", endpoint,
					"Condition", samMap(ev.key, "ArnEquals", samMap(ev.key, "aws:SourceArn", topic))),
			}))
			p.set("Queues", []*Node{queueURL})
		}
	}
	r := e.add(f.s, ev.key, ev.id, "AWS::SNS::Subscription", false)
	r.set("Protocol", protocol)
	r.set("Endpoint", endpoint)
	r.set("TopicArn", topic)
	r.passEvent(ev, "Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy")
}

// passEvent copies properties of an event that keep their name.
func (r *samResource) passEvent(ev *samEvent, keys ...string) {
	for _, k := range keys {
		if v := ev.get(k); v != nil {
			r.props.take(Field{ev.props.Key(k), v})
		}
	}
}

// ruleEvent makes the EventBridge rule of Schedule, EventBridgeRule and
// CloudWatchEvent events.
func (e *samExpansion) ruleEvent(f *samFunction, ev *samEvent) {
	rule := e.rule(f.s, ev)
	if rule == nil {
		return
	}
	e.ruleTarget(f.s, ev, rule, "LambdaTarget", f.arn(ev.key), nil)
	e.permission(f, ev, ev.id+"Permission", "events.amazonaws.com", samGetAtt(ev.key, ev.id, "Arn"))
}

// rule makes the rule itself, without its target.
func (e *samExpansion) rule(s *samSource, ev *samEvent) *samResource {
	if ev.typ == "Schedule" && e.need(ev, "Schedule") == nil {
		return nil
	}
	rule := e.add(s, ev.key, ev.id, "AWS::Events::Rule", false)
	if ev.typ == "Schedule" {
		rule.passEvent(ev, "Name", "Description")
		rule.set("ScheduleExpression", ev.get("Schedule"))
	} else {
		rule.passEvent(ev, "EventBusName")
		rule.set("EventPattern", ev.get("Pattern"))
		rule.set("Name", ev.get("RuleName"))
	}
	rule.set("State", ev.get("State"))
	if enabled := ev.get("Enabled"); enabled != nil {
		state := "DISABLED"
		if samTrue(enabled) || samIntrinsic(enabled) {
			state = "ENABLED"
		}
		rule.set("State", NewString(state, enabled))
	}
	return rule
}

// ruleTarget gives a rule its one target and the queue for failed deliveries.
func (e *samExpansion) ruleTarget(s *samSource, ev *samEvent, rule *samResource, suffix string, arn, role *Node) {
	id := ev.id
	if len(id)+len(suffix) > 64 { // EventBridge's limit on target ids
		id = id[:64-len(suffix)]
	}
	targetID := NewString(id+suffix, ev.key)
	if own := given(ev.get("Target"), "Id"); own != nil {
		targetID = own
	}
	var target samFields
	target.set(ev.key, "Arn", arn)
	target.set(ev.key, "Id", targetID)
	target.set(ev.key, "RoleArn", role)
	for _, k := range []string{"Input", "InputPath", "RetryPolicy", "InputTransformer"} {
		target.set(ev.key, k, ev.get(k))
	}
	if dlq := ev.get("DeadLetterConfig"); dlq != nil {
		queue := given(dlq, "Arn")
		if queue == nil {
			queue = e.deadLetterQueue(s, ev, dlq)
			p := e.add(s, dlq, ev.id+"QueuePolicy", "AWS::SQS::QueuePolicy", false)
			p.set("PolicyDocument", samMap(dlq, "Version", "2012-10-17", "Statement", []*Node{
				samMap(dlq, "Action", "sqs:SendMessage", "Effect", "Allow", "Principal", samMap(dlq, "Service", "events.amazonaws.com"),
					"Resource", queue, "Condition", samMap(dlq, "ArnEquals", samMap(dlq, "aws:SourceArn", samGetAtt(dlq, ev.id, "Arn")))),
			}))
			p.set("Queues", []*Node{samRef(dlq, samTarget(queue))})
		}
		target.set(dlq, "DeadLetterConfig", samMap(dlq, "Arn", queue))
	}
	rule.set("Targets", []*Node{target.node(ev.key)})
}

// deadLetterQueue makes the queue that a DeadLetterConfig without an ARN asks
// for, and gives its ARN.
func (e *samExpansion) deadLetterQueue(s *samSource, ev *samEvent, dlq *Node) *Node {
	if samText(given(dlq, "Type")) != "SQS" {
		e.problem(Structure, dlq, "a DeadLetterConfig needs an Arn, or the Type SQS")
	}
	id := ev.id + "Queue"
	if own := samText(given(dlq, "QueueLogicalId")); own != "" {
		id = own
	}
	e.add(s, dlq, id, "AWS::SQS::Queue", false)
	return samGetAtt(dlq, id, "Arn")
}

// schedule makes the EventBridge Scheduler schedule of a ScheduleV2 event and
// the role it runs as.
func (e *samExpansion) schedule(s *samSource, ev *samEvent, arn *Node, policy func(at *Node) *Node) {
	if e.need(ev, "ScheduleExpression") == nil {
		return
	}
	r := e.add(s, ev.key, ev.id, "AWS::Scheduler::Schedule", false)
	r.passEvent(ev, "ScheduleExpression", "FlexibleTimeWindow", "Name", "State", "Description", "StartDate", "EndDate",
		"ScheduleExpressionTimezone", "GroupName", "KmsKeyArn")
	if ev.get("FlexibleTimeWindow") == nil {
		r.set("FlexibleTimeWindow", samMap(ev.key, "Mode", "OFF"))
	}
	if ev.get("Name") == nil && !samTrue(ev.get("OmitName")) {
		r.set("Name", ev.id)
	}
	var target samFields
	target.set(ev.key, "Arn", arn)
	queue := given(ev.get("DeadLetterConfig"), "Arn")
	if dlq := ev.get("DeadLetterConfig"); dlq != nil && queue == nil {
		queue = e.deadLetterQueue(s, ev, dlq)
	}
	role := ev.get("RoleArn")
	if role == nil {
		made := e.add(s, ev.key, ev.id+"Role", "AWS::IAM::Role", false)
		made.set("AssumeRolePolicyDocument", samTrust(ev.key, "scheduler.amazonaws.com"))
		policies := []*Node{policy(ev.key)}
		if queue != nil {
			policies = append(policies, samDestinationPolicy(ev.get("DeadLetterConfig"), "SQS", ev.id, queue))
		}
		made.set("Policies", policies)
		made.set("PermissionsBoundary", ev.get("PermissionsBoundary"))
		role = samGetAtt(ev.key, made.id, "Arn")
	}
	target.set(ev.key, "RoleArn", role)
	target.set(ev.key, "Input", ev.get("Input"))
	if queue != nil {
		target.set(ev.key, "DeadLetterConfig", samMap(ev.get("DeadLetterConfig"), "Arn", queue))
	}
	target.set(ev.key, "RetryPolicy", ev.get("RetryPolicy"))
	r.set("Target", target)
}

func (e *samExpansion) logsEvent(f *samFunction, ev *samEvent) {
	group := e.need(ev, "LogGroupName")
	if group == nil {
		return
	}
	p := e.permission(f, ev, ev.id+"Permission", "logs.amazonaws.com", samSub(ev.key,
		"arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*", "__LogGroupName__", group))
	r := e.add(f.s, ev.key, ev.id, "AWS::Logs::SubscriptionFilter", false)
	r.attrs.set(ev.key, "DependsOn", []string{p.id})
	r.passEvent(ev, "LogGroupName", "FilterPattern")
	r.set("DestinationArn", f.arn(ev.key))
}

func (e *samExpansion) iotEvent(f *samFunction, ev *samEvent) {
	sql := e.need(ev, "Sql")
	if sql == nil {
		return
	}
	p := e.permission(f, ev, ev.id+"Permission", "iot.amazonaws.com", samSub(ev.key,
		"arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}", "RuleName", samRef(ev.key, ev.id)))
	p.set("SourceAccount", samSub(ev.key, "${AWS::AccountId}"))
	r := e.add(f.s, ev.key, ev.id, "AWS::IoT::TopicRule", false)
	r.set("TopicRulePayload", samMap(ev.key, "Sql", sql, "RuleDisabled", false,
		"Actions", []*Node{samMap(ev.key, "Lambda", samMap(ev.key, "FunctionArn", f.arn(ev.key)))},
		"AwsIotSqlVersion", ev.get("AwsIotSqlVersion")))
}

func (e *samExpansion) cognitoEvent(f *samFunction, ev *samEvent) {
	poolID := samText(ev.get("UserPool").Get("Ref"))
	pool := e.plain[poolID]
	if pool == nil {
		e.problem(Structure, ev.key, "the Cognito event %q does not refer to a user pool of this template", shorten(ev.key.Text))
		return
	}
	if id := f.id() + "CognitoPermission"; e.made[id] == nil { // one for all of a function's triggers
		e.permission(f, ev, id, "cognito-idp.amazonaws.com", samGetAtt(ev.key, poolID, "Arn"))
	}
	props := given(pool, "Properties")
	if props == nil || props.Kind != Map {
		props = NewNode(Map, "", ev.key)
	}
	config := given(props, "LambdaConfig")
	if config == nil || config.Kind != Map {
		config = NewNode(Map, "", ev.key)
	}
	for _, trigger := range samList(ev.get("Trigger")) {
		name := samText(trigger)
		if name == "" || config.Get(name) != nil {
			e.problem(Structure, trigger, "the trigger %q of %q is not a name, or is given twice", shorten(name), shorten(poolID))
			continue
		}
		config = config.With(name, f.arn(trigger))
	}
	e.plain[poolID] = pool.With("Properties", props.With("LambdaConfig", config))
}

// pullEvent makes the event source mapping of streams, queues and brokers and
// lets the role read them (samtranslator/model/eventsources/pull.py).
func (e *samExpansion) pullEvent(f *samFunction, ev *samEvent) {
	source := ""
	switch ev.typ {
	case "Kinesis", "DynamoDB", "MSK":
		source = "Stream"
	case "SQS":
		source = "Queue"
	case "MQ":
		source = "Broker"
	case "DocumentDB":
		source = "Cluster"
	}
	if source != "" && e.need(ev, source) == nil {
		return
	}
	m := e.add(f.s, ev.key, ev.id, "AWS::Lambda::EventSourceMapping", false)
	m.set("FunctionName", f.name(ev.key))
	if source != "" {
		m.props = append(m.props, Field{NewString("EventSourceArn", ev.props.Key(source)), ev.get(source)})
	}
	m.passEvent(ev, "BatchSize", "BisectBatchOnFunctionError", "Enabled", "FilterCriteria", "FunctionResponseTypes", "KmsKeyArn", "LoggingConfig",
		"MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts", "MetricsConfig", "ParallelizationFactor",
		"ProvisionedPollerConfig", "Queues", "ScalingConfig", "SourceAccessConfigurations", "StartingPosition", "StartingPositionTimestamp",
		"Topics", "TumblingWindowInSeconds")
	if servers := ev.get("KafkaBootstrapServers"); servers != nil {
		m.set("SelfManagedEventSource", samMap(servers, "Endpoints", samMap(servers, "KafkaBootstrapServers", servers)))
	}
	var kafka samFields
	kafka.set(ev.key, "ConsumerGroupId", ev.get("ConsumerGroupId"))
	kafka.set(ev.key, "SchemaRegistryConfig", ev.get("SchemaRegistryConfig"))
	if len(kafka) > 0 {
		switch ev.typ {
		case "MSK":
			m.set("AmazonManagedKafkaEventSourceConfig", kafka)
		case "SelfManagedKafka":
			m.set("SelfManagedKafkaEventSourceConfig", kafka)
		default:
			e.problem(Structure, kafka[0].Value, "%s is for Kafka events only", kafka[0].Key.Text)
		}
	}
	if ev.typ == "DocumentDB" {
		m.set("DocumentDBEventSourceConfig", samMap(ev.key, "DatabaseName", ev.get("DatabaseName"),
			"CollectionName", ev.get("CollectionName"), "FullDocument", ev.get("FullDocument")))
	}
	e.pullPolicies(f.role, ev)

	if d := ev.get("DestinationConfig"); d != nil {
		failure := given(d, "OnFailure")
		typ := given(failure, "Type")
		if failure != nil && typ != nil {
			d = d.With("OnFailure", failure.Without("Type"))
			if arn := given(failure, "Destination"); arn != nil && slices.Contains([]string{"SQS", "SNS", "S3"}, samText(typ)) {
				f.role.inline(samDestinationPolicy(failure, samText(typ), ev.id, arn))
			}
		}
		m.props.take(Field{ev.props.Key("DestinationConfig"), d})
	}
}

// The network permissions that SAM gives for brokers within a VPC.
var samVPCActions = []string{
	"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface",
	"ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups",
}

// Of the kinds of source access configurations, those that name a secret
// (AWS::Lambda::EventSourceMapping SourceAccessConfiguration), by event.
var samSecretAccess = map[string][]string{
	"MSK":        {"CLIENT_CERTIFICATE_TLS_AUTH"},
	"MQ":         {"BASIC_AUTH"},
	"DocumentDB": {"BASIC_AUTH"},
	"SelfManagedKafka": {
		"SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH", "OAUTHBEARER_AUTH", "SERVER_ROOT_CA_CERTIFICATE",
	},
}

// pullPolicies lets the role read the source and the secrets that it takes to
// do so.
func (e *samExpansion) pullPolicies(role *samRole, ev *samEvent) {
	if name := map[string]string{
		"Kinesis": "AWSLambdaKinesisExecutionRole", "DynamoDB": "AWSLambdaDynamoDBExecutionRole",
		"SQS": "AWSLambdaSQSQueueExecutionRole", "MSK": "AWSLambdaMSKExecutionRole",
	}[ev.typ]; name != "" {
		role.awsManaged(ev.key, "service-role/"+name)
	}
	var statements []*Node
	registry := ev.get("SchemaRegistryConfig")
	if ev.typ == "MSK" {
		statements = append(statements, samRegistryStatements(e, registry)...)
	}
	subnet, group := false, false
	for _, c := range samList(ev.get("SourceAccessConfigurations")) {
		typ, uri := samText(given(c, "Type")), given(c, "URI")
		subnet, group = subnet || typ == "VPC_SUBNET", group || typ == "VPC_SECURITY_GROUP"
		if slices.Contains(samSecretAccess[ev.typ], typ) {
			if uri == nil {
				e.problem(Structure, c, "the %s of the %s event %q has no URI", typ, ev.typ, shorten(ev.key.Text))
				continue
			}
			statements = append(statements, samStatement(uri, []string{"secretsmanager:GetSecretValue"}, uri))
		}
	}
	at := ev.key
	switch ev.typ {
	case "MQ", "DocumentDB":
		if len(statements) == 0 {
			e.problem(Structure, ev.key, "the %s event %q names no secret: its SourceAccessConfigurations have no BASIC_AUTH", ev.typ, shorten(ev.key.Text))
		}
	}
	switch ev.typ {
	case "MQ":
		statements = append(statements, samStatement(at, []string{"mq:DescribeBroker"}, ev.get("Broker")))
	case "DocumentDB":
		const rds = "arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:"
		statements = append(statements,
			samStatement(at, []string{"rds:DescribeDBClusterParameters"}, samSub(at, rds+"cluster-pg:*")),
			samStatement(at, []string{"rds:DescribeDBSubnetGroups"}, samSub(at, rds+"subgrp:*")),
			samStatement(at, []string{"rds:DescribeDBClusters"}, ev.get("Cluster")),
			samStatement(at, samVPCActions, "*"))
	case "SelfManagedKafka":
		if subnet && group {
			statements = append(statements, samStatement(at, samVPCActions, "*"))
		}
	}
	if key := ev.get("SecretsManagerKmsKeyId"); key != nil && slices.Contains([]string{"MQ", "DocumentDB", "SelfManagedKafka"}, ev.typ) {
		const arn = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/"
		resource := samSub(key, arn+samText(key))
		if key.Kind != String {
			resource = samSub(key, arn+"${KeyId}", "KeyId", key)
		}
		action := samNode(key, []string{"kms:Decrypt"})
		if ev.typ == "MQ" {
			action = NewString("kms:Decrypt", key)
		}
		statements = append(statements, samStatement(key, action, resource))
	}
	if ev.typ == "SelfManagedKafka" {
		statements = append(statements, samRegistryStatements(e, registry)...)
	}
	if len(statements) == 0 {
		return
	}
	name := map[string]string{
		"MSK": "MSKExecutionRolePolicy", "MQ": "SamAutoGeneratedAMQPolicy",
		"SelfManagedKafka": "SelfManagedKafkaExecutionRolePolicy", "DocumentDB": "SamAutoGeneratedDocumentDBPolicy",
	}[ev.typ]
	if ev.typ == "MQ" && samTrue(ev.get("DynamicPolicyName")) {
		name = ev.id + "AMQPolicy"
	}
	document := samMap(at, "Statement", statements)
	if ev.typ == "SelfManagedKafka" {
		document = document.With("Version", NewString("2012-10-17", at))
	}
	role.inline(samMap(at, "PolicyName", name, "PolicyDocument", document))
}

// samRegistryStatements are for Kafka's schema registry: its secrets, and Glue's
// registry when it is one.
func samRegistryStatements(e *samExpansion, registry *Node) []*Node {
	if registry == nil {
		return nil
	}
	var statements []*Node
	for _, c := range samList(given(registry, "AccessConfigs")) {
		if uri := given(c, "URI"); uri != nil {
			statements = append(statements, samStatement(uri, []string{"secretsmanager:GetSecretValue"}, uri))
		}
	}
	uri := given(registry, "SchemaRegistryURI")
	arn := samText(e.resolved(uri))
	if name, arg := uri.Intrinsic(); name == "Fn::Sub" {
		arn = samText(arg)
	}
	// arn:partition:glue:region:account:registry/name
	if parts := strings.Split(arn, ":"); strings.HasPrefix(arn, "arn") {
		for _, part := range parts {
			if name, ok := strings.CutPrefix(part, "registry/"); ok {
				return append(statements,
					samStatement(uri, []string{"glue:GetRegistry"}, uri),
					samStatement(uri, []string{"glue:GetSchemaVersion"}, []*Node{
						samSub(uri, "arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:schema/"+name+"/*"),
					}))
			}
		}
	}
	return statements
}
