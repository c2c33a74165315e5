package rotation

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

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
