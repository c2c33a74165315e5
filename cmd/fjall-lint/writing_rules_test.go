package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWritingRules runs the example of docs/writing-rules.md and checks that the
// page shows it, its output and the operations of fixes; -update writes them anew.
func TestWritingRules(t *testing.T) {
	t.Chdir("../../docs")
	page, err := os.ReadFile("writing-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := func(language, file string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return fenced(language, string(text))
	}
	const cases = "example-rules/testdata/company/replica-region/"
	tested := runs(t, exitClean, "rules", "test", "example-rules")
	checked := runs(t, exitFindings, "check", "--no-config", "--width", "100", "--rules", "example-rules", "--only", "CO101", cases+"bad.yaml")
	got := string(page)
	for _, s := range []struct{ name, text string }{
		{"rule", shown("rego", "example-rules/company/replica-region.rego")},
		{"bad", shown("yaml", cases+"bad.yaml")},
		{"ok", shown("yaml", cases+"ok.yaml")},
		{"test", fenced("text", tested)},
		{"check", fenced("text", strings.ReplaceAll(checked, cases, ""))},
		{"operations", operationTable(t)},
	} {
		got = replaceSection(t, got, s.name, s.text)
	}
	golden(t, "writing-rules.md", []byte(got))
}

func fenced(language, text string) string {
	var b strings.Builder
	fence(&b, language, text)
	return b.String()
}

// runs runs a command that must end with an exit code and say nothing on the side.
func runs(t *testing.T, code int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); got != code || stderr.Len() > 0 {
		t.Fatalf("%v: exit %d, want %d, stderr %s", args, got, code, &stderr)
	}
	return stdout.String()
}

// operationTable lists the operations of fixes by the comments on their functions.
func operationTable(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../fixes/*.go")
	if err != nil {
		t.Fatal(err)
	}
	type operation struct{ name, function string }
	var operations []operation
	comments := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				comments[decl.Name.Name] = oneLine(decl.Doc)
			case *ast.GenDecl:
				ast.Inspect(decl, func(n ast.Node) bool {
					spec, ok := n.(*ast.ValueSpec)
					if !ok || spec.Names[0].Name != "operations" {
						return true
					}
					for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
						pair := e.(*ast.KeyValueExpr)
						operations = append(operations, operation{
							strings.Trim(pair.Key.(*ast.BasicLit).Value, `"`), pair.Value.(*ast.SelectorExpr).Sel.Name,
						})
					}
					return false
				})
			}
		}
	}
	if len(operations) == 0 {
		t.Fatal("package fixes has no operations")
	}
	var b strings.Builder
	b.WriteString("| op | what it does |\n|---|---|\n")
	for _, op := range operations {
		doc, ok := strings.CutPrefix(comments[op.function], op.function+" ")
		if !ok {
			t.Errorf("the function %s of operation %s has no comment", op.function, op.name)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", op.name, cell(doc))
	}
	return b.String()
}
