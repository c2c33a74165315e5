package template

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// maxFolders bounds how deeply folders may nest within a searched one.
const maxFolders = 100

// searchTemplates walks a folder for cloud assemblies and templates. A folder
// with the manifest of an assembly is one, and what it holds belongs to it.
// Other files are judged by their content; those that are no template are
// passed over without a word, those above maxSize bytes are in skipped.
//
// The folders of version control, of packages and of build output that repeats
// a source beside it are left out. A file that has several names through
// symbolic links is found once, by its own name when that lies in the folder.
// Everything is sorted by path.
func searchTemplates(ctx context.Context, fsys fs.FS, dir string, maxSize int64) *searcher {
	s := &searcher{ctx: ctx, fsys: fsys, maxSize: maxSize, seen: map[string]bool{}}
	dir = path.Clean(dir)
	if real, err := canonical(fsys, dir); err == nil {
		s.root = real
	} else {
		s.root = dir
	}
	s.folder(dir, 0, false)
	// Links come last, so that a file's own name goes before its others.
	slices.Sort(s.links)
	for _, name := range s.links {
		if ctx.Err() != nil {
			break
		}
		s.link(name)
	}
	slices.Sort(s.assemblies)
	slices.Sort(s.templates)
	slices.SortFunc(s.skipped, func(a, b Skipped) int { return strings.Compare(a.File, b.File) })
	s.problems = sortProblems(s.problems)
	return s
}

type searcher struct {
	ctx     context.Context
	fsys    fs.FS
	root    string // canonical
	maxSize int64
	seen    map[string]bool // canonical paths of templates and assemblies
	links   []string

	assemblies []string
	templates  []string
	linked     []string // templates that may belong together with others
	skipped    []Skipped
	problems   []Problem
}

// folder searches a folder. sam is set when a folder above it holds a template
// by one of the names that the SAM command line looks for.
func (s *searcher) folder(dir string, depth int, sam bool) {
	if s.ctx.Err() != nil {
		return
	}
	if depth > maxFolders {
		s.skip(dir, fmt.Sprintf("folders nest deeper than %d levels", maxFolders))
		return
	}
	entries, err := fs.ReadDir(s.fsys, dir)
	if err != nil {
		s.unreadable(dir, "folder", err, depth == 0)
		return
	}
	for _, e := range entries {
		if e.Name() == manifestFile && e.Type().IsRegular() && s.isAssembly(dir, entries) {
			s.seen[s.real(dir)] = true
			s.assemblies = append(s.assemblies, dir)
			return
		}
	}
	for _, e := range entries {
		switch e.Name() {
		case "template.yaml", "template.yml", "template.json":
			sam = true
		}
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir():
			if !passOver(e.Name(), sam) {
				s.folder(name, depth+1, sam)
			}
		case e.Type() == fs.ModeSymlink:
			if !passOver(e.Name(), sam) {
				s.links = append(s.links, name)
			}
		case isCandidate(e.Name()):
			s.file(name, e.Type().IsRegular())
		}
	}
}

// passOver tells folders that hold no source of the app.
func passOver(name string, sam bool) bool {
	switch name {
	case ".git", ".hg", ".svn",
		"node_modules", "bower_components", ".yarn", ".pnpm-store",
		".venv", "site-packages", "__pycache__", ".tox", ".nox",
		".terraform", ".gradle", ".mypy_cache", ".pytest_cache":
		return true
	case ".aws-sam":
		return sam // `sam build` writes the template beside it once more
	}
	return false
}

// isCandidate tells whether a file of that name may be a template. These are
// the extensions that the CloudFormation user guide names for templates
// ("Working with CloudFormation templates": .json, .yaml, .template, .txt),
// and the usual others.
func isCandidate(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".yaml", ".yml", ".template", ".cfn", ".txt":
		return true
	}
	return false
}

func (s *searcher) file(name string, regular bool) {
	if s.ctx.Err() != nil {
		return
	}
	if !regular {
		s.skip(name, errNotRegular.Error())
		return
	}
	info, err := fs.Stat(s.fsys, name)
	if err == nil && info.Size() > s.maxSize {
		s.skip(name, tooLarge(s.maxSize).Error())
		return
	}
	var data []byte
	if err == nil {
		data, err = fs.ReadFile(s.fsys, name)
	}
	if err != nil {
		s.unreadable(name, "file", err, false)
		return
	}
	if !mayBeTemplate(data) {
		return
	}
	if real := s.real(name); !s.seen[real] {
		s.seen[real] = true
		s.templates = append(s.templates, name)
		if mayLink(data) {
			s.linked = append(s.linked, name)
		}
	}
}

// link looks at what a symbolic link leads to. Files are followed; so is an
// assembly. Other folders are not: one within the searched folder has been
// searched by its own name, and one outside of it was not asked for.
func (s *searcher) link(name string) {
	info, err := fs.Stat(s.fsys, name)
	switch {
	case err != nil:
		if isCandidate(name) {
			s.unreadable(name, "symbolic link", err, false)
		}
	case info.IsDir():
		entries, err := fs.ReadDir(s.fsys, name)
		if err != nil {
			return
		}
		real := s.real(name)
		assembly := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == manifestFile && e.Type().IsRegular() }) &&
			s.isAssembly(name, entries)
		switch {
		case assembly && !s.covered(real):
			s.seen[real] = true
			s.assemblies = append(s.assemblies, name)
		case !assembly && !within(s.root, real):
			s.skip(name, "a symbolic link to a folder outside of the searched one")
		}
	case isCandidate(name) && !s.covered(s.real(name)):
		s.file(name, info.Mode().IsRegular())
	}
}

// covered tells whether a path was found already or belongs to an assembly
// that was.
func (s *searcher) covered(real string) bool {
	for {
		if s.seen[real] {
			return true
		}
		up := path.Dir(real)
		if up == real {
			return false
		}
		real = up
	}
}

func (s *searcher) real(name string) string {
	if real, err := canonical(s.fsys, name); err == nil {
		return real
	}
	return name
}

func (s *searcher) skip(name, why string) {
	s.skipped = append(s.skipped, Skipped{File: name, Reason: why})
}

func (s *searcher) unreadable(name, what string, err error, fatal bool) {
	s.problems = append(s.problems, Problem{
		Kind: Unreadable, Message: fmt.Sprintf("%s %q cannot be read: %s", what, name, ioReason(err)),
		Hint: "what it holds is not checked", Range: Range{File: name}, Fatal: fatal,
	})
}

// isAssembly tells the manifest of a cloud assembly from the many other files
// of that name. One that is damaged counts when the file cdk.out stands beside
// it or when it speaks of stacks, so that the damage is told.
func (s *searcher) isAssembly(dir string, entries []fs.DirEntry) bool {
	marked := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "cdk.out" && e.Type().IsRegular() })
	data, err := readRegular(s.fsys, path.Join(dir, manifestFile), maxAssemblyFile)
	if err != nil {
		return marked
	}
	var version, artifacts bool
	err = topLevel(data, func(key string, kind jsontext.Kind) {
		version = version || key == "version" && kind == '"'
		artifacts = artifacts || key == "artifacts"
	})
	if err != nil {
		return marked || bytes.Contains(data, []byte(`"aws:cloudformation:stack"`))
	}
	return version && (artifacts || marked)
}

// topLevel tells the keys of a JSON map and the kinds of their values, up to
// the end or the first error.
func topLevel(data []byte, visit func(key string, kind jsontext.Kind)) error {
	d := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	tok, err := d.ReadToken()
	if err != nil || tok.Kind() != '{' {
		return err
	}
	for d.PeekKind() == '"' {
		tok, err := d.ReadToken()
		if err != nil {
			return err
		}
		key := tok.String()
		visit(key, d.PeekKind())
		if err := d.SkipValue(); err != nil {
			return err
		}
	}
	_, err = d.ReadToken()
	return err
}

// mayBeTemplate tells whether a file looks like a template from outside: a map
// with Resources that have types, or one that says its format version or its
// SAM transform. A template that cannot be parsed is told as well as can be,
// so that its problems are shown.
func mayBeTemplate(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if len(data) >= 2 && (data[0] == 0xFF && data[1] == 0xFE || data[0] == 0xFE && data[1] == 0xFF) {
		data = bytes.ReplaceAll(data[2:], []byte{0}, nil) // UTF-16, as PowerShell redirects output
	}
	format := bytes.Contains(data, []byte("AWSTemplateFormatVersion"))
	typed := format || bytes.Contains(data, []byte("AWS::")) ||
		bytes.Contains(data, []byte("Custom::")) || bytes.Contains(data, []byte("Alexa::"))
	if !typed || !format && !bytes.Contains(data, []byte("Resources")) {
		return false
	}
	if text := bytes.TrimLeft(data, " \t\r\n"); len(text) > 0 && text[0] == '{' {
		found := false
		err := topLevel(data, func(key string, kind jsontext.Kind) {
			found = found || key == "AWSTemplateFormatVersion" || key == "Resources" && kind == '{' || key == "Resources" && kind == 0
		})
		// YAML in flow style, or damaged JSON.
		return found || err != nil && format
	}
	return isYAMLTemplate(data)
}

// isYAMLTemplate looks for the keys of a template among those of the root map,
// which stand as far in as the first one does.
func isYAMLTemplate(data []byte) bool {
	resources, format, typed, root := false, false, false, -1
	for len(data) > 0 {
		line := data
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			line, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		line = bytes.TrimRight(line, " \t\r")
		text := bytes.TrimLeft(line, " \t")
		if len(text) == 0 || text[0] == '#' || text[0] == '%' || bytes.HasPrefix(line, []byte("---")) {
			continue
		}
		indent := len(line) - len(text)
		if root < 0 {
			root = indent
		}
		if indent > root || text[0] == '-' {
			typed = typed || bytes.Contains(line, []byte("Type")) || bytes.Contains(line, []byte("AWS::"))
			continue
		}
		key, value, ok := bytes.Cut(text, []byte(":"))
		if !ok {
			continue
		}
		switch key = bytes.Trim(key, ` "'`); string(key) {
		case "AWSTemplateFormatVersion":
			format = true
		case "Resources":
			// Text behind the colon other than a flow map, an anchor or a comment
			// is prose or a scalar.
			value = bytes.TrimSpace(value)
			typed = typed || bytes.Contains(value, []byte("AWS::")) // all on one line
			resources = resources || len(value) == 0 || value[0] == '{' || value[0] == '&' || value[0] == '#' || value[0] == '!'
		case "Transform":
			format = format || bytes.Contains(value, []byte("AWS::"))
		}
	}
	return format || resources && typed
}
