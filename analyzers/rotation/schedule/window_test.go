package schedule

import (
	"testing"
	"time"
)

func TestParseWindow(t *testing.T) {
	for s, want := range map[string]time.Duration{"1h": h, "3h": 3 * h, "03h": 3 * h, "24h": 24 * h} {
		if got, err := ParseWindow(s); got != want || err != nil {
			t.Errorf("ParseWindow(%q) = %s, %v; want %s", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"":                      `window "" is not a number of hours; write 1h to 24h`,
		"3":                     `window "3" is not a number of hours; write 1h to 24h`,
		"h":                     `window "h" is not a number of hours; write 1h to 24h`,
		"3H":                    `window "3H" is not a number of hours; write 1h to 24h`,
		"3 h":                   `window "3 h" is not a number of hours; write 1h to 24h`,
		"90m":                   `window "90m" is not a number of hours; write 1h to 24h`,
		"1h3h":                  `window "1h3h" is not a number of hours; write 1h to 24h`,
		"-3h":                   `window "-3h" is not a number of hours; write 1h to 24h`,
		"0h":                    `window "0h" is out of range; use 1h to 24h`,
		"25h":                   `window "25h" is out of range; use 1h to 24h`,
		"003h":                  `window "003h" is out of range; use 1h to 24h`,
		"99999999999999999999h": `window "99999999999999999999h" is out of range; use 1h to 24h`,
	} {
		if got, err := ParseWindow(s); err == nil || err.Error() != want {
			t.Errorf("ParseWindow(%q) = %s, error %v; want %s", s, got, err, want)
		}
	}
}

func TestCheckWindow(t *testing.T) {
	tests := []struct {
		expr    string
		longest time.Duration // one hour more is an error
		err     string
	}{
		{"rate(1 day)", 24 * h, `window "25h" is not 1 to 24 whole hours`},
		{"rate(4 hours)", 4 * h, `window "5h" extends into the next window, which may open after "4h"; at most "4h"`},
		{"rate(36 hours)", 24 * h, `window "25h" is not 1 to 24 whole hours`},
		{"cron(0 0 1 * ? *)", 24 * h, `window "25h" is not 1 to 24 whole hours`},
		{"cron(0 20 1 * ? *)", 4 * h, `window "5h" opens at 20:00 and extends into the next UTC day; at most "4h"`},
		{"cron(0 23 ? * SUN *)", h, `window "2h" opens at 23:00 and extends into the next UTC day; at most "1h"`},
		{"cron(0 20 30 2 ? *)", 4 * h, `window "5h" opens at 20:00 and extends into the next UTC day; at most "4h"`},
		{"cron(0 2/10 * * ? *)", 4 * h, `window "5h" extends into the next window, which may open after "4h"; at most "4h"`},
		{"cron(0 8/8 * * ? *)", 8 * h, `window "9h" extends into the next window, which may open after "8h"; at most "8h"`},
		{"cron(0 20/8 * * ? *)", 24 * h, `window "25h" is not 1 to 24 whole hours`}, // in hours, though only 20:00 is left
		{"cron(0 1,13 1 * ? *)", 12 * h, `window "13h" extends into the next window, which may open after "12h"; at most "12h"`},
		{"cron(0 1,13 30 2 ? *)", 24 * h, `window "25h" is not 1 to 24 whole hours`}, // never opens
	}
	for _, tt := range tests {
		s, err := Parse(tt.expr)
		if err != nil {
			t.Fatal(err)
		}
		for w := h; w <= tt.longest; w += h {
			if err := s.CheckWindow(w); err != nil {
				t.Errorf("%s: CheckWindow(%s): %v", tt.expr, hours(w), err)
			}
		}
		if err := s.CheckWindow(tt.longest + h); err == nil || err.Error() != tt.err {
			t.Errorf("%s: CheckWindow(%s): error %v, want %s", tt.expr, hours(tt.longest+h), err, tt.err)
		}
	}
	s, err := Days(30)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CheckWindow(24 * h); err != nil {
		t.Errorf("CheckWindow: %v", err)
	}
	for w, want := range map[time.Duration]string{
		0:                `window "0h" is not 1 to 24 whole hours`,
		90 * time.Minute: `window "1h30m0s" is not 1 to 24 whole hours`,
	} {
		if err := s.CheckWindow(w); err == nil || err.Error() != want {
			t.Errorf("CheckWindow(%s): error %v, want %s", w, err, want)
		}
	}
}
