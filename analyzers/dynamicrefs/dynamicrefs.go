// Package dynamicrefs lists the dynamic references of a program, {{resolve:…}},
// with the place that each stands in, and what is wrong with its form or place.
package dynamicrefs

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer lists dynamic references. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name: "dynamicrefs",
	Doc:  "every dynamic reference, what it reads and where CloudFormation is to put it",
	Run:  func(pass *analyzers.Pass) (any, error) { return run(pass), nil },
}

// Facts are all dynamic references in the order of the program.
type Facts struct {
	References []Reference `json:"references"`
}

// Reference is one dynamic reference at a place that uses it.
type Reference struct {
	At analyzers.Place `json:"at"`
	// Resource is the key of the resource that uses the value, "" outside of
	// Resources; Type is its type.
	Resource string `json:"resource"`
	Type     string `json:"type"`
	// Section is "properties", "metadata" (of a resource), "init" (cfn-init's part
	// of it) or "outputs".
	Section string `json:"section"`
	// Property is the path of the property below Properties, with dots and
	// without indexes: "LoginProfile.Password".
	Property string `json:"property"`
	// Service is "secretsmanager", "ssm", "ssm-secure" or what stands there.
	Service string `json:"service"`
	// Secret is the key of the secret of the program that is read, "" for others.
	Secret string `json:"secret"`
	// Name is the name or ARN of the secret or parameter, what is not known as
	// asterisks.
	Name string `json:"name"`
	// ID are the parts of the name or ARN.
	ID      []template.Part `json:"-"`
	Key     string          `json:"key"` // of the secret's JSON
	Stage   string          `json:"stage"`
	Version string          `json:"version"`
	// Encoded is set within Fn::Base64, Embedded where other text stands around
	// the reference.
	Encoded  bool `json:"encoded"`
	Embedded bool `json:"embedded"`
	// Malformed says what is wrong with the form, "" when nothing is.
	Malformed string `json:"malformed"`
	// Misplaced says why the reference is not resolved where it stands: "metadata",
	// "outputs", "unsupported-property"; "" when it is, or may be.
	Misplaced string `json:"misplaced"`
}

func run(pass *analyzers.Pass) *Facts {
	l := &lister{pass: pass, facts: &Facts{References: []Reference{}}}
	for _, s := range pass.Program.Stacks {
		if !strings.Contains(string(s.Source.Data), "resolve:") && s.Parent == nil && !imports(s) {
			continue
		}
		l.s = s
		for _, r := range s.Order {
			if r.Exists() == template.False {
				continue
			}
			l.resource = r
			l.section = "properties"
			l.value(s.Eval(r.Properties), template.Path{"Resources", r.ID, "Properties"}, 0)
			for _, f := range fields(r.Node.Get("Metadata")) {
				l.section = "metadata"
				if f.Key.Text == "AWS::CloudFormation::Init" {
					l.section = "init"
				}
				l.value(s.Eval(f.Value), template.Path{"Resources", r.ID, "Metadata", f.Key.Text}, 0)
			}
			l.resource = nil
		}
		l.section = "outputs"
		for _, f := range fields(s.Root.Get("Outputs")) {
			l.value(s.Eval(f.Value.Get("Value")), template.Path{"Outputs", f.Key.Text, "Value"}, 0)
		}
	}
	return l.facts
}

func fields(n *template.Node) []template.Field {
	if n == nil {
		return nil
	}
	return n.Fields()
}

func imports(s *template.Stack) bool { return strings.Contains(string(s.Source.Data), "ImportValue") }

type lister struct {
	pass     *analyzers.Pass
	facts    *Facts
	s        *template.Stack
	resource *template.Resource
	section  string
	seen     map[seen]bool
}

type seen struct {
	element string
	section string
	node    *template.Node
	offset  int
}

const deepest = 100

// value lists the references in a value; path is where it is used.
func (l *lister) value(v *template.Value, path template.Path, depth int) {
	if depth > deepest {
		return
	}
	for _, a := range v.Alternatives() {
		v := a.Value
		switch v.Kind {
		case template.ScalarValue:
			l.scalar(v, path)
		case template.MapValue:
			for _, k := range v.Keys() {
				l.value(v.Get(k.Text), path.Append(k.Text), depth+1)
			}
		case template.ListValue:
			for i, e := range v.Elems() {
				l.value(e, path.Append(i), depth+1)
			}
		}
	}
}

func (l *lister) scalar(v *template.Value, path template.Path) {
	for i := range v.Parts {
		p := &v.Parts[i]
		if p.Kind == template.DynamicPart {
			l.reference(v, p, path)
		}
	}
	if reason := unresolved(v); reason != "" {
		r := l.at(path)
		r.At, r.Malformed = l.place(v.Node, path), reason
		if l.once(path, v.Node, 0) {
			l.facts.References = append(l.facts.References, r)
		}
	}
}

// unresolved says why a text that is meant as a dynamic reference is none: it
// has spaces in its opening, or is never closed.
func unresolved(v *template.Value) string {
	text := strings.TrimSpace(v.Text("*"))
	rest, ok := strings.CutPrefix(text, "{{")
	if !ok {
		return ""
	}
	body, ok := strings.CutPrefix(strings.TrimSpace(rest), "resolve:")
	if !ok {
		return ""
	}
	service, _, ok := strings.Cut(strings.TrimSpace(body), ":")
	switch strings.TrimSpace(service) {
	case "secretsmanager", "ssm", "ssm-secure":
	default:
		ok = false
	}
	switch {
	case !ok || strings.ContainsAny(text, "\n\r"):
		return ""
	case !strings.HasPrefix(rest, "resolve:"):
		return "spaces stand between {{ and resolve, so that it is left as text"
	case !strings.Contains(text, "}}"):
		return "it is never closed with }}, so that it is left as text"
	}
	return ""
}

func (l *lister) at(path template.Path) Reference {
	r := Reference{Section: l.section}
	if l.resource != nil {
		r.Resource, r.Type = l.resource.Key(), l.resource.Type
	}
	if l.section == "properties" {
		r.Property = property(path[3:])
	}
	return r
}

func property(path template.Path) string {
	var names []string
	for _, e := range path {
		if name, ok := e.(string); ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, ".")
}

// place is where a node is written, or the place that uses it.
func (l *lister) place(n *template.Node, path template.Path) analyzers.Place {
	id, _ := path[1].(string)
	return analyzers.AtNode(l.s, n, analyzers.Place{Resource: l.s.Key + "#" + id, Path: path})
}

// once tells whether a reference is met for the first time at an element:
// alternatives of a value repeat it.
func (l *lister) once(path template.Path, n *template.Node, offset int) bool {
	if l.seen == nil {
		l.seen = map[seen]bool{}
	}
	id, _ := path[1].(string)
	key := seen{l.s.Key + "#" + id, l.section, n, offset}
	if l.seen[key] {
		return false
	}
	l.seen[key] = true
	return true
}

func (l *lister) reference(v *template.Value, p *template.Part, path template.Path) {
	if !l.once(path, p.Dynamic.Node, p.Dynamic.Offset) {
		return
	}
	d := p.Dynamic
	r := l.at(path)
	r.At = l.place(d.Node, path)
	r.At.Span = span(d)
	r.Service, r.Key, r.Stage, r.Version, r.Malformed = d.Service, d.Key, d.Stage, d.Version, d.Malformed
	r.Encoded, r.Embedded = v.Base64, len(v.Parts) > 1
	r.ID = d.ID
	r.Name, r.Secret = named(d)
	r.Misplaced = misplaced(&r)
	if r.Malformed != "" && d.Defaulted {
		l.pass.Undecided("template", r.At, "a parameter's default makes the dynamic reference malformed; a deployment may give another value")
		r.Malformed = ""
	}
	if r.Section == "properties" && r.Malformed == "" && r.Misplaced == "" && r.Service != "ssm" {
		switch {
		case r.Encoded:
			l.pass.Undecided("template", r.At, "the documentation does not say whether a dynamic reference is resolved within Fn::Base64")
		case custom(r.Type):
			l.pass.Undecided("template", r.At, "a custom resource may get the text of a dynamic reference instead of the value")
		}
	}
	l.facts.References = append(l.facts.References, r)
}

// span is the reference within its scalar's text, nil when it is split over
// several.
func span(d *template.DynamicRef) []int {
	if d.Node == nil || d.Offset >= len(d.Node.Text) {
		return nil
	}
	rest := d.Node.Text[d.Offset:]
	end := strings.Index(rest, "}}")
	if end < 0 || !strings.HasPrefix(rest, "{{resolve:") {
		return nil
	}
	return []int{d.Offset, d.Offset + end + len("}}")}
}

// named is the name in a reference, and the secret of the program that it reads
// when it is written as a reference to one.
func named(d *template.DynamicRef) (name, secret string) {
	var b strings.Builder
	for _, p := range d.ID {
		switch {
		case p.Kind == template.LiteralPart:
			b.WriteString(p.Text)
		default:
			b.WriteByte('*')
		}
		if p.Resource != nil && p.Resource.Type == "AWS::SecretsManager::Secret" {
			secret = p.Resource.Key()
		}
	}
	return b.String(), secret
}

// misplaced tells why CloudFormation does not resolve a reference where it
// stands.
//
// Custom resources are left open: the user guide said of both kinds of secure
// values, and later of ssm-secure, that they are not supported there, and the
// function may well read the value itself.
//
// Sources: AWS Secrets Manager user guide, "Get a secret in a CloudFormation
// resource" (any resource property, not resource metadata such as
// AWS::CloudFormation::Init); AWS CloudFormation user guide, secure strings
// (the properties that support ssm-secure);
// aws-cloudformation/cloudformation-coverage-roadmap#689 (outputs keep the text of
// a secretsmanager reference).
func misplaced(r *Reference) string {
	secure := r.Service == "secretsmanager" || r.Service == "ssm-secure"
	if !secure {
		return ""
	}
	switch {
	case r.Section == "metadata" || r.Section == "init":
		return "metadata"
	case r.Section == "outputs":
		return "outputs"
	case r.Service == "ssm-secure" && !r.Encoded && !custom(r.Type) && !secureStrings[[2]string{r.Type, r.Property}]:
		return "unsupported-property"
	}
	return ""
}

func custom(resourceType string) bool {
	return strings.HasPrefix(resourceType, "Custom::") || resourceType == "AWS::CloudFormation::CustomResource"
}

// secureStrings are the properties that support ssm-secure.
// Source: AWS CloudFormation user guide, "Get a secure string value from Systems
// Manager Parameter Store", resources that support dynamic parameter patterns for
// secure strings.
var secureStrings = map[[2]string]bool{
	{"AWS::DirectoryService::MicrosoftAD", "Password"}:                                    true,
	{"AWS::DirectoryService::SimpleAD", "Password"}:                                       true,
	{"AWS::ElastiCache::ReplicationGroup", "AuthToken"}:                                   true,
	{"AWS::IAM::User", "LoginProfile.Password"}:                                           true,
	{"AWS::KinesisFirehose::DeliveryStream", "RedshiftDestinationConfiguration.Password"}: true,
	{"AWS::OpsWorks::App", "AppSource.Password"}:                                          true,
	{"AWS::OpsWorks::Stack", "CustomCookbooksSource.Password"}:                            true,
	{"AWS::OpsWorks::Stack", "RdsDbInstances.DbPassword"}:                                 true,
	{"AWS::RDS::DBCluster", "MasterUserPassword"}:                                         true,
	{"AWS::RDS::DBInstance", "MasterUserPassword"}:                                        true,
	{"AWS::Redshift::Cluster", "MasterUserPassword"}:                                      true,
}
