package reporters

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// TestHTMLBundle checks that the script of the HTML report is what its sources build
// to; `make html-report` writes it.
func TestHTMLBundle(t *testing.T) {
	dir, err := filepath.Abs("../tools/html-report")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "d3-zoom")); err != nil {
		t.Skip("the libraries of tools/html-report are not installed: make html-report does it")
	}
	options := api.BuildOptions{
		AbsWorkingDir: dir, EntryPoints: []string{"src/main.js"}, Bundle: true, Format: api.FormatIIFE, Target: api.ES2022, Charset: api.CharsetASCII,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone, Metafile: true,
	}
	result := api.Build(options)
	if len(result.Errors) > 0 {
		t.Fatal(result.Errors[0].Text)
	}
	got := licences(t, dir, result.Metafile) + string(bytes.TrimRight(result.OutputFiles[0].Contents, "\n")) + "\n"
	for _, bad := range []string{"</script", "<!--", "<script"} {
		if strings.Contains(strings.ToLower(got), bad) {
			t.Errorf("%q would end the element of the script", bad)
		}
	}
	const file = "html/report.js"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what tools/html-report builds to: run make html-report", file)
	}
}

// licences are the notices of the packages that the bundle has code of, as a comment;
// packages of the same text share it.
func licences(t *testing.T, dir, metafile string) string {
	t.Helper()
	var meta struct {
		Inputs map[string]struct{} `json:"inputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		t.Fatal(err)
	}
	byText := map[string][]string{}
	for input := range meta.Inputs {
		rest, ok := strings.CutPrefix(input, "node_modules/")
		if !ok {
			continue
		}
		parts := strings.Split(rest, "/")
		name := parts[0]
		if strings.HasPrefix(name, "@") {
			name = path.Join(parts[:2]...)
		}
		// What a package bundles of its own.
		names := []string{name}
		if name == "@dagrejs/dagre" {
			names = append(names, "@dagrejs/graphlib")
		}
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(dir, "node_modules", filepath.FromSlash(name), "LICENSE"))
			if err != nil {
				t.Fatal(err)
			}
			about, err := os.ReadFile(filepath.Join(dir, "node_modules", filepath.FromSlash(name), "package.json"))
			if err != nil {
				t.Fatal(err)
			}
			var manifest struct{ Version string }
			if err := json.Unmarshal(about, &manifest); err != nil {
				t.Fatal(err)
			}
			named := name + " " + manifest.Version
			key := strings.TrimSpace(string(text))
			if !slices.Contains(byText[key], named) {
				byText[key] = append(byText[key], named)
			}
		}
	}
	var notices []string
	for text, names := range byText {
		slices.Sort(names)
		notices = append(notices, strings.Join(names, ", ")+"\n\n"+text)
	}
	slices.Sort(notices)
	return "/*! With code of these packages:\n\n" + strings.ReplaceAll(strings.Join(notices, "\n\n"), "*/", "* /") + "\n*/\n"
}
