package edit

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
)

// Edits turns operations on a file into edits of its text, sorted and without
// overlap. It fails when one of the operations cannot be done, with an [Error]
// that tells which. Operations that change nothing give no edits.
func Edits(src *template.Source, ops []Operation) ([]Edit, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	d, err := read(src)
	if err != nil {
		return nil, err
	}
	c, err := plan(d.root, ops)
	if err != nil {
		return nil, d.locate(err)
	}
	want := c.intended()
	// How a part of a text is written can be found in most styles only; where the
	// result is not what was asked for, the whole text is written anew.
	for _, whole := range []bool{false, true} {
		g := &generator{document: d, whole: whole}
		if err = g.value(c, slot{node: d.root, y: d.y, root: true, col: -1}); err != nil {
			return nil, d.locate(err)
		}
		var edits []Edit
		if edits, err = g.finish(); err == nil {
			if err = d.verify(edits, want, ops); err == nil {
				return edits, nil
			}
		}
		if !g.parts {
			break
		}
	}
	return nil, d.locate(err)
}

// locate names the file in errors that have no place within it.
func (d *document) locate(err error) error {
	if e, ok := err.(*Error); ok && e.Range.File == "" {
		e.Range.File = d.src.Name
	}
	return err
}

// verify reads the result again. The tree must be the one that was asked for,
// and no problem may be new.
func (d *document) verify(edits []Edit, want *template.Node, ops []Operation) error {
	shifted := make([]Edit, len(edits))
	for i, e := range edits {
		shifted[i] = Edit{e.Start - d.src.BOM, e.End - d.src.BOM, e.Text}
	}
	refused := fail(ErrUnsupported, ops[0].Path, template.Range{}, "the way the file is written does not allow the edit: edit it by hand")
	text, err := Apply(d.data, shifted)
	if err != nil {
		return refused
	}
	docs, problems := template.Parse(template.NewSource(d.src.Name, text))
	if len(docs) == 0 || !equal(docs[0], want) {
		return refused
	}
	before := make(map[string]int)
	for _, p := range d.problems {
		before[string(p.Kind)+p.Message]++
	}
	for _, p := range problems {
		key := string(p.Kind) + p.Message
		if strings.HasPrefix(p.Message, "key ") {
			continue // the message has a line number
		}
		if before[key]--; before[key] < 0 {
			return refused
		}
	}
	return nil
}

// generator makes edits of the changes.
type generator struct {
	*document
	whole bool // texts are written anew as a whole
	parts bool // a part of a text was edited
	edits []Edit
	// lines are the insertions of whole lines, which need a line break in front
	// where the file's last line has none.
	lines map[int]bool // by index in edits
}

// slot is the place of a value.
type slot struct {
	root   bool
	node   *template.Node
	y      *yaml.Node
	alias  string // the name of the alias that stands here
	anchor string // an anchor between head and the value
	path   template.Path
	head   int // the value stands behind this offset: behind a colon, dash, anchor or tag
	at     int // first byte of the value with its tag
	end    int
	col    int // block style: the column of the key or dash in front
	parent parent
	flow   bool // within brackets, or JSON
	key    bool // flow: a key without colon is in front
	pretty bool // flow: the entry starts a line
	indent string
	unit   string
}

func (g *generator) replace(start, end int, text string) {
	if start == end && text == "" {
		return
	}
	g.edits = append(g.edits, Edit{start, end, text})
}

// insertLines puts lines, each with its line break, in front of a line.
func (g *generator) insertLines(at int, text string) {
	if g.lines == nil {
		g.lines = make(map[int]bool)
	}
	g.lines[len(g.edits)] = true
	g.edits = append(g.edits, Edit{at, at, text})
}

// value makes the edits of a value and of what is below it.
func (g *generator) value(c *change, s slot) error {
	if s.alias != "" && c.set == nil {
		return g.shared(s, s.alias)
	}
	if s.y != nil && s.y.Kind != yaml.AliasNode && g.aliased[s.y] {
		return g.shared(s, s.y.Anchor)
	}
	switch {
	case c.set != nil:
		return g.set(c.set, s)
	case c.wrap:
		return g.wrap(c, s)
	case len(c.replaces) > 0:
		return g.text(c, s)
	case !c.inside():
		return nil
	}
	if c.node.Short {
		return g.function(c, s)
	}
	l, err := g.layout(c.node, s.y, s.path)
	if err != nil {
		return err
	}
	if l.pair && (len(c.added) > 0 || removesAny(c)) {
		return g.set(c.intended(), s)
	}
	if l.flow {
		return g.brackets(c, l, s)
	}
	return g.lists(c, l, s)
}

func removesAny(c *change) bool {
	for _, k := range c.kids {
		if k.removed {
			return true
		}
	}
	return false
}

func (g *generator) shared(s slot, anchor string) error {
	return fail(ErrShared, s.path, s.node.Range(), "value is shared through the YAML anchor &%s: edit it by hand", anchor)
}

// set replaces a value as a whole.
func (g *generator) set(v *template.Node, s slot) error {
	if s.node != nil && s.alias == "" && equal(v, s.node) {
		return nil
	}
	if s.alias == "" {
		if name := g.sharedWithin(s.y); name != "" {
			return g.shared(s, name)
		}
	}
	switch {
	case s.root:
		return g.setRoot(v, s)
	case s.flow:
		return g.setFlow(v, s)
	default:
		return g.setBlock(v, s)
	}
}

// function changes the argument of a short tag.
func (g *generator) function(c *change, s slot) error {
	f := c.node.Fields[0]
	k := c.kids[f.Key.Text]
	if len(c.added) > 0 || k.removed || f.Value.Style == template.Synthetic {
		return g.set(c.intended(), s)
	}
	inner := s
	inner.root = false
	inner.path = s.path.Append(f.Key.Text)
	inner.node = f.Value
	_, inner.head = f.Key.Offsets()
	inner.parent = s.parent%behindTag + behindTag
	g.behindAnchor(&inner)
	start, end := f.Value.Offsets()
	inner.at, inner.end = g.gap(inner.head), end
	if end <= inner.head || inner.at > end {
		inner.at, inner.end = inner.head, inner.head
	} else {
		inner.at = start
	}
	// The anchor and the tag are those of the library's node, which is the
	// argument too.
	return g.value(k, inner)
}

// behindAnchor skips the anchor of a slot's value where it comes first.
func (g *generator) behindAnchor(s *slot) {
	at := g.gap(s.head)
	if s.anchor == "" || !g.document.at(at, '&') {
		return
	}
	s.head = at + 1 + len(s.anchor)
	s.anchor = ""
}

// slotOf is the place of an entry's value.
func (g *generator) slotOf(e *entry, l *layout, s slot) slot {
	v := slot{node: e.node, y: e.y, alias: e.alias, flow: l.flow, head: e.head(l.isMap), at: e.at, end: e.end, col: l.col, unit: s.unit}
	if e.alias != "" && v.node == nil {
		v.node = template.NewNode(template.Null, "", nil)
	}
	if l.isMap {
		v.path = s.path.Append(e.name)
		v.key = e.colon < 0
	} else {
		v.parent = behindDash
		if l.flow {
			v.head = e.start
		}
	}
	if e.alias == "" && e.y != nil && e.y.Anchor != "" {
		v.anchor = e.y.Anchor
		g.behindAnchor(&v)
		if v.at = g.gap(v.head); v.at >= v.end {
			v.at, v.end = v.head, v.head
		}
	}
	if l.flow {
		v.pretty = g.startsLine(e.start)
		v.indent = g.indentation(e.start)
		v.unit = unitOf(v.indent, g.indentation(l.open), g.unitNear(s))
	}
	return v
}

func (g *generator) unitNear(s slot) string {
	switch {
	case s.unit != "":
		return s.unit
	case g.style.unit != "":
		return g.style.unit
	}
	return "  "
}

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
		if e = g.trim(e); e.Start < e.End || e.Text != "" {
			kept = append(kept, Edit{e.Start + g.src.BOM, e.End + g.src.BOM, e.Text})
		}
	}
	return kept, nil
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
		}
		if w > 0 && last.Start-w >= prev && !g.scalarEnds(last.Start-w) {
			last.Start -= w
		}
		return edits
	}
	if strings.Contains(last.Text, g.newline) && !strings.HasSuffix(last.Text, g.newline) {
		last.Text += g.newline // a block scalar at the end may need it
	}
	if last.Start == size {
		if n := lastScalar(g.root); n != nil && (n.Style == template.Literal || n.Style == template.Folded) {
			start, end := n.Offsets()
			if end == size {
				header := start + 1
				for header < size && bytes.IndexByte([]byte("+-0123456789"), g.data[header]) >= 0 {
					header++
				}
				head := string(g.data[start:header])
				if !strings.Contains(head, "-") && len(edits) > 0 {
					fixed := strings.ReplaceAll(head, "+", "") + "-"
					edits = append(edits, Edit{start, header, fixed})
					slices.SortStableFunc(edits, compare)
				}
			}
		}
	}
	return edits
}

// scalarEnds tells whether a block scalar ends at an offset.
func (g *generator) scalarEnds(pos int) bool {
	found := false
	g.root.Walk(func(_ template.Path, n *template.Node) bool {
		_, end := n.Offsets()
		found = found || end == pos && (n.Style == template.Literal || n.Style == template.Folded)
		return !found
	})
	return found
}

// lastScalar is the scalar that ends last.
func lastScalar(n *template.Node) *template.Node {
	var last *template.Node
	end := -1
	n.Walk(func(_ template.Path, n *template.Node) bool {
		if n.Kind != template.List && n.Kind != template.Map {
			if _, e := n.Offsets(); e >= end {
				last, end = n, e
			}
		}
		return true
	})
	return last
}
