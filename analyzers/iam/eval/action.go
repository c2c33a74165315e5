package eval

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// ActionMatches tells whether the pattern of an Action or NotAction element
// matches an action such as "secretsmanager:GetSecretValue". Case does not
// matter.
func ActionMatches(pattern Text, action string) template.Truth {
	return Match(pattern, Text{{Kind: Exact, Lit: action}}, MatchOptions{Fold: true})
}

// Expand lists those of the actions that a pattern matches, in their order.
func Expand(pattern string, actions []string) []string {
	var matched []string
	for _, a := range actions {
		if matchString(pattern, a, true, true) {
			matched = append(matched, a)
		}
	}
	return matched
}

// service is the part of an action before the colon, in small letters.
func service(action string) string {
	s, _, _ := strings.Cut(action, ":")
	return strings.ToLower(s)
}

// needsResourcePolicy tells which kind of resource policy an action cannot do
// without, whatever the identity may: a key's or a role's trust policy.
func needsResourcePolicy(action string, resource Text) (PolicyKind, bool) {
	s, name, _ := strings.Cut(strings.ToLower(action), ":")
	if r, ok := resource.Literal(); ok && r == "*" {
		return 0, false
	}
	switch s {
	case "kms":
		return KeyPolicy, true
	case "sts":
		assume := []string{"assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "tagsession", "setsourceidentity", "setcontext"}
		return TrustPolicy, slices.Contains(assume, name)
	}
	return 0, false
}
