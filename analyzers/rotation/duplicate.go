package rotation

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Duplicate is a credential of a database's administrator besides the one that the
// database's service keeps and rotates.
type Duplicate struct {
	At analyzers.Place `json:"at"`
	// Kind is "password" (the property that sets one is there too) or "secret" (a
	// secret for the same user is attached to the database).
	Kind string `json:"kind"`
	// Database names the database, DatabaseAt is the property that has the service
	// keep the password, Property its name.
	Database   string          `json:"database"`
	DatabaseAt analyzers.Place `json:"database_at"`
	Property   string          `json:"property"`
	// Given names the secret, or the property that holds the password.
	Given string `json:"given"`
	// Foreign is set where the password certainly is not read from a secret of the
	// program.
	Foreign bool `json:"foreign"`
}

// masterNames are the properties with the name of a database's administrator.
// Source: AWS CloudFormation reference of each type.
var masterNames = map[string]string{
	"AWS::RDS::DBInstance": "MasterUsername", "AWS::RDS::DBCluster": "MasterUsername", "AWS::DocDB::DBCluster": "MasterUsername",
	"AWS::Redshift::Cluster": "MasterUsername", "AWS::RedshiftServerless::Namespace": "AdminUsername",
}

// duplicated finds what stands beside the credentials that services manage.
func (f *Facts) duplicated(pass *analyzers.Pass, stock *secrets.Facts, byKey map[string]*Secret) {
	names := namesOf(stock)
	for _, m := range stock.Managed {
		if m.State != "yes" || defaulted(m.Resource.Property(m.Property)) {
			continue
		}
		property := passwords[m.Type]
		if v := m.Resource.Property(property); given(v) {
			f.Duplicates = append(f.Duplicates, Duplicate{
				At: analyzers.At(m.Resource, property), Kind: "password", Database: m.Label, DatabaseAt: m.At, Property: m.Property, Given: property,
				Foreign: foreign(names, m.Resource.Stack, v),
			})
		}
		name, known := administrator(m.Resource, names)
		for _, s := range stock.Secrets {
			if byKey[s.Key].Database != m.Key || len(s.Attachments) == 0 || len(s.JSONKeys) == 0 || slices.Contains(s.JSONKeys, "masterarn") || !s.KeysKnown {
				continue
			}
			at := s.Attachments[0].At
			switch {
			case !known || s.Username == "" || s.Defaulted, name != s.Username && strings.EqualFold(name, s.Username):
				// Whether case matters in names is for the engine to say.
				pass.Undecided("rotation", at, "whether secret "+s.Label+" is for the administrator of "+m.Label+", whose password the service keeps")
			case name == s.Username:
				f.Duplicates = append(f.Duplicates, Duplicate{
					At: at, Kind: "secret", Database: m.Label, DatabaseAt: m.At, Property: m.Property, Given: s.Label,
				})
			}
		}
	}
}

// administrator is the name of a database's administrator, written in the template or
// read from a secret of the program.
func administrator(r *template.Resource, names *known) (name string, ok bool) {
	v := r.Property(masterNames[r.Type])
	if text, ok := v.Literal(); ok {
		return text, !defaulted(v)
	}
	if v.Kind != template.ScalarValue || len(v.Parts) != 1 || v.Parts[0].Kind != template.DynamicPart || v.Parts[0].Dynamic.Key != "username" {
		return "", false
	}
	m := names.find(r.Stack, v.Parts[0].Dynamic.ID)
	if m.state != "found" || len(m.secrets) != 1 || m.secrets[0].Defaulted {
		return "", false
	}
	return m.secrets[0].Username, m.secrets[0].Username != ""
}

// foreign tells whether no part of a value is read from a secret of the program.
func foreign(names *known, from *template.Stack, v *template.Value) bool {
	return v.Kind == template.ScalarValue && !slices.ContainsFunc(v.Parts, func(p template.Part) bool {
		return p.Dynamic != nil && names.find(from, p.Dynamic.ID).state != "elsewhere"
	})
}
