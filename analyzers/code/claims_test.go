package code_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestClaims: what is claimed of a fetch, and above all what is not. Each part of
// testdata/claims.js begins with a line of three slashes, the claims wanted ("handler",
// "module", "module for a time", "unknown", "nothing") and a name; what follows is behind
// a common head.
func TestClaims(t *testing.T) {
	data, err := os.ReadFile("testdata/claims.js")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(data), "\n/// ")
	for _, part := range strings.Split(rest, "\n/// ") {
		title, text, _ := strings.Cut(part, "\n")
		want, name, ok := strings.Cut(title, ": ")
		if !ok {
			t.Fatalf("no name in %q", title)
		}
		t.Run(name, func(t *testing.T) {
			f := analyze(t, fstest.MapFS{"index.mjs": {Data: []byte(head + "\n" + text)}})
			var got []string
			for _, a := range f.Fetches {
				claim := a.Where
				if a.Expires {
					claim += " for a time"
				}
				got = append(got, claim)
			}
			if len(got) == 0 {
				got = []string{"nothing"}
			}
			if s := strings.Join(got, ", "); s != want {
				t.Errorf("claims %s, want %s (%s %s)", s, want, f.State, f.Why)
			}
		})
	}
}
