package reporters

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// lifeReport has secrets whose lives go well, go wrong and are not known.
func lifeReport(t *testing.T) *Report {
	t.Helper()
	r := accessReport(t)
	r.Secrets = []Secret{
		{
			ID: "a#Db", Name: "app/prod/db", Stack: "AppStack", Template: "AppStack.template.json", LogicalID: "Db", Origin: "generated, login of Orders", Key: "aws/secretsmanager",
			Rotation: Verdict{State: "yes", Text: "every 30 days, by a function of AWS's"},
		},
		{
			ID: "a#Old", Name: "app/prod/old", Stack: "AppStack", LogicalID: "Old", Origin: "literal in the template", Key: "KeyOfTheSecrets",
			Rotation: Verdict{State: "no", Text: "every 90 days, by Rotator; it fails: the function's role lacks secretsmanager:PutSecretValue; the function cannot connect to database Orders"},
		},
		{ID: "a#Alone", Name: "app/prod/alone", Stack: "AppStack", LogicalID: "Alone", Rotation: Verdict{Text: "none"}},
	}
	way := Verdict{State: "yes", Text: "through NAT gateway Vpc/Nat"}
	r.Access = append(r.Access[:0:0], Access{
		Key: "a#Db", Name: "app/prod/db", Uses: []AccessUse{
			{Consumer: "Api", ConsumerID: "Api", Allowed: "yes", Why: "may read", Network: way},
			{Consumer: "Worker", ConsumerID: "Worker", Allowed: "yes", Why: "may read", Network: Verdict{State: "no", Text: "it has no way to Secrets Manager: no route leads out of its subnets, and the VPC has no interface endpoint"}},
			{Consumer: "Shared", ConsumerID: "Shared", Allowed: "yes", Why: "may read", Network: Verdict{State: "unknown", Text: "whether it reaches Secrets Manager is not known (subnet subnet-1 is outside of the app)"}},
			{Consumer: "Rotation", ConsumerID: "Rotation", Allowed: "yes", Why: "may read", Rotates: true},
		},
	}, Access{
		Key: "a#Old", Name: "app/prod/old", Uses: []AccessUse{
			{Consumer: "Api", ConsumerID: "Api", Allowed: "no", Why: "may not read: no statement allows it", Network: way},
			{Consumer: "Updater", ConsumerID: "Updater", Allowed: "no", Why: "may write, not read", Writes: true},
		},
	}, Access{Name: "partner/token", Uses: []AccessUse{{Consumer: "Api", ConsumerID: "Api", Allowed: "unknown", Why: "cannot be told: the secret is not one of the templates'"}}})
	one := cost.Exactly(decimal.RequireFromString("0.40"))
	r.Cost = &Cost{Estimate: &cost.Estimate{Lines: []cost.Line{
		{Kind: cost.SecretLine, Template: "AppStack.template.json", LogicalID: "Db", Currency: "USD", Monthly: one, Fixed: true},
		{Kind: cost.ReplicaLine, Template: "AppStack.template.json", LogicalID: "Db", Currency: "USD", Monthly: one, Fixed: true},
	}}}
	return r
}

// TestLives compares the section of report on the lives of secrets with golden ones.
func TestLives(t *testing.T) {
	for _, tt := range []struct {
		name  string
		style Style
	}{
		{"lives-60", Style{Width: 60}}, {"lives-100", Style{Width: 100}}, {"lives-200-color", Style{Width: 200, Color: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := string(render(t, lifeReport(t), NewTable(tt.style)))
			from := strings.Index(got, "Secrets\n")
			to := strings.Index(got, "What it costs a month")
			if tt.style.Color {
				from, to = strings.Index(got, "Secrets"), strings.Index(got, "\x1b[1mWhat it costs")
			}
			if from < 0 || to < from {
				t.Fatalf("no section:\n%s", got)
			}
			golden(t, tt.name+".txt", []byte(got[from:to]))
			checkLines(t, got, tt.style.Width)
		})
	}
}
