// Package schedule reads the rotation schedules of AWS Secrets Manager and
// computes, exactly, how far apart two rotations can be.
//
// The rules come from the Secrets Manager user guide, "Rotation schedules"
// (rotate-secrets_schedule), the API reference of RotationRulesType and the
// CloudFormation reference of AWS::SecretsManager::RotationSchedule
// RotationRules. Where these are not definite the package accepts: a schedule
// it calls invalid breaks a documented rule. The places are marked "Lenient".
package schedule

import (
	"fmt"
	"strconv"
	"time"
)

// Limits of the service.
const (
	// MinGap is the shortest documented time between two rotations.
	MinGap = 4 * time.Hour
	// MaxRate is the longest period of a rate() expression. The user guide
	// ("Rate expressions") says 999 days; the API allows AutomaticallyAfterDays
	// one day more, and aws-cdk-lib writes that as a rate(), so 1000 is accepted.
	MaxRate = 1000 * day
	// MaxDays is the largest AutomaticallyAfterDays (API reference,
	// RotationRulesType); the smallest is 1.
	MaxDays = 1000
)

const day = 24 * time.Hour

// Schedule is a parsed rotation schedule. It does not change after it is
// made, so it may be used by several goroutines. The zero Schedule never rotates.
type Schedule struct {
	every time.Duration // rate() or AutomaticallyAfterDays; 0 for cron()
	daily bool          // every was given in days: windows open at midnight
	cron  calendar      // used when every is 0
}

// Days returns the schedule of AutomaticallyAfterDays: n. It is an error when
// n is not 1 to 1000 (API reference, RotationRulesType).
func Days(n int) (*Schedule, error) {
	if n < 1 || n > MaxDays {
		return nil, fmt.Errorf("AutomaticallyAfterDays %d is out of range; use 1 to %d", n, MaxDays)
	}
	return &Schedule{every: time.Duration(n) * day, daily: true}, nil
}

// String says the schedule in words, such as "every 30 days", or "cron: " and
// the six fields in upper case.
func (s *Schedule) String() string {
	if s.every == 0 {
		return "cron: " + s.cron.text
	}
	n, unit := int(s.every/time.Hour), "hour"
	if s.daily {
		n, unit = int(s.every/day), "day"
	}
	if n == 1 {
		return "every " + unit
	}
	return "every " + strconv.Itoa(n) + " " + unit + "s"
}

// LargestGap is the largest distance between the openings of two consecutive
// rotation windows, over the whole 400-year cycle of the calendar. The service
// rotates at any time within a window, so two rotations can be further apart
// by up to the length of the window. When the schedule matches no date at all,
// such as 30 February, never is true and gap is 0; a cron() that matches once
// matches again, because its year must be "*".
func (s *Schedule) LargestGap() (gap time.Duration, never bool) {
	if s.every != 0 {
		return s.every, false
	}
	largest, _, ok := s.cron.gaps()
	return largest, !ok
}

// SmallestGap is the smallest distance between the openings of two consecutive
// rotation windows; 0 when the schedule matches no date. It is less than
// [MinGap] only for a cron() whose last hour of a day comes close to the first
// hour of the next, such as "0/7", which Parse accepts.
func (s *Schedule) SmallestGap() time.Duration {
	if s.every != 0 {
		return s.every
	}
	_, smallest, _ := s.cron.gaps()
	return smallest
}

// Next returns the opening of the first rotation window after the given time,
// in UTC; ok is false when there is none. A rate counts from the previous
// rotation, so for rate() and AutomaticallyAfterDays after is taken as the time
// of that rotation: a rate in days opens at midnight, a rate in hours on the hour.
func (s *Schedule) Next(after time.Time) (next time.Time, ok bool) {
	after = after.UTC()
	if s.every == 0 {
		return s.cron.next(after)
	}
	// Truncate counts from year 1, 1 January, 00:00 UTC: whole days and hours.
	if s.daily {
		return after.Truncate(day).Add(s.every), true
	}
	return after.Truncate(time.Hour).Add(s.every), true
}
