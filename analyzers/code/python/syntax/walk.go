package syntax

// Children calls f for each expression directly within x. The body of a lambda and
// all of a comprehension are among them.
func Children(x Expr, f func(Expr)) {
	opt := func(x Expr) {
		if x != nil {
			f(x)
		}
	}
	switch x := x.(type) {
	case *Str:
		for _, p := range x.Parts {
			opt(p.X)
		}
	case *Attr:
		f(x.X)
	case *Index:
		f(x.X)
		f(x.I)
	case *Call:
		f(x.Fn)
		for _, a := range x.Args {
			f(a.Value)
		}
	case *Seq:
		for _, e := range x.Elts {
			f(e)
		}
	case *Dict:
		for i, v := range x.Values {
			opt(x.Keys[i])
			f(v)
		}
	case *Unary:
		f(x.X)
	case *Binary:
		f(x.X)
		f(x.Y)
	case *Bool:
		for _, e := range x.Xs {
			f(e)
		}
	case *Compare:
		for _, e := range x.Xs {
			f(e)
		}
	case *Cond:
		f(x.Test)
		f(x.Then)
		f(x.Else)
	case *Lambda:
		for _, p := range x.Params {
			opt(p.Default)
		}
		f(x.Body)
	case *Comp:
		for _, c := range x.Clauses {
			f(c.Iter)
			f(c.Target)
			for _, e := range c.Ifs {
				f(e)
			}
		}
		f(x.Elt)
		opt(x.Value)
	case *Yield:
		opt(x.X)
	case *Named:
		f(x.Value)
		f(x.Target)
	}
}

// Walk calls f for x and, where f says so, for what is within it.
func Walk(x Expr, f func(Expr) bool) {
	if x != nil && f(x) {
		Children(x, func(e Expr) { Walk(e, f) })
	}
}

// Blocks calls f for each block of statements directly within s, but for those of
// functions and classes.
func Blocks(s Stmt, f func([]Stmt)) {
	switch s := s.(type) {
	case *If:
		for _, b := range s.Branches {
			f(b.Body)
		}
		f(s.Else)
	case *Loop:
		f(s.Body)
		f(s.Else)
	case *Try:
		f(s.Body)
		for _, h := range s.Handlers {
			f(h.Body)
		}
		f(s.Else)
		f(s.Finally)
	case *With:
		f(s.Body)
	case *Match:
		for _, c := range s.Cases {
			f(c.Body)
		}
	case *Bad:
		f(s.Body)
	}
}

// Exprs calls f for each expression directly in s, not in its blocks. Annotations
// are not among them, since they do nothing.
func Exprs(s Stmt, f func(Expr)) {
	opt := func(x Expr) {
		if x != nil {
			f(x)
		}
	}
	switch s := s.(type) {
	case *Def:
		for _, d := range s.Decorators {
			f(d)
		}
		for _, p := range s.Params {
			opt(p.Default)
		}
	case *Class:
		for _, d := range s.Decorators {
			f(d)
		}
		for _, a := range s.Bases {
			f(a.Value)
		}
	case *ExprStmt:
		f(s.X)
	case *Assign:
		opt(s.Value)
		for _, t := range s.Targets {
			f(t)
		}
	case *Jump:
		opt(s.X)
		opt(s.From)
	case *Delete:
		for _, x := range s.Xs {
			f(x)
		}
	case *Assert:
		f(s.Test)
		opt(s.Message)
	case *If:
		for _, b := range s.Branches {
			f(b.Test)
		}
	case *Loop:
		opt(s.Test)
		opt(s.Iter)
		opt(s.Target)
	case *Try:
		for _, h := range s.Handlers {
			opt(h.Type)
		}
	case *With:
		for _, i := range s.Items {
			f(i.X)
			opt(i.Target)
		}
	case *Match:
		f(s.Subject)
		for _, c := range s.Cases {
			opt(c.Guard)
		}
	}
}
