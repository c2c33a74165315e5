package code

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// maxSteps bounds how many ways through the code are followed.
const maxSteps = 20_000

// walk follows the calls of a function's code.
type walk struct {
	*bundle
	// loaded are the files that are loaded with the handler's, in order.
	loaded []*file
	uses   map[useKey]*how
	seen   map[string]bool
	gaveUp bool
	// remade are the files whose classes others make instances of at each invocation.
	remade map[*file]bool
}

// useKey is something done with one secret.
type useKey struct {
	file          *file
	function, use int
	id            source.ID
}

// how is in which ways something is come to.
type how struct {
	always  bool // from the handler, and nothing keeps it
	surely  bool // … and under no condition
	kept    bool // from the handler, and what it gives is kept
	expires bool
	once    bool // when a file is loaded
	unclear bool
}

func newWalk(b *bundle) *walk {
	return &walk{bundle: b, uses: map[useKey]*how{}, seen: map[string]bool{}, remade: map[*file]bool{}}
}

func (w *walk) use(k useKey) *source.Use { return &w.parse(k.file).Functions[k.function].Uses[k.use] }

// load adds a file and all that it imports.
func (w *walk) load(f *file) {
	if slices.Contains(w.loaded, f) {
		return
	}
	w.loaded = append(w.loaded, f)
	next := f.next
	if p := w.parse(f); p != nil && f.language == scriptCode {
		next = nil // what the parser saw: an import in a comment is none
		for _, name := range slices.Sorted(maps.Keys(p.Imports)) {
			if to := w.resolve(f, p.Imports[name].Module); to != nil {
				next = append(next, to)
			}
		}
	}
	for _, to := range next {
		w.load(to)
	}
}

// way is how a function is come to.
type way struct {
	module  bool // as a file is loaded, else from the handler
	kept    template.Truth
	expires bool
	// sometimes is set where a condition stands in the way.
	sometimes bool
	args      map[int]source.ID
}

// modules follows what runs as files are loaded, and notes what nothing may come to.
func (w *walk) modules() {
	for _, f := range w.loaded {
		p := w.parse(f)
		if p == nil {
			continue
		}
		for i, fn := range p.Functions {
			for j, u := range fn.Uses {
				if u.ID.Kind != source.Parameter {
					w.uses[useKey{f, i, j, u.ID}] = &how{}
				}
			}
		}
		w.run(f, 0, way{module: true, kept: template.False})
	}
}

// unreached notes what is done with a secret that a function is called with, where no
// call of it was seen.
func (w *walk) unreached() {
	type spot struct {
		file          *file
		function, use int
	}
	seen := map[spot]bool{}
	for k := range w.uses {
		seen[spot{k.file, k.function, k.use}] = true
	}
	for _, f := range w.loaded {
		p := w.parse(f)
		if p == nil {
			continue
		}
		for i, fn := range p.Functions {
			for j := range fn.Uses {
				if !seen[spot{f, i, j}] {
					w.uses[useKey{file: f, function: i, use: j}] = &how{}
				}
			}
		}
	}
}

// handler follows what the handler calls. It tells whether the handler was found.
func (w *walk) handler(f *file, export string) bool {
	found := w.exported(f, export, 0)
	for _, t := range found {
		w.run(t.file, t.function, way{kept: template.False})
	}
	return len(found) > 0
}

type target struct {
	file     *file
	function int
}

// exported are the functions that a file exports by a name.
func (w *walk) exported(f *file, name string, depth int) []target {
	p := w.parse(f)
	if p == nil || depth > 10 {
		return nil
	}
	if name == "" {
		name = "default"
	}
	var found []target
	for _, n := range []string{name, "default." + name, strings.TrimPrefix(name, "default.")} {
		for _, i := range p.Exports[n] {
			if i < len(p.Functions) {
				found = append(found, target{f, i})
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	for _, m := range p.Opens {
		if next := w.resolve(f, m); next != nil {
			found = append(found, w.exported(next, name, depth+1)...)
		}
	}
	return found
}

// run follows a function that is come to in some way.
func (w *walk) run(f *file, function int, from way) {
	p := w.parse(f)
	fn := p.Functions[function]
	key := f.name + " " + strconv.Itoa(function) + " " + from.String()
	if w.seen[key] || w.gaveUp {
		return
	}
	if len(w.seen) >= maxSteps {
		w.gaveUp = true
		return
	}
	w.seen[key] = true
	from = from.through(fn.Keeps, fn.Expires)
	for j := range fn.Uses {
		u := &fn.Uses[j]
		to := from.through(w.keeps(f, u), u.Expires)
		to.sometimes = to.sometimes || u.Sometimes
		// The extension and Powertools keep what they read for seconds or minutes.
		if u.Kept == template.True && (u.API == source.Extension || strings.Contains(u.Client, "Powertools")) {
			to.expires = to.expires || from.kept != template.True
		}
		w.note(useKey{f, function, j, from.bound(u.ID)}, to)
	}
	for i := range fn.Calls {
		c := &fn.Calls[i]
		next := from.through(c.Kept, c.Expires)
		next.sometimes = next.sometimes || c.Sometimes
		next.args = nil
		for n, id := range c.Args {
			if id = from.bound(id); id.Kind != source.Unknown {
				if next.args == nil {
					next.args = map[int]source.ID{}
				}
				next.args[n] = id
			}
		}
		if c.Target >= 0 {
			if c.Target < len(p.Functions) && c.Target != 0 {
				w.run(f, c.Target, next)
			}
			continue
		}
		for _, t := range w.imported(f, c.Import) {
			w.made(t, c.Import, from)
			w.run(t.file, t.function, next)
		}
	}
}

// keeps tells whether what a use gets is kept, also where another file tells what it is
// called on.
func (w *walk) keeps(f *file, u *source.Use) template.Truth {
	if u.Receiver.Module == "" {
		return u.Kept
	}
	to := w.resolve(f, u.Receiver.Module)
	if to == nil {
		return u.Kept
	}
	if p := w.parse(to); p != nil && p.Opaque == "" && p.Clients[u.Receiver.Name] {
		return u.ByClient
	}
	return u.Kept
}

// imported are the functions that something imported is.
func (w *walk) imported(f *file, i source.Import) []target {
	for range 4 {
		if to := w.resolve(f, i.Module); to != nil {
			if found := w.exported(to, i.Name, 0); len(found) > 0 {
				return found
			}
		}
		if f.language.deeper == nil {
			return nil
		}
		var ok bool
		if i, ok = f.language.deeper(i); !ok {
			return nil
		}
	}
	return nil
}

// made notes that another file makes instances of a class, at each invocation: what
// they keep is then not kept between invocations.
func (w *walk) made(t target, i source.Import, from way) {
	class := i.Name[strings.LastIndexByte(i.Name, '.')+1:]
	if t.file.language == pythonCode && class != "" && 'A' <= class[0] && class[0] <= 'Z' && !from.module {
		w.remade[t.file] = true
	}
}

// note adds a way in which something is come to.
func (w *walk) note(k useKey, from way) {
	h := w.uses[k]
	if h == nil {
		h = &how{}
		w.uses[k] = h
	}
	switch {
	case from.kept == template.Unknown:
		h.unclear = true
	case from.module && !from.expires: // a callback that is handed over then runs later too
		h.once = true
	case from.kept == template.True:
		h.kept, h.expires = true, h.expires || from.expires
	default:
		h.always, h.surely = true, h.surely || !from.sometimes
	}
}

// through is the way on by something that may keep what it gives.
func (f way) through(kept template.Truth, expires bool) way {
	switch {
	case f.kept == template.True && kept == template.True:
		f.expires = f.expires && expires
	case f.kept == template.True:
	case kept == template.True:
		f.kept, f.expires = template.True, expires
	case kept == template.Unknown:
		f.kept = template.Unknown
	}
	return f
}

// bound is an id with what the function was called with in place of a parameter.
func (f way) bound(id source.ID) source.ID {
	if id.Kind != source.Parameter {
		return id
	}
	n, err := strconv.Atoi(id.Text)
	if err != nil {
		return source.ID{}
	}
	return f.args[n] // the zero value where it is not known
}

// String tells ways apart.
func (f way) String() string {
	var b strings.Builder
	b.WriteString(strconv.FormatBool(f.module) + f.kept.String() + strconv.FormatBool(f.expires) + strconv.FormatBool(f.sometimes))
	numbers := make([]int, 0, len(f.args))
	for n := range f.args {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		b.WriteString(" " + strconv.Itoa(n) + ":" + strconv.Itoa(int(f.args[n].Kind)) + f.args[n].Text)
	}
	return b.String()
}
