package javascript

import (
	"bytes"
	"strings"
	"unsafe"

	"github.com/tdewolff/parse/v2/js"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// reader reads one file: first what its variables may hold, then what its
// functions do.
type reader struct {
	text []byte
	tree *js.AST
	file *source.File

	units  []*unit // in step with file.Functions
	unitOf map[js.INode]*unit
	// inline are the functions whose body runs as a part of the one around it.
	inline  map[js.INode]bool
	defs    map[*js.Var][]def
	home    map[*js.Var]*unit
	classes map[*js.ClassDecl]*class
	stores  map[place][]store
	// made are the places in which a class is instantiated.
	made map[*js.ClassDecl][]*unit
	// spots are the places of what calls name.
	spots      map[js.INode]span
	last       span
	exported   []*js.ExportStmt
	outside    []outward
	consumed   map[*js.NewExpr]bool
	commands   []*js.NewExpr
	commandsIn map[*js.NewExpr]*unit
	// fieldDefs are the assignments to fields of classes.
	fieldDefs     map[place][]def
	classHome     map[*class]*unit
	exportedClass map[*class]bool
	// middleware are the functions made for middlewares that fetch.
	middleware map[*js.CallExpr]*unit
	// paramCalls are the calls of what a function is given, by the number of the
	// parameter: whether each is kept from.
	paramCalls map[*unit]map[int][]template.Truth
	// setEnv are the variables of the environment that the file sets itself.
	setEnv map[string]bool
	// packages are the calls by which bundlers wrap a module of others, with its name.
	packages  map[*js.CallExpr]string
	getters   []getter
	calls     []callIn
	news      []newIn
	endpoints int
	// leaving tells which statements may leave the list that they stand in.
	leaving    map[js.INode]bool
	kept       map[place]*storing
	catching   int
	evaluating map[any]bool
	// values are those of variables, once all assignments are collected; circles counts
	// how often one led back to itself.
	values    map[valueKey]value
	collected bool
	circles   int
	fuel      int
}

type span struct{ start, end int }

type valueKey struct {
	v *js.Var
	u *unit
}

type callIn struct {
	expr *js.CallExpr
	unit *unit
}

type newIn struct {
	expr *js.NewExpr
	unit *unit
}

// unit is a function whose body is walked by itself.
type unit struct {
	index   int
	node    js.INode
	parent  *unit
	class   *class // of `this`
	static  bool
	params  []js.BindingElement
	body    *js.BlockStmt
	returns []js.IExpr
}

// class is a class of the file.
type class struct {
	node    *js.ClassDecl
	name    string
	methods map[string]*unit
	statics map[string]*unit
}

// def is a way in which a variable gets its value.
type def struct {
	from  js.IExpr // nil where that is not known
	path  []string // what is taken out of it
	param int      // the number of the parameter, -1
	unit  *unit
	imp   *source.Import
}

// place is somewhere that outlives a call: a variable, or what stands under a
// property of a class's objects.
type place struct {
	v     *js.Var
	class *class
	prop  string
}

// store is an assignment to a place.
type store struct {
	unit     *unit
	empties  bool // of nothing: what was kept is gone
	catching bool // in the handling of an error
}

// outward is an assignment to what the file exports.
type outward struct {
	name  string // "" is the module as a whole
	value js.IExpr
	unit  *unit
}

// getter is a property that a compiler gives an object.
type getter struct {
	to *js.Var
	outward
}

func newReader(text []byte, tree *js.AST) *reader {
	r := &reader{
		text: text, tree: tree,
		file:   &source.File{Imports: map[string]source.Import{}, Exports: map[string][]int{}},
		unitOf: map[js.INode]*unit{}, inline: map[js.INode]bool{}, defs: map[*js.Var][]def{}, home: map[*js.Var]*unit{},
		classes: map[*js.ClassDecl]*class{}, stores: map[place][]store{}, made: map[*js.ClassDecl][]*unit{}, spots: map[js.INode]span{},
		consumed: map[*js.NewExpr]bool{}, commandsIn: map[*js.NewExpr]*unit{}, evaluating: map[any]bool{}, values: map[valueKey]value{}, leaving: map[js.INode]bool{}, kept: map[place]*storing{},
		fieldDefs: map[place][]def{}, classHome: map[*class]*unit{}, exportedClass: map[*class]bool{}, middleware: map[*js.CallExpr]*unit{},
		packages: map[*js.CallExpr]string{}, paramCalls: map[*unit]map[int][]template.Truth{}, setEnv: map[string]bool{},
		fuel: 2_000_000,
	}
	r.enter(&tree.BlockStmt, nil, "", nil, &tree.BlockStmt)
	r.file.Functions[0].End = len(text)
	return r
}

// enter adds a function.
func (r *reader) enter(node js.INode, parent *unit, name string, params []js.BindingElement, body *js.BlockStmt) *unit {
	u := &unit{index: len(r.units), node: node, parent: parent, params: params, body: body}
	f := &source.Function{Name: name, Parent: -1, Start: r.last.end, Keeps: template.False}
	if parent != nil {
		f.Parent = parent.index
	}
	r.units, r.file.Functions, r.unitOf[node] = append(r.units, u), append(r.file.Functions, f), u
	return u
}

// collect reads what variables may hold, below a node that is part of u.
func (r *reader) collect(n js.INode, u *unit) {
	switch n := n.(type) {
	case *js.BlockStmt:
		r.scope(n.Declared, u)
	case *js.SwitchStmt:
		r.scope(n.Declared, u)
	case *js.Var:
		r.seek(n.Data)
		return
	case js.LiteralExpr:
		r.mark(n.Data)
		return
	case *js.LiteralExpr:
		r.mark(n.Data)
		return
	case *js.TemplateExpr:
		if len(n.List) > 0 {
			r.mark(n.List[0].Value)
		} else {
			r.mark(n.Tail)
		}
	case *js.FuncDecl:
		if n.Name != nil {
			r.define(n.Name, def{from: n, param: -1, unit: u})
		}
		r.function(n, u, n.Name, n.Params, &n.Body)
		return
	case *js.ArrowFunc:
		r.function(n, u, nil, n.Params, &n.Body)
		return
	case *js.MethodDecl: // of an object; those of classes are read with them
		r.function(n, u, nil, n.Params, &n.Body)
		return
	case *js.ClassDecl:
		r.class(n, u)
		return
	case *js.ImportStmt:
		r.imports(n)
		return
	case *js.ExportStmt:
		r.exported = append(r.exported, n)
	case *js.ReturnStmt:
		u.returns = append(u.returns, n.Value)
	case *js.TryStmt:
		if n.Binding != nil {
			r.bind(n.Binding, def{param: -1, unit: u})
		}
		r.collect(n.Body, u)
		r.catching++
		if n.Catch != nil {
			r.collect(n.Catch, u)
		}
		r.catching--
		if n.Finally != nil {
			r.collect(n.Finally, u)
		}
		return
	case *js.VarDecl:
		for _, e := range n.List {
			if e.Binding == nil {
				continue
			}
			d := def{from: e.Default, param: -1, unit: u}
			if e.Default == nil && !n.InForInOf {
				r.declare(e.Binding, u)
				continue
			}
			r.bind(e.Binding, d)
		}
	case *js.BinaryExpr:
		switch n.Op {
		case js.EqToken, js.NullishEqToken, js.OrEqToken, js.AndEqToken:
			r.assign(n, u)
		case js.AddEqToken, js.SubEqToken:
			if v, ok := n.X.(*js.Var); ok {
				r.define(v, def{param: -1, unit: u})
			}
		}
	case *js.UnaryExpr:
		if n.Op == js.DeleteToken {
			if p, ok := r.place(n.X, u); ok {
				r.stores[p] = append(r.stores[p], store{u, true, r.catching > 0})
			}
		}
	case *js.NewExpr:
		r.news = append(r.news, newIn{n, u})
		r.collect(n.X, u)
		r.spots[n] = r.last
		if v, ok := n.X.(*js.Var); ok && string(v.Name()) == "Promise" && n.Args != nil {
			for _, a := range n.Args.List {
				r.inlined(a.Value)
			}
		}
		if n.Args != nil {
			for _, a := range n.Args.List {
				r.collect(a.Value, u)
			}
		}
		return
	case *js.CallExpr:
		r.call(n, u)
		return
	}
	children(n, func(c js.INode) { r.collect(c, u) })
}

// call reads a call: which functions among its arguments run at once.
func (r *reader) call(n *js.CallExpr, u *unit) {
	if name := packaged(n); name != "" {
		r.packages[n] = name // code of others, which is not read
		return
	}
	r.calls = append(r.calls, callIn{n, u})
	r.getsOf(n, u)
	callee := bare(n.X)
	catches := false
	switch x := callee.(type) {
	case *js.FuncDecl, *js.ArrowFunc:
		r.inlined(x)
	case *js.DotExpr:
		switch name := nameOf(x.Y); name {
		case "then", "finally", "map", "forEach", "flatMap":
			for _, a := range n.Args.List {
				r.inlined(a.Value)
			}
		case "catch":
			catches = true
		case "clear", "delete":
			if p, ok := r.place(x.X, u); ok {
				r.stores[p] = append(r.stores[p], store{u, true, r.catching > 0})
			}
		case "assign":
			if len(n.Args.List) > 0 {
				if p, ok := r.place(n.Args.List[0].Value, u); ok {
					r.stores[p] = append(r.stores[p], store{unit: u})
				}
			}
		case "set", "push", "add":
			if p, ok := r.place(x.X, u); ok {
				r.stores[p] = append(r.stores[p], store{unit: u})
			}
		case "call", "apply": // (function () { … }).call(this)
			r.inlined(x.X)
		}
	case *js.Var:
		if string(x.Name()) == "__awaiter" || string(x.Name()) == "__async" { // how compilers make async functions
			for _, a := range n.Args.List {
				r.inlined(a.Value)
			}
		}
	}
	r.collect(n.X, u)
	r.spots[n] = r.last
	if catches {
		r.catching++
	}
	for _, a := range n.Args.List {
		r.collect(a.Value, u)
	}
	if catches {
		r.catching--
	}
}

// packaged is the package whose module a bundler wraps by a call such as
// __commonJS({"node_modules/x/index.js"(exports, module) { … }}), "" for any other.
func packaged(n *js.CallExpr) string {
	v, ok := n.X.(*js.Var)
	if !ok || len(n.Args.List) != 1 || !strings.HasPrefix(string(v.Name()), "__") {
		return ""
	}
	o, ok := n.Args.List[0].Value.(*js.ObjectExpr)
	if !ok || len(o.List) != 1 {
		return ""
	}
	name := keyOf(o.List[0].Name)
	if m, ok := o.List[0].Value.(*js.MethodDecl); ok {
		name = memberName(&m.Name)
	}
	i := strings.LastIndex(name, "node_modules/")
	if i < 0 {
		return ""
	}
	parts := strings.SplitN(name[i+len("node_modules/"):], "/", 3)
	if strings.HasPrefix(parts[0], "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// getsOf reads how compilers export: __export(all, {name: () => value}) and
// Object.defineProperty(exports, "name", {get: function () { return value }}).
func (r *reader) getsOf(n *js.CallExpr, u *unit) {
	args := n.Args.List
	if len(args) < 2 {
		return
	}
	to, ok := args[0].Value.(*js.Var)
	if !ok {
		return
	}
	give := func(name string, f js.IExpr) {
		var body []js.IStmt
		switch f := f.(type) {
		case *js.ArrowFunc:
			body = f.Body.List
		case *js.FuncDecl:
			body = f.Body.List
		}
		if len(body) == 1 {
			if ret, ok := body[0].(*js.ReturnStmt); ok && ret.Value != nil {
				r.getters = append(r.getters, getter{to, outward{name, ret.Value, u}})
			}
		}
	}
	switch x := bare(n.X).(type) {
	case *js.Var:
		if o, ok := args[1].Value.(*js.ObjectExpr); ok && len(args) == 2 {
			for _, p := range o.List {
				if f, ok := p.Value.(*js.ArrowFunc); ok && len(f.Params.List) == 0 {
					give(keyOf(p.Name), p.Value)
				}
			}
		}
	case *js.DotExpr:
		if nameOf(x.Y) != "defineProperty" || len(args) != 3 {
			return
		}
		name, named := args[1].Value.(*js.LiteralExpr)
		o, written := args[2].Value.(*js.ObjectExpr)
		if !named || !written || string(to.Name()) != "exports" || name.TokenType != js.StringToken {
			return
		}
		for _, p := range o.List {
			if keyOf(p.Name) == "get" {
				give(unquote(name.Data), p.Value)
			}
		}
	}
}

// inlined marks a function that runs as a part of the one around it.
func (r *reader) inlined(e js.IExpr) {
	switch f := bare(e).(type) {
	case *js.FuncDecl, *js.ArrowFunc:
		r.inline[f] = true
	}
}

// scope tells whose the variables of a block are.
func (r *reader) scope(declared js.VarArray, u *unit) {
	for _, v := range declared {
		if _, seen := r.home[v]; !seen {
			r.home[v] = u
		}
	}
}

func (r *reader) function(n js.INode, u *unit, name *js.Var, params js.Params, body *js.BlockStmt) {
	if r.inline[n] {
		for _, e := range params.List {
			if e.Binding != nil {
				r.bind(e.Binding, def{param: -1, unit: u})
			}
		}
		outer := u.returns
		for _, e := range params.List {
			if e.Default != nil {
				r.collect(e.Default, u)
			}
		}
		r.collect(body, u)
		u.returns = outer // those are not its own
		return
	}
	text := ""
	if name != nil {
		text = string(name.Name())
	}
	f := r.enter(n, u, text, params.List, body)
	if _, arrow := n.(*js.ArrowFunc); arrow {
		f.class, f.static = u.class, u.static
	}
	r.body(f, params, body)
}

// body reads the parameters and the body of a function.
func (r *reader) body(f *unit, params js.Params, body *js.BlockStmt) {
	r.scope(body.Declared, f)
	for i, e := range params.List {
		switch {
		case e.Binding == nil:
			continue
		case e.Default == nil:
			r.bind(e.Binding, def{param: i, unit: f})
		default:
			r.bind(e.Binding, def{param: -1, unit: f}) // it may be the one or the other
		}
		r.collect(e.Binding, f)
		if e.Default != nil {
			r.collect(e.Default, f)
		}
	}
	if params.Rest != nil {
		r.bind(params.Rest, def{param: -1, unit: f})
	}
	r.collect(body, f)
	r.file.Functions[f.index].End = max(r.last.end, r.file.Functions[f.index].Start)
}

func (r *reader) class(n *js.ClassDecl, u *unit) {
	c := &class{node: n, methods: map[string]*unit{}, statics: map[string]*unit{}}
	r.classes[n], r.classHome[c] = c, u
	if n.Name != nil {
		c.name = string(n.Name.Name())
		r.define(n.Name, def{from: n, param: -1, unit: u})
	}
	if n.Extends != nil {
		r.collect(n.Extends, u)
	}
	for i := range n.List {
		item := &n.List[i]
		switch {
		case item.StaticBlock != nil:
			r.collect(item.StaticBlock, u)
		case item.Method != nil:
			m := item.Method
			name := memberName(&m.Name)
			f := r.enter(m, u, c.name+"."+name, m.Params.List, &m.Body)
			f.class, f.static = c, m.Static
			if m.Static {
				c.statics[name] = f
			} else {
				c.methods[name] = f
			}
			r.body(f, m.Params, &m.Body)
		case item.Init != nil:
			name := memberName(&item.Name)
			if item.Static {
				name = "static " + name
			}
			key := place{class: c, prop: name}
			r.fieldDefs[key] = append(r.fieldDefs[key], def{from: item.Init, param: -1, unit: u})
			before, static := u.class, u.static
			u.class, u.static = c, item.Static // an arrow function has the object as `this`
			r.collect(item.Init, u)
			u.class, u.static = before, static
			if f := r.unitOf[item.Init]; f != nil {
				if item.Static {
					c.statics[strings.TrimPrefix(name, "static ")] = f
				} else {
					c.methods[name] = f
				}
			}
		}
	}
}

func memberName(n *js.ClassElementName) string {
	if n.Private != nil {
		return string(n.Private.Name())
	}
	return keyOf(&n.PropertyName)
}

// mark sets the place that was seen last to that of a name in the tree.
func (r *reader) mark(data []byte) {
	if len(data) == 0 || len(r.text) == 0 {
		return
	}
	// The tree's names are parts of one array: the distance from its start is the place.
	at := uintptr(unsafe.Pointer(unsafe.SliceData(data))) - uintptr(unsafe.Pointer(unsafe.SliceData(r.text)))
	if at < uintptr(len(r.text)) && int(at) >= r.last.start {
		r.last = span{int(at), int(at) + len(data)}
	}
}

// seek sets the place that was seen last to the next one at which a name stands.
// A variable in the tree has the place only where it was first seen.
func (r *reader) seek(name []byte) {
	const far = 600
	text, i := r.text, r.last.end
	for end := min(len(text), i+far); i < end; {
		switch c := text[i]; {
		case c == '/' && i+1 < len(text) && (text[i+1] == '/' || text[i+1] == '*'):
			skip := bytes.IndexByte(text[i:], '\n')
			if text[i+1] == '*' {
				skip = bytes.Index(text[i:], []byte("*/"))
			}
			if skip < 0 {
				return
			}
			i += skip + 1
			end = min(len(text), i+far)
		case wordByte(c):
			j := i
			for j < len(text) && wordByte(text[j]) {
				j++
			}
			if bytes.Equal(text[i:j], name) {
				r.last = span{i, j}
				return
			}
			i = j
		default:
			i++
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c == '#' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
