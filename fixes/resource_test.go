package fixes

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/intrinsics"
	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// TestResources writes each kind of new resource into a template, compares it with a
// golden file and has goformation read it back.
func TestResources(t *testing.T) {
	secret, function := ref("Secret"), getAtt("Function", "Arn")
	for _, tt := range []struct {
		name, kind string
		make       func() (*template.Node, error)
	}{
		{"role-policy", "AWS::IAM::Policy", func() (*template.Node, error) {
			return rolePolicy("read", ref("Role"), false, statement([]string{"secretsmanager:GetSecretValue"}, secret, nil))
		}},
		{"user-policy", "AWS::IAM::Policy", func() (*template.Node, error) {
			condition := object("StringEquals", object("kms:ViaService", sub("secretsmanager.${AWS::Region}.amazonaws.com")))
			return rolePolicy("read", ref("User"), true,
				statement([]string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}, secret, nil),
				statement([]string{"kms:Decrypt"}, getAtt("Key", "Arn"), condition))
		}},
		{"secret", "AWS::SecretsManager::Secret", func() (*template.Node, error) {
			return generatedSecret("Login of the database", sub(`{"username":"${User}"}`))
		}},
		{"secret-password", "AWS::SecretsManager::Secret", func() (*template.Node, error) { return generatedSecret("Token of the api", nil) }},
		{"rotation", "AWS::SecretsManager::RotationSchedule", func() (*template.Node, error) {
			return rotationSchedule(secret, "PostgreSQLSingleUser", 30, object("Fn::Join", list(text(","), ref("Subnets"))), ref("Group"))
		}},
		{"rotation-public", "AWS::SecretsManager::RotationSchedule", func() (*template.Node, error) {
			return rotationSchedule(secret, "MySQLSingleUser", 7, nil, nil)
		}},
		{"attachment", "AWS::SecretsManager::SecretTargetAttachment", func() (*template.Node, error) {
			return attachment(secret, ref("Db"), "AWS::RDS::DBInstance")
		}},
		{"secret-policy", "AWS::SecretsManager::ResourcePolicy", func() (*template.Node, error) {
			read := statement([]string{"secretsmanager:GetSecretValue"}, text("*"), nil)
			return secretPolicy(secret, read.With("Principal", object("AWS", getAtt("Role", "Arn"))))
		}},
		{"permission", "AWS::Lambda::Permission", func() (*template.Node, error) { return invokePermission(function, secret) }},
		{"security-group", "AWS::EC2::SecurityGroup", func() (*template.Node, error) {
			return securityGroup("Endpoint of Secrets Manager", ref("Vpc"))
		}},
		{"ingress", "AWS::EC2::SecurityGroupIngress", func() (*template.Node, error) {
			return ingress(ref("Group"), ref("Other"), number(443), "Secrets Manager")
		}},
		{"ingress-port-of-database", "", func() (*template.Node, error) {
			return ingress(ref("Group"), ref("Other"), getAtt("Db", "Endpoint.Port"), "rotation")
		}},
		{"endpoint", "AWS::EC2::VPCEndpoint", func() (*template.Node, error) {
			return interfaceEndpoint("secretsmanager", ref("Vpc"), []*template.Node{ref("SubnetA"), ref("SubnetB")}, getAtt("Group", "GroupId"))
		}},
		{"parameter", "AWS::SSM::Parameter", func() (*template.Node, error) {
			return stringParameter("/app/host", "Host of the api", text("api.example.com"))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := tt.make()
			if err != nil {
				t.Fatal(err)
			}
			src := template.NewSource("t.json", []byte("{\n  \"Resources\": {\n  }\n}\n"))
			edits, err := edit.Edits(src, []edit.Operation{{Op: edit.Set, Path: template.Path{"Resources", "New"}, Value: n}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := edit.Apply(src.Data, edits)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "resources", tt.name+".json")
			if *Update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if tt.kind == "" {
				return // a function where goformation has a number
			}
			parsed, err := goformation(got)
			if err != nil {
				t.Fatal(err)
			}
			if r := parsed.Resources["New"]; r == nil || r.AWSCloudFormationType() != tt.kind {
				t.Errorf("goformation reads %T", r)
			}
		})
	}
}

// goformation reads a template in the way of goformation.ParseYAML and ParseJSON, which
// are in a package with much more.
func goformation(data []byte) (*cloudformation.Template, error) {
	process := intrinsics.ProcessYAML
	if strings.HasPrefix(strings.TrimSpace(string(data)), "{") {
		process = intrinsics.ProcessJSON
	}
	text, err := process(data, nil)
	if err != nil {
		return nil, err
	}
	parsed := &cloudformation.Template{}
	return parsed, json.Unmarshal(text, parsed)
}
