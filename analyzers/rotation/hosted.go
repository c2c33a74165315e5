package rotation

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Hosted is the HostedRotationLambda of a schedule: AWS's function for the engine,
// which a transform of CloudFormation adds to the stack.
// Source: AWS CloudFormation reference, AWS::SecretsManager::RotationSchedule
// HostedRotationLambda.
type Hosted struct {
	At analyzers.Place `json:"at"`
	// Type is the RotationType, "" where it is not known; Engine and Alternating are
	// what it says: the engine, and whether two users take turns.
	Type        string `json:"type"`
	Engine      string `json:"engine"`
	Alternating bool   `json:"alternating"`
	// Superuser is the key of the secret that SuperuserSecretArn (or MasterSecretArn,
	// its older name) refers to.
	Superuser string `json:"superuser"`
}

// Mismatch is something that does not fit in a rotation by AWS's function.
type Mismatch struct {
	At analyzers.Place `json:"at"`
	// Kind is "type" (no RotationType that there is), "engine" (a function for another
	// engine), "superuser" (none is named, and users take turns), "masterarn" (the JSON
	// of the secret does not name it), "transform" (the template lacks it), "runtime" (set
	// with the newer transform) or "network" (none, and the database is private).
	Kind string `json:"kind"`
	// Text is what stands there, Want what should, "" where that is not known.
	Text string `json:"text"`
	Want string `json:"want"`
	// Database is the key of the database that it does not fit to, Label its name.
	Database   string           `json:"database"`
	DatabaseAt *analyzers.Place `json:"database_at"`
	Label      string           `json:"label"`
	// Superuser is the key of the secret that the JSON key masterarn names.
	Superuser string `json:"superuser"`
}

// hostedEngines are the engines in the names of AWS's rotation functions, as secrets
// call them. Each has one for a single user and one for users that take turns.
// Source: AWS CloudFormation reference, HostedRotationLambda RotationType.
var hostedEngines = map[string]string{
	"Db2": "db2", "MySQL": "mysql", "PostgreSQL": "postgres", "Oracle": "oracle", "MariaDB": "mariadb", "SQLServer": "sqlserver",
	"Redshift": "redshift", "MongoDB": "mongo",
}

const (
	singleUser = "SingleUser"
	multiUser  = "MultiUser"
)

// standardType splits the name of AWS's function into its engine and whether users
// take turns.
func standardType(name string) (engine string, alternating, ok bool) {
	base, alternating := strings.CutSuffix(name, multiUser)
	if !alternating {
		base, ok = strings.CutSuffix(name, singleUser)
		if !ok {
			return "", false, false
		}
	}
	engine, ok = hostedEngines[base]
	return engine, alternating, ok
}

// spelled is a name of AWS's functions as it is documented, in whatever case it is
// written: whether the transform minds that is not documented.
func spelled(name string) string {
	for engine := range hostedEngines {
		for _, users := range []string{singleUser, multiUser} {
			if strings.EqualFold(name, engine+users) {
				return engine + users
			}
		}
	}
	return name
}

// standardFor is the name of AWS's function for an engine, "" when there is none.
func standardFor(engine string, alternating bool) string {
	for name, e := range hostedEngines {
		if e == engine {
			if alternating {
				return name + multiUser
			}
			return name + singleUser
		}
	}
	return ""
}

// transformOfHosted is the start of the names of the transforms that add a hosted
// function; with the newer one its runtime is not to be set.
// Source: AWS CloudFormation reference, AWS::SecretsManager transforms.
const (
	transformOfHosted = "AWS::SecretsManager-"
	newerTransform    = "AWS::SecretsManager-2024-09-16"
)

// hosted reads the functions that AWS hosts, and recognizes those of its application
// repository.
func (f *Facts) hosted(pass *analyzers.Pass, stock *secrets.Facts, byKey map[string]*Secret) {
	for _, s := range f.Schedules {
		s.Mismatches = []Mismatch{}
		switch {
		case s.Performer == "hosted":
			s.Hosted = readHosted(s)
			if _, _, ok := standardType(s.Hosted.Type); ok {
				s.Standard = s.Hosted.Type
			}
		case s.Function != "":
			s.Standard = fromRepository(pass.Program.Resource(s.Function))
		}
		c := &fitting{pass: pass, network: pass.ResultOf[network.Analyzer].(*network.Facts), s: s, secret: stock.ByKey(s.Secret)}
		if record := byKey[s.Secret]; record != nil {
			c.database, c.engine = pass.Program.Resource(record.Database), record.Engine
		}
		c.function()
		if s.Hosted != nil {
			c.hosted()
		}
	}
}

func readHosted(s *Schedule) *Hosted {
	v := s.resource.Property("HostedRotationLambda")
	h := &Hosted{At: analyzers.At(s.resource, "HostedRotationLambda")}
	if t := v.Get("RotationType"); !defaulted(t) {
		h.Type, _ = t.Literal()
		h.Type = spelled(h.Type)
	}
	h.Engine, h.Alternating, _ = standardType(h.Type)
	for _, name := range superusers {
		if p, ok := v.Get(name).Single(); ok && h.Superuser == "" {
			h.Superuser = p.Resource.Key()
		}
	}
	return h
}

var superusers = []string{"SuperuserSecretArn", "MasterSecretArn"}

// fromRepository is the name of AWS's function in an application of the Serverless
// Application Repository: ….:applications/SecretsManagerRDSPostgreSQLRotationSingleUser.
func fromRepository(r *template.Resource) string {
	if r == nil {
		return ""
	}
	id := r.Property("Location", "ApplicationId")
	if r.Origin != "" { // SAM makes a nested stack of it, whose template is not known
		n, _ := r.Stack.LookupRaw(template.Path{"Resources", r.Origin, "Properties"})
		id = r.Stack.Eval(n.At("Location", "ApplicationId"))
	} else if r.Type != "AWS::Serverless::Application" {
		return ""
	}
	found := ""
	for _, a := range id.Alternatives() {
		text, _ := a.Value.Literal()
		_, name, ok := strings.Cut(text, ":applications/SecretsManager")
		if !ok {
			return ""
		}
		name = strings.Replace(strings.TrimPrefix(name, "RDS"), "Rotation", "", 1)
		if _, _, ok := standardType(name); !ok || found != "" && found != name {
			return ""
		}
		found = name
	}
	return found
}
