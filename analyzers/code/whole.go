package code

import "strings"

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
			} else if !f.language.known(m) && !w.within(f, m) {
				return false
			}
		}
		return true
	}
	return all(main)
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
