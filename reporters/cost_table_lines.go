package reporters

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// The columns of the lines.
const (
	labelColumn = iota
	whatColumn
	basisColumn
	quantityColumn
	betweenColumn
	priceColumn
	lowColumn
	expectedColumn
	highColumn
	costColumns
)

var costTitles = [costColumns]string{"Resource", "What", "Basis", "Quantity", "Range", "Unit price", "Low", "Expected", "High"}

// widestLabel is the most columns that the name of a resource takes, however
// wide the screen: else a single long name would tear all lines apart.
const widestLabel = 40

// costLayout is how the lines are laid out: in one line each, with what does not
// fit on a line below, or as records on a narrow screen.
type costLayout struct {
	widths  [costColumns]int // 0 for a column that is left out
	numbers int              // columns of quantities without their units
	records bool
}

func (l *costLayout) total() int {
	sum := -gridGap
	for _, w := range l.widths {
		if w > 0 {
			sum += gridGap + w
		}
	}
	return sum
}

// costBlock are the rows of a stack, or the sums.
type costBlock struct {
	stack *costStack
	rows  []costRow
	sums  []costRow
}

// costLines lists what is paid for, stack by stack, and sums it up. With fold
// the lines that are below a cent become one.
func (p *printer) costLines(e *cost.Estimate, fold bool) {
	if len(e.Lines) == 0 {
		p.text("", "", "Nothing in the templates is paid for: no secret, and no key, parameter or endpoint for secrets.")
		return
	}
	stacks := p.costStacks(e)
	blocks := make([]costBlock, 0, len(stacks)+1)
	for i := range stacks {
		b := costBlock{stack: &stacks[i]}
		var of cost.Estimate
		for _, l := range stacks[i].lines {
			b.rows = append(b.rows, newCostRow(l))
			of.Lines = append(of.Lines, *l)
		}
		if fold {
			b.rows = foldTiny(b.rows)
		}
		if len(stacks) > 1 {
			for _, t := range costTotals(&of) {
				b.sums = append(b.sums, costRow{label: "together", monthly: t.Monthly, currency: t.Currency})
			}
		}
		blocks = append(blocks, b)
	}
	all := costBlock{sums: totalRows(e)}
	layout := p.costLayout(append(blocks, all))
	for i := range blocks {
		b := &blocks[i]
		p.blank()
		if b.stack.name == "" {
			p.head(0, b.stack.title(), b.stack.environment)
		} else {
			p.head(0, b.stack.name, b.stack.file, b.stack.environment)
		}
		p.costRule(layout)
		p.costRows(b.rows, layout)
		if len(b.sums) > 0 {
			if layout.records {
				p.blank()
			}
			p.costSums(b.sums, layout)
		}
	}
	p.blank()
	p.line(p.paint(bold, "All"))
	p.costRule(layout)
	p.costSums(all.sums, layout)
	p.blank()
}

// foldTiny replaces the rows that are below a cent, however much they are used,
// by one that counts them.
func foldTiny(rows []costRow) []costRow {
	var kept []costRow
	rest := map[string]*costRow{}
	var currencies []string
	counts := map[string]int{}
	var last *costRow
	for i := range rows {
		row := &rows[i]
		if !row.tiny() {
			kept = append(kept, *row)
			continue
		}
		last = row
		sum := rest[row.currency]
		if sum == nil {
			sum = &costRow{currency: row.currency}
			rest[row.currency] = sum
			currencies = append(currencies, row.currency)
		}
		counts[row.currency]++
		sum.monthly = sum.monthly.Add(row.monthly)
	}
	if len(rows)-len(kept) == 1 {
		return append(kept, *last) // one for one is no gain
	}
	for _, c := range currencies {
		sum := rest[c]
		sum.label, sum.what = plural(counts[c], "more line", "more lines"), "below "+money(cent, c)+" each"
		kept = append(kept, *sum)
	}
	return kept
}

// totalRows are the sums of all: fixed, by use and both, for each currency.
func totalRows(e *cost.Estimate) []costRow {
	var rows []costRow
	for _, t := range costTotals(e) {
		used := t.Monthly.Sub(t.Fixed)
		if !used.IsZero() && !t.Fixed.IsZero() {
			rows = append(rows,
				costRow{label: "fixed", monthly: t.Fixed, currency: t.Currency},
				costRow{label: "by use", monthly: used, currency: t.Currency},
			)
		}
		label := "all"
		switch {
		case t.Monthly.IsZero():
		case used.IsZero():
			label += ", fixed"
		case t.Fixed.IsZero():
			label += ", by use"
		}
		rows = append(rows, costRow{label: label, monthly: t.Monthly, currency: t.Currency})
	}
	return rows
}

func (r *costRow) amounts() [3]string {
	return [3]string{
		money(r.monthly.Low, r.currency), money(r.monthly.Expected, r.currency), money(r.monthly.High, r.currency),
	}
}

// costLayout shares out the screen's columns.
func (p *printer) costLayout(blocks []costBlock) *costLayout {
	l := &costLayout{}
	units := 0
	var natural [costColumns]int
	grow := func(column int, text string) { natural[column] = max(natural[column], width(text)) }
	for column, title := range costTitles {
		grow(column, title)
	}
	ranged := false
	for _, b := range blocks {
		for i := range b.rows {
			row := &b.rows[i]
			grow(labelColumn, row.label)
			grow(whatColumn, row.what)
			grow(basisColumn, row.basis)
			grow(betweenColumn, row.between)
			grow(priceColumn, row.price)
			l.numbers, units = max(l.numbers, width(row.number)), max(units, width(row.unit))
			ranged = ranged || row.between != ""
		}
		for _, rows := range [][]costRow{b.rows, b.sums} {
			for i := range rows {
				for k, text := range rows[i].amounts() {
					grow(lowColumn+k, text)
				}
			}
		}
		for i := range b.sums {
			grow(labelColumn, b.sums[i].label)
		}
	}
	natural[labelColumn] = min(natural[labelColumn], widestLabel)
	natural[quantityColumn] = max(natural[quantityColumn], l.numbers+1+units)
	for _, without := range [][]int{
		{},
		{betweenColumn},
		{basisColumn, quantityColumn, betweenColumn, priceColumn},
	} {
		l.widths = natural
		if !ranged {
			l.widths[betweenColumn] = 0
		}
		for _, column := range without {
			l.widths[column] = 0
		}
		// The names share what the rest leaves; they are wrapped.
		l.widths[labelColumn], l.widths[whatColumn] = 0, 0
		room := p.style.Width - l.total() - 2*gridGap
		leastLabel, leastWhat := min(natural[labelColumn], 16), min(natural[whatColumn], 24)
		if room < leastLabel+leastWhat {
			continue
		}
		best := 0
		for label := leastLabel; label <= min(natural[labelColumn], room-leastWhat); label++ {
			what := min(natural[whatColumn], room-label)
			if n := linesTaken(blocks, label, what); best == 0 || n < best {
				best = n
				l.widths[labelColumn], l.widths[whatColumn] = label, what
			}
		}
		return l
	}
	l.records = true
	return l
}

// linesTaken is about how many lines the names take in columns of two widths.
func linesTaken(blocks []costBlock, label, what int) int {
	n := 0
	for _, b := range blocks {
		for i := range b.rows {
			row := &b.rows[i]
			n += max(1, (width(row.label)+label-1)/label, (width(row.what)+what-1)/what)
		}
	}
	return n
}

func (p *printer) costRule(l *costLayout) {
	columns := p.style.Width
	if !l.records {
		columns = min(columns, l.total())
	}
	p.line(p.paint(dim, strings.Repeat("─", columns)))
}

// costRows prints the lines of a stack; the name of a resource stands at the
// first of its lines.
func (p *printer) costRows(rows []costRow, l *costLayout) {
	if l.records {
		p.costRecords(rows)
		return
	}
	titles := [costColumns][]string{}
	for i, t := range costTitles {
		titles[i] = []string{t}
	}
	p.costCells(titles, l, func(int) string { return dim })
	for i := range rows {
		row := &rows[i]
		label := row.label
		if i > 0 && row.follows(&rows[i-1]) {
			label = ""
		}
		quantity := row.unit
		if row.number != "" {
			quantity = pad("", l.numbers-width(row.number)) + row.quantity()
		}
		cells := [costColumns][]string{
			basisColumn: {row.basis}, quantityColumn: {quantity}, betweenColumn: {row.between}, priceColumn: {row.price},
		}
		cells[labelColumn] = wrap(label, l.widths[labelColumn])
		cells[whatColumn] = wrap(row.what, l.widths[whatColumn])
		for k, text := range row.amounts() {
			cells[lowColumn+k] = []string{text}
		}
		p.costCells(cells, l, func(column int) string { return p.costColor(row, column) })
		indent := l.widths[labelColumn] + gridGap
		for _, detail := range row.details(l, p.style.Verbose) {
			p.text(strings.Repeat(" ", indent), dim, detail)
		}
	}
}

func (p *printer) costColor(row *costRow, column int) string {
	switch column {
	case labelColumn:
		if row.price == "" { // lines that were folded
			return dim
		}
		return bold
	case lowColumn, highColumn:
		if row.monthly.Known() {
			return dim // says nothing new
		}
	case expectedColumn:
		if row.monthly.IsZero() {
			return dim
		}
	case priceColumn:
		if strings.HasSuffix(row.price, assumedMark) {
			return yellow
		}
	case basisColumn, betweenColumn:
		return dim
	case whatColumn:
		if row.price == "" {
			return dim
		}
	}
	return ""
}

// details are what a line has no column for.
func (r *costRow) details(l *costLayout, formula bool) []string {
	var details []string
	if r.price != "" { // neither a sum nor a fold
		switch {
		case l.widths[quantityColumn] == 0:
			details = append(details, r.basis+": "+r.times())
		case l.widths[betweenColumn] == 0 && r.between != "":
			details = append(details, r.between+" "+r.units)
		}
	}
	if formula {
		details = append(details, r.reasons()...)
	}
	return details
}

// reasons are the formula and where the price is from.
func (r *costRow) reasons() []string {
	var reasons []string
	if r.formula != "" {
		reasons = append(reasons, r.formula)
	}
	if r.source != "" {
		reasons = append(reasons, "price: "+r.source)
	}
	return reasons
}

// times is how the amount comes about: "5,000 calls × $0.05 per 10,000".
func (r *costRow) times() string {
	text := r.quantity()
	if r.between != "" {
		text += " (" + r.between + ")"
	}
	return text + " × " + r.price
}

// costSums prints sums below the columns of the amounts.
func (p *printer) costSums(rows []costRow, l *costLayout) {
	labels, numbers := 0, 0
	for i := range rows {
		labels = max(labels, width(rows[i].label))
		numbers = max(numbers, width(money(rows[i].monthly.Expected, rows[i].currency)))
	}
	for i := range rows {
		row := &rows[i]
		sgr := ""
		if row.label != "fixed" && row.label != "by use" {
			sgr = bold
		}
		amounts := row.amounts()
		if l.records {
			text := ""
			if !row.monthly.Known() {
				text = amounts[0] + " to " + amounts[2]
			}
			p.text(p.paint(sgr, pad(row.label, labels))+"  "+pad("", numbers-width(amounts[1]))+p.paint(sgr, amounts[1])+"  ", dim, text)
			continue
		}
		cells := [costColumns][]string{labelColumn: {row.label}}
		for k, text := range amounts {
			cells[lowColumn+k] = []string{text}
		}
		p.costCells(cells, l, func(column int) string {
			if column == expectedColumn || column == labelColumn {
				return sgr
			}
			return p.costColor(row, column)
		})
	}
}

// costCells prints the cells of a line.
func (p *printer) costCells(cells [costColumns][]string, l *costLayout, sgr func(column int) string) {
	p.cells(cells[:], l.widths[:], func(column int) bool { return column >= lowColumn }, sgr)
}

// cells prints cells of several lines beside one another; a column without a
// width is left out.
func (p *printer) cells(cells [][]string, widths []int, right func(column int) bool, sgr func(column int) string) {
	high := 1
	for column, lines := range cells {
		if widths[column] > 0 {
			high = max(high, len(lines))
		}
	}
	for y := range high {
		line, gap := "", ""
		for column, lines := range cells {
			if widths[column] == 0 {
				continue
			}
			text := ""
			if y < len(lines) {
				text = lines[y]
			}
			space := pad("", widths[column]-width(text))
			text = p.paint(sgr(column), text)
			if right(column) {
				text = space + text
			} else {
				text += space
			}
			line += gap + text
			gap = strings.Repeat(" ", gridGap)
		}
		p.line(line)
	}
}

// costRecords prints each line as a few short ones.
func (p *printer) costRecords(rows []costRow) {
	for i := range rows {
		row := &rows[i]
		if i == 0 || !row.follows(&rows[i-1]) {
			if i > 0 {
				p.blank()
			}
			p.head(0, row.label)
		}
		amounts := row.amounts()
		sgr := ""
		if row.monthly.IsZero() {
			sgr = dim
		}
		text := ""
		if !row.monthly.Known() {
			text = between(row.monthly, func(d decimal.Decimal) string { return money(d, row.currency) })
		}
		p.text("  ", "", row.what)
		if row.price != "" {
			p.text("    ", dim, row.basis+": "+row.times())
		}
		p.text("    = "+p.paint(sgr, amounts[1])+"  ", dim, text)
		if p.style.Verbose {
			for _, reason := range row.reasons() {
				p.text("    ", dim, reason)
			}
		}
	}
}
