package template

import (
	"cmp"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var updateAssembly = flag.Bool("update-assembly", false, "rewrite the golden files of testdata/assembly")

// dump writes everything that was read of an assembly as text.
func dump(stacks []*stackArtifact, problems []Problem) string {
	var b strings.Builder
	for _, a := range stacks {
		fmt.Fprintf(&b, "stack %s: name %s, path %s, template %s, dir %s, account %q, region %q\n",
			a.ID, a.Name, a.Path, a.TemplateFile, a.Dir, a.Account, a.Region)
		for _, m := range []map[string]string{a.Parameters, a.Tags} {
			for _, k := range slices.Sorted(maps.Keys(m)) {
				fmt.Fprintf(&b, "  %s = %s\n", k, m[k])
			}
		}
		fmt.Fprintf(&b, "  assets in %s\n", a.AssetFiles)
		for _, prefix := range slices.Sorted(maps.Keys(a.ids)) {
			ids := a.byLogicalID(prefix)
			fmt.Fprintf(&b, "  template of %q\n", prefix)
			for _, id := range slices.Sorted(maps.Keys(ids)) {
				fmt.Fprintf(&b, "    %s %s\n", id, describeConstruct(ids[id]))
			}
		}
		fmt.Fprintf(&b, "  other constructs\n")
		for _, p := range slices.Sorted(maps.Keys(a.Constructs)) {
			if c := a.Constructs[p]; c.LogicalID == "" {
				fmt.Fprintf(&b, "    %s\n", describeConstruct(c))
			}
		}
	}
	for _, p := range problems {
		fmt.Fprintf(&b, "problem %s\n", p)
	}
	return b.String()
}

func describeConstruct(c *construct) string {
	s := c.Path + at(c.Source)
	if c.TemplateFile != "" {
		s += "\n      template " + c.TemplateFile
	}
	for _, name := range slices.Sorted(maps.Keys(c.Properties)) {
		s += "\n      " + name + at(c.Properties[name])
	}
	for _, k := range c.Acknowledged {
		s += fmt.Sprintf("\n      acknowledged %s: %s%s", k.ID, k.Reason, at(k.Source))
	}
	return s
}

func at(p *SourcePos) string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf(" at %s:%d:%d (%s, %d frames)", p.File, p.Line, p.Column, p.Kind, len(p.Frames))
}

// TestRealAssemblies reads what aws-cdk-lib itself wrote, one folder a style.
func TestRealAssemblies(t *testing.T) {
	dirs, err := os.ReadDir("testdata/assembly")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		found++
		t.Run(d.Name(), func(t *testing.T) {
			stacks, problems := readCloudAssembly(os.DirFS("testdata/assembly"), d.Name())
			if len(problems) > 0 {
				t.Errorf("problems: %v", problems)
			}
			got := dump(stacks, problems)
			golden := filepath.Join("testdata", "assembly", d.Name()+".golden")
			if *updateAssembly {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("differs from %s; got:\n%s", golden, got)
			}
			// The operating system's own paths give the same.
			for _, root := range []string{"testdata/assembly", abs(t, "testdata/assembly")} {
				stacks, problems := readCloudAssembly(OS(), path.Join(root, d.Name()))
				again := strings.ReplaceAll(dump(stacks, problems), root+"/", "")
				if again != got {
					t.Errorf("under %s it reads:\n%s", root, again)
				}
			}
		})
	}
	if found < 10 {
		t.Errorf("only %d assemblies found", found)
	}
}

func abs(t *testing.T, name string) string {
	t.Helper()
	p, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(p)
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

const twoStacks = `{"version":"99.0.0","artifacts":{
"B":{"type":"aws:cloudformation:stack","environment":"aws://111122223333/eu-west-1","properties":{"templateFile":"B.template.json"}},
"A":{"type":"aws:cloudformation:stack","environment":"aws://unknown-account/unknown-region","properties":{"templateFile":"A.template.json","stackName":"alpha","parameters":{"P":"v","N":3},"tags":{"t":"u"}}},
"X":{"type":"aws:something:new","properties":[]}}}`

func TestManifest(t *testing.T) {
	template := file(`{"Resources":{}}`)
	tests := []struct {
		name    string
		fsys    fstest.MapFS
		dir     string
		stacks  string   // ids in order
		problem []string // parts of the messages, in order
	}{
		{"sorted, and an unknown version and type", fstest.MapFS{"o/manifest.json": file(twoStacks), "o/A.template.json": template, "o/B.template.json": template}, "o", "A B", nil},
		{"in the root", fstest.MapFS{"manifest.json": file(twoStacks), "A.template.json": template, "B.template.json": template}, ".", "A B", nil},
		{"byte order mark", fstest.MapFS{"o/manifest.json": file("\xEF\xBB\xBF" + twoStacks), "o/A.template.json": template, "o/B.template.json": template}, "o", "A B", nil},
		{"no manifest", fstest.MapFS{"o/x": template}, "o", "", []string{`o/manifest.json: manifest "manifest.json" cannot be read: it does not exist`}},
		{"a folder for a manifest", fstest.MapFS{"o/manifest.json/x": template}, "o", "", []string{"not a regular file"}},
		{"cut off", fstest.MapFS{"o/manifest.json": file(twoStacks[:100])}, "o", "", []string{"o/manifest.json:2:"}},
		{"empty", fstest.MapFS{"o/manifest.json": file("")}, "o", "", []string{"o/manifest.json:1:1"}},
		{"a list", fstest.MapFS{"o/manifest.json": file("[]")}, "o", "", []string{"o/manifest.json:1:1: manifest is a list, not a map"}},
		{"another manifest", fstest.MapFS{"o/manifest.json": file(`{"name":"x"}`)}, "o", "", []string{"not the manifest of a cloud assembly"}},
		{"no artifacts", fstest.MapFS{"o/manifest.json": file(`{"version":"36.0.0"}`)}, "o", "", nil},
		{"artifacts of a wrong type", fstest.MapFS{"o/manifest.json": file(`{"version":"36.0.0","artifacts":[]}`)}, "o", "", []string{"o/manifest.json:1:33: artifacts is a list, not a map"}},
		{"an artifact of a wrong type", fstest.MapFS{"o/A.template.json": template, "o/manifest.json": file(`{"artifacts":{"Q":7,"R":{},
"A":{"type":"aws:cloudformation:stack","properties":{"templateFile":"A.template.json"}}}}`)}, "o", "A", []string{`1:19: artifact "Q" is a number, not a map`, `artifact "R" has no type`}},
		{"a missing template", fstest.MapFS{"o/manifest.json": file(twoStacks), "o/A.template.json": template}, "o", "A", []string{`o/manifest.json:2:114: template "B.template.json" of stack "B" cannot be read: it does not exist`}},
		{"a folder for a template", fstest.MapFS{"o/manifest.json": file(twoStacks), "o/A.template.json": template, "o/B.template.json/x": template}, "o", "A", []string{"not a regular file"}},
		{"no template named", stackWith(`"properties":{}`), "o", "", []string{`stack "A" names no template`}},
		{"a template of a wrong type", stackWith(`"properties":{"templateFile":{"a":1}}`), "o", "", []string{`template of stack "A": the file name is not a string`}},
		{"a template above", stackWith(`"properties":{"templateFile":"../secret.json"}`), "o", "", []string{`template of stack "A": "../secret.json" lies outside of the assembly`}},
		{"a template above, in disguise", stackWith(`"properties":{"templateFile":"x/../../secret.json"}`), "o", "", []string{"lies outside"}},
		{"a template above, with backslashes", stackWith(`"properties":{"templateFile":"..\\secret.json"}`), "o", "", []string{"lies outside"}},
		{"an absolute template", stackWith(`"properties":{"templateFile":"/etc/passwd"}`), "o", "", []string{"lies outside"}},
		{"a template on a drive", stackWith(`"properties":{"templateFile":"C:/x.json"}`), "o", "", []string{"lies outside"}},
		{
			"wrong types all over", stackWith(`"environment":"eu","metadata":[],"properties":{"templateFile":"A.template.json","stackName":{},"parameters":[],"tags":{"a":{}}}`), "o", "A",
			[]string{"environment of stack", "construct metadata of stack", "name of stack", "parameters of stack", "tags of stack"},
		},
		{"a missing metadata file", stackWith(`"additionalMetadataFile":"no.json","properties":{"templateFile":"A.template.json"}`), "o", "A", []string{`metadata of stack "A" "no.json" cannot be read`}},
		{"a metadata file above", stackWith(`"additionalMetadataFile":"../secret.json","properties":{"templateFile":"A.template.json"}`), "o", "A", []string{"lies outside"}},
		{"a damaged metadata file", stackWith(`"additionalMetadataFile":"bad.json","properties":{"templateFile":"A.template.json"}`), "o", "A", []string{"o/bad.json:1:"}},
		{"a nested assembly without a folder", fstest.MapFS{"o/manifest.json": file(`{"version":"1","artifacts":{"S":{"type":"cdk:cloud-assembly"}}}`)}, "o", "", []string{`nested assembly "S" has no directoryName`}},
		{"a nested assembly that is missing", fstest.MapFS{"o/manifest.json": file(`{"version":"1","artifacts":{"S":{"type":"cdk:cloud-assembly","properties":{"directoryName":"assembly-S"}}}}`)}, "o", "", []string{`manifest "assembly-S/manifest.json" cannot be read: it does not exist`}},
		{"a nested assembly above", fstest.MapFS{"manifest.json": file(twoStacks), "o/manifest.json": file(`{"version":"1","artifacts":{"S":{"type":"cdk:cloud-assembly","properties":{"directoryName":".."}}}}`)}, "o", "", []string{"lies outside"}},
		{"an assembly within itself", fstest.MapFS{"o/manifest.json": file(`{"version":"1","artifacts":{"S":{"type":"cdk:cloud-assembly","properties":{"directoryName":"."}}}}`)}, "o", "", []string{"contains itself"}},
		{"a circle of assemblies", fstest.MapFS{
			"o/manifest.json":            file(`{"version":"1","artifacts":{"S":{"type":"cdk:cloud-assembly","properties":{"directoryName":"assembly-S"}}}}`),
			"o/assembly-S/manifest.json": file(`{"version":"1","artifacts":{"T":{"type":"cdk:cloud-assembly","properties":{"directoryName":".."}}}}`),
		}, "o", "", []string{"contains itself"}},
		{"nested assemblies come after", fstest.MapFS{
			"o/manifest.json":            file(strings.Replace(twoStacks, `"X":{"type":"aws:something:new","properties":[]}`, `"0":{"type":"cdk:cloud-assembly","properties":{"directoryName":"assembly-S"}}`, 1)),
			"o/A.template.json":          template,
			"o/B.template.json":          template,
			"o/assembly-S/manifest.json": file(twoStacks), "o/assembly-S/A.template.json": template, "o/assembly-S/B.template.json": template,
		}, "o", "A B A B", nil},
		{"a link out of the file system", fstest.MapFS{
			"o/manifest.json": file(twoStacks), "o/A.template.json": template,
			"o/B.template.json": {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink},
		}, "o", "A", []string{"lies outside"}},
		{"a link out of the assembly", fstest.MapFS{
			"o/manifest.json": file(twoStacks), "o/A.template.json": template, "secret.json": template,
			"o/B.template.json": {Data: []byte("../secret.json"), Mode: fs.ModeSymlink},
		}, "o", "A", []string{"lies outside"}},
		{"a link within the assembly", fstest.MapFS{
			"o/manifest.json": file(twoStacks), "o/A.template.json": template,
			"o/B.template.json": {Data: []byte("A.template.json"), Mode: fs.ModeSymlink},
		}, "o", "A B", nil},
		{"a metadata file of pipes", fstest.MapFS{
			"o/manifest.json":   file(`{"artifacts":{"A":{"type":"aws:cloudformation:stack","additionalMetadataFile":"pipe","properties":{"templateFile":"A.template.json"}}}}`),
			"o/A.template.json": template, "o/pipe": {Mode: fs.ModeNamedPipe},
		}, "o", "A", []string{"not a regular file"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stacks, problems := readCloudAssembly(tt.fsys, tt.dir)
			var ids []string
			for _, a := range stacks {
				ids = append(ids, a.ID)
			}
			if got := strings.Join(ids, " "); got != tt.stacks {
				t.Errorf("stacks %q, want %q", got, tt.stacks)
			}
			for i := range max(len(problems), len(tt.problem)) {
				switch {
				case i >= len(tt.problem):
					t.Errorf("unexpected problem: %s", problems[i])
				case i >= len(problems):
					t.Errorf("missing problem: %s", tt.problem[i])
				case !strings.Contains(problems[i].String(), tt.problem[i]):
					t.Errorf("problem %q, want %q", problems[i], tt.problem[i])
				}
			}
			for _, p := range problems {
				if p.Range.File == "" {
					t.Errorf("problem without a file: %s", p)
				}
				if strings.Contains(p.String(), "hidden") {
					t.Errorf("a value is told: %s", p)
				}
			}
		})
	}
}

// stackWith is an assembly of one stack with the given fields.
func stackWith(fields string) fstest.MapFS {
	return fstest.MapFS{
		"secret.json":       file(`{"/A":[{"type":"aws:cdk:logicalId","data":"hidden"}]}`),
		"o/A.template.json": file("{}"),
		"o/bad.json":        file("{"),
		"o/manifest.json":   file(`{"version":"36.0.0","artifacts":{"A":{"type":"aws:cloudformation:stack",` + fields + `}}}`),
	}
}

func TestStackArtifact(t *testing.T) {
	stacks, _ := readCloudAssembly(fstest.MapFS{
		"o/manifest.json": file(twoStacks), "o/A.template.json": file("{}"), "o/B.template.json": file("{}"),
	}, "o")
	if len(stacks) != 2 {
		t.Fatalf("%d stacks", len(stacks))
	}
	a, b := stacks[0], stacks[1]
	if a.Name != "alpha" || a.Account != "" || a.Region != "" || a.TemplateFile != "o/A.template.json" || a.Dir != "o" {
		t.Errorf("A is %+v", a)
	}
	if a.Parameters["P"] != "v" || a.Parameters["N"] != "3" || a.Tags["t"] != "u" {
		t.Errorf("parameters %v, tags %v", a.Parameters, a.Tags)
	}
	if b.Name != "B" || b.Account != "111122223333" || b.Region != "eu-west-1" {
		t.Errorf("B is %+v", b)
	}
}

func TestEnvironment(t *testing.T) {
	tests := []struct {
		text, account, region string
		ok                    bool
	}{
		{"aws://111122223333/eu-west-1", "111122223333", "eu-west-1", true},
		{"aws://unknown-account/us-east-1", "", "us-east-1", true},
		{"aws://111122223333/unknown-region", "111122223333", "", true},
		{"aws://${AWS::AccountId}/us-east-1", "", "us-east-1", true},
		{"aws:///", "", "", false},
		{"aws://a", "", "", false},
		{"aws://a/b/c", "", "", false},
		{"", "", "", false},
	}
	for _, tt := range tests {
		r := &assemblyReader{}
		account, region := r.environment("A", &Node{Kind: String, Text: tt.text})
		if account != tt.account || region != tt.region || (len(r.problems) == 0) != tt.ok {
			t.Errorf("%q is %q, %q, problems %v", tt.text, account, region, r.problems)
		}
	}
}

// A stage that is read on its own still reaches the app's assets and tree, and
// nothing else.
func TestStageOnItsOwn(t *testing.T) {
	stacks, problems := readCloudAssembly(os.DirFS("testdata/assembly"), "stage-2.276/assembly-Prod")
	if len(stacks) != 1 || len(problems) != 0 {
		t.Fatalf("%d stacks, problems %v", len(stacks), problems)
	}
	assets, problems := stacks[0].assets(os.DirFS("testdata/assembly"))
	if len(problems) != 0 {
		t.Errorf("problems %v", problems)
	}
	key := "043f0934ab1b9f130060417623f0b668ae47f7800755923be303cf77ebc4b512"
	want := asset{ID: key, Path: "stage-2.276/asset." + key, Packaging: "zip"}
	if assets[key] != want || assets[key+".zip"] != want {
		t.Errorf("asset %+v and %+v, want %+v", assets[key], assets[key+".zip"], want)
	}
}

// Reading is deterministic, problems included.
func TestManifestDeterministic(t *testing.T) {
	fsys := stackWith(`"metadata":{"/A/x":[{"type":7},{"type":"aws:cdk:logicalId"}],"/A/y":7,"/A/z":[7]},"properties":{"templateFile":"A.template.json"}`)
	first := ""
	for range 20 {
		got := dump(readCloudAssembly(fsys, "o"))
		first = cmp.Or(first, got)
		if got != first {
			t.Fatalf("once\n%s\nthen\n%s", first, got)
		}
	}
	if n := strings.Count(first, "problem "); n != 4 {
		t.Errorf("%d problems, want 4:\n%s", n, first)
	}
}

func FuzzReadCloudAssembly(f *testing.F) {
	real := func(name string) string {
		data, err := os.ReadFile("testdata/assembly/" + name)
		if err != nil {
			f.Fatal(err)
		}
		return string(data)
	}
	f.Add(real("nested-2.276-debug/manifest.json"), real("nested-2.276-debug/Data.metadata.json"), real("tree-2.276/tree.json"), real("nested-2.276-debug/Data.assets.json"))
	f.Add(real("manifest-2.200-debug/manifest.json"), "{}", "{}", "{}")
	f.Add(twoStacks, `{"/A":[{"type":"aws:cdk:logicalId","data":"A"}]}`, `{"tree":{"path":"","children":{"A":{"path":"A"}}}}`, `{"files":{"x":{"source":{"path":"../x"}}}}`)
	f.Fuzz(func(t *testing.T, manifest, metadata, tree, assets string) {
		fsys := fstest.MapFS{
			"secret.json":          file("{}"),
			"o/manifest.json":      file(manifest),
			"o/sub/manifest.json":  file(manifest),
			"o/Data.template.json": file("{}"), "o/A.template.json": file("{}"),
			"o/Data.metadata.json": file(metadata),
			"o/Data.assets.json":   file(assets),
			"o/tree.json":          file(tree),
		}
		stacks, problems := readCloudAssembly(fsys, "o")
		for _, a := range stacks {
			if !within("o", a.TemplateFile) {
				t.Errorf("template %q is outside", a.TemplateFile)
			}
			for prefix, ids := range a.ids {
				for id, c := range ids {
					if c.LogicalID != id || prefix != "" && !strings.HasPrefix(c.Path, prefix+"/") {
						t.Errorf("%q %q is %+v", prefix, id, c)
					}
				}
			}
			found, more := a.assets(fsys)
			for _, x := range found {
				if !within("o", x.Path) {
					t.Errorf("asset %q is outside", x.Path)
				}
			}
			problems = append(problems, more...)
		}
		for _, p := range problems {
			if p.Range.File == "" {
				t.Errorf("problem without a file: %s", p)
			}
		}
	})
}

// BenchmarkReadCloudAssembly reads an assembly of two stages and three stacks
// with their creation stacks.
//
//	2 cores of a shared machine, 2026-11-24: 1.3 ms, 0.4 MB, 960 allocations
func BenchmarkReadCloudAssembly(b *testing.B) {
	fsys := os.DirFS("testdata/assembly")
	for b.Loop() {
		if stacks, _ := readCloudAssembly(fsys, "stage-2.276"); len(stacks) != 3 {
			b.Fatal(len(stacks))
		}
	}
}
