package reporters

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"plain AWS::SecretsManager::Secret", "plain AWS::SecretsManager::Secret"},
		{"red \x1b[31mtext\x1b[0m", `red \x1b[31mtext\x1b[0m`},
		{"title \x1b]0;x\x07", `title \x1b]0;x\x07`},
		{"csi \u009b31m", `csi \u009b31m`},
		{"two\r\nlines\tand\u2028more", "two  lines and more"},
		{"::set-output name=a::b", ": :set-output name=a::b"},
		{"x\n::add-mask::y", "x : :add-mask::y"},
		{"x\n  :::warning", "x   : : :warning"},
		{"##vso[task.setvariable]x", "# #vso[task.setvariable]x"},
		{"a ##[command]x ###[b]", "a # #[command]x ## #[b]"},
		{"# comment ## more", "# comment ## more"},
		{"user\u202egnp.exe\u2066", `user\u202egnp.exe\u2066`},
		{"zero\u200bwidth\ufeff", `zero\u200bwidth\ufeff`},
		{"tag\U000E0041", `tag\U000e0041`},
		{"family 👨\u200d👩\u200d👧, 日本語, café", "family 👨\u200d👩\u200d👧, 日本語, café"},
		{"ascii\u200djoiner", `ascii\u200djoiner`},
		{"bad \xff utf-8", "bad \ufffd utf-8"},
		{"no\u00a0break", "no break"},
	} {
		if got := clean(test.in); got != test.want {
			t.Errorf("clean(%+q) = %+q, want %+q", test.in, got, test.want)
		}
	}
	if got := clean("z" + strings.Repeat("\u0301", 50)); strings.Count(got, "\u0301") > maxMarks {
		t.Errorf("a flood of marks is left: %+q", got)
	}
}

// checkPrintable makes sure that text holds nothing that steers a terminal or a
// build service.
func checkPrintable(t *testing.T, text string) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		for _, r := range line {
			if !unicode.IsPrint(r) && r != '\u200d' {
				t.Errorf("%+q in %+q", r, line)
			}
		}
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("a command of a build service: %+q", line)
		}
		for i := range line {
			if beginsCommand(line[i:]) {
				t.Errorf("a command of a build service: %+q", line)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[0m ::set-output name=x::y", 10)
	f.Add("##vso[x]\u202e日本語👨\u200d👩::", 5)
	f.Fuzz(func(t *testing.T, text string, columns int) {
		got := clean(text)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n") {
			t.Fatalf("clean(%+q) = %+q", text, got)
		}
		checkPrintable(t, got)
		columns = 4 + abs(columns)%100
		lines := wrap(got, columns)
		for _, l := range lines {
			if w := width(l); w > columns {
				t.Errorf("line %+q takes %d of %d columns", l, w, columns)
			}
			if w := width(cut(l, 3)); w > 3 {
				t.Errorf("cut(%+q, 3) takes %d columns", l, w)
			}
			checkPrintable(t, l)
		}
		if squeeze(strings.Join(lines, "")) != squeeze(got) {
			t.Errorf("wrap lost text: %+q became %+q", got, lines)
		}
	})
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}

func TestTableNeutralizesHostileText(t *testing.T) {
	r := testReport(t)
	hostile := "evil\x1b[2J\n::set-output name=a::b\n##vso[task.complete]\u202e" + strings.Repeat("AWS::X", 60)
	for _, f := range r.Findings {
		f.Message = hostile
		f.LogicalID += hostile
		f.ConstructPath = hostile
		f.ResourceType = hostile
		for i := range f.Related {
			f.Related[i].Message = hostile
		}
	}
	for _, s := range r.Assembly.Stacks {
		s.Name, s.Account = hostile, hostile
	}
	for i := range r.Secrets {
		r.Secrets[i].Name, r.Secrets[i].Origin, r.Secrets[i].Rotation.Text = hostile, hostile, hostile
	}
	for i := range r.Undecided {
		r.Undecided[i].Why, r.Undecided[i].LogicalID = hostile, hostile
	}
	r.Notes = []string{hostile}
	for _, command := range []string{"check", "report"} {
		r.Command = command
		for columns := 40; columns <= 200; columns += 7 {
			got := string(render(t, r, NewTable(Style{Width: columns, Verbose: true})))
			checkPrintable(t, got)
			checkLines(t, got, columns)
		}
	}
	for _, rep := range []Reporter{NewJSON(), NewSARIF(SARIFOptions{})} {
		checkPrintable(t, string(render(t, r, rep)))
	}
}
