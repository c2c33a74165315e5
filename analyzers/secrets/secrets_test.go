package secrets

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

func load(t *testing.T, text string) *Facts {
	t.Helper()
	asm, err := template.Load(t.Context(), fstest.MapFS{"t.yaml": {Data: []byte(text)}}, []string{"t.yaml"}, template.Options{})
	if err != nil || len(asm.Programs) != 1 {
		t.Fatalf("load: %v, %d programs", err, len(asm.Programs))
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	return facts.ByName["secrets"].(*Facts)
}

func TestSecrets(t *testing.T) {
	tests := []struct {
		name, properties string
		origin, purpose  string
		state, text      string
		keys             string // sorted, "?" at the end when these are not all
		kms              string
	}{
		{"generated", `{GenerateSecretString: {}}`, "generated", "generated", "generated", "", "?", "default"},
		{
			"database", `{Name: a/b, GenerateSecretString: {SecretStringTemplate: '{"username":"u","engine":"postgres"}', GenerateStringKey: password}}`,
			"generated", "database", "literal", "a/b", "engine,password,username", "default",
		},
		{"nothing", `{Name: !Sub "${AWS::StackName}/x"}`, "empty", "third-party", "partial", "*/x", "?", "default"},
		{"literal", `{SecretString: '{"token":"t","n":1}'}`, "literal", "third-party", "generated", "", "n,token", "default"},
		{"parameter", `{Name: !Ref P, SecretString: !Ref P}`, "parameter", "third-party", "unknown", "*", "?", "default"},
		{"mixed", `{SecretString: !Sub '{"user":"u","password":"${P}"}'}`, "parameter", "third-party", "generated", "", "password,user", "default"},
		{"copy", `{SecretString: "{{resolve:secretsmanager:x:SecretString:p}}"}`, "dynamic", "third-party", "generated", "", "?", "default"},
		{"attribute", `{SecretString: !GetAtt AK.SecretAccessKey}`, "attribute", "third-party", "generated", "", "?", "default"},
		{"own key", `{KmsKeyId: !Ref K}`, "empty", "third-party", "generated", "", "?", "customer"},
		{"alias", `{KmsKeyId: !Ref A}`, "empty", "third-party", "generated", "", "?", "customer"},
		{"managed key", `{KmsKeyId: alias/aws/secretsmanager}`, "empty", "third-party", "generated", "", "?", "managed"},
		{"unknown key", `{KmsKeyId: !Ref P}`, "empty", "third-party", "generated", "", "?", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := load(t, "Parameters:\n  P: {Type: String}\nResources:\n  AK: {Type: AWS::IAM::AccessKey}\n  K: {Type: AWS::KMS::Key}\n"+
				"  A: {Type: AWS::KMS::Alias, Properties: {TargetKeyId: !Ref K}}\n  S:\n    Type: AWS::SecretsManager::Secret\n    Properties: "+tt.properties+"\n")
			if len(f.Secrets) != 1 {
				t.Fatalf("%d secrets", len(f.Secrets))
			}
			s := f.Secrets[0]
			keys := strings.Join(s.JSONKeys, ",")
			if !s.KeysKnown {
				keys += "?"
			}
			if s.Origin != tt.origin || s.Purpose != tt.purpose || s.Name.State != tt.state || s.Name.Text != tt.text || keys != tt.keys || s.KMS.Kind != tt.kms {
				t.Errorf("origin %q, purpose %q, name %s %q, keys %q, key %q; want %+v", s.Origin, s.Purpose, s.Name.State, s.Name.Text, keys, s.KMS.Kind, tt)
			}
		})
	}
}

func TestAttachmentAndManaged(t *testing.T) {
	f := load(t, `
Resources:
  S: {Type: AWS::SecretsManager::Secret, Properties: {ReplicaRegions: [{Region: eu-west-1}, {Region: !Ref AWS::Region}], Tags: [{Key: a, Value: b}]}}
  Att: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref S, TargetId: !Ref Db, TargetType: AWS::RDS::DBInstance}}
  Db: {Type: AWS::RDS::DBInstance, Properties: {ManageMasterUserPassword: true, MasterUserSecret: {KmsKeyId: alias/x}}}
`)
	s := f.ByKey("t.yaml#Att")
	if s == nil || s != f.ByKey("t.yaml#S") {
		t.Fatal("the attachment is not its secret")
	}
	if s.Purpose != "database" || len(s.Attachments) != 1 || s.Attachments[0].Target != "t.yaml#Db" {
		t.Errorf("purpose %s, attachments %+v", s.Purpose, s.Attachments)
	}
	regions := []string{}
	for _, r := range s.Replicas {
		regions = append(regions, r.Region)
	}
	if !slices.Equal(regions, []string{"eu-west-1", ""}) {
		t.Errorf("replicas %q", regions)
	}
	if s.Tags["a"] != "b" || !s.TagsKnown {
		t.Errorf("tags %v", s.Tags)
	}
	if len(f.Managed) != 1 || f.Managed[0].State != "yes" || f.Managed[0].KMS.Kind != "customer" {
		t.Errorf("managed %+v", f.Managed)
	}
}

func TestStrength(t *testing.T) {
	tests := []struct {
		g              Generation
		alphabet, bits int
	}{
		{Generation{Length: 32}, 94, 209},
		{Generation{Length: 16, ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunct: true}, 10, 53},
		{Generation{Length: 8, ExcludePunct: true, ExcludeCharacters: "0OIl1"}, 57, 46},
		{Generation{Length: 8, IncludeSpace: true}, 95, 52},
	}
	for _, tt := range tests {
		tt.g.strength()
		if tt.g.Alphabet != tt.alphabet || tt.g.Bits != tt.bits {
			t.Errorf("%+v: want alphabet %d, bits %d", tt.g, tt.alphabet, tt.bits)
		}
	}
}

// TestUsers: whose credentials a secret's JSON holds, and whose it names as its
// superuser's.
func TestUsers(t *testing.T) {
	for value, want := range map[string]string{
		`{"username":"app","masterarn":"${Master}"}`:              "app t.yaml#Master",
		`{ "masterarn" : "${Attachment}", "username": "${Name}"}`: " t.yaml#Master",
		`{"username":"${Default}"}`:                               "u  defaulted",
		`{"username":"app","masterarn":"${Name}"}`:                "app ",
		`{"username":"app","other":"${Master}"}`:                  "app ",
		`{"user":"app"}`:                                          " ",
	} {
		f := load(t, `
Parameters:
  Name: {Type: String}
  Default: {Type: String, Default: u}
Resources:
  S:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {GenerateStringKey: password, SecretStringTemplate: !Sub '`+value+`'}}
  Master: {Type: AWS::SecretsManager::Secret}
  Attachment: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref Master, TargetId: db, TargetType: AWS::RDS::DBInstance}}
`)
		s := f.Secrets[0]
		got := s.Username + " " + s.Superuser
		if s.Defaulted {
			got += " defaulted"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}
