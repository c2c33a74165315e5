// Package connectivity follows the network path of what reads secrets: to Secrets
// Manager, and of what has a database's credentials to the database.
package connectivity

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer follows network paths. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "connectivity",
	Doc:      "whether readers reach Secrets Manager, and whether those with a database's credentials reach the database",
	Requires: []*analyzers.Analyzer{secrets.Analyzer, access.Analyzer, code.Analyzer, fetches.Analyzer, iam.Analyzer, network.Analyzer, rotation.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		f := &finder{
			pass: pass, facts: &Facts{Readers: []*Reader{}, Connections: []*Connection{}},
			stock:    pass.ResultOf[secrets.Analyzer].(*secrets.Facts),
			access:   pass.ResultOf[access.Analyzer].(*access.Facts),
			code:     pass.ResultOf[code.Analyzer].(*code.Facts),
			iam:      pass.ResultOf[iam.Analyzer].(*iam.Facts),
			network:  pass.ResultOf[network.Analyzer].(*network.Facts),
			rotation: pass.ResultOf[rotation.Analyzer].(*rotation.Facts),
			record:   map[string]*rotation.Secret{},
		}
		for _, s := range f.rotation.Secrets {
			f.record[s.Key] = s
		}
		for _, x := range pass.ResultOf[fetches.Analyzer].(*fetches.Facts).Fetches {
			f.fetch(x)
		}
		for _, s := range f.rotation.Schedules {
			f.rotate(s)
		}
		return f.facts, nil
	},
}

// Facts are network paths, in the order of the program.
type Facts struct {
	// Readers are what reads secrets, each with its way to Secrets Manager.
	Readers []*Reader `json:"readers"`
	// Connections are what has the credentials of a database, each with its way to it.
	Connections []*Connection `json:"connections"`
}

// Path is the answer of the network.
type Path struct {
	// State is "yes", "no" or "unknown".
	State string `json:"state"`
	// Block is what stands in the way where State is "no": one of [network.Block], or
	// "policy" for the policy of an endpoint.
	Block string `json:"block"`
	// Via names the way where State is "yes".
	Via string `json:"via"`
	// Why says what is not known.
	Why string `json:"why"`
	// Near are the elements that block the way or come near to opening it.
	Near []Named `json:"near"`
}

// Named is a resource with the name for people.
type Named struct {
	At    analyzers.Place `json:"at"`
	Key   string          `json:"key"`
	Label string          `json:"label"`
}

// Who is what takes a path.
type Who struct {
	// At is what puts it in its network, such as the VpcConfig of a function.
	At analyzers.Place `json:"at"`
	// Consumer names it, Key and Type are those of its resource. For a container that is
	// the service that runs it, for a rotation the schedule.
	Consumer string `json:"consumer"`
	Key      string `json:"key"`
	Type     string `json:"type"`
	// Kind is one of the kinds of [fetches.Fetch], or "rotation".
	Kind string `json:"kind"`
	// Definition is what names the secret where that is another resource: the task
	// definition of a service, the function of a schedule.
	Definition *Named `json:"definition"`
	// Secrets are those that it reads.
	Secrets []Named `json:"secrets"`
	// VPC is its VPC, nil for one that is not the program's.
	VPC *Named `json:"vpc"`
	// Groups are the keys of its security groups, of those that are the program's.
	Groups []string `json:"groups"`

	// rotates is the schedule where Kind is "rotation".
	rotates *rotation.Schedule
}

// Reader is what reads secrets over a network.
type Reader struct {
	Who  Who  `json:"who"`
	Path Path `json:"path"`
	// Subnets are the labels of the subnets without a way.
	Subnets []string `json:"subnets"`
	// Endpoint is the interface endpoint that the call goes to, nil without any.
	Endpoint *Named `json:"endpoint"`
	// Into are the keys of the endpoint's security groups, of those that are the program's.
	Into []string `json:"into"`
	// Policy words the statement of the endpoint's policy that decides, where Block is
	// "policy".
	Policy string `json:"policy"`
}

// Connection is what connects to a database.
type Connection struct {
	Who  Who  `json:"who"`
	Path Path `json:"path"`
	// Database is the database, Port where it listens, 0 where that is not known.
	Database Named `json:"database"`
	Port     int   `json:"port"`
	// Targets are the labels of the database and of the proxies in front of it.
	Targets []string `json:"targets"`
	// Hosted is set for the function of a hosted rotation.
	Hosted bool `json:"hosted"`
	// Into are the keys of the database's security groups, of those that are the program's.
	Into []string `json:"into"`
}

type finder struct {
	pass     *analyzers.Pass
	facts    *Facts
	stock    *secrets.Facts
	access   *access.Facts
	code     *code.Facts
	iam      *iam.Facts
	network  *network.Facts
	rotation *rotation.Facts
	record   map[string]*rotation.Secret
}

// service is the last part of the names of Secrets Manager's endpoints.
const service = "secretsmanager"

// fetch follows one that fetches secrets.
func (f *finder) fetch(x *fetches.Fetch) {
	reads := slices.DeleteFunc(slices.Clone(x.Reads), func(r fetches.Read) bool { return !r.Certain })
	if len(reads) == 0 {
		return
	}
	w := Who{Consumer: x.Resource.Label(), Key: x.Resource.Key(), Type: x.Resource.Type, Kind: x.Kind, Secrets: f.named(reads)}
	switch x.Kind {
	case fetches.Function:
		i := f.network.Of(x.Resource)
		f.reader(w, i)
		if connects(f.code.ByKey(w.Key)) {
			f.connections(w, i)
		}
	case fetches.Build:
		// AWS's documentation leaves open whether the values of a build's variables are
		// fetched from within its VPC.
		i := f.network.Of(x.Resource)
		if f.network.Service(i, service).State == template.False {
			f.pass.Undecided("connectivity", i.At, "whether "+w.Consumer+" fetches its variables from within its VPC, which has no way to Secrets Manager")
			w.place(i)
			f.facts.Readers = append(f.facts.Readers, &Reader{
				Who: w, Subnets: []string{}, Into: []string{},
				Path: Path{State: template.Unknown.String(), Near: []Named{}, Why: "whether its variables are fetched from within its VPC, which has no way there"},
			})
		}
		f.connections(w, i)
	case fetches.Task, fetches.Container:
		for _, p := range f.network.Placements(x.Resource) {
			w := w
			definition := name(x.Resource)
			w.Definition, w.Consumer, w.Key, w.Type = &definition, p.By.Label(), p.By.Key(), p.By.Type
			if x.Kind == fetches.Container {
				f.reader(w, p.Code)
			} else {
				f.reader(w, p.Agent)
			}
			f.connections(w, p.Code)
		}
	}
}

// rotate follows the function of a schedule.
func (f *finder) rotate(s *rotation.Schedule) {
	r := f.pass.Program.Resource(s.Key)
	record := f.record[s.Secret]
	if r == nil || record == nil || s.Target != "found" {
		return
	}
	w := Who{Consumer: s.Label, Key: s.Key, Type: r.Type, Kind: "rotation", rotates: s, Secrets: []Named{{At: record.At, Key: record.Key, Label: record.Label}}}
	var i *network.Interface
	hosted := false
	switch s.Performer {
	case "hosted":
		i, hosted = f.network.Hosted(r), true
	case "function":
		performer := f.pass.Program.Resource(s.Function)
		if fn := performer.Function(); fn != nil {
			performer, i = fn, f.network.Of(fn)
		} else if network.Application(performer) {
			i = f.network.Hosted(performer)
		} else {
			return
		}
		definition := name(performer)
		w.Definition = &definition
	}
	if i == nil {
		return
	}
	f.reader(w, i)
	f.connect(w, i, record, hosted)
}

func (f *finder) named(reads []fetches.Read) []Named {
	list := []Named{}
	for _, r := range reads {
		n := Named{Key: r.SecretKey, Label: r.Label}
		if s := f.stock.ByKey(r.SecretKey); s != nil {
			n.At = s.At
		}
		list = append(list, n)
	}
	return list
}

func name(r *template.Resource) Named {
	return Named{At: analyzers.AtResource(r), Key: r.Key(), Label: r.Label()}
}

func path(a network.Answer) Path {
	p := Path{State: a.State.String(), Block: string(a.Block), Via: a.Via, Why: a.Why, Near: []Named{}}
	for _, r := range a.Near {
		p.Near = append(p.Near, name(r))
	}
	return p
}

// place completes who with the network.
func (w *Who) place(i *network.Interface) {
	w.At, w.Groups = i.At, []string{}
	if v := i.VPC(); v != nil {
		n := name(v)
		w.VPC = &n
	}
	for _, g := range i.Groups() {
		w.Groups = append(w.Groups, g.Key())
	}
}

// reader asks for the way to Secrets Manager.
func (f *finder) reader(w Who, i *network.Interface) {
	if i == nil {
		return
	}
	a := f.network.Service(i, service)
	w.place(i)
	r := &Reader{Who: w, Path: path(a), Subnets: append([]string{}, a.Subnets...), Into: []string{}}
	if a.Endpoint != nil {
		n := name(a.Endpoint)
		r.Endpoint = &n
		for _, g := range f.network.EndpointGroups(a.Endpoint) {
			r.Into = append(r.Into, g.Key())
		}
		f.policy(r, a.Endpoint)
	}
	if r.Path.State == "unknown" {
		f.pass.Undecided("connectivity", w.At, "whether "+w.Consumer+" reaches Secrets Manager: "+a.Why)
	}
	f.facts.Readers = append(f.facts.Readers, r)
}

// connections asks for the way to the databases whose credentials something has.
func (f *finder) connections(w Who, i *network.Interface) {
	for _, s := range w.Secrets {
		record := f.record[s.Key]
		if record == nil || record.Kind != "database" || record.Database == "" {
			continue
		}
		one := w
		one.Secrets = []Named{s}
		f.connect(one, i, record, false)
	}
}

func (f *finder) connect(w Who, i *network.Interface, record *rotation.Secret, hosted bool) {
	database := f.pass.Program.Resource(record.Database)
	if database == nil || i == nil {
		return
	}
	targets := f.network.Targets(database)
	if len(targets) == 0 {
		return
	}
	w.place(i)
	c := &Connection{Who: w, Database: name(database), Port: targets[0].Port(), Hosted: hosted, Targets: []string{}, Into: []string{}}
	if w.Kind == "rotation" {
		targets = slices.DeleteFunc(targets, func(t *network.Target) bool { return t.Resource.Type == "AWS::RDS::DBProxy" }) // it connects to the host that the secret names
	}
	var best network.Answer
	for n, t := range targets {
		a := f.network.Connect(i, t)
		c.Targets = append(c.Targets, t.Resource.Label())
		if n == 0 || best.State == template.False && a.State != template.False || a.State == template.True {
			best = a
		}
	}
	if best.State == template.False && dataAPI(database) && w.Kind != "rotation" {
		best = network.Answer{Why: "whether it uses the database's Data API, which needs no connection"}
	}
	if len(targets) > 0 {
		for _, g := range targets[0].Groups() {
			c.Into = append(c.Into, g.Key())
		}
	}
	c.Path = path(best)
	if c.Path.State == "unknown" {
		f.pass.Undecided("connectivity", w.At, "whether "+w.Consumer+" reaches database "+c.Database.Label+": "+best.Why)
	}
	f.facts.Connections = append(f.facts.Connections, c)
}

// dataAPI tells whether statements can be sent to a database over HTTPS.
// Source: AWS CloudFormation reference, EnableHttpEndpoint of AWS::RDS::DBCluster;
// Redshift takes them always.
func dataAPI(r *template.Resource) bool {
	if r.Type == "AWS::Redshift::Cluster" {
		return true
	}
	text, ok := r.Property("EnableHttpEndpoint").Literal()
	return ok && text == "true" || !ok && r.Property("EnableHttpEndpoint").Kind != template.AbsentValue
}
