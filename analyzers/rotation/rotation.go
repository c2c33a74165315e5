// Package rotation takes stock of how the secrets of a program are rotated: the
// schedule of each, what the schedule says, and which function does the work.
package rotation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer takes stock of rotation. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "rotation",
	Doc:      "how each secret is rotated, and what each rotation schedule says",
	Requires: []*analyzers.Analyzer{secrets.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		return run(pass, pass.ResultOf[secrets.Analyzer].(*secrets.Facts)), nil
	},
}

// Facts are the secrets and schedules in the order of the program.
type Facts struct {
	Secrets   []*Secret   `json:"secrets"`
	Schedules []*Schedule `json:"schedules"`
}

// Secret tells how one secret is rotated.
type Secret struct {
	Key   string          `json:"key"` // of the secret, or of the resource whose service manages it
	At    analyzers.Place `json:"at"`
	Label string          `json:"label"`
	// Name is the secret's name as far as it is known, see [secrets.Name].
	Name string            `json:"name"`
	Tags map[string]string `json:"tags"`
	// Rotates is "yes" (a schedule says when), "managed" (a service rotates it of
	// itself), "off" (it has a schedule that never comes due), "no", or "unknown": a
	// schedule may or may not be its.
	Rotates string `json:"rotates"`
	// Kind tells what the secret holds as to rotation: "database" (credentials of
	// a database, see Because), "generated" (a value that Secrets Manager makes),
	// "key" (a generated value that data is encrypted or signed with, so that a
	// new one makes the old data unreadable), "placeholder" (generated without
	// any settings, as the CDK does for a value that is set later), "third-party"
	// (a value that others issue) or "unknown".
	Kind string `json:"kind"`
	// Because says how a database's credentials are known: "attached", "password"
	// (a database's password is read from it), "proxy" (a database proxy logs in
	// with it) or "json" (it has the JSON keys of one).
	Because string `json:"because"`
	// Database is the resource key of the database, "" where it is not known.
	Database string `json:"database"`
	// Attachments are the places of the secret's attachments.
	Attachments []analyzers.Place `json:"attachments"`
	// Schedules are the keys of the schedules that rotate it.
	Schedules []string `json:"schedules"`
}

func run(pass *analyzers.Pass, stock *secrets.Facts) *Facts {
	facts := &Facts{Secrets: []*Secret{}, Schedules: []*Schedule{}}
	byKey := map[string]*Secret{}
	for _, s := range stock.Secrets {
		r := &Secret{
			Key: s.Key, At: s.At, Label: s.Label, Name: s.Name.Text, Tags: s.Tags, Rotates: "no",
			Kind: kind(s), Attachments: []analyzers.Place{}, Schedules: []string{},
		}
		for _, a := range s.Attachments {
			r.Attachments = append(r.Attachments, a.At)
			r.Kind, r.Because = "database", "attached"
			r.Database = cmp.Or(r.Database, a.Target)
		}
		if r.Kind == "database" && r.Because == "" {
			r.Because = "json"
		}
		byKey[s.Key] = r
		facts.Secrets = append(facts.Secrets, r)
	}
	used(pass, stock, byKey)
	for _, m := range stock.Managed {
		r := &Secret{
			Key: m.Key, At: m.At, Label: m.Label, Tags: map[string]string{}, Rotates: "managed", Kind: "database", Because: "managed",
			Database: m.Key, Attachments: []analyzers.Place{}, Schedules: []string{},
		}
		if m.State != "yes" {
			r.Rotates = "unknown"
		}
		byKey[m.Key] = r
		facts.Secrets = append(facts.Secrets, r)
	}
	pass.Resources(func(r *template.Resource) {
		if r.Type == "AWS::SecretsManager::RotationSchedule" {
			facts.Schedules = append(facts.Schedules, read(r))
		}
	})
	facts.assign(pass, stock, byKey)
	facts.invocations(pass)
	return facts
}

// kind judges a secret that is attached to nothing.
func kind(s *secrets.Secret) string {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(s.JSONKeys, n) })
	}
	login := has("password") && has("username", "user")
	switch {
	case s.Resource.Property("Type").Kind != template.AbsentValue: // managed external secret
		return "third-party"
	case classify.DatabaseEngine(s.Engine) && login:
		return "database"
	// A host and a port alone may be those of a mail server.
	case login && has("dbname", "dbInstanceIdentifier", "dbClusterIdentifier", "masterarn"):
		return "database"
	case s.Origin == "generated":
		switch {
		case isKey(s):
			return "key"
		case bare(s):
			return "placeholder"
		}
		return "generated"
	case s.Origin == "unknown":
		return "unknown"
	}
	return "third-party"
}

// bare tells a GenerateSecretString without settings.
func bare(s *secrets.Secret) bool {
	g := s.Resource.Property("GenerateSecretString")
	return g.Kind == template.MapValue && len(g.Keys()) == 0
}

// keyWords in a secret's name or logical id say that other data depends on its
// value.
var keyWords = []string{"encrypt", "signing", "signer", "salt", "pepper", "hmac", "session", "cookie", "jwt", "seed", "cipher", "secretkeybase", "masterkey"}

func isKey(s *secrets.Secret) bool {
	squeezed := strings.NewReplacer("-", "", "_", "", "/", "", ".", "").Replace(strings.ToLower(s.Label + " " + s.Name.Text))
	return slices.ContainsFunc(keyWords, func(w string) bool { return strings.Contains(squeezed, w) })
}

// passwords are the properties that hold the password of a database's
// administrator.
// Source: AWS CloudFormation reference of each type.
var passwords = map[string]string{
	"AWS::RDS::DBInstance":               "MasterUserPassword",
	"AWS::RDS::DBCluster":                "MasterUserPassword",
	"AWS::DocDB::DBCluster":              "MasterUserPassword",
	"AWS::DocDBElastic::Cluster":         "AdminUserPassword",
	"AWS::Redshift::Cluster":             "MasterUserPassword",
	"AWS::RedshiftServerless::Namespace": "AdminUserPassword",
}

// used finds the secrets that databases read their password from, and that
// database proxies log in with.
func used(pass *analyzers.Pass, stock *secrets.Facts, byKey map[string]*Secret) {
	mark := func(s *secrets.Secret, because string, r *template.Resource) {
		if s == nil || byKey[s.Key].Because == "attached" {
			return
		}
		found := byKey[s.Key]
		found.Kind = "database"
		if found.Because != "password" {
			found.Because, found.Database = because, r.Key()
		}
	}
	names := namesOf(stock)
	pass.Resources(func(r *template.Resource) {
		if p, ok := passwords[r.Type]; ok {
			for _, a := range r.Property(p).Alternatives() {
				for _, part := range a.Value.Parts {
					if part.Kind == template.DynamicPart && part.Dynamic.Service == "secretsmanager" {
						for _, s := range names.find(r.Stack, part.Dynamic.ID).secrets {
							mark(s, "password", r)
						}
					}
				}
			}
		}
		if r.Type == "AWS::RDS::DBProxy" {
			for _, e := range r.Property("Auth").Elems() {
				for _, a := range e.Get("SecretArn").Alternatives() {
					for _, s := range names.find(r.Stack, a.Value.Parts).secrets {
						mark(s, "proxy", r)
					}
				}
			}
		}
	})
}
