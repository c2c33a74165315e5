package javascript

import (
	"strings"
	"unsafe"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// Constructs tells which constructs of the CDK a file makes. It is nil for a file that is
// not understood.
func Constructs(name string, text []byte) (found *source.Constructs) {
	// The parsers are not ours, and what they are given may be anything.
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	tree, code, origin := parseFile(name, text)
	if tree == nil {
		return nil
	}
	b := &builder{
		code: code, file: &source.Constructs{Imports: map[string]source.Import{}},
		of: map[*js.NewExpr]int{}, held: map[holder]js.IExpr{}, in: -1,
	}
	b.visit(&tree.BlockStmt)
	for i, n := range b.news {
		b.scope(i, n)
	}
	for i := range b.file.Made {
		m := &b.file.Made[i]
		if origin != nil {
			m.Start = origin.back(m.Start)
		}
		if m.Literal && !b.place(m, text) {
			return nil // what is written is not what was parsed
		}
	}
	return b.file
}

// builder reads which constructs a file makes.
type builder struct {
	code []byte
	file *source.Constructs
	news []*js.NewExpr // in step with file.Made
	of   map[*js.NewExpr]int
	// held are the values of variables and fields: nil for one that has several.
	held map[holder]js.IExpr
	in   int // class around, -1 for none
}

// holder is a variable, or a field of a class's objects.
type holder struct {
	v     *js.Var
	class int
	field string
}

func (b *builder) hold(h holder, value js.IExpr) {
	if _, several := b.held[h]; several {
		value = nil
	}
	b.held[h] = bare(value)
}

func (b *builder) visit(n js.INode) {
	switch n := n.(type) {
	case *js.ImportStmt:
		b.imports(n)
		return
	case *js.ClassDecl:
		b.class(n, "")
		return
	case *js.FuncDecl:
		b.outside(n) // it has a `this` of its own
		return
	case *js.MethodDecl:
		b.outside(n)
		return
	case *js.VarDecl:
		for _, e := range n.List {
			v, ok := e.Binding.(*js.Var)
			switch c, class := e.Default.(*js.ClassDecl); {
			case !ok:
				b.required(e)
			case class && c.Name == nil:
				b.class(c, string(v.Name()))
				continue
			case e.Default != nil || n.InForInOf:
				b.required(e)
				b.hold(holder{v: variable(v)}, e.Default)
			}
			if e.Default != nil {
				b.visit(e.Default)
			}
		}
		return
	case *js.BinaryExpr:
		if n.Op == js.EqToken {
			if h, ok := b.holder(n.X); ok {
				if c, class := n.Y.(*js.ClassDecl); class && h.v != nil && c.Name == nil {
					b.class(c, string(h.v.Name()))
					return
				}
				b.hold(h, n.Y)
			}
		}
	case *js.NewExpr:
		b.made(n)
	}
	children(n, b.visit)
}

// outside visits a function in which `this` is not the object of the class around it.
func (b *builder) outside(n js.INode) {
	around := b.in
	b.in = -1
	children(n, b.visit)
	b.in = around
}

func (b *builder) class(n *js.ClassDecl, name string) {
	if n.Name != nil {
		name = string(n.Name.Name())
	}
	base, _ := named(n.Extends)
	around := b.in
	b.in = len(b.file.Classes)
	b.file.Classes = append(b.file.Classes, source.Class{Name: name, Base: base})
	for i := range n.List {
		switch item := &n.List[i]; {
		case item.StaticBlock != nil:
			b.outside(item.StaticBlock)
		case item.Method != nil && item.Method.Static:
			b.outside(item.Method)
		case item.Method != nil:
			children(item.Method, b.visit)
		case item.Init != nil:
			if !item.Static {
				b.hold(holder{class: b.in, field: keyOf(&item.Name.PropertyName)}, item.Init)
			}
			b.visit(item.Init)
		}
	}
	b.in = around
}

func (b *builder) made(n *js.NewExpr) {
	if n.Args == nil || len(n.Args.List) < 2 || n.Args.List[0].Rest || n.Args.List[1].Rest {
		return
	}
	class, ok := named(n.X)
	if !ok {
		return
	}
	m := source.Made{Class: class, In: b.in, By: -1}
	if data := literal(n.Args.List[1].Value); data != nil {
		m.ID, m.Literal, m.Start = unquote(data), true, b.offset(data)
	}
	b.of[n] = len(b.news)
	b.news = append(b.news, n)
	b.file.Made = append(b.file.Made, m)
}

// literal is a text that is written out, with its quotes; nil for anything else.
func literal(e js.IExpr) []byte {
	switch e := bare(e).(type) {
	case *js.LiteralExpr:
		if e.TokenType == js.StringToken {
			return e.Data
		}
	case *js.TemplateExpr:
		if e.Tag == nil && len(e.List) == 0 {
			return e.Tail
		}
	}
	return nil
}

// offset is the place of a part of the code. The tree's texts are parts of one array: the
// distance from its start is the place.
func (b *builder) offset(data []byte) int {
	return int(uintptr(unsafe.Pointer(unsafe.SliceData(data))) - uintptr(unsafe.Pointer(unsafe.SliceData(b.code))))
}

// scope tells what the construct of the i-th call is made in.
func (b *builder) scope(i int, n *js.NewExpr) {
	m := &b.file.Made[i]
	x := bare(n.Args.List[0].Value)
	if isThis(x) {
		if m.In >= 0 {
			m.Scope = source.ScopeThis
		}
		return
	}
	made, direct := x.(*js.NewExpr)
	if !direct {
		around := b.in
		b.in = m.In
		h, ok := b.holder(x)
		b.in = around
		if !ok {
			return
		}
		if made, ok = b.held[h].(*js.NewExpr); !ok {
			return
		}
	}
	if of, ok := b.of[made]; ok {
		m.Scope, m.By = source.ScopeMade, of
	} else if class, ok := named(made.X); ok && class.Name == "App" {
		m.Scope = source.ScopeApp
	}
}

// holder is the variable or field that an expression is.
func (b *builder) holder(e js.IExpr) (holder, bool) {
	switch e := e.(type) {
	case *js.Var:
		return holder{v: variable(e)}, true
	case *js.DotExpr:
		if name := nameOf(e.Y); isThis(e.X) && b.in >= 0 && name != "" {
			return holder{class: b.in, field: name}, true
		}
	}
	return holder{}, false
}

func isThis(e js.IExpr) bool {
	lit, ok := e.(*js.LiteralExpr)
	return ok && lit.TokenType == js.ThisToken
}

// named is a class as an expression names it.
func named(e js.IExpr) (source.Named, bool) {
	switch e := e.(type) {
	case *js.Var:
		return source.Named{Name: string(variable(e).Name())}, true
	case *js.DotExpr:
		if of, ok := e.X.(*js.Var); ok && nameOf(e.Y) != "" {
			return source.Named{Of: string(variable(of).Name()), Name: nameOf(e.Y)}, true
		}
	}
	return source.Named{}, false
}

func (b *builder) imports(n *js.ImportStmt) {
	module := unquote(n.Module)
	if n.Default != nil {
		b.file.Imports[string(n.Default)] = source.Import{Module: module, Name: "default"}
	}
	for _, a := range n.List {
		imp := source.Import{Module: module, Name: string(a.Binding)}
		switch {
		case len(a.Binding) == 0:
			continue
		case string(a.Name) == "*":
			imp.Name = ""
		case a.Name != nil:
			imp.Name = unquoteName(a.Name)
		}
		b.file.Imports[string(a.Binding)] = imp
	}
}

// required reads const sm = require('m') and const { Secret } = require('m').
func (b *builder) required(e js.BindingElement) {
	call, ok := bare(e.Default).(*js.CallExpr)
	if !ok || len(call.Args.List) != 1 {
		return
	}
	module := literal(call.Args.List[0].Value)
	if fn, ok := call.X.(*js.Var); !ok || string(fn.Name()) != "require" || module == nil {
		return
	}
	switch to := e.Binding.(type) {
	case *js.Var:
		b.file.Imports[string(to.Name())] = source.Import{Module: unquote(module)}
	case *js.BindingObject:
		for _, item := range to.List {
			v, ok := item.Value.Binding.(*js.Var)
			if !ok {
				continue
			}
			name := string(v.Name())
			if item.Key != nil && keyOf(item.Key) != "" {
				name = keyOf(item.Key)
			}
			b.file.Imports[string(v.Name())] = source.Import{Module: unquote(module), Name: name}
		}
	}
}

// place moves the start of a call from its id, which the tree has a place of, to its `new`.
// It tells whether the id is written there.
func (b *builder) place(m *source.Made, text []byte) bool {
	const far = 600 // what may stand between
	id := m.Start
	if id < 0 || id >= len(text) || strings.IndexByte("'\"`", text[id]) < 0 || !strings.HasPrefix(string(text[id+1:min(len(text), id+1+len(m.ID))]), m.ID) {
		return false
	}
	before := string(text[max(0, id-far):id])
	for rest := before; ; {
		at := strings.LastIndex(rest, "new")
		if at < 0 {
			return true // its line is that of the id
		}
		rest = rest[:at]
		name := strings.TrimLeft(before[at+len("new"):], " \t\r\n")
		if m.Class.Of != "" {
			name = strings.TrimPrefix(name, m.Class.Of+".")
		}
		if after, ok := strings.CutPrefix(name, m.Class.Name); ok && (after == "" || !wordByte(after[0])) && (at == 0 || !wordByte(before[at-1])) {
			m.Start = id - len(before) + at
			return true
		}
	}
}
