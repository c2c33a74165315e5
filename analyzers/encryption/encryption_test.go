package encryption

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

func TestForeign(t *testing.T) {
	const head = `
Parameters:
  Given: {Type: String}
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Multi: {Type: "AWS::KMS::Key", Properties: {MultiRegion: true}}
  Alias: {Type: "AWS::KMS::Alias", Properties: {AliasName: alias/x, TargetKeyId: !Ref Key}}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      KmsKeyId: 1234abcd-12ab-34cd-56ef-1234567890ab
      ReplicaRegions:
        - Region: eu-central-1
          KmsKeyId: `
	for key, want := range map[string]string{
		`!Ref Key`:                             "key Key is in the stack of the secret, and so in the primary's region",
		`!Ref Multi`:                           "",
		`!Ref Alias`:                           "",
		`!Ref Given`:                           "",
		`alias/x`:                              "",
		`!GetAtt Multi.Arn`:                    "key Multi is in the stack of the secret, and so in the primary's region",
		`1234abcd-12ab-34cd-56ef-1234567890ab`: "it is the key of the primary",
		`ffffabcd-12ab-34cd-56ef-1234567890ab`: "",
		`"arn:aws:kms:eu-central-1:111122223333:key/1"`:            "",
		`"arn:aws:kms:eu-west-1:111122223333:key/1"`:               "its ARN is one of eu-west-1",
		`!Sub "arn:aws:kms:${AWS::Region}:111122223333:key/1"`:     "its ARN is one of the stack's own region",
		`!Sub "arn:${AWS::Partition}:kms:${Given}:1111:key/1"`:     "",
		`!Sub "arn:aws:kms:eu-central-1:${AWS::AccountId}:key/1"`:  "",
		`!Sub "arn:aws:kms:${AWS::Region}-${Given}:1111:key/1"`:    "",
		`!Join [":", [arn, aws, kms, us-east-1, "1111", "key/1"]]`: "its ARN is one of us-east-1",
	} {
		asm, err := template.Load(t.Context(), fstest.MapFS{"t.yaml": {Data: []byte(head + key + "\n")}}, []string{"t.yaml"}, template.Options{})
		if err != nil {
			t.Fatal(err)
		}
		facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
		if err != nil {
			t.Fatal(err)
		}
		replicas := facts.ByName["encryption"].(*Facts).Replicas
		if len(replicas) != 1 {
			t.Fatalf("%s: %d replicas, want 1", key, len(replicas))
		}
		if diff := cmp.Diff(want, replicas[0].Foreign); diff != "" {
			t.Errorf("%s: -want +got\n%s", key, diff)
		}
	}
}
