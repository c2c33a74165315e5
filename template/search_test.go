package template

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

func TestMayBeTemplate(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
	}{
		{"CDK", `{"Resources":{"A":{"Type":"AWS::SQS::Queue"}}}`, true},
		{"CDK without resources but the bootstrap rule", `{"Parameters":{"BootstrapVersion":{"Type":"AWS::SSM::Parameter::Value<String>"}},"Rules":{}}`, false},
		{"format version", `{"AWSTemplateFormatVersion":"2010-09-09","Resources":{}}`, true},
		{"custom resource", `{"Resources":{"A":{"Type":"Custom::X"}}}`, true},
		{"damaged JSON", `{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"A":`, true},
		{"cut off JSON", `{"Resources":{"A":{"Type":"AWS::SQS::Queue"`, true},
		{"YAML", "Resources:\n  A:\n    Type: AWS::SQS::Queue\n", true},
		{"YAML with CRLF", "AWSTemplateFormatVersion: '2010-09-09'\r\nResources:\r\n  A:\r\n    Type: AWS::SQS::Queue\r\n", true},
		{"YAML with a byte order mark", "\xEF\xBB\xBFAWSTemplateFormatVersion: 2010-09-09\n", true},
		{"UTF-16", "\xFF\xFER\x00e\x00s\x00o\x00u\x00r\x00c\x00e\x00s\x00:\x00\n\x00 \x00A\x00:\x00 \x00{\x00T\x00y\x00p\x00e\x00:\x00 \x00A\x00W\x00S\x00:\x00:\x00X\x00}\x00", true},
		{"SAM", "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n", true},
		{"quoted keys", "'Resources':\n  A:\n    \"Type\": AWS::SQS::Queue\n", true},
		{"document marker and comment", "# mine\n---\nResources: # all\n  A: {Type: AWS::SQS::Queue}\n", true},
		{"indented as a whole", "---\n\n  # mine\n  Resources:\n    A:\n      Type: AWS::SQS::Queue\n", true},
		{"indented from the first byte", "  Resources:\n    A:\n      Type: AWS::SQS::Queue\n", true},
		{"flow style YAML", "{AWSTemplateFormatVersion: 2010-09-09, Resources: {A: {Type: AWS::SQS::Queue}}}", true},
		{"leading white space", "\n\n {\"Resources\":{\"A\":{\"Type\":\"AWS::SQS::Queue\"}}}", true},

		{"construct tree", `{"version":"tree-0.1","tree":{"x":"AWS::SQS::Queue","Resources":{}}}`, false},
		{"resource specification", `{"ResourceTypes":{"AWS::SQS::Queue":{}},"Resources":[]}`, false},
		{"template within a template", `{"Template":{"AWSTemplateFormatVersion":"2010-09-09","Resources":{}}}`, false},
		{"package.json", `{"name":"x","dependencies":{}}`, false},
		{"resources of something else", `{"Resources":{"cpu":1}}`, false},
		{"kubernetes", "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - resources:\n      limits: {}\n", false},
		{"serverless framework", "service: x\nresources:\n  Resources:\n    A:\n      Type: AWS::SQS::Queue\n", false},
		{"workflow that writes a template", "jobs:\n  a:\n    run: |\n      AWSTemplateFormatVersion: 2010-09-09\n      Resources:\n", false},
		{"prose", "Resources: see the AWS::SQS::Queue page\nType: it\n", false},
		{"prose with a list", "Resources:\nsee AWS::SQS::Queue\n", false},
		{"a scalar", "Resources: 7\nA:\n  Type: AWS::SQS::Queue\n", false},
		{"list of templates", `[{"Resources":{"A":{"Type":"AWS::SQS::Queue"}}}]`, false},
		{"empty", "", false},
		{"one byte", "\xFF", false},
	}
	for _, tt := range tests {
		if got := mayBeTemplate([]byte(tt.text)); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestSearch(t *testing.T) {
	template := file("Resources:\n  A:\n    Type: AWS::SQS::Queue\n")
	assembly := file(`{"version":"55.0.0","artifacts":{}}`)
	tests := []struct {
		name                 string
		fsys                 fstest.MapFS
		dir                  string
		assemblies, template string
		skipped, problems    string // parts, one a line
	}{
		{name: "templates by content", dir: ".", fsys: fstest.MapFS{
			"b/x.yaml": template, "a/y.YML": template, "a/z.template": template, "c.cfn": template, "d.json": file(`{"a":1}`), "e.yaml": file("a: 1"),
			"notes.txt": file("Resources: many"), "t.txt": template, "main.go": template, "README.md": template, "empty.json": file(""),
		}, template: "a/y.YML a/z.template b/x.yaml c.cfn t.txt"},
		{name: "assemblies are not searched", dir: ".", fsys: fstest.MapFS{
			"app/cdk.out/manifest.json": assembly, "app/cdk.out/A.template.json": template, "app/cdk.out/assembly-P/manifest.json": assembly,
			"app/template.yaml": template, "web/manifest.json": file(`{"name":"site","version":"1.0.0","icons":[]}`), "web/x.yaml": template,
		}, assemblies: "app/cdk.out", template: "app/template.yaml web/x.yaml"},
		{name: "the folder is an assembly", dir: "cdk.out", fsys: fstest.MapFS{"cdk.out/manifest.json": assembly, "cdk.out/A.template.json": template}, assemblies: "cdk.out"},
		{name: "no artifacts, but the marker", dir: ".", fsys: fstest.MapFS{"o/manifest.json": file(`{"version":"55.0.0"}`), "o/cdk.out": file("{}")}, assemblies: "o"},
		{name: "version and no artifacts", dir: ".", fsys: fstest.MapFS{"o/manifest.json": file(`{"version":"55.0.0"}`)}},
		{name: "a damaged manifest is an assembly's", dir: ".", fsys: fstest.MapFS{
			"a/manifest.json": file(`{"version":`), "a/cdk.out": file("{}"), "b/manifest.json": file(`{"artifacts":{"A":{"type":"aws:cloudformation:stack",`), "c/manifest.json": file("{"), "c/t.yaml": template,
		}, assemblies: "a b", template: "c/t.yaml"},
		{name: "folders that are passed over", dir: ".", fsys: fstest.MapFS{
			".git/t.yaml": template, "a/node_modules/x/t.yaml": template, ".venv/t.yaml": template, "a/__pycache__/t.yaml": template,
			".github/t.yaml": template, "sam/template.yaml": template, "sam/.aws-sam/build/template.yaml": template,
			"only/.aws-sam/build/template.yaml": template,
		}, template: ".github/t.yaml only/.aws-sam/build/template.yaml sam/template.yaml"},
		{name: "passed over only below", dir: "node_modules", fsys: fstest.MapFS{"node_modules/t.yaml": template}, template: "node_modules/t.yaml"},
		{
			name: "too large", dir: ".", fsys: fstest.MapFS{"a.yaml": template, "big.json": file(`{"AWSTemplateFormatVersion":"` + strings.Repeat("x", 2000) + `"}`)},
			template: "a.yaml", skipped: "big.json larger than 1000 bytes",
		},
		{name: "not regular", dir: ".", fsys: fstest.MapFS{"pipe.json": {Mode: fs.ModeNamedPipe}, "pipe": {Mode: fs.ModeNamedPipe}}, skipped: "pipe.json not a regular file"},
		{name: "missing", dir: "no", fsys: fstest.MapFS{}, problems: `no: folder "no" cannot be read: it does not exist`},
		{name: "links to files are read once", dir: "d", fsys: fstest.MapFS{
			"d/a.yaml": {Data: []byte("z.yaml"), Mode: fs.ModeSymlink}, "d/z.yaml": template,
			"d/b.yaml": {Data: []byte("../out.yaml"), Mode: fs.ModeSymlink}, "d/c.yaml": {Data: []byte("../out.yaml"), Mode: fs.ModeSymlink}, "out.yaml": template,
		}, template: "d/b.yaml d/z.yaml"},
		{name: "links to folders", dir: "d", fsys: fstest.MapFS{
			"d/loop": {Data: []byte("."), Mode: fs.ModeSymlink}, "d/s/t.yaml": template, "d/again": {Data: []byte("s"), Mode: fs.ModeSymlink},
			"d/out": {Data: []byte("../other"), Mode: fs.ModeSymlink}, "other/t.yaml": template,
			"d/cdk.out": {Data: []byte("../build"), Mode: fs.ModeSymlink}, "build/manifest.json": assembly,
			"d/node_modules": {Data: []byte("../other"), Mode: fs.ModeSymlink},
		}, assemblies: "d/cdk.out", template: "d/s/t.yaml", skipped: "d/out a symbolic link to a folder outside of the searched one"},
		{name: "a link into an assembly", dir: ".", fsys: fstest.MapFS{
			"o/manifest.json": assembly, "o/A.template.json": template, "a.json": {Data: []byte("o/A.template.json"), Mode: fs.ModeSymlink}, "p": {Data: []byte("o"), Mode: fs.ModeSymlink},
		}, assemblies: "o"},
		{
			name: "a link to nothing", dir: ".", fsys: fstest.MapFS{"a.yaml": {Data: []byte("no"), Mode: fs.ModeSymlink}, "b": {Data: []byte("no"), Mode: fs.ModeSymlink}},
			problems: `a.yaml: symbolic link "a.yaml" cannot be read: it does not exist`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := searchTemplates(t.Context(), tt.fsys, tt.dir, 1000)
			if got := strings.Join(found.assemblies, " "); got != tt.assemblies {
				t.Errorf("assemblies %q, want %q", got, tt.assemblies)
			}
			if got := strings.Join(found.templates, " "); got != tt.template {
				t.Errorf("templates %q, want %q", got, tt.template)
			}
			var s, p []string
			for _, x := range found.skipped {
				s = append(s, x.File+" "+x.Reason)
			}
			for _, x := range found.problems {
				x.Hint = ""
				p = append(p, x.String())
			}
			if got := strings.Join(s, "\n"); got != tt.skipped {
				t.Errorf("skipped %q, want %q", got, tt.skipped)
			}
			if got := strings.Join(p, "\n"); got != tt.problems {
				t.Errorf("problems %q, want %q", got, tt.problems)
			}
		})
	}
}

func TestSearchStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	templates := searchTemplates(ctx, fstest.MapFS{"a.yaml": file("AWSTemplateFormatVersion: x")}, ".", 1000).templates
	if len(templates) > 0 {
		t.Errorf("found %v after the end", templates)
	}
}

// On the operating system's own file system links and permissions are real.
func TestSearchOS(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		p := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	write("app/t.yaml", "AWSTemplateFormatVersion: 2010-09-09\n")
	write("app/cdk.out/manifest.json", `{"version":"1","artifacts":{}}`)
	link("t.yaml", "app/a.yaml")
	link("self.yaml", "app/self.yaml")
	link(root, "app/up")
	base := filepath.ToSlash(root)
	found := searchTemplates(t.Context(), OS(), base+"/app", 1000)
	if len(found.assemblies) != 1 || found.assemblies[0] != base+"/app/cdk.out" || len(found.templates) != 1 || found.templates[0] != base+"/app/t.yaml" {
		t.Errorf("assemblies %v, templates %v", found.assemblies, found.templates)
	}
	if len(found.skipped) != 1 || found.skipped[0].File != base+"/app/up" {
		t.Errorf("skipped %v", found.skipped)
	}
	if problems := found.problems; len(problems) != 1 || problems[0].Range.File != base+"/app/self.yaml" {
		t.Errorf("problems %v", problems)
	}
}

func FuzzMayBeTemplate(f *testing.F) {
	f.Add([]byte("Resources:\n A: {Type: AWS::X}"))
	f.Add([]byte(`{"Resources":{"A":{"Type":"AWS::X"}}}`))
	f.Add([]byte("\xFF\xFEA\x00"))
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, fuzzcorpus.Templates...)
	f.Fuzz(func(_ *testing.T, data []byte) { mayBeTemplate(data) })
}

// BenchmarkSearch walks the shared corpus of 1,787 public templates, all of
// which it finds.
//
//	2 cores of a shared machine, 2026-11-24: 240 ms, 30 MB, 98,000 allocations
func BenchmarkSearch(b *testing.B) {
	dir := filepath.Join("..", "..", "shared", "corpus", "public")
	if _, err := os.Stat(dir); err != nil {
		b.Skipf("the corpus is not here: %v", err)
	}
	for b.Loop() {
		templates := searchTemplates(b.Context(), OS(), filepath.ToSlash(dir), defaultMaxFileSize).templates
		if len(templates) < 1787 {
			b.Errorf("%d templates", len(templates))
		}
	}
}
