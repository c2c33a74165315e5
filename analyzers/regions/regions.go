// Package regions finds readers that look for a secret in a region where it is
// not.
package regions

import (
	"cmp"
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer finds readers of secrets of other regions. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "regions",
	Doc:      "who looks for a secret in a region where it is not",
	Requires: []*analyzers.Analyzer{secrets.Analyzer, access.Analyzer},
	Run: func(pass *analyzers.Pass) (any, error) {
		f := &finder{
			pass: pass, stock: pass.ResultOf[secrets.Analyzer].(*secrets.Facts), facts: &Facts{Mismatches: []Mismatch{}},
			clients: map[string]client{}, given: map[string][]string{},
		}
		uses := pass.ResultOf[access.Analyzer].(*access.Facts).Uses
		for _, u := range uses {
			if region, ok := eval.Region(u.ARN); ok && !u.ByName {
				f.given[u.Key+" "+u.Secret] = append(f.given[u.Key+" "+u.Secret], region)
			}
		}
		for _, u := range uses {
			f.use(u)
		}
		f.variables()
		return f.facts, pass.Context.Err()
	},
}

// Facts are the readers that look for a secret in a region where it is not, in
// order of the program: by properties first, by variables of functions that name a
// secret then.
type Facts struct {
	Mismatches []Mismatch `json:"mismatches"`
}

// Mismatch is a reader that looks for a secret in a region where it is not.
//
// A call of Secrets Manager goes to the endpoint of the client's region, in Lambda
// that of the function unless the code says otherwise, and only secrets and replicas
// of that region are found there, whatever region the ARN in the request names.
// Source: AWS Secrets Manager user guide, Replicate AWS Secrets Manager secrets across
// Regions (the ARN of a replica has its own region); the service's behaviour as the
// maintainers of its clients tell it in aws-actions/aws-secretsmanager-get-secrets#182
// and aws/aws-sdk-js-v3#7278.
//
// Container agents are another matter: Amazon ECS and AWS Batch take the region of
// the full ARN in ValueFrom.
// Source: Amazon ECS API reference, Secret and RepositoryCredentials (a name only works
// within the region of the task); amazon-ecs-agent, which fetches secrets by ValueFrom
// and region.
type Mismatch struct {
	At       analyzers.Place `json:"at"`
	Consumer string          `json:"consumer"`
	Via      string          `json:"via"`
	// Secret names the secret, SecretAt is its place where it is one of the program.
	Secret   string           `json:"secret"`
	SecretAt *analyzers.Place `json:"secret_at"`
	// ByName is set when it is named by its name, not by an ARN.
	ByName bool `json:"by_name"`
	// Region is where the reader looks, Named where the secret is.
	Region string `json:"region"`
	Named  string `json:"named"`
	// Replica is set when a replica is where the reader looks: it has another ARN than
	// the one that the reader is given.
	Replica bool `json:"replica"`
	// Missing tells what keeps the secret from having a replica where the reader looks:
	// "list" (it has replicas elsewhere), "property" (it has none at all), "" where it
	// has one, or where a replica would need a key that is not there.
	Missing string `json:"missing"`
	// Label is the label of the secret's resource.
	Label string `json:"label"`
}

const category = "connectivity"

type finder struct {
	pass    *analyzers.Pass
	stock   *secrets.Facts
	facts   *Facts
	clients map[string]client // by key of the function
	// given are the regions of the ARNs by which a reader is given a secret, by the
	// reader's key and the secret's name.
	given map[string][]string
}

// use judges a use of a secret.
func (f *finder) use(u *access.Use) {
	r := f.pass.Program.Resource(u.Key)
	if r == nil || r.Stack.Region == "" || u.Malformed != "" {
		return
	}
	if u.ByName {
		if u.SecretKey == "" {
			f.byName(r, u.At, u.Via, u.Secret)
		}
		return
	}
	named, ok := eval.Region(u.ARN)
	if ok && named == r.Stack.Region && u.SecretKey == "" {
		f.byName(r, u.At, u.Via, u.Secret) // an ARN that is made of the name
		return
	}
	// Of other services it is not documented whether they go to the ARN's region.
	if !ok || named == r.Stack.Region || r.Type != "AWS::Lambda::Function" {
		return
	}
	m := Mismatch{
		At: u.At, Consumer: u.Consumer, Via: u.Via, Secret: u.Secret, SecretAt: u.SecretAt, Region: r.Stack.Region, Named: named,
	}
	if s := f.stock.ByKey(u.SecretKey); s != nil {
		there := replicated(s, r.Stack.Region)
		if there == template.Unknown {
			f.pass.Undecided(category, u.At, "whether the secret has a replica in "+r.Stack.Region)
			return
		}
		m.Replica = there == template.True
	}
	switch {
	case u.Read.Allowed == "no":
		return // a permission is missing already, which other rules tell
	case u.Read.Allowed != "yes":
		f.pass.Undecided(category, u.At, "whether the function reads the secret of "+named+" at all")
		return
	}
	if slices.Contains(f.given[u.Key+" "+u.Secret], r.Stack.Region) {
		f.pass.Undecided(category, u.At, "whether the function reads the secret of "+named+" with a client for that region: it is given that of its own region too")
		return
	}
	if why := f.client(r).elsewhere(named, u.Via); why != "" {
		f.pass.Undecided(category, u.At, why)
		return
	}
	// That a request with the ARN of another region finds the replica, or another
	// secret of that name, is not documented, but has been seen (aws/aws-cli#3474).
	// Then the permission on what is there decides.
	if local, ok := f.local(u, r.Stack.Region); ok && m.exists(f, r) && u.MayRead(local) != template.False {
		f.pass.Undecided(category, u.At, "whether the ARN of "+named+" leads to the secret of that name in "+r.Stack.Region)
		return
	}
	f.facts.Mismatches = append(f.facts.Mismatches, m)
}

// local is the ARN of the same secret in the reader's region.
func (f *finder) local(u *access.Use, region string) (eval.Text, bool) {
	if s := f.stock.ByKey(u.SecretKey); s != nil {
		return iam.ReplicaARN(s.Resource, region), true
	}
	return eval.InRegion(u.ARN, region)
}

// exists tells whether something of the same name may be in the reader's region:
// always for a secret that is not the program's.
func (m *Mismatch) exists(f *finder, r *template.Resource) bool {
	return m.Replica || m.SecretAt == nil || f.perhaps(r, m.Secret)
}

// replicated tells whether a secret has a replica in a region.
func replicated(s *secrets.Secret, region string) template.Truth {
	there := template.False
	if v := s.Resource.Property("ReplicaRegions"); v.Kind != template.AbsentValue && v.Kind != template.ListValue {
		there = template.Unknown
	}
	for _, rep := range s.Replicas {
		switch rep.Region {
		case region:
			return template.True
		case "":
			there = template.Unknown
		}
	}
	return there
}

// perhaps tells whether a secret of the program in the same region and account has a
// name, or may have it.
func (f *finder) perhaps(r *template.Resource, name string) bool {
	return slices.ContainsFunc(f.stock.Secrets, func(s *secrets.Secret) bool {
		t := s.Resource.Stack
		if t.Account != "" && t.Account != r.Stack.Account || t.Region != "" && t.Region != r.Stack.Region && replicated(s, r.Stack.Region) == template.False {
			return false
		}
		switch s.Name.State {
		case "literal":
			return s.Name.Text == name || s.Name.Defaulted
		case "generated":
			return false
		}
		return true
	})
}

// byName judges a secret that is named by its name, and that no secret of the
// reader's region has: whether one of another region has it.
func (f *finder) byName(r *template.Resource, at analyzers.Place, via, name string) {
	if !f.pass.Program.Complete || r.Stack.Account == "" || f.perhaps(r, name) {
		return
	}
	var found *secrets.Secret
	for _, s := range f.stock.Secrets {
		t := s.Resource.Stack
		if s.Name.State == "literal" && !s.Name.Defaulted && s.Name.Text == name && t.Account == r.Stack.Account && t.Region != "" && t.Region != r.Stack.Region {
			if found != nil {
				return // no single region to name
			}
			found = s
		}
	}
	if found == nil || found.Resource.Exists() != template.True {
		return
	}
	region := found.Resource.Stack.Region
	if r.Type == "AWS::Lambda::Function" {
		if why := f.client(r).elsewhere(region, via); why != "" {
			f.pass.Undecided(category, at, why)
			return
		}
	}
	f.facts.Mismatches = append(f.facts.Mismatches, Mismatch{
		At: at, Consumer: r.Label(), Via: via, Secret: name, SecretAt: &found.At, ByName: true, Region: r.Stack.Region, Named: region,
		Missing: missing(found), Label: found.Label,
	})
}

// missing tells where an entry for a replica would go, see [Mismatch.Missing].
func missing(s *secrets.Secret) string {
	switch {
	case s.KMS.Kind != "default" && s.KMS.Kind != "managed":
		return ""
	case s.Resource.Property("ReplicaRegions").Kind == template.AbsentValue:
		return "property"
	}
	return "list"
}

// variables judges the names of secrets in variables of functions, which count as
// uses only where a secret of the region has them.
func (f *finder) variables() {
	f.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::Lambda::Function" || r.Stack.Region == "" {
			return
		}
		vars := r.Property("Environment", "Variables")
		for _, k := range vars.Keys() {
			v := vars.Get(k.Text)
			if name, ok := v.Literal(); ok && len(v.Parts) == 1 && v.Parts[0].Origin != template.FromDefault && access.NamesSecret(name, k.Text) {
				f.byName(r, analyzers.AtValue(r, v, template.Path{"Environment", "Variables", k.Text}), k.Text, name)
			}
		}
	})
	slices.SortStableFunc(f.facts.Mismatches, func(a, b Mismatch) int {
		return cmp.Or(cmp.Compare(a.At.Resource, b.At.Resource), cmp.Compare(a.At.Path.String(), b.At.Path.String()))
	})
}
