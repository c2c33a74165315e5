package template

import (
	"crypto/sha1" //nolint:gosec // SAM's logical ids hold a SHA-1; it guards nothing
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// samNode turns a Go value into a node at the place of another node. Nodes
// stay what they are; what is absent (nil) stays absent.
func samNode(at *Node, v any) *Node {
	switch v := v.(type) {
	case *Node:
		return v
	case string:
		return NewString(v, at)
	case bool:
		return NewNode(Bool, strconv.FormatBool(v), at)
	case int:
		return NewNode(Number, strconv.Itoa(v), at)
	case []string:
		items := make([]*Node, len(v))
		for i, s := range v {
			items[i] = NewString(s, at)
		}
		return NewList(at, items...)
	case []*Node:
		return NewList(at, v...)
	case samFields:
		return v.node(at)
	}
	return nil
}

// samMap makes a map at the place of another node from alternating keys and
// values; keys whose value is absent are left out.
func samMap(at *Node, pairs ...any) *Node {
	var fs samFields
	for i := 0; i+1 < len(pairs); i += 2 {
		key, _ := pairs[i].(string)
		fs.set(at, key, pairs[i+1])
	}
	return fs.node(at)
}

// samFields are the entries of a map that is being made.
type samFields []Field

// set adds an entry or replaces its value; nothing happens when v is absent.
func (fs *samFields) set(at *Node, key string, v any) {
	n := samNode(at, v)
	if n == nil {
		return
	}
	for i := range *fs {
		if (*fs)[i].Key.Text == key {
			(*fs)[i].Value = n
			return
		}
	}
	*fs = append(*fs, Field{NewString(key, at), n})
}

// take adds an entry as it is written in the source, with its key's place.
func (fs *samFields) take(f Field) {
	for i := range *fs {
		if (*fs)[i].Key.Text == f.Key.Text {
			(*fs)[i] = f
			return
		}
	}
	*fs = append(*fs, f)
}

func (fs *samFields) remove(key string) {
	*fs = slices.DeleteFunc(*fs, func(f Field) bool { return f.Key.Text == key })
}

func (fs samFields) get(key string) *Node {
	for i := range fs {
		if fs[i].Key.Text == key {
			return fs[i].Value
		}
	}
	return nil
}

func (fs samFields) node(at *Node) *Node {
	return NewFields(at, slices.Clone(fs))
}

func samRef(at *Node, id string) *Node { return samMap(at, "Ref", id) }

func samGetAtt(at *Node, id, attribute string) *Node {
	return samMap(at, "Fn::GetAtt", []string{id, attribute})
}

// samSub makes an Fn::Sub with the variables given as alternating names and
// values.
func samSub(at *Node, text string, variables ...any) *Node {
	if len(variables) == 0 {
		return samMap(at, "Fn::Sub", text)
	}
	return samMap(at, "Fn::Sub", []*Node{NewString(text, at), samMap(at, variables...)})
}

func samIf(at *Node, condition, yes, no *Node) *Node {
	return samMap(at, "Fn::If", []*Node{condition, yes, no})
}

func samNoValue(at *Node) *Node { return samRef(at, "AWS::NoValue") }

// samStatement makes an Allow statement.
func samStatement(at *Node, action, resource any) *Node {
	return samMap(at, "Action", action, "Effect", "Allow", "Resource", resource)
}

// samInline makes an entry of a role's Policies.
func samInline(at *Node, name string, statements ...*Node) *Node {
	return samMap(at, "PolicyName", name, "PolicyDocument", samMap(at, "Version", "2012-10-17", "Statement", statements))
}

// samTrust makes the trust policy of a role for one service.
func samTrust(at *Node, service string) *Node {
	return samMap(at, "Version", "2012-10-17", "Statement", []*Node{
		samMap(at, "Action", []string{"sts:AssumeRole"}, "Effect", "Allow", "Principal", samMap(at, "Service", []string{service})),
	})
}

// samTruthy tells whether a value counts as given: SAM passes over empty ones.
func samTruthy(n *Node) bool {
	if n == nil {
		return false
	}
	switch n.Kind {
	case Null:
		return false
	case Bool:
		return samTrue(n)
	case Map:
		return len(n.Fields()) > 0
	case List:
		return len(n.Items()) > 0
	case Number:
		return n.Text != "0"
	}
	return n.Text != ""
}

// samTrue tells whether a value is a literal true.
func samTrue(n *Node) bool {
	if n == nil || (n.Kind != Bool && n.Kind != String) {
		return false
	}
	switch strings.ToLower(n.Text) {
	case "true", "yes", "on":
		return true
	}
	return false
}

// samText is the text of a literal string, "" for anything else.
func samText(n *Node) string {
	if n != nil && n.Kind == String {
		return n.Text
	}
	return ""
}

// given is a map's entry unless it is absent or null, which SAM treats alike.
func given(n *Node, key string) *Node {
	v := n.Get(key)
	if v == nil || v.Kind == Null {
		return nil
	}
	return v
}

// samIntrinsic tells whether the node is a function call.
func samIntrinsic(n *Node) bool {
	name, _ := n.Intrinsic()
	return name != "" || (n != nil && n.Kind == Map && len(n.Fields()) == 1 && n.Fields()[0].Key.Text == "Condition")
}

// samIfParts are the three arguments of an Fn::If.
func samIfParts(n *Node) (condition, yes, no *Node, ok bool) {
	if name, arg := n.Intrinsic(); name == "Fn::If" && arg != nil && arg.Kind == List && len(arg.Items()) == 3 {
		return arg.Items()[0], arg.Items()[1], arg.Items()[2], true
	}
	return nil, nil, nil, false
}

func samIsNoValue(n *Node) bool {
	name, arg := n.Intrinsic()
	return name == "Ref" && samText(arg) == "AWS::NoValue"
}

// samTarget is the logical id that a Ref or Fn::GetAtt names, "" for any other
// value.
func samTarget(n *Node) string {
	switch name, arg := n.Intrinsic(); {
	case name == "Ref":
		return samText(arg)
	case name == "Fn::GetAtt" && arg != nil && arg.Kind == List && len(arg.Items()) == 2:
		return samText(arg.Items()[0])
	case name == "Fn::GetAtt":
		if id, _, ok := strings.Cut(samText(arg), "."); ok {
			return id
		}
	}
	return ""
}

// samList gives the items of a list; a single value is a list of itself.
func samList(n *Node) []*Node {
	switch {
	case n == nil || n.Kind == Null:
		return nil
	case n.Kind == List:
		return n.Items()
	}
	return []*Node{n}
}

// samTagList turns SAM's map of tags into CloudFormation's list.
func samTagList(tags *Node) []*Node {
	if tags == nil || tags.Kind != Map || samIntrinsic(tags) {
		return nil
	}
	items := make([]*Node, 0, len(tags.Fields()))
	for _, f := range tags.Fields() {
		value := f.Value
		if value.Kind == Null {
			value = NewString("", value)
		}
		items = append(items, samMap(f.Key, "Key", NewString(f.Key.Text, f.Key), "Value", value))
	}
	return items
}

// samSAMTags is a list of tags with the one that SAM adds in front.
func samSAMTags(key string, at, tags *Node) *Node {
	items := []*Node{samMap(at, "Key", key, "Value", "SAM")}
	return NewList(at, append(items, samTagList(tags)...)...)
}

// samHash is the suffix that SAM derives from a text for logical ids.
func samHash(s string) string {
	if s == "" {
		return ""
	}
	sum := sha1.Sum([]byte(s)) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])[:10]
}

// samSuffix is what SAM appends for a name: itself when it may stand in a
// logical id, else its hash.
func samSuffix(s string) string {
	if s == "" || samAlphanumeric(s) {
		return s
	}
	return samHash(s)
}

func samAlphanumeric(s string) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != ""
}

// samOnlyAlphanumeric leaves out what may not stand in a logical id.
func samOnlyAlphanumeric(s string) string {
	return strings.Map(func(c rune) rune {
		if samAlphanumeric(string(c)) {
			return c
		}
		return -1
	}, s)
}

// samSameNode compares two values by what they say, not by where they stand.
func samSameNode(a, b *Node) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Kind != b.Kind || a.Text != b.Text || len(a.Fields()) != len(b.Fields()) || len(a.Items()) != len(b.Items()) {
		return false
	}
	for i := range a.Fields() {
		if !samSameNode(a.Fields()[i].Value, b.Get(a.Fields()[i].Key.Text)) {
			return false
		}
	}
	for i := range a.Items() {
		if !samSameNode(a.Items()[i], b.Items()[i]) {
			return false
		}
	}
	return true
}
