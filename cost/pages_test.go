package cost

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// sentence describes a key for people.
func sentence(k usageKey) string {
	text := strings.ToUpper(k.about[:1]) + k.about[1:] + "."
	switch {
	case k.computed != "":
		text += " Without a value: " + k.computed + "."
	case len(k.modes) > 0:
		text += " Without a value: " + k.modes[0] + "."
	default:
		text += " Assumed: " + span(k.standard) + "."
	}
	return text
}

// TestPageIsCurrent compares the tables of the page on cost with the keys and prices
// that there are.
func TestPageIsCurrent(t *testing.T) {
	const file = "../docs/cost.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for name, table := range map[string]string{"usage": usageTable(), "prices": pricesTable()} {
		begin, end := fmt.Sprintf("<!-- %s:begin (written by go test ./cost -update) -->\n", name), fmt.Sprintf("<!-- %s:end -->", name)
		i, j := strings.Index(page, begin), strings.Index(page, end)
		if i < 0 || j < i {
			t.Fatalf("%s has no place for the table of %s", file, name)
		}
		page = page[:i+len(begin)] + "\n" + table + "\n" + page[j:]
	}
	if *update {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if page != string(text) {
		t.Errorf("%s is not current: go test ./cost -update", file)
	}
}

func usageTable() string {
	var b strings.Builder
	b.WriteString("| type | key | what | assumed: low, expected, high |\n|---|---|---|---|\n")
	last := ""
	for _, name := range usageTypes() {
		for _, k := range usageKeys(name) {
			assumed := number(k.standard.Low) + ", " + number(k.standard.Expected) + ", " + number(k.standard.High)
			switch {
			case k.computed != "":
				assumed = k.computed
			case len(k.modes) > 0:
				assumed = k.modes[0]
			case k.standard.Known():
				assumed = number(k.standard.Expected)
			}
			if k.name == serviceCallsKey { // of every other type, the same
				last = fmt.Sprintf("| other types that are given secrets | `%s` | %s | %s |\n", k.name, k.about, assumed)
				continue
			}
			fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", name, k.name, k.about, assumed)
		}
	}
	return b.String() + last
}

func pricesTable() string {
	var b strings.Builder
	b.WriteString("| region | item | amount | for one | date | source |\n|---|---|---|---|---|---|\n")
	for _, p := range DefaultPrices().All() {
		fmt.Fprintf(&b, "| %s | %s | %s %s | %s | %s | %s |\n", p.Region, p.Item, Money(p.Amount), p.Currency, p.Item.Unit(), p.Date, p.Source)
	}
	return b.String()
}
