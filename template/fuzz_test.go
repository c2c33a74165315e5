package template

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

var yamlSeeds = []string{
	"a: b\n", "a:\n- b\n-\n- c: d\n", "{a: [b, 'c', \"d\"], e: }", "a: |\n  b\n\nc: >-\n  d\n  e\n", "a: &x !Sub \"${b}\"\nc: *x\n",
	"base: &b {x: 1}\none:\n  <<: *b\n  y: 2\n", "%YAML 1.1\n---\na\n...\n---\nb\n", "a: # x\n  b # y\n", "? a\n: b\n? c\n", "a: !GetAtt b.c\nd: !Ref e",
	"- - - a\n    - b\n  - c\n", "a: |+2 # c\n    x\n\n# d\n", "[a: b, {c: d}: e, ? f : g]", "\"a\\\n  b\": 'c''d'\n", "a:\r\n  - b\r\n", "é: ü\u2028x\u0085y\n",
	"!!str 1: !!int 2\n", "a: !\nb: ! c\n", "0: !\n&0:", "a:\n! b: c\n", "a: !Ref\n&x b: c\n", "\uFEFFa: b", "- >\n a\n  b\n c\n", "- '#a' #b\n- \"#c\" # d\n- e#f\n",
}

var jsonSeeds = []string{
	`{"a":1}`, `[1,2.5e3,true,null,"x\u00e9\n"]`, `{"a":{"b":[{}]},"a":2}`, `[1,]`, `{'a':1}`, `"\ud83d\ude00"`, `{"a" 1}`, "[\n1 2]", `{"a":`, ` {} x`,
}

func FuzzParseYAML(f *testing.F) {
	for _, s := range append(yamlSeeds, jsonSeeds...) {
		f.Add([]byte(s))
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, fuzzcorpus.Templates...)
	f.Fuzz(func(t *testing.T, data []byte) { checkYAML(t, data) })
}

func FuzzParseJSON(f *testing.F) {
	for _, s := range jsonSeeds {
		f.Add([]byte(s))
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, ".json")
	f.Fuzz(func(t *testing.T, data []byte) {
		src := NewSource("a.json", data)
		root, problems := parseJSON(src)
		if root == nil {
			if len(problems) == 0 || !problems[len(problems)-1].Fatal {
				t.Fatalf("no tree, and problems %v", problems)
			}
			return
		}
		checkTree(t, src, root)
		compareFormats(t, src, root)
	})
}

// compareFormats reads a JSON document as YAML, which must give the same tree
// wherever YAML 1.1 takes the document.
func compareFormats(t testing.TB, src *Source, root *Node) {
	t.Helper()
	if bytes.Contains(src.Data, []byte(`\`)) || bytes.Contains(src.Data, []byte(`"<<"`)) {
		return // the escapes differ
	}
	docs, problems := parseYAML(NewSource(src.Name, src.Data))
	if len(docs) != 1 || len(problems) > 0 {
		return
	}
	// cmp is slow on large values, and is asked for the difference only.
	if asJSON, asYAML := generic(root), generic(docs[0]); !reflect.DeepEqual(asJSON, asYAML) {
		t.Fatalf("%q: -JSON +YAML\n%s", src.Data, cmp.Diff(asJSON, asYAML))
	}
}

// generic is a tree without its places.
func generic(n *Node) any {
	switch n.Kind {
	case Map:
		m := map[string]any{}
		for _, f := range n.Fields() {
			m[f.Key.Text] = generic(f.Value)
		}
		return m
	case List:
		l := []any{}
		for _, item := range n.Items() {
			l = append(l, generic(item))
		}
		return l
	}
	return [2]string{n.Kind.String(), n.Text}
}

// checkYAML reads a file with our reader and with the library, and compares
// values and places.
func checkYAML(t testing.TB, data []byte) {
	t.Helper()
	src := NewSource("a.yaml", data)
	docs, problems := parseYAML(src)
	comments := src.Comments()
	if docs == nil {
		if len(problems) == 0 {
			t.Fatal("neither documents nor problems")
		}
		return
	}
	for _, doc := range docs {
		checkTree(t, src, doc)
	}
	if len(problems) > 0 {
		return
	}
	c := yamlComparison{t: t, src: src, seen: map[*yaml.Node]bool{}, lines: []int{0}}
	if bytes.HasPrefix(src.Data, []byte("\uFEFF")) {
		c.lines[0] = 3 // a second mark, which the library does not count
	}
	for i := 0; i < len(src.Data); {
		w := breakWidth(src.Data, i)
		i += max(w, 1)
		if w > 0 {
			c.lines = append(c.lines, i)
		}
	}
	r := yamlReader{data: src.Data}
	dec := yaml.NewDecoder(bytes.NewReader(r.libraryText()))
	for i := 0; ; {
		var doc yaml.Node
		if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
			if i != len(docs) {
				t.Fatalf("%d documents, the library has %d", len(docs), i)
			}
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if isEmpty(doc.Content[0]) {
			continue
		}
		c.compare(doc.Content[0], docs[i], "")
		i++
	}
	checkComments(t, src, docs, comments)
}

type yamlComparison struct {
	t     testing.TB
	src   *Source
	seen  map[*yaml.Node]bool
	lines []int // offsets of lines as the library counts them
}

func (c *yamlComparison) compare(y *yaml.Node, n *Node, path string) {
	c.t.Helper()
	if y.Kind == yaml.AliasNode {
		y = y.Alias
	}
	if c.seen[y] {
		return
	}
	c.seen[y] = true
	if !isEmpty(y) {
		at := c.lines[y.Line-1]
		for range y.Column - 1 {
			_, size := utf8.DecodeRune(c.src.Data[at:])
			at += size
		}
		if start := int(n.start); at != start && !(at < start && bytes.IndexByte([]byte("!&"), c.src.Data[at]) >= 0) {
			c.t.Fatalf("%s starts at %d, the library says %d (line %d, column %d)", path, start, at, y.Line, y.Column)
		}
	}
	if long := shortTag(y); long != "" {
		if !n.Short || n.Fields()[0].Key.Text != long || c.src.Data[n.start] != '!' {
			c.t.Fatalf("%s is %v, want the short tag %s", path, n, y.Tag)
		}
		n = n.Fields()[0].Value
		if long == "Fn::GetAtt" && y.Kind == yaml.ScalarNode && n.Kind == List {
			if n.Items()[0].Text+"."+n.Items()[1].Text != y.Value {
				c.t.Fatalf("%s has other parts than %q", path, y.Value)
			}
			return
		}
	}
	switch y.Kind {
	case yaml.SequenceNode:
		if n.Kind != List || len(n.Items()) != len(y.Content) {
			c.t.Fatalf("%s is a list of %d, want %d", path, len(n.Items()), len(y.Content))
		}
		for i, item := range y.Content {
			c.compare(item, n.Items()[i], path+"[]")
		}
	case yaml.MappingNode:
		fields := 0
		for i := 0; i < len(y.Content); i += 2 {
			if isMerge(y.Content[i]) {
				fields = -1
				break
			}
			key := y.Content[i]
			if key.Kind == yaml.AliasNode {
				key = key.Alias
			}
			f := n.field(key.Value)
			if f == nil {
				c.t.Fatalf("%s has no key %q", path, key.Value)
			}
			if y.Content[i] == key {
				c.compare(key, f.Key, path+"."+key.Value+" (key)")
			}
			c.compare(y.Content[i+1], f.Value, path+"."+key.Value)
			fields++
		}
		if n.Kind != Map || fields >= 0 && fields != len(n.Fields()) {
			c.t.Fatalf("%s is a map of %d, want %d", path, len(n.Fields()), fields)
		}
	default:
		if n.Text != y.Value || n.Kind == List || n.Kind == Map {
			c.t.Fatalf("%s is %q, want %q", path, n.Text, y.Value)
		}
	}
}

// checkComments fails when a comment stands within a scalar, or when a # that
// could start one is in neither. It is called for files without problems only,
// as all scalars are in their tree.
func checkComments(t testing.TB, src *Source, docs []*Node, comments []Comment) {
	t.Helper()
	const (
		inScalar = 1 + iota
		inComment
	)
	what := make([]byte, len(src.Data)+1)
	var mark func(n *Node)
	mark = func(n *Node) {
		if n.Kind == List || n.Kind == Map {
			for _, f := range n.Fields() {
				mark(f.Key)
				mark(f.Value)
			}
			for _, item := range n.Items() {
				mark(item)
			}
			return
		}
		start, end := n.Offsets()
		block := n.Style == Literal || n.Style == Folded ||
			n.Style == Synthetic && start < end && (src.Data[start] == '|' || src.Data[start] == '>') // a part of !GetAtt
		if block { // a comment may follow its header
			start = lineEnd(src.Data, start)
		}
		for i := start; i < end; i++ {
			what[i] = inScalar
		}
		for i := lineStart(src.Data, int(n.start)); n.Style == Synthetic && !block && i < end; i++ {
			what[i] = inScalar // a tag may hold a #
		}
	}
	for _, doc := range docs {
		mark(doc)
	}
	for _, c := range comments {
		if what[c.Offset] == inScalar {
			t.Fatalf("%q: the comment %q at %d is within a scalar", src.Data, c.Text, c.Offset)
		}
		for i := c.Offset; i < lineEnd(src.Data, c.Offset); i++ {
			what[i] = inComment
		}
	}
	if bytes.Contains(src.Data, []byte("<<")) {
		return // what is merged over is not in the tree
	}
	for i, b := range src.Data {
		if b == '#' && what[i] == 0 && (atLineStart(src.Data, i) || src.Data[i-1] == ' ') && !bytes.Contains(src.Data, []byte("%")) {
			t.Fatalf("%q: the # at %d starts a comment", src.Data, i)
		}
	}
}

func lineStart(data []byte, pos int) int {
	for !atLineStart(data, pos) {
		pos--
	}
	return pos
}

// TestYAMLProperty writes random values in random styles with the library and
// reads them.
func TestYAMLProperty(t *testing.T) {
	text := rapid.OneOf(
		rapid.StringOf(rapid.SampledFrom([]rune("ab #:-'\"\n\\,[]{}é\t!&*|>%@?"))),
		rapid.SampledFrom([]string{"", "true", "null", "12", "0123", "yes", "2012-10-17", "a: b", "# c", "Ref", "x.y", "a\n\n b\n", " lead", "trail ", "\n\n"}),
	)
	style := rapid.SampledFrom([]yaml.Style{0, yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle, yaml.LiteralStyle, yaml.FoldedStyle})
	comment := rapid.SampledFrom([]string{"", "", "", "# c", "# it's"})
	tag := rapid.SampledFrom([]string{"", "", "", "!Ref", "!Sub", "!GetAtt", "!Join"})
	scalar := rapid.Custom(func(t *rapid.T) *yaml.Node {
		n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text.Draw(t, "text"), Style: style.Draw(t, "style")}
		if short := tag.Draw(t, "tag"); short != "" {
			n.Tag = short
			n.Style |= yaml.TaggedStyle
		}
		return n
	})
	var value func(depth int) *rapid.Generator[*yaml.Node]
	value = func(depth int) *rapid.Generator[*yaml.Node] {
		if depth == 0 {
			return scalar
		}
		return rapid.OneOf(scalar, rapid.Custom(func(t *rapid.T) *yaml.Node {
			n := &yaml.Node{Kind: yaml.SequenceNode, Style: rapid.SampledFrom([]yaml.Style{0, yaml.FlowStyle}).Draw(t, "style")}
			n.Content = rapid.SliceOfN(value(depth-1), 0, 4).Draw(t, "items")
			for _, c := range n.Content {
				c.HeadComment = comment.Draw(t, "head")
				c.LineComment = comment.Draw(t, "line")
			}
			return n
		}), rapid.Custom(func(t *rapid.T) *yaml.Node {
			n := &yaml.Node{Kind: yaml.MappingNode, Style: rapid.SampledFrom([]yaml.Style{0, yaml.FlowStyle}).Draw(t, "style")}
			for i := range rapid.IntRange(0, 4).Draw(t, "fields") {
				key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(rune('a' + i)), HeadComment: comment.Draw(t, "head")}
				n.Content = append(n.Content, key, value(depth-1).Draw(t, "value"))
			}
			return n
		}))
	}
	rapid.Check(t, func(rt *rapid.T) {
		n := value(4).Draw(rt, "document")
		data, err := yaml.Marshal(n)
		if err != nil {
			rt.Skip(err)
		}
		checkYAML(rapidTB{t, rt}, data)
	})
}

// TestFormatsProperty reads random JSON documents as JSON and as YAML.
func TestFormatsProperty(t *testing.T) {
	atom := rapid.SampledFrom([]string{
		`""`, `"a"`, `"é b"`, `"it's # : {"`, "1", "-0.5", "1e3", "1E+400", "true", "false", "null", `"true"`, "{}", "[]", "[ ]", "12345678901234567890",
	})
	space := rapid.SampledFrom([]string{"", " ", "\n", "\r\n", "\n    ", "\t"})
	var value func(t *rapid.T, depth int) string
	value = func(t *rapid.T, depth int) string {
		kind := rapid.IntRange(0, 2).Draw(t, "kind")
		if depth == 0 || kind == 0 {
			return atom.Draw(t, "atom")
		}
		var b strings.Builder
		b.WriteString(string("[{"[kind-1]))
		for i := range rapid.IntRange(0, 4).Draw(t, "length") {
			if i > 0 {
				b.WriteString(",")
			}
			b.WriteString(space.Draw(t, "space"))
			if kind == 2 {
				b.WriteString(`"k` + string(rune('0'+i)) + `"` + rapid.SampledFrom([]string{":", ": ", " :"}).Draw(t, "colon"))
			}
			b.WriteString(value(t, depth-1))
			b.WriteString(space.Draw(t, "space"))
		}
		b.WriteString(string("]}"[kind-1]))
		return b.String()
	}
	rapid.Check(t, func(rt *rapid.T) {
		tb := rapidTB{t, rt}
		src := NewSource("a.json", []byte(value(rt, 5)))
		root, problems := parseJSON(src)
		if len(problems) > 0 {
			tb.Fatalf("%q: %v", src.Data, problems)
		}
		checkTree(tb, src, root)
		if docs, problems := parseYAML(src); len(docs) != 1 || len(problems) > 0 {
			tb.Fatalf("%q as YAML: %v", src.Data, problems)
		}
		compareFormats(tb, src, root)
	})
}

// rapidTB lets the checks fail a rapid test, which then looks for the smallest
// input.
type rapidTB struct {
	testing.TB
	rt *rapid.T
}

func (t rapidTB) Helper()                           {}
func (t rapidTB) Fatal(args ...any)                 { t.rt.Fatal(args...) }
func (t rapidTB) Fatalf(format string, args ...any) { t.rt.Fatalf(format, args...) }
