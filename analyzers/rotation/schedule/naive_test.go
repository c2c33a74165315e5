package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// naive matches a cron() expression one point in time after the other, by
// lists and the time package. It shares nothing with the package.
type naive struct {
	hours  []int
	months []int
	days   []func(t time.Time) bool // any of them
}

var naiveNames = strings.Fields("SUN MON TUE WED THU FRI SAT JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")

func naiveNumber(s string) int {
	if i := slices.Index(naiveNames, strings.ToUpper(s)); i >= 7 {
		return i - 6
	} else if i >= 0 {
		return i + 1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func naiveList(s string, low, high int) []int {
	var list []int
	for item := range strings.SplitSeq(s, ",") {
		list = append(list, naiveItem(item, low, high)...)
	}
	return list
}

func naiveItem(s string, low, high int) []int {
	step := 1
	head, tail, stepped := strings.Cut(s, "/")
	if stepped {
		step = naiveNumber(tail)
	}
	a, b := low, high
	if head != "*" && head != "" {
		parts := strings.Split(head, "-")
		a = naiveNumber(parts[0])
		if len(parts) == 2 {
			b = naiveNumber(parts[1])
		} else if !stepped {
			b = a
		}
	}
	var list []int
	for v, n := a, 0; ; n++ { // one by one, back to low after high
		if n%step == 0 {
			list = append(list, v)
		}
		if v == b {
			return list
		}
		if v++; v > high {
			v = low
		}
	}
}

func naiveLast(t time.Time) int {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func naiveNear(t time.Time, target int) bool {
	if target < 1 || target > naiveLast(t) {
		return false
	}
	for _, delta := range []int{0, -1, 1, -2, 2} {
		c := time.Date(t.Year(), t.Month(), target+delta, 0, 0, 0, 0, time.UTC)
		if c.Month() == t.Month() && c.Weekday() != time.Saturday && c.Weekday() != time.Sunday {
			return c.Day() == t.Day()
		}
	}
	return false
}

func newNaive(expr string) naive {
	f := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(expr, "cron("), ")"))
	n := naive{hours: naiveList(f[1], 0, 23), months: naiveList(f[3], 1, 12)}
	slices.Sort(n.hours)
	n.hours = slices.Compact(n.hours)
	dom, dow := f[2], f[4]
	domAny, dowAny := strings.Contains("*?", dom), strings.Contains("*?", dow)
	if domAny && dowAny {
		n.days = append(n.days, func(time.Time) bool { return true })
	}
	if !domAny {
		for item := range strings.SplitSeq(dom, ",") {
			n.days = append(n.days, naiveDom(item))
		}
	}
	if !dowAny {
		for item := range strings.SplitSeq(dow, ",") {
			n.days = append(n.days, naiveDow(item))
		}
	}
	return n
}

func naiveDom(item string) func(time.Time) bool {
	switch {
	case item == "L":
		return func(t time.Time) bool { return t.AddDate(0, 0, 1).Month() != t.Month() }
	case item == "LW":
		return func(t time.Time) bool { return naiveNear(t, naiveLast(t)) }
	case strings.HasPrefix(item, "L-"):
		back := naiveNumber(item[2:])
		return func(t time.Time) bool { return t.Day() == naiveLast(t)-back }
	case strings.HasSuffix(item, "W"):
		target := naiveNumber(strings.TrimSuffix(item, "W"))
		return func(t time.Time) bool { return naiveNear(t, target) }
	case strings.HasSuffix(item, "L"):
		return naiveDow(item)
	}
	list := naiveItem(item, 1, 31)
	return func(t time.Time) bool { return slices.Contains(list, t.Day()) }
}

func naiveDow(item string) func(time.Time) bool {
	if item == "L" {
		item = "SAT"
	}
	if name, ok := strings.CutSuffix(item, "L"); ok {
		wd := naiveNumber(name)
		return func(t time.Time) bool {
			return int(t.Weekday())+1 == wd && t.AddDate(0, 0, 7).Month() != t.Month()
		}
	}
	if name, nth, ok := strings.Cut(item, "#"); ok {
		wd, n := naiveNumber(name), naiveNumber(nth)
		return func(t time.Time) bool {
			return int(t.Weekday())+1 == wd && t.AddDate(0, 0, -7*(n-1)).Month() == t.Month() &&
				t.AddDate(0, 0, -7*n).Month() != t.Month()
		}
	}
	list := naiveItem(item, 1, 7)
	return func(t time.Time) bool { return slices.Contains(list, int(t.Weekday())+1) }
}

func (n naive) day(t time.Time) bool {
	return slices.Contains(n.months, int(t.Month())) &&
		slices.ContainsFunc(n.days, func(match func(time.Time) bool) bool { return match(t) })
}

// gaps enumerates the days of 400 years, and on until the cycle is closed.
func (n naive) gaps() (largest, smallest time.Duration) {
	var previous time.Time
	start := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	end := start.AddDate(400, 0, 0)
	for t := start; ; t = t.AddDate(0, 0, 1) {
		if t.After(end) && (previous.IsZero() || previous.After(end)) {
			return largest, smallest
		}
		if !n.day(t) {
			continue
		}
		for _, hour := range n.hours {
			now := t.Add(time.Duration(hour) * time.Hour)
			if !previous.IsZero() {
				gap := now.Sub(previous)
				largest = max(largest, gap)
				if smallest == 0 || gap < smallest {
					smallest = gap
				}
			}
			previous = now
		}
	}
}

// drawCron draws a valid expression.
func drawCron(t *rapid.T) string {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	number := func(label string, low, high int) string {
		return strconv.Itoa(rapid.IntRange(low, high).Draw(t, label))
	}
	items := func(label string, least int, item func() string) string {
		return strings.Join(rapid.SliceOfN(rapid.Custom(func(*rapid.T) string { return item() }), least, 3).Draw(t, label), ",")
	}
	plain := func(label string, low, high int, names []string) func() string {
		value := func() string {
			if len(names) > 0 && rapid.Bool().Draw(t, label+" by name") {
				return pick(label, names...)
			}
			return number(label, low, high)
		}
		return func() string {
			switch rapid.IntRange(0, 4).Draw(t, label+" form") {
			case 0:
				return "*/" + number(label+" step", 1, high)
			case 1:
				return value() + "/" + number(label+" step", 1, high)
			case 2:
				return value() + "-" + value()
			case 3:
				return value() + "-" + value() + "/" + number(label+" step", 1, high)
			default:
				return value()
			}
		}
	}
	hours := pick("hours", "0", "8", "23", "0/4", "/8", "2/10", "*/5", "0/7", "1,13", "8-18/5", "22-6/4", "0,4,9,23", "*/6")
	month := "*"
	if rapid.Bool().Draw(t, "some months") {
		month = items("months", 1, plain("month", 1, 12, naiveNames[7:]))
	}
	var dom, dow string
	switch rapid.IntRange(0, 4).Draw(t, "days") {
	case 0:
		dom, dow = "*", "?"
	case 1, 2:
		dow = pick("any weekday", "*", "?")
		days := plain("day", 1, 31, nil)
		dom = items("dom", 1, func() string {
			switch rapid.IntRange(0, 6).Draw(t, "dom form") {
			case 0:
				return "L"
			case 1:
				return "LW"
			case 2:
				return number("day", 1, 31) + "W"
			case 3:
				return "L-" + number("back", 1, 30)
			case 4:
				return pick("named day", naiveNames[:7]...) + "L"
			default:
				return days()
			}
		})
	default:
		dom = pick("any day", "?", "*")
		weekdays := plain("weekday", 1, 7, naiveNames[:7])
		dow = items("dow", 1, func() string {
			switch rapid.IntRange(0, 5).Draw(t, "dow form") {
			case 0:
				return "L"
			case 1:
				return number("weekday", 1, 7) + "L"
			case 2:
				return pick("named day", naiveNames[:7]...) + "#" + number("nth", 1, 5)
			default:
				return weekdays()
			}
		})
	}
	return fmt.Sprintf("cron(0 %s %s %s %s *)", hours, dom, month, dow)
}

func TestNextMatchesNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		expr := drawCron(t)
		s, err := Parse(expr)
		if err != nil {
			t.Fatalf("Parse: %v", err)
		}
		n := newNaive(expr)
		start := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
		after := start.Add(time.Duration(rapid.IntRange(0, 110*366*24*60).Draw(t, "minutes")) * time.Minute)
		got, ok := s.Next(after)
		limit := after.AddDate(3, 0, 0)
		for want := after.Truncate(time.Hour).Add(time.Hour); want.Before(limit); want = want.Add(time.Hour) {
			if !slices.Contains(n.hours, want.Hour()) || !n.day(want) {
				continue
			}
			if !ok || !got.Equal(want) {
				t.Fatalf("Next(%s) of %s = %s, %t; want %s", after, expr, got, ok, want)
			}
			return
		}
		if ok && (got.Before(limit) || !slices.Contains(n.hours, got.Hour()) || !n.day(got)) {
			t.Fatalf("Next(%s) of %s = %s, which does not match", after, expr, got)
		}
	})
}

func TestGapsMatchNaive(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates 400 years for each expression")
	}
	compare := func(t rapid.TB, expr string) {
		s, err := Parse(expr)
		if err != nil {
			t.Fatalf("Parse: %v", err)
		}
		largest, smallest := newNaive(expr).gaps()
		if got, never := s.LargestGap(); got != largest || never != (largest == 0) {
			t.Errorf("%s: LargestGap = %s, %t; enumerated %s", expr, hours(got), never, hours(largest))
		}
		if got := s.SmallestGap(); got != smallest {
			t.Errorf("%s: SmallestGap = %s, enumerated %s", expr, hours(got), hours(smallest))
		}
	}
	for _, tt := range gapTests {
		if strings.HasPrefix(tt.expr, "cron(") {
			compare(t, tt.expr)
		}
	}
	// A quarter of rapid's usual number, as each enumerates 146,097 days.
	for seed := range 25 {
		compare(t, rapid.Custom(drawCron).Example(seed))
	}
}
