package template

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
)

// shape reads a template's sections into the stack. What is not shaped like a
// template is a problem; the rest is kept. It gives false when nothing of the
// template could be used.
func (l *loader) shape(s *Stack, src *Source, root *Node) bool {
	report := func(at *Node, message, hint string) {
		l.asm.Problems = append(l.asm.Problems, Problem{Kind: Structure, Message: message, Hint: hint, Range: at.Range(), Stack: s})
	}
	s.Source, s.Raw, s.Root = src, root, root
	s.eval = newEvaluator()
	s.Resources, s.Parameters, s.Outputs, s.Conditions = map[string]*Resource{}, map[string]*Parameter{}, map[string]*Output{}, map[string]*Node{}
	if root.Kind != Map {
		report(root, fmt.Sprintf("the template is a %s, not a map", root.Kind), "a template has Resources at its top level")
		return false
	}
	s.Transforms = transforms(root.Get("Transform"))
	s.parameters(root, l.opts, report)

	origin := map[string]string{}
	if bytes.Contains(src.Data, []byte("Fn::ForEach")) {
		expanded, problems := expandForEach(s.Root, s.loopItems)
		s.Root = expanded
		l.add(s, problems)
	}
	if s.HasTransform("AWS::Serverless-") {
		result := expandSAM(s.Root)
		s.Root, origin = result.Root, result.Origin
		l.add(s, result.Problems)
	}
	s.section("Conditions", report, func(f Field) { s.Conditions[f.Key.Text] = f.Value })
	if m := s.Root.Get("Mappings"); m != nil {
		s.section("Mappings", report, func(Field) {})
		s.Mappings = m
	}
	s.outputs(report)
	s.resources(origin, report)
	return true
}

func (l *loader) add(s *Stack, problems []Problem) {
	for _, p := range problems {
		p.Stack = s
		l.asm.Problems = append(l.asm.Problems, p)
	}
}

func transforms(n *Node) []string {
	var names []string
	add := func(n *Node) {
		if n.IsScalar() {
			names = append(names, n.Text)
		} else if name := n.Get("Name"); name.IsScalar() {
			names = append(names, name.Text)
		}
	}
	if n != nil && n.Kind == List {
		for _, item := range n.Items() {
			add(item)
		}
		return names
	}
	add(n)
	return names
}

// HasTransform tells whether the template names a transform that begins with
// prefix.
func (s *Stack) HasTransform(prefix string) bool {
	for _, t := range s.Transforms {
		if strings.HasPrefix(t, prefix) {
			return true
		}
	}
	return false
}

// Rewritten tells whether a macro may change the template in ways that are not
// known, so that what is not in it may yet be there when it is deployed.
func (s *Stack) Rewritten() bool {
	for _, t := range s.Transforms {
		if !strings.HasPrefix(t, "AWS::") {
			return true
		}
	}
	return bytes.Contains(s.Source.Data, []byte("AWS::Include"))
}

// loopItems resolves the collection of a Fn::ForEach to its items.
func (s *Stack) loopItems(n *Node) ([]*Node, bool) {
	if s.Mappings == nil {
		s.Mappings = s.Root.Get("Mappings")
	}
	v := s.Eval(n)
	if v.Kind != ListValue {
		return nil, false
	}
	items := make([]*Node, 0, len(v.Elems()))
	for _, e := range v.Elems() {
		text, ok := e.Literal()
		if !ok {
			return nil, false
		}
		items = append(items, NewString(text, e.Parts[0].Node))
	}
	return items, true
}

// section visits the entries of a top-level map.
func (s *Stack) section(name string, report func(*Node, string, string), visit func(Field)) {
	n := s.Root.Get(name)
	if n == nil || n.Kind == Null {
		return
	}
	if n.Kind != Map {
		report(n, fmt.Sprintf("%s is a %s, not a map", name, n.Kind), "")
		return
	}
	for _, f := range n.Fields() {
		visit(f)
	}
}

func (s *Stack) parameters(root *Node, opts *Options, report func(*Node, string, string)) {
	s.section("Parameters", report, func(f Field) {
		if f.Value.Kind != Map {
			report(f.Value, fmt.Sprintf("parameter %q is a %s, not a map", shorten(f.Key.Text), f.Value.Kind), "")
			return
		}
		s.Parameters[f.Key.Text] = &Parameter{
			Stack: s, Name: f.Key.Text, Node: f.Value,
			Type:    f.Value.Get("Type").Scalar(),
			Default: f.Value.Get("Default"),
			NoEcho:  strings.EqualFold(f.Value.Get("NoEcho").Scalar(), "true"),
		}
	})
	for name, value := range opts.Parameters {
		if s.Parameters[name] == nil {
			continue
		}
		if s.given == nil {
			s.given = map[string]string{}
		} else {
			copied := make(map[string]string, len(s.given)+1)
			for k, v := range s.given {
				copied[k] = v
			}
			s.given = copied
		}
		s.given[name] = value
	}
}

func (s *Stack) outputs(report func(*Node, string, string)) {
	s.section("Outputs", report, func(f Field) {
		if f.Value.Kind != Map {
			report(f.Value, fmt.Sprintf("output %q is a %s, not a map", shorten(f.Key.Text), f.Value.Kind), "")
			return
		}
		s.Outputs[f.Key.Text] = &Output{
			Stack: s, Name: f.Key.Text, Node: f.Value,
			Value: f.Value.Get("Value"), Export: f.Value.At("Export", "Name"),
			Condition: f.Value.Get("Condition").Scalar(),
		}
	})
}

func (s *Stack) resources(origin map[string]string, report func(*Node, string, string)) {
	s.section("Resources", report, func(f Field) {
		id := f.Key.Text
		if strings.HasPrefix(id, "Fn::") { // a loop or macro that could not be expanded
			return
		}
		if f.Value.Kind != Map {
			report(f.Value, fmt.Sprintf("resource %q is a %s, not a map", shorten(id), f.Value.Kind), "a resource has a Type and Properties")
			return
		}
		kind := f.Value.Get("Type")
		if kind == nil || kind.IsScalar() && kind.Text == "" || kind.Kind == Null {
			report(f.Key, fmt.Sprintf("resource %q has no Type", shorten(id)), "")
			return
		}
		if !kind.IsScalar() {
			report(kind, fmt.Sprintf("the Type of resource %q is a %s, not text", shorten(id), kind.Kind), "")
			return
		}
		props := f.Value.Get("Properties")
		if props != nil && props.Kind != Map {
			if props.Kind != Null {
				report(props, fmt.Sprintf("Properties of resource %q is a %s, not a map", shorten(id), props.Kind), "")
			}
			props = nil
		}
		r := &Resource{
			Stack: s, ID: id, Type: kind.Text, Node: f.Value, Properties: props,
			Condition: f.Value.Get("Condition").Scalar(), Origin: origin[id],
			ConstructPath: f.Value.At("Metadata", "aws:cdk:path").Scalar(),
		}
		if c := s.constructs[id]; c != nil {
			if r.ConstructPath == "" {
				r.ConstructPath = c.Path
			}
			r.Source = c.Source
		}
		s.Resources[id] = r
		s.Order = append(s.Order, r)
	})
}

// PropertySource is where the author's code set a property of a resource, or
// made the resource where that is not known; nil when neither is.
func (r *Resource) PropertySource(name string) *SourcePos {
	if c := r.Stack.constructs[r.ID]; c != nil {
		if p := c.Properties[name]; p != nil {
			return p
		}
	}
	return r.Source
}

// ConstructOf is the construct path of any element of the template (a
// parameter, an output), "" where it is not known.
func (s *Stack) ConstructOf(id string) (path string, at *SourcePos) {
	if r := s.Resources[id]; r != nil {
		return r.ConstructPath, r.Source
	}
	if c := s.constructs[id]; c != nil {
		return c.Path, c.Source
	}
	return "", nil
}

// acknowledged collects what was acknowledged on a construct and those above
// it, closest first.
func (s *Stack) acknowledged(id, constructPath string) []Acknowledgement {
	if len(s.acks) == 0 {
		return nil
	}
	if constructPath == "" {
		if c := s.constructs[id]; c != nil {
			constructPath = c.Path
		}
	}
	var found []Acknowledgement
	for p := constructPath; p != ""; {
		found = append(found, s.acks[p]...)
		i := strings.LastIndexByte(p, '/')
		if i < 0 {
			break
		}
		p = p[:i]
	}
	return found
}

// Acknowledgements are all that the author's code acknowledged in the stack, by
// construct path.
func (s *Stack) Acknowledgements() []Acknowledgement {
	paths := make([]string, 0, len(s.acks))
	for p := range s.acks {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	var all []Acknowledgement
	for _, p := range paths {
		all = append(all, s.acks[p]...)
	}
	return all
}

// Lookup finds the node at a path from the template's root, as it takes effect
// after expansion. Where the path leads nowhere, the nearest node above it is
// given and exact is false.
func (s *Stack) Lookup(path Path) (n *Node, exact bool) {
	n = s.Root
	for i, e := range path {
		next := n.At(e)
		if next == nil {
			if key, ok := e.(string); ok && i == len(path)-1 {
				if k := n.Key(key); k != nil {
					return k, true
				}
			}
			return n, false
		}
		n = next
	}
	return n, true
}

// PathOf is the path, in the template as it is written, of the innermost value
// that a byte offset of the source lies in.
func (s *Stack) PathOf(offset int) Path {
	var path Path
	n := s.Raw
	for n != nil {
		var next *Node
		if f := n.fieldAt(offset); f != nil {
			path = append(path, f.Key.Text)
			if inside(f.Key, offset) {
				return path
			}
			next = f.Value
		} else if i := n.itemAt(offset); i >= 0 {
			path = append(path, i)
			next = n.Items()[i]
		}
		n = next
	}
	return path
}

// fieldAt is the first entry of a map whose key or value a byte offset of the
// source lies in, nil when there is none. Large maps are searched by halves
// first: the places of thousands of values are asked for one by one. Merge keys
// bring in entries that are not in order, so that what is not found is looked
// for once more.
func (n *Node) fieldAt(offset int) *Field {
	holds := func(f *Field) bool { return inside(f.Key, offset) || inside(f.Value, offset) }
	if len(n.Fields()) >= indexFrom {
		i := sort.Search(len(n.Fields()), func(i int) bool { return int(n.Fields()[i].Key.start) > offset })
		if i > 0 && holds(&n.Fields()[i-1]) {
			return &n.Fields()[i-1]
		}
	}
	for i := range n.Fields() {
		if holds(&n.Fields()[i]) {
			return &n.Fields()[i]
		}
	}
	return nil
}

// itemAt is the index of the first element of a list that a byte offset of the
// source lies in, -1 when there is none.
func (n *Node) itemAt(offset int) int {
	for i, item := range n.Items() {
		if inside(item, offset) {
			return i
		}
	}
	return -1
}

func inside(n *Node, offset int) bool {
	return n != nil && int(n.start) <= offset && offset < int(max(n.end, n.start+1))
}

// LookupRaw finds the node at a path of the template as it is written.
func (s *Stack) LookupRaw(path Path) (*Node, bool) {
	n := s.Raw.At(path...)
	return n, n != nil
}

// KeyRange is the place of the last key of a path that is there: the name of
// the element or property rather than its whole value. A path that leads
// further than the template gives the last key on the way.
func (s *Stack) KeyRange(path Path) Range {
	for _, root := range []*Node{s.Root, s.Raw} {
		var at Range
		depth := 0
		n := root
		for i, e := range path {
			key, isKey := e.(string)
			next := n.At(e)
			if next == nil {
				break
			}
			if isKey {
				at = n.Key(key).Range()
			} else {
				at = next.Range()
			}
			n, depth = next, i+1
		}
		if depth >= 2 || root == s.Raw {
			return at
		}
	}
	return Range{}
}
