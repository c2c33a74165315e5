package access

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func (u *Use) line() string {
	line := fmt.Sprintf("%s %s: %s as %s %s, read %s", u.Consumer, u.Via, u.Secret, u.RoleKind, u.RoleState, u.Read.Allowed)
	if u.Role != "" {
		line += " by " + u.Role
	}
	if u.Decrypt.Allowed != "" {
		line += ", decrypt " + u.Decrypt.Allowed
	}
	if u.OtherRole != "" {
		line += ", other " + u.OtherRole
	}
	if u.Writes {
		line += ", writes"
	}
	if u.Malformed != "" {
		line += ", malformed"
	}
	return line
}

// TestUses: what is a use of a secret, and as whom it is read.
func TestUses(t *testing.T) {
	got := []string{}
	for _, u := range facts(t, `
Parameters: {RoleArn: {Type: String}, SecretArn: {Type: String}}
Resources:
  Plain: {Type: AWS::SecretsManager::Secret, Properties: {Name: app/plain}}
  Key: {Type: AWS::KMS::Key}
  Locked: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !GetAtt Key.Arn}}
  Reader:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: [!Ref Plain, !Ref Locked, !Ref SecretArn]}}}]
  Writer:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: 'secretsmanager:PutSecretValue', Resource: !Ref Plain}}}]
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Reader.Arn
      Environment:
        Variables:
          A: !Ref Plain
          B: app/plain
          C: !Ref Locked
          D: !Ref SecretArn
          E: !Sub "x${Plain}"
          G: /app/plain
          H: arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-a1B2c3
  Updater:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Writer.Arn, Environment: {Variables: {A: !Ref Plain}}}
  Outside:
    Type: AWS::Lambda::Function
    Properties: {Role: !Ref RoleArn, Environment: {Variables: {A: !Ref Plain}}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt Writer.Arn
      TaskRoleArn: !GetAtt Reader.Arn
      ContainerDefinitions:
        - Secrets: [{Name: A, ValueFrom: !Ref Plain}, {Name: B, ValueFrom: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:other:key::'}]
  Roleless:
    Type: AWS::ECS::TaskDefinition
    Properties: {ContainerDefinitions: [{Secrets: [{Name: A, ValueFrom: !Ref Plain}]}]}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref F
      SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: !Ref Plain}, {Type: VPC_SUBNET, URI: !Ref Plain}]
`).Uses {
		got = append(got, u.line())
	}
	want := []string{
		"F A: app/plain as execution role found, read yes by Reader",
		"F B: app/plain as execution role found, read yes by Reader",
		"F C: Locked as execution role found, read yes by Reader, decrypt no",
		"F H: other-a1B2c3 as execution role found, read unknown by Reader",
		"Updater A: app/plain as execution role found, read no by Writer, writes",
		"Outside A: app/plain as execution role outside, read ",
		"Task A: app/plain as execution role found, read no by Writer, other Reader, writes",
		"Task B: other as execution role found, read no by Writer, malformed",
		"Roleless A: app/plain as execution role absent, read ",
		"Mapping BASIC_AUTH: app/plain as role found, read yes by Reader",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("uses (-want +got):\n%s", diff)
	}
}

// TestUntold: whether somebody may read is told or said to be undecided.
func TestUntold(t *testing.T) {
	var got []string
	for _, u := range run(t, `
Parameters: {RoleArn: {Type: String}, Resource: {Type: String}}
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Version: '2012-10-17', Statement: {Effect: Allow, Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}}}}
  Plain: {Type: AWS::SecretsManager::Secret, Properties: {Name: app/plain}}
  Locked: {Type: AWS::SecretsManager::Secret, Properties: {Name: app/locked, KmsKeyId: !Ref Key}}
  Open:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Resource}}}]
  Half:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Locked}, {Effect: Allow, Action: 'kms:Decrypt', Resource: !Ref Resource}]}}]
  Lacking: {Type: AWS::IAM::Role}
  Outside: {Type: AWS::Lambda::Function, Properties: {Role: !Ref RoleArn, Environment: {Variables: {SECRET: !Ref Plain}}}}
  Depends: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Open.Arn, Environment: {Variables: {SECRET: !Ref Plain}}}}
  Decrypts: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Half.Arn, Environment: {Variables: {SECRET: !Ref Locked}}}}
  Lacks: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Lacking.Arn, Environment: {Variables: {SECRET: !Ref Plain}}}}
`).Undecided {
		if u.Category == "grants" {
			got = append(got, u.Why)
		}
	}
	want := []string{
		"whether Decrypts may decrypt secret app/locked with key Key: a statement depends on what the templates do not hold",
		"whether Depends may read secret app/plain: a statement depends on what the templates do not hold",
		"whether Outside may read secret app/plain: the templates do not hold its execution role",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
