package reporters

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCostHTML(t *testing.T) {
	for name, r := range map[string]*Report{
		"cost": costReport(t), "cost-diff": diffReport(t), "cost-same": sameReport(t), "cost-nothing": {Command: "cost"},
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".html", withoutAssets(render(t, r, NewCostHTML()), costAssets()))
		})
	}
}

// The page needs nothing but itself.
func TestCostHTMLIsSelfContained(t *testing.T) {
	got := string(render(t, diffReport(t), NewCostHTML()))
	for _, bad := range []string{"<script", "<link", "<iframe", "<img", "@import", "url(", "http:", "https:", "src=", "href=", " on"} {
		if regexp.MustCompile(`<[^>]*` + regexp.QuoteMeta(bad) + `\w*=?`).MatchString(got) {
			t.Errorf("%q occurs in a tag", bad)
		}
	}
	if want := `content="default-src &#39;none&#39;; style-src [hash]; base-uri &#39;none&#39;; form-action &#39;none&#39;"`; !strings.Contains(string(withoutAssets([]byte(got), costAssets())), want) {
		t.Error("no policy forbids what the page does not need")
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// Whatever the texts, the page has the same elements and attributes.
func TestCostHTMLNeutralizesHostileText(t *testing.T) {
	want := tag.FindAllString(string(render(t, hostileCost(t, "plain"), NewCostHTML())), -1)
	for _, text := range []string{
		hostile, "</style><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "'onload='x", "<!--", "]]>", "{{.Version}}", "&lt;script&gt;", "</title>", "\u202egnp",
		"::set-output name=a::b", "##vso[task.complete]", strings.Repeat("AWS::X", 60),
	} {
		got := string(render(t, hostileCost(t, text), NewCostHTML()))
		if !slices.Equal(tag.FindAllString(got, -1), want) {
			t.Errorf("%q changes the elements of the page", text)
		}
		checkPrintable(t, got)
	}
}

// The bars stand for the amounts, and what does not fit is cut and said to be.
func TestCostChart(t *testing.T) {
	e := costEstimate()
	chart := newCostChart(e, e.Totals()[0])
	var longest, cut string
	for _, b := range chart.Bars {
		if b.Name == "Interface endpoints" {
			longest = b.Width
		}
		if b.Cut {
			cut += b.Name + ";"
		}
		if !strings.HasSuffix(b.Width, "%") || b.Expected != "$0.00" && b.Width == "0.00%" {
			t.Errorf("%s: %s is %s wide", b.Name, b.Expected, b.Width)
		}
	}
	if longest != "66.67%" || cut != "Calls by readers;Requests of KMS;" || !chart.Cut {
		t.Errorf("longest bar %s, cut: %s", longest, cut)
	}
	e.Lines = e.Lines[:7]
	if chart := newCostChart(e, e.Totals()[0]); chart.Cut || chart.Bars[0].Width != "100.00%" {
		t.Errorf("fixed amounts: %+v", chart)
	}
}
