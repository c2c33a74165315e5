package rotation

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// known are the secrets of a program, to be found by what a SecretId says.
type known struct {
	stock *secrets.Facts
}

func namesOf(stock *secrets.Facts) *known { return &known{stock} }

// match is what a secret id leads to.
type match struct {
	// secrets are the secrets of the program that are meant.
	secrets []*secrets.Secret
	// managed is the resource whose service keeps the secret, nil otherwise.
	managed *template.Resource
	// state is "found", "elsewhere" (a secret of another program) or "unknown":
	// then maybe are the secrets that may be meant.
	state string
	maybe []*secrets.Secret
}

// find looks up a secret id: a reference to a secret or its attachment, a name,
// or a full or partial ARN.
func (k *known) find(from *template.Stack, id []template.Part) match {
	for _, p := range id {
		if p.Kind != template.RefPart && p.Kind != template.DerivedPart {
			continue
		}
		if s := k.stock.ByKey(p.Resource.Key()); s != nil {
			return match{state: "found", secrets: []*secrets.Secret{s}}
		}
		if _, ok := managedTypes[p.Resource.Type]; ok && strings.Contains(p.Attr, "Secret") {
			return match{state: "found", managed: p.Resource}
		}
	}
	if len(id) == 1 && id[0].Kind == template.ImportPart && from.Program.Complete {
		return match{state: "elsewhere"}
	}
	var b strings.Builder
	whole := true
	for _, p := range id {
		if p.Kind == template.LiteralPart {
			b.WriteString(p.Text)
			continue
		}
		b.WriteByte('*')
		// The region and account of an ARN tell nothing of the name.
		whole = whole && p.Kind == template.PseudoPart && (p.Text == "AWS::Region" || p.Text == "AWS::AccountId" || p.Text == "AWS::Partition")
	}
	text := b.String()
	name, isARN := text, false
	if i := strings.Index(text, ":secret:"); i >= 0 && (strings.HasPrefix(text, "arn:") || strings.HasPrefix(text, "*")) {
		name, isARN = text[i+len(":secret:"):], true
	}
	var m match
	for _, s := range k.stock.Secrets {
		t := s.Resource.Stack
		if t.Account != "" && from.Account != "" && t.Account != from.Account && !isARN || t.Region != "" && from.Region != "" && t.Region != from.Region && !isARN {
			continue
		}
		switch {
		case s.Name.State == "literal" && whole && names(name, s.Name.Text, isARN):
			m.secrets = append(m.secrets, s)
		case s.Name.State == "literal" && whole:
		case s.Name.State == "generated" && whole && !strings.Contains(name, s.Resource.ID):
			// The generated name holds the logical id.
		case overlap(name, s.Name.Text, s.Name.State):
			m.maybe = append(m.maybe, s)
		}
	}
	switch {
	case len(m.secrets) > 0:
		m.state, m.maybe = "found", nil
	case len(m.maybe) > 0 || !whole:
		m.state = "unknown"
	default:
		m.state = "elsewhere"
	}
	return m
}

// names tells whether an id is a secret's name, or in an ARN its name with or
// without the six characters that Secrets Manager appends.
func names(id, name string, isARN bool) bool {
	if id == name {
		return true
	}
	if !isARN {
		return false
	}
	rest, ok := strings.CutPrefix(id, name+"-")
	return ok && len(rest) == 6
}

// overlap tells whether an id whose gaps stand as asterisks may be the name of a
// secret.
func overlap(id, name, state string) bool {
	if state == "generated" {
		name = "*"
	}
	head := func(s string) string { before, _, _ := strings.Cut(s, "*"); return before }
	a, b := head(id), head(name)
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// managedTypes are the resources whose service may keep a secret for them.
var managedTypes = map[string]bool{
	"AWS::RDS::DBInstance": true, "AWS::RDS::DBCluster": true, "AWS::Redshift::Cluster": true,
	"AWS::RedshiftServerless::Namespace": true, "AWS::DocDB::DBCluster": true,
}
