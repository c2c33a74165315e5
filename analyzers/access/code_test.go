package access_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/template"
)

// TestCodeUses: a name in code is a use where the code reads it, and where it is not
// known what the code reads.
func TestCodeUses(t *testing.T) {
	const head = "const { SecretsManager } = require('@aws-sdk/client-secrets-manager'); const sm = new SecretsManager({}); "
	for name, test := range map[string]struct {
		code string
		want bool
	}{
		"read":                    {head + "exports.handler = () => sm.getSecretValue({ SecretId: 'app/key' })", true},
		"read by ARN":             {head + "exports.handler = () => sm.getSecretValue({ SecretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/key-AbCdEf' })", true},
		"of another region":       {head + "exports.handler = () => sm.getSecretValue({ SecretId: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:app/key-AbCdEf' })", false},
		"another one":             {head + "const path = 'app/key'; exports.handler = () => sm.getSecretValue({ SecretId: process.env.ARN }).then(() => path)", false},
		"in place of a variable":  {head + "exports.handler = () => sm.getSecretValue({ SecretId: process.env.ID ?? 'app/key' })", true},
		"handed to a package":     {"const { getSecret } = require('@acme/secrets'); exports.handler = () => getSecret('app/key')", true},
		"written":                 {head + "exports.handler = () => sm.getSecretValue({ SecretId: process.env.ARN }).then(() => sm.putSecretValue({ SecretId: 'app/key', SecretString: 'x' }))", false},
		"of a table":              {head + "const ids = { a: 'app/key' }; exports.handler = (e) => sm.getSecretValue({ SecretId: ids[e.kind] })", true},
		"a text that is not read": {head + "exports.handler = () => 'app/key'", false},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{
				"manifest.json": {Data: []byte(`{"version":"39.0.0","artifacts":{"App":{"type":"aws:cloudformation:stack","environment":"aws://111122223333/eu-west-1","properties":{"templateFile":"App.template.json"}}}}`)},
				"App.template.json": {Data: fmt.Appendf(nil, `{"Resources":{"Key":{"Type":"AWS::SecretsManager::Secret","Properties":{"Name":"app/key"}},"Other":{"Type":"AWS::SecretsManager::Secret"},
"Fn":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"nodejs22.x","Handler":"index.handler","Role":"arn:aws:iam::111122223333:role/x","Environment":{"Variables":{"ARN":{"Ref":"Other"}}},"Code":{"ZipFile":%q}}}}}`, test.code)},
			}
			asm, err := template.Load(t.Context(), files, []string{"."}, template.Options{})
			if err != nil {
				t.Fatal(err)
			}
			facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{access.Analyzer})
			if err != nil {
				t.Fatal(err)
			}
			got := false
			for _, u := range facts.ByName["access"].(*access.Facts).Uses {
				got = got || u.Via == access.CodeVia
			}
			if got != test.want {
				t.Errorf("use by its code: %v, want %v", got, test.want)
			}
		})
	}
}
