package cost_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

// everything is a template with something of every kind that is paid for, and of
// every kind of reader.
const everything = `Parameters:
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
  Tier: {Type: String}
  When: {Type: String}
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true, RotationPeriodInDays: 200}}
  Locked: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref Key, ReplicaRegions: [{Region: eu-west-1}]}}
  Foreign: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/aaaabbbb-cccc-dddd-eeee-ffff00001111"}}
  Open: {Type: AWS::SecretsManager::Secret}
  Vpc: {Type: AWS::EC2::VPC}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcEndpointType: Interface, VpcId: !Ref Vpc, ServiceName: com.amazonaws.us-east-1.secretsmanager, SubnetIds: !Ref Subnets}
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Type: String, Tier: !Ref Tier, Value: a}}
  Rotation:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Locked, RotationLambdaARN: "arn:aws:lambda:us-east-1:111122223333:function:rotate", RotationRules: {ScheduleExpression: !Ref When}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      VpcConfig: {SubnetIds: [!Ref A]}
      Environment: {Variables: {LOCKED_ARN: !Ref Locked, FOREIGN_ARN: !Ref Foreign, OPEN_ARN: !Ref Open}}
  Extended:
    Type: AWS::Lambda::Function
    Properties:
      Layers: ["arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12"]
      Environment: {Variables: {LOCKED_ARN: !Ref Locked}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: !GetAtt Role.Arn
      ContainerDefinitions: [{Name: a, Environment: [{Name: C, Value: !Ref Open}], Secrets: [{Name: A, ValueFrom: !Ref Locked}, {Name: B, ValueFrom: !Ref Open}]}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: ecs-tasks.amazonaws.com}}]}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref Open}]}}]
  Alone:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Name: a, Secrets: [{Name: A, ValueFrom: !Ref Locked}]}]
  Service: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task, DesiredCount: 2}}
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      ContainerProperties: {Secrets: [{Name: A, ValueFrom: !Ref Locked}]}
      RetryStrategy: {Attempts: 3}
  Build:
    Type: AWS::CodeBuild::Project
    Properties: {Environment: {EnvironmentVariables: [{Name: A, Type: SECRETS_MANAGER, Value: !Ref Locked}]}}
  Run:
    Type: AWS::AppRunner::Service
    Properties:
      SourceConfiguration: {ImageRepository: {ImageConfiguration: {RuntimeEnvironmentSecrets: [{Name: A, Value: !Ref Open}]}}}
  Proxy: {Type: AWS::RDS::DBProxy, Properties: {Auth: [{SecretArn: !Ref Locked}]}}
  Database: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: !Sub "{{resolve:secretsmanager:${Open}}}"}}
  Managed: {Type: AWS::RDS::DBCluster, Properties: {ManageMasterUserPassword: true}}
  Connection: {Type: AWS::Events::Connection, Properties: {AuthorizationType: API_KEY}}
` + driver + mounted

// usageOf writes a usage file of numbers by resource and key.
func usageOf(values map[[2]string]string) string {
	var b strings.Builder
	b.WriteString("version: 1\nresources:\n")
	byResource := map[string]string{}
	for k, v := range values {
		byResource[k[0]] += fmt.Sprintf("    %s: %s\n", k[1], v)
	}
	for r, text := range byResource {
		b.WriteString("  " + r + ":\n" + text)
	}
	return b.String()
}

// usageKeysOf are the resources of everything with their keys; the second part of
// each tells whether more of it costs less, the third is the largest value.
var usageKeysOf = []struct {
	resource, key string
	less          bool
	most          int
}{
	{"Function", "monthly_invocations", false, 50_000_000},
	{"Function", "avg_duration_ms", false, 60_000},
	{"Function", "cold_start_ratio", false, 1},
	{"Function", "warm_environments", false, 500},
	{"Function", "cache_ttl_seconds", true, 7200},
	{"Extended", "monthly_invocations", false, 50_000_000},
	{"Extended", "avg_duration_ms", false, 60_000},
	{"Extended", "warm_environments", false, 500},
	{"Extended", "cache_ttl_seconds", true, 300},
	{"Service", "desired_count", false, 50},
	{"Service", "deploys_per_month", false, 200},
	{"Service", "task_replacements_per_month", false, 500},
	{"Alone", "starts_per_month", false, 100_000},
	{"Task", "reads_per_task_hour", false, 60},
	{"Job", "starts_per_month", false, 100_000},
	{"Build", "builds_per_month", false, 10_000},
	{"Run", "starts_per_month", false, 10_000},
	{"Proxy", "calls_per_month", false, 100_000},
	{"Key", "age_years", false, 5},
	{"app", "deploys_per_month", false, 200},
	{"Mounted", "pods", false, 50},
	{"Mounted", "poll_seconds", true, 7200},
	{"Endpoint", "zones", false, 6},
	{"Parameter", "advanced", false, 1},
	{"Rotation", "rotations_per_month", false, 100},
}

// TestMonotone: the more of anything that is used, the more it costs, in each
// scenario and in whatever way code fetches; of an interval it is the other way
// round. And whatever is used, low is not above expected, nor that above high.
func TestMonotone(t *testing.T) {
	asm, f := facts(t, map[string]string{"app.yaml": everything})
	total := func(t *rapid.T, usage string) cost.Range {
		u, err := cost.ReadUsage("usage.yaml", []byte(usage))
		if err == nil {
			err = u.Bind(asm)
		}
		if err != nil {
			t.Fatal(err)
		}
		e := cost.New(f, cost.Options{Region: "us-east-1", Usage: u})
		return checked(t, e).Monthly
	}
	rapid.Check(t, func(t *rapid.T) {
		values := map[[2]string]string{}
		number := func(label string, most int) string {
			if most == 1 {
				return decimal.New(int64(rapid.IntRange(0, 1000).Draw(t, label)), -3).String()
			}
			return fmt.Sprint(rapid.IntRange(0, most).Draw(t, label))
		}
		for _, k := range usageKeysOf {
			if rapid.Bool().Draw(t, k.resource+"."+k.key+" given") {
				values[[2]string{k.resource, k.key}] = number(k.resource+"."+k.key, k.most)
			}
		}
		for _, r := range []string{"Function", "Extended"} {
			values[[2]string{r, "fetch"}] = rapid.SampledFrom([]string{"auto", "handler", "module", "extension", "cached"}).Draw(t, r+".fetch")
		}
		k := rapid.SampledFrom(usageKeysOf).Draw(t, "key")
		a, b := number("from", k.most), number("to", k.most)
		if decimal.RequireFromString(a).GreaterThan(decimal.RequireFromString(b)) {
			a, b = b, a
		}
		values[[2]string{k.resource, k.key}] = a
		before := total(t, usageOf(values))
		values[[2]string{k.resource, k.key}] = b
		after := total(t, usageOf(values))
		// An interval of nothing is never, or always: another thing than a short one.
		if k.less && a == "0" {
			return
		}
		if k.less {
			before, after = after, before
		}
		if after.Low.LessThan(before.Low) || after.Expected.LessThan(before.Expected) || after.High.LessThan(before.High) {
			t.Fatalf("%s of %s from %s to %s: cost goes from %v to %v", k.key, k.resource, a, b, before, after)
		}
	})
}

type failer interface {
	Fatalf(format string, args ...any)
	Helper()
}

// checked checks an estimate in itself: the amounts of each line are in order and
// the product of quantity and price, the sums those of the lines, exactly, and the
// same once it is written and read again.
func checked(t failer, e *cost.Estimate) cost.Total {
	t.Helper()
	sums := map[string]cost.Range{}
	for _, l := range e.Lines {
		if l.Quantity.Low.IsNegative() || l.Quantity.Low.GreaterThan(l.Quantity.Expected) || l.Quantity.Expected.GreaterThan(l.Quantity.High) {
			t.Fatalf("%s of %s: quantities %v are not in order", l.What, l.Label, l.Quantity)
		}
		if !l.Monthly.Equal(l.Quantity.Times(l.UnitPrice)) {
			t.Fatalf("%s of %s: %v is not %v × %s", l.What, l.Label, l.Monthly, l.Quantity, l.UnitPrice)
		}
		if l.Formula == "" || l.PriceSource == "" || l.Unit == "" || l.What == "" {
			t.Fatalf("line %+v is not complete", l)
		}
		sums[l.Currency] = sums[l.Currency].Add(l.Monthly)
	}
	for _, total := range e.Totals() {
		if !total.Monthly.Equal(sums[total.Currency]) {
			t.Fatalf("total %v is not the sum of the lines %v", total.Monthly, sums[total.Currency])
		}
	}
	if d := cost.Compare(e, e); !d.IsZero() || d.Same != len(e.Lines) || !d.Totals[0].Monthly.IsZero() {
		t.Fatalf("against itself there is a difference: %+v", d)
	}
	return e.Totals()[0]
}

// programs are all assemblies that the tests read: the bundled apps, the cases of
// rules, and those of the corpus where it is there.
func programs(t *testing.T, visit func(name string, asm *template.Assembly, f []*analyzers.Facts)) {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"../testdata/apps/*", "../testdata/rules/*/*/*", "../../shared/corpus/cdk/apps/*/*/cdk.out"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	n := 0
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil || strings.HasSuffix(p, ".want") || strings.HasSuffix(p, ".md") {
			continue
		}
		dir, name := filepath.Split(p)
		if !info.IsDir() && filepath.Ext(name) == "" {
			continue
		}
		fsys := os.DirFS(filepath.Clean(dir))
		asm, err := template.Load(t.Context(), fsys, []string{name}, template.Options{})
		if err != nil || len(asm.Stacks) == 0 {
			continue // a case of what cannot be read
		}
		n++
		visit(p, asm, analyze(t, asm, analyzers.Assets(fsys)))
	}
	if n < 100 {
		t.Fatalf("only %d assemblies were found", n)
	}
}

func TestEveryAssembly(t *testing.T) {
	lines := 0
	programs(t, func(name string, asm *template.Assembly, f []*analyzers.Facts) {
		e := cost.New(f, cost.Options{})
		checked(t, e)
		lines += len(e.Lines)

		// A usage file that is made for it changes nothing.
		var b strings.Builder
		if err := cost.InitUsage(&b, f, cost.Options{}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		u, err := cost.ReadUsage("usage.yaml", []byte(b.String()))
		if err == nil {
			err = u.Bind(asm)
		}
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, b.String())
		}
		if d := cost.Compare(e, cost.New(f, cost.Options{Usage: u})); !d.IsZero() {
			t.Fatalf("%s: with its own usage file the cost changes: %+v", name, d)
		}
		var again strings.Builder
		if err := cost.InitUsage(&again, f, cost.Options{Usage: u}); err != nil || again.String() != b.String() {
			t.Fatalf("%s: its usage file changes when it is read (%v)", name, err)
		}
	})
	if lines < 500 {
		t.Errorf("only %d lines in all", lines)
	}
}

// TestTwice: an app that is there twice keeps twice as much.
func TestTwice(t *testing.T) {
	storage := []cost.Kind{cost.SecretLine, cost.ReplicaLine, cost.ManagedLine, cost.KeyLine, cost.KeyRotationLine, cost.ParameterLine, cost.EndpointLine}
	_, one := facts(t, map[string]string{"app.yaml": everything})
	_, two := facts(t, map[string]string{"app.yaml": everything, "copy.yaml": everything})
	a, _ := sumOf(cost.New(one, cost.Options{}), storage...)
	b, _ := sumOf(cost.New(two, cost.Options{}), storage...)
	if a.IsZero() || !b.Equal(a.Times(decimal.NewFromInt(2))) {
		t.Errorf("twice the app costs %v, once %v", b, a)
	}
	programs(t, func(name string, _ *template.Assembly, f []*analyzers.Facts) {
		a, _ := sumOf(cost.New(f, cost.Options{}), storage...)
		b, _ := sumOf(cost.New(append(f[:len(f):len(f)], f...), cost.Options{}), storage...)
		if !b.Equal(a.Times(decimal.NewFromInt(2))) {
			t.Errorf("%s twice costs %v, once %v", name, b, a)
		}
	})
}

// The free requests are one account's, once.
func TestFreeRequests(t *testing.T) {
	text := "Resources:\n  Key: {Type: AWS::KMS::Key}\n  Other: {Type: AWS::KMS::Key}\n" +
		"  One: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref Key}}\n  Two: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref Other}}\n" +
		function("", "One", "Two")
	e := estimated(t, text, "version: 1\nresources: {Reader: {monthly_invocations: 15000, fetch: handler}}")
	_, quantity := sumOf(e, cost.KeyRequestsLine)
	if quantity.Low.String() != "10000" || quantity.Expected.String() != "30000" || quantity.High.String() != "30000" {
		t.Errorf("requests are %v, want 10000, 30000, 30000", quantity)
	}
}
