package template

import (
	"fmt"
	"strings"
)

// graphQLAPI expands AWS::Serverless::GraphQLApi.
func (e *samExpansion) graphQLAPI(s *samSource) {
	api := e.add(s, s.key, s.id, "AWS::AppSync::GraphQLApi", true)
	api.set("Name", s.id)
	api.pass(s, "Name", "XrayEnabled", "Visibility", "OwnerContact", "IntrospectionConfig", "QueryDepthLimit", "ResolverCountLimit")
	apiID := func(at *Node) *Node { return samGetAtt(at, s.id, "ApiId") }

	auth := s.get("Auth")
	if auth == nil {
		e.problem(Structure, s.key, "the GraphQL API %q has no Auth", shorten(s.id))
	}
	authorizers := 0
	authorize := func(a *Node) samFields {
		var fs samFields
		fs.set(a, "AuthenticationType", given(a, "Type"))
		switch samText(given(a, "Type")) {
		case "AWS_LAMBDA":
			c := given(a, "LambdaAuthorizer")
			fs.set(a, "LambdaAuthorizerConfig", c)
			if arn := given(c, "AuthorizerUri"); arn != nil {
				authorizers++
				e.connect(&samSource{
					id: fmt.Sprintf("%sToLambdaAuthConnector%d", s.id, authorizers), origin: s.origin, key: c,
					node: samMap(c), props: samMap(c, "Permissions", []string{"Write"}),
				}, &samEnd{typ: "AWS::AppSync::GraphQLApi", values: map[string]*Node{"Arn": samRef(c, s.id), "ResourceId": apiID(c)}},
					&samEnd{typ: "AWS::Lambda::Function", values: map[string]*Node{"Arn": arn}}, "")
			}
		case "OPENID_CONNECT":
			fs.set(a, "OpenIDConnectConfig", given(a, "OpenIDConnect"))
		case "AMAZON_COGNITO_USER_POOLS":
			fs.set(a, "UserPoolConfig", given(a, "UserPool"))
		}
		return fs
	}
	for _, f := range authorize(auth) {
		api.props.take(f)
	}
	var more []*Node
	for _, a := range samList(given(auth, "Additional")) {
		more = append(more, authorize(a).node(a))
	}
	if len(more) > 0 {
		api.set("AdditionalAuthenticationProviders", more)
	}
	tags := samTagList(s.get("Tags"))
	api.set("Tags", append(tags, samMap(s.tagPlace(), "Key", "graphqlapi:createdBy", "Value", "SAM")))
	e.graphQLLogging(s, api)

	if e.graphQLRest(s, "Schema", s.key, "AWS::AppSync::GraphQLSchema", func(schema *samResource) {
		schema.set("ApiId", apiID(s.key))
		schema.set("Definition", s.get("SchemaInline"))
		schema.set("DefinitionS3Location", s.get("SchemaUri"))
	}); s.get("SchemaInline") == nil && s.get("SchemaUri") == nil {
		e.problem(Structure, s.key, "the GraphQL API %q has neither SchemaInline nor SchemaUri", shorten(s.id))
	}
	for _, f := range samEntries(s.get("ApiKeys")) {
		e.graphQLRest(s, f.Key.Text, f.Key, "AWS::AppSync::ApiKey", func(key *samResource) {
			key.set("ApiId", apiID(f.Key))
			key.set("ApiKeyId", given(f.Value, "ApiKeyId"))
			key.set("Description", given(f.Value, "Description"))
			key.set("Expires", given(f.Value, "ExpiresOn"))
		})
	}
	if c := s.get("Cache"); c != nil {
		e.graphQLRest(s, "ApiCache", c, "AWS::AppSync::ApiCache", func(cache *samResource) {
			cache.set("ApiId", apiID(c))
			for _, k := range []string{"ApiCachingBehavior", "Type", "Ttl", "AtRestEncryptionEnabled", "TransitEncryptionEnabled"} {
				cache.set(k, given(c, k))
			}
		})
	}
	if d := s.get("DomainName"); d != nil {
		e.graphQLRest(s, "DomainName", d, "AWS::AppSync::DomainName", func(domain *samResource) {
			for _, k := range []string{"CertificateArn", "DomainName", "Description"} {
				domain.set(k, given(d, k))
			}
		})
		e.graphQLRest(s, "DomainNameApiAssociation", d, "AWS::AppSync::DomainNameApiAssociation", func(a *samResource) {
			a.set("ApiId", apiID(d))
			a.set("DomainName", samRef(d, s.id+"DomainName"))
		})
	}
	names := e.graphQLSources(s, apiID)
	e.graphQLCode(s, apiID, names)
}

// samEntries are the entries of a map, none of anything else.
func samEntries(n *Node) []Field {
	if n == nil || n.Kind != Map || samIntrinsic(n) {
		return nil
	}
	return n.Fields()
}

// graphQLRest makes one of the API's parts. All of them have the attributes of
// the SAM resource.
func (e *samExpansion) graphQLRest(s *samSource, suffix string, at *Node, typ string, fill func(*samResource)) bool {
	r := e.add(s, at, s.id+suffix, typ, true)
	fill(r)
	return e.made[r.id] == r
}

// graphQLLogging makes the role for logs: they are on unless Logging is false.
func (e *samExpansion) graphQLLogging(s *samSource, api *samResource) {
	logging := s.get("Logging")
	if logging != nil && logging.Kind == Bool && !samTrue(logging) {
		return
	}
	at := s.key
	if logging != nil {
		at = logging
	}
	config := samMap(at, "ExcludeVerboseContent", given(logging, "ExcludeVerboseContent"), "FieldLogLevel", "ALL")
	if level := given(logging, "FieldLogLevel"); level != nil {
		config = config.With("FieldLogLevel", level)
	}
	role := given(logging, "CloudWatchLogsRoleArn")
	if role == nil {
		r := e.add(s, at, s.id+"CloudWatchRole", "AWS::IAM::Role", true)
		r.set("AssumeRolePolicyDocument", samTrust(at, "appsync.amazonaws.com"))
		r.set("ManagedPolicyArns", []*Node{samSub(at, samManagedSub+"service-role/AWSAppSyncPushToCloudWatchLogs")})
		role = samGetAtt(at, r.id, "Arn")
	}
	api.set("LogConfig", config.With("CloudWatchLogsRoleArn", role))
}

// graphQLSources makes the data sources with the roles they act as, and gives
// the names that functions know them by.
func (e *samExpansion) graphQLSources(s *samSource, apiID func(*Node) *Node) map[string]*Node {
	names := map[string]*Node{}
	source := func(f Field, suffix, typ string, permissions *Node, to *samEnd) *samResource {
		id := s.id + f.Key.Text + suffix + "DataSource"
		d := e.add(s, f.Key, id, "AWS::AppSync::DataSource", true)
		d.set("Name", f.Key.Text)
		d.set("Name", given(f.Value, "Name"))
		d.set("Type", typ)
		d.set("ApiId", apiID(f.Key))
		d.set("Description", given(f.Value, "Description"))
		names[f.Key.Text] = samGetAtt(f.Key, id, "Name")
		if role := given(f.Value, "ServiceRoleArn"); role != nil {
			d.set("ServiceRoleArn", role)
			return d
		}
		r := e.add(s, f.Key, id+"Role", "AWS::IAM::Role", true)
		r.set("AssumeRolePolicyDocument", samTrust(f.Key, "appsync.amazonaws.com"))
		d.set("ServiceRoleArn", samGetAtt(f.Key, r.id, "Arn"))
		connector := "ToTableConnector"
		if suffix == "Lambda" {
			connector = "ToLambdaConnector"
		}
		c := &samSource{id: id + connector, origin: s.id, typ: "Connector", key: f.Key, node: samMap(f.Key), props: samMap(f.Key, "Permissions", permissions)}
		e.connect(c, &samEnd{typ: "AWS::AppSync::DataSource", role: samRef(f.Key, r.id), values: map[string]*Node{"Arn": samGetAtt(f.Key, id, "DataSourceArn")}}, to, "")
		return d
	}
	for _, f := range samEntries(given(s.get("DataSources"), "DynamoDb")) {
		region := given(f.Value, "Region")
		if region == nil {
			region = samRef(f.Key, "AWS::Region")
		}
		table := given(f.Value, "TableArn")
		if table == nil {
			table = samSub(f.Key, "arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}",
				"__TableName__", given(f.Value, "TableName"), "__Region__", region)
		}
		permissions := given(f.Value, "Permissions")
		if permissions == nil {
			permissions = samNode(f.Key, []string{"Read", "Write"})
		}
		d := source(f, "DynamoDB", "AMAZON_DYNAMODB", permissions, &samEnd{typ: "AWS::DynamoDB::Table", values: map[string]*Node{"Arn": table}})
		d.set("DynamoDBConfig", samMap(f.Key, "AwsRegion", region, "TableName", given(f.Value, "TableName"),
			"UseCallerCredentials", given(f.Value, "UseCallerCredentials"), "Versioned", given(f.Value, "Versioned"),
			"DeltaSyncConfig", given(f.Value, "DeltaSync")))
	}
	for _, f := range samEntries(given(s.get("DataSources"), "Lambda")) {
		arn := given(f.Value, "FunctionArn")
		d := source(f, "Lambda", "AWS_LAMBDA", samNode(f.Key, []string{"Write"}), &samEnd{typ: "AWS::Lambda::Function", values: map[string]*Node{"Arn": arn}})
		d.set("LambdaConfig", samMap(f.Key, "LambdaFunctionArn", arn))
	}
	return names
}

// graphQLCode makes the functions and the resolvers that are built of them.
func (e *samExpansion) graphQLCode(s *samSource, apiID func(*Node) *Node, sources map[string]*Node) {
	runtime := func(n *Node) *Node {
		r := given(n, "Runtime")
		if r == nil {
			return nil
		}
		return samMap(r, "Name", given(r, "Name"), "RuntimeVersion", given(r, "Version"))
	}
	functions := map[string]*Node{}
	for _, f := range samEntries(s.get("Functions")) {
		if id := given(f.Value, "Id"); id != nil {
			functions[f.Key.Text] = id
			continue
		}
		source := given(f.Value, "DataSource")
		switch name := samText(source); {
		case sources[name] != nil:
			source = sources[name]
		case strings.EqualFold(name, "none"):
			id := s.id + "NoneDataSource"
			if e.made[id] == nil {
				e.graphQLRest(s, "NoneDataSource", source, "AWS::AppSync::DataSource", func(d *samResource) {
					d.set("ApiId", apiID(source))
					d.set("Name", id)
					d.set("Type", "NONE")
				})
			}
			source = samGetAtt(source, id, "Name")
		case name != "":
			e.problem(Dangling, source, "the data source %q of the function %q is not in DataSources", shorten(name), shorten(f.Key.Text))
		}
		e.graphQLRest(s, f.Key.Text, f.Key, "AWS::AppSync::FunctionConfiguration", func(r *samResource) {
			r.set("ApiId", apiID(f.Key))
			r.set("Name", f.Key.Text)
			for _, k := range []string{"Name", "MaxBatchSize", "Description"} {
				r.set(k, given(f.Value, k))
			}
			r.set("Code", given(f.Value, "InlineCode"))
			r.set("CodeS3Location", given(f.Value, "CodeUri"))
			r.set("DataSourceName", source)
			r.set("Runtime", runtime(f.Value))
			r.set("SyncConfig", given(f.Value, "Sync"))
			functions[f.Key.Text] = samGetAtt(f.Key, r.id, "FunctionId")
		})
	}
	for _, t := range samEntries(s.get("Resolvers")) {
		for _, f := range samEntries(t.Value) {
			e.graphQLRest(s, t.Key.Text+f.Key.Text, f.Key, "AWS::AppSync::Resolver", func(r *samResource) {
				r.attrs.set(f.Key, "DependsOn", []string{s.id + "Schema"})
				r.set("ApiId", apiID(f.Key))
				r.set("TypeName", t.Key.Text)
				r.set("FieldName", f.Key.Text)
				r.set("FieldName", given(f.Value, "FieldName"))
				r.set("Kind", "PIPELINE")
				r.set("Code", given(f.Value, "InlineCode"))
				r.set("CodeS3Location", given(f.Value, "CodeUri"))
				r.set("Runtime", runtime(f.Value))
				var ids []*Node
				for _, name := range samList(given(f.Value, "Pipeline")) {
					if id := functions[samText(name)]; id != nil {
						ids = append(ids, id)
					} else {
						e.problem(Dangling, name, "the function %q of the resolver %q is not in Functions", shorten(name.Scalar()), shorten(f.Key.Text))
					}
				}
				r.set("PipelineConfig", samMap(f.Key, "Functions", ids))
				r.set("CachingConfig", given(f.Value, "Caching"))
				r.set("MaxBatchSize", given(f.Value, "MaxBatchSize"))
			})
		}
	}
}
