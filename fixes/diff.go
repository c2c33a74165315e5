package fixes

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Diff is the unified difference of a file, as `git apply` takes it; name is its path
// relative to the root of the repository.
func (f File) Diff(name string) string {
	return "diff --git a/" + name + " b/" + name + "\n" + renumber(udiff.Unified("a/"+name, "b/"+name, string(f.Before), string(f.After)))
}

var hunk = regexp.MustCompile(`^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@`)

// renumber sets the lines at which hunks start in the new text: udiff v0.4.1 does not
// count the lines that stand between two changes of one hunk.
func renumber(diff string) string {
	var b strings.Builder
	moved := 0 // lines that there are more in the new text
	for line := range strings.Lines(diff) {
		m := hunk.FindStringSubmatch(line)
		if m == nil {
			b.WriteString(line)
			continue
		}
		start, _ := strconv.Atoi(m[1])
		from, to := lineCount(m[2]), lineCount(m[3])
		fmt.Fprintf(&b, "@@ -%d,%d +%d,%d @@\n", start, from, start+moved, to)
		moved += to - from
	}
	return b.String()
}

// lineCount reads the number of lines of a hunk, which is 1 where none is written.
func lineCount(s string) int {
	if s == "" {
		return 1
	}
	n, _ := strconv.Atoi(s)
	return n
}

// Shown is a difference for people: credentials are taken out of it. hidden tells
// whether there were any.
func Shown(diff string, redact func(string) string) (text string, hidden bool) {
	var b strings.Builder
	for line := range strings.Lines(diff) {
		clean := redact(line)
		hidden = hidden || clean != line
		b.WriteString(clean)
	}
	return b.String(), hidden
}
