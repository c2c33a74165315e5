package reporters

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/fjall-lint/fjall-lint/rules"
)

// NewGitLab writes findings as a code quality report, which GitLab shows in merge
// requests.
// Source: GitLab documentation, Code Quality, report format.
func NewGitLab() Reporter { return gitlab{} }

type gitlab struct{}

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

var gitlabSeverities = map[rules.Severity]string{
	rules.Critical: "blocker", rules.High: "critical", rules.Medium: "major", rules.Low: "minor", rules.Info: "info",
}

// Report implements [Reporter].
func (gitlab) Report(w io.Writer, r *Report) error {
	issues := []gitlabIssue{}
	for _, a := range r.annotations() {
		f := a.finding
		text := f.Message
		if where := a.where(); where != "" {
			text += " (" + where + ")"
		}
		issues = append(issues, gitlabIssue{
			Description: clean(text), CheckName: f.Rule.ID + " " + f.Rule.Name, Fingerprint: f.Fingerprint, Severity: gitlabSeverities[f.Severity],
			Location: gitlabLocation{clean(a.file), gitlabLines{max(a.line, 1)}},
		})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(issues); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
