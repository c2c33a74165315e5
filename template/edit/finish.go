package edit

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// finish sorts and joins the edits and moves them to offsets in the file.
func (g *generator) finish() ([]Edit, error) {
	order := make([]int, len(g.edits))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compare(g.edits[i], g.edits[j]) })
	size := len(g.data)
	open := size > 0 && g.breakBefore(size) == 0 // the last line has no line break
	var out []Edit
	for _, i := range order {
		e := g.edits[i]
		if g.lines[i] && e.Start == size && open {
			if n := len(out); n > 0 && out[n-1].End == size && out[n-1].Start < size {
				// The last line goes; what is in front of it ends with a line break.
				open = g.breakBefore(out[n-1].Start) == 0 && out[n-1].Start > 0
			}
			if open {
				e.Text = g.newline + e.Text
			}
			open = false
		}
		if n := len(out); n > 0 && e.Start <= out[n-1].End {
			if e.Start < out[n-1].End {
				return nil, fail(ErrUnsupported, nil, g.src.Range(e.Start, e.End), "the operations overlap in the text: edit it by hand")
			}
			out[n-1].End = e.End
			out[n-1].Text += e.Text
			continue
		}
		out = append(out, e)
	}
	out = g.lastLine(out)
	kept := out[:0]
	for _, e := range out {
		if !g.json {
			e.Text = g.apart(e)
		}
		if e = g.trim(e); e.Start < e.End || e.Text != "" {
			kept = append(kept, Edit{e.Start + g.src.BOM, e.End + g.src.BOM, e.Text})
		}
	}
	return kept, nil
}

// apart puts spaces around the text of an edit where it would become one with
// what is next to it: `a:,` and `a# b` are plain texts, and `!,` is a tag.
func (g *generator) apart(e Edit) string {
	around := []byte{'\n', ' ', ' ', '\n'} // what is before, the first and last of the text, what is behind
	if e.Start > 0 {
		around[0] = g.data[e.Start-1]
	}
	if e.End < len(g.data) {
		around[3] = g.data[e.End]
	}
	around[1], around[2] = around[3], around[0]
	if n := len(e.Text); n > 0 {
		around[1], around[2] = e.Text[0], e.Text[n-1]
	}
	if strings.IndexByte(",]}", around[1]) >= 0 && (around[0] == ':' || g.tagBefore(e.Start)) {
		e.Text = " " + e.Text
	}
	if around[3] == '#' && g.commented(e.End, e.End+1) && strings.IndexByte(" \t\r\n", around[2]) < 0 {
		e.Text += " "
	}
	return e.Text
}

// tagBefore tells whether a tag ends at an offset, within brackets.
func (g *generator) tagBefore(pos int) bool {
	start := pos
	for start > 0 && !g.blank(start-1) && strings.IndexByte("[{,", g.data[start-1]) < 0 {
		start--
	}
	return start < pos && g.data[start] == '!'
}

// trim cuts off what an edit replaces by itself.
func (g *generator) trim(e Edit) Edit {
	old := g.data[e.Start:e.End]
	i := 0
	for i < len(old) && i < len(e.Text) && old[i] == e.Text[i] {
		i++
	}
	for i > 0 && (i < len(old) && !utf8.RuneStart(old[i]) || i < len(e.Text) && !utf8.RuneStart(e.Text[i]) || old[i-1] == '\r') {
		i--
	}
	old, e.Text, e.Start = old[i:], e.Text[i:], e.Start+i
	i = 0
	for i < len(old) && i < len(e.Text) && old[len(old)-1-i] == e.Text[len(e.Text)-1-i] {
		i++
	}
	for i > 0 && (!utf8.RuneStart(old[len(old)-i]) || old[len(old)-i] == '\n' && g.newline == "\r\n") {
		i--
	}
	e.Text, e.End = e.Text[:len(e.Text)-i], e.End-i
	return e
}

// lastLine keeps a file without a line break at its end without one when its
// last lines go, and keeps the text of a block scalar that was ended by the end
// of the file.
func (g *generator) lastLine(edits []Edit) []Edit {
	size := len(g.data)
	if size == 0 || g.breakBefore(size) > 0 || len(edits) == 0 {
		return edits
	}
	last := &edits[len(edits)-1]
	if last.End != size {
		return edits
	}
	if last.Text == "" && last.Start > 0 {
		w := g.breakBefore(last.Start)
		prev := 0
		if n := len(edits); n > 1 {
			prev = edits[n-2].End
			if strings.Contains(edits[n-2].Text, g.newline) {
				prev++ // a block scalar may end there
			}
		}
		if w > 0 && last.Start-w >= prev && g.blockEnd(last.Start-w) == nil {
			last.Start -= w
		}
		return edits
	}
	if strings.Contains(last.Text, g.newline) && !strings.HasSuffix(last.Text, g.newline) {
		last.Text += g.newline // a block scalar at the end may need it
	}
	if last.Start == size {
		if n := g.blockEnd(size); n != nil {
			header := g.header(n)
			if start, _ := n.Offsets(); !strings.Contains(header, "-") {
				edits = append(edits, Edit{start, start + len(header), strings.ReplaceAll(header, "+", "") + "-"})
				slices.SortStableFunc(edits, compare)
			}
		}
	}
	return edits
}
