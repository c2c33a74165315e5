package rotation

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Misattachment is a fault in how a secret is attached to its database. An
// attachment adds engine, host, port and name of the database to the secret's JSON,
// which AWS's rotation functions need.
// Source: AWS CloudFormation reference, AWS::SecretsManager::SecretTargetAttachment.
type Misattachment struct {
	At analyzers.Place `json:"at"`
	// Kind is "unattached" (AWS's function rotates a secret that has no attachment, and
	// no host or engine), "order" (the schedule does not wait for the attachment),
	// "several" (attachments to different databases: a secret has one target) or "target-type" (not that of
	// the resource).
	Kind string `json:"kind"`
	// Secret names the secret, SecretKey and SecretAt are those of its resource.
	Secret    string          `json:"secret"`
	SecretKey string          `json:"secret_key"`
	SecretAt  analyzers.Place `json:"secret_at"`
	// Schedule names the schedule of "unattached" and "order".
	Schedule string `json:"schedule"`
	// Attachment is the logical id of the attachment that is meant.
	Attachment string `json:"attachment"`
	// Database is the key of the database, "" where it is not known; Label names it.
	Database string `json:"database"`
	Label    string `json:"label"`
	// Lacks are the JSON keys that the secret has not.
	Lacks []string `json:"lacks"`
	// Text is the TargetType, Want the one that fits.
	Text string `json:"text"`
	Want string `json:"want"`
	// Others are the places of the other attachments, or of the one not waited for.
	Others []analyzers.Place `json:"others"`
}

// targetTypes are the resources that a secret can be attached to.
// Source: AWS CloudFormation reference, SecretTargetAttachment TargetType; for
// AWS::RDS::DBProxy aws-cdk-lib, AttachmentTargetType.
var targetTypes = []string{
	"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::RDS::DBProxy", "AWS::Redshift::Cluster", "AWS::RedshiftServerless::Namespace",
	"AWS::DocDB::DBInstance", "AWS::DocDB::DBCluster", "AWS::DocDBElastic::Cluster",
}

// attaching finds faults in how secrets are attached.
func (f *Facts) attaching(pass *analyzers.Pass, stock *secrets.Facts, byKey map[string]*Secret) {
	edges := pass.ResultOf[refs.Analyzer].(*refs.Facts)
	stray := false // an attachment may be that of any secret
	pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::SecretsManager::SecretTargetAttachment" {
			return
		}
		f.targetType(r, stock)
		stray = stray || r.AttachedSecret() == nil
	})
	for _, s := range stock.Secrets {
		f.several(s)
	}
	for _, s := range f.Schedules {
		secret, record := stock.ByKey(s.Secret), byKey[s.Secret]
		if s.Standard == "" || secret == nil || record == nil || !secret.KeysKnown || secret.Defaulted || record.Kind == "placeholder" {
			continue
		}
		lacks := slices.DeleteFunc([]string{"engine", "host"}, func(key string) bool { return slices.Contains(secret.JSONKeys, key) })
		if len(lacks) == 0 {
			continue
		}
		m := Misattachment{
			At: analyzers.At(s.resource, "SecretId"), Secret: secret.Label, SecretKey: secret.Key, SecretAt: secret.At, Schedule: s.Label,
			Lacks: lacks, Others: []analyzers.Place{},
		}
		switch {
		case len(secret.Attachments) > 0:
			f.order(m, s, secret, edges)
		case stray || record.Database == "" && !pass.Program.Complete && shared(secret.Resource):
			pass.Undecided("rotation", m.At, "whether the secret is attached to a database by another template")
		default:
			m.Kind = "unattached"
			if database := pass.Program.Resource(record.Database); database != nil && slices.Contains(targetTypes, database.Type) {
				m.Database, m.Label = database.Key(), database.Label()
			}
			f.Misattached = append(f.Misattached, m)
		}
	}
}

// shared tells whether other templates can name a secret: it has a name of its own, or
// is an output.
func shared(secret *template.Resource) bool {
	if secret.Property("Name").Kind != template.AbsentValue {
		return true
	}
	for _, out := range secret.Stack.Outputs {
		for _, p := range secret.Stack.Eval(out.Value).Parts {
			if p.Resource == secret {
				return true
			}
		}
	}
	return false
}

// targetType checks an attachment's TargetType. Clusters of DocumentDB answer the API
// of RDS too, so that one for the other may work.
func (f *Facts) targetType(r *template.Resource, stock *secrets.Facts) {
	v := r.Property("TargetType")
	text, known := v.Literal()
	target, ok := r.Property("TargetId").Single()
	if !known || defaulted(v) || !ok || target.Attr != "" || !slices.Contains(targetTypes, target.Resource.Type) || text == target.Resource.Type {
		return
	}
	if text == "AWS::RDS::DBCluster" && target.Resource.Type == "AWS::DocDB::DBCluster" || text == "AWS::RDS::DBInstance" && target.Resource.Type == "AWS::DocDB::DBInstance" {
		return
	}
	m := Misattachment{
		At: analyzers.At(r, "TargetType"), Kind: "target-type", Attachment: r.ID, Database: target.Resource.Key(), Label: target.Resource.Label(),
		Text: short(text), Want: target.Resource.Type, Lacks: []string{}, Others: []analyzers.Place{},
	}
	if s := stock.ByKey(r.Key()); s != nil {
		m.Secret, m.SecretKey, m.SecretAt = s.Label, s.Key, s.At
	} else {
		m.Secret, m.SecretAt = "of the attachment", analyzers.AtResource(r)
	}
	f.Misattached = append(f.Misattached, m)
}

// several finds a secret with more than one attachment at a time.
func (f *Facts) several(s *secrets.Secret) {
	for i, a := range s.Attachments {
		var others []analyzers.Place
		for _, b := range s.Attachments[:i] {
			// Two attachments to one database write the same.
			if a.Target != "" && b.Target != "" && a.Target != b.Target && always(a.Resource, b.Resource) && always(b.Resource, a.Resource) {
				others = append(others, b.At)
			}
		}
		if len(others) == 0 {
			continue
		}
		f.Misattached = append(f.Misattached, Misattachment{
			At: a.At, Kind: "several", Secret: s.Label, SecretKey: s.Key, SecretAt: s.At, Attachment: a.Resource.ID, Lacks: []string{}, Others: others,
		})
	}
}

// order finds a schedule that names the secret itself and does not wait for the
// attachment: the first rotation starts as soon as there is a schedule.
func (f *Facts) order(m Misattachment, s *Schedule, secret *secrets.Secret, edges *refs.Facts) {
	p, ok := s.resource.Property("SecretId").Single()
	if !ok || p.Via != nil || p.Resource != secret.Resource || len(secret.Attachments) > 1 {
		return
	}
	at := s.resource.Property("RotateImmediatelyOnUpdate")
	if at.Kind != template.AbsentValue {
		if text, ok := at.Literal(); !ok || text != "true" {
			return
		}
	}
	a := secret.Attachments[0].Resource
	if a.Stack != s.resource.Stack || !always(a, s.resource) || waits(edges, s.resource, a) {
		return
	}
	m.Kind, m.Attachment, m.Others = "order", a.ID, []analyzers.Place{secret.Attachments[0].At}
	f.Misattached = append(f.Misattached, m)
}

// waits tells whether CloudFormation makes a resource after another one: the one needs
// the other, directly or through others.
func waits(edges *refs.Facts, r, other *template.Resource) bool {
	seen := map[string]bool{r.Key(): true}
	for next := []string{r.Key()}; len(next) > 0; next = next[1:] {
		for i := range edges.Edges {
			e := &edges.Edges[i]
			if e.From != next[0] || seen[e.To] {
				continue
			}
			if e.To == other.Key() {
				return true
			}
			seen[e.To] = true
			next = append(next, e.To)
		}
	}
	return false
}
