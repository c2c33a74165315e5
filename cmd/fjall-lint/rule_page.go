package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
)

// rulePage is what the page of a rule shows.
type rulePage struct {
	*rules.Rule
	// bad and good are the files of the examples; good is empty where diff shows
	// what is right.
	bad, good []shownFile
	// difference is how good differs from bad, where that is shorter to show.
	difference string
	// command is what was run on the bad example, and output what that printed.
	command, output string
	findings        int
	// fixed are the findings that the fixes of the rule end, and diff is how.
	fixed []*rules.Finding
	diff  string
}

// categories say what the rules of each category are about.
var categories = map[string]string{
	"template":     "The template itself, and comments that suppress findings.",
	"hardcoded":    "Credentials that are written into templates or code, and secret values that people can read.",
	"grants":       "Code that cannot read, decrypt or rotate its secret.",
	"permissions":  "Access that is wider than needed.",
	"rotation":     "Secrets that do not rotate, and rotation that cannot work.",
	"naming":       "Names, descriptions and tags.",
	"connectivity": "Ways through the network, regions and names that are looked up.",
	"cost":         "What could be saved, and budgets.",
	"encryption":   "Keys of secrets.",
}

// ruleIndex is the page that lists all rules by category.
func ruleIndex(known []*rules.Rule) []byte {
	var b strings.Builder
	b.WriteString("# Rules\n\nWritten by `fjall-lint rules docs`. A rule that is off runs only in the profile `strict`, or where the\nconfiguration turns it on.\n")
	last := ""
	for _, r := range known {
		if r.Category != last {
			last = r.Category
			fmt.Fprintf(&b, "\n## %s\n\n", r.Category)
			if about := categories[r.Category]; about != "" {
				b.WriteString(about + "\n\n")
			}
			b.WriteString("| id | rule | severity | title |\n|---|---|---|---|\n")
		}
		off := ""
		if r.Off {
			off = " (off)"
		}
		fmt.Fprintf(&b, "| %s | [%s](%s.md) | %s%s | %s |\n", r.ID, path.Base(r.Name), r.Name, r.Severity, off, cell(r.Title))
	}
	return []byte(b.String())
}

// markdown is the page.
func (p *rulePage) markdown() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", p.ID, prose(p.Title))
	fmt.Fprintf(&b, "- rule: `%s`\n- severity: %s\n", p.Name, p.Severity)
	if len(p.Tags) > 0 {
		fmt.Fprintf(&b, "- tags: %s\n", strings.Join(p.Tags, ", "))
	}
	if p.Off {
		b.WriteString("- off: runs in the profile `strict`, or where the configuration turns it on\n")
	}
	if p.Deprecated != "" {
		fmt.Fprintf(&b, "- replaced by: %s\n", p.Deprecated)
	}
	fmt.Fprintf(&b, "\n%s\n", prose(wrap(p.Description, 110)))
	p.examples(&b)
	fmt.Fprintf(&b, "\n## What to do\n\n%s\n", prose(wrap(p.Remediation, 110)))
	p.fix(&b)
	p.configuration(&b)
	p.suppression(&b)
	if len(p.References) > 0 {
		b.WriteString("\n## References\n\n")
		for _, ref := range p.References {
			fmt.Fprintf(&b, "- <%s>\n", ref)
		}
	}
	return []byte(b.String())
}

func (p *rulePage) examples(b *strings.Builder) {
	if len(p.bad) > 0 {
		b.WriteString("\n## Bad\n")
		files(b, p.bad)
		fmt.Fprintf(b, "\n    $ %s\n\n", p.command)
		fence(b, "text", p.output)
	}
	switch {
	case p.diff != "":
		b.WriteString("\n## Good\n\nWhat the fix changes:\n\n")
		fence(b, "diff", p.diff)
	case p.difference != "":
		b.WriteString("\n## Good\n\nThe same but for this:\n\n")
		fence(b, "diff", p.difference)
	case len(p.good) > 0:
		b.WriteString("\n## Good\n")
		files(b, p.good)
	}
}

// files writes the files of an example, and what their comments mean.
func files(b *strings.Builder, list []shownFile) {
	all := ""
	for _, f := range list {
		fmt.Fprintf(b, "\n`%s`\n\n", f.name)
		language := strings.TrimPrefix(path.Ext(f.name), ".")
		fence(b, language, f.text)
		all += f.text
	}
	for _, of := range []struct{ mark, meaning string }{
		{"# config: ", "stands for the rule's parameters, which the configuration sets under `rules`"},
		{"# parameters: ", "stands for the values of parameters, which `--param` or the configuration give"},
		{"# budget: ", "stands for the budget, which the configuration sets under `cost`"},
		{"# against: ", "stands for what the cost is compared with, which `--against` names"},
	} {
		if strings.Contains(all, of.mark) {
			fmt.Fprintf(b, "\nThe comment `%s` %s.\n", strings.TrimSpace(of.mark), of.meaning)
		}
	}
	if strings.Contains(list[0].name, "/") {
		b.WriteString("\nThe assembly's manifests are left out here.\n")
	}
	if strings.Contains(all, "[redacted]") {
		b.WriteString("\nThe credential is left out here.\n")
	}
}

func (p *rulePage) fix(b *strings.Builder) {
	if len(p.fixed) == 0 {
		return
	}
	b.WriteString("\n## Fix\n\n`fjall-lint fix --rule " + p.ID + "` makes it.\n\n")
	said := map[string]bool{}
	for _, f := range p.fixed {
		if said[f.Fix.Title] {
			continue
		}
		said[f.Fix.Title] = true
		kind := "Safe"
		if f.Fix.Kind != rules.SafeFix {
			kind = "Suggestion"
		}
		fmt.Fprintf(b, "- %s: %s.\n", kind, prose(strings.TrimSuffix(f.Fix.Title, ".")))
		if f.Fix.Warning != "" {
			fmt.Fprintf(b, "  Warning: %s\n", prose(f.Fix.Warning))
		}
	}
	var lines []string
	for _, f := range p.fixed {
		for _, line := range f.Fix.CDK {
			if !slices.Contains(lines, line.Text) {
				lines = append(lines, line.Text)
			}
		}
	}
	if len(lines) > 0 {
		b.WriteString("\nIn the CDK app:\n\n")
		fence(b, "ts", strings.Join(lines, "\n")+"\n")
	}
}

func (p *rulePage) configuration(b *strings.Builder) {
	b.WriteString("\n## Configuration\n\n")
	if len(p.Params) > 0 {
		b.WriteString("| parameter | default | meaning |\n|---|---|---|\n")
		for _, name := range slices.Sorted(maps.Keys(p.Params)) {
			fmt.Fprintf(b, "| `%s` | `%s` | %s |\n", name, plainJSON(p.Params[name].Default), cell(p.Params[name].Description))
		}
		b.WriteString("\n")
	} else {
		b.WriteString("The rule has no parameters.\n\n")
	}
	setting := "severity: " + other(p.Severity).String()
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		setting += fmt.Sprintf(", %s: %s", name, plainJSON(p.Params[name].Default))
	}
	switch p.Off {
	case true:
		fence(b, "yaml", fmt.Sprintf("rules:\n  %s: on                # or: {%s}\n", p.ID, setting))
	default:
		fence(b, "yaml", fmt.Sprintf("rules:\n  %s: {%s}   # or: off\n", p.ID, setting))
	}
}

// other is a severity that a rule does not have by itself.
func other(s rules.Severity) rules.Severity {
	if s > rules.Info {
		return s - 1
	}
	return s + 1
}

// plainJSON is a value as JSON in one line.
func plainJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	return string(text)
}

func (p *rulePage) suppression(b *strings.Builder) {
	b.WriteString("\n## Accepting a finding\n\nEvery suppression needs a reason.\n\n")
	fmt.Fprintf(b, "- In the CDK: `Validations.of(construct).acknowledge({id: 'fjall-lint::%s', reason: '…'})`\n", p.ID)
	fmt.Fprintf(b, "- In a resource's Metadata: `fjall-lint: {ignore: [{rule: %s, reason: …}]}`\n", p.ID)
	fmt.Fprintf(b, "- In YAML, on the line or above it: `# fjall-lint:ignore %s reason…`\n", p.ID)
	fmt.Fprintf(b, "- In the configuration: `ignore: [{rule: %s, path: \"App/Data/**\", reason: …}]`\n", p.ID)
}

// fence writes a block of code; the text may hold backticks.
func fence(b *strings.Builder, language, text string) {
	mark := "```"
	for strings.Contains(text, mark) {
		mark += "`"
	}
	fmt.Fprintf(b, "%s%s\n%s%s\n", mark, language, text, mark)
}

var escapes = strings.NewReplacer("*", `\*`, "<", "&lt;")

// prose is a text of a rule as Markdown: what stands in backticks is code already.
func prose(text string) string {
	parts := strings.Split(text, "`")
	if len(parts)%2 == 0 { // a backtick that nothing closes
		return escapes.Replace(strings.ReplaceAll(text, "`", "\\`"))
	}
	for i := 0; i < len(parts); i += 2 {
		parts[i] = escapes.Replace(parts[i])
	}
	return strings.Join(parts, "`")
}

// cell is the same for a cell of a table.
func cell(text string) string { return strings.ReplaceAll(prose(text), "|", `\|`) }
