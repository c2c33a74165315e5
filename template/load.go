package template

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
)

const defaultMaxFileSize = 64 << 20

// Load reads what stands under the given paths of a file system: a folder that
// is a cloud assembly, a template file, or a folder that is searched for both.
// The error is about a path that cannot be read at all; what is wrong within
// the input is in the assembly's Problems, and the rest is loaded.
func Load(ctx context.Context, fsys fs.FS, paths []string, opts Options) (*Assembly, error) {
	in, err := Find(ctx, fsys, paths, opts)
	if in == nil {
		return nil, err
	}
	asm := in.Load()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return asm, err
}

type loader struct {
	ctx     context.Context
	fsys    fs.FS
	opts    *Options
	sources map[string]*parsed // by file
	asm     *Assembly
	loose   []*Stack // stacks that belong to no cloud assembly
	crowded map[*Program]bool
}

type parsed struct {
	once     sync.Once
	src      *Source
	docs     []*Node
	problems []Problem
	err      error // the file cannot be opened
	nested   bool  // some stack nests this file
}

// prefetch parses files in parallel.
func (l *loader) prefetch(files []string) {
	for _, f := range files {
		if l.sources[f] == nil {
			l.sources[f] = &parsed{}
		}
	}
	var wg sync.WaitGroup
	next := make(chan *struct {
		file string
		p    *parsed
	})
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for job := range next {
				l.parse(job.file, job.p)
			}
		})
	}
	for _, f := range files {
		if l.ctx.Err() != nil {
			break
		}
		next <- &struct {
			file string
			p    *parsed
		}{f, l.sources[f]}
	}
	close(next)
	wg.Wait()
}

func (l *loader) parse(file string, p *parsed) {
	p.once.Do(func() {
		data, err := readRegular(l.fsys, file, l.opts.MaxFileSize)
		if err != nil {
			var large tooLarge
			if !errors.As(err, &large) {
				p.err = err
			}
			p.problems = []Problem{{
				Kind: Unreadable, Fatal: true, Message: "the file cannot be read: " + ioReason(err),
				Hint: "what it holds is not checked", Range: Range{File: file},
			}}
			return
		}
		p.src = NewSource(file, data)
		p.docs, p.problems = Parse(p.src)
	})
}

func (l *loader) document(file string) *parsed {
	p := l.sources[file]
	if p == nil {
		p = &parsed{}
		l.sources[file] = p
	}
	l.parse(file, p)
	return p
}

// relative is a file's path from a root folder.
func relative(root, file string) string {
	if root == "." || root == "" {
		return file
	}
	return strings.TrimPrefix(strings.TrimPrefix(file, root), "/")
}

// assembly loads a cloud assembly.
func (l *loader) assembly(root, dir string) {
	artifacts, problems := readCloudAssembly(l.fsys, dir)
	l.asm.Problems = append(l.asm.Problems, problems...)
	program := &Program{Dir: dir, Complete: true}
	var files []string
	for _, a := range artifacts {
		files = append(files, a.TemplateFile)
	}
	l.prefetch(files)
	for _, a := range artifacts {
		p := l.document(a.TemplateFile)
		if !l.keep(p, a.TemplateFile) {
			program.Complete = false
			continue
		}
		s := &Stack{
			Name: a.Name, TemplateFile: relative(dir, a.TemplateFile), Dir: a.Dir,
			Account: a.Account, Region: a.Region, Program: program, given: a.Parameters,
			constructs: a.byLogicalID(""),
		}
		s.Key = relative(root, a.TemplateFile)
		s.assets, problems = a.assets(l.fsys)
		l.asm.Problems = append(l.asm.Problems, problems...)
		for _, c := range a.Constructs {
			if len(c.Acknowledged) > 0 {
				if s.acks == nil {
					s.acks = map[string][]Acknowledgement{}
				}
				s.acks[c.Path] = c.Acknowledged
			}
		}
		if l.shape(s, p.src, p.docs[0]) {
			program.Stacks = append(program.Stacks, s)
			l.nest(s, a, "", root, []string{a.TemplateFile})
		} else {
			program.Complete = false
		}
	}
	if len(program.Stacks) > 0 {
		l.asm.Programs = append(l.asm.Programs, program)
	}
}

// keep records a file's problems once and tells whether there is a document.
func (l *loader) keep(p *parsed, file string) bool {
	if p.problems != nil {
		l.asm.Problems = append(l.asm.Problems, p.problems...)
		p.problems = nil
	}
	return len(p.docs) > 0
}

// templates loads loose template files. asked is set when the user named the
// file: then it must be a template.
func (l *loader) templates(root string, files []string, asked bool) {
	l.prefetch(files)
	var stacks []*Stack
	for _, f := range files {
		p := l.document(f)
		if !l.keep(p, f) {
			continue
		}
		found := false
		for i, doc := range p.docs {
			if !looksLikeTemplate(doc) {
				continue
			}
			found = true
			name := path.Base(f)
			s := &Stack{
				Name:         strings.TrimSuffix(strings.TrimSuffix(name, path.Ext(name)), ".template"),
				TemplateFile: relative(root, f), Key: relative(root, f), Dir: path.Dir(f),
				Program: &Program{},
			}
			if i > 0 {
				s.Key += fmt.Sprintf("@%d", i+1)
			}
			s.Program.Stacks = []*Stack{s}
			if l.shape(s, p.src, doc) {
				stacks = append(stacks, s)
				l.nest(s, nil, "", root, []string{f})
			}
		}
		if !found && asked {
			l.noTemplate(f)
		}
	}
	// A template that another one nests is that one's part. Templates that nest
	// each other in a circle are kept once, by the first of them.
	reached, kept := map[string]bool{}, map[*Program]bool{}
	for _, s := range l.loose { // of paths before
		kept[s.Program] = true
	}
	for _, circle := range []bool{false, true} {
		for _, s := range stacks {
			if reached[s.Source.Name] || !circle && l.sources[s.Source.Name].nested {
				continue
			}
			for _, t := range s.Program.Stacks {
				if t.Source != s.Source {
					reached[t.Source.Name] = true
				}
			}
			l.loose = append(l.loose, s)
			kept[s.Program] = true
		}
		for _, s := range l.loose {
			reached[s.Source.Name] = true
		}
	}
	// What is wrong with a template is told once, by the program that it is in.
	l.asm.Problems = slices.DeleteFunc(l.asm.Problems, func(p Problem) bool {
		return p.Stack != nil && p.Stack.Program.Dir == "" && !kept[p.Stack.Program]
	})
}

func looksLikeTemplate(doc *Node) bool {
	if doc == nil || doc.Kind != Map {
		return false
	}
	return doc.Get("Resources") != nil || doc.Get("AWSTemplateFormatVersion") != nil
}

// stdin loads a template that was read from standard input.
func (l *loader) stdin() {
	src := NewSource(StdinName, l.opts.Stdin)
	docs, problems := Parse(src)
	l.asm.Problems = append(l.asm.Problems, problems...)
	l.sources[StdinName] = &parsed{src: src}
	found := len(docs) == 0 // then Parse said why
	for i, doc := range docs {
		if !looksLikeTemplate(doc) {
			continue
		}
		found = true
		s := &Stack{Name: "stdin", TemplateFile: StdinName, Key: StdinName, Dir: ".", Program: &Program{}}
		if i > 0 {
			s.Key += fmt.Sprintf("@%d", i+1)
		}
		s.Program.Stacks = []*Stack{s}
		if l.shape(s, src, doc) {
			l.loose = append(l.loose, s)
			l.nest(s, nil, "", ".", []string{StdinName})
		}
	}
	if !found {
		l.noTemplate(StdinName)
	}
}

// noTemplate is said of a file that the user named and that is none.
func (l *loader) noTemplate(file string) {
	l.asm.Problems = append(l.asm.Problems, Problem{
		Kind: Structure, Fatal: true, Message: "not a CloudFormation template: it has no Resources",
		Hint: "name a template or a folder that holds some", Range: Range{File: file, Start: Pos{1, 1, 0}, End: Pos{1, 1, 0}},
	})
}

// Bounds of nested stacks: how deep they may nest, and how many a program may have.
// Stacks that nest a file twice at each level are otherwise a million.
const (
	maxNesting = 20
	maxNested  = 2000
)

// nest loads the templates that a stack's AWS::CloudFormation::Stack resources
// stand for.
func (l *loader) nest(s *Stack, a *stackArtifact, parent, root string, chain []string) {
	for _, r := range s.Order {
		if r.Type != "AWS::CloudFormation::Stack" {
			continue
		}
		var file, prefix string
		var ok bool
		if a != nil {
			file, prefix, ok = a.nested(r.Node, r.ID, parent, s.assets)
		} else {
			file, prefix, ok = nestedWithin(r.Node, root, s.Dir)
		}
		if !ok {
			continue
		}
		for _, f := range chain {
			if f == file {
				l.asm.Problems = append(l.asm.Problems, Problem{
					Kind: Structure, Stack: s, Range: r.Node.Range(),
					Message: fmt.Sprintf("nested stack %q holds itself: %s", r.ID, strings.Join(append(relatives(root, chain), relative(root, file)), " -> ")),
					Hint:    "break the circle",
				})
				ok = false
			}
		}
		if !ok {
			continue
		}
		if len(chain) > maxNesting {
			l.asm.Problems = append(l.asm.Problems, Problem{
				Kind: Structure, Stack: s, Range: r.Node.Range(),
				Message: fmt.Sprintf("stacks nest deeper than %d levels", maxNesting),
			})
			continue
		}
		if len(s.Program.Stacks) >= maxNested {
			l.tooMany(s, r)
			return
		}
		if _, err := fs.Stat(l.fsys, file); err != nil {
			l.asm.Problems = append(l.asm.Problems, Problem{
				Kind: Unreadable, Stack: s, Range: r.Node.Range(),
				Message: fmt.Sprintf("template %q of nested stack %q cannot be read: %s", relative(root, file), r.ID, ioReason(err)),
				Hint:    "what it holds is not checked",
			})
			continue
		}
		p := l.document(file)
		if !l.keep(p, file) {
			continue
		}
		p.nested = true
		child := &Stack{
			Name: s.Name + "/" + r.ID, TemplateFile: relative(root, file), Dir: s.Dir,
			Account: s.Account, Region: s.Region, Parent: s, ParentResource: r, Program: s.Program,
			acks: s.acks, assets: s.assets,
		}
		if a == nil {
			child.Dir = path.Dir(file)
		} else {
			child.TemplateFile = relative(s.Program.Dir, file)
			if prefix != "" {
				child.constructs = a.byLogicalID(prefix)
			}
		}
		child.Key = s.Key + "/" + r.ID
		if l.shape(child, p.src, p.docs[0]) {
			r.nested = child
			s.Program.Stacks = append(s.Program.Stacks, child)
			l.nest(child, a, prefix, root, append(chain[:len(chain):len(chain)], file))
		}
	}
}

// tooMany says once of a program that it has more stacks than are followed.
func (l *loader) tooMany(s *Stack, r *Resource) {
	if l.crowded[s.Program] {
		return
	}
	if l.crowded == nil {
		l.crowded = map[*Program]bool{}
	}
	l.crowded[s.Program] = true
	l.asm.Problems = append(l.asm.Problems, Problem{
		Kind: Structure, Stack: s, Range: r.Node.Range(),
		Message: fmt.Sprintf("a stack with the stacks that it nests is more than %d stacks", maxNested),
		Hint:    "the others are not checked",
	})
}

func relatives(root string, files []string) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = relative(root, f)
	}
	return names
}

// finish puts everything in its fixed order.
func (l *loader) finish() {
	// A template that was named together with the one that nests it is that
	// one's part all the same.
	part := map[*Source]bool{}
	for _, s := range l.loose {
		for _, t := range s.Program.Stacks {
			if t != s && t.Source != s.Source {
				part[t.Source] = true
			}
		}
	}
	for i, s := range l.loose {
		if !part[s.Source] || !l.nestedBefore(i) {
			l.asm.Programs = append(l.asm.Programs, s.Program)
		}
	}
	l.joinByExports()
	for _, p := range l.asm.Programs {
		l.asm.Stacks = append(l.asm.Stacks, p.Stacks...)
	}
	sort.SliceStable(l.asm.Stacks, func(i, j int) bool { return l.asm.Stacks[i].Key < l.asm.Stacks[j].Key })
	l.asm.Problems = sortProblems(l.asm.Problems)
}

// nestedBefore tells whether another loose template nests the i-th one; of
// templates that nest each other in a circle the first stands for all.
func (l *loader) nestedBefore(i int) bool {
	s := l.loose[i]
	for j, t := range l.loose {
		if i != j && nests(t, s) && (j < i || !nests(s, t)) {
			return true
		}
	}
	return false
}

func nests(a, b *Stack) bool {
	for _, t := range a.Program.Stacks {
		if t != a && t.Source == b.Source {
			return true
		}
	}
	return false
}

// joinByExports makes loose templates one program where one imports by literal
// name what exactly one other exports.
func (l *loader) joinByExports() {
	type end struct{ exports, imports []*Program }
	names := map[string]*end{}
	at := func(name string) *end {
		if names[name] == nil {
			names[name] = &end{}
		}
		return names[name]
	}
	for _, p := range l.asm.Programs {
		if p.Complete {
			continue
		}
		for _, s := range p.Stacks {
			for _, out := range s.Outputs {
				if out.Export.IsScalar() {
					e := at(out.Export.Text)
					e.exports = append(e.exports, p)
				}
			}
			if !strings.Contains(string(s.Source.Data), "ImportValue") {
				continue
			}
			s.Root.Walk(func(_ Path, n *Node) bool {
				if name, arg := n.Intrinsic(); name == "Fn::ImportValue" && arg.IsScalar() {
					e := at(arg.Text)
					e.imports = append(e.imports, p)
				}
				return true
			})
		}
	}
	leader := map[*Program]*Program{}
	find := func(p *Program) *Program {
		for leader[p] != nil {
			p = leader[p]
		}
		return p
	}
	order := make([]string, 0, len(names))
	for name := range names {
		order = append(order, name)
	}
	sort.Strings(order)
	for _, name := range order {
		e := names[name]
		if len(e.exports) != 1 {
			continue
		}
		for _, p := range e.imports {
			if a, b := find(e.exports[0]), find(p); a != b {
				leader[b] = a
			}
		}
	}
	if len(leader) == 0 {
		return
	}
	kept := l.asm.Programs[:0:0]
	for _, p := range l.asm.Programs {
		to := find(p)
		if to == p {
			kept = append(kept, p)
			continue
		}
		to.Stacks = append(to.Stacks, p.Stacks...)
		for _, s := range p.Stacks {
			s.Program = to
		}
	}
	for _, p := range kept {
		sort.SliceStable(p.Stacks, func(i, j int) bool { return p.Stacks[i].Key < p.Stacks[j].Key })
	}
	l.asm.Programs = kept
}
