package template

import (
	"fmt"
	"strings"
)

// addMetadata adds a map of construct paths to metadata entries, which stands
// in the manifest until aws-cdk-lib 2.241 and in a file of its own since, to
// what is known of the artifact's constructs. Either place may hold some.
func (r *assemblyReader) addMetadata(a *stackArtifact, metadata *Node) {
	if metadata.Kind != Map {
		r.structure(metadata, "construct metadata of stack %q is a %s, not a map", a.ID, metadata.Kind)
		return
	}
	for _, f := range metadata.Fields() {
		if f.Value.Kind != List {
			r.structure(f.Value, "metadata of construct %q is a %s, not a list", shorten(f.Key.Text), f.Value.Kind)
			continue
		}
		c := a.construct(strings.Trim(f.Key.Text, "/"))
		for _, entry := range f.Value.Items() {
			r.addEntry(c, entry)
		}
	}
}

// construct is the construct of that path, made when it is new. What is kept
// of the file is copied, because a node's text holds the whole file.
func (a *stackArtifact) construct(path string) *construct {
	c := a.Constructs[path]
	if c == nil {
		path = strings.Clone(path)
		c = &construct{Path: path}
		a.Constructs[path] = c
	}
	return c
}

// addEntry adds one metadata entry. The types are those of the package
// @aws-cdk/cloud-assembly-schema and, undocumented there, what aws-cdk-lib
// itself writes; others are passed over.
func (r *assemblyReader) addEntry(c *construct, entry *Node) {
	kind := entry.Get("type")
	if kind == nil || kind.Kind != String {
		r.structure(entry, "metadata entry of construct %q has no type", shorten(c.Path))
		return
	}
	data, trace := entry.Get("data"), entry.Get("trace")
	switch kind.Text {
	case "aws:cdk:logicalId":
		if data == nil || data.Kind != String || data.Text == "" {
			r.structure(entry, "logical id of construct %q is not a string", shorten(c.Path))
			return
		}
		c.LogicalID = strings.Clone(data.Text)
		if c.Source == nil {
			c.Source = r.source(entry, "trace", trace)
		}
	case "aws:cdk:creationStack":
		if c.Source == nil || c.Source.Kind != "creationStack" {
			if at := r.source(entry, "creationStack", data); at != nil {
				c.Source = at
			}
		}
	case "aws:cdk:propertyAssignment":
		name := data.Get("propertyName")
		if name == nil || name.Kind != String {
			r.structure(entry, "property assignment of construct %q names no property", shorten(c.Path))
			return
		}
		if at := r.source(entry, "propertyAssignment", data.Get("stackTrace")); at != nil {
			if c.Properties == nil {
				c.Properties = map[string]*SourcePos{}
			}
			c.Properties[strings.Clone(name.Text)] = at
		}
	case "aws:cdk:acknowledged-rules":
		if data == nil || data.Kind != Map {
			r.structure(entry, "acknowledged rules of construct %q are not a map", shorten(c.Path))
			return
		}
		at := r.source(entry, "trace", trace)
		for _, f := range data.Fields() {
			c.Acknowledged = append(c.Acknowledged, Acknowledgement{
				ID: strings.Clone(f.Key.Text), Reason: strings.Clone(f.Value.Scalar()), ConstructPath: c.Path, Source: at,
			})
		}
	case "aws:cdk:templateFile":
		c.TemplateFile = strings.Clone(data.Scalar())
	}
}

// source is the place that a recorded trace gives, nil without one.
func (r *assemblyReader) source(entry *Node, kind string, trace *Node) *SourcePos {
	if trace == nil {
		return nil
	}
	// A single frame may stand as a string: creationStack's old form for
	// constructs without a stack was the list ["stack traces disabled"].
	if trace.Kind == String {
		return r.frames.sourceOf(kind, []string{trace.Text})
	}
	if trace.Kind != List {
		r.structure(entry, "stack trace is a %s, not a list", trace.Kind)
		return nil
	}
	lines := make([]string, 0, len(trace.Items()))
	for _, item := range trace.Items() {
		if item.Kind == String {
			lines = append(lines, item.Text)
		}
	}
	return r.frames.sourceOf(kind, lines)
}

// addTree fills in logical ids from the assembly's construct tree, for apps
// that keep them out of the metadata (context
// aws:cdk:disable-logicalId-metadata). The tree has them as an attribute in
// aws-cdk-lib 2.256, not yet in 2.250; then nothing is added.
func (r *assemblyReader) addTree(a *stackArtifact) {
	root := r.constructTree()
	if root == nil || a.Path == "" {
		return
	}
	var visit func(n *Node, depth int)
	visit = func(n *Node, depth int) {
		if n == nil || n.Kind != Map || depth > maxDepth {
			return
		}
		path := n.Get("path").Scalar()
		inside := path == a.Path || strings.HasPrefix(path, a.Path+"/")
		if path != "" && !inside && !strings.HasPrefix(a.Path, path+"/") {
			return
		}
		id := n.At("attributes", "aws:cdk:cloudformation:logicalId")
		if inside && id != nil && id.Kind == String && id.Text != "" {
			if c := a.construct(path); c.LogicalID == "" {
				c.LogicalID = strings.Clone(id.Text)
			}
		}
		if children := n.Get("children"); children != nil && children.Kind == Map {
			for _, f := range children.Fields() {
				visit(f.Value, depth+1)
			}
		}
	}
	visit(root, 0)
}

// constructTree is the root of the app's construct tree, read when it is first
// asked for; nil when there is none.
func (r *assemblyReader) constructTree() *Node {
	if r.treeRead {
		return r.tree
	}
	r.treeRead = true
	if r.treeFile == "" {
		return nil
	}
	doc := r.json(r.treeFile, nil, "construct tree")
	if doc == nil {
		return nil
	}
	if r.tree = doc.Get("tree"); r.tree == nil || r.tree.Kind != Map {
		r.structure(doc, "construct tree has no root")
		r.tree = nil
	}
	return r.tree
}

// structure notes that something in a file is not shaped as it should be.
func (r *assemblyReader) structure(at *Node, format string, args ...any) {
	r.problems = append(r.problems, Problem{
		Kind: Structure, Message: fmt.Sprintf(format, args...),
		Hint: "synthesize the app again", Range: at.Range(),
	})
}
