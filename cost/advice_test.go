package cost_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// assembly makes a cloud assembly of stacks with an environment each.
func assembly(stacks map[string][2]string) map[string]string {
	files := map[string]string{}
	var artifacts []string
	for name, s := range stacks {
		files["cdk.out/"+name+".yaml"] = s[1]
		artifacts = append(artifacts, fmt.Sprintf(`%q:{"type":"aws:cloudformation:stack","environment":"aws://111122223333/%s","properties":{"templateFile":"%s.yaml"}}`, name, s[0], name))
	}
	files["cdk.out/manifest.json"] = `{"version":"48.0.0","artifacts":{` + strings.Join(artifacts, ",") + "}}"
	return files
}

// What rules advise, to the cent: the examples that the model was worked out with.
func TestWorkedSavings(t *testing.T) {
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	const policy = "{Statement: [{Effect: Allow, Principal: {AWS: !Sub \"arn:aws:iam::${AWS::AccountId}:root\"}, Action: \"kms:*\", Resource: \"*\"}]}"
	var twelve strings.Builder
	twelve.WriteString("Resources:\n" + repeat(12, "  S#: {Type: AWS::SecretsManager::Secret}\n"))
	for f := range 3 {
		fmt.Fprintf(&twelve, "  F%d: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {A: !Ref S%d, B: !Ref S%d, C: !Ref S%d, D: !Ref S%d}}}}\n", f, 4*f, 4*f+1, 4*f+2, 4*f+3)
	}
	for _, tt := range []struct {
		name, text string
		sums       func(*cost.Advice) []cost.Sum
		found      int
		want       string
	}{
		{"12 secrets to 3", twelve.String(), func(a *cost.Advice) (sums []cost.Sum) {
			for _, x := range a.Combinable {
				sums = append(sums, x.Sum)
			}
			return sums
		}, 3, "3.60"},
		{
			"8 secrets that are none", "Resources:\n" + repeat(8, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '{\"host\": \"db.example.com\", \"port\": 5432}'}}\n") +
				"  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {" + strings.TrimSuffix(repeat(8, "V#: !Ref S#, "), ", ") + "}}}}\n",
			func(a *cost.Advice) (sums []cost.Sum) {
				for _, x := range a.Plain {
					sums = append(sums, x.Sum)
				}
				return sums
			}, 8, "3.20",
		},
		{"20 old ones", "Resources:\n" + repeat(20, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: shop/dev/old-#}}\n"), func(a *cost.Advice) (sums []cost.Sum) {
			for _, x := range a.Unused {
				sums = append(sums, x.Sum)
			}
			return sums
		}, 20, "8.00"},
		{
			"10 in three further regions", "Resources:\n" + repeat(10, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: shop/prod/s-#, ReplicaRegions: [{Region: eu-west-1}, {Region: eu-west-2}, {Region: ap-south-1}]}}\n") +
				"  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {" + strings.TrimSuffix(repeat(10, "V#: !Ref S#, "), ", ") + "}}}}\n",
			func(a *cost.Advice) (sums []cost.Sum) {
				for _, x := range a.Replicas {
					sums = append(sums, x.Sum)
				}
				return sums
			}, 10, "12.00",
		},
		{
			"10 keys to one", "Resources:\n" + repeat(10, "  K#: {Type: AWS::KMS::Key, Properties: {KeyPolicy: "+policy+"}}\n  S#: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref K#}}\n") +
				"Outputs:\n" + repeat(10, "  O#: {Value: !Ref S#}\n"),
			func(a *cost.Advice) (sums []cost.Sum) {
				for _, x := range a.Keys {
					sums = append(sums, x.Sum)
				}
				return sums
			}, 1, "9.00",
		},
		{
			"50 mounted secrets, hourly", "Resources:\n" + driver + mounted,
			func(a *cost.Advice) (sums []cost.Sum) {
				for _, x := range a.Polling {
					sums = append(sums, x.Sum)
				}
				return sums
			}, 1, "5.29", // 1,095,000 − 36,500 calls
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asm, f := facts(t, assembly(map[string][2]string{"App": {"us-east-1", tt.text}}), "cdk.out")
			u, err := cost.ReadUsage("u.yaml", []byte("defaults: {Custom::AWSCDK-EKS-KubernetesResource: {pods: 10}}"))
			if err == nil {
				err = u.Bind(asm)
			}
			if err != nil {
				t.Fatal(err)
			}
			advice, undecided := cost.Advise(f[0], cost.Options{Usage: u})
			sums := tt.sums(advice)
			total := decimal.Zero
			for _, s := range sums {
				total = total.Add(dec(s.Monthly))
			}
			if len(sums) != tt.found || total.StringFixed(2) != tt.want {
				t.Errorf("%d savings of %s, want %d of %s", len(sums), total.StringFixed(2), tt.found, tt.want)
			}
			if len(undecided) > 0 {
				t.Errorf("undecided: %v", undecided)
			}
		})
	}
}

// What is used by nothing is told once: no other advice is about it.
func TestAdviceDoesNotOverlap(t *testing.T) {
	_, f := facts(t, assembly(map[string][2]string{"App": {"us-east-1", `Resources:
  Unused: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '{"host": "a.example.com"}', ReplicaRegions: [{Region: eu-west-1}]}}
  Plain: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '{"host": "a.example.com"}'}}
  Other: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '{"port": 80}'}}
  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {A: !Ref Plain, B: !Ref Other}}}}
`}}), "cdk.out")
	a, _ := cost.Advise(f[0], cost.Options{})
	if len(a.Unused) != 1 || len(a.Plain) != 2 || len(a.Combinable)+len(a.Replicas) != 0 {
		t.Errorf("%d unused, %d plain, %d combinable, %d replicas", len(a.Unused), len(a.Plain), len(a.Combinable), len(a.Replicas))
	}
}

// Without a price there is no sum, and that is said.
func TestAdviceWithoutPrice(t *testing.T) {
	_, f := facts(t, assembly(map[string][2]string{"App": {"us-gov-west-1", "Resources:\n  S: {Type: AWS::SecretsManager::Secret}\n"}}), "cdk.out")
	a, _ := cost.Advise(f[0], cost.Options{})
	if len(a.Unused) != 1 || a.Unused[0].Sum.Monthly != "" || a.Unused[0].Sum.Text != "a price that is not known for its region" {
		t.Errorf("%+v", a.Unused)
	}
}

// The advice of a large app, and of one that has no secrets, on a virtual machine of
// two cores (AMD EPYC):
//
//	BenchmarkAdvise/secrets-2   5140   227343 ns/op   172248 B/op   1877 allocs/op
//	BenchmarkAdvise/nothing-2   1639591   733.6 ns/op   736 B/op   9 allocs/op
func BenchmarkAdvise(b *testing.B) {
	var many, none strings.Builder
	many.WriteString("Resources:\n")
	none.WriteString("Resources:\n")
	for i := range 200 {
		fmt.Fprintf(&many, "  S%d: {Type: AWS::SecretsManager::Secret}\n  F%d: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {A: !Ref S%d}}}}\n", i, i, i)
		fmt.Fprintf(&none, "  T%d: {Type: AWS::SNS::Topic}\n", i)
	}
	for name, text := range map[string]string{"secrets": many.String(), "nothing": none.String()} {
		b.Run(name, func(b *testing.B) {
			_, f := facts(b, map[string]string{"app.yaml": text})
			b.ReportAllocs()
			for b.Loop() {
				cost.Advise(f[0], cost.Options{})
			}
		})
	}
}

// The estimate of everything, on the same machine:
//
//	BenchmarkEstimate-2   6193   196151 ns/op   171086 B/op   2966 allocs/op
func BenchmarkEstimate(b *testing.B) {
	_, f := facts(b, map[string]string{"app.yaml": everything})
	b.ReportAllocs()
	for b.Loop() {
		cost.New(f, cost.Options{})
	}
}
