// Package javascript tells what a file of JavaScript or TypeScript does with
// secrets.
package javascript

import (
	"path"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// Extensions are those of the files that [Read] reads.
var Extensions = []string{".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"}

// Read tells what the code of a file does with secrets. What it does not
// understand it leaves out or says so, it never fails.
func Read(name string, text []byte) (file *source.File) {
	opaque := func(why string) *source.File {
		return &source.File{Functions: []*source.Function{{Parent: -1, End: len(text)}}, Imports: map[string]source.Import{}, Exports: map[string][]int{}, Opaque: why}
	}
	// The parser is not ours, and what it is given may be anything.
	defer func() {
		if recover() != nil {
			file = opaque("the file cannot be read")
		}
	}()
	var (
		tree   *js.AST
		origin *mapping
		err    error
	)
	code := text
	parseScript := func() {
		// The tree refers to the text that it was parsed from, which is a copy.
		input := parse.NewInputBytes(code[:len(code):len(code)])
		tree, err = js.Parse(input, js.Options{})
		code = input.Bytes()
	}
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs":
		if parseScript(); err == nil {
			break
		}
		fallthrough // decorators, JSX, or a syntax that is newer than the parser
	default:
		code, origin, err = plain(name, text)
		if err != nil {
			return opaque("it has a syntax that is not known")
		}
		if parseScript(); err != nil {
			return opaque("it has a syntax that is not known")
		}
	}
	r := newReader(code, tree)
	r.collect(&tree.BlockStmt, r.units[0])
	r.finish()
	for i := 0; i < len(r.units); i++ {
		w := &walker{reader: r, u: r.units[i]}
		w.unit()
	}
	r.leftovers()
	r.exports()
	if origin != nil {
		for _, f := range r.file.Functions {
			f.Start, f.End = origin.back(f.Start), origin.back(f.End)
			for i := range f.Uses {
				u := &f.Uses[i]
				n := u.End - u.Start
				u.Start = origin.back(u.Start)
				u.End = min(u.Start+n, len(text))
			}
		}
	}
	return r.file
}
