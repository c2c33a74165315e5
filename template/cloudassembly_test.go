package template

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestNestedPrefix(t *testing.T) {
	tests := []struct{ path, want string }{
		{"App/Nest.NestedStack/Nest.NestedStackResource", "App/Nest"},
		{"A/B/C.NestedStack/C.NestedStackResource", "A/B/C"},
		{"Nest.NestedStack/Nest.NestedStackResource", "Nest"},
		{"App/Nest.NestedStack/Other.NestedStackResource", ""},
		{"App/Nest/Nest.NestedStackResource", ""},
		{"App/Nest.NestedStack", ""},
		{"Nest.NestedStackResource", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := nestedPrefix(tt.path); got != tt.want {
			t.Errorf("%q has the prefix %q, want %q", tt.path, got, tt.want)
		}
	}
}

// The stack and its nested stacks may use one logical id for different
// constructs.
func TestByLogicalID(t *testing.T) {
	a := &stackArtifact{Path: "S", Constructs: map[string]*construct{}}
	for path, id := range map[string]string{
		"S/Secret":                              "Secret1",
		"S/N/Secret":                            "Secret1",
		"S/N/D/Secret":                          "Secret1",
		"S/N.NestedStack/N.NestedStackResource": "N",
		"S/N/D.NestedStack/D.NestedStackResource": "D",
		"S/NN/Secret": "Secret2",
		"S/N":         "",
	} {
		a.Constructs[path] = &construct{Path: path, LogicalID: id}
	}
	a.Constructs["S"] = &construct{Path: "S", TemplateFile: "S.template.json"}
	want := map[string]map[string]string{
		"":      {"Secret1": "S/Secret", "Secret2": "S/NN/Secret", "N": "S/N.NestedStack/N.NestedStackResource"},
		"S/N":   {"Secret1": "S/N/Secret", "D": "S/N/D.NestedStack/D.NestedStackResource"},
		"S/N/D": {"Secret1": "S/N/D/Secret"},
		"S/X":   {},
	}
	for prefix, ids := range want {
		got := map[string]string{}
		for id, c := range a.byLogicalID(prefix) {
			got[id] = c.Path
		}
		if d := cmp.Diff(ids, got); d != "" {
			t.Errorf("under %q: %s", prefix, d)
		}
	}
}

func parse(t *testing.T, text string) *Node {
	t.Helper()
	docs, problems := Parse(NewSource("t.json", []byte(text)))
	if len(docs) != 1 {
		t.Fatalf("%s: %v", text, problems)
	}
	return docs[0]
}

func TestNestedTemplate(t *testing.T) {
	const cdkURL = `{"Fn::Join":["",["https://s3.",{"Ref":"AWS::Region"},"/b/0123.json"]]}`
	tests := []struct {
		name, resource, dir, file, prefix string
	}{
		{"CDK", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":` + cdkURL + `},"Metadata":{"aws:cdk:path":"S/N.NestedStack/N.NestedStackResource","aws:asset:path":"SN.nested.template.json","aws:asset:property":"TemplateURL"}}`, "cdk.out", "cdk.out/SN.nested.template.json", "S/N"},
		{"CDK without a path", `{"Type":"AWS::CloudFormation::Stack","Metadata":{"aws:asset:path":"x.json","aws:asset:property":"TemplateURL"}}`, "/abs/o", "/abs/o/x.json", ""},
		{"CDK without asset metadata", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":` + cdkURL + `},"Metadata":{"aws:cdk:path":"S/N.NestedStack/N.NestedStackResource"}}`, "o", "", "S/N"},
		{"another property's asset", `{"Type":"AWS::CloudFormation::Stack","Metadata":{"aws:asset:path":"x","aws:asset:property":"Code"}}`, "o", "", ""},
		{"asset outside", `{"Type":"AWS::CloudFormation::Stack","Metadata":{"aws:asset:path":"../x.json"}}`, "o", "", ""},
		{"absolute asset", `{"Type":"AWS::CloudFormation::Stack","Metadata":{"aws:asset:path":"/x.json"}}`, "o", "", ""},
		{"by hand", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"./net/vpc.yaml"}}`, "infra", "infra/net/vpc.yaml", ""},
		{"by hand, in the working folder", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"vpc.yaml"}}`, ".", "vpc.yaml", ""},
		{"by hand, above", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"../vpc.yaml"}}`, "infra", "", ""},
		{"by hand, above the path typed", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"../vpc.yaml"}}`, "../infra", "", ""},
		{"by hand, below the path typed", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"vpc.yaml"}}`, "../infra", "../infra/vpc.yaml", ""},
		{"SAM application", `{"Type":"AWS::Serverless::Application","Properties":{"Location":"app/template.yaml"}}`, ".", "app/template.yaml", ""},
		{"SAM application of the repository", `{"Type":"AWS::Serverless::Application","Properties":{"Location":{"ApplicationId":"a"}}}`, ".", "", ""},
		{"URL", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"https://s3.amazonaws.com/b/t.yaml"}}`, ".", "", ""},
		{"S3 URI", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"s3://b/t.yaml"}}`, ".", "", ""},
		{"dynamic reference", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"{{resolve:ssm:x}}"}}`, ".", "", ""},
		{"parameter", `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":{"Ref":"U"}}}`, ".", "", ""},
		{"another type", `{"Type":"AWS::S3::Bucket","Metadata":{"aws:asset:path":"x.json"}}`, ".", "", ""},
		{"no resource", `[]`, ".", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file, prefix, ok := nestedTemplate(parse(t, tt.resource), tt.dir)
			if file != tt.file || prefix != tt.prefix || ok != (tt.file != "") {
				t.Errorf("got %q, %q, %t, want %q, %q", file, prefix, ok, tt.file, tt.prefix)
			}
		})
	}
	if _, _, ok := nestedTemplate(nil, "."); ok {
		t.Error("nil has a template")
	}
	file, _, ok := nestedWithin(parse(t, `{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"../net/vpc.yaml"}}`), "infra", "infra/app")
	if !ok || file != "infra/net/vpc.yaml" {
		t.Errorf("within a wider root: %q, %t", file, ok)
	}
}

// Every nested stack of an assembly is found, whether the templates have asset
// metadata, the construct metadata names the template (2.252 and later), or
// only the asset manifest can tell.
func TestNestedOfAssembly(t *testing.T) {
	fsys := os.DirFS("testdata/assembly")
	for _, dir := range []string{"nested-2.150-debug", "nested-2.250", "nested-2.276-debug", "nested-2.276-cli", "stage-2.150", "stage-2.276"} {
		for _, only := range []string{"everything", "assets"} {
			t.Run(dir+" by "+only, func(t *testing.T) {
				stacks, _ := readCloudAssembly(fsys, dir)
				var visit func(a *stackArtifact, assets map[string]asset, file, parent string)
				found := 0
				visit = func(a *stackArtifact, assets map[string]asset, file, parent string) {
					data, err := os.ReadFile("testdata/assembly/" + file)
					if err != nil {
						t.Fatal(err)
					}
					resources := parse(t, string(data)).Get("Resources")
					if resources == nil {
						return
					}
					for _, r := range resources.Fields() {
						if c := a.byLogicalID(parent)[r.Key.Text]; c == nil {
							t.Errorf("%s has no construct under %q", r.Key.Text, parent)
						}
						sub, prefix, ok := a.nested(r.Value, r.Key.Text, parent, assets)
						if ok != (r.Value.Get("Type").Text == "AWS::CloudFormation::Stack") {
							t.Errorf("%s is nested: %t", r.Key.Text, ok)
						}
						if !ok {
							continue
						}
						found++
						name := prefix[strings.LastIndexByte(prefix, '/')+1:]
						if name == "" || !strings.Contains(sub, name) || !strings.HasPrefix(prefix, a.Path) {
							t.Errorf("%s is the template %s with the prefix %q", r.Key.Text, sub, prefix)
						}
						visit(a, assets, sub, prefix)
					}
				}
				for _, a := range stacks {
					assets, problems := a.assets(fsys)
					if len(problems) > 0 {
						t.Error(problems)
					}
					if only == "assets" {
						for _, c := range a.Constructs {
							c.TemplateFile = ""
						}
					}
					visit(a, assets, a.TemplateFile, "")
				}
				if want := 3 * (1 + strings.Count(dir, "stage")); found != want {
					t.Errorf("%d nested stacks, want %d", found, want)
				}
			})
		}
	}
}

func TestReadAssets(t *testing.T) {
	tests := []struct {
		name, text, dir, want string
		problems              []string
	}{
		{
			"file and zip", `{"files":{"a":{"source":{"path":"x.json"},"destinations":{"d":{"objectKey":"p/a.json"}}},"b":{"source":{"path":"asset.b","packaging":"zip"}}}}`,
			"o", "a=o/x.json:file b=o/asset.b:zip p/a.json=o/x.json:file", nil,
		},
		{"within a stage", `{"files":{"b":{"source":{"path":"../asset.b","packaging":"zip"}}}}`, "o/assembly-P", "b=o/asset.b:zip", nil},
		{"within a stage, from Windows", `{"files":{"b":{"source":{"path":"..\\asset.b","packaging":"zip"}}}}`, "o/assembly-P", "b=o/asset.b:zip", nil},
		{"container images and commands", `{"files":{"a":{"source":{"executable":["x"]}}},"dockerImages":{"i":{"source":{"directory":"d"}}}}`, "o", "", nil},
		{"outside", `{"files":{"a":{"source":{"path":"../x"}},"b":{"source":{"path":"y"}}}}`, "o", "b=o/y:file", []string{"lies outside"}},
		{"outside of a stage's app", `{"files":{"a":{"source":{"path":"../../x"}}}}`, "o/assembly-P", "", []string{"lies outside"}},
		{"not staged", `{"files":{"a":{"source":{"path":"/home/me/fn"}}}}`, "o", "", []string{"synthesize the app with asset staging"}},
		{
			"wrong types", `{"files":{"a":7,"b":{"source":[]},"c":{"source":{"path":{}}},"d":{"source":{"path":"y"},"destinations":[]}}}`, "o", "d=o/y:file",
			[]string{`"a" names no file`, `"b" names no file`, `"c" names no file`},
		},
		{"files of a wrong type", `{"files":[]}`, "o", "", []string{"files is a list"}},
		{"no files", `{}`, "o", "", nil},
		{"damaged", `{"files":`, "o", "", []string{"not valid JSON"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{"o/manifest.json": file("{}"), tt.dir + "/S.assets.json": file(tt.text)}
			assets, problems := readAssets(fsys, tt.dir, "S.assets.json")
			var got []string
			for _, k := range slices.Sorted(maps.Keys(assets)) {
				got = append(got, k+"="+assets[k].Path+":"+assets[k].Packaging)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
			if len(problems) != len(tt.problems) {
				t.Fatalf("problems %v, want %v", problems, tt.problems)
			}
			for i, p := range problems {
				if !strings.Contains(p.String(), tt.problems[i]) {
					t.Errorf("problem %q, want %q", p, tt.problems[i])
				}
			}
		})
	}
	if _, problems := readAssets(fstest.MapFS{}, "o", "../x.json"); len(problems) != 1 {
		t.Errorf("an asset manifest outside: problems %v", problems)
	}
	if _, problems := readAssets(fstest.MapFS{}, "o", "x.json"); len(problems) != 1 {
		t.Errorf("a missing asset manifest: problems %v", problems)
	}
}

func TestLastText(t *testing.T) {
	tests := []struct{ text, want string }{
		{`"https://b/k.json"`, "https://b/k.json"},
		{`{"Fn::Join":["",["a",{"Ref":"X"},"/k.json"]]}`, "/k.json"},
		{`{"Fn::Join":["",["a",{"Ref":"X"}]]}`, ""},
		{`{"Fn::Join":["",[]]}`, ""},
		{`{"Fn::Join":[]}`, ""},
		{`{"Fn::Sub":"https://${B}/k.json"}`, "/k.json"},
		{`{"Fn::Sub":["https://${B}/k.json",{"B":"b"}]}`, "/k.json"},
		{`{"Ref":"X"}`, ""},
		{`7`, ""},
	}
	for _, tt := range tests {
		if got := lastText(parse(t, tt.text)); got != tt.want {
			t.Errorf("%s ends with %q, want %q", tt.text, got, tt.want)
		}
	}
}
