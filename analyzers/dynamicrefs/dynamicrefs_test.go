package dynamicrefs

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

func TestReferences(t *testing.T) {
	fsys := fstest.MapFS{"t.yaml": &fstest.MapFile{Data: []byte(`
Parameters:
  Password: {Type: String, Default: "{{resolve:secretsmanager:app/p}}"}
  Stage: {Type: String}
Conditions:
  Open: !Equals [!Ref Stage, a]
  Never: !Equals [a, b]
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Function:
    Type: AWS::Lambda::Function
    Metadata:
      Note: "{{resolve:ssm:/note}}"
    Properties:
      Environment:
        Variables:
          A: !Ref Password
          B: !If [Open, !Sub "x{{resolve:secretsmanager:${Secret}:SecretString:key}}", "{{resolve:ssm:/b:2}}"]
          C: !Sub "{{resolve:ssm-secure:/c}} and {{resolve:ssm:/d}}"
  Host:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Init: {config: {commands: {a: {command: "{{resolve:secretsmanager:app/init}}"}}}}
    Properties:
      UserData: {"Fn::Base64": "{{resolve:secretsmanager:app/data}}"}
  Gone:
    Type: AWS::SNS::Topic
    Condition: Never
    Properties: {DisplayName: "{{resolve:ssm:/gone}}"}
Outputs:
  O: {Value: !Join ["", ["{{resolve:secretsmanager:", !Ref Secret, "}}"]]}
`)}}
	asm, err := template.Load(t.Context(), fsys, []string{"t.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range facts.ByName["dynamicrefs"].(*Facts).References {
		line := fmt.Sprintf("%s %s %s %s:%s", r.At.Path, r.Section, r.Property, r.Service, r.Name)
		for _, f := range [][2]string{{"secret", r.Secret}, {"key", r.Key}, {"version", r.Version}, {"misplaced", r.Misplaced}, {"malformed", r.Malformed}} {
			if f[1] != "" {
				line += " " + f[0] + "=" + f[1]
			}
		}
		if r.Embedded {
			line += " embedded"
		}
		if r.Encoded {
			line += " encoded"
		}
		if r.At.Span != nil {
			line += fmt.Sprint(" ", r.At.Span)
		}
		got = append(got, line)
	}
	want := []string{
		"/Parameters/Password/Default properties Environment.Variables.A secretsmanager:app/p [0 32]",
		"/Resources/Function/Properties/Environment/Variables/B/Fn::If/1/Fn::Sub properties Environment.Variables.B secretsmanager:* secret=t.yaml#Secret key=key embedded [1 54]",
		"/Resources/Function/Properties/Environment/Variables/B/Fn::If/2 properties Environment.Variables.B ssm:/b version=2 [0 20]",
		"/Resources/Function/Properties/Environment/Variables/C/Fn::Sub properties Environment.Variables.C ssm-secure:/c misplaced=unsupported-property embedded [0 25]",
		"/Resources/Function/Properties/Environment/Variables/C/Fn::Sub properties Environment.Variables.C ssm:/d embedded [30 48]",
		"/Resources/Function/Metadata/Note metadata  ssm:/note [0 21]",
		"/Resources/Host/Properties/UserData/Fn::Base64 properties UserData secretsmanager:app/data encoded [0 35]",
		"/Resources/Host/Metadata/AWS::CloudFormation::Init/config/commands/a/command init  secretsmanager:app/init misplaced=metadata [0 35]",
		"/Outputs/O/Value/Fn::Join/1/0 outputs  secretsmanager:* secret=t.yaml#Secret misplaced=outputs",
	}
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = strings.ReplaceAll(got[i], "  ", " ")
		}
		if i < len(want) {
			w = strings.ReplaceAll(want[i], "  ", " ")
		}
		if g != w {
			t.Errorf("\n got %s\nwant %s", g, w)
		}
	}
	if len(facts.Undecided) != 1 || !strings.Contains(facts.Undecided[0].Why, "Fn::Base64") {
		t.Errorf("undecided %v", facts.Undecided)
	}
}
