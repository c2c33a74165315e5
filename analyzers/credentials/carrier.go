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
	"Content": classify.Config, "PipelineConfigurationBody": classify.Config,
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
			a.carrier(r, e, a.place(r, e, path.Append(k.Text)), path.Append(k.Text), v, sources)
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
		const gap = "\x00"
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
			value := text[x.Start:x.End]
			if strings.Contains(value, gap) {
				continue
			}
			p, within := v.PartAt(x.Start, len(gap))
			if p == nil || p.Kind != template.LiteralPart || p.Origin == template.FromDefault {
				continue
			}
			l := Literal{
				Place: "text", Used: at, Label: r.ID, Type: r.Type, Property: name, Keys: []string{x.Name},
				Origin: p.Origin.String(), node: p.Node, span: [2]int{p.Offset + within, p.Offset + within + x.End - x.Start},
				Elsewhere: p.Origin == template.FromMapping || p.Origin == template.FromParent,
			}
			l.At = a.partPlace(r, p, within, min(within+x.End-x.Start, len(p.Text)), at)
			l.Length, l.Looks = classify.Describe(value)
			a.facts.Literals = append(a.facts.Literals, l)
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
				a.facts.Plain = append(a.facts.Plain, Plain{At: at, Label: r.ID, Type: r.Type, Property: "Value", How: "stored", What: what})
				break
			}
		}
	}
}
