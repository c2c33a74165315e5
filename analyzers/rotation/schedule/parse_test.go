package schedule

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseErrors(t *testing.T) {
	long := "cron(0 8 1" + strings.Repeat(",1", 130) + " * ? *)"
	tests := []struct {
		expr   string
		offset int
		reason string
	}{
		// Neither form.
		{"", 0, `is empty; write rate(30 days) or cron(0 8 1 * ? *)`},
		{"   ", 0, `is empty; write rate(30 days) or cron(0 8 1 * ? *)`},
		{"30 days", 0, `"30 days" is neither rate(…) nor cron(…)`},
		{" at(2026)", 1, `"at(…)" is neither rate(…) nor cron(…)`},
		{"rate(30 days", 12, `")" is missing at the end`},
		{"rate(30 days))", 12, `"))" is not expected here; write one pair of parentheses`},
		{"rate(30 days) x", 12, `") x" is not expected here; write one pair of parentheses`},
		{"rate((30 days)", 5, `"(30 days)" is not expected here; write one pair of parentheses`},
		{"rate(1.5 days)", 6, `"." is not allowed; use letters, digits, spaces and ( ) # ? * - / ,`},
		{"cron(0 8 1–15 * ? *)", 10, `"–" is not the hyphen; write ranges with "-"`},
		{"cron(0\t8 1 * ? *)", 6, `"\t" is not allowed; use letters, digits, spaces and ( ) # ? * - / ,`},
		{long, 256, fmt.Sprintf("is %d characters long; the limit is 256", len(long))},

		// Rates.
		{"rate()", 0, `rate "" is not a number and a unit; write it as in rate(30 days)`},
		{"rate(30)", 0, `rate "30" is not a number and a unit; write it as in rate(30 days)`},
		{"rate(4hours)", 0, `rate "4hours" is not a number and a unit; write it as in rate(30 days)`},
		{"rate(1 day 4 hours)", 0, `rate "1 day 4 hours" is not a number and a unit; write it as in rate(30 days)`},
		{"rate(30 minutes)", 8, `rate unit "minutes" is not known; use hours or days`},
		{"rate(2 weeks)", 7, `rate unit "weeks" is not known; use hours or days`},
		{"rate(0 days)", 5, `rate "0 days" is shorter than 4 hours, the shortest allowed`},
		{"rate(-1 days)", 5, `rate value "-1" is not a positive whole number`},
		{"rate(ten days)", 5, `rate value "ten" is not a positive whole number`},
		{"rate(3 hours)", 5, `rate "3 hours" is shorter than 4 hours, the shortest allowed`},
		{"rate(1001 days)", 5, `rate "1001 days" is longer than 1000 days, the longest allowed`},
		{"rate(24001 hours)", 5, `rate "24001 hours" is longer than 1000 days, the longest allowed`},
		{"rate(99999999999999999999 days)", 5, `rate "99999999999999999999 days" is longer than 1000 days, the longest allowed`},

		// The number of fields, minutes and year.
		{"cron(0 8 1 * ?)", 0, `cron has 5 fields; it needs six: minutes hours day-of-month month day-of-week year; the sixth, year, is "*"`},
		{"cron(0 8 1, 15 * ? *)", 0, `cron has 7 fields; it needs six: minutes hours day-of-month month day-of-week year`},
		{"cron(30 8 1 * ? *)", 5, `minutes "30" must be 0; rotation windows open on the hour`},
		{"cron(* 8 1 * ? *)", 5, `minutes "*" must be 0; rotation windows open on the hour`},
		{"cron(0/15 8 1 * ? *)", 5, `minutes "0/15" must be 0; rotation windows open on the hour`},
		{"cron(0 8 1 * ? 2027)", 15, `year "2027" must be "*"; the service has no schedule for single years`},
		{"cron(0 8 1 * ? ?)", 15, `year "?" must be "*"; the service has no schedule for single years`},

		// Hours.
		{"cron(0 24 1 * ? *)", 7, `hours "24" is not valid; use 0-23, such as 8 or 0/8`},
		{"cron(0 ? 1 * ? *)", 7, `hours "?" is not valid; use 0-23, such as 8 or 0/8`},
		{"cron(0 8, 1 * ? *)", 9, `hours has an empty part; use 0-23, such as 8 or 0/8`},
		{"cron(0 8/0 1 * ? *)", 9, `hours step "0" in "8/0" is not a positive whole number; use a step such as /4`},
		{"cron(0 8/2/2 1 * ? *)", 9, `hours step "2/2" in "8/2/2" is not a positive whole number; use a step such as /4`},
		{"cron(0 8/ 1 * ? *)", 9, `hours step "" in "8/" is not a positive whole number; use a step such as /4`},
		{"cron(0 * * * ? *)", 7, `hours "*" rotate after 1 h; at least 4 hours must lie between, as in 0/4`},
		{"cron(0 */2 * * ? *)", 7, `hours "*/2" rotate after 2 h; at least 4 hours must lie between, as in 0/4`},
		{"cron(0 0/3 * * ? *)", 7, `hours "0/3" rotate after 3 h; at least 4 hours must lie between, as in 0/4`},
		{"cron(0 8,10 * * ? *)", 7, `hours "8,10" rotate after 2 h; at least 4 hours must lie between, as in 0/4`},
		{"cron(0 9-17 ? * MON *)", 7, `hours "9-17" rotate after 1 h; at least 4 hours must lie between, as in 0/4`},

		// Days.
		{"cron(0 8 0 * ? *)", 9, `day-of-month "0" is not valid; use 1-31, L or ?`},
		{"cron(0 8 1,32 * ? *)", 11, `day-of-month "32" is not valid; use 1-31, L or ?`},
		{"cron(0 8 1-32 * ? *)", 11, `day-of-month "32" is not valid; use 1-31, L or ?`},
		{"cron(0 8 MON * ? *)", 9, `day-of-month "MON" is not valid; use 1-31, L or ?`},
		{"cron(0 8 W * ? *)", 9, `day-of-month "W" is not valid; use 1-31, L or ?`},
		{"cron(0 8 32W * ? *)", 9, `day-of-month "32" is not valid; use 1-31, L or ?`},
		{"cron(0 8 L-31 * ? *)", 9, `day-of-month "L-31" is more than 30 days before the last; use L-1 to L-30`},
		{"cron(0 8 L3 * ? *)", 9, `day-of-month "L3" is not understood; use L, or L-1 to L-30`},
		{"cron(0 8 15L * ? *)", 9, `day-of-month "15L" is not understood; use L, or a weekday and L such as SUNL`},
		{"cron(0 8 TUE#2 * ? *)", 9, `day-of-month "TUE#2" is not valid; use 1-31, L or ?`},
		{"cron(0 8 ? * 0 *)", 13, `day-of-week "0" is not valid; use 1-7 or SUN-SAT, where 1 is SUN`},
		{"cron(0 8 ? * 8 *)", 13, `day-of-week "8" is not valid; use 1-7 or SUN-SAT, where 1 is SUN`},
		{"cron(0 8 ? * MONDAY *)", 13, `day-of-week "MONDAY" is not valid; use 1-7 or SUN-SAT, where 1 is SUN`},
		{"cron(0 8 ? * UNM *)", 13, `day-of-week "UNM" is not valid; use 1-7 or SUN-SAT, where 1 is SUN`},
		{"cron(0 8 ? * MON#6 *)", 13, `day-of-week "MON#6": a month has a weekday at most five times; use #1 to #5`},
		{"cron(0 8 ? * MON# *)", 13, `day-of-week "MON#": a month has a weekday at most five times; use #1 to #5`},
		{"cron(0 8 ? * #1 *)", 13, `day-of-week has an empty part; use 1-7 or SUN-SAT, where 1 is SUN`},
		{"cron(0 8 ? * 3W *)", 13, `day-of-week "3W" is not valid; use 1-7 or SUN-SAT, where 1 is SUN`},
		{"cron(0 8 1 * MON *)", 13, `day-of-month "1" and day-of-week "MON" cannot both be given; write "?" for one of them`},

		// Months.
		{"cron(0 8 1 0 ? *)", 11, `month "0" is not valid; use 1-12 or JAN-DEC`},
		{"cron(0 8 1 1,13 ? *)", 13, `month "13" is not valid; use 1-12 or JAN-DEC`},
		{"cron(0 8 1 ? ? *)", 11, `month "?" is not valid; use 1-12 or JAN-DEC`},
		{"cron(0 8 1 L ? *)", 11, `month "L" is not valid; use 1-12 or JAN-DEC`},
		{"cron(0 8 1 JAN-MAI ? *)", 15, `month "MAI" is not valid; use 1-12 or JAN-DEC`},
	}
	for _, tt := range tests {
		_, err := Parse(tt.expr)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("Parse(%q): error %v, want an *Error", tt.expr, err)
			continue
		}
		if e.Expr != tt.expr || e.Offset != tt.offset || e.Reason != tt.reason {
			t.Errorf("Parse(%q): %d: %s\nwant %d: %s", tt.expr, e.Offset, e.Reason, tt.offset, tt.reason)
		}
	}
}

func TestErrorText(t *testing.T) {
	_, err := Parse("rate(3 hours)")
	want := `parse schedule "rate(3 hours)": rate "3 hours" is shorter than 4 hours, the shortest allowed`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	_, err = Parse("rate(" + strings.Repeat("1", 300) + " days)")
	want = `parse schedule "rate(11111111111111111111111111111111111…": is 311 characters long; the limit is 256`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestNextOfRate(t *testing.T) {
	previous := time.Date(2026, 2, 27, 15, 40, 30, 5, time.FixedZone("", 2*60*60)) // 13:40:30 UTC
	for expr, want := range map[string]string{
		"rate(1 day)":    "2026-02-28T00:00:00Z",
		"rate(10 days)":  "2026-03-09T00:00:00Z",
		"rate(12 hours)": "2026-02-28T01:00:00Z",
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Next(previous); !ok || got.Format(time.RFC3339Nano) != want {
			t.Errorf("Next of %s = %s, %t; want %s", expr, got.Format(time.RFC3339Nano), ok, want)
		}
	}
}

func TestNextOfRareDates(t *testing.T) {
	after := time.Date(2088, 2, 29, 0, 0, 0, 0, time.UTC)
	for expr, want := range map[string]string{
		"cron(0 0 29 2 ? *)":        "2092-02-29T00:00:00Z",
		"cron(0 0 ? FEB SUN#5 *)":   "2128-02-29T00:00:00Z",
		"cron(0 20/8 31 DEC ? *)":   "2088-12-31T20:00:00Z",
		"cron(0 0,8 29 FEB ? *)":    "2088-02-29T08:00:00Z",
		"cron(0 0 30 2 ? *)":        "",
		"cron(0 0 31W APR,JUN ? *)": "",
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if next, ok := s.Next(after); ok {
			got = next.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("Next of %s = %q, want %q", expr, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range gapTests {
		f.Add(tt.expr)
	}
	for _, expr := range []string{"", "rate(", "cron(0 8 1–15 * ? *)", "cron(0 8/0 ,W L-99 # *)", "\xff(", "cron(0 22-2 1W,LW 12-1 MON#9 *)"} {
		f.Add(expr)
	}
	start := time.Date(2096, 2, 28, 23, 59, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, expr string) {
		s, err := Parse(expr)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Expr != expr || e.Offset < 0 || e.Offset > len(expr) || e.Reason == "" || err.Error() == "" {
				t.Fatalf("Parse(%q): %#v", expr, err)
			}
			return
		}
		largest, never := s.LargestGap()
		smallest := s.SmallestGap()
		first, ok := s.Next(start)
		if never != (largest == 0) || never != (smallest == 0) || never == ok || smallest > largest {
			t.Fatalf("%q: gaps %s to %s, never %t, next %t", expr, smallest, largest, never, ok)
		}
		if never {
			return
		}
		second, ok := s.Next(first)
		if gap := second.Sub(first); !ok || gap < smallest || gap > largest {
			t.Fatalf("%q: %s to %s is not within %s to %s", expr, first, second, smallest, largest)
		}
		// What String says of a cron() parses to the same.
		if fields, isCron := strings.CutPrefix(s.String(), "cron: "); isCron {
			again, err := Parse("cron(" + fields + ")")
			if err != nil || *again != *s {
				t.Fatalf("%q: Parse of %q: %v", expr, fields, err)
			}
		}
	})
}

// Measured on one core of a busy two-core machine, Go 1.26:
//
//	LargestGap/rate(30_days)                 3.8 ns/op      0 B/op   0 allocs/op
//	LargestGap/cron(0_8_1_*_?_*)           25313 ns/op      0 B/op   0 allocs/op
//	LargestGap/cron(0_1_?_1|3_SUN#1_*)     10104 ns/op      0 B/op   0 allocs/op
//	LargestGap/cron(0_8_1W,LW_*_?_*)       23743 ns/op      0 B/op   0 allocs/op
//	LargestGap/cron(0_0|4_?_*_MON-FRI_*)   30868 ns/op      0 B/op   0 allocs/op
//	Parse                                   2991 ns/op   1016 B/op  21 allocs/op
func BenchmarkLargestGap(b *testing.B) {
	for _, expr := range []string{"rate(30 days)", "cron(0 8 1 * ? *)", "cron(0 1 ? 1/3 SUN#1 *)", "cron(0 8 1W,LW * ? *)", "cron(0 0/4 ? * MON-FRI *)"} {
		s, err := Parse(expr)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strings.ReplaceAll(expr, "/", "|"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.LargestGap()
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("cron(0 10 ? FEB,MAY,AUG,NOV TUE#2 *)"); err != nil {
			b.Fatal(err)
		}
	}
}
