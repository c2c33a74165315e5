package reporters

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/timing"
)

// NewTimings writes where the time of a run went, by stage and by rule. total is what
// passed from its beginning to its end.
func NewTimings(style Style, clock *timing.Clock, total time.Duration) Reporter {
	style.Width = max(style.Width, minWidth)
	return timings{style, clock, total}
}

type timings struct {
	style Style
	clock *timing.Clock
	total time.Duration
}

func (t timings) Report(w io.Writer, r *Report) error {
	p := &printer{Report: r, style: t.style}
	p.title("Time by stage")
	stages := t.clock.Stages()
	var sum time.Duration
	for _, s := range stages {
		sum += s.Time
	}
	g := &grid{
		columns: []column{{title: "Stage", least: 12}, {title: "ms", right: true}, {title: "Share", right: true}, {title: "Times", right: true}},
		footer:  []string{"all", milliseconds(sum), "", ""},
	}
	for _, s := range stages {
		g.rows = append(g.rows, []string{clean(s.Name), milliseconds(s.Time), share(s.Time, sum), thousands(s.Count)})
	}
	p.grid(g)
	p.text("", dim, fmt.Sprintf("%s ms passed. Stages that run on several processors at once count for each of them.", milliseconds(t.total)))

	p.title("Time by rule")
	p.rules(t.clock.Rules())
	return p.flush(w)
}

// rules prints the times of the rules that had something to judge.
func (p *printer) rules(times []timing.Rule) {
	if len(times) == 0 {
		p.line("No rule had anything to judge.")
		return
	}
	known := map[string]*rules.Rule{}
	for _, r := range p.Rules {
		known[r.Module()] = r
	}
	found := map[*rules.Rule]int{}
	for _, f := range p.Findings {
		found[f.Rule]++
	}
	var sum time.Duration
	judged := 0
	for _, t := range times {
		sum += t.Time
	}
	g := &grid{
		columns: []column{{title: "Rule"}, {title: "Name", least: 12}, {title: "ms", right: true}, {title: "Share", right: true}, {title: "Expressions", right: true}, {title: "Findings", right: true}},
		footer:  []string{"all", "", milliseconds(sum), "", "", ""},
	}
	for _, t := range times {
		id, name, findings := "", "what rules share: "+t.Module, ""
		switch r := known[t.Module]; {
		case r != nil:
			id, name, findings = r.ID, r.Name, dot(found[r])
			judged++
		case t.Module == "":
			name = "the query"
		}
		g.rows = append(g.rows, []string{clean(id), clean(name), milliseconds(t.Time), share(t.Time, sum), thousands(t.Evaluations), findings})
	}
	p.grid(g)
	p.text("", dim, fmt.Sprintf("%d of %d rules had something to judge; the others were not evaluated. Timing the rules takes time itself: compare them with one another.",
		judged, len(p.Rules)))
}

// milliseconds is a time with a digit after the point.
func milliseconds(d time.Duration) string {
	whole, tenth, _ := strings.Cut(strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64), ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return whole
	}
	return thousands(n) + "." + tenth
}

func share(part, all time.Duration) string {
	if all == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(all))
}
