package credentials

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/template"
)

// feeds records the parameters whose values end in a place for a credential.
func (a *finder) feeds(r *template.Resource, v *template.Value, at analyzers.Place, name, place string) {
	var seen []*template.Parameter
next:
	for _, part := range v.Parts {
		p := part.Param
		if p == nil || part.Kind == template.LiteralPart && part.Origin == template.FromParent {
			continue
		}
		for _, q := range seen {
			if q == p {
				continue next
			}
		}
		seen = append(seen, p)
		if p.IsSSM() {
			if place == "property" || place == "custom" {
				a.facts.Plain = append(a.facts.Plain, Plain{At: at, Label: r.Label(), Type: r.Type, Property: name, How: "parameter", What: p.Name})
			}
			continue
		}
		// A secret's JSON has fields that are no credentials; only the ones that are
		// count.
		if (place == "secret" || place == "template") && !feedsSecretField(v, p) {
			continue
		}
		f := a.parameter(p)
		f.Feeds = append(f.Feeds, Feed{At: at, Label: r.Label(), Property: name, Place: place})
	}
}

// feedsSecretField tells whether a parameter fills a secret as a whole, or a
// JSON field of it that is a credential.
func feedsSecretField(v *template.Value, p *template.Parameter) bool {
	if len(v.Parts) == 1 {
		return true
	}
	const mark = "\uE001"
	var b strings.Builder
	for _, part := range v.Parts {
		switch {
		case part.Param == p:
			b.WriteString(mark)
		case part.Kind == template.LiteralPart:
			b.WriteString(part.Text)
		default:
			b.WriteString(gap)
		}
	}
	fields, ok := jsonFields(b.String())
	if !ok {
		return classify.Name(p.Name) != classify.None
	}
	for _, f := range fields {
		if strings.Contains(f.value, mark) && classify.Name(f.key) != classify.None {
			return true
		}
	}
	return false
}

func (a *finder) parameter(p *template.Parameter) *Parameter {
	f := a.params[p]
	if f == nil {
		f = &Parameter{
			At:   analyzers.Place{Resource: p.Stack.Key + "#" + p.Name, Path: template.Path{"Parameters", p.Name}},
			Name: p.Name, NoEcho: p.NoEcho, Feeds: []Feed{},
		}
		a.params[p] = f
		a.order = append(a.order, p)
	}
	return f
}

// namedParameters finds the parameters whose name alone speaks of a credential.
func (a *finder) namedParameters(s *template.Stack) {
	for _, field := range fieldsOf(s.Root.Get("Parameters")) {
		p := s.Parameters[field]
		if p == nil || !textType(p.Type) {
			continue
		}
		strength := classify.Name(p.Name)
		if strength == classify.None || aboutReference(p) {
			continue
		}
		f := a.parameter(p)
		f.Named = "strong"
		if strength == classify.Weak {
			f.Named = "weak"
		}
	}
}

func fieldsOf(n *template.Node) []string {
	if n == nil {
		return nil
	}
	names := make([]string, len(n.Fields()))
	for i, f := range n.Fields() {
		names[i] = f.Key.Text
	}
	return names
}

func textType(t string) bool { return t == "String" || t == "" || t == "CommaDelimitedList" }

// aboutReference tells whether a parameter's words say that it takes the name or
// ARN of a secret, a choice, or a path rather than a credential.
func aboutReference(p *template.Parameter) bool {
	if p.Node.Get("AllowedValues") != nil {
		return true
	}
	low := strings.ToLower(p.Node.Get("Description").Scalar())
	for _, w := range []string{"arn", "name of", "id of", "path", "secret name", "secrets manager", "parameter store", "ssm", "identifier", "key pair", "whether", "enable", "true or false"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	pattern := p.Node.Get("AllowedPattern").Scalar()
	return strings.Contains(pattern, "arn:") || p.Default.IsScalar() && p.Default.Text != "" && classify.Reference(p.Default.Text)
}

// finishParameters judges the defaults of the parameters that were found.
func (a *finder) finishParameters() {
	for _, s := range a.pass.Program.Stacks {
		for _, p := range a.order {
			if p.Stack != s {
				continue
			}
			f := a.params[p]
			f.DefaultAt = analyzers.Place{Resource: f.At.Resource, Path: f.At.Path.Append("Default")}
			if p.Default.IsScalar() && defaultIsCredential(p, f) {
				f.Default, f.node = "credential", p.Default
				f.Length, f.Looks = classify.Describe(p.Default.Text)
			}
			a.facts.Parameters = append(a.facts.Parameters, *f)
		}
	}
}

// defaultIsCredential tells whether a deployment without a value of its own
// would use the Default as a credential.
func defaultIsCredential(p *template.Parameter, f *Parameter) bool {
	text := p.Default.Text
	if strings.TrimSpace(text) == "" || classify.Instruction(text) || p.IsSSM() || strings.Contains(text, "{{resolve:") || !accepted(p, text) {
		return false
	}
	strength := classify.Name(p.Name)
	for _, feed := range f.Feeds {
		switch feed.Place {
		case "property":
			return true
		case "custom", "variable", "parameter":
			if classify.Credential(text, max(strength, classify.Name(feed.Property))) {
				return true
			}
		default:
			if !classify.Placeholder(text) && !classify.Reference(text) {
				return true
			}
		}
	}
	return f.Named != "" && classify.Credential(text, strength)
}

// accepted tells whether CloudFormation would take a text as the parameter's
// value. Source: AWS CloudFormation user guide, parameters.
func accepted(p *template.Parameter, text string) bool {
	n := utf8.RuneCountInString(text)
	if least, err := strconv.Atoi(p.Node.Get("MinLength").Scalar()); err == nil && n < least {
		return false
	}
	if most, err := strconv.Atoi(p.Node.Get("MaxLength").Scalar()); err == nil && n > most {
		return false
	}
	if pattern := p.Node.Get("AllowedPattern").Scalar(); pattern != "" {
		re, err := regexp.Compile("^(?:" + pattern + ")$")
		if err == nil && !re.MatchString(text) {
			return false
		}
	}
	if list := p.Node.Get("AllowedValues"); list != nil {
		for _, item := range list.Items() {
			if item.Scalar() == text {
				return true
			}
		}
		return false
	}
	return true
}
