package edit

import (
	"testing"
)

func TestApply(t *testing.T) {
	for _, c := range []struct {
		edits []Edit
		want  string // "" for an error
	}{
		{nil, "abcdef"},
		{[]Edit{{0, 0, "x"}}, "xabcdef"},
		{[]Edit{{6, 6, "x"}}, "abcdefx"},
		{[]Edit{{0, 6, "x"}}, "x"},
		{[]Edit{{4, 5, ""}, {1, 2, "yy"}}, "ayycdf"},
		{[]Edit{{1, 2, "x"}, {2, 3, "y"}}, "axydef"},
		{[]Edit{{2, 2, "x"}, {2, 2, "y"}}, "abxycdef"},
		{[]Edit{{2, 3, "z"}, {2, 2, "x"}, {2, 2, "y"}}, "abxyzdef"},
		{[]Edit{{1, 3, "x"}, {2, 4, "y"}}, ""},
		{[]Edit{{1, 3, "x"}, {1, 3, "x"}}, ""},
		{[]Edit{{1, 3, "x"}, {2, 2, "y"}}, ""},
		{[]Edit{{-1, 0, "x"}}, ""},
		{[]Edit{{3, 2, "x"}}, ""},
		{[]Edit{{6, 7, "x"}}, ""},
	} {
		src := []byte("abcdef")
		before := append([]Edit(nil), c.edits...)
		out, err := Apply(src, c.edits)
		if string(out) != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%v: %q, %v, want %q", c.edits, out, err, c.want)
		}
		for i := range before {
			if before[i] != c.edits[i] {
				t.Errorf("the edits given changed: %v", c.edits)
			}
		}
		if string(src) != "abcdef" {
			t.Errorf("%v change the text given", c.edits)
		}
	}
}
