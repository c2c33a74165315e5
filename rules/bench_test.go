package rules

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

// benchmarkUnit is a secret with all that a function needs to read it: five
// resources.
func benchmarkUnit(b *strings.Builder, i int) {
	fmt.Fprintf(b, `
  Secret%[1]d:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: orders/prod/token-%[1]dx
      GenerateSecretString: {PasswordLength: 32}
  Role%[1]d:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
  Policy%[1]d:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p%[1]d
      Roles: [!Ref Role%[1]d]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']
            Resource: !Ref Secret%[1]d
  Function%[1]d:
    Type: AWS::Lambda::Function
    DependsOn: [Policy%[1]d]
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role%[1]d.Arn
      Code: {ZipFile: 'exports.handler = async () => 1;'}
      Environment:
        Variables:
          SECRET_ARN: !Ref Secret%[1]d
          URL: !Sub 'https://orders-%[1]d.${AWS::Region}.example.com'
  Log%[1]d:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Join ['', [/aws/lambda/, !Ref Function%[1]d]]
      RetentionInDays: 30
`, i)
}

// benchmarkTemplate is a template of so many resources.
func benchmarkTemplate(resources int) []byte {
	var b strings.Builder
	b.WriteString("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n")
	for i := range resources / 5 {
		benchmarkUnit(&b, i)
	}
	return []byte(b.String())
}

// benchmarkTree is a folder of so many templates of ten resources each.
func benchmarkTree(templates int) fstest.MapFS {
	fsys := fstest.MapFS{}
	text := benchmarkTemplate(10)
	for i := range templates {
		fsys[fmt.Sprintf("team%02d/service%02d/template-%04d.yaml", i%20, i/20%25, i)] = &fstest.MapFile{Data: text}
	}
	return fsys
}

func benchmarkEngine(b testing.TB) (*Engine, Options) {
	b.Helper()
	known, err := Builtin()
	if err != nil {
		b.Fatal(err)
	}
	selection, err := Select(known, nil, "strict", nil)
	if err != nil {
		b.Fatal(err)
	}
	e, err := NewEngine(b.Context(), selection, nil)
	if err != nil {
		b.Fatal(err)
	}
	return e, Options{Known: known, Today: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
}

func benchmarkLoad(b testing.TB, fsys fstest.MapFS) *template.Assembly {
	b.Helper()
	asm, err := template.Load(context.Background(), fsys, []string{"."}, template.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if len(asm.Problems) > 0 {
		b.Fatal(asm.Problems[0])
	}
	return asm
}

// The engine leaves out the compiler's checks for the rules that come with the tool, so
// that they are done here: of all rules together, and of each with the libraries that it
// is known to import.
func TestCompileChecks(t *testing.T) {
	texts, err := embeddedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	all := maps.Clone(texts)
	for _, r := range builtin(t) {
		all[r.file] = string(r.text())
		own := map[string]string{mainFile: texts[mainFile], r.file: string(r.text())}
		for _, name := range r.footprint.libraries {
			own[name] = texts[name]
		}
		compileChecked(t, r.ID, own)
	}
	compileChecked(t, "all rules", all)

	wrong := &Rule{
		ID: "FJ999", Category: "naming", Name: "naming/wrong", file: "naming/wrong.rego", user: true,
		source: []byte("package fjall.rules.naming.wrong\n\ndeny contains 1 + \"a\" if true\n"),
	}
	if _, err := NewEngine(t.Context(), &Selection{Rules: []*Rule{wrong}}, nil); err == nil {
		t.Error("a user's rule is not checked")
	}
}

func compileChecked(t *testing.T, what string, files map[string]string) {
	t.Helper()
	modules, err := parseModules(files)
	if err != nil {
		t.Fatal(err)
	}
	if err := (&Engine{}).compile(t.Context(), nil, modules, true); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// wholeEngine holds all rules as if users had written them: in one batch, and of no rule
// it is known when it has something to say.
func wholeEngine(t testing.TB, opts *Selection) *Engine {
	t.Helper()
	selection := *opts
	selection.Rules = nil
	for _, r := range opts.Rules {
		whole := *r
		whole.source, whole.footprint = r.text(), nil
		selection.Rules = append(selection.Rules, &whole)
	}
	e, err := NewEngine(t.Context(), &selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	for r := range e.footprints {
		e.footprints[r] = &footprint{reads: []string{""}}
	}
	e.needs = needsOf([]string{""})
	return e
}

// Rules that are compiled when a program triggers them find the same, in the parts of the
// input that they are known to read, as all rules do in all of it.
func TestTriggers(t *testing.T) {
	known := builtin(t)
	selection, err := Select(known, nil, "strict", nil)
	if err != nil {
		t.Fatal(err)
	}
	whole := wholeEngine(t, selection)
	programs, triggered, fired := 0, 0, 0
	judge := func(name string, fsys fs.FS, path string) {
		asm, err := template.Load(t.Context(), fsys, []string{path}, template.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lazy, err := NewEngine(t.Context(), selection, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range asm.Programs {
			facts, err := analyzers.Run(t.Context(), p, analyzers.Settings{Files: analyzers.Assets(fsys)}, suite.All())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			whole.advise(facts, cost.Options{})
			judge := func(e *Engine) []raw {
				raws, err := e.judge(t.Context(), newSource(facts), func(n needs) ast.Value { return buildInput(facts, n, e.config) })
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				return raws
			}
			want, got := judge(whole), judge(lazy)
			if diff := cmp.Diff(texts(want), texts(got)); diff != "" {
				t.Errorf("%s: -all rules +those that are triggered\n%s", name, diff)
			}
			programs++
			rules := map[string]bool{}
			for _, r := range want {
				rules[r.category+"/"+r.name] = true
			}
			fired += len(rules)
			for _, r := range selection.Rules {
				if newSource(facts).hold(r.footprint.triggers) {
					triggered++
				}
			}
		}
	}
	cases, err := Cases(os.DirFS(".."), "testdata/rules", known)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		judge(c.File, os.DirFS(".."), c.File)
	}
	for _, pattern := range []string{"apps/*", "network/*"} {
		folders, err := filepath.Glob(filepath.Join("..", "testdata", pattern))
		if err != nil || len(folders) == 0 {
			t.Fatal(err, len(folders))
		}
		for _, folder := range folders {
			judge(folder, template.OS(), folder)
		}
	}
	judge("units", fstest.MapFS{"units.yaml": {Data: benchmarkTemplate(50)}}, "units.yaml")
	t.Logf("%d programs: %d rules triggered, %d of them fired", programs, triggered, fired)
}

func texts(raws []raw) []string {
	list := make([]string, 0, len(raws))
	for _, r := range raws {
		list = append(list, fmt.Sprint(r))
	}
	slices.Sort(list)
	return list
}

func TestNeeds(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"some x in input.facts.naming.secrets", "facts naming[secrets]"},
		{"input.facts.naming.secrets[_].a == input.facts.naming.uses[_].b", "facts naming[secrets uses]"},
		{"n := input.facts.naming; n.secrets[_]", "facts naming[]"},
		{"n := input.facts.naming; input.facts.naming.secrets[_] == n.uses[_]", "facts naming[]"},
		{"input.facts.naming[x][_]", "facts naming[]"},
		{"input.facts[x].secrets", "all facts"},
		{"f := input.facts; f.naming", "all facts"},
		{"input[x]", "stacks all resources all facts"},
		{"i := input; i.facts", "stacks all resources all facts"},
		{"input.stacks[_].name", "stacks"},
		{`input.by_type["AWS::SNS::Topic"][_].id`, "types [AWS::SNS::Topic]"},
		{"input.by_type[x]", "all resources"},
		{"input.resources[_].id", "all resources"},
		{"input.config.FJ001.x", ""},
	} {
		m, err := ast.ParseModuleWithOpts("a.rego", "package a\n\ndeny contains x if { x := 1; "+tt.body+" }\n", ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatalf("%s: %v", tt.body, err)
		}
		n := needsOf(readsOf([]*ast.Module{m}))
		var got []string
		if n.stacks {
			got = append(got, "stacks")
		}
		if n.allResources {
			got = append(got, "all resources")
		}
		if len(n.types) > 0 {
			got = append(got, fmt.Sprint("types ", slices.Sorted(maps.Keys(n.types))))
		}
		if n.allFacts {
			got = append(got, "all facts")
		}
		for _, name := range slices.Sorted(maps.Keys(n.facts)) {
			got = append(got, fmt.Sprint("facts ", name, slices.Sorted(maps.Keys(n.facts[name]))))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s needs %q, want %q", tt.body, got, tt.want)
		}
	}
}

// Parsing and compiling the Rego of all rules.
//
//	31 rules: 38 ms, 5.5 MB, 101,000 allocs (6.2 MB and 117,000 with the compiler's checks)
func BenchmarkNewEngine(b *testing.B) {
	known, err := Builtin()
	if err != nil {
		b.Fatal(err)
	}
	selection, err := Select(known, nil, "strict", nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewEngine(b.Context(), selection, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// Loading and linting one template; the time of each size must grow with the
// number of resources, not with its square.
//
//	 250:  38 ms,  6.2 MB,  90,000 allocs
//	 500:  63 ms, 12.2 MB, 175,000 allocs
//	1000: 136 ms, 24.6 MB, 353,000 allocs
//	2000: 294 ms, 49.3 MB, 704,000 allocs (854,000 when all facts went to the rules)
func BenchmarkResources(b *testing.B) {
	e, opts := benchmarkEngine(b)
	for _, n := range []int{250, 500, 1000, 2000} {
		fsys := fstest.MapFS{"template.yaml": {Data: benchmarkTemplate(n)}}
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkLint(b, e, opts, fsys, n) })
	}
}

// Loading and linting a folder of small templates, each a program of its own.
//
//	 125: 0.20 s,  42 MB, 0.62 M allocs
//	 250: 0.36 s,  84 MB, 1.25 M allocs
//	 500: 0.68 s, 169 MB, 2.49 M allocs
//	1000: 1.20 s, 337 MB, 4.98 M allocs
//	2000: 2.54 s, 673 MB, 9.96 M allocs (11.63 M when all facts went to the rules)
func BenchmarkTemplates(b *testing.B) {
	e, opts := benchmarkEngine(b)
	for _, n := range []int{125, 250, 500, 1000, 2000} {
		fsys := benchmarkTree(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkLint(b, e, opts, fsys, n) })
	}
}

func benchmarkLint(b *testing.B, e *Engine, opts Options, fsys fstest.MapFS, n int) {
	b.ReportAllocs()
	var load, lint time.Duration
	for b.Loop() {
		start := time.Now()
		asm := benchmarkLoad(b, fsys)
		load += time.Since(start)
		start = time.Now()
		if _, err := e.Lint(b.Context(), asm, opts); err != nil {
			b.Fatal(err)
		}
		lint += time.Since(start)
	}
	per := float64(b.N * n)
	b.ReportMetric(float64(load.Microseconds())/per, "load-µs/each")
	b.ReportMetric(float64(lint.Microseconds())/per, "lint-µs/each")
}
