package reporters

import (
	"regexp"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

func TestMarkdown(t *testing.T) {
	costs := diffReport(t)
	costs.Command = "check"
	shown := testReport(t)
	shown.MinSeverity = rules.Low
	clean := testReport(t)
	clean.Findings, clean.Undecided, clean.Notes = nil, nil, nil
	for name, r := range map[string]*Report{
		"findings.md": shown, "findings-cost.md": costs, "findings-clean.md": clean, "findings-nothing.md": {Command: "report"},
		"findings-hostile.md": hostileReport(t, hostile),
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewMarkdown(CommentBytes))
			golden(t, name, got)
			checkTables(t, string(got))
		})
	}
}

func TestMarkdownIsBounded(t *testing.T) {
	for name, text := range map[string]string{
		"words": "Something is wrong here.", "markup": strings.Repeat("<|`*", 300), "wide": strings.Repeat("密", 300), "marks": strings.Repeat("e\u0301\u0301\u0301", 300),
	} {
		for _, most := range []int{0, CommentBytes, SummaryBytes} {
			r := crowdedReport(t, 2000, text)
			r.Cost = hostileCost(t, text).Cost
			for i := range 500 {
				r.Undecided = append(r.Undecided, Undecided{Category: text, LogicalID: text, Why: strings.Repeat("x", i)})
				r.Notes = append(r.Notes, text)
			}
			got := string(render(t, r, NewMarkdown(most)))
			if len(got) > max(most, CommentBytes) {
				t.Errorf("%s: %d bytes of %d", name, len(got), most)
			}
			if len(got) < most/2 {
				t.Errorf("%s: only %d bytes of %d are used", name, len(got), most)
			}
			if !strings.Contains(got, "more |\n") || strings.Count(got, "<details>") != strings.Count(got, "</details>") {
				t.Errorf("%s: nothing says how much is left out, or a part is not closed", name)
			}
			checkTables(t, got)
		}
	}
	// Many stacks with a finding each.
	r := testReport(t)
	first := r.Findings[0]
	for range 2000 {
		s, f := *first.Stack, *first
		f.Stack = &s
		r.Findings = append(r.Findings, &f)
	}
	got := string(render(t, r, NewMarkdown(CommentBytes)))
	if len(got) > CommentBytes || !strings.Contains(got, "more findings have no room here.") {
		t.Errorf("%d bytes of many stacks", len(got))
	}
}

// Nothing of a template may become markup, a link or a mention, nor a command of
// a build service that prints the comment.
func TestMarkdownNeutralizesHostileText(t *testing.T) {
	for _, text := range hostileTexts {
		got := string(render(t, hostileReport(t, text), NewMarkdown(CommentBytes)))
		checkTables(t, got)
		checkPrintable(t, strings.ReplaceAll(got, "\u2060", ""))
		outside := regexp.MustCompile("(?s)``+ .*? ``+|`[^`\n]*`").ReplaceAllString(got, "") // nothing within code is markup
		outside = regexp.MustCompile("<code>[^<>]*</code>").ReplaceAllString(outside, "")
		for _, tag := range regexp.MustCompile(`<[^ ]*`).FindAllString(outside, -1) {
			if !regexp.MustCompile(`^</?(details|summary)>`).MatchString(tag) {
				t.Errorf("%q: a tag: %q", text, tag)
			}
		}
		for _, bad := range []string{"](", "@org", "://", "www.e", "<!--", "##vso["} {
			if strings.Contains(strings.ReplaceAll(outside, `\]`, ""), bad) {
				t.Errorf("%q: %q is left in\n%s", text, bad, outside)
			}
		}
		if n := strings.Count(outside, "<details>"); n == 0 || n != strings.Count(outside, "</details>") {
			t.Errorf("%q: parts are not closed", text)
		}
		for line := range strings.Lines(got) {
			if strings.HasPrefix(strings.TrimSpace(line), "#") && !strings.HasPrefix(line, "### Secrets: ") {
				t.Errorf("%q: a heading: %q", text, line)
			}
		}
	}
}

func TestTail(t *testing.T) {
	for _, test := range []struct {
		text    string
		columns int
		want    string
	}{
		{"lib/db.ts:3", 20, "lib/db.ts:3"},
		{"a/long/way/to/lib/db.ts:3", 15, "…/lib/db.ts:3"},
		{"a/" + strings.Repeat("x", 40), 10, "xxxxxxxxx…"},
		{strings.Repeat("密/", 1000) + "db.ts", 13, "…/密/密/db.ts"},
	} {
		if got := tail(test.text, test.columns); got != test.want || width(got) > test.columns {
			t.Errorf("tail(%q, %d) = %q, want %q", test.text, test.columns, got, test.want)
		}
	}
}
