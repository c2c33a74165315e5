package cost

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// standardSize is the longest value of a standard parameter, in bytes.
// Source: AWS Systems Manager user guide, parameter tiers.
const standardSize = 4096

// parameters adds the advanced parameters of Parameter Store; standard ones are
// free of charge.
func (b *builder) parameters() {
	for _, s := range b.facts.Program.Stacks {
		for _, r := range s.Order {
			if r.Type != storeType || r.Exists() == template.False {
				continue
			}
			tier, known := r.Property("Tier").Literal()
			quantity, formula := Whole(1), "1 advanced parameter"
			switch {
			case known && strings.EqualFold(tier, "Advanced"):
			case known && strings.EqualFold(tier, "Intelligent-Tiering"):
				var why string
				if quantity, why = b.intelligent(r); quantity.IsZero() {
					continue
				}
				formula = "1 parameter of Intelligent-Tiering, " + why
			case r.Property("Tier").Kind == template.AbsentValue, known:
				continue
			default:
				quantity = b.ask.quantity(r, nil, advancedKey)
				formula = "1 parameter whose tier is not known"
			}
			b.add(charge{
				kind: ParameterLine, what: "advanced parameter", resource: r, region: b.opts.region(s), item: ParameterItem, quantity: quantity, fixed: true, formula: formula,
			})
		}
	}
}

// intelligent tells whether Intelligent-Tiering makes a parameter an advanced one:
// for a long value, for policies, and beyond 10,000 parameters in an account.
func (b *builder) intelligent(r *template.Resource) (Range, string) {
	value, known := r.Property("Value").Literal()
	policies := r.Property("Policies").Kind
	switch {
	case policies != template.AbsentValue && policies != template.UnknownValue:
		return Whole(1), "advanced for its policies"
	case known && len(value) > standardSize:
		return Whole(1), "advanced for its long value"
	case known && policies == template.AbsentValue:
		return Range{}, ""
	}
	return b.ask.quantity(r, nil, advancedKey), "advanced or not, which its value decides"
}
