// Package eventschedule reads the schedules of Amazon EventBridge rules
// (ScheduleExpression of AWS::Events::Rule) and of EventBridge Scheduler
// (AWS::Scheduler::Schedule), and counts, exactly, how often they fire.
//
// The syntax comes from the Amazon EventBridge User Guide, "Cron expressions
// reference" (eb-cron-expressions) and "Rate expressions reference"
// (eb-rate-expressions), and the EventBridge Scheduler User Guide, "Schedule
// types" (schedule-types). The package counts and does not judge: where these
// are not definite, or where the meaning is clear anyhow, it accepts. The
// places are marked "Lenient".
package eventschedule

import (
	"math/big"
	"slices"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers/internal/cron"
)

// Kind tells which service a schedule is for.
type Kind int

// The services. Scheduler also has at(…), and a cron(…) without the year.
const (
	Rule      Kind = iota // a scheduled rule of an event bus
	Scheduler             // a schedule of EventBridge Scheduler
)

// Schedule is a parsed schedule. It does not change after it is made, so it
// may be used by several goroutines. The zero Schedule never fires.
type Schedule struct {
	every time.Duration // rate(); 0 for the other forms
	once  bool          // at()

	// cron(): so many times on each of the days of the years.
	times int
	days  cron.Days
	years []int // nil for all
}

// Once reports whether the schedule is an at(…), which fires a single time. A
// cron(…) whose year leaves one date is not told apart from others.
func (s *Schedule) Once() bool { return s.once }

// PerMonth is how often the schedule fires in a month of 730 hours: exactly,
// in the mean over the 400-year cycle of the calendar. For a cron(…) that is
// limited to some years it is the mean over these years only, which is what a
// bill says while they last. It is 0 for an at(…), and when no date matches.
//
// The time zone of a schedule has no influence but for daylight saving time,
// which is left out: a cron(…) of EventBridge Scheduler does not fire at times
// that are skipped in spring, and fires once at those that come twice in
// autumn (user guide, "Daylight savings time"), so it fires less by what
// matches within one hour of the year. A rate(…) in days counts 24 hours each.
func (s *Schedule) PerMonth() *big.Rat {
	switch {
	case s.every != 0:
		return cron.PerMonth(1, int(s.every/time.Minute))
	case s.years != nil:
		return s.days.PerMonth(s.times, slices.Values(s.years))
	default:
		return s.days.PerMonth(s.times, cron.Cycle)
	}
}
