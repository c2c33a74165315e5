package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

func (r *reader) bindImport(s *scope, st *syntax.Import) {
	for _, n := range st.Names {
		local, imp := n.As, source.Import{Module: n.Name}
		switch {
		case st.From && n.Name == "*":
			r.stars = append(r.stars, st.Module)
			continue
		case st.From && onlyDots(st.Module):
			// from . import db: what stands beside the file is a module.
			imp = source.Import{Module: st.Module + n.Name}
		case st.From:
			imp = source.Import{Module: st.Module, Name: n.Name}
		case n.As == "":
			// import a.b binds a.
			r.modules[n.Name] = true
			local = firstOf(n.Name)
			imp.Module = local
		}
		if local == "" {
			local = n.Name
		}
		s.bind(local, binding{kind: imported, imp: imp})
		if _, ok := r.file.Imports[local]; !ok || s.kind == moduleScope {
			r.file.Imports[local] = imp
		}
	}
}

func onlyDots(module string) bool {
	for i := range len(module) {
		if module[i] != '.' {
			return false
		}
	}
	return true
}

func firstOf(dotted string) string {
	for i := range len(dotted) {
		if dotted[i] == '.' {
			return dotted[:i]
		}
	}
	return dotted
}
