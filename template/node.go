package template

// Kind is the shape of a [Node].
type Kind uint8

// The kinds of a node. Numbers, booleans and null keep their text as written:
// CloudFormation treats `0123`, `2012-10-17` and `yes` as the text they are
// wherever a string is wanted.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Map
)

func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case List:
		return "list"
	default:
		return "map"
	}
}

// Style tells how a node is written, for those who point into it or edit it.
type Style uint8

// The styles of a node.
const (
	JSON         Style = iota // any JSON value
	Plain                     // YAML plain scalar
	SingleQuoted              // YAML '…'
	DoubleQuoted              // YAML "…"
	Literal                   // YAML | block
	Folded                    // YAML > block
	Block                     // YAML block map or list
	Flow                      // YAML {…} or […]
	Synthetic                 // made by expansion (short tag, SAM, Fn::ForEach); its range is that of what it stands for
)

// Node is one value of a template with its place in the file. JSON and YAML
// give the same tree: YAML short tags stand as the long form
// (`!Ref X` is the map {"Ref": "X"}), aliases and merge keys are followed.
//
// Nodes are not changed after loading and may be shared: an aliased value is
// one node that stands in several places.
type Node struct {
	Kind  Kind
	Style Style
	// Short is set on the map made from a YAML short tag such as `!Sub`.
	Short bool
	// The offsets in the source are small, because a file has millions of nodes.
	start, end int32
	// Text is the scalar's text after unquoting; empty for lists and maps.
	Text string

	src  *Source
	kids *children // nil for scalars, which four of five nodes are
}

// children are what is in a list or map. Those of a node that others see do not change.
type children struct {
	fields []Field
	items  []*Node
	index  map[string]int32 // of fields by key, for large maps only
}

// Fields are the entries of a map in their order in the file. A key stands once: a
// duplicate is reported as a problem, and the last one counts. It may be called on nil.
func (n *Node) Fields() []Field {
	if n == nil || n.kids == nil {
		return nil
	}
	return n.kids.fields
}

// Items are the elements of a list. It may be called on nil.
func (n *Node) Items() []*Node {
	if n == nil || n.kids == nil {
		return nil
	}
	return n.kids.items
}

// setFields makes other entries those of the map, which is not shared yet; copies of it
// keep the ones they have. [Node.seal] must follow.
func (n *Node) setFields(fields []Field) { n.kids = &children{fields: fields} }

// setItems makes other elements those of the list, as setFields does for a map.
func (n *Node) setItems(items []*Node) { n.kids = &children{items: items} }

// Field is an entry of a map.
type Field struct {
	Key   *Node
	Value *Node
}

// indexFrom is the map size from which a lookup by hash is quicker than a scan.
const indexFrom = 12

// NewNode makes a node that stands at the place of another one. SAM expansion
// and Fn::ForEach build trees with it.
func NewNode(kind Kind, text string, at *Node) *Node {
	n := &Node{Kind: kind, Text: text, Style: Synthetic}
	if at != nil {
		n.src, n.start, n.end = at.src, at.start, at.end
	}
	return n
}

// NewMap makes a map node at the place of another node from alternating keys
// and values: NewMap(at, "Type", NewString("AWS::IAM::Role", at)).
func NewMap(at *Node, pairs ...any) *Node {
	fields := make([]Field, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		v, _ := pairs[i+1].(*Node)
		if v == nil {
			continue
		}
		key, ok := pairs[i].(*Node)
		if !ok {
			text, _ := pairs[i].(string)
			key = NewString(text, v)
		}
		fields = append(fields, Field{key, v})
	}
	return NewFields(at, fields)
}

// NewFields makes a map node of its entries at the place of another node.
func NewFields(at *Node, fields []Field) *Node {
	n := NewNode(Map, "", at)
	n.setFields(fields)
	n.seal()
	return n
}

// NewString makes a string node at the place of another node.
func NewString(text string, at *Node) *Node { return NewNode(String, text, at) }

// NewList makes a list node at the place of another node.
func NewList(at *Node, items ...*Node) *Node {
	n := NewNode(List, "", at)
	n.setItems(items)
	return n
}

// With returns a copy of the map n in which key has the given value, replaced
// in place or added at the end. n is not changed.
func (n *Node) With(key string, value *Node) *Node {
	fields := make([]Field, 0, len(n.Fields())+1)
	found := false
	for _, f := range n.Fields() {
		if f.Key.Text == key {
			f.Value, found = value, true
		}
		fields = append(fields, f)
	}
	if !found {
		fields = append(fields, Field{NewString(key, value), value})
	}
	c := *n
	c.setFields(fields)
	c.seal()
	return &c
}

// Without returns a copy of the map n without the given keys. n is not changed.
func (n *Node) Without(keys ...string) *Node {
	fields := make([]Field, 0, len(n.Fields()))
next:
	for _, f := range n.Fields() {
		for _, k := range keys {
			if f.Key.Text == k {
				continue next
			}
		}
		fields = append(fields, f)
	}
	c := *n
	c.setFields(fields)
	c.seal()
	return &c
}

// seal builds the index of a large map; it must be called once Fields is
// complete, before the node is shared.
func (n *Node) seal() {
	if len(n.Fields()) < indexFrom {
		return
	}
	n.kids.index = make(map[string]int32, len(n.Fields()))
	for i, f := range n.Fields() {
		n.kids.index[f.Key.Text] = int32(i)
	}
}

// Get is the value of a map's key, or nil. It may be called on nil and on any
// kind of node.
func (n *Node) Get(key string) *Node {
	if f := n.field(key); f != nil {
		return f.Value
	}
	return nil
}

// Key is the node of a map's key itself, or nil.
func (n *Node) Key(key string) *Node {
	if f := n.field(key); f != nil {
		return f.Key
	}
	return nil
}

func (n *Node) field(key string) *Field {
	if n == nil || n.Kind != Map || n.kids == nil {
		return nil
	}
	if n.kids.index != nil {
		if i, ok := n.kids.index[key]; ok {
			return &n.Fields()[i]
		}
		return nil
	}
	for i := len(n.Fields()) - 1; i >= 0; i-- {
		if n.Fields()[i].Key.Text == key {
			return &n.Fields()[i]
		}
	}
	return nil
}

// At follows a path from n: strings are keys, ints are indexes. It gives nil
// where the path leads nowhere.
func (n *Node) At(path ...any) *Node {
	for _, e := range path {
		switch e := e.(type) {
		case string:
			n = n.Get(e)
		case int:
			if n == nil || n.Kind != List || e < 0 || e >= len(n.Items()) {
				return nil
			}
			n = n.Items()[e]
		}
		if n == nil {
			return nil
		}
	}
	return n
}

// IsScalar tells whether the node is a string, number or boolean.
func (n *Node) IsScalar() bool {
	return n != nil && (n.Kind == String || n.Kind == Number || n.Kind == Bool)
}

// Scalar is the text of a scalar node, "" for anything else.
func (n *Node) Scalar() string {
	if n.IsScalar() {
		return n.Text
	}
	return ""
}

// Intrinsic tells whether the node is a function call, that is a map of the
// one key Ref, Condition or Fn::…, and gives the function's long name and its
// argument.
func (n *Node) Intrinsic() (name string, arg *Node) {
	if n == nil || n.Kind != Map || len(n.Fields()) != 1 {
		return "", nil
	}
	k := n.Fields()[0].Key.Text
	if k == "Ref" || (len(k) > 4 && k[:4] == "Fn::") {
		return k, n.Fields()[0].Value
	}
	return "", nil
}

// Source is the file that the node stands in; nil for a node without a place.
func (n *Node) Source() *Source {
	if n == nil {
		return nil
	}
	return n.src
}

// Range is the node's place in its file.
func (n *Node) Range() Range {
	if n == nil || n.src == nil {
		return Range{}
	}
	return n.src.Range(int(n.start), int(n.end))
}

// Offsets are the node's first byte and the one behind its last, in the
// source's data.
func (n *Node) Offsets() (start, end int) {
	if n == nil {
		return 0, 0
	}
	return int(n.start), int(n.end)
}

// Walk calls visit for n and everything below it, parents first, with the
// path from n; visit returns false to leave out what is below. The path is
// reused between calls: Append or copy it to keep it.
func (n *Node) Walk(visit func(path Path, n *Node) bool) {
	n.walk(nil, visit)
}

func (n *Node) walk(path Path, visit func(Path, *Node) bool) {
	if n == nil || !visit(path, n) {
		return
	}
	for i := range n.Fields() {
		n.Fields()[i].Value.walk(append(path, n.Fields()[i].Key.Text), visit)
	}
	for i := range n.Items() {
		n.Items()[i].walk(append(path, i), visit)
	}
}
