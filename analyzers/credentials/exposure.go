package credentials

import (
	"bytes"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/template"
)

// hasSources tells whether a stack has secret values at all that could end in
// the wrong place.
func hasSources(s *template.Stack) bool {
	for _, p := range s.Parameters {
		if p.NoEcho {
			return true
		}
	}
	if bytes.Contains(s.Source.Data, []byte("resolve:")) || s.Parent != nil {
		return true
	}
	for _, r := range s.Order {
		for _, row := range table()[r.Type] {
			if row.class == attribute {
				return true
			}
		}
	}
	return false
}

// secretSource tells whether a part of a value is a secret, and names it.
func secretSource(p template.Part) (what, source string) {
	switch p.Kind {
	case template.DynamicPart:
		d := p.Dynamic
		if d.Malformed != "" {
			return "", ""
		}
		switch d.Service {
		case "secretsmanager":
			if d.Key != "" && (harmless[strings.ToLower(d.Key)] || classify.Name(d.Key) == classify.None) {
				return "", ""
			}
			what = partsText(d.ID)
			if d.Key != "" {
				what += " (key " + d.Key + ")"
			}
			return what, "secret"
		case "ssm-secure":
			return partsText(d.ID), "secure parameter"
		}
	case template.ParamPart:
		if p.Param.NoEcho {
			return p.Param.Name, "parameter"
		}
	case template.LiteralPart:
		if p.Param != nil && p.Param.NoEcho && p.Text != "" {
			return p.Param.Name, "parameter"
		}
	case template.RefPart:
		if secretAttribute(p.Resource.Type, p.Attr) {
			return p.Resource.Label() + "." + p.Attr, "attribute"
		}
	}
	return "", ""
}

// expose records the secret values in a place that people can read.
func (a *finder) expose(r *template.Resource, v *template.Value, at analyzers.Place, name, place string) {
	if r.Type == "AWS::CloudFormation::Stack" {
		return // the nested stack decides what becomes of its parameters
	}
	a.exposeIn(r.Stack, v, at, Exposed{Label: r.Label(), Type: r.Type, Property: name, Place: place, Instead: instead(r.Type, place)})
}

func (a *finder) exposeIn(s *template.Stack, v *template.Value, at analyzers.Place, e Exposed) {
	seen := map[string]bool{}
	for _, alt := range v.Alternatives() {
		v := alt.Value
		for _, p := range v.Parts {
			what, source := secretSource(p)
			if source == "" || seen[what] {
				continue
			}
			seen[what] = true
			e.At, e.Source, e.What = at, source, what
			if len(v.Parts) > 1 && p.Node != nil { // point into a long text
				if inner := analyzers.AtNode(s, p.Node, at); inner.Resource == at.Resource {
					e.At = inner
				}
			}
			a.facts.Exposed = append(a.facts.Exposed, e)
		}
	}
}

// instead names the way by which a resource type takes a secret without showing
// it.
func instead(resourceType, place string) string {
	if place != "variable" {
		return "fetch"
	}
	switch resourceType {
	case "AWS::ECS::TaskDefinition", "AWS::ECS::DaemonTaskDefinition", "AWS::ECS::ExpressGatewayService", "AWS::Batch::JobDefinition":
		return "container secrets"
	case "AWS::AppRunner::Service":
		return "runtime secrets"
	case "AWS::CodeBuild::Project", "AWS::CodePipeline::Pipeline":
		return "secrets manager variable"
	case "AWS::ElasticBeanstalk::Environment", "AWS::ElasticBeanstalk::ConfigurationTemplate":
		return "environment secrets"
	}
	return "fetch"
}

// labelRows are places beyond the table that people can read: command lines,
// labels, descriptions and names.
var labelRows = map[string][][]string{
	"AWS::ECS::TaskDefinition": {
		{"ContainerDefinitions", "*", "Command", "*"},
		{"ContainerDefinitions", "*", "EntryPoint", "*"},
		{"ContainerDefinitions", "*", "DockerLabels", "{}"},
		{"ContainerDefinitions", "*", "HealthCheck", "Command", "*"},
	},
	"AWS::Batch::JobDefinition": {{"ContainerProperties", "Command", "*"}},
	"AWS::Logs::LogGroup":       {{"LogGroupName"}},
	"AWS::Lambda::Function":     {{"Description"}, {"FunctionName"}},
	"AWS::SSM::Document":        {{"Content"}},
	"AWS::StepFunctions::StateMachine": {
		{"DefinitionSubstitutions", "{}"},
	},
}

// labels looks for secret values in command lines, labels, names and tags.
func (a *finder) labels(r *template.Resource) {
	if r.Properties == nil {
		return
	}
	for _, path := range labelRows[r.Type] {
		r.Stack.Eval(r.Properties).Visit(path, func(v *template.Value, path template.Path, _ *template.Value) {
			a.expose(r, v, analyzers.AtValue(r, v, path), path.Dotted(), "label")
		})
	}
	if r.Properties.Get("Tags") != nil {
		r.Stack.Eval(r.Properties).Visit([]string{"Tags", "*"}, func(v *template.Value, path template.Path, _ *template.Value) {
			if v.Kind == template.MapValue {
				v, path = v.Get("Value"), path.Append("Value")
			}
			a.expose(r, v, analyzers.AtValue(r, v, path), path.Dotted(), "tag")
		})
	}
}

// metadata looks for NoEcho parameters and secret attributes in a resource's
// Metadata, which is shown to everybody who may describe the stack.
// Source: AWS CloudFormation user guide, parameters, NoEcho: "we strongly
// recommend …" not to use Metadata for sensitive information.
func (a *finder) metadata(r *template.Resource) {
	m := r.Node.Get("Metadata")
	if m == nil {
		return
	}
	base := template.Path{"Resources", r.ID, "Metadata"}
	seen := map[string]bool{} // one finding a secret: cfn-init configurations repeat them
	m.Walk(func(path template.Path, n *template.Node) bool {
		if n.Kind == template.Map {
			if name, _ := n.Intrinsic(); name == "" {
				return true
			}
			v := r.Stack.Eval(n)
			at := analyzers.AtNode(r.Stack, n, analyzers.Place{Resource: r.Key(), Path: base.Append(path...)})
			for _, alt := range v.Alternatives() {
				for _, p := range alt.Value.Parts {
					if what, source := secretSource(p); (source == "parameter" || source == "attribute") && !seen[what] {
						seen[what] = true
						a.facts.Exposed = append(a.facts.Exposed, Exposed{
							At: at, Label: r.Label(), Type: r.Type, Property: "Metadata", Place: "metadata", Source: source, What: what,
						})
					}
				}
			}
			return false
		}
		return true
	})
}

// outputs looks for secret values in a stack's outputs. CloudFormation does not
// resolve dynamic references there.
func (a *finder) outputs(s *template.Stack) {
	for _, name := range fieldsOf(s.Root.Get("Outputs")) {
		out := s.Outputs[name]
		if out == nil || out.Value == nil {
			continue
		}
		v := s.Eval(out.Value)
		at := analyzers.Place{Resource: s.Key + "#" + name, Path: template.Path{"Outputs", name, "Value"}}
		seen := map[string]bool{}
		for _, alt := range v.Alternatives() {
			for _, p := range alt.Value.Parts {
				what, source := secretSource(p)
				if p.Kind == template.DynamicPart || source == "" || seen[what] {
					continue
				}
				seen[what] = true
				a.facts.Exposed = append(a.facts.Exposed, Exposed{
					At: at, Label: name, Type: "Output", Property: "Value", Place: "output", Source: source, What: what, Instead: "fetch",
				})
			}
		}
	}
}
