package reporters

import (
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

func TestRepositoryFind(t *testing.T) {
	a := app{code: map[string]string{
		"app.ts": "", "lib/db.ts": "", "packages/web/lib/web.ts": "", "packages/api/lib/index.ts": "", "packages/web/lib/index.ts": "",
		"packages/web/only.ts": "", "db.ts": "",
	}}
	maps := []PathMap{{"/old/", "packages/api"}, {`C:\agent\w`, repo + "packages/web"}, {"/gone", "nowhere"}}
	for file, want := range map[string]string{
		repo + "lib/db.ts":             "lib/db.ts",
		repo + "./lib/../lib/db.ts":    "lib/db.ts",
		repo + "dist/lib/db.ts":        "", // what a compiler wrote: no file of the repository
		"lib/db.ts":                    "lib/db.ts",
		"other/db.ts":                  "",
		"/build/src/lib/db.ts":         "lib/db.ts",
		"/build/lib/web.ts":            "packages/web/lib/web.ts",
		"/build/lib/index.ts":          "", // either
		"/build/web/lib/index.ts":      "packages/web/lib/index.ts",
		`D:\a\shop\lib\db.ts`:          "lib/db.ts",
		"/build/app.ts":                "app.ts",
		"/build/only.ts":               "", // a name alone is one of any app
		"/old/lib/index.ts":            "packages/api/lib/index.ts",
		"/older/lib/index.ts":          "",
		`C:\agent\w\lib\index.ts`:      "packages/web/lib/index.ts",
		"/gone/lib/db.ts":              "lib/db.ts",
		"/build/lib/absent.ts":         "",
		"../../etc/passwd":             "",
		"/home/dev/shop/../x/absent.c": "",
	} {
		got, ok := a.repository(maps).find(file)
		if got != want || ok != (want != "") {
			t.Errorf("find(%q) = %q, %v, want %q", file, got, ok, want)
		}
	}
}

// Of files that are alike, the one of the app that was synthesized is meant.
func TestRepositoryFindOfApp(t *testing.T) {
	a := app{code: map[string]string{
		"lib/index.ts": "", "app.ts": "", "packages/web/lib/index.ts": "", "packages/api/lib/index.ts": "", "packages/api/app.ts": "", "packages/only.ts": "",
	}}
	for _, test := range []struct {
		apps       []string
		file, want string
	}{
		{nil, "/build/lib/index.ts", "lib/index.ts"},
		{[]string{"cdk.out"}, "/build/lib/index.ts", "lib/index.ts"},
		{[]string{"packages/api/cdk.out"}, "/build/lib/index.ts", "packages/api/lib/index.ts"},
		{[]string{"packages/api/cdk.out"}, "/build/app.ts", "packages/api/app.ts"},
		{[]string{"packages/api/cdk.out"}, "lib/index.ts", "packages/api/lib/index.ts"},
		{[]string{"packages/web/cdk.out"}, "/build/app.ts", "app.ts"},
		{[]string{"packages/web/cdk.out"}, "/build/only.ts", "packages/only.ts"},
		{[]string{"packages/api/cdk.out", "packages/web/cdk.out"}, "/build/lib/index.ts", ""},
		{[]string{"packages/api/cdk.out", "packages/api/prod.out"}, "/build/lib/index.ts", "packages/api/lib/index.ts"},
		{[]string{"packages/api/cdk.out"}, "/build/absent.ts", ""},
	} {
		r := a.repository(nil)
		r.apps = test.apps
		if got, _ := r.find(test.file); got != test.want {
			t.Errorf("find(%q) with apps at %q = %q, want %q", test.file, test.apps, got, test.want)
		}
	}
}

// The line is the innermost one that the repository has: of the property's
// assignment, else of what made the resource.
func TestSARIFPrimary(t *testing.T) {
	asm := loadAssembly(t, map[string]string{"t.json": `{"Resources": {"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "n"}}}}`}, "t.json")
	s := asm.Stacks[0]
	elsewhere := template.Frame{File: "/opt/shared/construct.ts", Line: 3}
	app1 := template.Frame{File: "/build/lib/app.ts", Line: 2, Column: 9}
	past := template.Frame{File: "/build/lib/app.ts", Line: 99}
	pos := func(frames ...template.Frame) *template.SourcePos {
		return &template.SourcePos{File: frames[0].File, Line: frames[0].Line, Column: frames[0].Column, Frames: frames}
	}
	for _, test := range []struct {
		name          string
		source, maker *template.SourcePos
		locate        Locate
		want          string
	}{
		{"innermost of the repository", pos(elsewhere, app1), nil, "", "lib/app.ts:2:9"},
		{"a file of that name with fewer lines", pos(past, app1), nil, LocateSource, "lib/app.ts:2:9"},
		{"the maker where the assignment is elsewhere", pos(elsewhere), pos(app1), LocateSource, "lib/app.ts:2:9"},
		{"nothing of the repository", pos(elsewhere), pos(past), LocateSource, "t.json:1:16"},
		{"nothing is known", nil, nil, LocateSource, "t.json:1:16"},
		{"the template is wanted", pos(app1), pos(app1), LocateTemplate, "t.json:1:16"},
	} {
		f := at(t, &rules.Finding{Rule: testRules()["FJ401"], Message: "m", Source: test.source}, s, "Resources", "S")
		s.Resources["S"].Source = test.maker
		r := &Report{Assembly: asm, Findings: []*rules.Finding{f}, Repository: app{code: map[string]string{"lib/app.ts": "1\n2\n3\n"}}.repository(nil)}
		res := decode(t, render(t, r, NewSARIF(SARIFOptions{Locate: test.locate}))).Results[0]
		p := res.Locations[0].Physical
		if got := place(p.Artifact.URI, p.Region.StartLine, p.Region.StartColumn); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if len(res.Locations[0].Logical) == 0 {
			t.Errorf("%s: no logical location", test.name)
		}
	}
}

// A line of code is hashed only where no credential can be in the text: not where
// one is, and not near the construct of one.
func TestSARIFCodeHash(t *testing.T) {
	const value = "planted-value-7"
	lines := make([]string, 200)
	for i := range lines {
		lines[i] = "  constructs.add(new Thing(this, 'with a name that is long enough', { and: 'some', properties: 'too', that: 'fill the text' }));"
	}
	lines[99] = "  const password = '" + value + "';"
	asm := loadAssembly(t, map[string]string{"t.json": appTemplate}, "t.json")
	s := asm.Stacks[0]
	secret := at(t, &rules.Finding{
		Rule: testRules()["FJ101"], Message: "m", Source: &template.SourcePos{File: repo + "lib/app.ts", Line: 40},
	}, s, "Resources", "DbSecret86DBB7B1", "Properties", "SecretString")
	a := app{code: map[string]string{"lib/app.ts": strings.Join(lines, "\n")}}
	redact := func(text string) string { return strings.ReplaceAll(text, value, "[redacted]") }
	for line, want := range map[int]bool{
		1: true, 38: true, 39: true, 40: false, 41: false, 70: false, 71: true, 99: false, 100: false, 101: false, 150: true, 200: true,
	} {
		other := at(t, &rules.Finding{
			Rule: testRules()["FJ401"], Message: "m", Source: &template.SourcePos{File: repo + "lib/app.ts", Line: line},
		}, s, "Resources", "DbSecret86DBB7B1")
		r := &Report{Assembly: asm, Findings: rules.Sort([]*rules.Finding{secret, other}), RepoRoot: repo, Repository: a.repository(nil), Redact: redact}
		for _, res := range decode(t, render(t, r, NewSARIF(SARIFOptions{}))).Results {
			hash := res.Fingerprints["primaryLocationLineHash"]
			if res.RuleID == "FJ101" && hash != "" {
				t.Error("the line of a credential is hashed")
			}
			if res.RuleID == "FJ401" && (hash != "") != want {
				t.Errorf("line %d has hash %q, want one: %v", line, hash, want)
			}
		}
	}
}

// What code scanning would not keep is left out and counted.
func TestSARIFLimits(t *testing.T) {
	var told []string
	r := testReport(t)
	rep := sarifReporter{SARIFOptions{Tell: func(text string) { told = append(told, text) }}, sarifLimits{7, 2, 3}}
	run := decode(t, render(t, r, rep))
	want := []string{
		"1 result is left out, the least severe: code scanning keeps 7 of a file",
		"2 related places are left out: code scanning keeps 2 of a result",
		"4 steps of paths are left out: code scanning keeps 3 of a result",
	}
	if strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("told %q, want %q", told, want)
	}
	if n := len(run.Invocations[0].Notifications); n != 4 {
		t.Errorf("%d notifications, want 4", n)
	}
	for _, res := range run.Results {
		if len(res.Related) > 2 || len(res.CodeFlows) > 0 {
			t.Errorf("%s has %d related places and %d paths", res.RuleID, len(res.Related), len(res.CodeFlows))
		}
	}
}
