package rules

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

func builtin(t *testing.T) []*Rule {
	t.Helper()
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func TestReadConfig(t *testing.T) {
	text, err := os.ReadFile("testdata/config/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadConfig("full.yaml", text, builtin(t))
	if err != nil {
		t.Fatal(err)
	}
	none := map[string]any{}
	want := &Config{
		File: "full.yaml", Profile: "strict", FailOn: ptr(High),
		Rules: map[string]RuleConfig{
			"FJ001": {Enabled: ptr(false), Params: none},
			"FJ002": {Enabled: ptr(true), Severity: Medium, Params: none},
			"FJ003": {Enabled: ptr(true), Params: none},
			"FJ401": {Enabled: ptr(false), Params: none},
			"FJ402": {Enabled: ptr(true), Severity: High, Params: map[string]any{
				"max_days": 30, "by_name": map[string]any{"*/prod/*": 7}, "by_tag": map[string]any{"tier=critical": 1},
			}},
			"FJ501": {Enabled: ptr(true), Severity: Info, Params: none},
		},
		RuleDirs:   []string{"rules", "../shared/rules"},
		Parameters: map[string]string{"Stage": "prod", "Count": "3", "Code": "0012", "Enabled": "true", "Empty": ""},
		Ignore: []Ignore{
			{
				Rule: "FJ401", Path: "App/Legacy/**", Reason: "replaced by the end of the year",
				Until: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), Line: 33, Column: 5,
			},
			{Rule: "FJ501", Reason: "names are older than the convention", Line: 37, Column: 5},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestReadConfigEmpty(t *testing.T) {
	for _, text := range []string{"", " \n", "# nothing\n"} {
		cfg, err := ReadConfig("c.yaml", []byte(text), builtin(t))
		if err != nil || cfg.File != "c.yaml" || cfg.FailOn != nil || len(cfg.Rules) > 0 {
			t.Errorf("%q: %+v, %v", text, cfg, err)
		}
	}
}

// mistake is a configuration that must be refused. Where lenient is set, only
// the reader can know, and the schema accepts it.
type mistake struct {
	name, text string
	want       string // a line for each, without the file's name
	lenient    bool
}

var mistakes = []mistake{
	{name: "unknown key", text: "profil: strict\n", want: `1:1: key "profil" is not known in the configuration: did you mean "profile"?`},
	{name: "unknown key without a near one", text: "# c\nsomething: 1\n", want: `2:1: key "something" is not known in the configuration`},
	{name: "key twice", text: "profile: strict\nprofile: strict\n", want: `2:1: key "profile" stands twice in the configuration, first on line 1`, lenient: true},
	{name: "a list", text: "- profile\n", want: `1:1: the configuration must be a map, not a list`},
	{name: "a text", text: "strict\n", want: `1:1: the configuration must be a map, not a single value`},
	{name: "version", text: "version: 2\n", want: `1:10: version "2" is not known: write 1`},
	{name: "version map", text: "version: {}\n", want: `1:10: version must be text, not a map`},
	{name: "profile", text: "profile: strikt\n", want: `1:10: profile "strikt" is none of default, strict, minimal: did you mean "strict"?`},
	{name: "profile list", text: "profile: [strict]\n", want: `1:10: profile must be text, not a list`},
	{name: "profile nothing", text: "profile:\n", want: `1:9: profile must be text, not nothing`},
	{name: "fail-on", text: "fail-on: hihg\n", want: `1:10: severity "hihg" is none of critical, high, medium, low, info and none`},
	{name: "fail-on list", text: "fail-on: [high]\n", want: `1:10: fail-on must be text, not a list`},
	{name: "rules list", text: "rules: [FJ001]\n", want: `1:8: rules must be a map, not a list`},
	{name: "unknown rule", text: "rules:\n  FJ4O1: off\n", want: `2:3: rule "FJ4O1" is not known: did you mean "FJ401"?`, lenient: true},
	{name: "unknown rule name", text: "rules:\n  rotation/abesnt: off\n", want: `2:3: rule "rotation/abesnt" is not known: did you mean "rotation/absent"?`, lenient: true},
	{name: "rule by id and name", text: "rules:\n  FJ401: off\n  rotation/absent: on\n", want: `3:3: rule FJ401 stands twice, by id and by name: keep one`, lenient: true},
	{name: "rule twice", text: "rules:\n  FJ401: off\n  FJ401: on\n", want: `3:3: key "FJ401" stands twice in rules, first on line 2`, lenient: true},
	{name: "rule word", text: "rules:\n  FJ401: sometimes\n", want: `2:10: rule FJ401 is "sometimes": write on, off, a severity or a map`},
	{name: "rule list", text: "rules:\n  FJ401: [off]\n", want: `2:10: rule FJ401 is a list: write on, off, a severity or a map`},
	{name: "rule severity", text: "rules:\n  FJ401: {severity: hihg}\n", want: `2:21: severity "hihg" is none of critical, high, medium, low and info`},
	{name: "rule severity list", text: "rules:\n  FJ401: {severity: [high]}\n", want: `2:21: severity of rule FJ401 must be text, not a list`},
	{name: "rule enabled", text: "rules:\n  FJ401: {enabled: perhaps}\n", want: `2:20: enabled of rule FJ401 must be true or false`},
	{name: "unknown parameter", text: "rules:\n  FJ402: {max_dais: 3}\n", want: `2:11: key "max_dais" is not known in rule FJ402: did you mean "max_days"?`, lenient: true},
	{name: "parameter of another shape", text: "rules:\n  FJ402:\n    max_days: many\n    by_name: [a]\n", want: "3:15: max_days of rule FJ402 must be a number\n4:14: by_name of rule FJ402 must be a map", lenient: true},
	{name: "rule-dirs text", text: "rule-dirs: rules\n", want: `1:12: rule-dirs must be a list, not a single value`},
	{name: "rule-dirs map", text: "rule-dirs: [{a: b}]\n", want: `1:13: a folder of rules must be text, not a map`},
	{name: "parameters list", text: "parameters: [Stage]\n", want: `1:13: parameters must be a map, not a list`},
	{name: "parameter list", text: "parameters:\n  Subnets: [a, b]\n", want: `2:12: the value of parameter "Subnets" must be text, not a list`},
	{name: "parameter nothing", text: "parameters:\n  Stage:\n", want: `2:9: the value of parameter "Stage" must be text, not nothing`},
	{name: "parameter twice", text: "parameters:\n  Stage: a\n  Stage: b\n", want: `3:3: key "Stage" stands twice in parameters, first on line 2`, lenient: true},
	{name: "parameter key", text: "parameters:\n  ? [a]\n  : b\n", want: `2:5: a key of parameters must be text, not a list`, lenient: true},
	{name: "ignore map", text: "ignore: {rule: FJ401}\n", want: `1:9: ignore must be a list, not a map`},
	{name: "ignore text", text: "ignore: [FJ401]\n", want: `1:10: an ignore entry must be a map, not a single value`},
	{name: "ignore without rule", text: "ignore:\n  - {reason: r}\n", want: `2:5: an ignore entry needs a rule`},
	{name: "ignore rule nothing", text: "ignore:\n  - {rule: , reason: r}\n", want: `2:12: rule must be text, not nothing`},
	{name: "ignore unknown rule", text: "ignore:\n  - {rule: FJ40l, reason: r}\n", want: `2:12: rule "FJ40l" is not known: did you mean "FJ401"?`, lenient: true},
	{name: "ignore unknown key", text: "ignore:\n  - {rule: FJ401, reason: r, pth: x}\n", want: `2:30: key "pth" is not known in an ignore entry: did you mean "path"?`},
	{name: "ignore glob", text: "ignore:\n  - {rule: FJ401, reason: r, path: \"a[b\"}\n", want: `2:36: path "a[b" is no valid glob: close its brackets and braces, or put \ before them`, lenient: true},
	{name: "ignore path list", text: "ignore:\n  - {rule: FJ401, reason: r, path: [a]}\n", want: `2:36: path must be text, not a list`},
	{name: "ignore reason", text: "ignore:\n  - {rule: FJ401, reason: {a: b}}\n", want: `2:27: reason must be text, not a map`},
	{name: "ignore until", text: "ignore:\n  - {rule: FJ401, reason: r, until: tomorrow}\n", want: `2:37: until is "tomorrow": write a day as 2027-01-31`},
	{name: "ignore until no day", text: "ignore:\n  - {rule: FJ401, reason: r, until: 2027-02-31}\n", want: `2:37: until is "2027-02-31": write a day as 2027-01-31`},
	{name: "everything is told", text: "a: 1\nb: 2\nprofile: x\n", want: "1:1: key \"a\" is not known in the configuration\n2:1: key \"b\" is not known in the configuration\n3:10: profile \"x\" is none of default, strict, minimal"},
	{name: "an alias is followed", text: "parameters: &p {Stage: [a]}\nrules: *p\n", want: "1:24: the value of parameter \"Stage\" must be text, not a list\n1:17: rule \"Stage\" is not known"},
	{name: "syntax", text: "profile: \"strict\n", want: `1:10: not valid YAML: the quoted text that starts here is never closed (add the closing quote)`, lenient: true},
	{name: "syntax with a value", text: "parameters:\n  Password: *hunter2-example\n", want: `2:13: not valid YAML: the alias has no anchor before it (put quotes around the value if it is text that starts with an asterisk)`, lenient: true},
}

func TestReadConfigMistakes(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			_, err := ReadConfig("c.yaml", []byte(m.text), builtin(t))
			if err == nil {
				t.Fatal("accepted")
			}
			got := strings.ReplaceAll(err.Error(), "c.yaml:", "")
			if got != m.want {
				t.Errorf("got\n%s\nwant\n%s", got, m.want)
			}
			var place *yamldoc.Error
			if !errors.As(err, &place) || place.File != "c.yaml" || place.Line == 0 || place.Column == 0 {
				t.Errorf("no place: %#v", err)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("the message shows a value")
			}
		})
	}
}

func TestParseFailOn(t *testing.T) {
	for name, want := range map[string]Severity{"none": 0, "None": 0, "info": Info, "HIGH": High, "critical": Critical} {
		if got, err := ParseFailOn(name); err != nil || got != want {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
	if _, err := ParseFailOn(""); err == nil {
		t.Error("the empty severity is accepted")
	}
}

// FuzzReadConfig: no text ends the program, and a mistake always has a place.
func FuzzReadConfig(f *testing.F) {
	for _, m := range mistakes {
		f.Add(m.text)
	}
	text, err := os.ReadFile("testdata/config/full.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	known, err := Builtin()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cfg, err := ReadConfig("c.yaml", []byte(text), known)
		if err != nil {
			var place *yamldoc.Error
			if !errors.As(err, &place) || place.Line < 1 || place.Column < 1 {
				t.Errorf("no place: %v", err)
			}
			return
		}
		if _, err := Select(known, cfg, "", nil); err != nil {
			t.Errorf("what is accepted cannot be used: %v", err)
		}
	})
}

func configSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc := readSchema(t)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("config.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readSchema(t *testing.T) any {
	t.Helper()
	f, err := os.Open("schema/config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// yamlDocument reads YAML as editors do, in which a day is text.
func yamlDocument(text []byte) (any, error) {
	var doc any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	var plain func(v any) any
	plain = func(v any) any {
		switch v := v.(type) {
		case time.Time:
			return v.Format(time.DateOnly)
		case map[string]any:
			for k, e := range v {
				v[k] = plain(e)
			}
		case []any:
			for i, e := range v {
				v[i] = plain(e)
			}
		}
		return v
	}
	return plain(doc), nil
}

func TestConfigSchema(t *testing.T) {
	s := configSchema(t)
	text, err := os.ReadFile("testdata/config/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := yamlDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("a good configuration is refused: %v", err)
	}
	for _, m := range mistakes {
		if m.lenient {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			doc, err := yamlDocument([]byte(m.text))
			if err != nil {
				t.Fatal(err)
			}
			if s.Validate(doc) == nil {
				t.Errorf("the schema accepts\n%s", m.text)
			}
		})
	}
}

// TestConfigSchemaKeys compares the keys of the schema with those that the
// source of the reader names.
func TestConfigSchemaKeys(t *testing.T) {
	root, _ := readSchema(t).(map[string]any)
	definitions, _ := root["$defs"].(map[string]any)
	rule := definitions["rule"].(map[string]any)["anyOf"].([]any)[2]
	for function, schema := range map[string]any{"ReadConfig": root, "readIgnores": definitions["ignore"], "readRule": rule} {
		properties, _ := schema.(map[string]any)["properties"].(map[string]any)
		var inSchema []string
		for name, p := range properties {
			inSchema = append(inSchema, name)
			if description, _ := p.(map[string]any)["description"].(string); len(description) < 10 {
				t.Errorf("%s: %q lacks a description", function, name)
			}
		}
		slices.Sort(inSchema)
		if diff := cmp.Diff(readerKeys(t, function), inSchema); diff != "" {
			t.Errorf("%s: -reader +schema\n%s", function, diff)
		}
	}
}

// readerKeys are the keys of the maps to functions in a function of config.go.
func readerKeys(t *testing.T, function string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "config.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name != function {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if m, ok := literal.Type.(*ast.MapType); ok {
				if _, ok := m.Value.(*ast.FuncType); ok {
					for _, e := range literal.Elts {
						key, err := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
						if err != nil {
							t.Fatal(err)
						}
						keys = append(keys, key)
					}
				}
			}
			return true
		})
	}
	slices.Sort(keys)
	return keys
}
