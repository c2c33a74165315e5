package syntax

import "strings"

// simple reads a statement without a block.
func (p *parser) simple() Stmt {
	start := p.tok().start
	switch w := p.word(); w {
	case "pass", "break", "continue":
		p.pos++
		return &Jump{Word: w, Span: p.since(start)}
	case "return":
		p.pos++
		j := &Jump{Word: w}
		if !p.ended() {
			j.X = p.exprs()
		}
		j.Span = p.since(start)
		return j
	case "raise":
		p.pos++
		j := &Jump{Word: w}
		if !p.ended() {
			j.X = p.expr()
			if p.accept("from") {
				j.From = p.expr()
			}
		}
		j.Span = p.since(start)
		return j
	case "global", "nonlocal":
		p.pos++
		s := &Scope{Word: w, Names: []string{p.identifier()}}
		for p.accept(",") {
			s.Names = append(s.Names, p.identifier())
		}
		s.Span = p.since(start)
		return s
	case "del":
		p.pos++
		x := p.exprs()
		d := &Delete{Xs: []Expr{x}, Span: p.since(start)}
		if t, ok := x.(*Seq); ok && t.Kind == '(' {
			d.Xs = t.Elts
		}
		return d
	case "assert":
		p.pos++
		a := &Assert{Test: p.expr()}
		if p.accept(",") {
			a.Message = p.expr()
		}
		a.Span = p.since(start)
		return a
	case "import", "from":
		return p.imports()
	case "type":
		// type X[T] = …, where "type" is no variable.
		if p.tokens[p.pos+1].kind == name && !keywords[p.wordAt(p.pos+1)] {
			p.pos++
			target := p.nameExpr()
			p.typeParams()
			p.expect("=")
			return &Assign{Targets: []Expr{target}, Value: p.expr(), Span: p.since(start)}
		}
	}
	return p.assignment()
}

func (p *parser) ended() bool {
	return p.tok().kind == newline || p.tok().kind == eof || p.word() == ";"
}

func (p *parser) assignment() Stmt {
	start := p.tok().start
	x := p.exprs()
	value := func() Expr {
		if p.word() == "yield" {
			return p.yield()
		}
		return p.exprs()
	}
	switch w := p.word(); {
	case w == "=":
		a := &Assign{Targets: []Expr{x}}
		for p.accept("=") {
			a.Value = value()
			a.Targets = append(a.Targets, a.Value)
		}
		a.Targets = a.Targets[:len(a.Targets)-1]
		a.Span = p.since(start)
		return a
	case w == ":":
		p.pos++
		a := &Assign{Targets: []Expr{x}, Ann: p.expr()}
		if p.accept("=") {
			a.Value = value()
		}
		a.Span = p.since(start)
		return a
	case len(w) > 1 && w[len(w)-1] == '=' && !strings.ContainsAny(w[:1], "=!<>:"), w == ">>=", w == "<<=":
		p.pos++
		a := &Assign{Targets: []Expr{x}, Op: w, Value: value()}
		a.Span = p.since(start)
		return a
	}
	return &ExprStmt{X: x, Span: p.since(start)}
}

func (p *parser) imports() Stmt {
	s := &Import{}
	start := p.tok().start
	if p.accept("import") {
		for {
			s.Names = append(s.Names, p.alias(p.dotted()))
			if !p.accept(",") {
				break
			}
		}
		s.Span = p.since(start)
		return s
	}
	p.pos++
	s.From = true
	for p.word() == "." || p.word() == "..." {
		s.Module += p.word()
		p.pos++
	}
	if s.Module == "" || p.word() != "import" {
		s.Module += p.dotted()
	}
	p.expect("import")
	if p.accept("*") {
		s.Names = []Alias{{Name: "*"}}
		s.Span = p.since(start)
		return s
	}
	paren := p.accept("(")
	for {
		s.Names = append(s.Names, p.alias(p.identifier()))
		if !p.accept(",") || paren && p.word() == ")" {
			break
		}
	}
	if paren {
		p.expect(")")
	}
	s.Span = p.since(start)
	return s
}

func (p *parser) dotted() string {
	n := p.identifier()
	for p.accept(".") {
		n += "." + p.identifier()
	}
	return n
}

func (p *parser) alias(n string) Alias {
	if p.accept("as") {
		return Alias{n, p.identifier()}
	}
	return Alias{Name: n}
}
