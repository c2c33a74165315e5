package credentials

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/fjall-lint/fjall-lint/template"
)

// gap stands for what is not literal within a JSON text.
const gap = "\uE000"

// secret judges the value that a template gives a secret.
func (a *finder) secret(r *template.Resource) {
	if v := r.Property("SecretString"); v.Kind != template.AbsentValue {
		a.secretText(r, v, analyzers.At(r, "SecretString"), "SecretString", "secret", "")
	}
	g := r.Property("GenerateSecretString")
	if v := g.Get("SecretStringTemplate"); v.Kind != template.AbsentValue {
		generated, _ := g.Get("GenerateStringKey").Literal()
		a.secretText(r, v, analyzers.At(r, "GenerateSecretString", "SecretStringTemplate"), "SecretStringTemplate", "template", generated)
	}
}

func (a *finder) secretText(r *template.Resource, v *template.Value, used analyzers.Place, name, place, generated string) {
	for _, alt := range v.Alternatives() {
		v := alt.Value
		if v.Kind == template.UnknownValue {
			a.pass.Undecided("hardcoded", used, v.Why)
			continue
		}
		if v.Kind != template.ScalarValue {
			continue
		}
		a.feeds(r, v, used, name, place)
		text := v.Text(gap)
		fields, ok := jsonFields(text)
		if !ok {
			value, spelled := plain(v)
			trimmed := strings.TrimSpace(value)
			if place == "template" || !spelled || len(trimmed) < 4 || classify.Placeholder(trimmed) || classify.Reference(trimmed) && len(tokens.Scan(trimmed)) == 0 {
				continue
			}
			a.literal(r, v, used, name, place, trimmed)
			continue
		}
		var keys []string
		var first *template.Part
		var within, length int
		looks := ""
		for _, f := range fields {
			if f.key == generated && generated != "" || strings.Contains(f.value, gap) || !secretField(f.key, f.value) {
				continue
			}
			p, at := v.PartAt(f.start, len(gap))
			if p == nil || p.Kind != template.LiteralPart || p.Origin == template.FromDefault {
				continue
			}
			keys = append(keys, f.key)
			if first == nil {
				first, within, length = p, at, f.end-f.start
				_, looks = classify.Describe(f.value)
			}
		}
		if first == nil {
			continue
		}
		l := Literal{
			Place: place, Used: used, Label: r.Label(), Type: r.Type, Property: name, Keys: keys, Origin: first.Origin.String(),
			Length: length, Looks: looks, node: first.Node, span: [2]int{first.Offset + within, first.Offset + within + length},
			Elsewhere: first.Origin == template.FromMapping || first.Origin == template.FromParent,
		}
		l.At = a.partPlace(r, first, within, min(within+length, len(first.Text)), used)
		a.facts.Literals = append(a.facts.Literals, l)
	}
}

// secretField tells whether an entry of a secret's JSON is a credential: its
// key says so, or its value can be nothing else.
func secretField(key, value string) bool {
	v := strings.TrimSpace(value)
	if v == "" || classify.Placeholder(v) {
		return false
	}
	if len(tokens.Scan(v)) > 0 {
		return true
	}
	if classify.Reference(v) {
		return false
	}
	switch classify.Name(key) {
	case classify.Strong:
		return true
	case classify.Weak:
		return len(v) >= 6
	}
	return !harmless[strings.ToLower(key)] && len(v) >= 20 && !strings.ContainsAny(v, " ,") && tokens.Entropy(v) > 3.8 && classify.Credential(v, classify.Weak)
}

// harmless are keys of connection data, which is no secret.
var harmless = map[string]bool{
	"host": true, "hostname": true, "port": true, "dbname": true, "database": true, "engine": true, "username": true, "user": true,
	"url": true, "uri": true, "endpoint": true, "region": true, "dbinstanceidentifier": true, "dbclusteridentifier": true,
	"masterarn": true, "id": true, "client_id": true, "clientid": true, "account": true, "name": true, "email": true,
}

// jsonField is a text of a JSON document: the nearest key above it and the
// offsets of the text between its quotes.
type jsonField struct {
	key        string
	value      string
	start, end int
}

// jsonFields lists the strings and numbers of a JSON object; ok is false when
// the text is none.
func jsonFields(text string) (fields []jsonField, ok bool) {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil, false
	}
	dec := jsontext.NewDecoder(bytes.NewBufferString(text), jsontext.AllowDuplicateNames(true))
	var keys []string // of the objects and lists that are open
	pending := ""
	for {
		tok, err := dec.ReadToken()
		if err != nil {
			break
		}
		kind, n := dec.StackIndex(dec.StackDepth())
		switch tok.Kind() {
		case '{', '[':
			keys = append(keys, pending)
		case '}', ']':
			keys = keys[:len(keys)-1]
			if len(keys) == 0 {
				return fields, true
			}
		case '"', '0':
			if kind == '{' && n%2 == 1 && tok.Kind() == '"' { // a key was read
				pending = tok.String()
				continue
			}
			key := pending
			if kind == '[' {
				key = keys[len(keys)-1]
			}
			value := tok.String()
			end := int(dec.InputOffset())
			start := end - len(value)
			if tok.Kind() == '"' {
				end--
				start = strings.LastIndexByte(text[:end], '"') + 1
				if raw := end - len(value); raw >= 0 && text[raw:end] == value {
					start = raw
				}
			}
			fields = append(fields, jsonField{key, value, start, end})
		}
	}
	return nil, false
}
