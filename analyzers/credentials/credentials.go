// Package credentials finds credentials: literals in the places that take a
// credential or carry plain text, parameters that feed such places, and secret
// values that end where people can read them. It never keeps or shows a value;
// a literal is known by its place, its length and what it looks like.
package credentials

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer finds credentials. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name: "credentials",
	Doc:  "credentials in the templates: literals, the parameters that feed them, and secret values that people can read",
	Run:  func(pass *analyzers.Pass) (any, error) { return run(pass), nil },
}

// Facts are what was found, in order of place.
type Facts struct {
	// Literals are credentials written into a template.
	Literals []Literal `json:"literals"`
	// Parameters are those that feed a credential's place or are named as one.
	Parameters []Parameter `json:"parameters"`
	// Exposed are secret values that end where people can read them.
	Exposed []Exposed `json:"exposed"`
	// Plain are credentials that Parameter Store keeps as plain text.
	Plain []Plain `json:"plain"`
}

// Literal is a credential that is written into a template.
type Literal struct {
	// Place is the kind of place that it ends in: "property" (one that takes a
	// credential), "custom" (of a custom resource), "variable" (environment
	// variable and the like), "text" (script, code, definition), "secret"
	// (SecretString), "template" (SecretStringTemplate), "parameter" (of
	// Parameter Store).
	Place string `json:"place"`
	// At is where the literal is written; Used is the property that it ends in.
	At   analyzers.Place `json:"at"`
	Used analyzers.Place `json:"used"`
	// Elsewhere is set when the literal is not written in the property itself.
	Elsewhere bool `json:"elsewhere"`
	// Label names the resource that uses it, Type is its type.
	Label string `json:"label"`
	Type  string `json:"type"`
	// Property is the property's path or the variable's name; Keys are the JSON
	// keys of a secret that hold credentials.
	Property string   `json:"property"`
	Keys     []string `json:"keys"`
	// Origin is how the literal comes to the property: direct, mapping, parent,
	// given.
	Origin string `json:"origin"`
	Length int    `json:"length"` // in characters
	Looks  string `json:"looks"`

	span [2]int
	node *template.Node
}

// Parameter is a template parameter that is for a credential.
type Parameter struct {
	At    analyzers.Place `json:"at"`
	Name  string          `json:"name"`
	Feeds []Feed          `json:"feeds"`
	// Named tells that the name alone speaks of a credential: "strong", "weak",
	// "".
	Named  string `json:"named"`
	NoEcho bool   `json:"no_echo"`
	// Default is "credential" when the Default is one that a deployment would
	// use, "" otherwise.
	Default   string          `json:"default"`
	DefaultAt analyzers.Place `json:"default_at"`
	Length    int             `json:"length"`
	Looks     string          `json:"looks"`

	node *template.Node // of the default
}

// Feed is a place that a parameter's value ends in.
type Feed struct {
	At       analyzers.Place `json:"at"`
	Label    string          `json:"label"`
	Property string          `json:"property"`
	Place    string          `json:"place"`
}

// Exposed is a secret value in a place that people can read.
type Exposed struct {
	At analyzers.Place `json:"at"`
	// Label and Type name the resource, or the output with Type "Output".
	Label    string `json:"label"`
	Type     string `json:"type"`
	Property string `json:"property"`
	// Place is the kind of place: "variable", "text", "output", "metadata",
	// "tag", "label" (names, descriptions, command lines).
	Place string `json:"place"`
	// Source is where the value comes from: "secret" (dynamic reference to a
	// secret), "secure parameter", "parameter" (NoEcho), "attribute".
	Source string `json:"source"`
	// What names the source: the secret, parameter or attribute.
	What string `json:"what"`
	// Instead is the injection that the resource offers: "container secrets",
	// "secrets manager variable", "fetch", "".
	Instead string `json:"instead"`
}

// Plain is a credential that is kept in, or read from, a parameter of
// Parameter Store that is not encrypted.
type Plain struct {
	At       analyzers.Place `json:"at"`
	Label    string          `json:"label"`
	Type     string          `json:"type"`
	Property string          `json:"property"`
	// How is "resolved" ({{resolve:ssm:…}} in a credential property),
	// "parameter" (a template parameter of an SSM type feeds one), "stored" (a
	// secret value is written into a String parameter).
	How  string `json:"how"`
	What string `json:"what"`
}

type finder struct {
	pass   *analyzers.Pass
	facts  *Facts
	params map[*template.Parameter]*Parameter
	order  []*template.Parameter
}

func run(pass *analyzers.Pass) *Facts {
	a := &finder{
		pass:   pass,
		facts:  &Facts{Literals: []Literal{}, Parameters: []Parameter{}, Exposed: []Exposed{}, Plain: []Plain{}},
		params: map[*template.Parameter]*Parameter{},
	}
	sources := map[*template.Stack]bool{}
	for _, s := range pass.Program.Stacks {
		sources[s] = hasSources(s)
	}
	pass.Resources(func(r *template.Resource) {
		rows := table()[r.Type]
		for _, row := range rows {
			if row.class == attribute {
				continue
			}
			a.property(r, row, sources[r.Stack])
		}
		if custom(r.Type) {
			a.customProperties(r, template.Path{})
		}
		if r.Type == "AWS::StepFunctions::StateMachine" && r.Get("Definition") != nil {
			a.customProperties(r, template.Path{"Definition"})
		}
		if r.Type == "AWS::SecretsManager::Secret" {
			a.secret(r)
		}
		a.commands(r)
		a.initMetadata(r)
		if sources[r.Stack] {
			a.labels(r)
			a.metadata(r)
		}
	})
	for _, s := range pass.Program.Stacks {
		if sources[s] {
			a.outputs(s)
		}
		a.namedParameters(s)
	}
	a.finishParameters()
	slices.SortStableFunc(a.facts.Literals, func(x, y Literal) int {
		return cmp.Or(cmp.Compare(x.At.Resource, y.At.Resource), cmp.Compare(x.At.Path.String(), y.At.Path.String()))
	})
	return a.facts
}

// custom tells types whose properties nobody lists: custom resources and
// third-party types.
func custom(t string) bool {
	return strings.HasPrefix(t, "Custom::") || t == "AWS::CloudFormation::CustomResource" ||
		!strings.HasPrefix(t, "AWS::") && !strings.HasPrefix(t, "Alexa::") && strings.Contains(t, "::")
}

// property judges what a row of the table finds in a resource.
func (a *finder) property(r *template.Resource, row row, sources bool) {
	if r.Properties == nil || row.path[0] != "{}" && r.Properties.Get(row.path[0]) == nil {
		if name, _ := r.Properties.Intrinsic(); name == "" {
			return
		}
	}
	r.Stack.Eval(r.Properties).Visit(row.path, func(v *template.Value, path template.Path, parent *template.Value) {
		at := analyzers.AtValue(r, v, path)
		switch row.class {
		case credential:
			strength := classify.Strong
			switch row.when {
			case "IsValueSecret":
				if text, ok := parent.Get("IsValueSecret").Literal(); !ok || !strings.EqualFold(text, "true") {
					return
				}
			case "SkillId": // an Alexa skill's id, which is no secret, is given here too
				if text, _ := v.Literal(); strings.HasPrefix(text, "amzn1.") || onlyParameter(v) {
					return
				}
			case "HeaderName":
				name, _ := parent.Get("HeaderName").Literal()
				if strength = headerStrength(name); strength == classify.None {
					return
				}
			}
			a.credential(r, v, at, path.Dotted(), "property", row.when == "HeaderName", strength)
		case carrier:
			a.carrier(r, v, at, path, parent, sources)
		}
	})
}

func headerStrength(name string) classify.Strength {
	if s := classify.Name(name); s != classify.None {
		return s
	}
	for _, w := range classify.Words(name) {
		switch w {
		case "verify", "auth", "authorization", "secret", "token", "password", "key":
			return classify.Weak
		}
	}
	return classify.None
}

// credential judges the value of a place that takes a credential. look demands
// that a literal looks like one; otherwise every literal counts.
func (a *finder) credential(r *template.Resource, v *template.Value, at analyzers.Place, name, place string, look bool, strength classify.Strength) {
	for _, alt := range v.Alternatives() {
		v := alt.Value
		switch v.Kind {
		case template.UnknownValue:
			a.pass.Undecided("hardcoded", at, v.Why)
			continue
		case template.MapValue: // a free-form map of credentials
			for _, k := range v.Keys() {
				e := v.Get(k.Text)
				if e.Kind == template.ScalarValue || e.Kind == template.ChoiceValue {
					a.credential(r, e, analyzers.AtValue(r, e, at.Path), name+"."+k.Text, place, true, max(classify.Name(k.Text), classify.Weak))
				}
			}
			continue
		case template.ScalarValue:
		default:
			continue
		}
		a.feeds(r, v, at, name, place)
		for _, p := range v.Parts {
			if p.Kind == template.DynamicPart && p.Dynamic.Service == "ssm" {
				a.facts.Plain = append(a.facts.Plain, Plain{
					At: at, Label: r.Label(), Type: r.Type, Property: name, How: "resolved", What: partsText(p.Dynamic.ID),
				})
			}
		}
		text, spelled := plain(v)
		if !spelled || strings.TrimSpace(text) == "" || classify.Instruction(text) || look && !classify.Credential(text, strength) {
			continue
		}
		a.literal(r, v, at, name, place, text)
	}
}

// onlyParameter tells whether a value is that of a template parameter.
func onlyParameter(v *template.Value) bool {
	return len(v.Parts) == 1 && v.Parts[0].Param != nil
}

// plain is the text of a value that anybody can put together who reads the
// template: literals, and what names the deployment (region, account, stack).
func plain(v *template.Value) (text string, spelled bool) {
	if v.Kind != template.ScalarValue {
		return "", false
	}
	letters := 0
	for _, p := range v.Parts {
		switch p.Kind {
		case template.LiteralPart:
			if p.Origin == template.FromDefault {
				return "", false // judged at the parameter
			}
			letters += len(p.Text)
		case template.PseudoPart:
		default:
			return "", false
		}
	}
	return v.Text("*"), letters > 0
}

// literal records a literal, at the part that holds most of it.
func (a *finder) literal(r *template.Resource, v *template.Value, used analyzers.Place, name, place, text string) {
	var at *template.Part
	for i := range v.Parts {
		p := &v.Parts[i]
		if p.Kind == template.LiteralPart && (at == nil || len(p.Text) > len(at.Text)) {
			at = p
		}
	}
	l := Literal{
		Place: place, Used: used, Label: r.Label(), Type: r.Type, Property: name, Keys: []string{},
		Origin: at.Origin.String(), node: at.Node,
	}
	l.At = a.partPlace(r, at, 0, len(at.Text), used)
	l.Elsewhere = at.Origin == template.FromMapping || at.Origin == template.FromParent
	l.span = [2]int{at.Offset, at.Offset + len(at.Text)}
	l.Length, l.Looks = classify.Describe(text)
	a.facts.Literals = append(a.facts.Literals, l)
}

// partPlace is where a stretch of a literal part is written.
func (a *finder) partPlace(r *template.Resource, p *template.Part, start, end int, fallback analyzers.Place) analyzers.Place {
	at := analyzers.AtNode(r.Stack, p.Node, fallback)
	from, to := p.Offset+start, p.Offset+end
	if p.Node != nil && p.Node.Kind == template.String && (from > 0 || to < len(p.Node.Text)) && to <= len(p.Node.Text) {
		at.Span = []int{from, to}
	}
	return at
}

// partsText words the parts of an id: what is not literal stands as its name.
func partsText(parts []template.Part) string {
	var b strings.Builder
	for _, p := range parts {
		switch p.Kind {
		case template.LiteralPart:
			b.WriteString(p.Text)
		case template.RefPart, template.DerivedPart:
			b.WriteString(p.Resource.Label())
		case template.ParamPart, template.PseudoPart:
			b.WriteString(p.Text)
		default:
			b.WriteByte('*')
		}
	}
	return b.String()
}

// customProperties judges the properties of a type that nobody lists by their
// names; from is where to begin.
func (a *finder) customProperties(r *template.Resource, from template.Path) {
	if r.Properties == nil {
		return
	}
	var walk func(v *template.Value, name string, path template.Path, depth int)
	walk = func(v *template.Value, name string, path template.Path, depth int) {
		if depth > 12 {
			return
		}
		for _, alt := range v.Alternatives() {
			v := alt.Value
			switch v.Kind {
			case template.MapValue:
				for _, k := range v.Keys() {
					walk(v.Get(k.Text), k.Text, path.Append(k.Text), depth+1)
				}
			case template.ListValue:
				for i, e := range v.Elems() {
					walk(e, name, path.Append(i), depth+1)
				}
			case template.ScalarValue:
				if name == "ServiceToken" {
					continue
				}
				if s := classify.Name(name); s != classify.None {
					a.credential(r, v, analyzers.AtValue(r, v, path), path.Dotted(), "custom", true, s)
				}
				a.jsonValue(r, v, analyzers.AtValue(r, v, path), path.Dotted())
			}
		}
	}
	walk(r.Property(from...), "", from, 0)
}

// Covers tells whether a stretch of a scalar's text is, or is part of, a
// literal or a parameter's default that is a credential by its place.
func (f *Facts) Covers(n *template.Node, start, end int) bool {
	if f == nil {
		return false
	}
	for i := range f.Literals {
		l := &f.Literals[i]
		if l.node == n && l.span[0] < end && start < l.span[1] {
			return true
		}
	}
	for i := range f.Parameters {
		if p := &f.Parameters[i]; p.Default == "credential" && p.node == n {
			return true
		}
	}
	return false
}

// Redact takes the credentials of the program out of a text that is about to be
// shown: messages of rules may quote a template.
func (f *Facts) Redact(text string) string {
	if f == nil {
		return text
	}
	mask := func(value string) {
		if len(value) >= 4 && strings.Contains(text, value) {
			text = strings.ReplaceAll(text, value, "[redacted]")
		}
	}
	for i := range f.Literals {
		l := &f.Literals[i]
		if l.node != nil && l.span[0] >= 0 && l.span[1] <= len(l.node.Text) && l.span[0] < l.span[1] {
			mask(l.node.Text[l.span[0]:l.span[1]])
		}
	}
	for i := range f.Parameters {
		if p := &f.Parameters[i]; p.Default == "credential" && p.node != nil {
			mask(p.node.Text)
		}
	}
	return text
}
