// Package yamldoc reads the tool's own files, which people write in YAML or JSON,
// strictly: every mistake has its place, and an unknown key the nearest that is
// known.
package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
)

// Error is a mistake in a file, with its place: line and column count from 1.
type Error struct {
	File         string
	Line, Column int
	Message      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Reader collects the mistakes in one file.
type Reader struct {
	File string
	errs []error
}

// Open parses a file; the node is nil for one that holds nothing.
func Open(file string, text []byte) (*Reader, *yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	r := &Reader{File: file}
	var doc, next yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF), err == nil && len(doc.Content) == 0:
		return r, nil, nil
	case err != nil:
		return nil, nil, syntaxError(file, text)
	}
	if err := decoder.Decode(&next); err == nil {
		return nil, nil, &Error{file, next.Line, next.Column, "a second YAML document begins here; the file has one"}
	} else if !errors.Is(err, io.EOF) {
		return nil, nil, syntaxError(file, text)
	}
	return r, doc.Content[0], nil
}

// syntaxError is what makes a file no YAML. The library gives a line at most,
// and a wrong one for some errors; the reader of templates finds the place.
func syntaxError(file string, text []byte) error {
	src := template.NewSource(file, text)
	if _, problems := template.Parse(src); len(problems) > 0 && problems[0].Kind == template.Unreadable {
		p := problems[0]
		message := p.Message
		if p.Hint != "" {
			message += " (" + p.Hint + ")"
		}
		return &Error{file, p.Range.Start.Line, p.Range.Start.Column, message}
	}
	// The library's own words may quote a value.
	return &Error{file, 1, 1, "not valid YAML"}
}

// Fail records a mistake at a node.
func (r *Reader) Fail(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, &Error{r.File, n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// Mistakes is how many mistakes were recorded so far.
func (r *Reader) Mistakes() int { return len(r.errs) }

// Require records the keys that a map lacks, and tells whether it has all.
func (r *Reader) Require(n *yaml.Node, what string, keys ...string) bool {
	if n.Kind != yaml.MappingNode {
		return false
	}
	ok := true
next:
	for _, key := range keys {
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				continue next
			}
		}
		r.Fail(n, "%s has no %s", what, key)
		ok = false
	}
	return ok
}

// Err is all mistakes, each an [*Error]; nil when there is none.
func (r *Reader) Err() error { return errors.Join(r.errs...) }

// Text reads a scalar.
func (r *Reader) Text(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.Fail(n, "%s must be text, not %s", what, Kind(n))
		return "", false
	}
	return n.Value, true
}

// Kind names what a node is in messages, with its article.
func Kind(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	}
	return "a single value"
}

// Mapping visits the entries of a map; unknown keys and keys that stand twice
// are mistakes.
func (r *Reader) Mapping(n *yaml.Node, what string, keys map[string]func(*yaml.Node)) {
	r.Entries(n, what, func(k, v *yaml.Node) {
		read, ok := keys[k.Value]
		if !ok {
			names := slices.Collect(maps.Keys(keys))
			r.Fail(k, "key %q is not known in %s%s", k.Value, what, Nearest(k.Value, names))
			return
		}
		read(v)
	})
}

// Entries visits the entries of a map in the order of the file.
func (r *Reader) Entries(n *yaml.Node, what string, visit func(k, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.Fail(n, "%s must be a map, not %s", what, Kind(n))
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode {
			r.Fail(k, "a key of %s must be text, not %s", what, Kind(k))
			continue
		}
		if first, twice := lines[k.Value]; twice {
			r.Fail(k, "key %q stands twice in %s, first on line %d", k.Value, what, first)
			continue
		}
		lines[k.Value] = k.Line
		visit(k, deref(n.Content[i+1]))
	}
}

// Items visits the items of a list.
func (r *Reader) Items(n *yaml.Node, what string, visit func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.Fail(n, "%s must be a list, not %s", what, Kind(n))
		return
	}
	for _, item := range n.Content {
		visit(deref(item))
	}
}

// deref follows a YAML alias.
func deref(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// longestName bounds the names that are compared: it takes time, and a longer one
// was not mistyped.
const longestName = 200

// Nearest is a hint at the nearest of the known names, `: did you mean "x"?`, when
// one is near; otherwise it is "".
func Nearest(name string, known []string) string {
	if len(name) > longestName {
		return ""
	}
	known = slices.Sorted(slices.Values(known))
	best, bestDistance := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}
