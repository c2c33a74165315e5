package reporters

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

func TestCostTable(t *testing.T) {
	for name, report := range map[string]*Report{"cost": costReport(t), "cost-diff": diffReport(t)} {
		for _, columns := range []int{40, 80, 120, 200} {
			for _, style := range []Style{{}, {Color: true}, {Verbose: true}} {
				style.Width = columns
				name := fmt.Sprintf("%s-%d", name, columns)
				if style.Color {
					name += "-color"
				}
				if style.Verbose {
					name += "-verbose"
				}
				t.Run(name, func(t *testing.T) {
					got := render(t, report, NewCostTable(style))
					if !style.Verbose || columns == 80 {
						golden(t, name+".txt", got)
					}
					checkLines(t, string(got), columns)
					if !style.Color && strings.Contains(string(got), "\x1b") {
						t.Error("an escape sequence came through")
					}
				})
			}
		}
	}
}

func TestCostTableOfNothing(t *testing.T) {
	for _, r := range []*Report{{}, {Cost: &Cost{}}, {Cost: &Cost{Estimate: &cost.Estimate{}, Diff: &cost.Diff{}}}} {
		got := string(render(t, r, NewCostTable(Style{Width: 80})))
		if r.Cost != nil && r.Cost.Diff != nil {
			if !strings.Contains(got, "No difference in cost.") {
				t.Errorf("of no change: %q", got)
			}
		} else if !strings.HasPrefix(got, "Nothing in the templates is paid for") {
			t.Errorf("of nothing: %q", got)
		}
	}
}

func TestCostTableOfNoChange(t *testing.T) {
	golden(t, "cost-same.txt", render(t, sameReport(t), NewCostTable(Style{Width: 80})))
}

func TestCostSectionOfReport(t *testing.T) {
	r := costReport(t)
	r.Command = "report"
	for _, columns := range []int{40, 120} {
		got := string(render(t, r, NewTable(Style{Width: columns})))
		from, to := strings.Index(got, "What it costs a month\n━"), strings.Index(got, "Findings\n━")
		if from < 0 || to < from {
			t.Fatalf("no section before the findings:\n%s", got)
		}
		golden(t, fmt.Sprintf("cost-section-%d.txt", columns), []byte(got[from:to]))
	}
	r.Cost = nil
	if got := string(render(t, r, NewTable(Style{Width: 80}))); strings.Contains(got, "costs a month") {
		t.Errorf("a section without an estimate:\n%s", got)
	}
}

func TestCostTableNeutralizesHostileText(t *testing.T) {
	for _, text := range []string{
		hostile, "evil\x1b[2J\n::set-output name=a::b\n##vso[task.complete]\u202e" + strings.Repeat("AWS::X", 60), strings.Repeat("密", 100), "",
	} {
		r := hostileCost(t, text)
		diff := r.Cost.Diff
		for columns := 40; columns <= 200; columns += 7 {
			for _, r.Cost.Diff = range []*cost.Diff{diff, nil} {
				for _, command := range []string{"cost", "report"} {
					r.Command = command
					rep := NewCostTable(Style{Width: columns, Verbose: true})
					if command == "report" {
						rep = NewTable(Style{Width: columns})
					}
					got := string(render(t, r, rep))
					checkPrintable(t, got)
					checkLines(t, got, columns)
				}
			}
		}
	}
}

func TestFoldTiny(t *testing.T) {
	row := func(what, amount string) costRow {
		return costRow{what: what, monthly: cost.Exactly(dec(amount)), currency: cost.USD}
	}
	rows := func(all ...costRow) (text string) {
		for _, r := range foldTiny(all) {
			text += fmt.Sprintf("%s %s; ", r.what, r.monthly.Expected)
		}
		return text
	}
	if got, want := rows(row("a", "1"), row("b", "0.004"), row("c", "0.01")), "a 1; c 0.01; b 0.004; "; got != want {
		t.Errorf("one tiny line: %q, want %q", got, want)
	}
	if got, want := rows(row("a", "0.004"), row("b", "0"), row("c", "1"), row("d", "0.0099")), "c 1; below $0.01 each 0.0139; "; got != want {
		t.Errorf("tiny lines: %q, want %q", got, want)
	}
	wide := row("w", "0.001")
	wide.monthly.High = decimal.NewFromInt(5)
	if got, want := rows(wide, row("b", "0"), row("c", "0")), "w 0.001; below $0.01 each 0; "; got != want {
		t.Errorf("a line that may be much: %q, want %q", got, want)
	}
}
