package fixes

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// head writes what the file is, the lines to write in the app's code, and what is
// left.
func (c *cdkCode) head(b *strings.Builder) {
	b.WriteString(`// Fixes for this CDK app, written by fjall-lint fix --emit cdk.
//
// To make them, call this at the end of bin/app.ts, when all stacks and stages are there, before app.synth():
//
//     import { applyFjallFixes } from "./fjall-fixes";
//
//     applyFjallFixes(app);
//
// It changes what is synthesized, and nothing in your code. Then move the fixes home one by one: write a line
// from below in your code, where its construct is made, and delete the entries further down that name the same
// rule. An entry sets values as they had to be when this file was written, and lists as a whole: where you
// change the same place in your code, delete the entry too. To write the file anew, synthesize the app without
// the call first.
`)
	sources := newSources(c.fixes, c.left)
	groups := map[string][]homeLine{}
	for _, p := range c.fixes {
		add(groups, p.Finding, sources)
	}
	if len(groups) > 0 {
		b.WriteString("//\n// Lines for your code\n")
		c.lines(b, groups)
	}
	if len(c.left) > 0 {
		b.WriteString("//\n// Not done by this file\n")
		for _, l := range c.left {
			c.leftOver(b, l, sources)
		}
	}
}

// homeLine is a line for the code of a construct, and what it is for.
type homeLine struct {
	finding *rules.Finding
	text    string // "" where the rule has none
}

// add puts the lines of a finding's fix to the constructs that they are for.
func add(groups map[string][]homeLine, f *rules.Finding, sources *sources) {
	for _, l := range f.Fix.CDK {
		construct := l.ConstructPath
		if construct == "" && l.Stack != nil && l.LogicalID != "" {
			construct = templateName(l.Stack) + "#" + l.LogicalID
		}
		if construct == "" {
			construct = place(f)
		}
		construct = author(construct) + sources.at(l.Source)
		groups[construct] = append(groups[construct], homeLine{f, l.Text})
	}
	if len(f.Fix.CDK) == 0 {
		construct := author(place(f)) + sources.at(f.Source)
		groups[construct] = append(groups[construct], homeLine{f, ""})
	}
}

// place names the construct that a finding is about.
func place(f *rules.Finding) string {
	switch {
	case f.ConstructPath != "":
		return f.ConstructPath
	case f.Stack == nil:
		return path.Base(f.Range.File)
	case f.LogicalID == "":
		return templateName(f.Stack)
	}
	return templateName(f.Stack) + "#" + f.LogicalID
}

// author is a construct path less what the CDK adds to those of authors.
func author(construct string) string { return strings.TrimSuffix(construct, "/Resource") }

func (c *cdkCode) lines(b *strings.Builder, groups map[string][]homeLine) {
	for _, construct := range slices.Sorted(maps.Keys(groups)) {
		b.WriteString("//\n// " + c.said(construct) + "\n")
		var last *rules.Finding
		for _, l := range groups[construct] {
			if l.finding != last {
				c.title(b, l.finding)
				last = l.finding
			}
			c.line(b, l.text)
		}
	}
}

// title writes what a fix does, and what to mind.
func (c *cdkCode) title(b *strings.Builder, f *rules.Finding) {
	const rest = "//         "
	b.WriteString(comment("//   "+f.Rule.ID+" ", rest, c.said(f.Fix.Title)))
	if f.Fix.Warning != "" {
		b.WriteString(comment(rest+"Mind: ", rest, c.said(f.Fix.Warning)))
	}
}

// line writes a line of code; what is on several lines stays so.
func (c *cdkCode) line(b *strings.Builder, text string) {
	if !c.clean(text) {
		text = "(a line that would show a credential)"
	}
	for l := range strings.Lines(text) {
		indent := l[:len(l)-len(strings.TrimLeft(l, " "))]
		if l = oneLine(l); l != "" {
			b.WriteString("//             " + indent + l + "\n")
		}
	}
}

func (c *cdkCode) leftOver(b *strings.Builder, l Left, sources *sources) {
	f := l.Finding
	b.WriteString("//\n// " + c.said(author(place(f))+sources.at(f.Source)) + "\n")
	c.title(b, f)
	why := l.Why
	if l.Later {
		why += "; write this file anew when that stands in your code"
	}
	const rest = "//         "
	b.WriteString(comment(rest+"Why not: ", rest, c.said(why)))
	for _, line := range f.Fix.CDK {
		c.line(b, line.Text)
	}
}

// sources names places in the author's code. They are recorded as they were on the
// machine that synthesized; what all have in common says nothing, and is left out.
type sources struct{ root string }

func newSources(fixes []Planned, left []Left) *sources {
	var folders []string
	seen := map[*template.Program]bool{}
	see := func(f *rules.Finding) {
		if f.Stack == nil || seen[f.Stack.Program] {
			return
		}
		seen[f.Stack.Program] = true
		for _, s := range f.Stack.Program.Stacks {
			for _, x := range s.Order {
				if x.Source == nil {
					continue
				}
				folders = append(folders, path.Dir(slashed(x.Source.File)))
				for _, frame := range x.Source.Frames {
					folders = append(folders, path.Dir(slashed(frame.File)))
				}
			}
		}
	}
	for _, p := range fixes {
		see(p.Finding)
	}
	for _, l := range left {
		see(l.Finding)
	}
	s := &sources{}
	for i, f := range folders {
		if i == 0 {
			s.root = f
		}
		for s.root != "" && f != s.root && !strings.HasPrefix(f, s.root+"/") {
			s.root = s.root[:max(strings.LastIndexByte(s.root, '/'), 0)]
		}
	}
	return s
}

func byKey(a, b *template.Stack) int { return cmp.Compare(a.Key, b.Key) }

func slashed(file string) string { return strings.ReplaceAll(file, `\`, "/") }

// at is where a construct is made, in parentheses; "" where that is not known.
func (s *sources) at(pos *template.SourcePos) string {
	if pos == nil || pos.File == "" {
		return ""
	}
	file := slashed(pos.File)
	if s.root != "" {
		file = strings.TrimPrefix(file, s.root+"/")
	}
	if pos.Line > 0 {
		file += fmt.Sprintf(":%d", pos.Line)
	}
	return " (" + file + ")"
}
