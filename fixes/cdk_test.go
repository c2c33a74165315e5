package fixes_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

func written(t *testing.T, plan *fixes.Plan, redact func(string) string) string {
	t.Helper()
	var b strings.Builder
	if err := fixes.WriteCDK(&b, plan, redact); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCDKGolden writes the code for the bundled apps.
func TestCDKGolden(t *testing.T) {
	for _, app := range []string{"fjall-broken", "fjall-good", "traps"} {
		t.Run(app, func(t *testing.T) {
			fsys := os.DirFS("../testdata/apps")
			asm, result, err := linter(t, []string{app})(t.Context(), fsys)
			if err != nil {
				t.Fatal(err)
			}
			plan := fixes.New(result.Findings, asm, result.Facts)
			redact := rules.Redactor(result.Facts)
			got := written(t, plan, redact)
			if again := written(t, plan, redact); again != got {
				t.Error("the same plan gives another text")
			}
			if clean := redact(got); clean != got {
				t.Errorf("the code shows a credential:\n%s", cmp.Diff(clean, got))
			}
			file := filepath.Join("testdata", "cdk", app+".ts")
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// stackOf loads one template.
func stackOf(t *testing.T, name, text string) *template.Stack {
	t.Helper()
	asm, err := template.Load(t.Context(), fstest.MapFS{name: {Data: []byte(text)}}, []string{name}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return asm.Stacks[0]
}

// planned is a fix with operations on a stack, in the form "op path value".
func planned(t *testing.T, s *template.Stack, title string, operations ...edit.Operation) fixes.Planned {
	t.Helper()
	p := fixes.Planned{Finding: &rules.Finding{Rule: &rules.Rule{ID: "FJ999"}, Stack: s, Fix: &rules.Fix{Title: title}}}
	for _, op := range operations {
		p.Changes = append(p.Changes, fixes.Change{Stack: s, Operation: op})
	}
	return p
}

func value(t *testing.T, text string) *template.Node {
	t.Helper()
	n, err := edit.Value([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func at(elements ...any) template.Path { return elements }

// entries are the tables of the code, without what stands around them.
func entries(code string) string {
	_, code, _ = strings.Cut(code, "from \"constructs\";\n")
	code, _, _ = strings.Cut(code, "\n/** Makes the fixes in the constructs")
	return code
}

const shapes = `{
  "Parameters": {"P": {"Type": "String", "Default": "a"}},
  "Outputs": {"ExportsOutputRefX1": {"Value": "a", "Export": {"Name": "x"}}, "O": {"Value": "a"}},
  "Resources": {
    "X": {
      "Type": "Custom::X",
      "Properties": {
        "Map": {"a": 1, "b": {"c": 2}, "d.e\\f": "x"},
        "List": ["a", "b", "c"],
        "Items": [{"a": ["x"], "b": 1}, {"a": 2}],
        "Call": {"Fn::Join": ["", ["a", {"Ref": "P"}, "c*"]]},
        "Newer": {"Fn::Length": [1]},
        "Text": "one"
      }
    },
    "Y": {"Type": "Custom::Y"}
  }
}`

// TestCDKOverrides: what several fixes change together becomes as few overrides as
// the CDK can make.
func TestCDKOverrides(t *testing.T) {
	in := func(elements ...any) template.Path { return append(at("Resources", "X", "Properties"), elements...) }
	set := func(p template.Path, v string) edit.Operation {
		return edit.Operation{Op: edit.Set, Path: p, Value: value(t, v)}
	}
	add := func(p template.Path, v string) edit.Operation {
		return edit.Operation{Op: edit.Append, Path: p, Value: value(t, v)}
	}
	remove := func(p template.Path) edit.Operation { return edit.Operation{Op: edit.Remove, Path: p} }
	for _, test := range []struct {
		name string
		do   []edit.Operation
		want []string
	}{
		{"scalar", []edit.Operation{set(in("Text"), `"two\n\"\u202e"`)}, []string{`resource.addPropertyOverride("Text", "two\n\"\u202e");`}},
		{"keys", []edit.Operation{set(in("Map", `d.e\f`), `1`)}, []string{`resource.addPropertyOverride("Map.d\\.e\\\\f", 1);`}},
		{
			"map in place of a map",
			[]edit.Operation{set(in("Map"), `{"b": {"g": 1}}`)},
			[]string{
				`resource.addPropertyDeletionOverride("Map.a");`, `resource.addPropertyDeletionOverride("Map.b.c");`,
				`resource.addPropertyOverride("Map.b.g", 1);`, `resource.addPropertyDeletionOverride("Map.d\\.e\\\\f");`,
			},
		},
		{"items that go", []edit.Operation{remove(in("List", 0)), remove(in("List", 2))}, []string{`resource.addPropertyOverride("List", ["b"]);`}},
		{"items that come", []edit.Operation{add(in("List"), `1`), add(in("List"), `{"Ref": "P"}`)}, []string{`resource.addPropertyOverride("List", ["a", "b", "c", 1, { Ref: "P" }]);`}},
		{"text that becomes a list", []edit.Operation{add(in("Text"), `"two"`)}, []string{`resource.addPropertyOverride("Text", ["one", "two"]);`}},
		{"list that comes", []edit.Operation{add(in("Other"), `{}`)}, []string{`resource.addPropertyOverride("Other", [{}]);`}},
		{"within an item", []edit.Operation{set(in("Items", 1, "a"), `"x"`)}, []string{`resource.addPropertyOverride("Items.1.a", "x");`}},
		{
			"map in place of a list within an item",
			[]edit.Operation{set(in("Items", 0, "a"), `{"z": 1}`)},
			[]string{`resource.addPropertyOverride("Items", [{ a: { z: 1 }, b: 1 }, { a: 2 }]);`},
		},
		{"function in place of a list", []edit.Operation{set(in("Items", 0, "a"), `{"Ref": "P"}`)}, []string{`resource.addPropertyOverride("Items.0.a", { Ref: "P" });`}},
		{"map in place of a list", []edit.Operation{set(in("List"), `{"z": 1}`)}, []string{"cannot put a map in place of a list"}},
		{
			"text in a function",
			[]edit.Operation{{Op: edit.Text, Path: in("Call", "Fn::Join", 1, 2), Old: "*", New: "-??????"}},
			[]string{`resource.addPropertyOverride("Call", { "Fn::Join": ["", ["a", { Ref: "P" }, "c-??????"]] });`},
		},
		{"function in place of another", []edit.Operation{set(in("Call"), `{"Fn::GetAtt": ["Y", "Z"]}`)}, []string{`resource.addPropertyOverride("Call", { "Fn::GetAtt": ["Y", "Z"] });`}},
		{
			"function that the CDK does not know",
			[]edit.Operation{set(in("Newer"), `{"Fn::ToJsonString": [1]}`)},
			[]string{`resource.addPropertyDeletionOverride("Newer.Fn::Length");`, `resource.addPropertyOverride("Newer.Fn::ToJsonString", [1]);`},
		},
		{"map without entries", []edit.Operation{set(in("Text"), `{"a": {}}`)}, []string{"leaves out a map without entries"}},
		{"name with a meaning", []edit.Operation{set(in("Map", "__proto__"), `1`)}, []string{"keys that have a meaning in JavaScript"}},
		{"attribute", []edit.Operation{set(at("Resources", "X", "DeletionPolicy"), `"Retain"`)}, []string{`resource.addOverride("DeletionPolicy", "Retain");`}},
		{"all properties", []edit.Operation{set(at("Resources", "Y", "Properties", "A"), `1`)}, []string{`"t.template.json#Y": (resource)`, `resource.addOverride("Properties", { A: 1 });`}},
		{"resource that goes", []edit.Operation{remove(at("Resources", "Y"))}, []string{"const removed: string[]", `"t.template.json#Y",`}},
		{
			"resource that comes",
			[]edit.Operation{set(at("Resources", "New"), `{"Type": "Custom::N", "Condition": "C", "Properties": {"A": [{"Ref": "X"}]}, "DependsOn": "Y"}`)},
			[]string{
				`const resourceNew = create(stack, "New", "Custom::N", { A: [{ Ref: "X" }] });`, `resourceNew.addOverride("Condition", "C");`,
				`resourceNew.addOverride("DependsOn", "Y");`,
			},
		},
		{"macro", []edit.Operation{add(at("Transform"), `"T"`)}, []string{`addTransform(stack, "T");`}},
		{"default that goes", []edit.Operation{remove(at("Parameters", "P", "Default"))}, []string{`parameter.default = undefined;`}},
		{"NoEcho as text", []edit.Operation{set(at("Parameters", "P", "NoEcho"), `"True"`)}, []string{`parameter.noEcho = true;`}},
		{"length as text", []edit.Operation{set(at("Parameters", "P", "MinLength"), `"8"`)}, []string{"cannot change Parameters.P.MinLength"}},
		{"parameter that goes", []edit.Operation{remove(at("Parameters", "P"))}, []string{"cannot change Parameters.P"}},
		{"output that goes", []edit.Operation{remove(at("Outputs", "O"))}, []string{`"t.template.json#O",`}},
		{"outputs that go", []edit.Operation{remove(at("Outputs"))}, []string{"for a reference from another stack"}},
		{"output of the CDK", []edit.Operation{remove(at("Outputs", "ExportsOutputRefX1"))}, []string{"for a reference from another stack"}},
		{"other section", []edit.Operation{set(at("Conditions", "C"), `{"Fn::Equals": [1, 1]}`)}, []string{"cannot change Conditions"}},
		{"number that JavaScript does not hold", []edit.Operation{set(in("Text"), `[12345678901234567890, 1e400, -1.5]`)}, []string{`["12345678901234567890", "1e400", -1.5]`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := stackOf(t, "t.template.json", shapes)
			plan := &fixes.Plan{}
			for _, op := range test.do { // each is a fix of its own
				plan.Fixes = append(plan.Fixes, planned(t, s, "Do it", op))
			}
			code := written(t, plan, func(text string) string { return text })
			for _, want := range test.want {
				if !strings.Contains(code, want) {
					t.Errorf("%s is not in\n%s", want, code)
				}
			}
			if got := strings.Count(entries(code), ";\n    ") + strings.Count(entries(code), ";\n  }"); got > len(test.want) {
				t.Errorf("%d statements, want %d:\n%s", got, len(test.want), entries(code))
			}
		})
	}
}

// TestCDKCredentials: what would show a credential is left out with all that belongs
// to it, and the rest is written.
func TestCDKCredentials(t *testing.T) {
	const password = `hun"ter2`
	s := stackOf(t, "t.template.json", `{"Resources": {"X": {"Type": "Custom::X", "Properties": {
		"Environment": [{"Name": "A", "Value": "hun\"ter2"}, {"Name": "B", "Value": "b"}], "Text": "a"}}}}`)
	in := func(elements ...any) template.Path { return append(at("Resources", "X", "Properties"), elements...) }
	plan := &fixes.Plan{Fixes: []fixes.Planned{
		planned(t, s, "Take B out", edit.Operation{Op: edit.Remove, Path: in("Environment", 1)}, edit.Operation{Op: edit.Set, Path: in("Taken"), Value: value(t, `true`)}),
		planned(t, s, "Say it: "+password, edit.Operation{Op: edit.Set, Path: in("Text"), Value: value(t, `"b"`)}),
		planned(t, s, "Show it", edit.Operation{Op: edit.Set, Path: in("Other"), Value: value(t, `{"a": ["hun\"ter2"]}`)}),
		planned(t, s, "Name it", edit.Operation{Op: edit.Set, Path: in(password), Value: value(t, `1`)}),
		planned(t, s, "Add a name", edit.Operation{Op: edit.Append, Path: in("Names"), Value: value(t, `"name"`)}),
		planned(t, s, "Add it", edit.Operation{Op: edit.Append, Path: in("Names"), Value: value(t, `"hun\"ter2"`)}),
	}}
	plan.Fixes[1].Finding.Fix.CDK = []rules.Line{{Text: "x = '" + password + "';"}, {Text: "y = 1;\n  z = 2;"}}
	code := written(t, plan, func(text string) string { return strings.ReplaceAll(text, password, "[redacted]") })
	for _, hidden := range []string{password, `hun\"ter2`, `"Taken"`, `"Other`} {
		if strings.Contains(code, hidden) {
			t.Errorf("%s is written:\n%s", hidden, code)
		}
	}
	for _, want := range []string{
		`resource.addPropertyOverride("Text", "b");`, "FJ999 Say it: [redacted]", "(a line that would show a credential)", "y = 1;", "//               z = 2;",
		`resource.addPropertyOverride("Names", ["name"]);`, "FJ999 Take B out", "FJ999 Show it", "FJ999 Name it",
	} {
		if !strings.Contains(code, want) {
			t.Errorf("%s is not written:\n%s", want, code)
		}
	}
	if got := strings.Count(code, "Why not: the code would show a credential"); got != 4 {
		t.Errorf("%d fixes are left out, want 4:\n%s", got, code)
	}
}

// TestCDKLines: text of templates does not get out of the comments.
func TestCDKLines(t *testing.T) {
	s := stackOf(t, "t.template.json", shapes)
	p := planned(t, s, "Do\u2028evil();\n*/ evil()", edit.Operation{Op: edit.Set, Path: at("Resources", "X", "Properties", "Text"), Value: value(t, `"\u2028"`)})
	p.Finding.Fix.CDK = []rules.Line{{Text: "a\u2028evil();\revil();"}}
	p.Finding.Fix.Warning = "b\nevil();"
	code := written(t, &fixes.Plan{Fixes: []fixes.Planned{p}}, func(text string) string { return text })
	for _, line := range strings.FieldsFunc(code, func(r rune) bool { return strings.ContainsRune("\n\r\u2028\u2029", r) }) {
		if strings.Contains(line, "evil") && !strings.HasPrefix(strings.TrimSpace(line), "//") {
			t.Errorf("not in a comment: %q", line)
		}
	}
}

// TestCDKSeveralApps: the code is for one app, whose names of constructs are unique.
func TestCDKSeveralApps(t *testing.T) {
	op := edit.Operation{Op: edit.Set, Path: at("Resources", "X", "Properties", "Text"), Value: value(t, `1`)}
	plan := &fixes.Plan{Fixes: []fixes.Planned{
		planned(t, stackOf(t, "a.json", shapes), "Do it", op), planned(t, stackOf(t, "b.json", shapes), "Do it", op),
	}}
	if err := fixes.WriteCDK(&strings.Builder{}, plan, func(text string) string { return text }); err == nil || !strings.Contains(err.Error(), "one app") {
		t.Errorf("error %v", err)
	}
}

// TestCDKByteOrderMark: a mark at the start of a template, which its positions do not
// count and edits of its bytes do, changes nothing in the code.
func TestCDKByteOrderMark(t *testing.T) {
	code := func(mark string) string {
		op := edit.Operation{Op: edit.Set, Path: at("Resources", "X", "Properties", "Text"), Value: value(t, `1`)}
		plan := &fixes.Plan{Fixes: []fixes.Planned{planned(t, stackOf(t, "a.json", mark+shapes), "Do it", op)}}
		return written(t, plan, func(text string) string { return text })
	}
	if diff := cmp.Diff(code(""), code("\ufeff")); diff != "" {
		t.Errorf("-without +with:\n%s", diff)
	}
}
