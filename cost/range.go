package cost

import (
	"github.com/shopspring/decimal"
)

// Range is an amount that depends on things the templates do not tell. Low is
// never above Expected, nor Expected above High; where all is known the three
// are the same.
type Range struct {
	Low, Expected, High decimal.Decimal
}

// Exactly is the range of an amount that is known.
func Exactly(d decimal.Decimal) Range { return Range{d, d, d} }

// Whole is the range of a whole number that is known.
func Whole(n int) Range { return Exactly(decimal.NewFromInt(int64(n))) }

// between is the range of three amounts, put in order: the scenarios of an
// estimate may cross, as where code that caches makes more calls than code that
// reads once.
func between(a, b, c decimal.Decimal) Range {
	return Range{decimal.Min(a, b, c), b, decimal.Max(a, b, c)}
}

// Add is the sum of two ranges.
func (r Range) Add(s Range) Range {
	return Range{r.Low.Add(s.Low), r.Expected.Add(s.Expected), r.High.Add(s.High)}
}

// Sub is the change from s to r, scenario by scenario; it may be negative and
// out of order.
func (r Range) Sub(s Range) Range {
	return Range{r.Low.Sub(s.Low), r.Expected.Sub(s.Expected), r.High.Sub(s.High)}
}

// Mul is the product of two ranges of amounts that are not negative.
func (r Range) Mul(s Range) Range {
	return Range{r.Low.Mul(s.Low), r.Expected.Mul(s.Expected), r.High.Mul(s.High)}
}

// Times is the range multiplied by an amount that is not negative.
func (r Range) Times(d decimal.Decimal) Range {
	return Range{r.Low.Mul(d), r.Expected.Mul(d), r.High.Mul(d)}
}

// Known tells whether the amount is the same in all scenarios.
func (r Range) Known() bool { return r.Low.Equal(r.Expected) && r.Expected.Equal(r.High) }

// IsZero tells whether the amount is nothing in all scenarios.
func (r Range) IsZero() bool { return r.Low.IsZero() && r.Expected.IsZero() && r.High.IsZero() }

// Equal tells whether two ranges are the same.
func (r Range) Equal(s Range) bool {
	return r.Low.Equal(s.Low) && r.Expected.Equal(s.Expected) && r.High.Equal(s.High)
}

// each applies f to the three amounts of several ranges.
func each(f func(n ...decimal.Decimal) decimal.Decimal, in ...Range) Range {
	low, expected, high := make([]decimal.Decimal, len(in)), make([]decimal.Decimal, len(in)), make([]decimal.Decimal, len(in))
	for i, r := range in {
		low[i], expected[i], high[i] = r.Low, r.Expected, r.High
	}
	return Range{f(low...), f(expected...), f(high...)}
}
