package syntax

import "strings"

const (
	// maxDepth bounds how deep expressions and blocks nest.
	maxDepth = 200
	// maxChain bounds a.b.c and a+b+c, whose trees lean to the left.
	maxChain = 1000
)

type parser struct {
	text   string
	tokens []token
	pos    int
	depth  int
	// end is the index of the newline that ends the logical line.
	end   int
	err   string
	errAt int
}

// Parse reads a file. It takes time in proportion to the length of the text and
// never panics.
func Parse(text string) *Module {
	s := scan(text)
	p := &parser{text: text, tokens: s.tokens, end: -1}
	m := &Module{Text: text}
	for p.tok().kind != eof {
		m.Body = p.statement(m.Body)
	}
	m.Err, m.ErrAt = p.err, p.errAt
	if s.err != "" {
		m.Err, m.ErrAt = s.err, s.errAt
	}
	return m
}

func (p *parser) tok() token { return p.tokens[p.pos] }

func (p *parser) word() string {
	t := p.tokens[p.pos]
	if t.kind != name && t.kind != op {
		return ""
	}
	return p.text[t.start:t.end]
}

func (p *parser) wordAt(i int) string {
	if i >= len(p.tokens) || p.tokens[i].kind != name && p.tokens[i].kind != op {
		return ""
	}
	return p.text[p.tokens[i].start:p.tokens[i].end]
}

func (p *parser) accept(word string) bool {
	if p.word() != word {
		return false
	}
	p.pos++
	return true
}

func (p *parser) expect(word string) {
	if !p.accept(word) {
		p.fail("expected " + word)
	}
}

// identifier reads a name that is no keyword.
func (p *parser) identifier() string {
	w := p.word()
	if p.tok().kind != name || keywords[w] {
		p.fail("expected a name")
		return ""
	}
	p.pos++
	return w
}

// lineEnd is the index of the newline that ends the logical line.
func (p *parser) lineEnd() int {
	if p.end < p.pos {
		p.end = p.pos
		for k := p.tokens[p.end].kind; k != newline && k != eof; k = p.tokens[p.end].kind {
			p.end++
		}
	}
	return p.end
}

// fail notes the first error and gives up the rest of the logical line, so that
// all that is being read ends by itself.
func (p *parser) fail(why string) {
	if p.err == "" {
		p.err, p.errAt = why, p.tok().start
	}
	p.pos = p.lineEnd()
}

// failed tells whether there was an error since the place that err was "" or not at.
func (p *parser) since(start int) Span {
	end := start
	if p.pos > 0 {
		end = max(start, p.tokens[p.pos-1].end)
	}
	return Span{start, end}
}

// statement adds the statements of a logical line, or a compound one.
func (p *parser) statement(list []Stmt) []Stmt {
	start := p.tok().start
	switch p.tok().kind {
	case newline, dedent, eof:
		p.pos++
		return list
	case indent:
		p.fail("unexpected indentation")
		if p.tok().kind != newline {
			return list
		}
		p.pos++
		return list
	}
	if s := p.compound(); s != nil {
		return append(list, s)
	}
	from := p.pos
	for {
		list = append(list, p.simple())
		if !p.accept(";") || p.tok().kind == newline {
			break
		}
	}
	if k := p.tok().kind; k == newline {
		p.pos++
	} else if k != eof {
		p.fail("expected the end of the statement")
		p.pos = min(p.pos+1, len(p.tokens)-1)
	}
	// A block that belongs to nothing is below something not understood.
	if p.tok().kind == indent {
		if p.err == "" {
			p.fail("unexpected indentation")
		}
		list = append(list, &Bad{Body: p.indented(), Span: p.since(start)})
	}
	if p.pos == from {
		p.pos++
	}
	return list
}

// block reads ":" and what follows it.
func (p *parser) block() []Stmt {
	p.expect(":")
	if p.tok().kind != newline {
		var list []Stmt
		for {
			list = append(list, p.simple())
			if !p.accept(";") || p.tok().kind == newline {
				break
			}
		}
		if p.tok().kind == newline {
			p.pos++
			return list
		}
		p.fail("expected the end of the statement")
		if p.tok().kind == newline {
			p.pos++
		}
		return list
	}
	p.pos++
	if p.tok().kind != indent {
		if p.err == "" {
			p.err, p.errAt = "expected a block", p.tok().start
		}
		return nil
	}
	return p.indented()
}

// indented reads from an indent to its dedent.
func (p *parser) indented() []Stmt {
	p.pos++
	p.depth++
	defer func() { p.depth-- }()
	var list []Stmt
	if p.depth > maxDepth {
		if p.err == "" {
			p.err, p.errAt = "nested too deeply", p.tok().start
		}
		for open := 1; open > 0 && p.tok().kind != eof; p.pos++ {
			switch p.tok().kind {
			case indent:
				open++
			case dedent:
				open--
			}
		}
		return nil
	}
	for p.tok().kind != dedent && p.tok().kind != eof {
		list = p.statement(list)
	}
	if p.tok().kind == dedent {
		p.pos++
	}
	return list
}

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
