package schedule

import (
	"math/big"
	"math/bits"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers/internal/cron"
)

// PerMonth is how many rotation windows open in a month of 730 hours: exactly,
// in the mean over the 400-year cycle of the calendar. It is 0 when the
// schedule matches no date.
func (s *Schedule) PerMonth() *big.Rat {
	if s.every != 0 {
		return cron.PerMonth(1, int(s.every/time.Minute))
	}
	return s.cron.days.PerMonth(bits.OnesCount32(s.cron.hours), cron.Cycle)
}
