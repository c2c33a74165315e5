package fuzzcorpus

import (
	"fmt"
	"slices"
	"testing"
)

func TestSpread(t *testing.T) {
	var names []string
	for i := range 10 {
		names = append(names, fmt.Sprint(i))
	}
	for n, want := range map[int][]string{3: {"0", "3", "6"}, 10: names, 20: names} {
		if got := spread(names, n); !slices.Equal(got, want) {
			t.Errorf("%d of 10: %q, want %q", n, got, want)
		}
	}
}

func TestOfKind(t *testing.T) {
	got := ofKind([]string{"a.json", "b.txt", "c.YAML", "d"}, Templates)
	if want := []string{"a.json", "c.YAML"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
