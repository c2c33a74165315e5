package eventschedule

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers/internal/cron"
)

// Error says why an expression is not a valid schedule.
type Error = cron.Error

var (
	minutesField = cron.Field{Name: "minutes", Min: 0, Max: 59, Allowed: "0-59, such as 30 or 0/15"}
	yearField    = cron.Field{Name: "year", Min: 1970, Max: 2199, Allowed: "1970-2199 or *", Linear: true}
)

// Parse reads a schedule expression of a service: rate(…), cron(…) and, for
// [Scheduler], at(…). The error is an [*Error].
//
// Lenient: all that package cron accepts, "rate(1 days)", any kind of white
// space, steps in the day of the week, "?" in both day fields, lists with "#",
// steps longer than the field (the service refuses "*/60" minutes, aws-sdk-js
// issue 4212), commas at the end of a field (the service takes them, aws-sdk
// issue 161), and fractions of a second in at(…).
func Parse(expr string, kind Kind) (*Schedule, error) {
	p := cron.Parser{Expr: expr}
	forms := []string{"rate", "cron"}
	if kind == Scheduler {
		forms = append(forms, "at")
	}
	f, err := p.Form("rate(5 minutes) or cron(0 8 * * ? *)", forms...)
	if err != nil {
		return nil, err
	}
	switch f.Name {
	case "rate":
		return parseRate(p, f)
	case "at":
		return parseAt(p, f)
	}
	if kind == Scheduler && len(f.Args.Fields()) == 5 {
		f.Args.S += " *" // there the year is optional
	}
	return parseCron(p, f)
}

func parseRate(p cron.Parser, f cron.Form) (*Schedule, error) {
	r, err := p.Rate(f, "rate(5 minutes)", cron.Minute, cron.Hour, cron.Day)
	if err != nil {
		return nil, err
	}
	// Nothing is said of a longest rate; this is the longest Duration.
	if longest := math.MaxInt64 / int64(r.Unit.Length); int64(r.N) > longest {
		return nil, p.Errorf(r.Text, "rate %q is out of range; use at most %d", r.Text.S, longest)
	}
	if r.N == 0 {
		return nil, p.Errorf(r.Text, "rate %q is shorter than 1 minute, the shortest allowed", r.Text.S)
	}
	return &Schedule{every: time.Duration(r.N) * r.Unit.Length}, nil
}

// parseAt checks the date, though no more is kept than that there is one.
func parseAt(p cron.Parser, f cron.Form) (*Schedule, error) {
	t := f.Args.Trim()
	if _, err := time.Parse("2006-01-02T15:04:05", strings.ToUpper(t.S)); err != nil {
		return nil, p.Errorf(t, "at %q is not a date and time without a zone; write it as in at(2030-01-31T08:00:00)", t.S)
	}
	return &Schedule{once: true}, nil
}

func parseCron(p cron.Parser, f cron.Form) (*Schedule, error) {
	fields, err := p.Fields(f)
	if err != nil {
		return nil, err
	}
	for i := range fields {
		fields[i].S = strings.TrimRight(fields[i].S, ",")
	}
	minutes, hours, dom, month, dow, year := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]
	minuteSet, err := p.Set(minutesField, minutes)
	if err != nil {
		return nil, err
	}
	hourSet, err := p.Set(cron.Hours, hours)
	if err != nil {
		return nil, err
	}
	// Both user guides are definite on this, of "*" as of values.
	if dom.S != "?" && dow.S != "?" {
		return nil, p.Errorf(dow, `day-of-month is %q and day-of-week is %q; one of them must be "?"`, dom.S, dow.S)
	}
	s := &Schedule{times: bits.OnesCount64(minuteSet) * bits.OnesCount64(hourSet)}
	if s.days, err = p.Days(dom, month, dow); err != nil {
		return nil, err
	}
	if err := p.Each(yearField, year, func(y int) { s.years = append(s.years, y) }); err != nil {
		return nil, err
	}
	slices.Sort(s.years)
	s.years = slices.Compact(s.years)
	if len(s.years) == yearField.Max-yearField.Min+1 {
		s.years = nil
	}
	return s, nil
}
