// Package suite lists the analyzers.
package suite

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/connectivity"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/encryption"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/knowntokens"
	"github.com/fjall-lint/fjall-lint/analyzers/lookups"
	"github.com/fjall-lint/fjall-lint/analyzers/naming"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/analyzers/regions"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/analyzers/sourcevpce"
)

// All are the analyzers that a run uses, in order of name.
func All() []*analyzers.Analyzer {
	return []*analyzers.Analyzer{
		access.Analyzer,
		code.Analyzer,
		connectivity.Analyzer,
		credentials.Analyzer,
		dynamicrefs.Analyzer,
		encryption.Analyzer,
		fetches.Analyzer,
		iam.Analyzer,
		knowntokens.Analyzer,
		lookups.Analyzer,
		naming.Analyzer,
		network.Analyzer,
		refs.Analyzer,
		regions.Analyzer,
		rotation.Analyzer,
		secrets.Analyzer,
		sourcevpce.Analyzer,
	}
}
