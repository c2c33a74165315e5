package cost_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func written(t testing.TB, e *cost.Estimate) []byte {
	t.Helper()
	text, err := json.Marshal(map[string]any{"schemaVersion": 1, "cost": e.Document()})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What is written is the same when it is read again: nothing of the money is lost.
func TestDocument(t *testing.T) {
	programs(t, func(name string, _ *template.Assembly, f []*analyzers.Facts) {
		e := cost.New(f, cost.Options{})
		again, err := cost.ReadEstimate("saved.json", written(t, e))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d := cost.Compare(e, again); !d.IsZero() || d.Same != len(e.Lines) {
			t.Fatalf("%s: what is read is another estimate: %+v", name, d)
		}
		again.Assumptions, again.Unpriced = e.Assumptions, e.Unpriced
		if diff := cmp.Diff(e.Document(), again.Document()); diff != "" {
			t.Fatalf("%s: (-written +read):\n%s", name, diff)
		}
	})
}

func TestReadEstimateMistakes(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "s.json:1:1: not valid JSON"},
		{"{\n\"a\": x}", "s.json:2:7: not valid JSON"},
		{"[]", "s.json: no report of this tool: json: cannot unmarshal array"},
		{"{}", "s.json: no report of this tool: it has no schemaVersion"},
		{`{"schemaVersion":2}`, "s.json: schemaVersion 2 is not known: write the report anew"},
		{`{"schemaVersion":1}`, "s.json: the report has no estimate: write one with `fjall-lint cost --format json`"},
		{`{"schemaVersion":1,"cost":{"lines":[{"kind":"coffee"}]}}`, `s.json: read line 1 of the estimate: kind "coffee" is not known`},
		{`{"schemaVersion":1,"cost":{"lines":[{"kind":"secret","currency":"dollars"}]}}`, `s.json: read line 1 of the estimate: currency "dollars" is none`},
		{
			`{"schemaVersion":1,"cost":{"lines":[{"kind":"secret","currency":"USD","quantityRange":{"low":"2","expected":"1","high":"1"}}]}}`,
			`s.json: read line 1 of the estimate: amounts 2, 1, 1 are not in order`,
		},
		{
			`{"schemaVersion":1,"cost":{"lines":[{"kind":"secret","currency":"USD","quantityRange":{"low":"-1","expected":"1","high":"1"}}]}}`,
			`s.json: read line 1 of the estimate: amount "-1" is negative`,
		},
		{
			`{"schemaVersion":1,"cost":{"lines":[{"kind":"secret","currency":"USD","quantityRange":{"low":"1e99999999","expected":"1","high":"1"}}]}}`,
			`s.json: read line 1 of the estimate: amount "1e99999999" is no decimal number such as 0.40`,
		},
	} {
		_, err := cost.ReadEstimate("s.json", []byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.text, err, tt.want)
		}
	}
}

func FuzzReadEstimate(f *testing.F) {
	_, all := facts(f, map[string]string{"app.yaml": everything})
	f.Add(string(written(f, cost.New(all, cost.Options{}))))
	f.Add(`{"schemaVersion":1,"cost":{"lines":[]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := cost.ReadEstimate("s.json", []byte(text))
		if err != nil {
			return
		}
		if d := cost.Compare(e, e); !d.IsZero() {
			t.Fatalf("against itself there is a difference: %+v", d)
		}
		again, err := cost.ReadEstimate("s.json", written(t, e))
		if err != nil {
			t.Fatal(err)
		}
		if d := cost.Compare(e, again); !d.IsZero() {
			t.Fatalf("what is read is another estimate: %+v", d)
		}
	})
}

func TestCompare(t *testing.T) {
	before := estimated(t, "Resources:\n  A: {Type: AWS::SecretsManager::Secret}\n  B: {Type: AWS::SecretsManager::Secret}\n"+function("", "A"), "version: 1\nresources: {Reader: {monthly_invocations: 100000, fetch: handler}}")
	after := estimated(t, "Resources:\n  A: {Type: AWS::SecretsManager::Secret, Properties: {ReplicaRegions: [{Region: eu-west-2}]}}\n  C: {Type: AWS::SecretsManager::Secret}\n"+function("", "A"), "version: 1\nresources: {Reader: {monthly_invocations: 300000, fetch: handler}}")
	d := cost.Compare(before, after)
	show := func(list []cost.Change) (out []string) {
		for _, c := range list {
			l := c.Line()
			out = append(out, strings.Join([]string{string(l.Kind), l.LogicalID, l.Detail, c.Monthly.Expected.StringFixed(2)}, " "))
		}
		return out
	}
	got := map[string][]string{"added": show(d.Added), "removed": show(d.Removed), "changed": show(d.Changed)}
	want := map[string][]string{"added": {"replica A eu-west-2 0.40", "secret C  0.40"}, "removed": {"secret B  -0.40"}, "changed": {"api-calls Reader  1.00"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d.Same != 1 || d.Totals[0].Monthly.Expected.StringFixed(2) != "1.40" || d.Totals[0].Fixed.Expected.StringFixed(2) != "0.40" {
		t.Errorf("%d the same, %v", d.Same, d.Totals)
	}
	// The other way round it is the opposite.
	back := cost.Compare(after, before)
	if !back.Totals[0].Monthly.Equal(cost.Range{}.Sub(d.Totals[0].Monthly)) || len(back.Added) != 1 || len(back.Removed) != 2 {
		t.Errorf("backwards: %+v", back)
	}
}

// Two versions of a template are one stack, whatever their files are called; two
// stacks of one app are not.
func TestCompareStacks(t *testing.T) {
	one := func(files map[string]string) *cost.Estimate {
		_, f := facts(t, files)
		return cost.New(f, cost.Options{})
	}
	a, b := one(map[string]string{"old.yaml": oneSecret}), one(map[string]string{"new.yaml": oneSecret})
	if d := cost.Compare(a, b); !d.IsZero() {
		t.Errorf("two versions differ: %+v", d)
	}
	both := one(map[string]string{"new.yaml": oneSecret, "other.yaml": oneSecret})
	if d := cost.Compare(a, both); len(d.Added) != 2 || len(d.Removed) != 1 {
		t.Errorf("%d added, %d removed", len(d.Added), len(d.Removed))
	}
}

func TestBudgets(t *testing.T) {
	before := estimated(t, oneSecret, "")
	after := estimated(t, "Resources:\n  A: {Type: AWS::SecretsManager::Secret}\n  Token: {Type: AWS::SecretsManager::Secret}\n"+function("", "A"), "")
	d := cost.Compare(before, after)
	for _, tt := range []struct {
		kind, basis, limit string
		diff               *cost.Diff
		actual             string
		checked, over      bool
	}{
		{"monthly", "expected", "0.84", d, "0.85", true, true},
		{"monthly", "expected", "0.85", d, "0.85", true, false},
		{"monthly", "fixed", "0.80", d, "0.80", true, false},
		{"monthly", "high", "125", d, "125.80", true, true},
		{"growth", "fixed", "0.39", d, "0.40", true, true},
		{"growth", "fixed", "0.40", d, "0.40", true, false},
		{"growth", "fixed", "0", nil, "0.00", false, false},
		{"growth-percent", "fixed", "99", d, "100.00", true, true},
		{"growth-percent", "fixed", "100", d, "100.00", true, false},
	} {
		limit := cost.Limit{Kind: tt.kind, Basis: tt.basis, Currency: "USD", Amount: dec(tt.limit)}
		b := limit.Hold(after, tt.diff)
		if b.Actual.StringFixed(2) != tt.actual || b.Checked != tt.checked || b.Over != tt.over {
			t.Errorf("%+v: %s, checked %v, over %v", tt, b.Actual.StringFixed(2), b.Checked, b.Over)
		}
	}
	if lines := cost.Weightiest(after, nil, "USD", 2); len(lines) != 2 || lines[0].Line.Kind != cost.SecretLine {
		t.Errorf("the weightiest lines are %v", lines)
	}
}
