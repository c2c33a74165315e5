package reporters

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// diffRow is a line that changes, as people read it. Its monthly amount is what
// the change adds.
type diffRow struct {
	sign string // "+", "−" or "~"
	costRow
	stack   string // clean
	changed string // "$0.40 → $0.80" for a line that is in both
}

// diffRows lists what changes: what is new, what is gone, what costs another
// amount. write writes an amount of money.
func diffRows(d *cost.Diff, write func(decimal.Decimal, string) string) []diffRow {
	var rows []diffRow
	for _, part := range []struct {
		sign    string
		changes []cost.Change
	}{{"+", d.Added}, {minus, d.Removed}, {"~", d.Changed}} {
		for i := range part.changes {
			c := &part.changes[i]
			l := c.Line()
			row := diffRow{sign: part.sign, costRow: newCostRow(l), stack: clean(l.Stack)}
			row.monthly = c.Monthly
			if c.Before != nil && c.After != nil {
				row.changed = write(c.Before.Monthly.Expected, l.Currency) + " → " + write(c.After.Monthly.Expected, l.Currency)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// money writes one of the row's amounts, without a sign where the row has it.
func (r *diffRow) money(d decimal.Decimal) string {
	if r.changed == "" {
		return money(d.Abs(), r.currency)
	}
	return signedMoney(d, r.currency)
}

// texts are the row's cells.
func (r *diffRow) texts() [7]string {
	what := r.what
	if r.changed != "" {
		what += ": " + r.changed
	}
	m := r.monthly
	return [...]string{r.sign, r.money(m.Low), r.money(m.Expected), r.money(m.High), cmp.Or(r.label, "–"), what, cmp.Or(r.stack, "–")}
}

// costDiff tells what changes against another version.
func (p *printer) costDiff(c *Cost) {
	title := "What changes"
	if c.Against != "" {
		title += " against " + clean(p.file(c.Against))
	}
	for _, l := range wrap(title, p.style.Width) {
		p.line(p.paint(bold, l))
	}
	p.blank()
	if c.Diff.IsZero() {
		p.line("No difference in cost.")
		p.blank()
		return
	}
	p.changes(diffRows(c.Diff, money))
	if n := c.Diff.Same; n > 0 {
		p.blank()
		p.text("", dim, plural(n, "line costs", "lines cost")+" the same in both.")
	}
	p.blank()
	p.diffTotals(c.Diff)
}

// changes lists what changes, with low and high beside the expected amount where
// it depends on use.
func (p *printer) changes(rows []diffRow) {
	const sign, low, expected, high, label, what, stack = 0, 1, 2, 3, 4, 5, 6
	titles := [...]string{"", "Low", "Expected", "High", "Resource", "What", "Stack"}
	var widths [len(titles)]int
	for column, title := range titles {
		widths[column] = width(title)
	}
	ranged, several := false, false
	for i := range rows {
		row := &rows[i]
		low, high := spread(row.monthly)
		ranged = ranged || row.money(low) != row.money(high)
		several = several || row.stack != rows[0].stack
		for column, text := range row.texts() {
			widths[column] = max(widths[column], width(text))
		}
	}
	if !ranged {
		widths[low], widths[high] = 0, 0
	}
	if !several {
		widths[stack] = 0
	}
	room := p.style.Width
	for _, w := range widths[:label] {
		if w > 0 {
			room -= w + gridGap
		}
	}
	if room < 40 || several && room < 56 {
		p.changeRecords(rows, several)
		return
	}
	if several {
		widths[stack] = min(widths[stack], widestLabel, max(14, room/4))
		room -= widths[stack] + gridGap
	}
	widths[label] = min(widths[label], widestLabel, max(16, room*2/5, room-gridGap-widths[what]))
	widths[what] = min(widths[what], room-widths[label]-gridGap)
	right := func(column int) bool { return low <= column && column <= high }
	var cells [len(titles)][]string
	for column, title := range titles {
		cells[column] = []string{title}
	}
	total := -gridGap
	for _, w := range widths {
		if w > 0 {
			total += w + gridGap
		}
	}
	p.cells(cells[:], widths[:], right, func(int) string { return dim })
	p.line(p.paint(dim, strings.Repeat("─", total)))
	for i := range rows {
		row := &rows[i]
		for column, text := range row.texts() {
			cells[column] = wrap(text, max(widths[column], 1))
		}
		p.cells(cells[:], widths[:], right, func(column int) string {
			switch column {
			case sign, expected:
				return growthColor(row.monthly.Expected)
			case label:
				return bold
			case low, high, stack:
				return dim
			}
			return ""
		})
	}
}

// changeRecords lists what changes on a narrow screen.
func (p *printer) changeRecords(rows []diffRow, several bool) {
	for i := range rows {
		row := &rows[i]
		texts := row.texts()
		p.text(p.paint(growthColor(row.monthly.Expected), row.sign+" "+texts[2])+"  ", bold, texts[4])
		p.text("  ", "", texts[5])
		if low, high := spread(row.monthly); row.money(low) != row.money(high) {
			p.text("  ", dim, row.money(low)+"…"+row.money(high)+" "+row.basis)
		}
		if several {
			p.text("  ", dim, texts[6])
		}
	}
}

// growthColor is the colour of an amount that is added.
func growthColor(d decimal.Decimal) string {
	switch {
	case d.IsPositive():
		return yellow
	case d.IsNegative():
		return green
	}
	return dim
}

// diffTotals compares the sums.
func (p *printer) diffTotals(d *cost.Diff) {
	for _, t := range diffTotals(d) {
		g := &grid{columns: []column{{title: "A month"}}}
		cells := func(r cost.Range, write func(decimal.Decimal, string) string) []string {
			return []string{write(r.Low, t.Currency), write(r.Expected, t.Currency), write(r.High, t.Currency)}
		}
		for i, title := range []string{"Low", "Expected", "High"} {
			g.columns = append(g.columns, column{title: title, right: true, paint: func(y int, l string) string {
				if y != 2 && y != 3 {
					return l
				}
				amounts := t.Monthly
				if y == 3 {
					amounts = t.Fixed
				}
				return p.paint(growthColor([]decimal.Decimal{amounts.Low, amounts.Expected, amounts.High}[i]), l)
			}})
		}
		g.rows = append(
			g.rows,
			append([]string{"before"}, cells(t.Before.Monthly, money)...),
			append([]string{"after"}, cells(t.After.Monthly, money)...),
			append([]string{"change"}, cells(t.Monthly, signedMoney)...),
		)
		if !t.Fixed.Equal(t.Monthly) {
			g.rows = append(g.rows, append([]string{"of it fixed"}, cells(t.Fixed, signedMoney)...))
		}
		p.grid(g)
	}
}
