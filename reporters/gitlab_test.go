package reporters

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestGitLab(t *testing.T) {
	s := schema(t, "testdata/codequality.schema.json")
	for name, r := range map[string]*Report{
		"gitlab.json": testReport(t), "gitlab-nothing.json": {Command: "check"}, "gitlab-hostile.json": hostileReport(t, hostile),
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewGitLab())
			golden(t, name, got)
			validate(t, s, got)
		})
	}
	for _, text := range hostileTexts {
		got := render(t, hostileReport(t, text), NewGitLab())
		validate(t, s, got)
		checkPrintable(t, string(got))
	}
}

// GitLab merges issues of one fingerprint, so each has its own; it is the same
// whether others are suppressed or not.
func TestGitLabFingerprints(t *testing.T) {
	fingerprints := func(r *Report) (all []string) {
		var issues []gitlabIssue
		if err := json.Unmarshal(render(t, r, NewGitLab()), &issues); err != nil {
			t.Fatal(err)
		}
		for _, i := range issues {
			if slices.Contains(all, i.Fingerprint) {
				t.Errorf("two issues of fingerprint %s", i.Fingerprint)
			}
			all = append(all, i.Fingerprint)
		}
		return all
	}
	r := crowdedReport(t, 3, "Too much.")
	before := fingerprints(r)
	if len(before) != len(r.shown()) {
		t.Errorf("%d issues of %d findings", len(before), len(r.shown()))
	}
	for _, f := range r.Findings {
		if f.Suppressed != nil {
			f.Suppressed = nil
			break
		}
	}
	after := fingerprints(r)
	if len(after) != len(before)+1 {
		t.Errorf("%d issues, want one more than %d", len(after), len(before))
	}
	for _, id := range before {
		if !slices.Contains(after, id) {
			t.Errorf("%s got another fingerprint", id)
		}
	}
}
