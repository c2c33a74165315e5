package iam

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

func load(t testing.TB, text string) (*Facts, *secrets.Facts, *template.Stack) {
	t.Helper()
	asm, err := template.Load(t.Context(), fstest.MapFS{"app.yaml": {Data: []byte(text)}}, []string{"app.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer, secrets.Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	return result.ByName["iam"].(*Facts), result.ByName["secrets"].(*secrets.Facts), asm.Programs[0].Stacks[0]
}

// describe lists a principal's policies: the kind, whether it is there and all of
// it known, and the actions with whether their statement is there.
func describe(p *Principal) []string {
	lines := []string{}
	for _, policy := range p.Policies {
		line := fmt.Sprintf("%s %s", policy.Kind, policy.Exists)
		if !policy.Complete {
			line += " incomplete"
		}
		for _, s := range policy.Statements {
			for _, a := range s.Actions {
				line += fmt.Sprintf(" %s=%s", a, s.Exists)
			}
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

func document1(action string) string {
	return "{Version: '2012-10-17', Statement: [{Effect: Allow, Action: '" + action + "', Resource: '*'}]}"
}

// TestPrincipals: the ways in which a role, user or group gets its policies.
func TestPrincipals(t *testing.T) {
	text := `
Parameters:
  Stage: {Type: String}
  RoleName: {Type: String}
  Admin: {Type: String, Default: 'arn:aws:iam::aws:policy/AdministratorAccess'}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Bare: {Type: AWS::IAM::Role}
  Inline:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - {PolicyName: a, PolicyDocument: DOC(s3:A)}
        - !If [Prod, {PolicyName: b, PolicyDocument: DOC(s3:B)}, !Ref AWS::NoValue]
        - !Ref AWS::NoValue
  Choice:
    Type: AWS::IAM::Role
    Properties:
      Policies: !If [Prod, [{PolicyName: a, PolicyDocument: DOC(s3:A)}], !Ref AWS::NoValue]
  Named:
    Type: AWS::IAM::Role
    Properties: {RoleName: !Sub "${Stage}-role"}
  Literal:
    Type: AWS::IAM::Role
    Properties: {RoleName: literal}
  Attached:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: c
      Roles: [!Sub "${Stage}-role", literal, elsewhere]
      PolicyDocument: DOC(s3:C)
  Maybe:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: d
      Roles: [!If [Prod, !Ref Literal, !Ref AWS::NoValue]]
      PolicyDocument: DOC(s3:D)
  OfRole:
    Type: AWS::IAM::RolePolicy
    Properties: {PolicyName: e, RoleName: !Ref Literal, PolicyDocument: DOC(s3:E)}
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: DOC(s3:M)}
  Managing:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!Ref Managed, !Ref Admin, 'arn:aws:iam::111122223333:policy/x', !If [Prod, !Ref Managed, !Ref AWS::NoValue]]
      PermissionsBoundary: !Ref Managed
  Group:
    Type: AWS::IAM::Group
    Properties: {Policies: [{PolicyName: g, PolicyDocument: DOC(s3:G)}]}
  Team:
    Type: AWS::IAM::Group
    Properties: {GroupName: team}
  TeamPolicy:
    Type: AWS::IAM::GroupPolicy
    Properties: {PolicyName: t, GroupName: team, PolicyDocument: DOC(s3:T)}
  User:
    Type: AWS::IAM::User
    Properties: {Groups: [!Ref Group]}
  Member: {Type: AWS::IAM::User}
  Addition:
    Type: AWS::IAM::UserToGroupAddition
    Properties: {GroupName: !Ref Team, Users: [!Ref Member]}
  Stranger:
    Type: AWS::IAM::User
    Properties: {Groups: [elsewhere]}
`
	for {
		before, rest, ok := strings.Cut(text, "DOC(")
		if !ok {
			break
		}
		action, after, _ := strings.Cut(rest, ")")
		text = before + document1(action) + after
	}
	facts, _, stack := load(t, text)
	want := map[string][]string{
		"Bare":     {},
		"Inline":   {"identity-based policy unknown s3:B=unknown", "identity-based policy yes s3:A=yes"},
		"Choice":   {"identity-based policy unknown s3:A=unknown"},
		"Named":    {"identity-based policy yes s3:C=yes"},
		"Literal":  {"identity-based policy unknown s3:D=unknown", "identity-based policy yes s3:C=yes", "identity-based policy yes s3:E=yes"},
		"Managing": {"identity-based policy unknown s3:M=unknown", "identity-based policy yes incomplete", "identity-based policy yes incomplete", "identity-based policy yes s3:M=yes", "permissions boundary yes s3:M=yes"},
		"Group":    {"identity-based policy yes s3:G=yes"},
		"Team":     {"identity-based policy yes s3:T=yes"},
		"User":     {"identity-based policy yes s3:G=yes"},
		"Member":   {"identity-based policy yes s3:T=yes"},
		"Stranger": {"identity-based policy yes incomplete"},
	}
	for _, p := range facts.Principals {
		id := p.Resource.ID
		if diff := cmp.Diff(want[id], describe(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
		if len(p.Managed) > 0 {
			t.Errorf("%s has managed policies %v", id, p.Managed)
		}
	}
	if p := facts.ByKey(stack.Key + "#Inline"); p == nil || p.Resource.ID != "Inline" {
		t.Errorf("found %v", p)
	}
}

// TestManaged: the policies of AWS are known, whatever the partition.
func TestManaged(t *testing.T) {
	facts, _, _ := load(t, `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/SecretsManagerReadWrite
        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
        - arn:aws:iam::aws:policy/NoSuchPolicy
`)
	p := facts.Principals[0]
	var names []string
	for _, m := range p.Managed {
		names = append(names, m.Name)
	}
	if len(names) == 0 || names[0] != "SecretsManagerReadWrite" {
		t.Errorf("managed policies %v", names)
	}
	complete := 0
	for _, policy := range p.Policies {
		if policy.Complete {
			complete++
		}
	}
	if len(p.Policies) != 3 || complete != 2 {
		t.Errorf("%d policies, %d of them known", len(p.Policies), complete)
	}
}

// TestMeans: the ways in which a resource policy names its secret.
func TestMeans(t *testing.T) {
	const head = `
Parameters: {Name: {Type: String}}
Resources:
  Named: {Type: AWS::SecretsManager::Secret, Properties: {Name: app/db}}
  Plain: {Type: AWS::SecretsManager::Secret}
  Policy:
    Type: AWS::SecretsManager::ResourcePolicy
    Properties:
      ResourcePolicy: {Version: '2012-10-17', Statement: []}
      SecretId: `
	tests := []struct{ id, named, plain string }{
		{`!Ref Named`, "yes", "no"},
		{`!Ref Plain`, "no", "yes"},
		{`app/db`, "yes", "no"},
		{`app/other`, "no", "no"},
		{`!Sub "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/other"`, "no", "no"},
		{`!Sub "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/db"`, "yes", "no"},
		{`!Ref Name`, "unknown", "unknown"},
	}
	for _, tt := range tests {
		facts, stock, stack := load(t, head+tt.id+"\n")
		id := stack.Resources["Policy"].Property("SecretId")
		for _, s := range stock.Secrets {
			want := map[string]string{"Named": tt.named, "Plain": tt.plain}[s.Resource.ID]
			if got := Means(s.Resource, id); got.String() != want {
				t.Errorf("%s means %s: %s, want %s", tt.id, s.Resource.ID, got, want)
			}
			if policies := facts.Secrets[s.Key]; (len(policies) == 1) != (want != "no") {
				t.Errorf("%s gives %s %d policies", tt.id, s.Resource.ID, len(policies))
			}
		}
	}
}

// TestKeyPolicy: a key without a policy leaves access to the account.
func TestKeyPolicy(t *testing.T) {
	facts, _, stack := load(t, `
Resources:
  Plain: {Type: AWS::KMS::Key}
  Closed:
    Type: AWS::KMS::Key
    Properties: {KeyPolicy: {Version: '2012-10-17', Statement: []}}
`)
	plain, closed := facts.Keys[stack.Key+"#Plain"], facts.Keys[stack.Key+"#Closed"]
	if plain == nil || len(plain.Statements) != 1 || plain.Kind != eval.KeyPolicy || !plain.Complete {
		t.Errorf("default key policy %+v", plain)
	}
	if closed == nil || len(closed.Statements) != 0 || !closed.Complete {
		t.Errorf("empty key policy %+v", closed)
	}
}
