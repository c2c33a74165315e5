package cost

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// maxAmount is how long a number may be that is read from a file. AWS writes ten
// decimals; more digits are no amount and cost time.
const maxAmount = 40

// exactAmount reads an amount of money or a quantity exactly. It is never negative,
// and has no exponent: one could make a number of a few letters fill the memory.
func exactAmount(text string) (decimal.Decimal, error) {
	switch {
	case len(text) > maxAmount:
		return decimal.Zero, fmt.Errorf("has more than %d characters", maxAmount)
	case strings.HasPrefix(text, "-"):
		return decimal.Zero, fmt.Errorf("%q is negative", text)
	case !plainNumber(text):
		return decimal.Zero, fmt.Errorf("%q is no decimal number such as 0.40", text)
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Zero, fmt.Errorf("%q is no decimal number such as 0.40", text)
	}
	return d.Normalize(), nil
}

// plainNumber tells digits with at most one point among them.
func plainNumber(text string) bool {
	whole, decimals, pointed := strings.Cut(text, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!pointed || digits(decimals))
}

// Money writes an amount of money exactly, with two decimals at least: "0.40",
// "0.00012". Prices have finite decimals, so nothing is lost.
func Money(d decimal.Decimal) string {
	d = d.Normalize()
	if d.Exponent() > -2 {
		return d.StringFixed(2)
	}
	return d.String()
}
