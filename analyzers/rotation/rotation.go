// Package rotation takes stock of how the secrets of a program are rotated: the
// schedule of each, what the schedule says, and which function does the work.
package rotation

import (
	"cmp"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer takes stock of rotation. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "rotation",
	Doc:      "how each secret is rotated, and what each rotation schedule says",
	Requires: []*analyzers.Analyzer{secrets.Analyzer, access.Analyzer, dynamicrefs.Analyzer, network.Analyzer, refs.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		return run(pass, pass.ResultOf[secrets.Analyzer].(*secrets.Facts)), nil
	},
}

// Facts are the secrets and schedules in the order of the program.
type Facts struct {
	Secrets   []*Secret   `json:"secrets"`
	Schedules []*Schedule `json:"schedules"`
	// Misattached are faults in how secrets are attached to their databases.
	Misattached []Misattachment `json:"misattached"`
	// Copies are places that keep the value of a secret that rotates.
	Copies []Copy `json:"copies"`
	// Duplicates are credentials besides those that a service manages.
	Duplicates []Duplicate `json:"duplicates"`
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
	// Engine is the kind of that database as Secrets Manager calls it ("postgres"), or
	// what the secret's JSON says; "" where neither is known.
	Engine string `json:"engine"`
	// Superuser is the key of the secret that a rotation by alternating users logs in
	// with, as the secret's JSON names it.
	Superuser string `json:"superuser"`
	// Attachments are the places of the secret's attachments.
	Attachments []analyzers.Place `json:"attachments"`
	// Schedules are the keys of the schedules that rotate it.
	Schedules []string `json:"schedules"`
}

func run(pass *analyzers.Pass, stock *secrets.Facts) *Facts {
	facts := &Facts{
		Secrets: []*Secret{}, Schedules: []*Schedule{}, Misattached: []Misattachment{}, Copies: []Copy{}, Duplicates: []Duplicate{},
	}
	byKey := map[string]*Secret{}
	for _, s := range stock.Secrets {
		r := &Secret{
			Key: s.Key, At: s.At, Label: s.Label, Name: s.Name.Text, Tags: s.Tags, Rotates: "no",
			Kind: kind(s), Superuser: s.Superuser, Attachments: []analyzers.Place{}, Schedules: []string{},
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
	engines(pass, stock, byKey)
	facts.rotators(pass.ResultOf[access.Analyzer].(*access.Facts))
	facts.hosted(pass, stock, byKey)
	facts.attaching(pass, stock, byKey)
	facts.copied(pass, stock, byKey)
	facts.duplicated(pass, stock, byKey)
	return facts
}

// rotators gives the schedules the functions of the program that they name.
func (f *Facts) rotators(found *access.Facts) {
	byKey := map[string]*access.Rotator{}
	for _, r := range found.Rotators {
		byKey[r.Schedule] = r
	}
	for _, s := range f.Schedules {
		s.Rotator = byKey[s.Key]
	}
}
