package reporters

import (
	"cmp"
	"io"
	"strconv"

	"github.com/fjall-lint/fjall-lint/rules"
)

// NewGitLab writes a report of GitLab's Code Quality, which merge requests show.
func NewGitLab() Reporter { return gitlabReporter{} }

type gitlabReporter struct{}

// gitlabIssue has the fields that GitLab reads; it ignores all else of the format
// of Code Climate, where this one comes from.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

func (gitlabReporter) Report(w io.Writer, r *Report) error {
	// GitLab merges issues of one fingerprint. Each is made unique with the suppressed
	// ones counted too, so that a suppression renames no other.
	ids, seen := map[*rules.Finding]string{}, map[string]int{}
	var open []*rules.Finding
	for _, f := range r.Findings {
		id := f.Fingerprint
		if seen[id]++; seen[id] > 1 {
			id += "-" + strconv.Itoa(seen[id])
		}
		ids[f] = id
		if f.Suppressed == nil {
			open = append(open, f)
		}
	}
	issues := []gitlabIssue{} // never null, which GitLab refuses
	for _, a := range r.annotations(open) {
		f, id := a.findings[0], ids[a.findings[0]]
		for _, other := range a.findings[1:] {
			id = min(id, ids[other]) // whatever their order
		}
		issues = append(issues, gitlabIssue{
			// The description is all that a merge request shows.
			Description: cutRunes(clean(f.Rule.ID)+": "+a.message(), maxText),
			CheckName:   clean(f.Rule.ID),
			Fingerprint: id,
			Severity:    gitlabSeverity(f.Severity),
			Location:    gitlabLocation{cmp.Or(outside(a.at.file), "unknown"), gitlabLines{a.at.line}},
		})
	}
	return writeJSON(w, issues)
}

// gitlabSeverity is the severity in GitLab's five steps.
func gitlabSeverity(s rules.Severity) string {
	switch s {
	case rules.Critical:
		return "blocker"
	case rules.High:
		return "critical"
	case rules.Medium:
		return "major"
	case rules.Low:
		return "minor"
	}
	return "info"
}
