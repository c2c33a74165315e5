package classify

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
)

// fillers are words by which a text says that it is to be replaced.
var fillers = map[string]bool{
	"changeme": true, "changeit": true, "change": true, "changethis": true, "replace": true, "replaceme": true, "replaced": true,
	"replacethis": true, "placeholder": true, "todo": true, "tbd": true, "fixme": true, "insert": true, "your": true, "yours": true,
	"fill": true, "filled": true, "dummy": true, "sample": true, "example": true, "fake": true, "redacted": true, "unset": true,
	"overwrite": true, "overwritten": true, "override": true, "update": true, "updateme": true, "managed": true, "externally": true,
	"set": true, "setme": true, "enter": true, "none": true, "null": true, "nil": true, "undefined": true, "empty": true,
	"initial": true, "bootstrap": true, "manually": true, "temporary": true, "populate": true, "populated": true, "foo": true,
	"bar": true, "na": true, "mock": true,
}

// Placeholder tells whether a value only stands for a credential that is put in
// later: an expression, crosses or stars, a documented example, or words that
// say so. A weak password such as a counting sequence is none.
func Placeholder(v string) bool {
	v = strings.TrimSpace(v)
	if v == "" || tokens.IsExpression(v) {
		return true
	}
	if strings.Trim(v, string(v[0])) == "" || strings.Contains(v, "xxxx") || strings.Contains(v, "XXXX") || strings.Contains(v, "****") {
		return true
	}
	if strings.HasSuffix(v, "EXAMPLE") || strings.HasSuffix(v, "EXAMPLEKEY") {
		return true // Source: AWS documentation, example access keys
	}
	if strings.ContainsAny(v, "0123456789!@#$%^&*+=") {
		return false
	}
	for _, w := range Words(v) {
		if fillers[w] {
			return true
		}
	}
	return false
}

// Instruction tells whether a text tells people what to put there and could
// not be meant as a value: "<your password>", "Enter the API key here".
func Instruction(v string) bool {
	v = strings.TrimSpace(v)
	if i := strings.IndexByte(v, '<'); i >= 0 && strings.IndexByte(v[i:], '>') > 1 {
		return true
	}
	if !strings.Contains(v, " ") {
		return false
	}
	for _, w := range Words(v) {
		if fillers[w] {
			return true
		}
	}
	return false
}
