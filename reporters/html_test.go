package reporters

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

// pageReport has everything that the page shows.
func pageReport(t testing.TB) *Report {
	t.Helper()
	r := accessReport(t)
	r.Cost = costReport(t).Cost
	r.Secrets[0].ID, r.Access[0].Key = "secret", "secret"
	for _, f := range r.Findings {
		if f.LogicalID == r.Secrets[0].LogicalID {
			r.Secrets[0].Range, r.Access[0].Range = f.Range, f.Range
		}
	}
	r.Redact = func(text string) string { return strings.ReplaceAll(text, "not-a-real-password", "••••") }
	r.Diffs = map[*rules.Finding][]FixFile{}
	for _, f := range r.Findings {
		if f.Fix == nil {
			continue
		}
		f.Fix.CDK = []rules.Line{{ConstructPath: f.ConstructPath, Text: `generateSecretString: {}, // was "not-a-real-password"`}}
		r.Diffs[f] = []FixFile{{Name: "cdk.out/AppStack.template.json", Diff: "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -6,1 +6,1 @@\n     \"Description\": \"Database of the shop\",\n-    \"SecretString\": \"••••\",\n+    \"GenerateSecretString\": {},\n"}}
	}
	return r
}

// withoutAssets is a page with names in place of the assets, which have tests of their
// own.
func withoutAssets(page []byte, a *assets) []byte {
	text := string(page)
	for _, x := range [][2]string{{string(a.Style), "[style]\n"}, {string(a.Script), "[script]\n"}} {
		if x[0] != "" {
			text = strings.ReplaceAll(text, x[0], x[1])
		}
	}
	return policyHash.ReplaceAll([]byte(text), []byte("[hash]"))
}

// policyHash is a hash as the attribute has it.
var policyHash = regexp.MustCompile(`&#39;sha256-[^&]*(&#43;[^&]*)*&#39;`)

func TestHTML(t *testing.T) {
	plain := pageReport(t)
	plain.Command, plain.MinSeverity = "check", rules.Low
	nothing := &Report{Command: "report", Version: "1.2.3"}
	for name, r := range map[string]*Report{"report": pageReport(t), "check": plain, "report-nothing": nothing} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewHTML())
			if again := render(t, r, NewHTML()); string(again) != string(got) {
				t.Error("the page is another one the second time")
			}
			golden(t, name+".html", withoutAssets(got, reportAssets()))
		})
	}
}

// The page needs nothing but itself, and its policy lets it do nothing else.
func TestHTMLIsSelfContained(t *testing.T) {
	page := render(t, pageReport(t), NewHTML())
	if want := fmt.Sprintf(`content="default-src &#39;none&#39;; style-src %s; script-src %s; base-uri`, "[hash]", "[hash]"); !strings.Contains(string(withoutAssets(page, reportAssets())), want) {
		t.Errorf("no policy %s", want)
	}
	for _, element := range regexp.MustCompile(`(?s)<(?:style|script)>(.*?)</(?:style|script)>`).FindAllSubmatch(page, -1) {
		if hash := cspHash(string(element[1])); !strings.Contains(html.UnescapeString(string(page[:bytes.Index(page, []byte("<style>"))])), hash) {
			t.Errorf("the policy does not allow %s: %.40q", hash, element[1])
		}
	}
	for _, t1 := range tag.FindAllString(string(withoutAssets(page, reportAssets())), -1) {
		for _, bad := range []string{"<link", "<iframe", "<img", "<object", "<base", " src=", " style=", " on", "javascript:"} {
			if strings.Contains(unvalued(t1), bad) {
				t.Errorf("%q occurs in %s", bad, t1)
			}
		}
	}
	if style := string(reportAssets().Style); strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style loads something")
	}
	// d3 names the namespaces of elements; nothing else is an address.
	for _, address := range regexp.MustCompile(`https?://[^"'\s)]*`).FindAllString(regexp.MustCompile(`(?s)/\*!.*?\*/`).ReplaceAllString(string(reportAssets().Script), ""), -1) {
		if !strings.HasPrefix(address, "http://www.w3.org/") {
			t.Errorf("the script has the address %s", address)
		}
	}
}

var attributeValue = regexp.MustCompile(`="[^"]*"`)

// unvalued is a tag without the values of its attributes.
func unvalued(tag string) string { return attributeValue.ReplaceAllString(tag, "=") }

// hostilePage is a report whose texts all are the one given.
func hostilePage(t testing.TB, text string) *Report {
	t.Helper()
	r := pageReport(t)
	r.Cost = hostileCost(t, text).Cost
	r.Version = text
	known := map[*rules.Rule]*rules.Rule{}
	for i, f := range r.Findings {
		f.Message, f.LogicalID, f.ResourceType, f.ConstructPath, f.MonthlyUSD = text, text, text, text, text
		f.Range.File, f.Fingerprint = text, text
		if known[f.Rule] == nil {
			rule := *f.Rule
			rule.ID, rule.Name = fmt.Sprint(text, len(known)), text
			rule.Title, rule.Category, rule.Description, rule.Remediation, rule.References = text, text, text, text, []string{text}
			known[f.Rule] = &rule
		}
		f.Rule = known[f.Rule]
		if f.Source != nil {
			f.Source.File = text
		}
		for j := range f.Related {
			f.Related[j].Message, f.Related[j].LogicalID, f.Related[j].Range.File = text, text, text
		}
		if s := f.Suppressed; s != nil {
			s.Reason, s.Expires = text, text
		}
		if f.Fix != nil {
			f.Fix.Title, f.Fix.Warning = text, text
			f.Fix.CDK = []rules.Line{{ConstructPath: text, Text: text}}
			r.Diffs[f] = []FixFile{{Name: text, Diff: "-" + strings.ReplaceAll(text, "\n", " ") + "\n"}}
		}
		if res := f.Resource; res != nil && i == 0 {
			res.ConstructPath = text
		}
	}
	for _, s := range r.Assembly.Stacks {
		s.Name, s.Account, s.Region = text, text, text
	}
	for i := range r.Secrets {
		s := &r.Secrets[i]
		s.Name, s.Stack, s.LogicalID, s.ConstructPath, s.Origin, s.Key, s.Rotation.Text = text, text, text, text, text, text, text
	}
	for i := range r.Access {
		a := &r.Access[i]
		a.Name, a.Stack, a.LogicalID, a.ConstructPath = text, text, fmt.Sprint(text, i), text
		for j := range a.Principals {
			p := &a.Principals[j]
			p.Key, p.Principal, p.LogicalID, p.Way = fmt.Sprint(text, j), text, text, text
			for k := range p.Path {
				p.Path[k].Text, p.Path[k].LogicalID = text, text
			}
		}
		for j := range a.Uses {
			u := &a.Uses[j]
			u.Consumer, u.ConsumerID, u.ConsumerPath, u.Via, u.Role, u.Why = fmt.Sprint(text, j), fmt.Sprint(text, j), text, text, text, text
			for k := range u.Path {
				u.Path[k].Text, u.Path[k].LogicalID = text, text
			}
		}
	}
	for i := range r.Undecided {
		u := &r.Undecided[i]
		u.Category, u.Why, u.LogicalID, u.Template = text, fmt.Sprint(text, i), text, text
	}
	r.Notes = []string{text}
	return r
}

// Whatever the texts, the page has the same elements and attributes, and its data are
// the ones given.
func TestHTMLNeutralizesHostileText(t *testing.T) {
	elements := func(page string) []string {
		var all []string
		for _, t1 := range tag.FindAllString(page, -1) {
			all = append(all, unvalued(t1))
		}
		return all
	}
	data := regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)
	want := elements(string(withoutAssets(render(t, hostilePage(t, "plain"), NewHTML()), reportAssets())))
	for _, text := range []string{
		strings.ReplaceAll(hostile, "`", "'"), "</style><script>alert(1)</script>", "</script><script>alert(1)</script>", "<!--<script>", `"><img src=x onerror=alert(1)>`, "'onload='x",
		"]]>", "{{.Version}}", "&lt;script&gt;", "</title>", "\u202egnp\u2066", "a\u2028b\u2029c", "javascript:alert(1)", "a\x00b\x1b]0;x\x07\u009b31m", "\\u003c/script>",
		"::set-output name=a::b", "##vso[task.complete]", strings.Repeat("AWS::X", 60), "\xff\xfe", "#on=e1&q=x",
	} {
		page := string(withoutAssets(render(t, hostilePage(t, text), NewHTML()), reportAssets()))
		if got := elements(page); !slices.Equal(got, want) {
			t.Errorf("%+q changes the elements of the page", text)
			for i := range got {
				if i >= len(want) || got[i] != want[i] {
					t.Logf("element %d: %s", i, got[max(0, i-3):min(len(got), i+3)])
					break
				}
			}
		}
		checkPrintable(t, page)
		m := data.FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("%+q: no data", text)
		}
		var graph pageGraph
		if err := json.Unmarshal([]byte(m[1]), &graph); err != nil {
			t.Errorf("%+q: %v", text, err)
			continue
		}
		for _, n := range graph.Nodes {
			if n.Kind == "secret" && n.Name != clean(text) && !strings.HasPrefix(n.Name, clean(text)) {
				t.Errorf("%+q: secret %+q", text, n.Name)
			}
		}
		if regexp.MustCompile(`href="(javascript|data|vbscript):`).MatchString(page) {
			t.Errorf("%+q: a link runs something", text)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add("</script><!--\u2028`x`")
	f.Fuzz(func(t *testing.T, text string) {
		page := string(withoutAssets(render(t, hostilePage(t, text), NewHTML()), reportAssets()))
		if n := strings.Count(page, "<script"); n != 2 {
			t.Errorf("%+q: %d scripts", text, n)
		}
		checkPrintable(t, strings.ReplaceAll(page, "\t", " ")) // lines of a file keep their tabs
	})
}

// Findings, lives and the graph speak of the same resources.
func TestHTMLEntities(t *testing.T) {
	page := pageReport(t).reportPage()
	secrets := map[string]bool{}
	for i := range page.Secrets {
		s := &page.Secrets[i]
		if secrets[s.ID] {
			t.Errorf("two secrets are %s", s.ID)
		}
		secrets[s.ID] = true
	}
	drawn := map[string]bool{}
	for _, n := range page.Graph.Nodes {
		if drawn[n.ID] {
			t.Errorf("two nodes are %s", n.ID)
		}
		drawn[n.ID] = true
	}
	for _, e := range page.Graph.Edges {
		if !drawn[e.From] || !drawn[e.To] {
			t.Errorf("%s → %s joins what is not drawn", e.From, e.To)
		}
	}
	for i := range page.Findings {
		f := &page.Findings[i]
		if f.Rule == "FJ101" && f.Resource == "Db/Secret" && (!secrets[f.Entity] || !drawn[f.Entity]) {
			t.Errorf("the finding about %s is about %q, which is no secret or not drawn", f.Resource, f.Entity)
		}
	}
}
