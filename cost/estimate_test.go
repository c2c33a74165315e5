package cost_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

// facts loads files and analyzes them.
func facts(t testing.TB, files map[string]string, paths ...string) (*template.Assembly, []*analyzers.Facts) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		if len(paths) == 0 || !strings.Contains(name, "/") {
			paths = append(paths, name)
		}
	}
	slices.Sort(paths)
	asm, err := template.Load(t.Context(), fsys, slices.Compact(paths), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range asm.Problems {
		t.Fatal(p)
	}
	return asm, analyze(t, asm, analyzers.Assets(fsys))
}

func analyze(t testing.TB, asm *template.Assembly, files analyzers.AssetFiles) []*analyzers.Facts {
	t.Helper()
	all := make([]*analyzers.Facts, len(asm.Programs))
	err := suite.Each(t.Context(), asm, analyzers.Settings{Files: files}, func(i int, f *analyzers.Facts) error {
		all[i] = f
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// estimated estimates a template under a usage file.
func estimated(t testing.TB, text, usage string) *cost.Estimate {
	t.Helper()
	asm, f := facts(t, map[string]string{"app.yaml": text})
	opts := cost.Options{Region: "us-east-1"}
	if usage != "" {
		u, err := cost.ReadUsage("usage.yaml", []byte(usage))
		if err != nil {
			t.Fatal(err)
		}
		if err := u.Bind(asm); err != nil {
			t.Fatal(err)
		}
		opts.Usage = u
	}
	return cost.New(f, opts)
}

// sumOf adds up the lines of some kinds, all without any.
func sumOf(e *cost.Estimate, of ...cost.Kind) (monthly, quantity cost.Range) {
	for _, l := range e.Lines {
		if len(of) == 0 || slices.Contains(of, l.Kind) {
			monthly, quantity = monthly.Add(l.Monthly), quantity.Add(l.Quantity)
		}
	}
	return monthly, quantity
}

// function is a function that reads secrets, for templates in tests.
func function(properties string, secrets ...string) string {
	var b strings.Builder
	b.WriteString("  Reader:\n    Type: AWS::Lambda::Function\n    Properties:\n" + properties + "      Environment:\n        Variables:\n")
	for _, s := range secrets {
		b.WriteString("          " + strings.ToUpper(s) + "_ARN: !Ref " + s + "\n")
	}
	return b.String()
}

const (
	oneSecret  = "Resources:\n  Token: {Type: AWS::SecretsManager::Secret}\n"
	underAKey  = "Resources:\n  Key: {Type: AWS::KMS::Key}\n  Token: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref Key}}\n"
	taskOfFour = `Resources:
  Database: {Type: AWS::SecretsManager::Secret}
  Service:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !Ref Task, DesiredCount: 1}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Secrets:
            - {Name: HOST, ValueFrom: !Sub "${Database}:host::"}
            - {Name: NAME, ValueFrom: !Sub "${Database}:dbname::"}
            - {Name: USER, ValueFrom: !Sub "${Database}:username::"}
            - {Name: PASSWORD, ValueFrom: !Sub "${Database}:password::"}
        - Name: sidecar
          Secrets:
            - {Name: AGAIN, ValueFrom: !Sub "${Database}:host::"}
`
	network = `Resources:
  Vpc: {Type: AWS::EC2::VPC}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  C: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
`
)

func endpoint(id, service, subnets string) string {
	return "  " + id + ":\n    Type: AWS::EC2::VPCEndpoint\n    Properties: {VpcEndpointType: Interface, VpcId: !Ref Vpc, ServiceName: !Sub \"com.amazonaws.${AWS::Region}." + service + "\", SubnetIds: " + subnets + "}\n"
}

// The examples that the model was worked out with, to the cent: amounts are those
// of a calculation by hand with the prices of us-east-1.
func TestWorkedExamples(t *testing.T) {
	const each = "version: 1\nresources:\n  Reader: "
	for _, tt := range []struct {
		name, text, usage string
		kinds             []cost.Kind
		low, want, high   string // of money, rounded to cents; low and high are want where they are ""
		quantity          string // expected, "" is not looked at
	}{
		{name: "a secret", text: oneSecret, want: "0.40"},
		{
			name: "100,000 calls", text: oneSecret + function("", "Token"), usage: each + "{monthly_invocations: 100000, fetch: handler}",
			kinds: []cost.Kind{cost.CallsLine}, want: "0.50", quantity: "100000",
		},
		{
			name: "a replica at the price of its region", text: "Resources:\n  Token: {Type: AWS::SecretsManager::Secret, Properties: {ReplicaRegions: [{Region: eu-west-2}]}}\n",
			want: "0.80", quantity: "2",
		},
		{
			name: "a key in its first year", text: underAKey, usage: "version: 1\nresources: {}\n",
			kinds: []cost.Kind{cost.KeyLine, cost.KeyRotationLine}, want: "1.00",
		},
		{
			name: "a key with two rotations", usage: "version: 1\nresources: {Key: {age_years: 2}}",
			text:  "Resources:\n  Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true}}\n  Token: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref Key}}\n",
			kinds: []cost.Kind{cost.KeyLine, cost.KeyRotationLine}, want: "3.00",
		},
		{
			name: "a key with many rotations", usage: "version: 1\nresources: {Key: {age_years: 9}}",
			text:  "Resources:\n  Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true, RotationPeriodInDays: 90}}\n  Token: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref Key}}\n",
			kinds: []cost.Kind{cost.KeyLine, cost.KeyRotationLine}, want: "3.00",
		},
		{name: "an endpoint in two zones", text: network + endpoint("One", "secretsmanager", "[!Ref A, !Ref B]"), want: "14.60"},
		{name: "an endpoint in three zones", text: network + endpoint("One", "secretsmanager", "[!Ref A, !Ref B, !Ref C]"), want: "21.90", quantity: "2190"},
		{
			name: "endpoints of Secrets Manager and KMS in three zones", want: "43.80",
			text: network + endpoint("One", "secretsmanager", "[!Ref A, !Ref B, !Ref C]") + endpoint("Two", "kms", "[!Ref A, !Ref B, !Ref C]"),
		},
		{
			name: "10 million uncached reads", text: underAKey + function("", "Token"), usage: each + "{monthly_invocations: 10000000, fetch: handler}",
			kinds: []cost.Kind{cost.CallsLine}, want: "50.00",
		},
		{
			name: "their decryptions, of which 20,000 are free", text: underAKey + function("", "Token"), usage: each + "{monthly_invocations: 10000000, fetch: handler}",
			kinds: []cost.Kind{cost.KeyRequestsLine}, low: "29.94", want: "30.00", high: "30.00",
		},
		{
			name: "the same through the extension in 20 warm environments", text: underAKey + function("", "Token"),
			usage: each + "{monthly_invocations: 10000000, fetch: extension, warm_environments: 20}",
			kinds: []cost.Kind{cost.CallsLine}, want: "0.88", quantity: "175200",
		},
		{
			name: "20 environments with a caching client", text: oneSecret + function("", "Token"),
			usage: each + "{monthly_invocations: 10000000, fetch: cached, warm_environments: 20, cold_start_ratio: 0, cache_ttl_seconds: 3600}",
			kinds: []cost.Kind{cost.CallsLine}, want: "0.10", quantity: "19466.6667",
		},
		{
			name: "four keys of one secret in 60 tasks", text: taskOfFour, usage: "version: 1\nresources: {Service: {deploys_per_month: 59, task_replacements_per_month: 0}}",
			kinds: []cost.Kind{cost.CallsLine}, want: "0.00", quantity: "240",
		},
		{
			name: "a function every five minutes", usage: each + "{fetch: handler}",
			text:  oneSecret + function("", "Token") + "  Every5:\n    Type: AWS::Events::Rule\n    Properties: {ScheduleExpression: rate(5 minutes), Targets: [{Id: a, Arn: !GetAtt Reader.Arn}]}\n",
			kinds: []cost.Kind{cost.CallsLine}, want: "0.04", quantity: "8760",
		},
		{
			name: "a rotation every 30 days", kinds: []cost.Kind{cost.RotationLine}, want: "0.00", quantity: "14.1946",
			text: "Transform: AWS::SecretsManager-2024-09-16\n" + oneSecret + `  Rotation:
    Type: AWS::SecretsManager::RotationSchedule
    Properties:
      SecretId: !Ref Token
      HostedRotationLambda: {RotationType: PostgreSQLSingleUser}
      RotationRules: {AutomaticallyAfterDays: 30}
`,
		},
		{name: "an advanced parameter", text: "Resources:\n  Big: {Type: AWS::SSM::Parameter, Properties: {Type: String, Tier: Advanced, Value: a}}\n", want: "0.05"},
		{
			name: "the password that RDS manages", text: "Resources:\n  Db: {Type: AWS::RDS::DBInstance, Properties: {ManageMasterUserPassword: true}}\n",
			want: "0.40",
		},
		{
			name: "the secret of an API destination", text: "Resources:\n  Api: {Type: AWS::Events::Connection, Properties: {AuthorizationType: API_KEY}}\n",
			want: "0.00", quantity: "1",
		},
		{
			name: "50 mounted secrets that are polled every two minutes", kinds: []cost.Kind{cost.CallsLine}, want: "5.48", quantity: "1095000",
			usage: "version: 1\nresources: {Mounted: {pods: 10}}", text: "Resources:\n" + driver + mounted,
		},
		{
			name: "and every hour", kinds: []cost.Kind{cost.CallsLine}, want: "0.18", quantity: "36500",
			usage: "version: 1\nresources: {Mounted: {pods: 10, poll_seconds: 3600}}", text: "Resources:\n" + driver + mounted,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := estimated(t, tt.text, tt.usage)
			if len(e.Unpriced) > 0 {
				t.Fatalf("without a price: %v", e.Unpriced)
			}
			monthly, quantity := sumOf(e, tt.kinds...)
			for _, x := range []struct {
				which, want string
				got         decimal.Decimal
			}{{"low", tt.low, monthly.Low}, {"expected", tt.want, monthly.Expected}, {"high", tt.high, monthly.High}} {
				if x.want == "" {
					x.want = tt.want
				}
				if got := x.got.StringFixed(2); got != x.want {
					t.Errorf("%s is %s, want %s", x.which, got, x.want)
				}
			}
			if got := quantity.Expected.String(); tt.quantity != "" && got != tt.quantity {
				t.Errorf("quantity is %s, want %s", got, tt.quantity)
			}
		})
	}
}

const (
	driver  = "  Driver:\n    Type: Custom::AWSCDK-EKS-HelmChart\n    Properties: {ClusterName: shop, Chart: secrets-store-csi-driver, Values: '{\"enableSecretRotation\":true}'}\n"
	mounted = `  Mounted:
    Type: Custom::AWSCDK-EKS-KubernetesResource
    Properties:
      ClusterName: shop
      Manifest: '[{"kind":"SecretProviderClass","metadata":{"name":"app"},"spec":{"provider":"aws","parameters":{"objects":"[{objectName: a}, {objectName: b}, {objectName: c}, {objectName: d}, {objectName: e}]"}}}]'
`
)

// What one month of a NAT gateway costs, and how many calls a secret is worth, are
// plain products of the table.
func TestPricesAddUp(t *testing.T) {
	price := func(item cost.Item) decimal.Decimal {
		p, why, ok := cost.DefaultPrices().Find("us-east-1", item)
		if !ok {
			t.Fatal(why)
		}
		return p.Amount
	}
	if got := price(cost.NATHourItem).Mul(decimal.NewFromInt(cost.HoursPerMonth)).StringFixed(2); got != "32.85" {
		t.Errorf("a NAT gateway costs %s a month, want 32.85", got)
	}
	if got := price(cost.SecretItem).Div(price(cost.CallItem)); !got.Equal(decimal.NewFromInt(80_000)) {
		t.Errorf("a secret is worth %s calls, want 80,000", got)
	}
	if got := price(cost.ParameterItem).StringFixed(2); got != "0.05" {
		t.Errorf("an advanced parameter costs %s a month, want 0.05", got)
	}
}

// The application of the documentation: four secrets of 0.40 USD, and every call
// that its parts make.
func TestFjallApp(t *testing.T) {
	e := cost.New(app(t, "fjall-good"), cost.Options{})
	monthly, quantity := sumOf(e, cost.SecretLine)
	if got := monthly.Expected.StringFixed(2); got != "1.60" || !quantity.Expected.Equal(decimal.NewFromInt(4)) {
		t.Errorf("%s secrets cost %s, want 4 for 1.60", quantity.Expected, got)
	}
	if got := e.Totals()[0].Fixed.Expected.StringFixed(2); got != "1.60" {
		t.Errorf("fixed is %s, want 1.60", got)
	}
	calls := map[string]string{}
	for _, l := range e.Lines {
		if l.Kind == cost.CallsLine || l.Kind == cost.RotationLine {
			calls[l.Label+": "+l.What] = l.Quantity.Low.String() + " " + l.Quantity.Expected.String() + " " + l.Quantity.High.String()
		}
	}
	// Five values of two secrets, two tasks: 5 × (2 × (1 + 1) + 0) to 5 × (2 × (1 + 60) + 60).
	if got := calls["API/TaskDef: calls when tasks start"]; got != "20 100 910" {
		t.Errorf("calls of the tasks are %s", got)
	}
	// One secret in a variable: at each start, and in high each five minutes in both tasks.
	if got := calls["API/TaskDef: calls by the containers"]; got != "4 20 17702" {
		t.Errorf("calls of the containers are %s", got)
	}
	// One secret, which the code reads at each of 10,000 to 25 million invocations.
	if got := calls["Function/Function: calls by the function"]; got != "10000 1000000 25000000" {
		t.Errorf("calls of the function are %s", got)
	}
}

func app(t testing.TB, name string) []*analyzers.Facts {
	t.Helper()
	fsys := os.DirFS(filepath.Join("..", "testdata", "apps"))
	asm, err := template.Load(t.Context(), fsys, []string{name}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return analyze(t, asm, analyzers.Assets(fsys))
}

// What has no known price is told, and never added up with what has one.
func TestPartitions(t *testing.T) {
	asm, f := facts(t, map[string]string{
		"cdk.out/manifest.json": `{"version":"48.0.0","artifacts":{
			"Gov":{"type":"aws:cloudformation:stack","environment":"aws://111122223333/us-gov-west-1","properties":{"templateFile":"a.json"}},
			"China":{"type":"aws:cloudformation:stack","environment":"aws://111122223333/cn-north-1","properties":{"templateFile":"b.json"}},
			"Tokyo":{"type":"aws:cloudformation:stack","environment":"aws://111122223333/ap-northeast-1","properties":{"templateFile":"c.json"}}}}`,
		"cdk.out/a.json": `{"Resources":{"A":{"Type":"AWS::SecretsManager::Secret"}}}`,
		"cdk.out/b.json": `{"Resources":{"B":{"Type":"AWS::SecretsManager::Secret","Properties":{"ReplicaRegions":[{"Region":"cn-northwest-1"}]}}}}`,
		"cdk.out/c.json": `{"Resources":{"C":{"Type":"AWS::SecretsManager::Secret"}}}`,
	}, "cdk.out")
	if len(asm.Stacks) != 3 {
		t.Fatalf("%d stacks", len(asm.Stacks))
	}
	e := cost.New(f, cost.Options{})
	var gaps []string
	for _, u := range e.Unpriced {
		gaps = append(gaps, u.Region+": "+u.Why)
	}
	want := []string{
		"us-gov-west-1: no price of a secret-month is known for partition aws-us-gov; give one with --prices",
		"cn-north-1: no price of a secret-month is known for partition aws-cn; give one with --prices",
		"cn-northwest-1: no price of a secret-month is known for partition aws-cn; give one with --prices",
	}
	slices.Sort(gaps)
	slices.Sort(want)
	if !slices.Equal(gaps, want) {
		t.Errorf("without a price: %q, want %q", gaps, want)
	}
	if got := e.Totals(); len(got) != 1 || got[0].Monthly.Expected.StringFixed(2) != "0.40" {
		t.Errorf("totals are %v", got)
	}

	// With a price in another currency each has its own sum.
	prices := cost.DefaultPrices().With([]cost.Price{{Region: "cn-north-1", Item: cost.SecretItem, Amount: decimal.RequireFromString("2.70"), Currency: "CNY"}})
	e = cost.New(f, cost.Options{Prices: prices})
	totals := e.Totals()
	if len(totals) != 2 || totals[0].Currency != "USD" || totals[1].Currency != "CNY" ||
		totals[0].Monthly.Expected.StringFixed(2) != "0.40" || totals[1].Monthly.Expected.StringFixed(2) != "2.70" {
		t.Errorf("totals are %v", totals)
	}
	if len(e.Unpriced) != 2 {
		t.Errorf("without a price: %v", e.Unpriced)
	}
}

// A region without a price of its own has that of us-east-1, which is said.
func TestAssumedPrices(t *testing.T) {
	for _, tt := range []struct {
		region  string
		item    cost.Item
		assumed bool
	}{
		{"us-east-1", cost.SecretItem, false},
		{"eu-west-1", cost.SecretItem, true},
		{"us-west-1", cost.SecretItem, true},
		{"us-west-1", cost.KeyItem, false},
		{"", cost.SecretItem, true},
		{"ap-northeast-1", cost.CallItem, true},
	} {
		p, why, ok := cost.DefaultPrices().Find(tt.region, tt.item)
		if !ok || p.Assumed != tt.assumed {
			t.Errorf("price of %s in %q: assumed %v, want %v (%s)", tt.item, tt.region, p.Assumed, tt.assumed, why)
		}
	}
	for _, region := range []string{"us-gov-east-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1", "eu-isoe-west-1"} {
		if p, _, ok := cost.DefaultPrices().Find(region, cost.SecretItem); ok {
			t.Errorf("price of a secret in %s is %s, want none", region, p.Amount)
		}
	}
}

// Every row of the table says where it comes from.
func TestPriceTable(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range cost.DefaultPrices().All() {
		if p.Source == "" || p.Date == "" || p.Currency != cost.USD || !p.Amount.IsPositive() || !slices.Contains(cost.Items(), p.Item) {
			t.Errorf("row %+v is not complete", p)
		}
		seen[p.Region+string(p.Item)] = true
	}
	for _, i := range cost.Items() {
		if !seen["us-east-1"+string(i)] {
			t.Errorf("no price of %s in us-east-1", i)
		}
		if i.Unit() == "" {
			t.Errorf("item %s has no unit", i)
		}
	}
}

// What exists under an open condition is not in the low end; what never exists is
// nowhere.
func TestConditions(t *testing.T) {
	e := estimated(t, `Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  Never: !Equals [a, b]
Resources:
  Always: {Type: AWS::SecretsManager::Secret}
  Perhaps: {Type: AWS::SecretsManager::Secret, Condition: Prod}
  Nowhere: {Type: AWS::SecretsManager::Secret, Condition: Never}
`, "")
	got := e.Totals()[0].Monthly
	if got.Low.StringFixed(2) != "0.40" || got.Expected.StringFixed(2) != "0.80" || got.High.StringFixed(2) != "0.80" {
		t.Errorf("the secrets cost %v", got)
	}
	if !slices.ContainsFunc(e.Assumptions, func(s string) bool { return strings.Contains(s, "under a condition") }) {
		t.Errorf("the assumptions do not say so: %q", e.Assumptions)
	}
}
