package rules

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// TestForeignTable: every row is of a tool that is read, names rules that there are, and
// says where it was read.
func TestForeignTable(t *testing.T) {
	known := map[string]bool{}
	for _, r := range builtin(t) {
		known[r.ID] = true
	}
	tools := map[string]bool{}
	for _, f := range foreignForms {
		tools[f.tool] = true
	}
	rows := 0
	for line := range strings.Lines(foreignTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(columns) != 6 || !tools[columns[0]] || columns[1] == "" || columns[5] == "" {
			t.Errorf("not a row: %q", line)
			continue
		}
		for rule := range strings.SplitSeq(columns[4], ",") {
			if !known[rule] {
				t.Errorf("%s %s: there is no rule %q", columns[0], columns[1], rule)
			}
		}
	}
	if len(foreignRows()) != rows {
		t.Errorf("%d rows, %d of them different", rows, len(foreignRows()))
	}
}

func TestForeignSuppressions(t *testing.T) {
	secret := func(metadata string) string {
		return "Resources:\n  Db:\n    Type: AWS::SecretsManager::Secret\n    Metadata: " + metadata + "\n  Other:\n    Type: AWS::SecretsManager::Secret\n"
	}
	database := func(metadata string) string {
		return "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Metadata: " + metadata + "\n    Properties: {Engine: mysql, MasterUserPassword: correct-Horse-7-battery}\n"
	}
	broker := func(metadata string) string {
		return "Resources:\n  Mq:\n    Type: AWS::AmazonMQ::Broker\n    Metadata: " + metadata + `
    Properties:
      LdapServerMetadata: {ServiceAccountPassword: correct-Horse-7-battery}
      Users: [{Username: app, Password: correct-Horse-8-battery}]
`
	}
	const open = "FJ801 Db: open\nFJ801 Other: open"
	encoded := base64.StdEncoding.EncodeToString([]byte("äge"))
	tests := []struct{ name, template, only, want string }{
		{"cfn_nag", secret(`{cfn_nag: {rules_to_suppress: [{id: W77, reason: one account}]}}`), "FJ801", "FJ801 Db: metadata (cfn_nag W77: one account)\nFJ801 Other: open"},
		{"cfn_nag without reason", secret(`{cfn_nag: {rules_to_suppress: [{id: W77}]}}`), "FJ801", "FJ801 Db: metadata (cfn_nag W77: no reason is given, and cfn_nag asks for none)\nFJ801 Other: open"},
		{"cfn_nag until", secret(`{cfn_nag: {rules_to_suppress: [{id: W77, reason: x, until: 2026-06-01}]}}`), "FJ801", "FJ801 Db: metadata (cfn_nag W77: x) until 2026-06-01\nFJ801 Other: open"},
		{"cfn_nag expired", secret(`{cfn_nag: {rules_to_suppress: [{id: W77, reason: x, expires: 2026-05-31}]}}`), "FJ801", open},
		{"cfn_nag bad day", secret(`{cfn_nag: {rules_to_suppress: [{id: W77, reason: x, expires: soon}]}}`), "FJ801", open},
		{"another id", secret(`{cfn_nag: {rules_to_suppress: [{id: W78, reason: x}]}}`), "FJ801", open},
		{"unused", secret(`{cfn_nag: {rules_to_suppress: [{id: F23, reason: x}]}}`), "FJ801", open},
		{"another form", secret(`{cfn_nag: {rules_to_suppress: W77}, checkov: [CKV_AWS_149], cfn-lint: W2501}`), "FJ801", open},
		{"cdk-nag", secret(`{cdk_nag: {rules_to_suppress: [{id: HIPAA.Security-SecretsManagerUsingKMSKey, reason: one account}]}}`), "FJ801", "FJ801 Db: metadata (cdk-nag HIPAA.Security-SecretsManagerUsingKMSKey: one account)\nFJ801 Other: open"},
		{"cdk-nag encoded", secret(`{cdk_nag: {rules_to_suppress: [{id: HIPAA.Security-SecretsManagerUsingKMSKey, is_reason_encoded: true, reason: ` + encoded + `}]}}`), "FJ801", "FJ801 Db: metadata (cdk-nag HIPAA.Security-SecretsManagerUsingKMSKey: äge)\nFJ801 Other: open"},
		{"cdk-nag without reason", secret(`{cdk_nag: {rules_to_suppress: [{id: HIPAA.Security-SecretsManagerUsingKMSKey}]}}`), "FJ801", open},
		{"cdk-nag for some findings", secret(`{cdk_nag: {rules_to_suppress: [{id: HIPAA.Security-SecretsManagerUsingKMSKey, reason: x, applies_to: [y]}]}}`), "FJ801", open},
		{"cdk-nag of the stack", "Metadata: {cdk_nag: {rules_to_suppress: [{id: HIPAA.Security-SecretsManagerUsingKMSKey, reason: all}]}}\n" + secret("{}"), "FJ801", "FJ801 Db: metadata (cdk-nag HIPAA.Security-SecretsManagerUsingKMSKey: all)\nFJ801 Other: metadata (cdk-nag HIPAA.Security-SecretsManagerUsingKMSKey: all)"},
		{"checkov", secret(`{checkov: {skip: [{id: CKV_AWS_149, comment: one account}]}}`), "FJ801", "FJ801 Db: metadata (checkov CKV_AWS_149: one account)\nFJ801 Other: open"},
		{"checkov under its older name", secret(`{bridgecrew: {skip: [{id: CKV_AWS_149}]}}`), "FJ801", "FJ801 Db: metadata (checkov CKV_AWS_149: no reason is given, and checkov asks for none)\nFJ801 Other: open"},
		{"cfn-lint", database(`{cfn-lint: {config: {ignore_checks: [W2501]}}}`), "FJ102", "FJ102 Db: metadata (cfn-lint W2501: no reason is given, and cfn-lint asks for none)"},
		{"cfn-lint by prefix", database(`{cfn-lint: {config: {ignore_checks: [W2]}}}`), "FJ102", "FJ102 Db: open"},
		{"of another type", database(`{cfn_nag: {rules_to_suppress: [{id: F34, reason: x}]}}`), "FJ102", "FJ102 Db: open"},
		{"at another place", broker(`{cfn_nag: {rules_to_suppress: [{id: F52, reason: x}]}}`), "FJ102", "FJ102 Mq: open\nFJ102 Mq: metadata (cfn_nag F52: x)"},
		{"ours goes first", secret(`{cfn_nag: {rules_to_suppress: [{id: W77, reason: x}]}, fjall-lint: {ignore: [{rule: FJ801, reason: ours}]}}`), "FJ801", "FJ801 Db: metadata (ours)\nFJ801 Other: open"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := outcome(lintFiles(t, map[string]string{"t.yaml": tt.template}, "", append(strings.Split(tt.only, ","), "FJ003")...))
			if got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestForeignAcknowledgements: what the author's code acknowledged for cdk-nag is
// accepted, however the CDK stores the id.
func TestForeignAcknowledgements(t *testing.T) {
	for id, want := range map[string]string{
		"AwsSolutions-SMG4":             "metadata (cdk-nag AwsSolutions-SMG4: by hand)",
		"Annotation::AwsSolutions-SMG4": "metadata (cdk-nag AwsSolutions-SMG4: by hand)",
		"cdk-nag::AwsSolutions-SMG4":    "metadata (cdk-nag AwsSolutions-SMG4: by hand)",
		"AwsSolutions-SMG5":             "open",
	} {
		files := map[string]string{
			"cdk.out/manifest.json": fmt.Sprintf(`{"version":"48.0.0","artifacts":{"App":{"type":"aws:cloudformation:stack","environment":"aws://unknown-account/unknown-region",
				"properties":{"templateFile":"App.template.json"},"metadata":{
					"/App/Db":[{"type":"aws:cdk:acknowledged-rules","data":{%q:"by hand"}}],
					"/App/Db/Resource":[{"type":"aws:cdk:logicalId","data":"Db"}]}}}}`, id),
			"cdk.out/App.template.json": `{"Resources":{
				"Db":{"Type":"AWS::SecretsManager::Secret","Metadata":{"aws:cdk:path":"App/Db/Resource"},"Properties":{"GenerateSecretString":{}}}}}`,
		}
		got := outcome(lintFiles(t, files, "", "FJ401", "FJ003"))
		if want := "FJ401 Db: " + strings.Replace(want, "metadata", "acknowledgement", 1); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

func TestBelow(t *testing.T) {
	path := template.Path{"Resources", "Role", "Properties", "Policies", 0, "PolicyDocument", "Statement", 10}
	for place, want := range map[string]bool{
		"": true, "Properties": true, "Properties.Policies": true, "Properties.Policies[0]": true,
		"Properties.Policies[0].PolicyDocument.Statement[10]": true, "Properties.Policies[0].PolicyDocument.Statement[1]": false,
		"Properties.Policies[1]": false, "Properties.Pol": false, "Policies[0]": false, "Metadata": false,
		"/Properties/Policies/0": true, "/Properties/Policies/0/PolicyDocument/Statement/1": false, "/Properties/": true,
		"*Statement": true, "*Document": true, "*Password": false,
	} {
		if got := below(path, place); got != want {
			t.Errorf("%q: %t", place, got)
		}
	}
	if below(template.Path{"Resources"}, "Properties") || below(nil, "Properties") {
		t.Error("a path that names no element is below a property")
	}
}
