package schedule

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// inCycle is the monthly mean of so many matches in 400 years.
func inCycle(matches int64) *big.Rat {
	return new(big.Rat).Mul(big.NewRat(matches, 146097), big.NewRat(730, 24))
}

func TestPerMonth(t *testing.T) {
	for expr, want := range map[string]*big.Rat{
		// 730 h divided by the period.
		"rate(4 hours)":   big.NewRat(730, 4),
		"rate(36 hours)":  big.NewRat(730, 36),
		"rate(1 day)":     big.NewRat(730, 24),
		"rate(30 days)":   big.NewRat(73, 72),
		"rate(1000 days)": big.NewRat(730, 24000),
		// A month has 365/12 days.
		"cron(0 10 * * ? *)":  big.NewRat(365, 12),
		"cron(0 0/4 * * ? *)": big.NewRat(6*365, 12),
		"cron(0 0/5 * * ? *)": big.NewRat(5*365, 12), // 0, 5, 10, 15, 20
		"cron(0 8 ? * SAT *)": big.NewRat(365, 7*12),
		// 400 years have 4,800 months.
		"cron(0 8 1 * ? *)":      inCycle(4800),
		"cron(0 8 L * ? *)":      inCycle(4800),
		"cron(0 8 ? * TUE#2 *)":  inCycle(4800),
		"cron(0 1,13 15W * ? *)": inCycle(2 * 4800),
		"cron(0 8 31 * ? *)":     inCycle(7 * 400),
		"cron(0 8 30 * ? *)":     inCycle(11 * 400),
		"cron(0 8 29 * ? *)":     inCycle(11*400 + 97), // 97 leap days
		"cron(0 8 29 2 ? *)":     inCycle(97),
		"cron(0 8 1 1/3 ? *)":    inCycle(4 * 400),
		// 29 February is a Sunday 13 times: see gapTests.
		"cron(0 0/6 ? FEB 1#5 *)": inCycle(4 * 13),
		"cron(0 0 30 2 ? *)":      new(big.Rat),
		"cron(0 0 31 4,6,9 ? *)":  new(big.Rat),
		"cron(0 0/6 L-29 2 ? *)":  new(big.Rat),
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.PerMonth(); got.Cmp(want) != 0 {
			t.Errorf("%s: PerMonth = %s, want %s", expr, got, want)
		}
	}
	for n, want := range map[int]*big.Rat{1: big.NewRat(730, 24), 30: big.NewRat(73, 72), 1000: big.NewRat(730, 24000)} {
		s, err := Days(n)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.PerMonth(); got.Cmp(want) != 0 {
			t.Errorf("Days(%d): PerMonth = %s, want %s", n, got, want)
		}
	}
	if got := new(Schedule).PerMonth(); got.Sign() != 0 {
		t.Errorf("PerMonth of the zero Schedule = %s", got)
	}
}

func TestPerMonthMatchesNaive(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates 400 years for each expression")
	}
	for seed := range 60 {
		expr := rapid.Custom(drawCron).Example(seed)
		s, err := Parse(expr)
		if err != nil {
			t.Fatalf("Parse: %v", err)
		}
		n, matches, days := newNaive(expr), 0, 0
		for at := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2370; at = at.AddDate(0, 0, 1) {
			if days++; n.day(at) {
				matches += len(n.hours)
			}
		}
		if days != 146097 {
			t.Fatalf("enumerated %d days", days)
		}
		if got, want := s.PerMonth(), inCycle(int64(matches)); got.Cmp(want) != 0 {
			t.Errorf("%s: PerMonth = %s, enumerated %s", expr, got, want)
		}
	}
}

// Measured on one core of a busy two-core machine, Go 1.26:
//
//	PerMonth   22197 ns/op   1360 B/op   62 allocs/op
func BenchmarkPerMonth(b *testing.B) {
	s, err := Parse("cron(0 0/4 ? * MON-FRI *)")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.PerMonth()
	}
}
