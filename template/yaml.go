package template

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"
)

// maxExpanded bounds how many values a YAML file may stand for once its aliases
// are followed. A template of 1 MB, the most that CloudFormation takes, holds
// fewer even if it is made of nothing but short list items.
const maxExpanded = 1_000_000

// parseYAML reads every document of a YAML file. Empty documents are left out.
func parseYAML(src *Source) ([]*Node, []Problem) {
	if p, bad := checkText(src); bad {
		return nil, []Problem{p}
	}
	r := yamlReader{src: src, data: src.Data, gapFrom: -1}
	dec := yaml.NewDecoder(bytes.NewReader(r.libraryText()))
	var docs []*Node
	for pos := 0; ; {
		var doc yaml.Node
		err := decodeYAML(dec, &doc)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.problems = append(r.problems, yamlProblem(src, dec, err))
			break
		}
		var root *Node
		root, pos = r.document(&doc, pos)
		if r.refusal != nil {
			// The place where the next document starts is not known any more.
			r.problems = append(r.problems, *r.refusal)
			break
		}
		if root != nil {
			docs = append(docs, root)
		}
	}
	if len(docs) == 0 {
		if len(r.problems) == 0 {
			r.problems = append(r.problems, emptyFile(src))
		}
		last := &r.problems[len(r.problems)-1]
		last.Fatal = last.Kind == Unreadable
	}
	return docs, r.problems
}

// libraryText is the text for the YAML library, of the same length as the
// source. The library refuses the directive of YAML 1.2, which CloudFormation
// takes as 1.1.
func (r *yamlReader) libraryText() []byte {
	directive := []byte("%YAML 1.2")
	if !bytes.Contains(r.data, directive) {
		return r.data
	}
	text := bytes.Clone(r.data)
	for i := 0; ; {
		j := bytes.Index(text[i:], directive)
		if j < 0 {
			return text
		}
		i += j + len(directive)
		if atLineStart(text, i-len(directive)) {
			text[i-1] = '1'
		}
	}
}

// yamlReader turns the library's nodes into ours. The library tells where a
// node starts by line and column only, and not where it ends; so the reader
// goes through the text once more, led by the nodes.
type yamlReader struct {
	src      *Source
	data     []byte
	problems []Problem
	// refusal is why the document at hand is not taken; once it is set, the
	// reader unwinds.
	refusal *Problem
	anchors map[*yaml.Node]anchored
	merged  int // fields that merge keys brought in
	slab    slab

	gapFrom, gapTo int // the gap that was skipped last

	line, lineAt int // line breaks before the offset lineAt
}

// anchored is a value that aliases stand for.
type anchored struct {
	node *Node // nil while it is being read
	extent
}

// extent is how large a value is with its aliases followed.
type extent struct {
	size   int // values and keys
	height int // levels below the value
}

func (e *extent) add(child extent) {
	e.size = min(e.size+child.size, maxExpanded+1) // saturates
	e.height = max(e.height, child.height+1)
}

func (r *yamlReader) refuse(kind ProblemKind, start, end int, message, hint string) {
	if r.refusal == nil {
		r.refusal = &Problem{Kind: kind, Message: message, Hint: hint, Range: r.src.Range(start, end)}
	}
}

// document reads the document whose text starts at or behind pos, and tells
// where it ends. An empty document gives nil.
func (r *yamlReader) document(doc *yaml.Node, pos int) (*Node, int) {
	if len(doc.Content) == 0 {
		return nil, pos
	}
	pos = r.prologue(pos)
	n := doc.Content[0]
	if isEmpty(n) && n.Anchor == "" {
		return nil, pos
	}
	root, ext, end := r.value(n, pos, 0)
	if ext.size > maxExpanded {
		r.refuse(Unreadable, pos, pos, "YAML aliases expand to more than 1000000 values", "write fewer aliases of aliases")
	}
	return root, end
}

// prologue is the offset behind a document's directives and its `---`.
func (r *yamlReader) prologue(pos int) int {
	for {
		pos = r.gap(pos)
		if !atLineStart(r.data, pos) {
			return pos
		}
		switch {
		case pos < len(r.data) && r.data[pos] == '%':
			for pos < len(r.data) && breakWidth(r.data, pos) == 0 {
				pos++
			}
		case isMarker(r.data, pos, "..."):
			pos += 3
		case isMarker(r.data, pos, "---"):
			return pos + 3
		default:
			return pos
		}
	}
}

// isEmpty tells whether the node stands for nothing at all in the text. A node
// with a tag or an anchor is not empty in this sense.
func isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == "" && n.Anchor == ""
}

// value reads the node whose text starts at or behind pos: behind the indicator
// or the value before it. It tells how large the value is and where its text
// ends.
func (r *yamlReader) value(n *yaml.Node, pos, depth int) (*Node, extent, int) {
	if depth > maxDepth {
		r.refuse(Unreadable, pos, pos, tooDeep, "")
	}
	if r.refusal != nil {
		return nil, extent{}, pos
	}
	if isEmpty(n) && !r.bareTag(n, pos) {
		return r.slab.node(Node{Kind: Null, Style: Plain, src: r.src, start: int32(pos), end: int32(pos)}), extent{size: 1}, pos
	}
	pos = r.gap(pos)
	if n.Kind == yaml.AliasNode {
		return r.alias(n, pos, depth)
	}
	var props properties
	if !hasKeysStart(n) {
		props, pos = r.properties(n, pos)
	}
	if n.Anchor != "" {
		if r.anchors == nil {
			r.anchors = make(map[*yaml.Node]anchored)
		}
		r.anchors[n] = anchored{}
	}
	short := shortTag(n)
	if short != "" {
		depth++
	}
	var v *Node
	var ext extent
	var end int
	switch n.Kind {
	case yaml.MappingNode:
		v, ext, end = r.mapping(n, pos, depth)
	case yaml.SequenceNode:
		v, ext, end = r.sequence(n, pos, depth)
	default:
		v, end = r.scalar(n, pos, props)
		ext.size = 1
	}
	if r.refusal != nil {
		return nil, ext, end
	}
	if props.tagEnd > props.tagStart {
		if short != "" {
			v = r.function(short, v, props, end)
			ext.add(extent{size: 1})
			ext.height++
			ext.size++
		} else {
			r.checkTag(n, props)
		}
	}
	if n.Anchor != "" {
		r.anchors[n] = anchored{v, ext}
	}
	return v, ext, end
}

// hasKeysStart tells whether a map starts where its first key does, so that a
// tag or an anchor found there belongs to the key.
func hasKeysStart(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && len(n.Content) > 0 &&
		n.Line == n.Content[0].Line && n.Column == n.Content[0].Column
}

func (r *yamlReader) alias(n *yaml.Node, pos, depth int) (*Node, extent, int) {
	end := min(pos+1+len(n.Value), len(r.data))
	a, ok := r.anchors[n.Alias]
	switch {
	case !ok || a.node == nil:
		r.refuse(Unreadable, pos, end, "the alias stands inside the value that it repeats", "remove the alias")
	case depth+a.height > maxDepth:
		r.refuse(Unreadable, pos, end, tooDeep, "")
	}
	return a.node, a.extent, end
}

// properties are the places of a node's tag and anchor.
type properties struct {
	tagStart, tagEnd int
}

// properties skips the tag and the anchor in front of a node's content. What
// follows them is skipped too, unless the node has no content.
func (r *yamlReader) properties(n *yaml.Node, pos int) (properties, int) {
	var p properties
	var anchor bool
	empty := n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&^yaml.TaggedStyle == 0
	tag := !empty || n.Style&yaml.TaggedStyle != 0 || n.Anchor == ""
	for at := pos; at < len(r.data); at = r.gap(pos) {
		switch {
		case r.data[at] == '!' && tag:
			tag = false
			p.tagStart, pos = at, at
			for pos < len(r.data) && !isBlank(r.data, pos) {
				pos++
			}
			p.tagEnd = pos
			continue
		case r.data[at] == '&' && !anchor && n.Anchor != "":
			pos = min(at+1+len(n.Anchor), len(r.data))
			anchor = true
			continue
		}
		if !empty {
			pos = at
		}
		break
	}
	return p, pos
}

// bareTag tells whether a node without content has the tag `!`, which the
// library does not say. A tag on a later line may be that of the next key.
func (r *yamlReader) bareTag(n *yaml.Node, pos int) bool {
	at := r.gap(pos)
	if !r.at(at, '!') {
		return false
	}
	for r.lineAt < at {
		w := breakWidth(r.data, r.lineAt)
		if w > 0 {
			r.line++
		}
		r.lineAt += max(w, 1)
	}
	return n.Line == r.line+1
}

func (r *yamlReader) sequence(n *yaml.Node, pos, depth int) (*Node, extent, int) {
	v := r.slab.node(Node{Kind: List, Style: Block, src: r.src, start: int32(pos)})
	v.kids = r.slab.children()
	v.kids.items = r.slab.items(len(n.Content))
	ext := extent{size: 1}
	flow := n.Style&yaml.FlowStyle != 0
	if flow {
		v.Style = Flow
		pos++
	}
	for i, c := range n.Content {
		at := r.gap(pos)
		if flow {
			if i > 0 && r.at(at, ',') {
				at++
			}
		} else if r.at(at, '-') {
			at++
		}
		item, e, end := r.value(c, at, depth+1)
		if r.refusal != nil {
			return nil, ext, end
		}
		v.kids.items[i] = item
		ext.add(e)
		pos = end
	}
	if flow {
		pos = r.closing(pos, ']')
	}
	v.end = int32(pos)
	return v, ext, pos
}

func (r *yamlReader) mapping(n *yaml.Node, pos, depth int) (*Node, extent, int) {
	v := r.slab.node(Node{Kind: Map, Style: Block, src: r.src, start: int32(pos)})
	v.kids = r.slab.children()
	v.kids.fields = r.slab.fields(len(n.Content) / 2)[:0]
	ext := extent{size: 1}
	flow := n.Style&yaml.FlowStyle != 0
	// A pair within […] is a map of its own, without braces.
	braces := flow && r.at(pos, '{') && !hasKeysStart(n)
	if flow {
		v.Style = Flow
	}
	if braces {
		pos++
	}
	var merges []*Node
	mergeAt := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, c := n.Content[i], n.Content[i+1]
		at := r.gap(pos)
		if braces && i > 0 && r.at(at, ',') {
			at = r.gap(at + 1)
		}
		if r.at(at, '?') && (flow || isBlank(r.data, at+1)) {
			at++
		}
		key, _, end := r.value(k, at, depth+1)
		if r.refusal != nil {
			return nil, ext, end
		}
		at = end
		if colon := r.gap(end); r.at(colon, ':') && (flow || isBlank(r.data, colon+1)) {
			at = colon + 1
		}
		value, e, end := r.value(c, at, depth+1)
		if r.refusal != nil {
			return nil, ext, end
		}
		pos = end
		ext.add(e)
		ext.size = min(ext.size+1, maxExpanded+1)
		if isMerge(k) {
			if maps, ok := mergeable(value); ok {
				if merges == nil {
					mergeAt = len(v.Fields())
				}
				merges = append(merges, maps...)
				continue
			}
			r.problem(Structure, at, end, "the merge key `<<` needs a map or a list of maps", "use an alias of a map, as in `<<: *defaults`")
		}
		if key = r.key(key); key != nil {
			v.kids.fields = append(v.kids.fields, Field{key, value})
		}
	}
	if braces {
		pos = r.closing(pos, '}')
	}
	v.end = int32(pos)
	if merges == nil {
		r.problems = append(r.problems, v.dropDuplicates()...)
	} else {
		r.merge(v, merges, mergeAt)
	}
	if r.refusal != nil {
		return nil, ext, pos
	}
	v.seal()
	return v, ext, pos
}

// key makes the node of a map's key from what was read as a value: keys are
// text, whatever they look like.
func (r *yamlReader) key(k *Node) *Node {
	switch {
	case k.Kind == String:
		return k
	case k.Kind == List || k.Kind == Map:
		p := Problem{Kind: Structure, Message: "the key of a map is itself a " + k.Kind.String(), Hint: "put quotes around it if it is text", Range: k.Range()}
		r.problems = append(r.problems, p)
		return nil
	}
	// The node may be that of an anchor, which stays what it is as a value.
	c := r.slab.node(*k)
	c.Kind = String
	return c
}

// isMerge tells whether a key is the merge key of YAML 1.1.
func isMerge(k *yaml.Node) bool {
	return k.Kind == yaml.ScalarNode && k.Value == "<<" && k.Tag == "!!merge"
}

// mergeable gives the maps that a merge key brings in.
func mergeable(v *Node) ([]*Node, bool) {
	switch {
	case v.Kind == Map && !v.Short:
		return []*Node{v}, true
	case v.Kind == List:
		for _, item := range v.Items() {
			if item.Kind != Map || item.Short {
				return nil, false
			}
		}
		return v.Items(), len(v.Items()) > 0
	}
	return nil, false
}

// merge adds the fields of maps that v does not have itself, at index at. Of
// several maps with the same key, the first counts.
func (r *yamlReader) merge(v *Node, maps []*Node, at int) {
	tail := append([]Field(nil), v.Fields()[at:]...)
	own := Node{Kind: Map}
	own.setFields(v.Fields())
	r.problems = append(r.problems, own.dropDuplicates()...)
	taken := make(map[string]struct{}, len(own.Fields()))
	for _, f := range own.Fields() {
		taken[f.Key.Text] = struct{}{}
	}
	// The tail is found again by its first key, as duplicates are gone now.
	at = len(own.Fields())
	if len(tail) > 0 {
		for i := range own.Fields() {
			if own.Fields()[i].Key == tail[0].Key {
				at = i
				break
			}
		}
	}
	fields := append([]Field(nil), own.Fields()[:at]...)
	for _, m := range maps {
		if r.merged += len(m.Fields()); r.merged > maxExpanded {
			r.refuse(Unreadable, int(v.start), int(v.end), "YAML aliases expand to more than 1000000 values", "write fewer merge keys")
			return
		}
		for _, f := range m.Fields() {
			if _, ok := taken[f.Key.Text]; !ok {
				taken[f.Key.Text] = struct{}{}
				fields = append(fields, f)
			}
		}
	}
	v.setFields(append(fields, own.Fields()[at:]...))
}

// closing is the offset behind the bracket that ends a flow list or map whose
// last value ends at pos.
func (r *yamlReader) closing(pos int, bracket byte) int {
	pos = r.gap(pos)
	if r.at(pos, ',') {
		pos = r.gap(pos + 1)
	}
	if r.at(pos, bracket) {
		pos++
	}
	return pos
}

func (r *yamlReader) at(pos int, c byte) bool {
	return pos < len(r.data) && r.data[pos] == c
}

func (r *yamlReader) problem(kind ProblemKind, start, end int, message, hint string) {
	r.problems = append(r.problems, Problem{Kind: kind, Message: message, Hint: hint, Range: r.src.Range(start, end)})
}
