package main

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/reporters"
)

// inventory lists the secrets of a program, those that services manage included.
func inventory(facts *analyzers.Facts) []reporters.Secret {
	stock := analyzers.Found[secrets.Facts](facts, secrets.Analyzer)
	if stock == nil {
		return nil
	}
	var rows []reporters.Secret
	lives := newLives(facts)
	labels := map[string]string{} // by resource key
	for _, s := range facts.Program.Stacks {
		for _, r := range s.Order {
			labels[r.Key()] = r.Label()
		}
	}
	for _, s := range stock.Secrets {
		rows = append(rows, reporters.Secret{
			ID: s.Key, Name: name(s), Stack: s.Resource.Stack.Name, Template: s.Resource.Stack.TemplateFile, LogicalID: s.Resource.ID,
			ConstructPath: s.Resource.ConstructPath, Range: s.Resource.Node.Range(), Origin: origin(s) + lives.purpose(s.Key, labels),
			Rotation: lives.rotation(s.Key), Key: keyOf(s.KMS, labels),
		})
	}
	for _, m := range stock.Managed {
		rows = append(rows, reporters.Secret{
			ID: m.Key, Name: "administrator of " + m.Label, Stack: m.Resource.Stack.Name, Template: m.Resource.Stack.TemplateFile,
			LogicalID: m.Resource.ID, ConstructPath: m.Resource.ConstructPath, Range: m.Resource.Node.Range(),
			Origin: "managed by " + service(m.Type), Rotation: lives.rotation(m.Key), Key: keyOf(m.KMS, labels),
		})
	}
	return rows
}

// name is the secret's name, else what CloudFormation will name it after.
func name(s *secrets.Secret) string {
	switch s.Name.State {
	case "literal", "partial":
		return strings.ReplaceAll(s.Name.Text, "*", "…")
	case "generated":
		return s.Label + " (named at deployment)"
	}
	return s.Label + " (name not known)"
}

func origin(s *secrets.Secret) string {
	switch s.Origin {
	case "generated":
		return "generated"
	case "literal":
		return "literal in the template"
	case "parameter":
		return "parameter"
	case "dynamic":
		return "copy of another secret"
	case "attribute":
		return "attribute of a resource"
	case "empty":
		return "set after deployment"
	case "computed":
		return "computed"
	}
	return "not known"
}

func service(resourceType string) string {
	parts := strings.Split(resourceType, "::")
	if len(parts) > 1 {
		return parts[1]
	}
	return resourceType
}

func keyOf(k secrets.KMS, labels map[string]string) string {
	switch k.Kind {
	case "default", "managed":
		return "aws/secretsmanager"
	case "customer":
		if label := labels[k.Key]; label != "" {
			return label
		}
		return "customer key"
	}
	return "not known"
}
