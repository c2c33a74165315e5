package template

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// shortTag is the name of the function that a node's tag is the short form of,
// in its long form; "" when the tag is something else.
// Source: AWS CloudFormation user guide, "Intrinsic function reference" and
// "Rules section" for the functions of rules.
func shortTag(n *yaml.Node) string {
	if n.Style&yaml.TaggedStyle == 0 || len(n.Tag) < 2 || n.Tag[0] != '!' {
		return ""
	}
	switch name := n.Tag[1:]; name {
	case "Ref", "Condition":
		return name
	case "And", "Base64", "Cidr", "Equals", "FindInMap", "ForEach", "GetAtt",
		"GetAZs", "If", "ImportValue", "Join", "Length", "Not", "Or", "Select",
		"Split", "Sub", "ToJsonString", "Transform",
		"Contains", "EachMemberEquals", "EachMemberIn", "RefAll", "ValueOf", "ValueOfAll":
		return "Fn::" + name
	}
	return ""
}

// function makes the long form of a short tag with its argument.
func (r *yamlReader) function(name string, arg *Node, p properties, end int) *Node {
	if name == "Fn::GetAtt" && arg.Kind == String {
		arg = r.attribute(arg)
	}
	key := r.slab.node(Node{Kind: String, Style: Synthetic, Text: name, src: r.src, start: int32(p.tagStart), end: int32(p.tagEnd)})
	fields := r.slab.fields(1)
	fields[0] = Field{key, arg}
	kids := r.slab.children()
	kids.fields = fields
	return r.slab.node(Node{Kind: Map, Style: Synthetic, Short: true, kids: kids, src: r.src, start: int32(p.tagStart), end: int32(end)})
}

// attribute splits the text A.B.C of !GetAtt at the first dot into the list
// that the long form wants. The parts' ranges are those of their letters within
// the scalar, or the whole scalar where escapes or line breaks hide them. Text
// without a dot stays as it is.
func (r *yamlReader) attribute(arg *Node) *Node {
	id, name, ok := strings.Cut(arg.Text, ".")
	if !ok {
		return arg
	}
	first := r.slab.node(Node{Kind: String, Style: Synthetic, Text: id, src: r.src, start: arg.start, end: arg.end})
	second := r.slab.node(Node{Kind: String, Style: Synthetic, Text: name, src: r.src, start: arg.start, end: arg.end})
	start, end := arg.Offsets()
	if arg.Style == SingleQuoted || arg.Style == DoubleQuoted {
		start, end = start+1, end-1
	}
	if start <= end && string(r.data[start:end]) == arg.Text {
		first.start, first.end = int32(start), int32(start+len(id))
		second.start, second.end = int32(start+len(id)+1), int32(end)
	}
	items := r.slab.items(2)
	items[0], items[1] = first, second
	kids := r.slab.children()
	kids.items = items
	return r.slab.node(Node{Kind: List, Style: Synthetic, kids: kids, src: r.src, start: arg.start, end: arg.end})
}

// checkTag reports a tag that CloudFormation does not know. The tag itself is
// not repeated in the message: an unquoted password that starts with an
// exclamation mark is read as a tag.
func (r *yamlReader) checkTag(n *yaml.Node, p properties) {
	if n.Style&yaml.TaggedStyle == 0 {
		return // the tag `!`
	}
	switch n.Tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!!merge":
		return
	case "!!binary", "!!omap", "!!pairs", "!!set", "!!timestamp":
		// Source: AWS CloudFormation user guide, "CloudFormation template format", on YAML.
		r.problem(Unsupported, p.tagStart, p.tagEnd, "CloudFormation does not support the YAML tag "+n.Tag, "write the value without the tag")
		return
	}
	r.problem(Unsupported, p.tagStart, p.tagEnd, "the tag is no function that CloudFormation knows", "put quotes around the value if it is text that starts with an exclamation mark")
}
