package rules

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// resolve turns what rules returned into findings with places in files.
func (e *Engine) resolve(program *template.Program, raws []raw) ([]*Finding, error) {
	stacks := map[string]*template.Stack{}
	for _, s := range program.Stacks {
		stacks[s.Key] = s
	}
	findings := make([]*Finding, 0, len(raws))
	for _, r := range raws {
		f, err := e.finding(r)
		if err != nil {
			return nil, err
		}
		at := r.object
		if place, ok := r.object["at"].(map[string]any); ok {
			at = place
		}
		p, ok := locate(stacks, at)
		if !ok {
			key, named := at["resource"].(string)
			if !named {
				return nil, fmt.Errorf("rule %s denies something without a place: give it a resource, the key of one, and a path", f.Rule.Name)
			}
			return nil, fmt.Errorf("rule %s points at resource %q, which is not in the input", f.Rule.Name, key)
		}
		if f.Rule.user && !p.exists() {
			return nil, fmt.Errorf("rule %s points at %s of %s, which is not there", f.Rule.Name, p.path, p.stack.TemplateFile)
		}
		p.fill(f)
		if err := readFix(f, stacks, r.object["fix"]); err != nil {
			return nil, err
		}
		related, _ := r.object["related"].([]any)
		for _, item := range related {
			m, _ := item.(map[string]any)
			place := m
			if inner, ok := m["at"].(map[string]any); ok {
				place = inner
			}
			p, ok := locate(stacks, place)
			if !ok {
				continue
			}
			message, _ := m["message"].(string)
			f.Related = append(f.Related, Related{Message: message, Stack: p.stack, LogicalID: p.id, Path: p.path, Range: p.rng})
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// finding reads the parts of a rule's result that are no place.
func (e *Engine) finding(r raw) (*Finding, error) {
	rule := e.byAddress[[2]string{r.category, r.name}]
	if rule == nil {
		return nil, fmt.Errorf("package fjall.rules.%s.%s belongs to no rule", r.category, r.name)
	}
	message, _ := r.object["message"].(string)
	if message == "" {
		return nil, fmt.Errorf("rule %s denies something without a message", rule.Name)
	}
	f := &Finding{Rule: rule, Severity: rule.Severity, Message: message}
	if name, ok := r.object["severity"].(string); ok {
		s, err := ParseSeverity(name)
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", rule.Name, err)
		}
		f.Severity = s
	}
	if s := e.selection.Severity[rule.ID]; s != 0 {
		f.Severity = s
	}
	f.MonthlyUSD, _ = r.object["monthly_usd"].(string)
	return f, nil
}

type place struct {
	stack *template.Stack
	id    string
	path  template.Path
	rng   template.Range
	exact bool
}

// locate resolves {"resource": key, "path": [...], "span": [...]}.
func locate(stacks map[string]*template.Stack, at map[string]any) (place, bool) {
	key, _ := at["resource"].(string)
	i := strings.LastIndexByte(key, '#')
	if i < 0 {
		return place{}, false
	}
	s := stacks[key[:i]]
	if s == nil {
		return place{}, false
	}
	p := place{stack: s, id: key[i+1:]}
	elems, _ := at["path"].([]any)
	for _, e := range elems {
		switch e := e.(type) {
		case string:
			p.path = append(p.path, e)
		case json.Number:
			n, err := e.Int64()
			if err != nil {
				return place{}, false
			}
			p.path = append(p.path, int(n))
		}
	}
	if len(p.path) == 0 {
		p.path = template.Path{"Resources", p.id}
	}
	n, exact := s.Lookup(p.path)
	if !exact {
		if m, ok := s.LookupRaw(p.path); ok {
			n, exact = m, true
		}
	}
	p.exact = exact
	p.rng = n.Range()
	if span, ok := at["span"].([]any); ok && len(span) == 2 && exact {
		p.rng = n.TextRange(number(span[0]), number(span[1]))
	}
	if len(p.path) == 2 || !exact || n.Kind == template.Map || n.Kind == template.List {
		// Point at the name, not at a whole block.
		if k := s.KeyRange(p.path); k.File != "" {
			p.rng = k
		}
	}
	if p.rng.File == "" {
		p.rng = template.Range{File: s.Source.Name}
	}
	if file, ok := at["file"].(map[string]any); ok {
		p.rng = template.Range{Start: position(file["start"]), End: position(file["end"])}
		p.rng.File, _ = file["file"].(string)
	}
	return p, true
}

// exists tells whether the element that the place lies in is there; what is
// missing within it may well be what a finding is about.
func (p place) exists() bool {
	if p.exact || len(p.path) < 2 {
		return true
	}
	_, there := p.stack.Lookup(p.path[:2])
	if !there {
		_, there = p.stack.LookupRaw(p.path[:2])
	}
	return there
}

func position(v any) template.Pos {
	m, _ := v.(map[string]any)
	return template.Pos{Line: number(m["line"]), Column: number(m["column"]), Offset: number(m["offset"])}
}

func number(v any) int {
	if n, ok := v.(json.Number); ok {
		i, _ := n.Int64()
		return int(i)
	}
	return 0
}

// sectionKinds name the elements of a template that are no resources.
var sectionKinds = map[string]string{
	"Parameters": "Parameter", "Mappings": "Mapping", "Outputs": "Output",
	"Conditions": "Condition", "Metadata": "Metadata", "Rules": "Rule",
}

func (p place) fill(f *Finding) {
	f.Stack, f.LogicalID, f.Path, f.Range, f.Exact = p.stack, p.id, p.path, p.rng, p.exact
	section, _ := p.path[0].(string)
	if kind, ok := sectionKinds[section]; ok {
		f.ResourceType = kind
	} else if r := p.stack.Resources[p.id]; r != nil {
		f.Resource, f.ResourceType = r, r.Type
		property := ""
		if len(p.path) > 3 {
			property, _ = p.path[3].(string)
		}
		f.Source = r.PropertySource(property)
	} else if n, ok := p.stack.LookupRaw(template.Path{"Resources", p.id, "Type"}); ok {
		f.ResourceType = n.Scalar()
	}
	path, source := p.stack.ConstructOf(p.id)
	f.ConstructPath = path
	if f.Source == nil {
		f.Source = source
	}
}
