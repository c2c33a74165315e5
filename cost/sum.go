package cost

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// sum is an amount of money a month for rules: the same item so many times, each
// at the price of its region.
type sum struct {
	amount   decimal.Decimal
	currency string
	count    int
	price    decimal.Decimal // of one, where all have the same
	same     bool
	known    bool
}

// monthly sums up one of an item in each region; it is not known where a price is
// not, or where two currencies meet.
func (b *builder) monthly(item Item, regions ...string) sum {
	s := sum{count: len(regions), same: true, known: true}
	for i, r := range regions {
		p, _, ok := b.opts.prices().Find(r, item)
		if !ok || i > 0 && p.Currency != s.currency {
			return sum{count: len(regions)}
		}
		if i > 0 && !p.Amount.Equal(s.price) {
			s.same = false
		}
		s.currency, s.price = p.Currency, p.Amount
		s.amount = s.amount.Add(p.Amount)
	}
	return s
}

// Sum is an amount of money a month as rules see it.
type Sum struct {
	// Monthly is the exact amount, "" where the price is not known.
	Monthly  string `json:"monthly"`
	Currency string `json:"currency"`
	// Formula says how it comes about: "3 × 0.40 USD".
	Formula string `json:"formula"`
	// Text is the amount in words: "1.20 USD a month".
	Text string `json:"text"`
}

// fact is the sum for rules. unit names one of what is counted.
func (s sum) fact(unit string) Sum {
	if !s.known {
		return Sum{Text: "a price that is not known for its region", Formula: plural(s.count, unit)}
	}
	f := Sum{Monthly: Money(s.amount), Currency: s.currency, Text: fmt.Sprintf("%s %s a month", s.amount.StringFixed(2), s.currency)}
	if s.same {
		f.Formula = fmt.Sprintf("%s × %s %s", plural(s.count, unit), Money(s.price), s.currency)
	} else {
		f.Formula = fmt.Sprintf("%s, each at the price of its region", plural(s.count, unit))
	}
	return f
}
