package code

import (
	"strings"
)

// part tells whether a module is a name within one that is part of the bundle.
func (w *walk) part(f *file, module string) bool {
	i := strings.LastIndexByte(module, '.')
	if i < 0 || f.language != snake {
		return false
	}
	if parent := module[:i]; strings.Trim(parent, ".") != "" {
		return w.resolve(f, parent) != nil
	}
	return w.resolve(f, module[:i+1]) != nil // of the package itself
}

// known tells whether all that the files import is part of the bundle, or has nothing
// of its own to do with secrets.
func (w *walk) known(main *file) bool {
	seen := map[*file]bool{}
	var all func(f *file) bool
	all = func(f *file) bool {
		if seen[f] {
			return true
		}
		seen[f] = true
		for _, m := range f.language.imports(f.text) {
			if to := w.resolve(f, m); to != nil {
				if !all(to) {
					return false
				}
			} else if !f.language.known(m) && !w.part(f, m) {
				return false
			}
		}
		return true
	}
	return all(main)
}
