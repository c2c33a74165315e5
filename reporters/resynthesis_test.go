package reporters

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// app is a synthesized app and the repository of its code.
type app struct {
	assembly map[string]string // files of the assembly
	code     map[string]string // files of the repository
}

// brokenApp is the app of testdata/apps/fjall-broken with code that has as many
// lines as the assembly tells of.
func brokenApp(t *testing.T) app {
	t.Helper()
	a := app{map[string]string{}, map[string]string{
		"apps/22-fjall-complete/app.js": codeOf("app", 60), "lib/fjall.js": codeOf("fjall", 60),
	}}
	root := os.DirFS("../testdata/apps/fjall-broken")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, name)
		a.assembly[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func codeOf(name string, lines int) string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "  %s.step%d(scope, 'Construct%d', %q);\n", name, i+1, i*i, strings.Repeat(name, i%7))
	}
	return b.String()
}

// each changes the text of all files of the assembly and their names.
func (a app) each(change func(text string) string) app {
	out := app{map[string]string{}, a.code}
	for name, text := range a.assembly {
		out.assembly[change(name)] = change(text)
	}
	return out
}

// resources changes the resources of the template, which come in the order of
// their names then.
func (a app) resources(t *testing.T, change func(resources map[string]any)) app {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(a.assembly["MyApp.template.json"]), &doc); err != nil {
		t.Fatal(err)
	}
	change(doc["Resources"].(map[string]any))
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(doc); err != nil {
		t.Fatal(err)
	}
	out := a.each(func(text string) string { return text })
	out.assembly["MyApp.template.json"] = b.String()
	return out
}

// made are a result's fingerprint and its place.
type made struct{ fingerprint, hash, rule, at string }

// lint gives the results of an app as SARIF has them.
func (a app) lint(t *testing.T, engine *rules.Engine, known []*rules.Rule, locate Locate) []made {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range a.assembly {
		fsys["cdk.out/"+name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	asm, err := template.Load(t.Context(), fsys, []string{"cdk.out"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := engine.Lint(t.Context(), asm, rules.Options{
		Known: known, Today: time.Unix(0, 0), Settings: analyzers.Settings{Files: analyzers.Assets(fsys)},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{
		Version: "1.2.3", Command: "check", Assembly: asm, Rules: known, Findings: result.Findings, RepoRoot: repo, WorkDir: repo,
		Repository: a.repository(nil), Redact: rules.Redactor(result.Facts),
	}
	var list []made
	for _, res := range decode(t, render(t, r, NewSARIF(SARIFOptions{Locate: locate}))).Results {
		p := res.Locations[0].Physical
		list = append(list, made{
			res.Fingerprints["fjallFinding/v1"], res.Fingerprints["primaryLocationLineHash"], res.RuleID,
			fmt.Sprintf("%s:%d", p.Artifact.URI, p.Region.StartLine),
		})
	}
	return list
}

func (a app) repository(maps []PathMap) *Repository {
	return NewRepository(repo, func() []string {
		var names []string
		for name := range a.code {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}, func(name string) ([]byte, error) {
		if text, ok := a.code[name]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("no such file")
	}, maps)
}

// kept counts the fingerprints of before that are there after.
func kept(before, after []made) int {
	n := 0
	for _, b := range before {
		if slices.ContainsFunc(after, func(a made) bool { return a.rule == b.rule && a.fingerprint == b.fingerprint }) {
			n++
		}
	}
	return n
}

var (
	shortHash = regexp.MustCompile(`[0-9A-F]{8}(\b|[0-9a-f]{32}|Arn|Ref)`)
	longHash  = regexp.MustCompile(`[0-9a-f]{32,64}`)
	traceLine = regexp.MustCompile(`app\.js:(\d+)`)
)

// rehash gives all hashes of a synthesis other digits.
func rehash(text string) string {
	text = shortHash.ReplaceAllStringFunc(text, func(s string) string {
		sum := sha256.Sum256([]byte(s[:8]))
		return strings.ToUpper(hex.EncodeToString(sum[:4])) + s[8:]
	})
	return longHash.ReplaceAllStringFunc(text, func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return hex.EncodeToString(sum[:])[:len(s)]
	})
}

// Fingerprints outlive what happens to an app between two runs: of the findings
// that are still there, each keeps its own.
func TestFingerprintsOutliveSynthesis(t *testing.T) {
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	selection, err := rules.Select(known, nil, "strict", nil)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := rules.NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	base := brokenApp(t)
	same := func(text string) string { return text }

	// Without the paths of constructs only logical ids are left.
	pathless := base.resources(t, func(resources map[string]any) {
		for _, r := range resources {
			delete(r.(map[string]any), "Metadata")
		}
	})
	delete(pathless.assembly, "MyApp.metadata.json")
	delete(pathless.assembly, "tree.json")

	moved := base.each(func(text string) string {
		return strings.ReplaceAll(text, "/repo/lib/fjall.js", "/repo/src/constructs/stack.js")
	})
	moved.code = map[string]string{"apps/22-fjall-complete/app.js": base.code["apps/22-fjall-complete/app.js"], "src/constructs/stack.js": base.code["lib/fjall.js"]}

	shifted := base.each(func(text string) string {
		return traceLine.ReplaceAllStringFunc(text, func(s string) string {
			n, _ := strconv.Atoi(s[len("app.js:"):])
			return "app.js:" + strconv.Itoa(n+7)
		})
	})
	shifted.code = map[string]string{"apps/22-fjall-complete/app.js": strings.Repeat("// new\n", 7) + base.code["apps/22-fjall-complete/app.js"], "lib/fjall.js": base.code["lib/fjall.js"]}

	added := base.each(same)
	added.assembly["MyApp.template.json"] = strings.Replace(added.assembly["MyApp.template.json"], `"Resources": {`, `"Resources": {
  "AddedAAAAAAAA": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "added/prod/key", "GenerateSecretString": {}},
   "Metadata": {"aws:cdk:path": "MyApp/Added/Resource"}},`, 1)

	elsewhere := base.each(same)
	elsewhere.code = map[string]string{}
	for name, text := range base.code {
		elsewhere.code[path.Join("packages/infra", name)] = text
	}

	for _, test := range []struct {
		name          string
		before, after app
		// results of before; how many keep their fingerprint
		results, kept int
		more          int // results that are new
		// how many keep the line's hash, shown at the code and at the template: what
		// there would be without a fingerprint
		code, template int
	}{
		{"nothing changes", base, base, 16, 16, 0, 7, 11},
		{"a resource is added above", base, added, 16, 16, 4, 7, 11},
		{"all hashes change", base, base.each(rehash), 16, 16, 0, 7, 1},
		{"all hashes change, no construct paths", pathless, pathless.each(rehash), 18, 18, 0, 1, 1},
		{"resources are in another order", base, base.resources(t, func(map[string]any) {}), 16, 16, 0, 7, 0},
		{"a statement is added before each policy's", base, base.resources(t, prependStatements), 16, 16, 0, 7, 0},
		{"a variable is added before each, and values change", base, base.resources(t, otherVariables), 16, 16, 0, 7, 0},
		{"a source file moves", base, moved, 16, 16, 0, 7, 11},
		{"the app moves in the repository", base, elsewhere, 16, 16, 0, 7, 11},
		{"lines shift", base, shifted, 16, 16, 0, 7, 11},
		// The four of the construct itself are of another place.
		{"a construct is renamed", base, base.each(func(text string) string { return strings.ReplaceAll(text, "SharedKey", "DataKey") }), 16, 12, 0, 7, 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, locate := range []Locate{LocateSource, LocateTemplate} {
				before := test.before.lint(t, engine, known, locate)
				after := test.after.lint(t, engine, known, locate)
				hashes := 0
				for _, b := range before {
					if b.hash != "" && slices.ContainsFunc(after, func(a made) bool { return a.rule == b.rule && a.hash == b.hash }) {
						hashes++
					}
				}
				wantHashes := test.code
				if locate == LocateTemplate {
					wantHashes = test.template
				}
				if len(before) != test.results || kept(before, after) != test.kept || len(after) != len(before)+test.more || hashes != wantHashes {
					t.Errorf("%s: %d results of which %d keep their fingerprint and %d the line's hash, then %d; want %d, %d, %d, %d", locate,
						len(before), kept(before, after), hashes, len(after), test.results, test.kept, wantHashes, test.results+test.more)
					for _, b := range before {
						if kept([]made{b}, after) == 0 {
							t.Logf("lost %s at %s", b.rule, b.at)
						}
					}
				}
			}
		})
	}
}

func prependStatements(resources map[string]any) {
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, value := range v {
				if list, ok := value.([]any); ok && key == "Statement" {
					v[key] = append([]any{map[string]any{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}}, list...)
				}
				walk(v[key])
			}
		case []any:
			for _, item := range v {
				walk(item)
			}
		}
	}
	for _, r := range resources {
		if kind := r.(map[string]any)["Type"]; kind == "AWS::IAM::Policy" {
			walk(r)
		}
	}
}

// otherVariables puts a variable before those of each container and turns the
// values of the others round.
func otherVariables(resources map[string]any) {
	for _, r := range resources {
		properties, _ := r.(map[string]any)["Properties"].(map[string]any)
		containers, _ := properties["ContainerDefinitions"].([]any)
		for _, c := range containers {
			variables, _ := c.(map[string]any)["Environment"].([]any)
			for _, v := range variables {
				if value, ok := v.(map[string]any)["Value"].(string); ok {
					text := []byte(value)
					slices.Reverse(text[len(text)/2:])
					v.(map[string]any)["Value"] = string(text)
				}
			}
			c.(map[string]any)["Environment"] = append([]any{map[string]any{"Name": "FIRST", "Value": "1"}}, variables...)
		}
	}
}
