package eventschedule

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/rotation/schedule"
)

func TestParseErrors(t *testing.T) {
	long := "cron(0 8 1" + strings.Repeat(",1", 130) + " * ? *)"
	tests := []struct {
		expr   string
		kind   Kind
		offset int
		reason string
	}{
		// Forms.
		{"", Rule, 0, `is empty; write rate(5 minutes) or cron(0 8 * * ? *)`},
		{" \n", Scheduler, 0, `is empty; write rate(5 minutes) or cron(0 8 * * ? *)`},
		{" 5 minutes", Rule, 1, `"5 minutes" is neither rate(…) nor cron(…)`},
		{"0 8 * * ? *", Scheduler, 0, `"0 8 * * ? *" is neither rate(…) nor cron(…) nor at(…)`},
		{"at(2022-11-20T13:00:00)", Rule, 0, `"at(…)" is neither rate(…) nor cron(…)`},
		{"every(5 minutes)", Scheduler, 0, `"every(…)" is neither rate(…) nor cron(…) nor at(…)`},
		{"rate(5 minutes", Rule, 14, `")" is missing at the end`},
		{"rate(5 minutes))", Rule, 14, `"))" is not expected here; write one pair of parentheses`},
		{long, Rule, 256, fmt.Sprintf("is %d characters long; the limit is 256", len(long))},

		// Rates.
		{"rate()", Rule, 0, `rate "" is not a number and a unit; write it as in rate(5 minutes)`},
		{"rate(5minutes)", Rule, 0, `rate "5minutes" is not a number and a unit; write it as in rate(5 minutes)`},
		{"rate(30 seconds)", Rule, 8, `rate unit "seconds" is not known; use minutes, hours or days`},
		{"rate(2 weeks)", Scheduler, 7, `rate unit "weeks" is not known; use minutes, hours or days`},
		{"rate(1.5 hours)", Rule, 5, `rate value "1.5" is not a positive whole number`},
		{"rate(-1 days)", Rule, 5, `rate value "-1" is not a positive whole number`},
		{"rate(0 minutes)", Rule, 5, `rate "0 minutes" is shorter than 1 minute, the shortest allowed`},
		{"rate(106752 days)", Rule, 5, `rate "106752 days" is out of range; use at most 106751`},
		{"rate(99999999999999999999 minutes)", Rule, 5, `rate "99999999999999999999 minutes" is out of range; use at most 153722867`},

		// at().
		{"at()", Scheduler, 3, `at "" is not a date and time without a zone; write it as in at(2030-01-31T08:00:00)`},
		{"at( 2022-11-20)", Scheduler, 4, `at "2022-11-20" is not a date and time without a zone; write it as in at(2030-01-31T08:00:00)`},
		{"at(2022-11-20T13:00:00Z)", Scheduler, 3, `at "2022-11-20T13:00:00Z" is not a date and time without a zone; write it as in at(2030-01-31T08:00:00)`},
		{"at(2022-02-29T13:00:00)", Scheduler, 3, `at "2022-02-29T13:00:00" is not a date and time without a zone; write it as in at(2030-01-31T08:00:00)`},

		// Fields.
		{"cron(0 8 * * ?)", Rule, 0, `cron has 5 fields; it needs six: minutes hours day-of-month month day-of-week year; the sixth, year, is "*"`},
		{"cron(0 8 * *)", Scheduler, 0, `cron has 4 fields; it needs six: minutes hours day-of-month month day-of-week year`},
		{"cron(0 0 8 * * ? *)", Scheduler, 0, `cron has 7 fields; it needs six: minutes hours day-of-month month day-of-week year`},
		{"cron(60 8 * * ? *)", Rule, 5, `minutes "60" is not valid; use 0-59, such as 30 or 0/15`},
		{"cron(? 8 * * ? *)", Rule, 5, `minutes "?" is not valid; use 0-59, such as 30 or 0/15`},
		{"cron(0/0 8 * * ? *)", Rule, 7, `minutes step "0" in "0/0" is not a positive whole number; use a step such as /4`},
		{"cron(0,,1 8 * * ? *)", Rule, 7, `minutes has an empty part; use 0-59, such as 30 or 0/15`},
		{"cron(0 24 * * ? *)", Rule, 7, `hours "24" is not valid; use 0-23, such as 8 or 0/8`},
		{"cron(* ? * * * *)", Rule, 7, `hours "?" is not valid; use 0-23, such as 8 or 0/8`},
		{"cron(0 8 * * * *)", Rule, 13, `day-of-month is "*" and day-of-week is "*"; one of them must be "?"`},
		{"cron(0 8 1 * * *)", Scheduler, 13, `day-of-month is "1" and day-of-week is "*"; one of them must be "?"`},
		{"cron(0 8 * * MON *)", Rule, 13, `day-of-month is "*" and day-of-week is "MON"; one of them must be "?"`},
		{"cron(0 8 1 * MON *)", Rule, 13, `day-of-month is "1" and day-of-week is "MON"; one of them must be "?"`},
		{"cron(0 8 0 * ? *)", Rule, 9, `day-of-month "0" is not valid; use 1-31, L or ?`},
		{"cron(0 8 1–15 * ? *)", Rule, 9, `day-of-month "1–15" is not valid; use 1-31, L or ?`},
		{"cron(0 8 ? * 0 *)", Rule, 13, `day-of-week "0" is not valid; use 1-7 or SUN-SAT, where 1 is SUN`},
		{"cron(0 8 ? * MON#6 *)", Rule, 13, `day-of-week "MON#6": a month has a weekday at most five times; use #1 to #5`},
		{"cron(0 8 1 13 ? *)", Rule, 11, `month "13" is not valid; use 1-12 or JAN-DEC`},
		{"cron(0 8 1 * ? 1969)", Rule, 15, `year "1969" is not valid; use 1970-2199 or *`},
		{"cron(0 8 1 * ? 2026,2200)", Rule, 20, `year "2200" is not valid; use 1970-2199 or *`},
		{"cron(0 8 1 * ? ?)", Rule, 15, `year "?" is not valid; use 1970-2199 or *`},
		{"cron(0 8 1 * ? 2030-2026)", Rule, 15, `year "2030-2026" ends before it begins; write the smaller first`},
		{"cron(0 8 1 * ? 2026,2030-2027/2)", Rule, 20, `year "2030-2027" ends before it begins; write the smaller first`},
	}
	for _, tt := range tests {
		_, err := Parse(tt.expr, tt.kind)
		if want := (Error{Expr: tt.expr, Offset: tt.offset, Reason: tt.reason}); !isError(err, want) {
			t.Errorf("Parse(%q): %#v\nwant %#v", tt.expr, err, want)
		}
	}
}

func isError(err error, want Error) bool {
	var e *Error
	return errors.As(err, &e) && *e == want
}

func FuzzParse(f *testing.F) {
	for _, tt := range perMonthTests {
		f.Add(tt.expr)
	}
	for _, expr := range []string{"", "rate(", "at(0000-00-00T00:00:00)", "cron(0 8 1–15 * ? *)", "cron(,/0 8 ,W L-99 # *)", "\xff(", "cron(59-58 22-2 1W,LW 12-1 ? 2199)"} {
		f.Add(expr)
	}
	most := big.NewRat(43800, 1) // each minute
	f.Fuzz(func(t *testing.T, expr string) {
		s, err := Parse(expr, Scheduler)
		rule, ruleErr := Parse(expr, Rule)
		for _, err := range []error{err, ruleErr} {
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Expr != expr || e.Offset < 0 || e.Offset > len(expr) || e.Reason == "" || err.Error() == "") {
				t.Fatalf("Parse(%q): %#v", expr, err)
			}
		}
		if err != nil {
			if ruleErr == nil {
				t.Fatalf("%q is valid for a rule only: %v", expr, err)
			}
			return
		}
		n := s.PerMonth()
		if n.Sign() < 0 || n.Cmp(most) > 0 || s.Once() && (n.Sign() != 0 || ruleErr == nil) {
			t.Fatalf("%q: PerMonth %s, Once %t, error for a rule: %v", expr, n, s.Once(), ruleErr)
		}
		if ruleErr == nil && rule.PerMonth().Cmp(n) != 0 {
			t.Fatalf("%q: PerMonth %s for a rule, %s otherwise", expr, rule.PerMonth(), n)
		}
		// A schedule that rotates a secret as well does it as often.
		if rotation, err := schedule.Parse(expr); err == nil && rotation.PerMonth().Cmp(n) != 0 {
			t.Fatalf("%q: PerMonth %s, of a rotation %s", expr, n, rotation.PerMonth())
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("cron(0/5 8-17 ? * MON-FRI *)", Rule); err != nil {
			b.Fatal(err)
		}
	}
}
