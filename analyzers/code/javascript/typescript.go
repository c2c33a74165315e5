package javascript

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"sort"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// Bounds on what is given to esbuild, whose parser calls itself for each bracket: Go ends
// a program whose stack is full.
const (
	maxTyped   = 512 << 10 // bytes
	maxNesting = 500
	maxAngles  = 1000 // that are open, or are signs of "less than"
)

// shallow tells whether a text is small and not nested too deep, counting also the
// brackets in texts and comments.
func shallow(text []byte) bool {
	if len(text) > maxTyped {
		return false
	}
	depth, angles := 0, 0
	for _, c := range text {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case '<':
			angles++
		case '>':
			angles = max(angles-1, 0)
		}
		if depth > maxNesting || angles > maxAngles {
			return false
		}
	}
	return true
}

// plain gives the code without types, decorators and JSX, and where it was.
func plain(name string, text []byte) ([]byte, *mapping, error) {
	if !shallow(text) || !utf8.Valid(text) { // esbuild's source maps do not end on broken characters
		return nil, nil, errors.New("too large, nested too deep or no text")
	}
	loader := api.LoaderTS
	switch path.Ext(name) {
	case ".tsx":
		loader = api.LoaderTSX
	case ".js", ".mjs", ".cjs", ".jsx":
		loader = api.LoaderJSX
	}
	result := api.Transform(string(text), api.TransformOptions{
		Loader: loader, Target: api.ESNext, LogLevel: api.LogLevelSilent, Sourcemap: api.SourceMapExternal,
		TsconfigRaw: `{"compilerOptions":{"experimentalDecorators":true,"useDefineForClassFields":true}}`,
	})
	if len(result.Errors) > 0 {
		return nil, nil, errors.New(result.Errors[0].Text)
	}
	m, err := decode(result.Map, text, result.Code)
	return result.Code, m, err
}

// mapping leads from places in made code back to those in the text that it was
// made of.
type mapping struct {
	made, original []int // offsets, made in order
}

func (m *mapping) back(offset int) int {
	i := sort.SearchInts(m.made, offset+1) - 1
	if i < 0 {
		return 0
	}
	return m.original[i]
}

// move moves what was seen in made code to where it is in the text, of some size.
func (m *mapping) move(file *source.File, size int) {
	for _, f := range file.Functions {
		f.Start, f.End = m.back(f.Start), m.back(f.End)
		for i := range f.Uses {
			u := &f.Uses[i]
			n := u.End - u.Start
			u.Start = m.back(u.Start)
			u.End = min(u.Start+n, size)
		}
	}
}

// decode reads a source map.
// Source: ECMA-426, mappings.
func decode(data, text, code []byte) (*mapping, error) {
	var doc struct {
		Mappings string `json:"mappings"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("read source map: %w", err)
	}
	from, to := lines(text), lines(code)
	m := &mapping{}
	var made, line, column int
	row := 0
	var fields [5]int
	n, value, shift := 0, 0, 0
	flush := func() {
		if n >= 4 {
			line, column = line+fields[2], column+fields[3]
		}
		if n >= 1 {
			made += fields[0]
		}
		if n >= 4 && row < len(to) && line >= 0 && line < len(from) && column >= 0 {
			m.made = append(m.made, min(to[row]+made, len(code)))
			m.original = append(m.original, min(from[line]+column, len(text)))
		}
		n = 0
	}
	for i := 0; i < len(doc.Mappings); i++ {
		switch c := doc.Mappings[i]; c {
		case ';':
			flush()
			row, made = row+1, 0
		case ',':
			flush()
		default:
			d := digit(c)
			value |= (d & 31) << shift
			if d&32 != 0 {
				if shift += 5; shift > 30 {
					return nil, errors.New("number in source map is too large")
				}
				continue
			}
			if n < len(fields) {
				fields[n] = value >> 1
				if value&1 != 0 {
					fields[n] = -fields[n]
				}
				n++
			}
			value, shift = 0, 0
		}
	}
	flush()
	return m, nil
}

func digit(c byte) int {
	switch {
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 26
	case c >= '0' && c <= '9':
		return int(c-'0') + 52
	case c == '+':
		return 62
	}
	return 63
}

// lines are the offsets at which lines begin.
func lines(text []byte) []int {
	found := []int{0}
	for i, c := range text {
		if c == '\n' {
			found = append(found, i+1)
		}
	}
	return found
}
