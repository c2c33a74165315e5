// Package suite lists the analyzers.
package suite

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
)

// All are the analyzers that a run uses, in order of name.
func All() []*analyzers.Analyzer {
	return []*analyzers.Analyzer{
		secrets.Analyzer,
	}
}
