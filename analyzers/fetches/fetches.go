// Package fetches tells how secrets come to be fetched at run time: what fetches
// them, how many calls one start or one poll takes, and what is known of how often
// it starts.
package fetches

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer finds what fetches secrets. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "fetches",
	Doc:      "what fetches secrets at run time, and how often it starts or polls",
	Requires: []*analyzers.Analyzer{secrets.Analyzer, access.Analyzer, rotation.Analyzer, refs.Analyzer, code.Analyzer},
	Run:      func(pass *analyzers.Pass) (any, error) { return run(pass), nil },
}

// Facts are what fetches secrets, in the order of the program.
type Facts struct {
	Fetches []*Fetch  `json:"-"`
	Polls   []*Poll   `json:"-"`
	Caches  []Caching `json:"caches"`

	rotates map[string]bool
}

// Rotates tells whether the function with a key rotates secrets.
func (f *Facts) Rotates(key string) bool { return f.rotates[key] }

// The kinds of what fetches secrets.
const (
	Function = "function" // a Lambda function, by its code
	Task     = "task"     // a container task when it starts, by its execution role
	Job      = "job"      // a batch or Glue job when it starts
	Build    = "build"    // a build when it starts
	Instance = "instance" // an App Runner instance when it starts
	Service  = "service"  // a service of AWS, when it likes
	// Container is the code in a container task, by the task's own role.
	Container = "container"
)

// The ways in which code fetches. The zero value is not known.
const (
	Handler   = "handler"   // at every invocation
	Module    = "module"    // once in each process, outside of the handler
	Extension = "extension" // through the Parameters and Secrets extension
	Cached    = "cached"    // through a caching client
)

// Fetch is a resource that fetches secrets.
type Fetch struct {
	Resource *template.Resource
	Kind     string
	Reads    []Read
	// Mode is how a function's code fetches, "" where that is not known; Shown is the
	// place in the code that shows it, such as "index.js:12".
	Mode, Shown string
	// Layer is set for a function with the Parameters and Secrets extension.
	Layer *Layer
	// Starts tells how often it starts.
	Starts Starts
}

// Read is what one call fetches.
type Read struct {
	Label string
	// SecretKey is the key of the secret, "" for one that is not the program's.
	SecretKey string
	// Certain is set when a property names the secret. Where only a permission
	// does, that the code reads it is likely, not more.
	Certain bool
}

// Starts is what is known of how often something starts.
type Starts struct {
	// Scheduled is how often schedules start it in a month of 730 hours; nil when none
	// does.
	Scheduled *big.Rat
	// Other is set when something else starts it too, or may.
	Other bool
	// Deployments is set for code that runs when a stack is deployed: it serves
	// custom resources.
	Deployments bool
	// Services are what keeps tasks of a definition running.
	Services []Keeper
	// Retries is how often a job that fails is started again, at most.
	Retries int
}

// Keeper is an ECS service: it keeps a number of tasks running.
type Keeper struct {
	Resource *template.Resource
	// Desired is its number of tasks; -1 where that is not known. Least and Most are
	// those of its scaling, the same as Desired without any.
	Desired, Least, Most int
}

func run(pass *analyzers.Pass) *Facts {
	f := &finder{
		pass: pass, facts: &Facts{Fetches: []*Fetch{}, Polls: []*Poll{}, Caches: []Caching{}},
		access: pass.ResultOf[access.Analyzer].(*access.Facts), stock: pass.ResultOf[secrets.Analyzer].(*secrets.Facts),
		found: map[string]*Fetch{},
	}
	f.rotators(pass.ResultOf[rotation.Analyzer].(*rotation.Facts))
	f.facts.rotates = f.rotates
	f.uses()
	f.containers()
	f.permissions()
	if len(f.facts.Fetches) > 0 {
		f.starts()
	}
	f.layers()
	f.modes()
	f.kubernetes()
	slices.SortStableFunc(f.facts.Fetches, func(a, b *Fetch) int { return f.order(a.Resource) - f.order(b.Resource) })
	return f.facts
}

type finder struct {
	pass   *analyzers.Pass
	facts  *Facts
	access *access.Facts
	stock  *secrets.Facts
	found  map[string]*Fetch // by key of the resource, see fetch
	// rotates are the functions that rotate secrets: their calls are those of the
	// rotation.
	rotates map[string]bool
	places  map[string]int
}

// order is the place of a resource in the program.
func (f *finder) order(r *template.Resource) int {
	if f.places == nil {
		f.places = map[string]int{}
		for _, s := range f.pass.Program.Stacks {
			for _, r := range s.Order {
				f.places[r.Key()] = len(f.places)
			}
		}
	}
	return f.places[r.Key()]
}

func (f *finder) rotators(facts *rotation.Facts) {
	f.rotates = map[string]bool{}
	for _, s := range facts.Schedules {
		if r := f.pass.Program.Resource(s.Function).Function(); r != nil {
			f.rotates[r.Key()] = true
		}
	}
}

// kindOf tells how resources of a type fetch.
func kindOf(resourceType string) string {
	switch resourceType {
	case "AWS::Lambda::Function":
		return Function
	case "AWS::ECS::TaskDefinition", "AWS::ECS::DaemonTaskDefinition", "AWS::ECS::ExpressGatewayService", "AWS::ECS::Service":
		return Task
	case "AWS::Batch::JobDefinition", "AWS::Glue::Job":
		return Job
	case "AWS::CodeBuild::Project":
		return Build
	case "AWS::AppRunner::Service":
		return Instance
	}
	return Service
}

// uses takes the secrets that properties name.
func (f *finder) uses() {
	seen := map[string]bool{}
	for _, u := range f.access.Uses {
		r := f.pass.Program.Resource(u.Key)
		if r == nil || u.Malformed != "" || r.Exists() == template.False || strings.HasPrefix(u.Type, "AWS::SecretsManager::") || f.rotates[u.Key] {
			continue
		}
		if u.Writes && u.Read.Allowed == "no" {
			continue // it only updates the secret
		}
		kind := kindOf(u.Type)
		// Code fetches a secret, whatever variables name it; the agent that starts a
		// container fetches once for each way in which one is named.
		// Source: amazon-ecs-agent, Task.getASMSecretRequirements: a map by ValueFrom and region.
		one := u.Reference
		if kind == Function || kind == Service {
			one = u.SecretKey + " " + u.Secret
		}
		if key := u.Key + " " + one; seen[key] {
			continue
		} else {
			seen[key] = true
		}
		x := f.fetch(r, kind)
		x.Reads = append(x.Reads, Read{Label: u.Secret, SecretKey: u.SecretKey, Certain: true})
	}
}

func (f *finder) fetch(r *template.Resource, kind string) *Fetch {
	key := r.Key()
	if kind == Container {
		key += " " + kind // besides what is fetched when the task starts
	}
	x := f.found[key]
	if x == nil {
		x = &Fetch{Resource: r, Kind: kind}
		f.found[key] = x
		f.facts.Fetches = append(f.facts.Fetches, x)
	}
	return x
}

// containers takes the secrets that a container's variables name and that its task's
// role may read: there code reads them, and not the agent.
func (f *finder) containers() {
	may := map[string]bool{}
	for _, r := range f.access.Reach {
		if r.Read == "yes" {
			may[r.PrincipalKey+" "+r.SecretKey] = true
		}
	}
	if len(may) == 0 {
		return
	}
	f.pass.Resources(func(r *template.Resource) {
		role, ok := r.Property("TaskRoleArn").Single()
		if r.Type != "AWS::ECS::TaskDefinition" || !ok {
			return
		}
		seen := map[string]bool{}
		r.Stack.Eval(r.Properties).Visit([]string{"ContainerDefinitions", "*", "Environment", "*", "Value"}, func(v *template.Value, _ template.Path, _ *template.Value) {
			for _, a := range v.Alternatives() {
				p, ok := a.Value.Single()
				if !ok {
					continue
				}
				s := f.stock.ByKey(p.Resource.Key())
				if s == nil || seen[s.Key] || !may[role.Resource.Key()+" "+s.Key] {
					continue
				}
				seen[s.Key] = true
				x := f.fetch(r, Container)
				x.Reads = append(x.Reads, Read{Label: s.Label, SecretKey: s.Key, Certain: true})
			}
		})
	})
}

// permissions takes the secrets that a function may read by a statement that names
// them, though no property does.
func (f *finder) permissions() {
	for _, n := range f.access.Named {
		s := f.stock.ByKey(n.SecretKey)
		if s == nil || f.isUnused(n) {
			continue
		}
		for _, key := range n.Runs {
			r := f.pass.Program.Resource(key)
			if r == nil || r.Type != "AWS::Lambda::Function" || f.rotates[key] || r.Exists() == template.False {
				continue
			}
			x := f.fetch(r, Function)
			if !slices.ContainsFunc(x.Reads, func(read Read) bool { return read.SecretKey == n.SecretKey }) {
				x.Reads = append(x.Reads, Read{Label: s.Label, SecretKey: s.Key})
			}
		}
	}
}

// isUnused tells whether it is certain that what runs as a principal does not
// read the secret.
func (f *finder) isUnused(n access.Named) bool {
	p := f.pass.Program.Resource(n.PrincipalKey)
	return p != nil && slices.ContainsFunc(f.access.Unused, func(u *access.Unused) bool {
		return u.Principal == p.Label() && u.SecretAt.Resource == n.SecretKey
	})
}
