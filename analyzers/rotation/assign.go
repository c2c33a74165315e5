package rotation

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// assign gives every schedule its secret.
func (f *Facts) assign(pass *analyzers.Pass, stock *secrets.Facts, byKey map[string]*Secret) {
	k := namesOf(stock)
	maybe := map[*Secret]string{}
	for _, s := range f.Schedules {
		r := s.resource
		s.Target = "unknown"
		alternatives := r.Property("SecretId").Alternatives()
		for i, a := range alternatives {
			if a.Value.Kind != template.ScalarValue {
				for _, record := range f.Secrets {
					maybe[record] = s.Label
				}
				continue
			}
			m := k.find(r.Stack, a.Value.Parts)
			if m.managed != nil {
				s.Target, s.Secret = "managed", m.managed.Key()
				if record := byKey[s.Secret]; record != nil {
					record.Schedules = append(record.Schedules, s.Key)
				}
				continue
			}
			if i == 0 || m.state == s.Target {
				s.Target = m.state
			} else {
				s.Target = "unknown"
			}
			for _, found := range m.secrets {
				record := byKey[found.Key]
				record.Schedules = append(record.Schedules, s.Key)
				s.Secret = found.Key
				switch {
				case len(alternatives) > 1 || !always(r, found.Resource):
					maybe[record] = s.Label
				case s.Rules == "no":
					if record.Rotates == "no" {
						record.Rotates = "off"
					}
				case s.Rules == "unknown":
					if record.Rotates != "yes" {
						record.Rotates = "unknown"
					}
				default:
					record.Rotates = "yes"
				}
			}
			for _, found := range m.maybe {
				maybe[byKey[found.Key]] = s.Label
			}
		}
		if s.Target != "found" && s.Target != "managed" {
			s.Secret = ""
		}
		s.functions()
	}
	for _, record := range f.Secrets {
		if label := maybe[record]; label != "" && (record.Rotates == "no" || record.Rotates == "off") {
			record.Rotates = "unknown"
			pass.Undecided("rotation", record.At, "rotation schedule "+label+" may or may not rotate it")
		}
	}
}

// always tells whether a schedule is there whenever its secret is.
func always(r, secret *template.Resource) bool {
	return r.Exists() == template.True || r.Condition == secret.Condition && r.Stack == secret.Stack
}

// functions finds fault with who rotates. A secret that its service rotates, and
// one that is not of this program and may be such a one, needs no function.
func (s *Schedule) functions() {
	switch {
	case s.Performer == "both":
		s.Faults = append(s.Faults, Fault{At: analyzers.At(s.resource, "HostedRotationLambda"), Kind: "two-functions"})
	case s.Performer == "none" && s.Target == "found":
		s.Faults = append(s.Faults, Fault{At: s.At, Kind: "no-function"})
	}
}
