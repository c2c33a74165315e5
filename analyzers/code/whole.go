package code

import (
	"maps"
	"slices"
	"strings"
)

// foreign are the modules that the files import and that are not the bundle's.
func (w *walk) foreign(main *file) []string {
	seen, found := map[*file]bool{}, map[string]bool{}
	var all func(f *file)
	all = func(f *file) {
		if seen[f] {
			return
		}
		seen[f] = true
		for _, m := range f.language.imports(f.text) {
			if to := w.resolve(f, m); to != nil {
				all(to)
			} else if !w.within(f, m) {
				found[m] = true
			}
		}
	}
	all(main)
	return slices.Sorted(maps.Keys(found))
}

// knows tells whether modules of others have nothing of their own to do with secrets.
func (l *language) knows(modules []string) bool {
	return !slices.ContainsFunc(modules, func(m string) bool { return !l.known(m) })
}

// within tells whether what looks like a module may be a name of one of the bundle's.
func (w *walk) within(f *file, module string) bool {
	i := strings.LastIndexByte(module, '.')
	if f.language.deeper == nil || i < 0 {
		return false
	}
	parent := module[:i]
	if strings.Trim(parent, ".") == "" {
		parent += "." // of the folder
	}
	return w.resolve(f, parent) != nil
}
