package syntax

// enter counts the depth; where it is too deep, it fails and tells so.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		p.fail("nested too deeply")
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

func (p *parser) bad() Expr {
	return &BadExpr{Span{p.tok().start, p.tok().start}}
}

// exprs reads expressions with commas between; more than one are a tuple.
func (p *parser) exprs() Expr {
	if p.word() == "yield" {
		return p.yield()
	}
	start := p.tok().start
	x := p.starred()
	if p.word() != "," {
		return x
	}
	t := &Seq{Kind: '(', Elts: []Expr{x}}
	for p.accept(",") && p.begins() {
		t.Elts = append(t.Elts, p.starred())
	}
	t.Span = p.since(start)
	return t
}

// targets reads what for and comprehensions give values to.
func (p *parser) targets() Expr {
	start := p.tok().start
	x := p.target()
	if p.word() != "," {
		return x
	}
	t := &Seq{Kind: '(', Elts: []Expr{x}}
	for p.accept(",") && p.word() != "in" {
		t.Elts = append(t.Elts, p.target())
	}
	t.Span = p.since(start)
	return t
}

// target reads one: no operator, so that "in" ends it.
func (p *parser) target() Expr {
	start := p.tok().start
	if p.accept("*") {
		return &Unary{Op: "*", X: p.binary(0), Span: p.since(start)}
	}
	return p.binary(0)
}

// begins tells whether an expression can begin here.
func (p *parser) begins() bool {
	switch t := p.tok(); t.kind {
	case number, str, fstart:
		return true
	case name:
		switch w := p.word(); w {
		case "not", "lambda", "await", "None", "True", "False", "yield":
			return true
		default:
			return !keywords[w]
		}
	case op:
		switch p.word() {
		case "(", "[", "{", "-", "+", "~", "*", "**", "...":
			return true
		}
	}
	return false
}

// starred reads *x or an expression that can have a name.
func (p *parser) starred() Expr {
	start := p.tok().start
	if p.accept("*") {
		return &Unary{Op: "*", X: p.binary(0), Span: p.since(start)}
	}
	return p.named()
}

// named reads an expression or x := expression.
func (p *parser) named() Expr {
	start := p.tok().start
	x := p.expr()
	if p.word() == ":=" {
		p.pos++
		return &Named{Target: x, Value: p.expr(), Span: p.since(start)}
	}
	return x
}

func (p *parser) yield() Expr {
	start := p.tok().start
	p.pos++
	y := &Yield{}
	switch {
	case p.accept("from"):
		y.X = p.expr()
	case p.begins():
		y.X = p.exprs()
	}
	y.Span = p.since(start)
	return y
}

// expr reads an expression without a comma.
func (p *parser) expr() Expr {
	defer p.leave()
	if !p.enter() {
		return p.bad()
	}
	start := p.tok().start
	if p.accept("lambda") {
		l := &Lambda{Params: p.params(":", false)}
		p.expect(":")
		l.Body = p.expr()
		l.Span = p.since(start)
		return l
	}
	x := p.or()
	if p.word() != "if" {
		return x
	}
	p.pos++
	c := &Cond{Then: x, Test: p.or()}
	p.expect("else")
	c.Else = p.expr()
	c.Span = p.since(start)
	return c
}

func (p *parser) or() Expr { return p.chain("or", func() Expr { return p.chain("and", p.not) }) }

func (p *parser) chain(word string, operand func() Expr) Expr {
	start := p.tok().start
	x := operand()
	if p.word() != word {
		return x
	}
	b := &Bool{Op: word, Xs: []Expr{x}}
	for p.accept(word) {
		b.Xs = append(b.Xs, operand())
	}
	b.Span = p.since(start)
	return b
}

func (p *parser) not() Expr {
	start := p.tok().start
	if p.accept("not") {
		defer p.leave()
		if !p.enter() {
			return p.bad()
		}
		return &Unary{Op: "not", X: p.not(), Span: p.since(start)}
	}
	x := p.binary(0)
	o := p.comparison()
	if o == "" {
		return x
	}
	c := &Compare{Xs: []Expr{x}}
	for ; o != ""; o = p.comparison() {
		c.Ops = append(c.Ops, o)
		c.Xs = append(c.Xs, p.binary(0))
	}
	c.Span = p.since(start)
	return c
}

// comparison reads an operator of comparison, "" where there is none.
func (p *parser) comparison() string {
	switch w := p.word(); w {
	case "<", ">", "==", ">=", "<=", "!=", "in":
		p.pos++
		return w
	case "not":
		if p.wordAt(p.pos+1) == "in" {
			p.pos += 2
			return "not in"
		}
	case "is":
		p.pos++
		if p.accept("not") {
			return "is not"
		}
		return "is"
	}
	return ""
}

func precedence(o string) int {
	switch o {
	case "|":
		return 1
	case "^":
		return 2
	case "&":
		return 3
	case "<<", ">>":
		return 4
	case "+", "-":
		return 5
	case "*", "/", "//", "%", "@":
		return 6
	}
	return 0
}

// binary reads arithmetic whose operators bind stronger than above.
func (p *parser) binary(above int) Expr {
	start := p.tok().start
	x := p.unary()
	for n := 0; ; n++ {
		o := p.word()
		prec := precedence(o)
		if prec <= above {
			return x
		}
		if n == maxChain {
			p.fail("an expression is too long")
			return x
		}
		p.pos++
		y := p.binary(prec)
		x = &Binary{Op: o, X: x, Y: y, Span: p.since(start)}
	}
}

func (p *parser) unary() Expr {
	start := p.tok().start
	switch o := p.word(); o {
	case "-", "+", "~":
		defer p.leave()
		if !p.enter() {
			return p.bad()
		}
		p.pos++
		return &Unary{Op: o, X: p.unary(), Span: p.since(start)}
	}
	x := p.primary()
	if p.word() != "**" {
		return x
	}
	defer p.leave()
	if !p.enter() {
		return x
	}
	p.pos++
	y := p.unary()
	return &Binary{Op: "**", X: x, Y: y, Span: p.since(start)}
}
