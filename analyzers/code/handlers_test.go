package code_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/template"
)

var update = flag.Bool("update", false, "write what is seen as the wanted")

// TestHandlers: what is seen in handlers as people write them, a folder each; those of
// Python in one file are the ones that its reader is tested with.
func TestHandlers(t *testing.T) {
	const dir = "testdata/handlers"
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		if e.IsDir() {
			b.WriteString(describe(e.Name(), analyze(t, os.DirFS(path.Join(dir, e.Name())))))
		}
	}
	scripts, err := filepath.Glob("python/testdata/*.py")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no Python: %v", err)
	}
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(describe(filepath.Base(name), analyze(t, fstest.MapFS{"index.py": {Data: text}})))
	}
	golden := "testdata/handlers.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Error(diff)
	}
}

// analyze reads the code of a function whose asset is fsys.
func analyze(t testing.TB, fsys fs.FS) *code.Function {
	t.Helper()
	all := fstest.MapFS{}
	runtime, handler := "nodejs22.x", "index.handler"
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		all["asset.code/"+name] = &fstest.MapFile{Data: data}
		switch {
		case strings.HasSuffix(name, ".py"):
			runtime = "python3.13"
			if strings.Contains(string(data), "lambda_handler") {
				handler = "index.lambda_handler"
			}
		case name == "src/app.js":
			handler = "src/app.handler"
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all["manifest.json"] = &fstest.MapFile{Data: []byte(`{"version":"39.0.0","artifacts":{"App":{"type":"aws:cloudformation:stack","environment":"aws://unknown-account/unknown-region","properties":{"templateFile":"App.template.json"}},
"App.assets":{"type":"cdk:asset-manifest","properties":{"file":"App.assets.json"}}}}`)}
	all["App.assets.json"] = &fstest.MapFile{Data: []byte(`{"version":"39.0.0","files":{"code":{"source":{"path":"asset.code","packaging":"zip"},"destinations":{"current":{"bucketName":"assets","objectKey":"code.zip"}}}}}`)}
	all["App.template.json"] = &fstest.MapFile{Data: fmt.Appendf(nil, `{"Resources":{"Fn":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":%q,"Handler":%q,"Role":"arn:aws:iam::111122223333:role/x","Code":{"S3Bucket":"assets","S3Key":"code.zip"}}}}}`, runtime, handler)}
	asm, err := template.Load(t.Context(), all, []string{"."}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{Files: analyzers.Assets(all)}, []*analyzers.Analyzer{code.Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	found := facts.ByName["code"].(*code.Facts).Functions
	if len(found) != 1 {
		t.Fatalf("%d functions", len(found))
	}
	return found[0]
}

// describe writes a line for a function and one for each thing that it does.
func describe(name string, f *code.Function) string {
	var b strings.Builder
	b.WriteString(name + ": " + f.State)
	if f.Whole {
		b.WriteString(", whole")
	}
	if f.Why != "" {
		b.WriteString(": " + f.Why)
	}
	b.WriteByte('\n')
	for _, list := range [][]*code.Action{f.Fetches, f.Writes, f.Others} {
		for _, a := range list {
			id := "an unknown secret"
			switch {
			case a.Variable != "":
				id = "$" + a.Variable
			case a.Name != "":
				id = a.Name
			case a.Pattern != "":
				id = "like " + a.Pattern
			}
			kept := a.Cached
			if a.Expires {
				kept += " for a time"
			}
			where := a.Where
			if a.Sometimes {
				where += " under a condition"
			}
			r := a.At.File
			fmt.Fprintf(&b, "  %s:%d:%d-%d %s of %s by %s; where %s, cached %s\n", a.File, a.Line, r.Start.Column, r.End.Column, a.API, id, a.Client, where, kept)
		}
	}
	return b.String()
}
