package template

import (
	"strings"
	"testing"
	"testing/fstest"
)

// withMetadata reads an assembly of one stack with construct metadata in the
// manifest and in a file.
func withMetadata(t *testing.T, inManifest, inFile string) (*stackArtifact, []Problem) {
	t.Helper()
	stacks, problems := readCloudAssembly(fstest.MapFS{
		"A.template.json": file("{}"),
		"A.metadata.json": file(inFile),
		"manifest.json": file(`{"version":"53.0.0","artifacts":{"A":{"type":"aws:cloudformation:stack",
"metadata":` + inManifest + `,"additionalMetadataFile":"A.metadata.json","properties":{"templateFile":"A.template.json"}}}}`),
	}, ".")
	if len(stacks) != 1 {
		t.Fatalf("%d stacks, problems %v", len(stacks), problems)
	}
	return stacks[0], problems
}

func TestMetadata(t *testing.T) {
	const traced = `["new S (/r/node_modules/aws-cdk-lib/s.js:1:1)","f (/r/lib.ts:3:4)","g (/r/app.ts:9:1)"]`
	tests := []struct {
		name, inManifest, inFile, want string
	}{
		{
			"both places", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1"}]}`, `{"/A/S":[{"type":"aws:cdk:creationStack","data":` + traced + `}]}`,
			"A/S at /r/lib.ts:3:4 (creationStack, 2 frames)",
		},
		{
			"creationStack before trace", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1","trace":["h (/r/z.ts:1:1)"]},{"type":"aws:cdk:creationStack","data":` + traced + `}]}`, `{}`,
			"A/S at /r/lib.ts:3:4 (creationStack, 2 frames)",
		},
		{
			"in either order", `{"/A/S":[{"type":"aws:cdk:creationStack","data":` + traced + `},{"type":"aws:cdk:logicalId","data":"S1","trace":["h (/r/z.ts:1:1)"]}]}`, `{}`,
			"A/S at /r/lib.ts:3:4 (creationStack, 2 frames)",
		},
		{
			"trace where creationStack saw no user code", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1","trace":` + traced + `},{"type":"aws:cdk:creationStack","data":["...aws-cdk-lib...","(no user code in 10 frames, use --stack-trace-limit to capture more)"]}]}`, `{}`,
			"A/S at /r/lib.ts:3:4 (trace, 2 frames)",
		},
		{"made while synthesizing", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1"},{"type":"aws:cdk:creationStack","data":["...App.synth in aws-cdk-lib...","<anonymous> (/r/app.js:44:5)"]}]}`, `{}`, "A/S"},
		{"made while synthesizing, raw", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1","trace":["App.synth (/r/node_modules/aws-cdk-lib/core/lib/stage.js:1:3157)","<anonymous> (/r/app.js:44:5)"]}]}`, `{}`, "A/S"},
		{
			"made by the author's aspect while synthesizing", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1"},{"type":"aws:cdk:creationStack","data":["Mine.visit (/r/aspect.js:4:5)","...App.synth in aws-cdk-lib...","<anonymous> (/r/app.js:44:5)"]}]}`, `{}`,
			"A/S at /r/aspect.js:4:5 (creationStack, 2 frames)",
		},
		{
			"last assignment of a property", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1"},{"type":"aws:cdk:propertyAssignment","data":{"propertyName":"Name","stackTrace":` + traced + `}},
{"type":"aws:cdk:propertyAssignment","data":{"propertyName":"Name","stackTrace":["h (/r/z.ts:1:1)"]}},{"type":"aws:cdk:propertyAssignment","data":{"propertyName":"Name","stackTrace":["...aws-cdk-lib..."]}}]}`, `{}`,
			"A/S\n      Name at /r/z.ts:1:1 (propertyAssignment, 1 frames)",
		},
		{
			"acknowledged", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1"},{"type":"aws:cdk:acknowledged-rules","data":{"fjall-lint::FJ1":"why","Annotation::X":7},"trace":["    ...x in aws-cdk-lib...","    at new A (/r/a.ts:5:6)"]}]}`, `{}`,
			"A/S\n      acknowledged fjall-lint::FJ1: why at /r/a.ts:5:6 (trace, 1 frames)\n      acknowledged Annotation::X: 7 at /r/a.ts:5:6 (trace, 1 frames)",
		},
		{"types that are not known", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1"},{"type":"aws:cdk:path","data":"x"},{"type":"mine","data":[]}]}`, `{}`, "A/S"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, problems := withMetadata(t, tt.inManifest, tt.inFile)
			if len(problems) > 0 {
				t.Errorf("problems %v", problems)
			}
			c := a.byLogicalID("")["S1"]
			if c == nil {
				t.Fatal("no construct")
			}
			if got := describeConstruct(c); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestMetadataDamage(t *testing.T) {
	tests := []struct{ entry, want string }{
		{`7`, `metadata of construct "/A/X" is a number, not a list`},
		{`[7]`, `metadata entry of construct "A/X" has no type`},
		{`[{"data":1}]`, "has no type"},
		{`[{"type":7}]`, "has no type"},
		{`[{"type":"aws:cdk:logicalId"}]`, "logical id"},
		{`[{"type":"aws:cdk:logicalId","data":{}}]`, "logical id"},
		{`[{"type":"aws:cdk:logicalId","data":"X","trace":{}}]`, "stack trace is a map, not a list"},
		{`[{"type":"aws:cdk:creationStack","data":7}]`, "stack trace is a number, not a list"},
		{`[{"type":"aws:cdk:propertyAssignment","data":[]}]`, "names no property"},
		{`[{"type":"aws:cdk:propertyAssignment"}]`, "names no property"},
		{`[{"type":"aws:cdk:acknowledged-rules","data":[]}]`, "acknowledged rules"},
		// Odd, but nothing is lost by it.
		{`[{"type":"aws:cdk:creationStack","data":"stack traces disabled"}]`, ""},
		{`[{"type":"aws:cdk:creationStack","data":[7,null]}]`, ""},
		{`[{"type":"aws:cdk:templateFile","data":[]}]`, ""},
		{`[{"type":"aws:cdk:creationStack"}]`, ""},
	}
	for _, tt := range tests {
		a, problems := withMetadata(t, `{"/A/X":`+tt.entry+`}`, `{"/A/S":[{"type":"aws:cdk:logicalId","data":"S1"}]}`)
		if a.byLogicalID("")["S1"] == nil {
			t.Errorf("%s: the other construct is lost", tt.entry)
		}
		switch {
		case tt.want == "" && len(problems) == 0:
		case tt.want != "" && len(problems) == 1 && strings.Contains(problems[0].String(), tt.want) && strings.HasPrefix(problems[0].String(), "manifest.json:2:"):
		default:
			t.Errorf("%s: problems %v, want %q", tt.entry, problems, tt.want)
		}
	}
}

// The construct tree is read only when the metadata has no logical ids.
func TestTreeIsLast(t *testing.T) {
	manifest := `{"version":"55.0.0","artifacts":{"Tree":{"type":"cdk:tree","properties":{"file":"tree.json"}},
"A":{"type":"aws:cloudformation:stack","displayName":"A","metadata":METADATA,"properties":{"templateFile":"A.template.json"}}}}`
	tree := `{"tree":{"path":"","children":{"A":{"path":"A","children":{"S":{"path":"A/S","attributes":{"aws:cdk:cloudformation:logicalId":"FromTree"}}}},
"AB":{"path":"AB","attributes":{"aws:cdk:cloudformation:logicalId":"Other"}}}}}`
	tests := []struct{ name, metadata, tree, id, problem string }{
		{"metadata has ids", `{"/A/S":[{"type":"aws:cdk:logicalId","data":"FromMetadata"}]}`, "damaged", "FromMetadata", ""},
		{"metadata has none", `{}`, tree, "FromTree", ""},
		{"damaged", `{}`, "{", "", "tree.json:1:"},
		{"no root", `{}`, "{}", "", "construct tree has no root"},
		{"odd root", `{}`, `{"tree":[]}`, "", "construct tree has no root"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stacks, problems := readCloudAssembly(fstest.MapFS{
				"manifest.json": file(strings.Replace(manifest, "METADATA", tt.metadata, 1)), "tree.json": file(tt.tree), "A.template.json": file("{}"),
			}, ".")
			if len(stacks) != 1 {
				t.Fatal(problems)
			}
			ids := stacks[0].byLogicalID("")
			if tt.id == "" && len(ids) != 0 || tt.id != "" && (len(ids) != 1 || ids[tt.id] == nil || ids[tt.id].Path != "A/S") {
				t.Errorf("logical ids %v, want %q", ids, tt.id)
			}
			if (tt.problem == "") != (len(problems) == 0) || len(problems) > 0 && !strings.Contains(problems[0].String(), tt.problem) {
				t.Errorf("problems %v, want %q", problems, tt.problem)
			}
		})
	}
}
