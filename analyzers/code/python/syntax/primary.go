package syntax

// primary reads an atom and what is called, indexed or taken of it.
func (p *parser) primary() Expr {
	start := p.tok().start
	if p.word() == "await" {
		defer p.leave()
		if !p.enter() {
			return p.bad()
		}
		p.pos++
		x := p.primary()
		return &Unary{Op: "await", X: x, Span: p.since(start)}
	}
	x := p.atom()
	for n := 0; ; n++ {
		w := p.word()
		if w != "." && w != "(" && w != "[" {
			return x
		}
		if n == maxChain {
			p.fail("an expression is too long")
			return x
		}
		p.pos++
		switch w {
		case ".":
			at := p.tok().start
			id := p.identifier()
			x = &Attr{X: x, Name: id, NameAt: at, Span: p.since(start)}
		case "(":
			args := p.args()
			x = &Call{Fn: x, Args: args, Span: p.since(start)}
		case "[":
			i := p.subscript()
			x = &Index{X: x, I: i, Span: p.since(start)}
		}
	}
}

func (p *parser) subscript() Expr {
	start := p.tok().start
	x := p.slice()
	if p.word() == "," {
		t := &Seq{Kind: '(', Elts: []Expr{x}}
		for p.accept(",") && p.word() != "]" {
			t.Elts = append(t.Elts, p.slice())
		}
		t.Span = p.since(start)
		x = t
	}
	p.expect("]")
	return x
}

func (p *parser) slice() Expr {
	start := p.tok().start
	var x Expr
	if p.word() != ":" {
		x = p.starred()
		if p.word() != ":" {
			return x
		}
	}
	s := &Seq{Kind: ':'}
	if x != nil {
		s.Elts = append(s.Elts, x)
	}
	for p.accept(":") {
		if p.begins() {
			s.Elts = append(s.Elts, p.expr())
		}
	}
	s.Span = p.since(start)
	return s
}

// args reads up to the closing parenthesis.
func (p *parser) args() []Arg {
	defer p.leave()
	if !p.enter() {
		return nil
	}
	var list []Arg
	for p.word() != ")" {
		a := Arg{}
		switch {
		case p.accept("**"):
			a.Stars = 2
			a.Value = p.expr()
		case p.accept("*"):
			a.Stars = 1
			a.Value = p.expr()
		case p.tok().kind == name && p.wordAt(p.pos+1) == "=":
			a.Name = p.identifier()
			p.expect("=")
			a.Value = p.expr()
		default:
			start := p.tok().start
			a.Value = p.named()
			if p.comprehends() {
				a.Value = p.comprehension(start, a.Value, nil)
			}
		}
		list = append(list, a)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return list
}
