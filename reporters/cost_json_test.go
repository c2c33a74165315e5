package reporters

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fjall-lint/fjall-lint/cost"
)

func TestCostJSON(t *testing.T) {
	s := schema(t, "schema/cost.schema.json")
	for name, r := range map[string]*Report{
		"cost.json": costReport(t), "cost-diff.json": diffReport(t), "cost-nothing.json": {Version: "0.0.0-dev", Command: "cost"},
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewCostJSON())
			golden(t, name, got)
			validate(t, s, got)
		})
	}
}

// Each schema must be able to refuse an estimate with a field that is missing,
// wrong or unknown.
func TestCostSchemaRefuses(t *testing.T) {
	for _, test := range []struct {
		schema   string
		reporter Reporter
		changes  [][2]string
	}{
		{"schema/report.schema.json", NewJSON(), nil},
		{"schema/cost.schema.json", NewCostJSON(), [][2]string{
			{`"schemaVersion": 1`, `"schemaVersion": 2`},
			{`"change": "added"`, `"change": "new"`},
			{`"before": null`, `"before": {}`},
			{`"same": 12`, `"same": -1`},
			{`"kind": "growth"`, `"kind": "shrink"`},
			{`"checked": true`, `"checked": "yes"`},
			{`"ruleId": "FJ707"`, `"ruleId": ""`},
		}},
	} {
		s := schema(t, test.schema)
		good := string(render(t, diffReport(t), test.reporter))
		validate(t, s, []byte(good))
		for _, change := range append(test.changes, [][2]string{
			{`"fixedMonthly": "25.90"`, `"fixedMonthly": 25.90`},
			{`"unitPrice": "0.40"`, `"unitPrice": "-0.40"`},
			{`"kind": "secret"`, `"kind": "jewel"`},
			{`"currency": "USD"`, `"currency": "$"`},
			{`"priceAssumed": false`, `"assumed": false`},
			{`"high": "75.00"`, `"highest": "75.00"`},
			{`"why": "no price`, `"reason": "no price`},
		}...) {
			bad := strings.Replace(good, change[0], change[1], 1)
			if bad == good {
				t.Errorf("%s: %s does not occur", test.schema, change[0])
			}
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
			if err != nil {
				t.Fatal(err)
			}
			if s.Validate(v) == nil {
				t.Errorf("%s: an estimate with %s matches", test.schema, change[1])
			}
		}
	}
}

// What the schemas share is the same in both.
func TestCostSchemasAgree(t *testing.T) {
	var defs [2]map[string]any
	for i, file := range []string{"schema/report.schema.json", "schema/cost.schema.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Defs map[string]any `json:"$defs"`
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		delete(doc.Defs["cost"].(map[string]any), "description") // it may be absent from a report
		defs[i] = doc.Defs
	}
	for name, def := range defs[1] {
		if other, ok := defs[0][name]; ok && cmp.Diff(def, other) != "" {
			t.Errorf("%s differs: %s", name, cmp.Diff(def, other))
		}
	}
}

// What is written can be compared with later: it reads back as the same estimate,
// from the estimate's own format and from the report's.
func TestCostJSONRoundTrip(t *testing.T) {
	for name, rep := range map[string]Reporter{"cost": NewCostJSON(), "report": NewJSON()} {
		r := costReport(t)
		read, err := cost.ReadEstimate(name+".json", render(t, r, rep))
		if err != nil {
			t.Fatal(err)
		}
		got, want := read.Document(), r.Cost.Estimate.Document()
		// These are not read: nothing is compared with them.
		want.Assumptions, want.Unpriced = got.Assumptions, got.Unpriced
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-written +read):\n%s", name, diff)
		}
		if d := cost.Compare(read, r.Cost.Estimate); !d.IsZero() {
			t.Errorf("%s: differs from what was written: %+v", name, d)
		}
	}
}

func TestCostJSONKeepsText(t *testing.T) {
	r := hostileCost(t, hostile)
	got := render(t, r, NewCostJSON())
	checkPrintable(t, string(got))
	validate(t, schema(t, "schema/cost.schema.json"), got)
	var back struct {
		Cost cost.Document
		Diff struct {
			Lines []struct{ Line cost.DocumentLine }
		}
	}
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if what := back.Cost.Lines[0].What; what != hostile {
		t.Errorf("what came back as %+q", what)
	}
	if what := back.Diff.Lines[0].Line.What; what != hostile {
		t.Errorf("what changes came back as %+q", what)
	}
}
