package rules

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// TestTraps: the mistakes that the documentation of Fjall and of the CDK leads
// to, in one synthesized app, are each found once, where the secret is used.
func TestTraps(t *testing.T) {
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	selection, err := Select(known, nil, "", []string{"grants"})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS("..")
	asm, err := template.Load(t.Context(), fsys, []string{"testdata/apps/traps"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := engine.Lint(t.Context(), asm, Options{Known: known, Today: time.Unix(0, 0), Settings: analyzers.Settings{}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range result.Findings {
		got = append(got, f.Rule.ID+" "+f.Resource.Label())
	}
	want := []string{"FJ202 Api", "FJ206 Web", "FJ201 Forgotten", "FJ203 Locked"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
