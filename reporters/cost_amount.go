package reporters

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// minus is the sign of amounts for people, as wide as a plus.
const minus = "−"

var (
	cent        = decimal.New(1, -2)
	tenThousand = decimal.New(1, 4)
	// tinyPrice is the price below which people speak of ten thousand.
	tinyPrice = decimal.New(1, -3)
)

// amount writes an amount without its sign for people: in cents, rounded half
// up. One that is not nothing never reads as nothing.
func amount(d decimal.Decimal) string {
	d = d.Abs()
	if d.IsPositive() && d.LessThan(cent) {
		return "<0.01"
	}
	return grouped(d.StringFixed(2))
}

// grouped puts commas between the thousands of a decimal number.
func grouped(number string) string {
	whole, rest, _ := strings.Cut(number, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}

// money writes an amount with its currency: "$0.40", "CNY 2.70", "<$0.01".
func money(d decimal.Decimal, currency string) string {
	return symbol(amount(d), currency, negative(d))
}

// signedMoney is money with a plus where something is added.
func signedMoney(d decimal.Decimal, currency string) string {
	sign := negative(d)
	if d.IsPositive() {
		sign = "+"
	}
	return symbol(amount(d), currency, sign)
}

func negative(d decimal.Decimal) string {
	if d.IsNegative() {
		return minus
	}
	return ""
}

// symbol puts sign and currency before a number, and what says that it is less
// before both.
func symbol(number, currency, sign string) string {
	less := ""
	if rest, ok := strings.CutPrefix(number, "<"); ok {
		less, number = "<", rest
	}
	if currency == cost.USD {
		return sign + less + "$" + number
	}
	return sign + less + clean(currency) + " " + number
}

// spelled writes an amount, whatever its sign, for running text: "1.20 USD",
// "less than 0.01 USD". A dollar sign would begin a formula in Markdown.
func spelled(d decimal.Decimal, currency string) string {
	text := amount(d)
	if rest, ok := strings.CutPrefix(text, "<"); ok {
		text = "less than " + rest
	}
	return text + " " + prose(currency)
}

// unitPrice writes a price exactly; one that is very small is that of ten
// thousand, as in price lists: "$0.05 per 10,000".
func unitPrice(d decimal.Decimal, currency string) string {
	figure, per := priceFigure(d)
	return symbol(figure, currency, "") + per
}

// priceFigure is a price without its currency, and what it is for.
func priceFigure(d decimal.Decimal) (figure, per string) {
	if d.IsPositive() && d.LessThan(tinyPrice) {
		d, per = d.Mul(tenThousand), " per 10,000"
	}
	return grouped(cost.Money(d)), per
}

// number writes a quantity for people: with two decimals at most.
func number(d decimal.Decimal) string {
	if d.IsPositive() && d.LessThan(cent) {
		return "<0.01"
	}
	return grouped(d.Round(2).Normalize().String())
}

// unit names what a quantity counts: "calls", "secret". All are by the month,
// so it does not say so.
func unit(name string, quantity decimal.Decimal) string {
	name = brief(strings.TrimSuffix(name, "-month"), 24)
	name = strings.TrimPrefix(name, "API ")
	one := decimal.NewFromInt(1)
	switch {
	case name == "" || strings.ToUpper(name) == name: // GB
		return name
	case quantity.Equal(one):
		return strings.TrimSuffix(name, "s")
	}
	return strings.TrimSuffix(name, "s") + "s"
}

// between is the range of a quantity or an amount, "" where it is known or reads
// as if it were.
func between(r cost.Range, write func(decimal.Decimal) string) string {
	low, high := write(r.Low), write(r.High)
	if low == high {
		return ""
	}
	return low + "…" + high
}

// spread is the least and the most of a change, whose scenarios may be in any
// order.
func spread(r cost.Range) (low, high decimal.Decimal) {
	return decimal.Min(r.Low, r.Expected, r.High), decimal.Max(r.Low, r.Expected, r.High)
}

// sums collects amounts by currency, US dollars first.
type sums []cost.Total

func (s *sums) add(d decimal.Decimal, currency string) {
	for i := range *s {
		if t := &(*s)[i]; t.Currency == currency {
			t.Monthly = t.Monthly.Add(cost.Exactly(d))
			return
		}
	}
	t := cost.Total{Currency: currency, Monthly: cost.Exactly(d)}
	if currency == cost.USD {
		*s = append(sums{t}, *s...)
		return
	}
	*s = append(*s, t)
}

// join writes the sums one after another.
func (s sums) join(write func(decimal.Decimal, string) string) string {
	parts := make([]string, len(s))
	for i, t := range s {
		parts[i] = write(t.Monthly.Expected, t.Currency)
	}
	return enumerate(parts)
}

// enumerate joins words to a list: "a, b and c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
