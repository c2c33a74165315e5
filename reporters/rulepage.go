package reporters

import (
	"net/url"

	"github.com/fjall-lint/fjall-lint/rules"
)

// RulePage is the address of a rule's page in the documentation; of a user's rule, the
// first of its references, "" where it has none.
func RulePage(rule *rules.Rule) string {
	if !rule.Own() {
		return projectURI + "/blob/main/docs/rules/" + rule.Name + ".md"
	}
	for _, ref := range rule.References {
		if u, err := url.Parse(ref); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			return u.String()
		}
	}
	return ""
}

// MarkdownText is text of a finding or rule as Markdown: what stands in backticks is code,
// and nothing else is markup.
func MarkdownText(text string) string { return spans(text) }
