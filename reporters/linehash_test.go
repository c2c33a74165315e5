package reporters

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The expected values are those that github/codeql-action and sarif-multitool
// 5.7.0 (rewrite --insert RollingHashPartialFingerprints) give.
func TestLineHashes(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"template", "{\n \"Resources\": {}\n}\n", []string{"43081ad82f924522:1", "977702cdc0120a91:1", "32dce9ccfdbc9d3e:1"}},
		{"same lines", strings.Repeat(strings.Repeat("x", 150)+"\n", 3), []string{"52b56201ffb58620:1", "52b56201ffb58620:2", "52b56201ffb58620:3"}},
		{"line breaks and units", "h\u00e9llo\r\n\ta b\r\n\U0001F600 x\r\rz", []string{
			"32825165637ce0a1:1", "ad215597de83bc8b:1", "a8f7315d2e12bf62:1", "483058b3d6ce6067:1", "76dcabf80cb35c79:1",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := lineHashes([]byte(test.text), false)
			if diff := cmp.Diff(test.want, got[:min(len(test.want), len(got))]); diff != "" {
				t.Errorf("hashes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHashedUntil(t *testing.T) {
	long := strings.Repeat("a", 98) + "\r\n" + "bc\n"
	for _, test := range []struct {
		text string
		from int
		want int
	}{
		{"a\nb\n", 0, 4},
		{long, 0, 101},
		{" \t" + strings.Repeat("a", 120), 0, 102},
		{strings.Repeat("\U0001F600", 60), 0, 200},
	} {
		if got := hashedUntil([]byte(test.text), test.from); got != test.want {
			t.Errorf("hashedUntil(%.20q, %d) = %d, want %d", test.text, test.from, got, test.want)
		}
	}
	// What is not hashed must not change the hash, and what is must.
	a, b := lineHashes([]byte(long), false), lineHashes([]byte(long[:101]+"X\n"), false)
	if a[0] != b[0] {
		t.Error("text behind hashedUntil changes the hash")
	}
	if c := lineHashes([]byte(long[:100]+"X\n"), false); a[0] == c[0] {
		t.Error("text before hashedUntil does not change the hash")
	}
}
