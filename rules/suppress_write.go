package rules

import (
	"cmp"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// SuppressingComment is the text of a YAML comment, behind its `# `, that suppresses a rule
// on the line below it.
func SuppressingComment(rule *Rule, reason string) string {
	return commentMark + " " + rule.ID + " " + reason
}

// SuppressingMetadata is the entry that suppresses a finding in the Metadata of its
// resource, and the path of the list that it belongs in. ok is false for a finding that is
// about no resource.
func SuppressingMetadata(f *Finding, reason string) (list template.Path, entry *template.Node, ok bool) {
	if f.Stack == nil || len(f.Path) < 2 || f.Path[0] != "Resources" {
		return nil, nil, false
	}
	pairs := []any{"rule", template.NewString(f.Rule.ID, nil)}
	if len(f.Path) > 2 {
		pairs = append(pairs, "path", template.NewString(f.Path[2:].Dotted(), nil))
	}
	pairs = append(pairs, "reason", template.NewString(reason, nil))
	return f.Path[:2].Append("Metadata", metadataKey, "ignore"), template.NewMap(nil, pairs...), true
}

// globMeta are the characters that mean something in the path of an [Ignore].
var globMeta = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`)

// SuppressingEntry is the entry of the configuration's ignore list that suppresses a
// finding's rule where the finding is: at its construct, else its resource, else its file.
func SuppressingEntry(f *Finding, reason string) *template.Node {
	place := f.ConstructPath
	if place == "" && f.Stack != nil && f.LogicalID != "" {
		place = f.Stack.Name + "/" + f.LogicalID
	}
	return template.NewMap(nil,
		"rule", template.NewString(f.Rule.ID, nil),
		"path", template.NewString(globMeta.Replace(cmp.Or(place, f.Range.File)), nil),
		"reason", template.NewString(reason, nil))
}
