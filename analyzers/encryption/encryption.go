// Package encryption looks at the keys that encrypt secrets and their
// replicas: whether each is of a kind that can, and in the right region.
package encryption

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer looks at the keys of secrets. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "encryption",
	Doc:      "the keys that encrypt secrets and their replicas",
	Requires: []*analyzers.Analyzer{secrets.Analyzer},
	Run:      func(pass *analyzers.Pass) (any, error) { return run(pass), nil },
}

// Facts are the keys of a program's secrets.
type Facts struct {
	Uses     []Use     `json:"uses"`
	Replicas []Replica `json:"replicas"`
}

// Use is a key of the program that encrypts a secret, a replica or the secret
// that a service manages.
type Use struct {
	// Label is the logical id of the secret, or of the resource whose service
	// manages the secret.
	Label string          `json:"label"`
	At    analyzers.Place `json:"at"` // where the key is named
	Key   string          `json:"key"`
	// KeyLabel is the logical id of the key.
	KeyLabel string `json:"key_label"`
	// Faults are why the key cannot encrypt a secret.
	Faults []Fault `json:"faults"`
}

// Fault is a property of a key that keeps it from encrypting secrets.
type Fault struct {
	At       analyzers.Place `json:"at"`
	Property string          `json:"property"`
	Value    string          `json:"value"`
}

// Replica is a replica of a secret and how its key compares.
type Replica struct {
	Label  string          `json:"label"`  // of the secret
	Region string          `json:"region"` // "" is unknown
	At     analyzers.Place `json:"at"`
	// Primary is the kind of the primary's key, see [secrets.KMS].
	Primary   string          `json:"primary"`
	PrimaryAt analyzers.Place `json:"primary_at"`
	// Kind is the kind of the replica's own key.
	Kind string `json:"kind"`
	// Foreign says why the replica's key is certainly one of another region,
	// "" when it is not.
	Foreign string `json:"foreign"`
}

func run(pass *analyzers.Pass) *Facts {
	stock := pass.ResultOf[secrets.Analyzer].(*secrets.Facts)
	facts := &Facts{Uses: []Use{}, Replicas: []Replica{}}
	keys := map[string]*template.Resource{}
	aliases := map[string]*template.Resource{} // by stack and name
	pass.Resources(func(r *template.Resource) {
		switch r.Type {
		case "AWS::KMS::Key", "AWS::KMS::ReplicaKey":
			keys[r.Key()] = r
		case "AWS::KMS::Alias":
			name, ok := r.Property("AliasName").Literal()
			if p, single := r.Property("TargetKeyId").Single(); ok && single {
				aliases[r.Stack.Key+"#"+name] = p.Resource
			}
		}
	})
	use := func(label string, r *template.Resource, k secrets.KMS) {
		key := keys[k.Key]
		if key == nil && strings.HasPrefix(k.Text, "alias/") {
			if a := aliases[r.Stack.Key+"#"+k.Text]; a != nil {
				key = keys[a.Key()]
			}
		}
		if key == nil {
			return
		}
		u := Use{Label: label, At: k.At, Key: key.Key(), KeyLabel: key.ID, Faults: []Fault{}}
		for _, c := range checks() {
			v := key.Property(c.property)
			text, whole := certain(v)
			switch {
			case v.Kind == template.AbsentValue, whole && strings.EqualFold(text, c.want):
			case whole:
				u.Faults = append(u.Faults, Fault{At: analyzers.At(key, c.property), Property: c.property, Value: text})
			default:
				pass.Undecided("encryption", analyzers.At(key, c.property), "whether "+c.property+" of the key lets it encrypt secrets")
			}
		}
		facts.Uses = append(facts.Uses, u)
	}
	for _, s := range stock.Secrets {
		use(s.Label, s.Resource, s.KMS)
		elems := s.Resource.Property("ReplicaRegions").Elems()
		for i, r := range s.Replicas {
			rep := Replica{
				Label: s.Label, At: r.At, Primary: s.KMS.Kind, PrimaryAt: s.KMS.At, Kind: r.KMS.Kind,
			}
			if i < len(elems) {
				if rep.Region, _ = certain(elems[i].Get("Region")); rep.Region != "" {
					rep.Foreign = foreign(s, elems[i].Get("KmsKeyId"), rep.Region, keys[r.KMS.Key])
				}
			}
			if rep.Kind == "default" && rep.Primary == "unknown" {
				pass.Undecided("encryption", r.At, "whether the primary's key is a customer key, which the replica would not have")
			}
			facts.Replicas = append(facts.Replicas, rep)
			if rep.Foreign == "" {
				use(s.Label, s.Resource, r.KMS)
			}
		}
	}
	for _, m := range stock.Managed {
		if m.State == "yes" {
			use(m.Label, m.Resource, m.KMS)
		}
	}
	return facts
}

type check struct{ property, want string }

// checks are what a key must be to encrypt secrets: enabled, symmetric, for
// encryption. All three are the defaults.
// Source: AWS Secrets Manager user guide, "Secret encryption and decryption";
// AWS CloudFormation reference, AWS::KMS::Key.
func checks() []check {
	return []check{{"Enabled", "true"}, {"KeySpec", "SYMMETRIC_DEFAULT"}, {"KeyUsage", "ENCRYPT_DECRYPT"}}
}

// certain is the text of a value that no deployment can change.
func certain(v *template.Value) (string, bool) {
	text, ok := v.Literal()
	if !ok {
		return "", false
	}
	for i := range v.Parts {
		if v.Parts[i].Origin == template.FromDefault {
			return "", false
		}
	}
	return text, true
}

// foreign says why a replica's key is certainly one of another region than the
// replica's, which is never its primary's. key is the key where it is one of the
// program.
func foreign(s *secrets.Secret, v *template.Value, region string, key *template.Resource) string {
	p, ok := v.Single()
	if !ok {
		return foreignText(v, region, s)
	}
	switch {
	case key == nil, p.Resource.Type == "AWS::KMS::Alias": // an alias of that name may be in both regions
		return ""
	case p.Attr != "Arn" && multiRegion(key): // one id in all its regions
		return ""
	case key.Stack.Region == region:
		return ""
	case key.Stack.Region != "":
		return "key " + key.ID + " is one of " + key.Stack.Region
	case key.Stack == s.Resource.Stack:
		return "key " + key.ID + " is in the stack of the secret, and so in the primary's region"
	}
	return ""
}

// multiRegion tells whether a key is or may be a multi-Region key.
func multiRegion(key *template.Resource) bool {
	v := key.Property("MultiRegion")
	text, whole := certain(v)
	return key.Type == "AWS::KMS::ReplicaKey" || v.Kind != template.AbsentValue && !(whole && strings.EqualFold(text, "false"))
}

// foreignText judges an ARN or a key id that is written out.
func foreignText(v *template.Value, region string, s *secrets.Secret) string {
	if v.Kind != template.ScalarValue {
		return ""
	}
	// The region is the fourth field: find the parts of it.
	field, at := 0, ""
	pseudo := false
	for i := range v.Parts {
		p := &v.Parts[i]
		if p.Kind != template.LiteralPart || p.Origin == template.FromDefault {
			if field == 3 {
				pseudo = p.Kind == template.PseudoPart && p.Text == "AWS::Region" && at == ""
				at += "*"
			}
			continue
		}
		for j, piece := range strings.Split(p.Text, ":") {
			if j > 0 {
				field++
			}
			if field == 3 {
				at += piece
			}
		}
	}
	if field < 5 {
		id, whole := certain(v)
		primary, known := certain(s.Resource.Property("KmsKeyId"))
		if i := strings.LastIndexByte(primary, '/'); i >= 0 && strings.Contains(primary, ":key/") {
			primary = primary[i+1:]
		}
		if whole && known && id == primary && !strings.Contains(id, "mrk-") && !strings.Contains(id, "alias/") {
			return "it is the key of the primary"
		}
		return ""
	}
	switch {
	case at == "*" && pseudo:
		return "its ARN is one of the stack's own region"
	case at != "" && !strings.Contains(at, "*") && at != region:
		return "its ARN is one of " + at
	}
	return ""
}
