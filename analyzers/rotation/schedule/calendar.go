package schedule

import (
	"math/bits"
	"time"
)

// commonYear holds the length of each month, in days, of a year without 29 February.
var commonYear = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// cron is a cron() expression as sets of bits. A day matches when any of the
// day sets has it; hours and months apply on top.
type cron struct {
	text  string
	hours uint32 // bits 0..23
	// stepped is true when the hours field has a "/": such a schedule counts
	// as one in hours even if only one hour of the day is left.
	stepped bool
	months  uint32 // bits 1..12

	dom     uint32   // days of the month, bits 1..31
	last    uint32   // days before the last day of the month, bits 0..30 ("L", "L-3")
	near    uint32   // weekday nearest to the day, bits 1..31 ("15W")
	lastW   uint32   // weekday nearest to the last day less n, bits 0..30 ("LW")
	dow     uint8    // weekdays, bits 0 (Sunday)..6
	nth     [5]uint8 // weekdays that are the first..fifth of the month ("TUE#3")
	lastDow uint8    // weekdays that are the last of the month ("SUNL")
}

// daysOf returns the matching days, bits 1..31, of a month of n days that
// begins on the weekday first.
func (c *cron) daysOf(month time.Month, n int, first time.Weekday) uint32 {
	if c.months>>month&1 == 0 {
		return 0
	}
	all := uint32(1)<<(n+1) - 2
	days := c.dom & all
	for set := c.last; set != 0; set &= set - 1 {
		if d := n - bits.TrailingZeros32(set); d >= 1 {
			days |= 1 << d
		}
	}
	// A month without the day has no weekday nearest to it: the documentation
	// of W says nothing of such months.
	for set := c.near & all; set != 0; set &= set - 1 {
		days |= 1 << nearestWeekday(bits.TrailingZeros32(set), n, first)
	}
	for set := c.lastW; set != 0; set &= set - 1 {
		if d := n - bits.TrailingZeros32(set); d >= 1 {
			days |= 1 << nearestWeekday(d, n, first)
		}
	}
	for wd := range 7 {
		bit := uint8(1) << wd
		d := 1 + (wd-int(first)+7)%7 // the first such weekday
		for i := 0; d <= n; i, d = i+1, d+7 {
			if c.dow&bit != 0 || c.nth[i]&bit != 0 || c.lastDow&bit != 0 && d+7 > n {
				days |= 1 << d
			}
		}
	}
	return days
}

// nearestWeekday is the day from Monday to Friday nearest to day d, within the month.
func nearestWeekday(d, n int, first time.Weekday) int {
	switch time.Weekday((int(first) + d - 1) % 7) {
	case time.Saturday:
		if d == 1 {
			return 3
		}
		return d - 1
	case time.Sunday:
		if d == n {
			return d - 2
		}
		return d + 1
	default:
		return d
	}
}

// yearDays sums up the matching days of one kind of year; days count from 0 at 1 January.
type yearDays struct {
	first, last       int // -1 when there is no matching day
	largest, smallest int // distances in days within the year; 0 when there are none
}

func (c *cron) yearDays(leap bool, first time.Weekday) yearDays {
	y := yearDays{first: -1, last: -1}
	for month, start := time.January, 0; month <= time.December; month++ {
		n := commonYear[month]
		if leap && month == time.February {
			n++
		}
		for days := c.daysOf(month, n, (first+time.Weekday(start))%7); days != 0; days &= days - 1 {
			d := start + bits.TrailingZeros32(days) - 1
			if y.first < 0 {
				y.first = d
			} else {
				y.largest, y.smallest = widen(y.largest, y.smallest, d-y.last)
			}
			y.last = d
		}
		start += n
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
func (c *cron) gaps() (largest, smallest time.Duration, ok bool) {
	if c.hours == 0 {
		return 0, 0, false
	}
	var kinds [2][7]yearDays
	for wd := range time.Weekday(7) {
		kinds[0][wd], kinds[1][wd] = c.yearDays(false, wd), c.yearDays(true, wd)
	}
	const cycle = 146097 // days in 400 years
	maxDays, minDays, first, previous := 0, 0, -1, -1
	weekday := time.Saturday // 1 January 2000
	for year, start := 0, 0; year < 400; year++ {
		leap, length := 0, 365
		if year%4 == 0 && (year%100 != 0 || year == 0) {
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
	maxDays, minDays = widen(maxDays, minDays, first+cycle-previous)

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
func (c *cron) hourGaps() (largest, smallest int) {
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
func (c *cron) next(after time.Time) (time.Time, bool) {
	if c.hours == 0 {
		return time.Time{}, false
	}
	year, month, today := after.Date()
	for range 41 * 12 {
		days := c.daysOf(month, daysIn(year, month), time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Weekday())
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

// daysIn is the number of days of a month of the Gregorian calendar.
func daysIn(year int, month time.Month) int {
	if month == time.February && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 29
	}
	return commonYear[month]
}
