package fixes

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// A table of the generated code: what is done to the constructs of one kind, by key.
type table struct {
	name, comment string
	argument      string // of the function, "construct: Kind"; "" for a list of keys
	keys          []string
	entries       map[string]*strings.Builder
}

func (t *table) entry(key string) *strings.Builder {
	if b, ok := t.entries[key]; ok {
		return b
	}
	t.keys = append(t.keys, key)
	b := &strings.Builder{}
	t.entries[key] = b
	return b
}

func (t *table) used() bool { return len(t.keys) > 0 }

func (t *table) write(b *strings.Builder) {
	if !t.used() {
		return
	}
	name, kind, _ := strings.Cut(t.argument, ": ")
	slices.Sort(t.keys)
	b.WriteString("\n/** " + t.comment + " */\n")
	if t.argument == "" {
		b.WriteString("const " + t.name + ": string[] = [\n")
		for _, k := range t.keys {
			b.WriteString(t.entries[k].String() + "  " + quote(k) + ",\n")
		}
		b.WriteString("];\n")
		return
	}
	b.WriteString("const " + t.name + ": Record<string, (" + name + ": " + kind + ") => void> = {\n")
	for _, k := range t.keys {
		b.WriteString("  " + quote(k) + ": (" + name + ") => {\n" + t.entries[k].String() + "  },\n")
	}
	b.WriteString("};\n")
}

// tables are those of the generated code.
type tables struct {
	stacks, resources, parameters, outputs, mappings, removed table
	byID                                                      bool // whether an element is found by its logical id
	create, transform, after                                  bool // whether a function of that name is called
}

func newTables() *tables {
	made := func(name, argument, comment string) table {
		return table{name: name, argument: argument, comment: comment, entries: map[string]*strings.Builder{}}
	}
	const by = "by construct path (by template and logical id where there is none)."
	return &tables{
		stacks:     made("stacks", "stack: Stack", "What comes to stacks, by template."),
		resources:  made("resources", "resource: CfnResource", "What changes in resources, "+by),
		parameters: made("parameters", "parameter: CfnParameter", "What changes in parameters, "+by),
		outputs:    made("outputs", "output: CfnOutput", "What changes in outputs, "+by),
		mappings:   made("mappings", "mapping: CfnMapping", "What changes in mappings, "+by),
		removed:    made("removed", "", "What goes, "+by),
	}
}

func (t *tables) all() []*table {
	return []*table{&t.stacks, &t.resources, &t.parameters, &t.outputs, &t.mappings, &t.removed}
}

// attribute is one of a parameter or an output that the CDK can set.
type attribute struct {
	name string
	kind template.Kind // of the values that it takes; Null for any
}

// Attributes of parameters and outputs, by their names in templates.
// Source: aws-cdk-lib/core/lib/cfn-parameter.ts and cfn-output.ts.
var (
	parameterAttributes = map[string]attribute{
		"AllowedPattern": {"allowedPattern", template.String}, "ConstraintDescription": {"constraintDescription", template.String},
		"Default": {"default", template.Null}, "Description": {"description", template.String},
		"MaxLength": {"maxLength", template.Number}, "MaxValue": {"maxValue", template.Number},
		"MinLength": {"minLength", template.Number}, "MinValue": {"minValue", template.Number}, "NoEcho": {"noEcho", template.Null},
	}
	outputAttributes = map[string]attribute{"Value": {"value", template.Null}, "Description": {"description", template.String}}
)

// settable tells whether an override is one of an attribute.
func settable(attributes map[string]attribute, o override) bool {
	if len(o.path) != 3 {
		return false
	}
	name, _ := o.path[2].(string)
	x, ok := attributes[name]
	if o.value == nil {
		return ok && name != "NoEcho" && name != "Value" // which the CDK wants
	}
	return ok && (x.kind == template.Null || x.kind == o.value.Kind && (x.kind != template.Number || exact.MatchString(o.value.Text)))
}

// unwritable tells why code for the CDK cannot make an override; "" when it can.
func unwritable(s *template.Stack, o override) string {
	section, _ := o.path[0].(string)
	switch {
	case section == "Transform" && len(o.path) == 1 && o.value != nil && !slices.ContainsFunc(transforms(o), func(n *template.Node) bool { return !n.IsScalar() }):
	case section == "Resources" && len(o.path) > 1:
		if len(o.path) == 2 && o.value != nil && !o.value.Get("Type").IsScalar() {
			return "the new resource has no type"
		}
	case section == "Parameters" && settable(parameterAttributes, o):
	case section == "Outputs" && (settable(outputAttributes, o) || len(o.path) == 2 && o.value == nil):
		// The CDK writes the exports of references between stacks after aspects are
		// done.
		if id, _ := o.path[1].(string); strings.HasPrefix(id, "ExportsOutput") || strings.HasPrefix(id, "PublishOutput") {
			return "the CDK makes this output for a reference from another stack: change that"
		}
	case section == "Mappings" && len(o.path) == 4 && o.value != nil:
	default:
		return "code for the CDK cannot change " + o.path.Dotted()
	}
	return ""
}

// transforms are the macros that an override of the Transform section adds.
func transforms(o override) []*template.Node {
	items := func(n *template.Node) []*template.Node {
		if n == nil || n.Kind == template.List {
			return nodes(n)
		}
		return []*template.Node{n}
	}
	var list []*template.Node
	for _, n := range items(o.value) {
		if !slices.ContainsFunc(items(o.old), func(m *template.Node) bool { return edit.Equal(n, m) }) {
			list = append(list, n)
		}
	}
	return list
}

func nodes(n *template.Node) []*template.Node {
	if n == nil {
		return nil
	}
	return n.Items()
}

// aspect writes the code.
func (c *cdkCode) aspect(b *strings.Builder) error {
	t := newTables()
	for _, s := range c.stacks {
		said := map[*strings.Builder]string{}
		for _, o := range s.overrides {
			e, code := t.code(s.Stack, o)
			indent := "    "
			if e.list {
				indent = "  "
			}
			// What several overrides are for is said once.
			if why := c.reasons(indent, s.Stack, o); said[e.Builder] != why {
				e.WriteString(why)
				said[e.Builder] = why
			}
			e.WriteString(code)
		}
		after := newSuppliers(s)
		for _, x := range slices.SortedFunc(maps.Keys(after), byKey) {
			t.after = true
			t.stacks.entry(templateName(s.Stack)).WriteString(c.reasons("    ", s.Stack, after[x]) + "    deployAfter(stack, " + quote(templateName(x)) + ");\n")
		}
	}
	f := frame{
		Stacks: t.stacks.used(), Resources: t.resources.used(), Parameters: t.parameters.used(), Outputs: t.outputs.used(),
		Mappings: t.mappings.used(), Removed: t.removed.used(), ByID: t.byID, Create: t.create, Transform: t.transform, After: t.after,
	}
	var written strings.Builder
	for _, x := range t.all() {
		x.write(&written)
	}
	f.Tables = written.String()
	return f.write(b)
}

// reasons are the comments on what an override is for.
func (c *cdkCode) reasons(indent string, s *template.Stack, o override) string {
	var b strings.Builder
	for _, i := range c.behind(s, o) {
		f := c.fixes[i].Finding
		b.WriteString(comment(indent+"// "+f.Rule.ID+" ", indent+"// ", c.said(f.Fix.Title)))
	}
	return b.String()
}

// destination is an entry of a table.
type destination struct {
	*strings.Builder
	list bool
}

// code is what makes an override, and the entry that it belongs to.
func (t *tables) code(s *template.Stack, o override) (destination, string) {
	key := elementKey(s, o.path)
	section, _ := o.path[0].(string)
	t.byID = t.byID || strings.Contains(key, "#")
	switch {
	case section == "Transform":
		t.transform = true
		var b strings.Builder
		for _, n := range transforms(o) {
			b.WriteString("    addTransform(stack, " + quote(n.Text) + ");\n")
		}
		return destination{t.stacks.entry(templateName(s)), false}, b.String()
	case len(o.path) == 2 && o.value == nil:
		return destination{t.removed.entry(key), true}, ""
	case len(o.path) == 2:
		t.create = true
		id, _ := o.path[1].(string)
		return destination{t.stacks.entry(templateName(s)), false}, creation(id, o.value)
	case section == "Parameters":
		return destination{t.parameters.entry(key), false}, setter("parameter", parameterAttributes, o)
	case section == "Outputs":
		return destination{t.outputs.entry(key), false}, setter("output", outputAttributes, o)
	case section == "Mappings":
		call := fmt.Sprintf("    mapping.setValue(%s, %s, ", quote(fmt.Sprint(o.path[2])), quote(fmt.Sprint(o.path[3])))
		return destination{t.mappings.entry(key), false}, call + literal(o.value, 4, len(call)+2) + ");\n"
	}
	return destination{t.resources.entry(key), false}, hatch("resource", o.path[2:], o.value)
}

// hatch is the call that changes a resource of the CDK at a path within it.
func hatch(resource string, path template.Path, value *template.Node) string {
	method := "Override"
	if len(path) > 1 && path[0] == "Properties" {
		method = "PropertyOverride"
		path = path[1:]
	}
	if value == nil {
		method = strings.Replace(method, "Override", "DeletionOverride", 1)
		return "    " + resource + ".add" + method + "(" + quote(overridePath(path)) + ");\n"
	}
	call := "    " + resource + ".add" + method + "(" + quote(overridePath(path)) + ", "
	return call + literal(value, 4, len(call)+2) + ");\n"
}

// setter sets an attribute of a parameter or an output.
func setter(construct string, attributes map[string]attribute, o override) string {
	name, _ := o.path[2].(string)
	left := "    " + construct + "." + attributes[name].name + " = "
	switch {
	case o.value == nil:
		return left + "undefined;\n"
	case name == "NoEcho": // templates say it as text, too
		return left + fmt.Sprint(strings.EqualFold(o.value.Text, "true")) + ";\n"
	}
	return left + literal(o.value, 4, len(left)+1) + ";\n"
}

// creation makes a resource.
func creation(id string, n *template.Node) string {
	var b strings.Builder
	properties := n.Get("Properties")
	if properties == nil {
		properties = object()
	}
	call := "create(stack, " + quote(id) + ", " + quote(n.Get("Type").Text) + ", "
	rest := n.Without("Type", "Properties").Fields()
	if len(rest) > 0 {
		call = "const " + variable(id) + " = " + call
	}
	b.WriteString("    " + call + literal(properties, 4, 4+len(call)+2) + ");\n")
	for _, f := range rest {
		b.WriteString(hatch(variable(id), template.Path{f.Key.Text}, f.Value))
	}
	return b.String()
}

// variable is a name for a resource; logical ids are letters and digits.
func variable(id string) string { return "resource" + id }
