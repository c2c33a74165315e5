package schedule

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/adhocore/gronx"
)

// oracle is a cron() expression of Secrets Manager in the terms of gronx, which
// is a cron of its own. It differs in these: days of the week count from 0, where
// AWS has 1 for Sunday; a day of the week "L" is not known, and is Saturday; a list of
// days goes upwards, so that FRI-MON is 5-6,0-1 and 25-5 is 25-31,1-5; "/8" is "0/8";
// and there is neither "L-3" nor "LW".
type oracle struct {
	segments []string // second, minute, hour, day of the month, month, day of the week
	hours    []int
	g        *gronx.Gronx
}

// newOracle gives the oracle of an expression, nil where gronx cannot say it.
func newOracle(t *testing.T, expr string) *oracle {
	t.Helper()
	fields := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(expr, "cron("), ")"))
	hour, dom, month, dow := fields[1], strings.ToUpper(fields[2]), strings.ToUpper(fields[3]), strings.ToUpper(fields[4])
	if strings.Contains(dom, "LW") || strings.Contains(dom, "L-") {
		return nil
	}
	if strings.HasSuffix(dom, "L") && len(dom) > 1 && !strings.Contains(dom, ",") { // a day of the week stands in the wrong field
		dom, dow = "?", dom
	}
	hour = upwards(hour, 0, 23, nil)
	o := &oracle{g: gronx.New(), segments: []string{
		"0", "0", "*", upwards(dom, 1, 31, nil), upwards(month, 1, 12, monthNumber), upwards(dow, 0, 6, weekdayNumber),
	}}
	for h := range 24 {
		o.g.C.SetRef(time.Date(2024, 1, 1, h, 0, 0, 0, time.UTC))
		due, err := o.g.C.CheckDue(hour, 2)
		if err != nil {
			t.Fatalf("%s: gronx: hours %q: %v", expr, hour, err)
		}
		if due {
			o.hours = append(o.hours, h)
		}
	}
	return o
}

func monthNumber(s string) string {
	if i := slices.Index([]string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}, s); i >= 0 {
		return strconv.Itoa(i + 1)
	}
	return s
}

func weekdayNumber(s string) string {
	if i := slices.Index([]string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}, s); i >= 0 {
		return strconv.Itoa(i)
	}
	if n, err := strconv.Atoi(s); err == nil {
		return strconv.Itoa(n - 1)
	}
	if s == "L" {
		return "6"
	}
	return s
}

// upwards writes a field with numbers only and with ranges that go up.
func upwards(field string, low, high int, number func(string) string) string {
	if number == nil {
		number = func(s string) string { return s }
	}
	var items []string
	for item := range strings.SplitSeq(field, ",") {
		body, step, stepped := strings.Cut(item, "/")
		from, to, ranged := strings.Cut(body, "-")
		day, suffix := from, ""
		if i := strings.IndexByte(day, '#'); i > 0 {
			day, suffix = day[:i], day[i:]
		} else if len(day) > 1 && day != "JUL" && strings.HasSuffix(day, "L") {
			day, suffix = day[:len(day)-1], "L"
		}
		from = number(day) + suffix
		a, _ := strconv.Atoi(from)
		b, _ := strconv.Atoi(number(to))
		switch {
		case stepped && (body == "" || body == "*"):
			items = append(items, strconv.Itoa(low)+"-"+strconv.Itoa(high)+"/"+step)
		case stepped && !ranged:
			items = append(items, from+"-"+strconv.Itoa(high)+"/"+step)
		case ranged && b < a && stepped:
			// The steps go on over the end: one by one.
			n, _ := strconv.Atoi(step)
			for i := a; i <= b+high-low+1; i += n {
				items = append(items, strconv.Itoa((i-low)%(high-low+1)+low))
			}
		case ranged && b < a:
			items = append(items, strconv.Itoa(a)+"-"+strconv.Itoa(high), strconv.Itoa(low)+"-"+strconv.Itoa(b))
		case ranged && stepped:
			items = append(items, strconv.Itoa(a)+"-"+strconv.Itoa(b)+"/"+step)
		case ranged:
			items = append(items, strconv.Itoa(a)+"-"+strconv.Itoa(b))
		default:
			items = append(items, from)
		}
	}
	return strings.Join(items, ",")
}

// days are the dates that gronx finds due, in a number of years from 2000 on.
func (o *oracle) days(t *testing.T, expr string, years int) []time.Time {
	t.Helper()
	var due []time.Time
	end := time.Date(2000+years, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); d.Before(end); d = d.AddDate(0, 0, 1) {
		o.g.C.SetRef(d)
		is, err := o.g.SegmentsDue(o.segments)
		if err != nil {
			t.Fatalf("%s: gronx: %v: %v", expr, o.segments, err)
		}
		if is {
			due = append(due, d)
		}
	}
	return due
}

// gap is the largest time between two rotations on these days.
func (o *oracle) gap(days []time.Time) time.Duration {
	var largest time.Duration
	var last time.Time
	for _, d := range days {
		for _, h := range o.hours {
			at := d.Add(time.Duration(h) * time.Hour)
			if !last.IsZero() {
				largest = max(largest, at.Sub(last))
			}
			last = at
		}
	}
	return largest
}

// rareGap are expressions whose largest gap is not within the years that are looked at.
var rareGap = map[string]bool{
	"cron(0 0 29 2 ? *)": true, "cron(0 0 ? FEB SUN#5 *)": true, "cron(0 0 ? FEB WED#5 *)": true,
}

// TestGronx compares the dates of each cron() expression, over 28 years, in which the
// days of the week come round with the leap days, and the largest gap with those of
// another implementation.
func TestGronx(t *testing.T) {
	const years = 28
	compared := 0
	for _, tt := range gapTests {
		if !strings.HasPrefix(tt.expr, "cron(") {
			continue
		}
		s, err := Parse(tt.expr)
		if err != nil {
			t.Fatal(err)
		}
		o := newOracle(t, tt.expr)
		if o == nil {
			continue
		}
		compared++
		days := o.days(t, tt.expr, years)
		at := time.Date(1999, 12, 31, 23, 59, 0, 0, time.UTC)
		for _, d := range days {
			for _, h := range o.hours {
				want := d.Add(time.Duration(h) * time.Hour)
				next, ok := s.Next(at)
				if !ok || !next.Equal(want) {
					t.Fatalf("%s: Next(%s) = %s, %t; gronx has %s", tt.expr, at, next, ok, want)
				}
				at = next
			}
		}
		if next, ok := s.Next(at); ok && next.Year() < 2000+years {
			t.Errorf("%s: Next(%s) = %s; gronx has none before %d", tt.expr, at, next, 2000+years)
		}
		largest, _ := s.LargestGap()
		if got := o.gap(days); got > largest || got < largest && !rareGap[tt.expr] {
			t.Errorf("%s: LargestGap = %s; gronx has %s", tt.expr, hours(largest), hours(got))
		}
	}
	if compared < 60 {
		t.Errorf("only %d expressions are compared", compared)
	}
	t.Logf("%d expressions", compared)
}
