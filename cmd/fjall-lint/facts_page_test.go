package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

const module = "github.com/fjall-lint/fjall-lint/"

// TestFactsPage checks that docs/facts.md lists the facts as their Go types are;
// -update writes it anew.
func TestFactsPage(t *testing.T) {
	t.Chdir("../..")
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	selection, err := rules.Select(known, nil, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := rules.NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	asm, err := template.Load(t.Context(), os.DirFS("."), []string{"testdata/readme/template.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := engine.Lint(t.Context(), asm, rules.Options{Known: known})
	if err != nil {
		t.Fatal(err)
	}
	p := factsPage{comments: map[string]map[string]typeComments{}}
	p.out.WriteString(`# Facts

<!-- Written by ` + "`go test ./cmd/fjall-lint -run TestFactsPage -update`" + ` from the Go types. -->

Rules see these under ` + "`input.facts`" + `. A field that is marked *optional* is absent where it is empty. A *place* can stand
as ` + "`at`" + ` of a finding, of a related place, of a fix's operation and of a line for the CDK. A *key* of a resource is that
of ` + "`input.resources`" + `.
`)
	describe := func(name, doc string) {
		found := result.Facts[0].ByName[name]
		fmt.Fprintf(&p.out, "\n## %s\n\n%s.\n", name, upperFirst(prose(doc)))
		if !p.types(reflect.TypeOf(found)) {
			p.out.WriteString("\nRules see nothing of it: it is for other analyzers.\n")
		}
	}
	for _, a := range suite.All() {
		describe(a.Name, a.Doc)
	}
	describe("cost", "what is paid for without need, and how much that is")
	fmt.Fprintf(&p.out, "\n## Places\n")
	p.types(reflect.TypeFor[analyzers.Place]())
	golden(t, "docs/facts.md", []byte(p.out.String()))
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// factsPage writes what rules see of Go types.
type factsPage struct {
	out strings.Builder
	// comments are those on types, by package and name.
	comments map[string]map[string]typeComments
}

// typeComments are the comments on a type and its fields.
type typeComments struct {
	doc    string
	fields map[string]string
}

// types describes a type and those that it is made of; it tells whether there is
// anything to see.
func (p *factsPage) types(t reflect.Type) bool {
	queue, seen, shown := []reflect.Type{bare(t)}, map[reflect.Type]bool{bare(t): true}, false
	for len(queue) > 0 {
		t, queue = queue[0], queue[1:]
		comments := p.of(t)
		var rows strings.Builder
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() || name == "-" {
				continue
			}
			if name == "" {
				name = f.Name
			}
			kind := typeName(f.Type)
			if strings.Contains(options, "omitempty") {
				kind += ", optional"
			}
			fmt.Fprintf(&rows, "| `%s` | %s | %s |\n", name, kind, cell(comments.fields[f.Name]))
			if e := element(f.Type); described(e) && !seen[e] {
				seen[e] = true
				queue = append(queue, e)
			}
		}
		if rows.Len() == 0 {
			continue
		}
		if len(seen) > 1 && shown {
			fmt.Fprintf(&p.out, "\n### %s\n", t.Name())
		}
		shown = true
		if doc := comments.doc; doc != "" && t.Name() != "Facts" && t.Name() != "Advice" {
			fmt.Fprintf(&p.out, "\n%s\n", prose(doc))
		}
		fmt.Fprintf(&p.out, "\n| field | type | meaning |\n|---|---|---|\n%s", rows.String())
	}
	return shown
}

// described tells types that have a table of their own.
func described(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[analyzers.Place]() && t.Name() != ""
}

// bare is the type that a pointer leads to.
func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// element is the type of the elements of lists and maps.
func element(t reflect.Type) reflect.Type {
	if t == reflect.TypeFor[template.Path]() {
		return t
	}
	for {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			t = t.Elem()
		default:
			return t
		}
	}
}

// typeName is what rules see a type as.
func typeName(t reflect.Type) string {
	t = bare(t)
	switch t {
	case reflect.TypeFor[analyzers.Place]():
		return "[place](#places)"
	case reflect.TypeFor[template.Path]():
		return "path"
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "list of " + typeName(t.Elem())
	case reflect.Map:
		return "map of " + typeName(t.Elem())
	case reflect.Struct:
		return t.Name()
	case reflect.Interface:
		return "any"
	}
	return "number"
}

// of gives the comments on a type.
func (p *factsPage) of(t reflect.Type) typeComments {
	path := t.PkgPath()
	if p.comments[path] == nil {
		p.comments[path] = readComments(strings.TrimPrefix(path, module))
	}
	return p.comments[path][t.Name()]
}

// readComments reads the comments on the types of a package.
func readComments(dir string) map[string]typeComments {
	all := map[string]typeComments{}
	files, _ := filepath.Glob(filepath.Join(filepath.FromSlash(dir), "*.go"))
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			decl, ok := n.(*ast.GenDecl)
			if !ok {
				return true
			}
			for _, spec := range decl.Specs {
				typ, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				body, ok := typ.Type.(*ast.StructType)
				if !ok {
					continue
				}
				doc := typ.Doc
				if doc == nil {
					doc = decl.Doc
				}
				c := typeComments{doc: oneLine(doc), fields: map[string]string{}}
				for _, f := range body.Fields.List {
					text := strings.TrimSpace(oneLine(f.Doc) + " " + oneLine(f.Comment))
					for _, name := range f.Names {
						c.fields[name.Name] = text
					}
				}
				all[typ.Name.Name] = c
			}
			return true
		})
	}
	return all
}

// oneLine is a comment in one line, without the brackets of links within Go.
func oneLine(c *ast.CommentGroup) string {
	text := strings.Join(strings.Fields(c.Text()), " ")
	return strings.NewReplacer("[", "", "]", "").Replace(text)
}
