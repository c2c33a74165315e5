package reporters

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// sarifReports are reports that together use all of the format.
func sarifReports(t *testing.T) map[string][]byte {
	many := testReport(t)
	app := stackNamed(t, many.Assembly, "AppStack")
	for i := range 12 {
		f := at(t, &rules.Finding{Rule: testRules()["FJ203"], Message: fmt.Sprintf("Function Number%d can't read {{resolve:x}} or [it](no).", i)},
			app, "Resources", "Handler886CB40B")
		f.Source = &template.SourcePos{File: repo + "lib/handler-stack.ts", Line: 40, Column: 21}
		f.LogicalID = fmt.Sprintf("Number%d", i)
		many.Findings = append(many.Findings, f)
	}
	many.Findings = rules.Sort(many.Findings)
	noNotes := testReport(t)
	noNotes.Notes = nil
	return map[string][]byte{
		"report.sarif":     render(t, testReport(t), NewSARIF(SARIFOptions{})),
		"template.sarif":   render(t, testReport(t), NewSARIF(SARIFOptions{Locate: LocateTemplate})),
		"suppressed.sarif": render(t, noNotes, NewSARIF(SARIFOptions{Category: "secrets", IncludeSuppressed: true})),
		"grouped.sarif":    render(t, many, NewSARIF(SARIFOptions{})),
		"capped.sarif":     render(t, testReport(t), sarifReporter{limits: sarifLimits{2, maxPlaces, maxSteps}}),
		"nothing.sarif":    render(t, &Report{Version: "0.0.0-dev", Command: "check", Rules: sorted(testRules())}, NewSARIF(SARIFOptions{})),
	}
}

func TestSARIF(t *testing.T) {
	s := schema(t, "testdata/sarif-2.1.0.schema.json")
	for name, got := range sarifReports(t) {
		t.Run(name, func(t *testing.T) {
			golden(t, name, got)
			validate(t, s, got)
			checkSARIF(t, got)
		})
	}
}

// checkSARIF checks what code scanning refuses or ignores and the schema lets
// pass.
func checkSARIF(t *testing.T, doc []byte) {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(doc, &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 {
		t.Fatalf("%d runs, want 1", len(log.Runs))
	}
	run := log.Runs[0]
	if run.Results == nil {
		t.Error("results is no array")
	}
	if !slices.IsSortedFunc(run.Tool.Driver.Rules, func(a, b sarifDescriptor) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("rules are not in order")
	}
	seen := map[string]bool{}
	for _, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("rule index %d is %s, want %s", r.RuleIndex, got, r.RuleID)
		}
		p := r.Locations[0].Physical
		key := fmt.Sprint(r.RuleID, p.Artifact.URI, p.Region.StartLine, r.Suppressions)
		if seen[key] {
			t.Errorf("two results for %s", key)
		}
		seen[key] = true
		for _, l := range append(r.Related, r.Locations...) {
			uri, reg := l.Physical.Artifact.URI, l.Physical.Region
			if uri == "" || strings.HasPrefix(uri, "/") || strings.HasPrefix(uri, ".") || strings.Contains(uri, "://") {
				t.Errorf("location %q is not relative to the repository", uri)
			}
			if reg.StartLine < 1 || reg.EndLine > reg.StartLine {
				t.Errorf("region %+v is not one line", reg)
			}
		}
		for _, f := range r.Fixes {
			for _, c := range f.Changes {
				if uri := c.Artifact.URI; uri == "" || strings.HasPrefix(uri, "/") || strings.HasPrefix(uri, ".") {
					t.Errorf("fixed file %q is not relative to the repository", uri)
				}
				for _, rep := range c.Replacements {
					d := rep.Deleted
					if d.EndLine < d.StartLine || d.EndLine == d.StartLine && d.EndColumn < d.StartColumn || d.StartLine < 1 || d.StartColumn < 1 {
						t.Errorf("the deleted region %+v ends before it starts", d)
					}
				}
			}
		}
		for i, l := range r.Related {
			if l.ID != i+1 {
				t.Errorf("related location %d has id %d", i, l.ID)
			}
		}
	}
}

func decode(t *testing.T, doc []byte) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(doc, &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}

func TestSARIFSuppressed(t *testing.T) {
	without := decode(t, render(t, testReport(t), NewSARIF(SARIFOptions{})))
	with := decode(t, render(t, testReport(t), NewSARIF(SARIFOptions{IncludeSuppressed: true})))
	if len(with.Results) != len(without.Results)+1 {
		t.Errorf("%d results with the suppressed ones, %d without", len(with.Results), len(without.Results))
	}
	n := 0
	for _, r := range with.Results {
		if r.Suppressions == nil {
			t.Fatal("a result lacks suppressions where others have them")
		}
		n += len(*r.Suppressions)
	}
	if n != 1 {
		t.Errorf("%d suppressions, want 1", n)
	}
}

// What is deleted may have several lines; an insertion deletes nothing. The same fix of
// two findings of a result is written once.
func TestSARIFFixes(t *testing.T) {
	asm := loadAssembly(t, map[string]string{"t.json": "\ufeff{\"Resources\": {\"😀\": {\n\"Type\": \"AWS::SNS::Topic\"}}}"}, "t.json")
	s := asm.Stacks[0]
	one := at(t, &rules.Finding{Rule: testRules()["FJ505"], Message: "One.", Fix: &rules.Fix{Title: "Do it", Kind: rules.SafeFix}}, s, "Resources", "😀")
	two := at(t, &rules.Finding{Rule: testRules()["FJ505"], Message: "Two.", Fix: one.Fix}, s, "Resources", "😀")
	text := string(s.Source.Data)
	value, brace := strings.Index(text, "{\n"), strings.Index(text, "}}}")
	replacements := []Replacement{
		{Source: s.Source, Start: value, End: brace + 1, Text: "null"},
		{Source: s.Source, Start: value, End: value, Text: "x"},
		{Source: s.Source, Start: brace, End: brace + 1},
	}
	r := &Report{Assembly: asm, Findings: []*rules.Finding{one, two}, Replacements: map[*rules.Finding][]Replacement{one: replacements, two: replacements}}
	got := decode(t, render(t, r, NewSARIF(SARIFOptions{}))).Results[0].Fixes
	want := []sarifFix{{
		sarifText{Text: "Do it."},
		[]sarifChange{{sarifArtifact{"t.json", sourceRoot}, []sarifReplacement{
			{sarifRegion{1, 22, 2, 27}, &sarifText{Text: "null"}},
			{sarifRegion{1, 22, 1, 22}, &sarifText{Text: "x"}},
			{sarifRegion{2, 26, 2, 27}, nil},
		}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Columns are UTF-16 units: an emoji is two, an ideograph one.
func TestSARIFColumns(t *testing.T) {
	asm := loadAssembly(t, map[string]string{"t.json": "\ufeff{\"Resources\": {\"😀日本\": {\"Type\": \"AWS::SNS::Topic\"}}}"}, "t.json")
	s := asm.Stacks[0]
	f := at(t, &rules.Finding{Rule: testRules()["FJ505"], Message: "m"}, s, "Resources", "😀日本", "Type")
	if f.Range.Start.Column != 32 || f.Range.End.Column != 49 {
		t.Fatalf("range %+v", f.Range)
	}
	run := decode(t, render(t, &Report{Assembly: asm, Findings: []*rules.Finding{f}}, NewSARIF(SARIFOptions{})))
	want := sarifRegion{StartLine: 1, StartColumn: 33, EndLine: 1, EndColumn: 50}
	if got := run.Results[0].Locations[0].Physical.Region; got != want {
		t.Errorf("region %+v, want %+v", got, want)
	}
}

// The hash of a line is left out where a value that may be a credential goes
// into it, also one of a line that follows.
func TestSARIFLineHash(t *testing.T) {
	r := testReport(t)
	app := stackNamed(t, r.Assembly, "AppStack")
	before := at(t, &rules.Finding{Rule: testRules()["FJ505"], Message: "Before the value."}, app, "Resources", "DbSecret86DBB7B1", "Properties", "Description")
	r.Findings = rules.Sort(append(r.Findings, before))
	run := decode(t, render(t, r, NewSARIF(SARIFOptions{Locate: LocateTemplate})))
	lines := lineHashes([]byte(appTemplate), false)
	hashed := 0
	for _, res := range run.Results {
		p := res.Locations[0].Physical
		got := res.Fingerprints["primaryLocationLineHash"]
		if res.RuleID == "FJ101" && got != "" {
			t.Errorf("line %d holds a credential and is hashed", p.Region.StartLine)
		}
		if !strings.HasSuffix(p.Artifact.URI, "AppStack.template.json") {
			continue
		}
		want := lines[p.Region.StartLine-1]
		if n := p.Region.StartLine; n >= 5 && n <= 7 { // the value is in the 100 characters from there
			want = ""
		}
		if res.RuleID == "FJ401" { // line 3: so is it from there
			want = lines[2]
			if hashedUntil([]byte(appTemplate), strings.Index(appTemplate, `  "DbSecret`)) > strings.Index(appTemplate, `"{\"user`) {
				want = ""
			}
		}
		if got != want {
			t.Errorf("%s in line %d has hash %q, want %q", res.RuleID, p.Region.StartLine, got, want)
		}
		if got != "" {
			hashed++
		}
		if res.Fingerprints["fjallFinding/v1"] == "" {
			t.Errorf("%s in line %d has no fingerprint of ours", res.RuleID, p.Region.StartLine)
		}
	}
	if hashed == 0 {
		t.Error("no line is hashed")
	}
}

func TestSARIFGroups(t *testing.T) {
	run := decode(t, sarifReports(t)["grouped.sarif"])
	for _, res := range run.Results {
		if res.RuleID != "FJ203" {
			continue
		}
		if res.Occurrences != 13 {
			t.Errorf("%d occurrences, want 13", res.Occurrences)
		}
		if len(res.Message.Text) > maxText || !strings.Contains(res.Message.Text, "and 3 more.") {
			t.Errorf("message %q", res.Message.Text)
		}
		return
	}
	t.Error("no result of FJ203")
}

// The identity of a group does not depend on the order of its findings.
func TestSARIFGroupFingerprint(t *testing.T) {
	one, two := &rules.Finding{Fingerprint: "b"}, &rules.Finding{Fingerprint: "a"}
	for _, group := range [][]*rules.Finding{{one, two}, {two, one}, {two}} {
		if got := groupFingerprint(group); got != "a" {
			t.Errorf("fingerprint %q, want a", got)
		}
	}
}

func TestSARIFCap(t *testing.T) {
	run := decode(t, render(t, testReport(t), sarifReporter{limits: sarifLimits{2, maxPlaces, maxSteps}}))
	if len(run.Results) != 2 {
		t.Fatalf("%d results, want 2", len(run.Results))
	}
	for _, res := range run.Results {
		if res.Rank != 95 {
			t.Errorf("%s of rank %v is kept, and critical ones are left out", res.RuleID, res.Rank)
		}
	}
	if n := run.Invocations[0].Notifications; len(n) != 2 || !strings.HasPrefix(n[1].Message.Text, "6 results") {
		t.Errorf("notifications %+v", n)
	}
}

func TestSARIFOutsideRepository(t *testing.T) {
	for file, want := range map[string]string{
		"../other/a b.json":        "other/a%20b.json",
		"/tmp/x/../cdk.out/y.json": "tmp/cdk.out/y.json",
		"<stdin>":                  "%3Cstdin%3E",
		"dir/100%/ü.json":          "dir/100%25/%C3%BC.json",
		"a:b.json":                 "a%3Ab.json",
	} {
		b := sarifBuilder{Report: &Report{WorkDir: "/r/", RepoRoot: "/r/"}}
		if got := b.artifact(file).URI; got != want {
			t.Errorf("artifact(%q) = %q, want %q", file, got, want)
		}
	}
	b := newSARIFBuilder(sarifReporter{}, &Report{WorkDir: "/r/", RepoRoot: "/r/"}, nil)
	if got := b.framesOf(&template.SourcePos{File: "/else/x.ts", Line: 3}); len(got) > 0 {
		t.Error("code outside the repository is a location")
	}
}

// multitool is Microsoft's validator of SARIF, the npm package
// @microsoft/sarif-multitool.
func multitool(t *testing.T) string {
	t.Helper()
	if file := os.Getenv("SARIF_MULTITOOL"); file != "" {
		return file
	}
	for _, name := range []string{"sarif-multitool", "Sarif.Multitool"} {
		if file, err := exec.LookPath(name); err == nil {
			return file
		}
	}
	t.Skip("needs sarif-multitool (npm @microsoft/sarif-multitool) on PATH or its file in SARIF_MULTITOOL")
	return ""
}

func TestSARIFWithMultitool(t *testing.T) {
	tool := multitool(t)
	config, err := filepath.Abs("testdata/multitool.xml")
	if err != nil {
		t.Fatal(err)
	}
	for name, doc := range sarifReports(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, name), doc, 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), tool, "validate", name, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note",
				"--output", "out.sarif", "--log", "ForceOverwrite", "-c", config)
			cmd.Dir = dir
			// Its exit code is 0 whatever it finds.
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			data, err := os.ReadFile(filepath.Join(dir, "out.sarif"))
			if err != nil {
				t.Fatal(err)
			}
			var log struct {
				Runs []struct {
					Results []struct {
						RuleID  string
						Level   string
						Message struct {
							ID        string
							Arguments []string
						}
					}
				}
			}
			if err := json.Unmarshal([]byte(strings.TrimPrefix(string(data), "\ufeff")), &log); err != nil {
				t.Fatal(err)
			}
			if len(log.Runs) == 0 {
				t.Fatal("the validator did not run")
			}
			for _, res := range log.Runs[0].Results {
				if res.Level != "note" {
					t.Errorf("%s %s %q", res.RuleID, res.Message.ID, res.Message.Arguments)
				} else {
					t.Logf("%s (%s) %s %q", res.RuleID, res.Level, res.Message.ID, res.Message.Arguments)
				}
			}
		})
	}
}

// A result tells whether the baseline holds it (SARIF 2.1.0, 3.27.24). Of what is accepted
// otherwise the baseline need not know, so that nothing is said of it.
func TestSARIFBaselineState(t *testing.T) {
	states := func(compared bool) map[string]int {
		r := testReport(t)
		r.Compared = compared
		n := 0
		for _, f := range r.Findings {
			if f.Suppressed == nil && n < 2 {
				f.Before, f.Suppressed = true, &rules.Suppression{Kind: "baseline"}
				n++
			}
		}
		doc := render(t, r, NewSARIF(SARIFOptions{IncludeSuppressed: true}))
		validate(t, schema(t, "testdata/sarif-2.1.0.schema.json"), doc)
		counts := map[string]int{}
		for _, res := range decode(t, doc).Results {
			counts[res.State]++
		}
		return counts
	}
	if diff := cmp.Diff(map[string]int{"new": 6, "unchanged": 2, "": 1}, states(true)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"": 9}, states(false)); diff != "" {
		t.Error(diff)
	}
}

func TestSARIFHelp(t *testing.T) {
	run := decode(t, render(t, testReport(t), NewSARIF(SARIFOptions{})))
	for _, d := range run.Tool.Driver.Rules {
		if !strings.HasPrefix(d.HelpURI, projectURI+"/blob/main/docs/rules/") || !strings.HasSuffix(d.HelpURI, ".md") {
			t.Errorf("help of %s is at %q", d.ID, d.HelpURI)
		}
	}
}
