package schedule

import (
	"math/bits"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers/internal/cron"
)

// calendar is a cron() expression: hours as a set of bits, and days.
type calendar struct {
	text  string
	hours uint32 // bits 0..23
	// stepped is true when the hours field has a "/": such a schedule counts
	// as one in hours even if only one hour of the day is left.
	stepped bool
	days    cron.Days
}

// single reports whether the schedule has one hour of the day, without steps.
func (c *calendar) single() bool {
	return !c.stepped && bits.OnesCount32(c.hours) == 1
}

// yearDays sums up the matching days of one kind of year; days count from 0 at 1 January.
type yearDays struct {
	first, last       int // -1 when there is no matching day
	largest, smallest int // distances in days within the year; 0 when there are none
}

func (c *calendar) yearDays(leap bool, first time.Weekday) yearDays {
	y := yearDays{first: -1, last: -1}
	for start, days := range c.days.Year(leap, first) {
		for ; days != 0; days &= days - 1 {
			d := start + bits.TrailingZeros32(days) - 1
			if y.first < 0 {
				y.first = d
			} else {
				y.largest, y.smallest = widen(y.largest, y.smallest, d-y.last)
			}
			y.last = d
		}
	}
	return y
}

// widen takes gap into the largest and the smallest distance; 0 is none yet.
func widen(largest, smallest, gap int) (int, int) {
	if gap > largest {
		largest = gap
	}
	if smallest == 0 || gap < smallest {
		smallest = gap
	}
	return largest, smallest
}

// gaps returns the largest and smallest distance between two matches. Every
// year is one of 14 kinds (leap or not, weekday of 1 January), and the kinds
// follow each other in a cycle of 400 years, so that is all there is to look at.
func (c *calendar) gaps() (largest, smallest time.Duration, ok bool) {
	if c.hours == 0 {
		return 0, 0, false
	}
	var kinds [2][7]yearDays
	for wd := range time.Weekday(7) {
		kinds[0][wd], kinds[1][wd] = c.yearDays(false, wd), c.yearDays(true, wd)
	}
	maxDays, minDays, first, previous, start := 0, 0, -1, -1, 0
	weekday := time.Saturday // 1 January 2000
	for year := range cron.Cycle {
		leap, length := 0, 365
		if cron.Leap(year) {
			leap, length = 1, 366
		}
		if y := kinds[leap][weekday]; y.first >= 0 {
			if first < 0 {
				first = start + y.first
			} else {
				maxDays, minDays = widen(maxDays, minDays, start+y.first-previous)
			}
			previous = start + y.last
			if y.largest > 0 {
				maxDays, minDays = widen(maxDays, minDays, y.largest)
				maxDays, minDays = widen(maxDays, minDays, y.smallest)
			}
		}
		start += length
		weekday = (weekday + time.Weekday(length)) % 7
	}
	if first < 0 {
		return 0, 0, false
	}
	maxDays, minDays = widen(maxDays, minDays, first+start-previous)

	// Every matching day has the same hours, so the distance between two days
	// is shorter by the stretch from the first hour to the last.
	stretch := bits.Len32(c.hours) - 1 - bits.TrailingZeros32(c.hours)
	maxHours, minHours := c.hourGaps()
	maxHours, minHours = widen(maxHours, minHours, 24*maxDays-stretch)
	maxHours, minHours = widen(maxHours, minHours, 24*minDays-stretch)
	return time.Duration(maxHours) * time.Hour, time.Duration(minHours) * time.Hour, true
}

// hourGaps returns the largest and smallest distance, in hours, between two
// rotations of the same day; 0 when a day has one.
func (c *calendar) hourGaps() (largest, smallest int) {
	if c.hours == 0 {
		return 0, 0
	}
	previous := bits.TrailingZeros32(c.hours)
	for hours := c.hours & (c.hours - 1); hours != 0; hours &= hours - 1 {
		hour := bits.TrailingZeros32(hours)
		largest, smallest = widen(largest, smallest, hour-previous)
		previous = hour
	}
	return largest, smallest
}

// next looks month by month. Every expression that has a date at all has one
// within 40 years (29 February on one weekday, around a century without leap year).
func (c *calendar) next(after time.Time) (time.Time, bool) {
	if c.hours == 0 {
		return time.Time{}, false
	}
	year, month, today := after.Date()
	for range 41 * 12 {
		days := c.days.Month(year, month)
		days &^= 1<<today - 1 // days before today
		for ; days != 0; days &= days - 1 {
			d := bits.TrailingZeros32(days)
			for hours := c.hours; hours != 0; hours &= hours - 1 {
				t := time.Date(year, month, d, bits.TrailingZeros32(hours), 0, 0, 0, time.UTC)
				if t.After(after) {
					return t, true
				}
			}
		}
		today = 1
		if month++; month > time.December {
			year, month = year+1, time.January
		}
	}
	return time.Time{}, false
}
