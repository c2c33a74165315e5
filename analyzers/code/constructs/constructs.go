// Package constructs finds the call in an app's code that makes a construct, by the
// construct's path: new Db(this, 'Db') in the class of App is App/Db. It tells a place only
// where the code proves that no other one can be meant.
package constructs

import (
	"bytes"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/javascript"
	"github.com/fjall-lint/fjall-lint/analyzers/code/python"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// What is read at most. Of code that is larger nothing is told: what was not read may hold
// a second candidate.
const (
	maxFiles = 4000
	maxBytes = 24 << 20
	maxFile  = 512 << 10 // of a file that is parsed
	maxDepth = 40        // classes above a class, ids of a path
	maxID    = 120       // bytes of an id
)

// Code is the code of a repository. All of it is indexed, and only what a path needs is
// parsed.
type Code struct {
	// literals are the files that have a text between quotes, by its hash; declare those
	// that declare a class; apps those that have the word App.
	literals map[uint64][]*file
	declare  map[string][]*file
	apps     []*file
	partial  bool // something was not read
}

// file is a file of code. What it makes is nil where it is not understood, and until it is
// parsed.
type file struct {
	name   string
	text   []byte
	parsed bool
	*source.Constructs
}

// class is a class that a file declares.
type class struct {
	file  *file
	index int
}

// made is a call that makes a construct.
type made struct {
	file  *file
	index int
}

func (m made) call() *source.Made { return &m.file.Made[m.index] }

// IsCode tells the names of files that may make the constructs of an app. What tests make
// is no part of it.
func IsCode(name string) bool {
	base := path.Base(name)
	switch ext := path.Ext(name); ext {
	case ".py":
		if strings.HasPrefix(base, "test_") || strings.HasSuffix(base, "_test.py") || base == "conftest.py" {
			return false
		}
	default:
		if !slices.Contains(javascript.Extensions, ext) || strings.HasSuffix(strings.TrimSuffix(base, ext), ".d") || strings.Contains(base, ".test.") || strings.Contains(base, ".spec.") {
			return false
		}
	}
	for dir := range strings.SplitSeq(path.Dir(name), "/") {
		switch {
		case dir == "node_modules", dir == "cdk.out", dir == "test", dir == "tests", dir == "__tests__", dir == "site-packages", strings.HasPrefix(dir, ".") && dir != ".", strings.HasPrefix(dir, "asset."):
			return false
		}
	}
	return true
}

// Read reads the files of a repository that [IsCode] names.
func Read(names []string, read func(name string) ([]byte, error)) *Code {
	c := &Code{literals: map[uint64][]*file{}, declare: map[string][]*file{}}
	there := map[string]bool{}
	for _, name := range names {
		there[name] = true
	}
	files, size := 0, 0
	for _, name := range names {
		if !IsCode(name) || compiled(name, there) {
			continue
		}
		text, err := read(name)
		files++
		size += len(text)
		if err != nil || files > maxFiles || size > maxBytes {
			return &Code{partial: true}
		}
		c.add(&file{name: name, text: bytes.TrimPrefix(text, []byte("\ufeff"))})
	}
	return c
}

// compiled tells the file that a compiler wrote beside the one it was made of.
func compiled(name string, there map[string]bool) bool {
	stem, ok := strings.CutSuffix(name, ".js")
	return ok && (there[stem+".ts"] || there[stem+".tsx"])
}

// add indexes a file.
func (c *Code) add(f *file) {
	seen := map[uint64]bool{}
	for i := range f.text {
		if q := f.text[i]; q == '"' || q == '\'' || q == '`' {
			rest := f.text[i+1 : min(len(f.text), i+2+maxID)]
			// Any quote may begin a text: which ones do is not known before it is parsed.
			end := bytes.IndexByte(rest, q)
			if end <= 0 {
				continue
			}
			if h := hash(rest[:end]); !seen[h] {
				seen[h] = true
				c.literals[h] = append(c.literals[h], f)
			}
		}
	}
	// class Db, and Db = class, as compilers write it.
	for before, after := range words(f.text, "class") {
		for _, name := range []string{firstWord(after), assigned(before)} {
			if list := c.declare[name]; name != "" && (len(list) == 0 || list[len(list)-1] != f) {
				c.declare[name] = append(list, f)
			}
		}
	}
	for range words(f.text, "App") {
		c.apps = append(c.apps, f)
		break
	}
}

// words are the places of a word, by what stands before and behind it.
func words(text []byte, word string) iter.Seq2[[]byte, []byte] {
	return func(yield func(before, after []byte) bool) {
		for at := 0; ; {
			i := bytes.Index(text[at:], []byte(word))
			if i < 0 {
				return
			}
			start, end := at+i, at+i+len(word)
			at = end
			if start > 0 && inWord(text[start-1]) || end < len(text) && inWord(text[end]) {
				continue
			}
			if !yield(text[:start], text[end:]) {
				return
			}
		}
	}
}

func inWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

const spaces = " \t\r\n"

// firstWord is the word that a text begins with, behind spaces.
func firstWord(text []byte) string {
	text = bytes.TrimLeft(text[:min(len(text), 400)], spaces)
	i := 0
	for i < len(text) && inWord(text[i]) {
		i++
	}
	return string(text[:i])
}

// assigned is the name that a text ends with, before an equals sign.
func assigned(text []byte) string {
	text = bytes.TrimRight(text[max(0, len(text)-400):], spaces)
	text, ok := bytes.CutSuffix(text, []byte("="))
	if !ok {
		return ""
	}
	text = bytes.TrimRight(text, spaces)
	i := len(text)
	for i > 0 && inWord(text[i-1]) {
		i--
	}
	return string(text[i:])
}

// hash is FNV-1a. Of two texts that have the same one, the wrong file is parsed besides.
func hash[T string | []byte](text T) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// parse parses files, once each; it gives those that are understood, and whether all are.
func parse(files []*file) (understood []*file, all bool) {
	all = true
	for _, f := range files {
		if !f.parsed {
			f.parsed = true
			switch {
			case len(f.text) > maxFile:
			case path.Ext(f.name) == ".py":
				f.Constructs = python.Constructs(f.text)
			default:
				f.Constructs = javascript.Constructs(f.name, f.text)
			}
		}
		if f.Constructs == nil {
			all = false
			continue
		}
		understood = append(understood, f)
	}
	return understood, all
}

// Find tells where the construct of a path is made: the innermost call in the code that
// makes it or, where the constructor of a library's class does, the one of that class. Offset is in bytes. dir is
// the folder of the app, which tells apps of one repository apart. A byte order mark is not
// counted.
func (c *Code) Find(dir, constructPath string) (name string, offset int, ok bool) {
	ids := strings.Split(constructPath, "/")
	if c.partial || len(ids) < 2 || len(ids) > maxDepth {
		return "", 0, false
	}
	of, at, ok := c.top(dir, ids[0])
	if !ok {
		return "", 0, false
	}
	known := 1 // ids whose calls are found
	for known < len(ids) {
		next := c.within(of, at, ids[known])
		if len(next) > 1 {
			return "", 0, false
		}
		if len(next) == 0 {
			break
		}
		at = next
		known++
		if of, ok = c.class(next[0].file, next[0].call().Class, 0); !ok && known < len(ids) {
			return "", 0, false // a class that cannot be told
		}
	}
	if known < 2 || len(at) != 1 {
		return "", 0, false
	}
	if rest := ids[known:]; len(rest) > 0 {
		// The rest is the work of a library only where the class is that of one.
		if of.file != nil || container(at[0].call().Class.Name) || !constructed(rest) || c.elsewhere(rest[0]) {
			return "", 0, false
		}
	}
	for _, id := range ids[:known] {
		if _, all := parse(c.literals[hash(id)]); !all {
			return "", 0, false
		}
	}
	return at[0].file.name, at[0].call().Start, true
}

// constructed tells whether the constructs of a library make a part by themselves. Policies,
// permissions, schedules and much else are added by methods, which are called on other lines.
func constructed(rest []string) bool {
	own := func(id string) bool { return id == "Resource" || id == "Default" }
	switch {
	case len(rest) == 1:
		return own(rest[0])
	case len(rest) == 2:
		return own(rest[1]) && slices.Contains(parts, rest[0])
	}
	return slices.Equal(rest, []string{"Secret", "Attachment", "Resource"}) // of a database
}

// parts are what constructors of aws-cdk-lib make. That they do was measured with the places
// that assemblies record (TestMakerAgreesWithTraces of the reporters).
var parts = []string{"InstanceRole", "InstanceSecurityGroup", "Role", "Secret", "SecurityGroup", "ServiceRole", "SubnetGroup", "TaskRole"}

// elsewhere tells whether there is a call with that id of which the code does not tell what
// it is made in.
func (c *Code) elsewhere(id string) bool {
	files, all := parse(c.literals[hash(id)])
	return !all || slices.ContainsFunc(files, func(f *file) bool {
		return slices.ContainsFunc(f.Made, func(m source.Made) bool { return m.Scope == source.ScopeUnknown && m.Literal && m.ID == id })
	})
}

// container tells the classes of the library that everything else stands in: to be within
// them says nothing.
func container(name string) bool {
	switch name {
	case "App", "Stage", "Stack", "NestedStack":
		return true
	}
	return false
}

// top finds what makes the first construct of a path, within the app: its class, and the
// call. Where no call has that id, it is one whose id is put together, and the calls for
// which that is so have to agree on the class.
func (c *Code) top(dir, id string) (of class, at []made, ok bool) {
	var literal, computed []made
	files, all := parse(c.literals[hash(id)])
	if !all {
		return class{}, nil, false
	}
	for _, f := range files {
		for i := range f.Made {
			if m := &f.Made[i]; m.Literal && m.ID == id && inApp(f, m, true) {
				literal = append(literal, made{f, i})
			}
		}
	}
	if files, all = parse(c.apps); !all && len(literal) == 0 {
		return class{}, nil, false
	}
	for _, f := range files {
		for i := range f.Made {
			if m := &f.Made[i]; !m.Literal && inApp(f, m, false) {
				computed = append(computed, made{f, i})
			}
		}
	}
	if c.hasApp(dir) { // another one in the repository makes nothing of this one
		foreign := func(m made) bool { return !below(dir, m.file.name) }
		literal, computed = slices.DeleteFunc(literal, foreign), slices.DeleteFunc(computed, foreign)
	}
	at = literal
	if len(at) == 0 {
		at = computed
	}
	if len(literal) > 0 && len(at) > 1 {
		return class{}, nil, false
	}
	for i, m := range at {
		one, known := c.class(m.file, m.call().Class, 0)
		if !known || i > 0 && one != of || len(at) > 1 && one.file == nil {
			return class{}, nil, false
		}
		of = one
	}
	return of, at, len(at) > 0
}

// hasApp tells whether an app is made in a folder.
func (c *Code) hasApp(dir string) bool {
	files, _ := parse(c.apps)
	return slices.ContainsFunc(files, func(f *file) bool {
		if !below(dir, f.name) {
			return false
		}
		for i := range f.Made {
			if inApp(f, &f.Made[i], false) {
				return true
			}
		}
		return false
	})
}

// inApp tells whether a call makes something in the app itself. What a function is given
// may be the app, if it is not certain to be.
func inApp(f *file, m *source.Made, maybe bool) bool {
	switch m.Scope {
	case source.ScopeApp:
		return true
	case source.ScopeThis:
		return f.Classes[m.In].Base.Name == "App"
	case source.ScopeUnknown:
		return maybe
	}
	return false
}

// below tells whether a file is in a folder, "" and "." being the root.
func below(dir, name string) bool {
	return dir == "" || dir == "." || strings.HasPrefix(name, dir+"/")
}

// within finds the calls that make a construct of that id in one of a class, or in what one
// of some calls makes.
func (c *Code) within(of class, by []made, id string) []made {
	var found []made
	for parent, depth := of, 0; parent.file != nil && depth < maxDepth; depth++ {
		for i := range parent.file.Made {
			if m := &parent.file.Made[i]; m.Literal && m.ID == id && m.Scope == source.ScopeThis && m.In == parent.index {
				found = append(found, made{parent.file, i})
			}
		}
		parent, _ = c.class(parent.file, parent.file.Classes[parent.index].Base, 0)
	}
	for _, p := range by {
		for i := range p.file.Made {
			if m := &p.file.Made[i]; m.Literal && m.ID == id && m.Scope == source.ScopeMade && m.By == p.index {
				found = append(found, made{p.file, i})
			}
		}
	}
	return found
}

// class finds the declaration of a class as a file names it; that of a library's class is
// the zero value. ok is false where it cannot be told.
func (c *Code) class(f *file, n source.Named, depth int) (of class, ok bool) {
	if n.Name == "" {
		return class{}, true
	}
	imp, imported := f.Imports[n.Name]
	if n.Of != "" {
		if imp, imported = f.Imports[n.Of]; !imported {
			return class{}, len(c.declare[n.Name]) == 0
		}
		if imp.Name != "" && !library(imp.Module) { // from 'app' import db; db.Db()
			return class{}, len(c.declare[n.Name]) == 0
		}
		imp.Name = n.Name
	}
	if !imported {
		return c.only(n.Name, func(o class) bool { return o.file == f })
	}
	if library(imp.Module) {
		return class{}, true
	}
	if imp.Name == "default" {
		imp.Name = n.Name // by habit; another one is not found
	}
	return c.only(imp.Name, func(o class) bool { return leads(f.name, imp.Module, o.file.name) })
}

// only is the one class of a name of which something holds, else the only one of that name,
// if that may be meant.
func (c *Code) only(name string, holds func(class) bool) (of class, ok bool) {
	files, all := parse(c.declare[name])
	n, held := 0, 0
	for _, f := range files {
		for i := range f.Classes {
			if f.Classes[i].Name != name {
				continue
			}
			n++
			if o := (class{f, i}); holds(o) {
				of = o
				held++
			}
		}
	}
	if !all || n > 0 && held != 1 {
		return class{}, false
	}
	return of, true
}

// library tells the modules of the CDK.
func library(module string) bool {
	for _, m := range []string{"aws-cdk-lib", "constructs", "aws_cdk", "@aws-cdk", "@aws-solutions-constructs", "aws_solutions_constructs"} {
		if rest, ok := strings.CutPrefix(module, m); ok && (rest == "" || rest[0] == '/' || rest[0] == '.') {
			return true
		}
	}
	return false
}

// leads tells whether a module, as a file names it, is another file. A folder is what its
// index exports, from any file within.
func leads(from, module, to string) bool {
	stem := strings.TrimSuffix(to, path.Ext(to))
	if path.Ext(to) == ".py" {
		dots := len(module) - len(strings.TrimLeft(module, "."))
		name := strings.ReplaceAll(module[dots:], ".", "/")
		if dots == 0 {
			return stem == name || strings.HasSuffix(stem, "/"+name) || packageOf(name, stem)
		}
		dir := path.Dir(from)
		for range dots - 1 {
			dir = path.Dir(dir)
		}
		full := path.Join(dir, name)
		return stem == full || path.Dir(stem) == full
	}
	if !strings.HasPrefix(module, ".") {
		// An alias of the compiler's, such as @/lib/db; a package is named without a file.
		_, name, nested := strings.Cut(module, "/")
		return nested && strings.HasSuffix(stem, "/"+name)
	}
	full := path.Join(path.Dir(from), module)
	if e := path.Ext(full); slices.Contains(javascript.Extensions, e) {
		full = strings.TrimSuffix(full, e)
	}
	return stem == full || stem == full+"/index" || strings.HasPrefix(stem, full+"/")
}

// packageOf tells whether a file of Python stands in a package.
func packageOf(name, stem string) bool {
	dir := path.Dir(stem)
	return dir == name || strings.HasSuffix(dir, "/"+name)
}
