package reporters

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/constructs"
	"github.com/fjall-lint/fjall-lint/template"
)

// PathMap says where a folder of the machine that synthesized is in the
// repository.
type PathMap struct {
	// Old is a path as the assembly records it, New one relative to the
	// repository's root.
	Old, New string
}

// Repository finds the author's code in the repository, whatever machine the
// assembly was synthesized on.
type Repository struct {
	root  string
	list  func() []string
	read  func(name string) ([]byte, error)
	paths []PathMap
	// apps are the folders of the assemblies that the code belongs to, relative to
	// the root.
	apps []string

	files   map[string]bool
	byBase  map[string][]string
	found   map[string]string // by path as recorded, "" for none
	sources map[string]*template.Source
	mapsOf  map[string][]byte // source maps, by the file that was compiled
	code    *constructs.Code  // nil until a construct is searched
	makers  map[[2]string]codePlace
}

// NewRepository wraps the repository at root. list gives the names of its files,
// relative to the root and with slashes, read the content of one; they are called
// when a finding has a place in code only.
func NewRepository(root string, list func() []string, read func(name string) ([]byte, error), paths []PathMap) *Repository {
	return &Repository{
		root: root, list: list, read: read, paths: paths,
		found: map[string]string{}, sources: map[string]*template.Source{}, mapsOf: map[string][]byte{}, makers: map[[2]string]codePlace{},
	}
}

// find is the name of the repository's file that a recorded path means.
func (r *Repository) find(file string) (string, bool) {
	name, ok := r.found[file]
	if !ok {
		name = r.search(path.Clean(slashed(file)))
		r.found[file] = name
	}
	return name, name != ""
}

// locate is the place in the repository of a recorded one. What a compiler wrote,
// which is seldom part of the repository, is traced back by its source map.
func (r *Repository) locate(file string, line, column int) (name string, originalLine, originalColumn int, ok bool) {
	if name, ok := r.find(file); ok {
		return name, line, column, true
	}
	compiled, ok := r.compiled(path.Clean(slashed(file)))
	if !ok {
		return "", 0, 0, false
	}
	text, ok := r.mapsOf[compiled]
	if !ok {
		// The text stays nil where there is none.
		text, _ = r.read(compiled + ".map")
		r.mapsOf[compiled] = text
	}
	if text == nil {
		return "", 0, 0, false
	}
	name, originalLine, originalColumn, ok = original(compiled, text, line, column)
	return name, originalLine, originalColumn, ok && r.files[name]
}

// compiled is where a file that a compiler wrote would be below the root.
func (r *Repository) compiled(file string) (name string, ok bool) {
	switch path.Ext(file) {
	case ".js", ".mjs", ".cjs":
	default:
		return "", false
	}
	if name, ok := r.mapped(file); ok {
		return name, true
	}
	return within(r.root, file)
}

// mapped is where the user said that a recorded path is in the repository.
func (r *Repository) mapped(file string) (name string, ok bool) {
	for _, m := range r.paths {
		if rest, ok := within(path.Clean(slashed(m.Old)), file); ok {
			name := path.Join(slashed(m.New), rest)
			if below, ok := within(r.root, name); ok {
				name = below
			}
			return name, true
		}
	}
	return "", false
}

func (r *Repository) search(file string) string {
	if r.files == nil {
		r.index()
	}
	if name, ok := r.mapped(file); ok && r.files[name] {
		return name
	}
	if name, ok := within(r.root, file); ok {
		if r.files[name] {
			return name
		}
		return "" // it is here and no part of the repository, as what a compiler writes
	}
	if !isAbs(file) {
		return r.ofApp(file)
	}
	// The folder of another machine: what follows it is the path in the repository.
	for rest := file; ; {
		_, after, more := strings.Cut(rest, "/")
		if !more {
			return ""
		}
		rest = after
		match, n := "", 0
		for _, name := range r.byBase[path.Base(rest)] {
			if name == rest || strings.HasSuffix(name, "/"+rest) {
				match = name
				n++
			}
		}
		switch {
		case n == 0:
		case n > 1 || !strings.Contains(rest, "/"):
			// Of several, and of a name alone, which is one of any app's, it is the
			// file of the app that was synthesized.
			return r.ofApp(rest)
		default:
			return match
		}
	}
}

// ofApp is the file of that path in the folder of the app, or in the nearest one
// above it that has it; "" where there are several apps with one each.
func (r *Repository) ofApp(file string) string {
	apps := r.apps
	if len(apps) == 0 {
		apps = []string{"."}
	}
	match := ""
	for _, dir := range apps {
		for !r.files[path.Join(dir, file)] && dir != "." {
			dir = path.Dir(dir)
		}
		name := path.Join(dir, file)
		switch {
		case !r.files[name] || name == match:
		case match == "":
			match = name
		default:
			return ""
		}
	}
	return match
}

func (r *Repository) index() {
	r.files, r.byBase = map[string]bool{}, map[string][]string{}
	for _, name := range r.list() {
		r.files[name] = true
		r.byBase[path.Base(name)] = append(r.byBase[path.Base(name)], name)
	}
}

// source is the text of a file of the repository, nil where it can't be read.
func (r *Repository) source(name string) *template.Source {
	s, ok := r.sources[name]
	if !ok {
		if text, err := r.read(name); err == nil {
			s = template.NewSource(name, text)
		}
		r.sources[name] = s
	}
	return s
}

// maker is the place in the code of an app in a folder that makes the construct of a path,
// where the code alone proves which one that is: the assembly records none.
func (r *Repository) maker(dir, constructPath string) (codePlace, bool) {
	key := [2]string{dir, constructPath}
	p, known := r.makers[key]
	if known {
		return p, p.file != ""
	}
	if r.code == nil {
		if r.files == nil {
			r.index()
		}
		r.code = constructs.Read(slices.Sorted(maps.Keys(r.files)), r.read)
	}
	if name, offset, ok := r.code.Find(dir, constructPath); ok {
		if src := r.source(name); src != nil {
			at := src.Pos(offset)
			p = codePlace{name, at.Line, utf16Column(src.Line(at.Line), at.Column)}
		}
	}
	r.makers[key] = p
	return p, p.file != ""
}
