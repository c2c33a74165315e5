package syntax

import "strings"

var doubled = strings.NewReplacer("{{", "{", "}}", "}")

func (p *parser) nameExpr() Expr {
	start := p.tok().start
	n := p.identifier()
	return &Name{ID: n, Span: p.since(start)}
}

func (p *parser) atom() Expr {
	t := p.tok()
	switch t.kind {
	case number:
		p.pos++
		return &Const{Text: p.text[t.start:t.end], Span: Span{t.start, t.end}}
	case str, fstart:
		return p.strings()
	case name:
		switch w := p.word(); {
		case w == "None" || w == "True" || w == "False":
			p.pos++
			return &Const{Text: w, Span: Span{t.start, t.end}}
		case !keywords[w]:
			p.pos++
			return &Name{ID: w, Span: Span{t.start, t.end}}
		}
	case op:
		switch w := p.word(); w {
		case "...":
			p.pos++
			return &Const{Text: w, Span: Span{t.start, t.end}}
		case "(", "[":
			return p.sequence(w[0])
		case "{":
			return p.braces()
		}
	}
	p.fail("expected an expression")
	return p.bad()
}

// sequence reads a tuple, a list, an expression in parentheses, or a comprehension.
func (p *parser) sequence(kind byte) Expr {
	start := p.tok().start
	end := string(kind + 1)
	if kind == '[' {
		end = "]"
	}
	p.pos++
	defer p.leave()
	if !p.enter() {
		return p.bad()
	}
	if kind == '(' && p.word() == "yield" {
		y := p.yield()
		p.expect(end)
		return y
	}
	s := &Seq{Kind: kind}
	tuple := kind == '[' || p.word() == ")"
	for p.word() != end {
		at := p.tok().start
		x := p.starred()
		switch {
		case p.comprehends():
			x = p.comprehension(at, x, nil)
			if kind == '[' {
				p.expect(end)
				return x
			}
		case kind == '(' && p.accept("as"):
			x = &Named{Target: p.target(), Value: x, Span: p.since(at)}
			tuple = true
		}
		s.Elts = append(s.Elts, x)
		if !p.accept(",") {
			break
		}
		tuple = true
	}
	p.expect(end)
	if !tuple && len(s.Elts) == 1 {
		return s.Elts[0]
	}
	s.Span = p.since(start)
	return s
}

// braces reads a dictionary, a set, or a comprehension of one.
func (p *parser) braces() Expr {
	start := p.tok().start
	p.pos++
	defer p.leave()
	if !p.enter() {
		return p.bad()
	}
	d, set := &Dict{}, &Seq{Kind: '{'}
	for p.word() != "}" {
		if p.accept("**") {
			d.Keys, d.Values = append(d.Keys, nil), append(d.Values, p.binary(0))
		} else {
			at := p.tok().start
			k := p.starred()
			var v Expr
			if p.accept(":") {
				v = p.expr()
			}
			if p.comprehends() {
				x := p.comprehension(at, k, v)
				p.expect("}")
				return x
			}
			if v != nil {
				d.Keys, d.Values = append(d.Keys, k), append(d.Values, v)
			} else {
				set.Elts = append(set.Elts, k)
			}
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect("}")
	if len(set.Elts) > 0 {
		if len(d.Keys) > 0 {
			p.fail("a dictionary with an element that has no value")
		}
		set.Span = p.since(start)
		return set
	}
	d.Span = p.since(start)
	return d
}

func (p *parser) comprehends() bool {
	return p.word() == "for" || p.word() == "async" && p.wordAt(p.pos+1) == "for"
}

func (p *parser) comprehension(start int, elt, value Expr) Expr {
	c := &Comp{Elt: elt, Value: value}
	for p.comprehends() {
		p.accept("async")
		p.expect("for")
		cl := Clause{Target: p.targets()}
		p.expect("in")
		cl.Iter = p.or()
		for p.accept("if") {
			x := p.or()
			if p.accept(":=") {
				x = &Named{Target: x, Value: p.or(), Span: x.Pos()}
			}
			cl.Ifs = append(cl.Ifs, x)
		}
		c.Clauses = append(c.Clauses, cl)
	}
	c.Span = p.since(start)
	return c
}

// strings reads literals that stand one after the other.
func (p *parser) strings() Expr {
	start := p.tok().start
	s := &Str{}
	for {
		switch t := p.tok(); t.kind {
		case str:
			p.pos++
			v, bytes := unquote(p.text[t.start:t.end])
			s.Bytes = s.Bytes || bytes
			s.Parts = append(s.Parts, Part{Text: v})
		case fstart:
			p.fstring(s)
		default:
			s.Span = p.since(start)
			return s
		}
	}
}

// fstring adds the parts of one f-string.
func (p *parser) fstring(s *Str) {
	first := p.tok()
	raw := false
	for i := first.start; i < first.end; i++ {
		raw = raw || p.text[i]|0x20 == 'r'
	}
	p.pos++
	defer p.leave()
	if !p.enter() {
		return
	}
	for {
		t := p.tok()
		switch {
		case t.kind == ftext:
			p.pos++
			s.Parts = append(s.Parts, Part{Text: literalText(p.text[t.start:t.end], raw)})
		case t.kind == fend:
			p.pos++
			return
		case p.word() == "{":
			s.Parts = append(s.Parts, p.field()...)
		default:
			p.fail("a field of an f-string")
			return
		}
	}
}

// field reads a field; those in its format are further ones.
func (p *parser) field() []Part {
	defer p.leave()
	if !p.enter() {
		return nil
	}
	p.expect("{")
	part := Part{X: p.exprs()}
	if p.word() == ":=" {
		// The scanner cuts ":" off in a field; this cannot be.
		p.fail("a field of an f-string")
	}
	if p.accept("=") {
		part.Formatted = true
	}
	if p.accept("!") {
		part.Formatted = p.identifier() != "s" || part.Formatted
	}
	parts := []Part{part}
	if p.accept(":") {
		parts[0].Formatted = true
		for p.tok().kind == ftext || p.word() == "{" {
			if p.tok().kind == ftext {
				p.pos++
				continue
			}
			inner := p.field()
			for i := range inner {
				inner[i].Formatted = true
			}
			parts = append(parts, inner...)
		}
	}
	p.expect("}")
	return parts
}

// literalText is the value of a literal part of an f-string.
func literalText(s string, raw bool) string {
	if !raw {
		s = unescape(s)
	}
	return doubled.Replace(s)
}
