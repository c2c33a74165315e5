package code

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// read tells what the code of a function does.
func read(r *template.Resource, b *bundle) *Function {
	f := &Function{Key: r.Key(), Label: r.Label(), State: "decided"}
	undecided := func(why string) *Function {
		f.State, f.Why = "undecided", why
		return f
	}
	runtime, ok := r.Property("Runtime").Literal()
	if !ok {
		return undecided("its runtime is not known")
	}
	spoken := false
	for _, x := range b.files {
		if !strings.HasPrefix(runtime, x.language.runtime) {
			continue
		}
		spoken = spoken || x.speaks
	}
	main, export, why := handler(r, b, runtime)
	if main == nil {
		return undecided(why)
	}
	w := newWalk(b)
	if spoken {
		w.load(main)
		w.modules()
		if parsed := b.parse(main); parsed != nil && !w.handler(main, export) {
			why = fmt.Sprintf("what its handler %s is in %s is not known", export, main.name)
			if len(w.uses) > 0 || parsed.Opaque != "" {
				f.State, f.Why = "undecided", why
			}
		}
	}
	for _, x := range w.loaded {
		if p := b.parse(x); p != nil && p.Opaque != "" && f.State == "decided" {
			f.State, f.Why = "undecided", x.name+": "+p.Opaque
		}
	}
	if w.gaveUp {
		f.State, f.Why = "undecided", "its calls are too many to be followed"
	}
	w.actions(r, f)
	f.Modules = w.foreign(main)
	f.Whole = f.State == "decided" && !b.partial && main.language.knows(f.Modules) && !wrapped(r)
	return f
}

// wrapped tells whether something else than the runtime starts the function's code.
func wrapped(r *template.Resource) bool {
	return r.Property("Environment", "Variables", "AWS_LAMBDA_EXEC_WRAPPER").Kind != template.AbsentValue ||
		r.Property("Environment", "Variables", "NODE_OPTIONS").Kind != template.AbsentValue
}

// handler finds the file and the name of a function's handler.
func handler(r *template.Resource, b *bundle, runtime string) (main *file, export, why string) {
	text, ok := r.Property("Handler").Literal()
	if !ok {
		return nil, "", "its handler is not known"
	}
	dir, base := path.Split(path.Clean(text))
	stem, export, ok := strings.Cut(base, ".")
	if !ok || strings.Contains(export, ".") && !strings.HasPrefix(runtime, "python") {
		return nil, "", fmt.Sprintf("its handler %s is not one of a file", text)
	}
	var names []string
	switch {
	case strings.HasPrefix(runtime, "nodejs"):
		for _, e := range scriptExtensions {
			names = append(names, dir+stem+e)
		}
	case strings.HasPrefix(runtime, "python"):
		module, name, _ := cutLast(base)
		export = name
		names = []string{dir + strings.ReplaceAll(module, ".", "/") + ".py", dir + strings.ReplaceAll(module, ".", "/") + "/__init__.py"}
	default:
		return nil, "", fmt.Sprintf("code for %s is not read", runtime)
	}
	for _, n := range names {
		if f := b.files[n]; f != nil {
			return f, export, ""
		}
	}
	return nil, "", fmt.Sprintf("no file for its handler %s was found", text)
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// actions words what was seen.
func (w *walk) actions(r *template.Resource, f *Function) {
	w.unreached()
	keys := slices.SortedFunc(maps.Keys(w.uses), func(a, b useKey) int {
		switch {
		case a.file != b.file:
			return strings.Compare(a.file.name, b.file.name)
		case a.function != b.function || a.use != b.use:
			x, y := w.use(a), w.use(b)
			if x.Start != y.Start {
				return x.Start - y.Start
			}
			if a.function != b.function {
				return a.function - b.function
			}
			return a.use - b.use
		case a.id.Kind != b.id.Kind:
			return int(a.id.Kind) - int(b.id.Kind)
		}
		return strings.Compare(a.id.Text, b.id.Text)
	})
	for _, k := range keys {
		u, how := w.use(k), w.uses[k]
		x := &Action{Function: f.Label, Key: f.Key, API: string(u.API), Client: u.Client, api: u.API, Where: Unknown, Cached: "unknown"}
		x.At, x.File, x.Line = w.place(r, k.file, u)
		switch {
		case how.always:
			x.Where, x.Cached, x.Sometimes = Handler, "no", !how.surely
		case how.unclear, how.kept && w.remade[k.file]:
		case how.kept:
			x.Where, x.Cached, x.Expires = Module, "yes", how.expires
		case how.once:
			x.Where, x.Cached = Module, "yes"
		}
		switch k.id.Kind {
		case source.Environment:
			x.Variable = k.id.Text
		case source.Literal:
			if x.Name = k.id.Text; w.property != nil && !w.whole && strings.Contains(x.Name, "*") {
				x.Name, x.Pattern = "", k.id.Text
			}
		case source.Pattern:
			if strings.Trim(k.id.Text, "*") != "" {
				x.Pattern = k.id.Text
			}
		}
		switch {
		case u.API.Reads():
			f.Fetches = append(f.Fetches, x)
		case u.API.Writes():
			f.Writes = append(f.Writes, x)
		default:
			f.Others = append(f.Others, x)
		}
	}
}

// place is where something stands in the code.
func (w *walk) place(r *template.Resource, f *file, u *source.Use) (at analyzers.Place, name string, line int) {
	start := min(max(u.Start, 0), len(f.text))
	end := min(max(u.End, start), len(f.text))
	if w.path == "" {
		at = analyzers.At(r, "Code", "ZipFile")
		if w.whole {
			at.Span = []int{start, end}
		}
		return at, "the inline code", 1 + strings.Count(string(f.text[:start]), "\n")
	}
	at = analyzers.At(r, "Code")
	if f.lines == nil {
		f.lines = template.NewSource(w.path+"/"+f.name, f.text)
	}
	rng := f.lines.Range(start, end)
	at.File = &rng
	return at, f.name, rng.Start.Line
}
