package rotation

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Copy is a place that keeps what was in a secret when its stack was deployed, while
// the secret rotates: CloudFormation resolves a dynamic reference when it makes or
// updates the resource, and not again.
// Source: AWS CloudFormation user guide, dynamic references, considerations.
type Copy struct {
	At analyzers.Place `json:"at"`
	// Resource names the resource with the copy, Type is its type.
	Resource string `json:"resource"`
	Type     string `json:"type"`
	// Property is the variable or property that holds it.
	Property string `json:"property"`
	// Variable is set where that is an environment variable.
	Variable bool `json:"variable"`
	// JSONKey is the key of the secret's JSON that is copied, "" for all of it.
	JSONKey string `json:"json_key"`
	// Secret names the secret; SecretAt is its place, When its schedule in words, ""
	// where its service has one.
	Secret   string          `json:"secret"`
	SecretAt analyzers.Place `json:"secret_at"`
	When     string          `json:"when"`
}

// copied finds the copies of secrets that rotate.
func (f *Facts) copied(pass *analyzers.Pass, stock *secrets.Facts, byKey map[string]*Secret) {
	names := namesOf(stock)
	schedules := map[string]*Schedule{}
	for _, s := range f.Schedules {
		schedules[s.Key] = s
	}
	for _, ref := range pass.ResultOf[dynamicrefs.Analyzer].(*dynamicrefs.Facts).References {
		r := pass.Program.Resource(ref.Resource)
		if r == nil || ref.Section != "properties" || ref.Service != "secretsmanager" || ref.Malformed != "" || ref.Misplaced != "" || ref.Encoded {
			continue // what is within Fn::Base64 may not be resolved at all
		}
		m := names.find(r.Stack, ref.ID)
		var record *Secret
		switch {
		case m.managed != nil:
			record = byKey[m.managed.Key()]
		case m.state == "found" && len(m.secrets) == 1:
			record = byKey[m.secrets[0].Key]
		}
		if record == nil || record.Rotates != "yes" && record.Rotates != "managed" {
			continue
		}
		if !changes(ref.Key, record, stock.ByKey(record.Key), schedules) || !consumes(r, ref.Property, record) {
			continue
		}
		c := Copy{
			At: ref.At, Resource: r.Label(), Type: r.Type, Property: ref.Property, JSONKey: ref.Key, Secret: record.Label, SecretAt: record.At,
		}
		c.Property, c.Variable = variable(r, ref)
		for _, key := range record.Schedules {
			c.When = schedules[key].When
		}
		f.Copies = append(f.Copies, c)
	}
}

// changes tells whether a rotation certainly changes what a JSON key of a secret
// holds: the password, and with two users that take turns their name.
func changes(key string, record *Secret, s *secrets.Secret, schedules map[string]*Schedule) bool {
	switch strings.ToLower(key) {
	case "", "password":
		return true
	case "username", "user":
		return slices.ContainsFunc(record.Schedules, func(k string) bool { return strings.HasSuffix(schedules[k].Standard, multiUser) })
	case "masterarn", "engine", "host", "port", "dbname", "dbinstanceidentifier", "dbclusteridentifier":
		return false
	}
	return s != nil && s.Generation.StringKey == key || record.Kind != "database" && classify.Name(key) == classify.Strong
}

// consumes tells whether a property is that of one who logs in with a secret, and not
// of what the secret is the password of: that is set to the new one when the secret
// rotates. A custom resource may do either.
func consumes(r *template.Resource, property string, record *Secret) bool {
	switch {
	case strings.HasPrefix(r.Type, "Custom::"), r.Type == "AWS::CloudFormation::CustomResource", passwords[r.Type] != "",
		r.Type == "AWS::CloudFormation::Stack", r.Type == "AWS::Serverless::Application":
		return false
	case credentials.Carrier(r.Type, property):
		return true
	}
	// The rotation of a database's secret changes the password in the database, and
	// nowhere else.
	return record.Kind == "database" && record.Database != "" && r.Key() != record.Database
}

// variable is the name of the variable that a reference stands in, or its property.
func variable(r *template.Resource, ref dynamicrefs.Reference) (name string, variable bool) {
	path := ref.At.Path
	for i, e := range path {
		if key, ok := e.(string); ok && strings.HasPrefix(key, "Fn::") {
			path = path[:i]
			break
		}
	}
	if len(path) < 4 || ref.At.Resource != r.Key() {
		return ref.Property, false
	}
	last, _ := path[len(path)-1].(string)
	if above, _ := path[len(path)-2].(string); above == "Variables" || above == "EnvironmentVariables" {
		return last, true
	}
	if last == "Value" && strings.Contains(ref.Property, "Environment") {
		if n, ok := r.Stack.Lookup(path[:len(path)-1]); ok {
			for _, key := range []string{"Name", "Key"} {
				if text, ok := r.Stack.Eval(n.Get(key)).Literal(); ok {
					return text, true
				}
			}
		}
	}
	return ref.Property, false
}
