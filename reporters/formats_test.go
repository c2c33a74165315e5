package reporters

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

// formatsOfChecks are those that other services read.
var formatsOfChecks = []struct {
	name string
	make func() Reporter
}{{"github", NewGitHub}, {"gitlab", NewGitLab}, {"junit", NewJUnit}, {"markdown", NewMarkdown}}

func TestFormats(t *testing.T) {
	for _, f := range formatsOfChecks {
		t.Run(f.name, func(t *testing.T) {
			golden(t, "format-"+f.name+".txt", render(t, testReport(t), f.make()))
		})
	}
}

// TestFormatsOfNothing: a report without findings is written, too.
func TestFormatsOfNothing(t *testing.T) {
	for _, f := range formatsOfChecks {
		r := testReport(t)
		r.Findings = nil
		got := string(render(t, r, f.make()))
		switch f.name {
		case "github":
			if got != "" {
				t.Errorf("github: %q", got)
			}
		case "gitlab":
			if strings.TrimSpace(got) != "[]" {
				t.Errorf("gitlab: %q", got)
			}
		case "junit":
			if !strings.Contains(got, `failures="0"`) {
				t.Errorf("junit: %q", got)
			}
		case "markdown":
			if !strings.Contains(got, "No findings.") {
				t.Errorf("markdown: %q", got)
			}
		}
	}
}

// TestFormatsNeutralizeHostileText: no text of a template ends a command, an element or
// a cell.
func TestFormatsNeutralizeHostileText(t *testing.T) {
	r := testReport(t)
	bad := hostile + "\n::add-mask::x\r\n| a | b |\n]]>\x00"
	for _, f := range r.Findings {
		f.Message, f.LogicalID, f.ConstructPath = bad, bad, bad
	}
	for _, f := range formatsOfChecks {
		got := string(render(t, r, f.make()))
		switch f.name {
		case "gitlab", "junit":
			checkPrintable(t, got)
		}
		switch f.name {
		case "github":
			for line := range strings.Lines(got) {
				if !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::warning ") && !strings.HasPrefix(line, "::notice ") {
					t.Errorf("a line of its own: %q", line)
				}
			}
		case "gitlab":
			var issues []gitlabIssue
			if err := json.Unmarshal([]byte(got), &issues); err != nil || len(issues) == 0 {
				t.Errorf("no JSON: %v", err)
			}
		case "junit":
			d := xml.NewDecoder(strings.NewReader(got))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("no XML: %v", err)
				}
			}
		case "markdown":
			for line := range strings.Lines(got) {
				if strings.HasPrefix(line, "| ") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 5 {
					t.Errorf("not four cells: %q", line)
				}
				if strings.Contains(line, "<script>") && !strings.Contains(line, "`") {
					t.Errorf("HTML: %q", line)
				}
			}
		}
	}
}

// TestGitHubLimits: of each level ten are written, and what is left out is told.
func TestGitHubLimits(t *testing.T) {
	r := testReport(t)
	one := r.Findings[0]
	r.Findings = nil
	for i := range 40 {
		f := *one
		f.Severity = []rules.Severity{rules.High, rules.Low}[i%2]
		f.Range.Start.Line = i + 1
		f.Source = nil
		f.Resource = nil
		r.Findings = append(r.Findings, &f)
	}
	got := string(render(t, r, NewGitHub()))
	for _, level := range []string{"error", "notice"} {
		if n := strings.Count(got, "::"+level+" "); n != 10 {
			t.Errorf("%d of level %s", n, level)
		}
	}
	if want := fmt.Sprintf("%d findings are not shown here", 40-10-9); !strings.Contains(got, want) {
		t.Errorf("no %q in %s", want, got)
	}
}
