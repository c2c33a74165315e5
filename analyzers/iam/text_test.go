package iam

import (
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/template"
)

// TestText: which texts are certainly the same, certainly not, or perhaps.
func TestText(t *testing.T) {
	_, _, stack := load(t, `
Parameters:
  Name: {Type: String, Default: app}
  Arn: {Type: String}
Resources:
  A: {Type: AWS::SecretsManager::Secret}
  B: {Type: AWS::SecretsManager::Secret, Properties: {Name: app/db}}
  C: {Type: AWS::SecretsManager::Secret, Properties: {Name: !Ref Name}}
  Role: {Type: AWS::IAM::Role}
  Db: {Type: AWS::RDS::DBInstance, Properties: {ManageMasterUserPassword: true}}
  Values:
    Type: AWS::SNS::Topic
    Properties:
      RefA: !Ref A
      IdA: !GetAtt A.Id
      RefB: !Ref B
      RefC: !Ref C
      NameB: !Sub "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/db-??????"
      BareB: !Sub "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/db"
      NameC: !Join ["", ["arn:", !Ref AWS::Partition, ":secretsmanager:", !Ref AWS::Region, ":", !Ref AWS::AccountId, ":secret:", !Ref Name, "-??????"]]
      Default: !Sub "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app-??????"
      Arn: !Ref Arn
      DbSecret: !GetAtt Db.MasterUserSecret.SecretArn
      DbArn: !GetAtt Db.DBInstanceArn
      Topic: arn:aws:sns:*:*:*
`)
	values := stack.Resources["Values"]
	text := func(name string) eval.Text {
		list := Text(values.Property(name))
		if len(list) != 1 {
			t.Fatalf("%s has %d texts", name, len(list))
		}
		return list[0]
	}
	tests := []struct {
		pattern, text string
		want          template.Truth
	}{
		{"RefA", "RefA", template.True},
		{"IdA", "RefA", template.True},
		{"RefB", "RefA", template.False},
		{"NameB", "RefB", template.True},
		{"NameB", "RefA", template.False},
		{"BareB", "RefB", template.False},
		{"NameC", "RefC", template.True},
		{"Default", "RefC", template.Unknown}, // only when the default is left as it is
		{"Arn", "Arn", template.True},
		{"Arn", "RefA", template.Unknown},
		{"Topic", "RefA", template.False},
		{"DbSecret", "DbSecret", template.True},
		{"DbSecret", "RefA", template.Unknown},
		{"DbArn", "RefA", template.False},
	}
	for _, tt := range tests {
		if got := eval.MatchResource(text(tt.pattern), text(tt.text)); got != tt.want {
			t.Errorf("%s matches %s: %s, want %s", tt.pattern, tt.text, got, tt.want)
		}
	}
	role := RoleARN(stack.Resources["Role"])
	for pattern, want := range map[string]template.Truth{
		"arn:aws:iam::*:role/reader": template.False, // generated names end with random characters
		"arn:aws:iam::*:role/app-*":  template.Unknown,
		"arn:*:iam::*:role/*":        template.True,
	} {
		if got := eval.MatchResource(eval.Lit(pattern), role); got != want && (got != template.Unknown || want != template.True) {
			t.Errorf("%s matches a generated role name: %s, want %s", pattern, got, want)
		}
	}
	for pattern, want := range map[string]template.Truth{
		"arn:*:secretsmanager:*:*:secret:A*":        template.Unknown,
		"arn:*:secretsmanager:*:*:secret:A-??????":  template.False,
		"arn:*:secretsmanager:*:*:secret:*-??????":  template.True,
		"arn:*:secretsmanager:*:*:secret:app/*":     template.False,
		"arn:*:secretsmanager:*:*:secret:stack-A-*": template.False, // unlike those of roles
	} {
		if got := eval.MatchResource(eval.Lit(pattern), text("RefA")); got != want {
			t.Errorf("%s matches a generated secret name: %s, want %s", pattern, got, want)
		}
	}
}

func TestPartition(t *testing.T) {
	for region, want := range map[string]string{"eu-west-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov"} {
		got, ok := Partition(&template.Stack{Region: region}).Literal()
		if !ok || got != want {
			t.Errorf("the partition of %s is %q", region, got)
		}
	}
	if got, ok := Partition(&template.Stack{}).Literal(); ok {
		t.Errorf("without a region the partition is %q", got)
	}
}
