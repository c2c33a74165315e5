package javascript

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

// describe writes the uses of a file, a line each: what stands at the place, the
// operation, the secret and whether it is kept.
func describe(f *source.File, text string) []string {
	var lines []string
	for _, fn := range f.Functions {
		for _, u := range fn.Uses {
			id := [...]string{"?", "$", "'", "~", "#"}[u.ID.Kind] + u.ID.Text
			line := fmt.Sprintf("%s: %s %s kept %s", text[u.Start:u.End], u.API, id, u.Kept)
			if u.Expires {
				line += " for a time"
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func TestRead(t *testing.T) {
	const head = "import { SecretsManager, SecretsManagerClient, GetSecretValueCommand as Get } from '@aws-sdk/client-secrets-manager';\nconst sm = new SecretsManager({});\n"
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"renamed":             {head + `new SecretsManagerClient({}).send(new Get({ SecretId: 'a/b' }));`, []string{"Get: GetSecretValue 'a/b kept no"}},
		"template":            {head + "sm.getSecretValue({ SecretId: `app/${process.env.STAGE}/db` });", []string{"getSecretValue: GetSecretValue ~app/*/db kept no"}},
		"sum":                 {head + "const p = 'app/'; sm.getSecretValue({ SecretId: p + 'db' });", []string{"getSecretValue: GetSecretValue 'app/db kept no"}},
		"escape":              {head + `sm.getSecretValue({ SecretId: 'app\u002fdb\x21' });`, []string{"getSecretValue: GetSecretValue 'app/db! kept no"}},
		"index":               {head + `const env = process.env; sm.getSecretValue({ SecretId: env['A'] });`, []string{"getSecretValue: GetSecretValue $A kept no"}},
		"destructured":        {head + `const { A: id = 'x' } = process.env; sm.getSecretValue({ SecretId: id });`, []string{"getSecretValue: GetSecretValue $A kept no"}},
		"shorthand":           {head + `const SecretId = process.env.A || 'x'; sm.getSecretValue({ SecretId });`, []string{"getSecretValue: GetSecretValue $A kept no"}},
		"configuration":       {head + `const config = { secrets: { db: process.env.A } }; sm.getSecretValue({ SecretId: config.secrets.db });`, []string{"getSecretValue: GetSecretValue $A kept no"}},
		"parameter":           {head + `async function f(x, id) { return sm.getSecretValue({ SecretId: id }); }`, []string{"getSecretValue: GetSecretValue #1 kept no"}},
		"of another function": {head + `const f = (id) => ({ get: async () => sm.getSecretValue({ SecretId: id }) });`, []string{"getSecretValue: GetSecretValue ? kept no"}},
		"changed":             {head + `const input = { SecretId: 'a' }; input.SecretId = other(); sm.getSecretValue(input);`, []string{"getSecretValue: GetSecretValue ? kept no"}},
		"set by itself":       {head + `process.env.A = 'x'; sm.getSecretValue({ SecretId: process.env.A });`, []string{"getSecretValue: GetSecretValue ? kept no"}},
		"two values":          {head + `let id = 'a'; if (x) id = 'b'; sm.getSecretValue({ SecretId: id });`, []string{"getSecretValue: GetSecretValue ? kept no"}},
		"chosen":              {head + `sm.getSecretValue({ SecretId: prod ? 'a' : 'b' });`, []string{"getSecretValue: GetSecretValue ? kept no"}},
		"spread":              {head + `sm.putSecretValue({ ...input, SecretString: 'x' });`, []string{"putSecretValue: PutSecretValue ? kept no"}},
		"create":              {head + `sm.createSecret({ Name: 'a/b', SecretString: value });`, []string{"createSecret: CreateSecret 'a/b kept no"}},
		"other service":       {`import { SSM } from '@aws-sdk/client-ssm'; new SSM({}).getParameter({ Name: 'a' });`, nil},
		"other command":       {`import { GetSecretValueCommand } from './mine'; client.send(new GetSecretValueCommand({ SecretId: 'a' }));`, nil},
		"dynamic":             {`const { SecretsManager } = await import('@aws-sdk/client-secrets-manager'); await new SecretsManager().getSecretValue({ SecretId: 'a' });`, []string{"getSecretValue: GetSecretValue 'a kept no"}},
		"alone":               {`const SM = require('aws-sdk/clients/secretsmanager'); new SM().getSecretValue({ SecretId: 'a' }, cb);`, []string{"getSecretValue: GetSecretValue 'a kept no"}},
		"traced":              {`import { captureAWSv3Client } from 'aws-xray-sdk'; ` + head + `const c = captureAWSv3Client(new SecretsManagerClient({})); c.send(new Get({ SecretId: 'a' }));`, []string{"Get: GetSecretValue 'a kept no"}},
		"optional":            {head + `sm?.getSecretValue?.({ SecretId: 'a' });`, []string{"getSecretValue: GetSecretValue 'a kept no"}},
		"caching":             {`import { SecretCache } from 'aws-secretsmanager-caching'; const c = new SecretCache(); export const handler = () => c.getSecretString('a');`, []string{"getSecretString: GetSecretValue 'a kept yes"}},
		"extension":           {"axios.get('http://localhost:2773/secretsmanager/get?secretId=a%2Fb&versionStage=AWSCURRENT')", []string{"get: extension 'a%2Fb kept no"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, describe(Read("index.mjs", []byte(test.text)), test.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestPlaces: what stands in TypeScript is found where it is written, and not where it
// comes to stand without types.
func TestPlaces(t *testing.T) {
	const text = `import type { Context } from 'aws-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
interface Ünused { a: string }
enum Kind { A, B }
const client: SecretsManagerClient = new SecretsManagerClient({}) as SecretsManagerClient; /* ü */ const id: string = process.env.ID!;
export const handler = async <T extends object>(event: T, _: Context): Promise<string> => {
	const out = await client.send<any, any>(new GetSecretValueCommand({ SecretId: id } satisfies object));
	return out.SecretString as string;
};
`
	for _, name := range []string{"a.ts", "a.mts", "a.tsx"} {
		text := text
		if name == "a.tsx" {
			text = strings.ReplaceAll(text, "<T extends object>", "<T extends object,>")
		}
		f := Read(name, []byte(text))
		if f.Opaque != "" {
			t.Fatal(f.Opaque)
		}
		var at []string
		for _, fn := range f.Functions {
			for _, u := range fn.Uses {
				at = append(at, text[u.Start:u.End])
				if line := 1 + strings.Count(text[:u.Start], "\n"); line != 7 {
					t.Errorf("%s: line %d", name, line)
				}
			}
		}
		if len(at) != 1 {
			t.Errorf("%s: %q", name, at)
		}
	}
}

// TestOpaque: what is not understood is said to be so.
func TestOpaque(t *testing.T) {
	const head = "import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';\nconst client = new SecretsManagerClient({});\n"
	for text, want := range map[string]string{
		"export const = ;":                                               "it has a syntax that is not known",
		strings.Repeat("(", 3000):                                        "it has a syntax that is not known",
		strings.Repeat("{", 1<<20):                                       "it has a syntax that is not known",
		strings.Repeat("A<", 200_000):                                    "it has a syntax that is not known",
		head + "lend(client);":                                           "a client of Secrets Manager is handed on",
		head + "lend({ client });":                                       "a client of Secrets Manager is handed on",
		head + "queue.push(new GetSecretValueCommand({}));":              "a command for Secrets Manager is handed on",
		"const m = require(name);":                                       "it loads modules whose names are not known",
		"export const f = (sm) => sm.getSecretValue({ SecretId: 'x' });": "it calls getSecretValue of something that is not known",
		"const url = 'http://localhost:2773/secretsmanager/get';":        "how it calls the Parameters and Secrets extension is not known",
	} {
		if got := Read("index.js", []byte(text)).Opaque; got != want {
			t.Errorf("%.60q is %q, want %q", text, got, want)
		}
	}
}

// FuzzRead: whatever can be parsed is told without a panic, and what is told holds
// together.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"../testdata/handlers/*/*.*js", "../testdata/handlers/*/*.ts", "../testdata/handlers/*/*/*.js", "../testdata/claims.js"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal(pattern, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, strings.HasSuffix(name, ".ts"))
		}
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data, false) }, ".js", ".mjs")
	f.Fuzz(func(t *testing.T, text []byte, typed bool) {
		name := "a.js"
		if typed {
			name = "a.ts"
		}
		var file *source.File
		parsed := func() bool {
			defer func() { _ = recover() }() // the parsers' own
			tree, _, _ := parseFile(name, text)
			return tree != nil
		}()
		if !parsed {
			Read(name, text)
			return
		}
		tree, code, origin := parseFile(name, text)
		file = tell(tree, code)
		if origin != nil {
			origin.move(file, len(text))
		}
		for i, fn := range file.Functions {
			if fn.Start < 0 || fn.End > len(text)+1 || fn.Parent >= len(file.Functions) || i > 0 && fn.Parent < 0 {
				t.Errorf("function %d: %+v", i, fn)
			}
			for _, u := range fn.Uses {
				if u.Start < 0 || u.Start > u.End || u.End > len(text) {
					t.Errorf("use at %d to %d of %d", u.Start, u.End, len(text))
				}
			}
			for _, c := range fn.Calls {
				if c.Target >= len(file.Functions) || c.Target < 0 && c.Import.Module == "" {
					t.Errorf("call of %d, %+v", c.Target, c.Import)
				}
			}
		}
		for name, list := range file.Exports {
			for _, i := range list {
				if i < 0 || i >= len(file.Functions) {
					t.Errorf("export %s is function %d", name, i)
				}
			}
		}
	})
}
