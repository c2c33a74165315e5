package template

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outline is a tree as text: each value with its kind, style, text and the
// text of its range.
func outline(src *Source, root *Node) string {
	var b strings.Builder
	root.Walk(func(path Path, n *Node) bool {
		s, e := n.Offsets()
		fmt.Fprintf(&b, "%s %v %s", path.Dotted(), n.Kind, styleName(n.Style))
		if n.Short {
			b.WriteString(" short")
		}
		if n.Kind != List && n.Kind != Map {
			fmt.Fprintf(&b, " %q", n.Text)
		}
		fmt.Fprintf(&b, " in %q\n", src.Data[s:e])
		return true
	})
	return b.String()
}

func styleName(s Style) string {
	return []string{"json", "plain", "single", "double", "literal", "folded", "block", "flow", "synthetic"}[s]
}

func readYAML(t *testing.T, text string) (*Source, *Node) {
	t.Helper()
	src := NewSource("a.yaml", []byte(text))
	docs, problems := parseYAML(src)
	if len(problems) > 0 || len(docs) != 1 {
		t.Fatalf("%q: %d documents, problems %v", text, len(docs), problems)
	}
	checkTree(t, src, docs[0])
	return src, docs[0]
}

func TestYAMLScalars(t *testing.T) {
	tests := []struct {
		in    string // the whole document
		kind  Kind
		style Style
		text  string
		place string // the text of the range
	}{
		{"a: b", String, Plain, "b", "b"},
		{"a: b # c", String, Plain, "b", "b"},
		{"a: b#c", String, Plain, "b#c", "b#c"},
		{"a: http://x/y:z", String, Plain, "http://x/y:z", "http://x/y:z"},
		{"é: z\na: ü ö", String, Plain, "ü ö", "ü ö"},
		{"a: b\n  c\n\n  d # x\n", String, Plain, "b c\nd", "b\n  c\n\n  d"},
		{"a:\n  b\n  c\nd: e\n", String, Plain, "b c", "b\n  c"},
		{"a: b\r\n  c\r\nd: e\r\n", String, Plain, "b c", "b\r\n  c"},
		{"a: b\r  c\rd: e\r", String, Plain, "b c", "b\r  c"},
		{"a: \t b\t\n", String, Plain, "b", "b"},
		{"a:", Null, Plain, "", ""},
		{"a: ~", Null, Plain, "~", "~"},
		{"a: null", Null, Plain, "null", "null"},
		{"a: true", Bool, Plain, "true", "true"},
		{"a: False", Bool, Plain, "False", "False"},
		{"a: yes", String, Plain, "yes", "yes"},
		{"a: off", String, Plain, "off", "off"},
		{"a: 2012-10-17", String, Plain, "2012-10-17", "2012-10-17"},
		{"a: 2001-12-14t21:59:43.10-05:00", String, Plain, "2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"},
		{"a: 012345678901", String, Plain, "012345678901", "012345678901"},
		{"a: 012_3", String, Plain, "012_3", "012_3"},
		{"a: 0x1F", String, Plain, "0x1F", "0x1F"},
		{"a: 0o17", String, Plain, "0o17", "0o17"},
		{"a: 12:30", String, Plain, "12:30", "12:30"},
		{"a: .inf", String, Plain, ".inf", ".inf"},
		{"a: 1_000", String, Plain, "1_000", "1_000"},
		{"a: 123456789012", Number, Plain, "123456789012", "123456789012"},
		{"a: 1.10", Number, Plain, "1.10", "1.10"},
		{"a: -1", Number, Plain, "-1", "-1"},
		{"a: +1.", Number, Plain, "+1.", "+1."},
		{"a: 1e3", Number, Plain, "1e3", "1e3"},
		{"a: 1e", String, Plain, "1e", "1e"},
		{"a: .", String, Plain, ".", "."},
		{"a: '12'", String, SingleQuoted, "12", "'12'"},
		{"a: 'it''s # \"'  # x", String, SingleQuoted, "it's # \"", "'it''s # \"'"},
		{"a: 'b\n\n  c'", String, SingleQuoted, "b\nc", "'b\n\n  c'"},
		{`a: "b\"\\" # x`, String, DoubleQuoted, `b"\`, `"b\"\\"`},
		{"a: \"b \\\n  c\\u00e9\"", String, DoubleQuoted, "b cé", "\"b \\\n  c\\u00e9\""},
		{"a: \"true\"", String, DoubleQuoted, "true", "\"true\""},
		{"a: !!str 123", String, Plain, "123", "123"},
		{"a: !!str", String, Plain, "", ""},
		{"a: !!int 123", Number, Plain, "123", "123"},
		{"a: !!int \"123\"", Number, DoubleQuoted, "123", "\"123\""},
		{"a: !!int x", String, Plain, "x", "x"},
		{"a: !!bool true", Bool, Plain, "true", "true"},
		{"a: !!null ''", Null, SingleQuoted, "", "''"},
		{"a: ! 12", String, Plain, "12", "12"},
		{"a: !<tag:yaml.org,2002:str> 12", String, Plain, "12", "12"},
		{"a: &x b", String, Plain, "b", "b"},
		{"a: &x !!str 1", String, Plain, "1", "1"},
		{"a: !!str &x # c\n  1", String, Plain, "1", "1"},
		{"a: |\n  b\n  c\nd: e", String, Literal, "b\nc\n", "|\n  b\n  c"},
		{"a: |\r\n  b\r\n  c\r\nd: e", String, Literal, "b\nc\n", "|\r\n  b\r\n  c"},
		{"a: | # x\n  b # y\n  # z\n# end\n", String, Literal, "b # y\n# z\n", "| # x\n  b # y\n  # z"},
		{"a: |\n  b", String, Literal, "b", "|\n  b"},
		{"a: |-\n  b\n\nd: e", String, Literal, "b", "|-\n  b"},
		{"a: |+\n  b\n\n\nd: e", String, Literal, "b\n\n\n", "|+\n  b\n\n"},
		{"a: |\n\n  b\n     c\n  \n  d\n", String, Literal, "\nb\n   c\n\nd\n", "|\n\n  b\n     c\n  \n  d"},
		{"a: |2-\n    b\n   c\n", String, Literal, "  b\n c", "|2-\n    b\n   c"},
		{"a: |-2\n    b\n", String, Literal, "  b", "|-2\n    b"},
		{"a: |\nd: e", String, Literal, "", "|"},
		{"a: |-\n\n\nd: e", String, Literal, "", "|-"},
		{"a: |+\n\n\nd: e", String, Literal, "\n\n", "|+\n\n"},
		{"a: >\n  b\n  c\n\n  d\n", String, Folded, "b c\nd\n", ">\n  b\n  c\n\n  d"},
		{"a: >-\n  b\n    c\n  d  \n", String, Folded, "b\n  c\nd  ", ">-\n  b\n    c\n  d  "},
		{"a: >+ # x\n  b\n\n# y\n", String, Folded, "b\n\n", ">+ # x\n  b\n"},
		{"a: >\n  b\n     \n  \n", String, Folded, "b\n   \n", ">\n  b\n     "},
		{"a: !!str |\n  1\n", String, Literal, "1\n", "|\n  1"},
		{"? a\n: b", String, Plain, "b", "b"},
		{"{a: b, c: d}", String, Plain, "b", "b"},
		{"{a: b # x\n , c: d}", String, Plain, "b", "b"},
		{"{\"a\":b}", String, Plain, "b", "b"},
		{"{a: , c: d}", Null, Plain, "", ""},
		{"{a, c: d}", Null, Plain, "", ""},
		{"%YAML 1.1\n---\na: b\n...\n", String, Plain, "b", "b"},
		{"%YAML 1.2 # x\n--- # y\na: b\n...\n# z\n", String, Plain, "b", "b"},
		{"--- {a: b}", String, Plain, "b", "b"},
		{"\uFEFFa: b", String, Plain, "b", "b"},
		{"---\n---\na: b\n---\n# only a comment\n", String, Plain, "b", "b"},
	}
	for _, tt := range tests {
		src, root := readYAML(t, tt.in)
		n := root.Get("a")
		if n == nil {
			t.Errorf("%q has no a", tt.in)
			continue
		}
		if n.Kind != tt.kind || n.Style != tt.style || n.Text != tt.text {
			t.Errorf("%q is %v %s %q, want %v %s %q", tt.in, n.Kind, styleName(n.Style), n.Text, tt.kind, styleName(tt.style), tt.text)
		}
		if s, e := n.Offsets(); string(src.Data[s:e]) != tt.place {
			t.Errorf("%q has the range of %q, want %q", tt.in, src.Data[s:e], tt.place)
		}
	}
}

func TestYAMLTree(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{
			"block", "A:\n  - 1\n  -\n  - - x\n    - y: z\n# c\nB:\n- !Ref C # d\n",
			` map block in "A:\n  - 1\n  -\n  - - x\n    - y: z\n# c\nB:\n- !Ref C"
A list block in "- 1\n  -\n  - - x\n    - y: z"
A[0] number plain "1" in "1"
A[1] null plain "" in ""
A[2] list block in "- x\n    - y: z"
A[2][0] string plain "x" in "x"
A[2][1] map block in "y: z"
A[2][1].y string plain "z" in "z"
B list block in "- !Ref C"
B[0] map synthetic short in "!Ref C"
B[0].Ref string plain "C" in "C"
`,
		},
		{
			"flow", "A: [ # c\n  {a: b, }, 'x,]', [] , k: v, ? l : w, {m: n}: 2,\n] # d\n",
			` map block in "A: [ # c\n  {a: b, }, 'x,]', [] , k: v, ? l : w, {m: n}: 2,\n]"
A list flow in "[ # c\n  {a: b, }, 'x,]', [] , k: v, ? l : w, {m: n}: 2,\n]"
A[0] map flow in "{a: b, }"
A[0].a string plain "b" in "b"
A[1] string single "x,]" in "'x,]'"
A[2] list flow in "[]"
A[3] map flow in "k: v"
A[3].k string plain "v" in "v"
A[4] map flow in "? l : w"
A[4].l string plain "w" in "w"
A[5] map flow in "{m: n}: 2"
`,
		},
		{
			"tags", "A: !GetAtt B.C.D\nB: !GetAtt 'é.C'\nC: !GetAtt [B, C]\nD: !Sub\n  - '${x}'\n  - {x: !GetAtt \"B\\x2eC\"}\nE: !If\n- c\n- !Base64\n  Fn::Sub: |\n    x\n- !Condition d\nF: !Transform {Name: n}\nG: !GetAZs\nH: !GetAtt B\nI: &i !Not [*i2]\n",
			"",
		},
		{
			"comments", "A: # x\n  # y\n  &a # z\n  # q\n  b: 1 # r\n  # s\nC: *a\n",
			` map block in "A: # x\n  # y\n  &a # z\n  # q\n  b: 1 # r\n  # s\nC: *a"
A map block in "b: 1"
A.b number plain "1" in "1"
C map block in "b: 1"
C.b number plain "1" in "1"
`,
		},
		{
			"tagged keys", "&k A: &v B\n!!str 1: !!map {}\n? &x y\n: z\n",
			` map block in "&k A: &v B\n!!str 1: !!map {}\n? &x y\n: z"
A string plain "B" in "B"
1 map flow in "{}"
y string plain "z" in "z"
`,
		},
	}
	tests[2].in = "i: &i2 x\n" + tests[2].in
	tests[2].want = ` map block in ` + fmt.Sprintf("%q", strings.TrimSpace(tests[2].in)) + `
i string plain "x" in "x"
A map synthetic short in "!GetAtt B.C.D"
A.Fn::GetAtt list synthetic in "B.C.D"
A.Fn::GetAtt[0] string synthetic "B" in "B"
A.Fn::GetAtt[1] string synthetic "C.D" in "C.D"
B map synthetic short in "!GetAtt 'é.C'"
B.Fn::GetAtt list synthetic in "'é.C'"
B.Fn::GetAtt[0] string synthetic "é" in "é"
B.Fn::GetAtt[1] string synthetic "C" in "C"
C map synthetic short in "!GetAtt [B, C]"
C.Fn::GetAtt list flow in "[B, C]"
C.Fn::GetAtt[0] string plain "B" in "B"
C.Fn::GetAtt[1] string plain "C" in "C"
D map synthetic short in "!Sub\n  - '${x}'\n  - {x: !GetAtt \"B\\x2eC\"}"
D.Fn::Sub list block in "- '${x}'\n  - {x: !GetAtt \"B\\x2eC\"}"
D.Fn::Sub[0] string single "${x}" in "'${x}'"
D.Fn::Sub[1] map flow in "{x: !GetAtt \"B\\x2eC\"}"
D.Fn::Sub[1].x map synthetic short in "!GetAtt \"B\\x2eC\""
D.Fn::Sub[1].x.Fn::GetAtt list synthetic in "\"B\\x2eC\""
D.Fn::Sub[1].x.Fn::GetAtt[0] string synthetic "B" in "\"B\\x2eC\""
D.Fn::Sub[1].x.Fn::GetAtt[1] string synthetic "C" in "\"B\\x2eC\""
E map synthetic short in "!If\n- c\n- !Base64\n  Fn::Sub: |\n    x\n- !Condition d"
E.Fn::If list block in "- c\n- !Base64\n  Fn::Sub: |\n    x\n- !Condition d"
E.Fn::If[0] string plain "c" in "c"
E.Fn::If[1] map synthetic short in "!Base64\n  Fn::Sub: |\n    x"
E.Fn::If[1].Fn::Base64 map block in "Fn::Sub: |\n    x"
E.Fn::If[1].Fn::Base64.Fn::Sub string literal "x\n" in "|\n    x"
E.Fn::If[2] map synthetic short in "!Condition d"
E.Fn::If[2].Condition string plain "d" in "d"
F map synthetic short in "!Transform {Name: n}"
F.Fn::Transform map flow in "{Name: n}"
F.Fn::Transform.Name string plain "n" in "n"
G map synthetic short in "!GetAZs"
G.Fn::GetAZs null plain "" in ""
H map synthetic short in "!GetAtt B"
H.Fn::GetAtt string plain "B" in "B"
I map synthetic short in "!Not [*i2]"
I.Fn::Not list flow in "[*i2]"
I.Fn::Not[0] string plain "x" in "x"
`
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := NewSource("a.yaml", []byte(tt.in))
			docs, problems := parseYAML(src)
			if len(docs) != 1 {
				t.Fatalf("%d documents, problems %v", len(docs), problems)
			}
			if diff := cmp.Diff(tt.want, outline(src, docs[0])); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			checkTree(t, src, docs[0])
		})
	}
}

func TestYAMLShortTagKey(t *testing.T) {
	src, root := readYAML(t, "A: !Sub \"x\"\n")
	n := root.Get("A")
	if name, arg := n.Intrinsic(); name != "Fn::Sub" || arg.Text != "x" || !n.Short {
		t.Errorf("intrinsic is %s of %v, short %v", name, arg, n.Short)
	}
	if s, e := n.Fields()[0].Key.Offsets(); string(src.Data[s:e]) != "!Sub" {
		t.Errorf("the key's text is %q", src.Data[s:e])
	}
}

func TestYAMLShortTags(t *testing.T) {
	for short, long := range map[string]string{
		"Ref": "Ref", "Condition": "Condition", "GetAtt": "Fn::GetAtt", "Sub": "Fn::Sub", "Join": "Fn::Join", "If": "Fn::If",
		"FindInMap": "Fn::FindInMap", "Base64": "Fn::Base64", "Cidr": "Fn::Cidr", "ImportValue": "Fn::ImportValue",
		"Select": "Fn::Select", "Split": "Fn::Split", "Transform": "Fn::Transform", "Equals": "Fn::Equals", "And": "Fn::And",
		"Or": "Fn::Or", "Not": "Fn::Not", "GetAZs": "Fn::GetAZs", "ToJsonString": "Fn::ToJsonString", "Length": "Fn::Length",
	} {
		for _, arg := range []string{"x", "'x'", "|\n  x", "[x]", "{x: y}", "\n  - x", "\n  x: y", "12"} {
			_, root := readYAML(t, "A: !"+short+" "+arg+"\nB: 1\n")
			n := root.Get("A")
			if len(n.Fields()) != 1 || n.Fields()[0].Key.Text != long || !n.Short {
				t.Errorf("!%s %s is %v", short, arg, n.Fields())
			}
		}
	}
}

func TestYAMLMerge(t *testing.T) {
	src, root := readYAML(t, `
base: &base {a: 1, b: 2, l: &l [x]}
more: &more
  b: 3
  c: 4
one:
  <<: *base
  b: 5
list:
  z: 0
  <<: [*more, *base]
  c: 6
twice:
  <<: *more
  <<: *base
inline:
  <<: {q: 1}
again: *l
quoted: {"<<": x}
`)
	get := func(path ...any) string { return root.At(path...).Scalar() }
	for path, want := range map[string]string{
		"one.a": "1", "one.b": "5", "list.z": "0", "list.a": "1", "list.b": "3", "list.c": "6",
		"twice.a": "1", "twice.b": "3", "twice.c": "4", "inline.q": "1", "quoted.<<": "x",
	} {
		m, k, _ := strings.Cut(path, ".")
		if got := get(m, k); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if root.At("one", "a") != root.At("base", "a") || root.Get("again") != root.At("base", "l") {
		t.Error("an aliased value is not the anchor's own node")
	}
	if got := root.At("list", "b").Range().Start.Line; got != 4 {
		t.Errorf("list.b stands on line %d", got)
	}
	var keys []string
	for _, f := range root.Get("list").Fields() {
		keys = append(keys, f.Key.Text)
	}
	if got := strings.Join(keys, " "); got != "z b a l c" {
		t.Errorf("the merged map's keys are %s", got)
	}
	_ = src
}

func TestYAMLKeys(t *testing.T) {
	_, root := readYAML(t, "1: a\ntrue: b\n~: c\n2012-10-17: d\n'q': e\n? |\n  f\n: g\n")
	for key, want := range map[string]string{"1": "a", "true": "b", "~": "c", "2012-10-17": "d", "q": "e", "f\n": "g"} {
		if got := root.Get(key).Scalar(); got != want {
			t.Errorf("%q is %q, want %q", key, got, want)
		}
		if k := root.Key(key); k == nil || k.Kind != String {
			t.Errorf("the key %q is %v", key, k)
		}
	}
}

func TestYAMLDocuments(t *testing.T) {
	src := NewSource("a.yaml", []byte("# c\n---\na: &x 1\n...\n%YAML 1.1\n---\n---\nb: 2\n--- |\n c\n---\n"))
	docs, problems := parseYAML(src)
	if len(problems) > 0 || len(docs) != 3 {
		t.Fatalf("%d documents, problems %v", len(docs), problems)
	}
	for i, want := range []string{"a: &x 1", "b: 2", "|\n c"} {
		if s, e := docs[i].Offsets(); string(src.Data[s:e]) != want {
			t.Errorf("document %d has the range of %q", i, src.Data[s:e])
		}
	}
}

func TestYAMLProblems(t *testing.T) {
	tests := []struct {
		in   string
		docs int
		want string
	}{
		{"", 0, "a.yaml:1:1: the file is empty"},
		{"# only\n\n", 0, "a.yaml:1:1: the file is empty"},
		{"---\n---\n", 0, "a.yaml:1:1: the file is empty"},
		{"a: 1\na: 2", 1, `a.yaml:2:1: key "a" stands twice in one map, first on line 1`},
		{"a: !Foo hunter2", 1, "a.yaml:1:4: the tag is no function that CloudFormation knows"},
		{"a: !hunter2", 1, "a.yaml:1:4: the tag is no function that CloudFormation knows"},
		{"a: *hunter2", 0, "a.yaml:1:4: not valid YAML: the alias has no anchor before it"},
		{"a: !!binary aGk=", 1, "a.yaml:1:4: CloudFormation does not support the YAML tag !!binary"},
		{"a: !!timestamp 2001-01-01", 1, "a.yaml:1:4: CloudFormation does not support the YAML tag !!timestamp"},
		{"a: !!omap [b: 1]", 1, "a.yaml:1:4: CloudFormation does not support the YAML tag !!omap"},
		{"a:\n  [b]: 1", 1, "a.yaml:2:3: the key of a map is itself a list"},
		{"a:\n  ? b: c\n  : 1", 1, "a.yaml:2:5: the key of a map is itself a map"},
		{"a: {{resolve:ssm:b}}", 1, "a.yaml:1:5: the key of a map is itself a map"},
		{"a: &x [*x]", 0, "a.yaml:1:8: the alias stands inside the value that it repeats"},
		{"a: &x\n  <<: *x", 0, "a.yaml:2:7: the alias stands inside the value that it repeats"},
		{"a:\n  <<: 1", 1, "a.yaml:2:6: the merge key `<<` needs a map or a list of maps"},
		{"a:\n  <<: [{}, 1]", 1, "a.yaml:2:6: the merge key `<<` needs a map or a list of maps"},
		{"a: b: c", 0, "a.yaml:1:5: not valid YAML: a second `: ` within one value"},
		{"a:\n  b: 'x\n  c: y\n", 0, "a.yaml:2:6: not valid YAML: the quoted text that starts here is never closed"},
		{"a: 'x", 0, "a.yaml:1:4: not valid YAML: the quoted text that starts here is never closed"},
		{"a:\n  b: 1\n c: 2\n", 0, "a.yaml:3:2: not valid YAML: did not find expected key"},
		{"a: [1, 2\nb: 3\n", 0, "a.yaml:2:2: not valid YAML: did not find expected ',' or ']' (the bracket opened on line 1 is not closed)"},
		{"x: 1\na: [1, 2\n", 0, "a.yaml:3:1: not valid YAML: did not find expected ',' or ']' (the bracket opened on line 2 is not closed)"},
		{"a: {b: 1\n", 0, "a.yaml:2:1: not valid YAML: did not find expected ',' or '}'"},
		{"a:\n\tb: 1\n", 0, "a.yaml:2:1: not valid YAML: a value cannot start with this character"},
		{"a: @b\n", 0, "a.yaml:1:4: not valid YAML: a value cannot start with this character"},
		{"a:\n  b\nc\n", 0, "a.yaml:3:1: not valid YAML: did not find expected ':' behind the key"},
		{"é: 1\na: \"é\\q\"\n", 0, "a.yaml:2:6: not valid YAML: unknown escape in double quotes"},
		{"a: - b\n", 0, "a.yaml:1:4: not valid YAML: a list item is not allowed here"},
		{"a: |\n\tb\n", 0, "a.yaml:2:1: not valid YAML: a tab is used for indentation"},
		{"a: 1\n\x01", 0, "a.yaml:2:1: not valid YAML: control characters are not allowed"},
		{"a: 1\r\nb: é\x01", 0, "a.yaml:2:5: not valid YAML: control characters are not allowed"},
		{"a: 1\n--- b: [", 0, "a.yaml:2:6: not valid YAML: a second `: ` within one value"},
		{"a: 1\n---\n[", 1, "a.yaml:3:2: not valid YAML: did not find expected node content"},
		{"a: 1\n%FOO x\n", 0, "a.yaml:2:5: not valid YAML: found unknown directive name"},
		{"%YAML 3.0\n---\na: 1\n", 0, "a.yaml:1:1: not valid YAML: found incompatible YAML document"},
		{"a: !x!y b\n", 0, "a.yaml:1:4: not valid YAML: found undefined tag handle"},
		{"a:\n- b\n c: d\n", 0, "a.yaml:3:3: not valid YAML: a second `: ` within one value"},
		{"a:\n - b\n c: d\n", 0, "a.yaml:3:2: not valid YAML: did not find expected '-' indicator"},
		{"\xff\xfea\x00:\x00 \x001\x00", 0, "a.yaml:1:1: the file is UTF-16, not UTF-8"},
		{"\xfe\xff\x00a", 0, "a.yaml:1:1: the file is UTF-16, not UTF-8"},
		{"a: 1\nb: é\xe9\n", 0, "a.yaml:2:5: the file is not valid UTF-8"},
		{"a: 1\nb: \x00\n", 0, "a.yaml:2:4: the file is binary, not a template"},
	}
	for _, tt := range tests {
		src := NewSource("a.yaml", []byte(tt.in))
		docs, problems := parseYAML(src)
		if len(docs) != tt.docs || len(problems) != 1 {
			t.Errorf("%q: %d documents, problems %v", tt.in, len(docs), problems)
			continue
		}
		p := problems[0]
		if !strings.HasPrefix(p.String(), tt.want) {
			t.Errorf("%q:\n got %s\nwant %s", tt.in, p, tt.want)
		}
		if p.Fatal != (tt.docs == 0) {
			t.Errorf("%q: fatal is %v", tt.in, p.Fatal)
		}
		if strings.Contains(p.String(), "hunter2") {
			t.Errorf("the message repeats the file's text: %v", p)
		}
		for _, doc := range docs {
			checkTree(t, src, doc)
		}
	}
}

// TestYAMLBombs reads files that are small or plain but cost too much when
// taken naively.
func TestYAMLBombs(t *testing.T) {
	var laughs, merges, chain, comments strings.Builder
	laughs.WriteString("a0: &a0 [x]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&laughs, "a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	merges.WriteString("a: &a {")
	for i := range 2000 {
		fmt.Fprintf(&merges, "k%d: 1, ", i)
	}
	merges.WriteString("}\nb:\n")
	merges.WriteString(strings.Repeat("- <<: *a\n", 2000))
	chain.WriteString("a0: &a0 [x]\n")
	for i := 1; i < 1200; i++ {
		fmt.Fprintf(&chain, "a%d: &a%d [*a%d]\n", i, i, i-1)
	}
	for range 200_000 {
		comments.WriteString("# c\n")
	}
	const many = 1_000_000
	tests := []struct {
		name, in, want string
	}{
		{"laughs", laughs.String(), "YAML aliases expand to more than 1000000 values"},
		{"merges", merges.String(), "YAML aliases expand to more than 1000000 values"},
		{"merge list", "a: &a {x: 1}\nb:\n  <<: [" + strings.Repeat("*a, ", many/2) + "]\n", "YAML aliases expand to more than 1000000 values"},
		{"chain", chain.String(), tooDeep},
		{"brackets", strings.Repeat("[", many), tooDeep},
		{"closed brackets", strings.Repeat("[", many) + strings.Repeat("]", many), tooDeep},
		{"2000 brackets", strings.Repeat("[", 2000) + strings.Repeat("]", 2000), tooDeep},
		{"braces", strings.Repeat("{a: ", many), tooDeep},
		{"dashes", strings.Repeat("- ", many), tooDeep},
		{"question marks", strings.Repeat("? ", many), tooDeep},
		{"5000 question marks", strings.Repeat("? ", 5000) + "a" + strings.Repeat("\n", many), tooDeep},
		{"900 question marks", strings.Repeat("? ", 900) + "a" + strings.Repeat("\n", many), "the key of a map is itself a map"},
		{"dashes on lines", nestedLines(3000), tooDeep},
		{"tags", "a: " + strings.Repeat("!Sub ", many), "not valid YAML"},
		{"comments", comments.String() + "a: 1\n" + comments.String(), ""},
		{"comments indented", "a:\n" + strings.ReplaceAll(comments.String(), "#", "  #") + "  b: 1\n" + strings.ReplaceAll(comments.String(), "#", "    #"), ""},
		{"blank lines", "a: b" + strings.Repeat("\n", many) + "  c\n", ""},
		{"a long line", "a: " + strings.Repeat("b ", many), ""},
		{"a long quote", "a: '" + strings.Repeat("b\n ", many) + "'", ""},
		{"a long list", "[" + strings.Repeat("é,", many/4) + "é]", ""},
		{"a long map", strings.Repeat("? a\n", many/4), "stands twice"},
		{"a long block", "a: |\n" + strings.Repeat(" b\n", many), ""},
		{"anchors", strings.Repeat("- &a b\n", many/8), ""},
		{"aliases", "- &a b\n" + strings.Repeat("- *a\n", many/8), ""},
		{"documents", strings.Repeat("--- a\n", many/8), ""},
		{"empty documents", strings.Repeat("---\n", many/8), "the file is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			begin := time.Now()
			src := NewSource("a.yaml", []byte(tt.in))
			_, problems := parseYAML(src)
			d := time.Since(begin)
			src.Comments()
			c := time.Since(begin) - d
			t.Logf("%d bytes: %v, comments %v", len(tt.in), d, c)
			if tt.want == "" != (len(problems) == 0) || tt.want != "" && !strings.Contains(problems[0].Message, tt.want) {
				t.Errorf("problems %.200v, want %q", problems, tt.want)
			}
			if d > 2*time.Minute || c > 2*time.Minute {
				t.Errorf("took %v, comments %v", d, c)
			}
		})
	}
}

// nestedLines is a list in a list, each on a line of its own.
func nestedLines(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i))
		b.WriteString("-\n")
	}
	return b.String()
}
