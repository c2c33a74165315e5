package template

import (
	"bytes"
	"iter"
	"path"
	"runtime"
	"slices"
	"sync"
)

// Size of a part, see [Input.Parts]: enough to keep all processors busy, and few enough
// to hold in memory.
const (
	partTemplates  = 256
	partAssemblies = 8
)

// part loads groups. The first part has standard input and what the search has to say.
func (in *Input) part(first bool, groups []group) *Assembly {
	l := &loader{ctx: in.ctx, fsys: in.fsys, opts: &in.opts, sources: map[string]*parsed{}, asm: &Assembly{Root: in.root}}
	if first {
		l.asm.Skipped = slices.Clone(in.skipped)
		l.asm.Problems = slices.Clone(in.problems)
	}
	for _, g := range groups {
		for _, a := range g.assemblies {
			l.assembly(g.root, a)
		}
		l.templates(g.root, g.templates, g.asked)
		if in.ctx.Err() != nil {
			break
		}
	}
	if first && in.opts.Stdin != nil {
		l.stdin()
	}
	l.finish()
	return l.asm
}

// Load loads all of the input.
func (in *Input) Load() *Assembly { return in.part(true, in.groups) }

// Parts loads the input in parts, so that a folder of thousands of templates need not be
// in memory as a whole: what belongs together, because a template nests another one or
// imports what it exports, is in one part. Small inputs are one part. Problems and files
// that the search passed over are in the first.
func (in *Input) Parts() iter.Seq[*Assembly] {
	return func(yield func(*Assembly) bool) {
		for i, groups := range in.parts(partTemplates, partAssemblies) {
			if in.ctx.Err() != nil || !yield(in.part(i == 0, groups)) {
				return
			}
		}
	}
}

// mayLink tells whether a template may belong together with others.
func mayLink(data []byte) bool {
	for _, marker := range []string{"AWS::CloudFormation::Stack", "AWS::Serverless::Application", "ImportValue", "Export"} {
		if bytes.Contains(data, []byte(marker)) {
			return true
		}
	}
	return false
}

// parts divides the groups.
func (in *Input) parts(templates, assemblies int) [][]group {
	found, apps := 0, 0
	for _, g := range in.groups {
		found += len(g.templates)
		apps += len(g.assemblies)
	}
	if found <= templates && apps <= assemblies {
		return [][]group{in.groups}
	}
	together := in.together()
	var parts [][]group
	// add appends to a part what is of one group, in the order of groups.
	add := func(part *[]group, g *group, file string, assembly bool) {
		if n := len(*part); n == 0 || (*part)[n-1].root != g.root || (*part)[n-1].asked != g.asked {
			*part = append(*part, group{root: g.root, asked: g.asked})
		}
		to := &(*part)[len(*part)-1]
		if assembly {
			to.assemblies = append(to.assemblies, file)
		} else {
			to.templates = append(to.templates, file)
		}
	}
	// Templates that belong together come first, circle by circle.
	circles := map[string]*[]group{}
	var order []string
	var rest []group
	for i := range in.groups {
		g := &in.groups[i]
		for _, f := range g.templates {
			circle, linked := together[f]
			switch {
			case linked:
				if circles[circle] == nil {
					circles[circle] = &[]group{}
					order = append(order, circle)
				}
				add(circles[circle], g, f, false)
			default:
				add(&rest, g, f, false)
			}
		}
	}
	n := 0
	var part []group
	flush := func() {
		if len(part) > 0 {
			parts = append(parts, part)
		}
		part, n = nil, 0
	}
	for _, name := range order {
		for _, g := range *circles[name] {
			for _, f := range g.templates {
				add(&part, &g, f, false)
				n++
			}
		}
		if n >= templates {
			flush()
		}
	}
	for i := range rest {
		for _, f := range rest[i].templates {
			if add(&part, &rest[i], f, false); n+1 >= templates {
				flush()
				continue
			}
			n++
		}
	}
	flush()
	for i := range in.groups {
		for _, a := range in.groups[i].assemblies {
			if add(&part, &in.groups[i], a, true); n+1 >= assemblies {
				flush()
				continue
			}
			n++
		}
	}
	flush()
	return parts
}

// together gives the files that belong together with others a name that they share.
func (in *Input) together() map[string]string {
	var files []string
	roots := map[string]string{}
	found := map[string]bool{}
	for _, g := range in.groups {
		for _, f := range g.templates {
			found[f] = true
			if in.linked[f] || g.asked {
				if _, seen := roots[f]; !seen {
					files = append(files, f)
				}
				roots[f] = g.root
			}
		}
	}
	links := make([]links, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := range next {
				links[i] = in.links(files[i], roots[files[i]])
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()

	leader := map[string]string{}
	find := func(f string) string {
		for leader[f] != "" {
			if up := leader[leader[f]]; up != "" {
				leader[f] = up
			}
			f = leader[f]
		}
		return f
	}
	join := func(a, b string) {
		if a, b = find(a), find(b); a != b {
			leader[max(a, b)] = min(a, b)
		}
	}
	type end struct{ exports, imports []string }
	ends := map[string]*end{}
	linked := map[string]bool{}
	for i, f := range files {
		for _, nested := range links[i].nested {
			if found[nested] && nested != f {
				linked[f], linked[nested] = true, true
				join(f, nested)
			}
		}
		for _, name := range links[i].exports {
			if ends[name] == nil {
				ends[name] = &end{}
			}
			ends[name].exports = append(ends[name].exports, f)
		}
		for _, name := range links[i].imports {
			if ends[name] == nil {
				ends[name] = &end{}
			}
			ends[name].imports = append(ends[name].imports, f)
		}
	}
	unknown := ""
	for i, f := range files {
		// What such a template makes is known when it is expanded only.
		if links[i].expanded {
			linked[f] = true
			if unknown == "" {
				unknown = f
			}
			join(unknown, f)
		}
	}
	for _, e := range ends {
		if len(e.exports) == 0 || len(e.imports) == 0 {
			continue
		}
		for _, f := range slices.Concat(e.exports, e.imports) {
			linked[f] = true
			join(e.exports[0], f)
		}
	}
	names := make(map[string]string, len(linked))
	for f := range linked {
		names[f] = find(f)
	}
	return names
}

// links is what a template says of others.
type links struct {
	nested           []string // files
	exports, imports []string // literal names
	expanded         bool     // by Fn::ForEach
}

func (in *Input) links(file, root string) links {
	var found links
	data, err := readRegular(in.fsys, file, in.opts.MaxFileSize)
	if err != nil {
		return found
	}
	found.expanded = bytes.Contains(data, []byte("Fn::ForEach"))
	docs, _ := Parse(NewSource(file, data))
	for _, doc := range docs {
		doc.Walk(func(_ Path, n *Node) bool {
			if name, arg := n.Intrinsic(); name == "Fn::ImportValue" && arg.IsScalar() {
				found.imports = append(found.imports, arg.Text)
			}
			if nested, _, ok := nestedWithin(n, root, path.Dir(file)); ok {
				found.nested = append(found.nested, nested)
			}
			if name := n.At("Export", "Name"); name.IsScalar() {
				found.exports = append(found.exports, name.Text)
			}
			return true
		})
	}
	return found
}
