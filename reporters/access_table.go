package reporters

import (
	"cmp"
	"io"
	"slices"
	"strings"
)

// NewAccessTable writes who can do what to which secret, for people: a matrix,
// or a list for each secret where that is too wide. With explain it tells of
// every use and principal how it comes to its access, link by link.
func NewAccessTable(style Style, explain bool) Reporter {
	style.Width = max(style.Width, minWidth)
	return accessTable{style, explain}
}

type accessTable struct {
	style   Style
	explain bool
}

func (t accessTable) Report(w io.Writer, r *Report) error {
	p := &printer{Report: r, style: t.style}
	switch {
	case len(r.Access) == 0:
		p.line("No secret is defined or used.")
	case t.explain:
		for i := range r.Access {
			p.blank()
			p.explain(&r.Access[i])
		}
	default:
		if !p.matrix() {
			p.accessList()
		}
		p.blank()
		p.text("", dim, legend)
		p.text("", dim, "--secret NAME and --principal NAME tell how it comes to that.")
	}
	return p.flush(w)
}

const (
	widestHead    = 48 // columns that a column of the matrix takes at most
	narrowestHead = 8  // below, names break up too much to be read
)

// matrix prints principals by secrets; false when it does not fit.
func (p *printer) matrix() bool {
	rows := p.accessRows()
	if len(rows) == 0 {
		return false
	}
	first := width("Principal")
	least := make([]int, len(p.Access))
	for _, row := range rows {
		row.name = clean(row.name)
		first = max(first, width(row.name))
		for i, c := range row.cells {
			least[i] = max(least[i], width(c))
		}
	}
	for most := widestHead; most >= narrowestHead; most-- {
		heads := make([][]string, len(p.Access))
		widths := slices.Clone(least)
		total, high := first, 0
		for i := range p.Access {
			name := clean(p.Access[i].title())
			heads[i] = wrap(name, max(most, min(longestPiece(name), maxPiece)))
			high = max(high, len(heads[i]))
			for _, l := range heads[i] {
				widths[i] = max(widths[i], width(l))
			}
			total += gridGap + widths[i]
		}
		if total > p.style.Width || high > 6 {
			continue
		}
		for y := range high {
			line := pad("", first)
			if y == high-1 {
				line = p.paint(bold, "Principal") + pad("", first-width("Principal"))
			}
			for i, head := range heads {
				text := "" // heads stand on the line below
				if k := y - (high - len(head)); k >= 0 {
					text = head[k]
				}
				line += strings.Repeat(" ", gridGap) + p.paint(bold, text) + pad("", widths[i]-width(text))
			}
			p.line(line)
		}
		p.line(p.paint(dim, strings.Repeat("─", total)))
		for _, row := range rows {
			line := pad(row.name, first)
			for i, text := range row.cells {
				sgr := symbolColor(text)
				if text == "" {
					text, sgr = "·", dim
				}
				line += strings.Repeat(" ", gridGap) + p.paint(sgr, text) + pad("", widths[i]-width(text))
			}
			p.line(line)
		}
		return true
	}
	return false
}

func symbolColor(symbols string) string {
	switch {
	case strings.Contains(symbols, "!"):
		return redBold
	case strings.Contains(symbols, "?"):
		return yellow
	}
	return ""
}

// accessList prints the principals of each secret below it.
func (p *printer) accessList() {
	columns := 0
	for i := range p.Access {
		for j := range p.Access[i].Principals {
			columns = max(columns, width(p.Access[i].Principals[j].symbols()))
		}
	}
	for i := range p.Access {
		a := &p.Access[i]
		p.blank()
		p.head(0, clean(a.title()), p.accessRemarks(a)...)
		if len(a.Principals) == 0 {
			p.text("  ", dim, "no principal of the templates")
		}
		for j := range a.Principals {
			s := a.Principals[j].symbols()
			lead := "  " + p.paint(symbolColor(s), cmp.Or(s, "·")) + pad("", columns-width(cmp.Or(s, "·"))) + "  "
			p.text(lead, "", clean(a.Principals[j].Principal))
		}
	}
}

// accessRemarks are what tells a secret from others of its name.
func (p *printer) accessRemarks(a *Access) []string {
	if a.LogicalID == "" {
		return []string{"not one of the templates'"}
	}
	var remarks []string
	if id := clean(a.LogicalID); id != clean(a.Name) {
		remarks = append(remarks, id)
	}
	if len(p.stacks()) > 1 {
		remarks = append(remarks, "stack "+clean(a.Stack))
	}
	return remarks
}

// explain tells of a secret who uses it and who else has access.
func (p *printer) explain(a *Access) {
	var construct string
	if c := clean(a.ConstructPath); c != clean(a.LogicalID) {
		construct = c
	}
	p.head(0, clean(a.title()), append(p.accessRemarks(a), construct)...)
	if at := p.at(a.Range); a.LogicalID != "" && at != "" {
		p.path(2, dim, at)
	}
	groups := a.groups()
	told := map[string]bool{}
	for _, g := range groups {
		p.blank()
		via := make([]string, len(g.via))
		for i, v := range g.via {
			via[i] = clean(v)
		}
		p.text("  ", bold, clean(g.Consumer)+" through "+strings.Join(via, ", "))
		p.text("    ", g.color(), clean(g.Why))
		p.links(g.Path, 4)
		told[g.RoleKey] = true
	}
	for i := range a.Principals {
		x := &a.Principals[i]
		if told[x.Key] && !x.more() {
			continue
		}
		p.blank()
		p.text("  ", bold, clean(x.Principal))
		p.text("    ", symbolColor(x.symbols()), clean(x.can()))
		p.links(x.Path, 4)
	}
	if len(groups) == 0 && len(a.Principals) == 0 {
		p.text("  ", dim, "Nothing in the templates uses it, and no principal of theirs has access.")
	}
}

func (u *AccessUse) color() string {
	switch {
	case u.Allowed == "yes":
		return green
	case u.Allowed == "no" && !u.Writes:
		return redBold
	case u.Allowed == "no":
		return ""
	}
	return yellow
}

// links prints a path as a chain.
func (p *printer) links(path []AccessLink, indent int) {
	for i, l := range path {
		joint, stem := "├ ", "│ "
		if i == len(path)-1 {
			joint, stem = "╰ ", "  "
		}
		space := strings.Repeat(" ", indent)
		text, at := clean(l.Text), p.at(l.Range)
		room := min(p.style.Width-indent-2, measure)
		if width(text)+2+width(at) <= room {
			p.line(space + p.paint(dim, joint) + text + "  " + p.paint(dim, at))
			continue
		}
		for _, line := range wrap(text, room) {
			p.line(space + p.paint(dim, joint) + line)
			joint = stem
		}
		switch {
		case at == "":
		case indent+2+width(at) <= p.style.Width:
			p.line(space + p.paint(dim, joint) + p.paint(dim, at))
		default:
			p.path(indent, dim, at)
		}
	}
}
