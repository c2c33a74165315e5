package reporters

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// NewTable is the reporter for people: what check found, as a list, and what
// report tells besides, as tables.
func NewTable(style Style) Reporter {
	style.Width = max(style.Width, minWidth)
	return tableReporter{style}
}

const (
	minWidth = 40
	// measure is the most columns that running text takes: longer lines are
	// hard to read, on however wide a screen.
	measure = 110
)

type tableReporter struct{ style Style }

func (t tableReporter) Report(w io.Writer, r *Report) error {
	p := &printer{Report: r, style: t.style, said: map[string]bool{}}
	if r.Command == "report" {
		p.wholePicture()
	} else {
		p.findings()
		p.summary()
	}
	return p.flush(w)
}

// flush writes the lines that were collected.
func (p *printer) flush(w io.Writer) error {
	if p.err != nil {
		return p.err
	}
	out := bufio.NewWriter(w)
	for i, line := range p.lines {
		if line == "" && (i == 0 || p.lines[i-1] == "") {
			continue
		}
		out.WriteString(guard(line))
		out.WriteByte('\n')
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// guard keeps a line from beginning with what a runner takes for a command. The
// texts are clean, so this is a second lock; the letter that it puts looks like
// a colon and is none.
func guard(line string) string {
	rest := strings.TrimLeft(line, " ")
	if strings.HasPrefix(rest, "::") {
		return line[:len(line)-len(rest)] + "꞉" + rest[1:]
	}
	return line
}

// printer collects the lines of a report.
type printer struct {
	*Report
	style Style
	lines []string
	said  map[string]bool // remedies that were shown
	err   error
}

func (p *printer) line(s string) { p.lines = append(p.lines, strings.TrimRight(s, " ")) }
func (p *printer) blank()        { p.line("") }

// The colours, as parameters of SGR (ECMA-48, 8.3.117).
const (
	bold    = "1"
	dim     = "2"
	redBold = "1;31"
	green   = "32"
	yellow  = "33"
	cyan    = "36"
	red     = "31"
	grey    = "90"
)

func (p *printer) paint(sgr, text string) string {
	if !p.style.Color || text == "" || sgr == "" {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

func severityColor(s rules.Severity) string {
	switch s {
	case rules.Critical, rules.High:
		return redBold
	case rules.Medium:
		return yellow
	case rules.Low:
		return cyan
	}
	return grey
}

// text prints wrapped text. first stands before the first line, and the others
// are indented as far.
func (p *printer) text(first, sgr, text string) {
	indent := width(first)
	for i, l := range wrap(text, min(p.style.Width-indent, measure)) {
		if i > 0 {
			first = strings.Repeat(" ", indent)
		}
		p.line(first + p.paint(sgr, l))
	}
}

// path prints a place on a line of its own, which is never cut: it gives up its
// indent where it is too long.
func (p *printer) path(indent int, sgr, at string) {
	for indent > 0 && indent+width(at) > p.style.Width {
		indent = indent / 2
	}
	p.line(strings.Repeat(" ", indent) + p.paint(sgr, at))
}

// findings lists the findings by stack and resource, in the order of the files,
// and those of a resource with the most severe first.
func (p *printer) findings() {
	shown := p.shown()
	idColumns := 5
	for _, f := range shown {
		idColumns = min(max(idColumns, width(clean(f.Rule.ID))), 12)
	}
	for _, group := range groupBy(shown, stackKey) {
		p.blank()
		p.stackHead(group[0])
		for _, findings := range groupBy(group, func(f *rules.Finding) string { return f.LogicalID }) {
			p.blank()
			p.resourceHead(findings[0])
			slices.SortStableFunc(findings, func(a, b *rules.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
			for _, f := range findings {
				p.blank()
				p.finding(f, idColumns)
			}
		}
	}
	if len(shown) > 0 {
		p.blank()
	}
}

func stackKey(f *rules.Finding) string {
	if f.Stack != nil {
		return f.Stack.Key + "\x00" + f.Range.File
	}
	return "\x00" + f.Range.File
}

// groupBy parts findings by a key, in the order in which keys come up.
func groupBy(findings []*rules.Finding, key func(*rules.Finding) string) [][]*rules.Finding {
	index := map[string]int{}
	var groups [][]*rules.Finding
	for _, f := range findings {
		k := key(f)
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// head prints a name in bold with remarks behind it, or below it where they do
// not fit.
func (p *printer) head(indent int, name string, remarks ...string) {
	space := strings.Repeat(" ", indent)
	line, used := "", indent
	for _, l := range wrap(name, p.style.Width-indent) {
		if line != "" {
			p.line(line)
		}
		line, used = space+p.paint(bold, l), indent+width(l)
	}
	for _, r := range remarks {
		if r == "" {
			continue
		}
		if used+2+width(r) <= p.style.Width {
			line += "  " + p.paint(dim, r)
			used += 2 + width(r)
			continue
		}
		p.line(line)
		space := strings.Repeat(" ", indent+2)
		for i, l := range wrap(r, p.style.Width-indent-2) {
			if i > 0 {
				p.line(line)
			}
			line, used = space+p.paint(dim, l), indent+2+width(l)
		}
	}
	p.line(line)
}

func (p *printer) stackHead(f *rules.Finding) {
	file := clean(p.file(f.Range.File))
	if f.Stack == nil {
		p.path(0, bold, file)
	} else if name := clean(f.Stack.Name); width(name)+2+width(file) <= p.style.Width {
		p.head(0, name, file, environment(f.Stack))
	} else {
		p.head(0, name, environment(f.Stack))
		p.path(2, dim, file)
	}
	p.line(p.paint(dim, strings.Repeat("─", min(p.style.Width, measure+19))))
}

// environment is a stack's account and region as far as they are known.
func environment(s *template.Stack) string {
	account, region := clean(s.Account), clean(s.Region)
	if account == "" || region == "" {
		return account + region
	}
	return account + "/" + region
}

func (p *printer) resourceHead(f *rules.Finding) {
	name := clean(f.LogicalID)
	if name == "" {
		if f.Stack == nil {
			return
		}
		name = "template"
	}
	construct := clean(f.ConstructPath)
	if construct == name {
		construct = ""
	}
	p.head(2, name, clean(f.ResourceType), construct)
}

func (p *printer) finding(f *rules.Finding, idColumns int) {
	severity := pad(f.Severity.String(), len("critical"))
	id := cut(clean(f.Rule.ID), idColumns)
	indent := 4 + len("critical") + 2 + idColumns + 2
	lead := "    " + p.paint(severityColor(f.Severity), severity) + "  " + p.paint(bold, pad(id, idColumns)) + "  "
	if p.style.Width < 64 {
		p.line(strings.TrimRight(lead, " "))
		indent = 6
		lead = strings.Repeat(" ", indent)
	}
	message := clean(f.Message)
	if f.MonthlyUSD != "" {
		message += " (" + clean(f.MonthlyUSD) + " USD a month)"
	}
	for i, l := range wrap(message, min(p.style.Width-indent, measure)) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.line(lead + l)
	}
	sgr := ""
	if f.Source != nil && f.Source.File != "" {
		p.path(indent, sgr, p.sourceAt(f.Source))
		sgr = dim // the author's code is where to go
	}
	if at := p.at(f.Range); at != "" {
		p.path(indent, sgr, at)
	}
	if p.style.Verbose {
		p.excerpt(f, indent)
	}
	p.chain(f.Related, indent)
	remedy := f.Rule.Remediation
	if remedy != "" && !p.said[remedy] { // once a report: it reads the same for every finding of a rule
		p.said[remedy] = true
		lead := "fix: "
		for _, l := range wrap(clean(remedy), min(p.style.Width-indent, measure)-len(lead)) {
			p.line(strings.Repeat(" ", indent) + p.paint(dim, lead+l))
			lead = strings.Repeat(" ", len(lead))
		}
	}
}

func (p *printer) excerpt(f *rules.Finding, indent int) {
	lines := excerpt(f)
	if len(lines) == 0 {
		return
	}
	digits := 0
	for _, l := range lines {
		digits = max(digits, len(strconv.Itoa(l.number)))
	}
	space := strings.Repeat(" ", indent)
	room := p.style.Width - indent - digits - 3
	for _, l := range lines {
		number := fmt.Sprintf("%*d │ ", digits, l.number)
		p.line(space + p.paint(dim, number) + cut(l.text, room))
		if l.length > 0 && l.caret < room {
			bar := strings.Repeat(" ", digits) + " │ "
			p.line(space + p.paint(dim, bar) + strings.Repeat(" ", l.caret) +
				p.paint(severityColor(f.Severity), strings.Repeat("^", min(l.length, room-l.caret))))
		}
	}
}

// chain prints the related places in order, joined by a line at the left.
func (p *printer) chain(related []rules.Related, indent int) {
	for i, rel := range related {
		joint, stem := "├ ", "│ "
		if i == len(related)-1 {
			joint, stem = "╰ ", "  "
		}
		space := strings.Repeat(" ", indent)
		at := p.at(rel.Range)
		message := clean(rel.Message)
		if message == "" {
			message = clean(rel.LogicalID)
		}
		room := min(p.style.Width-indent-2, measure)
		if message != "" && width(message)+2+width(at) <= room {
			p.line(space + p.paint(dim, joint) + message + "  " + p.paint(dim, at))
			continue
		}
		if message != "" {
			for _, l := range wrap(message, room) {
				p.line(space + p.paint(dim, joint) + l)
				joint = stem
			}
		}
		if at == "" {
			continue
		}
		if indent+2+width(at) <= p.style.Width {
			p.line(space + p.paint(dim, joint) + p.paint(dim, at))
		} else {
			p.path(indent, dim, at)
		}
	}
}

// summary closes a report with its counts.
func (p *printer) summary() {
	t := p.tally()
	var parts []string
	for _, s := range rules.Severities() {
		if n := t.bySeverity[s]; n > 0 {
			parts = append(parts, p.paint(severityColor(s), thousands(n)+" "+s.String()))
		}
	}
	head := p.paint(bold, plural(t.total, "finding", "findings"))
	if t.total == 0 {
		head = p.paint(green, "No findings")
	}
	var rest []string
	if t.hidden > 0 {
		rest = append(rest, thousands(t.hidden)+" below "+p.MinSeverity.String()+" not shown (--severity info shows them)")
	}
	if t.suppressed > 0 {
		rest = append(rest, thousands(t.suppressed)+" suppressed")
	}
	if t.baseline > 0 {
		rest = append(rest, thousands(t.baseline)+" in the baseline")
	}
	if n := len(p.Undecided); n > 0 {
		rest = append(rest, thousands(n)+" undecided")
	}
	if len(parts) > 0 {
		head += ": "
	}
	p.blank()
	p.flow(head, parts)
	if len(rest) > 0 {
		p.flow("", rest)
	}
	n := 0
	for _, s := range p.stacks() {
		n += s.Size()
	}
	p.flow("", []string{plural(len(p.stacks()), "stack", "stacks"), plural(n, "resource", "resources") + " read"})
	if n := t.fixable; n > 0 {
		p.text("", "", "fjall-lint fix may end "+thousands(n)+" of them.")
	}
	if p.Command == "check" && t.failing > 0 {
		p.text("", red, "The check fails: "+plural(t.failing, "finding", "findings")+" of severity "+p.FailOn.String()+" or higher.")
	}
}

// flow prints parts with commas between them, breaking lines between parts.
func (p *printer) flow(line string, parts []string) {
	used := width(line)
	for i, part := range parts {
		if i < len(parts)-1 {
			part += ","
		}
		w := width(part)
		if used+w > p.style.Width && used > 2 {
			p.line(line)
			line, used = "  ", 2
		}
		line += part + " "
		used += w + 1
	}
	p.line(line)
}

// wholePicture is what the report command prints.
func (p *printer) wholePicture() {
	p.title("What was read")
	p.stacksTable()
	p.title("Secrets")
	p.lives()
	if p.Cost != nil {
		p.title("What it costs a month")
		p.costSection()
	}
	p.title("Findings")
	p.findingsTable()
	p.findings()
	p.title("What could not be decided")
	p.undecidedTable()
	if len(p.Notes) > 0 {
		p.title("Notes")
		for _, n := range p.Notes {
			p.text("- ", "", trimNote(n))
		}
	}
	p.summary()
}

func (p *printer) title(s string) {
	p.blank()
	p.line(p.paint(bold, s))
	p.line(p.paint(bold, strings.Repeat("━", width(s))))
	p.blank()
}

func (p *printer) grid(g *grid) {
	lines, err := g.lines(p.style.Width, p.style.Color)
	if err != nil {
		p.err = err
		return
	}
	for _, l := range lines {
		p.line(l)
	}
	p.blank()
}

func (p *printer) stacksTable() {
	g := &grid{columns: []column{
		{title: "Stack", least: 12}, {title: "Template"}, {title: "Account"}, {title: "Region"}, {title: "Resources", right: true},
	}}
	for _, s := range p.stacks() {
		g.rows = append(g.rows, []string{
			clean(s.Name), clean(p.templateOf(s)), cmp.Or(clean(s.Account), "–"), cmp.Or(clean(s.Region), "–"), thousands(s.Size()),
		})
	}
	switch {
	case len(g.rows) == 0:
		p.line("No stack could be read.")
	case g.fits(p.style.Width):
		p.grid(g)
	default:
		// Paths are never cut, so each gets its own line.
		for _, row := range g.rows {
			p.head(0, row[0], row[2], row[3], row[4]+" resources")
			p.path(2, dim, row[1])
		}
		p.blank()
	}
}

func (r *Report) templateOf(s *template.Stack) string {
	if s.Source != nil {
		return r.file(s.Source.Name)
	}
	return slashed(s.TemplateFile)
}

func (p *printer) findingsTable() {
	shown := p.shown()
	if len(shown) == 0 {
		p.line("None.")
		return
	}
	counts := map[string]map[rules.Severity]int{}
	total := map[rules.Severity]int{}
	for _, f := range shown {
		c := f.Rule.Category
		if counts[c] == nil {
			counts[c] = map[rules.Severity]int{}
		}
		counts[c][f.Severity]++
		total[f.Severity]++
	}
	g := &grid{columns: []column{{title: "Category", least: 8}}, footer: []string{"all"}}
	for _, s := range rules.Severities() {
		g.columns = append(g.columns, column{title: s.String(), right: true, paint: func(_ int, l string) string {
			if l == "·" {
				return p.paint(dim, l)
			}
			return p.paint(severityColor(s), l)
		}})
		g.footer = append(g.footer, dot(total[s]))
	}
	g.columns = append(g.columns, column{title: "all", right: true})
	g.footer = append(g.footer, thousands(len(shown)))
	categories := make([]string, 0, len(counts))
	for c := range counts {
		categories = append(categories, c)
	}
	slices.Sort(categories)
	for _, c := range categories {
		row := []string{clean(c)}
		sum := 0
		for _, s := range rules.Severities() {
			row = append(row, dot(counts[c][s]))
			sum += counts[c][s]
		}
		g.rows = append(g.rows, append(row, thousands(sum)))
	}
	if !g.fits(p.style.Width) {
		g = &grid{columns: []column{{title: "Severity"}, {title: "Findings", right: true}}}
		for _, s := range rules.Severities() {
			g.rows = append(g.rows, []string{s.String(), dot(total[s])})
		}
	}
	p.grid(g)
}

// dot shows a count, and nothing as little as can be.
func dot(n int) string {
	if n == 0 {
		return "·"
	}
	return thousands(n)
}

func (p *printer) undecidedTable() {
	if len(p.Undecided) == 0 {
		p.line("Nothing: the templates answer every question that the rules ask.")
		return
	}
	const named = 3 // elements that are named of each kind
	type reason struct {
		category, why string
		places        []string
	}
	index := map[[2]string]int{}
	var reasons []reason
	for _, u := range p.Undecided {
		k := [2]string{u.Category, u.Why}
		i, ok := index[k]
		if !ok {
			i = len(reasons)
			index[k] = i
			reasons = append(reasons, reason{category: u.Category, why: u.Why})
		}
		reasons[i].places = append(reasons[i].places, cmp.Or(u.LogicalID, u.Template))
	}
	slices.SortStableFunc(reasons, func(a, b reason) int {
		return cmp.Or(cmp.Compare(len(b.places), len(a.places)), cmp.Compare(a.category, b.category), cmp.Compare(a.why, b.why))
	})
	g := &grid{columns: []column{
		{title: "Count", right: true}, {title: "Category", least: 8}, {title: "Why", least: 24}, {title: "Where", least: 16},
	}}
	for _, r := range reasons {
		var where []string
		for _, place := range r.places {
			if name := clean(place); name != "" && !slices.Contains(where, name) {
				where = append(where, name)
			}
		}
		text := strings.Join(where, ", ")
		if len(where) > named {
			text = strings.Join(where[:named], ", ") + " and " + thousands(len(where)-named) + " more"
		}
		g.rows = append(g.rows, []string{thousands(len(r.places)), clean(r.category), clean(r.why), text})
	}
	p.grid(g)
}
