package syntax

// compound reads a statement with blocks, nil where there is none.
func (p *parser) compound() Stmt {
	start := p.tok().start
	switch p.word() {
	case "def", "class", "@":
		return p.definition()
	case "async":
		switch p.wordAt(p.pos + 1) {
		case "def":
			return p.definition()
		case "for", "with":
			p.pos++
			return p.compound()
		}
		return nil
	case "if":
		p.pos++
		s := &If{}
		for {
			test := p.named()
			s.Branches = append(s.Branches, Branch{test, p.block()})
			if !p.accept("elif") {
				break
			}
		}
		s.Else = p.otherwise("else")
		s.Span = p.since(start)
		return s
	case "while":
		p.pos++
		s := &Loop{Test: p.named()}
		s.Body = p.block()
		s.Else = p.otherwise("else")
		s.Span = p.since(start)
		return s
	case "for":
		p.pos++
		s := &Loop{Target: p.targets()}
		p.expect("in")
		s.Iter = p.exprs()
		s.Body = p.block()
		s.Else = p.otherwise("else")
		s.Span = p.since(start)
		return s
	case "try":
		return p.try()
	case "with":
		return p.with()
	case "match":
		if p.isMatch() {
			return p.match()
		}
	}
	return nil
}

func (p *parser) otherwise(word string) []Stmt {
	if p.accept(word) {
		return p.block()
	}
	return nil
}

func (p *parser) definition() Stmt {
	start := p.tok().start
	var decorators []Expr
	for p.accept("@") {
		decorators = append(decorators, p.named())
		if p.tok().kind != newline {
			p.fail("expected the end of the decorator")
		}
		if p.tok().kind == newline {
			p.pos++
		}
	}
	async := p.accept("async")
	if !async && p.accept("class") {
		c := &Class{Decorators: decorators, Name: p.identifier()}
		p.typeParams()
		if p.accept("(") {
			c.Bases = p.args()
		}
		c.Body = p.block()
		c.Span = p.since(start)
		return c
	}
	if !p.accept("def") {
		p.fail("expected def or class")
		if p.tok().kind == newline {
			p.pos++
		}
		return &Bad{Span: p.since(start)}
	}
	d := &Def{Decorators: decorators, Async: async, NameAt: p.tok().start, Name: p.identifier()}
	p.typeParams()
	p.expect("(")
	d.Params = p.params(")", true)
	p.expect(")")
	if p.accept("->") {
		d.Returns = p.exprs()
	}
	d.Body = p.block()
	d.Span = p.since(start)
	return d
}

// typeParams skips [T: int, *Ts].
func (p *parser) typeParams() {
	if p.word() != "[" {
		return
	}
	for open := 0; p.tok().kind != newline && p.tok().kind != eof; p.pos++ {
		switch p.word() {
		case "[", "(", "{":
			open++
		case "]", ")", "}":
			open--
		}
		if open == 0 {
			p.pos++
			return
		}
	}
	p.fail("expected ]")
}

func (p *parser) params(end string, annotated bool) []Param {
	var list []Param
	star := false
	for p.word() != end {
		if p.accept("/") {
			if !p.accept(",") {
				break
			}
			continue
		}
		q := Param{OnlyByKeyword: star}
		switch {
		case p.accept("**"):
			q.Stars = 2
			q.Name = p.identifier()
		case p.accept("*"):
			q.Stars, star = 1, true
			if p.word() != "," {
				q.Name = p.identifier()
			}
		default:
			q.Name = p.identifier()
		}
		if annotated && p.accept(":") {
			if p.word() == "*" {
				q.Ann = p.starred()
			} else {
				q.Ann = p.expr()
			}
		}
		if p.accept("=") {
			q.Default = p.expr()
		}
		list = append(list, q)
		if !p.accept(",") {
			break
		}
	}
	return list
}

func (p *parser) try() Stmt {
	start := p.tok().start
	p.pos++
	s := &Try{Body: p.block()}
	for p.accept("except") {
		h := Handler{}
		p.accept("*")
		if p.word() != ":" {
			h.Type = p.exprs()
			if p.accept("as") {
				h.Name = p.identifier()
			}
		}
		h.Body = p.block()
		s.Handlers = append(s.Handlers, h)
	}
	s.Else = p.otherwise("else")
	s.Finally = p.otherwise("finally")
	s.Span = p.since(start)
	return s
}

func (p *parser) with() Stmt {
	start := p.tok().start
	p.pos++
	s := &With{}
	for {
		x := p.expr()
		// In with (a as b, c): the items are in parentheses, where "as" is read
		// like ":=".
		if t, ok := x.(*Seq); ok && t.Kind == '(' && p.word() == ":" {
			for _, e := range t.Elts {
				s.item(e)
			}
			break
		}
		if p.accept("as") {
			s.Items = append(s.Items, Item{x, p.target()})
		} else {
			s.item(x)
		}
		if !p.accept(",") {
			break
		}
	}
	s.Body = p.block()
	s.Span = p.since(start)
	return s
}

func (w *With) item(x Expr) {
	if n, ok := x.(*Named); ok {
		w.Items = append(w.Items, Item{n.Value, n.Target})
		return
	}
	w.Items = append(w.Items, Item{X: x})
}

// isMatch tells a match statement from a variable of that name.
func (p *parser) isMatch() bool {
	switch p.wordAt(p.pos + 1) {
	case ":", ".", "=", ",", ")", "]", "}":
		return false
	}
	end := p.lineEnd()
	return p.wordAt(end-1) == ":" && end+2 < len(p.tokens) && p.tokens[end+1].kind == indent && p.wordAt(end+2) == "case"
}

func (p *parser) match() Stmt {
	start := p.tok().start
	p.pos++
	s := &Match{Subject: p.exprs()}
	p.expect(":")
	if p.tok().kind == newline {
		p.pos++
	}
	if p.tok().kind == indent {
		p.pos++
		p.depth++
		for p.word() == "case" {
			p.pos++
			s.Cases = append(s.Cases, p.caseOf())
		}
		p.depth--
		if p.tok().kind != dedent {
			p.fail("expected case")
			if p.tok().kind == newline {
				p.pos++
			}
			for open := 1; open > 0 && p.tok().kind != eof; p.pos++ {
				switch p.tok().kind {
				case indent:
					open++
				case dedent:
					open--
				}
			}
		} else {
			p.pos++
		}
	}
	s.Span = p.since(start)
	return s
}

// caseOf reads a pattern for the names that it binds alone: those that stand for
// themselves, neither called nor with a dot nor the name of an argument.
func (p *parser) caseOf() Case {
	c := Case{}
	for open := 0; p.tok().kind != newline && p.tok().kind != eof; p.pos++ {
		w, next := p.word(), p.wordAt(p.pos+1)
		switch {
		case w == "(" || w == "[" || w == "{":
			open++
		case w == ")" || w == "]" || w == "}":
			open--
		case open == 0 && w == "if":
			p.pos++
			c.Guard = p.named()
			c.Body = p.block()
			return c
		case open == 0 && w == ":":
			c.Body = p.block()
			return c
		case p.tok().kind == fstart:
			// Not allowed here; its fields would be read as names.
			p.fail("an f-string in a pattern")
			p.pos--
		case p.tok().kind == name && !keywords[w] && w != "_" &&
			next != "." && next != "(" && next != "=" && p.wordAt(p.pos-1) != ".":
			c.Binds = append(c.Binds, w)
		}
	}
	c.Body = p.block()
	return c
}
