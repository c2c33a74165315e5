package secrets

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// superuser finds the secret that stands behind the JSON key masterarn, and whether
// defaults are in the value.
func (s *Secret) superuser() {
	v := s.Resource.Property("GenerateSecretString", "SecretStringTemplate")
	if v.Kind == template.AbsentValue {
		v = s.Resource.Property("SecretString")
	}
	if v.Kind != template.ScalarValue {
		return
	}
	s.Defaulted = slices.ContainsFunc(v.Parts, func(p template.Part) bool { return p.Origin == template.FromDefault })
	for i, p := range v.Parts[:max(0, len(v.Parts)-1)] {
		next := v.Parts[i+1]
		if p.Kind != template.LiteralPart || next.Kind != template.RefPart || next.Attr != "" || next.Resource.Type != s.Resource.Type {
			continue
		}
		before := strings.NewReplacer(" ", "", "\n", "", "\t", "").Replace(p.Text)
		if strings.HasSuffix(before, `"masterarn":"`) {
			s.Superuser = next.Resource.Key()
			return
		}
	}
}
