package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Error says why an expression is not a valid rotation schedule.
type Error struct {
	Expr   string // the whole expression as given
	Offset int    // of the offending part, in bytes from the start of Expr
	Reason string // lower case; quotes the offending part and says what is allowed
}

// Error names the expression and the reason.
func (e *Error) Error() string {
	expr := e.Expr
	if len(expr) > maxExpr {
		expr = strings.ToValidUTF8(expr[:40], "") + "…"
	}
	return fmt.Sprintf("parse schedule %q: %s", expr, e.Reason)
}

// maxExpr is the longest ScheduleExpression, in characters (API reference, RotationRulesType).
const maxExpr = 256

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
	trimmed := strings.Trim(expr, " ")
	if trimmed == "" {
		return nil, &Error{expr, 0, "is empty; write rate(30 days) or cron(0 8 1 * ? *)"}
	}
	start := strings.Index(expr, trimmed)
	open := strings.IndexByte(trimmed, '(')
	if open < 0 {
		return nil, &Error{expr, start, fmt.Sprintf("%q is neither rate(…) nor cron(…)", trimmed)}
	}
	kind := strings.TrimRight(trimmed[:open], " ")
	isRate := strings.EqualFold(kind, "rate")
	if !isRate && !strings.EqualFold(kind, "cron") {
		return nil, &Error{expr, start, fmt.Sprintf("%q is neither rate(…) nor cron(…)", kind+"(…)")}
	}
	inner := trimmed[open+1:]
	switch n := strings.IndexAny(inner, "()"); {
	case n < 0:
		return nil, &Error{expr, start + len(trimmed), `")" is missing at the end`}
	case n != len(inner)-1 || inner[n] != ')':
		return nil, &Error{expr, start + open + 1 + n, fmt.Sprintf("%q is not expected here; write one pair of parentheses", inner[n:])}
	}
	p := parser{expr}
	fields := p.split(start+open+1, start+len(trimmed)-1)
	if isRate {
		return p.rate(text{strings.Trim(inner[:len(inner)-1], " "), start}, fields)
	}
	return p.cron(start, fields)
}

// checkCharacters applies the length and the pattern
// [0-9A-Za-z\(\)#\?\*\-\/, ]+ that the service model gives for ScheduleExpression.
func checkCharacters(expr string) error {
	for i, r := range expr {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', strings.ContainsRune("()#?*-/, ", r):
		case r == '–', r == '—', r == '−':
			return &Error{expr, i, fmt.Sprintf(`%q is not the hyphen; write ranges with "-"`, string(r))}
		default:
			return &Error{expr, i, fmt.Sprintf(`%q is not allowed; use letters, digits, spaces and ( ) # ? * - / ,`, string(r))}
		}
	}
	if len(expr) > maxExpr {
		return &Error{expr, maxExpr, fmt.Sprintf("is %d characters long; the limit is %d", len(expr), maxExpr)}
	}
	return nil
}

// text is a part of the expression with its place.
type text struct {
	s  string
	at int
}

type parser struct{ expr string }

func (p parser) errorf(t text, format string, args ...any) error {
	return &Error{p.expr, t.at, fmt.Sprintf(format, args...)}
}

// split cuts expr[from:to] at spaces.
func (p parser) split(from, to int) []text {
	var fields []text
	for i := from; i < to; i++ {
		if p.expr[i] == ' ' {
			continue
		}
		begin := i
		for i < to && p.expr[i] != ' ' {
			i++
		}
		fields = append(fields, text{p.expr[begin:i], begin})
	}
	return fields
}

// cut splits a list at sep, keeping places.
func (t text) cut(sep string) []text {
	parts, at := []text(nil), t.at
	for s := range strings.SplitSeq(t.s, sep) {
		parts = append(parts, text{s, at})
		at += len(s) + len(sep)
	}
	return parts
}

func (p parser) rate(whole text, fields []text) (*Schedule, error) {
	if len(fields) != 2 {
		return nil, p.errorf(whole, "rate %q is not a number and a unit; write it as in rate(30 days)", whole.s)
	}
	value, unit := fields[0], fields[1]
	length := day
	switch strings.ToLower(unit.s) {
	case "day", "days":
	case "hour", "hours":
		length = time.Hour
	default:
		return nil, p.errorf(unit, "rate unit %q is not known; use hours or days", unit.s)
	}
	if !digits(value.s) {
		return nil, p.errorf(value, "rate value %q is not a positive whole number", value.s)
	}
	n, err := strconv.Atoi(value.s)
	switch {
	case err != nil || n > int(MaxRate/length): // all digits: the error can only be one of range
		return nil, p.errorf(value, "rate %q is longer than 1000 days, the longest allowed", whole.s)
	case time.Duration(n)*length < MinGap:
		return nil, p.errorf(value, "rate %q is shorter than 4 hours, the shortest allowed", whole.s)
	}
	return &Schedule{every: time.Duration(n) * length, daily: length == day}, nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
