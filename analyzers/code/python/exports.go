package python

import (
	"maps"
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
)

// maxExports bounds how many names are told.
const maxExports = 10_000

// exports are the functions that the names of the module stand for.
func (r *reader) exports() {
	for _, name := range slices.Sorted(maps.Keys(r.module.vars)) {
		v := r.evalVariable(r.module.vars[name])
		switch {
		case v.callable():
			r.export(name, v.functions)
			for _, fn := range v.functions {
				if f := r.file.Functions[fn]; v.kept != template.False && f.Keeps == template.False {
					// What another file calls is the wrapper.
					f.Keeps = template.Unknown
				}
			}
		case v.kind == classValue:
			r.exportClass(name, v, "__init__")
		case v.kind == instance:
			r.exportClass(name, v, "__call__")
		}
	}
}

// export adds functions with what is wrapped around them.
func (r *reader) export(name string, fns []int) {
	list := slices.Clone(fns)
	for _, fn := range fns {
		for _, w := range r.wrappers(fn) {
			if !slices.Contains(list, w) {
				list = append(list, w)
			}
		}
	}
	if len(r.file.Exports) < maxExports {
		r.file.Exports[name] = list
	}
}

// exportClass adds the methods of a class or instance; own is the one that calling
// it runs.
func (r *reader) exportClass(name string, v value, own string) {
	seen := 0
	for k, depth := v.class, 0; k != nil && depth < 20; depth++ {
		for _, method := range slices.Sorted(maps.Keys(k.methods)) {
			if seen++; seen > 1000 {
				return
			}
			if _, ok := r.file.Exports[name+"."+method]; ok {
				continue
			}
			if m := r.member(v, method); m.callable() {
				r.export(name+"."+method, m.functions)
				if method == own {
					r.export(name, m.functions)
				}
			}
		}
		above := r.link(k)
		if len(above) == 0 {
			return
		}
		k = above[0]
	}
}
