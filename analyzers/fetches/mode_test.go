package fetches_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
)

// TestModes: how functions fetch, by their code.
func TestModes(t *testing.T) {
	const head = "const { SecretsManager } = require('@aws-sdk/client-secrets-manager'); const sm = new SecretsManager({}); "
	const get = "sm.getSecretValue({ SecretId: process.env.SECRET_ARN })"
	const layer = `["arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12"]`
	for name, test := range map[string]struct{ code, layers, want string }{
		"handler":           {head + "exports.handler = () => " + get, "[]", fetches.Handler + " the inline code:1"},
		"module":            {head + "const s = " + get + "; exports.handler = async () => (await s).Name", "[]", fetches.Module + " the inline code:1"},
		"kept":              {head + "let s; exports.handler = async () => (s ??= await " + get + ").Name", "[]", fetches.Module + " the inline code:1"},
		"kept for a time":   {head + "let s, at; exports.handler = async () => { if (!s || Date.now() > at) { s = await " + get + "; at = Date.now() + 1e5 } return s.Name }", "[]", ""},
		"at some":           {head + "exports.handler = (event) => event.x ? " + get + " : 0", "[]", ""},
		"both":              {head + "const s = " + get + "; exports.handler = () => " + get, "[]", ""},
		"extension":         {"exports.handler = () => fetch('http://localhost:2773/secretsmanager/get?secretId=' + process.env.SECRET_ARN)", layer, fetches.Extension + " the inline code:1"},
		"extension missing": {"exports.handler = () => fetch('http://localhost:2773/secretsmanager/get?secretId=' + process.env.SECRET_ARN)", "[]", ""},
		"another secret":    {head + "exports.handler = () => sm.getSecretValue({ SecretId: process.env.OTHER })", "[]", fetches.Handler + " the inline code:1"},
		"not known":         {head + "const c = require('@acme/cache'); exports.handler = c(() => " + get + ")", "[]", ""},
		"nothing":           {"exports.handler = require('@acme/app')", "[]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := run(t, fmt.Sprintf(`
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Other: {Type: AWS::SecretsManager::Secret}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/x
      Layers: %s
      Environment: {Variables: {SECRET_ARN: !Ref Secret, OTHER: !Ref Other}}
      Code:
        ZipFile: %q
`, test.layers, test.code))
			if len(f.Fetches) != 1 {
				t.Fatalf("%d fetches", len(f.Fetches))
			}
			x := f.Fetches[0]
			if got := strings.TrimSpace(x.Mode + " " + x.Shown); got != test.want {
				t.Errorf("mode is %q, want %q", got, test.want)
			}
			if name == "another secret" && len(x.Reads) != 1 {
				t.Errorf("reads %v, want the one that the code reads", x.Reads)
			}
		})
	}
}
