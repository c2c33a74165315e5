package eventschedule

import (
	"math/big"
	"strings"
	"testing"
)

// inDays is the monthly mean of so many firings in so many days.
func inDays(firings, days int64) *big.Rat {
	return new(big.Rat).Mul(big.NewRat(firings, days), big.NewRat(730, 24))
}

// daily and weekly are the means of so many firings a day or a week, monthly
// of so many in each of the 4,800 months of 400 years.
func daily(firings int64) *big.Rat   { return inDays(firings, 1) }
func weekly(firings int64) *big.Rat  { return inDays(firings, 7) }
func monthly(firings int64) *big.Rat { return inDays(4800*firings, 146097) }

var perMonthTests = []struct {
	expr string
	kind Kind
	want *big.Rat
}{
	// The examples of the EventBridge user guide, "Cron expressions reference".
	{"cron(0 10 * * ? *)", Rule, big.NewRat(365, 12)},
	{"cron(15 12 * * ? *)", Rule, daily(1)},
	{"cron(0 18 ? * MON-FRI *)", Rule, weekly(5)},
	{"cron(0 8 1 * ? *)", Rule, monthly(1)},
	{"cron(0/15 * * * ? *)", Rule, big.NewRat(2920, 1)},
	{"cron(0/10 * ? * MON-FRI *)", Rule, weekly(5 * 24 * 6)},
	{"cron(0/5 8-17 ? * MON-FRI *)", Rule, weekly(5 * 10 * 12)},
	{"cron(0/30 20-2 ? * MON-FRI *)", Rule, weekly(5 * 7 * 2)}, // 20 to 23 and 0 to 2
	{"cron(0 12 * * ? *)", Rule, daily(1)},
	{"cron(5,35 14 * * ? *)", Rule, daily(2)},
	{"cron(15 10 ? * 6L 2019-2022)", Rule, inDays(48, 4*365+1)}, // once a month
	// Those of its explanations, put into expressions.
	{"cron(1/10 0 * * ? *)", Rule, daily(6)},                      // "the 11th, 21st, and 31st minute"; 1 to 51
	{"cron(0 0 ? JAN,FEB,MAR MON *)", Rule, inDays(5156, 146097)}, // counted with Python
	{"cron(0 0 1-15 * ? *)", Rule, monthly(15)},
	{"cron(0 * 7 * ? *)", Rule, monthly(24)},
	{"cron(0 0 3W * ? *)", Rule, monthly(1)},
	{"cron(0 0 ? * 3#2 *)", Rule, monthly(1)},
	{"cron(0 0 L * ? *)", Rule, monthly(1)},
	{"cron(0 0 ? * L *)", Rule, weekly(1)},
	// "Rate expressions reference".
	{"rate(1 minute)", Rule, big.NewRat(43800, 1)},
	{"rate(5 minutes)", Rule, big.NewRat(8760, 1)},
	{"rate(1 hour)", Rule, big.NewRat(730, 1)},
	{"rate(5 hours)", Rule, big.NewRat(146, 1)},
	{"rate(1 day)", Rule, big.NewRat(365, 12)},
	// The API reference of Rule.
	{"cron(0 20 * * ? *)", Rule, daily(1)},
	// The EventBridge Scheduler user guide, "Schedule types".
	{"rate(5 minutes)", Scheduler, big.NewRat(8760, 1)},
	{"rate(1 days)", Scheduler, big.NewRat(365, 12)},
	{"cron(15 10 ? * 6L 2022-2023)", Scheduler, big.NewRat(1, 1)}, // 24 in 730 days
	{"cron(30 8 * * ? *)", Scheduler, daily(1)},
	{"cron(30 2 * * ? *)", Scheduler, daily(1)},
	{"at(2022-11-20T13:00:00)", Scheduler, new(big.Rat)},
	// What the services are known to take: localstack issue 13572, aws-sdk issue 161.
	{"cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)", Scheduler, weekly(6 * 16)},
	{"cron(30-30 13-13 ? * 2,4,6 *)", Scheduler, weekly(3)},
	{"cron(1-31/30 1-1 ? * 1,7 *)", Scheduler, weekly(2 * 2)},
	{"cron(0/5, 9-18, ?, *, MON-FRI, *)", Rule, weekly(5 * 10 * 12)},

	// Forms.
	{"\n RATE ( 007\tDays )", Rule, big.NewRat(365, 84)},
	{"rate(7 day)", Rule, weekly(1)},
	{"rate(106751 days)", Rule, inDays(1, 106751)},
	{"cron(0 8 * * ?)", Scheduler, daily(1)},
	{"at( 2022-11-20t13:00:00.000 )", Scheduler, new(big.Rat)},

	// Minutes and hours.
	{"cron(* * * * ? *)", Rule, big.NewRat(43800, 1)},
	{"cron(*/60 /8 * * ? *)", Rule, daily(3)},
	{"cron(50-10/10 22-1 ? * ? *)", Rule, daily(3 * 4)}, // 50, 0, 10
	{"cron(0,0,00,0-0 5 * * ? *)", Rule, daily(1)},

	// Years: the mean over those that are named.
	{"cron(0 18 7 5 ? 2025)", Rule, inDays(1, 365)},
	{"cron(0 18 7 5 ? 2024)", Rule, inDays(1, 366)},
	{"cron(0 0 29 2 ? 2023-2026)", Rule, inDays(1, 4*365+1)},
	{"cron(0 0 29 2 ? 2025,2026)", Rule, new(big.Rat)},
	{"cron(0 0 29 2 ? 2100)", Rule, new(big.Rat)},
	{"cron(0 0 29 2 ? 2096,2104,2100,2096)", Rule, inDays(2, 3*365+2)},
	{"cron(0 0 1 1 ? 2024/100)", Rule, inDays(2, 366+366)}, // 2024 and 2124
	{"cron(0 0 29 2 ? *)", Rule, inDays(97, 146097)},
	{"cron(0 0 29 2 ? 1970-2199)", Rule, inDays(97, 146097)}, // as "*"
	{"cron(0 0 29 2 ? 1970-2198)", Rule, inDays(56, 229*365+56)},

	// Dates that do not exist.
	{"cron(0 0 30 2 ? *)", Rule, new(big.Rat)},
	{"cron(* * 31 APR,JUN ? *)", Rule, new(big.Rat)},
}

func TestPerMonth(t *testing.T) {
	for _, tt := range perMonthTests {
		s, err := Parse(tt.expr, tt.kind)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := s.PerMonth(); got.Cmp(tt.want) != 0 {
			t.Errorf("%s: PerMonth = %s, want %s", tt.expr, got, tt.want)
		}
		if got, want := s.Once(), strings.HasPrefix(tt.expr, "at("); got != want {
			t.Errorf("%s: Once = %t", tt.expr, got)
		}
	}
}

func TestZeroSchedule(t *testing.T) {
	if s := new(Schedule); s.PerMonth().Sign() != 0 || s.Once() {
		t.Errorf("PerMonth = %s, Once = %t", s.PerMonth(), s.Once())
	}
}

// The result is the caller's to change.
func TestPerMonthIsNew(t *testing.T) {
	s, err := Parse("rate(1 hour)", Rule)
	if err != nil {
		t.Fatal(err)
	}
	s.PerMonth().Neg(s.PerMonth()).SetInt64(1)
	if got := s.PerMonth(); got.Cmp(big.NewRat(730, 1)) != 0 {
		t.Errorf("PerMonth = %s", got)
	}
}

// Measured on one core of a busy two-core machine, Go 1.26:
//
//	PerMonth/rate(5_minutes)                   667 ns/op    264 B/op   16 allocs/op
//	PerMonth/cron(0|5_8-17_?_*_MON-FRI_*)    28226 ns/op   1360 B/op   62 allocs/op
//	PerMonth/cron(0_8_1W,LW_*_?_*)           25837 ns/op   1360 B/op   62 allocs/op
//	PerMonth/cron(15_10_?_*_6L_2019-2022)     4876 ns/op    720 B/op   32 allocs/op
//	Parse                                     6134 ns/op   4776 B/op   24 allocs/op
func BenchmarkPerMonth(b *testing.B) {
	for _, expr := range []string{"rate(5 minutes)", "cron(0/5 8-17 ? * MON-FRI *)", "cron(0 8 1W,LW * ? *)", "cron(15 10 ? * 6L 2019-2022)"} {
		s, err := Parse(expr, Rule)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strings.ReplaceAll(expr, "/", "|"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.PerMonth()
			}
		})
	}
}
