package python

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden tells all that is seen in the handlers of testdata.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.py")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := describe(Read(text), string(text))
			golden := strings.TrimSuffix(path, ".py") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

var truths = map[template.Truth]string{template.True: "yes", template.False: "no", template.Unknown: "unknown"}

// describe writes what is seen as text.
func describe(f *source.File, text string) string {
	var b strings.Builder
	if f.Opaque != "" {
		fmt.Fprintf(&b, "opaque: %s\n", f.Opaque)
	}
	line := func(at int) int { return 1 + strings.Count(text[:at], "\n") }
	for i, fn := range f.Functions {
		fmt.Fprintf(&b, "%d %q in %d, line %d, keeps %s\n", i, fn.Name, fn.Parent, line(fn.Start), truths[fn.Keeps])
		for _, c := range fn.Calls {
			fmt.Fprintf(&b, "\tcalls %s\n", describeCall(f, c))
		}
		for _, u := range fn.Uses {
			fmt.Fprintf(&b, "\t%s %s (%s), line %d, kept %s\n", u.API, describeID(u.ID), u.Client, line(u.Start), truths[u.Kept])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Imports)) {
		fmt.Fprintf(&b, "import %s = %s %s\n", name, f.Imports[name].Module, f.Imports[name].Name)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Exports)) {
		fmt.Fprintf(&b, "export %s = %v\n", name, f.Exports[name])
	}
	return b.String()
}

func describeCall(f *source.File, c source.Call) string {
	var b strings.Builder
	if c.Target < 0 {
		fmt.Fprintf(&b, "%s:%s", c.Import.Module, c.Import.Name)
	} else {
		fmt.Fprintf(&b, "%d %s", c.Target, f.Functions[c.Target].Name)
	}
	b.WriteString("(")
	for i, n := range slices.Sorted(maps.Keys(c.Args)) {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%d: %s", n, describeID(c.Args[n]))
	}
	fmt.Fprintf(&b, ") kept %s", truths[c.Kept])
	return b.String()
}

func describeID(id source.ID) string {
	return []string{"?", "env ", "literal ", "pattern ", "parameter "}[id.Kind] + id.Text
}

// TestPlaces holds functions and uses to their text.
func TestPlaces(t *testing.T) {
	text := "import boto3\n@a\ndef f():\n  return boto3.client('secretsmanager').get_secret_value(SecretId='a')  # x\n\n\n# y\ng = lambda: 1\n"
	f := Read([]byte(text))
	var got []string
	for _, fn := range f.Functions[1:] {
		got = append(got, text[fn.Start:fn.End])
		for _, u := range fn.Uses {
			got = append(got, text[u.Start:u.End])
		}
	}
	want := []string{
		"@a\ndef f():\n  return boto3.client('secretsmanager').get_secret_value(SecretId='a')",
		"boto3.client('secretsmanager').get_secret_value(SecretId='a')",
		"lambda: 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
