package syntax

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

// since is the place from start to the end of what was read.
func (p *parser) since(start int) Span {
	i := p.pos - 1
	for i > 0 && (p.tokens[i].kind == newline || p.tokens[i].kind == indent || p.tokens[i].kind == dedent) {
		i--
	}
	if i < 0 {
		return Span{start, start}
	}
	return Span{start, max(start, p.tokens[i].end)}
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
