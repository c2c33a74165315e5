package rules

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/template"
)

// lintFiles lints files in memory with the rules of the given ids, on 1 June
// 2026.
func lintFiles(t *testing.T, files map[string]string, config string, only ...string) *Result {
	t.Helper()
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var cfg *Config
	if config != "" {
		if cfg, err = ReadConfig(".fjall-lint.yaml", []byte(config), known); err != nil {
			t.Fatal(err)
		}
	}
	selection, err := Select(known, cfg, "", only)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	asm, err := template.Load(t.Context(), fsys, []string{"."}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := engine.Lint(t.Context(), asm, Options{Config: cfg, Known: known, Today: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// outcome writes findings as "FJ505 Token: open" or "FJ505 Token: metadata
// (reason)"; findings on suppressions as "FJ003 line: message".
func outcome(result *Result) string {
	var lines []string
	for _, f := range result.Findings {
		switch {
		case f.Rule.ID == "FJ003":
			lines = append(lines, fmt.Sprintf("FJ003 %s:%d:%d: %s", f.Range.File, f.Range.Start.Line, f.Range.Start.Column, f.Message))
		case f.Suppressed == nil:
			lines = append(lines, fmt.Sprintf("%s %s: open", f.Rule.ID, f.LogicalID))
		default:
			text := fmt.Sprintf("%s %s: %s (%s)", f.Rule.ID, f.LogicalID, f.Suppressed.Kind, f.Suppressed.Reason)
			if f.Suppressed.Expires != "" {
				text += " until " + f.Suppressed.Expires
			}
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

const (
	suppressible = `Resources:
  Token:
    Type: AWS::SecretsManager::Secret
  Other:
    Type: AWS::SecretsManager::Secret
`
	withMetadata = `Resources:
  Token:
    Type: AWS::SecretsManager::Secret
    Metadata:
      fjall-lint:
        ignore:
          - %s
`
)

func TestSuppressions(t *testing.T) {
	metadata := func(entry string) string { return fmt.Sprintf(withMetadata, entry) }
	tests := []struct{ name, template, config, want string }{
		{"none", suppressible, "", "FJ505 Token: open\nFJ505 Other: open"},

		{"metadata", metadata(`{rule: FJ505, reason: by name}`), "", "FJ505 Token: metadata (by name)"},
		{"metadata by name", metadata(`{rule: naming/missing-description, reason: by name}`), "", "FJ505 Token: metadata (by name)"},
		{"metadata until today", metadata(`{rule: FJ505, reason: soon, until: 2026-06-01}`), "", "FJ505 Token: metadata (soon) until 2026-06-01"},
		{
			"metadata expired", metadata(`{rule: FJ505, reason: soon, until: 2026-05-31}`), "",
			"FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression of FJ505 expired on 2026-05-31.",
		},
		{
			"metadata without reason", metadata(`{rule: FJ505}`), "",
			"FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression of FJ505 has no effect: it gives no reason.",
		},
		{"metadata bare", metadata(`FJ505`), "", "FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression of FJ505 has no effect: it gives no reason."},
		{
			"metadata blank reason", metadata(`{rule: FJ505, reason: " "}`), "",
			"FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression of FJ505 has no effect: it gives no reason.",
		},
		{
			"metadata unknown rule", metadata(`{rule: FJ999, reason: x}`), "",
			"FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression has no effect: there is no rule \"FJ999\".",
		},
		{
			"metadata bad day", metadata(`{rule: FJ505, reason: x, until: tomorrow}`), "",
			"FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression has no effect: its until is \"tomorrow\", which is no day such as 2027-01-31.",
		},
		{"metadata of a rule that is off", metadata(`{rule: FJ401, reason: x}`), "", "FJ505 Token: open"},
		{
			"metadata as one map", "Resources:\n  Token:\n    Type: AWS::SecretsManager::Secret\n    Metadata: {fjall-lint: {ignore: {rule: FJ505, reason: one}}}\n", "",
			"FJ505 Token: metadata (one)",
		},
		{
			"metadata unused", strings.Replace(metadata(`{rule: FJ505, reason: x}`), "    Metadata", "    Properties: {Description: text}\n    Metadata", 1), "",
			"FJ003 t.yaml:8:13: Suppression of FJ505 matches no finding.",
		},

		{"metadata expires", metadata(`{rule: FJ505, reason: soon, expires: 2026-06-01}`), "", "FJ505 Token: metadata (soon) until 2026-06-01"},
		{
			"metadata path elsewhere", metadata(`{rule: FJ505, reason: x, path: Properties.Name}`), "",
			"FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression of FJ505 matches no finding.",
		},
		{
			"metadata path that is none", metadata(`{rule: FJ505, reason: x, path: [Properties]}`), "",
			"FJ505 Token: open\nFJ003 t.yaml:7:13: Suppression has no effect: its path is no text such as Properties.Policies[0].",
		},
		{
			"metadata of a resource, output of its name", metadata(`{rule: FJ505, reason: x}`) + "Outputs: {Token: {Value: {Ref: Nothing}}}\n", "",
			"FJ505 Token: metadata (x)",
		},

		{
			"comment expires", strings.Replace(suppressible, "Token:", "Token: # fjall-lint:ignore FJ505 expires=2026-06-01 soon", 1), "",
			"FJ505 Token: comment (soon) until 2026-06-01\nFJ505 Other: open",
		},
		{"comment on the line", strings.Replace(suppressible, "Token:", "Token: # fjall-lint:ignore FJ505 by name", 1), "", "FJ505 Token: comment (by name)\nFJ505 Other: open"},
		{"comment above", strings.Replace(suppressible, "  Token:", "  # fjall-lint:ignore FJ505 - by name\n  Token:", 1), "", "FJ505 Token: comment (by name)\nFJ505 Other: open"},
		{
			"comment until", strings.Replace(suppressible, "Token:", "Token: # fjall-lint:ignore FJ505 until=2026-06-01 soon", 1), "",
			"FJ505 Token: comment (soon) until 2026-06-01\nFJ505 Other: open",
		},
		{
			"comment expired", strings.Replace(suppressible, "Token:", "Token: # fjall-lint:ignore FJ505 until=2026-05-31 soon", 1), "",
			"FJ505 Token: open\nFJ003 t.yaml:2:10: Suppression of FJ505 expired on 2026-05-31.\nFJ505 Other: open",
		},
		{
			"comment without reason", strings.Replace(suppressible, "Token:", "Token: # fjall-lint:ignore FJ505", 1), "",
			"FJ505 Token: open\nFJ003 t.yaml:2:10: Suppression of FJ505 has no effect: it gives no reason.\nFJ505 Other: open",
		},
		{
			"comment without rule", strings.Replace(suppressible, "Token:", "Token: # fjall-lint:ignore", 1), "",
			"FJ505 Token: open\nFJ003 t.yaml:2:10: Suppression has no effect: it names no rule.\nFJ505 Other: open",
		},
		{
			"comment elsewhere", suppressible + "# fjall-lint:ignore FJ505 nothing here\n", "",
			"FJ505 Token: open\nFJ505 Other: open\nFJ003 t.yaml:6:1: Suppression of FJ505 matches no finding.",
		},

		{"configuration", suppressible, "ignore:\n- {rule: FJ505, path: t/Token, reason: old}\n", "FJ505 Token: configuration (old)\nFJ505 Other: open"},
		{"configuration by glob", suppressible, "ignore:\n- {rule: FJ505, path: \"t/*\", reason: old}\n", "FJ505 Token: configuration (old)\nFJ505 Other: configuration (old)"},
		{"configuration by file", suppressible, "ignore:\n- {rule: FJ505, path: \"*.yaml\", reason: old}\n", "FJ505 Token: configuration (old)\nFJ505 Other: configuration (old)"},
		{"configuration everywhere", suppressible, "ignore:\n- {rule: FJ505, reason: old}\n", "FJ505 Token: configuration (old)\nFJ505 Other: configuration (old)"},
		{
			"configuration unused", suppressible, "ignore:\n- {rule: FJ505, path: none/*, reason: old}\n",
			"FJ003 .fjall-lint.yaml:2:3: Suppression of FJ505 matches no finding.\nFJ505 Token: open\nFJ505 Other: open",
		},
		{
			"configuration expired", suppressible, "ignore:\n- {rule: FJ505, path: t/Token, reason: old, until: 2026-01-31}\n",
			"FJ003 .fjall-lint.yaml:2:3: Suppression of FJ505 expired on 2026-01-31.\nFJ505 Token: open\nFJ505 Other: open",
		},
		{
			"configuration without reason", suppressible, "ignore:\n- {rule: FJ505, path: t/Token}\n",
			"FJ003 .fjall-lint.yaml:2:3: Suppression of FJ505 has no effect: it gives no reason.\nFJ505 Token: open\nFJ505 Other: open",
		},

		{"the first of two", metadata(`{rule: FJ505, reason: first}`), "ignore:\n- {rule: FJ505, reason: second}\n", "FJ505 Token: metadata (first)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := outcome(lintFiles(t, map[string]string{"t.yaml": tt.template}, tt.config, "FJ505", "FJ003"))
			if got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestAcknowledgements: what the author's code acknowledged for a construct holds
// for all that is below it.
func TestAcknowledgements(t *testing.T) {
	files := map[string]string{
		"cdk.out/manifest.json": `{"version":"48.0.0","artifacts":{"App":{"type":"aws:cloudformation:stack","environment":"aws://unknown-account/unknown-region",
			"properties":{"templateFile":"App.template.json"},"metadata":{
				"/App/Token":[{"type":"aws:cdk:acknowledged-rules","data":{"fjall-lint::FJ505":"the name says it"}}],
				"/App/Token/Resource":[{"type":"aws:cdk:logicalId","data":"Token"}],
				"/App/Tokens/Resource":[{"type":"aws:cdk:logicalId","data":"Tokens"}],
				"/App/Third":[{"type":"aws:cdk:acknowledged-rules","data":{"other-tool::X":"not ours","fjall-lint::FJ401":"off here"}}],
				"/App/Third/Resource":[{"type":"aws:cdk:logicalId","data":"Third"}]}}}}`,
		"cdk.out/App.template.json": `{"Resources":{
			"Token":{"Type":"AWS::SecretsManager::Secret","Metadata":{"aws:cdk:path":"App/Token/Resource"}},
			"Tokens":{"Type":"AWS::SecretsManager::Secret","Metadata":{"aws:cdk:path":"App/Tokens/Resource"}},
			"Third":{"Type":"AWS::SecretsManager::Secret","Metadata":{"aws:cdk:path":"App/Third/Resource"}}}}`,
	}
	got := outcome(lintFiles(t, files, "", "FJ505", "FJ003"))
	want := "FJ505 Token: acknowledgement (the name says it)\nFJ505 Tokens: open\nFJ505 Third: open"
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestAcknowledgedRule(t *testing.T) {
	for id, want := range map[string]string{
		"fjall-lint::FJ401": "FJ401", "fjall-lint::rotation/absent": "rotation/absent", "Annotation::FJ401": "FJ401", "FJ401": "FJ401",
		"Annotation::@aws-cdk/x": "", "cdk-nag::AwsSolutions-SMG4": "", "something": "", "": "",
	} {
		rule, ours := ruleOfAcknowledgement(id)
		if !ours {
			rule = ""
		}
		if rule != want {
			t.Errorf("%q is %q, want %q", id, rule, want)
		}
	}
}

// TestSuppressedStatement: a path limits a suppression to a statement of a policy.
func TestSuppressedStatement(t *testing.T) {
	const role = `Resources:
  Role:
    Type: AWS::IAM::Role
    Metadata: {fjall-lint: {ignore: [{rule: FJ302, reason: the backup reads all, path: "Properties.Policies[1]"}]}}
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]}
      Policies:
        - PolicyName: a
          PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: "*"}]}
        - PolicyName: b
          PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: "*"}]}
`
	got := outcome(lintFiles(t, map[string]string{"t.yaml": role}, "", "FJ302", "FJ003"))
	if want := "FJ302 Role: open\nFJ302 Role: metadata (the backup reads all)"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}
