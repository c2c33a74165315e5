package reporters

import (
	"testing"

	"github.com/fjall-lint/fjall-lint/cost"
)

func TestMoney(t *testing.T) {
	for _, test := range []struct {
		amount, currency      string
		money, signed, spells string
	}{
		{"0", "USD", "$0.00", "$0.00", "0.00 USD"},
		{"0.4", "USD", "$0.40", "+$0.40", "0.40 USD"},
		{"0.005", "USD", "<$0.01", "+<$0.01", "less than 0.01 USD"},
		{"0.00000000001", "USD", "<$0.01", "+<$0.01", "less than 0.01 USD"},
		{"0.0099999", "USD", "<$0.01", "+<$0.01", "less than 0.01 USD"},
		{"0.01", "USD", "$0.01", "+$0.01", "0.01 USD"},
		{"0.0149999", "USD", "$0.01", "+$0.01", "0.01 USD"},
		{"0.015", "USD", "$0.02", "+$0.02", "0.02 USD"},
		{"0.025", "USD", "$0.03", "+$0.03", "0.03 USD"},
		{"1.005", "USD", "$1.01", "+$1.01", "1.01 USD"},
		{"999.995", "USD", "$1,000.00", "+$1,000.00", "1,000.00 USD"},
		{"1234567.5", "USD", "$1,234,567.50", "+$1,234,567.50", "1,234,567.50 USD"},
		{"123456789012345678901234567890", "USD", "$123,456,789,012,345,678,901,234,567,890.00", "+$123,456,789,012,345,678,901,234,567,890.00", "123,456,789,012,345,678,901,234,567,890.00 USD"},
		{"-0.4", "USD", "−$0.40", "−$0.40", "0.40 USD"},
		{"-0.015", "USD", "−$0.02", "−$0.02", "0.02 USD"},
		{"-0.001", "USD", "−<$0.01", "−<$0.01", "less than 0.01 USD"},
		{"2.7", "CNY", "CNY 2.70", "+CNY 2.70", "2.70 CNY"},
		{"0.001", "EUR", "<EUR 0.01", "+<EUR 0.01", "less than 0.01 EUR"},
	} {
		d := dec(test.amount)
		for _, x := range [][2]string{
			{money(d, test.currency), test.money},
			{signedMoney(d, test.currency), test.signed},
			{spelled(d, test.currency), test.spells},
		} {
			if x[0] != x[1] {
				t.Errorf("%s %s: %s, want %s", test.amount, test.currency, x[0], x[1])
			}
		}
	}
}

func TestUnitPrice(t *testing.T) {
	for price, want := range map[string]string{
		"0.40": "$0.40", "1": "$1.00", "0.000005": "$0.05 per 10,000", "0.000003": "$0.03 per 10,000", "0": "$0.00", "0.0123": "$0.0123", "0.001": "$0.001",
	} {
		if got := unitPrice(dec(price), cost.USD); got != want {
			t.Errorf("%s: %s, want %s", price, got, want)
		}
	}
}

func TestQuantity(t *testing.T) {
	for _, test := range []struct{ number, unit, want string }{
		{"1", "secret-month", "1 secret"},
		{"2", "key-month", "2 keys"},
		{"1000000", "API call", "1,000,000 calls"},
		{"1", "API call", "1 call"},
		{"0", "request", "0 requests"},
		{"1", "calls", "1 call"},
		{"7", "calls", "7 calls"},
		{"14.194", "API call", "14.19 calls"},
		{"0.0003", "GB", "<0.01 GB"},
		{"2190", "zone-hour", "2,190 zone-hours"},
	} {
		row := newCostRow(&cost.Line{Quantity: cost.Exactly(dec(test.number)), Unit: test.unit})
		if got := row.quantity(); got != test.want {
			t.Errorf("%s × %s: %s, want %s", test.number, test.unit, got, test.want)
		}
	}
}

func TestRuleOfThumb(t *testing.T) {
	e := costEstimate()
	if got, want := ruleOfThumb(e), "One secret for a month costs as much as 80,000 calls."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	var secrets cost.Estimate
	for _, l := range e.Lines {
		if l.Kind != cost.CallsLine && l.Kind != cost.RotationLine {
			secrets.Lines = append(secrets.Lines, l)
		}
	}
	if got := ruleOfThumb(&secrets); got != "" {
		t.Errorf("without calls: %q", got)
	}
	yuan := e.Lines[len(e.Lines)-1]
	if got := ruleOfThumb(&cost.Estimate{Lines: []cost.Line{yuan, e.Lines[11]}}); got != "" {
		t.Errorf("across currencies: %q", got)
	}
}

func TestBudgetSentence(t *testing.T) {
	for _, test := range []struct {
		budget cost.Budget
		want   string
	}{
		{
			cost.Budget{Kind: "monthly", Currency: "USD", Basis: "high", Limit: dec("5"), Actual: dec("5.001"), Checked: true, Over: true},
			"$5.00 at most: <$0.01 over the budget of $5.00 a month",
		},
		{
			cost.Budget{Kind: "growth", Currency: "USD", Basis: "expected", Limit: dec("1"), Actual: dec("-0.4"), Checked: true},
			"$0.40 less expected: within the budget of $1.00 for growth",
		},
		{
			cost.Budget{Kind: "growth-percent", Basis: "fixed", Limit: dec("10"), Actual: dec("12.5"), Checked: true, Over: true},
			"growth of 12.5 % fixed: 2.5 % over the budget of 10 % for growth",
		},
		{cost.Budget{Kind: "growth", Currency: "USD", Limit: dec("1")}, "the budget of $1.00 for growth: nothing was compared with (--against)"},
	} {
		if got := budgetSentence(&test.budget, money); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
