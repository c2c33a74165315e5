package cron

import (
	"strconv"
	"strings"
)

// Field describes one field of a cron() expression.
type Field struct {
	Name     string
	Min, Max int
	Names    string // three letters for each value from Min on
	Allowed  string // completes "use …" in messages
	// Linear is true when the values do not begin anew after the last, as
	// hours do at midnight: then a range has to go upwards.
	Linear bool
}

// Hours is the field of the hours, the same for all services.
var Hours = Field{Name: "hours", Min: 0, Max: 23, Allowed: "0-23, such as 8 or 0/8"}

// Set reads a list of values, ranges and steps as bits. The largest value of
// the field is less than 64.
func (p Parser) Set(f Field, t Text) (uint64, error) {
	var set uint64
	err := p.Each(f, t, func(v int) { set |= 1 << v })
	return set, err
}

// Each calls add for each value of a list of values, ranges and steps. Values
// may come more than once and in any order.
func (p Parser) Each(f Field, t Text, add func(int)) error {
	for _, item := range t.list() {
		if err := p.item(f, item, add); err != nil {
			return err
		}
	}
	return nil
}

// item reads "*", a value or a range, each with or without a step. "/8" is
// "*/8" (an example of the Secrets Manager user guide has it).
func (p Parser) item(f Field, t Text, add func(int)) error {
	base, stepText, stepped := strings.Cut(t.S, "/")
	step := 1
	if stepped {
		n, err := strconv.Atoi(stepText)
		if !Digits(stepText) || err != nil || n == 0 {
			return p.Errorf(Text{At: t.At + len(base) + 1},
				`%s step %q in %q is not a positive whole number; use a step such as /4`, f.Name, stepText, t.S)
		}
		step = min(n, f.Max+1) // a longer step reaches no second value either
	}
	from, to := f.Min, f.Max
	low, high, ranged := strings.Cut(base, "-")
	switch {
	case base == "*", base == "" && stepped:
	case ranged:
		var err error
		if from, err = p.value(f, Text{low, t.At}); err != nil {
			return err
		}
		if to, err = p.value(f, Text{high, t.At + len(low) + 1}); err != nil {
			return err
		}
	default:
		var err error
		if from, err = p.value(f, Text{base, t.At}); err != nil {
			return err
		}
		if !stepped {
			to = from
		}
	}
	length := f.Max - f.Min + 1
	if to < from {
		if f.Linear {
			return p.Errorf(t, "%s %q ends before it begins; write the smaller first", f.Name, base)
		}
		to += length // wraps, as in FRI-MON
	}
	for v := from; v <= to; v += step {
		add(f.Min + (v-f.Min)%length)
	}
	return nil
}

// value reads a number or a name.
func (p Parser) value(f Field, t Text) (int, error) {
	if n, err := strconv.Atoi(t.S); Digits(t.S) && err == nil && n >= f.Min && n <= f.Max {
		return n, nil
	}
	if len(t.S) == 3 {
		if i := strings.Index(f.Names, strings.ToUpper(t.S)); i >= 0 && i%3 == 0 {
			return f.Min + i/3, nil
		}
	}
	if t.S == "" {
		return 0, p.Errorf(t, "%s has an empty part; use %s", f.Name, f.Allowed)
	}
	return 0, p.Errorf(t, "%s %q is not valid; use %s", f.Name, t.S, f.Allowed)
}
