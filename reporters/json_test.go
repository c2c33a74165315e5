package reporters

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func schema(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, doc []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(doc)))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("does not match its schema: %v", err)
	}
}

func TestJSON(t *testing.T) {
	s := schema(t, "schema/report.schema.json")
	for name, r := range map[string]*Report{"report.json": testReport(t), "nothing.json": {Version: "0.0.0-dev", Command: "check"}} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewJSON())
			golden(t, name, got)
			validate(t, s, got)
		})
	}
}

// The schema must be able to refuse: a report with a field that is missing,
// wrong or unknown does not match.
func TestJSONSchemaRefuses(t *testing.T) {
	s := schema(t, "schema/report.schema.json")
	good := string(render(t, testReport(t), NewJSON()))
	for _, change := range [][2]string{
		{`"schemaVersion": 1`, `"schemaVersion": 2`},
		{`"severity": "high"`, `"severity": "fatal"`},
		{`"startLine": 7`, `"startLine": 0`},
		{`"related": []`, `"related": null`},
		{`"pointer":`, `"ptr":`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Errorf("%s does not occur", change[0])
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("a report with %s matches the schema", change[1])
		}
	}
}

func TestJSONKeepsText(t *testing.T) {
	r := testReport(t)
	const hostile = "a\x1b[31m\u202eb\u009b<&>\u2028\U000E0041 ##vso[x] \u65e5"
	r.Findings[0].Message = hostile
	got := render(t, r, NewJSON())
	for _, c := range []string{"\x1b", "\u202e", "\u009b", "\u2028", "\U000E0041", "##"} {
		if strings.Contains(string(got), c) {
			t.Errorf("%+q is written raw", c)
		}
	}
	if !strings.Contains(string(got), "<&>") {
		t.Error("< & > are escaped as if for HTML")
	}
	var back struct{ Findings []struct{ Message string } }
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if back.Findings[0].Message != hostile {
		t.Errorf("message came back as %+q", back.Findings[0].Message)
	}
}

func TestFile(t *testing.T) {
	for _, test := range []struct {
		work, root, name string
		file, repo       string
		below            bool
	}{
		{"/r/app/", "/r/", "cdk.out/a.json", "cdk.out/a.json", "app/cdk.out/a.json", true},
		{"/r/app", "/r/", "/r/app/lib/x.ts", "lib/x.ts", "app/lib/x.ts", true},
		{"/r/app/", "/r/", "/r/lib/x.ts", "../lib/x.ts", "lib/x.ts", true},
		{"/r/app/", "/r/", "../lib/x.ts", "../lib/x.ts", "lib/x.ts", true},
		{"/r/app/", "/r/", "../../else/x.ts", "../../else/x.ts", "/else/x.ts", false},
		{"/r/", "/r/", "/else/x.ts", "/else/x.ts", "/else/x.ts", false},
		{"/r/", "/r/", "/rest/x.ts", "/rest/x.ts", "/rest/x.ts", false},
		{"", "", "a/b.json", "a/b.json", "a/b.json", true},
		{`C:\r\app\`, `C:\r\`, `C:\r\app\lib\x.ts`, "lib/x.ts", "app/lib/x.ts", true},
		{"/r/", "/r/", "<stdin>", "<stdin>", "<stdin>", false},
	} {
		r := &Report{WorkDir: test.work, RepoRoot: test.root}
		if got := r.file(test.name); got != test.file {
			t.Errorf("file(%q) in %s = %q, want %q", test.name, test.work, got, test.file)
		}
		if got, below := r.repoFile(test.name); got != test.repo || below != test.below {
			t.Errorf("repoFile(%q) in %s = %q, %v, want %q, %v", test.name, test.work, got, below, test.repo, test.below)
		}
	}
}
