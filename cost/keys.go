package cost

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// maxMaterial is how many rotations of a key are charged for: the first two, a
// month's price of the key for each.
// Source: AWS Key Management Service pricing (since May 2024).
const maxMaterial = 2

// customerKeys adds the customer keys of the program that encrypt secrets, each
// once, however many secrets or other things it encrypts.
func (b *builder) customerKeys() {
	uses := map[string]int{}
	use := func(k secrets.KMS) {
		if k.Kind != "customer" {
			return
		}
		if k.Key == "" {
			b.foreignKeys = true
			return
		}
		uses[k.Key]++
	}
	for _, s := range b.stock.Secrets {
		use(s.KMS)
		for _, r := range s.Replicas {
			use(r.KMS)
		}
	}
	for _, m := range b.stock.Managed {
		use(m.KMS)
	}
	if len(uses) == 0 {
		return
	}
	for _, s := range b.facts.Program.Stacks {
		for _, r := range s.Order {
			if n := uses[r.Key()]; n > 0 {
				b.customerKey(r, n)
			}
		}
	}
}

func (b *builder) customerKey(r *template.Resource, uses int) {
	region := b.opts.region(r.Stack)
	formula := "1 customer key that encrypts 1 secret"
	if uses > 1 {
		formula = fmt.Sprintf("1 customer key that encrypts %d secrets, counted once", uses)
	}
	b.add(charge{kind: KeyLine, what: "customer key", resource: r, region: region, item: KeyItem, quantity: Whole(1), fixed: true, formula: formula})
	on := r.Property("EnableKeyRotation")
	text, known := on.Literal()
	if on.Kind == template.AbsentValue || known && !strings.EqualFold(text, "true") {
		return
	}
	days := 365
	period := r.Property("RotationPeriodInDays")
	if text, ok := period.Literal(); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n > 0 {
			days = n
		}
	}
	age := b.ask.quantity(r, nil, ageKey)
	material := each(func(n ...decimal.Decimal) decimal.Decimal {
		turns := n[0].Mul(decimal.NewFromInt(365)).DivRound(decimal.NewFromInt(int64(days)), 6).Floor()
		return decimal.Min(turns, decimal.NewFromInt(maxMaterial))
	}, age)
	formula = fmt.Sprintf("rotation every %d days of a key that is %s years old; the first two rotations are charged for", days, span(age))
	if !known {
		material.Low = decimal.Zero
		formula += "; whether it rotates is not known"
	}
	b.add(charge{
		kind: KeyRotationLine, what: "rotations of the customer key", resource: r, region: region, item: KeyItem, quantity: material, fixed: true, formula: formula,
	})
}

// requests are calls of KMS that are put to a resource: the key, or the secret
// whose key is not one of the program.
type requests struct {
	resource *template.Resource
	index    int            // of the program
	places   map[string]int // of the program
	quantity Range
	reasons  []string
}

// freeRequests are those that an account makes free of charge each month, in all
// regions together.
// Source: AWS Key Management Service pricing.
const freeRequests = 20_000

// request notes calls of KMS for reading or rotating a secret. Those under the
// service's own key cost nothing.
func (b *builder) request(k secrets.KMS, s *secrets.Secret, quantity Range, reason string) {
	if k.Kind != "customer" || quantity.IsZero() {
		return
	}
	r := s.Resource
	if key := b.facts.Program.Resource(k.Key); key != nil {
		r = key
	}
	x := b.decrypts[r.Key()]
	if x == nil || x.resource != r {
		x = &requests{resource: r, index: b.index, places: b.places}
		b.decrypts[r.Key()] = x
		b.requested = append(b.requested, x)
	}
	x.quantity = x.quantity.Add(quantity)
	for _, have := range x.reasons {
		if have == reason {
			return
		}
	}
	x.reasons = append(x.reasons, reason)
}

// keyRequests adds the lines of KMS's requests. The free ones are one account's,
// and everything else in it uses them too: only the low scenario takes them.
func (b *builder) keyRequests() {
	free := map[string]decimal.Decimal{} // what is left, by account
	for _, x := range b.requested {
		account := x.resource.Stack.Account
		left, ok := free[account]
		if !ok {
			left = decimal.NewFromInt(freeRequests)
		}
		quantity := round(x.quantity)
		taken := decimal.Min(left, quantity.Low)
		free[account] = left.Sub(taken)
		quantity.Low = quantity.Low.Sub(taken)
		formula := strings.Join(x.reasons, "; ")
		if taken.IsPositive() {
			formula += fmt.Sprintf("; low: less %s that are free", number(taken))
		}
		b.index, b.places = x.index, x.places
		b.add(charge{
			kind: KeyRequestsLine, what: "requests of KMS", resource: x.resource, region: b.opts.region(x.resource.Stack), item: KeyRequestItem,
			quantity: quantity, unit: "requests", formula: formula,
		})
	}
}
