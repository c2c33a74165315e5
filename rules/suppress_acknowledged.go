package rules

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// acknowledged are the suppressions that an acknowledgement in the author's code makes.
func acknowledged(s *template.Stack, a template.Acknowledgement) []*suppression {
	all := foreignAcknowledgement(a)
	if id, ours := ruleOfAcknowledgement(a.ID); ours {
		all = append(all, &suppression{rule: id, Suppression: Suppression{Kind: "acknowledgement", Reason: a.Reason}})
	}
	rng := template.Range{File: s.Source.Name}
	if a.Source != nil {
		rng = template.Range{File: a.Source.File, Start: template.Pos{Line: a.Source.Line, Column: max(a.Source.Column, 1)}}
		rng.End = rng.Start
	}
	for _, sup := range all {
		sup.stack, sup.under, sup.rng = s, a.ConstructPath, rng
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
