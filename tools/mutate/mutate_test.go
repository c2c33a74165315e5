package mutate

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

const src = `package fjall.rules.a["b"]

deny contains {"at": use.at, "message": message, "severity": "low"} if {
	some use in input.facts.access.uses
	use.a == "x y"
	not use.b
	count(use.c) > 1
	use.d in {"p", "q"}
	every x in use.list { x != "" }
	message := sprintf("a %s", [name(use)])
}

name(use) := use.name if use.name != ""

else := "none"

m := {"a": "some text", "b": "high"}[x] if x := input.y
`

func TestX(t *testing.T) {
	m := ast.MustParseModuleWithOpts(src, ast.ParserOptions{RegoVersion: ast.RegoV1})
	for _, mu := range Of(m) {
		t.Logf("%d:%d %s: %s", mu.Line, mu.Column, mu.Rule, mu.Change)
		_ = mu.Module().String()
	}
}
