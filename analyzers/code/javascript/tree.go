package javascript

import "github.com/tdewolff/parse/v2/js"

// children visits what a node is made of, in the order in which it is written.
// The parser's own walk goes through bodies first.
func children(n js.INode, visit func(js.INode)) {
	expr := func(e js.IExpr) {
		if e != nil {
			visit(e)
		}
	}
	stmt := func(s js.IStmt) {
		if s != nil {
			visit(s)
		}
	}
	name := func(p *js.PropertyName) {
		if p == nil {
			return
		}
		if p.Computed != nil {
			visit(p.Computed)
		} else {
			visit(&p.Literal)
		}
	}
	element := func(e js.BindingElement) {
		if e.Binding != nil {
			visit(e.Binding)
		}
		expr(e.Default)
	}
	params := func(p js.Params) {
		for _, e := range p.List {
			element(e)
		}
		if p.Rest != nil {
			visit(p.Rest)
		}
	}
	block := func(b *js.BlockStmt) {
		if b != nil {
			visit(b)
		}
	}
	args := func(a js.Args) {
		for _, x := range a.List {
			expr(x.Value)
		}
	}
	switch n := n.(type) {
	case *js.BlockStmt:
		for _, s := range n.List {
			stmt(s)
		}
	case *js.ExprStmt:
		expr(n.Value)
	case *js.IfStmt:
		expr(n.Cond)
		stmt(n.Body)
		stmt(n.Else)
	case *js.DoWhileStmt:
		stmt(n.Body)
		expr(n.Cond)
	case *js.WhileStmt:
		expr(n.Cond)
		stmt(n.Body)
	case *js.ForStmt:
		expr(n.Init)
		expr(n.Cond)
		expr(n.Post)
		block(n.Body)
	case *js.ForInStmt:
		expr(n.Init)
		expr(n.Value)
		block(n.Body)
	case *js.ForOfStmt:
		expr(n.Init)
		expr(n.Value)
		block(n.Body)
	case *js.SwitchStmt:
		expr(n.Init)
		for i := range n.List {
			expr(n.List[i].Cond)
			for _, s := range n.List[i].List {
				stmt(s)
			}
		}
	case *js.ReturnStmt:
		expr(n.Value)
	case *js.WithStmt:
		expr(n.Cond)
		stmt(n.Body)
	case *js.LabelledStmt:
		stmt(n.Value)
	case *js.ThrowStmt:
		expr(n.Value)
	case *js.TryStmt:
		block(n.Body)
		if n.Binding != nil {
			visit(n.Binding)
		}
		block(n.Catch)
		block(n.Finally)
	case *js.ExportStmt:
		expr(n.Decl)
	case *js.VarDecl:
		for _, e := range n.List {
			element(e)
		}
	case *js.BindingArray:
		for _, e := range n.List {
			element(e)
		}
		if n.Rest != nil {
			visit(n.Rest)
		}
	case *js.BindingObject:
		for _, item := range n.List {
			name(item.Key)
			element(item.Value)
		}
		if n.Rest != nil {
			visit(n.Rest)
		}
	case *js.FuncDecl:
		if n.Name != nil {
			visit(n.Name)
		}
		params(n.Params)
		block(&n.Body)
	case *js.ArrowFunc:
		params(n.Params)
		block(&n.Body)
	case *js.MethodDecl:
		if n.Name.Private == nil {
			name(&n.Name.PropertyName)
		}
		params(n.Params)
		block(&n.Body)
	case *js.ClassDecl:
		if n.Name != nil {
			visit(n.Name)
		}
		expr(n.Extends)
		for i := range n.List {
			switch item := &n.List[i]; {
			case item.StaticBlock != nil:
				visit(item.StaticBlock)
			case item.Method != nil:
				visit(item.Method)
			default:
				if item.Name.Private == nil {
					name(&item.Name.PropertyName)
				}
				expr(item.Init)
			}
		}
	case *js.ArrayExpr:
		for _, e := range n.List {
			expr(e.Value)
		}
	case *js.ObjectExpr:
		for i := range n.List {
			if _, method := n.List[i].Value.(*js.MethodDecl); !method {
				name(n.List[i].Name)
			}
			expr(n.List[i].Value)
			expr(n.List[i].Init)
		}
	case *js.TemplateExpr:
		expr(n.Tag)
		for _, p := range n.List {
			expr(p.Expr)
		}
	case *js.GroupExpr:
		expr(n.X)
	case *js.IndexExpr:
		expr(n.X)
		expr(n.Y)
	case *js.DotExpr:
		expr(n.X)
		expr(n.Y)
	case *js.NewExpr:
		expr(n.X)
		if n.Args != nil {
			args(*n.Args)
		}
	case *js.CallExpr:
		expr(n.X)
		args(n.Args)
	case *js.UnaryExpr:
		expr(n.X)
	case *js.BinaryExpr:
		expr(n.X)
		expr(n.Y)
	case *js.CondExpr:
		expr(n.Cond)
		expr(n.X)
		expr(n.Y)
	case *js.YieldExpr:
		expr(n.X)
	case *js.CommaExpr:
		for _, e := range n.List {
			expr(e)
		}
	}
}

// bare is an expression without parentheses and without what only waits for it.
func bare(e js.IExpr) js.IExpr {
	for range 64 {
		switch x := e.(type) {
		case *js.GroupExpr:
			e = x.X
		case *js.CommaExpr: // (0, db.get)(id): how compilers call an imported function
			e = x.List[len(x.List)-1]
		case *js.UnaryExpr:
			if x.Op != js.AwaitToken {
				return e
			}
			e = x.X
		default:
			return e
		}
	}
	return e
}

// nameOf is the name behind a dot.
func nameOf(y js.IExpr) string {
	switch y := y.(type) {
	case js.LiteralExpr:
		return string(y.Data)
	case *js.LiteralExpr:
		return string(y.Data)
	case *js.Var:
		return string(y.Name())
	}
	return ""
}

// keyOf is a property's name, "" for one that is computed.
func keyOf(p *js.PropertyName) string {
	if p == nil || p.Computed != nil {
		if p != nil {
			if lit, ok := p.Computed.(*js.LiteralExpr); ok && lit.TokenType == js.StringToken {
				return unquote(lit.Data)
			}
		}
		return ""
	}
	if p.Literal.TokenType == js.StringToken {
		return unquote(p.Literal.Data)
	}
	return string(p.Literal.Data)
}

// variable is the one variable that several of the parser's stand for.
func variable(v *js.Var) *js.Var {
	for range 1000 {
		if v.Link == nil {
			break
		}
		v = v.Link
	}
	return v
}
