package iam

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/template"
)

// Origin is where a statement or policy stands: the Source of the evaluator's
// statements and policies that were read from templates.
type Origin struct {
	// Resource holds the document; nil for a managed policy of AWS.
	Resource *template.Resource
	At       analyzers.Place
	// Managed is the name of a managed policy of AWS.
	Managed string
	// Attached is where a managed policy is attached.
	Attached analyzers.Place
}

// mostStatements bounds a document. No kind of policy may have more than 32,768
// characters, those of a key, in which there is no place for many more.
// Source: AWS KMS developer guide, "Resource quotas"; IAM user guide, "IAM and AWS STS quotas".
const mostStatements = 700

// document reads a policy document. base is its path below the template's root.
func document(r *template.Resource, v *template.Value, kind eval.PolicyKind, base template.Path) *eval.Policy {
	p := &eval.Policy{Kind: kind, Exists: r.Exists(), Complete: true}
	at := analyzers.Place{Resource: r.Key(), Path: base}
	p.Source = &Origin{Resource: r, At: at}
	alternatives := v.Alternatives()
	for _, a := range alternatives {
		exists := r.Exists()
		if len(alternatives) > 1 {
			exists = exists.And(template.Unknown)
		}
		doc := a.Value
		if text, ok := doc.Literal(); ok && strings.HasPrefix(strings.TrimSpace(text), "{") {
			doc = parsed(r, text)
		}
		switch doc.Kind {
		case template.AbsentValue:
			continue
		case template.MapValue:
		default:
			p.Complete = false
			continue
		}
		version, _ := doc.Get("Version").Literal()
		p.OldVersion = version != "2012-10-17" && doc.Get("Version").Kind != template.UnknownValue
		list := doc.Get("Statement")
		items := []*template.Value{list}
		if list.Kind == template.ListValue {
			items = list.Elems()
		}
		if len(items) > mostStatements {
			items, p.Complete = items[:mostStatements], false
		}
		for i, item := range items {
			for _, s := range item.Alternatives() {
				certain := exists
				if len(item.Alternatives()) > 1 {
					certain = certain.And(template.Unknown)
				}
				switch s.Value.Kind {
				case template.MapValue:
					path := base.Append("Statement")
					if list.Kind == template.ListValue {
						path = path.Append(i)
					}
					place := analyzers.Place{Resource: r.Key(), Path: path}
					if n := s.Value.Node; n != nil {
						if found := analyzers.AtNode(r.Stack, n, place); found.Resource == place.Resource {
							place = found
						}
					}
					p.Statements = append(p.Statements, statement(r, s.Value, certain, place))
				case template.AbsentValue:
				default:
					p.Complete = false
				}
			}
		}
	}
	return p
}

// parsed is a document that is written as JSON text.
func parsed(r *template.Resource, text string) *template.Value {
	docs, _ := template.Parse(template.NewSource(r.Stack.Source.Name, []byte(text)))
	if len(docs) != 1 {
		return &template.Value{Kind: template.UnknownValue, Why: "a policy that is no JSON"}
	}
	return r.Stack.Eval(docs[0])
}

func statement(r *template.Resource, v *template.Value, exists template.Truth, at analyzers.Place) eval.Statement {
	s := eval.Statement{Exists: exists, Source: &Origin{Resource: r, At: at}}
	s.Sid, _ = v.Get("Sid").Literal()
	effect, ok := v.Get("Effect").Literal()
	if !ok {
		s.Exists = s.Exists.And(template.Unknown)
	}
	if strings.EqualFold(effect, "Deny") {
		s.Effect = eval.Deny
	}
	s.Actions, s.NotActions = texts(v.Get("Action")), texts(v.Get("NotAction"))
	s.Resources, s.NotResources = texts(v.Get("Resource")), texts(v.Get("NotResource"))
	s.Principals, s.NotPrincipals = principals(v.Get("Principal")), principals(v.Get("NotPrincipal"))
	s.Conditions = conditions(v.Get("Condition"))
	return s
}

// texts are the entries of an element that is one text or a list of them; nil
// when the element is not there. An entry with alternatives is not known.
func texts(v *template.Value) []eval.Text {
	switch v.Kind {
	case template.AbsentValue:
		return nil
	case template.ListValue:
		list := []eval.Text{}
		for _, e := range v.Elems() {
			list = append(list, one(e))
		}
		return list
	case template.ScalarValue:
		return []eval.Text{one(v)}
	}
	return []eval.Text{eval.Anything()}
}

func one(v *template.Value) eval.Text {
	if t := Text(v); len(t) == 1 {
		return t[0]
	}
	return eval.Anything()
}

func principals(v *template.Value) []eval.Principal {
	switch v.Kind {
	case template.AbsentValue:
		return nil
	case template.ScalarValue:
		if text, ok := v.Literal(); ok && text == "*" {
			return []eval.Principal{{Kind: eval.Everyone, Text: eval.Lit("*")}}
		}
		return []eval.Principal{{}}
	case template.MapValue:
		list := []eval.Principal{}
		for _, k := range v.Keys() {
			kind := map[string]eval.PrincipalKind{
				"AWS": eval.AWSPrincipal, "Service": eval.ServicePrincipal, "Federated": eval.FederatedPrincipal, "CanonicalUser": eval.CanonicalUser,
			}[k.Text]
			for _, t := range texts(v.Get(k.Text)) {
				list = append(list, eval.Principal{Kind: kind, Text: t})
			}
		}
		return list
	}
	return []eval.Principal{{}}
}

func conditions(v *template.Value) []eval.Condition {
	switch v.Kind {
	case template.AbsentValue:
		return nil
	case template.MapValue:
	default:
		return []eval.Condition{{}}
	}
	var list []eval.Condition
	for _, operator := range v.Keys() {
		keys := v.Get(operator.Text)
		if keys.Kind == template.AbsentValue {
			continue
		}
		if keys.Kind != template.MapValue {
			list = append(list, eval.Condition{})
			continue
		}
		for _, key := range keys.Keys() {
			value := keys.Get(key.Text)
			if value.Kind == template.AbsentValue {
				continue
			}
			list = append(list, eval.Condition{Operator: operator.Text, Key: key.Text, Values: texts(value)})
		}
	}
	return list
}
