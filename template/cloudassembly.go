package template

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// stackArtifact is a stack as a cloud assembly's manifest describes it.
type stackArtifact struct {
	ID           string // artifact id
	Name         string // CloudFormation stack name
	Path         string // construct path of the stack itself, "" when unknown
	TemplateFile string // path in the file system that is loaded from
	Root         string // folder of the outermost assembly; no file lies outside of it
	Dir          string // folder of the assembly that holds the stack's manifest
	Account      string // "" when unknown
	Region       string
	Parameters   map[string]string
	Tags         map[string]string
	// AssetFiles are the asset manifests that the stack depends on, as paths in
	// the file system that is loaded from.
	AssetFiles []string
	// Constructs are by construct path, without the leading slash. Those of the
	// stack's nested stacks stand here too.
	Constructs map[string]*construct

	// ids are the constructs with a logical id, by nested stack and logical id.
	ids map[string]map[string]*construct
}

// construct is what the CDK recorded of one construct.
type construct struct {
	Path      string
	LogicalID string // "" for constructs that are no resource
	// TemplateFile is set for stacks and nested stacks: the name of the template
	// within the assembly's folder.
	TemplateFile string
	// Source is where the construct was made.
	Source *SourcePos
	// Properties are where single properties were set (CDK_DEBUG=1), by name.
	// Of a property set more than once, the last place counts.
	Properties   map[string]*SourcePos
	Acknowledged []Acknowledgement
}

// The suffixes of the two constructs that stand for a nested stack `Nest`
// beside it: `Nest.NestedStack/Nest.NestedStackResource`.
const (
	nestedScope    = ".NestedStack"
	nestedResource = ".NestedStackResource"
)

// nestedPrefix is the construct path of the nested stack that a resource
// makes, given the resource's own construct path:
// "App/Nest.NestedStack/Nest.NestedStackResource" gives "App/Nest". It is ""
// for every other path.
func nestedPrefix(constructPath string) string {
	i := strings.LastIndexByte(constructPath, '/')
	if i < 0 {
		return ""
	}
	name, ok := strings.CutSuffix(constructPath[i+1:], nestedResource)
	if !ok {
		return ""
	}
	scope, ok := strings.CutSuffix(constructPath[:i], nestedScope)
	if !ok || name != scope[strings.LastIndexByte(scope, '/')+1:] {
		return ""
	}
	return scope
}

// byLogicalID is the constructs of one template by logical id: those of the
// stack itself for the prefix "", otherwise those of the nested stack with
// that construct path. Constructs of stacks nested further down are not among
// them, because their logical ids may be the same. The map must not be
// changed.
func (a *stackArtifact) byLogicalID(prefix string) map[string]*construct {
	if a.ids == nil {
		return a.logicalIDs()[prefix]
	}
	return a.ids[prefix]
}

// logicalIDs sorts the constructs by the nested stack that they belong to.
func (a *stackArtifact) logicalIDs() map[string]map[string]*construct {
	nested := map[string]bool{}
	for at, c := range a.Constructs {
		if p := nestedPrefix(at); p != "" {
			nested[p] = true
		}
		if c.TemplateFile != "" && at != a.Path && c.LogicalID == "" {
			nested[at] = true
		}
	}
	ids := map[string]map[string]*construct{}
	for _, c := range a.Constructs {
		if c.LogicalID == "" {
			continue
		}
		prefix := innermost(nested, c.Path)
		m := ids[prefix]
		if m == nil {
			m = map[string]*construct{}
			ids[prefix] = m
		}
		// The CDK refuses two resources of one logical id; in a manifest that was
		// tampered with, the first path wins, whatever the map's order.
		if old := m[c.LogicalID]; old == nil || c.Path < old.Path {
			m[c.LogicalID] = c
		}
	}
	return ids
}

// innermost is the longest of the paths that a construct path lies under, ""
// when there is none.
func innermost(paths map[string]bool, at string) string {
	if len(paths) == 0 {
		return ""
	}
	for {
		i := strings.LastIndexByte(at, '/')
		if i < 0 {
			return ""
		}
		if at = at[:i]; paths[at] {
			return at
		}
	}
}

// asset is a file asset of a cloud assembly: a file, or a folder that is
// zipped when it is published.
type asset struct {
	ID        string // as in the asset manifest, usually the hash of the content
	Path      string // in the file system that is loaded from
	Packaging string // "file" or "zip"
}

// assetManifests is the files of the asset manifests that a manifest names, by
// artifact id.
func (r *assemblyReader) assetManifests(dir string, artifacts *Node) map[string]string {
	files := map[string]string{}
	for _, f := range artifacts.Fields() {
		if f.Value.Get("type").Scalar() != "cdk:asset-manifest" {
			continue
		}
		if file, ok := r.locate(dir, f.Value.At("properties", "file"), f.Value, fmt.Sprintf("asset manifest %q", shorten(f.Key.Text))); ok {
			files[f.Key.Text] = file
		}
	}
	return files
}

// assetFilesOf is the asset manifests that a stack depends on.
func assetFilesOf(id string, artifact *Node, manifests map[string]string) []string {
	var files []string
	add := func(id string) {
		if file, ok := manifests[id]; ok {
			for _, f := range files {
				if f == file {
					return
				}
			}
			files = append(files, file)
		}
	}
	for _, list := range []*Node{artifact.Get("dependencies"), artifact.At("properties", "additionalDependencies")} {
		if list == nil {
			continue
		}
		for _, n := range list.Items() {
			add(n.Scalar())
		}
	}
	if files == nil {
		add(id + ".assets")
	}
	return files
}

// assets are the file assets of the stack by id and by object key.
func (a *stackArtifact) assets(fsys fs.FS) (map[string]asset, []Problem) {
	r := &assemblyReader{fsys: fsys, root: a.Root}
	assets := map[string]asset{}
	for _, file := range a.AssetFiles {
		r.addAssets(assets, file)
	}
	return assets, sortProblems(r.problems)
}

// readAssets reads an asset manifest in the folder of an assembly: the file
// assets by id and by the object key that each is published under. Assets of
// container images are left out, and so are those that a command makes when
// they are published.
func readAssets(fsys fs.FS, dir, file string) (map[string]asset, []Problem) {
	dir = path.Clean(dir)
	r := &assemblyReader{fsys: fsys, root: assemblyRoot(fsys, dir)}
	assets := map[string]asset{}
	if name, ok := joinWithin(r.root, dir, file); ok {
		r.addAssets(assets, name)
	} else {
		r.problems = append(r.problems, Problem{
			Kind: Structure, Message: fmt.Sprintf("asset manifest %q lies outside of the assembly and is not read", shorten(file)),
			Range: Range{File: dir},
		})
	}
	return assets, sortProblems(r.problems)
}

func (r *assemblyReader) addAssets(assets map[string]asset, file string) {
	root := r.json(file, nil, "asset manifest")
	files := root.Get("files")
	if files == nil {
		return
	}
	if files.Kind != Map {
		r.structure(files, "files is a %s, not a map", files.Kind)
		return
	}
	for _, f := range files.Fields() {
		source := f.Value.Get("source")
		name := source.Get("path")
		if name == nil && source.Get("executable") != nil {
			continue
		}
		if name == nil || name.Kind != String {
			r.structure(f.Value, "asset %q names no file", shorten(f.Key.Text))
			continue
		}
		if text := name.Text; path.IsAbs(text) || isDrive(text) {
			// What `--no-staging` and aws:cdk:disable-asset-staging give.
			r.problems = append(r.problems, Problem{
				Kind:    Unsupported,
				Message: fmt.Sprintf("asset %q lies outside of the assembly and is not read", shorten(text)),
				Hint:    "synthesize the app with asset staging",
				Range:   name.Range(),
			})
			continue
		}
		at, ok := r.locate(path.Dir(file), name, f.Value, fmt.Sprintf("asset %q", shorten(f.Key.Text)))
		if !ok {
			continue
		}
		x := asset{ID: strings.Clone(f.Key.Text), Path: at, Packaging: strings.Clone(source.Get("packaging").Scalar())}
		if x.Packaging == "" {
			x.Packaging = "file"
		}
		assets[x.ID] = x
		if destinations := f.Value.Get("destinations"); destinations != nil {
			for _, d := range destinations.Fields() {
				if key := d.Value.Get("objectKey").Scalar(); key != "" {
					assets[strings.Clone(key)] = x
				}
			}
		}
	}
}

// nestedTemplate is the template of a nested stack, given its whole resource
// and the folder of the template that holds it: the file that the CDK noted in
// the resource's metadata, or the local file that a hand-written template
// names, as `aws cloudformation package` and `sam` take it. prefix is the
// construct path of the nested stack, "" when the template does not tell. The
// file lies within dir; whether it is there is not looked at.
//
// [stackArtifact.nested] also finds the templates of assemblies that were
// synthesized without asset metadata.
func nestedTemplate(resource *Node, dir string) (file, prefix string, ok bool) {
	return nestedWithin(resource, dir, dir)
}

func nestedWithin(resource *Node, root, dir string) (file, prefix string, ok bool) {
	property := "TemplateURL"
	switch resource.Get("Type").Scalar() {
	case "AWS::CloudFormation::Stack":
	case "AWS::Serverless::Application":
		property = "Location"
	default:
		return "", "", false
	}
	metadata := resource.Get("Metadata")
	prefix = nestedPrefix(metadata.Get("aws:cdk:path").Scalar())
	name := metadata.Get("aws:asset:path").Scalar()
	if p := metadata.Get("aws:asset:property"); p != nil && p.Scalar() != property {
		name = ""
	}
	if name == "" {
		n := resource.At("Properties", property)
		if n == nil || n.Kind != String || !isLocal(n.Text) {
			return "", prefix, false
		}
		name = n.Text
	}
	file, ok = joinWithin(path.Clean(root), path.Clean(dir), name)
	if !ok {
		return "", prefix, false
	}
	return file, prefix, true
}

// isLocal tells local files from URLs and dynamic references.
func isLocal(name string) bool {
	return name != "" && !strings.Contains(name, "://") && !strings.Contains(name, "{{")
}

// nested is the template of a nested stack of this assembly, given its whole
// resource, the resource's logical id, the prefix of the stack that holds it
// ("" for the stack itself) and the stack's assets. It is found by the
// resource's own metadata, else by the construct's, else by the object key
// that TemplateURL ends with.
func (a *stackArtifact) nested(resource *Node, id, parent string, assets map[string]asset) (file, prefix string, ok bool) {
	if resource.Get("Type").Scalar() != "AWS::CloudFormation::Stack" {
		return "", "", false
	}
	file, prefix, ok = nestedWithin(resource, a.Root, a.Dir)
	if prefix == "" {
		if c := a.byLogicalID(parent)[id]; c != nil {
			prefix = nestedPrefix(c.Path)
		}
	}
	if ok {
		return file, prefix, true
	}
	if c := a.Constructs[prefix]; c != nil && prefix != "" && c.TemplateFile != "" {
		if file, ok = joinWithin(a.Root, a.Dir, c.TemplateFile); ok {
			return file, prefix, true
		}
	}
	key := lastText(resource.At("Properties", "TemplateURL"))
	for key != "" {
		if x, ok := assets[key]; ok && x.Packaging == "file" {
			return x.Path, prefix, true
		}
		i := strings.IndexByte(key, '/')
		if i < 0 {
			break
		}
		key = key[i+1:]
	}
	return "", prefix, false
}

// lastText is the literal text that a string ends with: the string itself, the
// text behind the last variable of an Fn::Sub, or that of the last part of an
// Fn::Join.
func lastText(n *Node) string {
	if n == nil {
		return ""
	}
	if n.Kind == String {
		return n.Text
	}
	name, arg := n.Intrinsic()
	switch name {
	case "Fn::Join":
		parts := arg.At(1)
		if parts == nil || parts.Kind != List || len(parts.Items()) == 0 {
			return ""
		}
		return lastText(parts.Items()[len(parts.Items())-1])
	case "Fn::Sub":
		if arg.Kind == List {
			arg = arg.At(0)
		}
		text := arg.Scalar()
		return text[strings.LastIndexByte(text, '}')+1:]
	}
	return ""
}
