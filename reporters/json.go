package reporters

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// SchemaVersion is the version of the JSON format. It grows when a field
// changes its meaning or goes; new fields do not change it.
const SchemaVersion = 1

// NewJSON is the reporter of the JSON format, which schema/report.schema.json
// describes.
func NewJSON() Reporter { return jsonReporter{} }

type jsonReporter struct{}

type jsonReport struct {
	SchemaVersion int             `json:"schemaVersion"`
	Tool          jsonTool        `json:"tool"`
	FailOn        string          `json:"failOn,omitempty"`
	Stacks        []jsonStack     `json:"stacks"`
	Findings      []jsonFinding   `json:"findings"`
	Undecided     []jsonUndecided `json:"undecided"`
	Cost          *cost.Document  `json:"cost,omitempty"`
	Summary       jsonSummary     `json:"summary"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonStack struct {
	Name      string `json:"name"`
	Template  string `json:"template"`
	Account   string `json:"account"`
	Region    string `json:"region"`
	Resources int    `json:"resources"`
}

type jsonFinding struct {
	RuleID        string           `json:"ruleId"`
	Rule          string           `json:"rule"`
	Category      string           `json:"category"`
	Severity      string           `json:"severity"`
	Message       string           `json:"message"`
	Stack         string           `json:"stack"`
	Template      string           `json:"template"`
	LogicalID     string           `json:"logicalId"`
	ResourceType  string           `json:"resourceType"`
	ConstructPath string           `json:"constructPath"`
	Location      jsonLocation     `json:"location"`
	Source        *jsonSource      `json:"source"`
	Related       []jsonRelated    `json:"related"`
	Fix           *jsonFix         `json:"fix"`
	Fingerprint   string           `json:"fingerprint"`
	Suppressed    *jsonSuppression `json:"suppressed"`
	MonthlyUSD    *string          `json:"monthlyUsd"`
}

type jsonLocation struct {
	File        string `json:"file"`
	StartLine   int    `json:"startLine"`
	StartColumn int    `json:"startColumn"`
	EndLine     int    `json:"endLine"`
	EndColumn   int    `json:"endColumn"`
	Pointer     string `json:"pointer"`
}

type jsonSource struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type jsonRelated struct {
	Message   string       `json:"message"`
	Template  string       `json:"template"`
	LogicalID string       `json:"logicalId"`
	Location  jsonLocation `json:"location"`
}

type jsonFix struct {
	Title string `json:"title"`
	Kind  string `json:"kind"`
}

type jsonSuppression struct {
	Kind    string  `json:"kind"`
	Reason  string  `json:"reason"`
	Expires *string `json:"expires"`
}

type jsonUndecided struct {
	Category  string `json:"category"`
	LogicalID string `json:"logicalId"`
	Template  string `json:"template"`
	Why       string `json:"why"`
}

// jsonSummary counts findings that are not suppressed; those are counted apart, and
// those of a baseline for themselves.
type jsonSummary struct {
	BySeverity jsonCounts     `json:"bySeverity"`
	ByCategory map[string]int `json:"byCategory"`
	Suppressed int            `json:"suppressed"`
	Baseline   int            `json:"baseline,omitempty"`
}

// jsonCounts is a struct to keep the order of the severities.
type jsonCounts struct {
	Critical int `json:"critical"`
	High     int `json:"high"`
	Medium   int `json:"medium"`
	Low      int `json:"low"`
	Info     int `json:"info"`
}

func (jsonReporter) Report(w io.Writer, r *Report) error {
	doc := jsonReport{
		SchemaVersion: SchemaVersion,
		Tool:          jsonTool{Name: toolName, Version: r.Version},
		Stacks:        r.jsonStacks(),
		Findings:      make([]jsonFinding, 0, len(r.Findings)),
		Undecided:     make([]jsonUndecided, 0, len(r.Undecided)),
		Summary:       jsonSummary{ByCategory: map[string]int{}},
	}
	if r.Command == "check" {
		doc.FailOn = failOn(r.FailOn)
	}
	if r.Cost != nil && r.Cost.Estimate != nil {
		doc.Cost = r.Cost.Estimate.Document()
	}
	counts := map[rules.Severity]int{}
	for _, f := range r.Findings {
		doc.Findings = append(doc.Findings, r.jsonFinding(f))
		if f.Suppressed != nil {
			if f.Suppressed.Kind == "baseline" {
				doc.Summary.Baseline++
			} else {
				doc.Summary.Suppressed++
			}
			continue
		}
		counts[f.Severity]++
		doc.Summary.ByCategory[f.Rule.Category]++
	}
	doc.Summary.BySeverity = jsonCounts{
		counts[rules.Critical], counts[rules.High], counts[rules.Medium], counts[rules.Low], counts[rules.Info],
	}
	for _, u := range r.Undecided {
		doc.Undecided = append(doc.Undecided, jsonUndecided{u.Category, u.LogicalID, slashed(u.Template), u.Why})
	}
	return writeJSON(w, doc)
}

// failOn is the severity from which check fails, as flags and the configuration
// name it.
func failOn(s rules.Severity) string {
	if s == 0 {
		return "none"
	}
	return s.String()
}

func (r *Report) jsonStacks() []jsonStack {
	stacks := []jsonStack{}
	for _, s := range r.stacks() {
		stacks = append(stacks, jsonStack{
			Name: s.Name, Template: slashed(s.TemplateFile), Account: s.Account, Region: s.Region, Resources: s.Size(),
		})
	}
	return stacks
}

func (r *Report) jsonFinding(f *rules.Finding) jsonFinding {
	j := jsonFinding{
		RuleID: f.Rule.ID, Rule: f.Rule.Name, Category: f.Rule.Category, Severity: f.Severity.String(), Message: f.Message,
		LogicalID: f.LogicalID, ResourceType: f.ResourceType, ConstructPath: f.ConstructPath,
		Location: r.jsonLocation(f.Range, f.Path), Related: make([]jsonRelated, 0, len(f.Related)), Fingerprint: f.Fingerprint,
		Template: r.file(f.Template()),
	}
	if f.Stack != nil {
		j.Stack, j.Template = f.Stack.Name, slashed(f.Stack.TemplateFile)
	}
	if f.Source != nil {
		j.Source = &jsonSource{r.file(f.Source.File), f.Source.Line, f.Source.Column}
	}
	for _, rel := range f.Related {
		k := jsonRelated{Message: rel.Message, LogicalID: rel.LogicalID, Location: r.jsonLocation(rel.Range, rel.Path)}
		k.Template = k.Location.File
		if rel.Stack != nil {
			k.Template = slashed(rel.Stack.TemplateFile)
		}
		j.Related = append(j.Related, k)
	}
	if f.Fix != nil {
		j.Fix = &jsonFix{f.Fix.Title, f.Fix.Kind}
	}
	if s := f.Suppressed; s != nil {
		j.Suppressed = &jsonSuppression{Kind: s.Kind, Reason: s.Reason}
		if s.Expires != "" {
			j.Suppressed.Expires = &s.Expires
		}
	}
	if f.MonthlyUSD != "" {
		j.MonthlyUSD = &f.MonthlyUSD
	}
	return j
}

// jsonLocation gives the start of the file where a finding is about all of it.
func (r *Report) jsonLocation(rng template.Range, p template.Path) jsonLocation {
	start, end := rng.Start, rng.End
	if start.Line < 1 {
		start = template.Pos{Line: 1, Column: 1}
	}
	start.Column = max(start.Column, 1)
	if end.Line < start.Line || end.Line == start.Line && end.Column < start.Column {
		end = start
	}
	return jsonLocation{r.file(rng.File), start.Line, start.Column, end.Line, end.Column, p.String()}
}

// writeJSON writes a document as it can be read and compared: indented, without
// the escapes that only HTML needs, and with those that a terminal needs.
func writeJSON(w io.Writer, doc any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	if _, err := w.Write(escapeJSON(b.Bytes())); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
