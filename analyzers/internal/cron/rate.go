package cron

import (
	"strconv"
	"strings"
	"time"
)

// Unit is the unit of a rate().
type Unit struct {
	name   string
	Length time.Duration
}

// The units that services allow.
var (
	Minute = Unit{"minute", time.Minute}
	Hour   = Unit{"hour", time.Hour}
	Day    = Unit{"day", 24 * time.Hour}
)

// Rate is the number and the unit of a rate().
type Rate struct {
	Text Text // both, at the place of the number
	N    int  // the largest int when the number is larger
	Unit Unit
}

// Rate reads a rate() in one of the units. The caller checks how long it is;
// the example completes "write it as in …".
//
// Lenient: "1 days" and "5 day". The user guide of EventBridge calls them
// invalid; that of EventBridge Scheduler has "rate(1 days)" itself.
func (p Parser) Rate(f Form, example string, units ...Unit) (Rate, error) {
	whole, fields := f.Args.Trim().S, f.Args.Fields()
	if len(fields) != 2 {
		return Rate{}, p.Errorf(Text{At: f.At}, "rate %q is not a number and a unit; write it as in %s", whole, example)
	}
	value, unit := fields[0], fields[1]
	r := Rate{Text: Text{whole, value.At}}
	var allowed []string
	for _, u := range units {
		allowed = append(allowed, u.name+"s")
		if strings.TrimSuffix(strings.ToLower(unit.S), "s") == u.name {
			r.Unit = u
		}
	}
	if r.Unit.Length == 0 {
		last := len(allowed) - 1
		return Rate{}, p.Errorf(unit, "rate unit %q is not known; use %s or %s", unit.S, strings.Join(allowed[:last], ", "), allowed[last])
	}
	if !Digits(value.S) {
		return Rate{}, p.Errorf(value, "rate value %q is not a positive whole number", value.S)
	}
	// All digits: the error can only be one of range, and then N is the largest.
	r.N, _ = strconv.Atoi(value.S)
	return r, nil
}
