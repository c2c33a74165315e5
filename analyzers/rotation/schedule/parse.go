package schedule

import (
	"fmt"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers/internal/cron"
)

// Error says why an expression is not a valid rotation schedule.
type Error = cron.Error

// Parse reads a ScheduleExpression, rate(…) or cron(…). The error is an [*Error].
//
// Lenient: letter case, more spaces than one, "rate(1 days)", leading zeros,
// ranges that wrap ("FRI-MON"), "W" and "L-3" in the day of the month (as in
// EventBridge and Quartz), lists with "L" or "#", steps longer than the field,
// "," "-" "*" in the hours, "*" or "?" in both day fields, "*" in one beside a
// value in the other (an earlier user guide had such an example), and hours
// that are four hours apart within the day but not over midnight. Dates that
// do not exist parse too; see [Schedule.LargestGap].
func Parse(expr string) (*Schedule, error) {
	if err := checkCharacters(expr); err != nil {
		return nil, err
	}
	p := cron.Parser{Expr: expr}
	f, err := p.Form("rate(30 days) or cron(0 8 1 * ? *)", "rate", "cron")
	if err != nil {
		return nil, err
	}
	if f.Name == "rate" {
		return parseRate(p, f)
	}
	return parseCron(p, f)
}

// checkCharacters applies the pattern [0-9A-Za-z\(\)#\?\*\-\/, ]+ that the
// service model gives for ScheduleExpression.
func checkCharacters(expr string) error {
	for i, r := range expr {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', strings.ContainsRune("()#?*-/, ", r):
		case r == '–', r == '—', r == '−':
			return &Error{Expr: expr, Offset: i, Reason: fmt.Sprintf(`%q is not the hyphen; write ranges with "-"`, string(r))}
		default:
			return &Error{Expr: expr, Offset: i, Reason: fmt.Sprintf(`%q is not allowed; use letters, digits, spaces and ( ) # ? * - / ,`, string(r))}
		}
	}
	return nil
}

func parseRate(p cron.Parser, f cron.Form) (*Schedule, error) {
	r, err := p.Rate(f, "rate(30 days)", cron.Hour, cron.Day)
	switch {
	case err != nil:
		return nil, err
	case r.N > int(MaxRate/r.Unit.Length):
		return nil, p.Errorf(r.Text, "rate %q is longer than 1000 days, the longest allowed", r.Text.S)
	case time.Duration(r.N)*r.Unit.Length < MinGap:
		return nil, p.Errorf(r.Text, "rate %q is shorter than 4 hours, the shortest allowed", r.Text.S)
	}
	return &Schedule{every: time.Duration(r.N) * r.Unit.Length, daily: r.Unit == cron.Day}, nil
}
