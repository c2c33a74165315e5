package reporters

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) {
	twwidth.SetOptions(twwidth.Options{}) // whatever the locale of the machine
	os.Exit(m.Run())
}

// golden compares output with testdata/golden/<name>.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func render(t *testing.T, r *Report, rep Reporter) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := rep.Report(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The rules of the tests: one of each kind that reporters treat apart.
func testRules() map[string]*rules.Rule {
	all := []*rules.Rule{
		{
			ID: "FJ001", Category: "template", Name: "template/unreadable", Title: "File cannot be read",
			Description: "The file is no template.", Remediation: "Correct the file.", Severity: rules.High,
		},
		{
			ID: "FJ101", Category: "hardcoded", Name: "hardcoded/secret-string", Title: "Secret's value is written into the template",
			Description: "Whoever can read the template, its repository or the stack can read the credential. Suppress it for values that are no credentials.",
			Remediation: "Let Secrets Manager generate the value (generateSecretString), or set it after the deployment.",
			Severity:    rules.Critical, Tags: []string{"secret-string"},
			References: []string{"https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html"},
		},
		{
			ID: "FJ203", Category: "grants", Name: "grants/missing-decrypt", Title: "Reader may not decrypt the secret",
			Description: "The secret is encrypted with a customer key and its reader's role may not decrypt with it.",
			Remediation: "Grant the role kms:Decrypt on the key, for instance with secret.grantRead(handler).", Severity: rules.High,
		},
		{
			ID: "FJ401", Category: "rotation", Name: "rotation/absent", Title: "Secret has no rotation schedule",
			Description: "A credential that never changes works for whoever once had it.",
			Remediation: "Add a rotation schedule.", Severity: rules.Medium, Tags: []string{"rotation"},
			References: []string{"https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html"},
		},
		{
			ID: "FJ505", Category: "naming", Name: "naming/missing-description", Title: "Secret has no description",
			Description: "Nobody can tell what the secret is for.", Remediation: "Give the secret a Description.", Severity: rules.Info,
		},
		{
			ID: "FJ701", Category: "cost", Name: "cost/unused-secret", Title: "Secret is used by nothing",
			Description: "A secret costs money whether it is read or not.", Remediation: "Delete the secret.", Severity: rules.Low,
		},
	}
	byID := map[string]*rules.Rule{}
	for _, r := range all {
		byID[r.ID] = r
	}
	return byID
}

func sorted(byID map[string]*rules.Rule) []*rules.Rule {
	var all []*rules.Rule
	for _, id := range []string{"FJ001", "FJ101", "FJ203", "FJ401", "FJ505", "FJ701"} {
		all = append(all, byID[id])
	}
	return all
}

const appTemplate = `{
 "Resources": {
  "DbSecret86DBB7B1": {
   "Type": "AWS::SecretsManager::Secret",
   "Properties": {
    "Description": "Database of the shop",
    "SecretString": "{\"username\":\"shop\",\"password\":\"not-a-real-password\"}",
    "KmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}
   },
   "Metadata": {"aws:cdk:path": "AppStack/Db/Secret/Resource"}
  },
  "Key961B73FD": {
   "Type": "AWS::KMS::Key",
   "Properties": {"KeyPolicy": {}},
   "Metadata": {"aws:cdk:path": "AppStack/Key/Resource"}
  },
  "HandlerServiceRoleFCDC14AE": {
   "Type": "AWS::IAM::Role",
   "Properties": {"AssumeRolePolicyDocument": {}},
   "Metadata": {"aws:cdk:path": "AppStack/Handler/ServiceRole/Resource"}
  },
  "Handler886CB40B": {
   "Type": "AWS::Lambda::Function",
   "Properties": {
    "Role": {"Fn::GetAtt": ["HandlerServiceRoleFCDC14AE", "Arn"]},
    "Environment": {"Variables": {"SECRET_ARN": {"Ref": "DbSecret86DBB7B1"}}},
    "Tags": [{"Key": "café 😀", "Value": "日本語の値"}]
   },
   "Metadata": {"aws:cdk:path": "AppStack/Handler/Resource"}
  }
 }
}
`

const billingTemplate = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  ApiKey:
    Type: String
    Default: not-a-real-key # the old one
Resources:
  TokenSecretWithQuiteALongLogicalIdThatTheSynthesizerMadeUp0123456789ABCDEF:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: billing/production/token
      SecretString: |
        user: billing
        pass: not-a-real-pass
  Unused:
    Type: AWS::SecretsManager::Secret
    Properties: {Name: billing/production/unused}
`

const repo = "/home/dev/shop/"

func loadAssembly(t testing.TB, files map[string]string, paths ...string) *template.Assembly {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	asm, err := template.Load(t.Context(), fsys, paths, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return asm
}

func stackNamed(t testing.TB, asm *template.Assembly, name string) *template.Stack {
	t.Helper()
	for _, s := range asm.Stacks {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no stack %q in %v", name, asm.Stacks)
	return nil
}

// at fills in a finding's place as the rule engine does.
func at(t testing.TB, f *rules.Finding, s *template.Stack, path ...any) *rules.Finding {
	t.Helper()
	f.Stack, f.Path = s, path
	if f.Severity == 0 {
		f.Severity = f.Rule.Severity
	}
	f.LogicalID, _ = path[1].(string)
	if r := s.Resources[f.LogicalID]; r != nil {
		f.Resource, f.ResourceType, f.ConstructPath = r, r.Type, r.ConstructPath
	} else {
		f.ResourceType = strings.TrimSuffix(path[0].(string), "s")
	}
	f.Range, f.Exact = rangeOf(t, s, path)
	f.Fingerprint = strings.Repeat(strings.ToLower(f.Rule.ID), 6) + "00"
	return f
}

func rangeOf(t testing.TB, s *template.Stack, path template.Path) (template.Range, bool) {
	t.Helper()
	n, ok := s.Lookup(path)
	if len(path) == 2 || !ok {
		return s.KeyRange(path), ok
	}
	return n.Range(), ok
}

func related(t testing.TB, message string, s *template.Stack, path ...any) rules.Related {
	t.Helper()
	rng, _ := rangeOf(t, s, path)
	return rules.Related{Message: message, Stack: s, LogicalID: path[1].(string), Path: path, Range: rng}
}

// testReport is a report that shows all that a reporter must handle.
func testReport(t testing.TB) *Report {
	t.Helper()
	asm := loadAssembly(t, map[string]string{
		"cdk.out/AppStack.template.json": appTemplate,
		"infra/billing.yaml":             billingTemplate,
	}, "cdk.out/AppStack.template.json", "infra/billing.yaml")
	app, billing := stackNamed(t, asm, "AppStack"), stackNamed(t, asm, "billing")
	app.Account, app.Region = "123456789012", "eu-west-1"
	rule := testRules()
	const long = "TokenSecretWithQuiteALongLogicalIdThatTheSynthesizerMadeUp0123456789ABCDEF"

	secret := at(t, &rules.Finding{
		Rule:    rule["FJ101"],
		Message: "The value of secret DbSecret86DBB7B1 is written into the template: JSON whose key \"password\" holds 19 characters.",
		Source:  &template.SourcePos{File: repo + "lib/db-stack.ts", Line: 12, Column: 5, Kind: "creationStack"},
		Fix: &rules.Fix{
			Title: "Replace SecretString by GenerateSecretString", Kind: "suggestion",
			Warning: "The secret gets another value: what uses it has to read it anew.",
		},
	}, app, "Resources", "DbSecret86DBB7B1", "Properties", "SecretString")
	decrypt := at(t, &rules.Finding{
		Rule:    rule["FJ203"],
		Message: "Function Handler886CB40B can't read secret DbSecret86DBB7B1: its role may not decrypt with the secret's key Key961B73FD.",
		Source:  &template.SourcePos{File: repo + "lib/handler-stack.ts", Line: 40, Column: 21},
		Related: []rules.Related{
			related(t, "uses the secret here", app, "Resources", "Handler886CB40B", "Properties", "Environment", "Variables", "SECRET_ARN"),
			related(t, "reads as this role", app, "Resources", "HandlerServiceRoleFCDC14AE"),
			related(t, "is encrypted with this key, whose policy leaves it to IAM who may decrypt", app, "Resources", "Key961B73FD"),
		},
	}, app, "Resources", "Handler886CB40B")
	rotation := at(t, &rules.Finding{
		Rule: rule["FJ401"], Message: "Secret DbSecret86DBB7B1 has no rotation schedule.",
		Source: &template.SourcePos{File: repo + "lib/db-stack.ts", Line: 12, Column: 5},
	}, app, "Resources", "DbSecret86DBB7B1")
	wide := at(t, &rules.Finding{
		Rule: rule["FJ505"], Message: "Tag 日本語の値 of café 😀 describes nothing.",
	}, app, "Resources", "Handler886CB40B", "Properties", "Tags", 0, "Value")
	parameter := at(t, &rules.Finding{
		Rule: rule["FJ101"], Severity: rules.High, Message: "Parameter ApiKey has a default of 14 characters that looks like a credential.",
	}, billing, "Parameters", "ApiKey", "Default")
	token := at(t, &rules.Finding{
		Rule: rule["FJ101"], Message: "The value of secret " + long + " is written into the template.",
	}, billing, "Resources", long, "Properties", "SecretString")
	unused := at(t, &rules.Finding{
		Rule: rule["FJ701"], Message: "Secret Unused has no reader.", MonthlyUSD: "0.40",
	}, billing, "Resources", "Unused")
	suppressed := at(t, &rules.Finding{
		Rule: rule["FJ401"], Message: "Secret Unused has no rotation schedule.",
		Suppressed: &rules.Suppression{Kind: "metadata", Reason: "goes next month", Expires: "2027-01-31"},
	}, billing, "Resources", "Unused")
	broken := &rules.Finding{
		Rule: rule["FJ001"], Severity: rules.High, Message: "The file is no JSON: after the value of \"Type\" comes \"]\".",
		Range:       template.Range{File: "cdk.out/Broken.template.json", Start: template.Pos{Line: 7, Column: 3, Offset: 99}, End: template.Pos{Line: 7, Column: 4, Offset: 100}},
		Fingerprint: "fj001fj001fj001fj001fj001fj00100",
	}
	source := app.Source
	value, _ := app.Lookup(secret.Path)
	key, _ := app.Lookup(template.Path{"Resources", "DbSecret86DBB7B1"})
	start, end := value.Offsets()
	before, _ := key.Offsets()
	replacements := map[*rules.Finding][]Replacement{secret: {
		{Source: source, Start: start, End: end, Text: "{}", Synthesized: true},
		{Source: source, Start: before, End: before, Text: "\n  ", Synthesized: true},
		{Source: source, Start: before, End: end, Synthesized: true},
	}}
	return &Report{
		Replacements: replacements,
		Version:      "1.2.3", Command: "check", Assembly: asm, Rules: sorted(rule),
		Findings: rules.Sort([]*rules.Finding{secret, decrypt, rotation, wide, parameter, token, unused, suppressed, broken}),
		Undecided: []Undecided{
			{Category: "grants", Template: "AppStack.template.json", LogicalID: "Handler886CB40B", Why: "the role is imported by its ARN: its policies are not in the templates"},
			{Category: "grants", Template: "AppStack.template.json", LogicalID: "Worker", Why: "the role is imported by its ARN: its policies are not in the templates"},
			{Category: "hardcoded", Template: "billing.yaml", LogicalID: "ApiKey", Why: "the value comes from a macro"},
		},
		Secrets: []Secret{
			{Name: "DbSecret86DBB7B1-…", Stack: "AppStack", LogicalID: "DbSecret86DBB7B1", Origin: "literal in the template", Rotation: Verdict{Text: "none"}, Key: "Key961B73FD"},
			{Name: "billing/production/token", Stack: "billing", LogicalID: long, Origin: "literal in the template", Rotation: Verdict{State: "yes", Text: "every 30 days, by a function of AWS's"}, Key: "aws/secretsmanager"},
			{Name: "billing/production/unused", Stack: "billing", LogicalID: "Unused", Origin: "unknown", Rotation: Verdict{State: "no", Text: "every 30 days, by a function of AWS's; it fails: the function cannot connect to database Orders"}, Key: "aws/secretsmanager"},
		},
		Notes:    []string{"asset code of 2 functions was not read: --assets=false"},
		FailOn:   rules.Medium,
		RepoRoot: repo, WorkDir: repo,
	}
}
