package fixes_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/fixes"
)

// TestDiff has git and its numbers of lines judge differences of files with changes
// that are near to one another and far apart.
func TestDiff(t *testing.T) {
	lines := func(change map[int]string, end string) string {
		var b strings.Builder
		for i := range 60 {
			text, ok := change[i]
			if !ok {
				text = fmt.Sprintf("line %d", i)
			}
			if text != "gone" {
				b.WriteString(text + end)
			}
		}
		return b.String()
	}
	for _, tt := range []struct {
		name          string
		before, after string
		hunks         string
	}{
		{"near and far", lines(nil, "\n"), lines(map[int]string{2: "two\nmore\nlines", 6: "gone", 30: "thirty", 31: "gone", 50: "x\ny"}, "\n"), "1,10 +1,11|28,8 +29,7|48,7 +48,8|"},
		{"first and last", lines(nil, "\n"), lines(map[int]string{0: "gone", 59: "last\none more"}, "\n"), "1,4 +1,3|57,4 +56,5|"},
		{"crlf", lines(nil, "\r\n"), lines(map[int]string{10: "ten\r\nmore", 12: "gone", 40: "forty"}, "\r\n"), "8,9 +8,9|38,7 +38,7|"},
		{"no line break at the end", "a\nb", "a\nc\nd", "1,2 +1,3|"},
		{"one line", "a\n", "b\n", "1,1 +1,1|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			diff := fixes.File{Name: "t.yaml", Before: []byte(tt.before), After: []byte(tt.after)}.Diff("sub/t.yaml")
			hunks := ""
			for line := range strings.Lines(diff) {
				if rest, ok := strings.CutPrefix(line, "@@ -"); ok {
					hunks += strings.TrimSuffix(rest, " @@\n") + "|"
				}
			}
			if hunks != tt.hunks {
				t.Errorf("hunks %q, want %q:\n%s", hunks, tt.hunks, diff)
			}
			git, err := exec.LookPath("git")
			if err != nil {
				t.Skip("git is not there")
			}
			dir := t.TempDir()
			file := filepath.Join(dir, "sub", "t.yaml")
			if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(tt.before), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), git, "apply", "--unidiff-zero", "-")
			cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s\n%s", err, out, diff)
			}
			if got, err := os.ReadFile(file); err != nil || string(got) != tt.after {
				t.Errorf("git makes %q of it, want %q (%v)", got, tt.after, err)
			}
		})
	}
}
