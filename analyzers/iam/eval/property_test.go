package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
	"pgregory.net/rapid"
)

// anyRequest draws a request and its policies from the vocabulary of the
// differential test.
func anyRequest(t *rapid.T) (*generator, Request, []*Policy) {
	g := &generator{Rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))}
	c := g.newCase()
	req, ps := c.request()
	req.Closed = rapid.Bool().Draw(t, "closed")
	return g, req, ps
}

// rank orders verdicts from denied over undecided to allowed.
func rank(v Verdict) int {
	return map[template.Truth]int{template.False: 0, template.Unknown: 1, template.True: 2}[v.Allowed]
}

// TestAddingStatements checks that one more Allow never takes access away and one
// more Deny never gives it.
func TestAddingStatements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, req, ps := anyRequest(t)
		if len(ps) == 0 {
			return
		}
		before := Evaluate(req, ps)
		p := rapid.SampledFrom(ps).Draw(t, "policy")
		s := g.document(1, hasPrincipals(p.Kind), 100).policy(p.Kind).Statements[0]
		s.Effect = rapid.SampledFrom([]Effect{Allow, Deny}).Draw(t, "effect")
		s.Exists = rapid.SampledFrom([]template.Truth{template.True, template.Unknown}).Draw(t, "exists")
		p.Statements = append(p.Statements, s)
		after := Evaluate(req, ps)
		if s.Effect == Allow && rank(after) < rank(before) || s.Effect == Deny && rank(after) > rank(before) {
			t.Fatalf("%s: %v, with one more %v in the %s %v", req.Action, before.Allowed, s, p.Kind, after.Allowed)
		}
		if before.Why == ExplicitDeny && after.Why != ExplicitDeny {
			t.Fatalf("an explicit deny became %s", after.Why)
		}
	})
}

// blur replaces texts and facts by what is less known, each with some chance.
type blur struct {
	*generator
	percent int
}

func (b *blur) text(t Text) Text {
	if len(t) == 0 || !b.chance(b.percent) {
		return t
	}
	s, ok := t.Literal()
	if !ok || strings.Contains(s, "${") {
		return Anything()
	}
	switch b.IntN(4) {
	case 0:
		return Anything()
	case 1:
		return Sym("whole "+s, AnyText)
	case 2:
		i := b.IntN(len(s))
		return Join(Lit(s[:i]), Anything())
	}
	// The same symbol for the same part everywhere.
	for part, p := range map[string]Piece{
		home:     {Kind: Symbol, Sym: "home", Shape: Digits, Len: 12},
		away:     {Kind: Symbol, Sym: "away", Shape: Digits, Len: 12},
		region:   {Kind: Symbol, Sym: "region", Shape: Token},
		"app/db": {Kind: Symbol, Sym: "name", Shape: Name, Distinct: "names"},
		"a1B2c3": {Kind: Random6, Sym: "six"},
	} {
		if before, after, ok := strings.Cut(s, part); ok {
			return Join(Lit(before), Text{p}, Lit(after))
		}
	}
	return t
}

func (b *blur) texts(ts []Text) []Text {
	if ts != nil && b.chance(b.percent/4) {
		return []Text{Anything()}
	}
	ts = slices.Clone(ts)
	for i := range ts {
		ts[i] = b.text(ts[i])
	}
	return ts
}

func (b *blur) truth(t template.Truth) template.Truth {
	if b.chance(b.percent / 4) {
		return template.Unknown
	}
	return t
}

func (b *blur) policy(p *Policy) *Policy {
	q := *p
	q.Exists = b.truth(p.Exists)
	q.Complete = p.Complete && !b.chance(b.percent/8)
	q.OnlyAllows = b.chance(50) && !q.Complete
	q.Statements = slices.Clone(p.Statements)
	for i := range q.Statements {
		s := &q.Statements[i]
		s.Exists = b.truth(s.Exists)
		s.Actions, s.NotActions = b.texts(s.Actions), b.texts(s.NotActions)
		s.Resources, s.NotResources = b.texts(s.Resources), b.texts(s.NotResources)
		s.Principals, s.NotPrincipals = b.principals(s.Principals), b.principals(s.NotPrincipals)
		s.Conditions = slices.Clone(s.Conditions)
		for k := range s.Conditions {
			s.Conditions[k].Values = b.texts(s.Conditions[k].Values)
			if b.chance(b.percent / 8) {
				s.Conditions[k].Operator = ""
			}
		}
	}
	return &q
}

func (b *blur) principals(ps []Principal) []Principal {
	ps = slices.Clone(ps)
	for i := range ps {
		ps[i].Text = b.text(ps[i].Text)
		if b.chance(b.percent / 8) {
			ps[i].Kind = UnknownPrincipal
		}
	}
	return ps
}

func (b *blur) request(r Request) Request {
	r.Resource, r.ResourceAccount = b.text(r.Resource), b.text(r.ResourceAccount)
	p := &r.Principal
	p.Account, p.ARN, p.Session = b.text(p.Account), b.text(p.ARN), b.text(p.Session)
	if b.chance(b.percent / 8) {
		p.Kind = UnknownCaller
	}
	context := map[string]ContextValue{}
	for _, k := range sorted(r.Context) {
		v := r.Context[k]
		v.Present = b.truth(v.Present)
		if v.Values = b.texts(v.Values); b.chance(b.percent / 8) {
			v.Values = nil
		}
		context[k] = v
	}
	r.Context = context
	return r
}

// TestKnowingLess checks that a verdict may become undecided, but not the
// opposite, when less is known.
func TestKnowingLess(t *testing.T) {
	kept, lost := 0, 0
	check := func(t *rapid.T) {
		g, req, ps := anyRequest(t)
		// The blurred names must stay what they are: other names that hold them
		// would make the symbols lie.
		before := Evaluate(req, ps)
		b := &blur{generator: g, percent: rapid.SampledFrom([]int{3, 10, 40}).Draw(t, "percent")}
		less := make([]*Policy, len(ps))
		for i := range ps {
			less[i] = b.policy(ps[i])
		}
		after := Evaluate(b.request(req), less)
		switch {
		case after.Allowed == before.Allowed:
			kept++
		case after.Allowed != template.Unknown && before.Allowed != template.Unknown:
			t.Fatalf("%s: %v (%s), knowing less %v (%s)\n%s", req.Action, before.Allowed, before.Why, after.Allowed, after.Why, describe(less))
		case after.Allowed != template.Unknown:
			t.Fatalf("%s: undecided, knowing less %v (%s)\n%s", req.Action, after.Allowed, after.Why, describe(less))
		default:
			lost++
		}
	}
	rapid.Check(t, check)
	t.Logf("%d verdicts kept, %d lost", kept, lost)
	if kept < lost/4 {
		t.Errorf("only %d verdicts kept of %d", kept, kept+lost)
	}
}

func describe(ps []*Policy) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "%s exists %v complete %v\n", p.Kind, p.Exists, p.Complete)
		for _, s := range p.Statements {
			fmt.Fprintf(&b, "  %+v\n", s)
		}
	}
	return b.String()
}

// manyStatements is a role with n statements for other secrets and one that
// matters.
func manyStatements(n int) (Request, []*Policy) {
	resource := func(name string) Text {
		return Join(Lit("arn:"), Sym("AWS::Partition", Token), Lit(":secretsmanager:"), Sym("AWS::Region", Token), Lit(":111111111111:secret:"+name))
	}
	p := &Policy{Exists: template.True, Complete: true}
	for i := range n {
		p.Statements = append(p.Statements, Statement{
			Actions: texts([]string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}), Exists: template.True,
			Resources: []Text{resource(fmt.Sprintf("app/db%d-??????", i))},
		})
	}
	req := Request{
		Action: "secretsmanager:GetSecretValue", Principal: caller(sessionARN),
		Resource: Join(resource("app/none-"), Text{{Kind: Random6, Sym: "x"}}),
	}
	return req, []*Policy{p}
}

func TestLinear(t *testing.T) {
	allocs := func(n int) float64 {
		req, ps := manyStatements(n)
		return testing.AllocsPerRun(1, func() { Evaluate(req, ps) })
	}
	if few, many := allocs(50), allocs(500); many > 12*few {
		t.Errorf("%v allocations for 50 statements, %v for ten times as many", few, many)
	}
}

// BenchmarkEvaluate is the dear case: a request that is denied, so that the
// closest statement is searched for.
//
//	1 statement        9 µs   3 KB     43 allocs
//	100 statements   700 µs 214 KB  2,518 allocs
//	1000 statements    7 ms   2 MB 25,018 allocs
func BenchmarkEvaluate(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		req, ps := manyStatements(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Evaluate(req, ps)
			}
		})
	}
}

// BenchmarkMatch matches one resource pattern: 4 µs with wildcards before the
// name, 2 µs with symbols.
func BenchmarkMatch(b *testing.B) {
	for name, pt := range map[string][2]string{
		"literal":  {"arn:aws:secretsmanager:*:*:secret:app/db-??????", secretARN},
		"symbolic": {"arn:<P>:secretsmanager:<R>:<A>:secret:app/db-??????", "arn:<P>:secretsmanager:<R>:<A>:secret:app/db-<6>"},
	} {
		p, t := parse(pt[0]), parse(pt[1])
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				MatchResource(p, t)
			}
		})
	}
}
