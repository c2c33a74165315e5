package reporters

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/cost"
)

func TestCostMarkdown(t *testing.T) {
	for name, r := range map[string]*Report{
		"cost": costReport(t), "cost-diff": diffReport(t), "cost-same": sameReport(t), "cost-nothing": {Command: "cost"}, "cost-hostile": hostileCost(t, hostile),
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewCostMarkdown())
			golden(t, name+".md", got)
			checkTables(t, string(got))
		})
	}
}

// checkTables makes sure that the rows of each table have as many cells as its
// head.
func checkTables(t *testing.T, text string) {
	t.Helper()
	bars := regexp.MustCompile(`(^|[^\\])\|`)
	want := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "|") {
			want = 0
			continue
		}
		n := len(bars.FindAllString(line, -1))
		if want == 0 {
			want = n
		}
		if n != want {
			t.Errorf("%d bars, want %d: %s", n, want, line)
		}
	}
}

func TestCostMarkdownHeadline(t *testing.T) {
	one := cost.Whole(1)
	secret := func(id, region string) cost.Line {
		l := cost.Line{Kind: cost.SecretLine, What: "secret", LogicalID: id, Fixed: true}
		if region != "" {
			l.Kind, l.What, l.Detail = cost.ReplicaLine, "replica in "+region, region
			l.Stack, l.Template, l.Region = "AppStack", "AppStack.template.json", region
		}
		return costOf(l, one, "secret-month", "0.40")
	}
	calls := func(n cost.Range) cost.Line {
		return costOf(cost.Line{Kind: cost.CallsLine, What: "calls", LogicalID: "F"}, n, "API call", "0.000005")
	}
	yuan := secret("C", "")
	yuan.Currency = "CNY"
	for _, test := range []struct {
		before, after []cost.Line
		want          string
	}{
		{
			nil,
			[]cost.Line{secret("A", ""), secret("B", ""), secret("A", "eu-west-1")},
			"This change adds **1.20 USD** a month: 2 secrets and a replica in eu-west-1.",
		},
		{
			[]cost.Line{secret("A", "")},
			nil,
			"This change saves **0.40 USD** a month: it removes a secret.",
		},
		{
			[]cost.Line{secret("A", "eu-west-1"), secret("A", "eu-west-2"), secret("A", "")},
			[]cost.Line{secret("A", ""), calls(cost.Whole(10))},
			"This change saves **0.80 USD** a month: it adds the calls of a reader and removes 2 replicas.",
		},
		{
			nil,
			[]cost.Line{calls(cost.Whole(10))},
			"This change adds **less than 0.01 USD** a month: the calls of a reader.",
		},
		{
			[]cost.Line{calls(rangeOfAmounts("0", "1000000", "1000000"))},
			[]cost.Line{calls(rangeOfAmounts("0", "1000000", "2000000"))},
			"This change leaves the expected cost as it is: it changes the calls of a reader. **Depending on use**, it is 0.00 to +5.00 USD.",
		},
		{
			[]cost.Line{secret("A", "")},
			[]cost.Line{yuan},
			"This change adds **0.40 CNY** and saves **0.40 USD** a month: it adds a secret and removes a secret.",
		},
		{nil, nil, "No difference in cost."},
	} {
		before, after := &cost.Estimate{Lines: test.before}, &cost.Estimate{Lines: test.after}
		r := &Report{Cost: &Cost{Estimate: after, Diff: cost.Compare(before, after)}}
		got := string(render(t, r, NewCostMarkdown()))
		if !strings.Contains(got, "\n\n"+test.want+"\n") {
			t.Errorf("want %q in\n%s", test.want, got)
		}
	}
}

// A comment on GitHub is refused from 65,536 characters.
func TestCostMarkdownIsBounded(t *testing.T) {
	for name, text := range map[string]string{
		"names": "Service/Secret", "markup": strings.Repeat("<|`*", 300), "wide": strings.Repeat("密", 300),
		"joined": strings.Repeat("👩\u200d", 200), "marks": strings.Repeat("e\u0301\u0301\u0301", 100),
	} {
		for _, n := range []int{50, 1000} {
			r := hostileCost(t, text)
			c := r.Cost
			for i := range n {
				l := c.Estimate.Lines[i%5]
				l.LogicalID += fmt.Sprint(i)
				l.PriceSource += fmt.Sprint(i)
				c.Estimate.Lines = append(c.Estimate.Lines, l)
				c.Estimate.Assumptions = append(c.Estimate.Assumptions, text)
				c.Estimate.Unpriced = append(c.Estimate.Unpriced, c.Estimate.Unpriced[0])
				c.Savings = append(c.Savings, c.Savings[0])
				c.Budgets = append(c.Budgets, c.Budgets[0])
			}
			c.Diff = cost.Compare(&cost.Estimate{}, c.Estimate)
			for _, diff := range []*cost.Diff{c.Diff, nil} {
				c.Diff = diff
				got := string(render(t, r, NewCostMarkdown()))
				if len(got) > 65_000 {
					t.Errorf("%s × %d: %d bytes", name, n, len(got))
				}
				if n == 1000 && !strings.Contains(got, "more |\n") {
					t.Errorf("%s: nothing says how many lines are left out", name)
				}
				if name == "names" && n == 50 && strings.Contains(got, "more |\n") {
					t.Errorf("%s × %d: lines are left out without need", name, n)
				}
				checkTables(t, got)
			}
		}
	}
}

// Nothing of a template may become markup, a link or a mention, nor a command of
// a build service that prints the comment.
func TestCostMarkdownNeutralizesHostileText(t *testing.T) {
	for _, text := range []string{
		hostile, "a | b", "`code`", "line\n\n# head\n\n- item", "</details><img src=x onerror=alert(1)>", "[x](https://evil.example)", "![x](//evil.example/p.png)",
		"@org/team please", "see #1 and www.evil.example", "**bold** __bold__ ~~gone~~ $x$", "::error::x", "##vso[task.complete]x", "\\", "a\\|b", "<!-- hidden", "&lt;b&gt;",
	} {
		got := string(render(t, hostileCost(t, text), NewCostMarkdown()))
		checkTables(t, got)
		outside := regexp.MustCompile("(?s)``.*?``|`[^`\n]*`").ReplaceAllString(got, "") // nothing within code is markup
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
		checkPrintable(t, strings.ReplaceAll(got, "\u2060", ""))
		if strings.Count(got, "<details>") != strings.Count(got, "</details>")-strings.Count(got, "`</details>") {
			t.Errorf("%q: parts are not closed", text)
		}
		for line := range strings.Lines(got) {
			if strings.HasPrefix(strings.TrimSpace(line), "#") && line != "### Cost of secrets\n" {
				t.Errorf("%q: a heading: %q", text, line)
			}
		}
	}
}
