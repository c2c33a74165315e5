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
	// The parsers are not ours, and what they are given may be anything.
	defer func() {
		if recover() != nil {
			file = opaque("it cannot be read", len(text))
		}
	}()
	tree, code, origin := parseFile(name, text)
	if tree == nil {
		return opaque("it has a syntax that is not known", len(text))
	}
	file = tell(tree, code)
	if origin != nil {
		origin.move(file, len(text))
	}
	return file
}

func opaque(why string, size int) *source.File {
	return &source.File{Functions: []*source.Function{{Parent: -1, End: size}}, Imports: map[string]source.Import{}, Exports: map[string][]int{}, Opaque: why}
}

// parseFile parses a file. It gives the text that the tree refers to, and where that
// was in the file if it is another one. The tree is nil when the file is not
// understood.
func parseFile(name string, text []byte) (tree *js.AST, code []byte, origin *mapping) {
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs":
		if tree, code := parseScript(text); tree != nil {
			return tree, code, nil
		}
		// It may have decorators, JSX, or a syntax that is newer than the parser.
	}
	made, origin, err := plain(name, text)
	if err != nil {
		return nil, nil, nil
	}
	tree, code = parseScript(made)
	return tree, code, origin
}

// parseScript parses JavaScript. The tree refers to a copy of the text.
func parseScript(text []byte) (*js.AST, []byte) {
	input := parse.NewInputBytes(text[:len(text):len(text)])
	tree, err := js.Parse(input, js.Options{})
	if err != nil {
		return nil, nil
	}
	return tree, input.Bytes()
}

// tell tells what a parsed file does.
func tell(tree *js.AST, code []byte) *source.File {
	r := newReader(code, tree)
	r.collect(&tree.BlockStmt, r.units[0])
	r.finish()
	for i := 0; i < len(r.units); i++ {
		w := &walker{reader: r, u: r.units[i]}
		w.unit()
	}
	r.leftovers()
	r.exports()
	r.doubt()
	return r.file
}
