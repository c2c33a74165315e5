package reporters

import (
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// stackMap is what TypeScript 5.9.3 wrote beside dist/stack.js for lib/stack.ts:
//
//	 7  export class Shop extends Stack {
//	 8    constructor(scope: unknown, id: string, private readonly props: Props) {
//	 9      super(scope as never, id);
//	10      // a comment
//	11      const secret = new Secret(this, 'Secret', { name: props.name });
//	12      secret.grantRead(new Role(this, 'Role'));
//
// The last two lines are 11 and 12 of the compiled file too, four columns to the
// right.
const stackMap = `{"version":3,"file":"stack.js","sourceRoot":"","sources":["../lib/stack.ts"],"names":[],"mappings":";;;AAAA,6CAAoC;AAMpC,MAAa,IAAK,SAAQ,mBAAK;IAC4B;IAAzD,YAAY,KAAc,EAAE,EAAU,EAAmB,KAAY;QACnE,KAAK,CAAC,KAAc,EAAE,EAAE,CAAC,CAAC;QAD6B,UAAK,GAAL,KAAK,CAAO;QAEnE,YAAY;QACZ,MAAM,MAAM,GAAG,IAAI,MAAM,CAAC,IAAI,EAAE,QAAQ,EAAE,EAAE,IAAI,EAAE,KAAK,CAAC,IAAI,EAAE,CAAC,CAAC;QAChE,MAAM,CAAC,SAAS,CAAC,IAAI,IAAI,CAAC,IAAI,EAAE,MAAM,CAAC,CAAC,CAAC;IAC3C,CAAC;CACF;AAPD,oBAOC"}`

func TestSourceMap(t *testing.T) {
	for _, test := range []struct{ line, column, wantLine, wantColumn int }{
		{11, 24, 11, 20}, // new Secret
		{12, 26, 12, 22}, // new Role
		{12, 0, 12, 5},   // no column is known
		{8, 9, 9, 5},     // super
		{5, 1, 7, 1},
		{1, 1, 0, 0},
		{99, 1, 0, 0},
	} {
		file, line, column, ok := original("dist/stack.js", []byte(stackMap), test.line, test.column)
		if line != test.wantLine || column != test.wantColumn || ok != (test.wantLine > 0) || ok && file != "lib/stack.ts" {
			t.Errorf("%d:%d is %s:%d:%d, %v, want lib/stack.ts:%d:%d", test.line, test.column, file, line, column, ok, test.wantLine, test.wantColumn)
		}
	}
	for _, text := range []string{
		"", "{}", "null", "[]", `{"version":3}`, `{"version":2,"sources":["a.ts"],"mappings":"AAAA"}`,
		`{"version":3,"sources":["a.ts"],"mappings":"!!!!"}`,
		`{"version":3,"sources":["a.ts"],"mappings":"AAA"}`,
		`{"version":3,"sources":["a.ts"],"mappings":"ADAA"}`,
		`{"version":3,"sources":["a.ts"],"mappings":"AAAg"}`,
		`{"version":3,"sources":["a.ts"],"mappings":"AggggggggggggB"}`,
		`{"version":3,"sources":["../../../etc/passwd"],"mappings":"AAAA"}`,
		`{"version":3,"sources":["/etc/passwd"],"mappings":"AAAA"}`,
		`{"version":3,"sources":["webpack://x/a.ts"],"mappings":"AAAA"}`,
	} {
		if file, line, _, ok := original("dist/a.js", []byte(text), 1, 1); ok {
			t.Errorf("%s gives %s:%d", text, file, line)
		}
	}
}

// What a compiler wrote is traced back to the code of the repository.
func TestSARIFSourceMap(t *testing.T) {
	asm := loadAssembly(t, map[string]string{"t.json": `{"Resources": {"S": {"Type": "AWS::SecretsManager::Secret"}}}`}, "t.json")
	for name, test := range map[string]struct {
		file string
		maps []PathMap
		want string
	}{
		"here":                  {repo + "dist/stack.js", nil, "lib/stack.ts:11:20"},
		"mapped":                {"/build/out/stack.js", []PathMap{{"/build/out", "dist"}}, "lib/stack.ts:11:20"},
		"mapped to a full path": {"/build/out/stack.js", []PathMap{{"/build/out", repo + "dist"}}, "lib/stack.ts:11:20"},
		"elsewhere":             {"/build/dist/stack.js", nil, "t.json:1:16"},
		"no map":                {repo + "dist/other.js", nil, "t.json:1:16"},
	} {
		f := at(t, &rules.Finding{Rule: testRules()["FJ401"], Message: "m", Source: &template.SourcePos{File: test.file, Line: 11, Column: 24}}, asm.Stacks[0], "Resources", "S")
		files := map[string]string{"lib/stack.ts": strings.Repeat("\n", 13), "dist/stack.js.map": stackMap}
		repository := app{code: files}.repository(test.maps)
		repository.list = func() []string { return []string{"lib/stack.ts"} }
		r := &Report{Assembly: asm, Findings: []*rules.Finding{f}, RepoRoot: repo, WorkDir: repo, Repository: repository}
		p := decode(t, render(t, r, NewSARIF(SARIFOptions{}))).Results[0].Locations[0].Physical
		if got := place(p.Artifact.URI, p.Region.StartLine, p.Region.StartColumn); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func FuzzSourceMap(f *testing.F) {
	f.Add([]byte(stackMap), 11, 24)
	f.Fuzz(func(t *testing.T, text []byte, line, column int) {
		if file, line, column, ok := original("dist/stack.js", text, line, column); ok && (line < 1 || column < 1 || strings.HasPrefix(file, "../")) {
			t.Errorf("%s:%d:%d", file, line, column)
		}
	})
}
