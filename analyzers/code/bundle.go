package code

import (
	"bytes"
	"path"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code/javascript"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// language is how the files of a language are read.
type language struct {
	// runtime begins the names of the runtimes that run it.
	runtime string
	read    func(name string, text []byte) *source.File
	// imports are the modules that a text may import, also some that it does not.
	imports func(text []byte) []string
	// files are those that a module may be, seen from the file that imports it.
	files func(from, module string) []string
	// known are modules of others that have nothing to do with Secrets Manager, or
	// whose use of it is seen.
	known func(module string) bool
	// deeper is another reading of an import, nil where a language has none.
	deeper func(i source.Import) (source.Import, bool)
}

var scriptCode = &language{runtime: "nodejs", read: javascript.Read, imports: scriptImports, files: scriptFiles, known: scriptKnown}

// readers are the languages by the extension of their files.
var readers = func() map[string]*language {
	byExtension := map[string]*language{".py": pythonCode}
	for _, e := range javascript.Extensions {
		byExtension[e] = scriptCode
	}
	return byExtension
}()

// bundle is the code that a function is deployed with.
type bundle struct {
	// path is that of the asset, "" for inline code.
	path  string
	files map[string]*file
	// vendored is set when it has packages of others in it; partial when some of its
	// code could not be read.
	vendored, partial bool
	// property is the value of ZipFile, whole when the template has all of it.
	property *template.Value
	whole    bool
}

// file is one file of a bundle.
type file struct {
	name     string
	text     []byte
	language *language
	// speaks is set when the text has to do with secrets, leads when it imports a file
	// that does, or one that leads to such.
	speaks, leads bool
	imports       []string // the modules
	next          []*file  // those of them that are files of the bundle
	parsed        *source.File
	lines         *template.Source
}

// load reads the files of an asset.
func load(pass *analyzers.Pass, at string) (*bundle, error) {
	b := &bundle{path: at, files: map[string]*file{}}
	skipped, err := pass.Settings.Files.Walk(pass.Context, at, func(name string, text []byte) {
		if l := readers[path.Ext(name)]; l != nil && !strings.HasSuffix(name, ".d.ts") {
			b.files[name] = &file{name: name, text: text, language: l}
		}
	})
	if err != nil {
		return nil, err
	}
	for _, s := range skipped {
		if strings.HasSuffix(s, "/") {
			b.vendored = true
		} else {
			b.partial = true
		}
	}
	b.link()
	return b, nil
}

// inline is the code that a template has in it, nil where there is none.
func inline(r *template.Resource) *bundle {
	v := r.Property("Code", "ZipFile")
	if v.Kind != template.ScalarValue {
		return nil
	}
	runtime, _ := r.Property("Runtime").Literal()
	name := "index.js"
	if strings.HasPrefix(runtime, "python") {
		name = "index.py"
	}
	text, whole := v.Literal()
	if !whole {
		text = v.Text("*")
	}
	b := &bundle{files: map[string]*file{}, property: v, whole: whole}
	if l := readers[path.Ext(name)]; l != nil {
		b.files[name] = &file{name: name, text: []byte(text), language: l}
	}
	b.link()
	return b
}

// link finds which files have to do with secrets, and which lie between them and
// others. Only those are parsed.
func (b *bundle) link() {
	some := false
	for _, f := range b.files {
		f.speaks = speaks(f.text)
		some = some || f.speaks
	}
	if !some {
		return
	}
	back := map[*file][]*file{}
	var queue []*file
	for _, f := range b.files {
		f.imports = f.language.imports(f.text)
		for _, m := range f.imports {
			if to := b.resolve(f, m); to != nil {
				f.next = append(f.next, to)
				back[to] = append(back[to], f)
			}
		}
		if f.speaks {
			queue = append(queue, f)
		}
	}
	for len(queue) > 0 {
		f := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if f.leads {
			continue
		}
		f.leads = true
		queue = append(queue, back[f]...)
	}
}

// resolve is the file that a module is for the file that imports it.
func (b *bundle) resolve(from *file, module string) *file {
	for _, name := range from.language.files(from.name, module) {
		if f := b.files[name]; f != nil {
			return f
		}
	}
	return nil
}

// parse gives what a file does, nil for one that has nothing to do with secrets.
func (b *bundle) parse(f *file) *source.File {
	if f.parsed == nil && f.leads {
		f.parsed = f.language.read(f.name, f.text)
	}
	return f.parsed
}

// parseAll parses all files that have to do with secrets.
func (b *bundle) parseAll() {
	for _, f := range b.files {
		b.parse(f)
	}
}

// marks are what stands in every file that has to do with Secrets Manager, in small
// letters, behind "secret".
var marks = [][]byte{
	[]byte("smanager"), []byte("s-manager"), []byte("s_manager"), []byte("sprovider"), []byte("cache"), []byte("s_extension"),
}

// speaks tells whether a text may have to do with Secrets Manager.
func speaks(text []byte) bool {
	return spoken(text, []byte("ecret")) || spoken(text, []byte("ECRET"))
}

func spoken(text, word []byte) bool {
	for i := 0; ; {
		j := bytes.Index(text[i:], word)
		if j < 0 {
			return false
		}
		i += j + len(word)
		rest := bytes.ToLower(text[i:min(i+12, len(text))])
		for _, m := range marks {
			if bytes.HasPrefix(rest, m) {
				return true
			}
		}
		before := bytes.ToLower(text[max(0, i-30):i])
		if bytes.HasSuffix(before, []byte("get_secret")) || bytes.HasSuffix(before, []byte("getsecret")) || bytes.HasSuffix(before, []byte("parameters/secret")) {
			return true
		}
	}
}
