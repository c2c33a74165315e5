package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A folder that is too large to be loaded as a whole gives the same report, in every
// format, as what the report is of when it is: the cases of all rules.
func TestLargeInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("lints hundreds of templates twice")
	}
	dir := t.TempDir()
	var cases []string
	for _, pattern := range []string{"../../testdata/rules/*/*/*.*", "../../rules/examples/*/*/*.yaml"} {
		files, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, files...)
	}
	if len(cases) < 300 {
		t.Fatal(len(cases)) // more than a part
	}
	for i, file := range cases {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d-%s", i, filepath.Base(file))), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	usage := filepath.Join(t.TempDir(), "usage.yaml")
	if err := os.WriteFile(usage, []byte("version: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"check", "-f", "json"}, {"check", "-f", "sarif"}, {"report"}, {"access"}, {"cost", "-f", "json"},
	} {
		var reports [2]string
		for i, more := range [][]string{{}, {"--usage", usage}} { // a usage file is bound to the input as a whole
			if args[0] == "access" && i == 1 {
				reports[1] = reports[0]
				continue
			}
			var out, stderr bytes.Buffer
			run(context.Background(), append(append(append([]string{}, args...), more...), "--no-config", dir), nil, &out, &stderr)
			reports[i] = out.String() + stderr.String()
		}
		if diff := cmp.Diff(reports[1], reports[0]); diff != "" {
			t.Errorf("%v: -whole +parts\n%.3000s", args, diff)
		}
		if len(reports[0]) < 1000 {
			t.Errorf("%v: %s", args, reports[0])
		}
	}
}
