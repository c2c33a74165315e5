// Package cron reads what the schedule expressions of AWS services have in
// common, rate(…) and the fields of cron(…), and finds the days that match.
// Which minutes, years and distances a service allows is up to its own package.
//
// The syntax is that of the Amazon EventBridge User Guide, "Cron expressions
// reference" (eb-cron-expressions) and "Rate expressions reference"
// (eb-rate-expressions), which other services refer to. Where these are not
// definite the package accepts what has a clear meaning, mostly as Quartz does:
// letter case, more spaces than one, leading zeros, ranges that wrap
// ("FRI-MON"), "L-3" and "LW" in the day of the month, lists with "L", "W" or
// "#", steps longer than the field, and dates that do not exist.
package cron

import (
	"strings"
	"unicode/utf8"
)

// Form is an expression taken apart: name(arguments).
type Form struct {
	Name string // in lower case
	At   int    // where the name begins
	Args Text
}

// Form reads an expression that has one of the names. The example completes
// "write …" in the message for an empty one.
func (p Parser) Form(example string, names ...string) (Form, error) {
	if n := utf8.RuneCountInString(p.Expr); n > MaxLength {
		return Form{}, p.Errorf(Text{At: MaxLength}, "is %d characters long; the limit is %d", n, MaxLength)
	}
	trimmed := strings.Trim(p.Expr, space)
	if trimmed == "" {
		return Form{}, p.Errorf(Text{}, "is empty; write %s", example)
	}
	whole := Text{trimmed, strings.Index(p.Expr, trimmed)}
	allowed := strings.Join(names, "(…) nor ") + "(…)"
	before, inner, ok := strings.Cut(whole.S, "(")
	if !ok {
		return Form{}, p.Errorf(whole, "%q is neither %s", whole.S, allowed)
	}
	given := strings.TrimRight(before, space)
	f := Form{At: whole.At}
	for _, name := range names {
		if strings.EqualFold(given, name) {
			f.Name = name
		}
	}
	if f.Name == "" {
		return Form{}, p.Errorf(whole, "%q is neither %s", given+"(…)", allowed)
	}
	f.Args = Text{inner, whole.At + len(before) + 1}
	switch n := strings.IndexAny(inner, "()"); {
	case n < 0:
		return Form{}, p.Errorf(Text{At: f.Args.At + len(inner)}, `")" is missing at the end`)
	case n != len(inner)-1 || inner[n] != ')':
		return Form{}, p.Errorf(Text{At: f.Args.At + n}, "%q is not expected here; write one pair of parentheses", inner[n:])
	default:
		f.Args.S = inner[:n]
		return f, nil
	}
}

// Fields returns the fields of a cron(): minutes, hours, day of the month,
// month, day of the week and year.
func (p Parser) Fields(f Form) ([6]Text, error) {
	fields := f.Args.Fields()
	if len(fields) == 6 {
		return [6]Text(fields), nil
	}
	hint := ""
	if len(fields) == 5 {
		hint = `; the sixth, year, is "*"`
	}
	return [6]Text{}, p.Errorf(Text{At: f.At},
		"cron has %d fields; it needs six: minutes hours day-of-month month day-of-week year%s", len(fields), hint)
}
