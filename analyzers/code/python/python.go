// Package python tells what a file of Python does with secrets of AWS Secrets
// Manager, in the terms of package source.
//
// Names are resolved without regard to the order of statements: a variable that gets
// different values is not known. What is not certain is unknown, and where a part of
// the file is not understood, nothing is said about whether results are kept.
//
// The parameters of a method are counted without its self or cls, as the arguments
// of obj.method(a) are. Names of imports have dots where an attribute of what is
// imported is called: db.get() after "from lib import db" is {"lib", "db.get"}, which
// can be get of the module lib.db too. Exports name what classes and their instances
// have in the same way: "Service", which is its __init__, "Service.get", "service.get".
//
// The body of the file runs once, so what it fetches is kept. A branch for
// __name__ == "__main__" does not run when the file is loaded, so it is not seen.
package python

import (
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// Read tells what the file does. It never panics, and takes time in proportion to
// the length of the text.
func Read(text []byte) *source.File {
	m := syntax.Parse(string(text))
	r := &reader{
		text:    m.Text,
		file:    &source.File{Imports: map[string]source.Import{}, Exports: map[string][]int{}},
		of:      map[any]*scope{},
		classes: map[*syntax.Class]*class{},
		modules: map[string]bool{},
		foreign: map[string]bool{},
		values:  map[syntax.Expr]value{},
		entries: map[*syntax.Dict]map[string]syntax.Expr{},
		tables:  map[*syntax.Dict]value{},
	}
	r.module = r.newFunction("", nil, syntax.Span{Start: 0, End: len(m.Text)})
	r.bindBlock(r.module, m.Body)
	n := len(r.file.Functions)
	r.given, r.giving, r.infos = make([]value, n), make([]progress, n), make([]info, n)
	r.uncached = map[int]bool{}
	for _, k := range r.inOrder {
		r.link(k)
	}
	r.resolveChanges()
	r.walkBlock(r.module, m.Body, guards{})
	r.keeps()
	r.settle()
	r.exports()
	r.expire()
	if r.replaced {
		r.doubt()
	}
	if m.Err != "" {
		line := 1 + strings.Count(m.Text[:m.ErrAt], "\n")
		r.file.Opaque = fmt.Sprintf("line %d: %s", line, m.Err)
		r.doubt()
	}
	return r.file
}

// timed are the packages and decorators that keep values for a time.
var timed = []string{"TTLCache", "ttl_cache", "TLRUCache", "tlru_cache", "aiocache", "async_lru"}

// expire marks what is kept as kept for a time where the file has to do with the time at
// all: what of it expires is not told apart. Powertools and caching clients have times
// of their own.
func (r *reader) expire() {
	for _, word := range timed {
		r.clocked = r.clocked || strings.Contains(r.text, word)
	}
	for _, f := range r.file.Functions {
		f.Expires = r.clocked && f.Keeps == template.True
		for i := range f.Calls {
			f.Calls[i].Expires = r.clocked && f.Calls[i].Kept == template.True
		}
		for i := range f.Uses {
			u := &f.Uses[i]
			u.Expires = u.Kept == template.True && (r.clocked || u.Client == powertools)
		}
	}
}

// doubt takes back what depends on all of the file being understood.
func (r *reader) doubt() {
	for _, f := range r.file.Functions {
		f.Keeps = template.Unknown
		for i := range f.Calls {
			f.Calls[i].Kept = template.Unknown
		}
		for i := range f.Uses {
			f.Uses[i].Kept = template.Unknown
		}
	}
}
