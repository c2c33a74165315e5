package knowntokens

import (
	"encoding/base64"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

func TestDecode(t *testing.T) {
	text := "a script of several words, long enough\n"
	encoded := base64.StdEncoding.EncodeToString([]byte(text))
	if got, ok := decode(encoded); !ok || got != text {
		t.Errorf("decode gives %q, %v", got, ok)
	}
	for _, in := range []string{
		"", "short", "plain words with blanks in them, no base64 at all", base64.StdEncoding.EncodeToString([]byte("\x00\x01\x02\x03 binary \xff\xfe data")), encoded + "!",
	} {
		if got, ok := decode(in); ok {
			t.Errorf("decode(%q) gives %q", in, got)
		}
	}
}

// TestOnce: a template that two stacks nest is scanned once, and a literal that
// is a credential by its place is marked as covered.
func TestOnce(t *testing.T) {
	const url = "postgres://app:Zq7rT2mX9w@db.internal.corp:5432/app"
	asm, err := template.Load(t.Context(), fstest.MapFS{
		"parent.yaml": {Data: []byte(`
Resources:
  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml}}
  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml}}
`)},
		"child.yaml": {Data: []byte("Resources:\n  S: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '" + url + "'}}\nOutputs:\n  Url: {Value: '" + url + "'}\n")},
	}, []string{"."}, template.Options{})
	if err != nil || len(asm.Programs) != 1 {
		t.Fatalf("load: %v, %d programs", err, len(asm.Programs))
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	found := facts.ByName["knowntokens"].(*Facts).Template
	if len(found) != 2 {
		t.Fatalf("%d tokens, want 2: %+v", len(found), found)
	}
	covered := 0
	for _, f := range found {
		if f.Covered {
			covered++
		}
		if f.Length != 10 {
			t.Errorf("%s: %d characters, want those of the password, 10", f.Label, f.Length)
		}
	}
	if covered != 1 {
		t.Errorf("%d covered, want the secret's", covered)
	}
}
