package edit

import (
	"bytes"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// brackets edits a list or map in brackets.
func (g *generator) brackets(c *change, l *layout, s slot) error {
	removed, err := g.kids(c, l, s)
	if err != nil {
		return err
	}
	n := len(l.entries)
	added := len(c.added) + len(c.appended)
	kept := n
	for _, r := range removed {
		if r {
			kept--
		}
	}
	if n == 0 {
		return g.fill(c, l, s)
	}
	var text, sep, indent string
	if added > 0 {
		indent = g.indentation(l.entries[n-1].start)
		text, sep = g.joined(c, l, s, indent)
	}
	first, last := &l.entries[0], &l.entries[n-1]
	if kept == 0 {
		if added == 0 {
			g.replace(l.open+1, l.shut, "")
		} else {
			g.replace(first.start, last.end, text)
		}
		return nil
	}
	tail := n // first of the removed entries at the end
	for tail > 0 && removed[tail-1] {
		tail--
	}
	for i := 0; i < tail; i++ {
		if !removed[i] {
			continue
		}
		j := i
		for removed[j+1] {
			j++
		}
		g.removeBefore(l, i, j)
		i = j
	}
	switch {
	case tail < n && added > 0:
		g.replace(l.entries[tail].start, last.end, text)
	case tail < n:
		g.removeTail(l, tail)
	case added > 0:
		g.appendTo(l, text, sep, indent)
	}
	return nil
}

// kids makes the edits below the entries and tells which entries go.
func (g *generator) kids(c *change, l *layout, s slot) ([]bool, error) {
	removed := make([]bool, len(l.entries))
	found := make(map[any]bool)
	for i := range l.entries {
		e := &l.entries[i]
		var key any = i
		if l.isMap {
			key = e.name
		}
		k := c.kids[key]
		if k == nil || e.merge {
			continue
		}
		found[key] = true
		if k.removed {
			if l.merges {
				return nil, fail(ErrShared, k.path, c.node.Range(), "the map has a merge key, which may bring the value in again: edit it by hand")
			}
			if name := g.sharedWithin(e.y); name != "" && e.alias == "" {
				return nil, fail(ErrShared, k.path, k.node.Range(), "value is shared through the YAML anchor &%s: edit it by hand", name)
			}
			removed[i] = true
			continue
		}
		if err := g.value(k, g.slotOf(e, l, s)); err != nil {
			return nil, err
		}
	}
	for _, k := range c.kids {
		switch key := k.path[len(k.path)-1]; {
		case found[key]:
		case l.merges:
			return nil, fail(ErrShared, s.path, c.node.Range(), "a value below is shared through a YAML anchor and a merge key: edit it by hand")
		default:
			return nil, fail(ErrUnsupported, s.path, c.node.Range(), "a value below cannot be found in the text: edit it by hand")
		}
	}
	return removed, nil
}

// separator is what comes between the comma and an entry, and how entries are
// written.
func (g *generator) separator(l *layout, s slot) (w *flowWriter, sep string, pretty bool) {
	w = g.flow()
	n := len(l.entries)
	last := &l.entries[n-1]
	w.unit = unitOf(g.indentation(last.start), g.indentation(l.open), g.unitNear(s))
	before := l.open + 1
	if n > 1 {
		before = l.entries[n-2].end
		if c := l.entries[n-2].comma; c >= 0 {
			before = c + 1
		}
	}
	raw := string(g.data[before:last.start])
	switch {
	case strings.Trim(raw, " \t\r\n") != "" || n == 1 && strings.ContainsAny(raw, "\r\n"):
		sep = g.newline + g.indentation(last.start)
	case n == 1:
		sep = strings.TrimPrefix(w.comma, ",")
	default:
		sep = raw
	}
	pretty = strings.ContainsAny(sep, "\r\n")
	if l.isMap {
		for i := n - 1; i >= 0; i-- {
			if e := &l.entries[i]; e.colon >= 0 && !e.merge && e.at < e.end {
				if colon := string(g.data[e.keyEnd:e.at]); strings.Trim(colon, " :\t") == "" {
					w.colon = colon
				}
				w.double = !g.json && g.data[e.start] == '"'
				break
			}
		}
	} else if e := last; !g.json && g.data[e.start] == '"' {
		w.double = true
	}
	if !strings.Contains(sep, "\n") && len(sep) < 3 {
		w.comma = "," + sep
	}
	if pretty && g.onOneLine(l) {
		pretty = false
	}
	return w, sep, pretty
}

// onOneLine tells whether lists and maps within l stand on one line each, at
// least two or all the items of a list.
func (g *generator) onOneLine(l *layout) bool {
	count := 0
	for i := range l.entries {
		e := &l.entries[i]
		if e.node == nil || len(e.node.Fields())+len(e.node.Items()) == 0 {
			continue
		}
		if g.json && l.isMap && (e.node.Kind == template.List || isCall(e.node)) {
			continue // these are put on one line where others are not
		}
		if g.breaks(e.at, e.end) {
			return false
		}
		count++
	}
	return count > 1 || count == 1 && !l.isMap
}

func isCall(n *template.Node) bool {
	name, _ := n.Intrinsic()
	return name != ""
}

// joined writes the entries that are new as the others are written, and tells
// what comes between two of them.
func (g *generator) joined(c *change, l *layout, s slot, indent string) (text, sep string) {
	w, sep, pretty := g.separator(l, s)
	return w.joined(c, sep, indent, pretty), sep
}

// joined writes the entries that are new, one behind the other.
func (w *flowWriter) joined(c *change, sep, indent string, pretty bool) string {
	for i, f := range c.added {
		if i > 0 {
			w.WriteString("," + sep)
		}
		w.field(f, indent, pretty)
	}
	for i, item := range c.appended {
		if i > 0 {
			w.WriteString("," + sep)
		}
		w.value(item, indent, pretty, false)
	}
	return w.String()
}

// fill puts entries into a list or map that has none.
func (g *generator) fill(c *change, l *layout, s slot) error {
	inside := g.data[l.open+1 : l.shut]
	blank := len(bytes.TrimSpace(inside)) == 0
	if !g.json && !s.flow && !s.root && blank {
		s.node = template.NewNode(template.Null, "", s.node)
		return g.setBlock(c.intended(), s)
	}
	w := g.flow()
	w.unit = g.unitNear(s)
	if !blank {
		indent := g.indentation(l.open) + w.unit
		sep := g.newline + indent
		g.replace(l.shut, l.shut, w.unit+w.joined(c, sep, indent, true)+g.newline+g.indentation(l.open))
		return nil
	}
	v := c.intended()
	w.value(v, s.indent, s.pretty || s.root, s.parent >= behindTag)
	g.replace(l.open, l.shut+1, w.String())
	return nil
}

// removeBefore takes the entries i to j away; another one comes behind them.
func (g *generator) removeBefore(l *layout, i, j int) {
	start, next := l.entries[i].start, l.entries[j+1].start
	if !g.commented(start, next) {
		g.replace(start, next, "")
		return
	}
	end := l.entries[j].comma + 1
	if g.startsLine(start) && g.breaks(end, next) {
		start = g.commentsAbove(g.lineStart(start), l.open, g.column(start))
		end = g.nextLine(end)
	}
	g.replace(start, end, "")
}

// removeTail takes the entries from i on away; one is left before them.
func (g *generator) removeTail(l *layout, i int) {
	left, first, last := &l.entries[i-1], &l.entries[i], &l.entries[len(l.entries)-1]
	if !g.commented(left.end, last.end) && (last.comma < 0 || !g.commented(last.comma, l.shut)) {
		g.replace(left.end, last.end, "")
		return
	}
	end := last.end
	if last.comma >= 0 {
		end = last.comma + 1
	} else {
		g.replace(left.comma, left.comma+1, "")
	}
	start := first.start
	if g.startsLine(start) && g.breaks(end, l.shut) {
		start = g.commentsAbove(g.lineStart(start), left.comma+1, g.column(start))
		end = g.nextLine(end)
	}
	g.replace(max(start, left.comma+1), end, "")
}

// appendTo puts text behind the last entry.
func (g *generator) appendTo(l *layout, text, sep, indent string) {
	last := &l.entries[len(l.entries)-1]
	at := last.end
	if last.comma >= 0 {
		at = last.comma + 1
		text += ","
	} else {
		g.replace(at, at, ",")
	}
	if line := min(g.lineEnd(at), l.shut); g.commented(at, line) {
		at = line
		if !strings.ContainsAny(sep, "\r\n") {
			sep = g.newline + indent
		}
	}
	g.replace(at, at, sep+text)
}
