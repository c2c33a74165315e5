package template

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ValueKind is the shape of a [Value].
type ValueKind uint8

// The kinds of a value.
const (
	// UnknownValue: nothing is known; Why says the reason.
	UnknownValue ValueKind = iota
	// AbsentValue: the property is not there (AWS::NoValue, or not written).
	AbsentValue
	// ScalarValue: text made of Parts. Numbers and booleans are text too.
	ScalarValue
	// ListValue and MapValue: see Elems, Get and Keys.
	ListValue
	MapValue
	// ChoiceValue: one of several values, see Alternatives.
	ChoiceValue
)

// Value is what is known of a property when the functions in it are
// evaluated. A value is not changed once it is made.
type Value struct {
	Kind ValueKind
	// Node is what was evaluated, as written; its range is where the value
	// stands. Nil for a value that is not written anywhere.
	Node *Node
	// Parts make up a scalar in order. A plain literal is one part.
	Parts []Part
	// Why says in a few words why a value is unknown.
	Why string
	// Base64 is set on a scalar that Fn::Base64 encodes; Parts are the text
	// before that.
	Base64 bool

	stack *Stack
	elems []*Value      // list made by a function; nil: Node.Items
	alts  []Alternative // ChoiceValue
}

// Alternative is one of the values that a ChoiceValue may have.
type Alternative struct {
	// When are the guards that hold together for this value.
	When  []Guard
	Value *Value
}

// Guard is a circumstance that decides between alternatives: a condition of a
// stack ("IsProd is true") or the key of a mapping.
type Guard struct {
	What  string // "<stack key>?<condition>" or "<stack key>#<mapping>.<n>"
	Equal string // "true", "false" or the mapping's key
}

// PartKind tells what a [Part] of a scalar is.
type PartKind uint8

// The kinds of parts.
const (
	// UnknownPart: text that the templates do not tell; Text says why.
	UnknownPart PartKind = iota
	// LiteralPart: Text, as it stands at Offset of Node.Text.
	LiteralPart
	// RefPart: Ref of a resource (Attr is ""), or an attribute of it.
	RefPart
	// ParamPart: a template parameter that has no known value.
	ParamPart
	// PseudoPart: AWS::Region and the like, where not known; Text is the name.
	PseudoPart
	// DynamicPart: a {{resolve:…}} reference; see Dynamic.
	DynamicPart
	// ImportPart: Fn::ImportValue of an export that is not in the program; Text
	// is its name as far as it is known.
	ImportPart
	// DerivedPart: cut or computed from a resource's Ref or attribute (Fn::Split,
	// Fn::Select); Resource and Attr tell of which.
	DerivedPart
)

// Part is a piece of a scalar.
type Part struct {
	Kind PartKind
	Text string
	// Node is the scalar that holds a literal or the name of what is referred
	// to; Offset is where in Node.Text a literal begins. Node.Text[Offset:] need
	// not start with Text when the literal was computed (Fn::Split, Fn::Length).
	Node   *Node
	Offset int

	// Resource is what a RefPart or DerivedPart refers to, and Attr its
	// attribute. A reference to a SecretTargetAttachment is one to its secret:
	// then Resource is the secret and Via the attachment.
	Resource *Resource
	Attr     string
	Via      *Resource

	// Stack is the one whose name, region and so on a PseudoPart is.
	Stack *Stack

	// Param is the parameter of a ParamPart, and of a LiteralPart whose text
	// came in through it: Origin tells how.
	Param   *Parameter
	Origin  Origin
	Dynamic *DynamicRef
}

// Origin tells how a literal came to the place where it is used.
type Origin uint8

// The origins of a literal.
const (
	// Direct: written in place, or within a function in place.
	Direct Origin = iota
	// FromDefault: the Default of a parameter; a deployment may change it.
	FromDefault
	// FromGiven: a parameter's value given by the user or by the manifest.
	FromGiven
	// FromMapping: an entry of a mapping.
	FromMapping
	// FromParent: the value that a parent stack passes for a parameter.
	FromParent
)

// String names the origin for facts and messages.
func (o Origin) String() string {
	return [...]string{"direct", "default", "given", "mapping", "parent"}[o]
}

var absent = &Value{Kind: AbsentValue}

// Absent is the value of what is not there.
func Absent() *Value { return absent }

func unknown(n *Node, why string) *Value {
	return &Value{Kind: UnknownValue, Node: n, Why: why}
}

func scalar(n *Node, parts ...Part) *Value {
	return &Value{Kind: ScalarValue, Node: n, Parts: parts}
}

// Alternatives lists the values that v may have; a value that is no choice is
// its own only alternative.
func (v *Value) Alternatives() []Alternative {
	if v == nil {
		return nil
	}
	if v.Kind == ChoiceValue {
		return v.alts
	}
	return []Alternative{{Value: v}}
}

// Literal is the text of a scalar that is wholly known. For a choice, list,
// map or anything not wholly known ok is false.
func (v *Value) Literal() (text string, ok bool) {
	if v == nil || v.Kind != ScalarValue {
		return "", false
	}
	if len(v.Parts) == 1 && v.Parts[0].Kind == LiteralPart {
		return v.Parts[0].Text, true
	}
	var b strings.Builder
	for i := range v.Parts {
		if v.Parts[i].Kind != LiteralPart {
			return "", false
		}
		b.WriteString(v.Parts[i].Text)
	}
	return b.String(), true
}

// Text is the scalar's text with every part that is not literal replaced by
// gap. Offsets can be traced back by [Value.PartAt] when gap has one byte.
func (v *Value) Text(gap string) string {
	if v == nil || v.Kind != ScalarValue {
		return ""
	}
	if len(v.Parts) == 1 && v.Parts[0].Kind == LiteralPart {
		return v.Parts[0].Text
	}
	var b strings.Builder
	for i := range v.Parts {
		if v.Parts[i].Kind == LiteralPart {
			b.WriteString(v.Parts[i].Text)
		} else {
			b.WriteString(gap)
		}
	}
	return b.String()
}

// Canonical is the value as a text that is the same for two values exactly when
// they say the same: references stand as ${stack key#logical
// id.attribute}, the keys of maps in the order of the alphabet. What is unknown is
// the same as nothing else: its place is part of the text. It is for comparison, not
// for people, and holds literals as they are.
func (v *Value) Canonical() string {
	var b strings.Builder
	v.canonical(&b, 0)
	return b.String()
}

const deepestCanonical = 100

func (v *Value) canonical(b *strings.Builder, depth int) {
	if depth > deepestCanonical {
		b.WriteString("<deep>")
		return
	}
	switch v.Kind {
	case AbsentValue:
	case ScalarValue:
		canonicalParts(b, v.Parts)
	case ListValue:
		b.WriteByte('[')
		for _, e := range v.Elems() {
			e.canonical(b, depth+1)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case MapValue:
		b.WriteByte('{')
		keys := v.Keys()
		slices.SortStableFunc(keys, func(a, b *Node) int { return cmp.Compare(a.Text, b.Text) })
		for _, k := range keys {
			if e := v.Get(k.Text); e.Kind != AbsentValue {
				b.WriteString(strconv.Quote(k.Text) + ":")
				e.canonical(b, depth+1)
				b.WriteByte(',')
			}
		}
		b.WriteByte('}')
	case ChoiceValue:
		b.WriteString("<one of")
		for _, a := range v.alts {
			for _, g := range a.When {
				b.WriteString(" " + g.What + "=" + g.Equal)
			}
			b.WriteByte(' ')
			a.Value.canonical(b, depth+1)
		}
		b.WriteByte('>')
	default:
		fmt.Fprintf(b, "<unknown %p>", v.Node)
	}
}

// canonicalParts writes literals that follow one another as one.
func canonicalParts(b *strings.Builder, parts []Part) {
	literal := ""
	for i := range parts {
		if p := &parts[i]; p.Kind == LiteralPart {
			literal += p.Text
			if i < len(parts)-1 {
				continue
			}
		}
		if literal != "" {
			b.WriteString(strconv.Quote(literal))
			literal = ""
		}
		parts[i].canonical(b)
	}
}

func (p *Part) canonical(b *strings.Builder) {
	switch p.Kind {
	case LiteralPart:
	case RefPart:
		b.WriteString("${" + p.Resource.Key() + "." + p.Attr + "}")
	case ParamPart:
		b.WriteString("${" + p.Param.Stack.Key + "#" + p.Param.Name + "}")
	case PseudoPart:
		if p.ofStack() {
			b.WriteString("${" + p.Stack.Key + " " + p.Text + "}")
			return
		}
		b.WriteString("${" + p.Text + "}")
	case DynamicPart:
		b.WriteString("{{" + p.Dynamic.Service + ":")
		canonicalParts(b, p.Dynamic.ID)
		fmt.Fprintf(b, " %q %q %q}}", p.Dynamic.Key, p.Dynamic.Stage, p.Dynamic.Version)
	case ImportPart:
		b.WriteString("${import " + p.Text + "}")
	default:
		fmt.Fprintf(b, "<%d %p %d>", p.Kind, p.Node, p.Offset)
	}
}

// PartAt finds the part that holds a byte of Text(gap), and the byte's offset
// within that part's text.
func (v *Value) PartAt(offset, gap int) (part *Part, within int) {
	for i := range v.Parts {
		n := gap
		if v.Parts[i].Kind == LiteralPart {
			n = len(v.Parts[i].Text)
		}
		if offset < n {
			return &v.Parts[i], offset
		}
		offset -= n
	}
	return nil, 0
}

// HasLiteral tells whether any part of a scalar is literal text other than
// white space.
func (v *Value) HasLiteral() bool {
	for i := range v.Parts {
		if v.Parts[i].Kind == LiteralPart && strings.TrimSpace(v.Parts[i].Text) != "" {
			return true
		}
	}
	return false
}

// Single gives the resource reference that a scalar wholly is: one RefPart and
// nothing else.
func (v *Value) Single() (Part, bool) {
	if v != nil && v.Kind == ScalarValue && len(v.Parts) == 1 && v.Parts[0].Kind == RefPart {
		return v.Parts[0], true
	}
	return Part{}, false
}

// Get is the value of a map's key. For a choice it is the choice of what the
// alternatives have there; unknown stays unknown; anything else has nothing.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return absent
	}
	switch v.Kind {
	case MapValue:
		n := v.Node.Get(key)
		if n == nil {
			return absent
		}
		return v.stack.Eval(n)
	case ChoiceValue:
		return v.each(func(a *Value) *Value { return a.Get(key) })
	case UnknownValue:
		return unknown(v.Node, v.Why)
	}
	return absent
}

// At follows keys and indexes through Get and Elems.
func (v *Value) At(path ...any) *Value {
	for _, e := range path {
		switch e := e.(type) {
		case string:
			v = v.Get(e)
		case int:
			elems := v.Elems()
			if v != nil && v.Kind == UnknownValue {
				return v
			}
			if e < 0 || e >= len(elems) {
				return absent
			}
			v = elems[e]
		}
	}
	return v
}

// Visit follows a path through the value and calls visit for everything that it
// leads to, with the path to it and the value that holds it. "*" stands for every
// element of a list or map, "{}" for every key of a map. Of alternatives each is
// followed.
func (v *Value) Visit(path []string, visit func(v *Value, at Path, parent *Value)) {
	v.follow(path, Path{}, nil, visit)
}

func (v *Value) follow(rest []string, at Path, parent *Value, visit func(*Value, Path, *Value)) {
	if len(rest) == 0 {
		visit(v, at, parent)
		return
	}
	for _, a := range v.Alternatives() {
		v := a.Value
		if rest[0] == "*" {
			for i, e := range v.Elems() {
				e.follow(rest[1:], at.Append(i), v, visit)
			}
		}
		if rest[0] == "*" || rest[0] == "{}" {
			for _, k := range v.Keys() {
				v.Get(k.Text).follow(rest[1:], at.Append(k.Text), v, visit)
			}
			continue
		}
		if e := v.Get(rest[0]); e.Kind != AbsentValue {
			e.follow(rest[1:], at.Append(rest[0]), v, visit)
		}
	}
}

// Elems are the elements of a list; elements that are absent (AWS::NoValue)
// are left out. It is nil for anything that is no list.
func (v *Value) Elems() []*Value {
	if v == nil || v.Kind != ListValue {
		return nil
	}
	if v.elems != nil {
		return v.elems
	}
	elems := make([]*Value, 0, len(v.Node.Items()))
	for _, item := range v.Node.Items() {
		e := v.stack.Eval(item)
		if e.Kind == AbsentValue {
			continue
		}
		elems = append(elems, e)
	}
	return elems
}

// Keys are a map's keys in their order.
func (v *Value) Keys() []*Node {
	if v == nil || v.Kind != MapValue {
		return nil
	}
	keys := make([]*Node, len(v.Node.Fields()))
	for i, f := range v.Node.Fields() {
		keys[i] = f.Key
	}
	return keys
}

// each makes the choice of f over all alternatives.
func (v *Value) each(f func(*Value) *Value) *Value {
	if v.Kind != ChoiceValue {
		return f(v)
	}
	alts := make([]Alternative, 0, len(v.alts))
	for _, a := range v.alts {
		alts = append(alts, Alternative{a.When, f(a.Value)})
	}
	return choice(v.Node, alts)
}

// mostAlternatives bounds a choice; beyond it a value counts as unknown.
const mostAlternatives = 64

// choice makes a value of alternatives: nested choices are made flat and
// contradictory ones left out.
func choice(n *Node, alts []Alternative) *Value {
	flat := make([]Alternative, 0, len(alts))
	for _, a := range alts {
		for _, b := range a.Value.Alternatives() {
			when, ok := joinGuards(a.When, b.When)
			if ok {
				flat = append(flat, Alternative{when, b.Value})
			}
		}
		if len(flat) > mostAlternatives {
			return unknown(n, "more alternatives than are followed")
		}
	}
	if len(flat) == 1 {
		return flat[0].Value
	}
	if len(flat) == 0 {
		return unknown(n, "no alternative is possible")
	}
	return &Value{Kind: ChoiceValue, Node: n, alts: flat}
}

// joinGuards is the conjunction of two sets of guards; ok is false when they
// cannot hold together.
func joinGuards(a, b []Guard) (joined []Guard, ok bool) {
	if len(a) == 0 {
		return b, true
	}
	if len(b) == 0 {
		return a, true
	}
	joined = slices.Clone(a)
next:
	for _, g := range b {
		for _, h := range a {
			if g.What == h.What {
				if g.Equal != h.Equal {
					return nil, false
				}
				continue next
			}
		}
		joined = append(joined, g)
	}
	slices.SortFunc(joined, func(a, b Guard) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Equal, b.Equal))
	})
	return joined, true
}

// same tells whether two values are certainly equal or certainly different.
// Text that came from a parameter's default is not certain: a deployment may
// give another.
func same(a, b *Value) Truth {
	if a.Kind != ScalarValue || b.Kind != ScalarValue {
		return Unknown
	}
	if slices.EqualFunc(a.Parts, b.Parts, samePart) {
		return True
	}
	if s, ok := certain(a); ok {
		if t, ok := certain(b); ok {
			return TruthOf(s == t)
		}
	}
	return Unknown
}

func samePart(p, q Part) bool {
	if p.Kind != q.Kind || p.Origin == FromDefault != (q.Origin == FromDefault) {
		return false
	}
	switch p.Kind {
	case LiteralPart:
		return p.Text == q.Text && p.Param == q.Param
	case RefPart:
		return p.Resource == q.Resource && p.Attr == q.Attr
	case ParamPart:
		return p.Param == q.Param
	case PseudoPart:
		return p.Text == q.Text && (p.Stack == q.Stack || !p.ofStack())
	}
	return false
}

// ofStack tells whether a pseudo parameter is another one in each stack of a program; where
// they are deployed to is the same, as the CDK takes it.
func (p *Part) ofStack() bool {
	return p.Stack != nil && (p.Text == "AWS::StackName" || p.Text == "AWS::StackId" || p.Text == "AWS::NotificationARNs")
}

func certain(v *Value) (string, bool) {
	for i := range v.Parts {
		if v.Parts[i].Origin == FromDefault {
			return "", false
		}
	}
	return v.Literal()
}
