package template

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const (
	manifestFile = "manifest.json"
	// maxAssemblyFile bounds the files of an assembly that are not templates, in
	// bytes. The construct tree of a large app has tens of megabytes.
	maxAssemblyFile = 256 << 20
	// maxStageDepth bounds how deeply assemblies nest. Stages within stages are
	// rare, three levels have not been seen.
	maxStageDepth = 32
)

// readCloudAssembly reads the cloud assembly in a folder: the stacks of its
// manifest and of those of its nested assemblies (stages). The order is by
// artifact id within an assembly; nested assemblies come after. Whatever is
// damaged is a problem and loses only that part; a schema version is never
// refused.
//
// The format is that of the npm package @aws-cdk/cloud-assembly-schema.
func readCloudAssembly(fsys fs.FS, dir string) ([]*stackArtifact, []Problem) {
	dir = path.Clean(dir)
	r := &assemblyReader{fsys: fsys, root: assemblyRoot(fsys, dir), seen: map[string]bool{}}
	if tree := path.Join(r.root, "tree.json"); r.root != dir && exists(fsys, tree) {
		r.treeFile = tree // the app's only tree; the manifest of a stage names none
	}
	r.read(dir, nil, 0)
	for _, a := range r.stacks {
		r.finish(a)
	}
	return r.stacks, sortProblems(r.problems)
}

// assemblyRoot is the outermost folder of the assembly that dir belongs to: a
// stage that is read on its own lies within the app's assembly, which holds
// its assets.
func assemblyRoot(fsys fs.FS, dir string) string {
	for range maxStageDepth {
		parent := path.Dir(dir)
		if !strings.HasPrefix(path.Base(dir), "assembly-") || !exists(fsys, path.Join(parent, manifestFile)) {
			break
		}
		dir = parent
	}
	return dir
}

func exists(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

type assemblyReader struct {
	fsys     fs.FS
	root     string
	realRoot string          // root with symbolic links followed, once it is needed
	seen     map[string]bool // folders of assemblies
	stacks   []*stackArtifact
	problems []Problem
	frames   frameCache

	treeFile string
	tree     *Node
	treeRead bool
}

// read reads the assembly in dir; at is where another manifest names it.
func (r *assemblyReader) read(dir string, at *Node, depth int) {
	real, err := canonical(r.fsys, dir)
	if err != nil {
		real = dir
	}
	if r.seen[real] {
		r.structure(at, "nested assembly %q contains itself or is named twice", shorten(dir))
		return
	}
	r.seen[real] = true
	if depth > maxStageDepth {
		r.structure(at, "nested assemblies are more than %d levels deep", maxStageDepth)
		return
	}
	root := r.json(path.Join(dir, manifestFile), at, "manifest")
	if root == nil {
		return
	}
	artifacts := root.Get("artifacts")
	if artifacts == nil {
		if root.Get("version") == nil {
			r.structure(root, "the file is not the manifest of a cloud assembly")
		}
		return // an app without stacks
	}
	if artifacts.Kind != Map {
		r.structure(artifacts, "artifacts is a %s, not a map", artifacts.Kind)
		return
	}
	fields := slices.Clone(artifacts.Fields())
	slices.SortStableFunc(fields, func(a, b Field) int { return cmp.Compare(a.Key.Text, b.Key.Text) })
	assets := r.assetManifests(dir, artifacts)
	var nested []Field
	for _, f := range fields {
		if f.Value.Kind != Map {
			r.structure(f.Value, "artifact %q is a %s, not a map", shorten(f.Key.Text), f.Value.Kind)
			continue
		}
		switch f.Value.Get("type").Scalar() {
		case "aws:cloudformation:stack":
			if a := r.stack(dir, f.Key.Text, f.Value); a != nil {
				a.AssetFiles = assetFilesOf(f.Key.Text, f.Value, assets)
				r.stacks = append(r.stacks, a)
			}
		case "cdk:cloud-assembly":
			nested = append(nested, f)
		case "cdk:tree":
			if file, ok := r.locate(dir, f.Value.At("properties", "file"), f.Value, "construct tree"); ok && r.treeFile == "" {
				r.treeFile = file
			}
		case "":
			r.structure(f.Value, "artifact %q has no type", shorten(f.Key.Text))
		}
	}
	for _, f := range nested {
		name := f.Value.At("properties", "directoryName")
		if name == nil {
			r.structure(f.Value, "nested assembly %q has no directoryName", shorten(f.Key.Text))
			continue
		}
		if sub, ok := r.locate(dir, name, f.Value, fmt.Sprintf("nested assembly %q", shorten(f.Key.Text))); ok {
			r.read(sub, name, depth+1)
		}
	}
}

// stack reads a stack's artifact; nil when there is no template to load.
func (r *assemblyReader) stack(dir, id string, artifact *Node) *stackArtifact {
	id = strings.Clone(id) // what is kept must not hold the whole manifest
	a := &stackArtifact{ID: id, Name: id, Root: r.root, Dir: dir, Constructs: map[string]*construct{}}
	properties := artifact.Get("properties")
	name := properties.Get("templateFile")
	if name == nil {
		r.structure(artifact, "stack %q names no template", shorten(id))
		return nil
	}
	file, ok := r.locate(dir, name, artifact, fmt.Sprintf("template of stack %q", shorten(id)))
	if !ok {
		return nil
	}
	if err := r.regular(file); err != nil {
		r.problems = append(r.problems, Problem{
			Kind:    Unreadable,
			Message: fmt.Sprintf("template %q of stack %q cannot be read: %s", shorten(name.Text), shorten(id), ioReason(err)),
			Hint:    "synthesize the app again",
			Range:   name.Range(),
		})
		return nil
	}
	a.TemplateFile = file
	if n := properties.Get("stackName"); n != nil {
		if n.Kind == String && n.Text != "" {
			a.Name = strings.Clone(n.Text)
		} else {
			r.structure(n, "name of stack %q is not a string", shorten(id))
		}
	}
	a.Account, a.Region = r.environment(id, artifact.Get("environment"))
	a.Parameters = r.texts(properties.Get("parameters"), "parameters", id)
	a.Tags = r.texts(properties.Get("tags"), "tags", id)

	if n := artifact.Get("metadata"); n != nil {
		r.addMetadata(a, n)
	}
	if n := artifact.Get("additionalMetadataFile"); n != nil {
		what := fmt.Sprintf("metadata of stack %q", shorten(id))
		if file, ok := r.locate(dir, n, artifact, what); ok {
			if doc := r.json(file, n, what); doc != nil {
				r.addMetadata(a, doc)
			}
		}
	}
	if n := artifact.Get("displayName"); n != nil && n.Kind == String {
		a.Path = strings.Clone(strings.Trim(n.Text, "/"))
	}
	return a
}

// finish completes a stack once all of its metadata is read.
func (r *assemblyReader) finish(a *stackArtifact) {
	base, ids := path.Base(a.TemplateFile), false
	for p, c := range a.Constructs {
		if c.TemplateFile != "" && path.Base(c.TemplateFile) == base {
			a.Path = p
		}
		ids = ids || c.LogicalID != ""
	}
	if a.Path == "" {
		a.Path = a.ID // true of stacks that are the app's own children
	}
	if !ids {
		r.addTree(a)
	}
	a.ids = a.logicalIDs()
}

// environment splits "aws://account/region". What is not known at synthesis is
// unknown-account and unknown-region there.
func (r *assemblyReader) environment(id string, n *Node) (account, region string) {
	if n == nil || n.Kind == Null {
		return "", ""
	}
	rest, ok := strings.CutPrefix(strings.Clone(n.Scalar()), "aws://")
	account, region, both := strings.Cut(rest, "/")
	if !ok || !both || account == "" || region == "" || strings.Contains(region, "/") {
		r.structure(n, "environment of stack %q is not of the form aws://account/region", shorten(id))
		return "", ""
	}
	if account == "unknown-account" || strings.Contains(account, "${") {
		account = ""
	}
	if region == "unknown-region" || strings.Contains(region, "${") {
		region = ""
	}
	return account, region
}

// texts reads a map of strings. The values are not told to anybody: parameters
// may hold secrets.
func (r *assemblyReader) texts(n *Node, what, id string) map[string]string {
	if n == nil || n.Kind == Null {
		return nil
	}
	if n.Kind != Map {
		r.structure(n, "%s of stack %q are a %s, not a map", what, shorten(id), n.Kind)
		return nil
	}
	m := make(map[string]string, len(n.Fields()))
	for _, f := range n.Fields() {
		if !f.Value.IsScalar() {
			r.structure(f.Value, "%s of stack %q: the value of %q is a %s, not a string", what, shorten(id), shorten(f.Key.Text), f.Value.Kind)
			continue
		}
		m[strings.Clone(f.Key.Text)] = strings.Clone(f.Value.Text)
	}
	return m
}

// locate is the path of a file that a file in dir names, within the given
// value. It refuses names that lead out of the assembly.
func (r *assemblyReader) locate(dir string, name, in *Node, what string) (string, bool) {
	if name == nil {
		r.structure(in, "%s: no file is named", what)
		return "", false
	}
	if name.Kind != String || name.Text == "" {
		r.structure(name, "%s: the file name is not a string", what)
		return "", false
	}
	file, ok := joinWithin(r.root, dir, name.Text)
	if ok {
		ok = r.linksStay(file)
	}
	if !ok {
		r.problems = append(r.problems, Problem{
			Kind:    Structure,
			Message: fmt.Sprintf("%s: %q lies outside of the assembly and is not read", what, shorten(name.Text)),
			Hint:    "all files of an assembly are within its folder; synthesize the app again",
			Range:   name.Range(),
		})
	}
	return file, ok
}

// joinWithin joins a name that stands in a file of dir to dir, refusing names
// that are absolute or lead out of root. On Windows the CDK has written
// backslashes.
func joinWithin(root, dir, name string) (string, bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	if name == "" || path.IsAbs(name) || isDrive(name) {
		return "", false
	}
	file := strings.Clone(path.Join(dir, name))
	return file, within(root, file)
}

// linksStay tells whether a file lies within the assembly after all symbolic
// links; a file that is not there does.
func (r *assemblyReader) linksStay(file string) bool {
	if r.realRoot == "" {
		real, err := canonical(r.fsys, r.root)
		if err != nil {
			real = r.root
		}
		r.realRoot = real
	}
	real, err := canonical(r.fsys, file)
	if err != nil {
		return !errors.Is(err, errOutside)
	}
	return within(r.realRoot, real)
}

func (r *assemblyReader) regular(file string) error {
	info, err := fs.Stat(r.fsys, file)
	if err == nil && !info.Mode().IsRegular() {
		err = errNotRegular
	}
	return err
}

// json reads one of the assembly's own JSON files; nil when it cannot be read.
// at is where another file names it, for the problem when it is missing.
func (r *assemblyReader) json(file string, at *Node, what string) *Node {
	data, err := readRegular(r.fsys, file, maxAssemblyFile)
	if err == nil && !r.linksStay(file) {
		err = errOutside
	}
	if err != nil {
		p := Problem{
			Kind: Unreadable, Message: fmt.Sprintf("%s %q cannot be read: %s", what, relative(r.root, file), ioReason(err)),
			Hint: "synthesize the app again", Range: Range{File: file},
		}
		if at != nil {
			p.Range = at.Range()
		} else if path.Base(file) == manifestFile {
			p.Fatal = true
		}
		r.problems = append(r.problems, p)
		return nil
	}
	// Not Parse: a manifest that is no JSON is damaged, and not YAML.
	root, problems := parseJSON(NewSource(file, data))
	for i := range problems {
		if problems[i].Hint == "" {
			problems[i].Hint = "synthesize the app again"
		}
	}
	r.problems = append(r.problems, problems...)
	if root != nil && root.Kind != Map {
		r.structure(root, "%s is a %s, not a map", what, root.Kind)
		return nil
	}
	return root
}
