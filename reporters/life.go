package reporters

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// Verdict says of a stage of a secret's life whether it works.
type Verdict struct {
	// State is "yes", "no" or "unknown", and "" where there is nothing to work.
	State string
	// Text says it in words, with the reason where State is "no" or "unknown".
	Text string
}

// lives tells the life of each secret in five lines: where its value comes from, the
// key that encrypts it, its rotation, its readers and its cost.
func (p *printer) lives() {
	if len(p.Secrets) == 0 && len(p.Access) == 0 {
		p.line("No secret is defined or used.")
		return
	}
	access := map[string]*Access{}
	for i := range p.Access {
		if p.Access[i].Key != "" {
			access[p.Access[i].Key] = &p.Access[i]
		}
	}
	for i := range p.Secrets {
		s := &p.Secrets[i]
		p.life(s, access[s.ID])
	}
	// Those that the templates use and do not define.
	for i := range p.Access {
		if a := &p.Access[i]; a.Key == "" {
			p.head(0, clean(a.title()))
			p.told(p.stages(nil, a))
		}
	}
}

func (p *printer) life(s *Secret, a *Access) {
	p.head(0, clean(cmp.Or(s.Name, s.LogicalID)), clean(s.LogicalID), clean(s.Stack))
	p.told(p.stages(s, a))
}

// told prints the stages of a life, the name of several in a row once.
func (p *printer) told(stages []Stage) {
	last := ""
	for _, stage := range stages {
		name := stage.Name
		if name == last {
			name = ""
		}
		p.stage(name, stage.Verdict)
		last = stage.Name
	}
	p.blank()
}

// Stage is a line of a secret's life: "origin", "key", "rotation", "readers" (a line each)
// or "cost".
type Stage struct {
	Name string
	Verdict
}

// Life tells the life of a secret of the report.
func (r *Report) Life(s *Secret) []Stage {
	for i := range r.Access {
		if a := &r.Access[i]; a.Key != "" && a.Key == s.ID {
			return r.stages(s, a)
		}
	}
	return r.stages(s, nil)
}

// stages are the lines of a secret's life, s nil for one that is not the templates'; a
// tells who reads it, nil for nobody.
func (r *Report) stages(s *Secret, a *Access) []Stage {
	if s == nil {
		return append([]Stage{{"origin", Verdict{Text: "outside of the templates"}}}, readerStages(a)...)
	}
	origin := Verdict{Text: cmp.Or(s.Origin, "not known")}
	if strings.HasPrefix(origin.Text, "literal") {
		origin.State = "no" // everyone who reads the template has it
	}
	list := []Stage{{"origin", origin}, {"key", Verdict{Text: cmp.Or(s.Key, "not known")}}, {"rotation", s.Rotation}}
	list = append(list, readerStages(a)...)
	if text := r.costOf(s); text != "" {
		list = append(list, Stage{"cost", Verdict{Text: text}})
	}
	return list
}

// stageWidth is that of the longest name of a stage.
const stageWidth = len("rotation")

var stageMarks = map[string]struct{ mark, sgr string }{
	"yes": {"✓ ", green}, "no": {"✗ ", red}, "unknown": {"? ", yellow}, "": {"", ""},
}

// stage prints a line of a secret's life.
func (p *printer) stage(name string, v Verdict) {
	m := stageMarks[v.State]
	lead := "  " + name + strings.Repeat(" ", stageWidth-len(name)+2) + m.mark
	for i, l := range wrap(clean(v.Text), min(p.style.Width-width(lead), measure)) {
		if i == 0 {
			p.line("  " + p.paint(dim, name) + strings.Repeat(" ", stageWidth-len(name)+2) + p.paint(m.sgr, m.mark) + l)
			continue
		}
		p.line(strings.Repeat(" ", width(lead)) + l)
	}
}

// readerStages tell who reads a secret.
func readerStages(a *Access) []Stage {
	var list []Stage
	if a != nil {
		for _, g := range a.groups() {
			if !g.Rotates {
				list = append(list, Stage{"readers", g.verdict()})
			}
		}
	}
	if len(list) == 0 {
		list = append(list, Stage{"readers", Verdict{Text: "none in the templates"}})
	}
	return list
}

// verdict joins what a reader may do with whether it reaches Secrets Manager.
func (u *AccessUse) verdict() Verdict {
	v := Verdict{State: u.Allowed, Text: u.Consumer + " " + u.Why}
	if u.Writes && u.Allowed == "no" {
		v.State = "yes" // it updates the secret
	}
	switch {
	case u.Network.State == "" || u.Network.Text == "":
	case u.Network.State == "no":
		v.State = "no"
		fallthrough
	case u.Network.State == "unknown":
		v.Text += "; " + u.Network.Text
		if v.State == "yes" {
			v.State = "unknown"
		}
	case u.Allowed == "yes":
		v.Text += ", " + u.Network.Text
	}
	return v
}

// costOf is what is paid for a secret itself: by the month, for its replicas and its
// rotation. Calls of readers are theirs.
func (r *Report) costOf(s *Secret) string {
	if r.Cost == nil || r.Cost.Estimate == nil {
		return ""
	}
	sums := map[string]cost.Range{}
	var currencies []string
	replicas := 0
	for i := range r.Cost.Estimate.Lines {
		l := &r.Cost.Estimate.Lines[i]
		if l.Template != s.Template || l.LogicalID != s.LogicalID {
			continue
		}
		if l.Kind == cost.ReplicaLine {
			replicas++
		}
		if _, ok := sums[l.Currency]; !ok {
			currencies = append(currencies, l.Currency)
		}
		sums[l.Currency] = sums[l.Currency].Add(l.Monthly)
	}
	slices.Sort(currencies)
	var parts []string
	for _, c := range currencies {
		say := func(d decimal.Decimal) string { return money(d, c) }
		text := say(sums[c].Expected) + " a month"
		if shown(sums[c]) {
			text += " (" + say(sums[c].Low) + " to " + say(sums[c].High) + ")"
		}
		parts = append(parts, text)
	}
	text := strings.Join(parts, " and ")
	if replicas > 0 {
		text += ", with " + plural(replicas, "replica", "replicas")
	}
	return text
}
