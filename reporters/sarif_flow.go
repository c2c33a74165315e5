package reporters

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/rules"
)

type sarifCodeFlow struct {
	ThreadFlows []sarifThreadFlow `json:"threadFlows"`
}

type sarifThreadFlow struct {
	Locations []sarifFlowLocation `json:"locations"`
}

type sarifFlowLocation struct {
	Location sarifLocation `json:"location"`
}

// pathCategories are those of the rules whose related places are the links of a
// path of access: the secret, its use, the role, the statement, the key or the
// network.
var pathCategories = []string{"grants", "permissions", "connectivity"}

// flow is the path of access that a finding is about, from the secret on; ok is
// false where it is about none.
func (b *sarifBuilder) flow(f *rules.Finding) (flow sarifCodeFlow, ok bool) {
	if len(f.Related) == 0 || !slices.Contains(pathCategories, f.Rule.Category) {
		return sarifCodeFlow{}, false
	}
	var secrets, rest []sarifFlowLocation
	for _, rel := range f.Related {
		step := sarifFlowLocation{b.relatedLocation(rel)}
		if kind := kindOf(rel); kind == "AWS::SecretsManager::Secret" || kind == "AWS::SSM::Parameter" {
			secrets = append(secrets, step)
		} else {
			rest = append(rest, step)
		}
	}
	use := sarifFlowLocation{b.place(f)}
	use.Location.Message = locationText(f.Message)
	steps := append(append(secrets, use), rest...)
	return sarifCodeFlow{[]sarifThreadFlow{{steps}}}, true
}

// flows are the paths of a group, as many as code scanning keeps.
func (b *sarifBuilder) flows(group []*rules.Finding) []sarifCodeFlow {
	var list []sarifCodeFlow
	steps := 0
	for _, f := range group {
		flow, ok := b.flow(f)
		if !ok {
			continue
		}
		n := len(flow.ThreadFlows[0].Locations)
		if steps+n > b.limits.steps {
			b.leftSteps += n
			continue
		}
		steps += n
		list = append(list, flow)
	}
	return list
}

func kindOf(rel rules.Related) string {
	if rel.Stack != nil {
		if res := rel.Stack.Resources[rel.LogicalID]; res != nil {
			return res.Type
		}
	}
	return ""
}

// relatedLocation is a link of a chain: the author's line where it is known, else
// the template's.
func (b *sarifBuilder) relatedLocation(rel rules.Related) sarifLocation {
	construct := ""
	if rel.Stack != nil {
		construct, _ = rel.Stack.ConstructOf(rel.LogicalID)
	}
	l := b.location(rel.Stack, rel.Range, rel.LogicalID, construct, kindOf(rel))
	if p, ok := b.codeOf(rel.Stack, rel.LogicalID, rel.Path); ok {
		l.Physical = p.location().Physical
	}
	l.Message = locationText(rel.Message)
	return l
}

// place is where a finding is shown: the author's line, else the template's.
func (b *sarifBuilder) place(f *rules.Finding) sarifLocation {
	l := b.location(f.Stack, f.Range, f.LogicalID, f.ConstructPath, f.ResourceType)
	if p, ok := b.primary(f); ok {
		l.Physical = p.location().Physical
	}
	return l
}

func locationText(message string) *sarifText {
	if message = sentence(clean(message)); message == "" {
		return nil
	}
	return &sarifText{Text: cutRunes(message, maxText)}
}
