package rules

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// footprint is what can be told of a rule without compiling it.
type footprint struct {
	// reads is what the rule and the libraries that it imports read of the input: see
	// [readsOf].
	reads []string
	// triggers tell when the rule may deny something; nil is always.
	triggers []trigger
	// libraries are the files of the built-in libraries that it imports, those that
	// they import included.
	libraries []string
}

// footprintOf reads a module's footprint. libraries are the modules that it may import,
// by file.
func footprintOf(module *ast.Module, libraries map[string]*ast.Module) *footprint {
	byPackage := make(map[string]*ast.Module, len(libraries))
	fileOf := make(map[string]string, len(libraries))
	for file, m := range libraries {
		byPackage[m.Package.Path.String()] = m
		fileOf[m.Package.Path.String()] = file
	}
	imported := map[string]bool{}
	modules := []*ast.Module{module}
	for i := 0; i < len(modules); i++ {
		for _, imp := range modules[i].Imports {
			path := imp.Path.String()
			if m := byPackage[path]; m != nil && !imported[fileOf[path]] {
				imported[fileOf[path]] = true
				modules = append(modules, m)
			}
		}
	}
	r := triggerReader{module: module, libraries: byPackage}
	return &footprint{reads: readsOf(modules), triggers: r.triggers(), libraries: slices.Sorted(maps.Keys(imported))}
}
