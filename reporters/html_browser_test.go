package reporters

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/fjall-lint/fjall-lint/rules"
)

// browserPage is a page that a browser has open.
type browserPage struct {
	t   *testing.T
	ctx context.Context
	url string

	mu       sync.Mutex
	troubles []string
}

// openPage opens a report from disk in a headless Chromium. At the end of the test
// nothing but the page may have been asked for, and the browser must have had nothing
// to complain of: an error of the script, or something that the policy forbids.
func openPage(t *testing.T, r *Report) *browserPage {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no browser is started")
	}
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no Chromium is installed")
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, render(t, r, NewHTML()), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &browserPage{t: t, ctx: ctx, url: (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()}
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: "light"}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	p.resize(1280)
	p.do(chromedp.Navigate(p.url))
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, trouble := range p.troubles {
			t.Error(trouble)
		}
	})
	return p
}

func (p *browserPage) listen(event any) {
	trouble := ""
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if at, _, _ := strings.Cut(e.Request.URL, "#"); at != p.url && at != "about:blank" {
			trouble = "the page asks for " + e.Request.URL
		}
	case *log.EventEntryAdded:
		trouble = fmt.Sprintf("the browser says: %s %s", e.Entry.Level, e.Entry.Text)
	case *runtime.EventExceptionThrown:
		trouble = "the script fails: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		trouble = fmt.Sprintf("the script writes to the console: %s", e.Type)
	}
	if trouble != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.troubles = append(p.troubles, trouble)
	}
}

func call[P, R any](p *browserPage, command cdp.Command[P, R], params P) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, command, params); err != nil {
		p.t.Fatal(err)
	}
}

func (p *browserPage) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *browserPage) resize(width int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, 900))
	p.settle()
}

// settle waits until what was done is laid out.
func (p *browserPage) settle() {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`, chromedp.EvalAwaitPromise)); err != nil {
		p.t.Fatal(err)
	}
}

// js gives what an expression has come to.
func js[T any](p *browserPage, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// want compares what an expression comes to.
func want[T comparable](p *browserPage, expression string, wanted T) {
	p.t.Helper()
	if got := js[T](p, expression); got != wanted {
		p.t.Errorf("%s is %v, not %v", expression, got, wanted)
	}
}

const (
	countOf   = `document.getElementById("count").textContent`
	shownRows = `[...document.querySelectorAll(".finding:not([hidden])")].map(e => e.dataset.rule).join(" ")`
	hashOf    = `location.hash`
)

func TestHTMLFilters(t *testing.T) {
	p := openPage(t, pageReport(t))
	want(p, countOf, "8 of 9 findings")
	want(p, shownRows, "FJ101 FJ101 FJ203 FJ001 FJ101 FJ401 FJ701 FJ505")

	want(p, `document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true, cancelable: true}))`, false)
	p.do(chromedp.KeyEvent("ROTATION schedule"))
	want(p, shownRows, "FJ401")
	want(p, countOf, "1 of 9 findings")
	want(p, hashOf, "#q=ROTATION+schedule")

	p.do(chromedp.Click(chromedp.CSS("[name=status][value=suppressed]")))
	want(p, shownRows, "FJ401 FJ401")
	p.do(chromedp.Reload())
	want(p, shownRows, "FJ401 FJ401")
	want(p, `document.querySelector("[name=q]").value`, "ROTATION schedule")

	p.do(chromedp.Click(chromedp.CSS(".tally [type=reset]")))
	want(p, hashOf, "")
	want(p, countOf, "8 of 9 findings")

	for _, tt := range []struct{ name, value, shown string }{
		{"rule", "FJ203", "FJ203"},
		{"category", "hardcoded", "FJ101 FJ101 FJ101"},
		{"stack", "AppStack", "FJ101 FJ203 FJ401 FJ505"},
		{"sort", "rule", "FJ001 FJ101 FJ101 FJ101 FJ203 FJ401 FJ505 FJ701"},
	} {
		js[bool](p, fmt.Sprintf(`(s => { s.value = %q; return s.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector("[name=%s]"))`, tt.value, tt.name))
		want(p, shownRows, tt.shown)
		want(p, hashOf, "#"+tt.name+"="+tt.value)
		p.do(chromedp.Click(chromedp.CSS(".tally [type=reset]")))
	}
	p.do(chromedp.Click(chromedp.CSS("[name=fix]")))
	want(p, shownRows, "FJ101")
	p.do(chromedp.Click(chromedp.CSS("[name=severity][value=critical]")))
	want(p, shownRows, "")
	want(p, `document.getElementById("none").hidden`, false)
	p.do(chromedp.Click(chromedp.CSS("#none-reset")))
	want(p, countOf, "8 of 9 findings")

	// A link to a finding shows it, whatever the filters are.
	js[string](p, `location.hash = "f9"`)
	p.settle()
	want(p, `document.querySelector("#f9 details").open && !document.getElementById("f9").hidden`, true)
	want(p, `document.activeElement.closest(".finding").id`, "f9")
	want(p, `document.querySelector("#f9 .why").textContent.startsWith("Why it matters")`, true)
	// The figures by category and severity choose findings.
	p.do(chromedp.Click(chromedp.CSS(".matrix td a.high")))
	p.settle()
	want(p, shownRows, "FJ203")
}

func TestHTMLGraph(t *testing.T) {
	p := openPage(t, pageReport(t))
	chosen := `document.querySelector(".node.chosen text")?.textContent ?? ""`
	focused := `document.activeElement.querySelector("text")?.textContent ?? ""`
	want(p, `document.querySelectorAll(".node").length > 5`, true)
	want(p, `document.querySelectorAll(".node[tabindex='0']").length`, 1)
	if label := js[string](p, `[...document.querySelectorAll(".node.secret")].map(n => n.getAttribute("aria-label")).join("\n")`); !strings.Contains(label, "secret app/prod/database, 2 findings") {
		t.Errorf("labels of the secrets: %s", label)
	}

	// A click chooses, shows the life and narrows the list.
	node := `[...document.querySelectorAll(".node")].find(n => n.getAttribute("aria-label").includes("secret app/prod/database"))`
	js[bool](p, node+`.setAttribute("id", "clicked") ?? true`)
	p.do(chromedp.ScrollIntoView(chromedp.CSS("#access")), chromedp.Click(chromedp.CSS("#clicked")))
	want(p, chosen, "app/prod/database")
	want(p, `document.querySelector(".panel h3").textContent`, "app/prod/database")
	want(p, `document.querySelector(".panel .links a").hash.startsWith("#secret-e")`, true)
	want(p, shownRows, "FJ101 FJ401")
	want(p, `/^#on=e\d+$/.test(location.hash)`, true)
	want(p, `document.getElementById("about").textContent.startsWith("about app/prod/database")`, true)
	p.do(chromedp.Reload())
	want(p, chosen, "app/prod/database")

	// The keyboard does the same.
	js[bool](p, `document.querySelector(".node[tabindex='0']").focus() ?? true`)
	want(p, focused, "app/prod/database")
	p.do(chromedp.KeyEvent(kb.Escape))
	want(p, chosen, "")
	p.do(chromedp.KeyEvent(kb.ArrowLeft))
	want(p, `document.activeElement.classList.contains("role")`, true)
	role := js[string](p, focused)
	p.do(chromedp.KeyEvent(kb.Enter))
	want(p, chosen, role)
	before := js[string](p, `document.querySelector(".canvas svg > g").getAttribute("transform")`)
	p.do(chromedp.KeyEvent("+"))
	if after := js[string](p, `document.querySelector(".canvas svg > g").getAttribute("transform")`); after == before {
		t.Errorf("+ does not zoom: %s", after)
	}
	p.do(chromedp.KeyEvent("0"))

	p.do(chromedp.Click(chromedp.CSS(".tools button[aria-pressed]")))
	want(p, `document.querySelectorAll(".edge.no").length > 0 && document.querySelectorAll(".edge.yes").length === 0`, true)
}

func TestHTMLTheme(t *testing.T) {
	p := openPage(t, pageReport(t))
	back := `getComputedStyle(document.body).backgroundColor`
	light := js[string](p, back)
	p.do(chromedp.Click(chromedp.CSS("#theme")), chromedp.Click(chromedp.CSS("#theme")))
	want(p, `document.documentElement.dataset.theme`, "dark")
	if dark := js[string](p, back); dark == light {
		t.Errorf("dark is as light: %s", dark)
	}
	p.do(chromedp.Reload())
	want(p, `document.documentElement.dataset.theme`, "dark")
}

// The page never scrolls sideways, whatever its texts.
func TestHTMLWidths(t *testing.T) {
	for name, r := range map[string]*Report{
		"report": pageReport(t), "long": hostilePage(t, strings.Repeat("AWS::X", 60)), "hostile": hostilePage(t, hostile), "nothing": {Command: "check"},
	} {
		t.Run(name, func(t *testing.T) {
			p := openPage(t, r)
			js[int](p, `document.querySelectorAll("details").forEach(d => { d.open = true }) ?? 0`)
			for _, width := range []int64{320, 768, 1280, 1920} {
				p.resize(width)
				if got := js[int64](p, `document.documentElement.scrollWidth`); got > width {
					t.Errorf("at %d the page is %d wide: %s", width, got, js[string](p, `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, pre, svg, .unseen")).slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join("\n")`))
				}
			}
		})
	}
}

// TestHTMLAccessibility has axe-core judge the page, in light and dark. It does not ask
// that labels have the drawn texts of the graph in them: long names are drawn cut.
func TestHTMLAccessibility(t *testing.T) {
	axe, err := os.ReadFile("../tools/html-report/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not installed: make html-report does it")
	}
	p := openPage(t, pageReport(t))
	js[int](p, string(axe)+`; 0`)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{320, 1280} {
			p.resize(width)
			got := js[string](p, fmt.Sprintf(`(async () => {
				document.documentElement.dataset.theme = %q;
				document.querySelectorAll("details").forEach(d => { d.open = true });
				const found = await axe.run(document, {resultTypes: ["violations"], rules: {"label-content-name-mismatch": {enabled: false}}});
				return found.violations.map(v => v.impact + " " + v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ")).join("; ")).join("\n");
			})()`, theme))
			if got != "" {
				t.Errorf("%s at %d: %s", theme, width, got)
			}
		}
	}
}

// A page of 5,000 findings opens and filters; it logs how long that takes.
func TestHTMLLarge(t *testing.T) {
	r := pageReport(t)
	for i := range 5000 - len(r.Findings) {
		f := *r.Findings[i%len(r.Findings)]
		f.Message, f.Fingerprint = fmt.Sprintf("%s No. %d.", f.Message, i), fmt.Sprintf("%032x", i)
		r.Findings = append(r.Findings, &f)
	}
	r.Findings = rules.Sort(r.Findings)
	began := time.Now()
	p := openPage(t, r)
	want(p, `document.querySelectorAll(".finding:not([hidden])").length`, 100)
	t.Logf("the browser started and opened the page in %s; the page itself took %.0f ms", time.Since(began).Round(time.Millisecond), js[float64](p, `performance.getEntriesByType("navigation")[0].domComplete`))
	took := js[float64](p, `(async () => {
		const began = performance.now();
		const q = document.querySelector("[name=q]");
		q.value = "decrypt";
		q.dispatchEvent(new Event("input", {bubbles: true}));
		await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
		return performance.now() - began;
	})()`)
	t.Logf("the first search took %.0f ms", took)
	want(p, `[...document.querySelectorAll(".finding:not([hidden])")].every(e => e.dataset.rule === "FJ203")`, true)
	p.do(chromedp.Click(chromedp.CSS(".tally [type=reset]")))
	p.do(chromedp.Click(chromedp.CSS("#next")))
	want(p, `document.querySelectorAll(".finding:not([hidden])").length`, 200)
}

// Without its script the page says all: nothing is hidden but what needs the script.
func TestHTMLWithoutScript(t *testing.T) {
	p := openPage(t, pageReport(t))
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.do(chromedp.Reload())
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
	want(p, `document.querySelectorAll(".finding").length`, 9)
	want(p, `[...document.querySelectorAll("main [hidden]")].map(e => e.id || e.className).join(" ")`, "filters about none next graph of-graph of-graph of-graph of-graph of-graph of-graph")
	if pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF()); err != nil || len(pdf) == 0 {
		t.Errorf("it cannot be printed: %v", err)
	}
}
