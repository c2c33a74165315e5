package eventschedule

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// date is what there is to know of a day to match it.
type date struct {
	year, month, day, weekday int      // weekday 1 is Sunday
	length                    int      // days of the month
	nth                       int      // the weekday comes so many times up to here in the month
	lastOfKind                bool     // and not again
	nearestTo                 [32]bool // the days of the month that this weekday is nearest to
}

// dates are the days of 400 years, found one by one with the time package.
var dates = sync.OnceValue(func() []date {
	var all []date
	for t := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() < 1970+400; {
		var month []date
		for m := t.Month(); t.Month() == m; t = t.AddDate(0, 0, 1) {
			month = append(month, date{year: t.Year(), month: int(m), day: t.Day(), weekday: int(t.Weekday()) + 1})
		}
		seen := map[int]int{}
		for i := range month {
			d := &month[i]
			seen[d.weekday]++
			d.nth, d.length = seen[d.weekday], len(month)
		}
		for i := range month {
			month[i].lastOfKind = month[i].nth == seen[month[i].weekday]
		}
		for target := 1; target <= len(month); target++ {
			var nearest *date
			for i := range month {
				d := &month[i]
				if d.weekday != 1 && d.weekday != 7 && (nearest == nil || distance(d.day, target) < distance(nearest.day, target)) {
					nearest = d
				}
			}
			nearest.nearestTo[target] = true
		}
		all = append(all, month...)
	}
	return all
})

func distance(a, b int) int { return max(a-b, b-a) }

// clause is a part of an expression together with what it means. The text is
// written and never read here, so nothing is shared with the package.
type clause[T any] struct {
	text    string
	matches func(T) bool
}

// drawList draws clauses that are joined by commas: any may match.
func drawList[T any](t *rapid.T, item func(*rapid.T) clause[T]) clause[T] {
	items := rapid.SliceOfN(rapid.Custom(item), 1, 3).Draw(t, "list")
	var texts []string
	for _, i := range items {
		texts = append(texts, i.text)
	}
	return clause[T]{strings.Join(texts, ","), func(v T) bool {
		for _, i := range items {
			if i.matches(v) {
				return true
			}
		}
		return false
	}}
}

// drawNumbers draws "*", a value, a range or a step of a field. A range wraps
// when the field does.
func drawNumbers(low, high int, names string, wraps bool) func(*rapid.T) clause[int] {
	return func(t *rapid.T) clause[int] {
		write := func(v int) string {
			if i := (v - low) * 3; i < len(names) && rapid.Bool().Draw(t, "by name") {
				return names[i : i+3]
			}
			return strconv.Itoa(v)
		}
		from, to, step := low, high, 1
		text := "*"
		switch rapid.SampledFrom([]string{"any", "value", "value", "from", "range", "range"}).Draw(t, "form") {
		case "value":
			from = rapid.IntRange(low, high).Draw(t, "value")
			to, text = from, write(from)
		case "from":
			from = rapid.IntRange(low, high).Draw(t, "from")
			step = rapid.IntRange(1, high+9).Draw(t, "step")
			text = write(from) + "/" + strconv.Itoa(step)
		case "range":
			from, to = rapid.IntRange(low, high).Draw(t, "from"), rapid.IntRange(low, high).Draw(t, "to")
			if !wraps {
				from, to = min(from, to), max(from, to)
			}
			text = write(from) + "-" + write(to)
			fallthrough
		case "any":
			if rapid.Bool().Draw(t, "stepped") {
				step = rapid.IntRange(1, high+9).Draw(t, "step")
				text += "/" + strconv.Itoa(step)
			}
		}
		set := map[int]bool{}
		for v, n := from, 0; ; v, n = v+1, n+1 {
			if v > high {
				v = low
			}
			if n%step == 0 {
				set[v] = true
			}
			if v == to {
				break
			}
		}
		return clause[int]{text, func(v int) bool { return set[v] }}
	}
}

const (
	months   = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
	weekdays = "SUNMONTUEWEDTHUFRISAT"
)

func drawWeekday(t *rapid.T) (string, int) {
	v := rapid.IntRange(1, 7).Draw(t, "weekday")
	return rapid.SampledFrom([]string{strconv.Itoa(v), weekdays[3*v-3 : 3*v]}).Draw(t, "written"), v
}

func drawDayOfMonth(t *rapid.T) clause[date] {
	switch rapid.IntRange(0, 5).Draw(t, "day of month") {
	case 0:
		return clause[date]{"L", func(d date) bool { return d.day == d.length }}
	case 1:
		return clause[date]{"LW", func(d date) bool { return d.nearestTo[d.length] }}
	case 2:
		n := rapid.IntRange(1, 31).Draw(t, "near")
		return clause[date]{strconv.Itoa(n) + "W", func(d date) bool { return d.nearestTo[n] }}
	case 3:
		n := rapid.IntRange(1, 30).Draw(t, "back")
		return clause[date]{"L-" + strconv.Itoa(n), func(d date) bool { return d.day+n == d.length }}
	default:
		c := drawNumbers(1, 31, "", true)(t)
		return clause[date]{c.text, func(d date) bool { return c.matches(d.day) }}
	}
}

func drawDayOfWeek(t *rapid.T) clause[date] {
	switch rapid.IntRange(0, 4).Draw(t, "day of week") {
	case 0:
		return clause[date]{"L", func(d date) bool { return d.weekday == 7 }}
	case 1:
		text, v := drawWeekday(t)
		return clause[date]{text + "L", func(d date) bool { return d.weekday == v && d.lastOfKind }}
	case 2:
		text, v := drawWeekday(t)
		n := rapid.IntRange(1, 5).Draw(t, "nth")
		return clause[date]{fmt.Sprintf("%s#%d", text, n), func(d date) bool { return d.weekday == v && d.nth == n }}
	default:
		c := drawNumbers(1, 7, weekdays, true)(t)
		return clause[date]{c.text, func(d date) bool { return c.matches(d.weekday) }}
	}
}

func count(c clause[int], low, high int) int {
	n := 0
	for v := low; v <= high; v++ {
		if c.matches(v) {
			n++
		}
	}
	return n
}

func TestPerMonthMatchesNaive(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates 400 years for each expression")
	}
	rapid.Check(t, func(t *rapid.T) {
		minutes := drawList(t, drawNumbers(0, 59, "", true))
		hours := drawList(t, drawNumbers(0, 23, "", true))
		month := drawList(t, drawNumbers(1, 12, months, true))
		every := clause[date]{"?", func(date) bool { return true }}
		dom, dow := every, every
		switch rapid.IntRange(0, 4).Draw(t, "days") {
		case 0: // of both fields every day
		case 1, 2:
			dom = drawList(t, drawDayOfMonth)
		default:
			dow = drawList(t, drawDayOfWeek)
		}
		year := clause[int]{"*", func(int) bool { return true }}
		if rapid.Bool().Draw(t, "years") {
			year = drawList(t, drawNumbers(1970, 2199, "", false))
		}
		limited := count(year, 1970, 2199) < 230

		matching, all := 0, 0
		for _, d := range dates() {
			if limited && (d.year > 2199 || !year.matches(d.year)) {
				continue
			}
			if all++; month.matches(d.month) && dom.matches(d) && dow.matches(d) {
				matching++
			}
		}
		firings := count(minutes, 0, 59) * count(hours, 0, 23) * matching

		expr := fmt.Sprintf("cron(%s %s %s %s %s %s)", minutes.text, hours.text, dom.text, month.text, dow.text, year.text)
		s, err := Parse(expr, Kind(rapid.IntRange(int(Rule), int(Scheduler)).Draw(t, "kind")))
		if err != nil {
			t.Fatal(err)
		}
		want := new(big.Rat).Mul(big.NewRat(int64(firings), int64(all)), big.NewRat(730, 24))
		if got := s.PerMonth(); got.Cmp(want) != 0 {
			t.Errorf("%s: PerMonth = %s; enumerated %d in %d days: %s", expr, got, firings, all, want)
		}
	})
}
