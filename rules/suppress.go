package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/fjall-lint/fjall-lint/template"
)

// Suppression tells that the user accepted a finding, and why.
type Suppression struct {
	Kind    string // "acknowledgement", "metadata", "comment", "configuration" or "baseline"
	Reason  string
	Expires string // day, "" for never
}

// suppression is one place where somebody accepts a rule's findings.
type suppression struct {
	Suppression
	rule    string // as written
	stack   *template.Stack
	id      string        // logical id, "" for any
	path    template.Path // where it is written
	rng     template.Range
	line    int    // comment: the line that it speaks of
	glob    string // configuration
	under   string // acknowledgement: construct path
	expired bool
	invalid string // why it has no effect
	used    bool
}

// suppressionFact is what the rule on suppressions sees of one.
type suppressionFact struct {
	Index   int    `json:"index"`
	Kind    string `json:"kind"`
	Rule    string `json:"rule"`
	Known   bool   `json:"known"`
	Reason  bool   `json:"reason"`
	Expired bool   `json:"expired"`
	Expires string `json:"expires"`
	Used    bool   `json:"used"`
	Invalid string `json:"invalid"`
}

const metadataKey = "fjall-lint"

// suppressions collects what the input and the configuration suppress.
func suppressions(asm *template.Assembly, cfg *Config, today time.Time) []*suppression {
	var all []*suppression
	seen := map[string]bool{}
	for _, s := range asm.Stacks {
		for _, r := range s.Order {
			all = append(all, metadataSuppressions(s, r, today)...)
		}
		all = append(all, commentSuppressions(s, today)...)
		for _, a := range s.Acknowledgements() {
			id, ok := ruleOfAcknowledgement(a.ID)
			key := s.Program.Dir + "\x00" + a.ConstructPath + "\x00" + id
			if !ok || seen[key] {
				continue
			}
			seen[key] = true
			sup := &suppression{rule: id, stack: s, under: a.ConstructPath, Suppression: Suppression{Kind: "acknowledgement", Reason: a.Reason}}
			sup.rng = template.Range{File: s.Source.Name}
			if a.Source != nil {
				sup.rng = template.Range{File: a.Source.File, Start: template.Pos{Line: a.Source.Line, Column: max(a.Source.Column, 1)}}
				sup.rng.End = sup.rng.Start
			}
			all = append(all, sup)
		}
	}
	if cfg != nil {
		for _, ig := range cfg.Ignore {
			sup := &suppression{rule: ig.Rule, glob: ig.Path, Suppression: Suppression{Kind: "configuration", Reason: ig.Reason}}
			sup.until(ig.Until, today)
			sup.rng = template.Range{File: cfg.File, Start: template.Pos{Line: ig.Line, Column: ig.Column}}
			sup.rng.End = sup.rng.Start
			all = append(all, sup)
		}
	}
	return all
}

// ruleOfAcknowledgement reads the id of CDK's Validations.acknowledge:
// "fjall-lint::FJ401", or a bare id, which the CDK stores as "Annotation::FJ401".
func ruleOfAcknowledgement(id string) (rule string, ours bool) {
	source, rule, ok := strings.Cut(id, "::")
	if !ok {
		return id, looksLikeRule(id)
	}
	switch source {
	case "fjall-lint":
		return rule, true
	case "Annotation":
		return rule, looksLikeRule(rule)
	}
	return "", false
}

func looksLikeRule(id string) bool {
	return len(id) == 5 && strings.HasPrefix(id, "FJ") && strings.Trim(id[2:], "0123456789") == ""
}

func (s *suppression) until(day, today time.Time) {
	if day.IsZero() {
		return
	}
	s.Expires = day.Format(time.DateOnly)
	s.expired = today.After(day.AddDate(0, 0, 1).Add(-time.Nanosecond))
}

// metadataSuppressions reads Metadata: {fjall-lint: {ignore: [{rule, reason, until}]}}
// of a resource.
func metadataSuppressions(s *template.Stack, r *template.Resource, today time.Time) []*suppression {
	list := r.Node.At("Metadata", metadataKey, "ignore")
	if list == nil {
		return nil
	}
	base := template.Path{"Resources", r.ID, "Metadata", metadataKey, "ignore"}
	items := list.Items
	if list.Kind == template.Map {
		items = []*template.Node{list}
	}
	var all []*suppression
	for i, item := range items {
		path := base
		if list.Kind == template.List {
			path = base.Append(i)
		}
		sup := &suppression{stack: s, id: r.ID, path: path, rng: item.Range(), Suppression: Suppression{Kind: "metadata"}}
		switch item.Kind {
		case template.String: // a bare rule id: no reason
			sup.rule = item.Text
		case template.Map:
			sup.rule = item.Get("rule").Scalar()
			sup.Reason = strings.TrimSpace(item.Get("reason").Scalar())
			if day := item.Get("until").Scalar(); day != "" {
				t, err := time.Parse(time.DateOnly, day)
				if err != nil {
					sup.invalid = fmt.Sprintf("its until is %q, which is no day such as 2027-01-31", day)
				}
				sup.until(t, today)
			}
		}
		if sup.rule == "" {
			sup.invalid = "it names no rule"
		}
		all = append(all, sup)
	}
	return all
}

// commentMark begins a suppressing comment in YAML:
//
//	# fjall-lint:ignore FJ102 [until=2027-01-31] reason
const commentMark = "fjall-lint:ignore"

func commentSuppressions(s *template.Stack, today time.Time) []*suppression {
	if !strings.Contains(string(s.Source.Data), commentMark) {
		return nil
	}
	var all []*suppression
	for _, c := range s.Source.Comments() {
		text := strings.TrimSpace(strings.TrimLeft(c.Text, "#"))
		rest, ok := strings.CutPrefix(text, commentMark)
		if !ok {
			continue
		}
		sup := &suppression{stack: s, line: c.Line, Suppression: Suppression{Kind: "comment"}}
		if c.Own {
			sup.line = s.Source.NextLine(c.Line)
		}
		sup.rng = s.Source.Range(c.Offset, c.Offset+len(c.Text))
		fields := strings.Fields(rest)
		if len(fields) > 0 {
			sup.rule, fields = fields[0], fields[1:]
		} else {
			sup.invalid = "it names no rule"
		}
		if len(fields) > 0 {
			if day, ok := strings.CutPrefix(fields[0], "until="); ok {
				t, err := time.Parse(time.DateOnly, day)
				if err != nil {
					sup.invalid = fmt.Sprintf("its until is %q, which is no day such as 2027-01-31", day)
				}
				sup.until(t, today)
				fields = fields[1:]
			}
		}
		sup.Reason = strings.TrimLeft(strings.Join(fields, " "), "-: ")
		all = append(all, sup)
	}
	return all
}

// covers tells whether the suppression speaks of a finding.
func (s *suppression) covers(f *Finding) bool {
	if s.rule != f.Rule.ID && s.rule != f.Rule.Name {
		return false
	}
	switch s.Kind {
	case "metadata":
		return f.Stack == s.stack && f.LogicalID == s.id
	case "comment":
		if f.Stack == nil || f.Stack.Source != s.stack.Source {
			return false
		}
		return f.Range.Start.Line == s.line || f.Stack.KeyRange(f.Path).Start.Line == s.line
	case "acknowledgement":
		return f.Stack != nil && f.Stack.Program == s.stack.Program &&
			(f.ConstructPath == s.under || strings.HasPrefix(f.ConstructPath, s.under+"/"))
	case "configuration":
		if s.glob == "" {
			return true
		}
		names := []string{f.ConstructPath, f.LogicalID}
		if f.Stack != nil {
			names = append(names, f.Stack.Name+"/"+f.LogicalID, f.Stack.Name)
		}
		names = append(names, f.Range.File)
		for _, name := range names {
			if ok, err := doublestar.Match(s.glob, name); ok && err == nil && name != "" {
				return true
			}
		}
	}
	return false
}

// suppress marks the findings that are suppressed, and the suppressions that
// are used. Only a suppression with a reason, for a known rule and not expired
// has an effect.
func suppress(findings []*Finding, all []*suppression) {
	if len(all) == 0 {
		return
	}
	for _, f := range findings {
		for _, s := range all {
			if !s.covers(f) {
				continue
			}
			s.used = true
			if s.expired || s.Reason == "" || s.invalid != "" || f.Suppressed != nil {
				continue
			}
			copied := s.Suppression
			f.Suppressed = &copied
		}
	}
}

// suppressionFacts are the facts of the rule on suppressions. A suppression of
// a rule that did not run says nothing.
func suppressionFacts(all []*suppression, known []*Rule, ran []*Rule) []suppressionFact {
	isKnown, isRun := map[string]bool{}, map[string]bool{}
	for _, r := range known {
		isKnown[r.ID], isKnown[r.Name] = true, true
	}
	for _, r := range ran {
		isRun[r.ID], isRun[r.Name] = true, true
	}
	facts := []suppressionFact{}
	for i, s := range all {
		if isKnown[s.rule] && !isRun[s.rule] {
			continue
		}
		facts = append(facts, suppressionFact{
			Index: i, Kind: s.Kind, Rule: s.rule, Known: isKnown[s.rule], Reason: s.Reason != "",
			Expired: s.expired, Expires: s.Expires, Used: s.used, Invalid: s.invalid,
		})
	}
	slices.SortFunc(facts, func(a, b suppressionFact) int { return cmp.Compare(a.Index, b.Index) })
	return facts
}
