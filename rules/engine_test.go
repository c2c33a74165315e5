package rules

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/suite"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

// embeddedModules are the built-in rules and libraries, parsed.
func embeddedModules(t *testing.T) map[string]*ast.Module {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(embedded, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(embedded, file)
		files[file] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	modules, err := parseModules(files)
	if err != nil {
		t.Fatal(err)
	}
	return modules
}

// strictCompiler does all that the compiler can: strict mode, all checks, and
// references to the input against its schema.
func strictCompiler(t *testing.T) *ast.Compiler {
	t.Helper()
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, inputSchema(t))
	//lint:ignore SA1019 as the engine does
	return ast.NewCompiler().WithStrict(true).WithUnsafeBuiltins(unsafeSet()).WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
}

func TestRulesCompileStrictly(t *testing.T) {
	c := strictCompiler(t)
	if c.Compile(embeddedModules(t)); c.Failed() {
		for _, err := range c.Errors {
			t.Error(err)
		}
	}
}

// What the strict compiler must refuse, in a rule that is right but for one
// thing.
func TestStrictCompilerRefuses(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"nothing wrong", `deny contains {"at": s.at, "message": s.label} if some s in input.facts.secrets.secrets`, ""},
		{"another section", `deny contains 1 if input.fact.secrets`, "undefined ref: input.fact.secrets"},
		{"another analyzer", `deny contains 1 if input.facts.secret.secrets`, "undefined ref: input.facts.secret"},
		{"another fact", `deny contains 1 if input.facts.secrets.secret`, "undefined ref: input.facts.secrets.secret"},
		{"another field", `deny contains s.lable if some s in input.facts.secrets.secrets`, "undefined ref: s.lable"},
		{"a field of a field", `deny contains s.at.resuorce if some s in input.facts.secrets.secrets`, "undefined ref: s.at.resuorce"},
		{"another parameter", `deny contains 1 if input.config.FJ402.max_dais > 1`, "undefined ref: input.config.FJ402.max_dais"},
		{"a field where text stands", `deny contains s.label.text if some s in input.facts.secrets.secrets`, "undefined ref: s.label.text"},
		{"unused variable", `deny contains 1 if { x := 1; true }`, "x unused"},
		{"unused import", "import data.fjall.lib\n\ndeny contains 1", "import data.fjall.lib unused"},
		{"the network", `deny contains 1 if http.send({"url": "https://example.com", "method": "get"})`, "unsafe built-in"},
		{"the clock", `deny contains time.now_ns()`, "unsafe built-in"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := ast.ParseModuleWithOpts("x.rego", "package fjall.rules.naming.x\n\n"+tt.body+"\n", ast.ParserOptions{RegoVersion: ast.RegoV1})
			if err != nil {
				t.Fatal(err)
			}
			modules := map[string]*ast.Module{"x.rego": m}
			lib := embeddedModules(t)["lib/lib.rego"]
			modules["lib/lib.rego"] = lib
			c := strictCompiler(t)
			c.Compile(modules)
			switch got := c.Errors.Error(); {
			case tt.want == "" && c.Failed():
				t.Errorf("refused: %v", got)
			case tt.want != "" && (!c.Failed() || !strings.Contains(got, tt.want)):
				t.Errorf("got %v, want %q", got, tt.want)
			}
		})
	}
}

// inputSchema is the JSON Schema of the input of rules: what buildInput and
// evalFacts make. Facts are described by the types that the analyzers return.
// The compiler knows nothing of the values of maps with free keys, such as the
// resources by key; of facts, which are lists, it knows all.
func inputSchema(t *testing.T) any {
	t.Helper()
	facts, err := analyzers.Run(t.Context(), &template.Program{}, analyzers.Settings{}, suite.All())
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]any{
		"problems":     schemaOf(reflect.TypeFor[[]problemFact](), nil),
		"suppressions": schemaOf(reflect.TypeFor[[]suppressionFact](), nil),
		"budgets":      schemaOf(reflect.TypeFor[[]budgetFact](), nil),
		"cost":         schemaOf(reflect.TypeFor[cost.Advice](), nil),
	}
	for name, f := range facts.ByName {
		byName[name] = schemaOf(reflect.TypeOf(f), nil)
	}
	config := map[string]any{}
	for _, r := range builtin(t) {
		params := map[string]any{}
		for name := range r.Params {
			params[name] = map[string]any{}
		}
		config[r.ID] = object(params)
	}
	text, flag := map[string]any{"type": "string"}, map[string]any{"type": "boolean"}
	resources := mapOf(object(map[string]any{
		"key": text, "id": text, "type": text, "stack": text, "construct_path": text, "exists": text,
		"path": listOf(map[string]any{}), "properties": mapOf(map[string]any{}),
	}))
	return object(map[string]any{
		"stacks": mapOf(object(map[string]any{
			"key": text, "name": text, "template": text, "account": text, "region": text, "complete": flag,
		})),
		"resources": resources,
		"by_type":   mapOf(resources),
		"facts":     object(byName),
		"config":    object(config),
	})
}

func object(properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

func mapOf(values any) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": values}
}

func listOf(items any) map[string]any {
	return map[string]any{"type": "array", "items": items}
}

// schemaOf describes what term makes of a type; within are the structs around
// it, because a type may hold itself.
func schemaOf(t reflect.Type, within []reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), within)
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice, reflect.Array:
		return listOf(schemaOf(t.Elem(), within))
	case reflect.Map:
		return mapOf(schemaOf(t.Elem(), within))
	case reflect.Struct:
		if slices.Contains(within, t) {
			return map[string]any{}
		}
		properties := map[string]any{}
		for _, f := range fieldsOf(t) {
			properties[f.name] = schemaOf(t.Field(f.index).Type, append(within[:len(within):len(within)], t))
		}
		return object(properties)
	}
	return map[string]any{} // an interface: anything
}

// TestFactTypes fails for facts of a type that term cannot turn into a term.
func TestFactTypes(t *testing.T) {
	facts, err := analyzers.Run(t.Context(), &template.Program{}, analyzers.Settings{}, suite.All())
	if err != nil {
		t.Fatal(err)
	}
	var check func(t *testing.T, at string, typ reflect.Type, within []reflect.Type)
	check = func(t *testing.T, at string, typ reflect.Type, within []reflect.Type) {
		if typ == pathType || slices.Contains(within, typ) {
			return
		}
		within = append(within[:len(within):len(within)], typ)
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			check(t, at, typ.Elem(), within)
		case reflect.Map:
			if typ.Key().Kind() != reflect.String {
				t.Errorf("%s: the keys of a map must be text, not %s", at, typ.Key())
			}
			check(t, at, typ.Elem(), within)
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				tag, tagged := f.Tag.Lookup("json")
				if !f.IsExported() || tag == "-" {
					continue
				}
				if f.Anonymous {
					t.Errorf("%s: field %s of %s is embedded, and stands under its own name", at, f.Name, typ)
				}
				if !tagged {
					t.Errorf("%s: field %s of %s has no json tag", at, f.Name, typ)
				}
				check(t, at+"."+tag, f.Type, within)
			}
		case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		default:
			t.Errorf("%s: %s has no form in Rego", at, typ)
		}
	}
	for name, f := range facts.ByName {
		t.Run(name, func(t *testing.T) { check(t, name, reflect.TypeOf(f), nil) })
	}
}

// numbers are the digits that the ids of a category begin with.
var numbers = map[string]string{
	"template": "0", "hardcoded": "1", "grants": "2", "permissions": "3", "rotation": "4",
	"naming": "5", "connectivity": "6", "cost": "7", "encryption": "8",
}

// standards are the hosts whose pages say what is right.
var standards = []string{
	"docs.aws.amazon.com", "aws.amazon.com", "csrc.nist.gov", "cwe.mitre.org", "owasp.org", "cheatsheetseries.owasp.org",
	"www.cisecurity.org", "www.rfc-editor.org", "datatracker.ietf.org", "www.pcisecuritystandards.org",
}

func TestMetadata(t *testing.T) {
	ids, names, titles := map[string]string{}, map[string]bool{}, map[string]string{}
	modules := embeddedModules(t)
	parameter := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	for _, r := range builtin(t) {
		t.Run(r.Name, func(t *testing.T) {
			if other, twice := ids[r.ID]; twice {
				t.Errorf("id %s is that of %s too", r.ID, other)
			}
			if other, twice := titles[r.Title]; twice {
				t.Errorf("title %q is that of %s too", r.Title, other)
			}
			ids[r.ID], titles[r.Title], names[r.Name] = r.Name, r.Name, true
			number, known := numbers[r.Category]
			if !known {
				t.Errorf("category %q has no range of numbers", r.Category)
			}
			if ok, err := regexp.MatchString("^FJ"+number+`\d\d$`, r.ID); err != nil || !ok {
				t.Errorf("id %s is not of the form FJ%sxx", r.ID, number)
			}
			if r.Severity == 0 {
				t.Error("no severity")
			}
			if n := len(r.Title); n < 10 || n > 80 || strings.HasSuffix(r.Title, ".") {
				t.Errorf("title %q: 10 to 80 characters, without a full stop", r.Title)
			}
			if n := len(r.Description); n < 80 {
				t.Errorf("description has %d characters, and at least 80 are needed", n)
			}
			for what, text := range map[string]string{"description": r.Description, "remediation": r.Remediation} {
				if len(text) < 10 || !strings.HasSuffix(text, ".") {
					t.Errorf("%s %q: whole sentences", what, text)
				}
			}
			if len(r.Tags) == 0 {
				t.Error("no tags")
			}
			found := false
			for _, ref := range r.References {
				u, err := url.Parse(ref)
				if err != nil || u.Scheme != "https" || u.Host == "" {
					t.Errorf("reference %q is no https address", ref)
					continue
				}
				found = found || slices.Contains(standards, u.Host)
			}
			if !found {
				t.Errorf("none of the references %q is AWS's documentation or a standard", r.References)
			}
			for name, p := range r.Params {
				if !parameter.MatchString(name) {
					t.Errorf("parameter %q: lower case with underscores", name)
				}
				if p.Default == nil || len(p.Description) < 10 {
					t.Errorf("parameter %s lacks a default or a description", name)
				}
				if name == "enabled" || name == "severity" {
					t.Errorf("parameter %s is a key of every rule", name)
				}
			}
			if r.file != r.Name+".rego" {
				t.Errorf("stands in %s", r.file)
			}
			m := modules[r.file]
			_, short := r.Address()
			want := ast.MustParseRef(fmt.Sprintf("data.fjall.rules[%q][%q]", r.Category, short))
			if m == nil || !m.Package.Path.Equal(want) {
				t.Errorf("package of %s is not %s", r.file, want)
			}
		})
	}
}

// caseFolders are all folders with cases, and the whole apps.
func caseFolders(t *testing.T) []string {
	t.Helper()
	var folders []string
	for _, pattern := range []string{"rules/*/*", "apps/*"} {
		found, err := fs.Glob(os.DirFS("../testdata"), pattern)
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, found...)
	}
	if len(folders) < 20 {
		t.Fatalf("only %d folders with cases", len(folders))
	}
	return folders
}

// TestAllRulesOverAllCases evaluates every rule over every case. The engine
// gives an error for any builtin that errors; every finding must point at a
// value that is there, in a file that is there.
func TestAllRulesOverAllCases(t *testing.T) {
	known := builtin(t)
	selection, err := Select(known, nil, "strict", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(selection.Rules) != len(known) {
		t.Fatalf("%d of %d rules are on", len(selection.Rules), len(known))
	}
	engine, err := NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS("../testdata")
	total := 0
	for _, folder := range caseFolders(t) {
		t.Run(folder, func(t *testing.T) {
			asm, err := template.Load(t.Context(), fsys, []string{folder}, template.Options{})
			if err != nil {
				t.Fatal(err)
			}
			result, err := engine.Lint(t.Context(), asm, Options{
				Known: known, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
				Settings: analyzers.Settings{Files: analyzers.Assets(fsys)},
			})
			if err != nil {
				t.Fatal(err)
			}
			total += len(result.Findings)
			for _, f := range result.Findings {
				checkPlace(t, fsys, f)
			}
			for i := 1; i < len(result.Findings); i++ {
				if compare(result.Findings[i-1], result.Findings[i]) > 0 {
					t.Errorf("findings %d and %d are out of order", i-1, i)
				}
			}
		})
	}
	if total < 100 {
		t.Errorf("only %d findings over all cases", total)
	}
}

// checkPlace fails for a finding that points at nothing.
func checkPlace(t *testing.T, fsys fs.FS, f *Finding) {
	t.Helper()
	name := fmt.Sprintf("%s at %s (%s %s)", f.Rule.ID, f.Range, f.LogicalID, f.Path)
	if f.Stack != nil && len(f.Path) > 0 && !f.Exact {
		t.Errorf("%s: the path leads nowhere", name)
	}
	if f.Fingerprint == "" {
		t.Errorf("%s: no fingerprint", name)
	}
	file := strings.SplitN(f.Range.File, "!", 2)[0] // a file within an archive
	if !strings.HasPrefix(path.Clean(file), "..") {
		if _, err := fs.Stat(fsys, path.Clean(file)); err != nil && f.Stack != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f.Stack != nil && f.Range.File == f.Stack.Source.Name {
		lines := strings.Count(string(f.Stack.Source.Data), "\n") + 1
		if f.Range.Start.Line < 1 || f.Range.End.Line > lines || f.Range.Start.Column < 1 || f.Range.Start.Offset > f.Range.End.Offset {
			t.Errorf("%s: the file has %d lines", name, lines)
		}
	}
	for _, r := range f.Related {
		if r.Message == "" || r.Range.File == "" || r.Range.Start.Line < 1 {
			t.Errorf("%s: a related place is incomplete: %+v", name, r.Range)
		}
	}
}
