package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

func facts(t testing.TB, text string) *Facts {
	t.Helper()
	return run(t, text).ByName["access"].(*Facts)
}

func run(t testing.TB, text string) *analyzers.Facts {
	t.Helper()
	asm, err := template.Load(t.Context(), fstest.MapFS{"app.yaml": {Data: []byte(text)}}, []string{"app.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// roles makes a role for each list of statements, named R0, R1, …
func roles(statements ...string) string {
	var b strings.Builder
	for i, s := range statements {
		fmt.Fprintf(&b, `
  R%d:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17', Statement: [%s]}}]
`, i, s)
	}
	return b.String()
}

const stock = `
Parameters: {Tag: {Type: String}}
Conditions: {Maybe: !Equals [!Ref Tag, x]}
Resources:
  Plain: {Type: AWS::SecretsManager::Secret, Properties: {Name: plain}}
  Key: {Type: AWS::KMS::Key, Properties: {}}
  Locked: {Type: AWS::SecretsManager::Secret, Properties: {Name: locked, KmsKeyId: !GetAtt Key.Arn}}
  Shared: {Type: AWS::SecretsManager::Secret, Properties: {Name: shared}}
  SharedPolicy:
    Type: AWS::SecretsManager::ResourcePolicy
    Properties:
      SecretId: !Ref Shared
      ResourcePolicy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {AWS: !GetAtt R0.Arn}, Action: 'secretsmanager:GetSecretValue', Resource: '*'}]}
`

func TestReach(t *testing.T) {
	f := facts(t, stock+roles(
		"{Effect: Allow, Action: 's3:GetObject', Resource: '*'}",
		"{Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Plain}",
		"{Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Locked}",
		"{Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Locked}, {Effect: Allow, Action: 'kms:Decrypt', Resource: !GetAtt Key.Arn}",
		"{Effect: Allow, Action: ['secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'], Resource: !Ref Plain}",
		"{Effect: Allow, Action: 'secretsmanager:*', Resource: '*'}, {Effect: Deny, Action: 'secretsmanager:Put*', Resource: '*'}, {Effect: Deny, Action: 'secretsmanager:Update*', Resource: '*'}, {Effect: Deny, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Shared}",
		"{Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Plain, Condition: {StringEquals: {'aws:RequestTag/x': y, 'aws:SourceIp': 192.0.2.1}}}",
		"!If [Maybe, {Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Plain}, !Ref 'AWS::NoValue']",
	))
	var got []string
	for _, r := range f.Reach {
		got = append(got, fmt.Sprintf("%s %s: read %s, write %s, admin %s, by %s, %d", r.Principal, r.Secret, r.Read, r.Write, r.Admin, r.Way, len(r.Deciding)))
	}
	slices.Sort(got)
	want := []string{
		"R0 shared: read yes, write no, admin no, by resource-based policy, 1",
		"R1 plain: read yes, write no, admin no, by identity-based policy, 1",
		"R3 locked: read yes, write no, admin no, by identity-based policy, 1",
		"R4 plain: read no, write yes, admin yes, by identity-based policy, 1",
		"R5 locked: read no, write no, admin yes, by identity-based policy, 1",
		"R5 plain: read yes, write no, admin yes, by identity-based policy, 1",
		"R5 shared: read no, write no, admin yes, by identity-based policy, 1",
		"R7 plain: read unknown, write no, admin no, by identity-based policy, 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A statement of a policy that is not known leaves reading open, and gives no row.
func TestReachIncomplete(t *testing.T) {
	f := facts(t, stock+roles("!Ref Tag"))
	for _, r := range f.Reach {
		if r.SecretKey != "app.yaml#Shared" {
			t.Errorf("row %s %s: %s", r.Principal, r.Secret, r.Read)
		}
	}
	if len(f.Escalations) != 0 {
		t.Errorf("%d escalations", len(f.Escalations))
	}
}

func TestEscalationWays(t *testing.T) {
	const function = `
  F:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: app-reader, Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt R1.Arn, Code: {ZipFile: 'exports.handler = 1;'}}
`
	reads := "{Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Plain}"
	for _, tt := range []struct{ statements, want string }{
		{"{Effect: Allow, Action: 'lambda:UpdateFunctionCode', Resource: !GetAtt F.Arn}", "update-code"},
		{"{Effect: Allow, Action: 'lambda:UpdateFunctionCode', Resource: !Sub 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:app-*'}", "update-code"},
		{"{Effect: Allow, Action: 'lambda:UpdateFunctionCode', Resource: !Sub 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:web-*'}", ""},
		{"{Effect: Allow, Action: 'lambda:UpdateFunctionCode', Resource: '*'}, {Effect: Deny, Action: 'lambda:*', Resource: !GetAtt F.Arn}", ""},
		{"{Effect: Allow, Action: 'lambda:*', Resource: '*'}, {Effect: Allow, Action: 'iam:PassRole', Resource: !GetAtt R1.Arn}", "pass-role update-code"},
		{"{Effect: Allow, Action: 'lambda:CreateFunction', Resource: '*'}, {Effect: Allow, Action: 'iam:PassRole', Resource: !GetAtt R1.Arn}", ""},
		{"{Effect: Allow, Action: ['lambda:CreateFunction', 'lambda:CreateEventSourceMapping'], Resource: '*'}, {Effect: Allow, Action: 'iam:PassRole', Resource: !GetAtt R1.Arn}", "pass-role"},
		{"{Effect: Allow, Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*'}, {Effect: Allow, Action: 'iam:PassRole', Resource: !GetAtt R2.Arn}", ""},
		{"{Effect: Allow, Action: 'sts:AssumeRole', Resource: !GetAtt R1.Arn}", ""}, // the trust policy names functions only
		{"{Effect: Allow, Action: 'secretsmanager:PutResourcePolicy', Resource: !Ref Plain}", "resource-policy"},
		{"{Effect: Allow, Action: 'secretsmanager:PutResourcePolicy', Resource: !Ref Locked}", ""}, // not its key
		{"{Effect: Allow, Action: 'secretsmanager:PutResourcePolicy', Resource: !Ref Plain}, " + reads, ""},
		{"{Effect: Allow, Action: '*', Resource: '*'}", ""},
	} {
		f := facts(t, stock+roles("{Effect: Allow, Action: 's3:GetObject', Resource: '*'}", reads, tt.statements)+function)
		var got []string
		for _, e := range f.Escalations {
			if e.Principal == "R2" {
				got = append(got, e.Way)
			}
			if len(e.Steps) == 0 || len(e.Secrets) == 0 || e.At.Resource != "app.yaml#R2" {
				t.Errorf("%s: %+v", tt.statements, e)
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: got %q, want %q", tt.statements, s, tt.want)
		}
	}
}

// 100 roles and 50 secrets on a virtual machine of two cores (AMD EPYC):
//
//	BenchmarkReach-2   	     146	   8134208 ns/op
func BenchmarkReach(b *testing.B) {
	var text strings.Builder
	text.WriteString("Resources:\n")
	for i := range 50 {
		fmt.Fprintf(&text, "  S%d: {Type: AWS::SecretsManager::Secret, Properties: {Name: app/s%dx}}\n", i, i)
	}
	list := make([]string, 100)
	for i := range list {
		list[i] = fmt.Sprintf("{Effect: Allow, Action: 's3:*', Resource: '*'}, {Effect: Allow, Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: [!Ref S%d, !Ref S%d]}", i%50, (i+7)%50)
	}
	list[0] = "{Effect: Allow, Action: 'secretsmanager:*', Resource: '*'}"
	list[1] = "{Effect: Allow, Action: ['iam:PassRole', 'lambda:*', 'sts:AssumeRole'], Resource: '*'}"
	text.WriteString(roles(list...))
	asm, err := template.Load(b.Context(), fstest.MapFS{"app.yaml": {Data: []byte(text.String())}}, []string{"app.yaml"}, template.Options{})
	if err != nil {
		b.Fatal(err)
	}
	pass := &analyzers.Pass{Context: b.Context(), Program: asm.Programs[0], ResultOf: map[*analyzers.Analyzer]any{}}
	for _, required := range []*analyzers.Analyzer{refs.Analyzer, secrets.Analyzer, iam.Analyzer} {
		if pass.ResultOf[required], err = required.Run(pass); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		a := &analysis{pass: pass, stock: pass.ResultOf[secrets.Analyzer].(*secrets.Facts), iam: pass.ResultOf[iam.Analyzer].(*iam.Facts), facts: &Facts{}}
		m := a.reach(pass.ResultOf[refs.Analyzer].(*refs.Facts))
		m.writers()
		m.keyAccess()
		m.unused()
		m.escalations()
		if len(a.facts.Reach) < 200 {
			b.Fatal(len(a.facts.Reach), "rows")
		}
	}
}
