package template

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// describeAssembly writes what was loaded, a line for each program, stack,
// problem and file that was passed over.
func describeAssembly(asm *Assembly) string {
	var b strings.Builder
	for _, p := range asm.Programs {
		kind := "loose"
		if p.Complete {
			kind = "complete"
		}
		fmt.Fprintf(&b, "program %q %s\n", p.Dir, kind)
		for _, s := range p.Stacks {
			fmt.Fprintf(&b, "  %s: name %s, file %s, dir %s", s.Key, s.Name, s.TemplateFile, s.Dir)
			if s.Account != "" || s.Region != "" {
				fmt.Fprintf(&b, ", %s/%s", s.Account, s.Region)
			}
			if s.Parent != nil {
				fmt.Fprintf(&b, ", in %s as %s", s.Parent.Key, s.ParentResource.ID)
			}
			ids := make([]string, 0, len(s.Order))
			for _, r := range s.Order {
				ids = append(ids, r.ID)
			}
			fmt.Fprintf(&b, ": %s\n", strings.Join(ids, " "))
		}
	}
	for _, p := range asm.Problems {
		fmt.Fprintf(&b, "problem %s\n", p)
	}
	for _, s := range asm.Skipped {
		fmt.Fprintf(&b, "skipped %s: %s\n", s.File, s.Reason)
	}
	return b.String()
}

// checkAssembly fails when the parts of an assembly do not fit together.
func checkAssembly(t testing.TB, asm *Assembly) {
	t.Helper()
	keys := map[string]bool{}
	inPrograms := 0
	for _, p := range asm.Programs {
		inPrograms += len(p.Stacks)
		for _, s := range p.Stacks {
			if s.Program != p {
				t.Errorf("stack %s does not know its program", s.Key)
			}
			if !slices.Contains(asm.Stacks, s) {
				t.Errorf("stack %s is in a program and not in the assembly", s.Key)
			}
		}
	}
	if inPrograms != len(asm.Stacks) {
		t.Errorf("%d stacks, %d of them in programs", len(asm.Stacks), inPrograms)
	}
	if !slices.IsSortedFunc(asm.Stacks, func(a, b *Stack) int { return strings.Compare(a.Key, b.Key) }) {
		t.Error("the stacks are not in order")
	}
	for _, s := range asm.Stacks {
		if keys[s.Key] {
			t.Errorf("two stacks have the key %q", s.Key)
		}
		keys[s.Key] = true
		if len(s.Order) != len(s.Resources) {
			t.Errorf("stack %s: %d resources in order, %d by id", s.Key, len(s.Order), len(s.Resources))
		}
		for _, r := range s.Order {
			if s.Resources[r.ID] != r || r.Stack != s {
				t.Errorf("resource %s is not that of its stack", r.Key())
			}
			if n := r.NestedStack(); n != nil && (n.ParentResource != r || n.Parent != s) {
				t.Errorf("stack %s does not know its parent", n.Key)
			}
		}
	}
}

// unit is a template of one resource, and more.
func unit(id, more string) string {
	return "Resources:\n  " + id + ": {Type: AWS::SNS::Topic}\n" + more
}

func nesting(id, url string) string {
	return "  " + id + ": {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: " + url + "}}\n"
}

func TestLoad(t *testing.T) {
	const manifest = `{"version":"48.0.0","artifacts":{
		"App":{"type":"aws:cloudformation:stack","environment":"aws://111122223333/eu-west-1","properties":{"templateFile":"App.template.json","stackName":"app-prod"}}}}`
	const app = `{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}`
	for _, tt := range []struct {
		name  string
		files map[string]string
		paths []string
		stdin string
		want  string
		err   string
	}{
		{
			name:  "a template that is named",
			files: map[string]string{"infra/app.template.yaml": unit("A", "")},
			paths: []string{"infra/app.template.yaml"},
			want: `program "" loose
  app.template.yaml: name app, file app.template.yaml, dir infra: A
`,
		},
		{
			name:  "a folder",
			files: map[string]string{"infra/b.yml": unit("B", ""), "infra/sub/a.json": app, "infra/notes.yaml": "a: b\n", "infra/x.go": "Resources:"},
			paths: []string{"infra"},
			want: `program "" loose
  b.yml: name b, file b.yml, dir infra: B
program "" loose
  sub/a.json: name a, file sub/a.json, dir infra/sub: Topic
`,
		},
		{
			name:  "an assembly by its folder",
			files: map[string]string{"cdk.out/manifest.json": manifest, "cdk.out/App.template.json": app, "cdk.out/other.yaml": unit("A", "")},
			paths: []string{"cdk.out"},
			want: `program "cdk.out" complete
  App.template.json: name app-prod, file App.template.json, dir cdk.out, 111122223333/eu-west-1: Topic
`,
		},
		{
			name:  "an assembly by its manifest",
			files: map[string]string{"cdk.out/manifest.json": manifest, "cdk.out/App.template.json": app},
			paths: []string{"cdk.out/manifest.json"},
			want: `program "cdk.out" complete
  App.template.json: name app-prod, file App.template.json, dir cdk.out, 111122223333/eu-west-1: Topic
`,
		},
		{
			name: "a folder with an assembly and a template",
			files: map[string]string{
				"web/cdk.out/manifest.json": manifest, "web/cdk.out/App.template.json": app, "old/legacy.yaml": unit("A", ""),
			},
			paths: []string{"."},
			want: `program "web/cdk.out" complete
  web/cdk.out/App.template.json: name app-prod, file App.template.json, dir web/cdk.out, 111122223333/eu-west-1: Topic
program "" loose
  old/legacy.yaml: name legacy, file old/legacy.yaml, dir old: A
`,
		},
		{
			name:  "an assembly whose template is damaged is not complete",
			files: map[string]string{"cdk.out/manifest.json": manifest, "cdk.out/App.template.json": `{"Resources":`},
			paths: []string{"cdk.out"},
			want: `problem cdk.out/App.template.json:1:14: not valid JSON: unexpected end of file (the '{' of line 1 is not closed; was the file cut off?)
`,
		},
		{
			name:  "several documents",
			files: map[string]string{"all.yaml": unit("A", "") + "---\na: b\n---\n" + unit("B", "")},
			paths: []string{"all.yaml"},
			want: `program "" loose
  all.yaml: name all, file all.yaml, dir .: A
program "" loose
  all.yaml@3: name all, file all.yaml, dir .: B
`,
		},
		{
			name:  "standard input",
			stdin: unit("A", "") + "---\n" + unit("B", ""),
			want: `program "" loose
  <stdin>: name stdin, file <stdin>, dir .: A
program "" loose
  <stdin>@2: name stdin, file <stdin>, dir .: B
`,
		},
		{
			name:  "standard input that is no template",
			stdin: "- a\n",
			want:  "problem <stdin>:1:1: not a CloudFormation template: it has no Resources (name a template or a folder that holds some)\n",
		},
		{
			name: "templates that nest one another",
			files: map[string]string{
				"a.yaml":       unit("A", nesting("One", "./parts/b.yaml")+nesting("Two", "parts/b.yaml")),
				"parts/b.yaml": unit("B", nesting("Inner", "../c.json")),
				"c.json":       app,
				"d.yaml":       unit("D", nesting("Far", "https://example.com/far.yaml")),
			},
			paths: []string{"."},
			want: `program "" loose
  a.yaml: name a, file a.yaml, dir .: A One Two
  a.yaml/One: name a/One, file parts/b.yaml, dir parts, in a.yaml as One: B Inner
  a.yaml/One/Inner: name a/One/Inner, file c.json, dir ., in a.yaml/One as Inner: Topic
  a.yaml/Two: name a/Two, file parts/b.yaml, dir parts, in a.yaml as Two: B Inner
  a.yaml/Two/Inner: name a/Two/Inner, file c.json, dir ., in a.yaml/Two as Inner: Topic
program "" loose
  d.yaml: name d, file d.yaml, dir .: D Far
`,
		},
		{
			name: "a circle of nesting is kept once",
			files: map[string]string{
				"a.yaml": unit("A", nesting("ToB", "./b.yaml")),
				"b.yaml": unit("B", nesting("ToA", "./a.yaml")),
				"c.yaml": unit("C", ""),
			},
			paths: []string{"."},
			want: `program "" loose
  c.yaml: name c, file c.yaml, dir .: C
program "" loose
  a.yaml: name a, file a.yaml, dir .: A ToB
  a.yaml/ToB: name a/ToB, file b.yaml, dir ., in a.yaml as ToB: B ToA
problem b.yaml:3:8: nested stack "ToA" holds itself: a.yaml -> b.yaml -> a.yaml (break the circle)
`,
		},
		{
			name:  "a nested template that is not there",
			files: map[string]string{"a.yaml": unit("A", nesting("Gone", "./gone.yaml"))},
			paths: []string{"a.yaml"},
			want: `program "" loose
  a.yaml: name a, file a.yaml, dir .: A Gone
problem a.yaml:3:9: template "gone.yaml" of nested stack "Gone" cannot be read: it does not exist (what it holds is not checked)
`,
		},
		{
			name: "templates joined by a unique export",
			files: map[string]string{
				"app.yaml":   unit("A", "Outputs: {X: {Value: !ImportValue shared-topic}}\n"),
				"base.yaml":  unit("B", "Outputs: {T: {Value: !Ref B, Export: {Name: shared-topic}}}\n"),
				"other.yaml": unit("O", ""),
			},
			paths: []string{"."},
			want: `program "" loose
  app.yaml: name app, file app.yaml, dir .: A
  base.yaml: name base, file base.yaml, dir .: B
program "" loose
  other.yaml: name other, file other.yaml, dir .: O
`,
		},
		{
			name: "an export that two templates have joins none",
			files: map[string]string{
				"app.yaml": unit("A", "Outputs: {X: {Value: !ImportValue shared-topic}}\n"),
				"one.yaml": unit("B", "Outputs: {T: {Value: !Ref B, Export: {Name: shared-topic}}}\n"),
				"two.yaml": unit("C", "Outputs: {T: {Value: !Ref C, Export: {Name: shared-topic}}}\n"),
			},
			paths: []string{"."},
			want: `program "" loose
  app.yaml: name app, file app.yaml, dir .: A
program "" loose
  one.yaml: name one, file one.yaml, dir .: B
program "" loose
  two.yaml: name two, file two.yaml, dir .: C
`,
		},
		{
			name:  "a file that is no template",
			files: map[string]string{"a.yaml": "a: b\n"},
			paths: []string{"a.yaml"},
			want:  "problem a.yaml:1:1: not a CloudFormation template: it has no Resources (name a template or a folder that holds some)\n",
		},
		{
			name:  "a path that is not there",
			files: map[string]string{"a.yaml": unit("A", "")},
			paths: []string{"b.yaml", "a.yaml"},
			want: `program "" loose
  a.yaml: name a, file a.yaml, dir .: A
`,
			err: `open "b.yaml": it does not exist`,
		},
		{
			name:  "a folder without templates",
			files: map[string]string{"infra/a.txt": "nothing"},
			paths: []string{"infra"},
			err:   "no template found in \"infra\": synthesize the app first (`cdk synth`), or name the template's file",
		},
		{
			name: "elements that are not shaped as they should be",
			files: map[string]string{
				"a.yaml": "Parameters: {P: x}\nResources:\n  A: text\n  B: {Properties: {}}\n  C: {Type: AWS::SNS::Topic, Properties: [1]}\nOutputs: [1]\n",
			},
			paths: []string{"a.yaml"},
			want: `program "" loose
  a.yaml: name a, file a.yaml, dir .: C
problem a.yaml:1:17: parameter "P" is a string, not a map
problem a.yaml:3:6: resource "A" is a string, not a map (a resource has a Type and Properties)
problem a.yaml:4:3: resource "B" has no Type
problem a.yaml:5:42: Properties of resource "C" is a list, not a map
problem a.yaml:6:10: Outputs is a list, not a map
`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for name, text := range tt.files {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			opts := Options{}
			if tt.stdin != "" {
				opts.Stdin = []byte(tt.stdin)
			}
			asm, err := Load(t.Context(), fsys, tt.paths, opts)
			message := ""
			if err != nil {
				message = err.Error()
			}
			if message != tt.err {
				t.Errorf("error %q, want %q", message, tt.err)
			}
			if diff := cmp.Diff(tt.want, describeAssembly(asm)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			checkAssembly(t, asm)
		})
	}
}

// Stacks nest at most so deep that a chain of files ends, whatever it holds.
func TestLoadDeepNesting(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 40 {
		text := unit("A", nesting("Next", fmt.Sprintf("./s%02d.yaml", i+1)))
		fsys[fmt.Sprintf("s%02d.yaml", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys["s40.yaml"] = &fstest.MapFile{Data: []byte(unit("A", ""))}
	asm, err := Load(t.Context(), fsys, []string{"s00.yaml"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(asm.Stacks) != maxNesting+1 {
		t.Errorf("%d stacks, want %d", len(asm.Stacks), maxNesting+1)
	}
	if len(asm.Problems) != 1 || !strings.Contains(asm.Problems[0].Message, "deeper than") {
		t.Errorf("problems %v", asm.Problems)
	}
}

// A file above the bound is told and the rest is loaded.
func TestLoadTooLarge(t *testing.T) {
	fsys := fstest.MapFS{"a.yaml": {Data: []byte(unit("A", ""))}, "b.yaml": {Data: []byte(unit("B", "# "+strings.Repeat("x", 2000)+"\n"))}}
	asm, err := Load(t.Context(), fsys, []string{"."}, Options{MaxFileSize: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if len(asm.Stacks) != 1 || len(asm.Skipped) != 1 || asm.Skipped[0].File != "b.yaml" {
		t.Errorf("got\n%s", describeAssembly(asm))
	}
	asm, err = Load(t.Context(), fsys, []string{"b.yaml"}, Options{MaxFileSize: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if len(asm.Stacks) != 0 || len(asm.Problems) != 1 || !asm.Problems[0].Fatal {
		t.Errorf("got\n%s", describeAssembly(asm))
	}
}

func TestLoadCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if asm, err := Load(ctx, fstest.MapFS{"a.yaml": {Data: []byte(unit("A", ""))}}, []string{"a.yaml"}, Options{}); err == nil {
		t.Errorf("no error, and %d stacks", len(asm.Stacks))
	}
}

// Where the value of a parameter comes from: the parent goes before what the
// user gives, and that before the manifest.
func TestLoadParameters(t *testing.T) {
	const template = `{"Parameters":{"A":{"Type":"String","Default":"a0"},"B":{"Type":"String","Default":"b0"},"C":{"Type":"String","Default":"c0"},"D":{"Type":"String"}},
		"Resources":{"Topic":{"Type":"AWS::SNS::Topic"},
		"Nest":{"Type":"AWS::CloudFormation::Stack","Metadata":{"aws:asset:path":"nest.template.json","aws:asset:property":"TemplateURL"},"Properties":{"TemplateURL":"x","Parameters":{"A":{"Ref":"A"},"B":"b3"}}}}}`
	const nested = `{"Parameters":{"A":{"Type":"String"},"B":{"Type":"String"},"C":{"Type":"String","Default":"c4"}},"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}`
	fsys := fstest.MapFS{
		"manifest.json": file(`{"version":"48.0.0","artifacts":{"App":{"type":"aws:cloudformation:stack","environment":"aws://unknown-account/unknown-region",
			"properties":{"templateFile":"App.template.json","parameters":{"A":"a1","B":"b1"}}}}}`),
		"App.template.json": file(template), "nest.template.json": file(nested),
	}
	asm, err := Load(t.Context(), fsys, []string{"."}, Options{Parameters: map[string]string{"B": "b2", "Unknown": "x"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		stack, name, want string
		supplied          Origin
	}{
		{"App.template.json", "A", "a1", FromGiven},
		{"App.template.json", "B", "b2", FromGiven},
		{"App.template.json", "C", "c0", FromDefault},
		{"App.template.json", "D", "", FromDefault},
		{"App.template.json/Nest", "A", "a1", FromParent},
		{"App.template.json/Nest", "B", "b3", FromParent},
		{"App.template.json/Nest", "C", "c4", FromDefault},
	} {
		s := stackOf(t, asm, tt.stack)
		v := s.Eval(NewMap(s.Root, "Ref", NewString(tt.name, s.Root)))
		got, known := v.Literal()
		if got != tt.want || known != (tt.want != "") {
			t.Errorf("%s of %s is %q, want %q", tt.name, tt.stack, got, tt.want)
		}
		if o := s.Parameters[tt.name].Supplied(); o != tt.supplied {
			t.Errorf("%s of %s is supplied by %s, want %s", tt.name, tt.stack, o, tt.supplied)
		}
	}
}

// What the real assemblies say: their stacks, and a resource of each whose
// construct path and place in the author's code are known.
func TestLoadRealAssemblies(t *testing.T) {
	for _, tt := range []struct {
		dir    string
		stacks []string // keys
		// resource is a key; path and source are its construct path and place.
		resource, path, source string
	}{
		{
			"testdata/assembly/nested-2.276-debug",
			[]string{
				"Data.template.json", "Data.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5",
				"Data.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5/DeepNestedStackDeepNestedStackResource521F28B7",
				"Data.template.json/NestNestedStackNestNestedStackResourceD8FE4395",
			},
			"Data.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5/DeepNestedStackDeepNestedStackResource521F28B7#Password67973E0B",
			"Data/Middle/Deep/Password/Resource", "/repo/app.js:10:19 creationStack",
		},
		{
			"testdata/assembly/nested-2.150-debug",
			[]string{
				"Data.template.json", "Data.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5",
				"Data.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5/DeepNestedStackDeepNestedStackResource521F28B7",
				"Data.template.json/NestNestedStackNestNestedStackResourceD8FE4395",
			},
			"Data.template.json/NestNestedStackNestNestedStackResourceD8FE4395#Password67973E0B",
			"Data/Nest/Password/Resource", "/repo/app.js:10:19 trace",
		},
		{
			"testdata/assembly/nested-2.250",
			[]string{
				"Data.template.json", "Data.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5",
				"Data.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5/DeepNestedStackDeepNestedStackResource521F28B7",
				"Data.template.json/NestNestedStackNestNestedStackResourceD8FE4395",
			},
			"Data.template.json#ApiKeyF9DDEE66", "Data/ApiKey/Resource", "",
		},
		{"testdata/assembly/creation-2.256", []string{"TraceStack.template.json"}, "", "", ""},
		{"testdata/assembly/manifest-2.200", []string{"TraceStack.template.json"}, "", "", ""},
		{"../testdata/apps/fjall-good", []string{"MyApp.template.json"}, "", "", ""},
		{"../testdata/apps/fjall-broken", []string{"MyApp.template.json"}, "", "", ""},
	} {
		t.Run(filepath.Base(tt.dir), func(t *testing.T) {
			asm, err := Load(t.Context(), os.DirFS(tt.dir), []string{"."}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkAssembly(t, asm)
			for _, p := range asm.Problems {
				t.Error(p)
			}
			if len(asm.Programs) != 1 || !asm.Programs[0].Complete {
				t.Fatalf("%d programs, or not complete", len(asm.Programs))
			}
			var keys []string
			for _, s := range asm.Stacks {
				keys = append(keys, s.Key)
				for _, r := range s.Order {
					if r.ConstructPath == "" && r.Type != "AWS::CDK::Metadata" {
						t.Errorf("%s has no construct path", r.Key())
					}
				}
			}
			if diff := cmp.Diff(tt.stacks, keys); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if tt.resource == "" {
				return
			}
			key, id, _ := strings.Cut(tt.resource, "#")
			r := stackOf(t, asm, key).Resources[id]
			if r == nil {
				t.Fatalf("%s is not there", tt.resource)
			}
			source := ""
			if r.Source != nil {
				source = fmt.Sprintf("%s:%d:%d %s", r.Source.File, r.Source.Line, r.Source.Column, r.Source.Kind)
			}
			if r.ConstructPath != tt.path || source != tt.source {
				t.Errorf("%s stands at %q, %q; want %q, %q", id, r.ConstructPath, source, tt.path, tt.source)
			}
		})
	}
}

// Stages are one program with the pipeline that deploys them; each stack has
// its own environment, and its assets are relative to its own folder.
func TestLoadStages(t *testing.T) {
	asm, err := Load(t.Context(), os.DirFS("testdata/assembly"), []string{"stage-2.276"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkAssembly(t, asm)
	if len(asm.Programs) != 1 || len(asm.Stacks) != 9 {
		t.Fatalf("got\n%s", describeAssembly(asm))
	}
	for key, want := range map[string]string{
		"Pipeline.template.json":                       "Pipeline stage-2.276 /",
		"assembly-Beta/BetaDataEED1ED73.template.json": "beta-data stage-2.276/assembly-Beta /",
		"assembly-Prod/ProdData90A795AA.template.json": "prod-data stage-2.276/assembly-Prod 111122223333/eu-west-1",
	} {
		s := stackOf(t, asm, key)
		if got := fmt.Sprintf("%s %s %s/%s", s.Name, s.Dir, s.Account, s.Region); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	deep := stackOf(t, asm, "assembly-Prod/ProdData90A795AA.template.json/MiddleNestedStackMiddleNestedStackResource2B68C4B5/DeepNestedStackDeepNestedStackResource521F28B7")
	if deep.Account != "111122223333" || deep.Resources["Password67973E0B"].ConstructPath != "Prod/Data/Middle/Deep/Password/Resource" {
		t.Errorf("the nested stack is in %q, its secret %q", deep.Account, deep.Resources["Password67973E0B"].ConstructPath)
	}
}

// Two loads of the same input give the same.
func TestLoadDeterministic(t *testing.T) {
	var first string
	for range 5 {
		asm, err := Load(t.Context(), os.DirFS("testdata"), []string{"assembly", "foreach", "sam"}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := describeAssembly(asm)
		if first == "" {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Fatalf("-first +now\n%s", diff)
		}
	}
}

func TestLookup(t *testing.T) {
	const text = `Resources:
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: orders/db
      Tags:
        - {Key: team, Value: !Ref Team}
`
	asm := loadTemplates(t, Options{}, "a.yaml", text)
	s := asm.Stacks[0]
	for _, tt := range []struct {
		path  Path
		exact bool
		at    string // of the node that is found
		key   string // of its key
	}{
		{Path{"Resources", "Secret"}, true, "a.yaml:3:5", "a.yaml:2:3"},
		{Path{"Resources", "Secret", "Properties", "Name"}, true, "a.yaml:5:13", "a.yaml:5:7"},
		{Path{"Resources", "Secret", "Properties", "Tags", 0, "Value", "Ref"}, true, "a.yaml:7:35", "a.yaml:7:30"},
		{Path{"Resources", "Secret", "Properties", "Tags", 0}, true, "a.yaml:7:11", "a.yaml:7:11"},
		{Path{"Resources", "Secret", "Properties", "KmsKeyId"}, false, "a.yaml:5:7", "a.yaml:4:5"},
		{Path{"Resources", "Secret", "Properties", "Tags", 4, "Key"}, false, "a.yaml:7:9", "a.yaml:6:7"},
		{Path{"Resources", "Gone", "Properties"}, false, "a.yaml:2:3", "a.yaml:1:1"},
	} {
		n, exact := s.Lookup(tt.path)
		if exact != tt.exact || n.Range().String() != tt.at {
			t.Errorf("Lookup(%s) = %s, %v; want %s, %v", tt.path, n.Range(), exact, tt.at, tt.exact)
		}
		if got := s.KeyRange(tt.path).String(); got != tt.key {
			t.Errorf("KeyRange(%s) = %s, want %s", tt.path, got, tt.key)
		}
		if _, raw := s.LookupRaw(tt.path); raw != tt.exact {
			t.Errorf("LookupRaw(%s) = %v", tt.path, raw)
		}
	}
}

// propertyTemplates are the templates that the properties below are tried on:
// those of the project, and the corpus where it is there.
func propertyTemplates(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{
		"testdata/assembly/*/*.template.json", "testdata/assembly/*/*/*.template.json", "testdata/foreach/*", "testdata/sam/*",
		"../testdata/apps/*/*.template.json", "../testdata/rules/*/*/*.yaml", "../testdata/rules/*/*/*.json",
	} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if data, err := os.ReadFile(name); err == nil && isCandidate(name) {
				files[name] = data
			}
		}
	}
	if len(files) < 50 {
		t.Fatalf("only %d templates found", len(files))
	}
	return files
}

// TestPlaces tries the ways between paths, nodes and places on every node.
func TestPlaces(t *testing.T) {
	t.Run("project", func(t *testing.T) { checkPlaces(t, propertyTemplates(t)) })
	t.Run("corpus", func(t *testing.T) {
		if testing.Short() {
			t.Skip("reads 1,787 templates")
		}
		checkPlaces(t, publicTemplates(t))
	})
}

func checkPlaces(t *testing.T, files map[string][]byte) {
	var c placesCheck
	c.random = rand.New(rand.NewPCG(1, 2))
	for name, data := range files {
		src := NewSource(name, data)
		docs, _ := Parse(src)
		for _, doc := range docs[:min(1, len(docs))] {
			s := &Stack{Source: src, Raw: doc, Root: doc}
			doc.Walk(func(path Path, n *Node) bool {
				c.node(t, s, path, n)
				return true
			})
		}
	}
	t.Logf("%d nodes of %d files, %d scalars shared by aliases; %d parts of texts, %d of them not placed", c.nodes, len(files), c.shared, c.parts, c.vague)
	if c.nodes < 5000 || c.parts < 1000 {
		t.Error("too few nodes were tried")
	}
	// Only text that is folded over lines has no places of its own.
	if c.vague*5 > c.parts {
		t.Error("too many parts of texts have no place")
	}
}

type placesCheck struct {
	random               *rand.Rand
	nodes, shared        int
	parts, vague, failed int
}

func (c *placesCheck) errorf(t *testing.T, format string, args ...any) {
	t.Helper()
	if c.failed++; c.failed <= 10 {
		t.Errorf(format, args...)
	}
}

func (c *placesCheck) node(t *testing.T, s *Stack, path Path, n *Node) {
	t.Helper()
	c.nodes++
	if found, ok := s.Lookup(path); !ok || found != n {
		c.errorf(t, "%s: Lookup(%s) does not find the node", s.Source.Name, path)
	}
	if k := s.KeyRange(path); len(path) > 0 && k.File != s.Source.Name {
		c.errorf(t, "%s: KeyRange(%s) = %v", s.Source.Name, path, k)
	}
	if !n.IsScalar() {
		return
	}
	start, end := n.Offsets()
	back := s.PathOf(start)
	found, ok := s.LookupRaw(back)
	switch {
	case !ok:
		c.errorf(t, "%s: PathOf(%d) = %s leads nowhere", s.Source.Name, start, back)
	case found == n:
		if back.String() != path.String() {
			c.shared++ // by an alias or a merge key: the path is that of the anchor
		}
	case int(found.start) == start && int(found.end) == end && n.Style == Synthetic:
		// The parts of a short tag share its range.
	default:
		c.errorf(t, "%s: %s stands at %d, where %s is", s.Source.Name, path, start, back)
	}
	if n.Kind == String && len(n.Text) > 1 {
		for range 3 {
			c.part(t, s, path, n)
		}
	}
}

// part tries a part of a scalar's text.
func (c *placesCheck) part(t *testing.T, s *Stack, path Path, n *Node) {
	t.Helper()
	from := c.random.IntN(len(n.Text))
	to := from + 1 + c.random.IntN(len(n.Text)-from)
	if n.Style == Literal { // a piece of one line: lines are indented in the file
		if i := strings.IndexByte(n.Text[from:to], '\n'); i >= 0 {
			to = from + i
		}
	}
	if from == to || to-from == len(n.Text) || !utf8.RuneStart(n.Text[from]) || to < len(n.Text) && !utf8.RuneStart(n.Text[to]) {
		return
	}
	c.parts++
	r := n.TextRange(from, to)
	want := n.Text[from:to]
	if r == n.Range() {
		c.vague++
		if n.Style == JSON {
			c.errorf(t, "%s: a part of %s has no place", s.Source.Name, path)
		}
		return
	}
	piece := string(s.Source.Data[r.Start.Offset-s.Source.BOM : r.End.Offset-s.Source.BOM])
	got := piece
	switch n.Style {
	case SingleQuoted:
		got = strings.ReplaceAll(piece, "''", "'")
	case JSON:
		if err := json.Unmarshal([]byte(`"`+piece+`"`), &got); err != nil {
			got = err.Error()
		}
	case DoubleQuoted:
		docs, _ := parseYAML(NewSource("piece.yaml", []byte(`["`+piece+`"]`)))
		if len(docs) == 1 {
			got = docs[0].Items()[0].Text
		}
	}
	if got != want {
		c.errorf(t, "%s: bytes %d to %d of %s are not those at %s (%s, %d bytes)", s.Source.Name, from, to, path, r, styleName(n.Style), len(piece))
	}
}
