package naming

import (
	"cmp"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Use is a place where a service uses a secret whose name or key it dictates,
// or a secret whose name says that it is for such a service.
type Use struct {
	Service string `json:"service"`
	Prefix  string `json:"prefix"` // that the name must have
	// At is where the service is given the secret, or the secret's name.
	At analyzers.Place `json:"at"`
	// Secret is the key of the secret, "" when the program does not create it.
	Secret string          `json:"secret"`
	Label  string          `json:"label"`
	NameAt analyzers.Place `json:"name_at"`
	KeyAt  analyzers.Place `json:"key_at"`
	// Name is the secret's name as far as it is known, "" when CloudFormation
	// generates it.
	Name string `json:"name"`
	// Named is set when only the secret's name tells of the service.
	Named bool `json:"named"`
	// Prefixed tells whether the name has the prefix: yes, no, unknown.
	Prefixed string `json:"prefixed"`
	// Key tells what the service needs, "customer" or "default", and KeyKept
	// whether the secret's key is that: yes, no, unknown.
	Key     string `json:"key"`
	KeyKept string `json:"key_kept"`
	// Alias is set when the secret's key is named by an alias.
	Alias bool `json:"alias"`
}

// demand is what a service demands of the secrets that it is given.
type demand struct {
	service, prefix, key string
	// typ and path are the property that takes the secret's ARN.
	typ, property string
}

// demands are the services that accept only secrets of a certain name.
// Sources: Amazon MSK developer guide, "Set up SASL/SCRAM authentication" (name
// must begin with AmazonMSK_; a secret under the default key cannot be used;
// no alias); Amazon ECR user guide, "Creating a pull through cache rule" (name
// must begin with ecr-pullthroughcache/) and "Storing your upstream repository
// credentials" (the default key must be used).
func demands() []demand {
	return []demand{
		{"Amazon MSK", "AmazonMSK_", "customer", "AWS::MSK::BatchScramSecret", "SecretArnList"},
		{"Amazon ECR pull through cache", "ecr-pullthroughcache/", "default", "AWS::ECR::PullThroughCacheRule", "CredentialArn"},
	}
}

// dictated are prefixes that a guide or managed policy of a service tells its
// users to choose, beside those of demands.
// Sources: AWS Directory Service administration guide, seamless domain join;
// AWS Transfer Family user guide, connectors and custom identity providers;
// AWS managed policies AmazonSageMakerFullAccess, AwsGlueDataBrewFullAccessPolicy;
// Amazon Kendra and Amazon Q Business, service roles of data sources; Amazon
// Redshift query editor; AWS IoT Greengrass V1, AWSGreengrassResourceAccessRolePolicy.
func dictated() [][2]string {
	return [][2]string{
		{"aws/directory-services/", "AWS Directory Service"},
		{"aws/transfer/", "AWS Transfer Family"},
		{"AmazonSageMaker-", "Amazon SageMaker"},
		{"AwsGlueDataBrew-", "AWS Glue DataBrew"},
		{"AmazonKendra-", "Amazon Kendra"},
		{"QBusiness-", "Amazon Q Business"},
		{"redshiftqueryeditor", "Amazon Redshift query editor"},
		{"greengrass-", "AWS IoT Greengrass"},
	}
}

// dictating is the service that dictates a name by its prefix.
func dictating(name string) string {
	for _, d := range demands() {
		if strings.HasPrefix(name, d.prefix) {
			return d.service
		}
	}
	for _, d := range dictated() {
		if strings.HasPrefix(name, d[0]) {
			return d[1]
		}
	}
	if _, service := reserved(name); service != "" {
		return service
	}
	return ""
}

// reserved tells prefixes that belong to the secrets which services create and
// manage themselves: the service's id and an exclamation mark, a character that
// other names cannot have.
// Sources: AWS Secrets Manager user guide, "Secrets managed by other AWS
// services"; API reference, CreateSecret, Name.
func reserved(name string) (prefix, service string) {
	if id, _, ok := strings.Cut(name, "!"); ok && id != "" && !strings.ContainsAny(id, "/*") {
		services := map[string]string{
			"rds": "Amazon RDS", "redshift": "Amazon Redshift", "events": "Amazon EventBridge connections", "appflow": "Amazon AppFlow",
			"databrew": "AWS Glue DataBrew", "ecs-sc": "Amazon ECS Service Connect", "directconnect": "AWS Direct Connect",
			"sqlworkbench": "Amazon Redshift query editor v2", "opsworks-cm": "AWS OpsWorks", "pcs": "AWS Parallel Computing Service",
			"bedrock-agentcore-identity": "Amazon Bedrock AgentCore",
		}
		service, known := services[id]
		if !known {
			service = "the AWS service " + id
		}
		return id + "!", service
	}
	if strings.HasPrefix(name, "aws/") {
		for _, d := range dictated() {
			if strings.HasPrefix(name, d[0]) || strings.HasPrefix(d[0], strings.TrimRight(name, gap)) {
				return "", ""
			}
		}
		return "aws/", "AWS"
	}
	return "", ""
}

// uses finds the secrets that services with demands are given.
func (f *Facts) uses(pass *analyzers.Pass, stock *secrets.Facts) {
	byKey, byName := map[string]*Secret{}, map[string]*Secret{}
	for _, s := range f.Secrets {
		byKey[s.Key] = s
		if len(s.Names) == 1 && s.Names[0].Whole {
			byName[s.Names[0].Text] = s
		}
	}
	used := map[string]bool{}
	add := func(d demand, at analyzers.Place, v *template.Value) {
		u := Use{Service: d.service, Prefix: d.prefix, At: at, Key: d.key, KeyKept: "unknown", Prefixed: "unknown"}
		if p, ok := v.Single(); ok {
			if s := byKey[p.Resource.Key()]; s != nil {
				u.of(s, d)
				used[d.service+s.Key] = true
			}
		} else if name := arnName(v.Text(gap)); name != "" {
			u.Name, u.Prefixed = name, prefixed(name, d.prefix)
			base := strings.TrimSuffix(name, ambiguousSuffix(name))
			if s := cmp.Or(byName[name], byName[base]); s != nil {
				u.of(s, d)
				used[d.service+s.Key] = true
			}
		}
		if u.Secret != "" && u.Prefixed == "unknown" {
			pass.Undecided("naming", u.NameAt, "whether the name begins with "+d.prefix+", as "+d.service+" demands")
		}
		if u.Secret != "" && u.KeyKept == "unknown" {
			pass.Undecided("naming", u.KeyAt, "whether the key is one that "+d.service+" accepts")
		}
		f.Uses = append(f.Uses, u)
	}
	pass.Resources(func(r *template.Resource) {
		for _, d := range demands() {
			if r.Type != d.typ {
				continue
			}
			v := r.Property(d.property)
			if v.Kind == template.ScalarValue {
				add(d, analyzers.At(r, d.property), v)
			}
			for i, e := range v.Elems() {
				add(d, analyzers.AtNode(r.Stack, e.Node, analyzers.At(r, d.property, i)), e)
			}
		}
	})
	for _, s := range f.Secrets {
		for _, d := range demands() {
			if used[d.service+s.Key] || len(s.Names) != 1 || !strings.HasPrefix(s.Names[0].Text, d.prefix) {
				continue
			}
			u := Use{Service: d.service, Prefix: d.prefix, At: s.secret.Name.At, Key: d.key, Named: true}
			u.of(s, d)
			f.Uses = append(f.Uses, u)
		}
	}
}

// of fills in what is known of the secret.
func (u *Use) of(s *Secret, d demand) {
	u.Secret, u.Label, u.NameAt, u.KeyAt = s.Key, s.Label, s.At, s.At
	switch {
	case s.secret.Name.State == "generated":
		// The logical id, a hyphen and random characters: never a prefix with an
		// underscore or a slash.
		u.Prefixed = "no"
	case len(s.Names) == 0:
		u.Prefixed, u.NameAt = "unknown", s.secret.Name.At
	default:
		u.NameAt, u.Name = s.secret.Name.At, s.Names[0].Text
		u.Prefixed = prefixed(u.Name, d.prefix)
		for _, n := range s.Names[1:] {
			if prefixed(n.Text, d.prefix) != u.Prefixed {
				u.Prefixed = "unknown"
			}
		}
		if s.value.Kind == template.ChoiceValue && len(s.Names) != len(s.value.Alternatives()) {
			u.Prefixed = "unknown"
		}
	}
	kms := s.secret.KMS
	if kms.Kind != "default" {
		u.KeyAt = kms.At
	}
	u.Alias = strings.Contains(kms.Text, "alias/") && kms.Kind == "customer"
	switch {
	case kms.Kind == "unknown":
		u.KeyKept = "unknown"
	case (kms.Kind == "customer") == (d.key == "customer"):
		u.KeyKept = "yes"
	default:
		u.KeyKept = "no"
	}
}

// prefixed tells whether a name, with gaps, begins with a prefix.
func prefixed(name, prefix string) string {
	known, _, open := strings.Cut(name, gap)
	switch {
	case strings.HasPrefix(known, prefix):
		return "yes"
	case !open, !strings.HasPrefix(prefix, known):
		return "no"
	}
	return "unknown"
}

// arnName is what follows ":secret:" in an ARN, "" when the text is none.
func arnName(text string) string {
	_, name, ok := strings.Cut(text, ":secret:")
	if !ok || !strings.Contains(text, "secretsmanager") {
		return ""
	}
	name, _, _ = strings.Cut(name, ":")
	return name
}
