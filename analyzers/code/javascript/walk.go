package javascript

import (
	"github.com/tdewolff/parse/v2/js"
)

// walker goes through the body of a function and tells what it does, and under which
// conditions.
type walker struct {
	*reader
	u     *unit
	conds []cond
	depth int
}

func (w *walker) unit() {
	if w.u.body == nil {
		return
	}
	for _, p := range w.u.params {
		if p.Default != nil {
			w.node(p.Default)
		}
	}
	w.list(w.u.body.List)
}

// under runs a part under a condition.
func (w *walker) under(c cond, run func()) {
	w.conds = append(w.conds, c)
	run()
	w.conds = w.conds[:len(w.conds)-1]
}

// list walks statements. One that may leave the list is a condition of those
// after it.
func (w *walker) list(list []js.IStmt) {
	before := len(w.conds)
	for _, s := range list {
		w.node(s)
		w.leaves(s)
	}
	w.conds = w.conds[:before]
}

// leaves adds the conditions under which a statement lets those after it run.
func (w *walker) leaves(s js.IStmt) {
	switch s := s.(type) {
	case *js.IfStmt:
		body, other := exits(s.Body), s.Else != nil && exits(s.Else)
		switch {
		case body && s.Else == nil, body && !w.some(s.Else):
			w.conds = append(w.conds, cond{expr: s.Cond, holds: false})
			return
		case other && !w.some(s.Body):
			w.conds = append(w.conds, cond{expr: s.Cond, holds: true})
			return
		}
	case *js.ReturnStmt, *js.ThrowStmt, *js.BranchStmt:
		w.conds = append(w.conds, cond{unclear: true}) // nothing comes here, as it seems
		return
	}
	if w.some(s) {
		w.conds = append(w.conds, cond{unclear: w.unclearExit(s, false)})
	}
}

// unclearExit tells whether a statement that leaves in some cases may do so by what
// an earlier call left.
func (w *walker) unclearExit(n js.INode, trying bool) bool {
	switch x := n.(type) {
	case *js.ReturnStmt:
		return trying
	case *js.FuncDecl, *js.ArrowFunc, *js.MethodDecl, *js.ClassDecl:
		return false
	case *js.TryStmt:
		trying = true
	case *js.IfStmt:
		if (w.some(x.Body) || x.Else != nil && w.some(x.Else)) && w.stateful(x.Cond, 0) {
			return true
		}
	case *js.SwitchStmt:
		if w.stateful(x.Init, 0) {
			return true
		}
	case *js.ForOfStmt:
		if w.stateful(x.Value, 0) {
			return true
		}
	case *js.ForInStmt:
		if w.stateful(x.Value, 0) {
			return true
		}
	case *js.WhileStmt:
		if w.stateful(x.Cond, 0) {
			return true
		}
	}
	found := false
	children(n, func(c js.INode) { found = found || w.unclearExit(c, trying) })
	return found
}

// exits tells whether a statement always leaves by return, continue or break.
func exits(s js.IStmt) bool {
	switch s := s.(type) {
	case *js.ReturnStmt, *js.BranchStmt, *js.ThrowStmt:
		return true
	case *js.BlockStmt:
		return len(s.List) > 0 && exits(s.List[len(s.List)-1])
	case *js.IfStmt:
		return s.Else != nil && exits(s.Body) && exits(s.Else)
	}
	return false
}

// some tells whether a statement may leave, by anything but an error.
func (r *reader) some(n js.INode) bool {
	switch n.(type) {
	case *js.ReturnStmt, *js.BranchStmt:
		return true
	case *js.IfStmt, *js.BlockStmt, *js.ForStmt, *js.ForOfStmt, *js.ForInStmt, *js.WhileStmt, *js.DoWhileStmt, *js.SwitchStmt, *js.TryStmt, *js.LabelledStmt, *js.WithStmt:
	default:
		return false // only statements have statements in them
	}
	if found, known := r.leaving[n]; known {
		return found
	}
	found := false
	children(n, func(c js.INode) { found = found || r.some(c) })
	r.leaving[n] = found
	return found
}

// node walks a part of a function.
func (w *walker) node(n js.INode) {
	if w.depth > 2500 {
		w.file.Opaque = "its code is nested too deep"
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	switch x := n.(type) {
	case nil:
		return
	case *js.BlockStmt:
		w.list(x.List)
	case *js.IfStmt:
		w.node(x.Cond)
		w.under(cond{expr: x.Cond, holds: true}, func() { w.node(x.Body) })
		if x.Else != nil {
			w.under(cond{expr: x.Cond, holds: false}, func() { w.node(x.Else) })
		}
	case *js.WhileStmt:
		w.node(x.Cond)
		w.under(cond{expr: x.Cond, holds: true}, func() { w.node(x.Body) })
	case *js.ForStmt:
		if x.Init != nil {
			w.node(x.Init)
		}
		if x.Cond == nil {
			w.node(x.Body)
			return
		}
		w.node(x.Cond)
		w.under(cond{expr: x.Cond, holds: true}, func() { w.node(x.Body) })
	case *js.ForOfStmt:
		w.node(x.Value)
		w.under(cond{expr: x.Value, holds: true}, func() { w.node(x.Body) })
	case *js.ForInStmt:
		w.node(x.Value)
		w.under(cond{expr: x.Value, holds: true}, func() { w.node(x.Body) })
	case *js.SwitchStmt:
		w.node(x.Init)
		unclear := w.stateful(x.Init, 0)
		for i := range x.List {
			unclear = unclear || x.List[i].Cond != nil && w.stateful(x.List[i].Cond, 0)
		}
		w.under(cond{unclear: unclear}, func() {
			for i := range x.List {
				w.list(x.List[i].List)
			}
		})
	case *js.TryStmt:
		w.node(x.Body)
		if x.Catch != nil {
			w.under(cond{unclear: true}, func() { w.node(x.Catch) }) // only when something fails
		}
		if x.Finally != nil {
			w.node(x.Finally)
		}
	case *js.FuncDecl, *js.ArrowFunc, *js.MethodDecl:
		if w.inline[x] {
			w.inlineBody(x)
		}
	case *js.ClassDecl:
		if x.Extends != nil {
			w.node(x.Extends)
		}
		for i := range x.List {
			switch item := &x.List[i]; {
			case item.StaticBlock != nil:
				w.node(item.StaticBlock)
			case item.Method == nil && item.Init != nil && item.Static:
				w.node(item.Init)
			}
		}
	case *js.BinaryExpr:
		w.binary(x)
	case *js.CondExpr:
		w.node(x.Cond)
		w.under(cond{expr: x.Cond, holds: true}, func() { w.node(x.X) })
		w.under(cond{expr: x.Cond, holds: false}, func() { w.node(x.Y) })
	case *js.NewExpr:
		w.create(x)
	case *js.CallExpr:
		w.call(x)
	default:
		children(n, w.node)
	}
}

// inlineBody walks the body of a function that runs as a part of the one around it.
// What it returns from is only itself.
func (w *walker) inlineBody(n js.INode) {
	body := func(b *js.BlockStmt) { w.list(b.List) }
	switch f := n.(type) {
	case *js.FuncDecl:
		body(&f.Body)
	case *js.ArrowFunc:
		body(&f.Body)
	}
}

func (w *walker) binary(x *js.BinaryExpr) {
	right := func(c cond) { w.under(c, func() { w.node(x.Y) }) }
	switch x.Op {
	case js.AndToken, js.AndEqToken:
		w.node(x.X)
		right(cond{expr: x.X, holds: true})
	case js.OrToken, js.NullishToken, js.OrEqToken, js.NullishEqToken:
		w.node(x.X)
		right(cond{expr: x.X, holds: false})
	default:
		w.node(x.X)
		w.node(x.Y)
	}
}
