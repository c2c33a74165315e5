package edit

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
)

// entry is an entry of a map or an item of a list as it is written.
type entry struct {
	start  int // first byte: of the key with its tag, of the dash, of the value in […]
	keyEnd int
	colon  int // -1 where a key has none
	name   string
	merge  bool // the merge key
	at     int  // first byte of the value with its tag and anchor
	end    int  // behind the value
	comma  int  // the comma behind it, or -1
	alias  string
	node   *template.Node
	y      *yaml.Node
}

// head is the offset behind which the value stands.
func (e *entry) head(isMap bool) int {
	switch {
	case e.colon >= 0:
		return e.colon + 1
	case isMap:
		return e.keyEnd
	}
	return e.start
}

// layout is where the parts of a list or map stand.
type layout struct {
	flow    bool // in brackets
	pair    bool // a map in […] without braces
	isMap   bool
	open    int // the brackets
	shut    int
	col     int // of keys or dashes, in block style
	entries []entry
	merges  bool
}

// layout finds the entries of a list or map. y is nil in JSON.
func (d *document) layout(n *template.Node, y *yaml.Node, path template.Path) (*layout, error) {
	if d.json {
		return d.layoutJSON(n, path)
	}
	start, _ := n.Offsets()
	l := &layout{isMap: n.Kind == template.Map, flow: y.Style&yaml.FlowStyle != 0}
	refuse := func(message string) (*layout, error) {
		return nil, fail(ErrUnsupported, path, n.Range(), "%s: edit it by hand", message)
	}
	pos := start
	if l.flow {
		l.open = start
		l.pair = l.isMap && (!d.at(start, '{') || len(y.Content) > 0 && y.Line == y.Content[0].Line && y.Column == y.Content[0].Column)
		if !l.pair {
			pos++
		}
	} else {
		l.col = d.column(start)
		for i := d.lineStart(start); i < start; i++ {
			if d.data[i] == '\t' {
				return refuse("the line has tabs before the value")
			}
		}
	}
	width := 1
	if l.isMap {
		width = 2
	}
	seen := make(map[string]bool)
	for i := 0; i+width <= len(y.Content); i += width {
		at := d.gap(pos)
		if l.flow && i > 0 && d.at(at, ',') {
			l.entries[len(l.entries)-1].comma = at
			at = d.gap(at + 1)
		}
		e := entry{start: at, colon: -1, comma: -1, y: y.Content[i+width-1]}
		head := at
		if l.isMap {
			k := y.Content[i]
			if d.at(at, '?') && (l.flow || d.blank(at+1)) {
				return refuse("a key is written with a question mark")
			}
			switch key := n.Key(k.Value); {
			case k.Kind == yaml.AliasNode:
				return refuse("a key is an alias")
			case k.Kind != yaml.ScalarNode:
				return refuse("a key is a list or a map")
			case seen[k.Value]:
				return refuse("a key stands twice")
			case k.Value == "<<" && k.Tag == "!!merge":
				e.merge, l.merges = true, true
				e.keyEnd = at + 2
			case key == nil:
				return refuse("a key cannot be found")
			default:
				_, e.keyEnd = key.Offsets()
				e.node = n.Get(k.Value)
			}
			seen[k.Value] = true
			e.name = k.Value
			if colon := d.gap(e.keyEnd); d.at(colon, ':') && (l.flow || d.blank(colon+1)) {
				e.colon = colon
			} else if d.breaks(at, e.keyEnd) || e.keyEnd-at > 1000 || d.at(at, '!') || d.at(at, '&') || d.data[e.keyEnd-1] == ':' {
				return refuse("a key without value has a tag, more than one line or a colon at its end")
			}
			head = e.head(true)
		} else {
			if l.flow && d.at(at, '?') && e.y.Kind == yaml.MappingNode {
				return refuse("a key is written with a question mark")
			}
			if i < len(n.Items()) {
				e.node = n.Items()[i]
			}
			if !l.flow {
				e.colon = at // the dash, which the item stands behind as a value does behind its colon
				head = at + 1
			}
		}
		switch {
		case e.y.Kind == yaml.AliasNode:
			e.at = d.gap(head)
			e.end = e.at + 1 + len(e.y.Value)
			e.alias = e.y.Value
		case e.merge:
			return refuse("a merge key has more than one map")
		default:
			vs, ve := e.node.Offsets()
			e.end = ve
			if e.at = d.gap(head); vs <= head && ve <= head || e.at > ve {
				e.at = head
			}
			if e.y.Anchor != "" && vs == ve && d.at(d.gap(ve), '!') {
				return refuse("a tag has no value")
			}
		}
		if l.flow && e.alias == "" && d.endsWithColon(e.node) {
			return refuse("a text without quotes ends with a colon")
		}
		pos = e.end
		l.entries = append(l.entries, e)
	}
	if l.flow && !l.pair {
		pos = d.gap(pos)
		if len(l.entries) > 0 && d.at(pos, ',') {
			l.entries[len(l.entries)-1].comma = pos
			pos = d.gap(pos + 1)
		}
		if !d.at(pos, ']') && !d.at(pos, '}') {
			return refuse("the end of the value cannot be found")
		}
		l.shut = pos
	}
	return l, nil
}

// endsWithColon tells whether a value in brackets ends with text whose last
// character is a colon: that it is, a bracket behind it shows, but no comma.
func (d *document) endsWithColon(n *template.Node) bool {
	for n.Kind == template.Map && len(n.Fields()) > 0 && !d.at(offset(n), '{') {
		last := n.Fields()[len(n.Fields())-1]
		_, end := last.Key.Offsets()
		if n = last.Value; offset(n) == end { // a key without value
			n = last.Key
		}
	}
	return n.Style == template.Plain && strings.HasSuffix(n.Text, ":")
}

// layoutJSON goes through the text, as keys that stand twice are not in the
// tree.
func (d *document) layoutJSON(n *template.Node, path template.Path) (*layout, error) {
	start, end := n.Offsets()
	l := &layout{isMap: n.Kind == template.Map, flow: true, open: start, shut: end - 1}
	for pos := d.gap(start + 1); pos < l.shut; {
		e := entry{start: pos, at: pos, colon: -1, comma: -1}
		if l.isMap {
			e.keyEnd = d.skipJSON(pos)
			e.colon = d.gap(e.keyEnd)
			e.at = d.gap(e.colon + 1)
			i := len(l.entries)
			if i >= len(n.Fields()) || offset(n.Fields()[i].Key) != pos {
				return nil, fail(ErrUnsupported, path, n.Range(), "a key stands twice: edit it by hand")
			}
			e.name, e.node = n.Fields()[i].Key.Text, n.Fields()[i].Value
		} else {
			e.node = n.Items()[len(l.entries)]
		}
		_, e.end = e.node.Offsets()
		if pos = d.gap(e.end); d.at(pos, ',') {
			e.comma = pos
			pos = d.gap(pos + 1)
		}
		l.entries = append(l.entries, e)
	}
	return l, nil
}

func offset(n *template.Node) int {
	start, _ := n.Offsets()
	return start
}

// skipJSON is the offset behind the string that starts at pos.
func (d *document) skipJSON(pos int) int {
	for pos++; pos < len(d.data) && d.data[pos] != '"'; pos++ {
		if d.data[pos] == '\\' {
			pos++
		}
	}
	return pos + 1
}
