package edit

import (
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
)

// generator makes edits of the changes.
type generator struct {
	*document
	whole map[string]bool // paths of texts that are written anew as a whole
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
	behind bool   // an anchor is in front of head
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
	if Equal(v, s.node) {
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
	f := c.node.Fields()[0]
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
	s.anchor, s.behind = "", true
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
