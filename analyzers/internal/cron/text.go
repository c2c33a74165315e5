package cron

import "strings"

// space is the white space between fields.
const space = " \t\r\n"

// Text is a part of an expression with its place.
type Text struct {
	S  string
	At int // offset in bytes
}

// Trim is t without white space around it.
func (t Text) Trim() Text {
	left := strings.TrimLeft(t.S, space)
	return Text{strings.TrimRight(left, space), t.At + len(t.S) - len(left)}
}

// Fields cuts t at white space.
func (t Text) Fields() []Text {
	var fields []Text
	for t = t.Trim(); t.S != ""; t = t.Trim() {
		end := strings.IndexAny(t.S, space)
		if end < 0 {
			end = len(t.S)
		}
		fields = append(fields, Text{t.S[:end], t.At})
		t = Text{t.S[end:], t.At + end}
	}
	return fields
}

// list cuts t at commas.
func (t Text) list() []Text {
	parts, at := []Text(nil), t.At
	for s := range strings.SplitSeq(t.S, ",") {
		parts = append(parts, Text{s, at})
		at += len(s) + 1
	}
	return parts
}

// Digits reports whether s is a number without a sign.
func Digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
