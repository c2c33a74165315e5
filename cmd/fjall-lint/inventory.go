package main

import (
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
)

// inventory lists the secrets of all programs.
func inventory(result *rules.Result) []reporters.Secret {
	var rows []reporters.Secret
	for _, facts := range result.Facts {
		stock, _ := facts.ByName["secrets"].(*secrets.Facts)
		if stock == nil {
			continue
		}
		for _, s := range stock.Secrets {
			rows = append(rows, reporters.Secret{
				Name: s.Name.Text, Stack: s.Resource.Stack.Name, Template: s.Resource.Stack.TemplateFile, LogicalID: s.Label,
				ConstructPath: s.Resource.ConstructPath, Range: s.Resource.Node.Range(), Origin: s.Origin, Key: s.KMS.Kind,
			})
		}
	}
	return rows
}
