package rules

import (
	"fmt"

	"github.com/fjall-lint/fjall-lint/template"
)

// readFix reads the fix that a rule declares with a finding:
//
//	"fix": {
//		"title": "…", "safe": true, "warning": "…",
//		"do": [{"op": "set", "at": place, "value": …}, …],
//		"cdk": [{"at": place, "line": "secret.grantRead(fn);"}, …],
//	}
func readFix(f *Finding, stacks map[string]*template.Stack, v any) error {
	declared, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	fix := &Fix{Kind: SuggestedFix}
	fix.Title, _ = declared["title"].(string)
	fix.Warning, _ = declared["warning"].(string)
	if safe, _ := declared["safe"].(bool); safe {
		fix.Kind = SafeFix
	}
	if fix.Title == "" {
		return fmt.Errorf("rule %s declares a fix without a title", f.Rule.Name)
	}
	do, _ := declared["do"].([]any)
	for _, item := range do {
		args, _ := item.(map[string]any)
		op := Operation{Args: args}
		op.Op, _ = args["op"].(string)
		if op.Op == "" {
			return fmt.Errorf("rule %s declares a fix with an operation that has no name", f.Rule.Name)
		}
		if at, ok := args["at"].(map[string]any); ok {
			p, found := locate(stacks, at)
			if !found {
				return fmt.Errorf("rule %s declares a fix at %v, which is not in the input", f.Rule.Name, at["resource"])
			}
			op.At = Spot{p.stack, p.path}
		}
		fix.Do = append(fix.Do, op)
	}
	lines, _ := declared["cdk"].([]any)
	for _, item := range lines {
		m, _ := item.(map[string]any)
		line := Line{}
		line.Text, _ = m["line"].(string)
		at, _ := m["at"].(map[string]any)
		if p, found := locate(stacks, at); found {
			line.Stack, line.LogicalID = p.stack, p.id
			line.ConstructPath, line.Source = p.stack.ConstructOf(p.id)
		}
		fix.CDK = append(fix.CDK, line)
	}
	f.Fix = fix
	return nil
}
