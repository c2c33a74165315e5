package schedule

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers/internal/cron"
)

// ParseWindow reads a Duration, the length of the rotation window in hours,
// such as "3h". A window is 1 to 24 hours long: "as small as one hour", and it
// "must not extend into the next UTC day" (API reference, RotationRulesType,
// which also limits the text to three characters).
func ParseWindow(s string) (time.Duration, error) {
	number, ok := strings.CutSuffix(s, "h")
	if !ok || !cron.Digits(number) {
		return 0, fmt.Errorf("window %q is not a number of hours; write 1h to 24h", s[:min(len(s), 40)])
	}
	if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= 24 && len(s) <= 3 {
		return time.Duration(n) * time.Hour, nil
	}
	return 0, fmt.Errorf("window %q is out of range; use 1h to 24h", s[:min(len(s), 40)])
}

// CheckWindow returns an error when a rotation window of length w, in whole
// hours, is longer than the schedule allows. A window must not extend into the
// next one; for a schedule in days also not into the next UTC day (user guide,
// "Rotation windows").
//
// Lenient: a schedule in hours may cross midnight. The API reference forbids
// it for all schedules, the user guide for schedules in days only.
func (s *Schedule) CheckWindow(w time.Duration) error {
	if w < time.Hour || w > day || w%time.Hour != 0 {
		return fmt.Errorf("window %q is not 1 to 24 whole hours", hours(w))
	}
	opens, inDays := 0, s.daily
	if s.every == 0 {
		if s.cron.hours == 0 {
			return nil
		}
		opens, inDays = bits.TrailingZeros32(s.cron.hours), s.cron.single()
	}
	if left := day - time.Duration(opens)*time.Hour; inDays && w > left {
		return fmt.Errorf("window %q opens at %02d:00 and extends into the next UTC day; at most %q", hours(w), opens, hours(left))
	}
	if gap := s.SmallestGap(); gap > 0 && w > gap {
		return fmt.Errorf("window %q extends into the next window, which may open after %q; at most %q", hours(w), hours(gap), hours(gap))
	}
	return nil
}

// hours writes a duration as the Duration property does.
func hours(d time.Duration) string {
	if d%time.Hour != 0 {
		return d.String()
	}
	return strconv.Itoa(int(d/time.Hour)) + "h"
}
