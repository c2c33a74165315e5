package rotation

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// fitting compares AWS's function with the secret and the database that it is for.
type fitting struct {
	pass     *analyzers.Pass
	network  *network.Facts
	s        *Schedule
	secret   *secrets.Secret    // nil where a service keeps it
	database *template.Resource // nil where it is not known
	engine   string
}

// add records a mismatch; toDatabase is set for one with the database.
func (c *fitting) add(m Mismatch, toDatabase bool) {
	if toDatabase && c.database != nil {
		at := analyzers.AtResource(c.database)
		m.Database, m.DatabaseAt, m.Label = c.database.Key(), &at, c.database.Label()
	}
	c.s.Mismatches = append(c.s.Mismatches, m)
}

func (c *fitting) at(name string) analyzers.Place {
	return analyzers.At(c.s.resource, "HostedRotationLambda", name)
}

// function checks the engine and the strategy of AWS's function, hosted or from its
// application repository.
// Source: aws-samples/aws-secrets-manager-rotation-lambdas, the functions' own
// descriptions of the secret's JSON: "engine: must be set to", "masterarn: required".
func (c *fitting) function() {
	engine, alternating, ok := standardType(c.s.Standard)
	if !ok {
		return
	}
	at, want := analyzers.At(c.s.resource, "RotationLambdaARN"), ""
	if c.s.Hosted != nil {
		at, want = c.at("RotationType"), standardFor(c.engine, alternating)
	}
	switch {
	case c.engine != "" && c.engine != engine:
		c.add(Mismatch{At: at, Kind: "engine", Text: c.s.Standard, Want: want}, true)
	case c.engine == "" && c.database != nil:
		c.pass.Undecided("rotation", at, "whether AWS's function "+c.s.Standard+" is for the engine of "+c.database.Label())
	}
	if s := c.secret; alternating && s != nil && s.KeysKnown && !s.Defaulted && len(s.JSONKeys) > 0 && !slices.Contains(s.JSONKeys, "masterarn") {
		c.add(Mismatch{At: at, Kind: "masterarn", Text: c.s.Standard}, false)
	}
}

// hosted checks the rest of a HostedRotationLambda.
func (c *fitting) hosted() {
	h, v := c.s.Hosted, c.s.resource.Property("HostedRotationLambda")
	if c.s.Standard == "" && h.Type != "" {
		alternating := strings.Contains(strings.ToLower(h.Type), "multi")
		c.add(Mismatch{At: c.at("RotationType"), Kind: "type", Text: short(h.Type), Want: standardFor(c.engine, alternating)}, true)
	}
	if h.Alternating && !slices.ContainsFunc(superusers, func(name string) bool { return !missing(v.Get(name)) }) {
		m := Mismatch{At: c.at("RotationType"), Kind: "superuser", Text: h.Type}
		if c.secret != nil {
			m.Superuser = c.secret.Superuser
		}
		c.add(m, false)
	}
	c.transform(v)
	if missing(v.Get("VpcSubnetIds")) && missing(v.Get("VpcSecurityGroupIds")) && private(c.network, c.database) {
		c.add(Mismatch{At: h.At, Kind: "network"}, true)
	}
}

// transform checks the macro that adds the hosted function.
func (c *fitting) transform(v *template.Value) {
	stack := c.s.resource.Stack
	switch {
	case !stack.HasTransform(transformOfHosted) && (stack.Rewritten() || stack.HasTransform("AWS::Include")):
		c.pass.Undecided("rotation", c.s.Hosted.At, "whether a macro adds the transform that a hosted rotation needs")
	case !stack.HasTransform(transformOfHosted):
		c.add(Mismatch{At: c.s.Hosted.At, Kind: "transform", Want: newerTransform}, false)
	case stack.HasTransform(newerTransform) && given(v.Get("Runtime")):
		text, _ := v.Get("Runtime").Literal()
		c.add(Mismatch{At: c.at("Runtime"), Kind: "runtime", Text: short(text)}, false)
	}
}
