package edit

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// lists edits a list or map in block style.
func (g *generator) lists(c *change, l *layout, s slot) error {
	removed, err := g.kids(c, l, s)
	if err != nil {
		return err
	}
	n := len(l.entries)
	kept := 0
	for _, r := range removed {
		if !r {
			kept++
		}
	}
	if kept == 0 {
		return g.emptied(c, l, s)
	}
	at := g.regionEnd(l.entries[n-1].end, l.col)
	for i := 0; i < n; i++ {
		if !removed[i] {
			continue
		}
		j := i
		for j+1 < n && removed[j+1] {
			j++
		}
		if until := g.removeLines(l, i, j); j == n-1 {
			at = until
		}
		i = j
	}
	if len(c.added)+len(c.appended) > 0 {
		g.insertLines(at, g.newLines(c, l, at))
	}
	return nil
}

// newLines writes the entries that are new, for the line that starts at at.
func (g *generator) newLines(c *change, l *layout, at int) string {
	last := &l.entries[len(l.entries)-1]
	w := g.block(last.start, l.col)
	blank := g.blankBetween(l)
	w.noLines = g.fallsIn(at, l.col)
	w.quoted = l.isMap && g.data[last.start] == '"'
	var b strings.Builder
	write := func() {
		if blank {
			b.WriteString(g.newline)
		}
		b.WriteString(spaces(l.col) + w.String() + g.newline)
		w.Reset()
	}
	for _, f := range c.added {
		w.field(nil, f, l.col)
		write()
	}
	if !l.isMap {
		w.gap = g.dashGap(last.colon+1, last.at)
	}
	for _, item := range c.appended {
		w.item(item, l.col)
		write()
	}
	return b.String()
}

// dashGap is how many spaces are between a dash and its item.
func (g *generator) dashGap(head, at int) int {
	if at > head && strings.Trim(string(g.data[head:at]), " ") == "" {
		return at - head
	}
	return 1
}

// blankBetween tells whether most entries have a blank line above them.
func (g *generator) blankBetween(l *layout) bool {
	n := len(l.entries)
	if n < 2 || g.keepsBreaks(l.entries[n-1].end) {
		return false
	}
	blank := 0
	for i := 1; i < n; i++ {
		from := g.regionEnd(l.entries[i-1].end, l.col)
		if g.blankLine(from) {
			blank++
		}
	}
	return 2*blank > n-1
}

// blockEnd is the block scalar that ends at an offset, or nil.
func (g *generator) blockEnd(pos int) *template.Node {
	var found *template.Node
	g.root.Walk(func(_ template.Path, n *template.Node) bool {
		if _, end := n.Offsets(); end == pos && (n.Style == template.Literal || n.Style == template.Folded) {
			found = n
		}
		return found == nil
	})
	return found
}

// keepsBreaks tells whether a scalar that takes the blank lines behind it ends
// at an offset.
func (g *generator) keepsBreaks(pos int) bool {
	n := g.blockEnd(pos)
	return n != nil && strings.Contains(g.header(n), "+")
}

// header is the first line of a block scalar up to a comment.
func (g *generator) header(n *template.Node) string {
	start, _ := n.Offsets()
	end := start + 1
	for end < len(g.data) && strings.IndexByte("+-0123456789", g.data[end]) >= 0 {
		end++
	}
	return string(g.data[start:end])
}

// emptied edits a block list or map of which nothing is left.
func (g *generator) emptied(c *change, l *layout, s slot) error {
	if !s.root {
		return g.set(c.intended(), s)
	}
	n := len(l.entries)
	first := g.lineStart(l.entries[0].start)
	until := g.regionEnd(l.entries[n-1].end, l.col)
	if len(c.added)+len(c.appended) > 0 {
		g.replace(first, until, "")
		g.insertLines(until, g.newLines(c, l, until))
		return nil
	}
	text := "{}"
	if !l.isMap {
		text = "[]"
	}
	g.replace(first, until-g.breakBefore(until), text)
	return nil
}

// removeLines takes the entries i to j away with their lines and comments. It
// tells where what goes ends.
func (g *generator) removeLines(l *layout, i, j int) int {
	n := len(l.entries)
	until := g.regionEnd(l.entries[j].end, l.col)
	if i == 0 && !g.startsLine(l.entries[0].start) {
		// The first entry stands on the line of a dash: the next one takes its place.
		start, next := l.entries[0].start, l.entries[j+1].start
		if !g.commented(until, next) {
			g.replace(start, next, "")
			return next
		}
		for start > 0 && g.data[start-1] == ' ' {
			start--
		}
		g.replace(start, until-g.breakBefore(until), "")
		return until
	}
	floor := 0
	if i > 0 {
		floor = g.regionEnd(l.entries[i-1].end, l.col)
	}
	from := g.commentsAbove(g.lineStart(l.entries[i].start), floor, l.col)
	above := from
	for above > floor && g.blankLine(g.previousLine(above)) {
		above = g.previousLine(above)
	}
	switch {
	case i == 0 && j < n-1 && above == from, i > 0 && g.takesLines(l.entries[i-1].end, until, l.col):
		for g.blankLine(until) {
			until = g.nextLine(until)
		}
	case i > 0 && (until >= len(g.data) || g.blankLine(until)):
		from = above
	}
	g.replace(from, until, "")
	return until
}

// takesLines tells whether a block scalar ends at an offset that would take the
// lines from another one on for its own.
func (g *generator) takesLines(end, line, col int) bool {
	return g.keepsBreaks(end) || g.blockEnd(end) != nil && g.fallsIn(line, col)
}

func (g *generator) previousLine(start int) int { return g.lineStart(start - g.breakBefore(start)) }

// commentsAbove is the start of the comment lines directly above the line that
// starts at start, from floor on, that are indented to column col. A comment on
// the file's first line is about the file.
func (d *document) commentsAbove(start, floor, col int) int {
	p := start
	for p > floor {
		q := d.lineStart(p - d.breakBefore(p))
		if at, ok := d.comments[q]; !ok || at != col || q < floor {
			break
		}
		p = q
	}
	if p == 0 {
		return start
	}
	return p
}

// regionEnd is the start of the line behind an entry that ends at end: behind
// its last line and the comments below it that are indented more than col.
func (d *document) regionEnd(end, col int) int {
	p := d.nextLine(end)
	for q := p; q < len(d.data); q = d.nextLine(q) {
		if at, ok := d.comments[q]; ok && at > col {
			p = d.nextLine(q)
		} else if !d.blankLine(q) {
			break
		}
	}
	return p
}
