package credentials

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/template"
)

// texts are the carriers that hold a text of many lines rather than one value,
// and how it is written.
var texts = map[string]classify.TextKind{
	"UserData": classify.Shell, "LaunchTemplateSpecificationUserData": classify.Shell, "UserDataOverride": classify.Shell,
	"ZipFile": classify.Code, "BuildSpec": classify.Config, "DefinitionString": classify.Code,
	"Content": classify.Config, "Definition": classify.Code, "PipelineConfigurationBody": classify.Config,
}

// carrier judges a value that people can read in plain text.
func (a *finder) carrier(r *template.Resource, v *template.Value, at analyzers.Place, path template.Path, parent *template.Value, sources bool) {
	last, _ := path[len(path)-1].(string)
	if r.Type == "AWS::SSM::Parameter" {
		a.storedParameter(r, v, at)
		return
	}
	if kind, ok := texts[last]; ok {
		a.text(r, v, at, last, kind)
		if sources {
			a.expose(r, v, at, last, "text")
		}
		return
	}
	if v.Kind == template.MapValue {
		for _, k := range v.Keys() {
			e := v.Get(k.Text)
			a.carrier(r, e, analyzers.AtValue(r, e, path.Append(k.Text)), path.Append(k.Text), v, sources)
		}
		return
	}
	name := last
	if last == "Value" {
		name = ""
		for _, k := range []string{"Name", "Key", "OptionName"} {
			if n, ok := parent.Get(k).Literal(); ok {
				name = n
				break
			}
		}
		// A variable of CodeBuild that names a secret or a parameter.
		if kind := parent.Get("Type"); kind.Kind != template.AbsentValue {
			if text, ok := kind.Literal(); !ok || text != "PLAINTEXT" {
				return
			}
		}
		// Beanstalk resolves the options of this namespace from Secrets Manager.
		if ns, _ := parent.Get("Namespace").Literal(); strings.HasSuffix(ns, ":environmentsecrets") {
			return
		}
	}
	strength := classify.Name(name)
	if strength != classify.None {
		a.credentialVariable(r, v, at, name, strength)
	}
	a.jsonValue(r, v, at, name)
	if sources {
		a.expose(r, v, at, name, "variable")
	}
}

// credentialVariable judges a variable whose name speaks of a credential.
func (a *finder) credentialVariable(r *template.Resource, v *template.Value, at analyzers.Place, name string, strength classify.Strength) {
	for _, alt := range v.Alternatives() {
		v := alt.Value
		if v.Kind != template.ScalarValue {
			continue
		}
		a.feeds(r, v, at, name, "variable")
		if text, spelled := plain(v); spelled && classify.Credential(text, strength) {
			a.literal(r, v, at, name, "variable", text)
		}
	}
}

// text finds credentials that are set within a script, code or a definition.
func (a *finder) text(r *template.Resource, v *template.Value, at analyzers.Place, name string, kind classify.TextKind) {
	for _, alt := range v.Alternatives() {
		v := alt.Value
		if v.Kind != template.ScalarValue {
			continue
		}
		text := v.Text(gap)
		if kind == classify.Shell && strings.HasPrefix(strings.TrimSpace(text), "#cloud-config") {
			kind = classify.Config
		}
		found := classify.Assignments(text, kind)
		if kind == classify.Config { // commands within a buildspec
			for _, x := range classify.Assignments(text, classify.Shell) {
				if !overlaps(found, x) {
					found = append(found, x)
				}
			}
		}
		for _, x := range found {
			if strings.Contains(text[x.Start:x.End], gap) {
				continue
			}
			a.within(r, v, at, name, x.Name, x.Start, x.End, len(gap))
		}
	}
}

func overlaps(list []classify.Assignment, x classify.Assignment) bool {
	for _, y := range list {
		if y.Start < x.End && x.Start < y.End {
			return true
		}
	}
	return false
}

// storedParameter judges the value of a parameter of Parameter Store. The types
// that CloudFormation can create, String and StringList, are not encrypted.
func (a *finder) storedParameter(r *template.Resource, v *template.Value, at analyzers.Place) {
	name := r.ID
	if text := r.Property("Name").Text("*"); strings.Trim(text, "*") != "" {
		name = text[strings.LastIndexByte(text, '/')+1:]
	}
	strength := max(classify.Name(name), classify.Name(r.ID))
	for _, alt := range v.Alternatives() {
		v := alt.Value
		if v.Kind != template.ScalarValue {
			continue
		}
		if strength != classify.None {
			a.feeds(r, v, at, name, "parameter")
			if text, spelled := plain(v); spelled && classify.Credential(text, strength) {
				a.literal(r, v, at, name, "parameter", text)
			}
		}
		for _, p := range v.Parts {
			if what, source := secretSource(p); source != "" {
				a.facts.Plain = append(a.facts.Plain, Plain{At: at, Label: r.Label(), Type: r.Type, Property: "Value", How: "stored", What: what})
				break
			}
		}
	}
}

// jsonValue finds credentials within a value that is JSON, such as a variable
// that holds a whole configuration.
func (a *finder) jsonValue(r *template.Resource, v *template.Value, at analyzers.Place, name string) {
	for _, alt := range v.Alternatives() {
		v := alt.Value
		if v.Kind != template.ScalarValue || len(v.Parts) == 0 || v.Parts[0].Kind != template.LiteralPart || !strings.HasPrefix(strings.TrimSpace(v.Parts[0].Text), "{") {
			continue
		}
		text := v.Text(gap)
		fields, _ := jsonFields(text)
		for _, f := range fields {
			if strength := classify.Name(f.key); strength != classify.None && !strings.Contains(f.value, gap) && classify.Credential(f.value, strength) {
				a.within(r, v, at, name, f.key, f.start, f.end, len(gap))
			}
		}
	}
}

// within records a credential at a stretch of a text.
func (a *finder) within(r *template.Resource, v *template.Value, used analyzers.Place, name, key string, start, end, gapSize int) {
	p, at := v.PartAt(start, gapSize)
	if p == nil || p.Kind != template.LiteralPart || p.Origin == template.FromDefault || p.Node == nil {
		return
	}
	stop := min(at+end-start, len(p.Text))
	l := Literal{
		Place: "text", Used: used, Label: r.Label(), Type: r.Type, Property: name, Keys: []string{key},
		Origin: p.Origin.String(), node: p.Node, span: [2]int{p.Offset + at, p.Offset + stop},
		Elsewhere: p.Origin == template.FromMapping || p.Origin == template.FromParent,
	}
	l.At = a.partPlace(r, p, at, stop, used)
	l.Length, l.Looks = classify.Describe(p.Text[at:stop])
	a.facts.Literals = append(a.facts.Literals, l)
}

// commandLists are command lines that are written as lists of words.
var commandLists = map[string][][]string{
	"AWS::ECS::TaskDefinition": {{"ContainerDefinitions", "*", "Command"}, {"ContainerDefinitions", "*", "EntryPoint"}},
	"AWS::Batch::JobDefinition": {
		{"ContainerProperties", "Command"}, {"EcsProperties", "TaskProperties", "*", "Containers", "*", "Command"},
	},
	"AWS::SageMaker::ProcessingJob": {{"AppSpecification", "ContainerArguments"}, {"AppSpecification", "ContainerEntrypoint"}},
}

// commands finds credentials among the words of a command line: the word
// behind an option whose name speaks of one, and shell text within a word.
func (a *finder) commands(r *template.Resource) {
	if r.Properties == nil {
		return
	}
	for _, path := range commandLists[r.Type] {
		r.Stack.Eval(r.Properties).Visit(path, func(v *template.Value, path template.Path, _ *template.Value) {
			option := ""
			for i, word := range v.Elems() {
				at := analyzers.AtValue(r, word, path.Append(i))
				text, ok := word.Literal()
				name, value, glued := strings.Cut(text, "=")
				switch {
				case !ok:
				case strings.ContainsAny(text, " \n"):
					a.text(r, word, at, path.Dotted(), classify.Shell)
				case glued && strings.HasPrefix(name, "-") && classify.Credential(value, classify.Name(name)):
					a.within(r, word, at, path.Dotted(), name, len(name)+1, len(text), 1)
				case option != "" && !strings.HasPrefix(text, "-") && classify.Credential(text, classify.Name(option)):
					a.within(r, word, at, path.Dotted(), option, 0, len(text), 1)
				}
				option = ""
				if ok && strings.HasPrefix(text, "--") && !glued {
					option = text
				}
			}
		})
	}
}

// initMetadata finds credentials that cfn-init writes to a machine: files,
// commands and the environment in a resource's Metadata.
func (a *finder) initMetadata(r *template.Resource) {
	init := r.Node.At("Metadata", "AWS::CloudFormation::Init")
	if init == nil {
		return
	}
	base := template.Path{"Resources", r.ID, "Metadata", "AWS::CloudFormation::Init"}
	init.Walk(func(path template.Path, n *template.Node) bool {
		name, _ := n.Intrinsic()
		if name == "" && !n.IsScalar() {
			return true
		}
		v := r.Stack.Eval(n)
		at := analyzers.AtNode(r.Stack, n, analyzers.Place{Resource: r.Key(), Path: base.Append(path...)})
		property := "Metadata"
		a.text(r, v, at, property, classify.Config)
		if len(path) > 1 {
			if key, ok := path[len(path)-1].(string); ok && path[len(path)-2] == "env" {
				a.credentialVariable(r, v, at, key, classify.Name(key))
			}
		}
		return false
	})
}
