package fixes

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Diff is the unified difference of a file, as `git apply` takes it; name is its path
// relative to the root of the repository.
func (f File) Diff(name string) string {
	return "diff --git a/" + name + " b/" + name + "\n" + udiff.Unified("a/"+name, "b/"+name, string(f.Before), string(f.After))
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
