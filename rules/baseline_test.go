package rules

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/template"
)

const line1 = `{"rule":"FJ401","stack":"App","where":"Db","fingerprint":"0123456789abcdef0123456789abcdef","count":1}`

func baselineText(lines ...string) string {
	return `{"version": 1, "findings": [` + strings.Join(lines, ",\n") + `]}`
}

func TestReadBaseline(t *testing.T) {
	entry := BaselineEntry{Rule: "FJ401", Stack: "App", Where: "Db", Fingerprint: "0123456789abcdef0123456789abcdef", Count: 1}
	more := entry
	more.Count = 3
	for _, tt := range []struct {
		name, text string
		want       []BaselineEntry
		err        string
	}{
		{"none", baselineText(), nil, ""},
		{"one", baselineText(line1), []BaselineEntry{entry}, ""},
		{"a comma that a merge leaves", baselineText(line1, ""), []BaselineEntry{entry}, ""},
		{"no count", baselineText(strings.Replace(line1, `,"count":1`, "", 1)), []BaselineEntry{entry}, ""},
		{"several", baselineText(strings.Replace(line1, `1}`, "3}", 1)), []BaselineEntry{more}, ""},
		{"empty", "", nil, "b.json:1:1: the baseline is empty"},
		{"no map", "[]", nil, "b.json:1:1: the baseline must be a map, not a list"},
		{"no version", `{"findings": []}`, nil, "b.json:1:1: the baseline has no version"},
		{"no findings", `{"version": 1}`, nil, "b.json:1:1: the baseline has no findings"},
		{"newer", `{"version": 2, "findings": []}`, nil, `b.json:1:13: version "2" is not known: write it anew`},
		{"no list", `{"version": 1, "findings": {}}`, nil, "b.json:1:28: findings must be a list, not a map"},
		{"fingerprint", baselineText(strings.Replace(line1, "0123", "xyz", 1)), nil, "fingerprint is not 32 digits"},
		{"count", baselineText(strings.Replace(line1, `1}`, "-1}", 1)), nil, "count must be a number from 1"},
		{"missing comma", "{\"version\": 1, \"findings\": [\n" + line1 + "\n" + line1 + "]}", nil, "b.json:2:103: not valid JSON: missing comma"},
		{"report", `{ "schemaVersion": 1 }`, nil, "b.json:1:1: this is a report, not a baseline: name it with --new-since"},
		{"conflict", "{\n<<<<<<< HEAD\n", nil, "b.json:2:1: a merge conflict begins here"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := ReadBaseline("b.json", []byte(tt.text))
			switch {
			case tt.err == "" && err != nil, tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Fatalf("error %v, want %q", err, tt.err)
			case err == nil:
				if diff := cmp.Diff(tt.want, b.Entries); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
			}
		})
	}
}

// TestReadReport: what was open in a report was there before, what was suppressed was
// not.
func TestReadReport(t *testing.T) {
	b, err := ReadReport("r.json", []byte(`{"schemaVersion": 1, "findings": [
		{"ruleId": "FJ401", "stack": "App", "fingerprint": "a", "suppressed": null},
		{"ruleId": "FJ402", "stack": "App", "fingerprint": "b", "suppressed": {"kind": "comment"}},
		{"ruleId": "FJ403", "stack": "App", "fingerprint": "c", "suppressed": {"kind": "baseline"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Entries) != 2 || b.Entries[0].Fingerprint != "a" || b.Entries[1].Fingerprint != "c" {
		t.Errorf("got %+v", b.Entries)
	}
	for text, want := range map[string]string{
		`{"schemaVersion": 2, "findings": []}`:       "r.json:1: version 2 of reports is not known",
		`{"schemaVersion": 1, "lines": []}`:          "r.json:1: the report has no findings",
		"{\"schemaVersion\": 1,\n\"findings\": 1}":   "r.json:2: not a report",
		"{\"schemaVersion\": 1,\n\"findings\": [\n}": "r.json:3: not a report",
		"{\"schemaVersion\": 1,\n":                   "r.json:2: not a report",
	} {
		if _, err := ReadReport("r.json", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

// TestFingerprint: what makes a finding the same one, and what does not.
func TestFingerprint(t *testing.T) {
	rule, other := &Rule{ID: "FJ102"}, &Rule{ID: "FJ103"}
	asset := "asset.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	base := func() *Finding {
		return &Finding{
			Rule: rule, Stack: &template.Stack{Name: "App", Dir: "cdk.out", Source: &template.Source{Name: "cdk.out/App.template.json"}},
			LogicalID: "Db01234567", Path: template.Path{"Resources", "Db01234567", "Properties", "Tags", 0},
			Range: template.Range{File: "cdk.out/App.template.json", Start: template.Pos{Line: 3}}, Message: "one",
		}
	}
	print := func(edit func(f *Finding)) string {
		f := base()
		edit(f)
		fingerprint([]*Finding{f}, "cdk.out")
		return f.Fingerprint
	}
	want := print(func(*Finding) {})
	for name, edit := range map[string]func(f *Finding){
		"line":    func(f *Finding) { f.Range.Start.Line = 9 },
		"message": func(f *Finding) { f.Message = "two" },
		"hash of the logical id": func(f *Finding) {
			f.LogicalID, f.Path = "Db89ABCDEF", template.Path{"Resources", "Db89ABCDEF", "Properties", "Tags", 0}
		},
		"folder": func(f *Finding) { f.Range.File, f.Stack.Source.Name, f.Stack.Dir = "x/t.json", "x/t.json", "x" },
	} {
		if print(edit) != want {
			t.Errorf("changed by: %s", name)
		}
	}
	for name, edit := range map[string]func(f *Finding){
		"rule":       func(f *Finding) { f.Rule = other },
		"stack":      func(f *Finding) { f.Stack.Name = "Other" },
		"logical id": func(f *Finding) { f.LogicalID = "Dc01234567" },
		"construct":  func(f *Finding) { f.ConstructPath = "App/Db" },
		"property":   func(f *Finding) { f.Path[3] = "Labels" },
		"asset":      func(f *Finding) { f.Range.File = "cdk.out/" + asset + "/index.js" },
	} {
		if print(edit) == want {
			t.Errorf("not changed by: %s", name)
		}
	}
	in := func(file string) string {
		return print(func(f *Finding) { f.Range.File = file })
	}
	if in("cdk.out/"+asset+"/index.js") != in("cdk.out/"+strings.Replace(asset, "0123", "fedc", 1)+"/index.js") {
		t.Error("changed by the hash of an asset")
	}
	if in("cdk.out/"+asset+"/index.js") == in("cdk.out/"+asset+"/other.js") {
		t.Error("not changed by the file within an asset")
	}
	if a, b := withoutHash("AssetParametersfe0123456789abcdef0123456789abcdefS3Bucket01234567"), withoutHash("AssetParameters0123456789abcdef0123456789abcdef01S3BucketFEDCBA98"); a != b {
		t.Errorf("%q and %q are parameters of the same asset", a, b)
	}
	if got := withoutHash("12345678"); got != "12345678" {
		t.Errorf("nothing is left of the id: %q", got)
	}
}

// TestBaselineCounts: several findings at one place are told apart by their number.
func TestBaselineCounts(t *testing.T) {
	found := func(n int) []*Finding {
		var list []*Finding
		for range n {
			list = append(list, &Finding{Rule: &Rule{ID: "FJ102"}, Range: template.Range{File: "a.yaml"}})
		}
		fingerprint(list, ".")
		return list
	}
	open := func(findings []*Finding) (n int) {
		for _, f := range findings {
			if f.Suppressed == nil {
				n++
			}
		}
		return n
	}
	b := NewBaseline(found(2))
	if len(b.Entries) != 1 || b.Total() != 2 {
		t.Fatalf("got %+v", b.Entries)
	}
	three := found(3)
	if b.mark(three); open(three) != 1 {
		t.Errorf("%d of 3 are new, want 1", open(three))
	}
	all := func(BaselineEntry) bool { return true }
	b, fixed := b.Pruned(found(1), all)
	if fixed != 1 || b.Total() != 1 {
		t.Errorf("%d fixed, %d left", fixed, b.Total())
	}
	two := found(2)
	if b.mark(two); open(two) != 1 {
		t.Errorf("one that comes back is not new")
	}
	if b, fixed = b.Pruned(nil, func(BaselineEntry) bool { return false }); fixed != 0 || b.Total() != 1 {
		t.Error("what was not looked at is taken out")
	}
	if b, fixed = b.Pruned(nil, all); fixed != 1 || len(b.Entries) != 0 {
		t.Errorf("%d fixed, left %+v", fixed, b.Entries)
	}
}

// TestJudged: a run judges entries of the stacks that it read, nested ones by the name of
// what nests them, and of the rules that it ran.
func TestJudged(t *testing.T) {
	outer := &template.Stack{Name: "App"}
	inner := &template.Stack{Name: "App/Db01234567", Parent: outer, ParentResource: &template.Resource{Stack: outer, ID: "Db01234567"}}
	asm := &template.Assembly{Stacks: []*template.Stack{outer, inner}}
	for e, want := range map[BaselineEntry]bool{
		{Rule: "FJ102", Stack: "App"}:    true,
		{Rule: "FJ102", Stack: "App/Db"}: true,
		{Rule: "FJ102"}:                  true,
		{Rule: "FJ102", Stack: "Other"}:  false,
		{Rule: "FJ103", Stack: "App"}:    false,
	} {
		if got := e.Judged(asm, []*Rule{{ID: "FJ102"}}); got != want {
			t.Errorf("%+v: %t", e, got)
		}
	}
	f := &Finding{Rule: &Rule{ID: "FJ102"}, Stack: inner, LogicalID: "X"}
	fingerprint([]*Finding{f}, "")
	if e := NewBaseline([]*Finding{f}).Entries[0]; !e.Judged(asm, []*Rule{f.Rule}) {
		t.Errorf("%+v is not judged", e)
	}
}

// FuzzBaseline: no text makes the reader fail but in order, and what it read it reads
// again as it was written.
func FuzzBaseline(f *testing.F) {
	f.Add([]byte(baselineText(line1)))
	f.Add([]byte(baselineText(line1, line1)))
	f.Add([]byte("version: 1\nfindings:\n- &a {rule: FJ401, stack: \"\\x1b\", fingerprint: 0123456789abcdef0123456789abcdef}\n- *a\n"))
	f.Add([]byte("{\n<<<<<<< HEAD\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ReadBaseline("b.json", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "b.json:") {
				t.Errorf("the error tells no place: %v", err)
			}
			return
		}
		var first, second bytes.Buffer
		if err := b.Write(&first); err != nil {
			t.Fatal(err)
		}
		again, err := ReadBaseline("b.json", first.Bytes())
		if err != nil {
			t.Fatalf("%v in\n%s", err, first.Bytes())
		}
		if err := again.Write(&second); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("written\n%s\nthen\n%s", first.Bytes(), second.Bytes())
		}
	})
}
