package cost

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/fjall-lint/fjall-lint/template"
)

// UnusedSecret is a secret that nothing has to do with.
type UnusedSecret struct {
	At     analyzers.Place `json:"at"`
	Secret string          `json:"secret"`
	// Named is set where something outside may know its name.
	Named bool `json:"named"`
	// Retained is set where it outlives its stack.
	Retained bool `json:"retained"`
	Replicas int  `json:"replicas"`
	Sum      Sum  `json:"sum"`
}

func (a *adviser) unusedSecrets() {
	for _, idle := range a.access.Idle {
		s := a.stock.ByKey(idle.SecretKey)
		a.unused[s.Key] = true
		a.advice.Unused = append(a.advice.Unused, UnusedSecret{
			At: idle.At, Secret: idle.Secret, Named: idle.Named, Retained: s.DeletionPolicy == "Retain", Replicas: len(s.Replicas),
			Sum: a.secretMonthly(s).fact("secret"),
		})
	}
}

// PlainSecret is a secret of which every value is configuration.
type PlainSecret struct {
	At     analyzers.Place `json:"at"`
	Secret string          `json:"secret"`
	// Keys are the keys of its JSON; empty where it is one value.
	Keys []string `json:"keys"`
	Sum  Sum      `json:"sum"`
}

// plainSecrets finds secrets whose value stands in the template, or is put together
// of attributes, and is no credential: by its names, and by its looks.
func (a *adviser) plainSecrets() {
	creds := analyzers.Found[credentials.Facts](a.facts, credentials.Analyzer)
	if creds == nil {
		return
	}
	secret := map[string]bool{}
	for i := range creds.Literals {
		secret[creds.Literals[i].Used.Resource] = true
	}
	for _, s := range a.stock.Secrets {
		if a.unused[s.Key] || secret[s.Key] || len(s.Attachments) > 0 || s.Generation.On || s.Origin != "literal" && s.Origin != "attribute" ||
			s.Resource.Property("Type").Kind != template.AbsentValue {
			continue
		}
		if r := a.rotation[s.Key]; r != nil && (r.Rotates != "no" || r.Because == "password" || r.Because == "proxy") {
			continue
		}
		if !configuration(s) {
			continue
		}
		a.plain[s.Key] = true
		a.advice.Plain = append(a.advice.Plain, PlainSecret{
			At: s.At, Secret: labelOf(s), Keys: s.JSONKeys, Sum: a.secretMonthly(s).fact("secret"),
		})
	}
}

func labelOf(s *secrets.Secret) string {
	if s.Name.State == "literal" {
		return s.Name.Text
	}
	return s.Label
}

// configuration tells whether all that a secret holds is configuration.
func configuration(s *secrets.Secret) bool {
	v := s.Resource.Property("SecretString")
	text := v.Text("*")
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return s.KeysKnown && len(s.JSONKeys) > 0 && !strings.Contains(text, "@") && len(tokens.Scan(text)) == 0 && !slices.ContainsFunc(s.JSONKeys, func(k string) bool { return !plainName(k) })
	}
	name, ok := v.Literal()
	if !ok || s.Name.State != "literal" || len(tokens.Scan(name)) > 0 {
		return false
	}
	parts := strings.Split(s.Name.Text, "/")
	return plainName(parts[len(parts)-1]) && plainValue(name)
}

// plainNouns end a name of what may be read by everyone who can reach the app.
var plainNouns = map[string]bool{
	"host": true, "hostname": true, "port": true, "dbname": true, "db": true, "database": true, "engine": true, "region": true, "url": true, "uri": true,
	"endpoint": true, "domain": true, "bucket": true, "table": true, "queue": true, "topic": true, "flag": true, "flags": true, "enabled": true,
	"disabled": true, "level": true, "timeout": true, "environment": true, "stage": true, "schema": true, "locale": true, "version": true,
	"origin": true, "path": true, "size": true, "limit": true, "retries": true, "interval": true, "timezone": true,
}

func plainName(name string) bool {
	if classify.Name(name) != classify.None {
		return false
	}
	words := classify.Words(name)
	if n := len(words); n > 1 && words[n-1] == "name" { // bucket_name
		words = words[:n-1]
	}
	return len(words) > 0 && plainNouns[words[len(words)-1]]
}

// plainValue tells what looks like an address, a number or a switch.
func plainValue(v string) bool {
	v = strings.TrimSpace(v)
	switch strings.ToLower(v) {
	case "true", "false", "on", "off":
		return true
	}
	if strings.Trim(v, "0123456789.") == "" {
		return v != "" && len(v) < 12
	}
	return classify.Reference(v) && !strings.Contains(v, "@")
}
