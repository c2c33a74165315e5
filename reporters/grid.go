package reporters

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// column is one column of a grid. Cells are cleaned text.
type column struct {
	title string
	right bool // numbers
	least int  // columns below which it is not narrowed
	paint func(row int, line string) string
}

// grid is a table that fits a number of columns: wide columns give way first,
// and their cells are wrapped.
type grid struct {
	columns []column
	rows    [][]string
	footer  []string
}

const (
	gridGap  = 2  // columns between two columns
	maxPiece = 28 // columns up to which a part of a name is left whole
)

// widths shares out total columns, gaps included.
func (g *grid) widths(total int) []int {
	widths, pieces := make([]int, len(g.columns)), make([]int, len(g.columns))
	sum := gridGap * (len(g.columns) - 1)
	for i, c := range g.columns {
		widths[i] = width(c.title)
		for _, row := range append(g.rows[:len(g.rows):len(g.rows)], g.footer) {
			if i < len(row) {
				widths[i] = max(widths[i], width(row[i]))
				pieces[i] = max(pieces[i], min(longestPiece(row[i]), maxPiece))
			}
		}
		sum += widths[i]
	}
	narrow := func(floor func(i int) int) {
		for ; sum > total; sum-- {
			widest := -1
			for i := range widths {
				if widths[i] > floor(i) && (widest < 0 || widths[i] > widths[widest]) {
					widest = i
				}
			}
			if widest < 0 {
				break
			}
			widths[widest]--
		}
	}
	least := func(i int) int { return max(g.columns[i].least, width(g.columns[i].title), 4) }
	narrow(func(i int) int { return max(least(i), pieces[i]) }) // names whole, if that will do
	narrow(least)
	return widths
}

// fits tells whether the grid takes at most total columns without wrapping.
func (g *grid) fits(total int) bool {
	return sumWidths(g.widths(1<<20)) <= total
}

func sumWidths(widths []int) int {
	sum := gridGap * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum
}

// lines renders the grid in at most total columns.
func (g *grid) lines(total int, color bool) ([]string, error) {
	widths := g.widths(total)
	if sumWidths(widths) > total {
		return g.records(total, color), nil
	}
	var aligns []tw.Align
	header := make([]string, len(g.columns))
	for i, c := range g.columns {
		aligns = append(aligns, tw.AlignLeft)
		if c.right {
			aligns[i] = tw.AlignRight
		}
		header[i] = c.title
	}
	tall := false
	rows := make([][]string, len(g.rows))
	for y, row := range g.rows {
		rows[y] = make([]string, len(row))
		for x, cell := range row {
			cellLines := wrap(cell, widths[x])
			tall = tall || len(cellLines) > 1
			if paint := g.columns[x].paint; color && paint != nil {
				for i, l := range cellLines {
					if l != "" {
						cellLines[i] = paint(y, l)
					}
				}
			}
			rows[y][x] = strings.Join(cellLines, "\n")
		}
	}

	// The cells are laid out already: tablewriter only draws them.
	paddings := make([]tw.Padding, len(g.columns))
	for i := range paddings[:len(paddings)-1] {
		paddings[i] = tw.Padding{Right: strings.Repeat(" ", gridGap), Overwrite: true}
	}
	paddings[len(paddings)-1] = tw.PaddingNone
	cells := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Padding:    tw.CellPadding{Global: tw.PaddingNone, PerColumn: paddings},
		Alignment:  tw.CellAlignment{PerColumn: aligns},
	}
	between := tw.Off
	if tall {
		between = tw.On
	}
	var b bytes.Buffer
	t := tablewriter.NewTable(&b,
		tablewriter.WithConfig(tablewriter.Config{Header: cells, Row: cells, Footer: cells, Behavior: tw.Behavior{TrimSpace: tw.Off}}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.On},
				Separators: tw.Separators{ShowHeader: tw.On, ShowFooter: tw.On, BetweenRows: between, BetweenColumns: tw.Off},
			},
		})),
	)
	t.Header(header)
	for _, row := range rows {
		if err := t.Append(row); err != nil {
			return nil, fmt.Errorf("lay out table: %w", err)
		}
	}
	if g.footer != nil {
		t.Footer(g.footer)
	}
	if err := t.Render(); err != nil {
		return nil, fmt.Errorf("lay out table: %w", err)
	}
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i := range lines {
		lines[i] = trimResets(lines[i])
	}
	return lines, nil
}

// records renders each row as lines of "title: cell", for screens that are too
// narrow for columns.
func (g *grid) records(total int, color bool) []string {
	titles := 0
	for _, c := range g.columns {
		titles = max(titles, width(c.title))
	}
	rows := g.rows
	if g.footer != nil {
		rows = append(rows[:len(rows):len(rows)], g.footer)
	}
	var lines []string
	for y, row := range rows {
		for x, cell := range row {
			lead := pad(g.columns[x].title, titles) + "  "
			for _, l := range wrap(cell, total-titles-2) {
				if paint := g.columns[x].paint; color && paint != nil && l != "" {
					l = paint(y, l)
				}
				lines = append(lines, strings.TrimRight(lead+l, " "))
				lead = strings.Repeat(" ", titles+2)
			}
		}
		if y < len(rows)-1 {
			lines = append(lines, "")
		}
	}
	return lines
}

// trimResets drops the resets of colour that tablewriter adds where no colour
// is on, and the spaces at the line's end.
func trimResets(line string) string {
	const reset = "\x1b[0m"
	var b strings.Builder
	on := false
	for line != "" {
		i := strings.Index(line, "\x1b[")
		if i < 0 {
			b.WriteString(line)
			break
		}
		b.WriteString(line[:i])
		line = line[i:]
		end := strings.IndexByte(line, 'm') + 1
		if end == 0 {
			b.WriteString(line)
			break
		}
		if code := line[:end]; code != reset || on {
			b.WriteString(code)
			on = code != reset
		}
		line = line[end:]
	}
	return strings.TrimRight(b.String(), " ")
}
