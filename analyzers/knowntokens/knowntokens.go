// Package knowntokens finds text that has the published format of a provider's
// token: anywhere in the templates, put together by functions or encoded in
// base64, and in the source files of code assets.
package knowntokens

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/credentials"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer finds tokens of known formats. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name:     "knowntokens",
	Doc:      "text with the published format of a provider's token, in templates and in code assets",
	Requires: []*analyzers.Analyzer{credentials.Analyzer},
	Run:      run,
}

// Facts are the tokens that were found.
type Facts struct {
	Template []Token      `json:"template"`
	Assets   []AssetToken `json:"assets"`
}

// Token is a token within a template.
type Token struct {
	At     analyzers.Place `json:"at"`
	Label  string          `json:"label"`  // logical id of the element, or the section
	Format string          `json:"format"` // id of the format
	Title  string          `json:"title"`
	Class  string          `json:"class"` // secret, test, identifier, protected
	Length int             `json:"length"`
	// Encoded is set when the token was found in base64.
	Encoded bool `json:"encoded"`
	// Covered is set when the same literal is a credential by the place it stands
	// in, so that another rule reports it.
	Covered bool `json:"covered"`
}

type scan struct {
	pass   *analyzers.Pass
	creds  *credentials.Facts
	facts  *Facts
	stack  *template.Stack
	source *template.Source
	seen   map[spot]bool
}

type spot struct {
	node       *template.Node
	start, end int
}

func run(pass *analyzers.Pass) (any, error) {
	creds, _ := pass.ResultOf[credentials.Analyzer].(*credentials.Facts)
	s := &scan{
		pass: pass, creds: creds, seen: map[spot]bool{},
		facts: &Facts{Template: []Token{}, Assets: []AssetToken{}},
	}
	files := map[*template.Source]bool{}
	for _, stack := range pass.Program.Stacks {
		s.stack, s.source = stack, stack.Source
		if !files[stack.Source] { // a template that is nested twice is scanned once
			files[stack.Source] = true
			s.literals(stack.Raw, "", template.Path{})
		}
		s.computed(stack)
	}
	if err := s.assets(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.facts.Template, func(a, b Token) int {
		return cmp.Or(cmp.Compare(a.At.Resource, b.At.Resource), cmp.Compare(a.At.Path.String(), b.At.Path.String()))
	})
	return s.facts, nil
}

// shortest is the length below which no format has a token.
const shortest = 12

// literals scans every text as it is written, together with the key that it
// stands under: some formats show only by the name that is set.
func (s *scan) literals(n *template.Node, key string, path template.Path) {
	switch n.Kind {
	case template.Map:
		name := ""
		for _, k := range []string{"Name", "Key", "OptionName", "ParameterKey"} { // {Name: x, Value: y}
			if v := n.Get(k); v.IsScalar() {
				name = v.Text
			}
		}
		for _, f := range n.Fields() {
			k := f.Key.Text
			if k == "Value" || k == "ParameterValue" {
				k = cmp.Or(name, key)
			} else if strings.HasPrefix(k, "Fn::") || k == "Ref" {
				k = key
			}
			s.literals(f.Value, k, path)
		}
	case template.List:
		for _, item := range n.Items() {
			s.literals(item, key, path)
		}
	case template.String:
		s.text(n, key)
	}
}

func (s *scan) text(n *template.Node, key string) {
	if len(n.Text) < shortest {
		return
	}
	found := tokens.Scan(n.Text)
	if len(found) == 0 && key != "" && len(n.Text) < 512 {
		prefix := key + `: "`
		for _, m := range tokens.Scan(prefix + n.Text + `"`) {
			if m.Start >= len(prefix) && m.End <= len(prefix)+len(n.Text) {
				m.Start, m.End = m.Start-len(prefix), m.End-len(prefix)
				found = append(found, m)
			}
		}
	}
	for _, m := range found {
		s.add(n, m, m.Start, m.End, false)
	}
	if len(found) == 0 {
		s.encoded(n)
	}
}

// encoded scans text that is base64 as a whole.
func (s *scan) encoded(n *template.Node) {
	plain, ok := decode(n.Text)
	if !ok {
		return
	}
	for _, m := range tokens.Scan(plain) {
		s.add(n, m, 0, len(n.Text), true)
	}
}

// decode decodes text that is base64 of readable text.
func decode(text string) (string, bool) {
	t := strings.TrimSpace(text)
	if len(t) < 24 || strings.ContainsAny(t[:24], " .:,;{}()<>$\"'") {
		return "", false
	}
	t = strings.NewReplacer("\n", "", "\r", "", " ", "").Replace(t)
	plain, err := base64.StdEncoding.DecodeString(t)
	if err != nil {
		if plain, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(t, "=")); err != nil {
			return "", false
		}
	}
	if len(plain) < shortest || !utf8.Valid(plain) {
		return "", false
	}
	control := 0
	for _, c := range plain {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			control++
		}
	}
	return string(plain), control == 0
}

func (s *scan) add(n *template.Node, m tokens.Match, start, end int, encoded bool) {
	key := spot{n, start, end}
	if s.seen[key] {
		return
	}
	s.seen[key] = true
	at := analyzers.AtNode(s.stack, n, analyzers.Place{})
	if at.Resource == "" { // Description and other text of no element
		at = analyzers.Place{Resource: s.stack.Key + "#", Path: s.pathOf(n)}
	}
	if !encoded && (start > 0 || end < len(n.Text)) {
		at.Span = []int{start, end}
	}
	t := Token{
		At: at, Format: m.Format.ID, Title: m.Format.Title, Class: m.Format.Class.String(), Encoded: encoded,
		Length: utf8.RuneCountInString(n.Text[start:end]), Covered: s.creds.Covers(n, start, end),
	}
	t.Label = at.Resource[strings.LastIndexByte(at.Resource, '#')+1:]
	if t.Label == "" && len(at.Path) > 0 {
		t.Label, _ = at.Path[0].(string)
	}
	if r := s.stack.Resources[t.Label]; r != nil {
		t.Label = r.Label()
	}
	s.facts.Template = append(s.facts.Template, t)
}

func (s *scan) pathOf(n *template.Node) template.Path {
	start, _ := n.Offsets()
	return s.stack.PathOf(start)
}

// computed scans text that functions put together of several pieces: a token
// that is split over them.
func (s *scan) computed(stack *template.Stack) {
	stack.Root.Walk(func(_ template.Path, n *template.Node) bool {
		name, arg := n.Intrinsic()
		switch name {
		case "Fn::Join", "Fn::Sub":
			s.joined(stack, stack.Eval(n))
			return name == "Fn::Join" && arg != nil
		case "Fn::Base64":
			return true
		}
		return true
	})
}

func (s *scan) joined(stack *template.Stack, v *template.Value) {
	for _, alt := range v.Alternatives() {
		v := alt.Value
		literals := 0
		for i := range v.Parts {
			if v.Parts[i].Kind == template.LiteralPart {
				literals++
			}
		}
		if literals < 2 {
			continue
		}
		text := v.Text("\x00")
		if len(text) < shortest {
			continue
		}
		for _, m := range tokens.Scan(text) {
			p, within := v.PartAt(m.Start, 1)
			if p == nil || p.Kind != template.LiteralPart || p.Node == nil || p.Node.Source() != s.source {
				continue
			}
			if within+m.End-m.Start <= len(p.Text) {
				continue // it lies within one literal, which was scanned
			}
			s.add(p.Node, m, min(p.Offset+within, len(p.Node.Text)), len(p.Node.Text), false)
		}
	}
}
