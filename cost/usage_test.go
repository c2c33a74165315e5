package cost_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

func TestUsageMistakes(t *testing.T) {
	const two = "Resources:\n  Reader: {Type: AWS::Lambda::Function}\n  Bucket: {Type: AWS::S3::Bucket}\n  Shared: {Type: AWS::ECS::Service}\n"
	asm, _ := facts(t, map[string]string{"one.yaml": two, "two.yaml": "Resources:\n  Shared: {Type: AWS::ECS::Service}\n"})
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"right", "version: 1\nregion: eu-west-1\nprices: {file: prices.json}\ndefaults: {AWS::Lambda::Function: {monthly_invocations: 1_000}}\nresources: {Reader: {fetch: module}, one/Shared: {desired_count: {expected: 3, high: 9}}, two: {deploys_per_month: 4}}", nil},
		{"no YAML", "a: [", []string{"u.yaml:1:5: not valid YAML: did not find expected node content"}},
		{"version", "version: 2", []string{`u.yaml:1:10: version "2" is not known: write 1`}},
		{"key", "version: 1\nresource: {}", []string{`u.yaml:2:1: key "resource" is not known in the usage file: did you mean "resources"?`}},
		{"a list", "[]", []string{"u.yaml:1:1: the usage file must be a map, not a list"}},
		{
			"type", "defaults:\n  AWS::Lambda::Functoin: {fetch: module}\n  AWS::S3::Bucket: {a: 1}",
			[]string{
				`u.yaml:2:3: of resources of type "AWS::Lambda::Functoin" no usage is counted: did you mean "AWS::Lambda::Function"?`,
				`u.yaml:3:3: of resources of type "AWS::S3::Bucket" no usage is counted`,
			},
		},
		{
			"keys of a type", "defaults:\n  AWS::Lambda::Function:\n    monthly_invocation: 5\n    pods: 1",
			[]string{
				`u.yaml:3:5: key "monthly_invocation" is not known for AWS::Lambda::Function: did you mean "monthly_invocations"?`,
				`u.yaml:4:5: key "pods" is not known for AWS::Lambda::Function: it is one of monthly_invocations, fetch, cold_start_ratio, avg_duration_ms, warm_environments, cache_ttl_seconds`,
			},
		},
		{
			"numbers", "defaults:\n  AWS::Lambda::Function:\n    monthly_invocations: many\n    cold_start_ratio: 1.5\n    avg_duration_ms: -3\n    warm_environments: [1]\n    cache_ttl_seconds:\n    fetch: handle\n",
			[]string{
				`u.yaml:3:26: monthly_invocations is "many": write a number such as 250000 or 0.05`,
				`u.yaml:4:23: cold_start_ratio is 1.5, more than 1`,
				`u.yaml:5:22: avg_duration_ms is "-3": write a number such as 250000 or 0.05`,
				`u.yaml:6:24: warm_environments must be text, not a list`,
				`u.yaml:7:23: cache_ttl_seconds must be text, not nothing`,
				`u.yaml:8:12: fetch is "handle", and none of auto, handler, module, extension, cached: did you mean "handler"?`,
			},
		},
		{
			"huge", "defaults: {AWS::Lambda::Function: {monthly_invocations: 1e9999999, avg_duration_ms: 99999999999999999999999999999999999999999}}",
			[]string{
				`u.yaml:1:57: monthly_invocations is "1e9999999": write a number such as 250000 or 0.05`,
				`u.yaml:1:85: avg_duration_ms is "9999999999999999999999999999999999999999…": write a number such as 250000 or 0.05`,
			},
		},
		{
			"ranges", "defaults:\n  AWS::Lambda::Function:\n    monthly_invocations: {low: 1, high: 2}\n    avg_duration_ms: {low: 9, expected: 5}\n    cold_start_ratio: {expected: 0.1, hihg: 1}",
			[]string{
				`u.yaml:3:26: monthly_invocations lacks expected: write a number, or low, expected and high`,
				`u.yaml:4:22: avg_duration_ms: low 9, expected 5 and high 5 are not in order`,
				`u.yaml:5:39: key "hihg" is not known in cold_start_ratio: did you mean "high"?`,
			},
		},
		{
			"resources", "resources:\n  Raeder: {fetch: module}\n  Bucket: {a: 1}\n  Shared: {desired_count: 1}\n  Reader: {desired_count: 1}\n  Nothing_like_it_at_all: {}",
			[]string{
				`u.yaml:2:3: resource "Raeder" is not in the templates: did you mean "Reader"?`,
				`u.yaml:3:3: resource "Bucket" is of type AWS::S3::Bucket, of which no usage is counted`,
				`u.yaml:4:3: "Shared" is the name of several resources: write one/Shared or two/Shared`,
				`u.yaml:5:12: key "desired_count" is not known for AWS::Lambda::Function: it is one of monthly_invocations, fetch, cold_start_ratio, avg_duration_ms, warm_environments, cache_ttl_seconds`,
				`u.yaml:6:3: resource "Nothing_like_it_at_all" is not in the templates`,
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, err := cost.ReadUsage("u.yaml", []byte(tt.text))
			if err == nil {
				err = u.Bind(asm)
			}
			var got []string
			if err != nil {
				got = strings.Split(err.Error(), "\n")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A resource that only one of two versions has is known.
func TestUsageOfTwoVersions(t *testing.T) {
	before, _ := facts(t, map[string]string{"old.yaml": oneSecret + function("", "Token")})
	after, f := facts(t, map[string]string{"new.yaml": oneSecret + function("", "Token") + "  Added: {Type: AWS::Lambda::Function}\n"})
	u, err := cost.ReadUsage("u.yaml", []byte("resources: {Reader: {monthly_invocations: 100000, fetch: handler}, Added: {fetch: module}}"))
	if err == nil {
		err = u.Bind(after, before)
	}
	if err != nil {
		t.Fatal(err)
	}
	e := cost.New(f, cost.Options{Usage: u})
	if got, _ := sumOf(e, cost.CallsLine); got.Expected.StringFixed(2) != "0.50" {
		t.Errorf("the calls cost %s", got.Expected)
	}
}

// What a resource says goes before its type, and that before what is assumed; what
// the template tells goes before the type.
func TestUsagePrecedence(t *testing.T) {
	text := taskOfFour
	for _, tt := range []struct{ name, usage, want string }{
		{"assumed", "", "8 44 484"}, // 4 × (1 × (1 + 1) + 0), 4 × (1 × (1 + 8) + 2), 4 × (1 × (1 + 60) + 60)
		{"by type", "defaults: {AWS::ECS::Service: {deploys_per_month: 2, desired_count: 50, task_replacements_per_month: 0}}", "12 12 12"},
		{"by resource", "defaults: {AWS::ECS::Service: {deploys_per_month: 2}}\nresources: {Service: {deploys_per_month: 0, desired_count: 3, task_replacements_per_month: 1}}", "16 16 16"},
	} {
		_, q := sumOf(estimated(t, text, tt.usage), cost.CallsLine)
		if got := strings.Join([]string{q.Low.String(), q.Expected.String(), q.High.String()}, " "); got != tt.want {
			t.Errorf("%s: %s calls, want %s", tt.name, got, tt.want)
		}
	}
}

func usageSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("schema/usage.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("usage.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("usage.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The schema accepts what the reader accepts, and refuses what it refuses, as far
// as a schema can.
func TestUsageSchema(t *testing.T) {
	schema := usageSchema(t)
	valid := func(text string) error {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			return err
		}
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
		if err != nil {
			return err
		}
		return schema.Validate(doc)
	}
	programs(t, func(name string, _ *template.Assembly, f []*analyzers.Facts) {
		var b strings.Builder
		if err := cost.InitUsage(&b, f, cost.Options{}); err != nil {
			t.Fatal(err)
		}
		if err := valid(b.String()); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, b.String())
		}
	})
	for _, bad := range []string{
		"version: 2", "resource: {}", "defaults: {AWS::Lambda::Function: {monthly_invocation: 1}}", "defaults: {AWS::Lambda::Function: {fetch: never}}",
		"defaults: {AWS::Lambda::Function: {cold_start_ratio: 2}}", "defaults: {AWS::ECS::Service: {desired_count: -1}}",
		"defaults: {AWS::ECS::Service: {desired_count: {low: 1}}}", "resources: {A: 1}", "defaults: {AWS::S3::Bucket: {a: 1}}",
	} {
		if valid(bad) == nil {
			t.Errorf("the schema accepts %s", bad)
		}
	}
}

func FuzzReadUsage(f *testing.F) {
	f.Add("version: 1\ndefaults: {AWS::Lambda::Function: {monthly_invocations: {low: 1, expected: 2, high: 3}}}\nresources: {Reader: {fetch: module}}")
	f.Add("resources: {app/Reader: {monthly_invocations: 1e9}}")
	f.Add("resources: {? [a] : {}}")
	f.Add("a: &a [*a]")
	asm, all := facts(f, map[string]string{"app.yaml": everything})
	f.Fuzz(func(t *testing.T, text string) {
		u, err := cost.ReadUsage("u.yaml", []byte(text))
		if err == nil {
			err = u.Bind(asm)
		}
		if err != nil {
			var joined interface{ Unwrap() []error }
			if errors.As(err, &joined) && len(joined.Unwrap()) == 0 {
				t.Fatal("an error without a mistake")
			}
			return
		}
		checked(t, cost.New(all, cost.Options{Usage: u}))
	})
}
