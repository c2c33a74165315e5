package schedule

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/internal/cron"
)

func parseCron(p cron.Parser, f cron.Form) (*Schedule, error) {
	fields, err := p.Fields(f)
	if err != nil {
		return nil, err
	}
	var words []string
	for _, field := range fields {
		words = append(words, strings.ToUpper(field.S))
	}
	c := calendar{text: strings.Join(words, " ")}
	minutes, hours, dom, month, dow, year := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]
	if strings.Trim(minutes.S, "0") != "" {
		return nil, p.Errorf(minutes, "minutes %q must be 0; rotation windows open on the hour", minutes.S)
	}
	if err := parseHours(p, &c, hours); err != nil {
		return nil, err
	}
	if c.days, err = p.Days(dom, month, dow); err != nil {
		return nil, err
	}
	if year.S != "*" {
		return nil, p.Errorf(year, `year %q must be "*"; the service has no schedule for single years`, year.S)
	}
	return &Schedule{cron: c}, nil
}

func parseHours(p cron.Parser, c *calendar, t cron.Text) error {
	set, err := p.Set(cron.Hours, t)
	if err != nil {
		return err
	}
	c.hours, c.stepped = uint32(set), strings.Contains(t.S, "/")
	// Lenient: only within the day. The user guide says that increments start
	// again each day, and not whether four hours apply over midnight.
	if _, smallest := c.hourGaps(); smallest != 0 && smallest < int(MinGap.Hours()) {
		return p.Errorf(t, "hours %q rotate after %d h; at least 4 hours must lie between, as in 0/4", t.S, smallest)
	}
	return nil
}
