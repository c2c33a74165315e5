package schedule

import (
	"testing"
	"time"
)

const h = time.Hour

// gapTests holds expressions with gaps derived by hand; the comments say how
// where it is not obvious. A largest of 0 means never.
var gapTests = []struct {
	expr              string
	largest, smallest time.Duration
}{
	// The examples of the user guide, "Rotation schedules", and of its earlier versions.
	{"rate(4 hours)", 4 * h, 4 * h},
	{"rate(12 hours)", 12 * h, 12 * h},
	{"rate(1 day)", day, day},
	{"rate(8 days)", 8 * day, 8 * day},
	{"rate(10 days)", 10 * day, 10 * day},
	{"cron(0 4/12 * * ? *)", 12 * h, 12 * h},
	{"cron(0 /8 * * ? *)", 8 * h, 8 * h},
	{"cron(0 8/8 * * ? *)", 16 * h, 8 * h},  // 8, 16; not 24
	{"cron(0 2/10 * * ? *)", 10 * h, 4 * h}, // 2, 12, 22
	{"cron(0 10 * * ? *)", day, day},
	{"cron(0 18 ? * SAT *)", 7 * day, 7 * day},
	{"cron(0 8 1 * ? *)", 31 * day, 28 * day},
	// Quarters are 90 (91) + 91 + 92 + 92 days; 92 = 13 weeks + 1 day, so from
	// a first Sunday on the 1st to one on the 7th are 98 days; from the 7th of
	// January to the 1st of April of a common year 84.
	{"cron(0 1 ? 1/3 SUN#1 *)", 98 * day, 84 * day},
	// Last Sunday of a listed month to the first of the next: at most nine
	// Sundays lie in the 61 days between.
	{"cron(0 1 * 1/3 SUN *)", 70 * day, 7 * day},
	{"cron(0 17 L * ? *)", 31 * day, 28 * day},
	{"cron(0 8 ? * MON-FRI *)", 3 * day, day},
	{"cron(0 16 1,15 * ? *)", 17 * day, 14 * day},
	{"cron(0 0 ? * SUN#1 *)", 35 * day, 28 * day},
	// January and December. 1 January to 1 December are 334 or 335 days: 336
	// or 329 between first Mondays. December to January 31: 28 or 35.
	{"cron(0 0 ? 1/11 2#1 *)", 336 * day, 28 * day},
	{"cron(0 21 L * ? *)", 31 * day, 28 * day},

	// Rates.
	{"rate(1 days)", day, day},
	{"rate(2 day)", 2 * day, 2 * day},
	{"rate(30 days)", 30 * day, 30 * day},
	{"rate(1000 days)", 1000 * day, 1000 * day},
	{"rate(5 hour)", 5 * h, 5 * h},
	{"rate(36 hours)", 36 * h, 36 * h},
	{"rate(23976 hours)", 999 * day, 999 * day},
	{"  RATE( 007  Days ) ", 7 * day, 7 * day},

	// Hours.
	{"cron(00 08 * * ? *)", day, day},
	{"cron(0 */6 * * ? *)", 6 * h, 6 * h},
	{"cron(0 0/4 * * ? *)", 4 * h, 4 * h},
	{"cron(0 0/5 * * ? *)", 5 * h, 4 * h}, // 20:00 to midnight
	{"cron(0 0/7 * * ? *)", 7 * h, 3 * h}, // 21:00 to midnight
	{"cron(0 0/24 * * ? *)", day, day},
	{"cron(0 20/8 * * ? *)", day, day},
	{"cron(0 1,13 * * ? *)", 12 * h, 12 * h},
	{"cron(0 8-18/5 * * ? *)", 14 * h, 5 * h},        // 8, 13, 18
	{"cron(0 22-6/4 * * ? *)", 16 * h, 4 * h},        // 22, 2, 6
	{"cron(0 1,13 1 * ? *)", 31*day - 12*h, 12 * h},  // 13:00 on the 1st to 1:00 on the next
	{"cron(0 6,18 ? * MON *)", 6*day + 12*h, 12 * h}, // Monday 18:00 to Monday 6:00
	{"cron(0 0,23 ? * MON,TUE *)", 5*day + h, h},     // Tuesday 23:00 to Monday 0:00; Monday 23:00 to Tuesday 0:00

	// Days of the month.
	{"cron(0 8 29 * ? *)", 59 * day, 29 * day}, // 29 January to 29 March, common year; 29 February to 29 March
	{"cron(0 8 30 * ? *)", 60 * day, 30 * day}, // 30 January to 30 March, leap year
	{"cron(0 8 31 * ? *)", 61 * day, 31 * day}, // 31 March to 31 May
	{"cron(0 8 1/10 * ? *)", 10 * day, day},    // the 31st, then the 1st
	{"cron(0 8 1/2 * ? *)", 2 * day, day},
	{"cron(0 8 */7 * ? *)", 7 * day, day}, // 29 February, then 1 March
	{"cron(0 8 1-7 * ? *)", 25 * day, day},
	{"cron(0 8 25-5 * ? *)", 20 * day, day},
	{"cron(0 8 28-31 * ? *)", 28 * day, day}, // 31 March to 28 April
	{"cron(0 8 15,L * ? *)", 16 * day, 13 * day},
	{"cron(0 8 L-3 * ? *)", 31 * day, 28 * day},
	// Nearest weekday, 14th to 16th: 31 days move Saturday to Tuesday, 14 to 15.
	{"cron(0 8 15W * ? *)", 32 * day, 28 * day},
	// 1st to 3rd: a Wednesday the 1st, and 31 days later Saturday, moved to the 3rd.
	{"cron(0 8 1W * ? *)", 33 * day, 28 * day},
	// Sunday the 30th, moved to the 28th, and 31 days later a Wednesday.
	{"cron(0 8 LW * ? *)", 33 * day, 28 * day},
	// Sunday 31 March, moved to the 29th, to Friday 31 May; Thursday 31
	// July to Sunday 31 August, moved to the 29th.
	{"cron(0 8 31W * ? *)", 63 * day, 29 * day},
	{"cron(0 8 SUNL * ? *)", 35 * day, 28 * day},
	{"cron(0 8 1L * ? *)", 35 * day, 28 * day},

	// Months.
	{"cron(0 8 1 1 ? *)", 366 * day, 365 * day},
	{"cron(0 8 1 JAN,APR,JUL,OCT ? *)", 92 * day, 90 * day},
	{"cron(0 8 1 1,7 ? *)", 184 * day, 181 * day},
	{"cron(0 8 31 1/3 ? *)", 182 * day, 92 * day}, // no 31 April
	{"cron(0 8 1 NOV-FEB ? *)", 274 * day, 30 * day},
	{"cron(0 8 1 jan-mar ? *)", 306 * day, 28 * day}, // 1 March to 1 January
	{"cron(0 8 1 */2 ? *)", 62 * day, 59 * day},      // July and August; January and February
	{"cron(0 8 L 2 ? *)", 366 * day, 365 * day},

	// Days of the week.
	{"cron(0 8 ? * L *)", 7 * day, 7 * day},
	{"cron(0 8 ? * 6L *)", 35 * day, 28 * day},
	{"cron(0 8 ? * FRIL *)", 35 * day, 28 * day},
	{"cron(0 8 ? * FRI-MON *)", 4 * day, day},
	{"cron(0 8 ? * 1/2 *)", 2 * day, day}, // Saturday, then Sunday
	{"cron(0 8 ? * 2-6/2 *)", 3 * day, 2 * day},
	{"cron(0 8 ? * 1,4 *)", 4 * day, 3 * day},
	{"cron(0 8 ? * * *)", day, day},
	{"cron(0 8 * * * *)", day, day},
	{"cron(0 8 ? * ? *)", day, day},
	// 89 (90) + 92 + 92 + 92 days; from Tuesday the 8th of August to Tuesday the 14th of November.
	{"cron(0 10 ? FEB,MAY,AUG,NOV TUE#2 *)", 98 * day, 84 * day},
	{"cron(0 10 ? * MON#1,MON#3 *)", 21 * day, 14 * day},

	// Rare and impossible dates.
	{"cron(0 0 29 2 ? *)", 2921 * day, 1461 * day}, // 2096 to 2104
	// 29 February on a Sunday: 2004, 32, 60, 88, 2128, 56, 84, 2224, 52, 80,
	// 2320, 48, 76, 2404: 40 years with 9 leap days, or 28 with 7.
	{"cron(0 0 ? FEB SUN#5 *)", (40*365 + 9) * day, (28*365 + 7) * day},
	// On a Wednesday: 2096, 2108, 36, 64, 92, 2204, 32, 60, 88, 2328, …: also
	// 12 years with 2 leap days.
	{"cron(0 0 ? FEB WED#5 *)", (40*365 + 9) * day, (12*365 + 2) * day},
	{"cron(0 0 30 2 ? *)", 0, 0},
	{"cron(0 0 30-31 FEB ? *)", 0, 0},
	{"cron(0 0 31 4,6,9,11 ? *)", 0, 0},
	{"cron(0 0 L-29 2 ? *)", 0, 0},
	{"cron(0 0 31W 4 ? *)", 0, 0},
}

func TestGaps(t *testing.T) {
	for _, tt := range gapTests {
		s, err := Parse(tt.expr)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.expr, err)
			continue
		}
		largest, never := s.LargestGap()
		if largest != tt.largest || never != (tt.largest == 0) {
			t.Errorf("%s: LargestGap = %s, %t; want %s", tt.expr, hours(largest), never, hours(tt.largest))
		}
		if got := s.SmallestGap(); got != tt.smallest {
			t.Errorf("%s: SmallestGap = %s, want %s", tt.expr, hours(got), hours(tt.smallest))
		}
	}
}

func TestDays(t *testing.T) {
	for _, n := range []int{1, 30, 1000} {
		s, err := Days(n)
		if err != nil {
			t.Fatalf("Days(%d): %v", n, err)
		}
		if got, never := s.LargestGap(); got != time.Duration(n)*day || never {
			t.Errorf("Days(%d): LargestGap = %s, %t", n, got, never)
		}
	}
	for n, want := range map[int]string{
		0:    "AutomaticallyAfterDays 0 is out of range; use 1 to 1000",
		-1:   "AutomaticallyAfterDays -1 is out of range; use 1 to 1000",
		1001: "AutomaticallyAfterDays 1001 is out of range; use 1 to 1000",
	} {
		if _, err := Days(n); err == nil || err.Error() != want {
			t.Errorf("Days(%d): error %v, want %s", n, err, want)
		}
	}
}

func TestString(t *testing.T) {
	for expr, want := range map[string]string{
		"rate(1 day)":              "every day",
		"rate(30 days)":            "every 30 days",
		"rate(24 hours)":           "every 24 hours",
		"cron(0  8 ? * mon-fri *)": "cron: 0 8 ? * MON-FRI *",
	} {
		s, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.String(); got != want {
			t.Errorf("%s: String = %q, want %q", expr, got, want)
		}
	}
}

func TestZeroSchedule(t *testing.T) {
	var s Schedule
	if gap, never := s.LargestGap(); gap != 0 || !never {
		t.Errorf("LargestGap = %s, %t", gap, never)
	}
	if got, ok := s.Next(time.Now()); ok {
		t.Errorf("Next = %s", got)
	}
	if err := s.CheckWindow(day); err != nil {
		t.Errorf("CheckWindow: %v", err)
	}
}
