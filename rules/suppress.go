package rules

import (
	"cmp"
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
	below   string // metadata: place within the element, see below; "" for all of it
	kind    string // another tool's: resource type that it speaks of, "" for any
	foreign bool   // written for another tool
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

// suppressions collects what the input suppresses. seen are the acknowledgements that were
// collected before.
func suppressions(asm *template.Assembly, today time.Time, seen map[string]bool) []*suppression {
	var all []*suppression
	for _, s := range asm.Stacks {
		for id, metadata := range metadataOf(s) {
			all = append(all, metadataSuppressions(s, id, metadata, today)...)
			all = append(all, foreignSuppressions(s, id, metadata, today)...)
		}
		all = append(all, foreignSuppressions(s, "", s.Root.Get("Metadata"), today)...)
		all = append(all, commentSuppressions(s, today)...)
		for _, a := range s.Acknowledgements() {
			// Nested stacks carry those of their program too.
			key := s.Program.Dir + "\x00" + a.ConstructPath + "\x00" + a.ID
			if seen[key] {
				continue
			}
			seen[key] = true
			all = append(all, acknowledged(s, a)...)
		}
	}
	return all
}

// configured are the suppressions of the configuration.
func configured(cfg *Config, today time.Time) []*suppression {
	var all []*suppression
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

func (s *suppression) until(day, today time.Time) {
	if day.IsZero() {
		return
	}
	s.Expires = day.Format(time.DateOnly)
	s.expired = today.After(day.AddDate(0, 0, 1).Add(-time.Nanosecond))
}

// covers tells whether the suppression speaks of a finding.
func (s *suppression) covers(f *Finding) bool {
	if s.rule != f.Rule.ID && s.rule != f.Rule.Name {
		return false
	}
	if s.kind != "" && s.kind != f.ResourceType || !below(f.Path, s.below) {
		return false
	}
	switch s.Kind {
	case "metadata":
		// An output may have the name of a resource.
		return f.Stack == s.stack && (s.id == "" || f.LogicalID == s.id && f.Path[0] == "Resources")
	case "comment":
		if f.Stack == nil || f.Stack.Source != s.stack.Source {
			return false
		}
		// A finding in the code of an asset has its line there, not here.
		return f.Range.File == f.Stack.Source.Name && f.Range.Start.Line == s.line || f.Stack.KeyRange(f.Path).Start.Line == s.line
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
// a rule that did not run says nothing, and neither does one for another tool: it need
// not be of use here.
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
		if s.foreign || isKnown[s.rule] && !isRun[s.rule] {
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
