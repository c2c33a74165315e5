package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/template"
)

// commentMark begins a suppressing comment in YAML:
//
//	# fjall-lint:ignore FJ102 [until=2027-01-31] reason
const commentMark = "fjall-lint:ignore"

// mostComments bounds how many comments of one file suppress something.
const mostComments = 10_000

func commentSuppressions(s *template.Stack, today time.Time) []*suppression {
	if !strings.Contains(string(s.Source.Data), commentMark) {
		return nil
	}
	var all []*suppression
	from, next := 0, 0 // next is the line that a comment on the lines from…next-1 speaks of
	last := false      // no line is behind them
	for _, c := range s.Source.Comments() {
		if len(all) == mostComments {
			break // what they would suppress is found
		}
		text := strings.TrimSpace(strings.TrimLeft(c.Text, "#"))
		rest, ok := strings.CutPrefix(text, commentMark)
		if !ok {
			continue
		}
		sup := &suppression{stack: s, line: c.Line, Suppression: Suppression{Kind: "comment"}}
		if c.Own {
			if !last && (c.Line < from || c.Line >= next) {
				from, next = c.Line, s.Source.NextLine(c.Line)
				last = next == from
			}
			if !last {
				sup.line = next
			}
		}
		sup.rng = s.Source.Range(c.Offset, c.Offset+len(c.Text))
		fields := strings.Fields(rest)
		if len(fields) > 0 {
			sup.rule, fields = fields[0], fields[1:]
		} else {
			sup.invalid = "it names no rule"
		}
		if len(fields) > 0 {
			if key, day, ok := strings.Cut(fields[0], "="); ok && (key == "until" || key == "expires") {
				t, err := time.Parse(time.DateOnly, day)
				if err != nil {
					sup.invalid = fmt.Sprintf("its %s is %q, which is no day such as 2027-01-31", key, day)
				}
				sup.until(t, today)
				fields = fields[1:]
			}
		}
		sup.Reason = strings.TrimLeft(strings.Join(fields, " "), "-: ")
		all = append(all, sup)
	}
	return all
}
