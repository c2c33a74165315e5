package cron

import (
	"iter"
	"math/big"
)

// monthMinutes are the minutes of a month of 730 hours, the month of AWS's
// own pricing examples.
const monthMinutes = 730 * 60

// PerMonth is how often something happens in a month of 730 hours, in the
// mean, that happens so many times in so many minutes.
func PerMonth(times, minutes int) *big.Rat {
	r := big.NewRat(int64(times), int64(minutes))
	return r.Mul(r, big.NewRat(monthMinutes, 1))
}

// PerMonth is how often something happens in a month of 730 hours, in the
// mean, that happens so many times on each matching day of the years.
func (d *Days) PerMonth(times int, years iter.Seq[int]) *big.Rat {
	matching, all := d.Count(years)
	return PerMonth(times*matching, all*24*60)
}
