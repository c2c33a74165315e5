package javascript

import (
	"strings"

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
	// envFilled is set where it sets variables of the environment whose names are not known.
	envFilled bool
	// filled are the variables below which the file puts something.
	filled map[*js.Var]bool
	// replaced is set where the file changes what clients do.
	replaced bool
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
		packages: map[*js.CallExpr]string{}, paramCalls: map[*unit]map[int][]template.Truth{}, setEnv: map[string]bool{}, filled: map[*js.Var]bool{},
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
