package eval

import (
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
	"pgregory.net/rapid"
)

// parse reads the notation of these tests: <R> is a region, <A> an account, <P>
// a partition, <n> and <m> names of two secrets, <k> and <l> any text, <6> and <7>
// the random suffixes of two secrets, <?> unknown text.
func parse(s string) Text {
	var t Text
	for s != "" {
		before, after, found := strings.Cut(s, "<")
		t = append(t, Lit(before)...)
		if !found {
			break
		}
		name, rest, _ := strings.Cut(after, ">")
		p := Piece{Kind: Symbol, Sym: name}
		switch name {
		case "R", "P":
			p.Shape = Token
		case "A":
			p.Shape, p.Len = Digits, 12
		case "n", "m":
			p.Shape, p.Distinct = Name, "secret"
		case "6", "7":
			p.Kind = Random6
		case "?":
			p = Piece{Kind: Unknown}
		}
		t = append(t, p)
		s = rest
	}
	return t
}

func TestMatch(t *testing.T) {
	const yes, no, open = template.True, template.False, template.Unknown
	tests := []struct {
		pattern, text string
		want          template.Truth
	}{
		{"", "", yes},
		{"*", "", yes},
		{"?", "", no},
		{"a*c", "abbc", yes},
		{"a?c", "abbc", no},
		{"a*b*c", "aXbYbZc", yes},
		{"*a", "ba", yes},
		{"*a", "ab", no},
		{"é?", "éà", yes},
		{"A", "a", no},
		{"<R>", "<R>", yes},
		{"<R>", "eu-west-1", open},
		{"<R>", "EU", no},
		{"<R>", "<A>", open},
		{"<A>", "111111111111", open},
		{"<A>", "11111111111", no},
		{"<A>", "aws", no},
		{"????????????", "<A>", yes},
		{"?????????????", "<A>", no},
		{"*<A>", "x<A>", yes},
		{"x*", "x<R>y", yes},
		{"x?*y", "x<R>y", yes},
		{"x?y", "x<R>y", open},
		{"x*z", "x<R>y", no},
		{"<R>x", "<R>y", no},
		{"<R>x", "<R>x", yes},
		{"a<R>", "b<R>", no},
		{"x-??????", "x-<6>", yes},
		{"x-?????", "x-<6>", no},
		{"x", "x-<6>", no},
		{"x-<6>", "x-<6>", yes},
		{"x-<6>", "x-<7>", open},
		{"<n>-<6>", "<n>-<6>", yes},
		{"<n>-<6>", "<m>-<7>", no},
		{"<n>-??????", "<m>-<6>", no},
		{"<n>-??????", "<n>-<6>", yes},
		{"<n>-*", "<m>-<6>", open},
		{"<n>-<6>", "<m>-x-<7>", open},
		{"secret:<n>-<6>", "secret:<m>-<7>", no},
		{"<k>", "<k>", yes},
		{"<k>", "<l>", open},
		{"<k>b", "<k>ab", open},
		{"<k>", "x", open},
		{"<?>", "<?>", open},
		{"*", "<?>", yes},
		{"x<?>", "y<?>", no},
	}
	for _, tt := range tests {
		if got := Match(parse(tt.pattern), parse(tt.text), MatchOptions{}); got != tt.want {
			t.Errorf("%s on %s: got %v, want %v", tt.pattern, tt.text, got, tt.want)
		}
	}
}

func TestMatchFold(t *testing.T) {
	const yes, no, open = template.True, template.False, template.Unknown
	tests := []struct {
		pattern, text string
		want          template.Truth
	}{
		{"KMS:de*", "kms:Decrypt", yes},
		{"kms:<R>", "KMS:x", open},
		{"kms:<n>", "KMS:DECRYPT", open},
		{"kms:<n>", "s3:DECRYPT", no},
		{"<R>:X", "<R>:x", yes},
		{"É*", "éa", yes},
		{"<n>", "<m>", open}, // distinct, but perhaps by case only
	}
	for _, tt := range tests {
		if got := Match(parse(tt.pattern), parse(tt.text), MatchOptions{Fold: true}); got != tt.want {
			t.Errorf("%s on %s: got %v, want %v", tt.pattern, tt.text, got, tt.want)
		}
	}
	if got := Match(Lit("a*"), Lit("A*"), MatchOptions{Fold: true, NoWildcards: true}); got != yes {
		t.Errorf("a star as itself: got %v", got)
	}
}

func TestMatchResource(t *testing.T) {
	const yes, no, open = template.True, template.False, template.Unknown
	const full = "arn:<P>:secretsmanager:<R>:<A>:secret:app/db-<6>"
	tests := []struct {
		pattern, arn string
		want         template.Truth
	}{
		{"*", full, yes},
		{full, full, yes},
		{"arn:<P>:secretsmanager:<R>:<A>:secret:app/db-??????", full, yes},
		{"arn:<P>:secretsmanager:<R>:<A>:secret:app/db", full, no},
		{"arn:<P>:secretsmanager:<R>:<A>:secret:app/api-??????", full, no},
		{"arn:<P>:secretsmanager:*:*:secret:app/db-*", full, yes},
		{"arn:*:secretsmanager:*:<A>:secret:app/*", full, yes},
		{"arn:aws:secretsmanager:<R>:<A>:secret:app/db-??????", full, open},
		{"arn:<P>:ssm:<R>:<A>:secret:app/db-??????", full, no},
		{"arn:<P>:secretsmanager:*", full, yes},
		{"arn:<P>:secretsmanager", full, yes},
		{"arn:aws:secretsmanager", "arn:aws:secretsmanager:eu-west-1:1:secret:x", yes},
		{"arn:aws:secretsmanager:*:secret:x", "arn:aws:secretsmanager:eu-west-1:1:secret:x", yes},
		{"arn:aws:secretsmanager:eu*1:secret:x", "arn:aws:secretsmanager:eu-west-1:1:secret:x", no},
		{"arn:aws:secretsmanager:us-*-1:*:secret:x", "arn:aws:secretsmanager:eu-west-1:1:secret:x", no},
		{"arn:aws:secretsmanager:eu-*-1:*:secret:x", "arn:aws:secretsmanager:eu-west-1:1:secret:x", yes},
		{"arn:aws:iam::*:role/x", "arn:aws:iam::1:role/x", yes},
		{"arn:aws:iam:*:*:role/x", "arn:aws:iam::1:role/x", yes},
		{"app/db", full, no},
		{"<k>", full, open},
		{"<k>", "<k>", yes},
		{"<k>", "<l>", open},
		{"arn:<P>:secretsmanager:<R>:<A>:secret:<n>-<6>", "arn:<P>:secretsmanager:<R>:<A>:secret:<m>-<7>", no},
		{"arn:aws:secretsmanager:*:*:secret:<n>-<6>", "arn:aws:secretsmanager:<R>:<A>:secret:<m>-<7>", no},
		{"arn:aws:secretsmanager:*:*:secret:<n>-??????", "arn:aws:secretsmanager:<R>:<A>:secret:<n>-<7>", yes},
	}
	for _, tt := range tests {
		if got := MatchResource(parse(tt.pattern), parse(tt.arn)); got != tt.want {
			t.Errorf("%s on %s: got %v, want %v", tt.pattern, tt.arn, got, tt.want)
		}
	}
}

func TestMatchARN(t *testing.T) {
	const yes, no, open = template.True, template.False, template.Unknown
	tests := []struct {
		pattern, arn string
		want         template.Truth
	}{
		{"arn:aws:iam::<A>:role/*", "arn:aws:iam::<A>:role/a/b", yes},
		{"arn:aws:iam::*:role/x", "arn:aws:iam::<A>:role/x", yes},
		{"arn:aws:iam::*:role/x", "arn:aws:iam::<A>:role/y", no},
		{"arn:aws:*:role/x", "arn:aws:iam::<A>:role/x", open},
		{"arn:aws:s3:*", "arn:aws:iam::<A>:role/x", no},
		{"arn:aws:lambda:<R>:<A>:function:f", "arn:aws:lambda:<R>:<A>:function:f", yes},
		{"<k>", "<k>", yes},
		{"<k>", "arn:aws:iam::<A>:role/x", open},
		{"arn:aws:iam::<A>:role/x", "role/x", no},
	}
	for _, tt := range tests {
		if got := MatchARN(parse(tt.pattern), parse(tt.arn)); got != tt.want {
			t.Errorf("%s on %s: got %v, want %v", tt.pattern, tt.arn, got, tt.want)
		}
	}
}

func TestExpand(t *testing.T) {
	actions := []string{"secretsmanager:GetRandomPassword", "secretsmanager:GetSecretValue", "kms:Decrypt"}
	if got := Expand("SecretsManager:get*", actions); !slices.Equal(got, actions[:2]) {
		t.Errorf("got %q", got)
	}
	if got := Expand("s3:*", actions); got != nil {
		t.Errorf("got %q", got)
	}
}

// naive is matching as it is defined.
func naive(p, t string) bool {
	if p == "" {
		return t == ""
	}
	switch {
	case p[0] == '*':
		return naive(p[1:], t) || t != "" && naive(p, t[1:])
	case t == "":
		return false
	}
	return (p[0] == '?' || p[0] == t[0]) && naive(p[1:], t[1:])
}

// instances are the texts that each symbol of the enumeration may stand for.
// Those of the distinct symbols n and m are never the same.
var instances = map[string][]string{
	"k": {"", "a", "*", "a:b", "?"}, "l": {"", "b", "*b"}, "s": {"a", "ab", "1-"}, "n": {"a", "ba"}, "m": {"b", "ab", "bb"}, "d": {"11", "10"},
}

func anyPiece(t *rapid.T) Piece {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return Piece{Kind: Symbol, Sym: rapid.SampledFrom([]string{"k", "l"}).Draw(t, "sym")}
	case 1, 2:
		return Piece{Kind: Symbol, Sym: "s", Shape: Segment}
	case 3, 4:
		return Piece{Kind: Symbol, Sym: rapid.SampledFrom([]string{"n", "m"}).Draw(t, "sym"), Shape: Name, Distinct: "x"}
	case 5:
		return Piece{Kind: Symbol, Sym: "d", Shape: Digits, Len: 2}
	}
	return Piece{Kind: Literal, Lit: rapid.StringMatching(`[ab1*?:]{1,4}`).Draw(t, "lit")}
}

func anyText(t *rapid.T, label string) Text {
	return rapid.Custom(func(t *rapid.T) Text {
		var text Text
		for range rapid.IntRange(0, 4).Draw(t, "pieces") {
			text = append(text, anyPiece(t))
		}
		return text
	}).Draw(t, label)
}

// fill puts one text each in place of the symbols.
func fill(t Text, with map[string]string) string {
	var b strings.Builder
	for _, p := range t {
		if p.Kind == Symbol {
			b.WriteString(with[p.Sym])
		} else {
			b.WriteString(p.Lit)
		}
	}
	return b.String()
}

// everyFilling calls f with every way to fill in the symbols.
func everyFilling(f func(map[string]string)) {
	names := sorted(instances)
	with := map[string]string{}
	var next func(i int)
	next = func(i int) {
		if i == len(names) {
			f(with)
			return
		}
		for _, s := range instances[names[i]] {
			with[names[i]] = s
			next(i + 1)
		}
	}
	next(0)
}

// TestMatchSound checks a decided answer against every filling of the symbols.
func TestMatchSound(t *testing.T) {
	decided := 0
	rapid.Check(t, func(t *rapid.T) {
		p, text := anyText(t, "pattern"), anyText(t, "text")
		if rapid.Bool().Draw(t, "near") && len(p) > 0 {
			text = append(slices.Clone(p[:len(p)-1]), text...)
		}
		got := Match(p, text, MatchOptions{})
		if got == template.Unknown {
			return
		}
		decided++
		everyFilling(func(with map[string]string) {
			if want := naive(fill(p, with), fill(text, with)); template.TruthOf(want) != got {
				t.Fatalf("%v on %v is %v, but not with %q: %q on %q", p, text, got, with, fill(p, with), fill(text, with))
			}
		})
	})
	if decided == 0 {
		t.Error("nothing was decided")
	}
}

// TestResourceSound checks that what is decided with symbols is decided the same
// way, or not at all, for each filling.
func TestResourceSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Join(Lit("arn:a:b:"), anyText(t, "pattern"))
		text := Join(Lit("arn:a:b:a:"), anyText(t, "text"))
		for name, match := range map[string]func(Text, Text) template.Truth{"resource": MatchResource, "ARN": MatchARN} {
			got := match(p, text)
			if got == template.Unknown {
				continue
			}
			everyFilling(func(with map[string]string) {
				if strings.Count(fill(text, with), ":") < 5 {
					return // no ARN
				}
				one := match(Lit(fill(p, with)), Lit(fill(text, with)).exact())
				if one == got.Not() {
					t.Fatalf("%s: %v on %v is %v, but not with %q", name, p, text, got, with)
				}
			})
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("arn:<P>:secretsmanager:<R>:<A>:secret:<n>-??????", "arn:<P>:secretsmanager:<R>:<A>:secret:<n>-<6>")
	f.Add("*a*b?", "aabbc")
	f.Add("${aws:PrincipalTag/x, 'y'}<?", "<k>é")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern)+len(text) > 400 {
			t.Skip()
		}
		p, s := parse(pattern), parse(text)
		got := Match(p, s, MatchOptions{})
		_ = MatchResource(p, s)
		_ = MatchARN(p, s)
		_ = ExplainMiss(p, s)
		(&Request{}).resolve(p, false)
		if got == template.False && Match(append(p, Lit("*")...), s, MatchOptions{}) == template.True && Match(p, Join(s, nil), MatchOptions{}) == template.True {
			t.Errorf("%q on %q", pattern, text)
		}
		// The two ways of matching known text agree.
		if pl, ok := p.Literal(); ok && ascii(pl) {
			if sl, ok := s.Literal(); ok && ascii(sl) {
				walked := matchItems(compile(p, wildFree, false), compile(s, wildNone, false), false)
				if walked != got {
					t.Errorf("%q on %q: %v by strings, %v by items", pattern, text, got, walked)
				}
			}
		}
		// Unknown text in place of the first piece undecides, but does not turn.
		if len(s) > 0 {
			vague := slices.Clone(s)
			vague[0] = Piece{Kind: Unknown}
			if v := Match(p, vague, MatchOptions{}); v != template.Unknown && v != got {
				t.Errorf("%q on %q: %v, with unknown text %v", pattern, text, got, v)
			}
		}
	})
}
