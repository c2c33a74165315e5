package credentials

import (
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
	return facts.ByName["credentials"].(*Facts)
}

func TestRedact(t *testing.T) {
	f := load(t, `
Parameters:
  Token: {Type: String, Default: tok-9f3c07aa}
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUserPassword: pl4nted-value}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {API_TOKEN: !Ref Token}}}
`)
	got := f.Redact("saw pl4nted-value and tok-9f3c07aa in Db")
	if want := "saw [redacted] and [redacted] in Db"; got != want {
		t.Errorf("Redact gives %q, want %q", got, want)
	}
}

// TestUndecided: what the template does not tell is neither a
// literal nor passed in silence.
func TestUndecided(t *testing.T) {
	asm, err := template.Load(t.Context(), fstest.MapFS{"t.yaml": {Data: []byte(`
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: {"Fn::Transform": {Name: Fetch, Parameters: {Key: db}}}
`)}}, []string{"t.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(facts.ByName["credentials"].(*Facts).Literals); n != 0 {
		t.Errorf("%d literals", n)
	}
	if len(facts.Undecided) != 1 || !strings.Contains(facts.Undecided[0].Why, "macro") {
		t.Errorf("undecided: %v", facts.Undecided)
	}
}

// TestNestedStack: a literal that a parent passes down is found where the
// parent writes it.
func TestNestedStack(t *testing.T) {
	asm, err := template.Load(t.Context(), fstest.MapFS{
		"parent.yaml": {Data: []byte(`
Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Login: s3cr3t-from-parent}
`)},
		"child.yaml": {Data: []byte(`
Parameters:
  Login: {Type: String, NoEcho: true}
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUserPassword: !Ref Login}
`)},
	}, []string{"."}, template.Options{})
	if err != nil || len(asm.Programs) != 1 {
		t.Fatalf("load: %v, %d programs", err, len(asm.Programs))
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	literals := facts.ByName["credentials"].(*Facts).Literals
	if len(literals) != 1 {
		t.Fatalf("%d literals, want 1: %+v", len(literals), literals)
	}
	l := literals[0]
	if l.Origin != "parent" || l.At.Resource != "parent.yaml#Data" || l.At.Path.String() != "/Resources/Data/Properties/Parameters/Login" {
		t.Errorf("found %s at %s %s", l.Origin, l.At.Resource, l.At.Path)
	}
	if l.Used.Resource != "parent.yaml/Data#Db" {
		t.Errorf("used at %s", l.Used.Resource)
	}
}
