package fixes_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

var update = fixes.Update

// linter lints paths with some rules, all without any.
func linter(t testing.TB, paths []string, only ...string) fixes.Linter {
	t.Helper()
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	selection, err := rules.Select(known, nil, "", only)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := rules.NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context, fsys fs.FS) (*template.Assembly, *rules.Result, error) {
		asm, err := template.Load(ctx, fsys, paths, template.Options{})
		if err != nil {
			return nil, nil, err
		}
		result, err := engine.Lint(ctx, asm, rules.Options{
			Known: known, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Settings: analyzers.Settings{Files: analyzers.Assets(fsys)},
		})
		return asm, result, err
	}
}

func all(*rules.Finding) bool { return true }

// label names a finding in the same way before and after a fix: places move, and so
// do counts within a resource.
func label(f *rules.Finding) string {
	name := f.LogicalID
	if f.Stack != nil {
		name = f.Stack.Key + "#" + name
	}
	return f.Rule.ID + " " + name
}

// fixed makes fixes on the files of a path and checks what holds for all: the
// findings are gone, no other one appears, and to do it again changes nothing. It gives
// the outcome.
func fixed(t *testing.T, fsys fs.FS, paths []string, selected fixes.Selection, only ...string) *fixes.Outcome {
	t.Helper()
	lint := linter(t, paths, only...)
	o, err := fixes.Run(t.Context(), fsys, lint, selected)
	if err != nil {
		t.Fatal(err)
	}
	over := &fixes.Overlay{FS: fsys, Files: map[string][]byte{}}
	for _, f := range o.Files {
		over.Files[f.Name] = f.After
		if bytes.Equal(f.Before, f.After) {
			t.Errorf("%s is changed to what it was", f.Name)
		}
		parsed(t, f)
	}
	every := linter(t, paths)
	_, before, err := every(t.Context(), fsys)
	if err != nil {
		t.Fatal(err)
	}
	_, after, err := every(t.Context(), over)
	if err != nil {
		t.Fatal(err)
	}
	count := func(list []*rules.Finding) map[string]int {
		n := map[string]int{}
		for _, f := range list {
			if f.Suppressed == nil {
				n[label(f)]++
			}
		}
		return n
	}
	was, is := count(before.Findings), count(after.Findings)
	for _, f := range o.Fixed {
		if f.Rule.ID != "FJ003" && is[label(f)] >= was[label(f)] && was[label(f)] > 0 {
			t.Errorf("%s is fixed and still there: %s", label(f), f.Message)
		}
	}
	for _, f := range after.Findings {
		if is[label(f)] > was[label(f)] && !expected(f) {
			t.Errorf("%s appears: %s", label(f), f.Message)
		}
	}
	again, err := fixes.Run(t.Context(), over, lint, selected)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range again.Files {
		t.Errorf("the second time %s changes:\n%s", f.Name, f.Diff(f.Name))
	}
	return o
}

// parsed checks that goformation reads a file that it read before, with the same types
// of what was there.
func parsed(t *testing.T, f fixes.File) {
	t.Helper()
	before, err := fixes.Goformation(f.Before)
	if err != nil {
		return
	}
	after, err := fixes.Goformation(f.After)
	if err != nil && strings.Contains(err.Error(), `unknown field "ManageMasterUserPassword"`) {
		return // its struct of AWS::DocDB::DBCluster is older than the property
	}
	if err != nil {
		t.Errorf("goformation read %s before, and does no longer: %v", f.Name, err)
		return
	}
	for id, r := range before.Resources {
		if now := after.Resources[id]; now != nil && now.AWSCloudFormationType() != r.AWSCloudFormationType() {
			t.Errorf("%s: goformation reads %s as %s, before as %s", f.Name, id, now.AWSCloudFormationType(), r.AWSCloudFormationType())
		}
	}
}

// expected are the findings on what a fix adds that are not for it to end: a secret
// that is generated is not rotated before somebody writes the function for it.
func expected(f *rules.Finding) bool {
	return f.Severity == rules.Info || f.Rule.ID == "FJ401" && f.Severity == rules.Low
}

// TestCases makes the fixes of every bad case, each with its rule alone, and compares
// the files with golden ones.
func TestCases(t *testing.T) {
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS("..")
	cases, err := rules.Cases(fsys, "testdata/rules", known)
	if err != nil {
		t.Fatal(err)
	}
	withFix := map[string]bool{}
	for _, c := range cases {
		if !c.Bad || c.Rule.ID == "FJ708" {
			continue
		}
		t.Run(strings.TrimPrefix(c.File, "testdata/rules/"), func(t *testing.T) {
			o := fixed(t, fsys, []string{c.File}, all, c.Rule.ID)
			if len(o.Fixed) > 0 {
				withFix[c.Rule.ID] = true
			}
			for _, l := range o.Left {
				t.Logf("left: %s: %s", label(l.Finding), l.Why)
			}
			golden(t, filepath.Join("..", filepath.FromSlash(c.File)), fsys, c.File, o)
		})
	}
	for _, id := range []string{
		"FJ101", "FJ102", "FJ105", "FJ106", "FJ107", "FJ109", "FJ110", "FJ201", "FJ202", "FJ203", "FJ204", "FJ205", "FJ207", "FJ208", "FJ211",
		"FJ301", "FJ302", "FJ303", "FJ304", "FJ305", "FJ307", "FJ401", "FJ402", "FJ404", "FJ405", "FJ406", "FJ407", "FJ408", "FJ501", "FJ502",
		"FJ505", "FJ601", "FJ602", "FJ605", "FJ701", "FJ702", "FJ703",
	} {
		if !withFix[id] {
			t.Errorf("no case of %s has a fix", id)
		}
	}
}

// golden compares what a case is fixed to: beside a template stands one with .fixed
// behind its name, beside a folder a text with all files that change.
func golden(t *testing.T, file string, fsys fs.FS, name string, o *fixes.Outcome) {
	t.Helper()
	var got []byte
	info, err := fs.Stat(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case len(o.Files) == 0:
	case !info.IsDir():
		got = o.Files[0].After
	default:
		var b bytes.Buffer
		for _, f := range o.Files {
			fmt.Fprintf(&b, "-- %s --\n%s", strings.TrimPrefix(f.Name, name+"/"), f.After)
		}
		got = b.Bytes()
	}
	file += ".fixed"
	if *update {
		if got == nil {
			_ = os.Remove(file)
			return
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// apps are the bundled apps, and the labelled ones where they are there.
func apps(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"../testdata/apps/*", "../../shared/corpus/cdk/apps/*/*/cdk.out"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	if len(paths) < 10 {
		t.Log("the labelled apps are not there: only the bundled ones are fixed")
	}
	return paths
}

// TestApps makes all fixes of the bundled apps, and of the labelled ones where they
// are there.
func TestApps(t *testing.T) {
	for _, p := range apps(t) {
		t.Run(strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(p), "../"), "../shared/corpus/cdk/apps/"), func(t *testing.T) {
			dir, name := filepath.Split(p)
			o := fixed(t, os.DirFS(filepath.Clean(dir)), []string{name}, all)
			t.Logf("%d fixed in %d rounds, %d left", len(o.Fixed), o.Rounds, len(o.Left))
			for _, l := range o.Left {
				t.Logf("left: %s: %s", label(l.Finding), l.Why)
			}
			fixed(t, os.DirFS(filepath.Clean(dir)), []string{name}, func(f *rules.Finding) bool { return f.Fix.Kind == rules.SafeFix })
		})
	}
}

// TestAppsTogether fixes apps with the same names of stacks at once: each one gets its
// own fixes.
func TestAppsTogether(t *testing.T) {
	fsys := os.DirFS("../testdata/apps")
	apps := []string{"fjall-broken", "fjall-good", "traps"}
	lint := func(paths ...string) map[string]string {
		o, err := fixes.Run(t.Context(), fsys, linter(t, paths), all)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, f := range o.Files {
			files[f.Name] = string(f.After)
		}
		return files
	}
	want := map[string]string{}
	for _, app := range apps {
		maps.Copy(want, lint(app))
	}
	if len(want) != len(apps) {
		t.Errorf("%d of %d apps have something to fix", len(want), len(apps))
	}
	if diff := cmp.Diff(want, lint(apps...)); diff != "" {
		t.Errorf("-alone +together:\n%s", diff)
	}
}

// TestRemoved has one fix remove what another one would refer to.
func TestRemoved(t *testing.T) {
	fsys := fstest.MapFS{"t.yaml": {Data: []byte(`Resources:
  Settings:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: shop/prod/settings
      Description: Settings of the shop
      SecretString: '{"host":"shop.example.com","region":"eu-west-1","level":"debug"}'
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
  Shop:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Role: !GetAtt Role.Arn
      Code: {S3Bucket: code, S3Key: shop.zip}
      Environment: {Variables: {SECRET_ARN: !Ref Settings}}
`)}}
	o := fixed(t, fsys, []string{"t.yaml"}, all)
	made := map[string]bool{}
	for _, f := range o.Fixed {
		made[f.Rule.ID] = true
	}
	if !made["FJ201"] {
		t.Errorf("the missing grant is not fixed: %v", made)
	}
}

// publicRoot is the folder of templates by other people.
const publicRoot = "../../shared/corpus/public"

// public are the templates by other people that have something to fix, none where the
// folder is not there.
func public(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(publicRoot); err != nil {
		return nil
	}
	_, result, err := linter(t, []string{"."})(t.Context(), os.DirFS(publicRoot))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	for _, f := range result.Findings {
		if f.Fix != nil && f.Suppressed == nil {
			files[f.Range.File] = true
		}
	}
	if len(files) < 50 {
		t.Errorf("only %d templates have something to fix", len(files))
	}
	return slices.Sorted(maps.Keys(files))
}

// TestPublicTemplates makes all fixes of templates by other people, where they are
// there.
func TestPublicTemplates(t *testing.T) {
	names := public(t)
	if names == nil {
		t.Skip("the corpus of public templates is not there")
	}
	if testing.Short() {
		names = names[:20]
	}
	fsys := os.DirFS(publicRoot)
	made, left := map[string]int{}, map[string]int{}
	for _, name := range names {
		t.Run(path.Base(name), func(t *testing.T) {
			o := fixed(t, fsys, []string{name}, all)
			for _, f := range o.Fixed {
				made[f.Rule.ID]++
			}
			for _, l := range o.Left {
				left[l.Finding.Rule.ID+": "+l.Why]++
			}
		})
	}
	t.Logf("%d templates, fixed: %v", len(names), made)
	for _, why := range slices.Sorted(maps.Keys(left)) {
		t.Logf("left %d: %s", left[why], why)
	}
}
