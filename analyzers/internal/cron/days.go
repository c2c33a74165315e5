package cron

import (
	"strconv"
	"strings"
)

// Days are the days that the fields day-of-month, month and day-of-week match,
// as sets of bits. A day matches when any of the day sets has it; months apply
// on top. The zero Days match none.
type Days struct {
	months uint16 // bits 1..12

	dom     uint32   // days of the month, bits 1..31
	last    uint32   // days before the last day of the month, bits 0..30 ("L", "L-3")
	near    uint32   // weekday nearest to the day, bits 1..31 ("15W")
	lastW   uint32   // weekday nearest to the last day less n, bits 0..30 ("LW")
	dow     uint8    // weekdays, bits 0 (Sunday)..6
	nth     [5]uint8 // weekdays that are the first..fifth of the month ("TUE#3")
	lastDow uint8    // weekdays that are the last of the month ("SUNL")
}

var (
	domField   = Field{Name: "day-of-month", Min: 1, Max: 31, Allowed: "1-31, L or ?"}
	monthField = Field{Name: "month", Min: 1, Max: 12, Names: "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", Allowed: "1-12 or JAN-DEC"}
	dowField   = Field{Name: "day-of-week", Min: 1, Max: 7, Names: "SUNMONTUEWEDTHUFRISAT", Allowed: "1-7 or SUN-SAT, where 1 is SUN"}
)

// Days reads the three fields that choose days. "*" and "?" in a day field are
// the same; one of them has to be in one field at least.
func (p Parser) Days(dom, month, dow Text) (Days, error) {
	var d Days
	anyDay, anyWeekday := dom.S == "*" || dom.S == "?", dow.S == "*" || dow.S == "?"
	if !anyDay {
		for _, item := range dom.list() {
			if err := p.dom(&d, item); err != nil {
				return Days{}, err
			}
		}
	}
	if !anyWeekday {
		for _, item := range dow.list() {
			if err := p.dow(&d, item); err != nil {
				return Days{}, err
			}
		}
	}
	switch {
	case anyDay && anyWeekday:
		d.dom = 1<<32 - 2
	case !anyDay && !anyWeekday:
		return Days{}, p.Errorf(dow, `day-of-month %q and day-of-week %q cannot both be given; write "?" for one of them`, dom.S, dow.S)
	}
	months, err := p.Set(monthField, month)
	if err != nil {
		return Days{}, err
	}
	d.months = uint16(months)
	return d, nil
}

// dom reads one item of the day of the month: besides values L, L-3, LW, L-3W,
// 15W, and the last named day of the month, SUNL or 1L.
func (p Parser) dom(d *Days, t Text) error {
	s := strings.ToUpper(t.S)
	weekday := strings.HasSuffix(s, "W") && s != "W"
	if weekday {
		s = s[:len(s)-1]
	}
	switch {
	case strings.HasPrefix(s, "L"):
		n := 0
		if s != "L" {
			rest, ok := strings.CutPrefix(s, "L-")
			if !ok || !Digits(rest) {
				return p.Errorf(t, `day-of-month %q is not understood; use L, or L-1 to L-30`, t.S)
			}
			var err error
			if n, err = strconv.Atoi(rest); err != nil || n > 30 {
				return p.Errorf(t, `day-of-month %q is more than 30 days before the last; use L-1 to L-30`, t.S)
			}
		}
		if weekday {
			d.lastW |= 1 << n
		} else {
			d.last |= 1 << n
		}
		return nil
	case weekday:
		n, err := p.value(domField, Text{s, t.At})
		if err != nil {
			return err
		}
		d.near |= 1 << n
		return nil
	case strings.HasSuffix(s, "L"):
		wd, err := p.value(dowField, Text{s[:len(s)-1], t.At})
		if err != nil {
			return p.Errorf(t, `day-of-month %q is not understood; use L, or a weekday and L such as SUNL`, t.S)
		}
		d.lastDow |= 1 << (wd - 1)
		return nil
	}
	return p.item(domField, t, func(v int) { d.dom |= 1 << v })
}

// dow reads one item of the day of the week: besides values L, which is
// Saturday, the last named day of the month FRIL or 6L, and TUE#3.
func (p Parser) dow(d *Days, t Text) error {
	upper := strings.ToUpper(t.S)
	if upper == "L" {
		d.dow |= 1 << 6
		return nil
	}
	if s, ok := strings.CutSuffix(upper, "L"); ok {
		wd, err := p.value(dowField, Text{s, t.At})
		if err != nil {
			return err
		}
		d.lastDow |= 1 << (wd - 1)
		return nil
	}
	if s, n, ok := strings.Cut(upper, "#"); ok {
		wd, err := p.value(dowField, Text{s, t.At})
		if err != nil {
			return err
		}
		if len(n) != 1 || n[0] < '1' || n[0] > '5' {
			return p.Errorf(t, `day-of-week %q: a month has a weekday at most five times; use #1 to #5`, t.S)
		}
		d.nth[n[0]-'1'] |= 1 << (wd - 1)
		return nil
	}
	return p.item(dowField, t, func(v int) { d.dow |= 1 << (v - 1) })
}
