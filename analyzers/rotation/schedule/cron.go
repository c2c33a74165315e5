package schedule

import (
	"math/bits"
	"strconv"
	"strings"
)

// field describes one field of a cron() expression.
type field struct {
	name     string
	min, max int
	names    string // three letters for each value from min on
	allowed  string // completes "use …" in messages
}

// The fields with values of their own; minutes and year have one each.
var (
	hoursField = field{"hours", 0, 23, "", "0-23, such as 8 or 0/8"}
	domField   = field{"day-of-month", 1, 31, "", "1-31, L or ?"}
	monthField = field{"month", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", "1-12 or JAN-DEC"}
	dowField   = field{"day-of-week", 1, 7, "SUNMONTUEWEDTHUFRISAT", "1-7 or SUN-SAT, where 1 is SUN"}
)

func (p parser) cron(start int, fields []text) (*Schedule, error) {
	if len(fields) != 6 {
		hint := ""
		if len(fields) == 5 {
			hint = `; the sixth, year, is "*"`
		}
		return nil, p.errorf(text{at: start},
			"cron has %d fields; it needs six: minutes hours day-of-month month day-of-week year%s", len(fields), hint)
	}
	var c cron
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = strings.ToUpper(f.s)
	}
	c.text = strings.Join(words, " ")

	minutes, hours, dom, month, dow, year := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]
	if strings.Trim(minutes.s, "0") != "" {
		return nil, p.errorf(minutes, "minutes %q must be 0; rotation windows open on the hour", minutes.s)
	}
	if err := p.hours(&c, hours); err != nil {
		return nil, err
	}
	if err := p.dayFields(&c, dom, dow); err != nil {
		return nil, err
	}
	set, err := p.set(monthField, month)
	if err != nil {
		return nil, err
	}
	c.months = set
	if year.s != "*" {
		return nil, p.errorf(year, `year %q must be "*"; the service has no schedule for single years`, year.s)
	}
	return &Schedule{cron: c}, nil
}

func (p parser) hours(c *cron, t text) error {
	set, err := p.set(hoursField, t)
	if err != nil {
		return err
	}
	c.hours, c.stepped = set, strings.Contains(t.s, "/")
	// Lenient: only within the day. The user guide says that increments start
	// again each day, and not whether four hours apply over midnight.
	if _, smallest := c.hourGaps(); smallest != 0 && smallest < int(MinGap.Hours()) {
		return p.errorf(t, "hours %q rotate after %d h; at least 4 hours must lie between, as in 0/4", t.s, smallest)
	}
	return nil
}

// dayFields reads the day of the month and the day of the week.
func (p parser) dayFields(c *cron, dom, dow text) error {
	anyDay, anyWeekday := dom.s == "*" || dom.s == "?", dow.s == "*" || dow.s == "?"
	if !anyDay {
		for _, item := range dom.cut(",") {
			if err := p.dom(c, item); err != nil {
				return err
			}
		}
	}
	if !anyWeekday {
		for _, item := range dow.cut(",") {
			if err := p.dow(c, item); err != nil {
				return err
			}
		}
	}
	switch {
	case anyDay && anyWeekday:
		c.dom = 1<<32 - 2
	case !anyDay && !anyWeekday:
		return p.errorf(dow, `day-of-month %q and day-of-week %q cannot both be given; write "?" for one of them`, dom.s, dow.s)
	}
	return nil
}

// dom reads one item of the day of the month: besides values L, L-3, LW, L-3W,
// 15W, and the last named day of the month, SUNL or 1L.
func (p parser) dom(c *cron, t text) error {
	f := domField
	upper := strings.ToUpper(t.s)
	weekday := strings.HasSuffix(upper, "W") && upper != "W"
	s := upper
	if weekday {
		s = s[:len(s)-1]
	}
	switch {
	case strings.HasPrefix(s, "L"):
		n := 0
		if s != "L" {
			rest, ok := strings.CutPrefix(s, "L-")
			if !ok || !digits(rest) {
				return p.errorf(t, `day-of-month %q is not understood; use L, or L-1 to L-30`, t.s)
			}
			var err error
			if n, err = strconv.Atoi(rest); err != nil || n > 30 {
				return p.errorf(t, `day-of-month %q is more than 30 days before the last; use L-1 to L-30`, t.s)
			}
		}
		if weekday {
			c.lastW |= 1 << n
		} else {
			c.last |= 1 << n
		}
		return nil
	case weekday:
		d, err := p.value(f, text{s, t.at})
		if err != nil {
			return err
		}
		c.near |= 1 << d
		return nil
	case strings.HasSuffix(s, "L"):
		wd, err := p.value(dowField, text{s[:len(s)-1], t.at})
		if err != nil {
			return p.errorf(t, `day-of-month %q is not understood; use L, or a weekday and L such as SUNL`, t.s)
		}
		c.lastDow |= 1 << (wd - 1)
		return nil
	}
	set, err := p.item(f, t)
	c.dom |= set
	return err
}

// dow reads one item of the day of the week: besides values L, which is
// Saturday, the last named day of the month FRIL or 6L, and TUE#3.
func (p parser) dow(c *cron, t text) error {
	f := dowField
	upper := strings.ToUpper(t.s)
	if upper == "L" {
		c.dow |= 1 << 6
		return nil
	}
	if s, ok := strings.CutSuffix(upper, "L"); ok {
		wd, err := p.value(f, text{s, t.at})
		if err != nil {
			return err
		}
		c.lastDow |= 1 << (wd - 1)
		return nil
	}
	if s, n, ok := strings.Cut(upper, "#"); ok {
		wd, err := p.value(f, text{s, t.at})
		if err != nil {
			return err
		}
		if len(n) != 1 || n[0] < '1' || n[0] > '5' {
			return p.errorf(t, `day-of-week %q: a month has a weekday at most five times; use #1 to #5`, t.s)
		}
		c.nth[n[0]-'1'] |= 1 << (wd - 1)
		return nil
	}
	set, err := p.item(f, t)
	c.dow |= uint8(set >> 1)
	return err
}

// set reads a list of items as bits.
func (p parser) set(f field, t text) (uint32, error) {
	var set uint32
	for _, item := range t.cut(",") {
		bits, err := p.item(f, item)
		if err != nil {
			return 0, err
		}
		set |= bits
	}
	return set, nil
}

// item reads "*", a value or a range, each with or without a step, as bits.
// "/8" is "*/8" (an example of the user guide has it).
func (p parser) item(f field, t text) (uint32, error) {
	base, stepText, stepped := strings.Cut(t.s, "/")
	step := 1
	if stepped {
		n, err := strconv.Atoi(stepText)
		if !digits(stepText) || err != nil || n == 0 {
			return 0, p.errorf(text{at: t.at + len(base) + 1},
				`%s step %q in %q is not a positive whole number; use a step such as /4`, f.name, stepText, t.s)
		}
		step = min(n, f.max+1) // a longer step reaches no second value either
	}
	from, to := f.min, f.max
	low, high, ranged := strings.Cut(base, "-")
	switch {
	case base == "*", base == "" && stepped:
	case ranged:
		var err error
		if from, err = p.value(f, text{low, t.at}); err != nil {
			return 0, err
		}
		if to, err = p.value(f, text{high, t.at + len(low) + 1}); err != nil {
			return 0, err
		}
	default:
		var err error
		if from, err = p.value(f, text{base, t.at}); err != nil {
			return 0, err
		}
		if !stepped {
			to = from
		}
	}
	length := f.max - f.min + 1
	if to < from { // wraps, as in FRI-MON
		to += length
	}
	var set uint32
	for v := from; v <= to; v += step {
		set |= 1 << (f.min + (v-f.min)%length)
	}
	return set, nil
}

// value reads a number or a name.
func (p parser) value(f field, t text) (int, error) {
	if n, err := strconv.Atoi(t.s); digits(t.s) && err == nil && n >= f.min && n <= f.max {
		return n, nil
	}
	if len(t.s) == 3 {
		if i := strings.Index(f.names, strings.ToUpper(t.s)); i >= 0 && i%3 == 0 {
			return f.min + i/3, nil
		}
	}
	if t.s == "" {
		return 0, p.errorf(t, "%s has an empty part; use %s", f.name, f.allowed)
	}
	return 0, p.errorf(t, "%s %q is not valid; use %s", f.name, t.s, f.allowed)
}

// single reports whether the schedule has one hour of the day, without steps.
func (c *cron) single() bool {
	return !c.stepped && bits.OnesCount32(c.hours) == 1
}
