package consumers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// schemas are goformation's generated structs: for each resource type and property
// type, the JSON names of its properties and their Go types.
type schemas map[string]map[string]ast.Expr

// TestRolePaths compares the role properties with goformation's generated structs.
// These lag behind CloudFormation: what is below a type or property that they do not
// know is not compared.
func TestRolePaths(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/awslabs/goformation/v7").Output()
	root := filepath.Join(strings.TrimSpace(string(dir)), "cloudformation")
	if _, statErr := os.Stat(root); err != nil || statErr != nil {
		t.Skip("goformation's source is not in the module cache")
	}
	packages := map[string]schemas{}
	folder := map[string]string{} // resource type → package
	all, err := os.ReadFile(filepath.Join(root, "all.go"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(all)) {
		// "AWS::DMS::Endpoint": func() Resource { return &dms.Endpoint{} },
		name, rest, ok := strings.Cut(strings.TrimSpace(line), `": `)
		if _, pkg, found := strings.Cut(rest, "&"); ok && found {
			folder[strings.TrimPrefix(name, `"`)] = strings.Split(pkg, ".")[0]
		}
	}
	if len(folder) < 1000 {
		t.Fatalf("found %d resource types", len(folder))
	}
	known := func(resourceType string, path []string) bool {
		pkg, ok := folder[resourceType]
		if !ok {
			return false
		}
		if packages[pkg] == nil {
			packages[pkg] = structs(t, filepath.Join(root, pkg))
		}
		return packages[pkg].has(resourceType[strings.LastIndexByte(resourceType, ':')+1:], path)
	}

	properties, roles := 0, 0
	check := func(resourceType string, role []string) {
		t.Helper()
		if !known(resourceType, role[:len(role)-1]) {
			return
		}
		roles++
		if !known(resourceType, role) {
			t.Errorf("%s has no property %s", resourceType, strings.Join(role, "."))
		}
	}
	for _, r := range All() {
		switch r.Reader.Kind {
		case ExecutionRole, RoleProperty:
			for _, role := range r.Reader.Roles {
				check(r.Type, role)
			}
		case FunctionRole, ReferredRole:
			check(r.Type, r.Reader.Through)
		case ReferrerRole:
			for i, referrer := range r.Reader.Referrers {
				check(referrer, r.Reader.Roles[i])
			}
		}
		if !known(r.Type, r.Path) {
			continue
		}
		properties++
		if sibling, _ := r.Condition(); sibling != "" {
			path := append(append([]string{}, r.Path[:len(r.Path)-1]...), sibling)
			if !known(r.Type, path) {
				t.Errorf("%s has no property %s", r.Type, strings.Join(path, "."))
			}
		}
	}
	t.Logf("%d of %d properties are known, with %d role properties", properties, len(All()), roles)
	if properties < 100 || roles < 95 {
		t.Errorf("only %d properties and %d role properties are known", properties, roles)
	}
	if known("AWS::DMS::Endpoint", []string{"MySqlSettings", "NoSuchRoleArn"}) {
		t.Error("a property that does not exist is known")
	}
}

// has tells whether a path exists below a struct. What is not a struct (JSON, a map
// of strings) can have anything.
func (s schemas) has(typeName string, path []string) bool {
	if len(path) == 0 {
		return true
	}
	fields, ok := s[typeName]
	if !ok {
		return true
	}
	expr, ok := fields[path[0]]
	if !ok {
		return false
	}
	path = path[1:]
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.ArrayType:
			if len(path) > 0 && path[0] != "*" {
				return false
			}
			if len(path) > 0 {
				path = path[1:]
			}
			expr = e.Elt
		case *ast.MapType:
			if len(path) > 0 {
				path = path[1:]
			}
			expr = e.Value
		case *ast.Ident:
			if _, ok := s[e.Name]; !ok && e.Name == "string" {
				return len(path) == 0
			}
			return s.has(e.Name, path)
		default:
			return true
		}
	}
}

// structs reads the structs of a package.
func structs(t *testing.T, dir string) schemas {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := schemas{}
	fset := token.NewFileSet()
	for _, file := range files {
		f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			body, ok := spec.Type.(*ast.StructType)
			if !ok {
				return false
			}
			fields := map[string]ast.Expr{}
			for _, field := range body.Fields.List {
				if field.Tag == nil {
					continue
				}
				tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("json")
				if name, _, _ := strings.Cut(tag, ","); name != "" && name != "-" {
					fields[name] = field.Type
				}
			}
			found[spec.Name.Name] = fields
			return false
		})
	}
	return found
}
