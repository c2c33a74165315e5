package cost

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
)

// What one rotation calls, counted by running the functions that AWS publishes
// (aws-samples/aws-secrets-manager-rotation-lambdas@b4b8eca) against a client that
// counts: 5 DescribeSecret, 6 GetSecretValue, GetRandomPassword, PutSecretValue and
// UpdateSecretVersionStage, for one user and for two alike.
const (
	hostedCalls        = 14
	redshiftMultiCalls = 15
	genericCalls       = 10 // the template for other secrets
	// With a customer key it decrypts five times at most, and makes one data key.
	rotationDecrypts = 5
	rotationDataKeys = 1
)

// rotated adds the calls of rotations. Those that a service or a partner does
// itself are free of calls.
func (b *builder) rotated(facts *rotation.Facts) {
	for _, s := range facts.Schedules {
		r := b.facts.Program.Resource(s.Key)
		secret := b.stock.ByKey(s.Secret)
		if r == nil || s.Rules == "no" || s.Target == "managed" || s.Performer == "external" || s.Performer == "none" {
			continue
		}
		perMonth, when := b.rotationsPerMonth(s)
		calls := Whole(genericCalls)
		by := "a function of your own"
		function := b.facts.Program.Resource(s.Function)
		hosted, _ := r.Property("HostedRotationLambda", "RotationType").Literal()
		switch {
		case s.Performer == "hosted" && hosted == "RedshiftMultiUser":
			calls, by = Whole(redshiftMultiCalls), "AWS's function for "+hosted
		case s.Performer == "hosted":
			calls, by = Whole(hostedCalls), strings.TrimSpace("AWS's function for "+hosted)
		case function != nil && (function.Type == "AWS::Serverless::Application" || function.Type == "AWS::CloudFormation::Stack"):
			calls, by = Whole(hostedCalls), "AWS's function"
		default:
			calls.High = decimal.NewFromInt(redshiftMultiCalls)
		}
		b.rotations = true
		b.add(charge{
			kind: RotationLine, what: "calls by the rotation", resource: r, region: b.opts.region(r.Stack), item: CallItem,
			quantity: round(perMonth.Mul(calls)), unit: "calls",
			formula: fmt.Sprintf("%s rotations a month (%s) × %s calls by %s", span(perMonth), when, span(calls), by),
		})
		if secret != nil {
			requests := Range{Whole(rotationDecrypts - 1 + rotationDataKeys).Low, Whole(rotationDecrypts + rotationDataKeys).Expected, Whole(rotationDecrypts + rotationDataKeys).High}
			b.request(secret.KMS, secret, round(perMonth.Mul(requests)), "rotation of "+secret.Label)
		}
	}
}

// rotationsPerMonth is how often a schedule comes due.
func (b *builder) rotationsPerMonth(s *rotation.Schedule) (Range, string) {
	r := b.facts.Program.Resource(s.Key)
	if len(s.Plans) == 0 {
		return b.ask.quantity(r, nil, rotationsKey), "the schedule is not known"
	}
	var n Range
	for i, p := range s.Plans {
		times := decimal.NewFromBigRat(new(big.Rat).Set(p.PerMonth()), 4)
		if i == 0 {
			n = Exactly(times)
			continue
		}
		n = Range{decimal.Min(n.Low, times), n.Expected, decimal.Max(n.High, times)}
	}
	when := s.When
	if when == "" {
		when = s.Plans[0].String()
	}
	return b.ask.quantityOr(r, nil, rotationsKey, &n), when
}
