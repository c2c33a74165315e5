package reporters

import (
	"regexp"
	"strings"
	"testing"
)

// workflowCommand is a command as the runner reads it (ActionCommand.cs): what
// stands before the second pair of colons is the command and its properties.
var workflowCommand = regexp.MustCompile(`^::(error|warning|notice) ((?:[a-zA-Z]+=[^,:\r\n]*)(?:,[a-zA-Z]+=[^,:\r\n]*)*)::([^\r\n]*)$`)

// checkCommands makes sure that every line is a whole command or none, and
// counts the annotations of each level.
func checkCommands(t *testing.T, out string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "::") {
			checkPrintable(t, line)
			continue
		}
		m := workflowCommand.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("no command of ours: %+q", line)
			continue
		}
		counts[m[1]]++
		checkPrintable(t, strings.TrimPrefix(line, "::"))
		for _, escape := range regexp.MustCompile(`%(..)?`).FindAllString(m[2]+m[3], -1) {
			if !strings.Contains("%25 %0D %0A %3A %2C", escape) || len(escape) != 3 {
				t.Errorf("the runner does not undo %q: %s", escape, line)
			}
		}
	}
	for level, n := range counts {
		if n > mostAnnotations {
			t.Errorf("%d annotations of level %s, GitHub shows %d", n, level, mostAnnotations)
		}
	}
	return counts
}

func TestGitHub(t *testing.T) {
	for name, r := range map[string]*Report{
		"github.txt": testReport(t), "github-nothing.txt": {Command: "check"}, "github-hostile.txt": hostileReport(t, hostile),
		"github-crowded.txt": crowdedReport(t, 6, "Too much."),
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewGitHub())
			golden(t, name, got)
			checkCommands(t, string(got))
		})
	}
}

func TestGitHubNeutralizesHostileText(t *testing.T) {
	plain := checkCommands(t, string(render(t, hostileReport(t, "plain"), NewGitHub())))
	for _, text := range hostileTexts {
		got := checkCommands(t, string(render(t, hostileReport(t, text), NewGitHub())))
		for level, n := range got {
			if n != plain[level] {
				t.Errorf("%q: %d annotations of level %s, %d with harmless text", text, n, level, plain[level])
			}
		}
	}
}

// Findings beyond the limits are lines of the log, and the last notice counts
// them: none is lost.
func TestGitHubCountsTheRest(t *testing.T) {
	for _, n := range []int{0, 1, 4, 5, 6, 50} {
		r := crowdedReport(t, n, "Too much.")
		got := string(render(t, r, NewGitHub()))
		counts := checkCommands(t, got)
		shown := len(r.annotations(r.shown()))
		annotated := counts["error"] + counts["warning"] + counts["notice"]
		rest := len(regexp.MustCompile(`(?m)^(critical|high|medium|low|info) FJ`).FindAllString(got, -1))
		lines := strings.Split(strings.TrimSpace(got), "\n")
		if last := lines[len(lines)-1]; rest > 0 {
			annotated-- // the last notice is none of a finding
			if !strings.HasPrefix(last, "::notice title="+thousands(rest)+" more finding") {
				t.Errorf("%d × : the last line does not count %d: %s", n, rest, last)
			}
		}
		if annotated+rest != shown {
			t.Errorf("%d ×: %d annotations and %d lines of %d findings", n, annotated, rest, shown)
		}
	}
}

// An annotation stands at the author's code, at the template where that is not
// known or elsewhere, and nowhere when neither is in the repository.
func TestPrimary(t *testing.T) {
	r := testReport(t)
	f := r.Findings[0]
	for _, test := range []struct {
		source, file, want string
		inRepo, authored   bool
	}{
		{repo + "lib/db.ts", "cdk.out/a.json", "lib/db.ts:3", true, true},
		{"/build/lib/db.ts", "cdk.out/a.json", "cdk.out/a.json:9:4", true, false},
		{"/build/lib/db.ts", "/tmp/a.json", "/tmp/a.json:9:4", false, false},
		{"", "<stdin>", "<stdin>:9:4", false, false},
	} {
		f.Source.File, f.Source.Line, f.Source.Column = test.source, 3, 0
		f.Range.File, f.Range.Start.Line, f.Range.Start.Column, f.Range.End.Line, f.Range.End.Column = test.file, 9, 4, 10, 1
		at := r.placer().of(f)
		if at.String() != test.want || at.inRepo != test.inRepo || at.authored != test.authored || at.endLine != at.line {
			t.Errorf("%s, %s: %+v, want %+v", test.source, test.file, at, test)
		}
	}
}

func TestEscapes(t *testing.T) {
	const text = "50%: a,b\r\nc%0A"
	if got, want := escapeData(text), "50%25: a,b%0D%0Ac%250A"; got != want {
		t.Errorf("data %q, want %q", got, want)
	}
	if got, want := escapeProperty(text), "50%25%3A a%2Cb%0D%0Ac%250A"; got != want {
		t.Errorf("property %q, want %q", got, want)
	}
}
