package template

import (
	"strings"
	"testing"
)

func TestDynamicReferences(t *testing.T) {
	const arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:app/db-AbCdEf"
	tests := []struct{ name, yaml, want string }{
		{"name only", `"{{resolve:secretsmanager:app/db}}"`, `⟨secretsmanager app/db⟩`},
		{"key", `"{{resolve:secretsmanager:app/db:SecretString:password}}"`, `⟨secretsmanager app/db key=password⟩`},
		{"trailing colons", `"{{resolve:secretsmanager:app/db:SecretString:password::}}"`, `⟨secretsmanager app/db key=password⟩`},
		{"whole secret", `"{{resolve:secretsmanager:app/db:SecretString:::}}"`, `⟨secretsmanager app/db⟩`},
		{"stage", `"{{resolve:secretsmanager:app/db:SecretString:password:AWSPREVIOUS}}"`, `⟨secretsmanager app/db key=password stage=AWSPREVIOUS⟩`},
		{"version", `"{{resolve:secretsmanager:app/db:SecretString:password::0b1c}}"`, `⟨secretsmanager app/db key=password version=0b1c⟩`},
		{
			"both", `"{{resolve:secretsmanager:app/db:SecretString:password:AWSCURRENT:0b1c}}"`,
			`⟨secretsmanager app/db key=password stage=AWSCURRENT version=0b1c malformed=it has both a version stage and a version id; one of them must be empty⟩`,
		},
		{"too much", `"{{resolve:secretsmanager:a:SecretString:b:::d}}"`, `⟨secretsmanager a key=b malformed=more than secret, SecretString, key, version stage and version id⟩`},
		{"ARN", `"{{resolve:secretsmanager:` + arn + `:SecretString:password::}}"`, `⟨secretsmanager ` + arn + ` key=password⟩`},
		{"ARN only", `"{{resolve:secretsmanager:` + arn + `}}"`, `⟨secretsmanager ` + arn + `⟩`},
		{"binary", `"{{resolve:secretsmanager:app/db:SecretBinary}}"`, `⟨secretsmanager app/db malformed="SecretBinary" cannot be resolved, only SecretString can⟩`},
		{"wrong word", `"{{resolve:secretsmanager:app/db:Secret:password}}"`, `⟨secretsmanager app/db malformed="Secret" stands where SecretString must⟩`},
		{"no name", `"{{resolve:secretsmanager::SecretString:password}}"`, `⟨secretsmanager  malformed=the secret's name is missing⟩`},
		{"no name at all", `"{{resolve:secretsmanager:}}"`, `⟨secretsmanager  malformed=the secret's name is missing⟩`},
		{"nothing", `"{{resolve:secretsmanager}}"`, `⟨secretsmanager  malformed=nothing follows the service "secretsmanager"⟩`},
		{"other service", `"{{resolve:vault:a}}"`, `⟨vault a malformed=service "vault" is none of secretsmanager, ssm and ssm-secure⟩`},

		{"ssm", `"{{resolve:ssm:/app/name}}"`, `⟨ssm /app/name⟩`},
		{"ssm version", `"{{resolve:ssm:/app/name:3}}"`, `⟨ssm /app/name version=3⟩`},
		{"ssm-secure", `"{{resolve:ssm-secure:/app/name:10}}"`, `⟨ssm-secure /app/name version=10⟩`},
		{"ssm bad version", `"{{resolve:ssm:/app/name:latest}}"`, `⟨ssm /app/name version=latest malformed=version "latest" is not a whole number⟩`},
		{"ssm no name", `"{{resolve:ssm:}}"`, `⟨ssm  malformed=the parameter's name is missing⟩`},

		{"in text", `"user:{{resolve:ssm:a}}@{{resolve:ssm:b}}/x"`, `user:⟨ssm a⟩@⟨ssm b⟩/x`},
		{"not closed", `"{{resolve:ssm:a}"`, `{{resolve:ssm:a}`},
		{"not a reference", `"{{handlebars}} {{resolve ssm}}"`, `{{handlebars}} {{resolve ssm}}`},
		{"in a default", `!Ref P`, `⟨secretsmanager app/p⟩`},

		{"Sub", `!Sub "{{resolve:secretsmanager:${Secret}:SecretString:password}}"`, `⟨secretsmanager ⟨Secret⟩ key=password⟩`},
		{"Sub of attachment", `!Sub "{{resolve:secretsmanager:${Attachment}:SecretString:password}}"`, `⟨secretsmanager ⟨Secret via Attachment⟩ key=password⟩`},
		{"Sub unknown name", `!Sub "{{resolve:ssm:/app/${Open}:1}}"`, `⟨ssm /app/⟨param Open⟩ version=1⟩`},
		{"Sub of key", `!Sub "{{resolve:secretsmanager:app:SecretString:${Open}}}"`, `⟨secretsmanager app key=*⟩`},
		{"Join as the CDK writes it", `!Join ["", ["{{resolve:secretsmanager:", !Ref Secret, ":SecretString:password::}}"]]`, `⟨secretsmanager ⟨Secret⟩ key=password⟩`},
		{"Join with text around", `!Join ["", ["a{{resolve:secretsmanager:", !Ref Secret, ":SecretString:password::}}b"]]`, `a⟨secretsmanager ⟨Secret⟩ key=password⟩b`},
		{"Join with braces apart", `!Join ["", ["{{", "resolve:secretsmanager:", !Ref Secret, ":SecretString", "}}"]]`, `⟨secretsmanager ⟨Secret⟩⟩`},
		{"Join by a separator", `!Join [":", ["{{resolve", secretsmanager, app/db, SecretString, "password}}"]]`, `⟨secretsmanager app/db key=password⟩`},
		{"Join of single characters", `!Join ["", ["{", "{", "r", "esolve:ssm:a}", "}"]]`, `⟨ssm a⟩`},
		{"Join never closed", `!Join ["", ["{{resolve:ssm:", !Ref Secret]]`, `{{resolve:ssm:⟨Secret⟩`},
		{"service by Sub", `!Sub "{{resolve:${Open}:a}}"`, `⟨ ⟨param Open⟩:a malformed=the service is not literal text⟩`},
		{"choice", `!Sub ["{{resolve:ssm:${n}}}", {n: !If [C, a, b]}]`, `⟨C=true → ⟨ssm a⟩ | C=false → ⟨ssm b⟩⟩`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asm := loadTemplates(t, Options{}, "t.yaml", `
Parameters:
  Open: {Type: String}
  P: {Type: String, Default: "{{resolve:secretsmanager:app/p}}"}
Conditions: {C: !Equals [!Ref Open, a]}
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Attachment: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref Secret}}
  It:
    Type: AWS::SNS::Topic
    Properties:
      V: `+tt.yaml+"\n")
			if got := show(asm.Stacks[0].Resources["It"].Property("V")); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestDynamicPlace: a reference knows the scalar that it begins in, and where.
func TestDynamicPlace(t *testing.T) {
	asm := loadTemplates(t, Options{}, "t.yaml", `
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  It:
    Type: AWS::SNS::Topic
    Properties:
      V: !Join ["", [ab, "c{{resolve:secretsmanager:", !Ref Secret, ":SecretString:password}}d{{resolve:ssm:x}}"]]
`)
	v := asm.Stacks[0].Resources["It"].Property("V")
	var places []string
	for _, p := range v.Parts {
		if p.Kind == DynamicPart {
			d := p.Dynamic
			if !strings.HasPrefix(d.Node.Text[d.Offset:], "{{resolve:"+d.Service) {
				t.Errorf("%s begins at %q", d.Service, d.Node.Text[d.Offset:])
			}
			places = append(places, d.Node.TextRange(d.Offset, d.Offset+9).String())
		}
	}
	if got := strings.Join(places, " "); got != "t.yaml:7:28 t.yaml:7:95" {
		t.Errorf("places %s in %s", got, show(v))
	}
}

// TestDynamicDefault: a default within a reference may be replaced, a default
// that is a reference is one.
func TestDynamicDefault(t *testing.T) {
	asm := loadTemplates(t, Options{}, "t.yaml", `
Parameters:
  Empty: {Type: String, Default: ""}
  Whole: {Type: String, Default: "{{resolve:ssm:a}}"}
Resources:
  It:
    Type: AWS::SNS::Topic
    Properties:
      V:
        - !Sub "{{resolve:secretsmanager:${Empty}}}"
        - !Sub "{{resolve:secretsmanager:a:SecretString:${Empty}}}"
        - !Ref Whole
        - !Sub "${Empty}{{resolve:ssm:a}}${Empty}"
`)
	want := []bool{true, true, false, false}
	for i, v := range asm.Stacks[0].Resources["It"].Property("V").Elems() {
		for _, p := range v.Parts {
			if p.Kind == DynamicPart && p.Dynamic.Defaulted != want[i] {
				t.Errorf("%d: Defaulted is %t", i, p.Dynamic.Defaulted)
			}
		}
	}
}

func FuzzDynamic(f *testing.F) {
	f.Add("{{resolve:secretsmanager:a:SecretString:b:c:d}}", "{{res", "olve:ssm:x}}")
	f.Add("{{", "resolve:ssm-secure:", ":1}}{{resolve:")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		ref := Part{Kind: UnknownPart, Text: "?"}
		for _, parts := range [][]Part{
			{{Kind: LiteralPart, Text: a}, {Kind: LiteralPart, Text: b}, {Kind: LiteralPart, Text: c}},
			{{Kind: LiteralPart, Text: a}, ref, {Kind: LiteralPart, Text: b}, ref, {Kind: LiteralPart, Text: c}},
		} {
			for _, p := range dynamicParts(parts) {
				if p.Kind == DynamicPart && p.Dynamic == nil {
					t.Error("a reference without its parts")
				}
			}
		}
	})
}
