package fetches_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/template"
)

func run(t *testing.T, text string) *fetches.Facts {
	t.Helper()
	asm, err := template.Load(t.Context(), fstest.MapFS{"app.yaml": {Data: []byte(text)}}, []string{"app.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range asm.Problems {
		t.Fatal(p)
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{fetches.Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	return facts.ByName["fetches"].(*fetches.Facts)
}

// describe writes what fetches, a line each: kind, reads (with ? where only a
// permission names the secret), and what is known of its starts.
func describe(f *fetches.Facts) []string {
	var lines []string
	for _, x := range f.Fetches {
		var b strings.Builder
		fmt.Fprintf(&b, "%s %s:", x.Kind, x.Resource.ID)
		for _, r := range x.Reads {
			b.WriteString(" " + r.Label)
			if !r.Certain {
				b.WriteByte('?')
			}
		}
		if s := x.Starts; s.Scheduled != nil {
			b.WriteString(" scheduled " + s.Scheduled.FloatString(2))
		}
		if x.Starts.Other {
			b.WriteString(" other")
		}
		if x.Starts.Deployments {
			b.WriteString(" deployments")
		}
		if x.Starts.Retries > 0 {
			fmt.Fprintf(&b, " retries %d", x.Starts.Retries)
		}
		for _, k := range x.Starts.Services {
			fmt.Fprintf(&b, " %s keeps %d (%d-%d)", k.Resource.ID, k.Desired, k.Least, k.Most)
		}
		if x.Layer != nil {
			fmt.Fprintf(&b, " extension %v", x.Layer.TTL)
		}
		lines = append(lines, b.String())
	}
	return lines
}

const head = `Parameters: {Count: {Type: Number}}
Resources:
  S: {Type: AWS::SecretsManager::Secret}
  T: {Type: AWS::SecretsManager::Secret}
  F:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt R.Arn, Environment: {Variables: {A: !Ref S}}}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]}
`

func TestFetches(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"a variable", head, []string{"function F: S"}},
		{
			"the same secret twice, and one by permission",
			strings.Replace(head, "{A: !Ref S}", "{A: !Ref S, B: !Ref S}", 1) + `      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: [!Ref S, !Ref T]}]}}]
`,
			[]string{"function F: S T?"},
		},
		{
			"a permission on everything names nothing",
			head + `      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: "*"}]}}]
`,
			[]string{"function F: S"},
		},
		{
			"an updater reads nothing",
			head + `      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:PutSecretValue, Resource: !Ref S}]}}]
`,
			nil,
		},
		{
			"schedules add up", head + `  E1: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 hour), Targets: [{Id: a, Arn: !GetAtt F.Arn}]}}
  E2: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: "cron(0 12 * * ? *)", Target: {Arn: !GetAtt F.Arn, RoleArn: a}}}
  Off: {Type: AWS::Events::Rule, Properties: {State: DISABLED, ScheduleExpression: rate(1 minute), Targets: [{Id: a, Arn: !GetAtt F.Arn}]}}
  P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: events.amazonaws.com, Action: lambda:InvokeFunction}}
  A: {Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Name: FunctionName, Value: !Ref F}]}}
`,
			[]string{"function F: S scheduled 760.42"},
		},
		{
			"a schedule of an alias", head + `  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, FunctionVersion: !GetAtt V.Version, Name: live}}
  E: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(30 minutes), Targets: [{Id: a, Arn: !Ref Live}]}}
`,
			[]string{"function F: S scheduled 1460.00"},
		},
		{
			"something else invokes it too", head + `  E: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt F.Arn}]}}
  U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F, AuthType: NONE}}
`,
			[]string{"function F: S scheduled 30.42 other"},
		},
		{
			"an event pattern is no schedule", head + `  E: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [aws.s3]}, Targets: [{Id: a, Arn: !GetAtt F.Arn}]}}
`,
			[]string{"function F: S other"},
		},
		{
			"a custom resource", head + "  C: {Type: Custom::Setup, Properties: {ServiceToken: !GetAtt F.Arn}}\n",
			[]string{"function F: S deployments"},
		},
		{
			"a rotation function", head + `  Rot: {Type: AWS::SecretsManager::RotationSchedule, Properties: {SecretId: !Ref S, RotationLambdaARN: !GetAtt F.Arn, RotationRules: {AutomaticallyAfterDays: 30}}}
`,
			nil,
		},
		{
			"tasks", `Resources:
  S: {Type: AWS::SecretsManager::Secret}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Secrets: [{Name: A, ValueFrom: !Ref S}, {Name: B, ValueFrom: !Sub "${S}:b::"}, {Name: C, ValueFrom: !Sub "${S}:b::"}, {Name: D, ValueFrom: /a/parameter}]
          LogConfiguration: {LogDriver: splunk, SecretOptions: [{Name: splunk-token, ValueFrom: !Join ["", [!Ref S, ":b::"]]}]}
          RepositoryCredentials: {CredentialsParameter: !Ref S}
  Service: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task, DesiredCount: 3}}
  Daemon: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task, SchedulingStrategy: DAEMON}}
  Scaled: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task}}
  Scaling: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {MinCapacity: 0, MaxCapacity: 12, ResourceId: !Join [/, [service, c, !GetAtt Scaled.Name]]}}
  Nightly: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: c, EcsParameters: {TaskDefinitionArn: !Ref Task, TaskCount: 2}}]}}
`,
			[]string{"task Task: S S scheduled 60.83 Service keeps 3 (3-3) Daemon keeps -1 (-1--1) Scaled keeps 1 (0-12)"},
		},
		{
			"code in a task, with its own role's permission only", `Resources:
  S: {Type: AWS::SecretsManager::Secret}
  T: {Type: AWS::SecretsManager::Secret}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: !GetAtt R.Arn
      ContainerDefinitions: [{Environment: [{Name: A, Value: !Ref S}, {Name: B, Value: !Ref S}, {Name: C, Value: !Ref T}], Secrets: [{Name: D, ValueFrom: !Ref S}]}]
  Service: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task}}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: ecs-tasks.amazonaws.com}}]}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref S}]}}]
`,
			[]string{"task Task: S Service keeps 1 (1-1)", "container Task: S Service keeps 1 (1-1)"},
		},
		{
			"a count that is not known", `Parameters: {Count: {Type: Number}}
Resources:
  S: {Type: AWS::SecretsManager::Secret}
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Secrets: [{Name: A, ValueFrom: !Ref S}]}]}}
  Service: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task, DesiredCount: !Ref Count}}
`,
			[]string{"task Task: S Service keeps -1 (-1--1)"},
		},
		{
			"jobs and builds", `Resources:
  S: {Type: AWS::SecretsManager::Secret}
  Job: {Type: AWS::Batch::JobDefinition, Properties: {RetryStrategy: {Attempts: 3}, ContainerProperties: {Secrets: [{Name: A, ValueFrom: !Ref S}]}}}
  E: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: q, BatchParameters: {JobDefinition: !Ref Job, JobName: j}}]}}
  Build: {Type: AWS::CodeBuild::Project, Properties: {Environment: {EnvironmentVariables: [{Name: A, Type: SECRETS_MANAGER, Value: !Ref S}]}}}
  Proxy: {Type: AWS::RDS::DBProxy, Properties: {Auth: [{SecretArn: !Ref S}]}}
`,
			[]string{"job Job: S scheduled 30.42 retries 2", "build Build: S other", "service Proxy: S"},
		},
		{
			"the extension", strings.NewReplacer("{Role:", "{Layers: [\"arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension-Arm64:12\"], Role:",
				"{A: !Ref S}", "{A: !Ref S, SECRETS_MANAGER_TTL: 60}").Replace(head),
			[]string{"function F: S extension 1m0s"},
		},
		{
			"an extension that keeps nothing", strings.NewReplacer("{Role:", "{Layers: [\"arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12\"], Role:",
				"{A: !Ref S}", "{A: !Ref S, PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED: false}").Replace(head),
			[]string{"function F: S extension 0s"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, describe(run(t, tt.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestKubernetes(t *testing.T) {
	manifest := func(id, cluster, json string) string {
		return fmt.Sprintf("  %s:\n    Type: Custom::AWSCDK-EKS-KubernetesResource\n    Properties: {ClusterName: %s, Manifest: '%s'}\n", id, cluster, json)
	}
	const store = `[{"kind":"ClusterSecretStore","spec":{"provider":{"aws":{"service":"SecretsManager"}}}}]`
	const external = `[{"kind":"ExternalSecret","metadata":{"name":"db"},"spec":{%s"data":[{"remoteRef":{"key":"a"}},{"remoteRef":{"key":"a"}},{"remoteRef":{"key":"a","version":"v2"}}],"dataFrom":[{"extract":{"key":"b"}}]}}]`
	const class = `[{"kind":"SecretProviderClass","metadata":{"name":"app"},"spec":{"provider":"aws","parameters":{"objects":"- objectName: a\n- objectName: b\n  objectType: ssmparameter\n- objectName: arn:aws:ssm:us-east-1:111122223333:parameter/c\n"}}}]`
	chart := func(values string) string {
		return "  Chart:\n    Type: Custom::AWSCDK-EKS-HelmChart\n    Properties: {ClusterName: one, Chart: secrets-store-csi-driver-provider-aws, Values: '" + values + "'}\n"
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"its own interval", manifest("Store", "one", store) + manifest("E", "one", fmt.Sprintf(external, "")), []string{"external-secrets db: 3 every 1h0m0s, default true"}},
		{"an interval", manifest("Store", "one", store) + manifest("E", "one", fmt.Sprintf(external, `"refreshInterval":"15s",`)), []string{"external-secrets db: 3 every 15s, default false"}},
		{"never again", manifest("Store", "one", store) + manifest("E", "one", fmt.Sprintf(external, `"refreshInterval":"0",`)), []string{"external-secrets db: 3 every 0s, default false"}},
		{"another store", manifest("E", "one", fmt.Sprintf(external, "")), nil},
		{"without rotation", manifest("C", "one", class), []string{"csi app: 1 every 0s, default false"}},
		{"with rotation", chart(`{"secrets-store-csi-driver":{"enableSecretRotation":true}}`) + manifest("C", "one", class), []string{"csi app: 1 every 2m0s, default true"}},
		{"with an interval", chart(`{"enableSecretRotation":"true","rotationPollInterval":"1h"}`) + manifest("C", "one", class), []string{"csi app: 1 every 1h0m0s, default false"}},
		{"another cluster's driver", chart(`{"enableSecretRotation":true}`) + manifest("C", "two", class), []string{"csi app: 1 every 0s, default false"}},
		{
			"an add-on", "  Addon: {Type: AWS::EKS::Addon, Properties: {ClusterName: one, AddonName: aws-secrets-store-csi-driver-provider, ConfigurationValues: '{\"secrets-store-csi-driver\":{\"enableSecretRotation\":true,\"rotationPollInterval\":\"30s\"}}'}}\n" + manifest("C", "one", class),
			[]string{"csi app: 1 every 30s, default false"},
		},
		{"no manifest", manifest("C", "one", "not JSON"), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range run(t, "Resources:\n"+tt.text).Polls {
				got = append(got, fmt.Sprintf("%s %s: %d every %v, default %v", p.Kind, p.Name, p.Objects, p.Interval.Round(time.Second), p.Default))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
