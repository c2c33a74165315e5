package rotation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

func factsOf(t *testing.T, files map[string]string) (*Facts, []analyzers.Undecided) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	asm, err := template.Load(t.Context(), fsys, []string{"."}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(asm.Programs) != 1 {
		t.Fatalf("%d programs", len(asm.Programs))
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	undecided := slices.DeleteFunc(facts.Undecided, func(u analyzers.Undecided) bool { return u.Category != "rotation" })
	return facts.ByName["rotation"].(*Facts), undecided
}

func (s *Schedule) line() string {
	secret := s.Secret
	if secret == "" {
		secret = "?"
	}
	line := fmt.Sprintf("%s: %s %s by %s %s, rules %s", s.Label, s.Target, secret, s.Performer, s.Function, s.Rules)
	if s.GapHours > 0 {
		line += fmt.Sprintf(", %s = %dh", s.When, s.GapHours)
	}
	for _, f := range s.Faults {
		line += ", fault " + f.Kind
	}
	return line
}

func (s *Secret) line() string {
	return strings.TrimSpace(fmt.Sprintf("%s: %s %s %s %s", s.Label, s.Rotates, s.Kind, s.Because, s.Database))
}

// TestSecretIds: all the ways in which a schedule names its secret.
func TestSecretIds(t *testing.T) {
	const head = `
Parameters:
  Open: {Type: String}
Conditions:
  C: !Equals [!Ref Open, a]
Resources:
  Named:
    Type: AWS::SecretsManager::Secret
    Properties: {Name: app/db, GenerateSecretString: {PasswordLength: 20}}
  Plain:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {PasswordLength: 20}}
  Attachment:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: !Ref Plain, TargetId: !Ref Database, TargetType: AWS::RDS::DBInstance}
  Database:
    Type: AWS::RDS::DBInstance
    Properties: {ManageMasterUserPassword: true}
  S:
    Type: AWS::SecretsManager::RotationSchedule
    Properties:
      RotationLambdaARN: !Ref Open
      RotationRules: {AutomaticallyAfterDays: 30}
      SecretId: `
	tests := []struct{ id, target, named, plain string }{
		{`!Ref Named`, "found t.yaml#Named", "yes", "no"},
		{`!GetAtt Named.Id`, "found t.yaml#Named", "yes", "no"},
		{`!Ref Plain`, "found t.yaml#Plain", "no", "yes"},
		{`!Ref Attachment`, "found t.yaml#Plain", "no", "yes"},
		{`!Select [6, !Split [":", !Ref Attachment]]`, "found t.yaml#Plain", "no", "yes"},
		{`app/db`, "found t.yaml#Named", "yes", "no"},
		{`app/d`, "elsewhere ", "no", "no"},
		{`app/db-AbCdEf`, "elsewhere ", "no", "no"}, // a name, and not this one
		{`arn:aws:secretsmanager:us-east-1:111122223333:secret:app/db-AbCdEf`, "found t.yaml#Named", "yes", "no"},
		{`arn:aws:secretsmanager:us-east-1:111122223333:secret:app/db`, "found t.yaml#Named", "yes", "no"},
		{`arn:aws:secretsmanager:us-east-1:111122223333:secret:other/db-AbCdEf`, "elsewhere ", "no", "no"}, // nor a name that CloudFormation makes
		{`arn:aws:secretsmanager:us-east-1:111122223333:secret:Plain-1a2b3c4d5e6f-AbCdEf`, "unknown ", "no", "unknown"},
		{`!Sub "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/db-AbCdEf"`, "found t.yaml#Named", "yes", "no"},
		{`!GetAtt Database.MasterUserSecret.SecretArn`, "managed t.yaml#Database", "no", "no"},
		{`!Ref Open`, "unknown ", "unknown", "unknown"},
		{`!Sub "app/${Open}"`, "unknown ", "unknown", "unknown"},
		{`!Sub "other/${Open}"`, "unknown ", "no", "unknown"},
		{`!If [C, !Ref Named, !Ref Plain]`, "found t.yaml#Plain", "unknown", "unknown"},
		{`!ImportValue other`, "unknown ", "unknown", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.id, func(t *testing.T) {
			facts, undecided := factsOf(t, map[string]string{"t.yaml": head + tt.id + "\n"})
			s := facts.Schedules[0]
			if got := s.Target + " " + s.Secret; got != tt.target {
				t.Errorf("target %s, want %s", got, tt.target)
			}
			if named, plain := facts.Secrets[0].Rotates, facts.Secrets[1].Rotates; named != tt.named || plain != tt.plain {
				t.Errorf("named %s, plain %s; want %s, %s", named, plain, tt.named, tt.plain)
			}
			unknown := 0
			for _, s := range facts.Secrets[:2] {
				if s.Rotates == "unknown" {
					unknown++
				}
			}
			if len(undecided) != unknown {
				t.Errorf("undecided %v", undecided)
			}
		})
	}
}

func TestSchedules(t *testing.T) {
	facts, _ := factsOf(t, map[string]string{"t.yaml": `
Parameters:
  Days: {Type: Number}
  Function: {Type: String, Default: ""}
  Limit: {Type: Number, Default: 45}
Conditions:
  Open: !Equals [!Ref Function, ""]
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Rotator: {Type: AWS::Lambda::Function}
  Application:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://example.com/rotation.yaml"}
  ByDays:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Rotator.Arn, RotationRules: {AutomaticallyAfterDays: 7}}
  ByDefault:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Application.Outputs.RotationLambdaARN, RotationRules: {AutomaticallyAfterDays: !Ref Limit}}
  ByRate:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, HostedRotationLambda: {RotationType: MySQLSingleUser}, RotationRules: {ScheduleExpression: rate(10 hours)}}
  ByCron:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, HostedRotationLambda: {RotationType: MySQLSingleUser}, RotationRules: {ScheduleExpression: "cron(0 0 1 * ? *)"}}
  Unknown:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: !Ref Function, RotationRules: {AutomaticallyAfterDays: !Ref Days}}
  Choice:
    Type: AWS::SecretsManager::RotationSchedule
    Properties:
      SecretId: !Ref Secret
      RotationLambdaARN: !If [Open, !Ref AWS::NoValue, !GetAtt Rotator.Arn]
      HostedRotationLambda: !If [Open, {RotationType: MySQLSingleUser}, !Ref AWS::NoValue]
      RotationRules: !If [Open, {AutomaticallyAfterDays: 60}, {ScheduleExpression: rate(30 days)}]
  NoRules:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Rotator.Arn}
  EmptyRules:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Rotator.Arn, RotationRules: {Duration: 2h}}
  Nobody:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: "", RotationRules: {AutomaticallyAfterDays: 7, Duration: 25h}}
`})
	want := []string{
		"ByDays: found t.yaml#Secret by function t.yaml#Rotator, rules yes, every 7 days = 168h",
		"ByDefault: found t.yaml#Secret by function t.yaml#Application, rules yes, every 45 days = 1080h",
		"ByRate: found t.yaml#Secret by hosted , rules yes, every 10 hours = 10h",
		"ByCron: found t.yaml#Secret by hosted , rules yes, cron: 0 0 1 * ? * = 744h",
		"Unknown: found t.yaml#Secret by unknown , rules yes",
		"Choice: found t.yaml#Secret by unknown t.yaml#Rotator, rules unknown",
		"NoRules: found t.yaml#Secret by function t.yaml#Rotator, rules no",
		"EmptyRules: found t.yaml#Secret by function t.yaml#Rotator, rules no",
		"Nobody: found t.yaml#Secret by none , rules yes, every 7 days = 168h, fault window, fault no-function",
	}
	for i, s := range facts.Schedules {
		if got := s.line(); i >= len(want) || got != want[i] {
			t.Errorf("\n got %s\nwant %s", got, want[min(i, len(want)-1)])
		}
	}
}

func TestKinds(t *testing.T) {
	tests := []struct{ name, properties, want string }{
		{"S", `{GenerateSecretString: {PasswordLength: 20}}`, "S: no generated"},
		{"S", `{GenerateSecretString: {}}`, "S: no placeholder"},
		{"S", `{}`, "S: no third-party"},
		{"S", `{SecretString: !Ref P}`, "S: no third-party"},
		{"CookieSigner", `{GenerateSecretString: {PasswordLength: 20}}`, "CookieSigner: no key"},
		{"S", `{Name: app/encryption-key, GenerateSecretString: {PasswordLength: 20}}`, "S: no key"},
		{"S", `{GenerateSecretString: {SecretStringTemplate: '{"engine":"mysql","username":"a"}', GenerateStringKey: password}}`, "S: no database json"},
		{"S", `{GenerateSecretString: {SecretStringTemplate: '{"dbname":"x","username":"a"}', GenerateStringKey: password}}`, "S: no database json"},
		// These may be for a mail server.
		{"S", `{GenerateSecretString: {SecretStringTemplate: '{"host":"smtp.example.com","port":587,"username":"a"}', GenerateStringKey: password}}`, "S: no generated"},
		{"S", `{GenerateSecretString: {SecretStringTemplate: '{"engine":"smtp","username":"a"}', GenerateStringKey: password}}`, "S: no generated"},
		{"S", `{Type: SalesforceClientSecret}`, "S: no third-party"},
	}
	for _, tt := range tests {
		facts, _ := factsOf(t, map[string]string{"t.yaml": "Parameters: {P: {Type: String, NoEcho: true}}\nResources:\n  " + tt.name +
			":\n    Type: AWS::SecretsManager::Secret\n    Properties: " + tt.properties + "\n"})
		if got := facts.Secrets[0].line(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.properties, got, tt.want)
		}
	}
}

// TestSpread: secret, attachment, database and schedule each in a stack of its
// own, joined by parameters, outputs and exports.
func TestSpread(t *testing.T) {
	facts, undecided := factsOf(t, map[string]string{
		"app.yaml": `
Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./nested/data.yaml}
  Rotation:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested/rotation.yaml
      Parameters: {Secret: !GetAtt Data.Outputs.Attached}
Outputs:
  Other: {Value: !GetAtt Data.Outputs.Other, Export: {Name: other-secret}}
`,
		"nested/data.yaml": `
Resources:
  Secret:
    Type: AWS::SecretsManager::Secret
  Other:
    Type: AWS::SecretsManager::Secret
  Attachment:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: !Ref Secret, TargetId: !Ref Cluster, TargetType: AWS::DocDB::DBCluster}
  Cluster:
    Type: AWS::DocDB::DBCluster
    Properties: {MasterUserPassword: !Sub "{{resolve:secretsmanager:${Other}}}"}
Outputs:
  Attached: {Value: !Ref Attachment}
  Other: {Value: !Ref Other}
`,
		"nested/rotation.yaml": `
Parameters:
  Secret: {Type: String}
Resources:
  Schedule:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: "arn:aws:lambda:us-east-1:111122223333:function:f", RotationRules: {AutomaticallyAfterDays: 1}}
`,
		"late.yaml": `
Resources:
  Late:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !ImportValue other-secret, RotationLambdaARN: "arn:aws:lambda:us-east-1:111122223333:function:f"}
`,
	})
	got := []string{facts.Secrets[0].line(), facts.Secrets[1].line()}
	want := []string{"Secret: yes database attached app.yaml/Data#Cluster", "Other: off database password app.yaml/Data#Cluster"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || len(undecided) != 0 {
		t.Errorf("got %q, want %q; undecided %v", got, want, undecided)
	}
}

func FuzzRotation(f *testing.F) {
	f.Add("!Ref S", "{AutomaticallyAfterDays: 30}", "{Name: a}")
	f.Add("arn:aws:secretsmanager:::secret:a", `{ScheduleExpression: "cron(0 8 1 * ? *)", Duration: 2h}`, "{GenerateSecretString: {}}")
	f.Add("[!Ref D, a]", "!If [C, {}, {AutomaticallyAfterDays: !Ref S}]", `{SecretString: '{"engine":"mysql"}'}`)
	f.Fuzz(func(t *testing.T, id, rules, properties string) {
		fsys := fstest.MapFS{"t.yaml": &fstest.MapFile{Data: []byte("Resources:\n  S:\n    Type: AWS::SecretsManager::Secret\n    Properties: " + properties +
			"\n  R:\n    Type: AWS::SecretsManager::RotationSchedule\n    Properties:\n      SecretId: " + id + "\n      RotationRules: " + rules +
			"\n  D:\n    Type: AWS::RDS::DBInstance\n    Properties: {MasterUserPassword: " + id + "}\n")}}
		asm, err := template.Load(t.Context(), fsys, []string{"t.yaml"}, template.Options{})
		if err != nil {
			t.Skip()
		}
		for _, p := range asm.Programs {
			if _, err := analyzers.Run(t.Context(), p, analyzers.Settings{}, []*analyzers.Analyzer{Analyzer}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
