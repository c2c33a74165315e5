package cron

import (
	"iter"
	"math/bits"
	"time"
)

// cycle is the number of years after which the Gregorian calendar repeats
// itself, weekdays included: its 146,097 days are 20,871 weeks.
const cycle = 400

// Cycle is each year of one cycle of the calendar, from 2000 on.
func Cycle(yield func(year int) bool) {
	for year := 2000; year < 2000+cycle; year++ {
		if !yield(year) {
			return
		}
	}
}

// Leap reports whether a year has a 29 February.
func Leap(year int) bool {
	return year%4 == 0 && (year%100 != 0 || year%400 == 0)
}

// commonYear holds the length of each month, in days, of a year without 29 February.
var commonYear = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// daysIn is the number of days of a month.
func daysIn(leap bool, month time.Month) int {
	if leap && month == time.February {
		return 29
	}
	return commonYear[month]
}

// Month returns the matching days, bits 1..31, of a month.
func (d *Days) Month(year int, month time.Month) uint32 {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Weekday()
	return d.month(month, daysIn(Leap(year), month), first)
}

// Year returns, for each month of a year that begins on the weekday first, the
// day of the year that it begins on, counted from 0, and the matching days,
// bits 1..31.
func (d *Days) Year(leap bool, first time.Weekday) iter.Seq2[int, uint32] {
	return func(yield func(int, uint32) bool) {
		for month, start := time.January, 0; month <= time.December; month++ {
			n := daysIn(leap, month)
			if !yield(start, d.month(month, n, (first+time.Weekday(start))%7)) {
				return
			}
			start += n
		}
	}
}

// Count returns how many days of the years match, and how many days they have.
// Every year is one of 14 kinds (leap or not, weekday of 1 January), so that is
// all there is to look at.
func (d *Days) Count(years iter.Seq[int]) (matching, all int) {
	var kinds [2][7]int // one more than the matching days; 0 is not counted yet
	for year := range years {
		leap, length := 0, 365
		if Leap(year) {
			leap, length = 1, 366
		}
		first := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Weekday()
		n := &kinds[leap][first]
		if *n == 0 {
			*n = 1
			for _, days := range d.Year(leap == 1, first) {
				*n += bits.OnesCount32(days)
			}
		}
		matching, all = matching+*n-1, all+length
	}
	return matching, all
}

// month returns the matching days, bits 1..31, of a month of n days that
// begins on the weekday first.
func (d *Days) month(month time.Month, n int, first time.Weekday) uint32 {
	if d.months>>month&1 == 0 {
		return 0
	}
	all := uint32(1)<<(n+1) - 2
	days := d.dom & all
	for set := d.last; set != 0; set &= set - 1 {
		if day := n - bits.TrailingZeros32(set); day >= 1 {
			days |= 1 << day
		}
	}
	// A month without the day has no weekday nearest to it: the documentation
	// of W says nothing of such months.
	for set := d.near & all; set != 0; set &= set - 1 {
		days |= 1 << nearestWeekday(bits.TrailingZeros32(set), n, first)
	}
	for set := d.lastW; set != 0; set &= set - 1 {
		if day := n - bits.TrailingZeros32(set); day >= 1 {
			days |= 1 << nearestWeekday(day, n, first)
		}
	}
	for wd := range 7 {
		bit := uint8(1) << wd
		day := 1 + (wd-int(first)+7)%7 // the first such weekday
		for i := 0; day <= n; i, day = i+1, day+7 {
			if d.dow&bit != 0 || d.nth[i]&bit != 0 || d.lastDow&bit != 0 && day+7 > n {
				days |= 1 << day
			}
		}
	}
	return days
}

// nearestWeekday is the day from Monday to Friday nearest to a day, within the month.
func nearestWeekday(day, n int, first time.Weekday) int {
	switch time.Weekday((int(first) + day - 1) % 7) {
	case time.Saturday:
		if day == 1 {
			return 3
		}
		return day - 1
	case time.Sunday:
		if day == n {
			return day - 2
		}
		return day + 1
	default:
		return day
	}
}
